"""Checking a domain name: what can be said of it here, what it costs, what its registry asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Static

from jumpzone.i18n import N_, T_, Text, _, current, ngettext
from jumpzone.model.billing import MOST_YEARS, Item
from jumpzone.model.names import to_unicode
from jumpzone.screens.host import host
from jumpzone.screens.product_text import asked_lines, vat_words
from jumpzone.screens.shop import open_shop
from jumpzone.screens.wording import day_and_distance, money
from jumpzone.usecases.shop import NameCheck, Shelf, check_names
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import Words, content, data, label_values, lines
from jumpzone.widgets.dialogs import Choose
from jumpzone.widgets.form.inputs import SafeInput
from jumpzone.widgets.record_source import Column, ListSource, Row
from jumpzone.widgets.record_table import EmptyState, RecordTable
from jumpzone.widgets.status import SHAPES, status_text
from jumpzone.widgets.toasts import notify_safe
from jumpzone.widgets.zone_screen import ZoneScreen

__all__ = ["NameScreen"]

TYPING_STOPS = 0.2
"""Seconds after the last key until the name is looked at."""


class NameScreen(ZoneScreen[None]):
    """A line to type a name into, and beneath it what can be said of the name under every ending that is sold."""

    TAB = "orders"
    TITLE_WORDS: ClassVar[str | Text] = T_("Check a domain name")
    AUTO_FOCUS = "#name"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012 - declared by Textual as an instance's

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", N_("Back")),
        Binding("ctrl+s", "add", N_("Add to the basket")),
        Binding("ctrl+o", "basket", N_("Basket")),
    ]

    DEFAULT_CSS = """
    NameScreen {
        & #name { height: 3; margin: 0 1; border: round $border-blurred; background: $background; }
        & #name:focus { border: round $border; }
        & #found { height: 1fr; }
        & #found > RecordTable { width: 3fr; }
        & #about {
            width: 2fr; min-width: 44; max-width: 84; height: 1fr; scrollbar-size-vertical: 1; scrollbar-gutter: stable;
            border: round $border-blurred; padding: 0 1; border-title-color: $text-muted; border-title-style: bold;
        }
        & #about:focus { border: round $border; }
        &.-narrow #found { layout: vertical; }
        &.-narrow #found > RecordTable { width: 1fr; height: 1fr; min-height: 4; }
        &.-narrow #about { width: 1fr; max-width: 100%; height: 10; }
        & #acts { height: 1; padding: 0 1; }
    }
    """

    COLUMNS = (
        Column("name", T_("Name"), fraction=2, min_width=18),
        Column("state", T_("What we know"), fraction=2, min_width=18),
        Column("price", T_("A year"), width=12, min_width=11, align="right", priority=1),
    )
    EMPTY = EmptyState(
        T_("Which name shall it be?"),
        T_(
            "Type it above: with its ending, or without to see all that we offer. Other alphabets are welcome."
        ),
    )

    def __init__(self, ending: str = "") -> None:
        """Make the screen; `ending` is a top-level domain that comes first."""
        super().__init__()
        self._ending = ending
        self.input = SafeInput(id="name", max_length=260)
        self.table = RecordTable(self.COLUMNS, empty=self.EMPTY)
        self._text = Static(markup=False)
        self.about = VerticalScroll(self._text, id="about", can_focus=True)
        self._shelf: Shelf | None = None
        self._typing: Timer | None = None

    def compose_body(self) -> ComposeResult:
        """Compose the line, what was found, and the buttons."""
        yield self.input
        with Horizontal(id="found"):
            yield self.table
            yield self.about
        with Horizontal(id="acts"):
            yield PushButton(T_("Add to the basket"), tone="primary", name="add")
            yield PushButton(T_("Basket"), name="basket")
            yield PushButton(T_("Back"), name="back")

    def on_mount(self) -> None:
        """Read what is sold and what one has."""
        self.input.border_title = content(self.TITLE_WORDS)
        self.table.set_source(ListSource(()))
        zone = host(self).zone
        host(self).load(lambda: zone.shop.shelf("domain"), self._take, group="shelf")

    def _take(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._hint()
        self._show()

    def _hint(self) -> None:
        first = self._ending or next((each.code for each in self._shelf.products), "") if self._shelf else ""
        self.input.placeholder = _("such as studio.{end}", end=to_unicode(first)) if first else ""

    def retranslate(self) -> None:
        """Show everything in the current language."""
        if self.is_mounted:
            self.input.border_title = content(self.TITLE_WORDS)
            self._hint()
            self._show()

    # -- what is typed ---------------------------------------------------------------------------------

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self._typing is not None:
            self._typing.stop()
        self._typing = self.set_timer(TYPING_STOPS, self._show)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self._show()
        self.table.focus()

    def on_key(self, event: events.Key) -> None:
        """From the line, down goes to what was found."""
        if event.key == "down" and self.input.has_focus:
            event.stop()
            self.table.focus()

    def _show(self) -> None:
        """Look at what is typed; what is sold and owned is known, so nothing is asked for."""
        shelf, typed = self._shelf, self.input.value.strip()
        if shelf is None:
            return
        found = check_names(typed, shelf) if typed else []
        if "." not in typed:
            found.sort(key=lambda each: each.product is None or each.product.code != self._ending)
        rows = [Row(each.name or each.typed, self._cells(each, shelf), each) for each in found]
        self.table.set_source(ListSource(rows), keep_cursor=False)
        if not rows:
            self._describe()

    def _cells(self, check: NameCheck, shelf: Shelf) -> Sequence[Content | str]:
        net = check.register_price(1)
        price = money(net, check.product.currency) if net is not None and check.product is not None else ""
        return check.shown, self._state(check, shelf), price

    def _state(self, check: NameCheck, shelf: Shelf) -> Content:
        if check.mine is not None:
            return Content.styled(f"{SHAPES['off'][0]} {_('Yours already')}", SHAPES["off"][1])
        if check.problem is not None:
            return Content.styled(f"{SHAPES['gone'][0]} {_('Not possible')}", SHAPES["alert"][1])
        if check.twin is not None:
            return Content.styled(f"{SHAPES['alert'][0]} {_('Looks like another')}", SHAPES["wait"][1])
        if check.product is not None and shelf.missing(check.product):
            return Content.styled(f"{SHAPES['wait'][0]} {_('Data is missing')}", SHAPES["wait"][1])
        return Content.styled(f"{SHAPES['ok'][0]} {_('Can be ordered')}", SHAPES["ok"][1])

    # -- the detail ------------------------------------------------------------------------------------

    @on(RecordTable.RowHighlighted)
    def _highlighted(self, event: RecordTable.RowHighlighted) -> None:
        event.stop()
        self._describe()

    def on_resize(self, _event: events.Resize) -> None:
        """Fit the detail to the new width."""
        self.call_after_refresh(self._describe)

    @property
    def _current(self) -> NameCheck | None:
        row = self.table.current
        return row.record if row is not None and isinstance(row.record, NameCheck) else None

    def _describe(self) -> None:
        check, shelf = self._current, self._shelf
        if check is None or shelf is None or not self.input.value.strip():
            self.about.border_title = None
            self._text.update("")
            return
        width = max(30, min(76, self.about.scrollable_content_region.width))
        self.about.border_title = data(check.shown)
        self._text.update(lines(self._lines(check, shelf, width)))
        self.about.scroll_home(animate=False)

    def _lines(self, check: NameCheck, shelf: Shelf, width: int) -> Iterator[Content]:
        if check.name and check.name != check.shown:
            rows: list[tuple[Words, Words]] = [
                (T_("People see"), data(check.shown)),
                (T_("The net uses"), data(check.name)),
            ]
            yield label_values(rows)
            yield Content("")
        if check.problem is not None:
            yield content(check.problem, "$error" if check.mine is None else "")
        if check.mine is not None:
            today = host(self).zone.deps.clock.now().date()
            yield status_text("domain", check.mine.status)
            if check.mine.expires_on is not None:
                expires = day_and_distance(check.mine.expires_on, today)
                yield content(_("Expires {day}", day=expires), "$text-muted")
            return
        if check.problem is not None or check.product is None:
            return
        if check.twin is not None:
            yield content(check.twin.words, "$warning")
            yield Content("")
        yield from _years(check, shelf, width)
        yield vat_words(shelf)
        yield Content("")
        yield from asked_lines(check.product, shelf)
        yield Content("")
        yield content(
            _("We learn from the registry whether somebody has it already, after the order is paid."),
            "$text-muted",
        )

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
        """Ask for how many years, and put the name into the basket."""
        check, shelf = self._current, self._shelf
        if check is None or shelf is None:
            return
        if not check.can_be_ordered or check.product is None:
            notify_safe(self.app, content(check.problem), timeout=5)
            return
        choices = []
        for years in range(1, MOST_YEARS + 1):
            net = check.register_price(years) or 0
            price = current().money(shelf.gross(net), check.product.currency)
            choices.append(
                (str(years), ngettext("{n} year: {price}", "{n} years: {price}", years, price=price))
            )
        title = T_("For how long? {name}", name=check.shown)
        self.app.push_screen(Choose(title, "", choices), partial(self._add, check))

    def _add(self, check: NameCheck, years: str | None) -> None:
        if years is None or check.product is None:
            return
        zone = host(self).zone
        item = Item(action="register", product=check.product.id, name=check.name, years=int(years))

        def added(_items: Sequence[Item]) -> None:
            notify_safe(self.app, _("In the basket: {name}. ctrl+o shows it.", name=check.shown))

        host(self).save(lambda: zone.shop.add(item), on_done=added, owner=self)

    def action_basket(self) -> None:
        """Look into the basket."""
        open_shop(self, "basket")


def _years(check: NameCheck, shelf: Shelf, width: int) -> Iterator[Content]:
    """Say what a registration costs for one to ten years, and what comes after."""
    product = check.product
    assert product is not None
    taxed = bool(shelf.vat_rate)
    room = max(8, min(22, width - 28))
    head = [content(_("Registration"), "bold").truncate(room, ellipsis=True, pad=True)]
    head += [content(each, "$text-muted") for each in ([_("without VAT"), _("with VAT")] if taxed else [""])]
    yield Content.assemble(head[0], *(_right(each) for each in head[1:]))
    for years in range(1, MOST_YEARS + 1):
        net = check.register_price(years) or 0
        amounts = [money(net, product.currency)]
        if taxed:
            amounts.append(money(shelf.gross(net), product.currency, "bold"))
        word = content(ngettext("{n} year", "{n} years", years)).truncate(room, ellipsis=True, pad=True)
        yield Content.assemble(word, *(_right(each) for each in amounts))
    renew = product.prices.get("renew")
    if renew is not None:
        word = content(_("Renewal, a year")).truncate(room, ellipsis=True, pad=True)
        amounts = [money(int(renew), product.currency)]
        if taxed:
            amounts.append(money(shelf.gross(int(renew)), product.currency, "bold"))
        yield Content.assemble(word, *(_right(each) for each in amounts))


def _right(amount: Content) -> Content:
    return Content(" " * max(1, 14 - amount.cell_length)) + amount
