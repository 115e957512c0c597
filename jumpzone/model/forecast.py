"""What renewals will cost: per month and year, and how far the account's credit goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from jumpzone.model.renewals import Holding, Renewal, month_after, renewals

__all__ = ["Forecast", "ForecastMonth", "ForecastYear", "Reach", "credit_reach", "forecast"]


@dataclass(frozen=True, slots=True)
class ForecastMonth:
    """What one month costs, per currency, in minor units.

    Attributes:
        first: The month's first day.
        counts: How many renewals fall into it.
        net: Without VAT.
        tax: The VAT.
        missing: What the credit does not pay.
    """

    first: date
    counts: Mapping[str, int]
    net: Mapping[str, int]
    tax: Mapping[str, int]
    missing: Mapping[str, int]

    @property
    def count(self) -> int:
        """How many renewals fall into it in all."""
        return sum(self.counts.values())

    @property
    def total(self) -> dict[str, int]:
        """Net and VAT."""
        return {each: self.net[each] + self.tax[each] for each in self.net}


@dataclass(frozen=True, slots=True)
class ForecastYear:
    """What one calendar year costs, as far as the forecast looks into it; see :class:`ForecastMonth`."""

    year: int
    counts: Mapping[str, int]
    net: Mapping[str, int]
    tax: Mapping[str, int]
    missing: Mapping[str, int]

    @property
    def count(self) -> int:
        """How many renewals fall into it in all."""
        return sum(self.counts.values())

    @property
    def total(self) -> dict[str, int]:
        """Net and VAT."""
        return {each: self.net[each] + self.tax[each] for each in self.net}


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the credit of one currency goes when it pays what renews in its order, VAT included.

    Attributes:
        currency: ISO 4217.
        balance: What there is, in minor units.
        needed: What everything costs within the forecast.
        until: The last day on which everything is still paid in full; None when not even the first is.
        short_on: The day of the first renewal that is not paid in full; None when the credit suffices.
        missing_then: What is missing on that day.
        missing: What is missing in all.
    """

    currency: str
    balance: int
    needed: int
    until: date | None
    short_on: date | None
    missing_then: int
    missing: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """What renews within so many months.

    Attributes:
        first: The first day looked at.
        last: The last.
        months: Every month in its order, those in which nothing renews too.
        years: The calendar years that they lie in.
        entries: What renews or ends, by day; what is past due stands first and counts in the first month.
        reach: How far the credit goes, per currency; None when the reader may not see the credit.
    """

    first: date
    last: date
    months: tuple[ForecastMonth, ...]
    years: tuple[ForecastYear, ...]
    entries: tuple[Renewal, ...]
    reach: tuple[Reach, ...] | None = None

    @property
    def overdue(self) -> tuple[Renewal, ...]:
        """What was due before the first day and is still to be paid."""
        return tuple(each for each in self.entries if each.day < self.first and each.renews)


def credit_reach(
    entries: Sequence[Renewal], balances: Mapping[str, int]
) -> tuple[tuple[Reach, ...], list[int]]:
    """Let the credit pay what renews, in its order, in part where it does not suffice.

    Args:
        entries: What renews, by day.
        balances: Per currency, in minor units; a balance below zero pays nothing.

    Returns:
        How far it goes in each currency that has credit or costs, and for each entry what is missing of it.
    """
    left = {currency: max(0, balance) for currency, balance in balances.items()}
    gaps: list[int] = []
    for each in entries:
        paid = min(each.total, left.get(each.currency, 0))
        left[each.currency] = left.get(each.currency, 0) - paid
        gaps.append(each.total - paid)
    costs = [(each, gap) for each, gap in zip(entries, gaps, strict=True) if each.total]
    currencies = sorted({*balances, *(each.currency for each, _gap in costs)})
    return tuple(
        _reach(currency, balances.get(currency, 0), [pair for pair in costs if pair[0].currency == currency])
        for currency in currencies
    ), gaps


def _reach(currency: str, balance: int, costs: Sequence[tuple[Renewal, int]]) -> Reach:
    short = next((each.day for each, gap in costs if gap), None)
    paid = [each.day for each, _gap in costs if short is None or each.day < short]
    return Reach(
        currency=currency,
        balance=balance,
        needed=sum(each.total for each, _gap in costs),
        until=paid[-1] if paid else None,
        short_on=short,
        missing_then=sum(gap for each, gap in costs if each.day == short),
        missing=sum(gap for _each, gap in costs),
    )


def forecast(
    holdings: Iterable[Holding],
    first: date,
    months: int,
    rate: Decimal,
    balances: Mapping[str, int] | None = None,
) -> Forecast:
    """Say what renews from a day on to the end of the last of so many months, the day's own counted.

    Args:
        holdings: What the account has.
        first: The first day, usually today.
        months: How many months, one at least.
        rate: The VAT rate as a fraction.
        balances: The account's credit per currency; None when it is not to be looked at.
    """
    firsts = [month_after(first, n) for n in range(months + 1)]
    last = firsts[-1] - timedelta(days=1)
    entries = renewals(holdings, first, last, rate, overdue=True)
    reach, gaps = credit_reach(entries, balances or {})
    sums = [_Sum() for _month in range(months)]
    years: dict[int, _Sum] = {each.year: _Sum() for each in firsts[:-1]}
    for entry, gap in zip(entries, gaps, strict=True):
        # What is past due is to be paid now.
        at = max(0, (entry.day.year - first.year) * 12 + entry.day.month - first.month)
        sums[at].add(entry, gap)
        years[firsts[at].year].add(entry, gap)
    shown = balances is not None
    return Forecast(
        first,
        last,
        tuple(
            ForecastMonth(day, each.counts, each.net, each.tax, each.missing if shown else {})
            for day, each in zip(firsts, sums, strict=False)
        ),
        tuple(
            ForecastYear(year, each.counts, each.net, each.tax, each.missing if shown else {})
            for year, each in sorted(years.items())
        ),
        tuple(entries),
        reach if shown else None,
    )


class _Sum:
    """Adds up renewals per currency."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.net: dict[str, int] = {}
        self.tax: dict[str, int] = {}
        self.missing: dict[str, int] = {}

    def add(self, entry: Renewal, gap: int) -> None:
        """Count one; what ends costs nothing."""
        if not entry.renews:
            return
        amounts = ((self.counts, 1), (self.net, entry.net), (self.tax, entry.tax), (self.missing, gap))
        for total, value in amounts:
            total[entry.currency] = total.get(entry.currency, 0) + value
