"""Rules of shared access: inviting, accepting, changing and ending what a login may do in an account.

An owner invites; whoever accepts has shown the address that was invited. At least one owner remains, and the
account's holder, in whose name it stands, is one of them (docs/records.md, "Who may sign in").
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from jumpzone.errors import Invalid, NotFound, Refused
from jumpzone.i18n import T_
from jumpzone.model import emails
from jumpzone.model.ids import is_id
from jumpzone.model.mutations import Actor, Decision, Mutation, Notice, Write
from jumpzone.model.permissions import Audience, Permission, Role
from jumpzone.model.records import Contact, EmailAddress, Invitation, Login, Membership
from jumpzone.model.rules.actions import Action
from jumpzone.model.rules.state import Needs, State
from jumpzone.model.rules.values import Refusals
from jumpzone.model.text import FieldRefused

__all__ = ["INVITATION_LIFETIME", "MEMBER_ACTIONS", "MOST_INVITATIONS"]

INVITATION_LIFETIME: Final = timedelta(days=7)
MOST_INVITATIONS: Final = 20
"""Invitations that wait at once: they are mail to people who did not ask for it."""

_ROLES: Final = ("owner", "member")


def _members(mutation: Mutation) -> Needs:
    """Everybody who has access, by login and address, and who is invited."""
    records: set[tuple[str, str]] = set()
    contact = mutation.set.get("contact")
    if isinstance(contact, str) and is_id(contact):
        records.add(("contact", contact))
    whole = frozenset({"membership", "invitation"})
    linked = frozenset({("contact", "membership", mutation.record)})
    return Needs(whole, holder=True, writer=True, records=frozenset(records), where=linked, then=_people)


def _people(state: State) -> Needs:
    logins = {each.login for each in state.all(Membership, "membership")}
    return Needs(
        records=frozenset(("login", each) for each in logins),
        where=frozenset(("email_address", "login", each) for each in logins),
    )


def _accepting(mutation: Mutation) -> Needs:
    records: set[tuple[str, str]] = set()
    where: set[tuple[str, str, str]] = set()
    login = mutation.set.get("login")
    if isinstance(login, str):
        records.add(("login", login))
        where.add(("email_address", "login", login))
    return Needs(
        frozenset({"membership", "contact"}), holder=True, records=frozenset(records), where=frozenset(where)
    )


# -- inviting --------------------------------------------------------------------------------------------------


def _invite(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``membership.invite``: ``set`` holds ``address``, ``role``, ``permissions`` and perhaps ``contact``."""
    if state.get("invitation", mutation.record) is not None:
        raise Refused("exists", T_("There is such a record already."))
    refusals = Refusals()
    given = mutation.set
    values = _grant(given, refusals)
    address = _address(given.get("address"), state, refusals)
    contact = given.get("contact")
    if contact is not None and not isinstance(state.get("contact", str(contact)), Contact):
        refusals.add("contact", "unknown-record", T_("There is no such contact."))
    if refusals:
        raise Invalid(fields=refusals.errors)
    assert address is not None
    waiting = [
        each
        for each in state.all(Invitation, "invitation")
        if each.status == "pending" and each.expires_at > state.now
    ]
    earlier = [each for each in waiting if each.canonical == address.canonical]
    if len(waiting) - len(earlier) >= MOST_INVITATIONS:
        raise Refused(
            "too-many-invitations",
            T_("{most} invitations wait already.", most=MOST_INVITATIONS),
            hint=T_("Take one back first."),
        )
    values |= {
        "address": address.address,
        "canonical": address.canonical,
        "contact": contact,
        "invited_by": None if state.writer is None else state.writer.id,
        "expires_at": state.now + INVITATION_LIFETIME,
        "status": "pending",
    }
    # Asked once more, the earlier invitation ends: one address holds one code.
    writes = (
        *(Write("invitation", each.id, "update", {"status": "revoked"}, each) for each in earlier),
        Write("invitation", mutation.record, "insert", values),
    )
    return Decision("applied", writes)


