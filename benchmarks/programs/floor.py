"""The floor of every Textual program: one Static."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Static


class Floor(App[None]):
    """Shows one text; ctrl+q leaves, as in every Textual program."""

    def compose(self) -> ComposeResult:
        yield Static("the-floor-is-here")


if __name__ == "__main__":
    Floor().run()
