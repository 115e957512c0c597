"""Searching everything from any screen: `/`, typing, going there."""

from __future__ import annotations

import pytest

from jumpzone.usecases.search import Hit
from tests.screens.conftest import Run
from tests.screens.zoneapp import ZoneApp


async def search(shown: ZoneApp, text: str) -> list[Hit]:
    await shown.press("slash")
    await shown.until_shown("SearchScreen")
    screen = shown.screen
    screen._input.value = text
    await shown.until(lambda: screen._shown_for == text)
    await shown.pilot.pause()
    return list(screen._hits)


async def test_a_slash_finds_while_typing_and_enter_goes_there(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await shown.press("slash")
        await shown.until_shown("SearchScreen")
        await shown.until_text("are searched at once")
        await shown.press(*"0000000412")
        await shown.until_text("0000000412 is overdue")
        assert shown.screen._hits[0].type == "invoice"
        await shown.press("enter")
        await shown.until_shown("InvoicesScreen")
        await shown.until(lambda: shown.screen.pane.current.record.number == "0000000412")


@pytest.mark.parametrize(
    ("type_", "place"),
    [
        ("domain", "DomainsScreen"),
        ("service", "ServicesScreen"),
        ("invoice", "InvoicesScreen"),
        ("ticket", "TicketsScreen"),
        ("contact", "ContactsScreen"),
        ("message", "MessagesScreen"),
    ],
)
async def test_every_type_is_gone_to_with_the_cursor_on_it(
    signed_in_app: Run, type_: str, place: str
) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        zone = shown.app.zone
        record = getattr(zone, f"{type_}s").list().window(1, 1)[0]
        hits = await search(shown, Hit(type_, record, 0).title)  # type: ignore[arg-type]
        at = next(place for place, hit in enumerate(hits) if hit.id == record.id)
        await shown.press(*["down"] * at, "enter")
        await shown.until_shown(place)
        await shown.until(lambda: shown.screen.pane.current.id == record.id)


async def test_a_click_goes_there_too(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        hits = await search(shown, "студио")
        await shown.pilot.click("#hits", offset=(5, 0))
        await shown.until(lambda: type(shown.screen).__name__ != "SearchScreen")
        await shown.until(lambda: shown.screen.pane.current.id == hits[0].id)


async def test_a_letter_before_the_line_has_the_focus_is_not_lost(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await shown.press("slash")
        await shown.until_shown("SearchScreen")
        shown.screen.set_focus(None)
        await shown.press("s", "t", "1")
        await shown.until(lambda: shown.screen._input.value == "st1")


async def test_enter_typed_faster_than_found_takes_the_best_hit(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await shown.press("slash")
        await shown.until_shown("SearchScreen")
        shown.screen._input.value = "T-100371"
        await shown.press("enter")
        await shown.until_shown("TicketsScreen")
        await shown.until(lambda: shown.screen.pane.current.record.number == "T-100371")


async def test_escape_leaves_everything_as_it_was_and_nothing_found_is_said(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(60, 20)) as shown:
        await shown.press("3")
        await shown.until_shown("DomainsScreen")
        assert await search(shown, "[/] no such thing [@click=app.quit]") == []
        await shown.until_text("Nothing found for")
        await shown.press("escape")
        await shown.until_shown("DomainsScreen")


async def test_what_lies_over_a_list_gives_way(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(80, 24)) as shown:
        await shown.press("3")
        await shown.until_shown("DomainsScreen")
        await shown.until(lambda: shown.screen.pane.current)
        await shown.press("enter")
        await shown.until_shown("DomainScreen")
        hits = await search(shown, "teapots")
        await shown.press("enter")
        await shown.until_shown("DomainsScreen")
        await shown.until(lambda: shown.screen.pane.current.id == hits[0].id)


async def test_nobody_signed_in_searches_nothing(front_door: Run) -> None:
    async with front_door() as shown:
        await shown.press("slash")
        assert type(shown.screen).__name__ == "FrontDoor"
