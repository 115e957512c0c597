"""Yes or no, some of several, one of few: one widget each, however many lines it draws."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
from jumpzone.widgets.content import Words, content, words
from jumpzone.widgets.form.spec import Option

__all__ = ["Check", "CheckSet", "Picker", "Radio"]


class Picker(Widget, can_focus=True):
    """What check boxes and radio buttons share: options, a cursor among them, a message."""

    ALLOW_SELECT = False

    DEFAULT_CSS = """
    Picker { height: auto; width: 1fr; pointer: pointer; }
    """

    @dataclass
    class Changed(Message):
        """The choice changed."""

        picker: Picker
        value: str | bool | frozenset[str]

        @property
        def control(self) -> Picker:
            """The field."""
            return self.picker

    cursor: reactive[int] = reactive(0, init=False)
    """Which option the keys act on."""

    def __init__(
        self, options: Callable[[], Sequence[Option]], *, id: str | None = None, classes: str | None = None
    ) -> None:
        """Make a field with nothing chosen; `options` is asked in the current language."""
        super().__init__(id=id, classes=classes)
        self._options = options
        self._known: Sequence[Option] | None = None

    @property
    def options(self) -> Sequence[Option]:
        """The options in the current language."""
        if self._known is None:
            self._known = self._options()
        return self._known

    def retranslate(self) -> None:
        """Show the options in the current language."""
        self._known = None
        self.refresh(layout=True)

    def _mark(self, index: int, sign: str, on: bool) -> Content:
        here = self.has_focus and index == self.cursor
        frame = "bold $accent" if here else "$text-muted"
        return Content.assemble(("[", frame), (sign if on else " ", "bold $accent"), ("]", frame))

    def _label(self, index: int, label: Words, on: bool) -> Content:
        here = self.has_focus and index == self.cursor
        return content(label, "bold" if here else "$foreground" if on else "$text-muted")

    def action_step(self, step: int) -> None:
        """Move among the options."""
        self.cursor = max(0, min(self.cursor + step, len(self.options) - 1))


class Check(Picker):
    """One yes or no, with its words behind it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter", "switch", N_("Switch on or off"), show=False)
    ]

    def __init__(
        self, label: Words, note: Words = "", *, id: str | None = None, classes: str | None = None
    ) -> None:
        """Make an unchecked box; `note` explains it in a line below."""
        super().__init__(lambda: (Option("", label, note),), id=id, classes=classes)
        self._on = False

    @property
    def value(self) -> bool:
        """Whether it is checked."""
        return self._on

    @value.setter
    def value(self, value: bool) -> None:
        if value != self._on:
            self._on = value
            self.refresh()
            self.post_message(self.Changed(self, value))

    def render(self) -> Content:
        """Draw the box, the words and the note."""
        option = self.options[0]
        line = Content.assemble(self._mark(0, "✓", self._on), " ", self._label(0, option.label, True))
        if words(option.note):
            line = Content.assemble(line, "\n    ", content(option.note, "$text-muted"))
        return line

    def on_click(self, event: events.Click) -> None:
        """Switch by mouse."""
        event.stop()
        self.focus()
        self.action_switch()

    def action_switch(self) -> None:
        """Switch."""
        self.value = not self._on


class CheckSet(Picker):
    """Some of several, one below the other, each with a note."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter", "switch", N_("Switch on or off"), show=False),
        Binding("up,k", "step(-1)", N_("One line up"), show=False),
        Binding("down,j", "step(1)", N_("One line down"), show=False),
    ]

    def __init__(
        self, options: Callable[[], Sequence[Option]], *, id: str | None = None, classes: str | None = None
    ) -> None:
        """Make a set of unchecked boxes."""
        super().__init__(options, id=id, classes=classes)
        self._on: frozenset[str] = frozenset()

    @property
    def value(self) -> frozenset[str]:
        """The values that are checked."""
        return self._on

    @value.setter
    def value(self, value: frozenset[str]) -> None:
        value = frozenset(value)
        if value != self._on:
            self._on = value
            self.refresh()
            self.post_message(self.Changed(self, value))

    def render(self) -> Content:
        """Draw all boxes; the notes stand in a column of their own."""
        widest = max((content(option.label).cell_length for option in self.options), default=0)
        rows = []
        for index, option in enumerate(self.options):
            on = option.value in self._on
            label = self._label(index, option.label, on)
            row = Content.assemble(self._mark(index, "✓", on), " ", label.truncate(widest, pad=True))
            if words(option.note):
                room = self.content_size.width - widest - 7
                row = Content.assemble(
                    row, "  ", content(option.note, "$text-muted").truncate(max(0, room), ellipsis=True)
                )
            rows.append(row)
        return Content("\n").join(rows)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return a line for each box: notes are cut, never wrapped."""
        return len(self.options)

    def on_click(self, event: events.Click) -> None:
        """Switch by mouse."""
        event.stop()
        offset = event.get_content_offset(self)
        if offset is not None and offset.y < len(self.options):
            self.cursor = offset.y
            self.action_switch()

    def action_switch(self) -> None:
        """Switch the option under the cursor."""
        if self.options:
            self.value = self._on ^ {self.options[self.cursor].value}


class Radio(Picker):
    """One of two or three, side by side."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "choose(-1)", N_("The one before"), show=False),
        Binding("right,space", "choose(1)", N_("The one after"), show=False),
    ]

    def __init__(
        self, options: Callable[[], Sequence[Option]], *, id: str | None = None, classes: str | None = None
    ) -> None:
        """Make a row of options, none chosen."""
        super().__init__(options, id=id, classes=classes)
        self._chosen = ""
        self._ends: list[int] = []

    @property
    def value(self) -> str:
        """The chosen value; empty when none is."""
        return self._chosen

    @value.setter
    def value(self, value: str) -> None:
        if value != self._chosen:
            self._chosen = value
            self.cursor = next((i for i, option in enumerate(self.options) if option.value == value), 0)
            self.refresh()
            self.post_message(self.Changed(self, value))

    def render(self) -> Content:
        """Draw the options in a row."""
        row = Content("")
        self._ends = []
        for index, option in enumerate(self.options):
            on = option.value == self._chosen
            sign = Content.assemble(
                ("(", "$text-muted"), ("•" if on else " ", "bold $accent"), (")", "$text-muted")
            )
            style = "bold $accent" if on and self.has_focus else "" if on else "$text-muted"
            row = Content.assemble(row, "   " if index else "", sign, " ", content(option.label, style))
            self._ends.append(row.cell_length)
        return row

    def on_click(self, event: events.Click) -> None:
        """Choose by mouse."""
        event.stop()
        offset = event.get_content_offset(self)
        if offset is not None:
            at = next((i for i, end in enumerate(self._ends) if offset.x <= end), None)
            if at is not None:
                self.value = self.options[at].value

    def action_choose(self, step: int) -> None:
        """Choose the next one, round and round."""
        values = [option.value for option in self.options]
        if values:
            at = values.index(self._chosen) if self._chosen in values else -1 if step > 0 else 0
            self.value = values[(at + step) % len(values)]
