"""A stylesheet that reads each piece of CSS once for each theme.

Textual's own keeps 64 pieces, in a cache that the zone's seventy widgets run over each time, and reads all of them
anew for every screen that brings a file of its own: half of what opening a screen costs.
"""

from __future__ import annotations

from typing import Final

from textual.cache import LRUCache
from textual.css.stylesheet import Stylesheet

__all__ = ["ReadOnceStylesheet"]

KEPT: Final = 1024
"""Pieces of CSS that stay read: more than there are kinds of widgets and screens."""


class ReadOnceStylesheet(Stylesheet):
    """Textual's stylesheet, with what was read kept until the theme's colours change."""

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        """Start empty.

        Args:
            variables: The theme's colours by name.
        """
        super().__init__(variables=variables)
        self._parse_cache = LRUCache(KEPT)

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take a theme's colours; other colours mean reading everything anew."""
        if variables != self._variables:
            super().set_variables(variables)

    def reparse(self) -> None:
        """Read what is new; the rest stands as it was read with these colours."""
        self.parse()
