from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from jumpzone.model.clock import FakeClock
from jumpzone.model.records import Profile
from jumpzone.screens.account import AccountScreen
from jumpzone.screens.account_devices import DevicesScreen
from jumpzone.screens.account_login import LoginScreen
from jumpzone.screens.account_side import AddressPreview
from jumpzone.settings import Settings
from jumpzone.store.opening import open_store
from jumpzone.widgets.dialogs import Confirm
from jumpzone.widgets.form.phone import PhoneInput
from tests.screens.stage import Company, Stage, answer, fill, settle, text

NASTY = "[/] [@click=app.quit]x[/] \u202edoc\u200b 👩‍👩‍👧"

COMPANY = {
    "invoice_to": "company",
    "company_name": "Студио ООД",
    "company_number": "175074752",
    "company_country": "BG",
    "company_address_1": "ул. Леге 4",
    "company_postcode": "1000",
    "company_city": "София",
}


@pytest.fixture
def company(tmp_path: Path, clock: FakeClock) -> Iterator[Company]:
    with open_store(str(tmp_path / "zone.db"), now=clock.now()) as store:
        yield Company(store, clock)


def stage(company: Company, settings: Settings) -> Stage:
    return Stage(company, settings, AccountScreen())


def account(app: Stage) -> AccountScreen:
    screen = app.screen
    assert isinstance(screen, AccountScreen), screen
    return screen


def profile(company: Company) -> Profile:
    return company.sign_in().profile.get()


def change(company: Company, **values: Any) -> None:
    """What another program saves."""
    zone = company.sign_in()
    zone.profile.save(zone.profile.get(), values)


def block(app: Stage) -> str:
    """What the preview beside the form shows."""
    return str(app.screen.query(AddressPreview).first().content)


async def save(pilot: Pilot[Any]) -> None:
    await pilot.press("ctrl+s")
    await settle(pilot)


async def test_saves_what_was_typed_and_says_what(company: Company, settings: Settings) -> None:
    app = stage(company, settings)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await fill(pilot, account(app).form, city="Варна", postcode="9000", phone="052 123 456")
        assert "3 unsaved changes" in text(app)
        await save(pilot)
        now = profile(company)
        assert (now.city, now.postcode, now.phone) == ("Варна", "9000", "+35952123456")
        shown = text(app)
        assert "Saved" in shown
        assert "City" in shown
        assert account(app).form.dirty() == frozenset()


async def test_undo_takes_back_the_last_save_and_can_be_undone(company: Company, settings: Settings) -> None:
    app = stage(company, settings)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await fill(pilot, account(app).form, city="Варна")
        await save(pilot)
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert profile(company).city == "София"
        assert account(app).form.field("city").value == "София"
        assert "Taken back: City" in text(app)
        await pilot.click("#undo")
        await settle(pilot)
        assert profile(company).city == "Варна"


async def test_undo_under_newer_text_is_nobody_elses_change(company: Company, settings: Settings) -> None:
    app = stage(company, settings)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await fill(pilot, account(app).form, city="Варна")
        await save(pilot)
        await fill(pilot, account(app).form, city="Бургас")
        account(app).action_undo()
        await settle(pilot)
        assert profile(company).city == "София"
        assert account(app).form.field("city").value == "Бургас", "what was typed since stays"
        assert account(app).form.dirty() == {"city"}
        assert "Somebody else" not in text(app)
        await save(pilot)
        assert profile(company).city == "Бургас"


async def test_check_digits_are_told_while_typing_in_the_stores_words(
    company: Company, settings: Settings
) -> None:
    app = stage(company, settings)
    async with app.run_test(size=(120, 50)) as pilot:
        await settle(pilot)
        form = account(app).form
        await fill(pilot, form, **{**COMPANY, "company_number": "175074753"})
        assert form.field("company_number").problem is not None
        assert form.field("company_name").problem is None
        await save(pilot)
        assert profile(company).company_name is None
        assert form.field("company_name").value == "Студио ООД"
        await fill(pilot, form, company_number="175074752")
        assert form.field("company_number").problem is None
        await save(pilot)
        assert profile(company).company_number == "175074752"


async def test_a_refused_save_goes_to_the_first_field_that_is_wrong(
    company: Company, settings: Settings
) -> None:
    app = stage(company, settings)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        form = account(app).form
        await fill(pilot, form, postcode="x", city="Варна")
        await save(pilot)
        assert form.field("postcode").problem is not None
        assert app.screen.focused is form.field("postcode").editor
        assert form.field("city").value == "Варна"
        assert profile(company).city == "София"


