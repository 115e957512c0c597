"""Where orders and documents can go from where they stand: every change of status goes by these tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from jumpzone.errors import Refused
from jumpzone.i18n import T_
from jumpzone.model.mutations import Write
from jumpzone.model.records import Domain, Invoice, Order, Service

__all__ = ["CLOSED", "INVOICE_ARROWS", "ORDER_ARROWS", "OWED", "move"]

ORDER_ARROWS: Final[Mapping[str, frozenset[str]]] = {
    "pending": frozenset({"active", "cancelled", "fraud"}),
    "active": frozenset({"fraud"}),
    "fraud": frozenset({"active", "cancelled"}),
    "cancelled": frozenset(),
}
"""Per status of an order, where it can go."""

INVOICE_ARROWS: Final[Mapping[str, frozenset[str]]] = {
    "draft": frozenset({"unpaid", "cancelled"}),
    "unpaid": frozenset({"paid", "payment_pending", "collections", "cancelled"}),
    "payment_pending": frozenset({"paid", "unpaid", "cancelled"}),
    "collections": frozenset({"paid", "cancelled"}),
    "paid": frozenset({"refunded"}),
    "cancelled": frozenset(),
    "refunded": frozenset(),
}
"""Per status of a document, where it can go."""

OWED: Final = ("unpaid", "payment_pending", "collections")
"""Documents that wait for money."""

CLOSED: Final = ("paid", "cancelled", "refunded")
"""Documents that want none any more: what still comes for them is the account's credit."""

_COMING: Final = frozenset({"cancelled", "active"})
_BOOKED: Final[Mapping[str, Mapping[str, frozenset[str]]]] = {
    "service": {"pending": _COMING, "suspended": frozenset({"active"})},
    "domain": {
        "pending": _COMING,
        "pending_registration": _COMING,
        "pending_transfer": _COMING,
        "grace": frozenset({"active"}),
    },
}
"""What paying and cancelling do to services and domains; the rest of their lives is not a matter of money."""


def move(record: Order | Invoice | Service | Domain, type_: str, status: str, **more: Any) -> Write:
    """Return the write that takes a record to a status, along an arrow; staying where it is needs none.

    Raises:
        Refused: No arrow leads there.
    """
    arrows = {"order": ORDER_ARROWS, "invoice": INVOICE_ARROWS, **_BOOKED}[type_]
    if status == record.status:
        return Write(type_, record.id, "update", more, record)
    if status not in arrows.get(record.status, frozenset()):
        raise Refused("wrong-status", T_("This can't be done in the state in which it is."))
    return Write(type_, record.id, "update", {"status": status, **more}, record)
