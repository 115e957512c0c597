"""Rules of services: what the customer can do with one, in which status.

Renewing a service and changing its plan end in an order (:mod:`jumpzone.model.rules.billing`). A cheaper plan costs
nothing now: it takes hold at the next renewal, and until then it can be withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from jumpzone.errors import Invalid, NotFound, Refused
from jumpzone.i18n import T_
from jumpzone.model import codec
from jumpzone.model.billing import Item
from jumpzone.model.mutations import Actor, Decision, Mutation, Write
from jumpzone.model.permissions import Permission, Role
from jumpzone.model.records import Invoice, Service
from jumpzone.model.rules.actions import Action
from jumpzone.model.rules.arrows import OWED
from jumpzone.model.rules.billing import check_agreed, items_of, place, place_needs
from jumpzone.model.rules.state import Needs, State
from jumpzone.model.rules.telling import READERS, notices
from jumpzone.model.rules.values import Refusals
from jumpzone.model.text import TextRefused, clean
from jumpzone.model.words import STATUSES

__all__ = [
    "ALLOWS",
    "LONGEST_REASON",
    "SERVICE_ACTIONS",
    "WHEN",
    "allows",
    "check_service",
    "name_of",
    "refuse_owed",
]

ALLOWS: Final[Mapping[str, frozenset[str]]] = {
    # What is not set up yet can only be given up.
    "pending": frozenset({"cancel", "keep", "auto_renew"}),
    "active": frozenset({"renew", "change_plan", "keep_plan", "cancel", "keep", "auto_renew"}),
    # Its invoice is to be paid, not another one made; whoever doesn't want it any more gives it up.
    "suspended": frozenset({"keep_plan", "cancel", "keep", "auto_renew"}),
    "terminated": frozenset(),
    "cancelled": frozenset(),
    "fraud": frozenset(),
    "completed": frozenset(),
}
"""Per status of a service, what the customer's side can do with it; its label can always be changed."""

WHEN: Final = ("immediate", "end_of_period")
"""When a service that is given up ends."""

LONGEST_REASON: Final = 1000
"""Code points of the reason for which a service is given up."""


def allows(service: Service, act: str) -> bool:
    """Tell whether a service's status allows an act of :data:`ALLOWS`; one that is newer than this version none."""
    return act in ALLOWS.get(service.status, frozenset())


def name_of(service: Service) -> str:
    """Return what a service is called: the customer's label, else its address, else the product."""
    return service.label or service.address or service.product


def check_service(values: dict[str, Any], touched: frozenset[str], state: State, refusals: Refusals) -> None:
    """Refuse to switch on the renewal of what has ended or is to end."""
    before = state.get("service", values["id"])
    if "auto_renew" not in touched or not values["auto_renew"] or not isinstance(before, Service):
        return
    if values["cancellation"] is not None:
        words = T_("This service is to be cancelled. Withdraw the cancellation first.")
        refusals.add("auto_renew", "to-be-cancelled", words)
    elif not allows(before, "auto_renew"):
        refusals.add("auto_renew", "has-ended", T_("This service has ended and renews no more."))


def service_for(state: State, mutation: Mutation, act: str) -> Service:
    """Return the service of a mutation, whose status allows an act.

    Raises:
        NotFound: There is no such service.
        Refused: Its status does not allow it.
    """
    service = state.get("service", mutation.record)
    if not isinstance(service, Service):
        raise NotFound()
    if not allows(service, act):
        words = STATUSES["service"].get(service.status)
        status = service.status if words is None else words
        raise Refused(
            "wrong-status",
            T_("This can't be done while the service is in this state: {status}.", status=status),
        )
    return service


