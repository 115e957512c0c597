"""Services: naming, renewing, changing the plan, giving up and keeping; on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from jumpzone.documents.amounts import line_net
from jumpzone.errors import Conflicted, Invalid, NotFound, Refused
from jumpzone.model.fields import SERVICE_STATUSES
from jumpzone.model.mutations import IMPORT, PROVISION, Actor, Mutation
from jumpzone.model.permissions import Permission, Role
from jumpzone.model.records import Message, Service
from jumpzone.model.rules import decide
from jumpzone.model.rules.services import ALLOWS, LONGEST_REASON
from jumpzone.model.rules.state import State
from jumpzone.usecases.lists import Query
from jumpzone.usecases.orders import fresh_ids
from jumpzone.usecases.zone import Zone
from tests.usecases.people import PASSWORD, People
from tests.usecases.sample import NOW, SampleZone
from tests.usecases.till import Till, renewing

DUE = date(2027, 1, 31)


@pytest.fixture
def till(people_anywhere: People) -> Till:
    return Till(people_anywhere)


@pytest.fixture
def sample(store_url: str) -> Iterator[SampleZone]:
    opened = SampleZone(store_url)
    yield opened
    opened.close()


def as_staff(zone: Zone, service: str, **values: Any) -> Service:
    """Change what the customer's side can't."""
    deps, account = zone.deps, zone.session.account.id
    now = deps.clock.now()
    deps.executor.run(Mutation(deps.ids.new(), account, "service", service, "update", now, values), IMPORT)
    return zone.services.get(service)


def suspended(zone: Zone) -> Service:
    (found,) = zone.services.list(Query(where={"status": ("suspended",)}))
    return found


# Names and renewal


def test_a_name_of_the_customers_own_can_be_given_changed_and_taken_back(till: Till) -> None:
    services = till.zone.services
    seen = services.get(till.service(DUE))
    applied = services.set_label(seen, "  the shop  ")
    assert services.get(seen.id).label == "the shop"
    with pytest.raises(Conflicted):
        services.set_label(seen, "the other shop")
    services.undo(applied)
    assert services.get(seen.id).label == seen.label
    for bad in ("x" * 201, "two\nlines", "esc\x1b[31m"):
        with pytest.raises(Invalid) as problem:
            services.set_label(seen, bad)
        assert [each.field for each in problem.value.fields] == ["label"]
    services.set_label(services.get(seen.id), "")
    assert services.get(seen.id).label is None


def test_what_has_ended_or_is_to_end_does_not_renew(till: Till) -> None:
    services = till.zone.services
    id_ = till.service(DUE)
    services.set_auto_renew(services.get(id_), False)
    services.cancel(id_, "end_of_period")
    with pytest.raises(Invalid) as problem:
        services.set_auto_renew(services.get(id_), True)
    assert [(each.field, each.code) for each in problem.value.fields] == [("auto_renew", "to-be-cancelled")]
    services.keep(id_)
    services.set_auto_renew(services.get(id_), True)
    as_staff(till.zone, id_, auto_renew=False, status="terminated")
    with pytest.raises(Invalid) as problem:
        services.set_auto_renew(services.get(id_), True)
    assert problem.value.fields[0].code == "has-ended"


# Giving up


@pytest.mark.parametrize("renews", [True, False])
def test_a_cancellation_can_be_withdrawn_and_all_is_as_before(till: Till, renews: bool) -> None:
    services, composer = till.zone.services, till.people.composer
    id_ = till.service(DUE)
    services.set_auto_renew(services.get(id_), renews)
    before = services.get(id_)
    composer.notices.clear()
    services.cancel(id_, "end_of_period", " Too\nsmall. ")
    found = services.get(id_)
    assert found.cancellation is not None
    assert (found.cancellation["when"], found.cancellation["reason"]) == ("end_of_period", "Too\nsmall.")
    assert (found.auto_renew, found.status) == (False, "active")
    (told,) = composer.notices
    assert (told.template, told.params["ends_on"], told.about) == (
        "service_cancellation",
        DUE,
        ("service", id_),
    )
    assert services.cancel(id_, "end_of_period", "Too\nsmall.").outcome == "unchanged"
    services.cancel(id_, "immediate")
    assert "ends_on" not in composer.notices[-1].params
    services.keep(id_)
    assert composer.templates[-1] == "service_kept"
    after = services.get(id_)
    assert (after.cancellation, after.auto_renew) == (None, before.auto_renew)
    assert services.keep(id_).outcome == "unchanged"


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"when": "tomorrow"}, "when", "malformed"),
        ({"when": None}, "when", "malformed"),
        ({"when": ["immediate"]}, "when", "malformed"),
        ({"when": "immediate", "reason": "x" * (LONGEST_REASON + 1)}, "reason", "refused-text"),
        ({"when": "immediate", "reason": "\x1b[2J"}, "reason", "refused-text"),
        ({"when": "immediate", "reason": 7}, "reason", "malformed"),
        ({"when": "immediate", "status": "cancelled"}, "status", "unknown-field"),
    ],
)
def test_a_cancellation_that_says_nothing_usable_is_refused(
    till: Till, values: dict[str, Any], field: str, code: str
) -> None:
    id_ = till.service(DUE)
    with pytest.raises(Invalid) as problem:
        till.zone.services.change("service", id_, "service.cancel", values)
    assert [(each.field, each.code) for each in problem.value.fields] == [(field, code)]
    assert till.zone.services.get(id_).cancellation is None


def test_where_no_period_runs_a_service_ends_at_once_only(till: Till) -> None:
    id_ = till.service(DUE)
    as_staff(till.zone, id_, status="pending")
    with pytest.raises(Invalid) as problem:
        till.zone.services.cancel(id_, "end_of_period")
    assert problem.value.fields[0].code == "no-period"
    till.zone.services.cancel(id_, "immediate")


@pytest.mark.parametrize("status", SERVICE_STATUSES)
def test_each_status_allows_what_its_table_says(till: Till, status: str) -> None:
    service = till.zone.services.get(till.service(DUE))
    if status != service.status:
        service = as_staff(till.zone, service.id, status=status)
    allowed = ALLOWS[status]
    asked = {
        "cancel": lambda: till.zone.services.cancel(service.id, "immediate"),
        "keep": lambda: till.zone.services.keep(service.id),
        "keep_plan": lambda: till.zone.services.keep_plan(service.id),
        "change_plan": lambda: till.zone.services.change_plan(service.id, till.large, "annual"),
        "renew": lambda: till.zone.services.renew(service.id),
    }
    for act in ("keep_plan", "cancel", "keep", "renew"):
        if act in allowed:
            asked[act]()
        else:
            with pytest.raises(Refused) as problem:
                asked[act]()
            assert problem.value.code == "wrong-status"
    if "change_plan" not in allowed:
        with pytest.raises(Refused) as problem:
            asked["change_plan"]()
        assert problem.value.code == "wrong-status"


@pytest.mark.parametrize("op", ["service.cancel", "service.keep", "service.renew", "service.change_plan"])
def test_only_who_manages_services_may(op: str) -> None:
    service = Service(
        id="s",
        created_at=NOW,
        updated_at=NOW,
        kind="hosting",
        product="P",
        status="active",
        billing_cycle="annual",
        amount=1,
        currency="EUR",
    )
    mutation = Mutation("m", "a", "service", service.id, op, NOW, {"when": "immediate"})
    state = State(NOW, records={"service": {service.id: service}})
    reader = Role("somebody", permissions=frozenset(Permission) - {Permission.MANAGE_PRODUCTS})
    with pytest.raises(Refused) as problem:
        decide(state, mutation, Actor.login("somebody"), reader)
    assert problem.value.code == Refused().code


# What costs money


def test_a_renewal_of_several_periods_costs_what_was_shown(till: Till) -> None:
    services = till.zone.services
    id_ = till.service(DUE)
    quote = services.renewal(id_, 3)
    assert (quote.subtotal, quote.tax, quote.total) == (27_000, 5_400, 32_400)
    placed = services.renew(id_, 3)
    assert placed.invoice_id is not None
    proforma = till.invoice(placed.invoice_id)
    assert (proforma.total, proforma.balance) == (32_400, 32_400)
    with pytest.raises(Refused) as problem:
        services.renew(id_)
    assert problem.value.code == "owed-already"
    with pytest.raises(Refused):
        services.renewal(id_)
    till.pay(proforma.id, 32_400, "tr-1")
    assert services.get(id_).next_due_on == date(2030, 1, 31)
    (spent,) = services.cost(id_).total
    assert (spent.currency, spent.net, spent.gross) == ("EUR", 27_000, 32_400)


@pytest.mark.parametrize("periods", [0, -1, 11, 10**9])
def test_nobody_renews_for_no_time_or_for_ever(till: Till, periods: int) -> None:
    id_ = till.service(DUE)
    for ask in (till.zone.services.renewal, till.zone.services.renew):
        with pytest.raises(Invalid) as problem:
            ask(id_, periods)
        assert problem.value.fields[0].field == "years"


def test_what_is_to_be_cancelled_is_not_renewed_or_changed(till: Till) -> None:
    id_ = till.service(DUE)
    till.zone.services.cancel(id_, "end_of_period")
    with pytest.raises(Refused) as problem:
        till.zone.services.renew(id_)
    assert problem.value.code == "being-cancelled"
    with pytest.raises(Refused):
        till.zone.services.change_plan(id_, till.large, "annual")


def test_a_dearer_plan_is_there_when_the_difference_is_paid(till: Till) -> None:
    services = till.zone.services
    id_ = till.service(DUE)
    offers = {(each.product.id, each.cycle): each for each in services.plans(id_)}
    assert set(offers) == {(till.small, "monthly"), (till.large, "monthly"), (till.large, "annual")}
    offer = offers[till.large, "annual"]
    assert (offer.price, offer.difference, offer.when, offer.on) == (19_000, 10_000, "paid", None)
    assert 0 < offer.quote.subtotal < 10_000
    placed = services.change_plan(id_, till.large, "annual")
    assert placed.invoice_id is not None
    assert till.invoice(placed.invoice_id).total == offer.quote.total
    before = services.get(id_)
    assert (before.product_id, (before.plan_change or {})["when"]) == (till.small, "paid")
    till.pay(placed.invoice_id, offer.quote.total, "tr-1")
    after = services.get(id_)
    assert (after.product, after.product_id, after.amount, after.next_due_on, after.plan_change) == (
        "Large",
        till.large,
        19_000,
        DUE,
        None,
    )


def test_a_plan_that_was_ordered_is_kept_by_cancelling_the_order(till: Till) -> None:
    services = till.zone.services
    id_ = till.service(DUE)
    placed = services.change_plan(id_, till.large, "annual")
    services.keep_plan(id_)
    assert services.get(id_).plan_change is None
    assert till.zone.orders.get(placed.order_id).status == "cancelled"


def test_a_cheaper_plan_waits_for_the_renewal_without_money_and_can_be_withdrawn(till: Till) -> None:
    services = till.zone.services
    id_ = till.service(DUE, product="Large", product_id=till.large, amount=19_000)
    (offer,) = [
        each for each in services.plans(id_) if (each.product.id, each.cycle) == (till.small, "annual")
    ]
    assert (offer.difference, offer.quote.total, offer.when, offer.on) == (-10_000, 0, "renewal", DUE)
    placed = services.change_plan(id_, till.small, "annual")
    assert placed.invoice_id is None
    seen = services.get(id_)
    assert seen.plan_change is not None
    assert (seen.product, seen.plan_change["name"], seen.plan_change["on"]) == (
        "Large",
        "Small",
        DUE.isoformat(),
    )
    services.keep_plan(id_)
    assert services.get(id_).plan_change is None
    assert services.keep_plan(id_).outcome == "unchanged"

    services.change_plan(id_, till.small, "annual")
    quote = services.renewal(id_)
    assert quote.subtotal == 9_000
    renewed = services.renew(id_)
    assert renewed.invoice_id is not None
    till.pay(renewed.invoice_id, quote.total, "tr-2")
    after = services.get(id_)
    assert (after.product_id, after.amount, after.plan_change) == (till.small, 9_000, None)


def test_giving_a_service_up_drops_the_plan_that_was_to_come(till: Till) -> None:
    services = till.zone.services
    id_ = till.service(DUE, product="Large", product_id=till.large, amount=19_000)
    services.change_plan(id_, till.small, "annual")
    services.cancel(id_, "end_of_period")
    assert services.get(id_).plan_change is None


def test_nobody_orders_at_another_price_than_the_one_that_was_shown(till: Till) -> None:
    services = till.zone.services
    id_ = till.service(DUE)
    total = services.renewal(id_).total
    as_staff(till.zone, id_, amount=9_500)
    for ask in (
        lambda: services.renew(id_, agreed=total),
        lambda: services.change_plan(id_, till.large, "annual", agreed=1),
    ):
        with pytest.raises(Refused) as problem:
            ask()
        assert problem.value.code == "price-changed"
    assert not list(till.zone.orders.list())
    services.renew(id_, agreed=services.renewal(id_).total)


def test_an_action_about_one_service_orders_nothing_else(till: Till) -> None:
    first, second = till.service(DUE), till.service(DUE, label="blog")
    ids = till.deps.ids
    for items in (
        [renewing("service", second)],
        [renewing("service", first), renewing("service", second)],
        [],
    ):
        values = {
            "items": [each.as_values() for each in items],
            "order": ids.new(),
            "invoice": ids.new(),
            "records": [ids.new() for _each in items],
        }
        with pytest.raises(Invalid):
            till.zone.services.change("service", first, "service.renew", values)
    assert not list(till.zone.orders.list())


# Why it is suspended


def test_why_a_service_is_suspended_and_what_brings_it_back(sample: SampleZone) -> None:
    services = sample.zone.services
    service = suspended(sample.zone)
    why = services.suspension(service.id)
    assert why is not None
    assert why.invoice is not None
    assert why.invoice.id == service.suspended_because
    assert why.to_pay == (why.invoice.balance, why.invoice.currency)
    assert why.since is not None
    assert why.invoice.due_on is not None
    assert why.invoice.due_on < why.since <= NOW.date()
    (running, *_rest) = services.list(Query(where={"status": ("active",)}))
    assert services.suspension(running.id) is None
    with pytest.raises(NotFound):
        services.suspension(service.suspended_because or "")


def test_paying_brings_a_suspended_service_back_at_once(sample: SampleZone) -> None:
    zone = sample.zone
    service = suspended(zone)
    why = zone.services.suspension(service.id)
    assert why is not None
    assert why.invoice is not None
    deps = zone.deps
    values = {
        "invoice": why.invoice.id,
        "amount": why.invoice.balance,
        "currency": why.invoice.currency,
        "gateway": "bank",
        "reference": "tr-1",
        **fresh_ids(zone),
    }
    account, now = zone.session.account.id, deps.clock.now()
    mutation = Mutation(deps.ids.new(), account, "transaction", deps.ids.new(), "payment.record", now, values)
    deps.executor.run(mutation, PROVISION)
    after = zone.services.get(service.id)
    assert (after.status, after.suspended_because, after.suspended_on) == ("active", None, None)
    assert zone.services.suspension(service.id) is None


# What it has cost


def test_what_a_service_has_cost_is_the_sum_of_its_paid_lines(sample: SampleZone) -> None:
    zone = sample.zone
    for service in zone.services.list():
        wanted: dict[tuple[int, str], int] = {}
        for each in zone.invoices.list():
            if each.kind == "proforma" or each.status not in ("paid", "refunded"):
                continue
            for line in each.lines:
                if (line.get("about") or {}).get("id") == service.id:
                    assert each.issued_on is not None
                    key = each.issued_on.year, each.currency
                    wanted[key] = wanted.get(key, 0) + line_net(line)
        cost = zone.services.cost(service.id)
        assert {(year, s.currency): s.net for year, every in cost.years for s in every} == wanted
        totals: dict[str, int] = {}
        for (_year, currency), net in wanted.items():
            totals[currency] = totals.get(currency, 0) + net
        assert {each.currency: each.net for each in cost.total} == totals
        assert all(each.gross >= each.net for each in cost.total)
    assert any(zone.services.cost(each.id).total for each in zone.services.list())


# Access data


def test_access_data_is_found_from_the_service_and_stays_masked(sample: SampleZone) -> None:
    zone = sample.zone
    wanted = {
        each.id: (each.about.id if each.about is not None else None)
        for each in sample.sample.records
        if isinstance(each, Message) and each.id in sample.sample.message_secrets
    }
    found = {
        each.id: service.id
        for service in zone.services.list()
        for each in zone.services.access_messages(service.id)
    }
    assert found
    assert found == {id_: about for id_, about in wanted.items() if id_ in found}
    id_ = next(iter(found))
    (secret,) = sample.sample.message_secrets[id_]
    assert all(secret not in each.body for each in zone.services.access_messages(found[id_]))
    assert secret in zone.messages.reveal(id_, sample.sample.password)
    assert zone.services.standing(found[id_]).access
    assert PASSWORD not in zone.messages.get(id_).body


# Who sees how much


def test_whoever_may_see_services_alone_sees_no_invoice_and_no_message(sample: SampleZone) -> None:
    zone = sample.zone
    service = suspended(zone)
    assert zone.services.standing(service.id).access
    as_member(sample, "products")
    seen = zone.services.standing(service.id)
    assert (seen.cost, seen.access) == (None, False)
    assert seen.suspension is not None
    assert (seen.suspension.invoice, seen.suspension.for_money, seen.suspension.to_pay) == (None, True, None)
    for ask in (zone.services.cost, zone.services.access_messages, zone.services.panel):
        with pytest.raises(Refused):
            ask(service.id)
    with pytest.raises(Refused):
        zone.services.set_label(service, "mine")
    as_member(sample, "products", "productsso")
    assert zone.services.panel(service.id) == service.panel_url


def as_member(sample: SampleZone, *permissions: str) -> None:
    """Let the owner of the sample be a member with these permissions alone."""
    deps, membership = sample.deps, sample.sample.membership
    values = {"role": "member", "permissions": list(permissions)}
    account, now = sample.sample.account.id, deps.clock.now()
    mutation = Mutation(deps.ids.new(), account, "membership", membership.id, "update", now, values)
    deps.executor.run(mutation, IMPORT)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "https:///", "http://[", "ftp://a.example", ""]
)
def test_only_a_page_of_the_web_is_a_panel(till: Till, url: str) -> None:
    id_ = till.service(DUE, panel_url=url)
    with pytest.raises(NotFound) as problem:
        till.zone.services.panel(id_)
    assert problem.value.code == "no-panel"


@pytest.mark.parametrize("id_", ["", "%", "0199a1f0-0000-7000-8000-000000000000", "x' or 1=1 --"])
def test_a_service_that_is_not_there_has_nothing(till: Till, id_: str) -> None:
    services = till.zone.services
    for ask in (
        services.standing,
        services.cost,
        services.suspension,
        services.access_messages,
        services.plans,
    ):
        with pytest.raises(NotFound):
            ask(id_)
