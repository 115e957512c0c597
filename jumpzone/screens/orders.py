"""Orders: what was ordered, by whom, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content

from jumpzone.i18n import N_, T_, Text, _
from jumpzone.model.records import Invoice, Order
from jumpzone.model.words import what_ordered, who_ordered
from jumpzone.screens.acts_detail import ActsDetail, tell
from jumpzone.screens.host import host
from jumpzone.screens.order_text import order_lines
from jumpzone.screens.record_list import DetailScreen, RecordListScreen, show_record
from jumpzone.screens.shop import open_shop
from jumpzone.screens.wording import money, when
from jumpzone.usecases.orders import Orders
from jumpzone.usecases.zone import Zone
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import content
from jumpzone.widgets.dialogs import Confirm
from jumpzone.widgets.form.spec import Option
from jumpzone.widgets.list_view import Filter
from jumpzone.widgets.record_source import Column, Sort
from jumpzone.widgets.record_table import EmptyState, RecordTable
from jumpzone.widgets.status import status_text, status_word, statuses
from jumpzone.widgets.toasts import notify_safe

if TYPE_CHECKING:
    from jumpzone.documents.payment import Transfer

__all__ = ["OrderDetail", "OrdersScreen"]

_KEPT = 64
"""Documents that are kept for showing an order again at once."""


@dataclass(frozen=True, slots=True)
class _Read:
    """The document of an order, as far as it may be read."""

    order: str
    invoice: Invoice | None


class OrderDetail(ActsDetail):
    """One order over the whole screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "act('pay')", N_("Pay")),
        Binding("o", "act('payment_page')", N_("Open the payment page")),
        Binding("i", "act('invoice')", N_("Go to the document")),
        Binding("x", "act('cancel')", N_("Cancel the order")),
    ]
    ACTS = (
        ("pay", T_("Pay")),
        ("payment_page", T_("Payment page")),
        ("invoice", T_("The document")),
        ("cancel", T_("Cancel the order")),
    )


