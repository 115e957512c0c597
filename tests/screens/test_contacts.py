from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jumpzone.model.clock import FakeClock
from jumpzone.model.records import Contact
from jumpzone.screens.contact_form import ContactScreen
from jumpzone.screens.contacts import ContactsScreen
from jumpzone.settings import Settings
from jumpzone.store.opening import open_store
from jumpzone.widgets.dialogs import Confirm, ErrorDialog, Unsaved
from jumpzone.widgets.form.phone import PhoneInput
from tests.screens.stage import Company, Stage, answer, fill, settle, text

NASTY = "[/] [@click=app.quit]x[/] \u202edoc\u200b 👩‍👩‍👧"


@pytest.fixture
def company(tmp_path: Path, clock: FakeClock) -> Iterator[Company]:
    with open_store(str(tmp_path / "zone.db"), now=clock.now()) as store:
        yield Company(store, clock)


def stage(company: Company, settings: Settings) -> Stage:
    return Stage(company, settings, ContactsScreen())


def form_of(app: Stage) -> ContactScreen:
    screen = app.screen
    assert isinstance(screen, ContactScreen), screen
    return screen


def contacts(company: Company) -> list[Contact]:
    return list(company.sign_in().contacts.list())


async def test_an_empty_list_says_what_could_be_here_and_adds_the_first(
    company: Company, settings: Settings
) -> None:
    app = stage(company, settings)
    async with app.run_test(size=(100, 40)) as pilot:
        await settle(pilot)
        assert "An accountant could get the invoices" in text(app)
        await pilot.press("enter")
        await settle(pilot)
        await fill(
            pilot,
            form_of(app).form,
            first_name="Petar",
            last_name="Petrov",
            email="petar@ledger.example",
            phone="0888 123 456",
            notifications=frozenset({"invoice"}),
        )
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert isinstance(app.screen, ContactsScreen)
        (found,) = contacts(company)
        assert (found.email, found.phone) == ("petar@ledger.example", "+359888123456")
        assert found.notifications == {"invoice"}
        assert "Petar Petrov" in text(app)
        assert "inv" in text(app)


async def test_errors_come_while_typing_and_keep_what_was_typed(company: Company, settings: Settings) -> None:
    app = stage(company, settings)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("a")
        await settle(pilot)
        form = form_of(app).form
        await fill(pilot, form, email="petar at ledger")
        assert form.field("email").problem is not None
        assert form.field("first_name").problem is None
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert form.field("first_name").problem is not None
        assert form.field("email").value == "petar at ledger"
        assert contacts(company) == []


async def test_detail_says_what_each_notice_means(company: Company, settings: Settings) -> None:
    company.opened.add_contact(first_name="Anna", notifications=["domain"])
    app = stage(company, settings)
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        assert "expiry warnings" in text(app)


async def test_edit_changes_only_what_was_typed(company: Company, settings: Settings) -> None:
    company.opened.add_contact(first_name="Anna", phone="+359888123456")
    app = stage(company, settings)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await fill(pilot, form_of(app).form, first_name="Ana")
        other = company.sign_in()
        (seen,) = contacts(company)
        other.contacts.save(seen, {"city": "Варна"})
        await settle(pilot)
        await pilot.press("ctrl+s")
        await settle(pilot)
        (found,) = contacts(company)
        assert (found.first_name, found.city, found.phone) == ("Ana", "Варна", "+359888123456")
        await pilot.press("ctrl+z")
        await settle(pilot)
        (found,) = contacts(company)
        assert (found.first_name, found.city) == ("Anna", "Варна")


async def test_delete_asks_and_ctrl_z_brings_it_back(company: Company, settings: Settings) -> None:
    company.opened.add_contact(first_name="Anna", notifications=["invoice"])
    app = stage(company, settings)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("x")
        await answer(pilot, Confirm, "n")
        assert len(contacts(company)) == 1
        await pilot.press("x")
        await answer(pilot, Confirm, "y")
        assert contacts(company) == []
        await pilot.press("ctrl+z")
        await settle(pilot)
        (back,) = contacts(company)
        assert back.first_name == "Anna"


