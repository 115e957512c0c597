"""How strong a password is, as a bar and a word."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from jumpzone.widgets.content import content
from jumpzone.widgets.form.spec import Strength

__all__ = ["StrengthBar"]

COLOURS = ("$error", "$error", "$warning", "$success", "$success")
"""Colour by score."""


class StrengthBar(Widget):
    """Five steps; nothing while there is no password."""

    DEFAULT_CSS = """
    StrengthBar { height: 1; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    strength: reactive[Strength | None] = reactive(None)
    """What was measured last."""

    def render(self) -> Content:
        """Draw the bar and the words."""
        if self.strength is None:
            return Content.styled("▱▱▱▱▱", "$text-disabled")
        score = max(0, min(4, self.strength.score))
        colour = COLOURS[score]
        return Content.assemble(
            ("▰" * (score + 1), colour),
            ("▱" * (4 - score), "$text-disabled"),
            " ",
            content(self.strength.words, colour),
        )

    def retranslate(self) -> None:
        """Show the words in the current language."""
        self.refresh()
