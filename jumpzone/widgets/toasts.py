"""Short messages at the edge of the screen that can carry data safely."""

from __future__ import annotations

from typing import Any, Literal

from textual.app import App

from jumpzone.widgets.content import Words, words

__all__ = ["notify_safe"]


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
    text = f"{words(title)}\n{words(message)}" if title else words(message)
    app.notify(text, severity=severity, timeout=timeout, markup=False)
