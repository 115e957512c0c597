"""What comes from the keyboard: keys one after the other, and bytes that are no text.

Textual hands a key to whoever has the focus when it arrives, but looks up what the key does when its turn comes; by
then a key that followed may have moved the focus. Whoever types ahead of the drawing, or over a slow line that
delivers many keys at once, would press another button than the one meant, or type a password into the field before.
"""

from __future__ import annotations

import sys
from codecs import IncrementalDecoder, getincrementaldecoder
from collections import deque
from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from textual import events
from textual.driver import Driver
from textual.message_pump import MessagePump

if TYPE_CHECKING:
    from textual.app import App

    _Base = App[int]
else:
    _Base = object

__all__ = ["KeysInTurn"]

LONGEST: Final = 0.5
"""Seconds after which the next key is handed out in any case: something waits that no key should wait for."""


class KeysInTurn(_Base):
    """Mixed into the app, before Textual's own class."""

    def get_driver_class(self) -> type[Driver]:
        """Return what reads the terminal, made to put up with bytes that are no text.

        Textual's own gives up, and with it the whole program, when a terminal of another encoding or a noisy line
        sends a byte that is no UTF-8.
        """
        kind = super().get_driver_class()
        module = sys.modules[kind.__module__]
        if hasattr(module, "getincrementaldecoder"):
            vars(module)["getincrementaldecoder"] = _forgiving
        return kind

    def __init__(self, *arguments: Any, **named: Any) -> None:
        """Start with no key underway."""
        super().__init__(*arguments, **named)
        self._typed_ahead: deque[events.Key | events.Paste] = deque()
        self._turn = 0
        self._underway = False
        self._since = 0.0

    async def on_event(self, event: events.Event) -> None:
        """Hand out a key, or keep it until those before it are dealt with."""
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await super().on_event(event)
        else:
            self._typed_ahead.append(event)
            if self._underway and monotonic() - self._since < LONGEST:
                self.set_timer(LONGEST, partial(self._dealt_with, self._turn))
            else:
                await self._next()

    async def _next(self) -> None:
        """Hand out the next key and follow it up to the app."""
        if not self._typed_ahead:
            self._underway = False
            return
        event = self._typed_ahead.popleft()
        self._turn += 1
        self._underway, self._since = True, monotonic()
        turn, target = self._turn, self.focused or self.screen
        await super().on_event(event)
        self._follow(target, turn)

    def _follow(self, node: MessagePump, turn: int) -> None:
        """Wait behind what a node has to do, then behind what its parents have: messages go up that way."""
        while node is not self:
            parent = node._parent or self
            if node.is_running and node.call_later(self._follow, parent, turn):
                return
            node = parent
        self.call_later(self._dealt_with, turn)

    async def _dealt_with(self, turn: int) -> None:
        """Go on, unless it was gone on already."""
        if turn == self._turn and self._underway:
            await self._next()


def _forgiving(encoding: str) -> Callable[[], IncrementalDecoder]:
    """Stand in for `codecs.getincrementaldecoder`: what can't be read becomes a sign that says so."""
    return partial(getincrementaldecoder(encoding), "replace")
