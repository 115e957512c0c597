"""The three themes: dark, light and high contrast.

One accent colour carries focus, the cursor and the main button; green, amber and red are kept for status, so
that a colour never means two things. Surfaces differ from each other only slightly: what separates things is
space and a thin rounded border.

``NO_COLOR`` is honoured by Textual itself, which turns every colour into its grey. Nothing here depends on
hue alone: status has a shape and a word, focus has a brighter border, and the cursor row carries a bar.
"""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.theme import Theme

__all__ = ["DEFAULT_THEME", "THEMES", "THEME_NAMES", "register_themes"]

DEFAULT_THEME = "jumpzone-dark"
"""The theme of a fresh installation."""


def _variables(
    *,
    muted: str,
    faint: str,
    line: str,
    accent: str,
    cursor: str,
    cursor_blurred: str,
    hover: str,
    on_accent: str,
    scroll: str,
    ground: str,
) -> dict[str, str]:
    """Return the variables that widgets use, all of them names that every Textual theme knows."""
    return {
        "text-muted": muted,
        "text-disabled": faint,
        "foreground-muted": muted,
        "foreground-disabled": faint,
        "border": accent,
        "border-blurred": line,
        "block-cursor-background": cursor,
        "block-cursor-foreground": on_accent,
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": cursor_blurred,
        "block-hover-background": hover,
        "button-color-foreground": on_accent,
        "button-focus-text-style": "bold",
        "input-cursor-background": accent,
        "input-cursor-foreground": ground,
        "input-selection-background": f"{accent} 35%",
        "footer-background": ground,
        "footer-key-foreground": accent,
        "scrollbar": scroll,
        "scrollbar-hover": muted,
        "scrollbar-active": accent,
        "scrollbar-background": ground,
        "scrollbar-background-hover": ground,
        "scrollbar-background-active": ground,
        "scrollbar-corner-color": ground,
        "screen-selection-background": f"{accent} 35%",
        "link-color": accent,
    }


DARK = Theme(
    name="jumpzone-dark",
    primary="#7aa7ff",
    secondary="#8f9bb3",
    accent="#7aa7ff",
    success="#7bc88f",
    warning="#e3b25c",
    error="#f07a7f",
    foreground="#d5dae3",
    background="#12151b",
    surface="#191d25",
    panel="#20252f",
    dark=True,
    variables=_variables(
        muted="#8a93a5",
        faint="#5d6577",
        line="#343b49",
        accent="#7aa7ff",
        cursor="#24344f",
        cursor_blurred="#20262f",
        hover="#1b2028",
        on_accent="#eef3ff",
        scroll="#343b49",
        ground="#12151b",
    ),
)

LIGHT = Theme(
    name="jumpzone-light",
    primary="#2757c4",
    secondary="#5b6475",
    accent="#2757c4",
    success="#1d7a45",
    warning="#8f5d00",
    error="#bb2d3b",
    foreground="#20252e",
    background="#f8f8f6",
    surface="#ffffff",
    panel="#eeeeea",
    dark=False,
    variables=_variables(
        muted="#616a7a",
        faint="#949bab",
        line="#c9cdd4",
        accent="#2757c4",
        cursor="#d5e1fa",
        cursor_blurred="#e9ebef",
        hover="#f0f1f2",
        on_accent="#10203f",
        scroll="#c9cdd4",
        ground="#f8f8f6",
    ),
)

CONTRAST = Theme(
    name="jumpzone-contrast",
    primary="#66d9ff",
    secondary="#ffffff",
    accent="#66d9ff",
    success="#6cff9e",
    warning="#ffd75f",
    error="#ff8a8a",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1c1c1c",
    dark=True,
    text_alpha=1.0,
    variables=_variables(
        muted="#d0d0d0",
        faint="#a8a8a8",
        line="#9a9a9a",
        accent="#66d9ff",
        cursor="#004a66",
        cursor_blurred="#303030",
        hover="#262626",
        on_accent="#ffffff",
        scroll="#9a9a9a",
        ground="#000000",
    ),
)

THEMES = (DARK, LIGHT, CONTRAST)
"""All themes, the default first."""

THEME_NAMES = tuple(theme.name for theme in THEMES)
"""Names that the setting ``theme`` accepts."""


def register_themes(app: App[Any], name: str = DEFAULT_THEME) -> None:
    """Make the themes known to `app` and put one on; an unknown `name` means the default."""
    for theme in THEMES:
        app.register_theme(theme)
    app.theme = name if name in THEME_NAMES else DEFAULT_THEME
