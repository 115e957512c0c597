"""Who gets what: every address of the account against the six kinds of mail."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.content import Content
from textual.widget import Widget

from jumpzone.i18n import T_, _
from jumpzone.model.fields import CATEGORIES
from jumpzone.screens.categories import WORDS
from jumpzone.usecases.contacts import Recipient
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import content, data
from jumpzone.widgets.dialogs import Dialog
from jumpzone.widgets.record_source import Column, ListSource, Row
from jumpzone.widgets.record_table import RecordTable

__all__ = ["WhoGetsWhat"]


def _columns() -> Sequence[Column]:
    """Return the columns; a kind's is as narrow as its word in the current language allows."""
    needs = {name: max(5, len(WORDS[name].render())) for name in CATEGORIES}
    return (
        Column("name", T_("Who"), fraction=3, min_width=14),
        *(Column(name, WORDS[name], width=max(9, need), min_width=need) for name, need in needs.items()),
        Column("address", T_("E-mail"), fraction=2, min_width=18, priority=1),
    )


class WhoGetsWhat(Dialog[None]):
    """A table of names and ticks, and what nobody gets."""

    DEFAULT_CSS = """
    WhoGetsWhat > #box { width: 124; & > RecordTable { background: $surface; margin: 0 0 1 0; } }
    """

    def __init__(self, recipients: Sequence[Recipient]) -> None:
        """Show these."""
        super().__init__(T_("Who gets what"), lambda: self._missing())
        self._recipients = recipients
        self._table = RecordTable(_columns())
        self._table.styles.height = min(16, len(recipients) + 1)

    def fields(self) -> Sequence[Widget]:
        """Return the table."""
        return (self._table,)

    def buttons(self) -> Sequence[PushButton]:
        """Return the one button."""
        return (PushButton(T_("Close"), tone="primary", id="close"),)

    def on_mount(self) -> None:
        """Show the rows."""
        super().on_mount()
        self._table.set_source(ListSource([self._row(each) for each in self._recipients]))
        self._table.focus()

    def _row(self, each: Recipient) -> Row:
        name = data(each.name)
        if not each.id:
            name = Content.assemble(content(_("you"), "$accent"), " · ", name)
        ticks = [
            Content.styled("    ✓", "$success")
            if kind in each.notifications
            else Content.styled("    ·", "$text-disabled")
            for kind in CATEGORIES
        ]
        return Row(each.id or "own", (name, *ticks, each.address))

    def _missing(self) -> Content:
        missing = [
            WORDS[kind].render()
            for kind in CATEGORIES
            if not any(kind in each.notifications for each in self._recipients)
        ]
        if not missing:
            return content(_("Every kind of mail reaches somebody."), "$text-muted")
        said = _("Nobody gets: {what}", what=", ".join(missing))
        return Content.assemble(("! ", "$warning"), content(said, "$warning"))

    @on(PushButton.Pressed)
    def _pressed(self, event: PushButton.Pressed) -> None:
        event.stop()
        self.dismiss(None)
