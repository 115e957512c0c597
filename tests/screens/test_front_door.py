"""Before sign-in: the front door, register, confirm, sign in, forgotten password."""

from __future__ import annotations

import pytest

from jumpzone.errors import StoreProblem
from jumpzone.i18n import current
from tests.screens.conftest import Run
from tests.screens.zoneapp import GOOD_PASSWORD, PERSON, ZoneApp
from tests.support import run_python


def test_the_front_door_loads_nothing_heavy() -> None:
    code = "import sys, jumpzone.app; print(*sorted(sys.modules))"
    loaded = set(run_python("-c", code).stdout.split())
    heavy = {
        "sqlalchemy",
        "alembic",
        "keyring",
        "babel",
        "email_validator",
        "phonenumbers",
        "zxcvbn",
        "argon2",
    }
    assert "textual" in loaded
    assert not heavy & loaded
    assert not {name for name in loaded if name.startswith(("jumpzone.store", "jumpzone.usecases"))}


async def test_every_door_opens_by_key_and_esc_leads_back(front_door: Run) -> None:
    async with front_door(size=(80, 24)) as shown:
        for key, name in {
            "s": "SignInScreen",
            "r": "RegisterScreen",
            "p": "ForgottenScreen",
            "a": "AboutScreen",
        }.items():
            await shown.press(key)
            await shown.until_shown(name)
            await shown.press("escape")
            await shown.until_shown("FrontDoor")


async def test_every_door_opens_by_mouse(front_door: Run) -> None:
    async with front_door(size=(80, 24)) as shown:
        for line, name in enumerate(("SignInScreen", "RegisterScreen", "ForgottenScreen", "AboutScreen")):
            await shown.pilot.click("Doors", offset=(10, line))
            await shown.until_shown(name)
            back = next(i for i, row in enumerate(shown.text.splitlines()) if " esc " in row)
            at = shown.text.splitlines()[back].index(" esc ") + 2
            await shown.pilot.click("KeyBar", offset=(at, 0))
            await shown.until_shown("FrontDoor")


async def test_the_language_is_switched_by_a_click_and_kept(front_door: Run) -> None:
    async with front_door(size=(80, 24)) as shown:
        await shown.pilot.click("LanguageBar", offset=(14, 0))
        await shown.until(lambda: current().language == "bg")
        file = shown.app.settings.paths.settings_file
        await shown.until(lambda: file.exists() and 'language = "bg"' in file.read_text())


async def test_a_store_that_cannot_be_opened_is_told_and_can_be_tried_again(front_door: Run) -> None:
    def broken(_ask: object) -> None:
        raise StoreProblem()

    async with front_door(opener=broken, ready=False) as shown:
        await shown.until_text("The store has a problem")
        await shown.press("s")
        await shown.until_shown("SignInScreen")
        await shown.fill(email="a@b.example", password="anything at all")
        await shown.submit()
        await shown.until_shown("ErrorDialog")
        await shown.press("escape", "escape")
        await shown.until_shown("FrontDoor")
        shown.app._opener = None
        await shown.pilot.click("#again")
        await shown.until(lambda: shown.app.ready)
        assert "The store has a problem" not in shown.text


async def test_from_registering_to_the_dashboard(front_door: Run) -> None:
    async with front_door() as shown:
        await shown.register()
        await shown.until_shown("ConfirmScreen")
        assert PERSON["email"] in shown.text
        assert str(shown.app.mail_folder)[:20] in shown.text
        await shown.press(*await shown.code())
        await shown.until_shown("DashboardScreen")
        assert "C-1000" in shown.text
        session = shown.app.session
        assert session is not None
        assert session.address.address == PERSON["email"]
        assert shown.app.opened is not None
        assert shown.app.opened.zone.drafts.find("register") == {}


async def test_the_code_is_taken_from_the_mailbox(front_door: Run) -> None:
    async with front_door() as shown:
        await shown.register()
        await shown.until_shown("ConfirmScreen")
        await shown.code()
        await shown.pilot.click("#mailbox")
        await shown.until_shown("MailboxScreen")
        await shown.until(lambda: shown.screen.query_one("#code").display)
        await shown.press("c")
        await shown.until_shown("DashboardScreen")


