"""What follows when a document is paid: the order is active, periods move on, services run again, plans change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from jumpzone.model.billing import MONTHS, add_months
from jumpzone.model.mutations import Notice, Write
from jumpzone.model.names import to_unicode
from jumpzone.model.records import Domain, Invoice, Order, Product, Service
from jumpzone.model.rules.arrows import move
from jumpzone.model.rules.pricing import localised
from jumpzone.model.rules.state import Needs, State
from jumpzone.model.rules.telling import READERS, notices

__all__ = ["fulfil", "fulfilment_needs"]


def fulfilment_needs(state: State) -> Needs:
    """Tell what the documents found so far ask for, in turn: orders, services and domains, the plans to come."""
    records: set[tuple[str, str]] = set()
    where: set[tuple[str, str, str]] = set()
    for invoice in state.all(Invoice, "invoice"):
        where.add(("transaction", "invoice", invoice.id))
        where.add(("service", "suspended_because", invoice.id))
        if invoice.order is not None:
            records.add(("order", invoice.order))
        if invoice.proforma is not None:
            records.add(("invoice", invoice.proforma))
    for order in state.all(Order, "order"):
        for item in order.items:
            about = item.get("about") or {}
            if about.get("type") in ("service", "domain"):
                records.add((about["type"], about["id"]))
            if item.get("product"):
                records.add(("product", item["product"]))
    for service in state.all(Service, "service"):
        if service.plan_change is not None:
            records.add(("product", str(service.plan_change.get("product"))))
    return Needs(READERS.whole, records=frozenset(records), where=frozenset(where))


_MANY: Final = 10
"""From so many things on, the paid document is mail enough: nobody reads two hundred letters about one order."""


@dataclass(slots=True)
class _Work:
    """Collects what changes in each record, so that a record is written once."""

    state: State
    services: dict[str, dict[str, Any]] = field(default_factory=dict)
    domains: dict[str, dict[str, Any]] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)

    quiet: bool = False

    def tell(self, template: str, category: str, params: Mapping[str, Any], about: tuple[str, str]) -> None:
        if not self.quiet:
            self.notices += notices(self.state, template, category, params, about)

    def writes(self) -> Iterator[Write]:
        for id_, values in self.services.items():
            service = self.state.get("service", id_)
            assert isinstance(service, Service)
            yield _moved(service, "service", values)
        for id_, values in self.domains.items():
            domain = self.state.get("domain", id_)
            assert isinstance(domain, Domain)
            yield _moved(domain, "domain", values)


def _moved(record: Service | Domain, type_: str, values: Mapping[str, Any]) -> Write:
    more = {name: value for name, value in values.items() if name != "status"}
    return move(record, type_, values.get("status", record.status), **more)


def fulfil(state: State, invoice: Invoice) -> tuple[list[Write], list[Notice]]:
    """Return what a document, paid in full now, brings about.

    Needs what :func:`fulfilment_needs` says. What is new stays as it is until it has been set up.
    """
    work = _Work(state)
    writes: list[Write] = []
    order = state.get("order", invoice.order or "")
    if isinstance(order, Order) and order.status == "pending":
        writes.append(move(order, "order", "active"))
        work.quiet = len(order.items) > _MANY
        for item in order.items:
            _deliver(work, item)
        work.quiet = False
    for service in state.all(Service, "service"):
        if service.suspended_because == invoice.id and service.status == "suspended":
            work.services.setdefault(service.id, {}).update(
                status="active", suspended_because=None, suspended_on=None
            )
            work.tell("service_restored", "product", {"product": _named(service)}, ("service", service.id))
    return [*writes, *work.writes()], work.notices


def _deliver(work: _Work, item: Mapping[str, Any]) -> None:
    about = item.get("about") or {}
    record = work.state.get(str(about.get("type")), str(about.get("id")))
    match item.get("action"), record:
        case "renew", Service():
            _renew_service(work, record, int(item.get("years", 1)))
        case "renew", Domain():
            _renew_domain(work, record, int(item.get("years", 1)))
        case "change", Service() if item.get("when") == "paid":
            product = work.state.get("product", str(item.get("product")))
            cycle = str(item.get("cycle"))
            if isinstance(product, Product) and cycle in product.prices:
                values = _plan(work.state, product, cycle, int(product.prices[cycle]))
                change = record.plan_change or {}
                if change.get("product") == product.id:
                    # What it costs was agreed when it was ordered.
                    values["amount"] = change.get("amount", values["amount"])
                work.services.setdefault(record.id, {}).update(values)


def _renew_service(work: _Work, service: Service, periods: int) -> None:
    values = work.services.setdefault(service.id, {})
    cycle = service.billing_cycle
    change = service.plan_change or {}
    product = work.state.get("product", str(change.get("product")))
    if change.get("when") == "renewal" and isinstance(product, Product):
        cycle = str(change["cycle"])
        values.update(_plan(work.state, product, cycle, int(change["amount"])))
    if service.next_due_on is None or not MONTHS[cycle]:
        return
    # From the old end: who pays late has not had the days between for nothing.
    until = add_months(service.next_due_on, MONTHS[cycle] * periods)
    values["next_due_on"] = until
    if service.status != "suspended":
        params = {"product": _named(service), "until": until}
        work.tell("service_renewed", "product", params, ("service", service.id))


def _renew_domain(work: _Work, domain: Domain, years: int) -> None:
    if domain.expires_on is None:
        return
    until = add_months(domain.expires_on, 12 * years)
    values: dict[str, Any] = {"expires_on": until, "next_due_on": until}
    if domain.status == "grace":
        values["status"] = "active"
    work.domains.setdefault(domain.id, {}).update(values)
    params = {"domain": to_unicode(domain.name), "expires_on": until}
    work.tell("domain_renewed", "domain", params, ("domain", domain.id))


def _plan(state: State, product: Product, cycle: str, amount: int) -> dict[str, Any]:
    assert state.account is not None
    return {
        "product": localised(product, state.account.language).name,
        "product_id": product.id,
        "billing_cycle": cycle,
        "amount": amount,
        "disk_limit_mb": product.disk_limit_mb,
        "traffic_limit_mb": product.traffic_limit_mb,
        "plan_change": None,
    }


def _named(service: Service) -> str:
    own = service.label or service.address
    return f"{service.product} ({own})" if own else service.product
