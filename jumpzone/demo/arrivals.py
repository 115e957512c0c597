"""What happens while somebody looks at the demo: a ticket is answered, a payment arrives, a mail comes in.

A plan is plain data, worked out from a sample. What is due is then done like everything else: as mutations of the
system's own actors, through the executor, with the mails queued in the same transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum
from functools import partial
from typing import Any, Final, Literal

from jumpzone.demo.catalogue import PANEL_URL
from jumpzone.demo.sample import Sample
from jumpzone.demo.texts import OPEN_TALK, texts
from jumpzone.errors import NotFound, Refused
from jumpzone.model.billing import MONTHS, add_months
from jumpzone.model.mutations import MAIL, PROVISION, TIMER, Actor, Changes, Mutation, Notice
from jumpzone.model.records import Domain, Invoice, Order, Record, Service, Ticket
from jumpzone.store import loading, outgoing
from jumpzone.store.store import Tx
from jumpzone.usecases.area import Deps

__all__ = ["Arrival", "Stamp", "Step", "arrive", "plan", "set_up"]


class Stamp(Enum):
    """Stands in a plan for a time that is known only when it happens."""

    NOW = "now"
    TODAY = "today"


@dataclass(frozen=True, slots=True)
class Step:
    """A change of one record.

    Attributes:
        actor: The system's actor that makes it.
        type: The record's type.
        record: The record's id; None for a new one.
        values: What is set; may hold :class:`Stamp`.
    """

    actor: Actor
    type: Literal["ticket", "ticket_reply"]
    record: str | None
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Arrival:
    """Something that happens in the demo.

    Attributes:
        after: How long after the demo was opened.
        account: Whose zone it happens in.
        steps: The records that change, in order.
        notices: The mails that follow; their values may hold :class:`Stamp`.
        pays: The document that is paid in full by the sample gateway, or None.
    """

    after: timedelta
    account: str
    steps: tuple[Step, ...] = ()
    notices: tuple[Notice, ...] = ()
    pays: str | None = None


GATEWAY: Final = "sample"
"""The gateway of payments that nobody made."""

_FIRST: Final = timedelta(seconds=20)
_SECOND: Final = timedelta(seconds=60)


def plan(sample: Sample) -> tuple[Arrival, ...]:
    """Return what happens in a sample company's zone, in the order of happening."""
    arrivals = []
    waiting = [each for each in sample.tickets if each.status == "open"]
    if waiting:
        arrivals.append(_answer(sample, waiting[-1]))
    overdue = [each for each in sample.invoices if each.overdue(sample.now.date()) and each.kind == "invoice"]
    if overdue:
        arrivals.append(_payment(sample, overdue[0]))
    if not arrivals:
        arrivals.append(_works(sample))
    return tuple(arrivals)


def arrive(deps: Deps, arrival: Arrival) -> Changes:
    """Let it happen: the changes and their mails are on disk when this returns, and listeners are told.

    Raises:
        ZoneError: The records went another way meanwhile, or the store is in trouble; nothing was written.
    """
    now = deps.clock.now()
    changes = Changes(arrival.account)
    with deps.store.write() as tx:
        for step in arrival.steps:
            mutation = Mutation(
                deps.ids.new(),
                arrival.account,
                step.type,
                step.record or deps.ids.new(),
                "create" if step.record is None else "update",
                now,
                _stamped(step.values, now),
            )
            changes |= deps.executor.run_in(tx, mutation, step.actor).changes
        if arrival.pays is not None:
            changes |= deps.executor.run_in(
                tx, _paying(deps, tx, arrival.account, arrival.pays), TIMER
            ).changes
        for notice in arrival.notices:
            changes |= _send(deps, tx, arrival.account, notice, now)
    deps.store.committed(changes)
    return changes


def _paying(deps: Deps, tx: Tx, account: str, id_: str) -> Mutation:
    """The payment of all that a document still asks for, as an operator's script would record it.

    Raises:
        NotFound: There is no such document.
        Refused: Nothing is to be paid.
    """
    invoice = loading.get(tx, "invoice", account, id_)
    if not isinstance(invoice, Invoice):
        raise NotFound()
    if not invoice.balance:
        raise Refused("not-payable")
    ids, payment = deps.ids, deps.ids.new()
    values = {
        "invoice": id_,
        "gateway": GATEWAY,
        "reference": f"SAMPLE-{payment[-12:].upper()}",
        "amount": invoice.balance,
        "currency": invoice.currency,
        "tax_invoice": ids.new(),
        "ids": [ids.new()],
    }
    now = deps.clock.now()
    return Mutation(ids.new(), account, "transaction", payment, "payment.record", now, values)


