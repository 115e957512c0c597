"""What a screen may ask of the app it runs in: the zone, saving, reading, the language, word of changes.

Screens cannot import the app, which stands above them; they get at it by :func:`host`::

    zone = host(self).zone
    host(self).load(lambda: zone.contacts.list(), self._show)
    host(self).save(lambda: zone.contacts.save(seen, values), on_done=self._saved, on_error=self._refused)

What runs in a thread takes the zone along, as here: the screen may be gone by then, and knows no app any more.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast, runtime_checkable

from textual import on
from textual.app import App
from textual.dom import DOMNode
from textual.message import Message
from textual.widget import Widget

from jumpzone.errors import SignInFirst, ZoneError
from jumpzone.widgets.content import Words

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from jumpzone.i18n import Text
    from jumpzone.model.clock import Clock
    from jumpzone.model.mutations import Changes
    from jumpzone.settings import Settings
    from jumpzone.usecases.area import Session
    from jumpzone.usecases.zone import Zone

__all__ = ["DemoDetails", "HoldsDraft", "ZoneChanged", "ZoneHost", "host"]

T = TypeVar("T")


@dataclass
class ZoneChanged(Message, bubble=False):
    """Records of the open account were changed, by this program or another one.

    A screen refreshes only if ``changes.touches(...)`` something it shows. Screens that are not shown get the sum
    of what they missed when they are shown again.
    """

    changes: Changes


@runtime_checkable
class HoldsDraft(Protocol):
    """A screen with something typed that is not saved."""

    def draft(self) -> tuple[str, Mapping[str, Any]] | None:
        """Return the form's name for `zone.drafts` and what to keep, never a secret; None when all is saved."""


@dataclass(frozen=True, slots=True)
class DemoDetails:
    """What the sign-in page of a demo is filled in with.

    Attributes:
        email: Who signs in.
        password: With what.
        companies: Every sample company, to choose from: (address, what it is).
        signed_in: Go straight to the dashboard.
        pay: Lets a sample payment of a document arrive in a few seconds, by account and document; there is no
            payment page to open.
    """

    email: str
    password: str
    companies: tuple[tuple[str, Words], ...] = ()
    signed_in: bool = False
    pay: Callable[[str, str], None] | None = None


@dataclass(eq=False, slots=True)
class _Job:
    """Something that a thread does for a screen."""

    work: Callable[[], Any]
    on_done: Callable[[Any], object] | None
    on_error: Callable[[ZoneError], object] | None
    owner: DOMNode | None
    group: str


@dataclass
class _Finished(Message, bubble=False):
    """A thread has done its job, or was refused."""

    job: _Job
    result: Any = None
    error: ZoneError | None = None


