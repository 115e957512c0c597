"""What renews when, what it costs, and how far the credit goes."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jumpzone.model.billing import MONTHS
from jumpzone.model.forecast import credit_reach, forecast
from jumpzone.model.renewals import HOLDING_FIELDS, Holding, holding, renewals

TODAY = date(2026, 11, 23)
VAT = Decimal("0.20")


def service(**values: Any) -> Holding:
    known: dict[str, Any] = {
        "type": "service",
        "id": "s",
        "name": "web",
        "kind": "hosting",
        "status": "active",
        "cycle": "monthly",
        "amount": 1000,
        "currency": "EUR",
        "due": date(2026, 12, 1),
    }
    return Holding(**{**known, **values})


HOLDINGS = st.lists(
    st.builds(
        service,
        id=st.uuids().map(str),
        status=st.sampled_from(["active", "suspended", "pending", "terminated", "cancelled"]),
        cycle=st.sampled_from([*MONTHS, "unheard-of"]),
        amount=st.integers(0, 10**7),
        currency=st.sampled_from(["EUR", "BGN", "RUB"]),
        due=st.none() | st.dates(date(2026, 6, 1), date(2029, 12, 31)),
        auto_renew=st.booleans(),
        cancellation=st.sampled_from([None, None, None, "end_of_period", "immediate"]),
    ),
    max_size=8,
)


@pytest.mark.parametrize(
    ("due", "days"),
    [
        (date(2027, 1, 31), ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"]),
        (date(2028, 1, 30), ["2028-01-30", "2028-02-29", "2028-03-30", "2028-04-30", "2028-05-30"]),
        (date(2028, 1, 29), ["2028-01-29", "2028-02-29", "2028-03-29", "2028-04-29", "2028-05-29"]),
    ],
)
def test_a_month_that_is_shorter_ends_earlier_and_the_next_does_not(due: date, days: list[str]) -> None:
    found = renewals([service(due=due)], due, date(due.year, 5, 31))
    assert [each.day.isoformat() for each in found] == days
    assert [each.until.isoformat() for each in found[:-1]] == days[1:]


@given(
    st.dates(date(2000, 1, 1), date(2090, 12, 31)), st.sampled_from([name for name in MONTHS if MONTHS[name]])
)
def test_every_renewal_falls_into_its_month_on_the_day_or_the_months_last(due: date, cycle: str) -> None:
    found = renewals([service(due=due, cycle=cycle)], due, due + timedelta(days=1500))
    for number, each in enumerate(found):
        months = due.year * 12 + due.month - 1 + number * MONTHS[cycle]
        assert (each.day.year * 12 + each.day.month - 1) == months
        assert each.day.day == due.day or (
            each.day.day < due.day and (each.day + timedelta(days=1)).month != each.day.month
        )


@given(
    HOLDINGS, st.integers(1, 30), st.dictionaries(st.sampled_from(["EUR", "BGN"]), st.integers(-100, 10**7))
)
def test_months_years_and_what_is_missing_add_up_to_the_entries(
    holdings: list[Holding], months: int, balances: dict[str, int]
) -> None:
    found = forecast(holdings, TODAY, months, VAT, balances)
    assert found.entries == tuple(renewals(holdings, TODAY, found.last, VAT, overdue=True))
    for currency in ("EUR", "BGN", "RUB"):
        entries = [each for each in found.entries if each.currency == currency]
        for parts in (found.months, found.years):
            assert sum(part.net.get(currency, 0) for part in parts) == sum(each.net for each in entries)
            assert sum(part.tax.get(currency, 0) for part in parts) == sum(each.tax for each in entries)
            assert sum(part.counts.get(currency, 0) for part in parts) == sum(each.renews for each in entries)
            missing = max(0, sum(each.total for each in entries) - max(0, balances.get(currency, 0)))
            assert sum(part.missing.get(currency, 0) for part in parts) == missing
    assert found.reach is not None
    for reach in found.reach:
        assert reach.missing == max(0, reach.needed - max(0, reach.balance))
        assert (reach.short_on is None) == (reach.missing == 0)
        assert reach.until is None or reach.short_on is None or reach.until < reach.short_on
        assert 0 <= reach.missing_then <= reach.missing


def test_the_credit_pays_by_day_and_is_told_where_it_ends() -> None:
    entries = renewals([service(amount=1000)], TODAY, date(2027, 3, 31), VAT)
    (reach,), gaps = credit_reach(entries, {"EUR": 3000})
    assert gaps == [0, 0, 600, 1200]
    assert (reach.until, reach.short_on) == (date(2027, 1, 1), date(2027, 2, 1))
    assert (reach.missing_then, reach.missing, reach.needed) == (600, 1800, 4800)


def test_who_may_not_see_the_credit_is_told_nothing_of_it() -> None:
    found = forecast([service()], TODAY, 3, VAT)
    assert found.reach is None
    assert all(month.missing == {} for month in found.months)


def test_what_is_past_due_counts_now() -> None:
    found = forecast([service(due=date(2026, 10, 5), cycle="annual")], TODAY, 12, VAT)
    assert [each.day for each in found.overdue] == [date(2026, 10, 5)]
    assert found.months[0].total == {"EUR": 1200}
    assert found.months[-1].total == {"EUR": 1200}  # October 2027 again
    assert not renewals([service(due=date(2026, 10, 5), cycle="annual")], TODAY, date(2026, 12, 31))


@pytest.mark.parametrize(
    ("values", "ends"),
    [({"auto_renew": False}, "off"), ({"cancellation": "end_of_period"}, "cancelled")],
)
def test_what_ends_stands_there_once_and_costs_nothing(values: dict[str, Any], ends: str) -> None:
    (only,) = renewals([service(**values)], TODAY, date(2027, 12, 31), VAT)
    assert (only.ends, only.total, only.day) == (ends, 0, date(2026, 12, 1))


@pytest.mark.parametrize(
    "values",
    [{"cancellation": "immediate"}, {"status": "terminated"}, {"due": None}, {"cycle": "one_time"}],
)
def test_what_is_over_or_bought_once_does_not_renew(values: dict[str, Any]) -> None:
    assert renewals([service(**values)], TODAY, date(2029, 1, 1)) == []


@pytest.mark.parametrize(("when", "net", "cycle"), [("renewal", 9900, "annual"), ("paid", 1000, "monthly")])
def test_a_change_of_plan_holds_with_the_renewal_not_while_it_waits_for_money(
    when: str, net: int, cycle: str
) -> None:
    values = {
        **dict.fromkeys(HOLDING_FIELDS["service"]),
        "id": "s",
        "product": "Hosting",
        "kind": "hosting",
        "status": "active",
        "billing_cycle": "monthly",
        "amount": 1000,
        "currency": "EUR",
        "next_due_on": date(2026, 12, 1),
        "auto_renew": True,
        "plan_change": {"when": when, "cycle": "annual", "amount": 9900},
    }
    first = renewals([holding("service", values)], TODAY, date(2028, 1, 1), VAT)[0]
    assert (first.name, first.net, first.cycle) == ("Hosting", net, cycle)


def test_a_domain_renews_by_the_year_also_in_grace() -> None:
    values = {
        "id": "d",
        "name": "xn--d1aisjfg.example",
        "status": "grace",
        "amount": 1500,
        "currency": "EUR",
        "next_due_on": date(2026, 11, 20),
        "auto_renew": True,
    }
    found = renewals([holding("domain", values)], TODAY, date(2028, 11, 30), VAT, overdue=True)
    assert [each.day.year for each in found] == [2026, 2027, 2028]
    assert [each.projected for each in found] == [False, True, True]
