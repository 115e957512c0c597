"""The Textual app: first paint, the store in a thread, global keys, the lock.

The first paint is a feature: this module and the front door load Textual and nothing else that is heavy. The store,
and with it the database library, is loaded and opened in a thread once the front door stands.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual import events, on
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.message import Message
from textual.screen import Screen

from jumpzone import i18n
from jumpzone.app_commands import CommandsApp
from jumpzone.app_crash import CrashReports
from jumpzone.app_keys import KeysInTurn
from jumpzone.app_session import FRONT, STILL_THERE, Committed
from jumpzone.errors import SignInFirst, ZoneError
from jumpzone.i18n import N_, T_
from jumpzone.model.clock import Clock, SystemClock
from jumpzone.screens.front import FrontDoor
from jumpzone.screens.host import DemoDetails
from jumpzone.screens.places import warm
from jumpzone.widgets.stylesheet import ReadOnceStylesheet
from jumpzone.widgets.theme import register_themes
from jumpzone.widgets.toasts import notify_safe

if TYPE_CHECKING:
    from jumpzone.bootstrap import AskPassphrase, Opened
    from jumpzone.model.mutations import Changes
    from jumpzone.settings import Settings
    from jumpzone.usecases.area import Session

    Opener = Callable[[AskPassphrase], Opened]

__all__ = ["JumpZoneApp", "run"]

SMALLEST: Final = (60, 18)
"""Columns and lines that every screen needs."""

LOOK_FOR_IDLE: Final = 5.0
"""Seconds between two looks at whether anybody is there."""

_COVERED: Final = frozenset({"command_palette", "search", "renewals", "mailbox", "lock", "colours"})
"""What a covered screen (locked, or too small) must not do."""

_NEVER: Final = frozenset(
    {
        "simulate_key",
        "screenshot",
        "toggle_dark",
        "toggle_class",
        "add_class",
        "remove_class",
        "push_screen",
        "switch_screen",
        "pop_screen",
        "switch_mode",
        "notify",
        "focus",
        "change_theme",
        "show_help_panel",
        "hide_help_panel",
    }
)
"""Actions of Textual that nothing here uses and no text may set off."""


@dataclass
class _Opened(Message, bubble=False):
    """The store is open."""

    opened: Opened


@dataclass
class _Failed(Message, bubble=False):
    """The store could not be opened."""

    error: ZoneError


@dataclass
class _Trouble(Message, bubble=False):
    """The session of an earlier start can't go on."""

    error: ZoneError


@dataclass
class _Resumed(Message, bubble=False):
    """A session of an earlier start goes on."""

    session: Session


