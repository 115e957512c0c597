"""A line of clickable words, drawn as one widget: top bar, tabs and key bar are made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

__all__ = ["Part", "SegmentBar"]


@dataclass(frozen=True, slots=True)
class Part:
    """A word on the bar: its name (empty: not clickable) and what it looks like."""

    name: str
    text: Content


class SegmentBar(Widget):
    """Draws parts at the left and at the right and tells which one was clicked."""

    ALLOW_SELECT = False

    DEFAULT_CSS = """
    SegmentBar { height: 1; width: 1fr; padding: 0 1; }
    """

    hovered: reactive[str] = reactive("", init=False)
    """The name of the part under the mouse."""

    def parts(self, width: int) -> tuple[Sequence[Part], Sequence[Part]]:
        """Return what stands at the left and at the right of `width` cells; blanks are part of the texts."""
        raise NotImplementedError

    def pressed(self, name: str) -> None:
        """React to a click on a part."""
        raise NotImplementedError

    def render(self) -> Content:
        """Draw the line; what stands right gives way when there is no room."""
        width = max(1, self.content_size.width)
        left, right = self.parts(width)
        self._places: list[tuple[int, int, str]] = []
        line = self._draw(Content(""), left)
        room = width - line.cell_length
        right = list(right)
        while right and sum(part.text.cell_length for part in right) > room:
            right.pop(0)
        gap = room - sum(part.text.cell_length for part in right)
        if right and gap > 0:
            line = line.pad_right(gap)
        return self._draw(line, right)

    def _draw(self, line: Content, parts: Sequence[Part]) -> Content:
        for part in parts:
            start = line.cell_length
            text = part.text.stylize("underline") if part.name and part.name == self.hovered else part.text
            line = Content.assemble(line, text)
            if part.name:
                self._places.append((start, line.cell_length, part.name))
        return line

    def _name_at(self, event: events.MouseEvent) -> str:
        offset = event.get_content_offset(self)
        if offset is None:
            return ""
        return next((name for start, end, name in self._places if start <= offset.x < end), "")

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Underline what can be clicked."""
        self.hovered = self._name_at(event)
        self.styles.pointer = "pointer" if self.hovered else "default"

    def on_leave(self) -> None:
        """Take the underline away."""
        self.hovered = ""

    def on_click(self, event: events.Click) -> None:
        """Tell which part was clicked."""
        event.stop()
        if name := self._name_at(event):
            self.pressed(name)

    def retranslate(self) -> None:
        """Draw the words in the current language."""
        self.refresh()
