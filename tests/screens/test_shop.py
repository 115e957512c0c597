"""Browsing, checking a name, the basket, ordering, cancelling, and credit on screen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from jumpzone import i18n
from jumpzone.model.billing import Item
from jumpzone.model.permissions import Permission, Role
from jumpzone.usecases.zone import Zone
from tests.screens.conftest import Run
from tests.screens.zoneapp import ZoneApp

SIZES = [(80, 24), (120, 40)]


async def orders(shown: ZoneApp) -> Any:
    """Go to the orders and wait for the first."""
    await shown.press("9")
    await shown.until_shown("OrdersScreen")
    await shown.until(lambda: shown.screen.pane.current is not None)
    return shown.screen


async def catalogue(shown: ZoneApp) -> Any:
    """Go from the orders to the catalogue."""
    await orders(shown)
    await shown.press("a")
    await shown.until_shown("CatalogueScreen")
    await shown.until(lambda: shown.screen.table.current is not None)
    return shown.screen


async def choose(shown: ZoneApp, name: str) -> None:
    """Press a button of the dialog that offers some."""
    await shown.until_shown("Choose")
    await shown.pilot.click(next(each for each in shown.screen.query("PushButton") if each.name == name))


def zone_of(shown: ZoneApp) -> Zone:
    zone: Zone = shown.app.zone
    return zone


def fill(shown: ZoneApp, *items: Item) -> None:
    """Put things into the basket, as an earlier visit did."""
    zone_of(shown).shop.put(items)


def hosting(shown: ZoneApp, **more: Any) -> Item:
    found = next(each for each in zone_of(shown).orders.catalogue("hosting") if each.code == "hosting_pro")
    return Item(action="new", product=found.id, cycle="annual", **more)


async def basket(shown: ZoneApp) -> Any:
    await orders(shown)
    await shown.press("b")
    await shown.until_shown("BasketScreen")
    return shown.screen


@pytest.mark.parametrize("size", SIZES)
async def test_from_the_catalogue_over_the_basket_to_the_proforma(
    signed_in_app: Run, size: tuple[int, int]
) -> None:
    async with signed_in_app("studio", size=size) as shown:
        screen = await catalogue(shown)
        await shown.until_text("Hosting Start")
        await shown.press("down")
        await shown.until(lambda: screen.table.current.record.code == "hosting_pro")
        await shown.press("enter")
        await choose(shown, "annual")
        await shown.until_shown("CatalogueScreen")
        await shown.until_text("In the basket: 1")
        await shown.press("b")
        await shown.until_shown("BasketScreen")
        await shown.until_text("€100.80")
        await shown.press("ctrl+s")
        await shown.until_shown("Confirm")
        assert "€100.80" in shown.text
        await shown.press("enter")
        await shown.until_shown("OrdersScreen")
        await shown.until(lambda: shown.screen.pane.current.record.total == 10_080)
        order = shown.screen.pane.current.record
        assert order.status == "pending"
        assert zone_of(shown).shop.basket() == ()
        await shown.press("p")
        await shown.until_shown("PaymentDialog")
        proforma = zone_of(shown).invoices.get(order.invoice)
        assert (proforma.kind, proforma.balance) == ("proforma", 10_080)
        assert shown.screen.transfer.amount == 10_080
        await shown.press("escape", "i")
        await shown.until_shown("InvoicesScreen")
        await shown.until(lambda: shown.screen.pane.current.record.id == proforma.id)


async def test_kinds_are_stepped_through_and_clicked(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        screen = await catalogue(shown)
        everything = screen.table.total
        await shown.press("f")
        await shown.until(lambda: screen.table.total == 3)
        line = shown.text.splitlines()[2]
        await shown.pilot.click("KindBar", offset=(line.index("Domains"), 0))
        await shown.until(lambda: screen.table.current.record.kind == "domain")
        await shown.until_text("Registration")
        await shown.pilot.click("KindBar", offset=(line.index("All"), 0))
        await shown.until(lambda: screen.table.total == everything)


@pytest.mark.parametrize("size", SIZES)
async def test_a_name_is_checked_and_put_into_the_basket(signed_in_app: Run, size: tuple[int, int]) -> None:
    async with signed_in_app("studio", size=size) as shown:
        await orders(shown)
        await shown.press("n")
        await shown.until_shown("NameScreen")
        await shown.press(*"новсайт.example")
        await shown.until_text("Can be ordered")
        await shown.until_text("xn--80adwnftj.example")
        await shown.press("down", "enter")
        await choose(shown, "3")
        await shown.until_shown("NameScreen")
        await shown.until(lambda: zone_of(shown).shop.basket())
        (item,) = zone_of(shown).shop.basket()
        assert (item.action, item.name, item.years) == ("register", "xn--80adwnftj.example", 3)
        await shown.press("ctrl+o")
        await shown.until_shown("BasketScreen")
        await shown.until_text("новсайт.example for 3 years")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("studio.example", "This name is yours already"),
        ("new.nowhere", "We don't sell names under .nowhere"),
        ("[b].example", "[b].example: only letters"),
    ],
)
async def test_a_name_that_cant_be_ordered_says_why_and_stays_out(
    signed_in_app: Run, typed: str, said: str
) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await orders(shown)
        await shown.press("n")
        await shown.until_shown("NameScreen")
        shown.screen.input.value = typed
        await shown.until_text(said)
        await shown.press("enter", "enter")
        await shown.pilot.pause(0.1)
        assert type(shown.screen).__name__ == "NameScreen"
        assert zone_of(shown).shop.basket() == ()


async def test_the_basket_is_changed_and_survives_leaving(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        fill(shown, hosting(shown), hosting(shown, name="second"))
        screen = await basket(shown)
        await shown.until_text("€201.60")
        await shown.press("e")
        await choose(shown, "monthly")
        await shown.until_shown("BasketScreen")
        await shown.until_text("€110.88")
        await shown.press("l")
        await shown.until_shown("AskText")
        shown.screen._field.value = "[/] mine"
        await shown.press("enter")
        await shown.until_text("Hosting Pro ([/] mine), a month")
        await shown.press("down", "x")
        await shown.until(lambda: screen.table.total == 1)
        await shown.press("escape")
        await shown.until_shown("OrdersScreen")
        (kept,) = zone_of(shown).shop.basket()
        assert (kept.cycle, kept.name) == ("monthly", "[/] mine")
        await shown.press("b")
        await shown.until_shown("BasketScreen")
        await shown.until_text("Hosting Pro ([/] mine), a month")


async def test_what_cant_be_ordered_says_why_beside_itself_and_holds_the_order_up(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        end = next(each for each in zone_of(shown).orders.catalogue("domain") if each.code == "example")
        mine = Item(action="register", product=end.id, name="studio.example")
        fill(shown, hosting(shown), mine)
        screen = await basket(shown)
        await shown.until_text("studio.example is in this customer centre already")
        # The sum is that of what can be ordered.
        await shown.until_text("€100.80")
        await shown.press("ctrl+s")
        await shown.pilot.pause(0.1)
        assert shown.screen is screen
        await shown.press("down", "x")
        await shown.until(lambda: screen.table.total == 1)
        await shown.press("ctrl+s")
        await shown.until_shown("Confirm")
        await shown.press("escape")
        await shown.until_shown("BasketScreen")
        assert len(zone_of(shown).shop.basket()) == 1


async def test_a_contact_is_chosen_as_registrant(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        end = next(each for each in zone_of(shown).orders.catalogue("domain") if each.code == "example")
        fill(shown, Item(action="register", product=end.id, name="new.example"))
        await basket(shown)
        await shown.until_text("Registration of new.example")
        await shown.press("r")
        await shown.until_shown("Chooser")
        await shown.until_text("the account's own data")
        await shown.press("down", "enter")
        await shown.until(lambda: zone_of(shown).shop.basket()[0].details)
        (item,) = zone_of(shown).shop.basket()
        contact = zone_of(shown).contacts.get(item.details["registrant"])
        await shown.until_text(contact.company_name or contact.last_name)


async def test_the_palette_leads_to_the_shop_and_the_search_to_an_order(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await shown.press("ctrl+p")
        await shown.until_shown("CommandPalette")
        await shown.press(*"order something")
        await shown.until_text("Order something")
        await shown.pilot.pause(0.3)
        await shown.press("enter")
        await shown.until_shown("CatalogueScreen")
        assert shown.app.current_mode == "orders"
        await shown.press("slash")
        await shown.until_shown("SearchScreen")
        await shown.press(*"O-100055")
        await shown.until_text("studio-lab.test")
        await shown.press("enter")
        await shown.until_shown("OrdersScreen")
        await shown.until(lambda: shown.screen.pane.current.record.number == "O-100055")


async def test_an_unpaid_order_is_cancelled_after_a_question(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        placed = zone_of(shown).orders.place([hosting(shown)])
        screen = await orders(shown)
        await shown.until(lambda: screen.pane.current.id == placed.order_id)
        await shown.press("x")
        await shown.until_shown("Confirm")
        await shown.press("escape")
        await shown.until_shown("OrdersScreen")
        assert zone_of(shown).orders.get(placed.order_id).status == "pending"
        await shown.press("x")
        await shown.until_shown("Confirm")
        await shown.press("y")
        await shown.until(lambda: zone_of(shown).orders.get(placed.order_id).status == "cancelled")
        await shown.until_text("✕ Cancelled")
        await shown.press("x")
        await shown.until_text("Only an order that is not paid yet can be cancelled")


async def test_a_small_terminal_pays_and_cancels_from_the_order_itself(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(80, 24)) as shown:
        placed = zone_of(shown).orders.place([hosting(shown)])
        screen = await orders(shown)
        await shown.until(lambda: screen.pane.current.id == placed.order_id)
        await shown.press("enter")
        await shown.until_shown("OrderDetail")
        await shown.until_text("Pay by")
        await shown.pilot.click(next(each for each in shown.screen.query("PushButton") if each.name == "pay"))
        await shown.until_shown("PaymentDialog")
        await shown.press("escape", "x")
        await shown.until_shown("Confirm")
        await shown.press("y")
        await shown.until_shown("OrderDetail")
        await shown.until_text("✕ Cancelled")


async def test_credit_is_set_off_against_an_invoice(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(140, 45)) as shown:
        await shown.press("4")
        await shown.until_shown("InvoicesScreen")
        await shown.until_text("Credit €20.00")
        await shown.press("a")
        await shown.until_shown("AskText")
        assert "Your credit: €20.00. To pay: €148.20" in shown.text
        assert shown.screen._field.value == "20.00"
        shown.screen._field.value = "200"
        await shown.press("enter")
        await shown.until_text("There is less credit than that")
        shown.screen._field.value = "8.20"
        await shown.press("enter")
        await shown.until_shown("InvoicesScreen")
        await shown.until(lambda: shown.screen.pane.current.record.balance == 14_000)
        await shown.until_text("Set off against")
        lines = [line.split("│")[1].split() for line in shown.text.splitlines() if line.count("│") >= 2]
        sums = [(" ".join(line[:-1]), line[-1]) for line in lines if line and "€" in line[-1]]
        assert sums[-5:-1] == [
            ("VAT 20%", "€24.70"),
            ("Total", "€148.20"),
            ("Credit", "-€8.20"),
            ("To pay", "€140.00"),
        ]
        await shown.press("v")
        await shown.until_shown("CreditScreen")
        await shown.until_text("€11.80")
        await shown.until_text("Thank you for your patience")


async def test_documents_lead_to_each_other(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        note = next(each for each in zone_of(shown).invoices.list() if each.kind == "credit_note")
        await shown.press("4")
        await shown.until_shown("InvoicesScreen")
        await shown.until(lambda: shown.screen.pane.current is not None)
        shown.screen.show_record(note.id)
        await shown.until(lambda: shown.screen.pane.current.id == note.id)
        await shown.until_text("Corrects")
        await shown.press("g")
        await shown.until(
            lambda: type(shown.screen).__name__ == "Choose" or shown.screen.pane.current.id == note.corrects
        )
        if type(shown.screen).__name__ == "Choose":
            await choose(shown, "0")
            await shown.until(lambda: shown.screen.pane.current.id == note.corrects)
        await shown.until_text("Corrected by")


async def test_a_ticket_is_opened_about_the_invoice(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await shown.press("4")
        await shown.until_shown("InvoicesScreen")
        await shown.until(lambda: shown.screen.pane.current is not None)
        invoice = shown.screen.pane.current.record
        await shown.press("q")
        await shown.until_shown("TicketScreen")
        await shown.fill(subject="Too much", body="Why so much?")
        await shown.submit()
        await shown.until_shown("InvoicesScreen")
        newest = max(zone_of(shown).tickets.list(), key=lambda each: each.number)
        assert (newest.subject, newest.department) == ("Too much", "billing")
        assert (newest.about.type, newest.about.id) == ("invoice", invoice.id)


@pytest.mark.parametrize("language", ["en", "bg", "ru"])
async def test_every_tab_has_its_word_on_a_small_terminal(
    signed_in_app: Run, make_settings: Any, language: str
) -> None:
    settings = make_settings({"keyring": "off", "mail.transport": "folder", "language": language})
    i18n.use(language)
    async with signed_in_app("studio", size=(80, 24), settings=settings) as shown:
        row = shown.text.splitlines()[1]
        words = row.split()
        assert [word[0] for word in words] == [str(number) for number in range(1, 10)]
        assert all(len(word) > 2 for word in words), row


async def test_the_place_is_not_shown_to_who_may_not_see_orders(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        assert "9 Orders" in shown.text
        session = shown.app.session
        member = replace(session, role=Role(session.login.id, permissions=frozenset({Permission.INVOICES})))
        shown.app._set_zone(shown.app.opened.zone.signed_in(member))
        shown.app.dress_all()
        await shown.until(lambda: "Orders" not in shown.text.splitlines()[1])
        assert "4 Invoices" in shown.text
