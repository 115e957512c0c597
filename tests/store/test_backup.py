"""Backups: one moment, checked, private, encrypted like the store."""

from __future__ import annotations

import stat
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from jumpzone.errors import StoreProblem
from jumpzone.model.clock import FakeClock
from jumpzone.store import audit
from jumpzone.store import backup as backups
from jumpzone.store.backup import backup
from jumpzone.store.engine import can_encrypt, is_encrypted
from jumpzone.store.opening import open_store
from tests.store.helpers import open_zone

KEYS = [None, bytes(32)] if can_encrypt() else [None]
NOW = FakeClock().now()


@pytest.mark.parametrize("key", KEYS)
def test_a_backup_is_the_store(tmp_path: Path, key: bytes | None) -> None:
    zone = open_zone(str(tmp_path / "zone.db"), key)
    zone.add_contact(first_name="Canary")
    made = backup(zone.store, tmp_path / "copies" / "copy.db")
    zone.add_contact(first_name="Later", email="later@office.example")
    zone.store.close()
    assert made.counts["contact"] == 1
    assert is_encrypted(made.path) is (key is not None)
    assert (b"Canary" in made.path.read_bytes()) is (key is None)
    assert [each.name for each in made.path.parent.iterdir()] == ["copy.db"]
    if sys.platform != "win32":
        assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    with open_store(str(made.path), key, now=NOW) as copy, copy.read() as tx:
        assert tx.execute(text("SELECT first_name FROM contact")).scalars().all() == ["Canary"]
        assert audit.verify(tx, zone.account) is None


def test_a_backup_taken_while_others_write_is_of_one_moment(tmp_path: Path) -> None:
    zone = open_zone(str(tmp_path / "zone.db"))
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            zone.add_contact(email=f"c{number}@office.example")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            made = backup(zone.store, tmp_path / f"copy{number}.db")
            # Each contact came with its own entry in the trail, beside the account's.
            assert made.counts["audit_entry"] == made.counts["contact"] + 1
    finally:
        stop.set()
        writer.join()
    zone.store.close()


def test_a_backup_never_overwrites(tmp_path: Path) -> None:
    zone = open_zone(str(tmp_path / "zone.db"))
    (tmp_path / "copy.db").write_text("precious")
    with pytest.raises(StoreProblem, match="no-backup"):
        backup(zone.store, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "precious"
    zone.store.close()


def test_a_copy_that_is_not_sound_is_thrown_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    zone = open_zone(str(tmp_path / "zone.db"))
    monkeypatch.setattr(backups, "integrity", lambda connection: ["row 7 missing from index"])
    with pytest.raises(StoreProblem, match="bad-backup"):
        backup(zone.store, tmp_path / "copies" / "copy.db")
    assert list((tmp_path / "copies").iterdir()) == []
    zone.store.close()


def test_a_store_on_a_server_is_its_operator_s_to_back_up(postgres_url: str, tmp_path: Path) -> None:
    with open_store(postgres_url, now=NOW) as store, pytest.raises(StoreProblem, match="server-backup"):
        backup(store, tmp_path / "copy.db")
