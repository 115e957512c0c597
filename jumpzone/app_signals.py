"""The terminal's bell, or a message on the desktop, when something needs the reader while the zone is open."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Final

from textual import on
from textual.timer import Timer

from jumpzone.app_session import Committed, SessionApp
from jumpzone.i18n import NT_, T_, Text
from jumpzone.model.text import safe_text

if TYPE_CHECKING:
    from jumpzone.usecases.area import Session
    from jumpzone.usecases.attention import Look, Matter

__all__ = ["APART", "SignalsApp", "sequence"]

APART: Final = 60.0
"""Seconds between two signals at least; what comes meanwhile is told with the next."""

_EVERY: Final = 10.0
"""Seconds between two looks at the clock: for a signal that waits, and for a new day."""

_AT_REST: Final = 1.5
"""Seconds after signing in until the first look: the dashboard comes first."""

_TYPES: Final = ("ticket", "ticket_reply", "invoice", "transaction", "domain", "message")
"""The record types whose changes can come to need somebody."""

_LONGEST: Final = 160

_ANYWAY: Final = 300.0
"""Seconds after which it looks anew though nothing has changed here: announcements belong to no account."""


def sequence(mode: str, words: str) -> str:
    """Return what is written to the terminal.

    Args:
        mode: ``bell`` or ``osc9``.
        words: What has happened; data in it becomes harmless here.
    """
    if mode != "osc9":
        return "\a"
    # The name in front also keeps a text from being taken for one of ConEmu's numbered commands.
    return f"\x1b]9;JumpZone: {safe_text(words, limit=_LONGEST)}\x1b\\"


class SignalsApp(SessionApp):
    """The part of the app that signals."""

    _known: frozenset[tuple[str, str, str]] | None = None
    _looked_on: date | None = None
    _looked_rev: int | None = None
    _last_signal: float | None = None
    _waiting_matters: tuple[Matter, ...] = ()
    _signal_timer: Timer | None = None
    _looked_at: float = 0.0

    def signed_in(self, session: Session) -> None:
        """Show the dashboard, and begin to look for what comes."""
        super().signed_in(session)
        self._known, self._looked_rev, self._waiting_matters = None, None, ()
        if self.settings.signals != "off":
            self.set_timer(_AT_REST, self._first_look)
            self._signal_timer = self.set_interval(_EVERY, self._time_passes)

    def _first_look(self) -> None:
        if self._signals_now and self._known is None:
            self._look()

    def _leave(self) -> None:
        """Close everything behind sign-in, and signal nothing more."""
        if self._signal_timer is not None:
            self._signal_timer.stop()
        self._waiting_matters = ()
        super()._leave()

    @on(Committed)
    def _something_changed(self, message: Committed) -> None:
        if self._signals_now and message.changes.touches(*_TYPES):
            self._look()

    @property
    def _signals_now(self) -> bool:
        return self.session is not None and self.settings.signals != "off"

    def _time_passes(self) -> None:
        """Tell what had to wait; look anew on a new day, as dates come near without any change, and now and then."""
        if not self._signals_now:
            return
        long_ago = self.clock.monotonic() - self._looked_at >= _ANYWAY
        if self._looked_on is not None and (self.today != self._looked_on or long_ago):
            self._look()
        self._tell(())

    def _look(self) -> None:
        zone, today, since = self.zone, self.today, self._looked_rev
        self._looked_on, self._looked_at = today, self.clock.monotonic()
        self.load(lambda: zone.attention.look(today, since), self._looked, owner=self, group="attention")

    def _looked(self, look: Look) -> None:
        before, self._looked_rev = self._known, look.rev
        # What was known once stays so: lists are cut, and what comes back into one is no news.
        self._known = (before or frozenset()) | {each.key for each in look.matters}
        if before is not None:
            self._tell(each for each in look.matters if each.key not in before and each.about not in look.own)

    def _tell(self, matters: Iterable[Matter]) -> None:
        self._waiting_matters += tuple(matters)
        now = self.clock.monotonic()
        if not self._waiting_matters or (self._last_signal is not None and now - self._last_signal < APART):
            return
        told, self._waiting_matters = self._waiting_matters, ()
        self._last_signal = now
        self.write_signal(sequence(self.settings.signals, self._words(told).render()))

    def _words(self, matters: tuple[Matter, ...]) -> Text:
        if self.locked:
            # Whoever passes by is not told more than the covered screen shows.
            return T_("Something needs you")
        if len(matters) == 1:
            return matters[0].words
        return NT_("{n} thing needs you", "{n} things need you", len(matters))

    def write_signal(self, text: str) -> None:
        """Write it to the terminal, past the screen."""
        if self._driver is not None and not self.is_headless:
            self._driver.write(text)
            self._driver.flush()

    @abstractmethod
    def action_lock(self) -> None:
        """Cover the zone until the password is given."""
