"""Ordering, paying, cancelling: from the item to the tax invoice, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from jumpzone.demo.offers import product_id
from jumpzone.errors import Invalid, Refused, ZoneError
from jumpzone.model.billing import Item
from jumpzone.model.records import About
from jumpzone.store.tables import meta
from jumpzone.usecases.provisioning import Provisioning
from tests.usecases.people import People
from tests.usecases.sample import SampleZone
from tests.usecases.till import CYCLES, Till, renewing

DUE = date(2027, 1, 31)


@pytest.fixture
def till(people_anywhere: People) -> Till:
    return Till(people_anywhere)


def test_a_renewal_is_ordered_paid_and_invoiced(till: Till) -> None:
    service = till.service(DUE)
    item = renewing("service", service)
    quote = till.zone.orders.quote([item])
    order, proforma = till.order(item)
    assert (order.number, order.status, order.placed_by) == (
        "O-100001",
        "pending",
        till.zone.session.login.name,
    )
    assert (proforma.number, proforma.kind, proforma.status) == ("P-000001", "proforma", "unpaid")
    assert proforma.payment_url == "https://pay.seller.example/P-000001"
    assert (quote.subtotal, quote.tax, quote.total) == (9_000, 1_800, 10_800)
    assert (proforma.subtotal, proforma.tax, proforma.total, proforma.balance) == (
        9_000,
        1_800,
        10_800,
        10_800,
    )
    assert [line["text"] for line in proforma.lines] == [each.text for each in quote.lines]

    till.pay(proforma.id, 10_800, "tr-1")
    paid = till.invoice(proforma.id)
    assert (paid.status, paid.balance, paid.paid_on) == ("paid", 0, date(2026, 11, 23))
    assert till.zone.orders.get(order.id).status == "active"
    assert till.zone.services.get(service).next_due_on == date(2028, 1, 31)
    (tax,) = [each for each in till.zone.invoices.list() if each.kind == "invoice"]
    assert (tax.number, tax.proforma, tax.status, tax.total) == ("0000000001", proforma.id, "paid", 10_800)
    full = till.invoice(tax.id)
    assert full.seller is not None
    assert full.seller["company_name"] == "Продавач ЕООД"
    (row,) = till.zone.orders.payments(tax.id).transactions
    assert (row.amount, row.gateway, row.reference) == (10_800, "bank", "tr-1")
    again = till.pay(proforma.id, 10_800, "tr-1")
    assert again.outcome == "unchanged"


def test_what_is_new_waits_to_be_set_up(till: Till) -> None:
    order, proforma = till.order(
        Item(action="new", product=till.small, cycle="monthly", name="blog"),
        Item(action="register", product=till.tld, name="Кафе.example", years=2),
        Item(action="transfer", product=till.tld, name="other.example"),
    )
    assert proforma.subtotal == 900 + 3_000 + 1_400
    (service,) = list(till.zone.services.list())
    assert (service.status, service.label, service.amount) == ("pending", "blog", 900)
    domains = {each.name: each.status for each in till.zone.domains.list()}
    assert domains == {"xn--80akn5b.example": "pending_registration", "other.example": "pending_transfer"}
    till.zone.orders.cancel(order.id)
    assert {each.status for each in till.zone.domains.list()} == {"cancelled"}
    assert till.invoice(proforma.id).status == "cancelled"


def refusal(till: Till, *items: Item) -> str:
    """Why items can't be ordered; a quote must say the same."""
    with pytest.raises(ZoneError) as quoted:
        till.zone.orders.quote(items)
    with pytest.raises(ZoneError) as placed:
        till.zone.orders.place(items)
    assert str(quoted.value) == str(placed.value)
    return placed.value.fields[0].code if placed.value.fields else placed.value.code


# Plans


def changing(till: Till, service: str, plan: str, cycle: str | None = None) -> Item:
    return Item(action="change", about=About("service", service), product=plan, cycle=cycle)


