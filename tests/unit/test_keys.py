"""The store's master key: found again wherever it is kept, and never replaced by another."""

from __future__ import annotations

import json
import stat
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from jumpzone import keys
from jumpzone.errors import StoreProblem
from jumpzone.keys import find_key, kept_in, key_file
from jumpzone.model.clock import FakeClock
from jumpzone.settings import Settings
from jumpzone.store.engine import Location, can_encrypt, is_encrypted, locate
from jumpzone.store.opening import open_store
from jumpzone.store.seal import derive
from jumpzone.vault import Vault

MakeSettings = Callable[..., Settings]


class Ring(KeyringBackend):
    """A keyring in memory, well behaved or not."""

    priority = 1

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False
        self.forgets = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise KeyringLocked("locked")
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.locked:
            raise KeyringLocked("locked")
        if not self.forgets:
            self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self.kept.pop((service, username), None)


@pytest.fixture
def ring() -> Ring:
    return Ring()


@pytest.fixture
def vault(ring: Ring) -> Vault:
    return Vault(find=lambda: ring)


@pytest.fixture
def location(tmp_path: Path) -> Location:
    return locate(str(tmp_path / "zone.db"))


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_MEMORY_KIB", 64)
    monkeypatch.setattr(keys, "_PASSES", 1)


def _canaries(location: Location, settings: Settings, key: bytes) -> bool:
    found = key_file(location, settings).read_bytes()
    return keys._text(key).encode() in found or key in found


def test_a_key_goes_into_the_keyring_and_comes_back(
    location: Location, settings: Settings, vault: Vault, ring: Ring
) -> None:
    made = find_key(location, settings, vault=vault)
    assert (made.origin, made.encrypts, len(made.key)) == ("keyring", can_encrypt(), 32)
    assert find_key(location, settings, vault=vault) == made
    assert kept_in(location, settings) == "keyring"
    assert not _canaries(location, settings, made.key)
    assert len(ring.kept) == 1


@pytest.mark.parametrize("trouble", ["none", "locked", "forgets"])
def test_without_a_keyring_that_keeps_it_the_key_lies_in_a_private_file(
    location: Location, settings: Settings, vault: Vault, ring: Ring, trouble: str
) -> None:
    ring.locked, ring.forgets = trouble == "locked", trouble == "forgets"
    made = find_key(location, settings, vault=Vault(allowed=False) if trouble == "none" else vault)
    assert (made.origin, made.encrypts) == ("file", False)
    assert find_key(location, settings, vault=vault) == made
    if sys.platform != "win32":
        assert stat.S_IMODE(key_file(location, settings).stat().st_mode) == 0o600


def test_the_settings_can_forbid_the_keyring(location: Location, make_settings: MakeSettings) -> None:
    assert find_key(location, make_settings({"keyring": "off"})).origin == "file"


def test_a_passphrase_wraps_the_key(
    location: Location, settings: Settings, make_settings: MakeSettings
) -> None:
    given = make_settings({"keyring": "off", "passphrase": "cafe\u0301 au lait"})
    made = find_key(location, given)
    assert (made.origin, made.encrypts) == ("passphrase", can_encrypt())
    assert not _canaries(location, given, made.key)
    off = make_settings({"keyring": "off"})
    answers = iter(["wrong", "caf\u00e9 au lait"])
    assert find_key(location, off, lambda: next(answers)) == made
    for ask in (None, lambda: None, lambda: "wrong"):
        with pytest.raises(StoreProblem, match="needs-passphrase"):
            find_key(location, off, ask)
    with pytest.raises(StoreProblem, match="wrong-passphrase"):
        find_key(location, make_settings({"passphrase": "wrong"}))


def test_a_keyring_that_is_away_makes_no_second_key(
    location: Location, settings: Settings, make_settings: MakeSettings, vault: Vault, ring: Ring
) -> None:
    made = find_key(location, settings, vault=vault)
    ring.locked = True
    with pytest.raises(StoreProblem, match="key-away"):
        find_key(location, settings, vault=vault)
    answer = threading.Event()

    def hang() -> KeyringBackend:
        answer.wait()
        return ring

    with pytest.raises(StoreProblem, match="key-away"):
        find_key(location, settings, vault=Vault(find=hang, limit=0.05))
    answer.set()
    with pytest.raises(StoreProblem, match="key-away"):
        find_key(location, make_settings({"keyring": "off"}))
    ring.locked = False
    assert find_key(location, settings, vault=vault) == made
    ring.kept.clear()
    with pytest.raises(StoreProblem, match="key-lost"):
        find_key(location, settings, vault=vault)


def test_programs_that_start_at_once_share_one_key(
    location: Location, settings: Settings, ring: Ring, make_settings: MakeSettings
) -> None:
    def find(_: int) -> bytes:
        return find_key(location, settings, vault=Vault(find=lambda: ring)).key

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(find, range(8)))) == 1
    # Nothing is left behind by those that came second.
    assert len(ring.kept) == 1
    assert [each.name for each in key_file(location, settings).parent.iterdir()] == ["zone.db.key"]


def test_every_store_has_a_key_of_its_own(tmp_path: Path, settings: Settings, vault: Vault) -> None:
    urls = [str(tmp_path / "a.db"), str(tmp_path / "b.db"), "postgresql://zone@db.example/zone"]
    found = [find_key(locate(url), settings, vault=vault) for url in urls]
    assert len({each.key for each in found}) == 3
    assert not found[2].encrypts


@pytest.mark.skipif(not can_encrypt(), reason="SQLCipher has no wheel for this platform")
def test_a_store_is_encrypted_under_its_key_and_stays_what_it_is(
    location: Location, settings: Settings, make_settings: MakeSettings, vault: Vault
) -> None:
    assert location.path is not None
    now = FakeClock().now()
    made = find_key(location, settings, vault=vault)
    open_store(str(location.path), derive(made.key, "database"), now=now).close()
    assert is_encrypted(location.path)
    again = find_key(location, make_settings({"encryption": "off"}), vault=vault)
    assert again.encrypts
    open_store(str(location.path), derive(again.key, "database"), now=now).close()
    key_file(location, settings).unlink()
    with pytest.raises(StoreProblem, match="key-missing"):
        find_key(location, settings, vault=vault)


def test_encryption_can_be_switched_off_for_a_new_store(
    location: Location, make_settings: MakeSettings, vault: Vault
) -> None:
    assert not find_key(location, make_settings({"encryption": "off"}), vault=vault).encrypts


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "bad-key-file"),
        ("[]", "bad-key-file"),
        ('{"version": 1, "kept": "file"}', "bad-key-file"),
        ('{"version": 1, "kept": "file", "key": "AAAA"}', "bad-key-file"),
        ('{"version": 1, "kept": "passphrase", "kdf": {"name": "md5"}}', "bad-key-file"),
        ('{"version": 2, "kept": "file", "key": "AAAA"}', "newer-key"),
    ],
)
def test_a_damaged_key_file_is_a_problem_in_words_and_is_kept(
    location: Location, make_settings: MakeSettings, text: str, code: str
) -> None:
    settings = make_settings({"passphrase": "x"})
    key_file(location, settings).write_text(text)
    with pytest.raises(StoreProblem, match=code):
        find_key(location, settings)
    assert key_file(location, settings).read_text() == text


def test_a_key_is_never_shown(location: Location, settings: Settings, vault: Vault) -> None:
    made = find_key(location, settings, vault=vault)
    assert repr(made.key) not in repr(made)
    assert made.key.hex() not in json.dumps(repr(made))
