"""A list pane of the zone over rows that are made up: ``rows.py NUMBER``. Nothing but the widget is measured."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from textual.app import App, ComposeResult
from textual.content import Content

from jumpzone.i18n import Text
from jumpzone.widgets.list_view import ListPane
from jumpzone.widgets.record_source import Column, Row
from jumpzone.widgets.theme import register_themes

COLUMNS = (
    Column("at", Text("Sent"), width=12),
    Column("kind", Text("About"), width=11),
    Column("subject", Text("Subject"), fraction=3),
    Column("to", Text("To"), fraction=2),
)


class MadeUp:
    """Rows by arithmetic."""

    def __init__(self, total: int) -> None:
        self._total = total

    def total(self) -> int:
        return self._total

    def window(self, start: int, length: int) -> Sequence[Row]:
        return [self._row(index) for index in range(start, min(start + length, self._total))]

    def _row(self, index: int) -> Row:
        subject = Content.assemble((f"row-{index:07} ", "bold"), "of the list")
        return Row(str(index), (f"{index % 12 + 1} months", "invoice", subject, "maria@studio.example"))


class Rows(App[None]):
    """One list over the whole screen, with its detail pane."""

    CSS_PATH = None

    def __init__(self, total: int) -> None:
        super().__init__()
        register_themes(self)
        self._total = total
        self._pane = ListPane(COLUMNS, detail=lambda row: Content(f"about {row.id}\n" * 20))

    def compose(self) -> ComposeResult:
        yield self._pane

    def on_mount(self) -> None:
        self._pane.set_source(MadeUp(self._total))
        self._pane.table.focus()


if __name__ == "__main__":
    Rows(int(sys.argv[1])).run()
