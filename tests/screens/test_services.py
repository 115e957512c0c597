"""Services on screen: the list, the page of one, and every flow that starts there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.widgets import Static

from jumpzone.i18n import current
from jumpzone.model.mutations import IMPORT, Mutation
from jumpzone.model.records import Service
from jumpzone.model.words import status_word
from jumpzone.usecases.lists import Query
from tests.screens.zoneapp import SAMPLE_PASSWORD, ZoneApp

SHOP = "shop.studio.example"
SITE = "studio.example"
CLIENTS = "portfolio.studio.example"
ARCHIVE = "archive.studio.example"


def the(shown: ZoneApp, address: str) -> Service:
    return shown.app.zone.services.find(address, "address")


def as_staff(shown: ZoneApp, service: Service, **values: Any) -> None:
    zone = shown.app.zone
    deps, account = zone.deps, zone.session.account.id
    now = deps.clock.now()
    mutation = Mutation(deps.ids.new(), account, "service", service.id, "update", now, values)
    deps.executor.run(mutation, IMPORT)


async def to_list(shown: ZoneApp) -> None:
    await shown.press("2")
    await shown.until_shown("ServicesScreen")
    await shown.until(lambda: shown.screen.pane.current is not None)


async def to_page(shown: ZoneApp, address: str) -> None:
    await to_list(shown)
    service = the(shown, address)
    shown.screen.show_record(service.id)
    await shown.until(lambda: shown.screen.pane.current.id == service.id)
    await shown.press("enter")
    await shown.until_shown("ServiceScreen")
    await shown.until(lambda: shown.screen._standing is not None)


async def type_in(shown: ZoneApp, text: str) -> None:
    """Put a text into the field of the dialog that is shown."""
    shown.screen._field.value = text
    await shown.pilot.pause()


@pytest.fixture
def studio(signed_in_app: Callable[..., Any], clock: Any) -> Callable[..., Any]:
    @asynccontextmanager
    async def run(**options: Any) -> AsyncIterator[ZoneApp]:
        async with signed_in_app("studio", **options) as shown:
            opened: list[str] = []
            copied: list[str] = []
            shown.app.open_url = lambda url, **_more: opened.append(url)
            shown.app.copy_to_clipboard = copied.append
            shown.opened, shown.copied = opened, copied
            yield shown

    return run


async def test_a_service_is_renamed_where_it_stands_in_the_list(studio: Callable[..., Any]) -> None:
    async with studio() as shown:
        await to_list(shown)
        shown.screen.show_record(the(shown, SHOP).id)
        await shown.until(lambda: shown.screen.pane.current.id == the(shown, SHOP).id)
        await shown.press("n")
        await shown.until_shown("AskText")
        await type_in(shown, "[/] the [@click=app.quit]shop[/]")
        await shown.press("enter")
        await shown.until(lambda: the(shown, SHOP).label == "[/] the [@click=app.quit]shop[/]")
        await shown.until_text("[/] the")
        await shown.press("ctrl+z")
        await shown.until(lambda: the(shown, SHOP).label == "web shop")
        await shown.press("u")
        await shown.until(lambda: not the(shown, SHOP).auto_renew)
        await shown.press("ctrl+z")
        await shown.until(lambda: the(shown, SHOP).auto_renew)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_a_page_says_how_full_and_how_dear_a_service_is(
    studio: Callable[..., Any], size: tuple[int, int]
) -> None:
    async with studio(size=size) as shown:
        await to_page(shown, "studio.cloud.example")
        panels = {name: str(each.content) for name, each in shown.screen.panels.items()}
        assert "93%" in panels["usage"]
        assert "it gets tight" in panels["usage"]
        cost = shown.app.zone.services.cost(the(shown, "studio.cloud.example").id)
        assert str(cost.years[0][0]) in panels["cost"]
        assert "€9.00 for a month" in panels["renewal"]
        await shown.press("escape")
        await shown.until_shown("ServicesScreen")


async def test_why_it_is_suspended_and_paying(studio: Callable[..., Any]) -> None:
    async with studio() as shown:
        await to_page(shown, CLIENTS)
        why = shown.app.zone.services.suspension(the(shown, CLIENTS).id)
        said = str(shown.screen.box.query_one(Static).content)
        assert why.invoice.number in said
        assert "€148.20" in said
        assert "at once when the payment has come" in said
        await shown.press("p")
        await shown.until_shown("Choose")
        await shown.press("enter")
        await shown.until_shown("PaymentDialog")
        assert shown.screen.transfer.reference == why.invoice.payment_reference
        await shown.press("escape")
        await shown.until_shown("ServiceScreen")
        await shown.pilot.click("#suspended PushButton")
        await shown.until_shown("Choose")
        await shown.press("down", "enter")
        await shown.until_shown("InvoicesScreen")
        await shown.until(lambda: shown.screen.pane.current.id == why.invoice.id)


async def test_it_runs_again_on_the_page_as_soon_as_it_is_paid(studio: Callable[..., Any]) -> None:
    async with studio() as shown:
        await to_page(shown, CLIENTS)
        assert shown.screen.box.display
        as_staff(shown, the(shown, CLIENTS), status="active", suspended_because=None, suspended_on=None)
        await shown.until(lambda: not shown.screen.box.display)
        await shown.until_text("● Active")


async def test_a_cancellation_is_asked_for_and_withdrawn(studio: Callable[..., Any]) -> None:
    async with studio() as shown:
        await to_page(shown, SHOP)
        await shown.press("x")
        await shown.until_shown("Choose")
        await shown.press("escape")
        await shown.until_shown("ServiceScreen")
        assert the(shown, SHOP).cancellation is None
        await shown.press("x")
        await shown.until_shown("Choose")
        await shown.press("enter")
        await shown.until_shown("AskText")
        await type_in(shown, "We moved. \u202e[/]")
        await shown.press("enter")
        await shown.until(lambda: the(shown, SHOP).cancellation is not None)
        found = the(shown, SHOP)
        assert found.cancellation is not None
        assert (found.cancellation["when"], found.auto_renew) == ("end_of_period", False)
        await shown.until_text("It ends on")
        assert "renew" not in shown.screen.fitting()
        await shown.press("k")
        await shown.until(lambda: the(shown, SHOP).cancellation is None)
        assert the(shown, SHOP).auto_renew


async def test_a_renewal_shows_its_price_then_goes_to_the_proforma(studio: Callable[..., Any]) -> None:
    async with studio() as shown:
        await to_page(shown, SHOP)
        quote = shown.app.zone.services.renewal(the(shown, SHOP).id, 2)
        await shown.press("r")
        await shown.until_shown("Choose")
        await shown.press("down", "enter")
        await shown.until_shown("Confirm")
        await shown.until_text(current().money(quote.total, quote.currency))
        await shown.until_text(current().money(quote.tax, quote.currency))
        await shown.press("y")
        await shown.until_text("It is ordered")
        await shown.press("y")
        await shown.until_shown("InvoicesScreen")
        (newest,) = shown.app.zone.invoices.list(
            Query(where={"kind": ("proforma",), "status": ("unpaid",)}, sort="created_at", descending=True)
        ).window(0, 1)
        assert newest.total == quote.total
        await shown.until(lambda: shown.screen.pane.current.id == newest.id)


async def test_a_dearer_plan_is_ordered_and_a_cheaper_one_waits(studio: Callable[..., Any]) -> None:
    async with studio() as shown:
        await to_page(shown, SHOP)
        plans = shown.app.zone.services.plans(the(shown, SHOP).id)
        at = next(at for at, each in enumerate(plans) if each.when == "paid")
        await shown.press("l")
        await shown.until_shown("PlanChoice")
        await shown.press(*["down"] * at, "enter")
        await shown.until_shown("Confirm")
        await shown.press("y")
        await shown.until(lambda: the(shown, SHOP).plan_change is not None)
        await shown.until_text("It is ordered")
        await shown.press("n")
        renewal = shown.screen.panels["renewal"]
        await shown.until(lambda: "once its invoice is paid" in str(renewal.content))
        await shown.press("L")
        await shown.until_shown("Confirm")
        await shown.press("y")
        await shown.until(lambda: the(shown, SHOP).plan_change is None)

        await shown.until(lambda: "change_plan" in shown.screen.fitting())
        at = next(at for at, each in enumerate(plans) if each.when == "renewal")
        await shown.press("l")
        await shown.until_shown("PlanChoice")
        await shown.press(*["down"] * at, "enter")
        await shown.until_text("takes hold on")
        await shown.press("y")
        await shown.until(lambda: (the(shown, SHOP).plan_change or {}).get("when") == "renewal")
        await shown.until_shown("ServiceScreen")


async def test_the_plan_that_waits_is_said_and_can_be_kept(studio: Callable[..., Any]) -> None:
    async with studio() as shown:
        await to_page(shown, SITE)
        change = the(shown, SITE).plan_change
        assert change is not None
        await shown.until_text(change["name"])
        await shown.press("L")
        await shown.until_shown("Confirm")
        await shown.press("y")
        await shown.until(lambda: the(shown, SITE).plan_change is None)


async def test_access_data_is_shown_again_from_the_service(studio: Callable[..., Any]) -> None:
    async with studio() as shown:
        await to_page(shown, SHOP)
        await shown.press("v")
        await shown.until(lambda: type(shown.screen).__name__ in ("Choose", "MessageScreen"))
        if type(shown.screen).__name__ == "Choose":
            await shown.press("enter")
        await shown.until_shown("MessageScreen")
        await shown.until(lambda: shown.screen.message is not None)
        await shown.until_text("••••••")
        await shown.press("v")
        await shown.until_shown("AskPassword")
        await type_in(shown, SAMPLE_PASSWORD)
        await shown.press("enter")
        await shown.until(lambda: "••••••" not in shown.text)


async def test_the_panel_opens_after_its_address_was_shown_and_names_are_copied(
    studio: Callable[..., Any],
) -> None:
    async with studio() as shown:
        await to_page(shown, SHOP)
        service = the(shown, SHOP)
        await shown.press("o")
        await shown.until_shown("Confirm")
        await shown.until_text(str(service.panel_url))
        await shown.press("n")
        assert shown.opened == []
        await shown.press("o")
        await shown.until_shown("Confirm")
        await shown.press("y")
        await shown.until(lambda: shown.opened == [service.panel_url])
        await shown.press("c")
        await shown.until_shown("Choose")
        await shown.press("enter")
        await shown.until(lambda: shown.copied == [service.username])


async def test_a_ticket_about_the_service_opens_from_its_page(studio: Callable[..., Any]) -> None:
    async with studio() as shown:
        await to_page(shown, SHOP)
        await shown.press("t")
        await shown.until_shown("TicketScreen")
        assert shown.form().field("about").value == f"service:{the(shown, SHOP).id}"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "https:///", "http://[", "x" * 300]
)
async def test_a_panel_that_is_no_page_of_the_web_is_not_offered(
    studio: Callable[..., Any], url: str
) -> None:
    async with studio() as shown:
        as_staff(shown, the(shown, SHOP), panel_url=url)
        await to_page(shown, SHOP)
        assert "open_panel" not in shown.screen.fitting()
        await shown.press("o")
        assert shown.opened == []


async def test_what_has_ended_offers_nothing_that_would_be_refused(studio: Callable[..., Any]) -> None:
    async with studio() as shown:
        as_staff(shown, the(shown, SHOP), status="terminated", auto_renew=False)
        await to_page(shown, SHOP)
        refused = {"renew", "change_plan", "cancel_service", "keep", "turn_auto_renew", "pay"}
        assert not refused & shown.screen.fitting()
        assert {"rename", "ticket", "back"} <= shown.screen.fitting()


async def test_names_that_would_act_are_shown_as_they_are(studio: Callable[..., Any]) -> None:
    hostile = "[/] [@click=app.quit]x[/] \u202eesrever\u2066"
    async with studio(size=(80, 24)) as shown:
        change = {"name": hostile, "when": "renewal", "cycle": hostile, "amount": 1}
        asked = {"when": "end_of_period", "reason": hostile}
        values = dict.fromkeys(("product", "label", "address", "username"), hostile)
        before = the(shown, SHOP)
        as_staff(shown, before, **values, plan_change=change, cancellation=asked)
        await to_list(shown)
        shown.screen.show_record(before.id)
        await shown.until(lambda: shown.screen.pane.current.id == before.id)
        await shown.press("enter")
        await shown.until_shown("ServiceScreen")
        await shown.until_text("[@click=app.quit]x")
        assert "\u202e" not in shown.text
        for key, title in (("c", "Choose"), ("n", "AskText"), ("L", "Confirm")):
            await shown.press(key)
            await shown.until_shown(title)
            assert "\u202e" not in shown.text
            await shown.press("escape")
            await shown.until_shown("ServiceScreen")


@pytest.mark.parametrize("language", ["bg", "ru"])
async def test_the_page_follows_the_language(studio: Callable[..., Any], language: str) -> None:
    async with studio() as shown:
        await to_page(shown, CLIENTS)
        assert "Suspended" in shown.text
        shown.app.switch_language(language)
        word = status_word("service", "suspended")
        assert word != "Suspended"
        await shown.until_text(f"! {word}")
