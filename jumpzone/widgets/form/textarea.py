"""Several lines of text. Apart from the other inputs because Textual's text area is slow to import."""

from __future__ import annotations

from rich.text import Text as RichText
from textual import events
from textual.widgets import TextArea

from jumpzone.widgets.form.inputs import pasted, printable

__all__ = ["SafeTextArea"]


class SafeTextArea(TextArea):
    """Plain text on several lines, soft-wrapped; tab goes to the next field."""

    def __init__(self, *, max_length: int, id: str | None = None, classes: str | None = None) -> None:
        """Make an empty field for at most `max_length` characters."""
        super().__init__(
            soft_wrap=True,
            tab_behavior="focus",
            show_line_numbers=False,
            id=id,
            classes=classes,
        )
        self.cursor_blink = False
        self._max_length = max_length

    def get_line(self, line_index: int) -> RichText:
        """Return a line for drawing, with signs in place of what could act on a terminal."""
        return RichText(printable(self.document.get_line(line_index)), end="", no_wrap=True)

    def on_paste(self, event: events.Paste) -> None:
        """Take a paste without control characters, as much of it as fits."""
        event.stop()
        event.prevent_default()
        room = max(0, self._max_length - len(self.text) + len(self.selected_text))
        if not self.read_only:
            self.replace(pasted(event.text, multiline=True)[:room], *self.selection)