def test_a_dearer_plan_costs_the_difference_for_the_days_left(till: Till) -> None:
    # 100 of 365 days are left: (190.00 - 90.00) * 100 / 365 = 27.397
    service = till.service(date(2027, 3, 3))
    order, proforma = till.order(changing(till, service, till.large))
    assert (proforma.subtotal, proforma.tax, proforma.total) == (2_740, 548, 3_288)
    waiting = till.zone.services.get(service)
    assert waiting.plan_change is not None
    assert (waiting.product, waiting.plan_change["when"], waiting.plan_change["order"]) == (
        "Small",
        "paid",
        order.id,
    )
    till.pay(proforma.id, 3_288, "a")
    changed = till.zone.services.get(service)
    assert (changed.product, changed.product_id, changed.amount) == ("Large", till.large, 19_000)
    assert (changed.plan_change, changed.next_due_on) == (None, date(2027, 3, 3))


def test_a_cheaper_plan_costs_nothing_and_waits_for_the_renewal(till: Till) -> None:
    service = till.service(DUE, product="Large", product_id=till.large, amount=19_000)
    placed = till.zone.orders.place([changing(till, service, till.small)])
    assert placed.invoice_id is None
    order = till.zone.orders.get(placed.order_id)
    assert (order.status, order.total) == ("active", 0)
    now = till.zone.services.get(service)
    assert (now.product, now.amount) == ("Large", 19_000)
    assert now.plan_change == {
        "product": till.small,
        "name": "Small",
        "cycle": "annual",
        "amount": 9_000,
        "when": "renewal",
        "on": "2027-01-31",
        "order": placed.order_id,
    }
    _order, proforma = till.order(renewing("service", service))
    assert proforma.subtotal == 9_000
    till.pay(proforma.id, proforma.total, "a")
    renewed = till.zone.services.get(service)
    assert (renewed.product, renewed.amount, renewed.disk_limit_mb) == ("Small", 9_000, 1_000)
    assert (renewed.plan_change, renewed.next_due_on) == (None, date(2028, 1, 31))


def test_another_cycle_begins_with_the_next_renewal(till: Till) -> None:
    service = till.service(DUE)
    till.zone.orders.place([changing(till, service, till.small, "monthly")])
    _order, proforma = till.order(renewing("service", service))
    assert proforma.subtotal == 900
    till.pay(proforma.id, proforma.total, "a")
    renewed = till.zone.services.get(service)
    assert (renewed.billing_cycle, renewed.next_due_on) == ("monthly", date(2027, 2, 28))


def test_a_cancelled_order_forgets_its_change_of_plan(till: Till) -> None:
    service = till.service(DUE)
    order, _proforma = till.order(changing(till, service, till.large))
    till.zone.orders.cancel(order.id)
    assert till.zone.services.get(service).plan_change is None
    till.order(changing(till, service, till.large))


# What can't be ordered


