"""Identifiers: UUIDv7 (RFC 9562), made where the record is made, sorted by the time of making."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from uuid import UUID

from jumpzone.model.clock import Clock

_SPAN = 1 << 74


class Ids:
    """Makes UUIDv7 texts that never repeat and, within one process, only grow."""

    def __init__(self, clock: Clock, random: Callable[[int], int] = secrets.randbits) -> None:
        """Take the clock for the time part and ``random(bits)`` for the rest."""
        self._clock = clock
        self._random = random
        self._lock = threading.Lock()
        self._last = (0, 0)

    def new(self) -> str:
        """Return a new identifier."""
        milliseconds = int(self._clock.now().timestamp() * 1000)
        with self._lock:
            last_ms, last_tail = self._last
            if milliseconds > last_ms:
                tail = self._random(73)
            else:
                milliseconds, tail = last_ms, last_tail + 1 + self._random(32)
                if tail >= _SPAN:
                    milliseconds, tail = last_ms + 1, self._random(73)
            self._last = (milliseconds, tail)
        return uuid7(milliseconds, tail)


def uuid7(milliseconds: int, tail: int) -> str:
    """Build a UUIDv7 from milliseconds since 1970 (48 bits) and ``tail`` (74 bits)."""
    high, low = tail >> 62, tail & ((1 << 62) - 1)
    value = (milliseconds & ((1 << 48) - 1)) << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low
    return str(UUID(int=value))


def is_id(text: str) -> bool:
    """Tell whether ``text`` is a UUID in its usual spelling."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
