"""Short messages at the edge of the screen that can carry data safely."""

from __future__ import annotations

from typing import Any, Literal

from textual.app import App

from jumpzone.model.text import safe_text
from jumpzone.widgets.content import Words, words

__all__ = ["notify_safe"]

LIMIT = 400
"""A toast is read in passing; longer texts belong into a dialog."""


def notify_safe(
    app: App[Any],
    message: Words,
    *,
    title: Words = "",
    severity: Literal["information", "warning", "error"] = "information",
    timeout: float | None = None,
) -> None:
    """Show `message` for some seconds; neither it nor the title is ever read as markup.

    Args:
        app: The app.
        message: What to say; a `str` is shown literally.
        title: A heading.
        severity: Colours the edge.
        timeout: Seconds; None is the app's usual time.
    """
    # A toast reads its title as markup whatever it is told, so the title travels inside the literal message.
    said = safe_text(words(message), multiline=True, limit=LIMIT)
    text = f"{safe_text(words(title), limit=100)}\n{said}" if title else said
    app.notify(text, severity=severity, timeout=timeout, markup=False)
