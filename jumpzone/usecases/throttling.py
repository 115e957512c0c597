"""Growing delays: how fast passwords and codes can be tried, and how many mails can be caused.

An attempt is counted *before* it is made and given back when it turns out well. So attempts that run at the
same time count as well as attempts in a row, in this program and in every other one on the same store.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from jumpzone.errors import Throttled
from jumpzone.model.clock import Clock
from jumpzone.store import access
from jumpzone.store.access import Attempts
from jumpzone.store.seal import Sealer
from jumpzone.store.store import Tx

LONGEST: Final = timedelta(seconds=900)
"""No single wait is longer: whoever knows an address can slow its owner down, not lock them out."""

_FORGET: Final = timedelta(hours=24)
_SKEW: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """How often something may be tried.

    Attributes:
        name: What is counted.
        free: Attempts without a wait.
        first: The wait after the next one; it doubles with each that follows, up to ``longest``.
        longest: The longest wait.
    """

    name: str
    free: int
    first: timedelta = timedelta(seconds=1)
    longest: timedelta = LONGEST

    def delay(self, attempts: int) -> timedelta:
        """Return the wait after so many attempts."""
        over = attempts - self.free
        if over <= 0:
            return timedelta(0)
        # 2**20 seconds are far beyond the longest wait; more would only overflow.
        doubled: timedelta = self.first * 2 ** min(over - 1, 20)
        return min(doubled, self.longest)


SIGN_IN: Final = Limit("sign-in", 4)
SIGN_IN_SOURCE: Final = Limit("sign-in source", 20)
REAUTHENTICATION: Final = Limit("reauthentication", 4)
SECOND_FACTOR: Final = Limit("second factor", 4)
ADDRESS: Final = Limit("address", 3, timedelta(seconds=60))
ADDRESS_STOP: Final = Limit("address stop", 5)
ADDRESS_STOP_SOURCE: Final = Limit("address stop source", 20)
INVITATION: Final = Limit("invitation", 5)
INVITATION_SOURCE: Final = Limit("invitation source", 20)
RESET: Final = Limit("reset", 3, timedelta(seconds=60))
RESET_SOURCE: Final = Limit("reset source", 10, timedelta(seconds=10))
REGISTRATION: Final = Limit("registration", 3, timedelta(seconds=60))
REGISTRATION_SOURCE: Final = Limit("registration source", 10, timedelta(seconds=10))
MAIL_IN: Final = Limit("mail in", 30)
ACKNOWLEDGEMENT: Final = Limit("mail acknowledgement", 0, timedelta(hours=1), timedelta(hours=1))
RESEND: Final = Limit("registration resend", 1, timedelta(seconds=60))

Subject = tuple[Limit, str]
"""What is counted, and of whom: a canonical address, a source, an id."""


class Throttle:
    """Counts attempts in the store; its keys are hashed, so that the table names nobody."""

    def __init__(self, sealer: Sealer, clock: Clock) -> None:
        """Take what hashes the keys, and the clock."""
        self._sealer = sealer
        self._clock = clock

    def take(self, tx: Tx, *subjects: Subject) -> None:
        """Count an attempt that is about to be made.

        Raises:
            Throttled: It comes too early; nothing was counted.
        """
        now = self._clock.now()
        limits = {self._key(subject): subject[0] for subject in subjects}
        access.sweep_attempts(tx, now - _FORGET, now)
        counters = access.lock_attempts(tx, limits, now)
        wait = max(_wait(counter, now) for counter in counters.values())
        if wait > timedelta(0):
            raise Throttled(math.ceil(wait.total_seconds()))
        for key, limit in limits.items():
            failures = counters[key].failures + 1
            access.set_attempts(tx, Attempts(key, failures, now, now + limit.delay(failures)))

    def forgive(self, tx: Tx, subject: Subject) -> None:
        """Forget the attempts of a subject: it has shown who it is."""
        access.forget_attempts(tx, self._key(subject))

    def give_back(self, tx: Tx, subject: Subject) -> None:
        """Take the last attempt off: it was a good one. Earlier ones stay.

        A source that knows one password must not clear its failures with it.
        """
        access.give_attempt_back(tx, self._key(subject), self._clock.now())

    def _key(self, subject: Subject) -> bytes:
        limit, name = subject
        return self._sealer.digest("throttle", f"{limit.name}\x00{name}")


def _wait(counter: Attempts, now: datetime) -> timedelta:
    # A clock that was set back must not keep people out until it has caught up.
    if counter.last_at > now + _SKEW:
        return timedelta(0)
    return counter.until - now
