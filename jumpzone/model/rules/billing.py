"""Rules of orders: placing one, with the proforma invoice that asks for the money, and cancelling it.

Other rules that end in an order (renewing a service, registering a domain) call :func:`place` with the items they
make of their own mutation, and :func:`place_needs` for what must be loaded.

An order's ``items`` carry what was asked for (:meth:`jumpzone.model.billing.Item.as_values`) and beside it ``text``,
``amount`` (net), ``until`` and, for a change of plan, ``when`` it takes hold (``paid`` or ``renewal``); ``about`` is
then the service or domain, also one that came with the order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from jumpzone.errors import FieldError, Invalid, NotFound, Refused
from jumpzone.i18n import T_
from jumpzone.model.billing import Item, Quote
from jumpzone.model.fields import RECORDS
from jumpzone.model.ids import is_id
from jumpzone.model.mutations import Actor, Decision, Mutation, NextNumber, Notice, Write
from jumpzone.model.names import check_domain
from jumpzone.model.permissions import Permission, Role
from jumpzone.model.records import Invoice, Order, Service
from jumpzone.model.rules.actions import Action
from jumpzone.model.rules.arrows import CLOSED
from jumpzone.model.rules.payments import cancelled
from jumpzone.model.rules.pricing import (
    Priced,
    buyer_of,
    localised,
    price_items,
    quote_of,
    seller_of,
)
from jumpzone.model.rules.registrants import people_of
from jumpzone.model.rules.state import Needs, State
from jumpzone.model.rules.telling import READERS, notices, readers
from jumpzone.model.rules.values import check_json
from jumpzone.model.text import FieldRefused, TextRefused

__all__ = [
    "MOST_ITEMS",
    "ORDER_ACTIONS",
    "check_agreed",
    "check_readable",
    "items_of",
    "offer",
    "place",
    "place_needs",
]

MOST_ITEMS: Final = 200
"""Things in one order; a bulk renewal of more is several orders."""

_MOST_DETAILS: Final = 4_000
"""Characters of what an item says beside itself."""


def items_of(mutation: Mutation) -> tuple[Item, ...]:
    """Read the items that a mutation carries in ``set``.

    Raises:
        Invalid: They don't have the right form.
    """
    given = mutation.set.get("items")
    malformed = FieldError("items", "malformed", T_("This value does not have the right form."))
    if not isinstance(given, Sequence) or isinstance(given, str) or len(given) > MOST_ITEMS:
        raise Invalid(fields=[malformed])
    try:
        items = tuple(Item.from_values(each) for each in given)
        check_json([each.details for each in items])
    except TextRefused as problem:
        raise Invalid(fields=[FieldError("details", problem.code, problem.reason)]) from problem
    except ValueError as problem:
        raise Invalid(fields=[malformed]) from problem
    if any(len(str(each.details)) > _MOST_DETAILS for each in items):
        raise Invalid(fields=[malformed])
    return items


def place_needs(mutation: Mutation, items: Iterable[Item]) -> Needs:
    """Tell what must be loaded before items can be priced and ordered."""
    records: set[tuple[str, str]] = set()
    where: set[tuple[str, str, str]] = {("order", "status", "pending")}
    for item in items:
        if item.product is not None and is_id(item.product):
            records.add(("product", item.product))
        if item.about is not None and item.about.type in ("service", "domain") and is_id(item.about.id):
            records.add((item.about.type, item.about.id))
        if item.action in ("register", "transfer") and item.name:
            where |= {("domain", "name", name) for name in _spellings(item.name)}
    return Needs(
        READERS.whole,
        holder=True,
        writer=True,
        records=frozenset(records),
        where=frozenset(where),
        seller=True,
    )


def _spellings(name: str) -> Iterator[str]:
    try:
        yield check_domain(name)
    except FieldRefused:
        return


def offer(state: State, items: Sequence[Item]) -> Quote:
    """Say what items would cost now.

    Raises:
        Invalid: An item can't be had so.
        Refused: A rule stands against one.
    """
    return quote_of(state, price_items(state, items))


def check_agreed(state: State, mutation: Mutation, items: Sequence[Item]) -> None:
    """Look whether items still cost what was shown before, the total in ``set["agreed"]``, if it is there.

    Prices go by the day; nobody orders at another one than the one they said yes to.

    Raises:
        Refused: They cost something else now.
    """
    agreed = mutation.set.get("agreed")
    if agreed is not None and offer(state, items).total != agreed:
        raise Refused(
            "price-changed",
            T_("The price has changed meanwhile, so nothing was ordered."),
            hint=T_("Look at the new price and order again."),
        )


def check_readable(items: Sequence[Item], role: Role) -> None:
    """Look whether whoever orders may see what the order is about.

    Raises:
        Refused: Something may not be seen.
    """
    for item in items:
        about = item.about
        if about is not None and about.type in ("service", "domain"):
            record = RECORDS[about.type]
            if not role.holds(record.read):
                raise Refused()


def place(state: State, mutation: Mutation, actor: Actor, items: Sequence[Item]) -> Decision:
    """Order items: the order, its proforma invoice, and what is new as pending.

    ``mutation.set`` holds the fresh ids ``order`` (unless the mutation's own record is the order), ``invoice``, and
    ``records``, as many as there are items. An order that costs nothing has no invoice and is active at once.

    Raises:
        Invalid: An item can't be had so.
        Refused: A rule stands against one, or the seller is not known.
    """
    order, invoice, fresh = _ids(mutation, len(items))
    if state.get("order", order) is not None:
        raise Refused("exists", T_("There is such a record already."))
    priced = price_items(state, items)
    quote = quote_of(state, priced)
    writes: list[Write] = []
    lines: list[dict[str, Any]] = []
    entries: list[dict[str, Any]] = []
    for each, id_ in zip(priced, fresh, strict=True):
        made = _made(state, each, id_)
        writes += [made] if made is not None else _noted(state, each, order)
        type_, about = (made.type, made.id) if made is not None else _about(each)
        entry = each.item.as_values() | {
            "about": {"type": type_, "id": about},
            "text": each.line.text,
            "amount": each.amount,
            "until": None if each.line.until is None else each.line.until.isoformat(),
        }
        entries.append(entry if each.when is None else entry | {"when": each.when})
        if each.amount:
            lines.append(_line(each, type_, about))
    owed = quote.total > 0
    values = {
        "number": NextNumber("order"),
        "placed_at": state.now,
        "placed_by": _placed_by(state, actor),
        "status": "pending" if owed else "active",
        "items": tuple(entries),
        "total": quote.total,
        "currency": quote.currency,
        "invoice": invoice if owed else None,
    }
    writes.insert(0, Write("order", order, "insert", values))
    told: list[Notice] = []
    if owed:
        document = _proforma(state, order, quote, lines)
        writes.insert(1, Write("invoice", invoice, "insert", document))
        told = _told(state, order, invoice, quote, document)
    return Decision("applied", tuple(writes), notices=tuple(told))


def _ids(mutation: Mutation, items: int) -> tuple[str, str, list[str]]:
    own = mutation.type == "order"
    order = mutation.record if own else mutation.set.get("order")
    invoice, fresh = mutation.set.get("invoice"), mutation.set.get("records")
    known = isinstance(fresh, Sequence) and not isinstance(fresh, str) and len(fresh) == items
    ids = [order, invoice, *(fresh if known and fresh is not None else ())]
    if not known or not all(isinstance(each, str) and is_id(each) for each in ids) or len({*ids}) < len(ids):
        malformed = T_("This value does not have the right form.")
        raise Invalid(fields=[FieldError("records", "malformed", malformed)])
    return str(order), str(invoice), [str(each) for each in ids[2:]]


def _about(priced: Priced) -> tuple[str, str]:
    assert priced.item.about is not None
    return priced.item.about.type, priced.item.about.id


def _line(priced: Priced, type_: str, about: str) -> dict[str, Any]:
    line = priced.line
    return {
        "text": line.text,
        "quantity": line.quantity,
        "unit_amount": line.unit_amount,
        "vat_rate": line.vat_rate,
        "about": {"type": type_, "id": about},
    }


def _placed_by(state: State, actor: Actor) -> str:
    return state.writer.name if state.writer is not None else actor.name


def _made(state: State, priced: Priced, id_: str) -> Write | None:
    """The service or domain that comes with an item, not set up yet."""
    item, product = priced.item, priced.product
    if item.action not in ("new", "register", "transfer"):
        return None
    assert product is not None
    assert state.account is not None
    if item.action == "new":
        values = {
            "kind": product.kind,
            "product": localised(product, state.account.language).name,
            "label": item.name,
            "status": "pending",
            "billing_cycle": item.cycle,
            "amount": priced.line.unit_amount,
            "currency": product.currency,
            "disk_limit_mb": product.disk_limit_mb,
            "traffic_limit_mb": product.traffic_limit_mb,
            "product_id": product.id,
        }
        return Write("service", id_, "insert", values)
    domain: dict[str, Any] = {
        "name": item.name,
        "status": "pending_registration" if item.action == "register" else "pending_transfer",
        "amount": product.prices.get("renew", priced.line.unit_amount),
        "currency": product.currency,
        "id_protection": item.details.get("id_protection") is True,
        "nameservers": seller_of(state).nameservers,
        **people_of(item),
    }
    return Write("domain", id_, "insert", domain)


def _noted(state: State, priced: Priced, order: str) -> Iterator[Write]:
    """Note a change of plan on its service: when it takes hold, and what it brings."""
    service, product = priced.record, priced.product
    if priced.when is None or not isinstance(service, Service) or product is None:
        return
    assert state.account is not None
    cycle = priced.item.cycle or service.billing_cycle
    change = {
        "product": product.id,
        "name": localised(product, state.account.language).name,
        "cycle": cycle,
        "amount": int(product.prices[cycle]),
        "when": priced.when,
        "on": None
        if priced.when == "paid" or service.next_due_on is None
        else service.next_due_on.isoformat(),
        "order": order,
    }
    yield Write("service", service.id, "update", {"plan_change": change}, service)


def _proforma(state: State, order: str, quote: Quote, lines: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    seller = seller_of(state)
    today = seller.today(state.now)
    number = NextNumber("proforma")
    return {
        "number": number,
        "kind": "proforma",
        "status": "unpaid",
        "issued_on": today,
        "due_on": today + timedelta(days=seller.due_days),
        "currency": quote.currency,
        "lines": tuple(lines),
        "vat_reason": quote.vat_reason,
        "subtotal": quote.subtotal,
        "tax": quote.tax,
        "total": quote.total,
        "balance": quote.total,
        "seller": dict(seller.party),
        "buyer": buyer_of(state),
        "payment_reference": number,
        "payment_url": NextNumber("proforma", seller.payment_url) if seller.payment_url else None,
        "order": order,
        "sent_to": next((address for address, _name in readers(state, "invoice")), None),
    }


def _told(state: State, order: str, invoice: str, quote: Quote, document: Mapping[str, Any]) -> list[Notice]:
    total = (quote.total, quote.currency)
    received = {"number": NextNumber("order"), "total": total}
    asked = {"number": document["number"], "total": total, "due_on": document["due_on"]}
    if document["payment_url"] is not None:
        asked["payment_url"] = document["payment_url"]
    return [
        *notices(state, "order_received", "product", received, ("order", order)),
        *notices(state, "proforma_issued", "invoice", asked, ("invoice", invoice)),
    ]


# -- order.place, order.cancel -------------------------------------------------------------------------


def _place_needs(mutation: Mutation) -> Needs:
    try:
        return place_needs(mutation, items_of(mutation))
    except Invalid:
        return Needs()  # deciding says what is wrong with it


def _place(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``order.place``: order what ``set["items"]`` says."""
    items = items_of(mutation)
    check_readable(items, role)
    return place(state, mutation, actor, items)


def _cancel_needs(mutation: Mutation) -> Needs:
    return Needs(then=_of_order)


def _of_order(state: State) -> Needs:
    records: set[tuple[str, str]] = set()
    where: set[tuple[str, str, str]] = set()
    for order in state.all(Order, "order"):
        if order.invoice is not None:
            records.add(("invoice", order.invoice))
            where.add(("transaction", "invoice", order.invoice))
        for item in order.items:
            about = item.get("about") or {}
            if about.get("type") in ("service", "domain"):
                records.add((about["type"], about["id"]))
    return Needs(records=frozenset(records), where=frozenset(where))


def _cancel(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``order.cancel``: it is not wanted after all; only while its invoice is not paid.

    Credit that was set off and money that came for a part are credit again. ``set["ids"]`` holds fresh ids.
    """
    order = state.get("order", mutation.record)
    if not isinstance(order, Order):
        raise NotFound()
    if order.status == "cancelled":
        return Decision("unchanged")
    invoice = state.get("invoice", order.invoice or "")
    if order.status != "pending" or not isinstance(invoice, Invoice) or invoice.status in CLOSED:
        raise Refused(
            "too-late",
            T_("Only an order that is not paid yet can be cancelled."),
            hint=T_("Write to support if you no longer want what you ordered."),
        )
    if invoice.kind != "proforma" and not role.system:
        raise Refused(
            "invoiced",
            T_("An invoice has been issued for this order already."),
            hint=T_("Write to support; only a credit note takes it back."),
        )
    return Decision("applied", tuple(cancelled(state, mutation, invoice, order)))


ORDER_ACTIONS: Final[Mapping[str, Action]] = {
    "order.place": Action(Permission.ORDERS, _place, _place_needs),
    "order.cancel": Action(Permission.ORDERS, _cancel, _cancel_needs),
}
"""Every named action on orders by its name."""
