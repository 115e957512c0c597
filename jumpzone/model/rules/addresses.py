"""Rules of a login's addresses: one main, others that say "this is also me" (docs/records.md, "Who may sign in").

Only a verified main address signs in, resets a password and gets notices. Whoever gave the main address up by a
change can take that back for a week: whoever steals a session must not keep what they stole.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from jumpzone.errors import FieldError, Invalid, NotFound, Refused
from jumpzone.i18n import T_
from jumpzone.model import emails
from jumpzone.model.mutations import Actor, Decision, Mutation, Notice, Write
from jumpzone.model.permissions import Audience, Role
from jumpzone.model.records import EmailAddress, Login
from jumpzone.model.rules.actions import Action
from jumpzone.model.rules.state import Needs, State
from jumpzone.model.text import FieldRefused

__all__ = ["ADDRESS_ACTIONS", "MOST_ADDRESSES", "STOP_LIFETIME", "UNVERIFIED_LIFETIME"]

MOST_ADDRESSES: Final = 10
UNVERIFIED_LIFETIME: Final = timedelta(hours=24)
STOP_LIFETIME: Final = timedelta(days=7)
"""How long the address that was main before can take a change back."""


def _needs(mutation: Mutation) -> Needs:
    login = str(mutation.set.get("login", ""))
    return Needs(
        writer=True,
        records=frozenset({("login", login)}) if login else frozenset(),
        where=frozenset({("email_address", "login", login)}) if login else frozenset(),
    )


def _login(state: State, mutation: Mutation, role: Role) -> Login:
    login = state.get("login", str(mutation.set.get("login", "")))
    if not isinstance(login, Login) or not (role.system or login.id == role.login):
        raise NotFound()
    return login


def _address(state: State, mutation: Mutation) -> EmailAddress:
    address = state.get("email_address", mutation.record)
    if not isinstance(address, EmailAddress) or address.login != mutation.set.get("login"):
        raise NotFound()
    return address


def _main(state: State) -> EmailAddress | None:
    return next((each for each in state.all(EmailAddress, "email_address") if each.primary), None)


def _notice(state: State, login: Login, template: str, actor: Actor, to: str, **more: Any) -> Notice:
    params = {
        "name": login.name,
        "at": state.now,
        "device": actor.device or "",
        "timezone": login.timezone,
        **more,
    }
    return Notice(template, to, login.language, "security", params, login=login.id, about=("login", login.id))


def _add(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``email.add``: it reserves nothing until a code that went there comes back; ``set`` holds ``address``."""
    login = _login(state, mutation, role)
    try:
        checked = emails.check_address(str(mutation.set.get("address") or ""))
    except FieldRefused as problem:
        raise Invalid(fields=[FieldError("address", problem.code, problem.reason)]) from problem
    own = state.all(EmailAddress, "email_address")
    stale = [
        each
        for each in own
        if each.verified_at is None and (each.added_at or state.now) + UNVERIFIED_LIFETIME <= state.now
    ]
    own = [each for each in own if each not in stale]
    if any(each.canonical == checked.canonical for each in own):
        message = T_("This address is in your list already.")
        raise Invalid(fields=[FieldError("address", "already-there", message)])
    if len(own) >= MOST_ADDRESSES:
        raise Refused("too-many-addresses", T_("{most} addresses are the most.", most=MOST_ADDRESSES))
    writes = [Write("email_address", each.id, "delete", before=each) for each in stale]
    writes.append(
        Write(
            "email_address",
            mutation.record,
            "insert",
            {
                "login": login.id,
                "address": checked.address,
                "canonical": checked.canonical,
                "primary": False,
                "added_at": state.now,
            },
        )
    )
    return Decision("applied", tuple(writes))


def _verify(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``email.verify``: the use case has seen the code; the main address is told."""
    login, address = _login(state, mutation, role), _address(state, mutation)
    if address.verified_at is not None:
        return Decision("unchanged")
    write = Write("email_address", address.id, "update", {"verified_at": state.now}, address)
    main = _main(state)
    told = (
        ()
        if main is None
        else (_notice(state, login, "address_added", actor, main.address, address=address.address),)
    )
    return Decision("applied", (write,), notices=told)


def _make_main(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``email.make_primary``: the use case has asked for the password; both addresses are told.

    The old address gets its mail from the use case, with the code that takes the change back.
    """
    login, address, main = _login(state, mutation, role), _address(state, mutation), _main(state)
    if address.primary:
        return Decision("unchanged")
    if address.verified_at is None:
        raise Refused(
            "not-verified",
            T_("Nobody has shown yet that mail to this address arrives."),
            hint=T_("Enter the code that went there first."),
        )
    writes = _swap(main, address)
    notice = _notice(state, login, "address_main", actor, address.address, address=address.address)
    return Decision("applied", writes, notices=(notice,))


def _swap(old: EmailAddress | None, new: EmailAddress) -> tuple[Write, ...]:
    """Make another address the main one; the old goes first, for there is never more than one."""
    first = () if old is None else (Write("email_address", old.id, "update", {"primary": False}, old),)
    return (*first, Write("email_address", new.id, "update", {"primary": True}, new))


def _stop(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``email.stop_change``: the address that was main before is so again; the use case has seen its code."""
    login, address, main = _login(state, mutation, role), _address(state, mutation), _main(state)
    if address.primary:
        return Decision("unchanged")
    if address.verified_at is None:
        raise NotFound()
    told = [_notice(state, login, "address_stopped", actor, address.address)]
    return Decision("applied", _swap(main, address), notices=tuple(told))


def _remove(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``email.remove``: mail from it no longer lands here; the main address is told."""
    login, address = _login(state, mutation, role), _address(state, mutation)
    if address.primary:
        raise Refused(
            "main-address",
            T_("This is your main address."),
            hint=T_("Make another one the main address first."),
        )
    write = Write("email_address", address.id, "delete", before=address)
    known = address.verified_at is not None
    told = _tell_main(state, login, "address_removed", actor, address) if known else ()
    return Decision("applied", (write,), notices=told)


def _tell_main(
    state: State, login: Login, template: str, actor: Actor, address: EmailAddress
) -> tuple[Notice, ...]:
    main = _main(state)
    if main is None:
        return ()
    return (_notice(state, login, template, actor, main.address, address=address.address),)


ADDRESS_ACTIONS: Final[Mapping[str, Action]] = {
    "email.add": Action(Audience.MEMBER, _add, _needs),
    "email.verify": Action(Audience.MEMBER, _verify, _needs),
    "email.make_primary": Action(Audience.MEMBER, _make_main, _needs),
    "email.remove": Action(Audience.MEMBER, _remove, _needs),
    "email.stop_change": Action(Audience.NOBODY, _stop, _needs),
}
"""Every named action on addresses by its name."""
