"""Rules of tickets: opening one, replying, closing and reopening, rating an answer.

What the customer's side may do. A reply to a closed ticket reopens it, as support desks do: whoever answers the
mail of a closed ticket has something left to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from jumpzone.errors import Invalid, NotFound, Refused
from jumpzone.i18n import T_
from jumpzone.model import codec, emails
from jumpzone.model.attachments import problem_of, read_attachments
from jumpzone.model.fields import RECORDS
from jumpzone.model.ids import is_id
from jumpzone.model.mutations import Actor, Decision, Mutation, NextNumber, Write
from jumpzone.model.permissions import Permission, Role
from jumpzone.model.records import About, Ticket, TicketReply
from jumpzone.model.rules.actions import Action
from jumpzone.model.rules.state import Needs, State
from jumpzone.model.rules.telling import READERS, notices
from jumpzone.model.rules.values import Refusals, read_values
from jumpzone.model.text import FieldRefused

__all__ = ["ABOUT", "ARROWS", "MOST_COPIES", "TICKET_ACTIONS", "moved", "reply_values"]

ABOUT: Final = ("service", "domain", "invoice")
"""What a ticket can be about."""

MOST_COPIES: Final = 5
"""Addresses in ``cc``: they get mail from us that they did not ask for."""

ARROWS: Final[Mapping[str, frozenset[str]]] = {
    "open": frozenset({"customer_reply", "closed"}),
    "answered": frozenset({"customer_reply", "closed"}),
    "customer_reply": frozenset({"customer_reply", "closed"}),
    "on_hold": frozenset({"customer_reply", "closed"}),
    "in_progress": frozenset({"customer_reply", "closed"}),
    "closed": frozenset({"customer_reply", "open"}),
}
"""Per status, where the customer's side can take a ticket from there."""

_TICKET: Final = ("department", "priority", "subject", "about", "cc")
_REPLY: Final = ("body", "attachments")


def _needs(mutation: Mutation) -> Needs:
    """Tell what must be loaded before an action on a ticket can be decided."""
    opens = mutation.op == "ticket.open"
    records: set[tuple[str, str]] = set()
    reply = mutation.set.get("reply")
    if isinstance(reply, str) and is_id(reply):
        records.add(("ticket_reply", reply))
    about = _about(mutation.set.get("about")) if opens else None
    if about is not None and about.type in ABOUT and is_id(about.id):
        records.add((about.type, about.id))
    whole = READERS.whole if opens else frozenset[str]()
    return Needs(whole, holder=opens, writer=True, records=frozenset(records))


def _about(value: Any) -> About | None:
    try:
        found = codec.from_json(RECORDS["ticket"].fields["about"], value)
    except (ValueError, KeyError, TypeError):
        return None
    return found if isinstance(found, About) else None


