"""The shop: names, the basket and its prices, and how a document was paid; on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from jumpzone.errors import Refused
from jumpzone.model.billing import Item
from jumpzone.model.money import vat
from jumpzone.model.mutations import IMPORT, Mutation
from jumpzone.model.permissions import Permission
from jumpzone.model.records import Product
from jumpzone.usecases.shop import MOST_ITEMS, NameCheck, Shop
from jumpzone.usecases.zone import Zone
from tests.usecases.sample import NOW, SampleZone


@pytest.fixture
def sample(store_url: str) -> Iterator[SampleZone]:
    opened = SampleZone(store_url, language="en")
    yield opened
    opened.close()


@pytest.fixture
def shop(sample: SampleZone) -> Shop:
    return sample.zone.shop


def product(shop: Shop, code: str) -> Product:
    return next(each for each in shop.orders.catalogue() if each.code == code)


def hosting(shop: Shop, cycle: str = "annual", name: str | None = None) -> Item:
    return Item(action="new", product=product(shop, "hosting_pro").id, cycle=cycle, name=name)


def registration(shop: Shop, name: str, years: int = 1) -> Item:
    end = product(shop, name.rpartition(".")[2])
    return Item(action="register", product=end.id, name=name, years=years)


def only(found: list[NameCheck]) -> NameCheck:
    return found[0]


def test_a_free_name_is_shown_both_ways_with_its_prices(shop: Shop) -> None:
    check = only(shop.check("НОВ-сайт.example"))
    assert (check.name, check.shown) == ("xn----8sbe4aqgxk.example", "нов-сайт.example")
    assert check.can_be_ordered
    assert check.product is not None
    yearly = check.product.prices["register"]
    assert [check.register_price(years) for years in (1, 2, 10)] == [yearly, 2 * yearly, 10 * yearly]


@pytest.mark.parametrize(
    "typed",
    ["studio.example", "STUDIO.example.", " studio.example ", "студио.example", "xn--d1aisjfg.example"],
)
def test_ones_own_name_is_known_however_it_is_spelt(shop: Shop, typed: str) -> None:
    check = only(shop.check(typed))
    assert check.mine is not None
    assert not check.can_be_ordered


@pytest.mark.parametrize(
    "typed",
    [
        "",
        ".",
        "a b.example",
        "-a.example",
        "http://a.example",
        "www.new.example",
        "new.nowhere",
        "192.0.2.1",
        "\x1b[31m.example",
    ],
)
def test_what_is_no_name_to_register_is_refused_in_words(shop: Shop, typed: str) -> None:
    check = only(shop.check(typed))
    assert check.problem is not None
    assert check.problem.render()
    assert not check.can_be_ordered


def test_a_word_alone_is_looked_at_under_everything_that_is_sold(shop: Shop) -> None:
    found = shop.check("brandnew")
    sold = {each.code for each in shop.orders.catalogue("domain")}
    assert {each.name for each in found} == {f"brandnew.{end}" for end in sold}


def test_a_name_that_looks_like_another_is_marked(shop: Shop) -> None:
    assert only(shop.check("раypal.example")).twin is not None
    assert only(shop.check("paypal.example")).twin is None


def test_prices_on_the_shelf_are_taxed_as_the_order_will_be(shop: Shop) -> None:
    for kind in (None, "domain", "hosting"):
        shelf = shop.shelf(kind)
        assert shelf.vat_rate is not None
        quote = shop.orders.quote([hosting(shop)])
        assert (
            shelf.gross(quote.subtotal)
            == quote.total
            == quote.subtotal + vat(quote.subtotal, shelf.vat_rate / 100)
        )


def test_the_basket_is_there_again_for_whoever_filled_it(sample: SampleZone, shop: Shop) -> None:
    items = (hosting(shop, name="the [/] shop"), registration(shop, "new.example", 3))
    for each in items:
        shop.add(each)
    assert sample.sign_in().shop.basket() == items
    shop.put(())
    assert sample.sign_in().shop.basket() == ()


def test_a_name_goes_into_the_basket_once_with_its_newest_years(shop: Shop) -> None:
    shop.add(registration(shop, "new.example", 1))
    shop.add(hosting(shop))
    shop.add(hosting(shop))
    shop.add(registration(shop, "new.example", 5))
    assert [(each.action, each.years) for each in shop.basket()] == [("new", 1), ("new", 1), ("register", 5)]


def test_the_basket_does_not_grow_without_end(shop: Shop) -> None:
    shop.put([hosting(shop)] * (MOST_ITEMS + 5))
    assert len(shop.basket()) == MOST_ITEMS


def test_what_a_later_version_or_a_hand_put_into_the_draft_is_left_out(
    sample: SampleZone, shop: Shop
) -> None:
    good = hosting(shop)
    kept = [{"action": "paint"}, 7, {**good.as_values(), "years": 99}, good.as_values()]
    sample.zone.drafts.keep("basket", {"items": kept})
    assert shop.basket() == (good,)


def test_each_thing_says_why_it_cant_be_ordered_and_the_rest_is_priced(shop: Shop) -> None:
    mine = registration(shop, "studio.example")
    gone = Item(action="new", product="01890000-0000-7000-8000-000000000000", cycle="annual")
    first, twice = registration(shop, "new.example", 2), registration(shop, "new.example", 1)
    offer = shop.offer([mine, hosting(shop), gone, first, twice])
    assert [each.problem is not None for each in offer.lines] == [True, False, True, False, True]
    assert not offer.complete
    assert offer.quote is not None
    assert offer.quote == shop.orders.quote([hosting(shop), first])
    assert shop.offer([]).quote is None


def test_an_order_asks_for_what_the_basket_said(sample: SampleZone, shop: Shop) -> None:
    items = (hosting(shop), registration(shop, "new.example", 2))
    offer = shop.offer(items)
    assert offer.complete
    assert offer.quote is not None
    placed = shop.orders.place(items)
    order = shop.orders.get(placed.order_id)
    assert placed.invoice_id is not None
    proforma = sample.zone.invoices.get(placed.invoice_id)
    assert (proforma.kind, proforma.status) == ("proforma", "unpaid")
    assert order.total == proforma.total == proforma.balance == offer.quote.total


def pay(sample: SampleZone, invoice: str, amount: int, reference: str) -> None:
    ids = sample.deps.ids
    values = {
        "invoice": invoice,
        "gateway": "bank",
        "reference": reference,
        "amount": amount,
        "currency": "EUR",
        "tax_invoice": ids.new(),
        "ids": [ids.new() for _each in range(6)],
    }
    account = sample.zone.session.account.id
    mutation = Mutation(ids.new(), account, "transaction", ids.new(), "payment.record", NOW, values)
    sample.deps.executor.run(mutation, IMPORT)


def test_a_proforma_and_its_invoice_know_each_other_and_the_payments(sample: SampleZone, shop: Shop) -> None:
    placed = shop.orders.place([hosting(shop)])
    assert placed.invoice_id is not None
    zone = sample.zone
    before = zone.orders.credit()["EUR"]
    zone.orders.apply_credit(placed.invoice_id, 500)
    owed = zone.invoices.get(placed.invoice_id).balance
    pay(sample, placed.invoice_id, owed - 100, "A-1")
    standing = zone.invoices.standing(placed.invoice_id)
    assert [each.amount for each in standing.paid.transactions] == [owed - 100]
    assert [each.amount for each in standing.paid.credits] == [-500]
    assert standing.invoice is None
    pay(sample, placed.invoice_id, 100, "A-2")
    standing = zone.invoices.standing(placed.invoice_id)
    assert standing.order is not None
    assert standing.order.id == placed.order_id
    assert standing.invoice is not None
    tax = zone.invoices.standing(standing.invoice.id)
    assert tax.proforma is not None
    assert tax.proforma.id == placed.invoice_id
    assert [each.amount for each in tax.paid.transactions] == [owed - 100, 100]
    assert zone.orders.credit()["EUR"] == before - 500


def test_a_part_that_came_stands_in_the_statement_on_its_day(sample: SampleZone) -> None:
    zone = sample.zone
    overdue = zone.invoices.find("0000000412", "number")
    pay(sample, overdue.id, 4_820, "B-1")
    (part,) = zone.invoices.statement(date(2026, 11, 3), date(2026, 11, 30)).parts
    assert [(each.day, each.kind, each.amount) for each in part.entries] == [
        (date(2026, 11, 3), "invoice", 14_820),
        (NOW.date(), "payment", -4_820),
    ]
    assert part.closing == zone.invoices.get(overdue.id).balance == 10_000


def test_a_credit_note_and_what_it_corrects_know_each_other(sample: SampleZone) -> None:
    zone = sample.zone
    note = next(each for each in zone.invoices.list() if each.kind == "credit_note")
    assert note.corrects is not None
    of_note, of_invoice = zone.invoices.standing(note.id), zone.invoices.standing(note.corrects)
    assert of_note.corrects is not None
    assert of_note.corrects.id == note.corrects
    assert [each.id for each in of_invoice.corrections] == [note.id]


def member(sample: SampleZone, *permissions: Permission) -> Zone:
    """The zone as a member with these rights sees it."""
    from sqlalchemy import update

    from jumpzone.store.tables import TABLES

    table = TABLES["membership"]
    with sample.store.write() as tx:
        values = {"role": "member", "permissions": sorted(permissions)}
        tx.execute(update(table).where(table.c.login == sample.sample.login.id).values(**values))
    return sample.sign_in()


def test_who_may_not_order_orders_nothing(sample: SampleZone) -> None:
    zone = member(sample, Permission.INVOICES)
    assert not zone.may_read("order")
    assert not zone.can("order.place", "order")
    with pytest.raises(Refused):
        zone.orders.place([hosting(zone.shop)])
    # What the order is stays with those who may see orders.
    paid = next(each for each in zone.invoices.list() if each.order is not None)
    assert zone.invoices.standing(paid.id).order is None
