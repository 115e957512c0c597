"""The basket: what is to be ordered, what it costs together, and what stands against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, ItemGrid
from textual.content import Content
from textual.widgets import Static

from jumpzone.errors import ZoneError
from jumpzone.i18n import N_, T_, Text, _, current, ngettext
from jumpzone.model.billing import MOST_YEARS, Item
from jumpzone.model.names import to_unicode
from jumpzone.model.records import Contact, Product
from jumpzone.screens.host import ZoneChanged, host
from jumpzone.screens.order_text import amount_line
from jumpzone.screens.record_list import show_record
from jumpzone.screens.shop import cycles_of, for_how_long, open_shop, person_name, price_words
from jumpzone.screens.wording import money
from jumpzone.usecases.orders import Placed
from jumpzone.usecases.shop import Offer, OfferLine
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import content, data, lines
from jumpzone.widgets.dialogs import AskText, Choose, Confirm
from jumpzone.widgets.form.choice import Chooser
from jumpzone.widgets.form.spec import FieldSpec, Option
from jumpzone.widgets.record_source import Column, ListSource, Row
from jumpzone.widgets.record_table import EmptyState, RecordTable
from jumpzone.widgets.toasts import notify_safe
from jumpzone.widgets.zone_screen import ZoneScreen

__all__ = ["BasketScreen"]


class BasketScreen(ZoneScreen[None]):
    """What waits to be ordered. It is kept at every change, so leaving loses nothing."""

    TAB = "orders"
    TITLE_WORDS: ClassVar[str | Text] = T_("Basket")
    AUTO_FOCUS = "RecordTable"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", N_("Back")),
        Binding("ctrl+s", "place", N_("Place the order")),
        Binding("e", "edit", N_("Change the period")),
        Binding("l", "label", N_("Give it a label")),
        Binding("r", "registrant", N_("Choose who registers it"), show=False),
        Binding("x,delete", "remove", N_("Remove")),
        Binding("a", "more", N_("Look for more")),
        Binding("n", "check_name", N_("Check a domain name"), show=False),
    ]

    DEFAULT_CSS = """
    BasketScreen {
        & RecordTable { height: 1fr; }
        & #problem { height: auto; max-height: 4; padding: 0 2; }
        & #sums { width: 46; height: auto; padding: 0 1; }
        & #bottom { height: auto; align-horizontal: right; padding: 0 1; }
        & #bottom > #reason { width: 1fr; height: auto; padding: 0 1; color: $text-muted; }
        & #acts { height: auto; padding: 0 1; grid-gutter: 0 1; }
        & #acts > PushButton { width: 1fr; margin: 0; }
    }
    """

    COLUMNS = (
        Column("text", T_("What"), fraction=3, min_width=20),
        Column("period", T_("For"), width=14, min_width=10, priority=1),
        Column("price", T_("Without VAT"), width=13, min_width=11, align="right"),
    )
    EMPTY = EmptyState(
        T_("The basket is empty"),
        T_("What you choose in the catalogue waits here until you order it."),
        T_("To the catalogue"),
    )

    def __init__(self) -> None:
        """Make the screen; it reads when it is shown."""
        super().__init__()
        self.table = RecordTable(self.COLUMNS, empty=self.EMPTY)
        self._problem = Static(id="problem", markup=False)
        self._reason = Static(id="reason", markup=False)
        self._sums = Static(id="sums", markup=False)
        self._offer = Offer()
        self._products: dict[str, Product] = {}
        self._contacts: dict[str, Contact] = {}
        self._busy = False

    def compose_body(self) -> ComposeResult:
        """Compose the things, what stands against one, the sums, and the buttons."""
        yield self.table
        yield self._problem
        with Horizontal(id="bottom"):
            yield self._reason
            yield self._sums
        with ItemGrid(id="acts", min_column_width=22, regular=False):
            yield PushButton(T_("Place the order"), tone="primary", name="place")
            yield PushButton(T_("Change"), name="edit")
            yield PushButton(T_("Remove"), name="remove")
            yield PushButton(T_("Registrant"), name="registrant")
            yield PushButton(T_("Look for more"), name="more")

    def on_mount(self) -> None:
        """Read the basket."""
        self.read()

    def on_screen_resume(self) -> None:
        """Read it again: something may have been put into it."""
        self.read()

    def on_zone_changed(self, event: ZoneChanged) -> None:
        """Price it again: what is ordered already, or who buys, may have changed."""
        if event.changes.touches("order", "service", "domain", "profile", "contact"):
            self.read()

    def read(self) -> None:
        """Read the basket and ask what it costs."""
        shop = host(self).zone.shop
        host(self).load(
            lambda: (shop.offer(shop.basket()), shop.orders.catalogue(), shop.registrants()),
            self._take,
            group="basket",
        )

    def _take(self, found: tuple[Offer, Sequence[Product], Sequence[Contact]]) -> None:
        self._offer, products, contacts = found
        self._products = {each.id: each for each in products}
        self._contacts = {each.id: each for each in contacts}
        self._show()

    def retranslate(self) -> None:
        """Show everything in the current language."""
        if self.is_mounted:
            self._show()

    # -- what is shown ---------------------------------------------------------------------------------

    def _show(self) -> None:
        rows = [Row(str(at), self._cells(each), at) for at, each in enumerate(self._offer.lines)]
        self.table.set_source(ListSource(rows))
        quote = self._offer.quote
        self._sums.display = quote is not None
        reason = ""
        if quote is not None:
            width = 44
            parts = [
                amount_line(T_("Without VAT"), money(quote.subtotal, quote.currency), width, "$text-muted")
            ]
            rate = current().percent(_rate(self._offer) / 100)
            parts += [
                amount_line(
                    _("VAT {rate}", rate=rate), money(quote.tax, quote.currency), width, "$text-muted"
                ),
                amount_line(T_("Total"), money(quote.total, quote.currency, "bold"), width, "bold"),
            ]
            self._sums.update(lines(parts))
            reason = quote.vat_reason or ""
        self._reason.update(data(reason))
        self._show_problem()

    def _cells(self, line: OfferLine) -> Sequence[Content | str]:
        period = for_how_long(line.item)
        if line.line is None:
            name, problem = self._called(line.item), content(line.problem, "$error")
            parts = [Content.styled("! ", "$error")]
            if name not in problem.plain:
                parts += [data(name), Content("  ")]
            return Content.assemble(*parts, problem), period, Content.styled("–", "$text-disabled")
        currency = self._offer.quote.currency if self._offer.quote is not None else ""
        text = data(line.line.text)
        if (registrant := self._contacts.get(str(line.item.details.get("registrant")))) is not None:
            text = Content.assemble(text, data(f"  {person_name(registrant)}", "$text-muted"))
        return text, period, money(line.line.quantity * line.line.unit_amount, currency)

    def _called(self, item: Item) -> str:
        product = self._products.get(item.product or "")
        if item.name and item.action != "new":
            return to_unicode(item.name)
        if product is not None:
            return f"{product.name} ({item.name})" if item.name else product.name
        return item.name or _("Something that is not on sale any more")

    @on(RecordTable.RowHighlighted)
    def _highlighted(self, event: RecordTable.RowHighlighted) -> None:
        event.stop()
        self._show_problem()

    def _show_problem(self) -> None:
        """Say in full what stands against the thing under the cursor."""
        line = self._current
        problem = line.problem if line is not None else None
        self._problem.display = problem is not None
        if line is not None and problem is not None:
            self._problem.update(Content.assemble(("! ", "$error"), content(problem, "$error")))

    @property
    def _at(self) -> int | None:
        row = self.table.current
        at = row.record if row is not None else None
        return at if isinstance(at, int) and at < len(self._offer.lines) else None

    @property
    def _current(self) -> OfferLine | None:
        return None if (at := self._at) is None else self._offer.lines[at]

    def on_resize(self, event: events.Resize) -> None:
        """Give the reason of a VAT rate room only where there is some."""
        self._reason.display = event.size.width >= 90

    # -- changing --------------------------------------------------------------------------------------

    @on(PushButton.Pressed, "#acts PushButton")
    def _pressed(self, event: PushButton.Pressed) -> None:
        event.stop()
        self.call_later(self.run_action, event.button.name)

    @on(RecordTable.RowOpened)
    def _opened(self, event: RecordTable.RowOpened) -> None:
        event.stop()
        self.action_edit()

    @on(RecordTable.EmptyAction)
    def _empty(self, event: RecordTable.EmptyAction) -> None:
        event.stop()
        self.action_more()

    def _keep(self, items: Sequence[Item]) -> None:
        shop = host(self).zone.shop

        def kept() -> None:
            shop.put(items)

        host(self).save(kept, on_done=lambda _nothing: self.read(), owner=self)

    def _put(self, at: int, item: Item | None) -> None:
        """Put something else in one place, or nothing."""
        items: list[Item | None] = [each.item for each in self._offer.lines]
        items[at] = item
        self._keep([each for each in items if each is not None])

    def action_remove(self) -> None:
        """Take the thing under the cursor out."""
        at = self._at
        if at is not None:
            self._put(at, None)

    def action_edit(self) -> None:
        """Choose another period for the thing under the cursor."""
        at, line = self._at, self._current
        if at is None or line is None:
            return
        item, choices = line.item, list[tuple[str, str]]()
        product = self._products.get(item.product or "")
        if item.action == "register" or (item.action == "renew" and item.cycle is None):
            yearly = int(product.prices.get("register", 0)) if product is not None else 0
            for years in range(1, MOST_YEARS + 1):
                price = current().money(years * yearly, product.currency) if product is not None else ""
                choices.append(
                    (str(years), ngettext("{n} year: {price}", "{n} years: {price}", years, price=price))
                )
        elif product is not None and item.action in ("new", "change"):
            choices = [
                (each, price_words(int(product.prices[each]), product.currency, each))
                for each in cycles_of(product)
            ]
        if len(choices) < 2:
            notify_safe(self.app, T_("There is one period only for this."))
            return
        title = T_("For how long? {name}", name=self._called(item))
        self.app.push_screen(
            Choose(title, T_("Prices are without VAT."), choices), partial(self._edited, at, item)
        )

    def _edited(self, at: int, item: Item, chosen: str | None) -> None:
        if chosen is None:
            return
        changed = replace(item, years=int(chosen)) if chosen.isdigit() else replace(item, cycle=chosen)
        self._put(at, changed)

    def action_label(self) -> None:
        """Ask for the label of a new service."""
        at, line = self._at, self._current
        if at is None or line is None or line.item.action != "new":
            notify_safe(self.app, T_("Only new services have a label; a domain is called by its name."))
            return
        item = line.item
        field = FieldSpec("label", T_("Your own label"), max_length=200)
        text = T_("How you want to call it, such as “the shop”. It stands on the invoice, too.")
        self.app.push_screen(
            AskText(self._called(item), text, field, value=item.name or ""),
            lambda typed: (
                self._put(at, replace(item, name=typed.strip() or None)) if typed is not None else None
            ),
        )

    def action_registrant(self) -> None:
        """Choose who registers a domain: the account itself, or one of its contacts."""
        at, line = self._at, self._current
        if at is None or line is None or line.item.action != "register":
            notify_safe(self.app, T_("Only a domain that is to be registered has a registrant."))
            return
        item = line.item
        options = [Option("", T_("the account's own data"))]
        options += [Option(each.id, person_name(each), each.email) for each in self._contacts.values()]
        chosen = str(item.details.get("registrant") or "")

        def take(id_: str | None) -> None:
            if id_ is None:
                return
            details = {name: value for name, value in item.details.items() if name != "registrant"}
            self._put(at, replace(item, details=details | ({"registrant": id_} if id_ else {})))

        self.app.push_screen(Chooser(T_("Who registers it"), options, chosen), take)

    def action_more(self) -> None:
        """Go to the catalogue."""
        open_shop(self, "catalogue")

    def action_check_name(self) -> None:
        """Check a domain name."""
        open_shop(self, "names")

    # -- ordering --------------------------------------------------------------------------------------

    def action_place(self) -> None:
        """Order what is in the basket, after a question that says what it costs."""
        offer = self._offer
        if self._busy or not offer.lines:
            return
        if not offer.complete or offer.quote is None:
            notify_safe(self.app, T_("Something in the basket can't be ordered. Change or remove it first."))
            return
        quote = offer.quote
        total = current().money(quote.total, quote.currency)
        text = T_(
            "{total} with VAT. You get a proforma invoice; what you ordered is set up once it is paid. Until "
            "then you can cancel the order.",
            total=total,
        )
        if not quote.total:
            text = T_("It costs nothing and is carried out at once.")
        question = Confirm(T_("Order this?"), text, yes=T_("Order for {total}", total=total))
        self.app.push_screen(question, partial(self._place, tuple(each.item for each in offer.lines)))

    def _place(self, items: tuple[Item, ...], sure: bool | None) -> None:
        if not sure:
            return
        self._busy = True
        zone = host(self).zone

        def place() -> Placed:
            placed = zone.orders.place(items)
            zone.shop.put(())
            return placed

        host(self).save(place, on_done=self._placed, on_error=self._refused)

    def _refused(self, error: ZoneError) -> None:
        self._busy = False
        host(self).show_error(error)
        self.read()

    def _placed(self, placed: Placed) -> None:
        self._busy = False
        app = host(self)
        notify_safe(
            app, T_("Thank you. The proforma is on its way by mail; p shows how to pay it."), timeout=8
        )
        show_record(self, "orders", placed.order_id)


def _rate(offer: Offer) -> float:
    """Return the VAT rate of an offer in percent: a document has one."""
    line = next((each.line for each in offer.lines if each.line is not None), None)
    return 0.0 if line is None else float(line.vat_rate)