def _open(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``ticket.open``: the ticket with its first reply, at once.

    ``set`` holds ``department``, ``priority``, ``subject``, ``about``, ``cc`` of the ticket, ``body`` and
    ``attachments`` of the reply, and the reply's id as ``reply``.
    """
    if state.get("ticket", mutation.record) is not None:
        raise Refused("exists", T_("There is such a record already."))
    record = RECORDS["ticket"]
    refusals = Refusals()
    values = {name: record.fields[name].default for name in _TICKET}
    given = {name: value for name, value in mutation.set.items() if name not in (*_REPLY, "reply")}
    values |= read_values(record, given, authority=False, refusals=refusals)
    if not values["subject"]:
        refusals.required("subject")
    _check_about(values["about"], state, role, refusals)
    values["cc"] = _check_copies(values["cc"], refusals)
    reply = reply_values(state, mutation, refusals)
    if refusals:
        raise Invalid(fields=refusals.errors)
    values |= {
        "number": NextNumber("ticket"),
        "status": "open",
        "opened_by": "zone",
        "last_reply_at": state.now,
    }
    writes = (
        Write("ticket", mutation.record, "insert", values),
        Write("ticket_reply", mutation.set["reply"], "insert", reply),
    )
    params = {"number": values["number"], "subject": values["subject"]}
    about = ("ticket", mutation.record)
    told = notices(state, "ticket_opened", "support", params, about, values["cc"])
    return Decision("applied", writes, notices=tuple(told))


def _check_about(about: About | None, state: State, role: Role, refusals: Refusals) -> None:
    if about is None:
        return
    readable = about.type in ABOUT and role.holds(RECORDS[about.type].read)
    if not readable or state.get(about.type, about.id) is None:
        refusals.add("about", "unknown-record", T_("There is no such service, domain or invoice here."))


def _check_copies(addresses: tuple[str, ...], refusals: Refusals) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for each in addresses:
        try:
            checked = emails.check_address(each)
        except FieldRefused as problem:
            refusals.add("cc", problem.code, T_("{address}: {reason}", address=each, reason=problem.reason))
        else:
            found.setdefault(checked.canonical, checked.address)
    if len(found) > MOST_COPIES:
        refusals.add("cc", "too-many-copies", T_("Copies go to {most} addresses at most.", most=MOST_COPIES))
    return tuple(found.values())


def reply_values(state: State, mutation: Mutation, refusals: Refusals) -> dict[str, Any]:
    """Return what a reply of the customer's side holds; note what is wrong with it."""
    reply = mutation.set.get("reply")
    if not isinstance(reply, str) or not is_id(reply):
        refusals.required("reply")
    elif state.get("ticket_reply", reply) is not None:
        raise Refused("exists", T_("There is such a record already."))
    given = {name: mutation.set[name] for name in _REPLY if name in mutation.set}
    values = read_values(RECORDS["ticket_reply"], given, authority=False, refusals=refusals)
    if not values.get("body"):
        refusals.required("body")
    try:
        files = read_attachments(values.get("attachments") or ())
    except ValueError:
        refusals.add("attachments", "malformed", T_("These files don't have the right form."))
        files = ()
    problem = problem_of(each["size"] for each in files)
    if problem is not None:
        refusals.add("attachments", *problem)
    return {
        "ticket": mutation.record,
        "author": state.writer.name if state.writer is not None else None,
        "side": "customer",
        "body": values.get("body"),
        "attachments": files,
        "at": state.now,
    }


def _ticket(state: State, mutation: Mutation) -> Ticket:
    ticket = state.get("ticket", mutation.record)
    if not isinstance(ticket, Ticket):
        raise NotFound()
    return ticket


def moved(ticket: Ticket, status: str, **more: Any) -> Write:
    """Return the write that takes a ticket to a status, if there is a way from where it is."""
    if status not in ARROWS[ticket.status]:
        raise Refused("wrong-status", T_("This can't be done with a ticket in this state."))
    return Write("ticket", ticket.id, "update", {"status": status, **more}, ticket)


def _reply(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``ticket.reply``: a reply of the customer's side; a closed ticket is open again by it.

    ``set`` holds ``body``, ``attachments`` and the reply's id as ``reply``.
    """
    ticket = _ticket(state, mutation)
    refusals = Refusals()
    for name in mutation.set:
        if name not in (*_REPLY, "reply"):
            refusals.add(name, "unknown-field", T_("There is no such field."))
    values = reply_values(state, mutation, refusals)
    if refusals:
        raise Invalid(fields=refusals.errors)
    writes = (
        moved(ticket, "customer_reply", last_reply_at=state.now),
        Write("ticket_reply", mutation.set["reply"], "insert", values),
    )
    return Decision("applied", writes)


def _close(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``ticket.close``: the matter is settled."""
    ticket = _ticket(state, mutation)
    if ticket.status == "closed":
        return Decision("unchanged")
    return Decision("applied", (moved(ticket, "closed"),))


def _reopen(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``ticket.reopen``: it is not settled after all."""
    ticket = _ticket(state, mutation)
    if ticket.status != "closed":
        return Decision("unchanged")
    return Decision("applied", (moved(ticket, "open"),))


def _rate(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``reply.rate``: how good an answer was, from 1 to 5; it can be changed later."""
    reply = state.get("ticket_reply", mutation.record)
    if not isinstance(reply, TicketReply):
        raise NotFound()
    if reply.side != "staff":
        raise Refused("not-an-answer", T_("Only an answer of support can be rated."))
    rating = mutation.set.get("rating")
    refusals = Refusals()
    if not isinstance(rating, int) or isinstance(rating, bool) or not 1 <= rating <= 5:
        refusals.add("rating", "out-of-range", T_("Rate from 1 to 5."))
        raise Invalid(fields=refusals.errors)
    if reply.rating == rating:
        return Decision("unchanged")
    return Decision("applied", (Write("ticket_reply", reply.id, "update", {"rating": rating}, reply),))


TICKET_ACTIONS: Final[Mapping[str, Action]] = {
    "ticket.open": Action(Permission.TICKETS, _open, _needs),
    "ticket.reply": Action(Permission.TICKETS, _reply, _needs),
    "ticket.close": Action(Permission.TICKETS, _close, _needs),
    "ticket.reopen": Action(Permission.TICKETS, _reopen, _needs),
    "reply.rate": Action(Permission.TICKETS, _rate, _needs),
}
"""Every named action on tickets by its name."""
