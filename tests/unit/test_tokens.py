"""Where the token of "stay signed in" is kept."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from jumpzone.errors import Refused, SignInFirst
from jumpzone.tokens import TokenKeeper, read_token_file
from jumpzone.vault import Vault
from tests.unit.test_vault import Memory, Silent

STORE = "sqlite:////srv/zone.db"
TOKEN = "jz_0123456789"

posix = pytest.mark.skipif(sys.platform == "win32", reason="the profile's own rules hold there")


def test_a_token_is_found_again_by_the_next_run() -> None:
    backend = Memory()
    keeper = TokenKeeper(Vault(find=lambda: backend), STORE)
    assert keeper.load() is None
    assert keeper.keep(TOKEN) == "keyring"
    later = TokenKeeper(Vault(find=lambda: backend), STORE)
    assert (later.load(), later.kept, later.why) == (TOKEN, "keyring", None)
    later.forget()
    assert later.load() is None
    assert not backend.kept


def test_every_store_has_a_token_of_its_own() -> None:
    backend = Memory()
    TokenKeeper(Vault(find=lambda: backend), STORE).keep(TOKEN)
    assert TokenKeeper(Vault(find=lambda: backend), STORE + "2").load() is None


def test_without_a_keyring_it_stays_in_memory_and_says_why() -> None:
    keeper = TokenKeeper(Vault(), STORE)
    assert keeper.keep(TOKEN) == keeper.kept == "memory"
    assert keeper.why is not None
    assert keeper.load() == TOKEN
    assert TokenKeeper(Vault(), STORE).load() is None
    keeper.forget()
    assert keeper.load() is None


def test_a_slow_keyring_that_kept_it_after_all_forgets_it_too() -> None:
    backend = Silent()
    backend.answer.set()
    backend.kept["jumpzone", f"session at {STORE}"] = TOKEN
    TokenKeeper(Vault(find=lambda: backend), STORE).forget()
    assert not backend.kept


def test_no_token_in_what_is_written_about_it() -> None:
    keeper = TokenKeeper(Vault(), STORE)
    keeper.keep(TOKEN)
    assert TOKEN not in repr(keeper)


@posix
def test_a_token_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "private" / "token"
    keeper = TokenKeeper(Vault(), STORE, file=path)
    assert keeper.keep(TOKEN) == "file"
    assert path.stat().st_mode & 0o777 == 0o600
    assert TokenKeeper(Vault(), STORE, file=path).load() == TOKEN
    keeper.forget()
    keeper.forget()
    assert not path.exists()


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_token_that_others_can_read_is_not_used(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "token"
    path.write_text(TOKEN)
    path.chmod(mode)
    with pytest.raises(Refused) as caught:
        read_token_file(path)
    assert caught.value.code == "token-file-open"
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe", b"two\nlines", b"x" * 1000, b"\x1b[2J"])
def test_a_file_without_a_token_says_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "token"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(SignInFirst, match="no-token"):
        read_token_file(path)
    with pytest.raises(SignInFirst, match="no-token"):
        read_token_file(tmp_path / "missing")


def test_a_file_that_can_not_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(Refused) as caught:
        TokenKeeper(Vault(), STORE, file=tmp_path / "file" / "token").keep(TOKEN)
    assert caught.value.code == "token-file"
    assert TOKEN not in str(caught.value)


def test_a_slip_in_the_files_name_destroys_nothing(tmp_path: Path) -> None:
    path = tmp_path / "thesis.txt"
    path.write_text("years of work")
    path.chmod(0o600)
    keeper = TokenKeeper(Vault(), STORE, file=path)
    with pytest.raises(Refused) as caught:
        keeper.keep(TOKEN)
    assert caught.value.code == "token-file"
    keeper.forget()
    assert path.read_text() == "years of work"


def test_what_stands_against_keeping_is_told_beforehand(tmp_path: Path) -> None:
    assert TokenKeeper(Vault(find=Memory), STORE).obstacle() is None
    assert TokenKeeper(Vault(), STORE).obstacle() is not None
    assert TokenKeeper(Vault(), STORE, file=tmp_path / "token").obstacle() is None
