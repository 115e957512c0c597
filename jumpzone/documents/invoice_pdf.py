"""Invoices, proformas and credit notes as PDF."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from jumpzone.documents.amounts import in_euro, line_net, payable, settled, vat_totals
from jumpzone.documents.paper import (
    ACCENT,
    BOLD,
    BOTTOM,
    GROUND,
    LEFT,
    MUTED,
    REGULAR,
    RIGHT,
    RULE,
    Paper,
    text_width,
    wrapped,
)
from jumpzone.documents.parties import party_lines, party_name
from jumpzone.documents.payment import modules, transfer_details, transfer_for
from jumpzone.errors import Refused
from jumpzone.i18n import Translator, translator
from jumpzone.model.money import BGN_PER_EUR
from jumpzone.model.records import Invoice
from jumpzone.model.words import DOCUMENTS

__all__ = ["invoice_pdf", "title_of"]

_HALF: Final = (RIGHT - LEFT) / 2
_CODE_SIDE: Final = 118.0
_WARNING: Final = (0.70, 0.16, 0.14)
# Where the columns of the lines end, from the right; the text takes what is left.
_AMOUNT: Final = RIGHT - 6
_RATE: Final = _AMOUNT - 88
_PRICE: Final = _RATE - 44
_QUANTITY: Final = _PRICE - 84
_TEXT: Final = LEFT + 28
_TEXT_WIDTH: Final = _QUANTITY - 40 - _TEXT


def title_of(invoice: Invoice, words: Translator) -> str:
    """What a document is called: its kind and number."""
    return f"{DOCUMENTS[invoice.kind].render(words)} {invoice.number or ''}".strip()


def invoice_pdf(invoice: Invoice, language: str, *, corrected: Invoice | None = None) -> bytes:
    """Draw a document; the same record gives the same bytes.

    Args:
        invoice: The document, with seller and buyer as they were when it was issued.
        language: The language of its texts.
        corrected: For a credit note, what it corrects.

    Returns:
        A PDF of A4 pages with embedded fonts.
    """
    return _Drawn(invoice, translator(language), corrected).draw()


class _Drawn:
    """One document being drawn, from top to bottom."""

    def __init__(self, invoice: Invoice, words: Translator, corrected: Invoice | None) -> None:
        self.invoice = invoice
        self.words = words
        self.corrected = corrected
        self.seller: Mapping[str, Any] = invoice.seller or {}
        self.buyer: Mapping[str, Any] = invoice.buyer or {}
        self.title = title_of(invoice, words)
        self.paper = Paper(
            self.title,
            author=party_name(self.seller),
            subject=party_name(self.buyer),
            language=words.language,
            day=invoice.issued_on,
        )

    def draw(self) -> bytes:
        self._head()
        self._dates()
        self._parties()
        self._lines()
        self._totals()
        self._notes()
        self._payment()
        words = self.words
        return self.paper.finish(
            " · ".join(part for part in (party_name(self.seller), self.title) if part),
            lambda n, total: words.gettext("Page {n} of {total}", n=n, total=total),
        )

    def _money(self, minor: int, currency: str | None = None) -> str:
        return self.words.money(minor, currency or self.invoice.currency)

    def _day(self, day: date | None) -> str:
        return "–" if day is None else self.words.date(day)

    # -- parts -----------------------------------------------------------------------------------------

    def _head(self) -> None:
        paper, invoice, words = self.paper, self.invoice, self.words
        kind = DOCUMENTS[invoice.kind].render(words)
        paper.text(RIGHT, paper.y + 16, kind, 21, font=BOLD, colour=ACCENT, align="right")
        number = words.gettext("No. {number}", number=invoice.number or "–")
        paper.text(RIGHT, paper.y + 34, number, 11.5, align="right")
        room = RIGHT - LEFT - text_width(kind, 21, BOLD) - 24
        name = wrapped(party_name(self.seller), max(room, 180), 14, BOLD)[:2]
        end = paper.lines(LEFT, paper.y + 16, name, 14, font=BOLD)
        paper.y = max(end + 4, paper.y + 46)
        said = self._standing()
        if said:
            paper.y += 4
            paper.text(LEFT, paper.y, said, 9, font=BOLD, colour=_WARNING)
            paper.y += 8
        paper.rule(paper.y, colour=ACCENT, weight=1.4)
        paper.y += 18

    def _standing(self) -> str:
        if self.invoice.status == "draft":
            return self.words.gettext("A draft: not issued yet.")
        if self.invoice.status == "cancelled":
            return self.words.gettext("This document is cancelled.")
        if self.invoice.kind == "proforma":
            return self.words.gettext("This is not a tax document. The invoice follows the payment.")
        return ""

    def _dates(self) -> None:
        paper, invoice, words = self.paper, self.invoice, self.words
        cells = [(words.gettext("Date of issue"), self._day(invoice.issued_on))]
        if invoice.supply_on is not None:
            cells.append((words.gettext("Date of supply"), self._day(invoice.supply_on)))
        if invoice.kind == "credit_note":
            if self.corrected is not None:
                cells.append((words.gettext("Corrects"), title_of(self.corrected, words)))
                cells.append((words.gettext("Issued on"), self._day(self.corrected.issued_on)))
        else:
            cells.append((words.gettext("Pay by"), self._day(invoice.due_on)))
            if invoice.payment_reference:
                cells.append((words.gettext("Payment reference"), invoice.payment_reference))
        step = (RIGHT - LEFT) / 4
        lowest = paper.y
        for at, (label, value) in enumerate(cells[:4]):
            x = LEFT + at * step
            paper.text(x, paper.y, label, 7.5, colour=MUTED)
            lowest = max(
                lowest, paper.lines(x, paper.y + 13, wrapped(value, step - 10, 10, BOLD), 10, font=BOLD)
            )
        paper.y = lowest + 12

    def _parties(self) -> None:
        paper, words = self.paper, self.words
        lowest = paper.y
        for x, label, party, other in (
            (LEFT, words.gettext("Supplier"), self.seller, self.buyer),
            (LEFT + _HALF + 8, words.gettext("Customer"), self.buyer, self.seller),
        ):
            paper.rule(paper.y - 8, x=x, to=x + _HALF - 8)
            paper.text(x, paper.y + 4, label, 7.5, colour=MUTED)
            y = paper.y + 18
            for at, line in enumerate(party_lines(party, other, words.language)):
                font, size = (REGULAR, 9.0) if at else (BOLD, 10.0)
                y = paper.lines(x, y, wrapped(line, _HALF - 12, size, font), size, font=font)
            lowest = max(lowest, y)
        paper.y = lowest + 12

    def _table_head(self) -> None:
        paper, words = self.paper, self.words
        paper.box(LEFT, paper.y, RIGHT - LEFT, 20, GROUND)
        y = paper.y + 13.5
        paper.text(LEFT + 6, y, "№", 8, font=BOLD, colour=MUTED)
        paper.text(_TEXT, y, words.gettext("Description"), 8, font=BOLD, colour=MUTED)
        for x, label in (
            (_QUANTITY, words.gettext("Quantity")),
            (_PRICE, words.gettext("Unit price")),
            (_RATE, words.gettext("VAT")),
            (_AMOUNT, words.gettext("Amount")),
        ):
            paper.text(x, y, label, 8, font=BOLD, colour=MUTED, align="right")
        paper.y += 34

    def _go_on(self) -> None:
        """Begin the next page with a word on what it belongs to."""
        self.paper.new_page()
        self.paper.text(LEFT, self.paper.y, self.title, 9, font=BOLD, colour=MUTED)
        self.paper.text(RIGHT, self.paper.y, party_name(self.seller)[:60], 9, colour=MUTED, align="right")
        self.paper.y += 12

    def _lines(self) -> None:
        paper = self.paper
        if not paper.room(60):
            self._go_on()
        self._table_head()
        for number, line in enumerate(self.invoice.lines, 1):
            text = wrapped(str(line["text"]), _TEXT_WIDTH, 9) or ["–"]
            first = True
            while text:
                # A text stays in one piece unless it is longer than anybody would keep together.
                if not paper.room(min(len(text), 12) * 12.3):
                    self._go_on()
                    self._table_head()
                fit = max(1, int((BOTTOM - paper.y) // 12.3))
                part, text = text[:fit], text[fit:]
                if first:
                    self._line_cells(number, line)
                    first = False
                end = paper.lines(_TEXT, paper.y, part, 9)
                paper.y = end
            paper.rule(paper.y - 5.5, weight=0.4)
            paper.y += 7.5
        paper.y += 4

    def _line_cells(self, number: int, line: Mapping[str, Any]) -> None:
        paper, words = self.paper, self.words
        paper.text(LEFT + 6, paper.y, str(number), 9, colour=MUTED)
        quantity = words.number(Decimal(str(line["quantity"])))
        rate = words.percent(Decimal(str(line.get("vat_rate") or 0)) / 100)
        for x, text in (
            (_QUANTITY, quantity),
            (_PRICE, self._money(int(line["unit_amount"]))),
            (_RATE, rate),
            (_AMOUNT, self._money(line_net(line))),
        ):
            paper.text(x, paper.y, text, 9, align="right")

    def _totals(self) -> None:
        invoice, words = self.invoice, self.words
        rows: list[tuple[str, str, bool]] = [(words.gettext("Net"), self._money(invoice.subtotal), False)]
        for each in vat_totals(invoice):
            label = words.gettext(
                "VAT {rate} on {net}", rate=words.percent(each.rate / 100), net=self._money(each.net)
            )
            rows.append((label, self._money(each.tax), False))
        rows.append((words.gettext("Total"), self._money(invoice.total), True))
        if invoice.currency == "BGN":
            # With all its digits, which the language's usual form of a number would round away.
            rate = str(BGN_PER_EUR) if words.language == "en" else str(BGN_PER_EUR).replace(".", ",")
            label = words.gettext("Total in euro at {rate} BGN for 1 EUR", rate=rate)
            rows.append((label, self._money(in_euro(invoice.total, "BGN") or 0, "EUR"), False))
        rows += self._settled_rows()
        self._total_rows(rows)

    def _settled_rows(self) -> list[tuple[str, str, bool]]:
        """What was taken off the total, and what is left; for a bank, also where all of it is left."""
        invoice, words = self.invoice, self.words
        parts = settled(invoice)
        if not parts and payable(invoice):
            parts = (("balance", invoice.balance),)
        said = {
            "credit": words.gettext("Credit applied"),
            "paid": words.gettext("Paid so far"),
            "balance": words.gettext("To pay"),
        }
        return [
            (said[name], self._money(amount if name == "balance" else -amount), name == "balance")
            for name, amount in parts
        ]

    def _total_rows(self, rows: list[tuple[str, str, bool]]) -> None:
        paper = self.paper
        if not paper.room(19.0 * len(rows)):
            self._go_on()
            paper.y += 16
        left = LEFT + _HALF - 40
        for label, amount, strong in rows:
            font, size = (BOLD, 11.0) if strong else (REGULAR, 9.0)
            if strong:
                paper.y += 2
                paper.box(left, paper.y - 12.5, RIGHT - left, 18, GROUND)
            colour = ACCENT if strong else MUTED
            paper.text(left + 6, paper.y, label, size, font=font, colour=colour)
            paper.text(_AMOUNT, paper.y, amount, size, font=font, align="right")
            paper.y += 19 if strong else 15
        paper.y += 8

    def _notes(self) -> None:
        invoice, words = self.invoice, self.words
        notes = []
        if invoice.vat_reason:
            notes.append(words.gettext("Reason for the VAT rate: {reason}", reason=invoice.vat_reason))
        if invoice.paid_on is not None:
            if invoice.kind == "credit_note":
                notes.append(words.gettext("Refunded on {date}.", date=words.date(invoice.paid_on)))
            else:
                notes.append(words.gettext("Paid on {date}.", date=words.date(invoice.paid_on)))
        for note in notes:
            text = wrapped(note, RIGHT - LEFT, 9)
            if not self.paper.room(12.3 * len(text)):
                self._go_on()
                self.paper.y += 16
            self.paper.y = self.paper.lines(LEFT, self.paper.y, text) + 5

    def _payment(self) -> None:
        if not payable(self.invoice):
            return
        try:
            transfer = transfer_for([self.invoice])
        except Refused:
            # A seller without a bank account is paid in another way.
            return
        paper, words = self.paper, self.words
        payload = transfer.payload
        if not paper.room(_CODE_SIDE + 20):
            self._go_on()
        paper.y += 6
        paper.rule(paper.y, colour=RULE)
        paper.y += 18
        top = paper.y
        paper.text(LEFT, top, words.gettext("Payment by bank transfer"), 10, font=BOLD, colour=ACCENT)
        y = top + 18
        room = RIGHT - LEFT - 110 - (_CODE_SIDE + 16 if payload else 0)
        for label, value in transfer_details(transfer, words):
            paper.text(LEFT, y, label, 8, colour=MUTED)
            y = paper.lines(LEFT + 110, y, wrapped(value, room, 9.5), 9.5) + 2
        if payload:
            x = RIGHT - _CODE_SIDE
            paper.code(x, top - 10, modules(payload), _CODE_SIDE)
            said = words.gettext("Scan it with your banking app")
            paper.text(RIGHT - 8, top + _CODE_SIDE - 4, said, 7.5, colour=MUTED, align="right")
        paper.y = max(y, top + _CODE_SIDE)
