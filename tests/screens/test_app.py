"""Behind sign-in: places, the lock, changes from elsewhere, the end of a session, leaving, crashes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from jumpzone.app_crash import BUG
from jumpzone.bootstrap import Opened, open_zone
from jumpzone.i18n import current
from jumpzone.model.clock import FakeClock
from jumpzone.screens.host import ZoneChanged
from jumpzone.settings import Settings
from jumpzone.widgets.chrome import TABS
from tests.fakes import CountingHasher
from tests.screens.conftest import Run
from tests.screens.zoneapp import SAMPLE_PASSWORD, ZoneApp, fill_store
from tests.support import run_python

CANARY = "canary-in-a-coal-mine-4711"


async def test_all_places_by_keys_and_by_mouse(signed_in_app: Run) -> None:
    async with signed_in_app(size=(120, 40)) as shown:
        for number, tab in enumerate(TABS, 1):
            await shown.press(str(number))
            await shown.until(lambda name=tab.name: shown.app.current_mode == name)
        screens = {mode: shown.app.get_screen_stack(mode)[0] for mode in shown.app._screen_stacks}
        for tab in reversed(TABS):
            row = shown.text.splitlines()[1]
            await shown.pilot.click("NavBar", offset=(row.index(str(tab.title)), 0))
            await shown.until(lambda name=tab.name: shown.app.current_mode == name)
            # The same screen as before: what was typed and chosen there is still there.
            assert shown.screen is screens[tab.name]


async def test_the_lock_covers_everything_until_the_password_is_given(signed_in_app: Run) -> None:
    async with signed_in_app("studio") as shown:
        account = shown.app.session.account
        shown.clock.advance(15 * 60 - 1)
        shown.app.lock_when_idle()
        assert not shown.app.locked
        shown.clock.advance(1)
        shown.app.lock_when_idle()
        await shown.until_shown("LockScreen")
        assert account.number not in shown.text
        assert "studio" not in shown.text.lower()
        await shown.press("escape", "2", "ctrl+p", "slash", "ctrl+l")
        await shown.until_shown("LockScreen")
        await shown.fill(password="not this one")
        await shown.submit()
        await shown.until_text("This is not your password")
        await shown.fill(password=SAMPLE_PASSWORD)
        await shown.submit()
        await shown.until_shown("DashboardScreen")
        assert account.number in shown.text


async def test_one_can_sign_out_of_the_lock(signed_in_app: Run) -> None:
    async with signed_in_app() as shown:
        await shown.press("ctrl+l")
        await shown.until_shown("LockScreen")
        await shown.pilot.click("#sign-out")
        await shown.until_shown("FrontDoor")
        assert shown.app.session is None
        await shown.press("1")
        assert type(shown.screen).__name__ == "FrontDoor"


async def test_input_puts_the_lock_off(signed_in_app: Run) -> None:
    async with signed_in_app() as shown:
        shown.clock.advance(14 * 60)
        await shown.press("tab")
        shown.clock.advance(14 * 60)
        shown.app.lock_when_idle()
        assert not shown.app.locked


class Ear:
    """Listens to what a screen hears."""

    def __init__(self, shown: ZoneApp) -> None:
        self.heard: list[tuple[str, ZoneChanged]] = []
        for mode in shown.app._screen_stacks:
            for screen in shown.app.get_screen_stack(mode):
                self._listen(mode, screen)

    def _listen(self, mode: str, screen: object) -> None:
        post = screen.post_message  # type: ignore[attr-defined]

        def heard(message: object) -> bool:
            if isinstance(message, ZoneChanged):
                self.heard.append((mode, message))
            return bool(post(message))

        screen.post_message = heard  # type: ignore[attr-defined]


async def test_changes_reach_the_screen_that_shows_and_wait_for_the_others(signed_in_app: Run) -> None:
    async with signed_in_app() as shown:
        await shown.press("7")
        await shown.until(lambda: shown.app.current_mode == "contacts")
        await shown.press("1")
        ear = Ear(shown)
        zone = shown.app.zone
        shown.app.save(
            lambda: zone.contacts.add({"first_name": "A", "last_name": "B", "email": "a@b.example"})
        )
        await shown.until(lambda: ear.heard)
        assert {mode for mode, _ in ear.heard} == {"home"}
        assert ear.heard[0][1].changes.touches("contact")
        await shown.press("7")
        await shown.until(lambda: any(mode == "contacts" for mode, _ in ear.heard))


async def test_another_programs_change_is_heard_once(signed_in_app: Run, zone_settings: Settings) -> None:
    async with signed_in_app() as shown:
        ear = Ear(shown)
        email = shown.app.session.address.address
        with open_zone(zone_settings, clock=shown.clock, hasher=CountingHasher()) as other:
            session = other.zone.access.sign_in(email, SAMPLE_PASSWORD)
            other.zone.signed_in(session).contacts.add(
                {"first_name": "A", "last_name": "B", "email": "a@b.example"}
            )
            await shown.until(lambda: ear.heard)
        assert ear.heard[0][1].changes.touches("contact")


async def test_a_session_that_was_ended_elsewhere_leads_back_to_sign_in(signed_in_app: Run) -> None:
    async with signed_in_app() as shown:
        assert shown.app.opened is not None
        store, login = shown.app.opened.store, shown.app.session.login.id
        from jumpzone.store import sessions

        with store.write() as tx:
            sessions.end_all(tx, login)
        zone = shown.app.zone
        shown.app.save(zone.profile.get)
        await shown.until_shown("SignInScreen")
        await shown.until_text("your session has ended")
        assert shown.app.session is None
        assert "home" not in shown.app._screen_stacks


async def test_the_password_is_changed(signed_in_app: Run) -> None:
    async with signed_in_app() as shown:
        shown.app.change_password()
        await shown.until_shown("PasswordScreen")
        await shown.fill(old_password="wrong", new_password="nine patient lanterns hum")
        await shown.submit()
        await shown.until_text("This is not your password")
        await shown.fill(old_password=SAMPLE_PASSWORD, new_password="short")
        await shown.submit()
        await shown.until(lambda: shown.form().field("new_password").problem is not None)
        await shown.fill(old_password=SAMPLE_PASSWORD, new_password="nine patient lanterns hum")
        await shown.submit()
        await shown.until_shown("DashboardScreen")
        email = shown.app.session.address.address
        assert shown.app.zone.access.sign_in(email, "nine patient lanterns hum")


async def test_language_colours_and_palette(signed_in_app: Run) -> None:
    async with signed_in_app() as shown:
        await shown.press("f2")
        assert current().language == "bg"
        assert shown.screen.top_bar.language == "bg"
        await shown.press("f2", "f2")
        await shown.press("f3")
        assert shown.app.theme == "jumpzone-light"
        await shown.press("ctrl+p")
        await shown.until_shown("CommandPalette")
        await shown.press(*"sign")
        await shown.until_text("Sign out")
        await shown.press("escape")
        await shown.press("question_mark")
        await shown.until_shown("HelpScreen")
        assert "ctrl+l" in shown.text


async def test_a_terminal_that_is_too_small_says_so(front_door: Run) -> None:
    async with front_door(size=(80, 24)) as shown:
        await shown.press("s")
        await shown.until_shown("SignInScreen")
        await shown.fill(email="typed@studio.example")
        await shown.pilot.resize_terminal(50, 12)
        await shown.until_shown("SmallScreen")
        assert "50×12" in shown.text
        await shown.pilot.resize_terminal(80, 24)
        await shown.until_shown("SignInScreen")
        assert shown.form().field("email").value == "typed@studio.example"


async def test_no_link_in_data_runs_an_action(signed_in_app: Run) -> None:
    async with signed_in_app() as shown:
        for action in (
            "app.simulate_key('ctrl+q')",
            "app.screenshot",
            "app.toggle_dark",
            "app.switch_mode('x')",
        ):
            assert not await shown.app.run_action(action)
        assert shown.app.is_running


async def test_a_mail_is_shown_harmlessly_in_the_mailbox(front_door: Run) -> None:
    async with front_door() as shown:
        folder = shown.app.mail_folder
        assert folder is not None
        folder.mkdir(parents=True)
        raw = (
            b"From: a@b.example\r\nTo: c@d.example\r\nSubject: [@click=app.quit]x[/] \x1b[31m\r\n"
            b"Date: Mon, 23 Nov 2026 11:58:00 +0000\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
            b"[/] \x1b]0;pwned\x07 \xe2\x80\xae\r\n    1234 5678\r\n"
        )
        (folder / "20261123-115800-x.eml").write_bytes(raw)
        (folder / "20261123-115900-y.eml").write_bytes(b"\xff\xfe no mail at all")
        shown.app.show_mailbox()
        await shown.until_shown("MailboxScreen")
        await shown.until(lambda: len(shown.screen.query_one("LetterList").letters) == 2)
        await shown.press("down")
        await shown.until_text("1234 5678")
        assert "\x1b" not in shown.text
        assert "\u202e" not in shown.text
        await shown.press("c")
        await shown.until_shown("FrontDoor")
        assert shown.app.clipboard == "12345678"


async def test_leaving_asks_only_where_something_is_unsaved(signed_in_app: Run) -> None:
    async with signed_in_app() as shown:
        screen = shown.screen
        screen.draft = lambda: ("test-form", {"first_name": "half"})
        await shown.press("ctrl+q")
        await shown.until_shown("Confirm")
        await shown.press("escape")
        assert shown.app.is_running
        await shown.press("ctrl+q")
        await shown.until_shown("Confirm")
        zone = shown.app.zone
        await shown.press("y")
        await shown.until(lambda: not shown.app.is_running or shown.app._exit)
        await shown.app.workers.wait_for_complete()
        assert zone.drafts.find("test-form") == {"first_name": "half"}


def test_a_crash_leaves_words_and_places_but_no_data(make_settings: Callable[..., Settings]) -> None:
    code = f"""