async def test_the_company_unfolds_and_says_what_it_needs(company: Company, settings: Settings) -> None:
    app = stage(company, settings)
    async with app.run_test(size=(120, 50)) as pilot:
        await settle(pilot)
        form = account(app).form
        assert not form.field("company_name").region
        await fill(pilot, form, invoice_to="company")
        assert form.field("company_name").region
        assert form.field("company_name").spec.required
        assert not form.field("tax_id").region
        await save(pilot)
        assert form.field("company_name").problem is not None
        await fill(pilot, form, company_country="RU")
        assert form.field("tax_id").region
        assert form.field("tax_id").spec.required
        assert not form.field("company_number").spec.required


async def test_the_next_invoices_address_follows_what_is_typed(company: Company, settings: Settings) -> None:
    app = stage(company, settings)
    async with app.run_test(size=(120, 50)) as pilot:
        await settle(pilot)
        assert block(app).startswith("Мария Иванова")
        await fill(pilot, account(app).form, **COMPANY)
        lines = block(app).splitlines()
        assert lines[0] == "Студио ООД"
        assert "ул. Леге 4" in lines
        assert any("175074752" in line for line in lines)
        assert "maria@studio.example" in lines[-1]


async def test_narrow_the_address_stands_among_the_fields(company: Company, settings: Settings) -> None:
    app = stage(company, settings)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        beside, among = app.screen.query(AddressPreview)
        shown = {id(each) for each in (beside, among) if each.region}
        assert len(shown) == 1
        assert "Next invoice" not in text(app)


async def test_anothers_change_of_another_field_just_appears(company: Company, settings: Settings) -> None:
    app = stage(company, settings)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        form = account(app).form
        await fill(pilot, form, city="Варна")
        change(company, first_name="Мария-Луиза")
        await settle(pilot)
        assert form.field("first_name").value == "Мария-Луиза"
        assert form.field("city").value == "Варна"
        assert form.dirty() == {"city"}


@pytest.mark.parametrize("mine", [True, False])
async def test_anothers_change_of_the_same_field_is_shown_with_a_choice(
    company: Company, settings: Settings, mine: bool
) -> None:
    app = stage(company, settings)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        form = account(app).form
        await fill(pilot, form, city="Варна")
        change(company, city="Русе")
        await settle(pilot)
        assert form.field("city").value == "Варна"
        assert "Theirs: Русе" in text(app)
        await pilot.click("#mine" if mine else "#theirs")
        await settle(pilot)
        assert "Theirs" not in text(app)
        assert form.field("city").value == ("Варна" if mine else "Русе")
        await save(pilot)
        assert profile(company).city == ("Варна" if mine else "Русе")


async def test_a_conflict_that_saving_finds_is_shown_the_same_way(
    company: Company, settings: Settings
) -> None:
    app = stage(company, settings)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await fill(pilot, account(app).form, city="Варна")
        # The other program's word has not come yet.
        app.changed = lambda changes: None  # type: ignore[method-assign]
        change(company, city="Русе")
        await save(pilot)
        assert "Theirs: Русе" in text(app)
        assert profile(company).city == "Русе"
        await pilot.click("#mine")
        await save(pilot)
        assert profile(company).city == "Варна"


async def test_the_last_domain_notice_stays(company: Company, settings: Settings) -> None:
    app = stage(company, settings)
    async with app.run_test(size=(120, 50)) as pilot:
        await settle(pilot)
        form = account(app).form
        await fill(pilot, form, notifications=frozenset({"invoice"}))
        assert form.field("notifications").problem is not None
        await save(pilot)
        assert "domain" in profile(company).notifications


async def test_marketing_is_off_until_somebody_wants_it(company: Company, settings: Settings) -> None:
    app = stage(company, settings)
    async with app.run_test(size=(120, 50)) as pilot:
        await settle(pilot)
        form = account(app).form
        assert form.field("marketing_opt_in").value is False
        await fill(pilot, form, marketing_opt_in=True)
        await save(pilot)
        assert profile(company).marketing_opt_in is True


