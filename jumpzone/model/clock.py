"""Time is handed in: whoever needs to know what time it is takes a `Clock`."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol, runtime_checkable

__all__ = ["Clock", "FakeClock", "SystemClock"]


@runtime_checkable
class Clock(Protocol):
    """What a caller may ask of time."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds on a clock that never goes back; only differences mean something."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait so many seconds (blocks the calling thread)."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds on a clock that never goes back."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Block the calling thread for so many seconds."""
        time.sleep(max(0.0, seconds))


class FakeClock:
    """A clock that stands still until it is told to move; sleeping moves it at once.

    Args:
        start: The first moment, aware. Noon of 2026-11-23 UTC when left out.

    Raises:
        ValueError: `start` has no time zone.
    """

    def __init__(self, start: datetime | None = None) -> None:
        moment = start or datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
        if moment.tzinfo is None:
            raise ValueError("a clock needs an aware datetime")
        self._now = moment.astimezone(UTC)
        self._monotonic = 0.0
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """The moment at which the clock stands, aware, in UTC."""
        with self._lock:
            return self._now

    def monotonic(self) -> float:
        """Seconds that the clock was moved on so far."""
        with self._lock:
            return self._monotonic

    def sleep(self, seconds: float) -> None:
        """Move on by so many seconds without waiting."""
        self.advance(max(0.0, seconds))

    def advance(self, step: float | timedelta) -> None:
        """Move the clock on.

        Args:
            step: Seconds, or a timedelta; never negative.

        Raises:
            ValueError: The step would turn time back.
        """
        delta = step if isinstance(step, timedelta) else timedelta(seconds=step)
        if delta < timedelta(0):
            raise ValueError("time doesn't go back")
        with self._lock:
            self._now += delta
            self._monotonic += delta.total_seconds()
