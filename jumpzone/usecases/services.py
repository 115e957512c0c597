"""Services: how each stands, what it costs, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from jumpzone.errors import Invalid, NotFound, Refused
from jumpzone.i18n import T_
from jumpzone.model.billing import MONTHS, Item, Quote
from jumpzone.model.ids import is_id
from jumpzone.model.mutations import Mutation
from jumpzone.model.permissions import Permission, Role
from jumpzone.model.records import About, Invoice, Message, Product, Service
from jumpzone.model.rules.arrows import OWED
from jumpzone.model.rules.billing import place_needs
from jumpzone.model.rules.pricing import price_items, quote_of
from jumpzone.model.rules.services import refuse_owed
from jumpzone.store import loading
from jumpzone.store.executor import Applied
from jumpzone.store.listing import Query
from jumpzone.store.mentions import naming
from jumpzone.usecases.area import Reading
from jumpzone.usecases.lists import Records
from jumpzone.usecases.orders import Orders, Placed
from jumpzone.usecases.service_facts import (
    Cost,
    Spent,
    Suspension,
    access_of,
    cost_of,
    may_read,
    suspension_of,
)

__all__ = ["Cost", "Plan", "Services", "Spent", "Standing", "Suspension", "panel_of"]


@dataclass(frozen=True, slots=True)
class Standing:
    """A service with what its page says beside it.

    Attributes:
        service: The service.
        suspension: Why it is suspended; None when it isn't.
        cost: What it has cost; None where the reader may not see invoices.
        access: Whether a message with its access data is there for the reader.
    """

    service: Service
    suspension: Suspension | None
    cost: Cost | None
    access: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """Another plan that a service could have.

    Attributes:
        product: In the account's language.
        cycle: The billing cycle.
        price: Net, for one cycle, in minor units.
        difference: How much more that is for a cycle than now; None where the cycles differ.
        quote: What is to be paid now; nothing where it takes hold at the next renewal.
        when: ``paid``, as soon as the difference is paid, or ``renewal``.
        on: The day of that renewal; None for ``paid``.
    """

    product: Product
    cycle: str
    price: int
    difference: int | None
    quote: Quote
    when: str
    on: date | None


_USUAL: Final = {
    "monthly": (3, 6, 12),
    "quarterly": (2, 4),
    "semiannual": (2, 4),
    "annual": (2, 3),
}
"""Beside one, the numbers of billing cycles that people pay at once."""


class Services(Records[Service]):
    """Hosting accounts, servers, cloud accounts, certificates, licences."""

    type = "service"
    default = Query(sort="next_due_on")

    # -- reading ---------------------------------------------------------------------------------------

    def standing(self, id_: str) -> Standing:
        """Return a service with why it is suspended and what it has cost, as far as the reader may see that.

        Raises:
            NotFound: There is no such service.
        """
        with self.reading("service") as reading:
            service = _service(reading, id_)
            return Standing(
                service,
                suspension_of(reading, service),
                cost_of(reading, id_) if may_read(reading, "invoice") else None,
                bool(access_of(reading, id_)) if may_read(reading, "message") else False,
            )

    def suspension(self, id_: str) -> Suspension | None:
        """Return why a service is suspended and what brings it back; None when it runs.

        Raises:
            NotFound: There is no such service.
        """
        with self.reading("service") as reading:
            return suspension_of(reading, _service(reading, id_))

    def cost(self, id_: str) -> Cost:
        """Return what a service has cost so far.

        Raises:
            NotFound: There is no such service.
            Refused: The reader may not see invoices.
        """
        with self.reading("service", "invoice") as reading:
            _service(reading, id_)
            return cost_of(reading, id_)

    def access_messages(self, id_: str) -> list[Message]:
        """Return the messages that hold access data of a service, the newest first, their secrets masked.

        What they hold is shown by ``zone.messages.reveal`` and sent again by ``zone.messages.resend``.

        Raises:
            NotFound: There is no such service.
            Refused: The reader may not see messages.
        """
        with self.reading("service", "message") as reading:
            _service(reading, id_)
            return access_of(reading, id_)

    @property
    def may_open_panels(self) -> bool:
        """Whether the reader may go to panels; a hint for what to offer."""
        return _may_open_panels(self.session.role)

    def panel(self, id_: str) -> str:
        """Return the web address of a service's panel.

        Raises:
            NotFound: There is no such service, or it has no panel.
            Refused: The reader may see services, but not go to their panels.
        """
        with self.reading("service") as reading:
            service = _service(reading, id_)
            if not _may_open_panels(reading.role):
                raise Refused()
        url = panel_of(service)
        if url is None:
            raise NotFound("no-panel", T_("This service has no panel in the web."))
        return url

    # -- setting ---------------------------------------------------------------------------------------

    def set_label(self, seen: Service, label: str) -> Applied:
        """Give a service a name of the customer's own; an empty one takes it away.

        Raises:
            Invalid: It is too long, or holds what no text may hold.
            Conflicted: Somebody named it otherwise since it was shown.
        """
        return self.change("service", seen.id, "update", {"label": label}, {"label": seen.label})

    def set_auto_renew(self, seen: Service, on: bool) -> Applied:
        """Switch the renewal on or off.

        Raises:
            Invalid: It has ended, or is to be cancelled.
            Conflicted: Somebody switched it since it was shown.
        """
        return self.change("service", seen.id, "update", {"auto_renew": on}, {"auto_renew": seen.auto_renew})

    # -- what costs money ------------------------------------------------------------------------------

    def renewal(self, id_: str, periods: int = 1) -> Quote:
        """Say what renewing a service would cost now.

        Args:
            id_: The service.
            periods: How many billing cycles.

        Raises:
            NotFound: There is no such service.
            Refused: It can't be renewed as it stands, or a document about it waits for its payment.
            Invalid: So many periods are none, or too many; the field is ``years``.
        """
        self._check_owed(id_)
        return self._orders.quote([_renewal(id_, periods)])

    def renewals(self, id_: str) -> list[tuple[int, Quote]]:
        """Return the usual numbers of periods with what each would cost now, the fewest first.

        Raises:
            NotFound: There is no such service.
            Refused: It can't be renewed as it stands, or a document about it waits for its payment.
        """
        service = self._check_owed(id_)
        found = [(1, self._orders.quote([_renewal(id_, 1)]))]
        for periods in _USUAL.get(service.billing_cycle, ()):
            with suppress(Invalid):  # so far ahead nobody renews
                found.append((periods, self._orders.quote([_renewal(id_, periods)])))
        return found

    def renew(self, id_: str, periods: int = 1, *, agreed: int | None = None) -> Placed:
        """Order further periods of a service; the proforma invoice asks for the money.

        Args:
            id_: The service.
            periods: How many billing cycles.
            agreed: The total that was shown, in minor units; at another nothing is ordered.

        Raises:
            Refused: It can't be renewed as it stands, a document about it waits for its payment, or no right.
            Invalid: So many periods are none, or too many.
        """
        values = {"agreed": agreed}
        return self._orders.place([_renewal(id_, periods)], "service.renew", "service", id_, values)

    def plans(self, id_: str) -> list[Plan]:
        """Return the plans that a service could change to, with what each costs now and then, the cheapest first.

        Raises:
            NotFound: There is no such service.
            Refused: Its plan can't be changed as it stands.
        """
        service = self._check_owed(id_)
        known = self._orders.catalogue(service.kind)
        items = [
            Item(action="change", product=each.id, about=About("service", id_), cycle=cycle)
            for each in known
            for cycle in each.prices
            if cycle in MONTHS and (each.id, cycle) != (service.product_id, service.billing_cycle)
        ]
        products = {each.id: each for each in known}
        found = [
            self._plan(service, products[item.product or ""], each) for item, each in self._priced(items)
        ]
        return sorted(found, key=lambda each: (MONTHS[each.cycle], each.price, each.product.code))

    def change_plan(self, id_: str, product: str, cycle: str, *, agreed: int | None = None) -> Placed:
        """Change the plan of a service: at once when the difference is paid, or at the next renewal without money.

        Args:
            id_: The service.
            product: The plan's id in the catalogue.
            cycle: Its billing cycle.
            agreed: The total that was shown, in minor units; at another nothing is ordered.

        Raises:
            Refused: Its plan can't be changed as it stands, or no right.
            Invalid: There is no such plan.
        """
        item = Item(action="change", product=product, about=About("service", id_), cycle=cycle)
        return self._orders.place([item], "service.change_plan", "service", id_, {"agreed": agreed})

    def keep_plan(self, id_: str) -> Applied:
        """Withdraw a change of plan: one that waits for the next renewal, or the order of one that is not paid yet.

        Raises:
            Refused: It is paid already, or no right.
        """
        change = self.get(id_).plan_change or {}
        order = change.get("order")
        if change.get("when") == "paid" and isinstance(order, str):
            return self._orders.cancel(order)
        return self.change("service", id_, "service.keep_plan")

    @property
    def _orders(self) -> Orders:
        return Orders(self.deps, self.session)

    def _check_owed(self, id_: str) -> Service:
        with self.reading("service") as reading:
            service = _service(reading, id_)
            found = naming(reading.tx, "invoice", reading.account, "lines", id_, {"status": OWED})
        refuse_owed(service, (each for each in found if isinstance(each, Invoice)))
        return service

    def _priced(self, items: Sequence[Item]) -> list[tuple[Item, _Offer]]:
        ids, now = self.deps.ids, self.deps.clock.now()
        mutation = Mutation(ids.new(), self.session.account.id, "order", ids.new(), "order.place", now)
        with self.reading("service") as reading:
            state = loading.load_state(reading.tx, mutation, place_needs(mutation, items), now, reading.role)
            found = []
            for item in items:
                # Each by itself: one order would not take the same service twice.
                priced = price_items(state, [item])
                found.append(
                    (item, _Offer(priced[0].when or "paid", priced[0].line.until, quote_of(state, priced)))
                )
        return found

    def _plan(self, service: Service, product: Product, offer: _Offer) -> Plan:
        line = offer.quote.lines[0]
        cycle = line.item.cycle or service.billing_cycle
        price = int(product.prices[cycle])
        difference = price - service.amount if cycle == service.billing_cycle else None
        on = offer.until if offer.when == "renewal" else None
        return Plan(product, cycle, price, difference, offer.quote, offer.when, on)

    # -- giving up -------------------------------------------------------------------------------------

    def cancel(self, id_: str, when: str, reason: str = "") -> Applied:
        """Ask for a service to end; until it has ended that can be withdrawn.

        Args:
            id_: The service.
            when: ``immediate`` or ``end_of_period``.
            reason: Why, in the customer's words; may be empty.

        Raises:
            Invalid: It can't end then, or the reason can't be kept.
            Refused: Its status does not allow it, or no right.
        """
        return self.change("service", id_, "service.cancel", {"when": when, "reason": reason})

    def keep(self, id_: str) -> Applied:
        """Withdraw a cancellation: the service stays, and renews as it did before.

        Raises:
            Refused: It has ended meanwhile, or no right.
        """
        return self.change("service", id_, "service.keep")


def panel_of(service: Service) -> str | None:
    """Return the web address of a service's panel; None where it has none that a browser should open."""
    url = service.panel_url or ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def _may_open_panels(role: Role) -> bool:
    return role.holds(Permission.PRODUCTS_SSO) or role.holds(Permission.MANAGE_PRODUCTS)


@dataclass(frozen=True, slots=True)
class _Offer:
    when: str
    until: date | None
    quote: Quote


def _renewal(id_: str, periods: int) -> Item:
    return Item(action="renew", about=About("service", id_), years=periods)


def _service(reading: Reading, id_: str) -> Service:
    found = loading.get(reading.tx, "service", reading.account, id_) if is_id(id_) else None
    if not isinstance(found, Service):
        raise NotFound()
    return found