async def test_what_is_typed_survives_a_crash(company: Company, settings: Settings) -> None:
    app = stage(company, settings)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await fill(
            pilot, account(app).form, city="Варна", address_2="вх. Б", notifications=frozenset({"domain"})
        )
        await pilot.pause(1.1)
        await settle(pilot)
    again = stage(company, settings)
    async with again.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert "You have unsaved changes from" in text(again)
        form = account(again).form
        assert form.field("city").value == "София"
        change(company, city="Русе")
        await settle(pilot)
        await pilot.click("#restore")
        await settle(pilot)
        assert form.field("city").value == "Варна"
        assert form.field("address_2").value == "вх. Б"
        assert form.field("notifications").value == frozenset({"domain"})
        assert "Theirs: Русе" in text(again)


async def test_a_draft_can_be_thrown_away(company: Company, settings: Settings) -> None:
    zone = company.sign_in()
    zone.drafts.keep("profile", {"typed": {"city": "Варна"}, "base": {"city": "София"}})
    app = stage(company, settings)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.click("#discard")
        await settle(pilot)
        assert zone.drafts.find("profile") == {}
        assert account(app).form.dirty() == frozenset()


async def test_saving_something_else_keeps_a_draft_that_waits(company: Company, settings: Settings) -> None:
    zone = company.sign_in()
    kept = {"typed": {"address_2": "вх. Б", "city": "Варна"}, "base": {"address_2": "", "city": "София"}}
    zone.drafts.keep("profile", kept)
    app = stage(company, settings)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await fill(pilot, account(app).form, city="Русе")
        await save(pilot)
        assert zone.drafts.find("profile")["typed"] == {"address_2": "вх. Б"}
        app.switch_language("bg")
        await settle(pilot)
        await pilot.click("#restore")
        await settle(pilot)
        assert account(app).form.field("address_2").value == "вх. Б"
        assert account(app).form.field("city").value == "Русе"


async def test_every_field_survives_hostile_text(company: Company, settings: Settings) -> None:
    app = stage(company, settings)
    async with app.run_test(size=(160, 60)) as pilot:
        await settle(pilot)
        form = account(app).form
        form.field("invoice_to").value = "company"
        form.field("company_country").value = "RU"
        for field in form.fields.values():
            if field.spec.kind == "text":
                field.value = NASTY + "\x1b[31m\x9b" + "я" * (10_000 if field.spec.wide else 10)
            elif isinstance(field.editor, PhoneInput):
                field.editor.number.value = NASTY
        await settle(pilot)
        await save(pilot)
        shown = text(app)
        assert not any(char in shown for char in "\x1b\x9b\u202e\u200b")
        assert profile(company).first_name == "Мария"
        form.revert()
        await settle(pilot)
        await fill(pilot, form, first_name="[/] [@click=app.quit]x", city="[b]София")
        await save(pilot)
        assert profile(company).first_name == "[/] [@click=app.quit]x"
        assert "[@click=app.quit]x" in block(app)


async def test_devices_are_listed_and_others_signed_out(company: Company, settings: Settings) -> None:
    app = stage(company, settings)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        other = company.sign_in()
        await pilot.press("f6")
        await settle(pilot)
        assert isinstance(app.screen, DevicesScreen)
        assert "2 devices" in text(app)
        assert "this one" in text(app)
        await pilot.press("o")
        await answer(pilot, Confirm, "y")
        assert "1 device." in text(app)
        assert [each.current for each in app.zone.access.sessions()] == [True]
        with pytest.raises(Exception, match="sign-in-first"):
            other.access.sessions()


async def test_the_logins_language_is_saved_and_spoken(company: Company, settings: Settings) -> None:
    app = stage(company, settings)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("f8")
        await settle(pilot)
        screen = app.screen
        assert isinstance(screen, LoginScreen)
        await fill(pilot, screen.form, language="ru", timezone="Europe/Berlin", name="Мария И.")
        await save(pilot)
        login = company.sign_in().profile.get_login()
        assert (login.language, login.timezone, login.name) == ("ru", "Europe/Berlin", "Мария И.")
        from jumpzone.i18n import current

        assert current().language == "ru"


async def test_keys_of_the_tabs_work_again_after_esc(company: Company, settings: Settings) -> None:
    app = stage(company, settings)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert app.screen.focused is None
        await pilot.press("enter", "5")
        await settle(pilot)
        assert account(app).form.field("first_name").value == "Мария5"
        await pilot.press("escape")
        assert app.screen.focused is None


async def test_the_form_scrolls_by_page_before_any_field_has_the_focus(
    company: Company, settings: Settings
) -> None:
    app = stage(company, settings)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "Personal data" in text(app)
        await pilot.press("pagedown")
        await settle(pilot)
        assert "Personal data" not in text(app)
        await pilot.press("pageup")
        await settle(pilot)
        assert "Personal data" in text(app)
