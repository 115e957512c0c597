"""What the pages of single records share: acts that fit or are not there, a line that says what was done, undo."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import ItemGrid

from jumpzone.i18n import N_, T_, Text
from jumpzone.screens.editing_lines import SavedLine
from jumpzone.screens.host import host
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import Words, words
from jumpzone.widgets.zone_screen import ZoneScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from jumpzone.errors import ZoneError
    from jumpzone.store.executor import Applied

__all__ = ["RecordPage"]

_NARROWEST: Final = 14
"""Columns of a button with short words."""
_PADDING: Final = 4
"""Columns beside a button's words."""


class RecordPage(ZoneScreen[None]):
    """One record over the whole screen, with everything that can be done with it."""

    ACTS: ClassVar[tuple[tuple[str, Text], ...]] = ()
    """What can be done, by the names of the actions."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", N_("Back to the list")),
        Binding("ctrl+z", "undo", N_("Undo the last save"), show=False),
    ]

    DEFAULT_CSS = """
    RecordPage #acts { height: auto; padding: 0 1; grid-gutter: 0 1; }
    RecordPage #acts > PushButton { width: 1fr; margin: 0; }
    """

    def __init__(self) -> None:
        """Make a page on which nothing has been done yet."""
        super().__init__()
        self._last: Applied | None = None
        self.saved_line = SavedLine()
        self.buttons = {name: PushButton(words, name=name) for name, words in self.ACTS}
        self._grid = ItemGrid(id="acts", min_column_width=_NARROWEST, regular=False)

    def compose_acts(self) -> ComposeResult:
        """Compose the line that says what was done, and the buttons."""
        yield self.saved_line
        with self._grid:
            yield from self.buttons.values()

    # -- for the pages ---------------------------------------------------------------------------------

    def read(self) -> None:
        """Read the record anew."""
        raise NotImplementedError

    def undo(self, applied: Applied) -> Applied:
        """Take a change back; called in a thread."""
        raise NotImplementedError

    def fitting(self) -> set[str]:
        """Return the names of the acts that make sense for the record and are the reader's to do."""
        raise NotImplementedError

    def show_acts(self) -> None:
        """Show the buttons that fit."""
        fitting = self.fitting()
        for name, button in self.buttons.items():
            button.display = name in fitting
        # As wide as the longest words that are shown: none is broken, in whichever language.
        widest = max((len(words(label)) for name, label in self.ACTS if name in fitting), default=0)
        self._grid.min_column_width = max(_NARROWEST, widest + _PADDING)
        self.refresh_bindings()

    def change(self, work: Callable[[], Applied], said: Words) -> None:
        """Make a change, say what was done, and offer to take it back where that can be done."""

        def done(applied: Applied) -> None:
            self.changed(applied, said)

        host(self).save(work, on_done=done, on_error=self._refused, owner=self)

    def changed(self, applied: Applied, said: Words) -> None:
        """Say what was done, and offer to take it back where that can be done."""
        self._last = applied if applied.undo is not None else None
        self.saved_line.say(said, undo=self._last is not None)
        self.read()

    # -- acts ------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer a key only where it does something."""
        if any(action == name for name, _words in self.ACTS):
            return action in self.fitting()
        return super().check_action(action, parameters)

    @on(PushButton.Pressed, "#acts PushButton")
    def _act(self, event: PushButton.Pressed) -> None:
        event.stop()
        self.call_later(self.run_action, event.button.name)

    def _refused(self, error: ZoneError) -> None:
        # Somebody else may have changed it: what stands is shown with the error.
        self.read()
        host(self).show_error(error)

    @on(SavedLine.UndoPressed)
    def _undo_pressed(self, event: SavedLine.UndoPressed) -> None:
        event.stop()
        self.action_undo()

    def action_undo(self) -> None:
        """Take back the last change; what others did since stays."""
        applied = self._last
        if applied is None:
            return
        self._last = None
        self.saved_line.say("")
        undo = self.undo
        self.change(lambda: undo(applied), T_("Taken back."))
