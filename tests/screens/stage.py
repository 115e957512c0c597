"""One screen on a real store, in an app that does no more than screens may ask for."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path
from typing import Any

from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets.input import Selection

from jumpzone import i18n
from jumpzone.errors import SignInFirst
from jumpzone.i18n import Text, use
from jumpzone.model.clock import FakeClock
from jumpzone.model.mutations import Changes
from jumpzone.model.records import Message
from jumpzone.screens.host import ZoneChanged, ZoneHost
from jumpzone.settings import Settings
from jumpzone.store import fulltext
from jumpzone.store.access import set_password
from jumpzone.store.rows import to_row
from jumpzone.store.store import Store
from jumpzone.store.tables import TABLES
from jumpzone.usecases.area import Session
from jumpzone.usecases.zone import Zone
from jumpzone.widgets.dialogs import Dialog
from jumpzone.widgets.form.form import Form
from jumpzone.widgets.form.inputs import SafeInput
from jumpzone.widgets.form.spec import Value
from jumpzone.widgets.retranslate import retranslate_all
from jumpzone.widgets.theme import register_themes
from tests.fakes import make_deps
from tests.store.helpers import OpenZone, open_account
from tests.widgets.screens import screen_text

PASSWORD = "a quiet spoon of gravel"
EMAIL = "maria@studio.example"


class Company:
    """A store with one account, and ways to look at it and change it from outside."""

    def __init__(self, store: Store, clock: FakeClock, **profile: Any) -> None:
        self.store = store
        self.clock = clock
        self.deps = make_deps(store, clock)
        self.opened: OpenZone = open_account(self.deps.executor, EMAIL, **profile)
        with store.write() as tx:
            set_password(tx, self.opened.login, self.deps.hasher.hash(PASSWORD), clock.now())

    def sign_in(self) -> Zone:
        """The zone, signed in once more: another program of the same person."""
        zone = Zone(self.deps, None)
        return zone.signed_in(zone.access.sign_in(EMAIL, PASSWORD))

    def add_messages(self, *messages: dict[str, Any]) -> list[str]:
        """Write sent messages, the first given the newest; a minute between two."""
        ids, rows = [], []
        now = self.clock.now()
        for index, given in enumerate(messages):
            secrets = given.pop("secrets", None)
            at = given.pop("sent_at", now - timedelta(minutes=index + 1))
            id_ = self.deps.ids.new()
            sealed = self.deps.sealer.seal(list(secrets), id_) if secrets else None
            values = {
                "to": EMAIL,
                "category": "general",
                "subject": "Hello",
                "body": "A text.",
                "delivery": "sent",
                "attachments": (),
                **given,
                "secrets": sealed,
                "sent_at": at,
            }
            message = Message(
                id=id_, account=self.opened.account, rev=1, created_at=at, updated_at=at, **values
            )
            rows.append({f.name: getattr(message, f.name) for f in dataclasses.fields(message)})
            ids.append(id_)
        # The index is read by its rows' order: they go in as they were sent.
        rows.reverse()
        with self.store.write() as tx:
            for start in range(0, len(rows), 2000):
                part = rows[start : start + 2000]
                tx.insert(TABLES["message"], *(to_row("message", row) for row in part))
                fulltext.add(tx, part)
        return ids


class Stage(ZoneHost):
    """The app of a test: signed in, one screen, word of changes."""

    def __init__(self, company: Company, settings: Settings, screen: Screen[Any]) -> None:
        super().__init__()
        self.company = company
        self.settings = settings
        self.first = screen
        self.copied: list[str] = []
        self.opened_urls: list[str] = []
        self.gone_to: list[str] = []
        register_themes(self)
        self._set_zone(company.sign_in())

    def on_mount(self) -> None:
        self.company.store.on_commit(self._committed)
        self.push_screen(self.first)

    def _committed(self, changes: Changes) -> None:
        if self.is_running:
            self.call_later(self.changed, changes)

    def changed(self, changes: Changes) -> None:
        """Tell every screen what was changed."""
        for screen in self.screen_stack:
            screen.post_message(ZoneChanged(changes))

    def copy_to_clipboard(self, text: str) -> None:
        self.copied.append(text)

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        self.opened_urls.append(url)

    def store_awaited(self) -> None:
        raise AssertionError("the store is open")

    def signed_in(self, session: Session) -> None:
        raise AssertionError

    def sign_out(self) -> None:
        raise AssertionError

    def session_ended(self, error: SignInFirst) -> None:
        raise error

    def switch_language(self, language: str) -> None:
        use(language)
        retranslate_all(self)

    def go(self, place: str) -> None:
        self.gone_to.append(place)

    def choose_language(self) -> None:
        self.switch_language("bg" if i18n.current().language == "en" else "en")

    def remember(self, session: Session) -> None:
        raise AssertionError

    def why_not_remember(self) -> Text | None:
        return None

    def change_password(self) -> None:
        self.gone_to.append("password")

    def open_account(self, account: str) -> None:
        self.gone_to.append(account)

    def show_accounts(self) -> None:
        self.gone_to.append("accounts")

    def show_addresses(self) -> None:
        self.gone_to.append("addresses")

    def show_access(self) -> None:
        self.gone_to.append("access")

    def show_second_factor(self) -> None:
        self.gone_to.append("second-factor")

    def open_store(self) -> None:
        raise AssertionError("the store is open")

    def show_about(self) -> None:
        raise AssertionError

    def show_mailbox(self) -> None:
        raise AssertionError

    @property
    def mail_folder(self) -> Path | None:
        return None


async def settle(pilot: Pilot[Any]) -> None:
    """Wait until no thread works for the app and everything is drawn, the detail pane's short rest included."""
    for _round in range(2):
        quiet = 0
        while quiet < 2:
            await pilot.pause(0.005)
            working = [worker for worker in pilot.app.workers if not worker.is_finished]
            quiet = 0 if working else quiet + 1
            if working:
                await pilot.app.workers.wait_for_complete(working)
        await pilot.pause(0 if _round else 0.07)


