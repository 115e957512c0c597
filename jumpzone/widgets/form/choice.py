"""A field that is chosen from a list, and the list that drops down for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input

from jumpzone.i18n import N_, T_, _
from jumpzone.model.text import fold
from jumpzone.widgets.content import Words, content, words
from jumpzone.widgets.form.inputs import SafeInput
from jumpzone.widgets.form.spec import Option
from jumpzone.widgets.record_source import Column, ListSource, Row
from jumpzone.widgets.record_table import EmptyState, RecordTable

__all__ = ["Choice", "Chooser"]

SEARCH_FROM = 9
"""A list of so many options gets a line to search in."""


class Chooser(ModalScreen[str | None]):
    """A list of options under its field; typing narrows it, enter takes, esc leaves everything as it was."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", N_("Leave it as it is")),
        Binding("up", "move(-1)", N_("One line up"), show=False, priority=True),
        Binding("down", "move(1)", N_("One line down"), show=False, priority=True),
        Binding("pageup", "page(-1)", N_("One page up"), show=False, priority=True),
        Binding("pagedown", "page(1)", N_("One page down"), show=False, priority=True),
        Binding("enter", "take", N_("Take this one"), priority=True),
        Binding("tab", "take", N_("Take this one"), show=False, priority=True),
    ]

    DEFAULT_CSS = """
    Chooser {
        background: transparent;
        align: left top;
        & > #drop {
            background: $surface;
            border: round $border;
            border-title-color: $text-muted;
            padding: 0 1;
            & > Input { border: none; height: 1; padding: 0; background: $panel; margin: 0 0 0 0; }
            & > RecordTable { background: $surface; }
        }
    }
    """

    def __init__(
        self,
        label: Words,
        options: Sequence[Option],
        value: str,
        beneath: Region | None = None,
        typed: str = "",
    ) -> None:
        """Offer `options`.

        Args:
            label: What is chosen.
            options: The options.
            value: The one that holds now.
            beneath: The region of the field on the screen; None puts the list in the middle.
            typed: What was typed to open the list.
        """
        super().__init__()
        self._label = label
        self._rows = [
            Row(option.value, (content(option.label), content(option.note, "$text-muted")))
            for option in options
        ]
        self._folded = [
            fold(f"{words(option.label)} {words(option.note)} {option.value}") for option in options
        ]
        self._notes = any(words(option.note) for option in options)
        self._value = value
        self._beneath = beneath
        self._typed = typed
        self._searchable = len(options) >= SEARCH_FROM

    def compose(self) -> ComposeResult:
        """Compose the search line and the list."""
        columns = [Column("label", "", min_width=6, fraction=2)]
        if self._notes:
            columns.append(Column("note", "", min_width=4, align="left", priority=1))
        with Vertical(id="drop"):
            if self._searchable:
                search = SafeInput(self._typed, select_on_focus=False, id="search")
                search.placeholder = _("Type to search")
                yield search
            yield RecordTable(columns, empty=EmptyState(T_("No match")), header=False)

    def on_mount(self) -> None:
        """Place the list and show the options."""
        drop = self.query_one("#drop")
        drop.border_title = content(self._label) if words(self._label) else None
        self._place()
        self._fill(self._typed)
        self.query_one("#search" if self._searchable else RecordTable).focus()

    def type_more(self, typed: str) -> None:
        """Take what was typed before the list could take it itself."""
        self._typed += typed
        for search in self.query("#search").results(SafeInput):
            search.value = self._typed
            search.cursor_position = len(self._typed)

    def on_resize(self) -> None:
        """Place the list anew."""
        self._place()

    def _place(self) -> None:
        """Put the list over its field, opening downwards where there is room."""
        drop = self.query_one("#drop")
        screen = self.size
        height = min(len(self._rows) + (1 if self._searchable else 0), 12) + 2
        height = min(height, screen.height)
        widest = max((row.cells[0].cell_length + row.cells[1].cell_length for row in self._rows), default=10)  # type: ignore[union-attr]
        field = self._beneath or Region((screen.width - 40) // 2, (screen.height - height) // 2, 40, 3)
        width = min(screen.width, max(field.width, min(widest + 11, 60)))
        drop.styles.width = width
        drop.styles.height = height
        drop.styles.offset = (
            max(0, min(field.x, screen.width - width)),
            max(0, min(field.y, screen.height - height)),
        )

    @on(Input.Changed, "#search")
    def _search(self, event: Input.Changed) -> None:
        event.stop()
        self._fill(event.value)

    def _fill(self, query: str) -> None:
        wanted = fold(query.strip())
        found = [
            (not text.startswith(wanted), index) for index, text in enumerate(self._folded) if wanted in text
        ]
        rows = [self._rows[index] for _later, index in (sorted(found) if wanted else found)]
        table = self.query_one(RecordTable)
        at = next((index for index, row in enumerate(rows) if row.id == self._value), 0)
        table.set_source(ListSource(rows), keep_cursor=False, at=0 if wanted else at)

    def on_record_table_row_opened(self, message: RecordTable.RowOpened) -> None:
        """Take what was double-clicked."""
        self.dismiss(message.row.id)

    def on_click(self, event: events.Click) -> None:
        """Take what was clicked; a click beside the list leaves."""
        if self.get_widget_at(event.screen_x, event.screen_y)[0] is self:
            self.dismiss(None)

    def on_record_table_row_clicked(self, message: RecordTable.RowClicked) -> None:
        """One click is enough here."""
        self.dismiss(message.row.id)

    def action_move(self, lines: int) -> None:
        """Move the cursor."""
        self.query_one(RecordTable).action_move(lines)

    def action_page(self, pages: int) -> None:
        """Move the cursor by pages."""
        self.query_one(RecordTable).action_page(pages)

    def action_take(self) -> None:
        """Take the option under the cursor."""
        row = self.query_one(RecordTable).current
        if row is not None:
            self.dismiss(row.id)


class Choice(Widget, can_focus=True):
    """A field that shows the chosen option; enter, space, down, typing or a click opens the list."""

    ALLOW_SELECT = False

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space,down,up", "open", N_("Open the list"), show=False),
    ]

    DEFAULT_CSS = """
    Choice { pointer: pointer; }
    """

    @dataclass
    class Changed(Message):
        """Another option was chosen."""

        choice: Choice
        value: str

        @property
        def control(self) -> Choice:
            """The field."""
            return self.choice

    def __init__(
        self,
        label: Words,
        options: Callable[[], Sequence[Option]],
        *,
        placeholder: Words = "",
        short: bool = False,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """Make a field without a choice.

        Args:
            label: What is chosen; the title of the list.
            options: Gives the options in the current language.
            placeholder: Shown while nothing is chosen.
            short: Show value and note (``BG +359``) instead of the label.
            id: The widget's id.
            classes: The widget's classes.
        """
        super().__init__(id=id, classes=classes)
        self._label = label
        self._options = options
        self._known: Sequence[Option] | None = None
        self._placeholder = placeholder
        self._short = short
        self._chosen = ""
        self._list: Chooser | None = None

    @property
    def options(self) -> Sequence[Option]:
        """The options in the current language."""
        if self._known is None:
            self._known = self._options()
        return self._known

    @property
    def value(self) -> str:
        """The chosen option's value; empty when none is."""
        return self._chosen

    @value.setter
    def value(self, value: str) -> None:
        if value != self._chosen:
            self._chosen = value
            self.refresh()
            self.post_message(self.Changed(self, value))

    def render(self) -> Content:
        """Draw the chosen option and an arrow."""
        width = max(1, self.content_size.width)
        if not self._chosen:
            text = content(self._placeholder or _("Choose…"), "$text-disabled")
        else:
            option = next((option for option in self.options if option.value == self._chosen), None)
            text = content(self._chosen if option is None else option.label)
            if option is not None and self._short:
                text = content(f"{option.value} {words(option.note)}")
        fitted = text.truncate(max(1, width - 2), ellipsis=True, pad=True)
        return Content.assemble(fitted, (" ▾", "$text-muted"))

    def retranslate(self) -> None:
        """Show the chosen option in the current language."""
        self._known = None
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Open by mouse."""
        event.stop()
        self.action_open()

    def on_key(self, event: events.Key) -> None:
        """Open by typing what is sought."""
        if event.is_printable and event.character and not event.character.isspace():
            event.stop()
            event.prevent_default()
            self.action_open(event.character)

    def action_open(self, typed: str = "") -> None:
        """Open the list."""
        if self.disabled:
            return
        if self._list is not None:
            # It is on its way: whoever types quickly goes on in it.
            self._list.type_more(typed)
            return

        def take(value: str | None) -> None:
            self._list = None
            if value is not None:
                self.value = value

        self._list = Chooser(self._label, self.options, self._chosen, self.region, typed)
        self.app.push_screen(self._list, take)
