"""Ordering, paying, cancelling: from the item to the tax invoice, on both engines."""

from __future__ import annotations

from datetime import date

import pytest

from jumpzone.model.billing import Item
from tests.usecases.people import People
from tests.usecases.till import Till, renewing

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
