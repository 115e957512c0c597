"""Amounts as bars: months of a year, and how much of a limit is used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from jumpzone.i18n import N_, current
from jumpzone.widgets.content import Words, content

__all__ = ["Bar", "BarPanel", "usage_bar"]

EIGHTHS = " ▏▎▍▌▋▊▉"
"""A cell filled from the left by so many eighths."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label (a month), its size and its words (the money)."""

    label: Words
    size: int
    text: Words
    style: str = "$accent 60%"


class BarPanel(Widget, can_focus=True):
    """Bars under each other in a bordered panel: label, bar, and the amount aligned at the right.

    Enter or a click posts `BarPanel.Pressed`.
    """

    ALLOW_SELECT = False

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "press", N_("Open")),
        Binding("up,k", "step(-1)", N_("One line up"), show=False),
        Binding("down,j", "step(1)", N_("One line down"), show=False),
    ]

    DEFAULT_CSS = """
    BarPanel {
        height: auto; min-height: 3; width: 1fr; padding: 0 1;
        border: round $border-blurred; border-title-color: $text-muted;
        pointer: pointer;
        &:hover { border: round $foreground-muted; border-title-color: $foreground; }
        &:focus { border: round $border; border-title-color: $accent; border-title-style: bold; }
    }
    """

    @dataclass
    class Pressed(Message):
        """A bar was chosen."""

        panel: BarPanel
        index: int

        @property
        def control(self) -> BarPanel:
            """The panel."""
            return self.panel

    cursor: reactive[int] = reactive(0, init=False)
    """The bar that the keys act on."""

    bars: reactive[Sequence[Bar] | None] = reactive(None, layout=True)
    """The bars; None while they are being read."""

    def __init__(
        self, title: Words, *, empty: Words = "", id: str | None = None, classes: str | None = None
    ) -> None:
        """Make a panel without bars; `empty` says what would be here."""
        super().__init__(id=id, classes=classes)
        self._title_words = title
        self._empty = empty

    def on_mount(self) -> None:
        """Show the title."""
        self.retranslate()

    def retranslate(self) -> None:
        """Show the texts in the current language."""
        self.border_title = content(self._title_words)
        self.refresh(layout=True)

    def render(self) -> Content:
        """Draw the bars."""
        if self.bars is None:
            return Content.styled("····\n··", "$text-disabled")
        if not self.bars:
            return content(self._empty, "$text-muted")
        width = max(12, self.content_size.width or 60)
        labels = [content(bar.label, "$text-muted") for bar in self.bars]
        texts = [content(bar.text, "" if bar.size else "$text-disabled") for bar in self.bars]
        label_width = max(label.cell_length for label in labels)
        text_width = max(text.cell_length for text in texts)
        room = max(1, width - label_width - text_width - 2)
        greatest = max((bar.size for bar in self.bars), default=0)
        rows = []
        for bar, label, text in zip(self.bars, labels, texts, strict=True):
            drawn = _draw(bar.size, greatest, room, bar.style)
            pad = " " * (text_width - text.cell_length)
            rows.append(Content.assemble(label.truncate(label_width, pad=True), " ", drawn, " ", pad, text))
            if self.has_focus and len(rows) - 1 == self.cursor:
                rows[-1] = rows[-1].stylize("on $block-cursor-background")
        return Content("\n").join(rows)

    def watch_bars(self) -> None:
        """Keep the cursor inside."""
        self.cursor = max(0, min(self.cursor, len(self.bars or ()) - 1))

    def on_click(self, event: events.Click) -> None:
        """Choose by mouse; anywhere on the panel will do."""
        event.stop()
        offset = event.get_content_offset(self)
        if offset is not None and offset.y < len(self.bars or ()):
            self.cursor = offset.y
        self.action_press()

    def action_step(self, step: int) -> None:
        """Move among the bars."""
        self.cursor = max(0, min(self.cursor + step, len(self.bars or ()) - 1))

    def action_press(self) -> None:
        """Post `Pressed` for the bar under the cursor."""
        if self.bars is not None:
            self.post_message(self.Pressed(self, self.cursor))


def _draw(size: int, greatest: int, room: int, style: str) -> Content:
    # Whole cells of a lower block: they leave a thin line between rows, and nothing that exists draws as nothing.
    cells = 0 if size <= 0 or greatest <= 0 else max(1, round(size * room / greatest))
    return Content.assemble(("▇" * cells, style), " " * (room - cells))


def usage_bar(used: int, limit: int, text: Words = "", *, width: int = 20) -> Content:
    """Return a bar of how much of `limit` is used, coloured when it gets tight, with the percentage or `text`."""
    share = 0.0 if limit <= 0 else min(1.0, max(0.0, used / limit))
    colour = "$error" if share >= 0.95 else "$warning" if share >= 0.8 else "$accent 70%"
    eighths = round(share * width * 8)
    full, rest = divmod(eighths, 8)
    filled = "█" * full + (EIGHTHS[rest] if rest else "")
    note = content(text) if text else content(current().percent(share))
    return Content.assemble((filled.ljust(width), f"{colour} on $panel"), " ", note)
