"""An order in words: what it is for, what it costs, how it stands with its document."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from textual.content import Content

from jumpzone.i18n import T_, _, current
from jumpzone.model.records import Invoice, Order
from jumpzone.model.words import item_text, who_ordered
from jumpzone.screens.wording import DOCUMENTS, day_and_distance, money, when
from jumpzone.widgets.content import Words, content, data, label_values, lines
from jumpzone.widgets.status import status_text

__all__ = ["amount_line", "item_lines", "order_lines"]

_AMOUNT = 14
"""Cells for an amount at the right of a detail."""


def amount_line(label: Words, amount: Content, width: int, style: str = "") -> Content:
    """Return a line with a text at the left and an amount at the right."""
    room = width - max(_AMOUNT, amount.cell_length + 1)
    text = content(label, style).truncate(room, ellipsis=True, pad=True)
    return Content.assemble(text, " " * (width - room - amount.cell_length), amount)


def item_lines(text: str, amount: Content, width: int) -> list[Content]:
    """Return what one thing is, whole, over as many lines as that takes, with its amount on the first."""
    room = width - max(_AMOUNT, amount.cell_length + 1)
    first, *more = data(text).wrap(room) or [Content("")]
    return [amount_line(first, amount, width), *(each.rstrip() for each in more)]


def order_lines(
    order: Order, document: Invoice | None, *, width: int, now: datetime, timezone: ZoneInfo
) -> Content:
    """Say everything about an order.

    Args:
        order: The order.
        document: Its proforma or invoice, as far as it is known here and may be read.
        width: Cells.
        now: The time.
        timezone: In which times are shown.
    """
    at = current().datetime(order.placed_at, timezone)
    rows: list[tuple[Words, Words | None]] = [
        (T_("Status"), status_text("order", order.status)),
        (T_("Placed"), data(f"{at} ({when(order.placed_at, now)})")),
        (T_("Who ordered"), data(who_ordered(order.placed_by))),
    ]
    parts = [label_values(rows), Content("")]
    for item in order.items:
        amount = item.get("amount")
        shown = money(int(amount), order.currency) if isinstance(amount, int) else Content("")
        parts += item_lines(item_text(item), shown, width)
    parts.append(Content.styled("─" * width, "$border-blurred"))
    total = money(order.total, order.currency, "bold")
    parts.append(amount_line(T_("Total with VAT"), total, width, "bold"))
    if document is not None:
        parts += [Content(""), *_document_lines(document, width, now, timezone)]
    return lines(parts)


def _document_lines(document: Invoice, width: int, now: datetime, timezone: ZoneInfo) -> Sequence[Content]:
    today = now.astimezone(timezone).date()
    name = f"{content(DOCUMENTS.get(document.kind, document.kind)).plain} {document.number or ''}".strip()
    overdue = document.overdue(today)
    found = [
        Content.assemble(
            content(name, "bold"), "  ", status_text("invoice", "overdue" if overdue else document.status)
        )
    ]
    if document.status in ("unpaid", "collections"):
        if document.due_on is not None:
            due = _("Pay by {day}", day=day_and_distance(document.due_on, today))
            found.append(content(due, "$error" if overdue else "$text-muted"))
        if document.balance != document.total:
            found.append(
                amount_line(T_("To pay"), money(document.balance, document.currency, "bold $warning"), width)
            )
        found.append(content(_("p shows how to pay, i goes to the document."), "$text-muted"))
    return found