class OrdersScreen(RecordListScreen[Order]):
    """The account's orders, and the way to the catalogue."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "order", N_("Order something")),
        Binding("n", "check_name", N_("Check a domain name")),
        Binding("b", "basket", N_("Basket")),
        Binding("p", "pay", N_("Pay")),
        Binding("o", "payment_page", N_("Open the payment page"), show=False),
        Binding("i", "invoice", N_("Go to the document")),
        Binding("x", "cancel", N_("Cancel the order")),
    ]

    DEFAULT_CSS = """
    OrdersScreen #acts { height: 1; padding: 0 1; }
    """

    TAB = "orders"
    RECORD = "order"
    ALSO = ("invoice",)
    TITLE_WORDS: ClassVar[str | Text] = T_("Orders")
    COLUMNS = (
        Column("number", T_("Number"), width=10, min_width=8, sortable=True),
        Column("items", T_("What"), fraction=3, min_width=16),
        Column("placed_at", T_("Placed"), width=15, min_width=13, priority=1, sortable=True),
        Column("status", T_("Status"), width=14, min_width=12, sortable=True),
        Column("placed_by", T_("Who ordered"), width=18, min_width=10, priority=2, sortable=True),
        Column("total", T_("Total"), width=13, min_width=11, align="right", sortable=True),
    )
    SEARCH = T_("Number or who ordered")
    EMPTY = EmptyState(
        T_("No orders yet"),
        T_("Hosting, servers, certificates and domains: look at what there is, fill the basket, order."),
        T_("Order something"),
    )
    SORT = Sort("placed_at", descending=True)

    def __init__(self) -> None:
        """Make the place without documents."""
        super().__init__()
        self._documents: dict[str, Invoice | None] = {}

    def compose_body(self) -> ComposeResult:
        """Compose the list and its buttons."""
        yield self.pane
        with Horizontal(id="acts"):
            yield PushButton(T_("Order something"), tone="primary", name="order")
            yield PushButton(T_("Check a domain name"), name="check_name")
            yield PushButton(T_("Basket"), name="basket")
            yield PushButton(T_("Pay"), name="pay")

    def area(self, zone: Zone) -> Orders:
        """Return the orders."""
        return zone.orders

    def filters(self) -> Sequence[Filter]:
        """Offer the status."""
        return (
            Filter(
                "status",
                T_("Status"),
                lambda: [Option(each, status_word("order", each)) for each in statuses("order")],
            ),
        )

    def cells(self, record: Order) -> Sequence[Content | str]:
        """Return a row."""
        return (
            record.number or _("new"),
            what_ordered(record.items),
            when(record.placed_at, self.now),
            status_text("order", record.status),
            who_ordered(record.placed_by),
            money(record.total, record.currency),
        )

    def title_of(self, record: Order) -> str:
        """Return the number."""
        return _("Order {number}", number=record.number or _("new"))

    def read(self) -> None:
        """Read the list, and documents anew when they are shown."""
        self._documents.clear()
        super().read()

    def describe(self, record: Order) -> Content:
        """Say what was ordered, what it costs, and what became of its document."""
        known = record.id in self._documents
        if not known and record.invoice is not None and host(self).zone.may_read("invoice"):
            self._read_document(record.id, record.invoice)
        return order_lines(
            record,
            self._documents.get(record.id),
            width=self.detail_width,
            now=self.now,
            timezone=self.timezone,
        )

    def _read_document(self, order: str, invoice: str) -> None:
        zone = host(self).zone
        host(self).load(
            lambda: _Read(order, zone.invoices.get(invoice)), self._take, owner=self, group="document"
        )

    def _take(self, read: _Read) -> None:
        if len(self._documents) >= _KEPT:
            self._documents.clear()
        self._documents[read.order] = read.invoice
        self.pane.refresh_detail()
        if isinstance(self.app.screen, DetailScreen):
            self.app.screen.refresh_detail()

    # -- acts ------------------------------------------------------------------------------------------

    @on(RecordTable.RowOpened)
    def _open_row(self, event: RecordTable.RowOpened) -> None:
        if not self.pane.shows_detail and isinstance(event.row.record, Order):
            event.stop()
            event.prevent_default()
            self.app.push_screen(OrderDetail(self, event.row.record))

    @on(RecordTable.EmptyAction)
    def _empty(self, event: RecordTable.EmptyAction) -> None:
        event.stop()
        self.action_order()

    @on(PushButton.Pressed, "#acts PushButton")
    def _pressed(self, event: PushButton.Pressed) -> None:
        event.stop()
        self.call_later(self.run_action, event.button.name)

    @property
    def _current(self) -> Order | None:
        row = self.pane.current
        return row.record if row is not None and isinstance(row.record, Order) else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide what the reader has no right to."""
        if not self.is_mounted or host(self).session is None:
            return True
        zone = host(self).zone
        if action in ("order", "check_name", "basket"):
            return zone.can("order.place", "order")
        if action in ("pay", "payment_page", "invoice"):
            return zone.may_read("invoice")
        return zone.can("order.cancel", "order") if action == "cancel" else True

    def action_order(self) -> None:
        """Browse what there is."""
        open_shop(self, "catalogue")

    def action_check_name(self) -> None:
        """Check a domain name."""
        open_shop(self, "names")

    def action_basket(self) -> None:
        """Look into the basket."""
        open_shop(self, "basket")

    def action_pay(self) -> None:
        """Say how the order is paid by bank transfer."""
        order, area = self._current, host(self).zone.invoices
        if order is not None and order.invoice is not None:
            ids = [order.invoice]
            host(self).load(lambda: area.payment(ids), self._show_payment, group="payment")

    def _show_payment(self, transfer: Transfer) -> None:
        from jumpzone.screens.payment import PaymentDialog  # late: only for who pays

        self.app.push_screen(PaymentDialog(transfer))

    def action_payment_page(self) -> None:
        """Open the page where the order is paid, after its address was shown."""
        order, area = self._current, host(self).zone.invoices
        if order is not None and order.invoice is not None:
            invoice = order.invoice
            host(self).load(lambda: area.get(invoice), self._show_page, group="page")

    def _show_page(self, invoice: Invoice) -> None:
        from jumpzone.screens.paying import open_payment_page  # late: only for who pays

        if not open_payment_page(self, invoice):
            tell(self, content(T_("There is no page to pay this on."), "$warning"))

    def action_invoice(self) -> None:
        """Go to the order's proforma or invoice."""
        order = self._current
        if order is not None and order.invoice is not None:
            show_record(self, "invoices", order.invoice)

    def action_cancel(self) -> None:
        """Cancel an order that is not paid, after a question."""
        order = self._current
        if order is None:
            return
        if order.status != "pending":
            tell(self, content(T_("Only an order that is not paid yet can be cancelled."), "$warning"))
            return
        question = Confirm(
            T_("Cancel the order {number}?", number=order.number or ""),
            T_(
                "Its proforma is cancelled, too, and nothing of it is carried out: {what}",
                what=what_ordered(order.items),
            ),
            yes=T_("Cancel the order"),
            no=T_("Keep it"),
            danger=True,
        )
        self.app.push_screen(question, partial(self._cancel, order))

    def _cancel(self, order: Order, sure: bool | None) -> None:
        zone = host(self).zone
        if sure:
            host(self).save(
                lambda: zone.orders.cancel(order.id),
                on_done=lambda _applied: notify_safe(
                    self.app, _("Order {number} is cancelled.", number=order.number or "")
                ),
                owner=self,
            )
