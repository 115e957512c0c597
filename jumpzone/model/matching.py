"""How well a name fits what was typed: the same, its beginning, a word of it, a part of it, or almost the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Final

from jumpzone.model.text import fold

__all__ = ["Asked", "Fit", "distance"]

_WORD: Final = re.compile(r"\w+")
_SEVERAL: Final = re.compile(r"\W")
_MOST_WORDS: Final = 8
_LONGEST: Final = 100
_FORGIVEN_FROM: Final = 4
_TWICE_FORGIVEN_FROM: Final = 9


class Fit(IntEnum):
    """How well something fits, the better the greater."""

    NONE = 0
    ALMOST = 1
    SAID = 2
    PART = 3
    WORD = 4
    BEGINNING = 5
    NUMBER = 6
    SAME = 7


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed, ready for comparing.

    Attributes:
        whole: All of it, folded, with single blanks.
        words: What stands between its blanks, at most eight.
        digits: It as a number without leading zeros, or nothing when it is none.
    """

    whole: str
    words: tuple[str, ...]
    digits: str

    @classmethod
    def of(cls, text: str) -> Asked:
        """Read what was typed."""
        words = tuple(word[:_LONGEST] for word in fold(text).split()[:_MOST_WORDS] if _WORD.search(word))
        whole = " ".join(words)
        return cls(whole, words, _bare(whole) if whole.isdecimal() and whole.isascii() else "")

    def fit(self, names: Sequence[str], others: Iterable[str] = ()) -> Fit:
        """Tell how well a record fits: every word must be in one of its texts.

        Args:
            names: What it is called, folded.
            others: What else it is found by, folded.
        """
        if not self.words:
            return Fit.NONE
        for name in names:
            if name == self.whole:
                return Fit.SAME
        if self.digits and any(self.digits == _bare(name) for name in names):
            return Fit.NUMBER
        texts = (*names, *others)
        if any(name.startswith(self.whole) for name in texts if name):
            return Fit.BEGINNING
        worst = Fit.BEGINNING
        for word in self.words:
            worst = min(worst, max((_in(word, text) for text in texts), default=Fit.NONE))
            if worst is Fit.NONE:
                break
        return worst

    def almost(self, names: Iterable[str]) -> Fit:
        """Tell whether what was typed is a name, or words of one, but for a slip of the finger."""
        known = [name for name in names if name]
        if any(_alike(self.whole, name) for name in known):
            return Fit.ALMOST
        slips = 0
        for word in self.words:
            if any(_in(word, name) for name in known):
                continue
            if not any(_alike(word, part) for name in known for part in (name, *_WORD.findall(name))):
                return Fit.NONE
            slips += 1
        return Fit.ALMOST if slips else Fit.NONE


def _bare(name: str) -> str:
    """A number without what stands before its digits and without leading zeros, or nothing."""
    _series, _, digits = name.rpartition("-")
    return digits.lstrip("0") if digits.isdecimal() and digits.isascii() else ""


def _in(word: str, text: str) -> Fit:
    at = text.find(word)
    if at < 0:
        return Fit.NONE
    if at == 0:
        return Fit.BEGINNING
    while at > 0:
        if _SEVERAL.match(text[at - 1]):
            return Fit.WORD
        at = text.find(word, at + 1)
    # A letter alone is a part of everything.
    return Fit.PART if len(word) > 1 else Fit.NONE


def _alike(typed: str, name: str) -> bool:
    if len(typed) < _FORGIVEN_FROM:
        return False
    forgiven = 2 if len(typed) >= _TWICE_FORGIVEN_FROM else 1
    if abs(len(typed) - len(name)) > forgiven:
        return False
    if (_letters(typed) ^ _letters(name)).bit_count() > 2 * forgiven:
        return False
    return distance(typed, name, forgiven) <= forgiven


@lru_cache(maxsize=65536)
def _letters(text: str) -> int:
    """Which letters occur, as bits: a slip changes two of them at most, so most pairs need no closer look."""
    bits = 0
    for char in text:
        bits |= 1 << (ord(char) & 63)
    return bits


def distance(one: str, other: str, most: int) -> int:
    """Count the slips between two texts: a letter too many, missing, wrong, or swapped with its neighbour.

    Args:
        one: A text.
        other: Another.
        most: From where on it does not matter how many there are.

    Returns:
        The number (optimal string alignment), or ``most + 1`` when there are more.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, char in enumerate(one, 1):
        older, before, row = before, row, [at]
        for to, wanted in enumerate(other, 1):
            cost = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (char != wanted))
            if at > 1 and to > 1 and char == other[to - 2] and one[at - 2] == wanted:
                cost = min(cost, older[to - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
