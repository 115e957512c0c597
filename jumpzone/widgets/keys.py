"""The keys of a screen, for the bar at the bottom, the help and the command palette.

A binding's text is read when its class is made, long before the language is known; so bindings carry the English
text (`N_`) and it is translated here, when shown. Only bindings of the zone itself are listed: those that Textual's
own widgets bring along are not in the reader's language.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final, Protocol, runtime_checkable

from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen

from jumpzone.i18n import Text, gettext, pgettext
from jumpzone.widgets.content import words

__all__ = ["FOCUS_KEYS", "Key", "NamesActions", "all_keys", "key_name", "shown_keys"]

FOCUS_KEYS: Final = (
    Binding("tab", "app.focus_next", show=False, priority=True),
    Binding("shift+tab", "app.focus_previous", show=False, priority=True),
)
"""The keys that go from field to field, for screens and dialogs.

With priority, so that the app itself moves before it hands out the next key: what is typed faster than it is drawn (a
slow line delivers many keys at once) goes into the field that the person meant, and no password into the one before.
"""


@runtime_checkable
class NamesActions(Protocol):
    """A widget whose key does what its button says: "Sign in" rather than "Save"."""

    def words_of(self, action: str) -> Text | None:
        """Return the words for an action, or None for the binding's own."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key and what it does.

    Attributes:
        display: The key as people read it, such as ``ctrl+s`` or ``↑``.
        every: All keys that do the same, joined by blanks.
        description: What it does: an untranslated text, or the words of the widget that does it.
        action: The action's name.
        node: What the action is run on.
        shown: Whether it belongs into the bar of keys.
    """

    display: str
    every: str
    description: str | Text
    action: str
    node: DOMNode
    shown: bool

    @property
    def words(self) -> str:
        """What it does, in the current language."""
        return gettext(self.description) if isinstance(self.description, str) else words(self.description)


_SIGNS = {
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "question_mark": "?",
    "slash": "/",
    "pageup": "pgup",
    "pagedown": "pgdn",
    "escape": "esc",
    "minus": "-",
    "plus": "+",
    "asterisk": "*",
    "full_stop": ".",
    "comma": ",",
}


def key_name(key: str) -> str:
    """Return a key as people read it."""
    if key == "space":
        return pgettext("key", "space")
    *modifiers, last = key.split("+")
    last = _SIGNS.get(last, last)
    return "+".join([*modifiers, last])


@lru_cache(maxsize=256)
def _own_actions(kind: type[DOMNode]) -> frozenset[tuple[str, str]]:
    """Return (key, action) of the bindings that the zone's own classes declare."""
    own: set[tuple[str, str]] = set()
    for cls in kind.__mro__:
        if cls.__module__.startswith("textual."):
            continue
        own.update(
            (binding.key, binding.action)
            for binding in Binding.make_bindings(cls.__dict__.get("BINDINGS", ()))
        )
    return frozenset(own)


def _keys(screen: Screen[Any]) -> Iterator[Key]:
    merged: dict[tuple[str, DOMNode], Key] = {}
    for active in screen.active_bindings.values():
        node, binding = active.node, active.binding
        if not binding.description or not active.enabled:
            continue
        if (binding.key, binding.action) not in _own_actions(type(node)):
            continue
        name = binding.key_display or key_name(binding.key)
        known = merged.get((binding.action, node))
        if known is not None:
            merged[binding.action, node] = replace(
                known, every=f"{known.every} {name}", shown=binding.show or known.shown
            )
            continue
        said = node.words_of(binding.action) if isinstance(node, NamesActions) else None
        key = Key(name, name, said or binding.description, binding.action, node, binding.show)
        merged[binding.action, node] = key
    yield from merged.values()


def shown_keys(screen: Screen[Any]) -> list[Key]:
    """Return the keys for the bar at the bottom: those of the focused widget first."""
    return [key for key in _keys(screen) if key.shown]


def all_keys(screen: Screen[Any]) -> list[Key]:
    """Return every key that does something now, each action once."""
    return list(_keys(screen))
