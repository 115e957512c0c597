"""Who gets which notices: switched by keys and by the mouse, saved at once, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jumpzone.model.clock import FakeClock
from jumpzone.model.fields import CATEGORIES
from jumpzone.screens.notices import NoticesScreen
from jumpzone.settings import Settings
from jumpzone.store.opening import open_store
from jumpzone.widgets.tick_grid import TickGrid
from tests.screens.stage import EMAIL, Company, Stage, settle, text

LONG = f"{'a' * 60}@{'b' * 60}.{'c' * 60}.example"


@pytest.fixture
def company(tmp_path: Path, clock: FakeClock) -> Iterator[Company]:
    with open_store(str(tmp_path / "zone.db"), now=clock.now()) as store:
        yield Company(store, clock)


def held(company: Company) -> dict[str, frozenset[str]]:
    return {each.address: each.notifications for each in company.sign_in().contacts.recipients()}


async def test_one_tick_a_line_and_a_column_are_switched_and_taken_back(
    company: Company, settings: Settings
) -> None:
    company.opened.add_contact(first_name="Anna", email="anna@ledger.example", notifications=["invoice"])
    before = held(company)
    app = Stage(company, settings, NoticesScreen())
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("down", "space")
        await settle(pilot)
        assert held(company)["anna@ledger.example"] == {"general", "invoice"}
        await pilot.press("left", "space")
        await settle(pilot)
        assert held(company)["anna@ledger.example"] == set(CATEGORIES), "on a name, the whole line"
        await pilot.press("home", "right", "right", "space")
        await settle(pilot)
        assert not any("product" in each for each in held(company).values()), "on a heading, the column"
        assert "nobody" in text(app)
        for _step in range(3):
            await pilot.press("ctrl+z")
            await settle(pilot)
        assert held(company) == before
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert held(company) == before


async def test_a_click_switches_what_it_hits(company: Company, settings: Settings) -> None:
    company.opened.add_contact(first_name="Anna", email="anna@ledger.example", notifications=["invoice"])
    app = Stage(company, settings, NoticesScreen())
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        grid = app.screen.query_one(TickGrid)
        label, widths, _short = grid._widths()
        await pilot.click(grid, offset=(label + sum(widths[:4]) + 1, 2))
        await settle(pilot)
        assert held(company)["anna@ledger.example"] == {"invoice", "support"}
        await pilot.click(grid, offset=(3, 2))
        await settle(pilot)
        assert held(company)["anna@ledger.example"] == set(CATEGORIES)


async def test_mail_about_domains_always_has_somebody(company: Company, settings: Settings) -> None:
    app = Stage(company, settings, NoticesScreen())
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("right", "right", "space")
        await settle(pilot)
        assert "domain" in held(company)[EMAIL]
        assert "last address that gets mail about domains" in text(app)


async def test_fast_fingers_lose_no_switch(company: Company, settings: Settings) -> None:
    company.opened.add_contact(first_name="Anna", email="anna@ledger.example", notifications=[])
    app = Stage(company, settings, NoticesScreen())
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("down", *["space"] * 3, "right", *["space"] * 2, "right", "space")
        await settle(pilot)
        assert held(company)["anna@ledger.example"] == {"general", "domain"}


async def test_what_another_program_switches_shows(company: Company, settings: Settings) -> None:
    company.opened.add_contact(first_name="[/] Anna", email=LONG, notifications=[])
    app = Stage(company, settings, NoticesScreen())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "[/] Anna" in text(app)
        other = company.sign_in()
        contact = next(iter(other.contacts.list()))
        other.contacts.save(contact, {"notifications": frozenset({"affiliate"})})
        await settle(pilot)
        assert "Affiliate" in text(app)
        assert "Security mail" in text(app)
        grid = app.screen.query_one(TickGrid)
        assert grid.rows[1].ticks == {"affiliate"}