def set_up(deps: Deps, account: str, id_: str) -> Changes:
    """Set up what was ordered with a document that has been paid: new services run, new domains are registered.

    Raises:
        ZoneError: The store is in trouble; nothing was written.
    """
    changes, now = Changes(account), deps.clock.now()
    with deps.store.write() as tx:
        invoice = loading.get(tx, "invoice", account, id_)
        order = loading.get(tx, "order", account, getattr(invoice, "order", None) or id_)
        items = order.items if isinstance(order, Order) and order.status == "active" else ()
        for item in items:
            about = item["about"]
            record = loading.get(tx, about["type"], account, about["id"])
            values = _ready(record, int(item.get("years", 1)), now.date())
            if values:
                mutation = Mutation(
                    deps.ids.new(), account, about["type"], about["id"], "update", now, values
                )
                changes |= deps.executor.run_in(tx, mutation, PROVISION).changes
    if changes.records:
        deps.store.committed(changes)
    return changes


def _ready(record: Record | None, years: int, today: date) -> Mapping[str, Any]:
    """What a new service or domain has once it is set up; nothing for one that was there before."""
    if isinstance(record, Service) and record.status == "pending":
        months = MONTHS[record.billing_cycle]
        hosted = record.kind in ("hosting", "cloud", "server")
        address = f"s{record.id[-6:]}.cloud.example" if hosted else None
        return {
            "status": "active",
            "registered_on": today,
            "next_due_on": add_months(today, months) if months else None,
            "address": address,
            "username": f"u{record.id[-6:]}" if hosted else None,
            "panel_url": f"{PANEL_URL}/{address}" if hosted else None,
            "disk_used_mb": 0 if record.disk_limit_mb else None,
            "traffic_used_mb": 0 if record.traffic_limit_mb else None,
        }
    if isinstance(record, Domain) and record.status in ("pending_registration", "pending_transfer"):
        until = add_months(today, 12 * years)
        return {
            "status": "active",
            "registered_on": today,
            "expires_on": until,
            "next_due_on": until,
            "locked": True,
        }
    return {}


def _send(deps: Deps, tx: Tx, account: str, notice: Notice, now: datetime) -> Changes:
    composed = deps.composer.compose(replace(notice, params=_stamped(notice.params, now)))
    message = deps.ids.new()
    values = {
        "to": notice.to,
        "category": notice.category,
        "subject": composed.subject,
        "body": composed.body,
        "sent_at": now,
        "delivery": "queued",
        "about": None if notice.about is None else {"type": notice.about[0], "id": notice.about[1]},
    }
    mutation = Mutation(deps.ids.new(), account, "message", message, "create", now, values)
    queue = partial(outgoing.requeue, account=account, message=message, id_=deps.ids.new(), now=now)
    return deps.executor.run_in(tx, mutation, MAIL, also=queue).changes


def _stamped(values: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    known: Mapping[Any, datetime | date] = {Stamp.NOW: now, Stamp.TODAY: now.date()}
    return {name: known[each] if isinstance(each, Stamp) else each for name, each in values.items()}


def _answer(sample: Sample, ticket: Ticket) -> Arrival:
    words = texts(sample.language)
    author = words.staff[0]
    # The samples' open request is the one about a bigger plan.
    text = words.talks[OPEN_TALK].turns[1]
    body = f"{words.hello}\n\n{text}\n\n{words.regards}\n{author}\n{words.team}"
    reply = {"ticket": ticket.id, "author": author, "side": "staff", "body": body, "at": Stamp.NOW}
    params = {"number": ticket.number, "subject": ticket.subject, "author": author, "excerpt": body}
    return Arrival(
        _FIRST,
        sample.account.id,
        (
            Step(MAIL, "ticket_reply", None, reply),
            Step(MAIL, "ticket", ticket.id, {"status": "answered", "last_reply_at": Stamp.NOW}),
        ),
        (_notice(sample, "ticket_answered", "support", params, ("ticket", ticket.id)),),
    )


def _payment(sample: Sample, invoice: Invoice) -> Arrival:
    return Arrival(_SECOND, sample.account.id, pays=invoice.id)


def _works(sample: Sample) -> Arrival:
    work = next(each for each in sample.announcements if each.kind == "maintenance")
    params = {
        "title": work.title,
        "body": work.body,
        "starts_at": work.starts_at,
        "ends_at": work.ends_at,
        "affects": work.affects[0],
    }
    return Arrival(_FIRST, sample.account.id, (), (_notice(sample, "maintenance", "general", params, None),))


def _notice(
    sample: Sample, template: str, category: str, params: Mapping[str, Any], about: tuple[str, str] | None
) -> Notice:
    """A notice to the holder, or to the first contact who gets such mail in the holder's place."""
    name, to = sample.profile.first_name, sample.address.address
    if category not in sample.profile.notifications:
        wants = [each for each in sample.contacts if category in each.notifications]
        if wants:
            name, to = wants[0].first_name, wants[0].email
    known = {**params, "name": name, "timezone": sample.login.timezone}
    return Notice(template, to, sample.language, category, known, about=about)
