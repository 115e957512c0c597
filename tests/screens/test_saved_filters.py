"""Lists that keep their filters: saved, chosen, renamed, opened with, deleted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jumpzone.model.clock import FakeClock
from jumpzone.screens.contacts import ContactsScreen
from jumpzone.screens.messages import MessagesScreen
from jumpzone.screens.saved_filters import FilterMenu
from jumpzone.settings import Settings
from jumpzone.store.opening import open_store
from jumpzone.usecases.filters import Shown, shown_by
from jumpzone.widgets.dialogs import AskText, Confirm
from tests.screens.stage import Company, Stage, after, answer, answer_with, settle, text


@pytest.fixture
def company(tmp_path: Path, clock: FakeClock) -> Iterator[Company]:
    with open_store(str(tmp_path / "zone.db"), now=clock.now()) as store:
        opened = Company(store, clock)
        for name in ("Anna", "Boris"):
            opened.opened.add_contact(
                first_name=name, last_name="Nov", email=f"{name.lower()}@ledger.example"
            )
        yield opened


async def test_a_search_is_saved_under_a_name_and_chosen_again(company: Company, settings: Settings) -> None:
    app = Stage(company, settings, ContactsScreen())
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        app.screen.pane.set_filters("boris")  # type: ignore[attr-defined]
        await after(pilot, 0.3)
        assert "Anna" not in text(app)
        await pilot.press("F")
        await answer(pilot, FilterMenu, "n")
        await answer_with(pilot, AskText, "[/] Only him")
        (saved,) = company.sign_in().filters.list("contact")
        assert (saved.name, shown_by(saved).text) == ("[/] Only him", "boris")
        app.screen.pane.set_filters("")  # type: ignore[attr-defined]
        await after(pilot, 0.3)
        assert "Anna" in text(app)
        await pilot.press("F")
        await answer(pilot, FilterMenu, "enter")
        await after(pilot, 0.3)
        assert "Anna" not in text(app)
        assert "Filter: [/] Only him" in text(app)
        assert [str(each.title) for each in app.screen.zone_commands()] == ["Filter: [/] Only him"]  # type: ignore[attr-defined]
        await pilot.click("ListPane .bar PushButton")
        await answer(pilot, FilterMenu, "r")
        await answer_with(pilot, AskText, "Him")
        assert [each.name for each in company.sign_in().filters.list()] == ["Him"]
        await pilot.press("F")
        await answer(pilot, FilterMenu, "x")
        await answer(pilot, Confirm, "y")
        assert company.sign_in().filters.list() == []


async def test_a_list_opens_with_the_filter_that_was_chosen_for_it(
    company: Company, settings: Settings
) -> None:
    zone = company.sign_in()
    zone.filters.save("contact", "Annas", Shown("anna", {}, "email", True))
    app = Stage(company, settings, ContactsScreen())
    async with app.run_test(size=(120, 40)) as pilot:
        await after(pilot, 0.3)
        assert "Boris" in text(app)
        await pilot.press("F")
        await answer(pilot, FilterMenu, "d")
    again = Stage(company, settings, ContactsScreen())
    async with again.run_test(size=(120, 40)) as pilot:
        await after(pilot, 0.3)
        assert "Anna" in text(again)
        assert "Boris" not in text(again)


async def test_a_name_that_is_taken_is_asked_for_again(company: Company, settings: Settings) -> None:
    zone = company.sign_in()
    for name in ("one", "two"):
        zone.filters.save("contact", name, Shown())
    app = Stage(company, settings, ContactsScreen())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("F")
        await answer(pilot, FilterMenu, "r")
        await answer_with(pilot, AskText, "TWO")
        assert "There is a filter of this name already." in text(app)
        await answer_with(pilot, AskText, "three")
        assert [each.name for each in company.sign_in().filters.list()] == ["three", "two"]


async def test_the_days_of_messages_are_kept_with_the_filter(company: Company, settings: Settings) -> None:
    company.add_messages({"subject": "New one"})
    zone = company.sign_in()
    chosen = {"time": "range", "range": "2001-01-01/2001-02-01"}
    zone.filters.save("message", "Long ago", Shown("", chosen, "sent_at", True))
    app = Stage(company, settings, MessagesScreen())
    async with app.run_test(size=(120, 40)) as pilot:
        await after(pilot, 0.3)
        assert "New one" in text(app)
        await pilot.press("F")
        await answer(pilot, FilterMenu, "enter")
        await after(pilot, 0.3)
        assert "New one" not in text(app)
        assert app.screen.chosen_filters() == chosen  # type: ignore[attr-defined]
