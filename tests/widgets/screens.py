"""Reading what an app shows, as text."""

from __future__ import annotations

from typing import Any

from textual.app import App

__all__ = ["screen_lines", "screen_text"]


def screen_lines(app: App[Any]) -> list[str]:
    """Return what stands on the screen now, line by line."""
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip) for strip in strips]


def screen_text(app: App[Any]) -> str:
    """Return what stands on the screen now."""
    return "\n".join(screen_lines(app))
