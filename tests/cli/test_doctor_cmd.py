"""`jumpzone doctor`: what is wrong is found and named, and nothing is changed by looking."""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from jumpzone.doctor import Finding, examine, surroundings
from jumpzone.keys import find_key
from jumpzone.model.clock import FakeClock
from jumpzone.paths import Paths
from jumpzone.settings import Settings
from jumpzone.store import seal
from jumpzone.store.engine import can_encrypt, locate
from jumpzone.store.tables import TABLES, audit_entry, mail_job
from jumpzone.store.version import version_table
from tests import support
from tests.store.helpers import OpenZone, open_zone

MakeSettings = Callable[..., Settings]


def _found(settings: Settings, clock: FakeClock | None = None, **environ: str) -> dict[str, Finding]:
    given = {"TERM": "xterm-256color", "COLORTERM": "truecolor", **environ}
    return {each.check: each for each in examine(settings, clock or FakeClock(), environ=given)}


def _levels(found: dict[str, Finding]) -> dict[str, str]:
    return {name: each.level for name, each in found.items() if each.level != "ok"}


@pytest.fixture
def zone(settings: Settings) -> OpenZone:
    """The default store of this test's home, made as a start makes it."""
    key = find_key(locate(settings.store_url), settings)
    return open_zone(settings.store_url, seal.derive(key.key, "database") if key.encrypts else None)


def test_before_the_first_start_there_is_nothing_wrong_and_nothing_is_made(
    settings: Settings, paths: Paths
) -> None:
    found = _found(settings)
    assert _levels(found) == {"keyring": "warning"}
    assert "zone.db" in str(found["store"].text)
    assert not paths.data.exists()


def test_a_sound_store_is_looked_over_line_by_line(zone: OpenZone, settings: Settings, paths: Paths) -> None:
    before = {each.name: each.stat().st_mtime_ns for each in paths.data.iterdir()}
    found = _found(settings)
    # Without a keyring the key lies in a file, and so the store is plain: both are told.
    assert _levels(found) == {"keyring": "warning", "key": "warning", "encryption": "warning"}
    assert {
        "store",
        "schema",
        "journal",
        "integrity",
        "audit",
        "clock",
        "mail",
        "mail-queue",
        "disk",
    } <= found.keys()
    assert {each.name: each.stat().st_mtime_ns for each in paths.data.iterdir()} == before


@pytest.mark.skipif(not can_encrypt(), reason="SQLCipher has no wheel for this platform")
def test_a_store_under_a_passphrase_has_nothing_to_warn_of(make_settings: MakeSettings) -> None:
    settings = make_settings({"passphrase": "a long one"})
    key = find_key(locate(settings.store_url), settings)
    open_zone(settings.store_url, seal.derive(key.key, "database")).store.close()
    found = _found(settings)
    assert _levels(found) == {"keyring": "warning"}
    assert "SQLCipher" in str(found["encryption"].text)
    wrong = _found(make_settings({"passphrase": "another"}))
    assert _levels(wrong)["store"] == "problem"
    assert wrong["store"].advice is not None or "JUMPZONE_PASSPHRASE" in str(wrong["store"].text)


def test_a_lost_key_is_told_and_not_replaced_by_looking(
    zone: OpenZone, settings: Settings, paths: Paths
) -> None:
    paths.key_file.unlink()
    found = _found(settings)
    assert found["key"].level == "problem"
    assert found["integrity"].level == "ok"
    assert not paths.key_file.exists()


def test_tampering_is_found(zone: OpenZone, settings: Settings) -> None:
    with zone.store.write() as tx:
        tx.execute(update(audit_entry).values(actor="login:somebody"))
    assert _levels(_found(settings))["audit"] == "problem"


