"""How much is measured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Numbers:
    """How often, and on how much.

    Attributes:
        starts: Rounds of whole programs.
        keys: Key presses of each kind.
        calls: Calls of each kind into the store.
        hashes: Calls that hash a password at its full cost.
        messages: Messages in the large store.
        rows: Rows in the long list that is made up.
        idle: Seconds of doing nothing.
        full: Messages in the largest store; 0 leaves it out.
    """

    starts: int
    keys: int
    calls: int
    hashes: int
    messages: int
    rows: int
    idle: float
    full: int = 0


USUAL = Numbers(starts=9, keys=60, calls=40, hashes=7, messages=50_000, rows=1_000_000, idle=10)
QUICK = Numbers(starts=5, keys=25, calls=15, hashes=3, messages=20_000, rows=1_000_000, idle=5)
FULL = Numbers(
    starts=15, keys=150, calls=100, hashes=15, messages=50_000, rows=1_000_000, idle=20, full=1_000_000
)
TINY = Numbers(starts=1, keys=2, calls=2, hashes=1, messages=300, rows=1_000, idle=0.5)
"""For the test that everything runs."""
