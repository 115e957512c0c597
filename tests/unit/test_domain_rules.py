"""What can be changed in a domain, by many examples."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jumpzone.errors import Invalid, Refused
from jumpzone.model.ds import ALGORITHMS, DIGESTS, ds_line, read_ds
from jumpzone.model.fields import DOMAIN_STATUSES
from jumpzone.model.ids import uuid7
from jumpzone.model.mutations import Actor, Decision, Mutation
from jumpzone.model.permissions import Permission, Role
from jumpzone.model.records import Contact, Domain, Profile
from jumpzone.model.rules import decide, needs
from jumpzone.model.rules.domains import ALLOWS, CONTACTS, glue, warnings_of
from jumpzone.model.rules.state import State
from jumpzone.model.text import FieldRefused
from tests.unit.test_rules import NOW

_ids = (uuid7(1_700_000_000_000 + number, 7) for number in range(100))
ACCOUNT, DOMAIN, WHOLE, BARE = (next(_ids) for _each in range(4))
OWNER = Role("login", owner=True)
ACTOR = Actor.login("login")
SERVERS = ("ns1.jumpzone.example", "ns2.jumpzone.example")
_FRAME: dict[str, Any] = {"account": ACCOUNT, "created_at": NOW, "updated_at": NOW}
_PLACE: dict[str, Any] = {"address_1": "a", "city": "b", "postcode": "1000", "country": "BG"}


def domain(**values: Any) -> Domain:
    fresh: dict[str, Any] = {"name": "studio.example", "status": "active", "amount": 0, "currency": "EUR"}
    return Domain(**{"id": DOMAIN, **_FRAME, **fresh, "nameservers": SERVERS, **values})


def contact(id_: str, **values: Any) -> Contact:
    return Contact(id=id_, **_FRAME, first_name="Mila", last_name="Orlova", email="m@o.example", **values)


def state(one: Domain) -> State:
    people = {WHOLE: contact(WHOLE, phone="+35920000001", **_PLACE), BARE: contact(BARE)}
    profile = Profile(
        id=ACCOUNT, **_FRAME, first_name="Ivan", last_name="Petrov", phone="+35920000002", **_PLACE
    )
    return State(NOW, records={"domain": {DOMAIN: one}, "contact": people, "profile": {ACCOUNT: profile}})


def change(one: Domain, role: Role = OWNER, **values: Any) -> Decision:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    mutation = Mutation(next(_ids, ACCOUNT), ACCOUNT, "domain", DOMAIN, "update", at, values)
    return decide(state(one), mutation, ACTOR, role)


def refused(one: Domain, **values: Any) -> str:
    with pytest.raises(Invalid) as caught:
        change(one, **values)
    (error,) = caught.value.fields
    assert error.field in values
    assert error.message.render()
    return error.code


# Nameservers

_hosts = st.builds("ns{}.{}.example".format, st.integers(1, 9), st.sampled_from("abcdefgh"))


@given(st.lists(_hosts, max_size=8))
def test_two_to_five_different_nameservers_are_taken_and_nothing_else(hosts: list[str]) -> None:
    if len(hosts) == len(set(hosts)) and 2 <= len(hosts) <= 5:
        assert change(domain(), nameservers=hosts).writes[0].values == {"nameservers": tuple(hosts)}
    else:
        assert refused(domain(), nameservers=hosts) in ("twice", "how-many")


def test_nameservers_are_kept_in_one_spelling() -> None:
    written = change(domain(), nameservers=["NS1.Пример.Example.", " ns2.other.test ", ""]).writes[0].values
    assert written["nameservers"] == ("ns1.xn--e1afmkfd.example", "ns2.other.test")
    assert refused(domain(), nameservers=["ns1.пример.example", "NS1.xn--e1afmkfd.example"]) == "twice"
    assert change(domain(), nameservers=[each.upper() for each in SERVERS]).outcome == "unchanged"


@pytest.mark.parametrize("bad", ["192.0.2.1", "2001:db8::1", "ns1", "ns_1.example", "-x.example", "[/]"])
def test_a_nameserver_is_a_host_name(bad: str) -> None:
    assert refused(domain(), nameservers=["ns1.a.example", bad]) not in ("twice", "how-many")


def test_a_nameserver_in_the_domain_itself_needs_glue() -> None:
    servers = ("ns1.studio.example", "ns2.otherstudio.example", "studio.example")
    assert glue("studio.example", servers) == ("ns1.studio.example", "studio.example")
    assert any("glue" in each.render() for each in warnings_of(domain(nameservers=servers), {}))
    assert not warnings_of(domain(), {})


def test_new_nameservers_under_old_keys_are_warned_of() -> None:
    signed = domain(ds=(read_ds(f"1 13 2 {'A' * 64}"),))
    assert any("DS" in each.render() for each in warnings_of(signed, {"nameservers": ("a.b", "c.d")}))
    assert not warnings_of(signed, {"nameservers": ("a.b", "c.d"), "ds": ()})


# DS records


@given(
    st.integers(0, 65535),
    st.sampled_from(sorted(ALGORITHMS)),
    st.sampled_from(sorted(DIGESTS)),
    st.data(),
)
def test_a_ds_record_reads_back_from_its_line(
    tag: int, algorithm: int, kind: int, data: st.DataObject
) -> None:
    length = DIGESTS[kind][1]
    digest = data.draw(st.text("0123456789abcdefABCDEF", min_size=length, max_size=length))
    record = read_ds(f"{tag} {algorithm} {kind} {digest}")
    assert record["digest"] == digest.upper()
    assert read_ds(ds_line(record)) == read_ds(record) == record
    assert (
        read_ds(f"studio.example. 3600 IN DS {tag} {algorithm} {kind} {digest[:40]} {digest[40:]}") == record
    )
    with pytest.raises(FieldRefused):
        read_ds(f"{tag} {algorithm} {kind} {digest[1:]}")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("", "ds-form"),
        ("studio", "ds-form"),
        ("70000 13 2 " + "A" * 64, "ds-key-tag"),
        ("1 5 2 " + "A" * 64, "ds-outdated"),
        ("1 99 2 " + "A" * 64, "ds-algorithm"),
        ("1 13 1 " + "A" * 40, "ds-outdated"),
        ("1 13 9 " + "A" * 64, "ds-digest-type"),
        ("1 13 2 " + "A" * 96, "ds-digest-length"),
        ("1 13 2 " + "A" * 4000, "ds-form"),
        ({"key_tag": True, "algorithm": 13, "digest_type": 2, "digest": "A" * 64}, "ds-form"),
        ({"key_tag": 1, "algorithm": 13, "digest_type": 2}, "ds-form"),
        ({"key_tag": 1, "algorithm": 13, "digest_type": 2, "digest": "Z" * 64}, "ds-digest"),
        (7, "ds-form"),
    ],
)
def test_a_ds_record_that_no_registry_takes_is_refused(line: Any, code: str) -> None:
    assert refused(domain(), ds=[line]) == code


def test_ds_records_are_kept_once_and_not_without_end() -> None:
    lines = [f"{number} 13 2 {'A' * 64}" for number in range(9)]
    assert len(change(domain(), ds=[lines[0], lines[0].lower()]).writes[0].values["ds"]) == 1
    assert refused(domain(), ds=lines) == "how-many"


# Contacts


def test_a_contact_that_lacks_what_registries_need_is_refused_with_what_is_missing() -> None:
    for name in CONTACTS:
        assert change(domain(), **{name: WHOLE}).writes[0].values == {name: WHOLE}
        with pytest.raises(Invalid) as caught:
            change(domain(), **{name: BARE})
        said = caught.value.fields[0].message.render()
        assert all(word in said for word in ("Mila Orlova", "address", "phone"))
        assert refused(domain(), **{name: ACCOUNT}) == "unknown-contact"
        assert change(domain(**{name: WHOLE}), **{name: None}).writes[0].values == {name: None}


def test_a_contact_on_domains_keeps_what_registries_need_and_stays() -> None:
    for name in CONTACTS:
        stands = state(domain(**{name: WHOLE}))
        gone = Mutation(ACCOUNT, ACCOUNT, "contact", WHOLE, "delete", NOW)
        assert ("domain", name, WHOLE) in needs(gone).where
        with pytest.raises(Refused) as kept:
            decide(stands, gone, ACTOR, OWNER)
        assert kept.value.code == "on-domains"
        assert "studio.example" in kept.value.message.render()
        poorer = replace(gone, op="update", set={"phone": None})
        with pytest.raises(Invalid) as caught:
            decide(stands, poorer, ACTOR, OWNER)
        assert [(each.field, each.code) for each in caught.value.fields] == [("phone", "on-domains")]
        assert decide(stands, replace(poorer, set={"phone": "+35920000009"}), ACTOR, OWNER).writes


# States and rights


@pytest.mark.parametrize("status", DOMAIN_STATUSES)
def test_a_state_allows_what_its_table_says(status: str) -> None:
    one = domain(status=status, auto_renew=False, locked=False)
    values = {
        "auto_renew": True,
        "locked": True,
        "id_protection": True,
        "nameservers": ["a.b.test", "c.d.test"],
    }
    for name, value in values.items():
        if name in ALLOWS[status]:
            assert change(one, **{name: value}).outcome == "applied"
        else:
            assert refused(one, **{name: value}) == "wrong-status"


def test_what_is_gone_can_not_be_changed() -> None:
    assert not ALLOWS["transferred_away"] | ALLOWS["cancelled"] | ALLOWS["fraud"] | ALLOWS["expired"]


@pytest.mark.parametrize("name", ["name", "status", "expires_on", "transfer_code", "amount"])
def test_what_the_authority_gives_is_nobody_elses_to_write(name: str) -> None:
    assert refused(domain(), **{name: "x"}) == "read-only"


def test_seeing_domains_is_not_managing_them() -> None:
    reader = Role("login", permissions=frozenset({Permission.DOMAINS}))
    with pytest.raises(Refused):
        change(domain(), reader, auto_renew=False)
