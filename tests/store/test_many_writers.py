"""Several programs on one store: no edit is lost, nobody sees a lock, everybody hears of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from sqlalchemy import func, select, text

from jumpzone.errors import Conflicted
from jumpzone.model.clock import FakeClock
from jumpzone.model.records import Profile
from jumpzone.store import audit, checkup
from jumpzone.store.engine import can_encrypt, locate
from jumpzone.store.opening import open_store
from jumpzone.store.tables import TABLES, audit_entry
from jumpzone.store.watch import Watch
from tests import support
from tests.store.helpers import OpenZone, open_account, open_zone

Share = Callable[[int, int], int]
KEY = bytes(range(32)) if can_encrypt() else None

_WRITER = """
import sys
from tests.store.helpers import CONTACT, OpenZone, attach
from jumpzone.model.clock import SystemClock
from jumpzone.store.opening import open_store
url, key, account, login, profile, name, count = sys.argv[1:]
clock = SystemClock()
store = open_store(url, bytes.fromhex(key) or None, now=clock.now())
executor = attach(store, clock)
zone = OpenZone(store, executor, clock, executor.ids, account, login, profile)
for number in range(int(count)):
    zone.run("contact", "create", set={**CONTACT, "email": f"{name}-{number}@office.example"})
    print(number, flush=True)
"""


def _start(
    zone: OpenZone, url: str, name: str, count: int, key: bytes | None = None
) -> subprocess.Popen[str]:
    words = [url, (key or b"").hex(), zone.account, zone.login, zone.profile, name, str(count)]
    return subprocess.Popen(
        [sys.executable, "-c", _WRITER, *words],
        cwd=support.ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_four_programs_lose_no_edit_and_see_no_lock(store_url: str, share: Share) -> None:
    key = KEY if locate(store_url).sqlite else None
    zone = open_zone(store_url, key)
    count = share(200, 25)
    programs = [_start(zone, store_url, f"p{number}", count, key) for number in range(4)]
    for program in programs:
        _out, err = program.communicate(timeout=300)
        assert program.returncode == 0, err
    contact = TABLES["contact"]
    with zone.store.read() as tx:
        emails = {row["email"] for row in tx.rows(select(contact.c.email))}
        revs = tx.execute(select(audit_entry.c.rev).order_by(audit_entry.c.rev)).scalars().all()
        assert audit.verify(tx, zone.account) is None
    assert emails == {
        f"p{program}-{number}@office.example" for program in range(4) for number in range(count)
    }
    assert revs == list(range(1, 4 * count + 2))
    zone.store.close()


def test_of_threads_that_edit_one_field_each_sees_what_stands(zone: OpenZone, share: Share) -> None:
    """Everybody adds one to the same number; who came too late looks again."""
    zone.run("profile", "update", zone.profile, set={"address_2": "0"})

    def add(_: int) -> None:
        while True:
            profile = zone.get("profile", zone.profile)
            assert isinstance(profile, Profile)
            seen = profile.address_2
            assert seen is not None
            try:
                done = zone.run(
                    "profile",
                    "update",
                    zone.profile,
                    set={"address_2": str(int(seen) + 1)},
                    base={"address_2": seen},
                )
            except Conflicted:
                continue
            # Two who set the same value agree, and one of them changed nothing.
            if done.outcome == "applied":
                return

    count = share(200, 24)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(add, range(count)))
    profile = zone.get("profile", zone.profile)
    assert isinstance(profile, Profile)
    assert profile.address_2 == str(count)


def test_accounts_that_open_at_once_get_different_numbers(store_url: str) -> None:
    with open_store(store_url, now=FakeClock().now()) as store:
        first = open_zone(store_url)
        with ThreadPoolExecutor(4) as threads:
            list(threads.map(lambda n: open_account(first.executor, f"n{n}@studio.example"), range(8)))
        with store.read() as tx:
            numbers = tx.execute(select(TABLES["account"].c.number)).scalars().all()
        first.store.close()
    assert sorted(numbers) == [f"C-{100_001 + n}" for n in range(9)]


def test_what_another_program_changes_is_heard_of(store_url: str) -> None:
    zone = open_zone(store_url)
    with closing(Watch(zone.store, zone.account)) as watch:
        assert watch.poll() is None
        program = _start(zone, store_url, "other", 2)
        _out, err = program.communicate(timeout=60)
        assert program.returncode == 0, err
        changes = watch.poll()
        assert changes is not None
        assert changes.touches("contact")
        assert (len(changes.records), changes.rev) == (2, 3)
        assert watch.poll() is None
    zone.store.close()


def test_a_change_of_another_account_is_not_told(zone: OpenZone) -> None:
    other = open_account(zone.executor, "other@studio.example")
    with closing(Watch(zone.store, zone.account)) as watch:
        other.add_contact()
        assert watch.poll() is None
        zone.add_contact()
        assert watch.poll() is not None


def test_watching_costs_no_write(tmp_path: object, store_url: str) -> None:
    zone = open_zone(store_url)
    with closing(Watch(zone.store, zone.account)) as watch:
        path = zone.store.location.path
        files = [] if path is None else sorted(path.parent.glob("zone.db*"))
        before = [(each.stat().st_mtime_ns, each.stat().st_size) for each in files]
        for _ in range(20):
            watch.poll()
        assert [(each.stat().st_mtime_ns, each.stat().st_size) for each in files] == before
    zone.store.close()


def test_a_reading_transaction_sees_one_moment(zone: OpenZone) -> None:
    count = select(func.count()).select_from(TABLES["contact"])
    with zone.store.read() as tx:
        before = tx.scalar(count)
        zone.add_contact()
        assert tx.scalar(count) == before
    with zone.store.read() as tx:
        assert tx.scalar(count) == before + 1


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL here")
def test_what_was_acknowledged_survives_a_kill_at_any_moment(store_url: str, share: Share) -> None:
    key = KEY if locate(store_url).sqlite else None
    zone = open_zone(store_url, key)
    acknowledged: set[str] = set()
    for turn in range(share(50, 4)):
        program = _start(zone, store_url, f"k{turn}", 10_000, key)
        assert program.stdout is not None
        wanted = 1 + turn * 7 % 23
        for line in program.stdout:
            acknowledged.add(f"k{turn}-{line.strip()}@office.example")
            if len(line.strip()) and int(line) >= wanted:
                break
        os.kill(program.pid, signal.SIGKILL)
        rest, _err = program.communicate()
        acknowledged |= {f"k{turn}-{line}@office.example" for line in rest.split()}
    contact = TABLES["contact"]
    with zone.store.read() as tx:
        found = {row["email"] for row in tx.rows(select(contact.c.email))}
        entries = tx.scalar(select(func.count()).select_from(audit_entry))
        assert audit.verify(tx, zone.account) is None
        if tx.sqlite:
            assert tx.scalar(text("PRAGMA integrity_check")) == "ok"
    assert acknowledged <= found
    # Whole or not at all: each contact has its entry in the trail.
    assert entries == len(found) + 1
    assert checkup.flaws(zone.store) == []
    zone.store.close()
