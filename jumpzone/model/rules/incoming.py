"""Rules of mail that comes in: tickets and replies by mail, the customer centre that an unknown address opens.

Such a centre is nobody's until somebody shows that the address is theirs (``account.claim``): nobody can sign in to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from jumpzone.errors import Invalid, NotFound, Refused
from jumpzone.i18n import T_
from jumpzone.model.fields import RECORDS
from jumpzone.model.ids import is_id
from jumpzone.model.mutations import Actor, Decision, Mutation, NextNumber, Notice, Write
from jumpzone.model.permissions import Audience, Role
from jumpzone.model.records import EmailAddress, Profile, Ticket
from jumpzone.model.rules.actions import Action, check_new_profile
from jumpzone.model.rules.state import Needs, State
from jumpzone.model.rules.tickets import moved, reply_values
from jumpzone.model.rules.values import Refusals, check_json, read_values

__all__ = ["INCOMING_ACTIONS"]

_TICKET: Final = ("subject", "department")
_ORIGIN: Final = frozenset({"from", "by", "spf", "dkim", "dmarc"})


def _reply_needs(mutation: Mutation) -> Needs:
    reply = mutation.set.get("reply")
    return Needs(
        records=frozenset({("ticket_reply", reply)} if isinstance(reply, str) and is_id(reply) else ())
    )


def _receive(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``ticket.receive``: a mail opens a ticket.

    ``set`` holds ``subject`` and ``department`` of the ticket; ``body``, ``attachments``, ``author`` and ``origin`` of
    its first reply and that one's id as ``reply``; ``acknowledge`` is the address that is told the number, or None. The
    acknowledgement repeats nothing of the mail: whoever wrote it may have put somebody else's address on it.
    """
    if state.get("ticket", mutation.record) is not None:
        raise Refused("exists", T_("There is such a record already."))
    record = RECORDS["ticket"]
    refusals = Refusals()
    values = {name: record.fields[name].default for name in ("department", "priority", "about", "cc")}
    given = {name: mutation.set[name] for name in _TICKET if name in mutation.set}
    values |= read_values(record, given, authority=True, refusals=refusals)
    if not values.get("subject"):
        refusals.required("subject")
    reply = _received(state, mutation, refusals)
    values |= {
        "number": NextNumber("ticket"),
        "status": "open",
        "opened_by": "email",
        "last_reply_at": state.now,
    }
    writes = (
        Write("ticket", mutation.record, "insert", values),
        Write("ticket_reply", mutation.set["reply"], "insert", reply),
    )
    to = mutation.set.get("acknowledge")
    told = Notice(
        "ticket_received",
        str(to),
        state.language,
        "support",
        {"number": values["number"]},
        about=("ticket", mutation.record),
    )
    return Decision("applied", writes, notices=(told,) if to else ())