async def test_a_wrong_code_is_refused_and_another_can_be_asked_for_after_a_while(front_door: Run) -> None:
    async with front_door() as shown:
        await shown.register()
        await shown.until_shown("ConfirmScreen")
        code = await shown.code()
        await shown.press(*("1" * 8 if code != "1" * 8 else "2" * 8))
        await shown.until_text("This code is not right")
        again = shown.screen.query_one("#again")
        assert again.disabled
        shown.clock.advance(61)
        shown.screen.query_one("MailHint").count()
        assert not again.disabled
        await shown.pilot.pause()
        await shown.pilot.click("#again")
        await shown.until_text("Another code is on its way")
        await shown.until(lambda: len(shown.letters()) == 2)
        assert await shown.code() != code
        shown.screen.query_one("CodeBoxes").take((await shown.code())[:4] + " " + (await shown.code())[4:])
        await shown.until_shown("DashboardScreen")


async def test_a_known_address_sees_the_same_screen(front_door: Run) -> None:
    async with front_door() as shown:
        await shown.register()
        await shown.until_shown("ConfirmScreen")
        before = shown.text
        await shown.press(*await shown.code())
        await shown.until_shown("DashboardScreen")
        shown.app.sign_out()
        await shown.until_shown("FrontDoor")
        known = {letter.path for letter in shown.letters()}
        shown.clock.advance(5)
        await shown.register()
        await shown.until_shown("ConfirmScreen")
        assert shown.text == before
        await shown.until(lambda: shown.letters()[0].path not in known)
        assert shown.letters()[0].code == ""


async def test_what_is_wrong_is_said_beside_each_field(front_door: Run) -> None:
    async with front_door() as shown:
        await shown.press("r")
        await shown.until_shown("RegisterScreen")
        await shown.fill(**{**PERSON, "phone": "12", "password": "short", "terms": True})
        await shown.submit()
        await shown.until(lambda: shown.form().field("password").problem is not None)
        assert shown.form().field("phone").problem is not None
        assert shown.form().field("city").value == PERSON["city"]
        assert not shown.form().button.disabled
        # Without sending: what is typed is checked when typing stops.
        await shown.fill(email="no address")
        await shown.until(lambda: shown.form().field("email").problem is not None)


async def test_a_company_unfolds_and_its_numbers_are_checked(front_door: Run) -> None:
    async with front_door(size=(120, 40)) as shown:
        await shown.press("r")
        await shown.until_shown("RegisterScreen")
        box = shown.form().sections[2]
        assert not box.display or box.has_class("-hidden")
        await shown.fill(for_company=True)
        assert not box.has_class("-hidden")
        await shown.press("escape")
        await shown.register(
            for_company=True, company_name="Студио ООД", company_number="123456789", company_country="BG"
        )
        await shown.until(lambda: shown.form().field("company_number").problem is not None)


async def test_a_half_filled_form_survives_esc_and_a_restart_but_for_its_password(front_door: Run) -> None:
    async with front_door() as shown:
        await shown.press("r")
        await shown.until_shown("RegisterScreen")
        await shown.fill(first_name="Мария", city="София", country="BG", password=GOOD_PASSWORD)
        await shown.press("escape")
        await shown.until_shown("FrontDoor")
        await shown.press("r")
        await shown.until_shown("RegisterScreen")
        await shown.until(lambda: shown.form().field("city").value == "София")
        assert shown.form().field("password").value == ""
        await shown.press("escape")
        await shown.until(lambda: shown.app.zone.drafts.find("register"))
    async with front_door() as shown:
        await shown.press("r")
        await shown.until_shown("RegisterScreen")
        await shown.until(lambda: shown.form().field("first_name").value == "Мария")
        assert shown.form().field("country").value == "BG"
        assert shown.form().field("password").value == ""


async def test_a_switch_of_language_keeps_what_is_typed(front_door: Run) -> None:
    async with front_door() as shown:
        await shown.press("r")
        await shown.until_shown("RegisterScreen")
        await shown.fill(first_name="Ann [/] Lee", password=GOOD_PASSWORD, country="DE")
        await shown.press("f2")
        assert current().language == "bg"
        await shown.until_text("Германия")
        assert shown.form().field("first_name").value == "Ann [/] Lee"
        assert shown.form().field("password").value == GOOD_PASSWORD


async def test_the_terms_can_be_read_and_accepted_there(front_door: Run) -> None:
    async with front_door() as shown:
        await shown.press("r")
        await shown.until_shown("RegisterScreen")
        assert shown.form().field("marketing_opt_in").value is False
        await shown.press("f4")
        await shown.until_shown("TermsScreen")
        await shown.press("enter")
        await shown.until(lambda: shown.form().field("terms").value)


