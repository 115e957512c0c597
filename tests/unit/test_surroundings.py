"""The tests' own surroundings hold what they promise."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from jumpzone.settings import Settings


def test_no_test_reaches_beyond_this_machine() -> None:
    with socket.socket() as wire, pytest.raises(AssertionError, match=r"192\.0\.2\.1"):
        wire.connect(("192.0.2.1", 80))
    with pytest.raises(AssertionError, match=r"zone\.example"):
        socket.getaddrinfo("zone.example", 80)


def test_the_home_is_empty_and_the_programs_own(home: Path, settings: Settings) -> None:
    assert list(home.iterdir()) == []
    assert settings.store_file == home / "jumpzone" / "zone.db"
    assert Path.home() == home
    assert (settings.language, settings.timezone) == ("en", "UTC")


def test_no_keyring_answers() -> None:
    import keyring
    from keyring.errors import NoKeyringError

    assert os.environ["PYTHON_KEYRING_BACKEND"].endswith("fail.Keyring")
    with pytest.raises(NoKeyringError):
        keyring.get_password("jumpzone", "anything")


def test_each_test_has_a_store_of_its_own_on_both_engines(store_url: str) -> None:
    if store_url.startswith("sqlite:///"):
        assert not Path(store_url.removeprefix("sqlite:///")).exists()
        return
    with psycopg.connect(store_url) as connection:
        found = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
        assert found == (0,)


def test_a_sample_is_taken_unless_the_run_proves(
    share: Callable[[int, int], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUMPZONE_TEST_PROVE", "1")
    assert share(200, 5) == 200
    monkeypatch.delenv("JUMPZONE_TEST_PROVE")
    assert share(200, 5) == 5
