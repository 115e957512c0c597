"""The dashboard on the whole app: what it says, where it leads, how it folds, when it reads again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from jumpzone.model.mutations import MAIL, TIMER, Mutation
from jumpzone.usecases.lists import Query
from jumpzone.widgets.tile import Tile
from tests.screens.conftest import Run
from tests.screens.zoneapp import ZoneApp


def change(shown: ZoneApp, type_: str, record: str, **values: object) -> None:
    """Change a record as the system does."""
    deps = shown.app.zone.deps
    account = shown.app.session.account.id
    mutation = Mutation(deps.ids.new(), account, type_, record, "update", deps.clock.now(), values)
    deps.executor.run(mutation, TIMER)


async def test_the_account_is_seen_at_a_glance(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await shown.until_text("€148.20 due")
        for text in (
            "6 active",
            "1 suspended",
            "2 expire in 30 days",
            "1 overdue, 6 days",
            "1 waits for you",
        ):
            assert text in shown.text, text
        for title in ("Needs you", "Renewals, next 12 months", "Recent messages", "Announcements"):
            assert title in shown.text


@pytest.mark.parametrize("tile", ["services", "domains", "invoices", "tickets"])
async def test_a_tile_opens_its_list_by_key_and_by_mouse(signed_in_app: Run, tile: str) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await shown.until_text("€148.20 due")
        found = next(each for each in shown.screen.query(Tile) if each.name == tile)
        found.focus()
        await shown.press("enter")
        await shown.until(lambda: shown.app.current_mode == tile)
        await shown.press("1")
        await shown.pilot.click(found)
        await shown.until(lambda: shown.app.current_mode == tile)


async def test_what_needs_one_leads_to_its_record(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await shown.until_text("Invoice 0000000412")
        shown.screen.query_one("#needs").focus()
        await shown.press("enter")
        await shown.until(lambda: shown.app.current_mode == "invoices")
        await shown.until(lambda: shown.screen.pane.current.record.number == "0000000412")


async def test_an_announcement_is_read_and_closed(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await shown.until_text("Work on the mail servers")
        news = shown.screen.query_one("#news")
        news.focus()
        await shown.press("enter")
        await shown.until_shown("AnnouncementDialog")
        await shown.press("escape")
        await shown.until_shown("DashboardScreen")
        assert news.has_focus


async def test_a_long_announcement_fits_a_small_terminal(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(80, 24)) as shown:
        await shown.until_text("touches 1 of yours")
        shown.screen.query_one("#news").focus()
        await shown.press("down", "enter")
        await shown.until_shown("AnnouncementDialog")
        touches = shown.screen.query_one("#touches")
        await shown.until(lambda: touches.size.height == len(touches.lines) == 10)
        assert shown.screen.query_one("#box").max_scroll_y == 0


async def test_an_incident_leads_to_what_of_ones_own_it_touches(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await shown.until_text("touches 1 of yours")
        needs = shown.screen.query_one("#needs")
        needs.focus()
        needs.cursor = [line.name for line in needs.lines].index("incident")
        await shown.press("enter")
        await shown.until_shown("AnnouncementDialog")
        await shown.until_text("going on now")
        shown.screen.query_one("#touches").focus()
        await shown.press("enter")
        await shown.until(lambda: shown.app.current_mode == "services")
        await shown.until(lambda: shown.screen.pane.current.record.label == "staging")


async def test_an_address_that_goes_with_its_domain_is_warned_of_here_and_on_the_account(
    signed_in_app: Run,
) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await shown.until_text("Your mail on studio.example")
        needs = shown.screen.query_one("#needs")
        needs.focus()
        needs.cursor = [line.name for line in needs.lines].index("mail_at_risk")
        await shown.press("enter")
        await shown.until_shown("MailRiskDialog")
        await shown.until_text("signing in")
        await shown.press("enter")
        await shown.until(lambda: shown.app.current_mode == "domains")
        await shown.until(lambda: shown.screen.pane.current.record.name == "studio.example")
        await shown.press("8")
        await shown.until_text("switch auto-renew")
        domain = shown.app.zone.mail_risks.look().domain
        change(shown, "domain", domain.id, expires_on=date(2029, 1, 1), auto_renew=True)
        await shown.until(lambda: "switch auto-renew" not in shown.text)
        await shown.press("1")
        await shown.until(lambda: "Your mail on" not in shown.text)


async def test_times_are_those_of_the_login_not_of_the_machine(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        assert shown.app.settings.timezone == "UTC"
        assert shown.app.timezone.key == "Europe/Sofia"
        # Past midnight there, not yet in UTC.
        now = shown.clock.now()
        shown.clock.advance(timedelta(hours=22) - timedelta(hours=now.hour))
        assert shown.app.today == now.date() + timedelta(days=1)


async def test_a_paid_invoice_leaves_at_once(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await shown.until_text("€148.20 due")
        zone = shown.app.zone
        (overdue,) = zone.invoices.list(Query(where={"number": ("0000000412",)})).window(0, 1)
        change(shown, "invoice", overdue.id, status="paid", balance=0)
        await shown.until_text("all paid")
        assert "0000000412" not in shown.text


async def test_a_change_of_what_is_not_shown_reads_nothing(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await shown.until_text("€148.20 due")
        board = shown.screen._board
        zone = shown.app.zone
        zone.contacts.add({"first_name": "A", "last_name": "B", "email": "a@b.example"})
        await shown.pilot.pause(0.1)
        assert shown.screen._board is board


async def test_mail_that_failed_is_pointed_out(signed_in_app: Run) -> None:
    async with signed_in_app("new", size=(120, 40)) as shown:
        await shown.until_text("Nothing needs you")
        zone = shown.app.zone
        message = zone.messages.list().window(0, 1)[0]
        deps = zone.deps
        mutation = Mutation(
            deps.ids.new(),
            message.account,
            "message",
            message.id,
            "message.failed",
            deps.clock.now(),
            {"delivery_error": "no such mailbox"},
        )
        deps.executor.run(mutation, MAIL)
        await shown.until_text("mail did not arrive")


@pytest.mark.parametrize(("size", "columns"), [((80, 24), 2), ((120, 40), 4), ((200, 50), 4)])
async def test_the_tiles_fold_to_the_width(signed_in_app: Run, size: tuple[int, int], columns: int) -> None:
    async with signed_in_app("studio", size=size) as shown:
        await shown.until_text("€148.20 due")
        tops = [each.region.y for each in shown.screen.query(Tile)]
        assert tops.count(min(tops)) == columns


async def test_a_new_customer_is_told_what_would_be_here(signed_in_app: Run) -> None:
    async with signed_in_app("new", size=(120, 40)) as shown:
        await shown.until_text("none yet")
        assert "Nothing needs you" in shown.text
        assert "You have not asked anything yet" in shown.text


async def test_it_speaks_the_readers_language_at_once(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await shown.until_text("€148.20 due")
        shown.app.switch_language("bg")
        await shown.until_text("148,20")
        await shown.until_text("ное")
        shown.app.switch_language("en")
