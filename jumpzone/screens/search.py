"""Search everything: one line to type in, and the best hits of the whole account below it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from jumpzone.i18n import N_, PT_, T_, Text, _
from jumpzone.model.matching import Fit
from jumpzone.model.records import Domain, Invoice, Order, Service, Ticket
from jumpzone.model.text import safe_text
from jumpzone.screens.host import host
from jumpzone.screens.wording import DOCUMENTS, in_days, money, when
from jumpzone.usecases.search import Hit
from jumpzone.widgets.content import Words, content, data, highlighted, words
from jumpzone.widgets.form.inputs import SafeInput
from jumpzone.widgets.status import status_of

__all__ = ["PLACES", "SearchScreen"]

TYPING_STOPS: Final = 0.12
"""Seconds after the last key until it is searched."""

MOST: Final = 40
"""So many hits are shown: what is not among them is found by one more letter."""

PLACES: Final = {
    "domain": "domains",
    "service": "services",
    "invoice": "invoices",
    "order": "orders",
    "ticket": "tickets",
    "contact": "contacts",
    "message": "messages",
}
"""The place where records of each type are shown."""

_TYPES: Final[dict[str, tuple[str, Text]]] = {
    "domain": ("◍", PT_("search", "Domain")),
    "service": ("▣", PT_("search", "Service")),
    "invoice": ("▤", PT_("search", "Invoice")),
    "order": ("◫", PT_("search", "Order")),
    "ticket": ("↩", PT_("search", "Ticket")),
    "contact": ("☺", PT_("search", "Contact")),
    "message": ("✉", PT_("search", "Message")),
}
"""Sign and word of each type."""


class SearchScreen(ModalScreen[Hit | None]):
    """The search over whatever is shown; its answer is the hit that was chosen."""

    AUTO_FOCUS = "#typed"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", N_("Close")),
        Binding("up", "step(-1)", N_("One line up"), show=False),
        Binding("down", "step(1)", N_("One line down"), show=False),
        Binding("pageup", "step(-8)", N_("One page up"), show=False),
        Binding("pagedown", "step(8)", N_("One page down"), show=False),
    ]

    DEFAULT_CSS = """
    SearchScreen {
        align: center top;
        background: $background 60%;
        & > #search {
            width: 100; max-width: 96%; height: auto; max-height: 90%; margin: 2 0 0 0;
            background: $surface; border: round $border-blurred; padding: 0 1;
            border-title-style: bold; border-title-color: $foreground; border-subtitle-color: $text-muted;
        }
        & #typed { height: 1; border: none; padding: 0; background: $surface; margin: 0 0 1 0; }
        & #hits {
            height: auto; max-height: 24; border: none; padding: 0; background: $surface;
            scrollbar-size-vertical: 1;
        }
        & #said { height: auto; color: $text-muted; }
    }
    """

    def __init__(self) -> None:
        """Make it; nothing is searched before something is typed."""
        super().__init__()
        self._input = SafeInput(id="typed")
        self._list = OptionList(id="hits", markup=False)
        self._list.can_focus = False
        self._said = Static(id="said", markup=False)
        self._hits: Sequence[Hit] = ()
        self._shown_for = ""
        self._typing: Timer | None = None
        self._go_to_first = False

    def on_key(self, event: events.Key) -> None:
        """A letter that comes before the line has the focus belongs into the line."""
        if not self._input.has_focus and event.is_printable and event.character is not None:
            event.stop()
            event.prevent_default()
            self._input.insert_text_at_cursor(event.character)

    def compose(self) -> ComposeResult:
        """Compose the line and the hits."""
        with Vertical(id="search"):
            yield self._input
            yield self._list
            yield self._said

    def on_mount(self) -> None:
        """Show the words."""
        self.retranslate()

    def retranslate(self) -> None:
        """Show the words in the current language."""
        box = self.query_one("#search", Vertical)
        box.border_title = content(T_("Search everything"))
        box.border_subtitle = content(T_("enter goes there, esc closes"))
        self._input.placeholder = words(T_("Name, number or words"))
        self._show(self._hits)

    @property
    def _now(self) -> datetime:
        return host(self).zone.deps.clock.now()

    # -- searching -------------------------------------------------------------------------------------

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._go_to_first = False
        if self._typing is not None:
            self._typing.stop()
        self._typing = self.set_timer(TYPING_STOPS, self._search)

    def _search(self) -> None:
        self._typing = None
        zone, text = host(self).zone, self._input.value

        def find() -> tuple[str, list[Hit]]:
            return text, zone.search.find(text, MOST)

        host(self).load(find, self._found, owner=self, group="search")

    def _found(self, found: tuple[str, list[Hit]]) -> None:
        self._shown_for, self._hits = found
        self._show(self._hits)
        if self._go_to_first and self._hits and self._shown_for == self._input.value:
            self.dismiss(self._hits[0])

    # -- what was found --------------------------------------------------------------------------------

    def _show(self, hits: Sequence[Hit]) -> None:
        width = self._width
        self._list.clear_options()
        self._list.add_options([Option(self._line(hit, width)) for hit in hits])
        self._list.display = bool(hits)
        if hits:
            self._list.highlighted = 0
        self._said.display = not hits
        self._said.update(self._nothing())

    @property
    def _width(self) -> int:
        # The box's border and padding, and the bar beside the hits.
        return max(30, min(100, self.app.size.width * 96 // 100) - 5)

    def _nothing(self) -> Content:
        if not self._shown_for.strip():
            said = T_(
                "Services, domains, invoices, tickets, messages and contacts are searched at once. "
                "A slip of the finger in a name does no harm."
            )
            return content(said)
        return data(
            _(
                "Nothing found for “{text}”. Try fewer letters, or other words.",
                text=safe_text(self._shown_for.strip(), limit=60),
            )
        )

    def _line(self, hit: Hit, width: int) -> Content:
        sign, word = _TYPES[hit.type]
        if isinstance(hit.record, Invoice):
            word = DOCUMENTS.get(hit.record.kind, word)
        note = self._note(hit)
        kinds = (*(each for _sign, each in _TYPES.values()), *DOCUMENTS.values())
        kind = max(content(each).cell_length for each in kinds)
        room = max(10, width - kind - 5 - note.cell_length)
        title = highlighted(hit.title, self._shown_for)
        if hit.fit is Fit.ALMOST:
            title = Content.assemble(title, ("  ≈", "$text-muted"))
        shown = title.truncate(room, ellipsis=True)
        rest = room - shown.cell_length - 2
        if rest > 8 and hit.detail:
            detail = highlighted(hit.detail, self._shown_for, base="$text-muted")
            shown = Content.assemble(shown, "  ", detail.truncate(rest, ellipsis=True))
        return Content.assemble(
            (f"{sign} ", "$accent"),
            content(word, "$text-muted").truncate(kind + 1, pad=True),
            shown.truncate(room, pad=True),
            " ",
            note,
        )

    def _note(self, hit: Hit) -> Content:
        """Say how it stands with a record: its state, how old or how near."""
        record = hit.record
        today = self._now.astimezone(host(self).timezone).date()
        said: Words = ""
        state = None
        match record:
            case Domain():
                state, said = status_of("domain", record.status), in_days(record.expires_on, today)
            case Service():
                state, said = status_of("service", record.status), in_days(record.next_due_on, today)
            case Invoice():
                state = status_of("invoice", "overdue" if record.overdue(today) else record.status)
                said = money(record.total, record.currency)
            case Order():
                state, said = (
                    status_of("order", record.status),
                    money(record.total, record.currency),
                )
            case Ticket():
                state, said = status_of("ticket", record.status), when(record.last_reply_at, self._now)
            case _:
                moment = hit.when
                said = when(moment, self._now) if isinstance(moment, datetime) else ""
        parts = [content(said, "$text-muted").truncate(16, ellipsis=True)]
        if state is not None:
            parts += [Content(" "), Content.styled(state.shape, state.colour)]
        return Content.assemble(*parts)

    def on_resize(self, _event: events.Resize) -> None:
        """Fit the lines to the new width."""
        if self._hits:
            at = self._list.highlighted
            self._show(self._hits)
            self._list.highlighted = at

    # -- choosing --------------------------------------------------------------------------------------

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._hits[event.option_index])

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        at = self._list.highlighted
        if self._shown_for != self._input.value:
            # Typed faster than found: what enter means is not on the screen yet.
            self._go_to_first = True
        elif self._hits and at is not None:
            self.dismiss(self._hits[at])

    def action_step(self, step: int) -> None:
        """Move among the hits."""
        if self._hits:
            self._list.highlighted = max(0, min((self._list.highlighted or 0) + step, len(self._hits) - 1))

    def action_close(self) -> None:
        """Close it; everything is as it was."""
        self.dismiss(None)

    def on_click(self, event: events.Click) -> None:
        """A click beside the box closes it."""
        if event.widget is self:
            self.dismiss(None)