def test_what_stands_against_an_order_is_said(till: Till) -> None:
    service, domain = till.service(DUE), till.domain("here.example", date(2027, 5, 5))
    once = till.service(DUE, billing_cycle="one_time")
    leaving = till.service(DUE, cancellation={"when": "end_of_period"})
    late = till.service(date(2026, 11, 1))
    lev = till.service(DUE, currency="BGN")
    lost = till.domain("lost.example", date(2026, 10, 1), status="redemption")
    elsewhere = till.product("old", "hosting", CYCLES, active=False)
    foreign = till.create("product", code="x", kind="hosting", name="X", prices=dict(CYCLES), currency="RUB")

    def new(**values: Any) -> Item:
        return Item(action="new", **{"product": till.small, "cycle": "annual", **values})

    def register(name: str, **values: Any) -> Item:
        return Item(action="register", **{"product": till.tld, "name": name, **values})

    refused = {
        "same-plan": changing(till, service, till.small),
        "wrong-kind": changing(till, service, till.tld),
        "renew-first": changing(till, late, till.large),
        "being-cancelled": renewing("service", leaving),
        "mixed-currencies": renewing("service", lev),
        "unknown-record": renewing("service", domain),
        "redemption": renewing("domain", lost),
        "too-far": renewing("domain", domain, years=10),
        "out-of-range": renewing("domain", domain, years=0),
        "no-such-cycle": new(cycle="biennial"),
        "control-character": new(name="a\x1bb"),
        "ours-already": register("HERE.example"),
        "wrong-tld": register("a.b.example"),
        "name-unicode": register("a\u200eb.example"),
    }
    assert {code: refusal(till, item) for code, item in refused.items()} == {each: each for each in refused}
    assert refusal(till, renewing("service", once)) == "not-renewable"
    assert {refusal(till, new(product=each)) for each in (elsewhere, foreign, lev, None)} == {
        "unknown-product"
    }
    assert refusal(till) == "nothing-chosen"
    for details in ({"note": "a\x00b"}, {"\ud800": 1}, {"note": "x" * 5_000}):
        with pytest.raises(Invalid):
            till.zone.orders.place([new(details=details)])
    assert refusal(till, renewing("service", service), renewing("service", service)) == "ordered-already"
    till.order(renewing("service", service))
    assert refusal(till, renewing("service", service)) == "ordered-already"
    assert refusal(till, register("twice.example"), register("twice.example")) == "ours-already"


def test_a_registry_asks_for_what_it_needs(till: Till) -> None:
    tld = till.product("test", "domain", {"register": 900}, asks=["phone", "company_number"])
    item = Item(action="register", product=tld, name="firm.test")
    assert refusal(till, item) == "registrant-data"
    assert refusal(till, replace(item, action="transfer")) == "registrant-data"
    nobody = replace(item, details={"registrant": till.deps.ids.new()})
    assert refusal(till, nobody) == "unknown-record"
    tld = till.product("org", "domain", {"register": 900}, asks=["phone"])
    contact = till.create(
        "contact", first_name="П", last_name="И", email="p@s.example", phone="+359888123456"
    )
    item = Item(action="register", product=tld, name="firm.org", details={"registrant": contact})
    till.order(item)
    assert till.zone.domains.find("firm.org", "name").registrant == contact
    assert refusal(till, Item(action="transfer", product=tld, name="other.org")) == "not-offered"


def test_without_a_seller_nothing_is_ordered(people_anywhere: People) -> None:
    till = Till(people_anywhere)
    with till.deps.store.write() as tx:
        tx.execute(meta.delete().where(meta.c.key == "seller"))
    assert refusal(till, Item(action="new", product=till.small)) == "no-seller"


def test_only_who_may_order_orders(till: Till) -> None:
    service = till.service(DUE)
    member = till.member("products", "invoices")
    with pytest.raises(Refused, match="forbidden"):
        member.orders.place([renewing("service", service)])
    _order, proforma = till.order(renewing("service", service))
    assert member.can("invoice.apply_credit", "invoice")
    assert not member.can("payment.record", "transaction")
    for op, type_ in (
        ("payment.record", "transaction"),
        ("credit.grant", "credit"),
        ("invoice.refund", "invoice"),
    ):
        with pytest.raises(Refused, match="forbidden"):
            till.zone.orders.change(type_, proforma.id, op)
    orderer = till.member("orders")
    with pytest.raises(Refused, match="forbidden"):
        orderer.orders.quote([renewing("service", service)])
    with pytest.raises(Refused, match="forbidden"):
        orderer.orders.place([renewing("service", service)])
    orderer.orders.place([Item(action="new", product=till.small)])


# Money


