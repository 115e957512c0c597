"""The customer centre of an address: its owner's home, or one that opens by itself and waits to be claimed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from jumpzone.model.emails import CheckedAddress
from jumpzone.model.mutations import Actor, Changes, Mutation
from jumpzone.model.permissions import Permission, Right
from jumpzone.model.records import Login
from jumpzone.store import access, incoming, loading
from jumpzone.store.store import Tx
from jumpzone.usecases.area import Deps

__all__ = ["CURRENCY", "Centre", "centre_of", "home_of"]

CURRENCY: Final = "EUR"
"""What a new account pays in; Bulgaria does since 2026-01-01."""

_NO_NAME: Final = "-"
"""Stands for a part of a name that nobody has told; whoever claims the centre gives the right one."""

_LONGEST_NAME: Final = 100


@dataclass(frozen=True, slots=True)
class Centre:
    """Where something of an address goes.

    Attributes:
        account: The account.
        opened: What opening it changed; None where it was there.
    """

    account: str
    opened: Changes | None = None


def home_of(tx: Tx, login: str, right: Right = Permission.TICKETS) -> str | None:
    """Return where a login's own things land: its home, else the first account in which it has a right."""
    person = loading.get(tx, "login", "", login)
    home = person.home_account if isinstance(person, Login) else None
    accounts = [each.account.id for each in access.memberships(tx, login)]
    accounts.sort(key=lambda each: each != home)
    return next((each for each in accounts if loading.role_of(tx, each, login).holds(right)), None)


def centre_of(
    tx: Tx,
    deps: Deps,
    address: CheckedAddress,
    *,
    name: str,
    language: str,
    opened_by: str,
    actor: Actor,
    right: Right = Permission.TICKETS,
    tell: bool = False,
) -> Centre:
    """Return the customer centre of an address, opened now if it has none.

    Args:
        tx: A writing transaction.
        deps: What a zone is made of.
        address: Whose it is to be; not proved by anything.
        name: The name beside it; may be empty.
        language: The language of a new centre.
        opened_by: What opened it.
        actor: Who opens it.
        right: What a login that has the address must hold where its things land.
        tell: Whether the address is told of a new centre, and how to claim it.
    """
    # Who asks for one address at the same time waits here, so that one centre opens.
    access.lock_attempts(tx, [deps.sealer.digest("unclaimed", address.canonical)], deps.clock.now())
    login = incoming.login_of(tx, address.canonical)
    found = home_of(tx, login, right) if login is not None else None
    found = found or incoming.unclaimed_by(tx, address.canonical)
    if found is not None:
        return Centre(found)
    new, account = deps.ids.new, deps.ids.new()
    first, _space, last = name.partition(" ")
    values: dict[str, Any] = {
        "first_name": first[:_LONGEST_NAME] or address.address.partition("@")[0],
        "last_name": last.strip()[:_LONGEST_NAME] or _NO_NAME,
        "name": name or address.address[:_LONGEST_NAME],
        "language": language,
        "currency": CURRENCY,
        "opened_by": opened_by,
        "address": address.address,
        "canonical": address.canonical,
        "profile_id": new(),
        "address_id": new(),
        "tell": tell,
    }
    mutation = Mutation(
        new(), account, "account", account, "account.open_unclaimed", deps.clock.now(), values
    )
    return Centre(account, deps.executor.run_in(tx, mutation, actor).changes)
