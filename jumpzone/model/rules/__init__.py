"""The rules: what a mutation comes to, decided purely (docs/architecture.md, "One idea").

:func:`decide` looks at nothing but its arguments: rights, values, conflicts, rules across records and what
follows. The same function decides in the embedded store, behind the backend and, for a change that waits
for the network, in a replica.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from jumpzone.errors import Invalid, NotFound, Refused
from jumpzone.i18n import T_
from jumpzone.model.fields import RECORDS, Merge, RecordType
from jumpzone.model.mutations import Actor, Decision, Mutation, Write
from jumpzone.model.permissions import Audience, Right, Role
from jumpzone.model.records import Account, Contact, DnsRecord, Login, Record, values_of
from jumpzone.model.rules.actions import ACTIONS as GENERAL_ACTIONS
from jumpzone.model.rules.actions import Action
from jumpzone.model.rules.addresses import ADDRESS_ACTIONS
from jumpzone.model.rules.billing import ORDER_ACTIONS
from jumpzone.model.rules.contacts import contact_actions
from jumpzone.model.rules.dns import (
    DNS_ACTIONS,
    check_dns_record,
    check_dns_removal,
    dns_needs,
    siblings_follow,
)
from jumpzone.model.rules.domain_actions import DOMAIN_ACTIONS
from jumpzone.model.rules.domains import (
    check_contact_of_domains,
    check_domain,
    contact_needs,
    domain_needs,
)
from jumpzone.model.rules.factors import FACTOR_ACTIONS
from jumpzone.model.rules.filters import FILTER_ACTIONS
from jumpzone.model.rules.incoming import INCOMING_ACTIONS
from jumpzone.model.rules.members import MEMBER_ACTIONS
from jumpzone.model.rules.merging import Merged, merge, merge_sets
from jumpzone.model.rules.payments import PAYMENT_ACTIONS
from jumpzone.model.rules.people import check_contact, check_domain_notices, check_profile
from jumpzone.model.rules.refunds import REFUND_ACTIONS
from jumpzone.model.rules.services import SERVICE_ACTIONS, check_service
from jumpzone.model.rules.state import Needs, State
from jumpzone.model.rules.tickets import TICKET_ACTIONS
from jumpzone.model.rules.values import Refusals, read_values

Check = Callable[[dict[str, Any], frozenset[str], State, Refusals], None]

ACTIONS: Final[Mapping[str, Action]] = {
    **GENERAL_ACTIONS,
    **TICKET_ACTIONS,
    **FACTOR_ACTIONS,
    **MEMBER_ACTIONS,
    **ADDRESS_ACTIONS,
    **INCOMING_ACTIONS,
    **DOMAIN_ACTIONS,
    **DNS_ACTIONS,
    **FILTER_ACTIONS,
    **contact_actions(lambda *asked: _plain(*asked)),
    **SERVICE_ACTIONS,
    **ORDER_ACTIONS,
    **PAYMENT_ACTIONS,
    **REFUND_ACTIONS,
}
"""Every named action by its name."""

_CHECKS: Final[dict[str, Check]] = {
    "profile": check_profile,
    "contact": check_contact,
    "domain": check_domain,
    "dns_record": check_dns_record,
    "service": check_service,
}
_EDITABLE: Final = frozenset({"account", "profile", "contact", "login", "service", "domain", "dns_record"})
_DELETABLE: Final = frozenset({"contact", "dns_record"})
_PLAIN: Final = Needs()
_PROFILE: Final = Needs(whole=frozenset({"contact", "profile"}))
_NEEDS: Final[Mapping[str, Callable[[Mutation], Needs]]] = {
    "profile": lambda _mutation: _PROFILE,
    "contact": contact_needs,
    "domain": domain_needs,
    "dns_record": dns_needs,
}


def needs(mutation: Mutation) -> Needs:
    """Tell what must be loaded, beside the mutation's own record, before it can be decided."""
    action = ACTIONS.get(mutation.op)
    if action is not None:
        return action.needs_of(mutation)
    further = _NEEDS.get(mutation.type)
    return _PLAIN if further is None else further(mutation)


def right_to(op: str, type_: str) -> Right:
    """Return the right that an operation on a record type asks for."""
    action = ACTIONS.get(op)
    return action.right if action is not None else RECORDS[type_].write


