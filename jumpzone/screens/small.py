"""Shown while the terminal is too small for the zone."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from jumpzone.i18n import _
from jumpzone.widgets.content import content

__all__ = ["SmallScreen"]


class SmallScreen(Screen[None]):
    """Says how large the terminal has to be, and goes away by itself."""

    DEFAULT_CSS = """
    SmallScreen { align: center middle; background: $background; }
    SmallScreen > Static { width: auto; max-width: 100%; height: auto; text-align: center; padding: 0 1; }
    """

    def __init__(self, least: tuple[int, int]) -> None:
        """Wait until there are `least` columns and lines."""
        super().__init__()
        self._least = least
        self._leaving = False
        self._text = Static(markup=False)

    def compose(self) -> ComposeResult:
        """Compose the words."""
        yield self._text

    def on_mount(self) -> None:
        """Show the words."""
        self.retranslate()

    def on_resize(self, event: events.Resize) -> None:
        """Go away, or count again."""
        if event.size.width < self._least[0] or event.size.height < self._least[1]:
            self.retranslate()
        elif not self._leaving:
            # One growth may be told twice.
            self._leaving = True
            self.dismiss(None)

    def retranslate(self) -> None:
        """Show the words in the current language."""
        size, (width, height) = self.app.size, self._least
        here = f"{size.width}×{size.height}"
        least = f"{width}×{height}"
        self._text.update(
            content(
                _(
                    "This terminal is too small ({here}).\nMake it {least} or larger. Nothing is lost meanwhile.",
                    here=here,
                    least=least,
                )
            )
        )
