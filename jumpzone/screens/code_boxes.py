"""Eight boxes for a code: two groups of four, as it is written in the mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from jumpzone.i18n import N_
from jumpzone.widgets.content import Words, content

__all__ = ["CodeBoxes", "TakesCode"]

DIGITS = 8
HALF = DIGITS // 2


class CodeBoxes(Widget, can_focus=True):
    """Takes the digits of a code by typing or pasting; blanks, dashes and everything else are left aside."""

    ALLOW_SELECT = False

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("backspace,delete", "erase", N_("Delete a digit"), show=False),
        Binding("ctrl+u", "clear", N_("Start again"), show=False),
        Binding("ctrl+v", "paste", N_("Paste"), show=False),
    ]

    DEFAULT_CSS = """
    CodeBoxes {
        height: 3; width: 100%; text-align: center; border: round $border-blurred; border-title-color: $text-muted;
        &:focus { border: round $border; border-title-color: $accent; }
        &.-bad { border: round $error; border-title-color: $error; }
    }
    """

    value: reactive[str] = reactive("")
    """The digits so far."""

    @dataclass
    class Complete(Message):
        """All eight digits are there."""

        boxes: CodeBoxes
        code: str

        @property
        def control(self) -> CodeBoxes:
            """The boxes."""
            return self.boxes

    def __init__(self, label: Words) -> None:
        """Make empty boxes under `label`."""
        super().__init__()
        self._label = label

    def on_mount(self) -> None:
        """Show the label."""
        self.retranslate()

    def retranslate(self) -> None:
        """Show the label in the current language."""
        self.border_title = content(self._label)

    def render(self) -> Content:
        """Draw the boxes."""
        parts: list[Content] = []
        for index in range(DIGITS):
            if index == HALF:
                parts.append(Content("   "))
            if index < len(self.value):
                parts.append(Content.styled(f" {self.value[index]} ", "bold $foreground on $panel"))
            elif index == len(self.value) and self.has_focus:
                parts.append(Content.styled(" _ ", "bold $accent on $panel"))
            else:
                parts.append(Content.styled(" · ", "$text-disabled on $panel"))
            parts.append(Content(" "))
        return Content("").join(parts)

    def take(self, text: str) -> None:
        """Add the digits of `text`, as many as fit; a whole code takes the place of what is there."""
        digits = "".join(char for char in text if char.isascii() and char.isdigit())
        if not digits:
            return
        before = self.value
        self.value = digits[:DIGITS] if len(digits) >= DIGITS else (before + digits)[:DIGITS]
        self.remove_class("-bad")
        if len(self.value) == DIGITS and self.value != before:
            self.post_message(self.Complete(self, self.value))

    def refuse(self) -> None:
        """Show that the code was wrong and make room for another."""
        self.value = ""
        self.add_class("-bad")
        self.focus()

    def on_key(self, event: events.Key) -> None:
        """Take a digit."""
        if event.character is not None and event.character.isascii() and event.character.isdigit():
            event.stop()
            event.prevent_default()
            self.take(event.character)

    def on_paste(self, event: events.Paste) -> None:
        """Take a pasted code."""
        event.stop()
        self.take(event.text)

    def on_click(self) -> None:
        """Be ready for typing."""
        self.focus()

    def action_paste(self) -> None:
        """Take what was copied inside the app."""
        self.take(self.app.clipboard)

    def action_erase(self) -> None:
        """Delete the last digit."""
        self.value = self.value[:-1]

    def action_clear(self) -> None:
        """Delete all digits."""
        self.value = ""


class TakesCode:
    """A screen that waits for a code; the mailbox hands it one."""

    def take_code(self, code: str) -> None:
        """Enter a code that was found in a mail."""
        raise NotImplementedError
