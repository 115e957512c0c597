"""Renewals of an account, as far as they are shared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from jumpzone.errors import Refused, SignInFirst
from jumpzone.model.mutations import IMPORT, Mutation
from tests.usecases.sample import NOW, SampleZone

TODAY = NOW.date()


@pytest.fixture
def sample(store_url: str) -> Iterator[SampleZone]:
    opened = SampleZone(store_url)
    yield opened
    opened.close()


def share(sample: SampleZone, *permissions: str) -> None:
    """Let the signed-in login be a member with these rights."""
    membership = sample.sample.membership
    values = {"role": "member", "permissions": list(permissions)}
    mutation = Mutation(
        sample.deps.ids.new(), membership.account, "membership", membership.id, "update", NOW, values
    )
    sample.deps.executor.run(mutation, IMPORT)


def test_a_year_says_what_renews_with_vat_and_agrees_with_the_dashboard(sample: SampleZone) -> None:
    found = sample.zone.renewals.forecast(12, TODAY)
    assert [each.first for each in found.months][::11] == [date(2026, 11, 1), date(2027, 10, 1)]
    assert [each.year for each in found.years] == [2026, 2027]
    assert [each.net for each in sample.zone.dashboard.load(TODAY).renewals] == [
        each.net for each in found.months
    ]
    for each in found.entries:
        # The studio is at home, where the rate is 20 percent.
        assert each.tax == (each.net * 20 + 50) // 100
    own = {each.id for each in (*sample.sample.services, *sample.sample.domains)}
    assert {each.record for each in found.entries} <= own


def test_the_credit_is_counted_against_it(sample: SampleZone) -> None:
    balance = sum(each.amount for each in sample.sample.credits)
    found = sample.zone.renewals.forecast(12, TODAY)
    assert found.reach is not None
    (reach,) = found.reach
    assert (reach.currency, reach.balance) == ("EUR", balance)
    assert reach.missing == sum(each.total for each in found.entries) - max(0, balance)


def test_a_member_sees_what_is_shared(sample: SampleZone) -> None:
    share(sample, "domains")
    found = sample.zone.renewals.forecast(12, TODAY)
    assert {each.type for each in found.entries} == {"domain"}
    assert found.reach is None
    share(sample, "products", "invoices")
    found = sample.zone.renewals.forecast(12, TODAY)
    assert {each.type for each in found.entries} == {"service"}
    assert found.reach is not None
    share(sample, "emails")
    with pytest.raises(Refused):
        sample.zone.renewals.forecast(12, TODAY)
    with pytest.raises(Refused):
        sample.zone.renewals.calendar(TODAY, TODAY)


def test_a_calendar_is_a_part_of_the_forecast(sample: SampleZone) -> None:
    last = TODAY + timedelta(days=90)
    entries = sample.zone.renewals.forecast(12, TODAY).entries
    assert sample.zone.renewals.calendar(TODAY, last) == [
        each for each in entries if TODAY <= each.day <= last
    ]


def test_what_cannot_be_looked_at_is_refused(sample: SampleZone) -> None:
    for months in (0, -1, 121):
        with pytest.raises(Refused):
            sample.zone.renewals.forecast(months, TODAY)
    with pytest.raises(Refused):
        sample.zone.renewals.calendar(TODAY, TODAY - timedelta(days=1))
    with pytest.raises(Refused):
        sample.zone.renewals.calendar(TODAY, date(2099, 1, 1))
    with pytest.raises(Refused) as caught:
        sample.zone.renewals.ics(TODAY, TODAY)
    assert caught.value.code == "nothing-chosen"
    with pytest.raises(SignInFirst):
        sample.zone.signed_in(None).renewals.forecast(12, TODAY)


def test_a_new_customer_has_nothing_that_renews(store_url: str) -> None:
    opened = SampleZone(store_url, "new")
    found = opened.zone.renewals.forecast(12, TODAY)
    assert (found.entries, found.overdue) == ((), ())
    assert len(found.months) == 12
    opened.close()
