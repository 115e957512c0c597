"""A page with a few words, a short list read at once, and buttons for what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Generic, Literal, TypeVar, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from jumpzone.i18n import Text
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.record_source import Column, ListSource, Row
from jumpzone.widgets.record_table import RecordTable
from jumpzone.widgets.zone_screen import ZoneScreen

__all__ = ["Act", "ShortListScreen"]

T = TypeVar("T")

Act = tuple[str, Text, Literal["", "primary", "danger"]]
"""A button: the name of the screen's action, its words, its tone."""


class ShortListScreen(ZoneScreen[None], Generic[T]):
    """What belongs to the login or the account and is a handful at most; a subclass reads and draws it."""

    TAB = "account"
    CSS_PATH = "account.tcss"

    COLUMNS: ClassVar[tuple[Column, ...]]
    """The columns of the list."""

    ACTS: ClassVar[tuple[Act, ...]]
    """The buttons below it."""

    OPENS: ClassVar[str]
    """The name of the action that enter, or a click on a line, calls."""

    def __init__(self) -> None:
        """Make the page; its records come once it is mounted."""
        super().__init__()
        self._words = Static(markup=False, classes="title")
        self._table = RecordTable(self.COLUMNS)

    def compose_body(self) -> ComposeResult:
        """Compose words, list and buttons."""
        yield self._words
        yield self._table
        with Horizontal(classes="acts"):
            for name, words, tone in self.ACTS:
                yield PushButton(words, tone=tone, name=name)

    def on_mount(self) -> None:
        """Read the records."""
        self._table.focus()
        self.read()

    def read(self) -> None:
        """Read the records in a thread, and show them."""
        raise NotImplementedError

    def draw(self, words: Content, rows: Sequence[Row]) -> None:
        """Show the words and the lines; the cursor stays on its record."""
        self._words.update(words)
        self._table.set_source(ListSource(list(rows)))

    @property
    def chosen(self) -> T | None:
        """The record under the cursor."""
        row = self._table.current
        return None if row is None else cast("T", row.record)

    @on(PushButton.Pressed)
    def _pressed(self, event: PushButton.Pressed) -> None:
        event.stop()
        self.call_later(self.run_action, event.button.name)

    @on(RecordTable.RowOpened)
    def _opened(self, event: RecordTable.RowOpened) -> None:
        event.stop()
        self.call_later(self.run_action, self.OPENS)