import sys
from jumpzone.app import JumpZoneApp
from jumpzone.settings import Settings
class Crashing(JumpZoneApp):
    def on_mount(self):
        password = {CANARY!r}
        raise RuntimeError("lost " + password)
app = Crashing(Settings.load())
app.run(headless=True)
sys.exit(app.return_code)
"""
    done = run_python("-c", code)
    log = make_settings().paths.log_file
    assert done.returncode == BUG
    assert "This is a fault in jumpzone (RuntimeError)" in done.stderr
    assert str(log) in done.stderr
    written = log.read_text()
    assert "on_mount" in written
    for text in (done.stdout, done.stderr, written):
        assert CANARY not in text
        assert "Traceback" not in text


def test_a_crash_of_a_worker_is_told_by_its_cause(make_settings: Callable[..., Settings]) -> None:
    code = f"""
import sys
from jumpzone.app import JumpZoneApp
from jumpzone.settings import Settings
def opener(ask):
    secret = {CANARY!r}
    raise ValueError(secret)
app = JumpZoneApp(Settings.load(), opener)
app.run(headless=True)
sys.exit(app.return_code)
"""
    done = run_python("-c", code)
    assert done.returncode == BUG
    assert "(ValueError)" in done.stderr
    assert CANARY not in done.stdout + done.stderr + make_settings().paths.log_file.read_text()
    assert re.search("opener", make_settings().paths.log_file.read_text())


async def test_after_signing_out_of_a_lock_everything_works_again(signed_in_app: Run) -> None:
    async with signed_in_app() as shown:
        email = shown.app.session.address.address
        await shown.press("ctrl+l")
        await shown.until_shown("LockScreen")
        await shown.pilot.click("#sign-out")
        await shown.until_shown("FrontDoor")
        await shown.press("ctrl+p")
        await shown.until_shown("CommandPalette")
        await shown.press("escape")
        await shown.sign_in(email, SAMPLE_PASSWORD)
        await shown.until_shown("DashboardScreen")


async def test_a_new_name_of_the_account_is_shown_at_once(signed_in_app: Run) -> None:
    async with signed_in_app() as shown:
        area, session = shown.app.zone.profile, shown.app.session
        name = "[/] Нова ООД \x1b"
        shown.app.save(
            lambda: area.change(
                "account",
                session.account.id,
                "update",
                {"display_name": "[/] Нова ООД"},
                {"display_name": session.account.display_name},
            )
        )
        await shown.until_text(name.strip(" \x1b"))


async def test_whoever_stays_signed_in_starts_at_the_dashboard_until_they_sign_out(
    front_door: Run, zone_settings: Settings, clock: FakeClock, samples: Path, tmp_path: Path
) -> None:
    email = fill_store(zone_settings, clock, samples, "studio")

    def opener(_ask: object) -> Opened:
        # A file that was named takes the keyring's place.
        return open_zone(zone_settings, clock=clock, hasher=CountingHasher(), token_file=tmp_path / "token")

    async with front_door(opener=opener) as shown:
        await shown.press("s")
        await shown.until_shown("SignInScreen")
        await shown.fill(email=email, password=SAMPLE_PASSWORD, remember=True)
        await shown.submit()
        await shown.until_shown("DashboardScreen")
    async with front_door(opener=opener, ready=False) as shown:
        await shown.until_shown("DashboardScreen")
        shown.app.sign_out()
        await shown.until_shown("FrontDoor")
        await shown.until(lambda: not (tmp_path / "token").exists())
