"""Sealed values: readable with their key, for their record, and not otherwise."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from jumpzone.errors import StoreProblem
from jumpzone.store.seal import Sealer, derive
from tests.store.helpers import MASTER


def test_what_was_sealed_is_read_again() -> None:
    sealer = Sealer(MASTER)
    value = ["пароль", "p4ss\nword"]
    sealed = sealer.seal(value, "record")
    assert Sealer(MASTER).open(sealed, "record") == value
    assert b"p4ss" not in sealed
    # The same secret twice is not recognised as the same.
    assert sealer.seal(value, "record") != sealed


@pytest.mark.parametrize("trouble", ["record", "key", "bit", "short", "empty"])
def test_nothing_else_opens_it(trouble: str) -> None:
    sealed = Sealer(MASTER).seal("secret", "record")
    key, record = MASTER, "record"
    match trouble:
        case "record":
            record = "another"
        case "key":
            key = bytes(32)
        case "bit":
            sealed = sealed[:-1] + bytes([sealed[-1] ^ 1])
        case "short":
            sealed = sealed[:9]
        case "empty":
            sealed = b""
    with pytest.raises(StoreProblem, match="sealed"):
        Sealer(key).open(sealed, record)


def test_keys_for_different_purposes_differ() -> None:
    keys = {derive(MASTER, purpose) for purpose in ("database", "seal", "digest")}
    assert len(keys) == 3
    assert all(len(key) == 32 for key in keys)
    assert Sealer(MASTER).digest("code", "123456") != Sealer(MASTER).digest("token", "123456")
    assert Sealer(MASTER).digest("code", "123456") != Sealer(bytes(32)).digest("code", "123456")


def test_a_sealer_shows_no_key() -> None:
    assert repr(Sealer(MASTER)) == "Sealer()"


@pytest.mark.parametrize("purpose", ["seal", "digest", "database", ""])
def test_keys_are_derived_as_the_standard_says(purpose: str) -> None:
    reference = HKDF(SHA256(), 32, None, f"jumpzone {purpose}".encode())
    assert derive(MASTER, purpose) == reference.derive(MASTER)
