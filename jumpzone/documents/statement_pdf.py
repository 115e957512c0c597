"""The statement of an account as PDF."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from jumpzone.documents.paper import ACCENT, BOLD, GROUND, LEFT, MUTED, REGULAR, RIGHT, Paper, wrapped
from jumpzone.documents.parties import party_lines, party_name
from jumpzone.documents.statement import ENTRIES, Statement
from jumpzone.i18n import Translator, translator

__all__ = ["statement_pdf"]

_KIND: Final = LEFT + 76
_NUMBER: Final = LEFT + 190
_AMOUNT: Final = RIGHT - 104
_BALANCE: Final = RIGHT - 6


def statement_pdf(
    statements: Sequence[Statement],
    first: date,
    last: date,
    language: str,
    *,
    account: str,
    seller: Mapping[str, Any] | None = None,
    buyer: Mapping[str, Any] | None = None,
) -> bytes:
    """Draw the statement of a period; the same records give the same bytes.

    Args:
        statements: One for each currency.
        first: The period's first day.
        last: Its last day.
        language: The language of its texts.
        account: The customer's number.
        seller: Who issues it, as on the latest document.
        buyer: Whose it is, as there.
    """
    words = translator(language)
    title = words.gettext("Statement of account")
    period = words.gettext("{first} to {last}", first=words.date(first), last=words.date(last))
    paper = Paper(
        f"{title} {period}", author=party_name(seller), subject=party_name(buyer), language=language, day=last
    )
    paper.text(RIGHT, paper.y + 16, title, 19, font=BOLD, colour=ACCENT, align="right")
    paper.text(RIGHT, paper.y + 34, period, 11, align="right")
    end = paper.lines(LEFT, paper.y + 16, wrapped(party_name(seller), 250, 14, BOLD)[:2], 14, font=BOLD)
    paper.y = max(end + 4, paper.y + 46)
    paper.rule(paper.y, colour=ACCENT, weight=1.4)
    paper.y += 18
    paper.text(LEFT, paper.y, words.gettext("Customer"), 7.5, colour=MUTED)
    number = words.gettext("Customer centre {number}", number=account)
    paper.y = paper.lines(
        LEFT,
        paper.y + 14,
        [line for each in (*party_lines(buyer, seller, language), number) for line in wrapped(each, 320, 9)],
    )
    paper.y += 14
    if not statements:
        paper.text(LEFT, paper.y, words.gettext("Nothing was owed, invoiced or paid in this period."))
    for each in statements:
        _Part(paper, each, words, first, last).draw()
    return paper.finish(
        " · ".join(part for part in (party_name(seller), title, period) if part),
        lambda n, total: words.gettext("Page {n} of {total}", n=n, total=total),
    )


class _Part:
    """The statement in one currency, being drawn."""

    def __init__(self, paper: Paper, made: Statement, words: Translator, first: date, last: date) -> None:
        self.paper, self.made, self.words = paper, made, words
        self.first, self.last = first, last

    def draw(self) -> None:
        paper, made, words = self.paper, self.made, self.words
        if not paper.room(90):
            paper.new_page()
        paper.text(LEFT, paper.y, made.currency, 12, font=BOLD, colour=ACCENT)
        paper.y += 8
        self._head()
        self._row(self.first, ENTRIES["opening_balance"].render(words), "", None, made.opening, strong=True)
        for each in made.entries:
            self._row(each.day, ENTRIES[each.kind].render(words), each.number, each.amount, each.balance)
        self._row(self.last, ENTRIES["closing_balance"].render(words), "", None, made.closing, strong=True)
        paper.y += 4
        for label, amount in (
            (words.gettext("Invoiced"), made.total("invoice", "credit_note")),
            (words.gettext("Payments"), -made.total("payment", "refund")),
            (words.gettext("Credit applied"), -made.total("credit")),
        ):
            if amount:
                self._fit()
                paper.text(_AMOUNT, paper.y, label, 8.5, colour=MUTED, align="right")
                paper.text(_BALANCE, paper.y, words.money(amount, made.currency), 8.5, align="right")
                paper.y += 13
        paper.y += 22

    def _fit(self) -> None:
        if not self.paper.room(16):
            self.paper.new_page()
            self._head()

    def _head(self) -> None:
        paper, words = self.paper, self.words
        paper.box(LEFT, paper.y, RIGHT - LEFT, 20, GROUND)
        y = paper.y + 13.5
        paper.text(LEFT + 6, y, words.gettext("Date"), 8, font=BOLD, colour=MUTED)
        paper.text(_KIND, y, words.gettext("Entry"), 8, font=BOLD, colour=MUTED)
        paper.text(_NUMBER, y, words.gettext("Number"), 8, font=BOLD, colour=MUTED)
        paper.text(_AMOUNT, y, words.gettext("Amount"), 8, font=BOLD, colour=MUTED, align="right")
        paper.text(_BALANCE, y, words.gettext("Balance"), 8, font=BOLD, colour=MUTED, align="right")
        paper.y += 34

    def _row(
        self, day: date, kind: str, number: str, amount: int | None, balance: int, *, strong: bool = False
    ) -> None:
        self._fit()
        paper, words, currency = self.paper, self.words, self.made.currency
        font = BOLD if strong else REGULAR
        paper.text(LEFT + 6, paper.y, words.date(day), 9, font=font)
        paper.text(_KIND, paper.y, kind, 9, font=font)
        paper.text(_NUMBER, paper.y, number, 9)
        if amount is not None:
            paper.text(_AMOUNT, paper.y, words.money(amount, currency), 9, align="right")
        paper.text(_BALANCE, paper.y, words.money(balance, currency), 9, font=font, align="right")
        paper.rule(paper.y + 5, weight=0.4)
        paper.y += 16