async def after(pilot: Pilot[Any], seconds: float) -> None:
    """Let a timer of the screen run out, then settle."""
    await pilot.pause(seconds)
    await settle(pilot)


def text(app: App[Any]) -> str:
    """What stands on the screen."""
    return screen_text(app)


async def answer(pilot: Pilot[Any], kind: type[Dialog[Any]], *keys: str) -> None:
    """Press keys in a dialog that has to be there."""
    await settle(pilot)
    assert isinstance(pilot.app.screen, kind), pilot.app.screen
    await pilot.press(*keys)
    await settle(pilot)


async def write(pilot: Pilot[Any], value: str) -> None:
    """Put a text in place of what the focused field holds, in one go, as pasting does."""
    field = pilot.app.screen.focused
    assert isinstance(field, SafeInput), field
    field.selection = Selection(0, len(field.value))
    field.paste(value)
    if not value:
        field.delete_selection()
    await pilot.pause()


async def answer_with(pilot: Pilot[Any], kind: type[Dialog[Any]], value: str) -> None:
    """Write an answer into a dialog that has to be there, and press enter."""
    await settle(pilot)
    assert isinstance(pilot.app.screen, kind), pilot.app.screen
    await write(pilot, value)
    await pilot.press("enter")
    await settle(pilot)


async def fill(pilot: Pilot[Any], form: Form, **values: Value) -> None:
    """Fill fields as a person would, and wait until typing has stopped and was looked at."""
    for name, value in values.items():
        field = form.field(name)
        field.focus_editor()
        await pilot.pause()
        if isinstance(value, str) and isinstance(pilot.app.screen.focused, SafeInput):
            await write(pilot, value)
        else:
            field.value = value
    await after(pilot, 0.5)


def save_picture(app: App[Any], path: Path) -> None:
    """Write a picture of the screen."""
    path.write_text(app.export_screenshot())
