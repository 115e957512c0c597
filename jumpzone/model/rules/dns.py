"""Rules of DNS records: one by one, and a whole zone file at once.

Single values are looked at by :mod:`jumpzone.model.dns_values`, what has to hold between the records of a zone by
:mod:`jumpzone.model.dns_zone`; a change is refused for what it makes worse, never for what was wrong before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from jumpzone.errors import Conflicted, FieldError, Invalid, NotFound, Refused
from jumpzone.i18n import T_, Text
from jumpzone.model.dns import MANAGEABLE, Entry, entry_of
from jumpzone.model.dns_values import check_owner, check_priority, check_ttl, check_value
from jumpzone.model.dns_zone import Problem, zone_problems
from jumpzone.model.fields import RECORDS
from jumpzone.model.ids import is_id
from jumpzone.model.mutations import Actor, Decision, Mutation, Write
from jumpzone.model.permissions import Permission, Role
from jumpzone.model.records import DnsRecord, Domain, values_of
from jumpzone.model.rules.actions import Action
from jumpzone.model.rules.state import Needs, State
from jumpzone.model.rules.values import Refusals, read_values
from jumpzone.model.text import FieldRefused

__all__ = [
    "DNS_ACTIONS",
    "check_dns_record",
    "check_dns_removal",
    "check_entry",
    "dns_needs",
    "not_manageable",
    "siblings_follow",
]

_FIELDS: Final = ("host", "type", "value", "priority", "ttl")


def dns_needs(mutation: Mutation) -> Needs:
    """Tell what a change of a record looks at: the domain, and all its other records."""
    given = mutation.set.get("domain")
    first = _zone(given) if isinstance(given, str) and is_id(given) else Needs()

    def then(state: State) -> Needs:
        own = state.get("dns_record", mutation.record)
        return _zone(own.domain) if isinstance(own, DnsRecord) else Needs()

    return replace(first, then=then)


def _zone(domain: str) -> Needs:
    return Needs(records=frozenset({("domain", domain)}), where=frozenset({("dns_record", "domain", domain)}))


# One record


def check_entry(values: dict[str, Any], domain: str, refusals: Refusals) -> None:
    """Normalise and check what a record says, for itself alone; ``values`` is edited in place.

    Args:
        values: ``host``, ``type``, ``value``, ``priority``, ``ttl``.
        domain: The domain's name, as it is kept.
        refusals: Takes an error for every field at fault.
    """
    type_ = values["type"]
    try:
        values["host"] = check_owner(values["host"] or "", type_, domain)
    except FieldRefused as problem:
        refusals.add("host", problem.code, problem.reason)
    try:
        values["value"] = check_value(type_, values["value"], domain)
        if len(values["value"]) > RECORDS["dns_record"].fields["value"].max_length:
            refusals.add("value", "too-long", T_("This is too long."))
    except FieldRefused as problem:
        refusals.add("value", problem.code, problem.reason)
    try:
        values["priority"] = check_priority(type_, values["priority"], values["value"])
    except FieldRefused as problem:
        refusals.add("priority", problem.code, problem.reason)
    try:
        values["ttl"] = check_ttl(values["ttl"])
    except FieldRefused as problem:
        refusals.add("ttl", problem.code, problem.reason)


def not_manageable(domain: Domain) -> Text | None:
    """Say why the records of a domain can't be changed, or return None."""
    if domain.status in MANAGEABLE:
        return None
    return T_("This domain is not in our hands at the moment, so its records can't be changed.")


def check_dns_record(
    values: dict[str, Any], touched: frozenset[str], state: State, refusals: Refusals
) -> None:
    """Normalise and check a whole record among the others of its zone; ``values`` is edited in place."""
    domain = state.get("domain", values["domain"])
    own = state.get("dns_record", values["id"])
    if isinstance(own, DnsRecord) and own.domain != values["domain"]:
        refusals.add("domain", "fixed", T_("A record stays with its domain. Add another one there."))
        return
    if not isinstance(domain, Domain):
        refusals.add("domain", "unknown-record", T_("There is no such domain here."))
        return
    if (why := not_manageable(domain)) is not None:
        raise Refused("domain-not-manageable", why)
    check_entry(values, domain.name, refusals)
    if refusals:
        return
    before = _entries(state, domain.id)
    after = {key: entry for key, entry in before.items() if key != values["id"]}
    for write in siblings_follow(values["id"], values, state) if "ttl" in touched and own is not None else ():
        after[write.id] = replace(after[write.id], ttl=values["ttl"])
    # The record itself comes last, so that what stands twice is said of it and not of the other one.
    after[values["id"]] = entry_of(values)
    for problem in _new_problems(domain.name, before, after):
        refusals.add(problem.field if problem.key == values["id"] else "host", problem.code, problem.message)


