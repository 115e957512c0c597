"""The catalogue: what is on sale by kind, what is in it, what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

from jumpzone.i18n import N_, T_, Text, _, current
from jumpzone.model.billing import Item
from jumpzone.model.records import Product
from jumpzone.screens.host import host
from jumpzone.screens.product_text import product_lines
from jumpzone.screens.shop import (
    PRODUCT_KINDS,
    cycles_of,
    first_price,
    goes_far,
    megabytes,
    name_of,
    open_shop,
    price_words,
)
from jumpzone.screens.wording import money
from jumpzone.usecases.shop import Shelf
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import content, words
from jumpzone.widgets.dialogs import Choose
from jumpzone.widgets.record_source import Column, ListSource, Row
from jumpzone.widgets.record_table import EmptyState, RecordTable
from jumpzone.widgets.segments import Part, SegmentBar
from jumpzone.widgets.toasts import notify_safe
from jumpzone.widgets.zone_screen import ZoneScreen

__all__ = ["CatalogueScreen", "KindBar"]


class KindBar(SegmentBar):
    """The kinds of what is on sale; a click posts `KindBar.Chosen`."""

    kinds: reactive[Sequence[str]] = reactive(())
    """The kinds that there is something of."""
    active: reactive[str] = reactive("")
    """The kind that is shown; empty for all."""
    note: reactive[str] = reactive("")
    """What stands at the right."""

    @dataclass
    class Chosen(Message):
        """A kind was chosen; empty for all."""

        kind: str

    def parts(self, width: int) -> tuple[Sequence[Part], Sequence[Part]]:
        """Return the kinds, with as little between them as the room asks for, and the note."""
        right = [Part("", content(self.note, "$text-muted"))] if self.note else []
        parts: list[Part] = []
        for gap in ("  ·  ", " · ", "  ", " "):
            parts = []
            for kind in ("", *self.kinds):
                if parts:
                    parts.append(Part("", Content.styled(gap, "$text-disabled")))
                word = PRODUCT_KINDS.get(kind, kind) if kind else T_("All")
                style = "bold $accent" if kind == self.active else "$text-muted"
                parts.append(Part(kind or "all", content(word, style)))
            if sum(part.text.cell_length for part in (*parts, *right)) < width:
                break
        return parts, right

    def pressed(self, name: str) -> None:
        """Post which kind was clicked."""
        self.post_message(self.Chosen("" if name == "all" else name))


class CatalogueScreen(ZoneScreen[None]):
    """Everything on sale, with a detail beside the list, or below it where the terminal is narrow."""

    TAB = "orders"
    TITLE_WORDS: ClassVar[str | Text] = T_("Catalogue")
    AUTO_FOCUS = "RecordTable"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012 - declared by Textual as an instance's

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", N_("Back to the orders")),
        Binding("a", "add", N_("Add to the basket")),
        Binding("f", "kind(1)", N_("Next kind")),
        Binding("F", "kind(-1)", N_("Kind before"), show=False),
        Binding("n", "check_name", N_("Check a domain name")),
        Binding("b", "basket", N_("Basket")),
        Binding("ctrl+r", "reload", N_("Read again"), show=False),
    ]

    DEFAULT_CSS = """
    CatalogueScreen {
        & #shelf { height: 1fr; }
        & #shelf > RecordTable { width: 3fr; }
        & #about {
            width: 2fr; min-width: 44; max-width: 84; height: 1fr; scrollbar-size-vertical: 1; scrollbar-gutter: stable;
            border: round $border-blurred; padding: 0 1; border-title-color: $text-muted; border-title-style: bold;
        }
        & #about:focus { border: round $border; }
        &.-narrow #shelf { layout: vertical; }
        &.-narrow #shelf > RecordTable { width: 1fr; height: 1fr; }
        &.-narrow #about { width: 1fr; max-width: 100%; height: 11; }
        & #acts { height: 1; padding: 0 1; }
    }
    """

    COLUMNS = (
        Column("name", T_("Product"), fraction=3, min_width=18),
        Column("inside", T_("What's in it"), fraction=3, min_width=16, priority=2),
        Column("price", T_("Price"), width=24, min_width=20, align="right"),
        Column("gross", T_("With VAT"), width=12, min_width=11, align="right", priority=1),
    )
    EMPTY = EmptyState(T_("Nothing is on sale"), T_("What can be ordered here appears here."))

    def __init__(self) -> None:
        """Make the screen; it reads when it is shown."""
        super().__init__()
        self.kinds = KindBar()
        self.table = RecordTable(self.COLUMNS, empty=self.EMPTY)
        self._text = Static(markup=False)
        self.about = VerticalScroll(self._text, id="about", can_focus=True)
        self._shelf: Shelf | None = None
        self._basket = 0

    def compose_body(self) -> ComposeResult:
        """Compose the kinds, the list with its detail, and the buttons."""
        yield self.kinds
        with Horizontal(id="shelf"):
            yield self.table
            yield self.about
        with Horizontal(id="acts"):
            yield PushButton(T_("Add to the basket"), tone="primary", name="add")
            yield PushButton(T_("Check a domain name"), name="check_name")
            yield PushButton(T_("Basket"), name="basket")

    def on_mount(self) -> None:
        """Read what is on sale."""
        self.action_reload()

    def on_screen_resume(self) -> None:
        """Count what is in the basket: it may have been emptied meanwhile."""
        if self._shelf is not None:
            self._count()

    def action_reload(self) -> None:
        """Read again."""
        zone = host(self).zone
        host(self).load(lambda: zone.shop.shelf(), self._take, group="shelf")
        self._count()

    def _count(self) -> None:
        zone = host(self).zone
        host(self).load(lambda: zone.shop.basket(), self._counted, group="basket")

    def _counted(self, items: Sequence[Item]) -> None:
        self._basket = len(items)
        self._show_note()

    def _show_note(self) -> None:
        self.kinds.note = _("In the basket: {n}", n=current().number(self._basket)) if self._basket else ""

    def _take(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self.kinds.kinds = sorted({each.kind for each in shelf.products}, key=goes_far)
        self._show()

    def retranslate(self) -> None:
        """Show everything in the current language; what is sold has names of its own in each."""
        if self.is_mounted and self._shelf is not None:
            self._show_note()
            self._show()

    # -- the list --------------------------------------------------------------------------------------

    def _show(self) -> None:
        shelf = self._shelf
        if shelf is None:
            return
        chosen = [each for each in shelf.products if self.kinds.active in ("", each.kind)]
        chosen.sort(key=lambda each: goes_far(each.kind))
        self.table.set_source(ListSource([Row(each.id, self._cells(each, shelf), each) for each in chosen]))

    def _cells(self, product: Product, shelf: Shelf) -> Sequence[Content | str]:
        price = first_price(product)
        if price is None:
            return name_of(product), _inside(product), "", ""
        cycle, amount = price
        gross = shelf.gross(amount)
        return (
            name_of(product),
            _inside(product),
            price_words(amount, product.currency, cycle),
            money(gross, product.currency) if shelf.vat_rate is not None else "",
        )

    @on(KindBar.Chosen)
    def _kind_chosen(self, event: KindBar.Chosen) -> None:
        event.stop()
        self.kinds.active = event.kind
        self._show()
        self.table.focus()

    def action_kind(self, step: int) -> None:
        """Show the next kind, or the one before."""
        kinds = ("", *self.kinds.kinds)
        self.kinds.active = kinds[(kinds.index(self.kinds.active) + step) % len(kinds)]
        self._show()

    # -- the detail ------------------------------------------------------------------------------------

    @on(RecordTable.RowHighlighted)
    def _highlighted(self, event: RecordTable.RowHighlighted) -> None:
        event.stop()
        self._describe()

    def on_resize(self, _event: events.Resize) -> None:
        """Fit the detail to the new width."""
        self.call_after_refresh(self._describe)

    @property
    def _current(self) -> Product | None:
        row = self.table.current
        return row.record if row is not None and isinstance(row.record, Product) else None

    def _describe(self) -> None:
        product, shelf = self._current, self._shelf
        if product is None or shelf is None:
            return
        width = max(30, min(76, self.about.scrollable_content_region.width))
        self.about.border_title = content(name_of(product))
        self._text.update(product_lines(product, shelf, width))
        self.about.scroll_home(animate=False)

    # -- acts ------------------------------------------------------------------------------------------

    @on(PushButton.Pressed, "#acts PushButton")
    def _pressed(self, event: PushButton.Pressed) -> None:
        event.stop()
        self.call_later(self.run_action, event.button.name)

    @on(RecordTable.RowOpened)
    def _opened(self, event: RecordTable.RowOpened) -> None:
        event.stop()
        self.action_add()

    def action_add(self) -> None:
        """Put the product into the basket; of a top-level domain, ask for the name first."""
        product, shelf = self._current, self._shelf
        if product is None or shelf is None:
            return
        if product.kind == "domain":
            open_shop(self, "names", product.code)
            return
        cycles = cycles_of(product)
        if len(cycles) == 1:
            self._add(product, cycles[0])
        elif cycles:
            choices = [(each, _choice(product, each, shelf)) for each in cycles]
            title = T_("For how long? {name}", name=product.name)
            self.app.push_screen(
                Choose(title, "", choices), lambda cycle: self._add(product, cycle) if cycle else None
            )

    def _add(self, product: Product, cycle: str) -> None:
        zone = host(self).zone
        item = Item(action="new", product=product.id, cycle=cycle)
        name = words(name_of(product))

        def added(items: Sequence[Item]) -> None:
            self._counted(items)
            notify_safe(self.app, _("In the basket: {name}. b shows it.", name=name))

        host(self).save(lambda: zone.shop.add(item), on_done=added, owner=self)

    def action_check_name(self) -> None:
        """Check a domain name."""
        open_shop(self, "names")

    def action_basket(self) -> None:
        """Look into the basket."""
        open_shop(self, "basket")


def _choice(product: Product, cycle: str, shelf: Shelf) -> str:
    amount = int(product.prices[cycle])
    price = price_words(amount, product.currency, cycle)
    if shelf.vat_rate is None or not shelf.vat_rate:
        return price
    gross = current().money(shelf.gross(amount), product.currency)
    return _("{price}, with VAT {gross}", price=price, gross=gross)


def _inside(product: Product) -> str:
    """Say in a few words what is in a product."""
    if product.kind == "domain":
        renew = product.prices.get("renew")
        if renew is None:
            return ""
        return _("renewal {amount}", amount=current().money(int(renew), product.currency))
    parts = []
    if product.disk_limit_mb:
        parts.append(_("{size} disk", size=megabytes(product.disk_limit_mb)))
    if product.traffic_limit_mb:
        parts.append(_("{size} traffic", size=megabytes(product.traffic_limit_mb)))
    return " · ".join(parts) or product.description.partition("\n")[0]