def test_part_payments_lower_the_balance_and_too_much_is_credit(till: Till) -> None:
    _order, proforma = till.order(renewing("service", till.service(DUE)))
    till.pay(proforma.id, 800, "a")
    assert (till.invoice(proforma.id).balance, till.invoice(proforma.id).status) == (10_000, "unpaid")
    till.pay(proforma.id, 10_500, "b")
    paid = till.invoice(proforma.id)
    assert (paid.balance, paid.status) == (0, "paid")
    assert till.zone.orders.credit() == {"EUR": 500}
    amounts = [(each.gateway, each.amount) for each in till.zone.orders.payments(paid.id).transactions]
    assert sorted(amounts) == [("bank", 800), ("bank", 10_500), ("credit", -500)]
    till.pay(proforma.id, 700, "c")
    assert till.zone.orders.credit() == {"EUR": 1_200}
    told = [each.params for each in till.people.composer.notices if each.template == "payment_received"]
    assert [(each["amount"], each.get("balance"), each.get("credit")) for each in told] == [
        ((800, "EUR"), (10_000, "EUR"), None),
        ((10_500, "EUR"), None, (500, "EUR")),
        ((700, "EUR"), None, (700, "EUR")),
    ]


def test_credit_pays_and_comes_back_when_the_order_is_cancelled(till: Till) -> None:
    till.apply(
        "credit", till.deps.ids.new(), "credit.grant", {"amount": 4_000, "currency": "EUR", "text": "x"}
    )
    service = till.service(DUE)
    order, proforma = till.order(renewing("service", service))
    orders = till.zone.orders
    for wrong in (0, 4_001, -1):
        with pytest.raises(Invalid):
            orders.apply_credit(proforma.id, wrong)
    orders.apply_credit(proforma.id, 1_000)
    till.pay(proforma.id, 2_000, "a")
    assert till.invoice(proforma.id).balance == 7_800
    orders.cancel(order.id)
    assert orders.credit() == {"EUR": 6_000}
    till.pay(proforma.id, 100, "late")
    assert orders.credit() == {"EUR": 6_100}
    with pytest.raises(Refused, match="not-payable"):
        orders.apply_credit(proforma.id)
    _order, again = till.order(renewing("service", service))
    orders.apply_credit(again.id)
    till.pay(again.id, 4_700, "b")
    done = till.invoice(again.id)
    assert (done.status, done.credit, orders.credit()) == ("paid", 6_100, {})
    _order, third = till.order(Item(action="new", product=till.small))
    with pytest.raises(Refused, match="no-credit"):
        orders.apply_credit(third.id)
    with pytest.raises(Refused, match="too-late"):
        orders.cancel(till.zone.invoices.get(again.id).order or "")


def test_credit_alone_pays_in_full(till: Till) -> None:
    till.apply(
        "credit", till.deps.ids.new(), "credit.grant", {"amount": 99_999, "currency": "EUR", "text": "x"}
    )
    service = till.service(DUE)
    _order, proforma = till.order(renewing("service", service))
    till.zone.orders.apply_credit(proforma.id)
    assert till.zone.services.get(service).next_due_on == date(2028, 1, 31)
    (tax,) = [each for each in till.zone.invoices.list() if each.kind == "invoice"]
    assert (tax.number, till.invoice(tax.id).credit) == ("0000000001", 10_800)
    paid = till.zone.orders.payments(tax.id)
    assert (paid.transactions, [each.amount for each in paid.credits]) == ((), [-10_800])


def test_lev_are_paid_in_euro(till: Till) -> None:
    """What was made out in lev before 2026 is paid at the fixed rate, to the stotinka."""
    invoice = till.create(
        "invoice",
        number="0000000007",
        kind="invoice",
        status="unpaid",
        currency="BGN",
        lines=[{"text": "x", "quantity": 1, "unit_amount": 10_000, "vat_rate": "20"}],
        subtotal=10_000,
        tax=2_000,
        total=12_000,
        balance=12_000,
    )
    with pytest.raises(Invalid):
        till.pay(invoice, 6_135, "a", "USD")
    till.pay(invoice, 6_136, "a", "EUR")
    assert till.pay(invoice, 6_136, "a", "EUR").outcome == "unchanged"
    assert (till.invoice(invoice).status, till.invoice(invoice).balance) == ("paid", 0)
    assert till.zone.orders.credit() == {}


