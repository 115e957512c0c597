"""Whatever is done to the records of a domain, what stands is a zone that nameservers take."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from jumpzone.errors import Invalid, Refused
from jumpzone.model.clock import FakeClock
from jumpzone.model.dns import entry_of
from jumpzone.model.dns_zone import zone_problems
from jumpzone.model.ids import uuid7
from jumpzone.model.mutations import Actor, Decision, Mutation
from jumpzone.model.permissions import Role
from jumpzone.model.records import DnsRecord, Record, values_of
from jumpzone.model.rules import decide
from jumpzone.model.rules.state import State
from tests.documents import zones

NOW = FakeClock().now()
ACCOUNT, DOMAIN = uuid7(1, 1), uuid7(1, 2)
OWNER = Role("login", owner=True)
ACTOR = Actor.login("login")

_HOSTS = st.sampled_from(["@", "www", "mail", "lab", "ns.lab", "_sip._tcp", "*"])
_VALUES = {
    "A": st.sampled_from(["192.0.2.1", "192.0.2.2"]),
    "AAAA": st.just("2001:db8::1"),
    "CNAME": st.sampled_from(["www.studio.example", "x.other.test"]),
    "MX": st.sampled_from(["mail.studio.example", "www.studio.example", "x.other.test", "."]),
    "TXT": st.sampled_from(["a", "b"]),
    "SRV": st.sampled_from(["1 2 www.studio.example", "1 2 x.other.test"]),
    "NS": st.sampled_from(["ns.lab.studio.example", "x.other.test"]),
    "URL": st.just("https://x.other.test/"),
}


@st.composite
def _values(draw: st.DrawFn) -> dict[str, Any]:
    type_ = draw(st.sampled_from(sorted(_VALUES)))
    return {
        "host": draw(_HOSTS),
        "type": type_,
        "value": draw(_VALUES[type_]),
        "priority": draw(st.sampled_from([0, 10])) if type_ in ("MX", "SRV") else None,
        "ttl": draw(st.sampled_from([60, 3600])),
    }


_STEPS = st.lists(
    st.tuples(
        st.sampled_from(["create", "create", "update", "part", "delete"]), st.integers(0, 9), _values()
    ),
    max_size=25,
)


class _Zone:
    """A zone kept by the rules alone."""

    def __init__(self) -> None:
        self.records: dict[str, DnsRecord] = {}
        self.made = 0

    def decide(self, op: str, id_: str, values: dict[str, Any], base: dict[str, Any]) -> Decision:
        domain = replace(zones.domain(), id=DOMAIN, account=ACCOUNT)
        known: dict[str, dict[str, Record]] = {"domain": {DOMAIN: domain}, "dns_record": dict(self.records)}
        mutation = Mutation(uuid7(2, 1), ACCOUNT, "dns_record", id_, op, NOW, values, base)
        return decide(State(NOW, records=known), mutation, ACTOR, OWNER)

    def write(self, decision: Decision) -> None:
        for each in decision.writes:
            if each.op == "insert":
                self.records[each.id] = DnsRecord(id=each.id, created_at=NOW, updated_at=NOW, **each.values)
            elif each.op == "update":
                self.records[each.id] = replace(self.records[each.id], **each.values)
            else:
                del self.records[each.id]

    def step(self, op: str, at: int, values: dict[str, Any]) -> None:
        if op == "create":
            self.made += 1
            self.write(self.decide("create", uuid7(3, self.made), {**values, "domain": DOMAIN}, {}))
        elif self.records:
            record = list(self.records.values())[at % len(self.records)]
            stands = values_of(record)
            if op == "delete":
                self.write(self.decide("delete", record.id, {}, {"value": record.value}))
            else:
                wanted = values if op == "update" else {"ttl": values["ttl"], "host": values["host"]}
                base = {name: stands[name] for name in wanted}
                self.write(self.decide("update", record.id, wanted, base))


@given(_STEPS)
def test_no_change_leaves_a_zone_that_is_none(steps: list[tuple[str, int, dict[str, Any]]]) -> None:
    zone = _Zone()
    done = 0
    for op, at, values in steps:
        before = dict(zone.records)
        try:
            zone.step(op, at, values)
        except (Invalid, Refused):
            assert zone.records == before
            continue
        done += zone.records != before
        entries = {id_: entry_of(values_of(each)) for id_, each in zone.records.items()}
        assert list(zone_problems(zones.DOMAIN, entries)) == []
    assert done or not any(op == "create" and values["type"] == "TXT" for op, _at, values in steps)
