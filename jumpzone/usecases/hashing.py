"""Passwords are kept as Argon2id hashes (RFC 9106)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from jumpzone.model.passwords import normalise

if TYPE_CHECKING:
    from argon2 import PasswordHasher

__all__ = ["FLOOR", "TARGET", "Argon2Hasher", "Costs"]


@dataclass(frozen=True, slots=True)
class Costs:
    """What one hash costs.

    Attributes:
        memory: KiB.
        passes: Passes over the memory.
        lanes: Threads.
    """

    memory: int
    passes: int
    lanes: int


TARGET: Final = Costs(64 * 1024, 3, 4)
"""RFC 9106, section 4: the second recommended option."""

FLOOR: Final = Costs(19 * 1024, 2, 1)
"""The least that is acceptable (OWASP, Password Storage Cheat Sheet); for machines without the memory."""


class Argon2Hasher:
    """Hashes and checks passwords. Safe to use from several threads; a hash takes about a tenth of a second.

    Args:
        costs: What a hash costs.
        floor: What it costs where the memory for ``costs`` can't be had.
    """

    def __init__(self, costs: Costs = TARGET, floor: Costs = FLOOR) -> None:
        self._costs = costs
        self._floor = floor

    def hash(self, password: str) -> str:
        """Return a password's hash with its salt and costs.

        Raises:
            argon2.exceptions.HashingError: Not even the floor's memory can be had.
        """
        from argon2.exceptions import HashingError  # late: not on the way to the first screen

        text = normalise(password)
        try:
            return _hasher(self._costs).hash(text)
        except HashingError:
            if self._costs == self._floor:
                raise
            self._costs = self._floor
            return _hasher(self._costs).hash(text)

    def verify(self, hash_: str, password: str) -> bool:
        """Tell whether a password has this hash, whatever its costs were."""
        from argon2.exceptions import VerifyMismatchError  # late, as above

        try:
            return _hasher(self._costs).verify(hash_, normalise(password))
        except VerifyMismatchError:
            return False

    def outdated(self, hash_: str) -> bool:
        """Tell whether a hash was made with other costs than today's."""
        return _hasher(self._costs).check_needs_rehash(hash_)

    def decoy(self) -> str:
        """Return a hash of today's costs that no password has; the same one as long as the program runs."""
        return _decoy(self._costs)


@cache
def _hasher(costs: Costs) -> PasswordHasher:
    from argon2 import PasswordHasher, Type  # late, as above

    return PasswordHasher(costs.passes, costs.memory, costs.lanes, type=Type.ID)


@cache
def _decoy(costs: Costs) -> str:
    return _hasher(costs).hash(secrets.token_hex(32))
