"""The dashboard says what the account's records say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from jumpzone.errors import SignInFirst
from jumpzone.model.mutations import IMPORT, Mutation
from jumpzone.usecases.dashboard import SOON_DAYS
from tests.usecases.sample import NOW, SampleZone

TODAY = NOW.date()


@pytest.fixture
def sample(store_url: str) -> Iterator[SampleZone]:
    opened = SampleZone(store_url)
    yield opened
    opened.close()


def test_figures_agree_with_the_records(sample: SampleZone) -> None:
    board, records = sample.zone.dashboard.load(TODAY), sample.sample
    assert board.services == Counter(each.status for each in records.services)
    assert board.domains == Counter(each.status for each in records.domains)
    assert board.tickets == Counter(each.status for each in records.tickets)
    assert board.tickets_open == sum(each.status != "closed" for each in records.tickets)
    unpaid = [each for each in records.invoices if each.status in ("unpaid", "collections")]
    assert board.due == {"EUR": sum(each.balance for each in unpaid if each.kind != "credit_note")}
    late = [each for each in unpaid if each.overdue(TODAY)]
    assert board.overdue == len(late)
    assert board.overdue_days == max((TODAY - (each.due_on or TODAY)).days for each in late)
    until = TODAY + timedelta(days=SOON_DAYS)
    assert board.domains_soon == sum(
        each.status in ("active", "grace", "redemption") and (each.expires_on or until) <= until
        for each in records.domains
    )


def test_what_needs_the_reader_is_there_and_the_urgent_comes_first(sample: SampleZone) -> None:
    board = sample.zone.dashboard.load(TODAY)
    kinds = [need.kind for need in board.needs]
    assert set(kinds) == {
        "invoice_overdue",
        "domain_expiring",
        "mail_at_risk",
        "incident",
        "service_suspended",
        "ticket_answered",
        "message_failed",
    }
    urgent = [need.urgent for need in board.needs]
    assert urgent == sorted(urgent, reverse=True)


def test_renewals_are_a_year_of_what_renews_by_itself(sample: SampleZone) -> None:
    board = sample.zone.dashboard.load(TODAY)
    assert [each.first for each in board.renewals][:2] == [date(2026, 11, 1), date(2026, 12, 1)]
    assert len(board.renewals) == 12
    yearly = sum(amount for month in board.renewals for amount in month.net.values())
    every = {"monthly": 1, "quarterly": 3, "semiannual": 6, "annual": 12}
    end = 2027 * 12 + 11  # November 2027, the first month that is not shown
    expected = 0
    for service in sample.sample.services:
        if service.status in ("active", "suspended") and service.auto_renew and service.next_due_on:
            first = service.next_due_on.year * 12 + service.next_due_on.month
            change = service.plan_change or {}
            coming = change if change.get("when") == "renewal" else {}
            every_month = every[coming.get("cycle", service.billing_cycle)]
            expected += coming.get("amount", service.amount) * len(range(first, end, every_month))
    expected += sum(
        each.amount
        for each in sample.sample.domains
        if each.status == "active" and each.auto_renew and each.next_due_on is not None
    )
    assert yearly == expected


def test_recent_things_are_the_newest(sample: SampleZone) -> None:
    board = sample.zone.dashboard.load(TODAY)
    assert board.messages is not None
    assert board.recent_tickets is not None
    newest = sorted((each.sent_at for each in sample.sample.messages if each.sent_at), reverse=True)
    assert [each.sent_at for each in board.messages] == newest[:6]
    moved = sorted((each.last_reply_at for each in sample.sample.tickets if each.last_reply_at), reverse=True)
    assert [each.last_reply_at for each in board.recent_tickets] == moved[:6]
    assert board.announcements


def test_a_member_sees_the_sections_that_are_shared(sample: SampleZone) -> None:
    membership = sample.sample.membership
    values = {"role": "member", "permissions": ["domains", "emails"]}
    mutation = Mutation(
        sample.deps.ids.new(), membership.account, "membership", membership.id, "update", NOW, values
    )
    sample.deps.executor.run(mutation, IMPORT)
    board = sample.zone.dashboard.load(TODAY)
    assert board.services is board.due is board.tickets is board.recent_tickets is None
    assert board.overdue == 0
    assert board.domains
    assert board.messages
    assert {need.kind for need in board.needs} == {"mail_at_risk", "domain_expiring", "message_failed"}


def test_nobody_sees_it_without_signing_in(sample: SampleZone) -> None:
    with pytest.raises(SignInFirst):
        sample.zone.signed_in(None).dashboard.load(TODAY)


def test_a_new_customers_dashboard_is_empty(store_url: str) -> None:
    opened = SampleZone(store_url, "new")
    board = opened.zone.dashboard.load(TODAY)
    assert (board.services, board.domains, board.due, board.tickets) == ({}, {}, {}, {})
    assert board.needs == ()
    assert not any(month.net for month in board.renewals)
    opened.close()
