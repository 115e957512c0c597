"""Services, domains, invoices and tickets: lists, filters, details, exports."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jumpzone.model.mutations import TIMER, Mutation
from jumpzone.widgets.record_source import Sort
from tests.screens.conftest import Run
from tests.screens.zoneapp import ZoneApp


async def go(shown: ZoneApp, key: str) -> None:
    """Go to a place and wait for its first row."""
    await shown.press(key)
    await shown.until(lambda: shown.screen.pane.current is not None)


async def test_a_list_says_its_records_and_how_many(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await go(shown, "3")
        await shown.until_text("of 11")
        for text in ("studio.example", "студио.example", "● Active"):
            assert text in shown.text


@pytest.mark.parametrize("key", ["2", "3", "4", "5"])
async def test_the_detail_follows_the_cursor_where_there_is_room(signed_in_app: Run, key: str) -> None:
    async with signed_in_app("studio", size=(140, 40)) as shown:
        await go(shown, key)
        pane = shown.screen.pane
        await shown.until(lambda: str(pane.detail_pane.border_title))
        first = str(pane.detail_pane.border_title)
        await shown.press("down")
        await shown.until(lambda: str(pane.detail_pane.border_title) not in ("", first))


@pytest.mark.parametrize("key", ["2", "3", "4", "5", "9"])
async def test_a_narrow_screen_opens_the_detail_and_comes_back(signed_in_app: Run, key: str) -> None:
    async with signed_in_app("studio", size=(80, 24)) as shown:
        await go(shown, key)
        place = type(shown.screen).__name__
        await shown.press("down", "enter")
        # Where more can be done with a record, it has a page of its own.
        pages = {
            "2": "ServiceScreen",
            "3": "DomainScreen",
            "4": "InvoiceDetail",
            "5": "ConversationScreen",
            "9": "OrderDetail",
        }
        await shown.until_shown(pages[key])
        await shown.until_text("Status")
        await shown.press("escape")
        await shown.until_shown(place)


async def test_a_conversation_is_shown_with_both_sides(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(140, 40)) as shown:
        await go(shown, "5")
        await shown.until_text("Kind regards")
        assert "▸" in shown.text
        assert "◂" in shown.text


async def test_overdue_is_a_filter_of_its_own(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await go(shown, "4")
        shown.screen.pane.set_filters(status="overdue")
        shown.screen.read()
        await shown.until_text("1–1 of 1")
        assert shown.screen.pane.current.record.number == "0000000412"


async def test_domains_that_expire_soon_are_a_filter(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await go(shown, "3")
        shown.screen.pane.set_filters(expires="30")
        shown.screen.read()
        await shown.until_text("1–2 of 2")


async def test_typing_in_the_filter_narrows_the_list(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await go(shown, "3")
        await shown.press("f", *"posters")
        await shown.until_text("1–1 of 1")
        await shown.press("escape")
        await shown.until_text("of 11")


async def test_a_list_sorts_by_any_column(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(160, 40)) as shown:
        await go(shown, "4")
        screen = shown.screen
        for column in screen.COLUMNS:
            for descending in (False, True):
                screen._sort = Sort(column.key, descending)
                screen.read()
                await shown.pilot.pause()
                await shown.until(lambda: screen.pane.table.total == 105)
        await shown.until(lambda: screen.pane.current is not None)


async def test_a_change_by_another_program_shows(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await go(shown, "2")
        deps, account = shown.app.zone.deps, shown.app.session.account.id
        service = shown.screen.pane.current.record
        mutation = Mutation(
            deps.ids.new(),
            account,
            "service",
            service.id,
            "update",
            deps.clock.now(),
            {"label": "Relabelled"},
        )
        deps.executor.run(mutation, TIMER)
        await shown.until_text("Relabelled")


async def test_a_list_is_exported_where_the_reader_says(signed_in_app: Run, tmp_path: Path) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await go(shown, "3")
        await shown.press("e")
        await shown.until_shown("Choose")
        await shown.pilot.click(shown.screen.query("PushButton")[1])
        await shown.until_shown("AskText")
        path = tmp_path / "domains.json"
        shown.screen._field.value = str(path)
        await shown.press("enter")
        await shown.until(path.exists)
        await shown.until_text("11 records written")
        assert len(json.loads(path.read_text("utf-8"))) == 11


async def test_an_export_never_replaces_a_file(signed_in_app: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("mine")
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await go(shown, "2")
        await shown.press("e")
        await shown.until_shown("Choose")
        await shown.pilot.click(shown.screen.query("PushButton")[0])
        await shown.until_shown("AskText")
        shown.screen._field.value = str(path)
        await shown.press("enter")
        await shown.until_text("There is such a file already")
        await shown.press("escape")
        assert path.read_text() == "mine"


@pytest.mark.parametrize(
    ("key", "text"),
    [("2", "No services yet"), ("3", "No domains yet"), ("4", "No invoices yet"), ("5", "No tickets yet")],
)
async def test_an_empty_list_says_what_would_be_here(signed_in_app: Run, key: str, text: str) -> None:
    async with signed_in_app("new", size=(100, 30)) as shown:
        await shown.press(key)
        await shown.until_text(text)
