"""An invoice in words: its lines, what it comes to, how it was paid, what it hangs together with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from textual.content import Content

from jumpzone.documents.amounts import in_euro, line_net, settled, vat_totals
from jumpzone.i18n import T_, Text, _, current
from jumpzone.model.billing import CREDIT
from jumpzone.model.postal import copied_blocks
from jumpzone.model.records import Credit, Invoice, Order, Transaction
from jumpzone.screens.order_text import amount_line, item_lines
from jumpzone.screens.wording import DOCUMENTS, day, money
from jumpzone.usecases.papers import Standing, StatusTotal
from jumpzone.widgets.content import Words, content, data, label_values, lines
from jumpzone.widgets.status import status_text

__all__ = ["document_name", "invoice_lines", "linked", "totals_line"]

GATEWAYS: Final[dict[str, Text]] = {
    "bank": T_("Bank transfer"),
    "card": T_("Card"),
    "cash": T_("Cash"),
    CREDIT: T_("Over to your credit"),
}
"""Ways of paying that have words; another one is called as it calls itself."""

_SETTLED: Final = {"credit": T_("Credit"), "paid": T_("Paid"), "balance": T_("To pay")}

_FIRST: Final = ("overdue", "collections", "unpaid", "payment_pending", "paid")
"""The statuses whose totals matter most."""


def document_name(record: Invoice) -> str:
    """Return kind and number of a document."""
    return f"{content(DOCUMENTS.get(record.kind, record.kind)).plain} {record.number or ''}".strip()


def invoice_lines(
    record: Invoice, standing: Standing | None, *, width: int, today: date, timezone: ZoneInfo
) -> Content:
    """Say everything about a document.

    Args:
        record: The document.
        standing: How it was paid and what it hangs together with; None while that is being read.
        width: Cells.
        today: The reader's date.
        timezone: In which times are shown.
    """
    parts = [label_values(_head(record, today)), Content("")]
    for line in record.lines:
        parts += item_lines(str(line["text"]), money(line_net(line), record.currency), width)
    parts.append(Content.styled("─" * width, "$border-blurred"))
    parts += _sums(record, width)
    if record.currency == "BGN":
        euro = current().money(in_euro(record.total, "BGN") or 0, "EUR")
        parts.append(data(_("The same in euro: {amount}", amount=euro), "$text-muted"))
    if record.vat_reason:
        parts += [Content(""), data(record.vat_reason, "$text-muted")]
    if standing is not None:
        parts += _payments(standing, width, timezone)
        parts += _links(standing, today, width)
    blocks = copied_blocks(record.seller or {}, record.buyer or {}, current().language)
    for title, block in zip((T_("Seller"), T_("Buyer")), blocks, strict=True):
        if block:
            parts += [Content(""), content(title, "$text-muted"), *map(data, block)]
    return lines(parts)


def _head(record: Invoice, today: date) -> list[tuple[Words, Words | None]]:
    overdue = record.overdue(today)
    rows: list[tuple[Words, Words | None]] = [
        (T_("Status"), status_text("invoice", "overdue" if overdue else record.status)),
        (T_("Issued"), day(record.issued_on)),
        (T_("Due"), day(record.due_on)),
    ]
    if record.paid_on is not None:
        rows.append((T_("Paid"), day(record.paid_on)))
    if record.payment_reference:
        rows.append((T_("Reference"), data(record.payment_reference)))
    if record.sent_to:
        rows.append((T_("Sent to"), data(record.sent_to)))
    return rows


def _sums(record: Invoice, width: int) -> Iterator[Content]:
    """The amounts from net to what is to be paid, in the order in which they are worked out."""
    rows: list[tuple[Words, int, str]] = [(T_("Net"), record.subtotal, "$text-muted")]
    for each in vat_totals(record):
        rate = current().percent(each.rate / 100)
        rows.append((_("VAT {rate}", rate=rate), each.tax, "$text-muted"))
    rows.append((T_("Total"), record.total, "bold"))
    for name, amount in settled(record):
        if name == "balance":
            rows.append((_SETTLED[name], amount, "bold $warning" if amount else "bold"))
        else:
            rows.append((_SETTLED[name], -amount, "$text-muted"))
    for label, amount_, style in rows:
        shown = money(amount_, record.currency, "" if style == "$text-muted" else style)
        yield amount_line(label, shown, width, style)


def _payments(standing: Standing, width: int, timezone: ZoneInfo) -> Iterator[Content]:
    paid = standing.paid
    rows: list[Transaction | Credit] = sorted([*paid.transactions, *paid.credits], key=lambda each: each.at)
    # What went over into the credit stands there twice, as what left the document and as what came to the credit.
    over = {each.at for each in paid.transactions if each.gateway == CREDIT}
    rows = [each for each in rows if not (isinstance(each, Credit) and each.at in over and each.amount > 0)]
    if not rows:
        return
    yield Content("")
    yield content(T_("Payments and credit"), "$text-muted")
    for each in rows:
        at = current().date(each.at.astimezone(timezone).date())
        if isinstance(each, Transaction):
            way = content(GATEWAYS.get(each.gateway, data(each.gateway))).plain
            said = " · ".join(part for part in (at, way, each.reference or "") if part)
            amount = each.amount
        else:
            said, amount = f"{at} · {each.text}", -each.amount
        yield from item_lines(said, money(amount, each.currency), width)


def linked(standing: Standing) -> list[tuple[Words, Invoice | Order]]:
    """Return what a document hangs together with, each with what it is to it."""
    found: list[tuple[Words, Invoice | Order]] = []
    if standing.proforma is not None:
        found.append((T_("Followed"), standing.proforma))
    if standing.invoice is not None:
        found.append((T_("Invoiced by"), standing.invoice))
    if standing.corrects is not None:
        found.append((T_("Corrects"), standing.corrects))
    found += [(T_("Corrected by"), each) for each in standing.corrections]
    if standing.order is not None:
        found.append((T_("Ordered as"), standing.order))
    return found


def _links(standing: Standing, today: date, width: int) -> Iterator[Content]:
    found = linked(standing)
    if not found:
        return
    yield Content("")
    rows: list[tuple[Words, Words]] = []
    for label, record in found:
        if isinstance(record, Order):
            rows.append(
                (label, Content.assemble(data(record.number), "  ", status_text("order", record.status)))
            )
            continue
        state = status_text("invoice", "overdue" if record.overdue(today) else record.status)
        rows.append((label, Content.assemble(data(document_name(record)), "  ", state)))
    yield label_values(rows)


def totals_line(totals: Iterable[StatusTotal], credit: Iterable[tuple[str, int]] = ()) -> Content:
    """Say what the documents of each status come to, currency by currency, and what credit there is."""
    by_status: dict[str, list[str]] = {}
    for each in totals:
        amount = current().money(each.amount, each.currency)
        by_status.setdefault(each.status, []).append(amount)
    ordered = sorted(by_status, key=lambda status: _FIRST.index(status) if status in _FIRST else len(_FIRST))
    parts = [
        Content.assemble(status_text("invoice", status), " ", data(" + ".join(by_status[status])))
        for status in ordered
    ]
    if amounts := [current().money(amount, currency) for currency, amount in sorted(credit)]:
        said = _("Credit {amount}", amount=" + ".join(amounts))
        parts.insert(0, Content.assemble(("+ ", "$success"), data(said, "$success")))
    return Content("  ·  ").join(parts)
