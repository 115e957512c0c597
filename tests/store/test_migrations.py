"""Migrations: they build what the tables say, and a store goes through them whole or not at all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from jumpzone.errors import StoreProblem
from jumpzone.model.clock import FakeClock
from jumpzone.store.engine import can_encrypt, locate
from jumpzone.store.migrations import SCRIPTS, migrate, upgrade_on
from jumpzone.store.opening import open_store
from jumpzone.store.store import Store, Tx
from jumpzone.store.tables import SCHEMA_VERSION, metadata
from jumpzone.store.version import schema_version
from tests.store.helpers import open_zone

NOW = FakeClock().now()

_ORPHAN = (
    "op.execute('CREATE TABLE child (x REFERENCES contact (email))'); "
    "op.execute('INSERT INTO child VALUES (5)')"
)
_COMING = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{newest}"


def upgrade() -> None:
    with op.batch_alter_table("contact") as batch:
        batch.add_column(sa.Column("nickname", sa.String(50)))
        batch.alter_column("city", type_=sa.String(150), existing_type=sa.String(100))
    {more}
"""


def _scripts(tmp_path: Path, more: str = "") -> Path:
    """The program's migrations and one that is still to come."""
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    (folder / "env.py").write_text((SCRIPTS / "env.py").read_text("utf-8"), "utf-8")
    for each in (SCRIPTS / "versions").glob("[0-9]*.py"):
        (folder / "versions" / each.name).write_text(each.read_text("utf-8"), "utf-8")
    (folder / "versions" / "9999_coming.py").write_text(
        _COMING.format(newest=SCHEMA_VERSION, more=more), "utf-8"
    )
    return folder


