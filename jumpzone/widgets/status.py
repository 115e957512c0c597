"""Status by word, by colour and by shape.

The words are looked up with the record type as context (`pgettext`), because in Bulgarian and Russian a status
agrees in gender with its noun. The shape says the same to those who see no colours.
"""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content

from jumpzone.i18n import Text
from jumpzone.model.words import STATUSES
from jumpzone.widgets.content import data

__all__ = ["SHAPES", "Status", "status_of", "status_text", "status_word", "statuses"]

SHAPES = {
    "ok": ("●", "$success"),
    "wait": ("◐", "$warning"),
    "you": ("↩", "$accent"),
    "off": ("○", "$text-muted"),
    "gone": ("✕", "$text-muted"),
    "alert": ("!", "$error"),
}
"""Shape and colour of each tone."""


@dataclass(frozen=True, slots=True)
class Status:
    """How one status of one record type is shown.

    Attributes:
        tone: A key of `SHAPES`.
        words: The word, put into the reader's language when it is read.
    """

    tone: str
    words: Text

    def word(self) -> str:
        """The word in the reader's language."""
        return self.words.render()

    @property
    def shape(self) -> str:
        """The one-cell sign."""
        return SHAPES[self.tone][0]

    @property
    def colour(self) -> str:
        """The Textual style of sign and word."""
        return SHAPES[self.tone][1]


_TONES: dict[str, dict[str, str]] = {
    "account": {
        "active": "ok",
        "inactive": "off",
        "closed": "gone",
    },
    "service": {
        "pending": "wait",
        "active": "ok",
        "suspended": "alert",
        "terminated": "gone",
        "cancelled": "gone",
        "fraud": "alert",
        "completed": "off",
    },
    "domain": {
        "pending": "wait",
        "pending_registration": "wait",
        "pending_transfer": "wait",
        "active": "ok",
        "grace": "alert",
        "redemption": "alert",
        "expired": "alert",
        "transferred_away": "gone",
        "fraud": "alert",
        "cancelled": "gone",
    },
    "order": {
        "pending": "wait",
        "active": "ok",
        "fraud": "alert",
        "cancelled": "gone",
    },
    "invoice": {
        "draft": "off",
        "unpaid": "wait",
        "overdue": "alert",
        "paid": "ok",
        "cancelled": "gone",
        "refunded": "off",
        "collections": "alert",
        "payment_pending": "wait",
    },
    "ticket": {
        "open": "wait",
        "answered": "you",
        "customer_reply": "wait",
        "on_hold": "off",
        "in_progress": "ok",
        "closed": "off",
    },
    "message": {
        "queued": "wait",
        "sent": "ok",
        "failed": "alert",
    },
}


def statuses(record_type: str) -> tuple[str, ...]:
    """Return every status that records of this type can have, in the order of their life."""
    return tuple(STATUSES[record_type])


def status_of(record_type: str, status: str) -> Status | None:
    """Return how a status is shown, or None for one that this version doesn't know."""
    words = STATUSES.get(record_type, {}).get(status)
    return None if words is None else Status(_TONES[record_type][status], words)


def status_word(record_type: str, status: str) -> str:
    """Return the word alone; an unknown status comes back as it is."""
    known = status_of(record_type, status)
    return known.word() if known else data(status).plain


def status_text(record_type: str, status: str) -> Content:
    """Return shape and word in the status's colour, such as ``● Active``.

    A status that a newer backend may have sent is shown as it came, with a neutral shape: it must not stop a list.
    """
    known = status_of(record_type, status)
    if known is None:
        return Content.assemble(("? ", "$text-muted"), data(status))
    return Content.styled(f"{known.shape} {known.word()}", known.colour)
