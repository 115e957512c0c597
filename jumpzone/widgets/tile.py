"""Boxes of the dashboard: tiles that are buttons, panels with lines that are buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from jumpzone.i18n import N_
from jumpzone.widgets.content import Words, content

__all__ = ["Panel", "PanelLine", "Tile"]


class Tile(Widget, can_focus=True):
    """A card with a title on its border and a few lines; enter or a click posts `Tile.Pressed`."""

    ALLOW_SELECT = False

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "press", N_("Open"))]

    DEFAULT_CSS = """
    Tile {
        height: auto; min-height: 4; width: 1fr; padding: 0 1;
        border: round $border-blurred; border-title-color: $text-muted;
        pointer: pointer;
        &:hover { border: round $foreground-muted; border-title-color: $foreground; }
        &:focus { border: round $border; border-title-color: $accent; border-title-style: bold; }
    }
    """

    @dataclass
    class Pressed(Message):
        """The tile was chosen."""

        tile: Tile

        @property
        def control(self) -> Tile:
            """The tile."""
            return self.tile

    lines: reactive[Sequence[Words]] = reactive((), layout=True)
    """What the tile says, a line each; `Content` where something is to stand out."""

    def __init__(
        self, title: Words, *, name: str | None = None, id: str | None = None, classes: str | None = None
    ) -> None:
        """Make a tile without lines; it shows faint dots until there are some."""
        super().__init__(name=name, id=id, classes=classes)
        self._title_words = title

    def on_mount(self) -> None:
        """Show the title."""
        self.retranslate()

    def retranslate(self) -> None:
        """Show title and lines in the current language."""
        self.border_title = content(self._title_words)
        self.refresh(layout=True)

    def render(self) -> Content:
        """Draw the lines."""
        if not self.lines:
            return Content.styled("····\n··", "$text-disabled")
        width = max(1, self.content_size.width or 200)
        return Content("\n").join([content(line).truncate(width, ellipsis=True) for line in self.lines])

    def on_click(self, event: events.Click) -> None:
        """Choose by mouse."""
        event.stop()
        self.action_press()

    def action_press(self) -> None:
        """Post `Pressed`."""
        self.post_message(self.Pressed(self))


@dataclass(frozen=True, slots=True)
class PanelLine:
    """One line of a panel.

    Attributes:
        name: What `Panel.Chosen` says; empty for a line that only tells something.
        text: What stands at the left.
        note: What stands at the right, aligned with the other notes.
        sign: One cell before the text, in its own style: ``Content.styled("!", "$error")``.
        record: Whatever the screen wants back.
    """

    name: str
    text: Words
    note: Words = ""
    sign: Content | None = None
    record: object = None


class Panel(Widget, can_focus=True):
    """A bordered list of a few lines; each can be clicked, or chosen with the arrow keys and enter."""

    ALLOW_SELECT = False

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "choose", N_("Open")),
        Binding("up,k", "step(-1)", N_("One line up"), show=False),
        Binding("down,j", "step(1)", N_("One line down"), show=False),
    ]

    DEFAULT_CSS = """
    Panel {
        height: auto; min-height: 3; width: 1fr; padding: 0 1;
        border: round $border-blurred; border-title-color: $text-muted;
        &:focus { border: round $border; border-title-color: $accent; border-title-style: bold; }
    }
    """

    @dataclass
    class Chosen(Message):
        """A line was chosen."""

        panel: Panel
        line: PanelLine

        @property
        def control(self) -> Panel:
            """The panel."""
            return self.panel

    lines: reactive[Sequence[PanelLine] | None] = reactive(None, layout=True)
    """The lines; None while they are being read."""

    cursor: reactive[int] = reactive(0, init=False)
    """The line that the keys act on."""

    hovered: reactive[int] = reactive(-1, init=False)
    """The line under the mouse."""

    def __init__(
        self,
        title: Words,
        *,
        empty: Words = "",
        note_first: bool = False,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """Make a panel without lines.

        Args:
            title: Stands on the border.
            empty: Says what would be here.
            note_first: Notes are at the right edge unless this is set; then they follow the longest text.
            id: The widget's id.
            classes: The widget's classes.
        """
        super().__init__(id=id, classes=classes)
        self._title_words = title
        self._empty = empty
        self._note_first = note_first

    def on_mount(self) -> None:
        """Show the title."""
        self.retranslate()

    def retranslate(self) -> None:
        """Show title and lines in the current language."""
        self.border_title = content(self._title_words)
        self.refresh(layout=True)

    def watch_lines(self) -> None:
        """Keep the cursor inside."""
        self.cursor = max(0, min(self.cursor, len(self.lines or ()) - 1))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return a row for each line.

        Lines are cut to the width of the last layout. Measured by what is drawn, they would be taken to wrap
        when a scrollbar makes the panel narrower, and leave as many empty rows.
        """
        return len(self.lines) if self.lines else super().get_content_height(container, viewport, width)

    def render(self) -> Content:
        """Draw the lines."""
        if self.lines is None:
            return Content.styled("····\n··", "$text-disabled")
        if not self.lines:
            return content(self._empty, "$text-muted")
        width = max(1, self.content_size.width or 200)
        texts = [content(line.text) for line in self.lines]
        notes = [content(line.note, "$text-muted") for line in self.lines]
        note_width = min(max(note.cell_length for note in notes), max(0, width * 3 // 5))
        widest = max(text.cell_length for text in texts)
        room = max(1, width - 2 - (note_width + 2 if note_width else 0))
        text_width = min(room, widest) if self._note_first else room
        rows: list[Content] = []
        for index, line in enumerate(self.lines):
            text = texts[index].truncate(text_width, ellipsis=True, pad=True)
            note = notes[index].truncate(note_width, ellipsis=True)
            gap = "  " if note_width else ""
            pad = "" if self._note_first else " " * (note_width - note.cell_length)
            row = Content.assemble(
                (line.sign or Content(" ")).truncate(1, pad=True), " ", text, gap, pad, note
            )
            if self.has_focus and index == self.cursor:
                row = row.pad_right(max(0, width - row.cell_length)).stylize("on $block-cursor-background")
            elif index == self.hovered and line.name:
                row = row.pad_right(max(0, width - row.cell_length)).stylize("on $block-hover-background")
            rows.append(row)
        return Content("\n").join(rows)

    def _line_at(self, event: events.MouseEvent) -> int:
        offset = event.get_content_offset(self)
        return offset.y if offset is not None and offset.y < len(self.lines or ()) else -1

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Tint the line under the mouse."""
        self.hovered = self._line_at(event)

    def on_leave(self) -> None:
        """Take the tint away."""
        self.hovered = -1

    def on_click(self, event: events.Click) -> None:
        """Choose by mouse."""
        event.stop()
        at = self._line_at(event)
        if at >= 0:
            self.cursor = at
            self.action_choose()

    def action_step(self, step: int) -> None:
        """Move among the lines."""
        self.cursor = max(0, min(self.cursor + step, len(self.lines or ()) - 1))

    def action_choose(self) -> None:
        """Post `Chosen` for the line under the cursor."""
        if self.lines and self.lines[self.cursor].name:
            self.post_message(self.Chosen(self, self.lines[self.cursor]))
