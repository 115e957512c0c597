"""Rules of domains: nameservers, DS records, lock, contacts, and which state allows what.

A domain is renewed, handed over and taken in by named actions (:mod:`jumpzone.model.rules.domain_actions`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from jumpzone.i18n import NT_, T_, Text
from jumpzone.model.ds import read_ds
from jumpzone.model.ids import is_id
from jumpzone.model.mutations import Mutation
from jumpzone.model.names import beneath, check_host, to_unicode
from jumpzone.model.records import Contact, Domain, Profile
from jumpzone.model.rules.state import Needs, State
from jumpzone.model.rules.values import Refusals
from jumpzone.model.text import FieldRefused
from jumpzone.model.words import STATUSES

__all__ = [
    "ALLOWS",
    "CONTACTS",
    "MOST_DS",
    "MOST_SERVERS",
    "allows",
    "check_contact_of_domains",
    "check_domain",
    "contact_needs",
    "domain_needs",
    "glue",
    "missing_for_registry",
    "not_allowed",
    "warnings_of",
]

CONTACTS: Final = ("registrant", "admin", "tech", "billing")
"""The fields that name a contact; null is the account's own data."""

LEAST_SERVERS: Final = 2
MOST_SERVERS: Final = 5
"""Nameservers of a domain: one alone would be a single point of failure (RFC 1034, section 4.1)."""

_NAMED: Final = 5
"""So many domains are named in an error."""

MOST_DS: Final = 8
"""Room for changing keys: two keys, old and new, each with two digests."""

_REGISTRY: Final = frozenset({"nameservers", "id_protection", *CONTACTS})
_ALL: Final = _REGISTRY | {"auto_renew", "locked", "ds", "renew", "transfer_code"}

ALLOWS: Final[Mapping[str, frozenset[str]]] = {
    # What is set before a registration takes hold with it; a lock and DS records need something to hold on to.
    "pending": _REGISTRY | {"auto_renew"},
    "pending_registration": _REGISTRY | {"auto_renew"},
    # A registry changes nothing in a domain while it moves.
    "pending_transfer": frozenset({"auto_renew"}),
    "active": _ALL,
    # Overdue, but still ours at the usual price; it may even be moved (ICANN, Expired Registration Recovery Policy).
    "grace": _ALL,
    # Bringing it back costs a fee of its own, so support does it.
    "redemption": frozenset(),
    "expired": frozenset(),
    "transferred_away": frozenset(),
    "fraud": frozenset(),
    "cancelled": frozenset(),
}
"""Per status, the fields that the customer can change and the acts that can be done."""

_ASKED: Final[Mapping[str, Text]] = {
    "address_1": T_("address"),
    "city": T_("city"),
    "postcode": T_("postcode"),
    "country": T_("country"),
    "phone": T_("phone"),
}
"""What registries need of a person beside the name and an e-mail address (RFC 5733, section 2)."""


def allows(status: str, act: str) -> bool:
    """Tell whether a status allows a change of a field, ``renew`` or ``transfer_code``."""
    return act in ALLOWS.get(status, frozenset())


def not_allowed(status: str) -> Text:
    """Say why a status stands against an act."""
    if status == "redemption":
        return T_("This domain is in redemption. Bringing it back has a price of its own: ask support.")
    if status == "pending_transfer":
        return T_("This domain is being transferred. Wait until that is done.")
    word = STATUSES["domain"].get(status, status)
    return T_("Not possible in this state: {status}.", status=word)


# What must be loaded


def domain_needs(mutation: Mutation) -> Needs:
    """Tell what an update of a domain looks at: the contacts that it names, or the account's own data."""
    named = {name: mutation.set[name] for name in CONTACTS if name in mutation.set}
    wanted = frozenset(("contact", id_) for id_ in named.values() if isinstance(id_, str) and is_id(id_))
    own = any(id_ is None for id_ in named.values())
    return Needs(frozenset({"profile"}) if own else frozenset(), records=wanted)


def contact_needs(mutation: Mutation) -> Needs:
    """Tell what a change of a contact looks at: all contacts, the profile, and the domains that name this one."""
    where = frozenset(("domain", name, mutation.record) for name in CONTACTS)
    return Needs(frozenset({"contact", "profile"}), where=where if mutation.op != "create" else frozenset())


# A domain


def check_domain(values: dict[str, Any], changed: frozenset[str], state: State, refusals: Refusals) -> None:
    """Normalise and check a whole domain; ``values`` is edited in place."""
    new = state.get("domain", values["id"]) is None
    if not new:
        for name in sorted(changed & _ALL):
            if not allows(values["status"], name):
                refusals.add(name, "wrong-status", not_allowed(values["status"]))
    if refusals:
        return
    if "nameservers" in changed and not (new and not values["nameservers"]):
        values["nameservers"] = _check_servers(values["nameservers"], refusals)
    if "ds" in changed:
        values["ds"] = _check_ds(values["ds"], refusals)
    for name in CONTACTS:
        if name in changed and not new:
            _check_person(name, values[name], state, refusals)


