"""Status by word, by colour and by shape.

The words are looked up with the record type as context (`pgettext`), because in Bulgarian and Russian a status
agrees in gender with its noun. The shape says the same to those who see no colours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual.content import Content

from jumpzone.i18n import pgettext
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
        word: Returns the word in the reader's language.
    """

    tone: str
    word: Callable[[], str]

    @property
    def shape(self) -> str:
        """The one-cell sign."""
        return SHAPES[self.tone][0]

    @property
    def colour(self) -> str:
        """The Textual style of sign and word."""
        return SHAPES[self.tone][1]


_STATUSES: dict[str, dict[str, Status]] = {
    "account": {
        "active": Status("ok", lambda: pgettext("account", "Active")),
        "inactive": Status("off", lambda: pgettext("account", "Inactive")),
        "closed": Status("gone", lambda: pgettext("account", "Closed")),
    },
    "service": {
        "pending": Status("wait", lambda: pgettext("service", "Pending")),
        "active": Status("ok", lambda: pgettext("service", "Active")),
        "suspended": Status("alert", lambda: pgettext("service", "Suspended")),
        "terminated": Status("gone", lambda: pgettext("service", "Terminated")),
        "cancelled": Status("gone", lambda: pgettext("service", "Cancelled")),
        "fraud": Status("alert", lambda: pgettext("service", "Fraud")),
        "completed": Status("off", lambda: pgettext("service", "Completed")),
    },
    "domain": {
        "pending": Status("wait", lambda: pgettext("domain", "Pending")),
        "pending_registration": Status("wait", lambda: pgettext("domain", "Being registered")),
        "pending_transfer": Status("wait", lambda: pgettext("domain", "Being transferred")),
        "active": Status("ok", lambda: pgettext("domain", "Active")),
        "grace": Status("alert", lambda: pgettext("domain", "Grace period")),
        "redemption": Status("alert", lambda: pgettext("domain", "Redemption")),
        "expired": Status("alert", lambda: pgettext("domain", "Expired")),
        "transferred_away": Status("gone", lambda: pgettext("domain", "Transferred away")),
        "fraud": Status("alert", lambda: pgettext("domain", "Fraud")),
        "cancelled": Status("gone", lambda: pgettext("domain", "Cancelled")),
    },
    "order": {
        "pending": Status("wait", lambda: pgettext("order", "Pending")),
        "active": Status("ok", lambda: pgettext("order", "Active")),
        "fraud": Status("alert", lambda: pgettext("order", "Fraud")),
        "cancelled": Status("gone", lambda: pgettext("order", "Cancelled")),
    },
    "invoice": {
        "draft": Status("off", lambda: pgettext("invoice", "Draft")),
        "unpaid": Status("wait", lambda: pgettext("invoice", "Unpaid")),
        "overdue": Status("alert", lambda: pgettext("invoice", "Overdue")),
        "paid": Status("ok", lambda: pgettext("invoice", "Paid")),
        "cancelled": Status("gone", lambda: pgettext("invoice", "Cancelled")),
        "refunded": Status("off", lambda: pgettext("invoice", "Refunded")),
        "collections": Status("alert", lambda: pgettext("invoice", "In collection")),
        "payment_pending": Status("wait", lambda: pgettext("invoice", "Payment under way")),
    },
    "ticket": {
        "open": Status("wait", lambda: pgettext("ticket", "Open")),
        "answered": Status("you", lambda: pgettext("ticket", "Waits for you")),
        "customer_reply": Status("wait", lambda: pgettext("ticket", "You replied")),
        "on_hold": Status("off", lambda: pgettext("ticket", "On hold")),
        "in_progress": Status("ok", lambda: pgettext("ticket", "In progress")),
        "closed": Status("off", lambda: pgettext("ticket", "Closed")),
    },
    "message": {
        "queued": Status("wait", lambda: pgettext("message", "Queued")),
        "sent": Status("ok", lambda: pgettext("message", "Sent")),
        "failed": Status("alert", lambda: pgettext("message", "Failed")),
    },
}


def statuses(record_type: str) -> tuple[str, ...]:
    """Return every status that records of this type can have, in the order of their life."""
    return tuple(_STATUSES[record_type])


def status_of(record_type: str, status: str) -> Status | None:
    """Return how a status is shown, or None for one that this version doesn't know."""
    return _STATUSES.get(record_type, {}).get(status)


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
