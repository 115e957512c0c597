"""A mail's words, before anything of mail's own formats: what composing gives and what queueing takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from jumpzone.model.mutations import Notice
from jumpzone.model.records import Message

__all__ = ["MASK", "Composed", "Composer"]

MASK: Final = "••••••"
"""Stands in a text where a secret was taken out; the first mask is the first secret."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A mail's words.

    Attributes:
        subject: One line.
        body: Plain text, with :data:`MASK` for every secret.
        secrets: What the masks stand for, in order.
    """

    subject: str
    body: str
    secrets: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Keep secrets out of logs."""
        return f"Composed({self.subject!r}, {len(self.secrets)} secrets)"

    def filled(self) -> str:
        """The body as it goes out, with the secrets in their places."""
        parts = self.body.split(MASK, len(self.secrets))
        pieces = [parts[0]]
        for secret, part in zip(self.secrets, parts[1:], strict=False):
            pieces += [secret, part]
        return "".join(pieces)


class Composer(Protocol):
    """Puts notices into words; :mod:`jumpzone.mail.compose` does."""

    def compose(self, notice: Notice) -> Composed:
        """Return a notice's words in its language."""

    def copy(self, original: Message, secrets: tuple[str, ...], language: str, now: datetime) -> Composed:
        """Return a message's words again, saying that it is a copy and of when."""
