"""What the doctor says of one thing that was looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from jumpzone.i18n import Text

__all__ = ["Finding", "Level"]

Level = Literal["ok", "warning", "problem"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        check: A stable name, for scripts.
        title: What was looked at.
        level: How it is.
        text: What was found.
        advice: What to do, where something is not as it should be.
    """

    check: str
    title: Text
    level: Level
    text: Text
    advice: Text | None = None
