"""Changing the language while the program runs.

Widgets keep their texts untranslated (`Text`, callables) and build what is shown in `retranslate()`. When the
language changes, the app calls :func:`retranslate_all`; values that people typed are no texts of a widget and
stay untouched.
"""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

from textual.app import App
from textual.dom import DOMNode

__all__ = ["Retranslates", "retranslate_all", "retranslate_below"]


@runtime_checkable
class Retranslates(Protocol):
    """Something that shows words of the program and can show them anew in the current language."""

    def retranslate(self) -> None:
        """Show every text anew in the current language, without losing what was typed."""


def retranslate_below(node: DOMNode) -> None:
    """Retranslate `node` and everything in it."""
    for found in node.walk_children(with_self=True):
        if isinstance(found, Retranslates):
            found.retranslate()


def retranslate_all(app: App[Any]) -> None:
    """Retranslate every screen that exists, also those that are covered; call it after `i18n.use`."""
    for screen in {id(screen): screen for stack in app._screen_stacks.values() for screen in stack}.values():
        retranslate_below(screen)
