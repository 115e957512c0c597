"""The account's credit: setting it off against a document, and every movement of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from jumpzone.errors import Invalid, ZoneError
from jumpzone.i18n import N_, T_, Text, _, current
from jumpzone.model.money import parse_amount, plain
from jumpzone.model.records import Credit, Invoice
from jumpzone.model.text import FieldRefused
from jumpzone.screens.host import ZoneChanged, host
from jumpzone.screens.record_list import show_record
from jumpzone.screens.wording import money
from jumpzone.usecases.zone import Zone
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import Words, content, data
from jumpzone.widgets.dialogs import AskText
from jumpzone.widgets.form.spec import FieldSpec
from jumpzone.widgets.record_source import Column, ListSource, Row
from jumpzone.widgets.record_table import EmptyState, RecordTable
from jumpzone.widgets.toasts import notify_safe
from jumpzone.widgets.zone_screen import ZoneScreen

__all__ = ["CreditScreen", "apply_credit"]


def apply_credit(screen: Screen[Any], zone: Zone, invoice: Invoice) -> None:
    """Ask how much of the credit is set off against a document, and do it; as much as fits is proposed."""

    def asked(credit: dict[str, int]) -> None:
        _ask(screen, zone, invoice, credit.get(invoice.currency, 0))

    host(screen).load(zone.orders.credit, asked, owner=screen, group="credit-ask")


def _ask(
    screen: Screen[Any],
    zone: Zone,
    invoice: Invoice,
    available: int,
    typed: str | None = None,
    error: Words | None = None,
) -> None:
    currency = invoice.currency
    most = min(available, invoice.balance)
    if most <= 0:
        notify_safe(screen.app, T_("There is no credit in {currency} to set off.", currency=currency))
        return
    text = T_(
        "Your credit: {credit}. To pay: {balance}.",
        credit=current().money(available, currency),
        balance=current().money(invoice.balance, currency),
    )

    def problem(value: str) -> Text | None:
        try:
            parse_amount(value, currency)
        except FieldRefused as refused:
            return refused.reason
        return None

    field = FieldSpec(
        "amount",
        T_("Amount in {currency}", currency=currency),
        required=True,
        validator=problem,
        max_length=20,
    )
    title = T_("Set credit off against {number}", number=invoice.number or "")
    question = AskText(
        title, text, field, value=typed or plain(most, currency), yes=T_("Set it off"), error=error
    )

    def answered(value: str | None) -> None:
        if value is None:
            return
        amount = parse_amount(value, currency)

        def refused(why: ZoneError) -> None:
            if isinstance(why, Invalid) and why.fields:
                _ask(screen, zone, invoice, available, value, why.fields[0].message)
            else:
                host(screen).show_error(why)

        host(screen).save(
            lambda: zone.orders.apply_credit(invoice.id, amount),
            on_done=lambda _applied: _said(screen, invoice, amount),
            on_error=refused,
            owner=screen,
        )

    screen.app.push_screen(question, answered)


def _said(screen: Screen[Any], invoice: Invoice, amount: int) -> None:
    rest = invoice.balance - amount
    said = _("Set off: {amount}.", amount=current().money(amount, invoice.currency))
    if rest:
        more = _("Still to pay: {amount}.", amount=current().money(rest, invoice.currency))
    else:
        more = _("{number} is paid.", number=invoice.number or "")
    notify_safe(screen.app, f"{said} {more}")


class CreditScreen(ZoneScreen[None]):
    """What the account has to its credit, and every movement of it with what was left after it."""

    TAB = "invoices"
    TITLE_WORDS: ClassVar[str | Text] = T_("Your credit")
    AUTO_FOCUS = "RecordTable"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", N_("Back to the invoices")),
        Binding("ctrl+r", "reload", N_("Read again"), show=False),
    ]

    DEFAULT_CSS = """
    CreditScreen #balance { height: auto; padding: 1 2; }
    CreditScreen #acts { height: 1; padding: 0 1; }
    """

    COLUMNS = (
        Column("at", T_("Date"), width=14, min_width=12),
        Column("text", T_("What"), fraction=1, min_width=20),
        Column("amount", T_("Amount"), width=14, min_width=11, align="right"),
        Column("left", T_("Credit after it"), width=16, min_width=11, align="right", priority=1),
    )
    EMPTY = EmptyState(
        T_("No credit yet"),
        T_("What is paid too much, and what we give back, is kept here and can be set off against invoices."),
    )

    def __init__(self) -> None:
        """Make the screen; it reads when it is shown."""
        super().__init__()
        self._balance = Static(id="balance", markup=False)
        self.table = RecordTable(self.COLUMNS, empty=self.EMPTY)
        self._movements: Sequence[Credit] | None = None

    def compose_body(self) -> ComposeResult:
        """Compose the balance, the movements and the way back."""
        yield self._balance
        yield self.table
        with Horizontal(id="acts"):
            yield PushButton(T_("Go to the document"), name="open")
            yield PushButton(T_("Back to the invoices"), name="back")

    def on_mount(self) -> None:
        """Read the movements."""
        self.action_reload()

    def action_reload(self) -> None:
        """Read again."""
        zone = host(self).zone
        host(self).load(lambda: zone.orders.movements(), self._take, group="credit")

    def on_zone_changed(self, event: ZoneChanged) -> None:
        """Read again when credit has moved."""
        if event.changes.touches("credit"):
            self.action_reload()

    def retranslate(self) -> None:
        """Show everything in the current language."""
        if self._movements is not None:
            self._take(self._movements)

    def _take(self, movements: Sequence[Credit]) -> None:
        self._movements = movements
        left: dict[str, int] = {}
        after: dict[str, int] = {}
        for each in reversed(movements):
            left[each.currency] = after[each.id] = left.get(each.currency, 0) + each.amount
        timezone = host(self).timezone
        self.table.set_source(ListSource([_row(each, after[each.id], timezone) for each in movements]))
        shown = " + ".join(current().money(amount, currency) for currency, amount in sorted(left.items()))
        self._balance.update(
            Content.assemble(content(T_("Your credit")), ": ", data(shown or "–", "bold $success"))
        )

    @on(PushButton.Pressed, "#acts PushButton")
    def _pressed(self, event: PushButton.Pressed) -> None:
        event.stop()
        if event.button.name == "back":
            self.action_back()
        else:
            self.table.action_open()

    @on(RecordTable.RowOpened)
    def _opened(self, event: RecordTable.RowOpened) -> None:
        event.stop()
        record = event.row.record
        if isinstance(record, Credit) and record.invoice is not None:
            show_record(self, "invoices", record.invoice)


def _row(record: Credit, after: int, timezone: ZoneInfo) -> Row:
    at = current().date(record.at.astimezone(timezone).date())
    amount = money(record.amount, record.currency, "$success" if record.amount > 0 else "")
    return Row(record.id, (at, record.text, amount, money(after, record.currency, "$text-muted")), record)