class JumpZoneApp(CrashReports, KeysInTurn, CommandsApp):
    """The client zone in a terminal."""

    TITLE = "JumpZone"
    # What was said in passing leaves the buttons at the foot of lists and messages free.
    CSS = "ToastRack { margin-bottom: 5; }"
    DEFAULT_MODE = FRONT
    MODES: ClassVar[dict[str, str | Callable[[], Screen[Any]]]] = {FRONT: FrontDoor}

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", N_("Quit"), show=False, priority=True),
        Binding("ctrl+p", "command_palette", N_("All commands"), priority=True),
        Binding("slash", "search", N_("Search everything"), show=False),
        Binding("f2", "language", N_("Next language"), show=False),
        Binding("f3", "colours", N_("Next colours"), show=False),
        Binding("f4", "renewals", N_("Renewals"), show=False),
        Binding("ctrl+l", "lock", N_("Lock the zone"), show=False),
        Binding("ctrl+z", "suspend_process", N_("To the shell; fg comes back"), show=False),
        Binding("ctrl+b", "mailbox", N_("Mailbox"), show=False, priority=True),
    ]

    def __init__(
        self,
        settings: Settings,
        opener: Opener | None = None,
        *,
        demo: Callable[[], DemoDetails] | None = None,
        clock: Clock | None = None,
    ) -> None:
        """Make the app; nothing is opened yet.

        Args:
            settings: The settings.
            opener: Opens the zone, in a thread; the one that the settings describe when left out.
            demo: Gives what the sign-in page of a demo is filled in with, once the zone is open.
            clock: Tells how long nobody was there.
        """
        super().__init__(clock or SystemClock())
        self.settings = settings
        self._demo = demo
        self.log_paths = None if demo is not None else settings.paths
        self.trouble: ZoneError | None = None
        self._opener = opener
        register_themes(self, f"jumpzone-{settings.theme}")
        self.stylesheet = ReadOnceStylesheet(variables=self.get_css_variables())

    # -- beginning and end -----------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Open the store once the first screen is painted."""
        self.screen_change_signal.subscribe(self, self.dress)
        self.dress(self.screen)
        self.screen.call_after_refresh(self.open_store)
        self.set_interval(STILL_THERE, self.keep_alive)
        if self.settings.auto_lock_minutes:
            self.set_interval(LOOK_FOR_IDLE, self.lock_when_idle)

    def open_store(self) -> None:
        """Open the store in a thread, for the first time or again after trouble."""
        self.trouble = None
        self.run_worker(self._open, thread=True, group="opening")

    def _open(self) -> None:
        # Here at last the database library is loaded. What is loaded stays, so nobody need look through it for garbage.
        gc.disable()
        try:
            from jumpzone.bootstrap import open_zone
        finally:
            gc.freeze()
            gc.enable()
        if self._opener is None:
            self._opener = lambda ask: open_zone(self.settings, ask_passphrase=ask)
        try:
            self.opened = opened = self._opener(self._ask_passphrase)
        except ZoneError as error:
            self.post_message(_Failed(error))
            return
        self.post_message(_Opened(opened))
        # The keyring may take seconds; the front door is open meanwhile.
        try:
            if token := opened.keeper.load():
                self.post_message(_Resumed(opened.zone.access.resume(token)))
                return
        except SignInFirst:
            opened.keeper.forget()
        except ZoneError as error:
            self.post_message(_Trouble(error))
        if self.is_running:
            # Nobody is signed in, so one of the doors will be opened next.
            warm()

    def _ask_passphrase(self) -> str | None:
        """Ask for the store's passphrase; runs in a thread and waits for the answer."""
        from jumpzone.widgets.dialogs import AskPassword

        answered, answers = Event(), list[str | None]()

        def answer(text: str | None) -> None:
            answers.append(text)
            answered.set()

        def ask() -> None:
            title, text = (
                T_("Passphrase of the store"),
                T_("The store is encrypted. Enter its passphrase."),
            )
            self.push_screen(AskPassword(title, text), answer)

        self.call_from_thread(ask)
        while not answered.wait(0.2):
            if not self.is_running:
                return None
        return answers[0]

    @on(_Opened)
    def _store_opened(self, message: _Opened) -> None:
        opened = message.opened
        opened.store.on_commit(self._own_commit)
        opened.courier.start()
        self._set_zone(opened.zone)
        self._tell_front()
        if self._demo is not None:
            self._open_demo(self._demo())

    def _open_demo(self, demo: DemoDetails) -> None:
        """Show the demo at sign-in with the details filled in, or behind it."""
        self.demo = demo
        self.dress_all()
        self.watch_mail()
        if demo.signed_in:
            self.save(
                lambda: self.zone.access.sign_in(demo.email, demo.password),
                on_done=self.signed_in,
                owner=self,
            )
        else:
            self._pop_to_base()
            self.screen.post_message(FrontDoor.Knocked("sign-in"))

    def _own_commit(self, changes: Changes) -> None:
        """Pass on a change that this program made; called in the thread that made it."""
        self.post_message(Committed(changes, own=True))

    @on(_Failed)
    def _store_failed(self, message: _Failed) -> None:
        self.trouble = message.error
        self._tell_front()

    @on(_Resumed)
    def _session_resumed(self, message: _Resumed) -> None:
        if self.session is None:
            self.signed_in(message.session)

    @on(_Trouble)
    def _session_lost(self, message: _Trouble) -> None:
        self.show_error(message.error)

    def _tell_front(self) -> None:
        front = self.get_screen_stack(FRONT)[0]
        assert isinstance(front, FrontDoor)
        front.store_state(self.trouble)

    def store_awaited(self) -> None:
        """Say that the store is still being opened, or why it is not."""
        if self.trouble is not None:
            self.show_error(self.trouble)
        else:
            notify_safe(self, T_("One moment, the store is being opened."), timeout=3)

    async def action_quit(self) -> None:
        """Leave; asks first where something is unsaved."""
        self.unless_unsaved(self._go, T_("Leave the program"))

    def _go(self) -> None:
        if self._watcher is not None:
            self._watcher.stop()
        self.exit(0)

    def action_help_quit(self) -> None:
        """Ctrl+c ends other programs; here it copies, so say how to leave."""
        notify_safe(self, T_("ctrl+q leaves the program."), timeout=3)

    # -- what a click or a key must not do -------------------------------------------------------------

    async def _broker_event(self, event_name: str, event: events.Event, default_namespace: DOMNode) -> bool:
        """Run no action that a text asks for: nothing here uses links, so one could only come from data."""
        return False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Tell which global action can be done now."""
        if action in _NEVER or (self.covers and action in _COVERED):
            return False
        if action == "lock":
            return self.session is not None
        if action == "renewals":
            return self.may_see_renewals
        if action == "mailbox":
            return self.mail_folder is not None
        return True

    # -- locking, covering -----------------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        """Note that somebody is there."""
        if isinstance(event, events.InputEvent | events.Paste):
            self._last_input = self.clock.monotonic()
        await super().on_event(event)

    def lock_when_idle(self) -> None:
        """Lock when nobody was there for as long as the settings say."""
        idle = self.clock.monotonic() - self._last_input
        if idle >= 60 * self.settings.auto_lock_minutes:
            self.action_lock()

    def action_lock(self) -> None:
        """Cover the zone until the password is given."""
        if self.session is None or self.locked:
            return
        from jumpzone.screens.lock import LockScreen  # late: not for the first paint

        self.locked = True
        self._cover("lock", True)
        self.clear_notifications()
        self.push_screen(LockScreen(), lambda _answer: self._unlocked())

    def _unlocked(self) -> None:
        self.locked = False
        self._cover("lock", False)

    def _cover(self, why: str, covered: bool) -> None:
        if covered:
            self.covers.add(why)
        else:
            self.covers.discard(why)
        if self._watcher is not None:
            self._watcher.rest(bool(self.covers))

    def on_resize(self, event: events.Resize) -> None:
        """Say so while the terminal is too small for the screens."""
        cramped = event.size.width < SMALLEST[0] or event.size.height < SMALLEST[1]
        if cramped and "small" not in self.covers:
            from jumpzone.screens.small import SmallScreen  # late: most terminals are large enough

            self._cover("small", True)
            self.push_screen(SmallScreen(SMALLEST), lambda _answer: self._cover("small", False))


def run(
    settings: Settings,
    opener: Opener | None = None,
    *,
    demo: Callable[[], DemoDetails] | None = None,
) -> int:
    """Show the zone until people leave it.

    Args:
        settings: The settings.
        opener: Opens the zone; the one that the settings describe when left out.
        demo: Gives what the sign-in page of a demo is filled in with, once the zone is open.

    Returns:
        The exit code: 0, or 70 after a bug.
    """
    i18n.use(settings.language)
    if settings.no_color:
        # Textual looks there.
        os.environ["NO_COLOR"] = "1"
    app = JumpZoneApp(settings, opener, demo=demo)
    try:
        app.run()
    finally:
        # By now every thread that saved something has ended.
        if app.opened is not None:
            app.opened.close()
        # Or the interpreter would spend most of a second looking for garbage among everything that was loaded.
        gc.freeze()
    return app.return_code or 0