class ZoneHost(App[int]):
    """The part of the app that screens know."""

    settings: Settings
    clock: Clock

    def __init__(self) -> None:
        """Start with nobody signed in and no store."""
        super().__init__()
        self.demo: DemoDetails | None = None
        self._zone: Zone | None = None
        self._waiting: list[_Job] = []
        self._latest: dict[tuple[int, str], _Job] = {}

    # -- the zone --------------------------------------------------------------------------------------

    @property
    def zone(self) -> Zone:
        """The zone as the reader sees it. Its calls block: make them in `load` and `save`.

        Raises:
            RuntimeError: The store is not open yet; `load` and `save` wait for it.
        """
        if self._zone is None:
            raise RuntimeError("the store is not open yet")
        return self._zone

    @property
    def ready(self) -> bool:
        """Whether the store is open."""
        return self._zone is not None

    @property
    def session(self) -> Session | None:
        """Who is signed in, or None."""
        return None if self._zone is None else self._zone.reader

    @property
    def timezone(self) -> ZoneInfo:
        """The zone in which times are shown: the login's own, before signing in that of the settings."""
        from zoneinfo import ZoneInfo  # late: not for the first paint

        session = self.session
        if session is not None:
            try:
                return ZoneInfo(session.login.timezone)
            except (KeyError, ValueError, OSError):
                pass  # a name that this machine's time zone data does not have
        return ZoneInfo(self.settings.timezone)

    @property
    def today(self) -> date:
        """The reader's date, by the zone's clock."""
        return self.zone.deps.clock.now().astimezone(self.timezone).date()

    def _set_zone(self, zone: Zone | None) -> None:
        """Show the zone as somebody else sees it; what waited for it begins."""
        self._zone = zone
        if zone is not None:
            waiting, self._waiting = self._waiting, []
            for job in waiting:
                self._start(job)

    # -- work in threads -------------------------------------------------------------------------------

    def save(
        self,
        work: Callable[[], T],
        *,
        on_done: Callable[[T], object] | None = None,
        on_error: Callable[[ZoneError], object] | None = None,
        owner: DOMNode | None = None,
    ) -> None:
        """Do `work` in a thread that belongs to the app: leaving the screen, even the program, doesn't stop it.

        Args:
            work: Calls the zone. An exception that is no `ZoneError` is a bug and ends the program.
            on_done: Called with the result, on the UI's side.
            on_error: Called with the error; left out, an `ErrorDialog` says it. A `SignInFirst` while somebody is
                signed in always leads back to sign-in.
            owner: The screen or widget that the callbacks belong to (found by itself for its methods). Once it is
                gone, `on_done` is not called, and an error is shown as a dialog.
        """
        self._submit(_Job(work, on_done, on_error, owner or _owner(on_done) or _owner(on_error), ""))

    def load(
        self,
        work: Callable[[], T],
        on_done: Callable[[T], object],
        *,
        on_error: Callable[[ZoneError], object] | None = None,
        owner: DOMNode | None = None,
        group: str = "load",
    ) -> None:
        """Read in a thread. Of several loads of one `owner` and `group` only the latest is answered.

        Args:
            work: Calls the zone.
            on_done: Called with the result, unless a later load was asked for or the owner is gone.
            on_error: As in `save`.
            owner: As in `save`.
            group: Tells apart what one screen reads side by side.
        """
        job = _Job(work, on_done, on_error, owner or _owner(on_done), group)
        self._latest[id(job.owner), group] = job
        self._submit(job)

    def _submit(self, job: _Job) -> None:
        if self._zone is None:
            self._waiting.append(job)
            self.store_awaited()
        else:
            self._start(job)

    def _start(self, job: _Job) -> None:
        self.run_worker(partial(self._work, job), thread=True, group=f"zone-{job.group or 'save'}")

    def _work(self, job: _Job) -> None:
        """Do a job; runs in a thread."""
        try:
            result = job.work()
        except ZoneError as error:
            self.post_message(_Finished(job, error=error))
        else:
            self.post_message(_Finished(job, result))

    @on(_Finished)
    def _finished(self, message: _Finished) -> None:
        job = message.job
        if job.group:
            key = (id(job.owner), job.group)
            if self._latest.get(key) is not job:
                return
            del self._latest[key]
            if _gone(job.owner):
                return
        if message.error is None:
            if job.on_done is not None and not _gone(_owner(job.on_done) or job.owner):
                job.on_done(message.result)
        elif isinstance(message.error, SignInFirst) and self.session is not None:
            self.session_ended(message.error)
        elif job.on_error is not None and not _gone(_owner(job.on_error) or job.owner):
            job.on_error(message.error)
        else:
            self.show_error(message.error)

    def run_kept(self, work: Callable[[], object], on_error: Callable[[ZoneError], object]) -> None:
        """Do something that needs no store in a thread that belongs to the app."""
        self._start(_Job(work, None, on_error, None, ""))

    def show_error(self, error: ZoneError) -> None:
        """Say an error in a dialog."""
        from jumpzone.widgets.dialogs import ErrorDialog  # late: not for the first paint

        self.push_screen(ErrorDialog(error))

    # -- what the app itself does ----------------------------------------------------------------------

    @property
    @abstractmethod
    def mail_folder(self) -> Path | None:
        """Where mail lies that does not go out; None when it does, or before the store is open."""

    @abstractmethod
    def show_about(self) -> None:
        """Say what program this is."""

    @abstractmethod
    def change_password(self) -> None:
        """Open the screen that changes the password."""

    @abstractmethod
    def open_account(self, account: str) -> None:
        """Open another account of the reader's; asks first where something is unsaved."""

    @abstractmethod
    def show_accounts(self) -> None:
        """Show the reader's accounts, to open another one."""

    @abstractmethod
    def show_addresses(self) -> None:
        """Show the reader's own addresses."""

    @abstractmethod
    def show_access(self) -> None:
        """Show who has access, which owners change; to others what they have access to."""

    @abstractmethod
    def show_second_factor(self) -> None:
        """Open the screen of the second factor."""

    @abstractmethod
    def open_store(self) -> None:
        """Open the store, for the first time or again after trouble."""

    @abstractmethod
    def store_awaited(self) -> None:
        """Somebody wants something of the store, which is not open yet."""

    @abstractmethod
    def signed_in(self, session: Session) -> None:
        """Somebody has signed in: show the dashboard."""

    @abstractmethod
    def sign_out(self) -> None:
        """End the session and go back to the front door."""

    @abstractmethod
    def session_ended(self, error: SignInFirst) -> None:
        """The session was ended elsewhere: keep drafts, go back to sign-in and say why."""

    @abstractmethod
    def switch_language(self, language: str) -> None:
        """Speak another language at once; what is typed stays."""

    @abstractmethod
    def go(self, place: str) -> None:
        """Show one of the places of the tabs, by its name."""

    @abstractmethod
    def choose_language(self) -> None:
        """Offer the languages."""

    @abstractmethod
    def remember(self, session: Session) -> None:
        """Keep a session's token for the next start; blocks, so only inside `save` or `load`."""

    @abstractmethod
    def why_not_remember(self) -> Text | None:
        """Say why a token would not outlive the program, or None; blocks, so only inside `save` or `load`."""

    @abstractmethod
    def show_mailbox(self) -> None:
        """Show the mail that lies in the folder, or close it again."""


def host(node: DOMNode) -> ZoneHost:
    """Return the app that a screen or widget runs in."""
    return cast(ZoneHost, node.app)


def _gone(owner: DOMNode | None) -> bool:
    return isinstance(owner, Widget) and not owner.is_attached


def _owner(callback: Callable[..., object] | None) -> DOMNode | None:
    found = getattr(callback, "__self__", None)
    return found if isinstance(found, DOMNode) else None