def siblings_follow(id_: str, values: Mapping[str, Any], state: State) -> tuple[Write, ...]:
    """Return the writes that give the other records of the same name and type the same TTL.

    Source: RFC 2181, section 5.2.
    """
    return tuple(
        Write("dns_record", each.id, "update", {"ttl": values["ttl"]}, each)
        for each in state.all(DnsRecord, "dns_record")
        if each.domain == values["domain"]
        and each.id != id_
        and (each.host, each.type) == (values["host"], values["type"])
        and each.ttl != values["ttl"]
    )


def check_dns_removal(record: DnsRecord, state: State, refusals: Refusals) -> None:
    """Check that the zone can do without a record."""
    domain = state.get("domain", record.domain)
    if not isinstance(domain, Domain):
        return
    if (why := not_manageable(domain)) is not None:
        raise Refused("domain-not-manageable", why)
    before = _entries(state, record.domain)
    after = {key: entry for key, entry in before.items() if key != record.id}
    for problem in _new_problems(domain.name, before, after):
        refusals.add(problem.field, problem.code, problem.message)


def _entries(state: State, domain: str) -> dict[str, Entry]:
    return {
        each.id: entry_of(values_of(each))
        for each in state.all(DnsRecord, "dns_record")
        if each.domain == domain
    }


def _new_problems(domain: str, before: Mapping[str, Entry], after: Mapping[str, Entry]) -> list[Problem]:
    known = {(each.key, each.code) for each in zone_problems(domain, before)}
    return [each for each in zone_problems(domain, after) if (each.key, each.code) not in known]


# A whole zone


def _import_needs(mutation: Mutation) -> Needs:
    return _zone(mutation.record)


def _import(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``dns.import``: records added, changed and removed, all of them or none.

    ``set`` holds ``add`` (mappings with ``id`` and the fields of a record), ``change`` (mappings with ``id``, ``set``
    and ``base``) and ``remove`` (mappings with ``id`` and ``base``); ``base`` is what its author saw.
    """
    domain = state.get("domain", mutation.record)
    if not isinstance(domain, Domain):
        raise NotFound()
    if (why := not_manageable(domain)) is not None:
        raise Refused("domain-not-manageable", why)
    add, change, remove = (_items(mutation.set.get(name)) for name in ("add", "change", "remove"))
    before = _entries(state, domain.id)
    after = dict(before)
    writes: list[Write] = []
    for item in remove:
        record = _seen(state, domain.id, item)
        writes.append(Write("dns_record", record.id, "delete", before=record))
        after.pop(record.id, None)
    refusals = Refusals()
    for item in change:
        record = _seen(state, domain.id, item)
        values = _values(values_of(record), item.get("set", {}), domain.name, refusals)
        new = {name: values[name] for name in _FIELDS if values[name] != getattr(record, name)}
        if new:
            writes.append(Write("dns_record", record.id, "update", new, record))
        after[record.id] = entry_of(values)
    for item in add:
        if not is_id(item["id"]) or item["id"] in before or item["id"] in after:
            raise Refused("exists", T_("There is such a record already."))
        fields = RECORDS["dns_record"].fields
        given = {name: item[name] for name in _FIELDS if name in item}
        values = _values({name: fields[name].default for name in _FIELDS}, given, domain.name, refusals)
        made = {"domain": domain.id, **{name: values[name] for name in _FIELDS}}
        writes.append(Write("dns_record", item["id"], "insert", made))
        after[item["id"]] = entry_of(values)
    problems = _new_problems(domain.name, before, after)
    if problems:
        first = problems[0]
        raise Invalid(fields=[FieldError(first.field, first.code, first.message)])
    return Decision("applied", tuple(writes)) if writes else Decision("unchanged")


def _items(given: Any) -> Sequence[Mapping[str, Any]]:
    if given is None:
        return ()
    if not isinstance(given, list | tuple) or not all(
        isinstance(each, Mapping) and "id" in each for each in given
    ):
        raise Refused("malformed", T_("These changes don't have the right form."))
    return given


def _seen(state: State, domain: str, item: Mapping[str, Any]) -> DnsRecord:
    """Return a record that stands as it was seen."""
    record = state.get("dns_record", str(item["id"]))
    base = item.get("base", {})
    if (
        not isinstance(record, DnsRecord)
        or record.domain != domain
        or any(getattr(record, name) != base.get(name) for name in _FIELDS)
    ):
        raise Conflicted(
            "stale",
            T_("Somebody changed the records of this domain meanwhile, so nothing was written."),
            hint=T_("Look at the preview again, then repeat it."),
        )
    return record


def _values(
    stands: Mapping[str, Any], given: Mapping[str, Any], domain: str, refusals: Refusals
) -> dict[str, Any]:
    values = dict(stands)
    values |= read_values(RECORDS["dns_record"], given, authority=False, refusals=refusals)
    for name in ("type", "value"):
        if not values.get(name):
            refusals.required(name)
    if not refusals:
        check_entry(values, domain, refusals)
    if refusals:
        raise Invalid(fields=refusals.errors)
    return values


DNS_ACTIONS: Final[Mapping[str, Action]] = {
    "dns.import": Action(Permission.MANAGE_DOMAINS, _import, _import_needs),
}
"""Every named action on DNS records by its name."""