async def _known(shown: ZoneApp) -> None:
    await shown.register()
    await shown.until_shown("ConfirmScreen")
    await shown.press(*await shown.code())
    await shown.until_shown("DashboardScreen")
    shown.app.sign_out()
    await shown.until_shown("FrontDoor")


async def test_wrong_passwords_are_refused_alike_and_then_slowed(front_door: Run) -> None:
    async with front_door() as shown:
        await _known(shown)
        await shown.sign_in("nobody@nowhere.example", GOOD_PASSWORD)
        await shown.until(lambda: "✕" in shown.text)
        unknown = next(row for row in shown.text.splitlines() if "✕" in row)
        await shown.fill(email=PERSON["email"], password="wrong, wrong, wrong")
        await shown.submit()
        await shown.until(lambda: not shown.form().button.disabled)
        assert next(row for row in shown.text.splitlines() if "✕" in row) == unknown
        assert shown.form().field("email").value == PERSON["email"]
        for _ in range(6):
            await shown.fill(password="wrong, wrong, wrong")
            await shown.submit()
            await shown.until(lambda: not shown.form().button.disabled)
        await shown.until_text("Too many attempts")
        shown.clock.advance(1000)
        await shown.fill(password=GOOD_PASSWORD)
        await shown.submit()
        await shown.until_shown("DashboardScreen")


async def test_a_forgotten_password_is_replaced_by_a_code(front_door: Run) -> None:
    new = "nine patient lanterns hum"
    async with front_door() as shown:
        await _known(shown)
        await shown.press("p")
        await shown.until_shown("ForgottenScreen")
        await shown.fill(email=PERSON["email"])
        await shown.submit()
        await shown.until_shown("ResetScreen")
        await shown.until(lambda: len(shown.letters()) >= 2)
        await shown.press(*await shown.code())
        await shown.fill(password=new)
        await shown.submit()
        await shown.until_shown("SignInScreen")
        await shown.until_text("Your new password holds")
        await shown.fill(email=PERSON["email"], password=new)
        await shown.submit()
        await shown.until_shown("DashboardScreen")


async def test_staying_signed_in_without_a_keyring_is_said_calmly(front_door: Run) -> None:
    async with front_door() as shown:
        await shown.press("s")
        await shown.until_shown("SignInScreen")
        shown.form().field("remember").editor.action_switch()
        await shown.until_text("until you leave the program")


HOSTILE = {
    "markup": "[/] [@click=app.quit]x[/] [bold",
    "escape": "a\x1b]0;pwned\x07b\x1b[31mred",
    "c1": "a\x9b31mb\x85",
    "bidi": "a\u202eb\u2066c",
    "zero width": "a\u200bb\ufeffc\u200d",
    "emoji": "👩‍👩‍👧‍👦 🏳️‍🌈",
    "long": "Ж" * 10_000,
}


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE.keys())
async def test_hostile_text_in_every_field_is_harmless(front_door: Run, value: str) -> None:
    async with front_door(size=(120, 40)) as shown:
        for key, name in {"s": "SignInScreen", "p": "ForgottenScreen", "r": "RegisterScreen"}.items():
            await shown.press(key)
            await shown.until_shown(name)
            texts = [
                field
                for field in shown.form().fields.values()
                if field.spec.kind in {"text", "email", "password", "phone"}
            ]
            for field in texts:
                field.value = value
            await shown.submit()
            await shown.until(lambda: not shown.form().button.disabled)
            raw = shown.text
            assert not set(raw) & {"\x1b", "\x9b", "\x07", "\u202e", "\u2066", "\u200b", "\ufeff", "\x85"}
            await shown.press("escape")
            await shown.until_shown("FrontDoor")
        assert shown.app.is_running
        assert shown.app.session is None


async def test_registering_by_keys_alone(front_door: Run) -> None:
    async with front_door(size=(80, 24)) as shown:
        await shown.press("down", "enter")
        await shown.until_shown("RegisterScreen")
        await shown.press(*"Ann", "enter", "enter", *"Lee", "enter", *"ann@lee.example", "enter")
        await shown.press(*"Bulg", "enter")
        await shown.until(lambda: shown.form().field("country").value == "BG")
        await shown.press("tab", "tab", *"29000000", "enter", *"Primer 1", "enter", "enter", *"1000", "enter")
        await shown.press(*"Sofia", "enter", "enter", "tab")
        await shown.press(*GOOD_PASSWORD, "tab", "space", "ctrl+s")
        await shown.until_shown("ConfirmScreen")
        code = await shown.code()
        await shown.press(*code)
        await shown.until_shown("DashboardScreen")