def decide(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """Decide what a mutation comes to.

    Raises:
        Refused: The actor lacks the right, or a rule stands against it.
        Invalid: Values can't be used; an error for every field at fault.
        NotFound: There is no such record, or the actor may not know of it.
    """
    if not role.holds(right_to(mutation.op, mutation.type)):
        raise Refused()
    if state.account is not None and state.account.status == "closed" and not role.system:
        raise Refused("account-closed", T_("This customer centre is closed."))
    action = ACTIONS.get(mutation.op)
    if action is not None:
        return action.decide(state, mutation, actor, role)
    return _plain(state, mutation, role)


def _plain(state: State, mutation: Mutation, role: Role) -> Decision:
    """Decide a change that has no name of its own."""
    record = RECORDS[mutation.type]
    match mutation.op:
        case "create" if mutation.type in _DELETABLE or role.system:
            return _create(state, mutation, record, role)
        case "update" if mutation.type in _EDITABLE or role.system:
            return _update(state, mutation, record, role)
        case "delete" if mutation.type in _DELETABLE:
            return _delete(state, mutation, record)
        case "restore" if mutation.type in _DELETABLE:
            return _restore(state, mutation, record)
    raise Refused("not-offered", T_("This can't be done with such a record."))


def _create(state: State, mutation: Mutation, record: RecordType, role: Role) -> Decision:
    if state.get(mutation.type, mutation.record) is not None or state.gone is not None:
        raise Refused("exists", T_("There is such a record already."))
    refusals = Refusals()
    values: dict[str, Any] = {name: field.default for name, field in record.fields.items()}
    values |= read_values(record, mutation.set, authority=role.system, refusals=refusals)
    checked = _checked(record, values, frozenset(values), mutation.record, state, refusals, new=True)
    return Decision(
        "applied",
        (Write(mutation.type, mutation.record, "insert", checked),),
        dict.fromkeys(mutation.set, "applied"),
    )


def _update(state: State, mutation: Mutation, record: RecordType, role: Role) -> Decision:
    before = _own(state, mutation, role)
    refusals = Refusals()
    stands = values_of(before)
    wanted = read_values(record, mutation.set, authority=role.system, refusals=refusals)
    _refuse(refusals)
    base = read_values(record, mutation.base, authority=True, refusals=Refusals())
    # Rules look at what a set will hold when both editors' ticks have come together.
    wanted |= merge_sets(record, stands, wanted, base)
    # The rules normalise ("0888 123456" becomes "+359888123456"), so they come before comparing: what is
    # only spelt otherwise is no change and no conflict.
    touched = frozenset(name for name, value in wanted.items() if value != stands[name])
    checked = _checked(record, stands | wanted, touched, mutation.record, state, refusals)
    base |= {name: stands[name] for name in wanted if record.fields[name].merge is Merge.SET}
    merged: Merged = merge(record, stands, {name: checked[name] for name in wanted}, base)
    if merged.server:
        return Decision("conflict", fields=merged.fields, server=merged.server)
    if not merged.values:
        return Decision("unchanged", fields=merged.fields)
    write = Write(mutation.type, mutation.record, "update", merged.values, before)
    others = siblings_follow(before.id, checked, state) if "ttl" in merged.values else ()
    return Decision("applied", (write, *others), merged.fields)


def _own(state: State, mutation: Mutation, role: Role) -> Record:
    before = state.get(mutation.type, mutation.record)
    if before is None:
        raise NotFound()
    if isinstance(before, Login) and not role.system and before.id != role.login:
        raise NotFound()
    if isinstance(before, Account) and before.id != mutation.account:
        raise NotFound()
    return before


def _delete(state: State, mutation: Mutation, record: RecordType) -> Decision:
    before = state.get(mutation.type, mutation.record)
    if before is None:
        if state.gone is not None:
            return Decision("unchanged")
        raise NotFound()
    stands = values_of(before)
    base = read_values(record, mutation.base, authority=True, refusals=Refusals())
    moved = {name: stands[name] for name, seen in base.items() if stands[name] != seen}
    if moved:
        return Decision("conflict", fields=dict.fromkeys(moved, "conflict"), server=moved)
    refusals = Refusals()
    if mutation.type == "contact":
        check_domain_notices(state, refusals, contact=(mutation.record, frozenset()))
    if isinstance(before, Contact):
        check_contact_of_domains(before, None, state, refusals)
    if isinstance(before, DnsRecord):
        check_dns_removal(before, state, refusals)
    if refusals:
        first = refusals.errors[0]
        raise Refused(first.code, first.message)
    return Decision("applied", (Write(mutation.type, mutation.record, "delete", before=before),))


def _restore(state: State, mutation: Mutation, record: RecordType) -> Decision:
    if state.get(mutation.type, mutation.record) is not None:
        return Decision("unchanged")
    if state.gone is None:
        raise NotFound()
    kept = values_of(state.gone)
    refusals = Refusals()
    values = {name: kept[name] for name in record.fields}
    values |= read_values(record, mutation.set, authority=False, refusals=refusals)
    checked = _checked(record, values, frozenset(mutation.set), mutation.record, state, refusals)
    return Decision("applied", (Write(mutation.type, mutation.record, "insert", checked),))


def _checked(
    record: RecordType,
    values: dict[str, Any],
    touched: frozenset[str],
    id_: str,
    state: State,
    refusals: Refusals,
    *,
    new: bool = False,
) -> dict[str, Any]:
    """Return a record's own fields, normalised, or raise with everything that is wrong with them."""
    values = {"id": id_} | values
    for name, field in record.fields.items():
        if values.get(name) is None and field.required and (new or name in touched):
            refusals.required(name)
    check = _CHECKS.get(record.name)
    if check is not None and not refusals:
        check(values, touched, state, refusals)
        before = state.get(record.name, id_)
        if isinstance(before, Contact):
            check_contact_of_domains(before, values, state, refusals)
    _refuse(refusals)
    return {name: values[name] for name in record.fields}


def _refuse(refusals: Refusals) -> None:
    if refusals:
        raise Invalid(fields=refusals.errors)


__all__ = ["ACTIONS", "Audience", "Needs", "State", "decide", "needs", "right_to"]