def _receive_reply(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``ticket.receive_reply``: a mail in a ticket; a closed one is open again by it. ``set`` is as above."""
    ticket = state.get("ticket", mutation.record)
    if not isinstance(ticket, Ticket):
        raise NotFound()
    values = _received(state, mutation, Refusals())
    writes = (
        moved(ticket, "customer_reply", last_reply_at=state.now),
        Write("ticket_reply", mutation.set["reply"], "insert", values),
    )
    return Decision("applied", writes)


def _received(state: State, mutation: Mutation, refusals: Refusals) -> dict[str, Any]:
    """Return what a reply that came by mail holds.

    Raises:
        Invalid: Something can't be used, of the ticket or of the reply.
    """
    values = reply_values(state, mutation, refusals)
    given = {"author": mutation.set.get("author")}
    values |= read_values(RECORDS["ticket_reply"], given, authority=True, refusals=refusals)
    origin = mutation.set.get("origin")
    if not isinstance(origin, Mapping) or not origin.get("from") or not set(origin) <= _ORIGIN:
        refusals.required("origin")
    if refusals:
        raise Invalid(fields=refusals.errors)
    check_json(origin)
    return {**values, "origin": origin}


def _open_unclaimed(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``account.open_unclaimed``: a customer centre that nobody has claimed yet.

    ``set`` holds ``first_name``, ``last_name``, ``name`` (the centre's), ``language``, ``currency``, ``opened_by``,
    ``address``, ``canonical`` and the ids ``profile_id`` and ``address_id``; ``tell`` says whether the address is told.
    """
    given = mutation.set
    if state.account is not None:
        raise Refused("exists", T_("There is such a record already."))
    refusals = Refusals()
    record = RECORDS["profile"]
    profile = {name: field.default for name, field in record.fields.items()}
    names = {name: given.get(name) for name in ("first_name", "last_name")}
    profile |= read_values(record, names, authority=False, refusals=refusals)
    account = {
        "display_name": given["name"],
        "currency": given["currency"],
        "language": given["language"],
        "opened_by": given["opened_by"],
    }
    account = read_values(RECORDS["account"], account, authority=True, refusals=refusals)
    for name in ("first_name", "last_name"):
        if not profile[name]:
            refusals.required(name)
    if refusals:
        raise Invalid(fields=refusals.errors)
    writes = (
        Write(
            "account",
            mutation.account,
            "insert",
            {
                "number": NextNumber("account"),
                "status": "active",
                "holder": None,
                "claimed_at": None,
                **account,
            },
        ),
        Write("profile", given["profile_id"], "insert", profile),
        Write(
            "email_address",
            given["address_id"],
            "insert",
            {
                "login": None,
                "account": mutation.account,
                "address": given["address"],
                "canonical": given["canonical"],
                "primary": False,
                "added_at": state.now,
            },
        ),
    )
    told = Notice(
        "centre_opened", given["address"], given["language"], "general", about=("account", mutation.account)
    )
    return Decision("applied", writes, notices=(told,) if given.get("tell") else ())


def _claim_needs(mutation: Mutation) -> Needs:
    canonical = str(mutation.set.get("canonical") or "")
    return Needs(whole=frozenset({"profile"}), where=frozenset({("email_address", "canonical", canonical)}))


def _claim(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``account.claim``: whoever has shown that the address is theirs gets the centre that it opened.

    ``set`` as in ``account.open``; the address and the profile are those that are there already.
    """
    account, given = state.account, mutation.set
    address = next(
        (
            each
            for each in state.all(EmailAddress, "email_address")
            if each.login is None
            and each.account == mutation.account
            and each.canonical == given["canonical"]
        ),
        None,
    )
    if account is None or account.holder is not None or account.status == "closed" or address is None:
        raise Refused("claimed", T_("This customer centre belongs to somebody already."))
    profile = check_new_profile(given["profile"], state)
    before = next(iter(state.all(Profile, "profile")), None)
    login = given["login_id"]
    display = profile.get("company_name") if profile["invoice_to"] == "company" else None
    writes = (
        Write(
            "login",
            login,
            "insert",
            {
                "name": given["name"],
                "language": given["language"],
                "timezone": given["timezone"],
                "home_account": account.id,
            },
        ),
        Write(
            "account",
            account.id,
            "update",
            {
                "display_name": display or given["name"],
                "status": "active",
                "holder": login,
                "language": given["language"],
                "claimed_at": state.now,
            },
            account,
        ),
        Write("profile", given["profile_id"], "insert", profile)
        if before is None
        else Write("profile", before.id, "update", profile, before),
        Write(
            "email_address",
            address.id,
            "update",
            {
                "login": login,
                "account": None,
                "address": given["address"],
                "primary": True,
                "verified_at": state.now,
            },
            address,
        ),
        Write("membership", given["membership_id"], "insert", {"login": login, "role": "owner"}),
    )
    welcome = Notice(
        "welcome",
        given["address"],
        given["language"],
        "general",
        {"name": profile["first_name"]},
        about=("account", account.id),
    )
    return Decision("applied", writes, notices=(welcome,))


INCOMING_ACTIONS: Final[Mapping[str, Action]] = {
    "ticket.receive": Action(Audience.NOBODY, _receive, _reply_needs),
    "ticket.receive_reply": Action(Audience.NOBODY, _receive_reply, _reply_needs),
    "account.open_unclaimed": Action(Audience.NOBODY, _open_unclaimed),
    "account.claim": Action(Audience.NOBODY, _claim, _claim_needs),
}
"""Every named action of mail that comes in, by its name."""