def test_many_renewals_are_one_letter(till: Till) -> None:
    names = [f"n{number}.example" for number in range(12)]
    domains = [till.domain(name, date(2027, 1, 1)) for name in names]
    _order, proforma = till.order(*(renewing("domain", each) for each in domains))
    till.pay(proforma.id, proforma.total, "a")
    assert {each.expires_on for each in till.zone.domains.list()} == {date(2028, 1, 1)}
    told = [each.template for each in till.people.composer.notices]
    assert told[-1] == "invoice_paid"
    assert "domain_renewed" not in told


def test_a_suspended_service_runs_again_from_its_old_end(till: Till) -> None:
    service = till.service(date(2026, 10, 31), status="suspended")
    _order, proforma = till.order(renewing("service", service))
    till.run("service", service, "update", {"suspended_because": proforma.id})
    till.pay(proforma.id, proforma.total, "a")
    back = till.zone.services.get(service)
    assert (back.status, back.suspended_because, back.next_due_on) == ("active", None, date(2027, 10, 31))
    told = [each.template for each in till.people.composer.notices]
    assert "service_restored" in told
    assert "service_renewed" not in told


def test_the_paper_names_whom_it_was_issued_to_and_keeps_the_tax_that_was_paid(till: Till) -> None:
    _order, first = till.order(Item(action="new", product=till.small, cycle="annual"))
    till.save_profile(first_name="Елена")
    till.pay(first.id, first.total, "a")
    (tax,) = [each for each in till.zone.invoices.list() if each.kind == "invoice"]
    named = till.invoice(tax.id).buyer or {}
    assert named["name"].startswith("Елена")
    assert (till.invoice(first.id).buyer or {})["name"].startswith("Мария")
    _order, second = till.order(Item(action="new", product=till.small, cycle="annual"))
    till.save_profile(country="DE", postcode="10115", city="Berlin")
    till.pay(second.id, second.total, "b")
    moved = next(each for each in till.zone.invoices.list() if each.proforma == second.id)
    assert (till.invoice(moved.id).buyer or {})["country"] == "BG"
    assert (moved.tax, till.invoice(moved.id).lines[0]["vat_rate"]) == (1_800, "20")


def test_a_timer_orders_what_renews_by_itself(till: Till) -> None:
    soon, later = date(2026, 12, 1), date(2027, 6, 1)
    due = {
        till.service(soon),
        till.service(date(2026, 11, 1), status="suspended"),
        till.domain("a.example", soon, next_due_on=soon),
    }
    till.service(later)
    till.service(soon, auto_renew=False)
    till.service(soon, cancellation={"when": "end_of_period"})
    till.service(soon, billing_cycle="one_time")
    till.service(soon, currency="BGN")
    waits = till.service(soon)
    till.order(renewing("service", waits))
    timer = Provisioning(till.deps, None)
    (done,) = timer.renew(date(2026, 12, 14))
    assert (done.account, done.items, done.problem) == (till.zone.session.account.number, 3, None)
    assert done.invoice is not None
    order = till.zone.orders.get(done.invoice.order or "")
    assert {item["about"]["id"] for item in order.items} == due
    assert timer.renew(date(2026, 12, 14)) == []


def test_the_numbers_of_a_sample_go_on(store_url: str) -> None:
    sample = SampleZone(store_url)
    numbers = {each.kind: each.number or "" for each in reversed(list(sample.zone.invoices.list()))}
    placed = sample.zone.orders.place([Item(action="new", product=product_id("cloud_s"), cycle="monthly")])
    order = sample.zone.orders.get(placed.order_id)
    proforma = sample.zone.invoices.get(placed.invoice_id or "")
    last = max(each.number or "" for each in sample.sample.orders)
    assert order.number == f"O-{int(last[2:]) + 1}"
    assert proforma.number == f"P-{int(numbers['proforma'][2:]) + 1:06}"
    assert proforma.payment_url == f"https://pay.jumpzone.example/{proforma.number}"
    sample.close()
