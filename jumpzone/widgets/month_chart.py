"""Months as columns: a year of amounts, one of which is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from jumpzone.i18n import N_
from jumpzone.widgets.content import Words, content

__all__ = ["MonthBar", "MonthChart"]

_HEIGHTS: Final = " ▁▂▃▄▅▆▇█"
"""A cell filled from below by so many eighths."""

_SHOWN: Final = 12
_WIDEST: Final = 14


@dataclass(frozen=True, slots=True)
class MonthBar:
    """One column.

    Attributes:
        label: The month.
        size: How high it is, against the others.
        text: The amount beneath, left out where it has no room.
        mark: A style for what needs attention, such as ``"$warning"``; empty otherwise.
    """

    label: Words
    size: int
    text: Words = ""
    mark: str = ""


class MonthChart(Widget, can_focus=True):
    """Columns beside each other; the arrow keys or a click choose one. Twelve are shown, the others scroll in."""

    ALLOW_SELECT = False

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", N_("One month back")),
        Binding("right", "step(1)", N_("One month on")),
        Binding("pageup", "step(-12)", N_("One year back"), show=False),
        Binding("pagedown", "step(12)", N_("One year on"), show=False),
        Binding("home", "step(-1000)", N_("To the first month"), show=False),
        Binding("end", "step(1000)", N_("To the last month"), show=False),
    ]

    DEFAULT_CSS = """
    MonthChart {
        height: 9; width: 1fr; padding: 0 1;
        border: round $border-blurred; border-title-color: $text-muted; border-subtitle-color: $text-muted;
        pointer: pointer;
        &:focus { border: round $border; border-title-color: $accent; border-title-style: bold; }
    }
    """

    @dataclass
    class Chosen(Message):
        """Another column was chosen."""

        chart: MonthChart
        index: int

        @property
        def control(self) -> MonthChart:
            """The chart."""
            return self.chart

    bars: reactive[Sequence[MonthBar] | None] = reactive(None)
    """The columns; None while they are being read."""

    cursor: reactive[int] = reactive(0, init=False)
    """The column that is chosen."""

    def __init__(self, title: Words, *, id: str | None = None) -> None:
        """Make a chart without columns."""
        super().__init__(id=id)
        self._title_words = title
        self._first = 0

    def on_mount(self) -> None:
        """Show the title."""
        self.retranslate()

    def retranslate(self) -> None:
        """Show the title in the current language; the columns' words are given anew by the screen."""
        self.border_title = content(self._title_words)
        self.refresh()

    @property
    def window(self) -> range:
        """The columns that are shown."""
        return range(self._first, min(self._first + _SHOWN, len(self.bars or ())))

    def watch_bars(self) -> None:
        """Keep the cursor inside."""
        self._follow(min(self.cursor, max(0, len(self.bars or ()) - 1)))

    def choose(self, index: int) -> None:
        """Put the cursor on a column."""
        self._follow(max(0, min(index, len(self.bars or ()) - 1)))

    def _follow(self, index: int) -> None:
        if index < self._first:
            self._first = index
        elif index >= self._first + _SHOWN:
            self._first = index - _SHOWN + 1
        self._first = max(0, min(self._first, len(self.bars or ()) - _SHOWN))
        self.cursor = index
        self.refresh()

    @property
    def _width(self) -> int:
        return max(3, min(_WIDEST, max(1, self.content_size.width) // _SHOWN))

    def render(self) -> Content:
        """Draw the columns, the months and, where there is room, the amounts."""
        if self.bars is None:
            return Content.styled("····\n··", "$text-disabled")
        width, shown = self._width, [(index, self.bars[index]) for index in self.window]
        texts = [content(bar.text) for _index, bar in shown]
        amounts = all(text.cell_length < width for text in texts)
        height = max(1, self.content_size.height - (2 if amounts else 1))
        greatest = max((bar.size for bar in self.bars), default=0)
        rows = []
        for level in range(height, 0, -1):
            cells = [self._cell(index, bar, level, height, greatest, width) for index, bar in shown]
            rows.append(Content.assemble(*cells))
        rows.append(self._words([content(bar.label) for _index, bar in shown], shown, width, "$text-muted"))
        if amounts:
            rows.append(self._words(texts, shown, width, "$text-disabled"))
        return Content("\n").join(rows)

    def _cell(self, index: int, bar: MonthBar, level: int, height: int, greatest: int, width: int) -> Content:
        # What exists is never nothing: at least an eighth of a cell.
        eighths = 0 if bar.size <= 0 else max(1, round(bar.size * height * 8 / greatest))
        part = max(0, min(8, eighths - (level - 1) * 8))
        chosen = index == self.cursor
        style = bar.mark or ("$accent" if chosen else "$accent 45%")
        return Content.assemble((_HEIGHTS[part] * (width - 1), style), " ")

    def _words(
        self, texts: Sequence[Content], shown: Sequence[tuple[int, MonthBar]], width: int, style: str
    ) -> Content:
        cells = []
        for text, (index, _bar) in zip(texts, shown, strict=True):
            chosen = "bold $accent" if self.has_focus else "bold"
            word = text.truncate(width - 1).pad_right(max(0, width - 1 - text.cell_length))
            cells += [word.stylize(chosen if index == self.cursor else style), Content(" ")]
        return Content.assemble(*cells)

    def on_click(self, event: events.Click) -> None:
        """Choose by mouse."""
        event.stop()
        offset = event.get_content_offset(self)
        if offset is not None and offset.x // self._width < len(self.window):
            self._choose(self.window[offset.x // self._width])

    def action_step(self, step: int) -> None:
        """Choose a column further on."""
        self._choose(self.cursor + step)

    def _choose(self, index: int) -> None:
        before = self.cursor
        self.choose(index)
        if self.cursor != before:
            self.post_message(self.Chosen(self, self.cursor))
