"""Saving what is made of invoices: PDFs, statements, the accountant's bundle; long work shows how far it is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from textual import on

from jumpzone.documents.packing import Tick
from jumpzone.errors import Refused
from jumpzone.i18n import T_, Text, _, current
from jumpzone.model.records import Invoice
from jumpzone.model.text import safe_text
from jumpzone.screens.acts_detail import tell
from jumpzone.screens.files import ask_and_write, file_name
from jumpzone.screens.host import host
from jumpzone.screens.ranges import AskRange, Range
from jumpzone.screens.record_list import RecordListScreen
from jumpzone.usecases.papers import AccountStatement
from jumpzone.usecases.zone import Zone
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import data
from jumpzone.widgets.dialogs import Choose, Dialog

__all__ = ["Drawing", "save_bundle", "save_pdf", "save_statement", "save_ubl", "save_zip"]


class Drawing(Dialog[None]):
    """Says how many papers are drawn, and stops on request."""

    def __init__(self) -> None:
        """Make the dialog; it is fed by `tick` from the thread that draws."""
        super().__init__(T_("Drawing the documents"), self._words)
        self._stop = threading.Event()
        self._done = 0
        self._total = 0
        self._over = False

    def _words(self) -> str:
        number = current().number
        if not self._total:
            return _("One moment…")
        return _("{n} of {total}", n=number(self._done), total=number(self._total))

    def buttons(self) -> Sequence[PushButton]:
        """Return the one button."""
        return (PushButton(T_("Stop"), id="stop"),)

    def on_mount(self) -> None:
        """Follow the count."""
        super().on_mount()
        self.set_interval(0.2, self.retranslate)

    def retranslate(self) -> None:
        """Show how far it is."""
        super().retranslate()
        self._text.update(data(self._words()))

    def tick(self, done: int, total: int) -> None:
        """Note how far it is; called in the thread that draws.

        Raises:
            Refused: ``stopped``, when somebody has pressed the button.
        """
        self._done, self._total = done, total
        if self._stop.is_set():
            raise Refused("stopped", T_("Stopped. Nothing was written."))

    def action_cancel(self) -> None:
        """Stop at the next paper; the thread says when it has."""
        self._stop.set()

    @on(PushButton.Pressed)
    def _pressed(self, event: PushButton.Pressed) -> None:
        event.stop()
        self._stop.set()

    def finish(self) -> None:
        """Go away, at once or as soon as nothing lies above."""
        self._over = True
        if self.is_current:
            self.dismiss(None)

    def on_screen_resume(self) -> None:
        """Go away if the work ended meanwhile."""
        if self._over:
            self.dismiss(None)


def _saved(screen: RecordListScreen[Invoice]) -> Callable[[Path], object]:
    def told(path: Path) -> None:
        tell(screen, data(_("Saved: {path}", path=safe_text(str(path))), "$success"))

    return told


def _drawn_with_count(
    screen: RecordListScreen[Invoice], make: Callable[[Tick], bytes]
) -> Callable[[], bytes]:
    """Return `make` for a thread, with a dialog that counts while it runs."""
    app = screen.app

    def work() -> bytes:
        dialog = Drawing()
        app.call_later(app.push_screen, dialog)
        try:
            return make(dialog.tick)
        finally:
            app.call_later(dialog.finish)

    return work


def save_zip(
    screen: RecordListScreen[Invoice], text: Text, name: str, make: Callable[[Tick], bytes], title: Text
) -> None:
    """Ask where to, then draw many documents into one zip file."""
    ask_and_write(screen, title, text, name, _drawn_with_count(screen, make), _saved(screen))


def save_pdf(screen: RecordListScreen[Invoice], zone: Zone, id_: str, title: str) -> None:
    """Ask where to, then draw one document."""
    ask_and_write(
        screen,
        T_("Save as PDF"),
        T_("The document in the account's language."),
        file_name(title, ".pdf"),
        lambda: zone.invoices.pdf(id_)[1],
        _saved(screen),
    )


def save_ubl(screen: RecordListScreen[Invoice], zone: Zone, id_: str, title: str) -> None:
    """Ask where to, then write one document as XML."""
    ask_and_write(
        screen,
        T_("Save as XML"),
        T_("For other programs: UBL 2.1 by the European standard EN 16931."),
        file_name(title, ".xml"),
        lambda: zone.invoices.ubl(id_)[1],
        _saved(screen),
    )


def _ask_period(
    screen: RecordListScreen[Invoice], title: Text, known: Range, chosen: Callable[[date, date], object]
) -> None:
    def answered(period: Range | None) -> None:
        match period:
            case (date() as first, date() as last):
                chosen(first, last)

    ask = AskRange(known, title=title, yes=T_("Continue"), both=True)
    screen.app.push_screen(ask, answered)


def _month_before(today: date) -> Range:
    last = today.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


def save_bundle(screen: RecordListScreen[Invoice], zone: Zone, today: date) -> None:
    """Ask for the period and where to, then pack the accountant's bundle."""

    def chosen(first: date, last: date) -> None:
        save_zip(
            screen,
            T_("Documents as PDF and UBL, CSV files with totals by VAT rate, the statement, and checksums."),
            f"accountant-{first}-{last}.zip",
            lambda tick: zone.invoices.bundle(first, last, tick),
            T_("For the accountant"),
        )

    _ask_period(screen, T_("For the accountant"), _month_before(today), chosen)


def save_statement(screen: RecordListScreen[Invoice], zone: Zone, today: date) -> None:
    """Ask for the period, the form and where to, then draw up the statement."""

    def chosen(first: date, last: date) -> None:
        host(screen).load(
            lambda: zone.invoices.statement(first, last), offer, owner=screen, group="statement"
        )

    def offer(made: AccountStatement) -> None:
        text = partial(_summary, made)
        forms = (("pdf", T_("PDF, to print and send")), ("csv", T_("CSV, for spreadsheets")))

        def write(form: str | None) -> None:
            if form is not None:
                name = f"statement-{made.first}-{made.last}.{form}"
                ask_and_write(
                    screen,
                    T_("Statement of account"),
                    text,
                    name,
                    made.pdf if form == "pdf" else made.csv,
                    _saved(screen),
                )

        screen.app.push_screen(Choose(T_("Statement of account"), text, forms), write)

    _ask_period(screen, T_("Statement of account"), (today.replace(month=1, day=1), today), chosen)


def _summary(made: AccountStatement) -> str:
    words = current()
    if not made.parts:
        return _("Nothing was owed, invoiced or paid in this period.")
    return "\n".join(
        _(
            "{currency}: owed {opening} before, {closing} after",
            currency=each.currency,
            opening=words.money(each.opening, each.currency),
            closing=words.money(each.closing, each.currency),
        )
        for each in made.parts
    )
