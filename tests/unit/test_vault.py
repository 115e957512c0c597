"""The keyring: asked with a limit, trusted only when it keeps secrets as secrets."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import keyring.backend
import keyring.errors
import pytest
from keyring.backends import chainer, fail, null

from jumpzone.vault import Vault


class Memory(keyring.backend.KeyringBackend):
    """A keyring as it should be."""

    priority = 5  # type: ignore[assignment]
    name = "Memory"

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.kept:
            raise keyring.errors.PasswordDeleteError("no such entry")
        del self.kept[service, username]


class PlainFile(Memory):
    """Like the ones of keyrings.alt."""

    __module__ = "keyrings.alt.file"


class Troubled(Memory):
    """Raises what it is told to."""

    def __init__(self, trouble: Exception) -> None:
        super().__init__()
        self.trouble: Exception | None = trouble

    def get_password(self, service: str, username: str) -> str | None:
        if self.trouble is not None:
            raise self.trouble
        return super().get_password(service, username)


class Silent(Memory):
    """Does not answer until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.answer = threading.Event()
        self.asked = 0

    def get_password(self, service: str, username: str) -> str | None:
        self.asked += 1
        self.answer.wait(10)
        return super().get_password(service, username)


@pytest.fixture
def silent() -> Iterator[Silent]:
    backend = Silent()
    yield backend
    backend.answer.set()


def chain(*backends: keyring.backend.KeyringBackend) -> keyring.backend.KeyringBackend:
    class Chain(chainer.ChainerBackend):
        pass

    Chain.backends = list(backends)
    return Chain()


def test_a_secret_is_kept_found_replaced_and_forgotten() -> None:
    backend = Memory()
    vault = Vault(find=lambda: backend)
    assert vault.get("a") is None
    assert vault.set("a", "one")
    assert vault.set("a", "two")
    assert Vault(find=lambda: backend).get("a") == "two"
    assert backend.kept == {("jumpzone", "a"): "two"}
    assert vault.delete("a")
    assert vault.delete("a")
    assert vault.get("a") is None
    assert (vault.state().usable, vault.state().backend, vault.state().why) == (True, "Memory", None)


def test_a_machine_without_a_keyring_says_so() -> None:
    vault = Vault()
    assert vault.get("a") is None
    assert not vault.set("a", "one")
    state = vault.state()
    assert not state.usable
    assert state.why is not None
    assert state.why.render() == "This machine has no keyring that the program can use."


@pytest.mark.parametrize(
    "backend", [PlainFile(), null.Keyring(), fail.Keyring(), chain(PlainFile(), null.Keyring())]
)
def test_nothing_is_kept_where_it_would_lie_open_or_be_lost(backend: keyring.backend.KeyringBackend) -> None:
    vault = Vault(find=lambda: backend)
    assert not vault.set("a", "secret")
    assert not vault.state().usable
    assert vault.state().why is not None
    assert "secret" not in repr(getattr(backend, "kept", ""))


def test_a_chain_is_used_for_its_trusted_part_alone() -> None:
    plain, good = PlainFile(), Memory()
    vault = Vault(find=lambda: chain(plain, good))
    assert vault.set("a", "secret")
    assert (plain.kept, good.kept) == ({}, {("jumpzone", "a"): "secret"})


def test_a_silent_keyring_counts_as_none_until_it_answers(silent: Silent) -> None:
    silent.kept["jumpzone", "a"] = "one"
    vault = Vault(limit=0.05, find=lambda: silent)
    assert vault.get("a") is None
    assert not vault.state().usable
    assert vault.get("a") is None
    assert silent.asked == 1
    silent.answer.set()
    for thread in threading.enumerate():
        if thread.name == "keyring":
            thread.join()
    assert vault.get("a") == "one"
    assert vault.state().usable


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (keyring.errors.KeyringLocked("x"), "The keyring is locked."),
        (keyring.errors.InitError("x"), "The keyring failed (InitError)."),
        (OSError("canary"), "The keyring failed (OSError)."),
        (ZeroDivisionError("canary"), "The keyring failed (ZeroDivisionError)."),
    ],
)
def test_a_keyring_in_trouble_never_stops_the_program(trouble: Exception, words: str) -> None:
    backend = Troubled(trouble)
    vault = Vault(find=lambda: backend)
    assert vault.get("a") is None
    why = vault.state().why
    assert why is not None
    assert why.render() == words
    backend.trouble = None
    assert vault.state().usable


def test_a_keyring_that_is_switched_off_is_never_looked_for() -> None:
    looked = []
    vault = Vault(allowed=False, find=lambda: looked.append(1) or Memory())
    assert not vault.set("a", "one")
    why = vault.state().why
    assert why is not None
    assert "switched off" in why.render()
    assert not looked
