"""Dates on the command line."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from jumpzone.i18n import gettext
from jumpzone.model.text import safe_text

__all__ = ["Date"]


class Date(click.ParamType[date]):
    """A date as `YYYY-MM-DD`."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read it."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(
                gettext("“{text}” is no date. Write it as in 2026-11-23.", text=safe_text(value, limit=60)),
                param,
                ctx,
            )
