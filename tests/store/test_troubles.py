"""Trouble below the store becomes words, and leaves the store as it was."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import ProgrammingError, StatementError

from jumpzone.errors import StoreProblem
from jumpzone.model.clock import FakeClock
from jumpzone.store import engine, fulltext
from jumpzone.store.tables import TABLES, draft, meta
from tests import support
from tests.store.helpers import OpenZone, open_zone

_FILL = """
import pathlib, resource, signal, sys
from tests.store.helpers import open_zone
from jumpzone.errors import StoreProblem
from jumpzone.store import audit, checkup
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
zone = open_zone(sys.argv[1])
made = [zone.add_contact(email="first@office.example")]
_soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
largest = max(each.stat().st_size for each in pathlib.Path(sys.argv[1]).parent.iterdir())
resource.setrlimit(resource.RLIMIT_FSIZE, (largest + 200_000, hard))
problem = None
for number in range(2000):
    try:
        made.append(zone.add_contact(email=f"c{number}@office.example", address_1="x" * 200))
    except StoreProblem as found:
        problem = found.code
        break
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
with zone.store.read() as tx:
    assert audit.verify(tx, zone.account) is None
assert all(zone.get("contact", each) is not None for each in made)
assert checkup.flaws(zone.store) == []
zone.add_contact(email="again@office.example")
print(problem, len(made) > 1)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such limits")
def test_a_full_disk_is_told_and_nothing_half_done_stays(tmp_path: Path) -> None:
    done = support.run_python("-c", _FILL, str(tmp_path / "zone.db"))
    assert done.stdout.split() == ["disk-full", "True"], done.stderr


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one MiB, where this user may mount one."""
    place = tmp_path / "tiny"
    place.mkdir()
    mounted = False
    if sys.platform == "linux":
        command = ["mount", "-t", "tmpfs", "-o", "size=1m", "jumpzone-test", str(place)]
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    if not mounted:
        pytest.skip("this user may not mount a disk; the limit on a file's size stands in for it")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_disk_that_really_is_full_is_told(tiny_disk: Path) -> None:
    zone = open_zone(str(tiny_disk / "zone.db"))

    def fill() -> None:
        for number in range(5000):
            zone.add_contact(email=f"c{number}@office.example", address_1="x" * 200)

    with pytest.raises(StoreProblem) as raised:
        fill()
    assert raised.value.code == "disk-full"
    zone.store.close()


def test_a_store_that_others_keep_busy_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_BUSY_MS", 50)
    zone = open_zone(str(tmp_path / "zone.db"))
    inside, leave = threading.Event(), threading.Event()

    def keep() -> None:
        with zone.store.write():
            inside.set()
            leave.wait()

    keeper = threading.Thread(target=keep)
    keeper.start()
    inside.wait()
    try:
        with pytest.raises(StoreProblem, match="busy"):
            zone.add_contact()
    finally:
        leave.set()
        keeper.join()
    zone.add_contact()
    zone.store.close()


def test_a_mistake_in_a_statement_stays_a_bug(zone: OpenZone) -> None:
    if zone.store.location.sqlite:
        with pytest.raises(Exception, match="no such table") as raised, zone.store.read() as tx:
            tx.execute(text("SELECT * FROM nowhere"))
    else:
        with pytest.raises(ProgrammingError) as raised, zone.store.read() as tx:
            tx.execute(text("SELECT * FROM nowhere"))
    assert not isinstance(raised.value, StoreProblem)


_HOSTILE = ["a\x00b", "\udc80", "\x1b[31m", "\x85", "two\nlines", "x" * 101]


@pytest.mark.parametrize("value", _HOSTILE, ids=ascii)
def test_the_last_door_refuses_what_no_record_may_hold(zone: OpenZone, value: str) -> None:
    contact = TABLES["contact"]
    now = zone.clock.now()
    row = {
        "account": zone.account,
        "id": zone.ids.new(),
        "rev": 1,
        "created_at": now,
        "updated_at": now,
        "first_name": value,
        "last_name": "B",
        "email": "a@b.example",
        "notifications": [],
    }
    with pytest.raises((StatementError, ValueError)), zone.store.write() as tx:
        tx.execute(insert(contact), row)
    with zone.store.read() as tx:
        assert tx.rows(select(contact)) == []


@pytest.mark.parametrize("value", ["a\x00b", "\udc80", {"k\x00": 1}, ["fine", {"deep": "\x00"}]], ids=ascii)
def test_the_last_door_looks_into_nested_values_too(zone: OpenZone, value: Any) -> None:
    with zone.store.write() as tx:
        tx.insert(meta, {"key": "fine", "value": "C:\\u0000 😀"})
    with pytest.raises((StatementError, ValueError)), zone.store.write() as tx:
        tx.insert(meta, {"key": "test", "value": value})
    with pytest.raises((StatementError, ValueError)), zone.store.write() as tx:
        tx.insert(
            draft, {"owner": "o", "form": "f", "values": {"field": value}, "saved_at": zone.clock.now()}
        )


def test_messages_are_found_newest_first_in_any_script(zone: OpenZone) -> None:
    clock = zone.clock
    assert isinstance(clock, FakeClock)
    message = TABLES["message"]
    subjects = ["Фактура 0000000412", "Café ouvert", "Фактура за домейн", "Счёт‑фактура", "Nothing"]
    with zone.store.write() as tx:
        for subject in subjects:
            clock.advance(60)
            row = {
                "account": zone.account,
                "id": zone.ids.new(),
                "rev": 1,
                "created_at": clock.now(),
                "updated_at": clock.now(),
                "to": "maria@studio.example",
                "category": "general",
                "subject": subject,
                "body": "текст",
                "sent_at": clock.now(),
                "delivery": "sent",
                "attachments": [],
            }
            tx.insert(message, row)
            fulltext.add(tx, [row])
    assert _found(zone, "фактура") == ["Счёт‑фактура", "Фактура за домейн", "Фактура 0000000412"]
    assert _found(zone, "cafe") == ["Café ouvert"]
    assert _found(zone, "домей факт") == ["Фактура за домейн"]
    for hostile in ('"', "'; DROP TABLE message; --", "NEAR(", "a OR b", "*", "\\", "subject:x", "&|!", "()"):
        _found(zone, hostile)


def _found(zone: OpenZone, query: str) -> list[str]:
    with zone.store.read() as tx:
        if tx.sqlite:
            expression = fulltext.sqlite_query(zone.account, query)
            statement = (
                "SELECT m.subject FROM message_search s JOIN message m ON m.id = s.id "
                "WHERE message_search MATCH :q ORDER BY s.rowid DESC"
            )
        else:
            expression = fulltext.postgresql_query(query)
            statement = (
                "SELECT subject FROM message WHERE search @@ CAST(:q AS tsquery) "
                "ORDER BY sent_at DESC, id DESC"
            )
        return [] if expression is None else list(tx.execute(text(statement), {"q": expression}).scalars())