def _check_servers(given: Sequence[str], refusals: Refusals) -> tuple[str, ...]:
    found: list[str] = []
    for each in given:
        if not each.strip():
            continue
        try:
            host = check_host(each)
        except FieldRefused as problem:
            refusals.add("nameservers", problem.code, problem.reason)
            return tuple(given)
        if host in found:
            why = T_("{name} is named twice.", name=to_unicode(host))
            refusals.add("nameservers", "twice", why)
        found.append(host)
    if not LEAST_SERVERS <= len(found) <= MOST_SERVERS:
        why = T_("A domain has {least} to {most} nameservers.", least=LEAST_SERVERS, most=MOST_SERVERS)
        refusals.add("nameservers", "how-many", why)
    return tuple(found)


def _check_ds(given: Iterable[Any], refusals: Refusals) -> tuple[Any, ...]:
    found: list[dict[str, Any]] = []
    for number, each in enumerate(given, 1):
        try:
            record = read_ds(each)
        except FieldRefused as problem:
            why = T_("DS record {number}: {reason}", number=number, reason=problem.reason)
            refusals.add("ds", problem.code, why)
            return tuple(given)
        if record not in found:
            found.append(record)
    if len(found) > MOST_DS:
        refusals.add("ds", "how-many", T_("A domain has {most} DS records at most.", most=MOST_DS))
    return tuple(found)


def _check_person(name: str, id_: str | None, state: State, refusals: Refusals) -> None:
    person: Contact | Profile | None
    if id_ is None:
        person = next(iter(state.all(Profile, "profile")), None)
    else:
        found = state.get("contact", id_)
        person = found if isinstance(found, Contact) else None
        if person is None:
            refusals.add(name, "unknown-contact", T_("There is no such contact here."))
            return
    missing = [] if person is None else missing_for_registry(person)
    if missing and person is not None:
        refusals.add(
            name,
            "incomplete",
            T_(
                "A registry needs more of {name}. Missing: {missing}.",
                name=f"{person.first_name} {person.last_name}",
                missing=_listed(missing),
            ),
        )


def missing_for_registry(person: Contact | Profile) -> list[Text]:
    """Return what a registry would ask of a person and does not get, in words."""
    return [word for name, word in _ASKED.items() if not getattr(person, name)]


def _listed(words: Sequence[Text]) -> Text:
    first, *rest = words
    for each in rest:
        first = T_("{first}, {next}", first=first, next=each)
    return first


# What people should know before they save


def glue(domain: str, servers: Iterable[str]) -> tuple[str, ...]:
    """Return the nameservers that lie in the domain itself.

    They can only be found if the registry is told their addresses, too (glue: RFC 1034, section 4.2.1).
    """
    return tuple(each for each in servers if beneath(each, domain))


def warnings_of(before: Domain, values: Mapping[str, Any]) -> list[Text]:
    """Return what to know of a change before it is made, or of a domain as it stands (without values)."""
    servers = values.get("nameservers", before.nameservers)
    found = []
    if inside := glue(before.name, servers):
        found.append(
            NT_(
                "{hosts} lies in this domain itself. Ask support to give its IP addresses to the registry (glue); "
                "without them it can't be found.",
                "{hosts} lie in this domain itself. Ask support to give their IP addresses to the registry (glue); "
                "without them they can't be found.",
                len(inside),
                hosts=", ".join(map(to_unicode, inside)),
            )
        )
    if values.get("nameservers", before.nameservers) != before.nameservers and values.get("ds", before.ds):
        found.append(
            T_(
                "There are DS records. If the new nameservers don't sign with the same keys, the domain stops "
                "working: take the DS records out first."
            )
        )
    if values.get("locked", before.locked) is False and before.locked:
        found.append(T_("Without the lock, whoever has the transfer code can take the domain away."))
    if values.get("registrant", before.registrant) != before.registrant:
        found.append(T_("The registrant is the owner. Some registries ask both sides to confirm the change."))
    if values.get("auto_renew", before.auto_renew) is False and before.auto_renew:
        found.append(T_("It expires unless you renew it yourself."))
    return found


# A contact that domains name


def check_contact_of_domains(
    contact: Contact, after: Mapping[str, Any] | None, state: State, refusals: Refusals
) -> None:
    """A contact that domains name can't lose what registries need, nor be deleted (``after`` is None).

    Deleting a contact never gives a domain to somebody else by the way: the domains are named instead.
    """
    shown = sorted(
        to_unicode(each.name) for each in state.all(Domain, "domain") if contact.id in _people(each)
    )
    if not shown:
        return
    domains = ", ".join(shown[:_NAMED]) + (" …" if len(shown) > _NAMED else "")
    if after is None:
        refusals.add(
            "id",
            "on-domains",
            T_(
                "This contact stands on domains: {domains}. Name another contact there, or the account's own "
                "data, then delete it.",
                domains=domains,
            ),
        )
        return
    for name in _ASKED:
        if not after.get(name) and getattr(contact, name):
            why = T_("A registry needs this: the contact stands on {domains}.", domains=domains)
            refusals.add(name, "on-domains", why)


def _people(domain: Domain) -> tuple[str | None, ...]:
    return domain.registrant, domain.admin, domain.tech, domain.billing
