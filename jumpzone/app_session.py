"""Who is signed in, and what is shown behind sign-in: places, changes, drafts."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from textual import on
from textual.message import Message
from textual.screen import Screen

from jumpzone import i18n
from jumpzone.app_watch import Watcher
from jumpzone.errors import SignInFirst
from jumpzone.i18n import NT_, T_, Text
from jumpzone.model.clock import Clock
from jumpzone.screens.front import FrontDoor
from jumpzone.screens.host import HoldsDraft, ZoneChanged, ZoneHost
from jumpzone.screens.places import PLACES, RECORDS_OF, make_place, preload
from jumpzone.widgets.chrome import NavBar, TopBar
from jumpzone.widgets.content import data
from jumpzone.widgets.toasts import notify_safe
from jumpzone.widgets.zone_screen import FrontScreen, ZoneScreen

if TYPE_CHECKING:
    from pathlib import Path

    from jumpzone.bootstrap import Opened
    from jumpzone.model.mutations import Changes
    from jumpzone.screens.letters import Inbox, Letter
    from jumpzone.usecases.access import WhoAmI
    from jumpzone.usecases.area import Session

__all__ = ["FRONT", "SessionApp"]

FRONT: Final = "front"
"""The mode of everything before sign-in; each place of the tabs is a mode of its own."""


STILL_THERE: Final = 300.0
"""Seconds after the last input for which somebody counts as being there."""

PRELOAD_AFTER: Final = 0.7
"""Seconds after signing in until the other places are loaded: the dashboard comes first."""


@dataclass
class Committed(Message, bubble=False):
    """Something was changed; ``own``: by this program."""

    changes: Changes
    own: bool


class SessionApp(ZoneHost):
    """The part of the app that holds the session."""

    def __init__(self, clock: Clock) -> None:
        """Start with nobody signed in."""
        super().__init__()
        self.opened: Opened | None = None
        self.clock = clock
        self.locked = False
        self.unread = 0
        self.covers: set[str] = set()
        self._last_input = clock.monotonic()
        self._watcher: Watcher | None = None
        self._missed: dict[str, Changes] = {}

    @property
    def mail_folder(self) -> Path | None:
        """Where mail lies that does not go out; None when it does, or before the store is open."""
        return None if self.opened is None else self.opened.mail_folder

    # -- who is signed in ------------------------------------------------------------------------------

    def signed_in(self, session: Session) -> None:
        """Show the dashboard."""
        assert self.opened is not None
        zone = self.opened.zone.signed_in(session)
        self._set_zone(zone)
        self._last_input = self.clock.monotonic()
        every = 1 / self.settings.updates_per_second
        self._watcher = Watcher(zone, every, lambda changes: self.post_message(Committed(changes, own=False)))
        self._watcher.start()
        self._pop_to_base()
        for place in PLACES:
            if place not in self._modes:
                self.add_mode(place, partial(make_place, place))
        self.switch_mode("home")
        self.set_timer(PRELOAD_AFTER, self._preload)

    def _preload(self) -> None:
        self.run_worker(preload, thread=True, group="preload")

    def remember(self, session: Session) -> None:
        """Keep a session's token for the next start."""
        if self.opened is not None and session.token is not None:
            self.opened.keeper.keep(session.token)

    def why_not_remember(self) -> Text | None:
        """Say why a token would not outlive the program."""
        return None if self.opened is None else self.opened.keeper.obstacle()

    def sign_out(self) -> None:
        """End the session and go back to the front door; asks first where something is unsaved."""
        self.unless_unsaved(self._sign_out_now, T_("Sign out"))

    def _sign_out_now(self) -> None:
        opened, session = self.opened, self.session
        if opened is None or session is None:
            return
        signed = self.zone
        self._leave()

        def end() -> None:
            signed.access.sign_out()
            opened.keeper.forget()

        self.save(end)
        notify_safe(self, T_("You are signed out."))

    def session_ended(self, error: SignInFirst) -> None:
        """Go back to sign-in and say why; drafts were kept."""
        if self.session is None:
            return
        self.keep_drafts()
        self._leave()
        self.save(self._forget_token)
        self.screen.post_message(FrontDoor.Knocked("sign-in", error.message))

    def _forget_token(self) -> None:
        if self.opened is not None:
            self.opened.keeper.forget()

    def _leave(self) -> None:
        """Close everything behind sign-in."""
        assert self.opened is not None
        if self._watcher is not None:
            self._watcher.stop()
            self._watcher = None
        self._missed.clear()
        self._set_zone(self.opened.zone)
        self._pop_to_base()
        self.switch_mode(FRONT)
        self._pop_to_base()
        for place in PLACES:
            if place in self._modes:
                self.remove_mode(place)

    def _pop_to_base(self) -> None:
        """Close what lies over the first screen, a lock included."""
        while len(self.screen_stack) > 1:
            self.pop_screen()
        self.locked = False
        self.covers.clear()

    def keep_alive(self) -> None:
        """Tell the store that somebody is still there, so that the session does not end under their hands."""
        if self.session is not None and self.clock.monotonic() - self._last_input < STILL_THERE:
            self.save(self.zone.access.keep_alive, owner=self)

    # -- what is unsaved -------------------------------------------------------------------------------

    def _drafts(self) -> Iterator[tuple[str, Any]]:
        for mode in tuple(self._screen_stacks):
            for screen in self.get_screen_stack(mode):
                if isinstance(screen, HoldsDraft) and (draft := screen.draft()) is not None:
                    yield draft

    def keep_drafts(self) -> None:
        """Keep what is typed and not saved, in a thread."""
        if self.ready and (drafts := list(self._drafts())):
            zone = self.zone

            def keep() -> None:
                for form, values in drafts:
                    zone.drafts.keep(form, values)

            self.save(keep)

    def unless_unsaved(self, act: Callable[[], object], yes: Text) -> None:
        """Do something at once, or after a question where something is unsaved."""
        if self.session is None or self.locked or not any(self._drafts()):
            self.keep_drafts()
            act()
            return
        from jumpzone.widgets.dialogs import Confirm  # late: not for the first paint

        def answered(sure: bool | None) -> None:
            if sure:
                self.keep_drafts()
                act()

        text = T_("There are changes that are not saved. They are kept as a draft and come back next time.")
        self.push_screen(Confirm(T_("Unsaved changes"), text, yes=yes), answered)

    # -- changes ---------------------------------------------------------------------------------------

    @on(Committed)
    def _committed(self, message: Committed) -> None:
        session = self.session
        if session is None or message.changes.account not in ("", session.account.id):
            return
        if message.own and self._watcher is not None:
            self._watcher.own(message.changes)
        for mode in PLACES:
            if mode not in self._screen_stacks:
                continue
            if mode == self.current_mode:
                self._pass_on(mode, message.changes)
            else:
                known = self._missed.get(mode)
                self._missed[mode] = message.changes if known is None else known | message.changes
        if message.changes.touches("account", "login", "email_address", "membership"):
            self.load(self.zone.access.whoami, self._who_came, owner=self, group="whoami")

    def _who_came(self, who: WhoAmI) -> None:
        """Show the account and the login as they are called now."""
        if self.opened is not None and (session := self.session) is not None:
            now = replace(session, login=who.login, address=who.address, account=who.account, role=who.role)
            self._set_zone(self.opened.zone.signed_in(now))
            self.dress_all()

    def _pass_on(self, mode: str, changes: Changes) -> None:
        for screen in self.get_screen_stack(mode):
            screen.post_message(ZoneChanged(changes))

    # -- places and bars -------------------------------------------------------------------------------

    def go(self, place: str) -> None:
        """Show a place of the tabs."""
        if self.session is None or place not in PLACES or place == self.current_mode:
            return
        if place in self._closed_places():
            return
        self.switch_mode(place)
        if (missed := self._missed.pop(place, None)) is not None:
            self._pass_on(place, missed)

    def _closed_places(self) -> frozenset[str]:
        """Return the places whose records the reader may not see: no tab leads there, and no key."""
        return frozenset(place for place, type_ in RECORDS_OF.items() if not self.zone.may_read(type_))

    @on(NavBar.Chosen)
    def _place_chosen(self, message: NavBar.Chosen) -> None:
        self.go(message.name)

    def dress(self, screen: Screen[Any]) -> None:
        """Show on a screen's bars who is signed in, where, and the language."""
        if not isinstance(screen, ZoneScreen | FrontScreen):
            return
        bar, session = screen.top_bar, self.session
        if isinstance(screen, ZoneScreen) and session is not None:
            account = session.account
            bar.account = data(f"{account.display_name} · {account.number}")
            bar.login = data(session.address.address)
            screen.nav_bar.hidden = self._closed_places()
        bar.language = i18n.current().language
        if self.demo is None:
            bar.badge = ""
        elif self.unread:
            bar.badge = NT_("Demo: {n} new mail", "Demo: {n} new mails", self.unread)
        else:
            bar.badge = T_("Demo: mailbox")

    def dress_all(self) -> None:
        """Do so on every screen."""
        for mode in tuple(self._screen_stacks):
            for screen in self.get_screen_stack(mode):
                self.dress(screen)

    @on(TopBar.Pressed)
    def _bar_pressed(self, message: TopBar.Pressed) -> None:
        if message.part == "brand":
            if self.session is None:
                self._pop_to_base()
            else:
                self.go("home")
        elif message.part == "account":
            self.show_accounts()
        elif message.part == "language":
            self.choose_language()
        elif message.part == "login":
            self.offer_login()
        else:
            self.show_mailbox()

    def offer_login(self) -> None:
        """Offer what one can do with one's own login."""
        from jumpzone.widgets.dialogs import Choose  # late: not for the first paint

        choices = [
            ("account", T_("Account")),
            ("accounts", T_("Your customer centres")),
            ("password", T_("Change the password")),
            ("lock", T_("Lock the zone")),
            ("sign-out", T_("Sign out")),
            ("quit", T_("Quit")),
        ]

        def chosen(choice: str | None) -> None:
            match choice:
                case "account":
                    self.go("account")
                case "accounts":
                    self.show_accounts()
                case "password":
                    self.change_password()
                case "lock":
                    self.action_lock()
                case "sign-out":
                    self.sign_out()
                case "quit":
                    self.call_later(self.action_quit)

        session = self.session
        if session is not None:
            self.push_screen(Choose(data(session.address.address), "", choices), chosen)

    def change_password(self) -> None:
        """Open the screen that changes the password."""
        from jumpzone.screens.password import PasswordScreen  # late: not for the first paint

        self.push_screen(PasswordScreen())

    def show_accounts(self) -> None:
        """Open the screen of the reader's accounts."""
        from jumpzone.screens.accounts import AccountsScreen  # late: seldom gone to

        if not isinstance(self.screen, AccountsScreen):
            self.push_screen(AccountsScreen())

    def open_account(self, account: str) -> None:
        """Open another account of the reader's; asks first where something is unsaved."""
        members = self.zone.members

        def open_now() -> None:
            self.load(lambda: members.switch(account), self._opened_account, group="switch")

        self.unless_unsaved(open_now, T_("Open"))

    def _opened_account(self, session: Session) -> None:
        self._leave()
        self.signed_in(session)

    def show_announcements(self) -> None:
        """Open the screen of everything that was announced."""
        from jumpzone.screens.announcements import AnnouncementsScreen  # late: seldom gone to

        if not isinstance(self.screen, AnnouncementsScreen):
            self.push_screen(AnnouncementsScreen())

    def show_addresses(self) -> None:
        """Open the screen of the reader's own addresses."""
        from jumpzone.screens.addresses import AddressesScreen  # late: seldom gone to

        if not isinstance(self.screen, AddressesScreen):
            self.push_screen(AddressesScreen())

    def show_access(self) -> None:
        """Open the screen of who has access; to those who can't change it, that of what they have access to."""
        if not self.zone.can("membership.invite", "membership"):
            self.show_accounts()
            return
        from jumpzone.screens.access import AccessScreen  # late: seldom gone to

        if not isinstance(self.screen, AccessScreen):
            self.push_screen(AccessScreen())

    def show_second_factor(self) -> None:
        """Open the screen of the second factor."""
        from jumpzone.screens.second_factor import SecondFactorScreen  # late: seldom gone to

        self.push_screen(SecondFactorScreen())

    def show_about(self) -> None:
        """Say what program this is."""
        from jumpzone.screens.about import AboutScreen  # late: not for the first paint

        if not isinstance(self.screen, AboutScreen):
            self.push_screen(AboutScreen())

    def show_mailbox(self) -> None:
        """Open the demo's mailbox, or close it."""
        from jumpzone.screens.mailbox import MailboxScreen  # late: demos only

        if isinstance(self.screen, MailboxScreen):
            self.screen.action_close()
        elif self.opened is not None and self.opened.mail_folder is not None:
            self.unread = 0
            self.dress_all()
            self.push_screen(MailboxScreen(self.opened.mail_folder), lambda _answer: self.forget_unread())

    def forget_unread(self) -> None:
        """The mailbox was looked into: what is in it is not new any more."""
        self.unread = 0
        self.dress_all()

    def watch_mail(self) -> None:
        """Tell of each mail that arrives in the folder from now on."""
        from jumpzone.screens.letters import Inbox  # late: demos only

        if self.mail_folder is not None:
            self.set_interval(1.0, partial(self._look_for_mail, Inbox(self.mail_folder)))

    def _look_for_mail(self, inbox: Inbox) -> None:
        if inbox.changed():
            self.load(inbox.fresh, self._mail_came, owner=self, group="mail")

    def _mail_came(self, fresh: list[Letter]) -> None:
        if not fresh:
            return
        self.unread += len(fresh)
        self.dress_all()
        if not self.locked:
            notify_safe(
                self, data(fresh[0].subject), title=T_("New mail: ctrl+b opens the mailbox"), timeout=5
            )

    @abstractmethod
    def action_lock(self) -> None:
        """Cover the zone until the password is given."""