def _shape(tx: Tx) -> object:
    """All that the database itself says about its tables."""
    if tx.sqlite:
        rows = tx.execute(text("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
        return {(kind, name, table): _words(sql) for kind, name, table, sql in rows}
    queries = (
        (
            "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default, "
            "is_generated, generation_expression FROM information_schema.columns WHERE table_schema = 'public'"
        ),
        "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        (
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE connamespace = 'public'::regnamespace"
        ),
    )
    return {repr(row) for query in queries for row in tx.execute(text(query))}


def _words(sql: str) -> list[str]:
    # Order of the table's parts aside: what is said, not how it is laid out.
    body = re.sub(r'["\s]+', " ", sql)
    return sorted(part.strip() for part in re.split(r",(?![^(]*\))|\(|\)", body) if part.strip())


def test_the_migrations_build_the_very_tables_that_a_new_store_gets(store_url: str, tmp_path: Path) -> None:
    with open_store(store_url, now=NOW) as store, store.read() as tx:
        wanted = _shape(tx)
    if locate(store_url).sqlite:
        other = Store(locate(str(tmp_path / "migrated.db")))
    else:
        other = Store(locate(store_url))
        with other.write() as tx:
            tx.execute(text("DROP SCHEMA public CASCADE"))
            tx.execute(text("CREATE SCHEMA public"))
    with other, other.write() as tx:
        upgrade_on(tx.connection)
        assert schema_version(tx) == SCHEMA_VERSION
        found = _shape(tx)
        context = MigrationContext.configure(
            tx.connection,
            opts={"compare_type": True, "include_object": _ours, "compare_server_default": True},
        )
        differences = compare_metadata(context, metadata)
    assert found == wanted
    assert differences == []


def _ours(_thing: object, name: str | None, kind: str, reflected: bool, compare_to: object) -> bool:
    # The search index is not one of the tables: a virtual table, or a column that PostgreSQL computes.
    return not (reflected and compare_to is None and name is not None and "search" in name)


def test_the_constant_names_the_newest_migration() -> None:
    names = sorted(each.name for each in (SCRIPTS / "versions").glob("[0-9]*.py"))
    assert names[-1].partition("_")[0] == SCHEMA_VERSION


@pytest.mark.parametrize("key", [None, bytes(32)] if can_encrypt() else [None])
def test_an_older_store_is_backed_up_and_brought_up_to_date(tmp_path: Path, key: bytes | None) -> None:
    zone = open_zone(str(tmp_path / "zone.db"), key)
    contact = zone.add_contact(city="София")
    copy = migrate(zone.store, NOW, scripts=_scripts(tmp_path))
    with zone.store.read() as tx:
        assert schema_version(tx) == "9999"
        assert tx.row(text("SELECT city, nickname FROM contact")) == {"city": "София", "nickname": None}
        assert "ck_contact" not in str(inspect(tx.connection).get_check_constraints("contact"))
        assert tx.scalar(text("PRAGMA foreign_keys")) == 1
    zone.store.close()
    assert copy is not None
    assert copy.path.name == f"zone-{SCHEMA_VERSION}-20261123T120000Z.db"
    with open_store(str(copy.path), key, now=NOW) as old, old.read() as tx:
        assert schema_version(tx) == SCHEMA_VERSION
        assert tx.scalar(text("SELECT id FROM contact")).replace("-", "") == contact.replace("-", "")


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ("op.execute('SELECT nonsense FROM nowhere')", "nowhere"),
        ("op.execute('DELETE FROM contact')", "rows are missing from contact"),
        (_ORPHAN, "mismatch"),
    ],
)
def test_a_migration_that_fails_leaves_the_store_as_it_was(tmp_path: Path, more: str, why: str) -> None:
    zone = open_zone(str(tmp_path / "zone.db"))
    zone.add_contact()
    with zone.store.read() as tx:
        before = _shape(tx)
    with pytest.raises(StoreProblem) as raised:
        migrate(zone.store, NOW, scripts=_scripts(tmp_path, more))
    assert raised.value.code == "migration-failed"
    assert why in str(raised.value)
    (copy,) = (tmp_path / "backups").iterdir()
    assert str(copy) in str(raised.value)
    with zone.store.read() as tx:
        assert _shape(tx) == before
        assert schema_version(tx) == SCHEMA_VERSION
        assert tx.scalar(text("SELECT count(*) FROM contact")) == 1
    zone.add_contact(email="goes-on@office.example")
    zone.store.close()
    with open_store(str(copy), now=NOW) as old, old.read() as tx:
        assert tx.scalar(text("SELECT count(*) FROM contact")) == 1


def test_without_room_for_a_backup_nothing_is_migrated(tmp_path: Path) -> None:
    zone = open_zone(str(tmp_path / "zone.db"))
    (tmp_path / "backups").write_text("in the way")
    with pytest.raises(StoreProblem, match="no-backup"):
        migrate(zone.store, NOW, scripts=_scripts(tmp_path))
    with zone.store.read() as tx:
        assert schema_version(tx) == SCHEMA_VERSION
    zone.store.close()


def test_a_store_on_a_server_waits_for_the_operator_s_backup(postgres_url: str, tmp_path: Path) -> None:
    zone = open_zone(postgres_url)
    scripts = _scripts(tmp_path)
    with pytest.raises(StoreProblem) as raised:
        migrate(zone.store, NOW, scripts=scripts)
    assert raised.value.code == "needs-migration"
    assert migrate(zone.store, NOW, scripts=scripts, backup_is_made=True) is None
    with zone.store.read() as tx:
        assert schema_version(tx) == "9999"
    zone.store.close()


def test_a_migration_that_fails_on_a_server_leaves_the_store_as_it_was(
    postgres_url: str, tmp_path: Path
) -> None:
    zone = open_zone(postgres_url)
    with zone.store.read() as tx:
        before = _shape(tx)
    with pytest.raises(StoreProblem, match="migration-failed"):
        migrate(
            zone.store,
            NOW,
            scripts=_scripts(tmp_path, "op.execute('DELETE FROM account')"),
            backup_is_made=True,
        )
    with zone.store.read() as tx:
        assert _shape(tx) == before
    zone.store.close()
