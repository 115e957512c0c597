"""Whether there is a terminal that the zone can be drawn on."""

from __future__ import annotations

import os
import sys

import click

from jumpzone.i18n import gettext

__all__ = ["require_terminal"]


def require_terminal() -> None:
    """Refuse to open the zone where nobody could see or leave it.

    Raises:
        click.UsageError: The standard input, output or error is no terminal, or TERM names one that can't place
            the cursor.
    """
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise click.UsageError(
            gettext("The zone is drawn on a terminal, and there is none here. Scripts use the commands.")
        )
    if sys.platform != "win32" and os.environ.get("TERM", "") in ("", "dumb", "unknown"):
        raise click.UsageError(
            gettext(
                "The zone can't be drawn on this terminal. Set TERM to what it is, for example xterm-256color; the "
                "commands work all the same."
            )
        )
