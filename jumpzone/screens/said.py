"""What a page says after something was tried: good news, bad news, and how long to wait."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from jumpzone.errors import Throttled, ZoneError
from jumpzone.i18n import NT_
from jumpzone.screens.host import host
from jumpzone.widgets.content import Words, content, lines

__all__ = ["Said"]


class Said(Static):
    """A line or two; not there while there is nothing to say. A wait is counted down."""

    DEFAULT_CSS = """
    Said { height: auto; padding: 0 1; margin: 0 0 1 0; display: none; }
    Said.-said { display: block; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        """Start with nothing said."""
        super().__init__(markup=False, id=id)
        self._words: Words = ""
        self._error: ZoneError | None = None
        self._until = 0.0

    def on_mount(self) -> None:
        """Count."""
        self.set_interval(1.0, self._tick)

    def say(self, words: Words) -> None:
        """Say something good, or nothing."""
        self._words, self._error = words, None
        self.retranslate()

    def say_error(self, error: ZoneError) -> None:
        """Say what went wrong."""
        self._words, self._error = "", error
        if isinstance(error, Throttled):
            self._until = host(self).clock.monotonic() + error.retry_after
        self.retranslate()

    def _tick(self) -> None:
        if isinstance(self._error, Throttled):
            if self._left <= 0:
                self._error = None
            self.retranslate()

    @property
    def _left(self) -> int:
        return max(0, round(self._until - host(self).clock.monotonic()))

    def retranslate(self) -> None:
        """Say it in the current language."""
        error = self._error
        if isinstance(error, Throttled):
            wait = NT_(
                "Wait {n} second, then try again.", "Wait {n} seconds, then try again.", max(1, self._left)
            )
            said = Content.assemble(content(error.title, "$warning"), ". ", content(wait))
            said = Content.assemble(("◐ ", "$warning"), said)
        elif error is not None:
            said = Content.assemble(("✕ ", "$error"), content(error.message, "$error"))
            if error.hint is not None:
                said = lines([said, content(error.hint, "$text-muted")])
        else:
            said = content(self._words)
            if said.plain:
                said = Content.assemble(("● ", "$success"), said)
        self.set_class(bool(said.plain), "-said")
        self.update(said)
