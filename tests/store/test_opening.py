"""Opening: private, whole, of the right version, with the right key; or words that say what is wrong."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text, update

from jumpzone.errors import StoreProblem
from jumpzone.model.clock import FakeClock
from jumpzone.store import engine
from jumpzone.store.engine import can_encrypt, connect_sqlite, is_encrypted, locate
from jumpzone.store.opening import open_store, store_id
from jumpzone.store.store import Store
from jumpzone.store.tables import SCHEMA_VERSION, meta
from jumpzone.store.version import schema_version, version_table
from tests import support
from tests.store.helpers import open_zone

KEY = bytes(range(32))
NOW = FakeClock().now()

encrypted = pytest.mark.skipif(not can_encrypt(), reason="SQLCipher has no wheel for this platform")


_SAFETY = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "trusted_schema", "application_id")


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_store_is_whole_and_says_who_it_is(store_url: str) -> None:
    with open_store(store_url, now=NOW) as store, store.read() as tx:
        first = store_id(tx)
        assert schema_version(tx) == SCHEMA_VERSION
        assert dict(map(tuple, tx.execute(meta.select())))["created_at"] == "2026-11-23T12:00:00Z"
    with open_store(store_url, now=NOW) as store, store.read() as tx:
        assert store_id(tx) == first


def test_programs_that_open_a_new_store_at_once_make_one(store_url: str) -> None:
    def make(_: int) -> str:
        with open_store(store_url, now=NOW) as store, store.read() as tx:
            return store_id(tx)

    with ThreadPoolExecutor(6) as threads:
        assert len(set(threads.map(make, range(6)))) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="rights are the profile's own there")
def test_folder_file_and_journal_are_the_owners_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        path = tmp_path / "private" / "zone.db"
        zone = open_zone(str(path))
        zone.add_contact()
        assert _mode(path.parent) == 0o700
        found = {each.name: _mode(each) for each in path.parent.iterdir()}
    finally:
        os.umask(before)
    assert "zone.db" in found
    assert set(found.values()) == {0o600}


def test_sqlite_is_set_up_to_keep_what_it_has_acknowledged(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "zone.db"), now=NOW) as store, store.read() as tx:
        found = {
            name: tx.scalar(text(f"PRAGMA {name}"))
            for name in (
                "journal_mode",
                "synchronous",
                "foreign_keys",
                "secure_delete",
                "trusted_schema",
                "application_id",
            )
        }
    assert found == {
        "journal_mode": "wal" if engine.uses_wal() else "truncate",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "trusted_schema": 0,
        "application_id": 0x4A5A4F4E,
    }


def test_a_write_takes_its_turn_before_it_reads(tmp_path: Path) -> None:
    path = tmp_path / "zone.db"
    with open_store(str(path), now=NOW) as store, store.write(), closing(connect_sqlite(path, None)) as other:
        other.execute("PRAGMA busy_timeout = 0")
        assert other.execute("SELECT count(*) FROM meta").fetchone() == (3,)
        with pytest.raises(engine.sqlite_module().OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")


def test_python_s_own_sqlite_serves_where_there_is_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_cipher", None)
    path = tmp_path / "zone.db"
    zone = open_zone(str(path), KEY)
    zone.add_contact()
    assert is_encrypted(path) is False
    if sqlite3.sqlite_version_info < (3, 51, 3):
        assert zone.store.info(SCHEMA_VERSION).journal == "TRUNCATE"
    zone.store.close()


@encrypted
def test_without_sqlcipher_an_encrypted_store_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "zone.db"
    open_zone(str(path), KEY).store.close()
    monkeypatch.setattr(engine, "_cipher", None)
    with pytest.raises(StoreProblem, match="no-encryption"):
        open_store(str(path), KEY, now=NOW)


@encrypted
def test_an_encrypted_store_shows_nothing_of_what_is_in_it(tmp_path: Path) -> None:
    path = tmp_path / "zone.db"
    zone = open_zone(str(path), KEY)
    zone.add_contact(first_name="Canary", last_name="Kanarche", email="canary@hidden.example")
    found = b"".join(each.read_bytes() for each in tmp_path.iterdir())
    zone.store.close()
    found += path.read_bytes()
    assert is_encrypted(path)
    for word in ("Canary", "Kanarche", "hidden.example", "Мария", "CREATE TABLE", "SQLite format 3"):
        assert word.encode() not in found, word


@encrypted
@pytest.mark.parametrize(("key", "code"), [(bytes(32), "wrong-key"), (None, "needs-key")])
def test_an_encrypted_store_opens_only_with_its_key(
    tmp_path: Path, key: bytes | None, code: str, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "zone.db"
    open_zone(str(path), KEY).store.close()
    before = path.read_bytes()
    with pytest.raises(StoreProblem) as raised:
        open_store(str(path), key, now=NOW)
    assert raised.value.code == code
    assert path.read_bytes() == before
    # A word on stderr would stand on top of the screen.
    assert capfd.readouterr() == ("", "")


def test_a_plain_store_stays_plain(tmp_path: Path) -> None:
    path = tmp_path / "zone.db"
    open_zone(str(path)).store.close()
    with open_store(str(path), KEY, now=NOW):
        assert is_encrypted(path) is False


def test_a_file_of_something_else_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("CREATE TABLE theirs (x)")
    before = path.read_bytes()
    with pytest.raises(StoreProblem, match="not-a-store"):
        open_store(str(path), now=NOW)
    assert path.read_bytes() == before
    path.write_bytes(b"A letter to my landlord, and no database at all." * 200)
    with pytest.raises(StoreProblem):
        open_store(str(path), now=NOW)
    with pytest.raises(StoreProblem):
        open_store(str(path), KEY, now=NOW)


def test_a_database_of_something_else_is_left_alone(postgres_url: str) -> None:
    url = locate(postgres_url).secret_url
    other = create_engine(url)
    with other.begin() as connection:
        connection.execute(text("CREATE TABLE message (theirs text)"))
    with pytest.raises(StoreProblem, match="not-a-store"):
        open_store(postgres_url, now=NOW)
    with other.begin() as connection:
        assert (
            connection.execute(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).scalar()
            == 1
        )
    other.dispose()


def test_a_store_of_a_newer_version_is_refused_in_words(store_url: str) -> None:
    with open_store(store_url, now=NOW) as store, store.write() as tx:
        tx.execute(update(version_table).values(version_num="9999"))
    with pytest.raises(StoreProblem, match="made by a newer version"):
        open_store(store_url, now=NOW)


def test_a_server_that_does_not_answer_is_a_problem_in_words(tmp_path: Path) -> None:
    with pytest.raises(StoreProblem, match="away"):
        open_store(f"postgresql://nobody@/nothing?host={tmp_path}", now=NOW)


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://", "://", "http://x"])
def test_an_address_of_no_store_is_refused(url: str) -> None:
    with pytest.raises(StoreProblem, match="unknown-store"):
        open_store(url, now=NOW)


def test_a_store_s_password_is_never_shown() -> None:
    location = locate("postgresql://zone:s3cret@db.example/zone")
    assert "s3cret" not in repr(location)
    assert "s3cret" not in location.url
    assert "s3cret" in location.secret_url
    assert "s3cret" not in repr(Store(location).engine.url)


def test_a_place_that_can_t_be_written_to_is_a_problem_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StoreProblem, match="cannot-open"):
        open_store(str(tmp_path / "file" / "zone.db"), now=NOW)


def test_a_damaged_store_is_a_problem_in_words(tmp_path: Path) -> None:
    path = tmp_path / "zone.db"
    zone = open_zone(str(path))
    zone.store.close()
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(size - 4096))
    with pytest.raises(StoreProblem):
        open_zone(str(path))


def test_a_moved_store_opens_where_it_is_now(tmp_path: Path) -> None:
    path = tmp_path / "zone.db"
    zone = open_zone(str(path))
    zone.store.close()
    moved = tmp_path / "Ново място %20 ?#" / "zone.db"
    moved.parent.mkdir()
    shutil.move(path, moved)
    with open_store(str(moved), now=NOW) as store, store.read() as tx:
        assert tx.scalar(text("SELECT count(*) FROM account")) == 1


def test_opening_an_up_to_date_store_loads_no_migration_library(tmp_path: Path) -> None:
    path = tmp_path / "zone.db"
    open_zone(str(path)).store.close()
    script = (
        "import sys; from datetime import datetime, UTC; from jumpzone.store.opening import open_store\n"
        f"open_store({str(path)!r}, now=datetime.now(UTC)).close()\n"
        "print([name for name in sys.modules if name.partition('.')[0] in ('alembic', 'textual', 'psycopg')])"
    )
    done = support.run_python("-c", script)
    assert done.stdout.strip() == "[]", done.stderr
