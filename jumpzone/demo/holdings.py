"""Services and domains, and what was charged for them over the years."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from jumpzone.demo.catalogue import CYCLES, DOMAIN_CENTS, NAMESERVERS, PANEL_URL, PRODUCTS, price
from jumpzone.demo.dice import Dice, add_months
from jumpzone.demo.offers import product_id
from jumpzone.demo.texts import Texts
from jumpzone.model.codec import time_to_json
from jumpzone.model.records import Domain, Invoice, Service

_LEADS: Final = {"transfer": 14, "proforma": 21, "card": 0}
"""How many days before a period begins its document is issued, by the way of paying."""

GRACE: Final = timedelta(days=3)
"""How long after its invoice was due a service is suspended."""


@dataclass(frozen=True, slots=True)
class Charge:
    """One period of one service or domain that was asked for.

    Attributes:
        type: ``service`` or ``domain``.
        id: The record's id.
        text: The invoice line.
        cents: Net, in euro cents, before older prices and currencies.
        issued_on: When the document was issued.
        due_on: When the period begins.
        paid_on: When it was paid, or None.
        way: ``transfer``, ``proforma`` or ``card``.
        first: Whether it is the order and not a renewal.
        until: The end of the period.
        product: What it is in the catalogue, by its id.
        cycle: The billing cycle.
        name: The domain's, or the customer's name for the service.
        moved: Whether a domain came from another registrar.
    """

    type: str
    id: str
    text: str
    cents: int
    issued_on: date
    due_on: date
    paid_on: date | None
    way: str
    first: bool
    until: date
    product: str
    cycle: str
    name: str | None
    moved: bool = False


@dataclass(frozen=True, slots=True)
class _Bought:
    """What is charged for."""

    type: str
    id: str
    product: str
    cycle: str
    name: str | None
    moved: bool = False


@dataclass(frozen=True, slots=True)
class ServicePlan:
    """A service of a sample, before its dates are worked out.

    Attributes:
        product: Its key in the catalogue.
        label: The customer's own name for it, or None.
        address: Host name.
        due_in: Days until the current period ends; negative where it has ended unpaid.
        periods: How many were paid.
        way: How it is paid.
        status: As it stands.
        disk: How full it is, in percent.
    """

    product: str
    label: str | None
    address: str | None
    due_in: int
    periods: int
    way: str = "transfer"
    status: str = "active"
    disk: int = 40


@dataclass(frozen=True, slots=True)
class DomainPlan:
    """A domain of a sample; see :class:`ServicePlan`."""

    name: str
    due_in: int
    years: int
    way: str = "transfer"
    status: str = "active"
    auto_renew: bool = True
    id_protection: bool = False
    tech: str | None = None


class Holdings:
    """Builds services and domains one after another and collects their charges."""

    def __init__(self, dice: Dice, texts: Texts, currency: Callable[[date], str], username: str) -> None:
        """Take chance, words, the currency of a day, and the customer's name in panels."""
        self._dice = dice
        self._texts = texts
        self._currency = currency
        self._username = username
        self.services: list[Service] = []
        self.domains: list[Domain] = []
        self.charges: list[Charge] = []

    def service(self, plan: ServicePlan) -> Service:
        """Add a service."""
        dice, product = self._dice, PRODUCTS[plan.product]
        anchor = dice.today + timedelta(days=plan.due_in)
        begins = [add_months(anchor, -product.months * k) for k in range(plan.periods, -1, -1)]
        ordered = dice.at(min(begins[0], dice.yesterday))
        id_ = dice.id(ordered)
        name = self._texts.products[plan.product]
        shown = plan.label or plan.address or name
        running = plan.status in ("active", "suspended")
        due = self._charge(
            _Bought("service", id_, product_id(plan.product), CYCLES[product.months], plan.label),
            lambda start, end, first: self._texts.service_line(name, shown, start, end),
            product.cents,
            begins,
            product.months,
            plan.way,
            # A suspended one waits for its money; one that has ended is not asked for again.
            running,
            plan.status == "suspended",
        )
        hosted = product.kind in ("hosting", "cloud", "server")
        fresh = plan.status == "pending"
        service = Service(
            id=id_,
            created_at=ordered,
            updated_at=ordered,
            kind=product.kind,
            product=name,
            label=plan.label,
            address=plan.address,
            username=f"{self._username}{len(self.services) + 1}" if hosted else None,
            panel_url=f"{PANEL_URL}/{plan.address}" if hosted else None,
            status=plan.status,
            billing_cycle=CYCLES[product.months],
            amount=price(product.cents, dice.today, dice.today, self._currency(dice.today)),
            currency=self._currency(dice.today),
            registered_on=None if fresh else begins[0],
            next_due_on=due if running or fresh else None,
            auto_renew=running or fresh,
            disk_used_mb=_share(product.disk_mb, plan.disk, fresh),
            disk_limit_mb=product.disk_mb,
            traffic_used_mb=_share(product.traffic_mb, dice.random.randrange(2, 60), fresh),
            traffic_limit_mb=product.traffic_mb,
            product_id=product_id(plan.product),
            cancellation={"when": "end_of_period", "reason": self._texts.cancelled_because}
            if plan.status == "cancelled"
            else None,
        )
        self.services.append(service)
        return service

    def domain(self, plan: DomainPlan) -> Domain:
        """Add a domain."""
        dice = self._dice
        anchor = dice.today + timedelta(days=plan.due_in)
        begins = [add_months(anchor, -12 * k) for k in range(plan.years, -1, -1)]
        ordered = dice.at(min(begins[0], dice.yesterday))
        id_ = dice.id(ordered)
        shown = shown_name(plan.name)
        cents = DOMAIN_CENTS[plan.name.rpartition(".")[2]]
        coming = plan.status in ("pending", "pending_registration", "pending_transfer")
        due = self._charge(
            _Bought(
                "domain",
                id_,
                product_id(plan.name.rpartition(".")[2]),
                "annual",
                plan.name,
                plan.status == "pending_transfer",
            ),
            lambda start, end, first: self._texts.domain_line(shown, end, first),
            cents,
            begins,
            12,
            plan.way,
            plan.status == "active" and plan.auto_renew,
            False,
        )
        domain = Domain(
            id=id_,
            created_at=ordered,
            updated_at=ordered,
            name=plan.name,
            status=plan.status,
            registered_on=None if coming else begins[0],
            expires_on=None if coming else due,
            next_due_on=due if plan.status in ("active", "grace", "redemption") else None,
            amount=price(cents, dice.today, dice.today, self._currency(dice.today)),
            currency=self._currency(dice.today),
            auto_renew=plan.auto_renew,
            locked=plan.status == "active",
            id_protection=plan.id_protection,
            nameservers=NAMESERVERS,
            tech=plan.tech,
        )
        self.domains.append(domain)
        return domain

    def _charge(
        self,
        bought: _Bought,
        line: Callable[[date, date, bool], str],
        cents: int,
        begins: list[date],
        months: int,
        way: str,
        goes_on: bool,
        unpaid: bool,
    ) -> date:
        """Note what was charged; return when the first period that is not paid begins."""
        dice = self._dice
        periods = len(begins) - 1
        for index, start in enumerate(begins):
            first = index == 0
            last = index == periods
            if last and not goes_on:
                return start
            end = add_months(begins[-1], months * (index + 1 - periods))
            issued = start - timedelta(days=0 if first else _LEADS[way])
            if issued > dice.yesterday:
                return start
            paid = None if last and unpaid else self._paid_on(issued, start, first or way == "card", last)
            text = line(start, end, first)
            self.charges.append(
                Charge(
                    bought.type,
                    bought.id,
                    text,
                    cents,
                    issued,
                    start,
                    paid,
                    way,
                    first,
                    end,
                    bought.product,
                    bought.cycle,
                    bought.name,
                    bought.moved,
                )
            )
            if paid is None:
                return start
        return add_months(begins[-1], months)

    def _paid_on(self, issued: date, due: date, at_once: bool, last: bool) -> date | None:
        dice = self._dice
        if at_once:
            return issued
        # A few come a little late, and nothing was suspended for it.
        late = dice.chance(5)
        span = (due - issued).days
        days = span + dice.random.randrange(1, 4) if late else dice.random.randrange(1, span + 1)
        paid = issued + timedelta(days=days)
        if paid <= dice.yesterday:
            return paid
        return None if last else dice.yesterday

    def suspend(self, service: str, invoice: Invoice) -> None:
        """Note for which unpaid invoice a service was suspended, and since when."""
        assert invoice.due_on is not None
        since = min(invoice.due_on + GRACE, self._dice.yesterday)
        self._set(service, suspended_because=invoice.id, suspended_on=since)

    def give_up(self, service: str, days: int) -> None:
        """Note that a service is to end with its period, and that this was asked for so many days ago."""
        at = self._dice.aside("given up").at(self._dice.today - timedelta(days=days))
        cancellation = {
            "when": "end_of_period",
            "reason": self._texts.cancelled_because,
            "at": time_to_json(at),
            "auto_renew": True,
        }
        self._set(service, cancellation=cancellation, auto_renew=False)

    def change_plan(self, service: str, product: str) -> None:
        """Note that a service is to have another plan of the same cycle from its next renewal on."""
        found = next(each for each in self.services if each.id == service)
        assert found.next_due_on is not None
        change = {
            "product": product_id(product),
            "name": self._texts.products[product],
            "cycle": found.billing_cycle,
            "amount": price(PRODUCTS[product].cents, self._dice.today, self._dice.today, found.currency),
            "when": "renewal",
            "on": found.next_due_on.isoformat(),
            "order": None,
        }
        self._set(service, plan_change=change)

    def _set(self, service: str, **values: Any) -> None:
        self.services = [replace(each, **values) if each.id == service else each for each in self.services]


def shown_name(name: str) -> str:
    """Return a domain's readable name (its U-label); the samples' names are all well formed."""
    return ".".join(
        label[4:].encode("ascii").decode("punycode") if label.startswith("xn--") else label
        for label in name.split(".")
    )


def _share(limit: int | None, percent: int, none_yet: bool) -> int | None:
    if limit is None:
        return None
    return 0 if none_yet else limit * percent // 100