def _address(given: Any, state: State, refusals: Refusals) -> emails.CheckedAddress | None:
    try:
        checked = emails.check_address(given if isinstance(given, str) else "")
    except FieldRefused as problem:
        refusals.add("address", problem.code, problem.reason)
        return None
    taken = {each.canonical for each in state.all(EmailAddress, "email_address") if each.verified_at}
    if checked.canonical in taken:
        refusals.add("address", "already-member", T_("Whoever has this address has access already."))
    return checked


def _grant(given: Mapping[str, Any], refusals: Refusals) -> dict[str, Any]:
    role = given.get("role", "member")
    if role not in _ROLES:
        refusals.add("role", "unknown-choice", T_("There is no such choice."))
    names = given.get("permissions") or ()
    known = set(Permission)
    chosen = frozenset(Permission(each) for each in names if each in known)
    if len(chosen) != len(set(names)):
        refusals.add("permissions", "unknown-choice", T_("There is no such choice."))
    if role == "owner":
        chosen = frozenset()
    elif not chosen:
        refusals.add("permissions", "required", T_("Choose what they may do."))
    return {"role": role, "permissions": chosen}


def _withdraw(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``invitation.revoke``: it can't be accepted any more."""
    return _settled(state, mutation, "revoked")


def _decline(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``invitation.decline``: whoever was invited does not want to; the use case has seen the address."""
    return _settled(state, mutation, "declined")


def _settled(state: State, mutation: Mutation, status: str) -> Decision:
    invitation = state.get("invitation", mutation.record)
    if not isinstance(invitation, Invitation):
        raise NotFound()
    if invitation.status != "pending":
        return Decision("unchanged")
    return Decision(
        "applied", (Write("invitation", invitation.id, "update", {"status": status}, invitation),)
    )


# -- accepting -------------------------------------------------------------------------------------------------


def _accept(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``membership.accept``: ``set`` holds ``login`` and the new ``membership``'s id.

    Who has no login yet gets one by it: ``set`` then holds ``name``, ``language``, ``timezone`` and
    ``address_id`` as well. The use case has seen the code that went to the address.
    """
    invitation = state.get("invitation", mutation.record)
    if not isinstance(invitation, Invitation):
        raise NotFound()
    if invitation.status != "pending" or invitation.expires_at <= state.now:
        raise Refused(
            "invitation-over",
            T_("This invitation is no longer valid."),
            hint=T_("Ask whoever invited you for another one."),
        )
    login = mutation.set["login"]
    newcomer = "address_id" in mutation.set
    known = state.get("login", login)
    if newcomer == isinstance(known, Login) or (not newcomer and not _has(state, invitation.canonical)):
        raise NotFound()
    if any(each.login == login for each in state.all(Membership, "membership")):
        raise Refused("already-member", T_("You have access already."))
    writes = [
        *(_newcomer(state, mutation, invitation) if newcomer else ()),
        Write(
            "membership",
            mutation.set["membership"],
            "insert",
            {"login": login, "role": invitation.role, "permissions": invitation.permissions},
        ),
        Write(
            "invitation", invitation.id, "update", {"status": "accepted", "accepted_by": login}, invitation
        ),
    ]
    contact = state.get("contact", invitation.contact or "")
    if isinstance(contact, Contact):
        joined = {"membership": mutation.set["membership"]}
        writes.append(Write("contact", contact.id, "update", joined, contact))
    name = mutation.set["name"] if newcomer else known.name if isinstance(known, Login) else ""
    return Decision("applied", tuple(writes), notices=tuple(_joined(state, invitation, name)))


def _has(state: State, canonical: str) -> bool:
    return any(
        each.canonical == canonical and each.verified_at is not None
        for each in state.all(EmailAddress, "email_address")
    )


def _newcomer(state: State, mutation: Mutation, invitation: Invitation) -> tuple[Write, ...]:
    given = mutation.set
    return (
        Write(
            "login",
            given["login"],
            "insert",
            {"name": given["name"], "language": given["language"], "timezone": given["timezone"]},
        ),
        Write(
            "email_address",
            given["address_id"],
            "insert",
            {
                "login": given["login"],
                "address": invitation.address,
                "canonical": invitation.canonical,
                "primary": True,
                "verified_at": state.now,
                "added_at": state.now,
            },
        ),
    )


def _joined(state: State, invitation: Invitation, name: str) -> list[Notice]:
    holder, address = state.holder, state.holder_address
    if holder is None or address is None or state.account is None:
        return []
    params = {
        "name": holder.name,
        "person": name,
        "address": invitation.address,
        "account": state.account.display_name,
        "at": state.now,
        "timezone": holder.timezone,
    }
    return [Notice("access_given", address.address, holder.language, "security", params, login=holder.id)]


# -- changing and ending ---------------------------------------------------------------------------------------


def _own(state: State, mutation: Mutation) -> Membership:
    membership = state.get("membership", mutation.record)
    if not isinstance(membership, Membership):
        raise NotFound()
    return membership


def _keep_owners(state: State, leaving: Membership) -> None:
    """Refuse what would leave the account without its holder, or without an owner."""
    if leaving.role != "owner":
        return
    if state.account is not None and leaving.login == state.account.holder:
        raise Refused(
            "holder",
            T_("The customer centre stands in the name of this person, who remains an owner."),
        )
    others = [
        each for each in state.all(Membership, "membership") if each.role == "owner" and each.id != leaving.id
    ]
    if not others:
        raise Refused("last-owner", T_("At least one owner has to remain."))


def _change(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``membership.change``: other rights, from the next thing that the member does."""
    membership = _own(state, mutation)
    refusals = Refusals()
    values = _grant(mutation.set, refusals)
    if refusals:
        raise Invalid(fields=refusals.errors)
    if values["role"] == membership.role and values["permissions"] == membership.permissions:
        return Decision("unchanged")
    moved = {
        name: getattr(membership, name)
        for name, seen in mutation.base.items()
        if name in values and getattr(membership, name) != _comparable(name, seen)
    }
    if moved:
        return Decision("conflict", fields=dict.fromkeys(moved, "conflict"), server=moved)
    if values["role"] != "owner":
        _keep_owners(state, membership)
    write = Write("membership", membership.id, "update", values, membership)
    return Decision("applied", (write,), notices=_told(state, membership, "access_changed"))


def _comparable(name: str, seen: Any) -> Any:
    return frozenset(Permission(each) for each in seen) if name == "permissions" else seen


def _revoke(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``membership.revoke``: the access ends at once, wherever the member is signed in."""
    return _ended(state, _own(state, mutation))


def _leave(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``membership.leave``: one gives up one's own access."""
    membership = _own(state, mutation)
    if membership.login != role.login:
        raise NotFound()
    return _ended(state, membership)


def _ended(state: State, membership: Membership) -> Decision:
    _keep_owners(state, membership)
    writes = [Write("membership", membership.id, "delete", before=membership)]
    writes += [
        Write("contact", each.id, "update", {"membership": None}, each)
        for each in state.all(Contact, "contact")
        if each.membership == membership.id
    ]
    return Decision("applied", tuple(writes), notices=_told(state, membership, "access_ended"))


def _told(state: State, membership: Membership, template: str) -> tuple[Notice, ...]:
    login = state.get("login", membership.login)
    address = next(
        (
            each.address
            for each in state.all(EmailAddress, "email_address")
            if each.login == membership.login and each.primary and each.verified_at is not None
        ),
        None,
    )
    if not isinstance(login, Login) or address is None or state.account is None:
        return ()
    params = {
        "name": login.name,
        "account": state.account.display_name,
        "at": state.now,
        "timezone": login.timezone,
    }
    return (Notice(template, address, login.language, "security", params, login=login.id),)


MEMBER_ACTIONS: Final[Mapping[str, Action]] = {
    "membership.invite": Action(Audience.OWNER, _invite, _members),
    "membership.accept": Action(Audience.NOBODY, _accept, _accepting),
    "membership.change": Action(Audience.OWNER, _change, _members),
    "membership.revoke": Action(Audience.OWNER, _revoke, _members),
    "membership.leave": Action(Audience.MEMBER, _leave, _members),
    "invitation.revoke": Action(Audience.OWNER, _withdraw),
    "invitation.decline": Action(Audience.NOBODY, _decline),
}
"""Every named action on who has access, by its name."""
