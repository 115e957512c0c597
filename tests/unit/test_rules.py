"""The rules, by many examples: what two editors' work comes to, and what never happens whatever people do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from jumpzone.errors import Invalid, Refused
from jumpzone.model.fields import CATEGORIES, RECORDS, RecordType, group_of
from jumpzone.model.mutations import Actor, Decision, Mutation
from jumpzone.model.permissions import Permission, Role
from jumpzone.model.records import CLASSES, Account, Contact, Profile, Record, values_of
from jumpzone.model.rules import decide, right_to
from jumpzone.model.rules.merging import merge
from jumpzone.model.rules.state import State

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ACCOUNT = "01a20846-fe00-7000-8000-000000000000"
OWNER = Role("login", owner=True)
ACTOR = Actor.login("login")

_SCALARS = ("first_name", "middle_name", "last_name")
_ADDRESS = ("address_1", "address_2", "city", "state", "postcode", "country")
_words = st.sampled_from([None, "a", "b", "c"])
_ticks = st.frozensets(st.sampled_from(CATEGORIES))


# Merging


@given(st.fixed_dictionaries(dict.fromkeys(_SCALARS, _words)), st.data())
def test_scalars_merge_as_the_protocol_says(stands: dict[str, Any], data: st.DataObject) -> None:
    base = data.draw(st.fixed_dictionaries(dict.fromkeys(_SCALARS, _words)))
    mine = data.draw(st.dictionaries(st.sampled_from(_SCALARS), _words))
    merged = merge(RECORDS["contact"], stands, mine, base)
    for name, value in mine.items():
        if value == stands[name]:
            assert merged.fields[name] == "unchanged"
        elif stands[name] == base[name]:
            assert merged.fields[name] == "applied"
            assert merged.values[name] == value
        else:
            assert merged.fields[name] == "conflict"
            assert merged.server[name] == stands[name]
    assert merged.fields.keys() == mine.keys()
    assert not merged.values.keys() & merged.server.keys()


@given(st.data())
def test_an_address_is_one_value(data: st.DataObject) -> None:
    every = st.fixed_dictionaries(dict.fromkeys(_ADDRESS, _words))
    stands, base, mine = data.draw(every), data.draw(every), data.draw(every)
    merged = merge(RECORDS["contact"], stands, mine, base)
    outcomes = {merged.fields[name] for name in _ADDRESS if mine[name] != stands[name]}
    assert len(outcomes) <= 1
    if outcomes:
        assert outcomes == ({"applied"} if stands == base else {"conflict"})
    # Never a mixture of two addresses.
    result = {**stands, **merged.values}
    assert result in (stands, mine)


@given(_ticks, _ticks, _ticks)
def test_sets_never_conflict_and_take_both_sides_work(
    base: frozenset[str], theirs: frozenset[str], mine: frozenset[str]
) -> None:
    contact = RECORDS["contact"]
    merged = merge(contact, {"notifications": theirs}, {"notifications": mine}, {"notifications": base})
    result = merged.values.get("notifications", theirs)
    assert not merged.server
    assert result == (theirs | (mine - base)) - (base - mine)
    # In whichever order the two arrive, the same comes out.
    other = merge(contact, {"notifications": mine}, {"notifications": theirs}, {"notifications": base})
    assert other.values.get("notifications", mine) == result


@given(st.data())
def test_who_saw_what_stands_gets_all_of_it(data: st.DataObject) -> None:
    names = (*_SCALARS, *_ADDRESS)
    every = st.fixed_dictionaries(dict.fromkeys(names, _words))
    stands, mine = data.draw(every), data.draw(every)
    merged = merge(RECORDS["contact"], stands, mine, stands)
    assert {**stands, **merged.values} == mine
    again = merge(RECORDS["contact"], mine, mine, stands)
    assert (again.values, again.server) == ({}, {})


def test_groups_are_whole() -> None:
    assert group_of(RECORDS["contact"], "city") == _ADDRESS
    assert group_of(RECORDS["contact"], "email") == ("email",)


# Rights


@given(st.frozensets(st.sampled_from(Permission)))
def test_a_member_writes_only_what_the_permissions_name(held: frozenset[Permission]) -> None:
    role = Role("login", permissions=held)
    for type_, needed in (
        ("contact", Permission.CONTACTS),
        ("profile", Permission.PROFILE),
        ("domain", Permission.MANAGE_DOMAINS),
    ):
        assert role.holds(right_to("update", type_)) == (needed in held)
    assert not role.holds(right_to("update", "account"))
    assert not role.holds(right_to("update", "membership"))
    assert not role.holds(right_to("account.open", "account"))
    assert role.holds(RECORDS["domain"].read) == bool(held & {Permission.DOMAINS, Permission.MANAGE_DOMAINS})


def test_a_closed_centre_takes_no_edits() -> None:
    state = _state(status="closed")
    with pytest.raises(Refused, match="account-closed"):
        decide(state, _mutation("contact", "create", "c", set=_person("a@b.example")), ACTOR, OWNER)


# Domain notices


def _person(email: str) -> dict[str, Any]:
    return {"first_name": "A", "last_name": "B", "email": email}


def _state(status: str = "active", **records: Mapping[str, Record]) -> State:
    account = Account(
        id=ACCOUNT,
        created_at=NOW,
        updated_at=NOW,
        number="C-100001",
        display_name="A",
        status=status,
        currency="EUR",
        language="en",
        opened_by="registration",
    )
    return State(NOW, account, records)


def _mutation(type_: str, op: str, record: str, **more: Any) -> Mutation:
    return Mutation("m", ACCOUNT, type_, record, op, NOW, **more)


class DomainNotices(RuleBasedStateMachine):
    """Whatever is done to the profile and the contacts, in whatever order, seen or unseen."""

    contacts = Bundle("contacts")

    def __init__(self) -> None:
        super().__init__()
        self.number = 0
        self.profile = Profile(
            id="profile", created_at=NOW, updated_at=NOW, first_name="A", last_name="B", country="BG"
        )
        self.records: dict[str, Record] = {}
        self.gone: dict[str, Record] = {}

    def run_mutation(self, mutation: Mutation) -> Decision | None:
        state = _state(contact=self.records, profile={"profile": self.profile})
        state = replace(state, gone=self.gone.get(mutation.record))
        try:
            decision = decide(state, mutation, ACTOR, OWNER)
        except (Invalid, Refused):
            return None
        for write in decision.writes:
            if write.type == "profile":
                self.profile = replace(self.profile, **write.values)
            elif write.op == "delete":
                self.gone[write.id] = self.records.pop(write.id)
            elif write.op == "insert":
                self.records[write.id] = CLASSES["contact"](
                    id=write.id, created_at=NOW, updated_at=NOW, **write.values
                )
                self.gone.pop(write.id, None)
            else:
                self.records[write.id] = replace(self.records[write.id], **write.values)
        return decision

    @initialize()
    def start(self) -> None:
        assert "domain" in self.profile.notifications

    @rule(target=contacts, ticks=_ticks)
    def add(self, ticks: frozenset[str]) -> str:
        self.number += 1
        id_ = f"c{self.number}"
        self.run_mutation(
            _mutation(
                "contact", "create", id_, set={**_person("a@b.example"), "notifications": sorted(ticks)}
            )
        )
        return id_

    @rule(id_=contacts, ticks=_ticks, seen=st.none() | _ticks)
    def edit(self, id_: str, ticks: frozenset[str], seen: frozenset[str] | None) -> None:
        if id_ in self.records:
            base = {} if seen is None else {"notifications": sorted(seen)}
            self.run_mutation(
                _mutation("contact", "update", id_, set={"notifications": sorted(ticks)}, base=base)
            )

    @rule(ticks=_ticks, seen=st.none() | _ticks)
    def edit_profile(self, ticks: frozenset[str], seen: frozenset[str] | None) -> None:
        base = {} if seen is None else {"notifications": sorted(seen)}
        self.run_mutation(
            _mutation("profile", "update", "profile", set={"notifications": sorted(ticks)}, base=base)
        )

    @rule(id_=contacts)
    def delete(self, id_: str) -> None:
        if id_ in self.records:
            self.run_mutation(_mutation("contact", "delete", id_))

    @rule(id_=consumes(contacts), ticks=st.none() | _ticks)
    def restore(self, id_: str, ticks: frozenset[str] | None) -> None:
        if id_ in self.gone:
            values = {} if ticks is None else {"notifications": sorted(ticks)}
            self.run_mutation(_mutation("contact", "restore", id_, set=values))

    @invariant()
    def somebody_gets_domain_mail(self) -> None:
        contacts = [each for each in self.records.values() if isinstance(each, Contact)]
        assert any("domain" in each.notifications for each in (self.profile, *contacts))


TestDomainNotices = DomainNotices.TestCase


@given(_ticks, _ticks)
def test_taking_ticks_away_is_refused_only_for_the_last_domain_one(
    own: frozenset[str], others: frozenset[str]
) -> None:
    profile = Profile(id="p", created_at=NOW, updated_at=NOW, first_name="A", last_name="B", country="BG")
    contact = Contact(
        id="c",
        created_at=NOW,
        updated_at=NOW,
        first_name="A",
        last_name="B",
        email="a@b.example",
        notifications=others,
    )
    state = _state(profile={"p": profile}, contact={"c": contact})
    mutation = _mutation("profile", "update", "p", set={"notifications": sorted(own)})
    if "domain" in own | others:
        decision = decide(state, mutation, ACTOR, OWNER)
        assert {**values_of(profile), **_written(decision)}["notifications"] == own
    else:
        with pytest.raises(Invalid) as raised:
            decide(state, mutation, ACTOR, OWNER)
        assert [each.code for each in raised.value.fields] == ["last-domain-address"]


def _written(decision: Decision) -> Mapping[str, Any]:
    return decision.writes[0].values if decision.writes else {}


# Hostile values


_anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(["profile", "contact", "domain", "service", "account"]), st.data())
def test_whatever_is_handed_in_is_taken_or_refused_in_words(type_: str, data: st.DataObject) -> None:
    record = RECORDS[type_]
    values = data.draw(st.dictionaries(st.sampled_from([*record.fields, "nonsense"]), _anything, max_size=4))
    required: dict[str, Any] = {
        "contact": _person("a@b.example"),
        "profile": {"first_name": "A", "last_name": "B", "country": "BG"},
        "domain": {"name": "a.example", "status": "active", "amount": 1, "currency": "EUR"},
        "service": {
            "kind": "hosting",
            "product": "P",
            "status": "active",
            "billing_cycle": "annual",
            "amount": 1,
            "currency": "EUR",
        },
        "account": values_of(_state().account) if _state().account else {},
    }[type_]
    before = CLASSES[type_](**{"id": ACCOUNT, "created_at": NOW, "updated_at": NOW, **required})
    state = _state(**{type_: {ACCOUNT: before}})
    base = data.draw(st.dictionaries(st.sampled_from(list(record.fields)), _anything, max_size=2))
    try:
        decision = decide(state, _mutation(type_, "update", ACCOUNT, set=values, base=base), ACTOR, OWNER)
    except Invalid as problem:
        refused = {each.field for each in problem.fields}
    else:
        refused = set()
        assert decision.outcome in ("applied", "unchanged", "conflict")
        _check_written(record, _written(decision))
    assert refused <= {*record.fields, "nonsense"}


def _check_written(record: RecordType, written: Mapping[str, Any]) -> None:
    for name, value in written.items():
        field = record.fields[name]
        assert value is not None or (not field.required and field.default is None)
