"""Parts of README.md that are written from the code: `python -m tests.readme` brings them up to date."""

from __future__ import annotations

import re

from jumpzone.settings_table import SETTINGS
from tests.support import ROOT

README = ROOT / "README.md"


def settings_table() -> str:
    """The table of settings, in Markdown."""
    lines = ["| setting | variable | values | default | what it is for |", "|---|---|---|---|---|"]
    for setting in SETTINGS:
        default = setting.default
        shown = (
            str(default).lower()
            if isinstance(default, bool)
            else ""
            if default in (None, "")
            else str(default)
        )
        cell = f"`{shown}`" if shown else ""
        lines.append(
            f"| `{setting.key}` | `{setting.variable}` | {setting.values} | {cell} | {setting.help} |"
        )
    return "\n".join(lines)


def current(text: str) -> str:
    """The README's text with its written parts as they ought to be."""
    return re.sub(
        r"(?s)(<!-- settings: make readme -->\n).*?(<!-- end -->)",
        lambda match: f"{match[1]}{settings_table()}\n{match[2]}",
        text,
    )


if __name__ == "__main__":
    README.write_text(current(README.read_text("utf-8")), "utf-8")
