"""A button of one line: calm, dense, and as wide as its word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from jumpzone.i18n import N_
from jumpzone.widgets.content import Words, content, words

__all__ = ["PushButton"]


class PushButton(Widget, can_focus=True):
    """A button. Enter, space or a click posts `PushButton.Pressed`."""

    ALLOW_SELECT = False

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "press", N_("Press the button"), show=False)
    ]

    DEFAULT_CSS = """
    PushButton {
        width: auto;
        height: 1;
        min-width: 8;
        padding: 0 2;
        margin: 0 1 0 0;
        background: $panel;
        color: $foreground;
        text-align: center;
        pointer: pointer;
        &.-primary { background: $accent; color: $background; text-style: bold; }
        &.-danger { color: $error; }
        &:hover { background: $panel-lighten-1; }
        &.-primary:hover { background: $accent-lighten-1; }
        &:focus { text-style: bold underline; background: $block-cursor-background; color: $block-cursor-foreground; }
        &.-primary:focus { background: $accent-lighten-1; color: $background; text-style: bold underline; }
        &.-danger:focus { background: $error; color: $background; }
        &:disabled { color: $text-disabled; background: $panel; text-style: none; }
        &:nocolor:focus { text-style: bold reverse; }
    }
    """

    label: reactive[Words] = reactive("", layout=True)
    """What stands on the button."""

    @dataclass
    class Pressed(Message):
        """The button was pressed."""

        button: PushButton

        @property
        def control(self) -> PushButton:
            """The button."""
            return self.button

    def __init__(
        self,
        label: Words,
        *,
        tone: Literal["", "primary", "danger"] = "",
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """Make a button.

        Args:
            label: What stands on it.
            tone: ``primary`` for the one main button of a screen, ``danger`` for what cannot be undone.
            name: The widget's name.
            id: The widget's id.
            classes: The widget's classes.
        """
        super().__init__(name=name, id=id, classes=classes)
        self.set_reactive(PushButton.label, label)
        if tone:
            self.add_class(f"-{tone}")

    def render(self) -> Content:
        """Draw the label."""
        return content(self.label).first_line

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Return the width of the label."""
        return content(self.label).first_line.cell_length

    def retranslate(self) -> None:
        """Show the label in the current language."""
        self.refresh(layout=True)

    def on_click(self, event: events.Click) -> None:
        """Press by mouse."""
        event.stop()
        self.action_press()

    def action_press(self) -> None:
        """Post `Pressed`, unless the button is disabled."""
        if not self.disabled:
            self.post_message(self.Pressed(self))

    def __str__(self) -> str:
        """Return the label."""
        return words(self.label)
