"""Argon2id, at the costs that were promised."""

from __future__ import annotations

from unittest.mock import patch

import argon2.exceptions
import pytest

from jumpzone.usecases.hashing import FLOOR, TARGET, Argon2Hasher, Costs
from tests.fakes import CHEAP
from tests.support import run_python


def test_the_costs_are_those_of_the_specification() -> None:
    assert (TARGET.memory, TARGET.passes, TARGET.lanes) == (64 * 1024, 3, 4)
    assert (FLOOR.memory, FLOOR.passes, FLOOR.lanes) == (19 * 1024, 2, 1)
    assert Argon2Hasher().hash("x").startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_a_hash_knows_its_password_and_no_other() -> None:
    hasher = Argon2Hasher(CHEAP)
    hash_ = hasher.hash("correct horse")
    assert hasher.verify(hash_, "correct horse")
    assert not hasher.verify(hash_, "correct horse ")
    assert not hasher.verify(hash_, "")
    assert hash_ != hasher.hash("correct horse")


def test_the_two_spellings_of_a_letter_are_one() -> None:
    hasher = Argon2Hasher(CHEAP)
    assert hasher.verify(hasher.hash("café"), "cafe\u0301")


def test_whatever_a_keyboard_or_a_script_gives_can_be_hashed() -> None:
    hasher = Argon2Hasher(CHEAP)
    for odd in ("\ud800", "\x00", "🙂" * 100, "x" * 100_000):
        assert hasher.verify(hasher.hash(odd), odd)


def test_other_costs_are_outdated() -> None:
    old = Argon2Hasher(CHEAP).hash("x")
    today = Argon2Hasher(Costs(128, 1, 1))
    assert today.outdated(old)
    assert today.verify(old, "x")
    assert not today.outdated(today.hash("x"))


def test_a_machine_without_the_memory_hashes_at_the_floor() -> None:
    hasher = Argon2Hasher(Costs(256, 1, 1), CHEAP)
    real = argon2.PasswordHasher.hash

    def short_of_memory(self: argon2.PasswordHasher, password: str) -> str:
        if self.memory_cost > CHEAP.memory:
            raise argon2.exceptions.HashingError("Memory allocation error")
        return real(self, password)

    with patch.object(argon2.PasswordHasher, "hash", short_of_memory):
        hash_ = hasher.hash("x")
    assert f"m={CHEAP.memory}," in hash_
    assert hasher.verify(hash_, "x")
    assert not hasher.outdated(hash_)
    with (
        patch.object(argon2.PasswordHasher, "hash", side_effect=argon2.exceptions.HashingError),
        pytest.raises(argon2.exceptions.HashingError),
    ):
        hasher.hash("x")


def test_the_decoy_has_todays_costs() -> None:
    hasher = Argon2Hasher(CHEAP)
    assert hasher.decoy() == Argon2Hasher(CHEAP).decoy()
    assert hasher.decoy() != Argon2Hasher(Costs(128, 1, 1)).decoy()
    assert not hasher.outdated(hasher.decoy())


def test_the_library_is_loaded_with_the_first_hash_only() -> None:
    done = run_python("-c", "import sys, jumpzone.usecases.hashing; print('argon2' in sys.modules)")
    assert done.stdout.strip() == "False", done.stderr
