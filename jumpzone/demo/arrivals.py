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

from jumpzone.demo.catalogue import CYCLES
from jumpzone.demo.dice import add_months
from jumpzone.demo.sample import Sample
from jumpzone.demo.texts import OPEN_TALK, texts
from jumpzone.model.mutations import MAIL, PROVISION, TIMER, Actor, Changes, Mutation, Notice
from jumpzone.model.records import Invoice, Service, Ticket
from jumpzone.store import outgoing
from jumpzone.store.store import Tx
from jumpzone.usecases.area import Deps

__all__ = ["Arrival", "Stamp", "Step", "arrive", "plan"]


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
    type: Literal["ticket", "ticket_reply", "invoice", "service"]
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
    """

    after: timedelta
    account: str
    steps: tuple[Step, ...]
    notices: tuple[Notice, ...]


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
        for notice in arrival.notices:
            changes |= _send(deps, tx, arrival.account, notice, now)
    deps.store.committed(changes)
    return changes


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
    paid = {"status": "paid", "paid_on": Stamp.TODAY, "balance": 0, "payment_url": None}
    steps = [Step(TIMER, "invoice", invoice.id, paid)]
    params = {
        "number": invoice.number,
        "total": (invoice.total, invoice.currency),
        "paid_on": Stamp.TODAY,
    }
    notices = [_notice(sample, "invoice_paid", "invoice", params, ("invoice", invoice.id))]
    for service in (each for each in sample.services if each.suspended_because == invoice.id):
        steps.append(Step(PROVISION, "service", service.id, _restored(service)))
        about = ("service", service.id)
        notices.append(_notice(sample, "service_restored", "product", {"product": service.product}, about))
    return Arrival(_SECOND, sample.account.id, tuple(steps), tuple(notices))


def _restored(service: Service) -> Mapping[str, Any]:
    months = next(months for months, cycle in CYCLES.items() if cycle == service.billing_cycle)
    assert service.next_due_on is not None
    return {
        "status": "active",
        "suspended_because": None,
        "suspended_on": None,
        "next_due_on": add_months(service.next_due_on, months),
    }


def _works(sample: Sample) -> Arrival:
    work = next(each for each in sample.announcements if each.kind == "maintenance")
    params = {
        "title": work.title,
        "body": work.body,
        "starts_at": work.starts_at,
        "ends_at": work.ends_at,
        "affects": ", ".join(work.affects),
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
