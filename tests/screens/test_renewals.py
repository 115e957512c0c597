"""Renewals on the whole app: reached from the dashboard, month by month, to the record and into a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from jumpzone.model.mutations import IMPORT, TIMER, Mutation
from jumpzone.store import loading
from tests.screens.conftest import Run
from tests.screens.zoneapp import ZoneApp


def change(shown: ZoneApp, type_: str, record: str, **values: object) -> None:
    """Change a record as the system does."""
    deps = shown.app.zone.deps
    account = shown.app.session.account.id
    mutation = Mutation(deps.ids.new(), account, type_, record, "update", deps.clock.now(), values)
    deps.executor.run(mutation, IMPORT if type_ == "membership" else TIMER)


async def opened(shown: ZoneApp, *keys: str) -> None:
    """Open the renewals and wait for them."""
    await shown.until_text("€148.20 due")
    await shown.press(*(keys or ("r",)))
    await shown.until_shown("RenewalsScreen")
    await shown.until_text("November 2026")


@pytest.mark.parametrize("way", ["key", "everywhere", "panel", "mouse"])
async def test_every_way_leads_there_and_esc_back(signed_in_app: Run, way: str) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await shown.until_text("€148.20 due")
        panel = shown.screen.query_one("#renewals")
        match way:
            case "key":
                await shown.press("r")
            case "everywhere":
                await shown.press("3")
                await shown.until(lambda: shown.app.current_mode == "domains")
                await shown.press("f4")
            case "panel":
                panel.focus()
                await shown.press("down", "down", "enter")
            case "mouse":
                await shown.pilot.click(panel, offset=(6, 3))
        await shown.until_shown("RenewalsScreen")
        month = "January 2027" if way in ("panel", "mouse") else "November 2026"
        await shown.until_text(month)
        await shown.press("escape")
        await shown.until_shown("DomainsScreen" if way == "everywhere" else "DashboardScreen")


async def test_a_month_says_what_is_due_with_vat(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await opened(shown)
        # Past due, so it stands with what is to be paid now.
        await shown.until_text("€123.50 + VAT €24.70 = €148.20")
        await shown.until_text("17 Nov 2026")
        await shown.until_text("still to be")
        await shown.press("n")
        await shown.until_text("December 2026")
        await shown.until_text("студио.example")
        assert "portfolio" not in shown.text
        await shown.press("p")
        await shown.until_text("€148.20")


async def test_the_columns_are_walked_by_arrows_and_by_the_mouse(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await opened(shown)
        chart = shown.screen.chart
        chart.focus()
        await shown.press("right", "right")
        await shown.until_text("January 2027")
        await shown.press("end")
        await shown.until_text("October 2029")
        assert chart.window[-1] == chart.cursor
        await shown.press("home")
        await shown.until_text("November 2026")
        await shown.pilot.click(chart, offset=(2 + 3 * 9 + 1, 3))
        await shown.until_text("February 2027")


async def test_the_whole_year_and_only_domains(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await opened(shown)
        await shown.press("a")
        await shown.until_text("Nov 2026 – Oct 2027")
        await shown.until(lambda: shown.screen.pane.table.row_count > 20)
        shown.screen.pane.set_filters(type="domain")
        await shown.until(lambda: 0 < shown.screen.pane.table.row_count < 15)
        await shown.until(lambda: "staging" not in shown.text)


@pytest.mark.parametrize(("type_", "mode"), [("service", "services"), ("domain", "domains")])
async def test_enter_goes_to_the_record(signed_in_app: Run, type_: str, mode: str) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await opened(shown)
        shown.screen.pane.set_filters(type=type_)
        await shown.until(lambda: shown.screen.pane.current.record.type == type_)
        wanted = shown.screen.pane.current.record.record
        shown.screen.pane.table.focus()
        await shown.press("enter")
        await shown.until(lambda: shown.app.current_mode == mode)
        await shown.until(lambda: shown.screen.pane.current.record.id == wanted)
        await shown.press("1")
        await shown.until_shown("RenewalsScreen")


async def test_a_year_is_saved_for_calendar_programs(signed_in_app: Run, tmp_path: Path) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await opened(shown)
        await shown.press("w")
        await shown.until_shown("AskText")
        target = tmp_path / "year.ics"
        shown.screen.query_one("SafeInput").value = str(target)
        await shown.press("enter")
        await shown.until_text("Written:")
        assert target.read_bytes().startswith(b"BEGIN:VCALENDAR")


async def test_it_follows_what_others_change(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await opened(shown, "r")
        await shown.press("n")
        await shown.until_text("staging")
        staging = next(
            each for each in shown.app.zone.services.list() if each.label and each.label == "staging"
        )
        change(shown, "service", staging.id, cancellation={"when": "end_of_period", "reason": "x"})
        await shown.until_text("cancelled")


async def test_who_sees_neither_services_nor_domains_is_offered_nothing(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await shown.until_text("€148.20 due")
        account = shown.app.session.account.id
        with shown.app.zone.deps.store.read() as tx:
            (membership,) = loading.get_all(tx, "membership", account)
        change(shown, "membership", membership, role="member", permissions=["emails"])
        await shown.until(lambda: not shown.app.may_see_renewals)
        await shown.press("ctrl+r")
        await shown.until_text("not shared with you")
        await shown.press("f4", "r")
        await shown.until_shown("DashboardScreen")


@pytest.mark.parametrize("size", [(80, 24), (200, 50)])
async def test_it_fits_small_and_large_terminals(signed_in_app: Run, size: tuple[int, int]) -> None:
    async with signed_in_app("studio", size=size) as shown:
        await opened(shown)
        await shown.until_text("With VAT")
        assert shown.screen.pane.table.size.height >= 5
        assert "Save a calendar" in shown.text


async def test_an_empty_year_says_so(signed_in_app: Run) -> None:
    async with signed_in_app("new", size=(100, 30)) as shown:
        await shown.until_text("Nothing needs you")
        await shown.press("f4")
        await shown.until_shown("RenewalsScreen")
        await shown.until_text("Nothing renews in this time")
