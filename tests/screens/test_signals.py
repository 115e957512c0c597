"""The app tells its terminal when something needs the reader, and only then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from jumpzone.model.mutations import IMPORT, Mutation
from jumpzone.model.records import Announcement, Record
from jumpzone.settings import Settings
from jumpzone.store import bulk
from jumpzone.usecases.lists import Query
from tests.screens.conftest import Run
from tests.screens.zoneapp import ZoneApp

MakeSettings = Callable[..., Settings]


@pytest.fixture
def signals(make_settings: MakeSettings) -> Settings:
    """Settings of a terminal that shows messages on the desktop."""
    return make_settings({"keyring": "off", "mail.transport": "folder", "signals": "osc9"})


def change(shown: ZoneApp, record: Record, **values: object) -> None:
    """Change a record as the system does."""
    deps, type_ = shown.app.zone.deps, type(record).__name__.lower()
    account = shown.app.session.account.id
    mutation = Mutation(deps.ids.new(), account, type_, record.id, "update", deps.clock.now(), values)
    deps.executor.run(mutation, IMPORT)


def answer(shown: ZoneApp, index: int = 0) -> None:
    """Let support answer one of the tickets."""
    tickets = shown.app.zone.tickets.list(Query(where={"status": ("open", "closed")}))
    at = shown.clock.now() + timedelta(seconds=index)
    change(shown, tickets.window(0, 1)[0], status="answered", last_reply_at=at)


async def listening(shown: ZoneApp) -> list[str]:
    """Wait until the app knows what there is; return what it writes from then on."""
    written: list[str] = []
    shown.app.write_signal = written.append
    shown.app._first_look()
    await shown.until(lambda: shown.app._known is not None)
    return written


async def test_an_answer_is_told_and_another_waits_a_minute(signed_in_app: Run, signals: Settings) -> None:
    async with signed_in_app("studio", settings=signals) as shown:
        written = await listening(shown)
        answer(shown)
        await shown.until(lambda: len(written) == 1)
        assert written[0].startswith("\x1b]9;JumpZone: Ticket T-")
        assert written[0].endswith("was answered\x1b\\")
        answer(shown, 1)
        answer(shown, 2)
        await shown.until(lambda: len(shown.app._waiting_matters) == 2)
        shown.app._time_passes()
        assert len(written) == 1
        shown.clock.advance(61)
        shown.app._time_passes()
        assert written[1] == "\x1b]9;JumpZone: 2 things need you\x1b\\"


async def test_what_one_does_oneself_is_not_told(signed_in_app: Run, signals: Settings) -> None:
    async with signed_in_app("studio", settings=signals) as shown:
        written = await listening(shown)
        zone, rev = shown.app.zone, shown.app._looked_rev
        ticket = zone.tickets.list(Query(where={"status": ("answered",)})).window(0, 1)[0]
        zone.tickets.reply(ticket.id, "Thanks", [])
        await shown.until(lambda: shown.app._looked_rev != rev)
        assert written == []


async def test_a_new_day_brings_what_no_change_does(signed_in_app: Run, signals: Settings) -> None:
    async with signed_in_app("studio", settings=signals) as shown:
        domains = shown.app.zone.domains.list(Query(where={"name": ("slow-bicycles.test",)}))
        change(shown, domains.window(0, 1)[0], expires_on=shown.app.today + timedelta(days=8))
        written = await listening(shown)
        shown.app._time_passes()
        assert written == []
        # Past midnight in the reader's own zone.
        shown.clock.advance(timedelta(hours=11))
        shown.app._time_passes()
        await shown.until(lambda: written)
        assert written == ["\x1b]9;JumpZone: slow-bicycles.test expires in 7 days\x1b\\"]


async def test_an_incident_that_touches_one_is_told_though_no_account_has_changed(
    signed_in_app: Run, signals: Settings
) -> None:
    async with signed_in_app("studio", settings=signals) as shown:
        written = await listening(shown)
        deps, at = shown.app.zone.deps, shown.clock.now()
        for affects in ("nothing.of.ours.example", "server"):
            told = Announcement(
                id=deps.ids.new(),
                created_at=at,
                updated_at=at,
                title="A fault",
                kind="incident",
                published_at=at,
                affects=(affects,),
            )
            with deps.store.write() as tx:
                bulk.load(tx, [told], sealer=deps.sealer, ids=deps.ids, now=at)
            shown.clock.advance(301)
            shown.app._time_passes()
            await shown.until(lambda: shown.app._looked_at == shown.clock.monotonic())
        await shown.until(lambda: written)
        assert written == ["\x1b]9;JumpZone: An incident touches what is yours\x1b\\"]


async def test_a_locked_zone_tells_no_details(signed_in_app: Run, signals: Settings) -> None:
    async with signed_in_app("studio", settings=signals) as shown:
        written = await listening(shown)
        await shown.press("ctrl+l")
        await shown.until_shown("LockScreen")
        answer(shown)
        await shown.until(lambda: written)
        assert written == ["\x1b]9;JumpZone: Something needs you\x1b\\"]


@pytest.mark.parametrize("setting", ["off", "auto"])
async def test_where_it_is_off_nothing_is_even_looked_for(
    signed_in_app: Run, make_settings: MakeSettings, setting: str
) -> None:
    # Here, as in a test's environment, no terminal is named.
    values: dict[str, Any] = {"keyring": "off", "mail.transport": "folder", "signals": setting}
    async with signed_in_app("studio", settings=make_settings(values)) as shown:
        shown.app._first_look()
        answer(shown)
        await shown.until_text("2 wait for you")
        assert shown.app._known is None
