"""Contacts from a file, on screen: shown first, then done at once, then taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from jumpzone.model.clock import FakeClock
from jumpzone.model.records import Contact
from jumpzone.screens.contact_import import ImportScreen
from jumpzone.screens.contacts import ContactsScreen
from jumpzone.settings import Settings
from jumpzone.store.opening import open_store
from jumpzone.widgets.dialogs import AskText, Choose, ErrorDialog, Notice
from tests.screens.stage import Company, Stage, answer, answer_with, settle, text, write

FILE = (
    "email;first_name;last_name;phone\n"
    "anna@ledger.example;Anna;Nova;\n"
    "yana@ledger.example;[/] [@click=app.quit]x[/];\u0645\u0631\u064a\u0645;0888 123 456\n"
    "broken;;;\n"
)


@pytest.fixture
def company(tmp_path: Path, clock: FakeClock) -> Iterator[Company]:
    with open_store(str(tmp_path / "zone.db"), now=clock.now()) as store:
        opened = Company(store, clock)
        opened.opened.add_contact(first_name="Anna", last_name="Stara", email="anna@ledger.example")
        yield opened


def contacts(company: Company) -> dict[str, Contact]:
    return {each.email: each for each in company.sign_in().contacts.list()}


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_file_is_shown_imported_and_taken_back(
    company: Company, settings: Settings, tmp_path: Path, size: tuple[int, int]
) -> None:
    file = tmp_path / "people.csv"
    file.write_text(FILE)
    before = contacts(company)
    app = Stage(company, settings, ContactsScreen())
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("i")
        await answer_with(pilot, AskText, str(file))
        assert isinstance(app.screen, ImportScreen)
        shown = text(app)
        assert "+ 1 new" in shown
        assert "~ 1 changed" in shown
        assert "! 1 not possible" in shown
        assert "[/] [@click" in shown
        assert contacts(company) == before
        await pilot.press("enter")
        await settle(pilot)
        if size[0] < 110:
            await answer(pilot, Notice, "escape")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "Imported." in text(app), "what could not be used stays listed"
        assert "This is needed" in text(app)
        now = contacts(company)
        assert now["anna@ledger.example"].last_name == "Nova"
        assert now["yana@ledger.example"].phone == "+359888123456"
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, ContactsScreen)
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert {k: v.last_name for k, v in contacts(company).items()} == {"anna@ledger.example": "Stara"}


async def test_leaving_changes_nothing_and_a_stale_plan_is_shown_anew(
    company: Company, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "people.vcf"
    file.write_text("BEGIN:VCARD\nVERSION:4.0\nN:Nova;Anna\nEMAIL:anna@ledger.example\nEND:VCARD\n")
    app = Stage(company, settings, ContactsScreen())
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("i")
        await answer_with(pilot, AskText, f"'{file}'")
        await pilot.press("escape")
        await settle(pilot)
        assert contacts(company)["anna@ledger.example"].last_name == "Stara"
        await pilot.press("i")
        await answer_with(pilot, AskText, str(file))
        other = company.sign_in()
        other.contacts.save(contacts(company)["anna@ledger.example"], {"last_name": "Druga"})
        await pilot.press("ctrl+s")
        await answer(pilot, ErrorDialog, "enter")
        assert "Druga → Nova" in text(app)
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert contacts(company)["anna@ledger.example"].last_name == "Nova"
        assert isinstance(app.screen, ContactsScreen)


async def test_a_file_that_is_no_list_of_contacts_is_refused_in_words(
    company: Company, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "picture.png"
    file.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x1b[31m")
    app = Stage(company, settings, ContactsScreen())
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("i")
        await answer_with(pilot, AskText, str(tmp_path / "nothing"))
        assert "There is no such file." in text(app)
        await answer_with(pilot, AskText, str(file))
        await answer(pilot, ErrorDialog, "enter")
        assert isinstance(app.screen, ContactsScreen)


async def test_the_list_is_written_as_vcards_where_the_reader_says(
    company: Company, settings: Settings, tmp_path: Path
) -> None:
    app = Stage(company, settings, ContactsScreen())
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("e")
        # The question is asked in a worker, which `settle` would wait for.
        await until(pilot, Choose)
        await pilot.press("enter")
        await until(pilot, AskText)
        await write(pilot, str(tmp_path / "out.vcf"))
        await pilot.press("enter")
        await until(pilot, ContactsScreen)
        await settle(pilot)
    assert b"EMAIL:anna@ledger.example" in (tmp_path / "out.vcf").read_bytes()


async def until(pilot: Pilot[Any], kind: type[Screen[Any]]) -> None:
    """Wait for a screen."""
    for _round in range(200):
        if isinstance(pilot.app.screen, kind):
            return
        await pilot.pause(0.01)
    raise AssertionError(pilot.app.screen)
