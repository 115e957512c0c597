"""What renews when, and what it comes to: pure arithmetic over services and domains.

A service or domain that renews by itself is due on its ``next_due_on`` and again after each billing cycle, counted
from that day, so that the 31st stays the 31st wherever a month has one. What does not renew by itself, or is
cancelled for the end of its period, ends there: it stands in the calendar and costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from jumpzone.model.billing import MONTHS, add_months
from jumpzone.model.money import vat

__all__ = [
    "HOLDING_FIELDS",
    "RENEWING",
    "Holding",
    "Renewal",
    "first_of_month",
    "holding",
    "month_after",
    "renewals",
]

RENEWING: Final[Mapping[str, tuple[str, ...]]] = {
    "service": ("active", "suspended"),
    "domain": ("active", "grace", "redemption"),
}
"""The statuses in which something is asked for again: a suspended service waits for its money, as a domain in grace."""

HOLDING_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "service": (
        "id",
        "label",
        "address",
        "product",
        "kind",
        "status",
        "billing_cycle",
        "amount",
        "currency",
        "next_due_on",
        "auto_renew",
        "cancellation",
        "plan_change",
    ),
    "domain": ("id", "name", "status", "amount", "currency", "next_due_on", "auto_renew"),
}
"""What :func:`holding` looks at: a list of thousands is read without the rest of the records."""

_DOMAIN_CYCLE: Final = "annual"
_NO_TAX: Final = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What the arithmetic needs to know of a service or a domain.

    Attributes:
        type: ``service`` or ``domain``.
        id: The record's id.
        name: What its owner calls it; of a domain its A-label.
        kind: The kind of service, or ``domain``.
        status: As the record has it.
        cycle: The billing cycle; a domain's is ``annual``.
        amount: Net price of a cycle, in minor units.
        currency: ISO 4217.
        due: The day on which the next period begins, or None.
        auto_renew: Whether it renews by itself.
        cancellation: ``immediate``, ``end_of_period`` or None.
        next_cycle: The cycle from ``due`` on where a change of plan is ordered, or None.
        next_amount: Its price, or None.
    """

    type: str
    id: str
    name: str
    kind: str
    status: str
    cycle: str = _DOMAIN_CYCLE
    amount: int
    currency: str
    due: date | None
    auto_renew: bool = True
    cancellation: str | None = None
    next_cycle: str | None = None
    next_amount: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """One period of one service or domain that begins, or the day on which it ends for good.

    Attributes:
        day: When it is due.
        type: ``service`` or ``domain``.
        record: Its id.
        name: What its owner calls it; of a domain its A-label.
        kind: The kind of service, or ``domain``.
        cycle: The billing cycle that begins.
        until: The first day after that period.
        ends: Why it ends on this day, and costs nothing: ``off`` where it does not renew by itself, or
            ``cancelled``; None where it goes on.
        net: In minor units.
        tax: VAT, rounded for this renewal alone, as on a document of its own.
        currency: ISO 4217.
        projected: Whether another renewal of the same record comes before it.
    """

    day: date
    type: str
    record: str
    name: str
    kind: str
    cycle: str
    until: date
    ends: str | None
    net: int
    tax: int
    currency: str
    projected: bool = False

    @property
    def renews(self) -> bool:
        """Whether it goes on."""
        return self.ends is None

    @property
    def total(self) -> int:
        """Net and VAT, in minor units."""
        return self.net + self.tax


def first_of_month(day: date) -> date:
    """Return the first day of a day's month."""
    return day.replace(day=1)


def month_after(day: date, months: int = 1) -> date:
    """Return the first day of the month so many months after a day's own."""
    return add_months(first_of_month(day), months)


def holding(type_: str, values: Mapping[str, Any]) -> Holding:
    """Return what the arithmetic needs to know of a service or domain.

    Args:
        type_: ``service`` or ``domain``.
        values: The fields of :data:`HOLDING_FIELDS`.
    """
    shared = {name: values[name] for name in ("id", "status", "amount", "currency", "auto_renew")}
    if type_ == "domain":
        return Holding(type=type_, name=values["name"], kind="domain", due=values["next_due_on"], **shared)
    cycle, amount = _changed_plan(values["plan_change"])
    return Holding(
        type=type_,
        name=values["label"] or values["address"] or values["product"],
        kind=values["kind"],
        due=values["next_due_on"],
        cycle=values["billing_cycle"],
        cancellation=_cancelled(values["cancellation"]),
        next_cycle=cycle,
        next_amount=amount,
        **shared,
    )


def _cancelled(value: Mapping[str, Any] | None) -> str | None:
    return None if value is None else str(value.get("when") or "end_of_period")


def _changed_plan(value: Mapping[str, Any] | None) -> tuple[str | None, int | None]:
    """Return the billing cycle and the price that a change of plan brings with the renewal.

    One that waits for a payment of its own may never come.
    """
    if value is None or value.get("when") != "renewal":
        return None, None
    cycle, amount = value.get("cycle"), value.get("amount")
    return cycle if cycle in MONTHS else None, amount if isinstance(amount, int) else None


def renewals(
    holdings: Iterable[Holding], first: date, last: date, rate: Decimal = _NO_TAX, *, overdue: bool = False
) -> list[Renewal]:
    """Return what renews or ends in a period, by day and then by name.

    Args:
        holdings: What the account has.
        first: The period's first day.
        last: Its last day.
        rate: The VAT rate as a fraction, such as ``Decimal("0.20")``.
        overdue: Whether what was due before the period and is not paid comes too.
    """
    found = [
        each
        for holding in holdings
        for each in _of(holding, last, rate)
        if each.day >= first or (overdue and each.renews)
    ]
    return sorted(found, key=lambda each: (each.day, each.name, each.record))


def _of(holding: Holding, last: date, rate: Decimal) -> Iterator[Renewal]:
    due = holding.due
    if due is None or holding.status not in RENEWING[holding.type] or holding.cancellation == "immediate":
        return
    cycle = holding.next_cycle or holding.cycle
    every = MONTHS.get(cycle, 0)
    if not every:
        return
    ends = "cancelled" if holding.cancellation is not None else None if holding.auto_renew else "off"
    amount = holding.amount if holding.next_amount is None else holding.next_amount
    net = 0 if ends else amount
    number, day = 0, due
    while day <= last:
        until = add_months(due, every * (number + 1))
        yield Renewal(
            day=day,
            type=holding.type,
            record=holding.id,
            name=holding.name,
            kind=holding.kind,
            cycle=cycle,
            until=until,
            ends=ends,
            net=net,
            tax=vat(net, rate),
            currency=holding.currency,
            projected=number > 0,
        )
        if ends:
            return
        number, day = number + 1, until