def _cancel(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``service.cancel``: the customer gives a service up; until it has ended that can be withdrawn.

    ``set`` holds ``when`` (one of :data:`WHEN`) and ``reason``, which may be empty: nobody owes us one. The renewal
    is switched off, and what it was before is kept for the case that the customer thinks better of it. A change of
    plan that waits for the next renewal is dropped with it.
    """
    service = service_for(state, mutation, "cancel")
    when, reason = _asked(mutation, service)
    before = service.cancellation or {}
    if before and (before.get("when"), before.get("reason", "")) == (when, reason):
        return Decision("unchanged")
    cancellation = {
        "when": when,
        "reason": reason,
        "at": codec.time_to_json(state.now),
        "auto_renew": before.get("auto_renew", service.auto_renew),
    }
    values: dict[str, Any] = {"cancellation": cancellation, "auto_renew": False}
    if (service.plan_change or {}).get("when") == "renewal":
        values["plan_change"] = None
    params: dict[str, Any] = {"product": name_of(service)}
    if when == "end_of_period":
        params["ends_on"] = service.next_due_on
    told = notices(state, "service_cancellation", "product", params, ("service", service.id))
    write = Write("service", service.id, "update", values, service)
    return Decision("applied", (write,), notices=tuple(told))


def _asked(mutation: Mutation, service: Service) -> tuple[str, str]:
    refusals = Refusals()
    for name in mutation.set.keys() - {"when", "reason"}:
        refusals.add(name, "unknown-field", T_("There is no such field."))
    when, reason = mutation.set.get("when"), mutation.set.get("reason") or ""
    if when not in WHEN:
        refusals.add("when", "malformed", T_("Say whether it ends at once or at the end of the period."))
    elif when == "end_of_period" and (service.next_due_on is None or service.status == "pending"):
        refusals.add(
            "when", "no-period", T_("No period of this service is running. It can only end at once.")
        )
    try:
        reason = clean(reason, multiline=True, max_length=LONGEST_REASON)
    except TextRefused as problem:
        refusals.add("reason", "refused-text", problem.reason)
    except (TypeError, AttributeError):
        refusals.add("reason", "malformed", T_("This value does not have the right form."))
    if refusals:
        raise Invalid(fields=refusals.errors)
    return str(when), reason


def _keep(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``service.keep``: a cancellation is withdrawn; the renewal is as it was before."""
    service = service_for(state, mutation, "keep")
    if service.cancellation is None:
        return Decision("unchanged")
    values = {"cancellation": None, "auto_renew": bool(service.cancellation.get("auto_renew", False))}
    told = notices(state, "service_kept", "product", {"product": name_of(service)}, ("service", service.id))
    write = Write("service", service.id, "update", values, service)
    return Decision("applied", (write,), notices=tuple(told))


# -- what costs money ----------------------------------------------------------------------------------


def refuse_owed(service: Service, documents: Iterable[Invoice]) -> None:
    """Refuse to make another document about a service while one waits for its money.

    Raises:
        Refused: ``owed-already``.
    """
    for each in documents:
        if each.kind == "credit_note" or each.status not in OWED:
            continue
        if any((line.get("about") or {}).get("id") == service.id for line in each.lines):
            raise Refused(
                "owed-already",
                T_(
                    "{number} about {product} waits for its payment already.",
                    number=each.number or "",
                    product=name_of(service),
                ),
                hint=T_("Pay that one first."),
            )


def _money_needs(mutation: Mutation) -> Needs:
    try:
        needs = place_needs(mutation, items_of(mutation))
    except Invalid:
        return Needs()  # deciding says what is wrong with it
    owed = {("invoice", "status", status) for status in OWED}
    return replace(needs, where=needs.where | owed)


def _ordered(state: State, mutation: Mutation, actor: Actor, act: str, action: str) -> Decision:
    service = service_for(state, mutation, act)
    items: Sequence[Item] = items_of(mutation)
    about = [(each.action, each.about.type, each.about.id) for each in items if each.about is not None]
    if about != [(action, "service", service.id)] or len(items) != 1:
        refusals = Refusals()
        refusals.add("items", "malformed", T_("This value does not have the right form."))
        raise Invalid(fields=refusals.errors)
    refuse_owed(service, state.all(Invoice, "invoice"))
    check_agreed(state, mutation, items)
    return place(state, mutation, actor, items)


def _renew(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``service.renew``: order one or more further periods; paying for them moves the next due date.

    ``set`` is that of :func:`jumpzone.model.rules.billing.place`, and ``agreed``, the total that was shown: prices
    go by the day, and nobody orders at another than the one they said yes to.
    """
    return _ordered(state, mutation, actor, "renew", "renew")


def _change_plan(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``service.change_plan``: a dearer plan is there when the difference is paid, any other at the next renewal.

    ``set`` as for ``service.renew``.
    """
    return _ordered(state, mutation, actor, "change_plan", "change")


def _keep_plan(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``service.keep_plan``: a change that waits for the next renewal is withdrawn; it has cost nothing."""
    service = service_for(state, mutation, "keep_plan")
    change = service.plan_change
    if change is None:
        return Decision("unchanged")
    if change.get("when") != "renewal":
        raise Refused(
            "ordered",
            T_("This change of plan has been ordered and waits for its payment."),
            hint=T_("Cancel the order instead."),
        )
    return Decision("applied", (Write("service", service.id, "update", {"plan_change": None}, service),))


SERVICE_ACTIONS: Final[Mapping[str, Action]] = {
    "service.renew": Action(Permission.MANAGE_PRODUCTS, _renew, _money_needs),
    "service.change_plan": Action(Permission.MANAGE_PRODUCTS, _change_plan, _money_needs),
    "service.keep_plan": Action(Permission.MANAGE_PRODUCTS, _keep_plan),
    "service.cancel": Action(Permission.MANAGE_PRODUCTS, _cancel, READERS),
    "service.keep": Action(Permission.MANAGE_PRODUCTS, _keep, READERS),
}
"""Every named action on services by its name."""
