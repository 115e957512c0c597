"""Chance from a seed, and the moments and identifiers that follow from it."""

from __future__ import annotations

import random
from copy import copy
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from jumpzone.model.billing import add_months
from jumpzone.model.ids import uuid7

__all__ = ["Dice", "add_months"]

_DAY: Final = timedelta(days=1)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Dice:
    """Seeded chance for one company.

    The same seed and the same date of ``now`` give the same identifiers all day long, so that a record
    that one command lists is there for the next one. What happened "a few hours ago" moves with the clock.
    """

    def __init__(self, seed: int, company: str, now: datetime) -> None:
        """Take the seed, the company's name (each has chances of its own) and the moment history ends."""
        # A text seed is hashed with SHA-512, alike on every machine and version.
        self._seed = f"jumpzone {seed} {company}"
        self.random = random.Random(self._seed)
        self.now = now.astimezone(UTC).replace(microsecond=0)
        self.today = self.now.date()
        self.midnight = datetime.combine(self.today, time(), UTC)
        self.yesterday = self.today - _DAY
        # Before anything that happened "a few hours ago" can lie, even just after midnight.
        self._evening = self.midnight - timedelta(hours=3)

    def aside(self, name: str) -> Dice:
        """Return the same moment with chances of its own, which leave those of the rest as they are."""
        other = copy(self)
        other.random = random.Random(f"{self._seed} {name}")
        return other

    def id(self, at: datetime) -> str:
        """Return a UUIDv7 of a moment; of the last evening for whatever happened later, on the day itself too."""
        moment = min(at, self._evening)
        milliseconds = int((moment - _EPOCH).total_seconds() * 1000)
        return uuid7(milliseconds, self.random.getrandbits(74))

    def at(self, day: date, first: int = 6, last: int = 15) -> datetime:
        """Return a moment of a day in office hours (UTC), between two full hours."""
        minutes = self.random.randrange(first * 60, last * 60)
        seconds = self.random.randrange(60)
        return datetime(day.year, day.month, day.day, minutes // 60, minutes % 60, seconds, tzinfo=UTC)

    def after(self, moment: datetime, least: int, most: int) -> datetime:
        """Return a moment between ``least`` and ``most`` minutes later."""
        return moment + timedelta(seconds=self.random.randrange(least * 60, most * 60))

    def day_months_ago(self, months: int) -> date:
        """Return a day about so many months ago, up to three weeks earlier."""
        return add_months(self.today, -months) - timedelta(days=self.random.randrange(21))

    def chance(self, percent: int) -> bool:
        """Return True so many times in a hundred."""
        return self.random.randrange(100) < percent