def test_a_damaged_file_is_found(zone: OpenZone, settings: Settings) -> None:
    zone.store.close()
    path = zone.store.location.path
    assert path is not None
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 2)
        file.write(os.urandom(size // 4))
    levels = _levels(_found(settings))
    assert "problem" in {levels.get("store"), levels.get("integrity")}


@pytest.mark.parametrize(("version", "level"), [("0000", "warning"), ("9999", "problem")])
def test_a_store_of_another_version_is_told_and_left_alone(
    zone: OpenZone, settings: Settings, version: str, level: str
) -> None:
    with zone.store.write() as tx:
        tx.execute(update(version_table).values(version_num=version))
    found = _found(settings)
    assert found["schema"].level == level
    assert found["schema"].advice is not None


@pytest.mark.skipif(sys.platform == "win32", reason="rights are the profile's own there")
def test_rights_that_are_too_wide_are_told(zone: OpenZone, settings: Settings, paths: Paths) -> None:
    paths.store_file.chmod(0o644)
    paths.key_file.chmod(0o644)
    levels = _levels(_found(settings))
    assert (levels["store"], levels["key"]) == ("warning", "problem")


def test_mail_that_failed_or_waits_too_long_is_told(zone: OpenZone, settings: Settings) -> None:
    clock = FakeClock()
    assert _found(settings, clock)["mail-queue"].level == "ok"
    clock.advance(timedelta(hours=2))
    assert _found(settings, clock)["mail-queue"].level == "warning"
    with zone.store.write() as tx:
        tx.execute(mail_job.delete())
        tx.execute(update(TABLES["message"]).values(delivery="failed"))
    assert _found(settings, FakeClock())["mail-queue"].level == "warning"


def test_a_clock_that_went_back_is_told(zone: OpenZone, settings: Settings) -> None:
    assert _found(settings, FakeClock(FakeClock().now() - timedelta(days=1)))["clock"].level == "warning"


def test_a_mail_server_is_tried(make_settings: MakeSettings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        settings = make_settings({"mail.host": "127.0.0.1", "mail.port": port, "mail.security": "none"})
        assert _found(settings)["mail"].level == "ok"
    assert _found(settings)["mail"].level == "problem"


def test_a_mail_server_that_never_answers_costs_seconds(
    make_settings: MakeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = threading.Event()

    def hang(*_: object) -> socket.socket:
        answer.wait()
        raise OSError

    monkeypatch.setattr(surroundings, "NETWORK_LIMIT", 0.05)
    monkeypatch.setattr(socket, "create_connection", hang)
    assert _found(make_settings({"mail.host": "localhost"}))["mail"].level == "problem"
    answer.set()


def test_a_mail_folder_that_can_t_be_used_is_told(make_settings: MakeSettings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    settings = make_settings({"mail.folder": str(tmp_path / "file" / "mail")})
    assert _found(settings)["mail"].level == "problem"


@pytest.mark.parametrize(
    ("environ", "level"),
    [
        ({"TERM": "dumb"}, "warning"),
        ({"TERM": "xterm", "COLORTERM": ""}, "warning"),
        ({"TERM": "xterm", "COLORTERM": "", "NO_COLOR": "1"}, "ok"),
        ({"COLORTERM": ""}, "ok"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="there is no TERM there")
def test_terminals_are_told_apart(settings: Settings, environ: dict[str, str], level: str) -> None:
    found = _found(settings, **environ)
    name = "terminal" if environ.get("TERM") == "dumb" else "colours"
    assert found[name].level == level


def test_everything_that_is_not_well_comes_with_what_to_do(zone: OpenZone, settings: Settings) -> None:
    for each in _found(settings, TERM="dumb", COLORTERM="").values():
        assert (each.advice is None) == (each.level == "ok"), each


def test_the_command_prints_a_line_each_and_json_for_scripts(zone: OpenZone) -> None:
    zone.store.close()
    done = support.run_jumpzone("doctor")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert all(line.split()[0] in ("ok", "warning", "problem") for line in lines)
    data = json.loads(support.run_jumpzone("doctor", "--json").stdout)
    assert len(data) == len(lines)
    assert data[0].keys() == {"check", "level", "text", "advice"}


def test_the_exit_code_says_that_there_is_a_problem(paths: Paths) -> None:
    paths.data.mkdir(parents=True)
    paths.store_file.write_text("A letter to my landlord, and no database at all.")
    done = support.run_jumpzone("doctor")
    assert done.returncode == 1
    assert "problem" in done.stdout
    assert paths.store_file.read_text().startswith("A letter")


def test_the_store_can_be_upgraded_by_hand(zone: OpenZone) -> None:
    zone.store.close()
    assert support.run_jumpzone("doctor", "--upgrade-store").returncode == 0