async def test_the_last_address_with_domain_mail_stays(company: Company, settings: Settings) -> None:
    company.opened.add_contact(first_name="Anna", notifications=["domain"])
    zone = company.sign_in()
    zone.profile.save(zone.profile.get(), {"notifications": frozenset({"invoice"})})
    app = stage(company, settings)
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        assert "The only address with mail about domains" in text(app)
        await pilot.press("x")
        await answer(pilot, Confirm, "y")
        await answer(pilot, ErrorDialog, "escape")
        assert len(contacts(company)) == 1
        await pilot.press("enter")
        await settle(pilot)
        form = form_of(app).form
        await fill(pilot, form, notifications=frozenset())
        assert form.field("notifications").problem is not None
        assert "registries write to it" in text(app)


async def test_a_phone_begins_with_the_prefix_of_the_accounts_country(
    company: Company, settings: Settings
) -> None:
    zone = company.sign_in()
    zone.profile.save(zone.profile.get(), {"country": "DE", "postcode": "10115", "phone": "+49 30 123456"})
    app = stage(company, settings)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("a")
        await settle(pilot)
        editor = form_of(app).form.field("phone").editor
        assert isinstance(editor, PhoneInput)
        assert "+49" in text(app)


async def test_a_half_filled_form_asks_and_comes_back_after_a_crash(
    company: Company, settings: Settings
) -> None:
    app = stage(company, settings)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("a")
        await settle(pilot)
        await fill(pilot, form_of(app).form, first_name="Petar", notifications=frozenset({"invoice"}))
        await pilot.press("escape")
        await answer(pilot, Unsaved, "escape")
        form_of(app)
        await pilot.pause(1.1)
        await settle(pilot)
    again = stage(company, settings)
    async with again.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("a")
        await settle(pilot)
        assert "You have unsaved changes from" in text(again)
        await pilot.click("#restore")
        await settle(pilot)
        form = form_of(again).form
        assert form.field("first_name").value == "Petar"
        assert form.field("notifications").value == frozenset({"invoice"})
        await pilot.press("escape")
        await answer(pilot, Unsaved, "d")
        await pilot.press("a")
        await settle(pilot)
        assert "You have unsaved changes from" not in text(again)


async def test_everything_by_mouse(company: Company, settings: Settings) -> None:
    company.opened.add_contact(first_name="Anna")
    app = stage(company, settings)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for button in app.screen.query("#acts PushButton").results():
            if button.name == "edit":
                await pilot.click(button)
        await settle(pilot)
        form_of(app)


async def test_every_field_takes_hostile_text_and_shows_it_harmlessly(
    company: Company, settings: Settings
) -> None:
    app = stage(company, settings)
    async with app.run_test(size=(120, 50)) as pilot:
        await settle(pilot)
        await pilot.press("a")
        await settle(pilot)
        form = form_of(app).form
        for name, field in form.fields.items():
            if field.spec.kind in ("text", "email"):
                field.value = NASTY if name != "email" else "x@y.example"
            if isinstance(field.editor, PhoneInput):
                field.editor.number.value = NASTY
        await settle(pilot)
        form.field("phone").value = ""
        await pilot.press("ctrl+s")
        await settle(pilot)
        shown = text(app)
        assert "[@click=app.quit]x" in shown
        assert not any(char in shown for char in "\u202e\u200b")
        form.field("postcode").value = "1000"
        form.field("first_name").value = "я" * 10_000
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert form.field("first_name").problem is not None


async def test_language_changes_without_losing_what_is_typed(company: Company, settings: Settings) -> None:
    app = stage(company, settings)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("a")
        await settle(pilot)
        await fill(pilot, form_of(app).form, first_name="Petar")
        app.switch_language("bg")
        await settle(pilot)
        assert form_of(app).form.field("first_name").value == "Petar"
