"""DNS records of a domain, one by one and by zone files, on both engines."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from jumpzone.errors import Conflicted, Invalid, NotFound, Refused
from jumpzone.model.dns import MOST_RECORDS
from jumpzone.model.mutations import IMPORT, Mutation
from jumpzone.model.records import DnsRecord
from jumpzone.model.seller import read_seller
from jumpzone.store import sellers
from jumpzone.store.listing import ListReader, Query
from jumpzone.usecases.dns_import import Preview
from jumpzone.usecases.zone import Zone
from tests.usecases.people import People


@pytest.fixture
def zone(people_anywhere: People) -> Zone:
    session = people_anywhere.register()
    return Zone(people_anywhere.deps, None).signed_in(session)


def add_domain(zone: Zone, name: str = "studio.example", status: str = "active") -> str:
    deps, account = zone.deps, zone.session.account.id
    id_, now = deps.ids.new(), deps.clock.now()
    values: dict[str, Any] = {"name": name, "status": status, "amount": 1500}
    values["nameservers"] = ["ns1.jumpzone.example", "ns2.jumpzone.example"]
    deps.executor.run(Mutation(deps.ids.new(), account, "domain", id_, "create", now, values), IMPORT)
    return id_


@pytest.fixture
def domain(zone: Zone) -> str:
    return add_domain(zone)


def said(records: Iterable[DnsRecord]) -> list[tuple[str, str, str, int | None, int]]:
    return [(each.host, each.type, each.value, each.priority, each.ttl) for each in records]


def stands(zone: Zone, domain: str) -> list[tuple[str, str, str, int | None, int]]:
    return sorted(said(zone.dns.zone_of(domain)[1]), key=str)


def codes(problem: pytest.ExceptionInfo[Invalid]) -> dict[str, str]:
    return {each.field: each.code for each in problem.value.fields}


def test_add_change_delete_and_undo(zone: Zone, domain: str) -> None:
    id_, added = zone.dns.add(domain, {"host": "WWW.Studio.example.", "type": "A", "value": " 192.0.2.1 "})
    assert stands(zone, domain) == [("www", "A", "192.0.2.1", None, 3600)]
    record = zone.dns.get(id_)
    saved = zone.dns.save(record, {"value": "192.0.2.2", "ttl": 600})
    assert stands(zone, domain) == [("www", "A", "192.0.2.2", None, 600)]
    with pytest.raises(Conflicted):
        zone.dns.save(record, {"value": "192.0.2.3"})
    with pytest.raises(Conflicted):
        zone.dns.remove(record)
    zone.dns.undo(saved)
    assert stands(zone, domain) == [("www", "A", "192.0.2.1", None, 3600)]
    removed = zone.dns.remove(zone.dns.get(id_))
    assert stands(zone, domain) == []
    back = zone.dns.undo(removed)
    again = zone.dns.undo(back)
    zone.dns.undo(again)
    assert stands(zone, domain) == [("www", "A", "192.0.2.1", None, 3600)]
    zone.dns.undo(added)
    assert stands(zone, domain) == []


WRONG: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({"type": "A", "value": "192.0.2.256"}, {"value": "ip-address"}),
    ({"type": "A", "value": "2001:db8::1"}, {"value": "ip-address"}),
    ({"type": "AAAA", "value": "192.0.2.1"}, {"value": "ip-address"}),
    ({"type": "CNAME", "value": "other.test"}, {"host": "cname-apex"}),
    ({"type": "CNAME", "value": "192.0.2.1", "host": "w"}, {"value": "target-address"}),
    ({"type": "MX", "value": "192.0.2.1", "priority": 10}, {"value": "target-address"}),
    ({"type": "MX", "value": "mail.other.test"}, {"priority": "required"}),
    ({"type": "MX", "value": "mail.other.test", "priority": 65536}, {"priority": "priority"}),
    ({"type": "MX", "value": "mail.studio.example", "priority": 1}, {"value": "target-address"}),
    ({"type": "A", "value": "192.0.2.1", "priority": 1}, {"priority": "priority"}),
    ({"type": "NS", "value": "ns.other.test"}, {"host": "ns-apex"}),
    ({"type": "NS", "value": "ns.lab.studio.example", "host": "lab"}, {"value": "target-address"}),
    ({"type": "SRV", "value": "1 2 x.other.test", "priority": 1}, {"host": "host-service"}),
    ({"type": "SRV", "value": "1 x.other.test", "priority": 1, "host": "_a._tcp"}, {"value": "srv"}),
    ({"type": "CAA", "value": '0 issue "'}, {"value": "caa"}),
    ({"type": "URL", "value": "javascript:alert(1)"}, {"value": "url"}),
    ({"type": "URL", "value": "https://a:b@x.example/"}, {"value": "url-user"}),
    ({"type": "TXT", "value": ""}, {"value": "required"}),
    ({"type": "A", "value": "192.0.2.1", "ttl": 59}, {"ttl": "ttl"}),
    ({"type": "A", "value": "192.0.2.1", "ttl": 604_801}, {"ttl": "ttl"}),
    ({"type": "A", "value": "192.0.2.1", "host": "a..b"}, {"host": "name-dots"}),
    ({"type": "A", "value": "192.0.2.1", "host": "a.*"}, {"host": "host-wildcard"}),
    ({"type": "A", "value": "192.0.2.1", "host": "-a"}, {"host": "name-characters"}),
    ({"type": "A", "value": "192.0.2.1", "host": "_a"}, {"host": "host-underscore"}),
    ({"type": "A", "value": "192.0.2.1", "host": "x.other.test."}, {"host": "host-outside"}),
    ({"type": "A", "value": "192.0.2.1", "host": "a" * 64}, {"host": "label-long"}),
    ({"type": "PTR", "value": "x"}, {"type": "malformed"}),
]


def test_what_is_wrong_is_said_beside_the_field(zone: Zone, domain: str) -> None:
    for values, wrong in WRONG:
        with pytest.raises(Invalid) as problem:
            zone.dns.add(domain, values)
        assert codes(problem) == wrong, values
    assert stands(zone, domain) == []


def test_values_are_kept_in_one_form(zone: Zone, domain: str) -> None:
    for values, kept in (
        ({"host": "", "type": "AAAA", "value": "2001:DB8:0::1"}, ("@", "2001:db8::1")),
        ({"host": "Поща", "type": "A", "value": "192.0.2.1"}, ("xn--80a1ac5b", "192.0.2.1")),
        ({"host": "www", "type": "CNAME", "value": "@"}, ("www", "studio.example")),
        ({"host": "*", "type": "TXT", "value": '"a\\"b" "c"'}, ("*", 'a"bc')),
        (
            {"host": "@", "type": "CAA", "value": "0 ISSUE letsencrypt.org"},
            ("@", '0 issue "letsencrypt.org"'),
        ),
        (
            {"host": "_x._tcp", "type": "SRV", "value": "0  5 A.Other.Test.", "priority": 0},
            ("_x._tcp", "0 5 a.other.test"),
        ),
    ):
        id_, _applied = zone.dns.add(domain, values)
        record = zone.dns.get(id_)
        assert (record.host, record.value) == kept
    long, _applied = zone.dns.add(domain, {"host": "key", "type": "TXT", "value": "я" * 2000})
    assert zone.dns.get(long).value == "я" * 2000


def test_an_alias_is_alone_and_nothing_stands_twice(zone: Zone, domain: str) -> None:
    zone.dns.add(domain, {"host": "www", "type": "CNAME", "value": "other.test"})
    zone.dns.add(domain, {"host": "a", "type": "A", "value": "192.0.2.1"})
    for values, wrong in (
        ({"host": "www", "type": "A", "value": "192.0.2.1"}, {"host": "cname-alone"}),
        ({"host": "a", "type": "CNAME", "value": "other.test"}, {"host": "cname-alone"}),
        ({"host": "www", "type": "CNAME", "value": "third.test"}, {"host": "one-only"}),
        ({"host": "a", "type": "A", "value": "192.0.2.1"}, {"value": "duplicate"}),
        ({"host": "a", "type": "URL", "value": "https://x.example/"}, {"host": "url-address"}),
        (
            {"host": "b", "type": "MX", "priority": 1, "value": "www.studio.example"},
            {"value": "target-alias"},
        ),
        ({"host": "a", "type": "A", "value": "192.0.2.2", "ttl": 60}, {"ttl": "ttl-differs"}),
    ):
        with pytest.raises(Invalid) as problem:
            zone.dns.add(domain, values)
        assert codes(problem) == wrong


def test_neighbours_share_their_ttl(zone: Zone, domain: str) -> None:
    first, _applied = zone.dns.add(domain, {"host": "a", "type": "A", "value": "192.0.2.1", "ttl": 600})
    second, _applied = zone.dns.add(domain, {"host": "a", "type": "A", "value": "192.0.2.2"})
    assert zone.dns.get(second).ttl == 600
    saved = zone.dns.save(zone.dns.get(first), {"ttl": 60})
    assert {each.ttl for each in zone.dns.zone_of(domain)[1]} == {60}
    zone.dns.undo(saved)
    assert {each.ttl for each in zone.dns.zone_of(domain)[1]} == {600}


def test_an_address_that_mail_needs_stays(zone: Zone, domain: str) -> None:
    address, _applied = zone.dns.add(domain, {"host": "mail", "type": "A", "value": "192.0.2.1"})
    zone.dns.add(domain, {"host": "@", "type": "MX", "value": "mail.studio.example", "priority": 10})
    with pytest.raises(Refused, match="no address"):
        zone.dns.remove(zone.dns.get(address))
    with pytest.raises(Invalid):
        zone.dns.save(zone.dns.get(address), {"host": "post"})
    zone.dns.add(domain, {"host": "mail", "type": "AAAA", "value": "2001:db8::1"})
    removed = zone.dns.remove(zone.dns.get(address))
    zone.dns.add(domain, {"host": "mail", "type": "TXT", "value": "x"})
    zone.dns.undo(removed)


def test_a_record_that_no_longer_fits_does_not_come_back(zone: Zone, domain: str) -> None:
    id_, _applied = zone.dns.add(domain, {"host": "www", "type": "A", "value": "192.0.2.1"})
    removed = zone.dns.remove(zone.dns.get(id_))
    zone.dns.add(domain, {"host": "www", "type": "CNAME", "value": "other.test"})
    with pytest.raises(Invalid) as problem:
        zone.dns.undo(removed)
    assert codes(problem) == {"host": "cname-alone"}


def test_only_domains_in_our_hands(zone: Zone, people_anywhere: People) -> None:
    gone = add_domain(zone, "gone.example", "transferred_away")
    values = {"host": "a", "type": "A", "value": "192.0.2.1"}
    with pytest.raises(Refused):
        zone.dns.add(gone, values)
    assert zone.dns.preview(gone, b"a A 192.0.2.1", replaced=False).errors
    with pytest.raises(NotFound):
        zone.dns.zone_of(zone.deps.ids.new())
    with pytest.raises(Invalid) as problem:
        zone.dns.add(zone.deps.ids.new(), values)
    assert codes(problem) == {"domain": "unknown-record"}
    one, other = add_domain(zone), add_domain(zone, "other.example")
    id_, _applied = zone.dns.add(one, values)
    with pytest.raises(Invalid) as problem:
        zone.dns.save(zone.dns.get(id_), {"domain": other})
    assert codes(problem) == {"domain": "fixed"}


def test_who_may_only_look_changes_nothing(zone: Zone, domain: str) -> None:
    id_, _applied = zone.dns.add(domain, {"host": "a", "type": "A", "value": "192.0.2.1"})
    deps, account = zone.deps, zone.session.account.id
    member = Query(where={"login": (zone.session.login.id,)})
    with deps.store.read() as tx:
        ((_key, mine),) = ListReader("membership", account, member).page(tx, limit=1)
    now, rights = deps.clock.now(), {"role": "member", "permissions": ["domains"]}
    deps.executor.run(Mutation(deps.ids.new(), account, "membership", mine.id, "update", now, rights), IMPORT)
    assert len(zone.dns.zone_of(domain)[1]) == 1
    record = zone.dns.get(id_)
    for attempt in (
        lambda: zone.dns.add(domain, {"host": "b", "type": "A", "value": "192.0.2.1"}),
        lambda: zone.dns.save(record, {"value": "192.0.2.2"}),
        lambda: zone.dns.remove(record),
        lambda: zone.dns.take_in(zone.dns.preview(domain, b"b A 192.0.2.1", replaced=False)),
    ):
        with pytest.raises(Refused):
            attempt()
    deps.executor.run(
        Mutation(
            deps.ids.new(), account, "membership", mine.id, "update", now, {"permissions": ["contacts"]}
        ),
        IMPORT,
    )
    with pytest.raises(Refused):
        zone.dns.zone_of(domain)
    with pytest.raises(Refused):
        list(zone.dns.list())


def test_it_is_said_when_records_reach_nobody(zone: Zone, domain: str) -> None:
    def warned(id_: str) -> str:
        return " ".join(each.render() for each in zone.dns.standing(id_).warnings)

    assert warned(domain) == ""
    party = {"company_name": "Seller", "address_1": "1 Road", "city": "Sofia", "country": "BG"}
    names = ["ns1.jumpzone.example", "ns2.jumpzone.example"]
    with zone.deps.store.write() as tx:
        sellers.put(tx, read_seller({**party, "nameservers": names}))
    assert warned(domain) == ""
    deps, now = zone.deps, zone.deps.clock.now()
    values = {"nameservers": ["ns1.studio.example", "ns2.other.test"]}
    deps.executor.run(
        Mutation(deps.ids.new(), zone.session.account.id, "domain", domain, "update", now, values), IMPORT
    )
    assert "reaches nobody" in warned(domain)
    assert "ns1.studio.example: a nameserver inside" in warned(domain)
    zone.dns.add(domain, {"host": "ns1", "type": "AAAA", "value": "2001:db8::1"})
    assert "inside" not in warned(domain)
    assert "not in our hands" in warned(add_domain(zone, "gone.example", "cancelled"))


def test_what_is_typed_is_held_against_the_rules_before_saving(zone: Zone, domain: str) -> None:
    assert zone.dns.check(None, domain, {"type": "MX", "host": "@"}) == ()
    (found,) = zone.dns.check(None, domain, {"type": "A", "host": "a..b"})
    assert found.field == "host"
    assert stands(zone, domain) == []


FILE = b"""\
$TTL 600
@ SOA a. b. 1 2 3 4 5
@ NS ns.old.test.
@ A 192.0.2.1
www CNAME @
mail A 192.0.2.5
@ MX 10 mail
"""


def shown(wanted: Preview) -> tuple[int, int, int, int, int, int]:
    sizes = [len(each) for each in (wanted.adds, wanted.changes, wanted.removes)]
    return (*sizes, wanted.unchanged, len(wanted.errors), len(wanted.notes))  # type: ignore[return-value]


def filled(zone: Zone, domain: str) -> None:
    for values in (
        {"host": "@", "type": "A", "value": "192.0.2.1", "ttl": 600},
        {"host": "www", "type": "CNAME", "value": "other.test"},
        {"host": "old", "type": "TXT", "value": "stays or goes"},
        {"host": "mail", "type": "A", "value": "192.0.2.9"},
    ):
        zone.dns.add(domain, values)


def test_a_file_is_merged_or_replaces_and_both_are_taken_back(zone: Zone, domain: str) -> None:
    filled(zone, domain)
    before = stands(zone, domain)
    merged = zone.dns.preview(domain, FILE, replaced=False)
    # www leads elsewhere, and mail's other address takes over the file's TTL.
    assert shown(merged) == (2, 2, 0, 1, 0, 2)
    done = zone.dns.take_in(merged)
    assert ("mail", "A", "192.0.2.9", None, 600) in stands(zone, domain)
    assert ("old", "TXT", "stays or goes", None, 3600) in stands(zone, domain)
    with pytest.raises(Conflicted):
        zone.dns.take_in(merged)
    zone.dns.take_back(done)
    assert stands(zone, domain) == before
    replaced = zone.dns.preview(domain, FILE, replaced=True)
    assert shown(replaced) == (1, 2, 1, 1, 0, 2)
    done = zone.dns.take_in(replaced)
    assert stands(zone, domain) == [
        ("@", "A", "192.0.2.1", None, 600),
        ("@", "MX", "mail.studio.example", 10, 600),
        ("mail", "A", "192.0.2.5", None, 600),
        ("www", "CNAME", "studio.example", None, 600),
    ]
    again = zone.dns.preview(domain, FILE, replaced=True)
    assert again.empty
    assert zone.dns.take_in(again).applied.outcome == "unchanged"
    forth = zone.dns.take_back(zone.dns.take_back(done))
    assert forth.applied.outcome == "applied"
    assert zone.dns.preview(domain, FILE, replaced=True).empty
    zone.dns.take_back(forth)
    assert stands(zone, domain) == before


def test_a_ttl_that_is_not_offered_is_brought_near(zone: Zone, domain: str) -> None:
    wanted = zone.dns.preview(domain, b"a 5 A 192.0.2.1\nb 4w A 192.0.2.1\n", replaced=False)
    assert ([each.line for each in wanted.notes], wanted.errors) == ([1, 2], ())
    assert [each.ttl for each in wanted.adds] == [60, 604_800]


def test_a_file_with_a_fault_is_not_taken_in_at_all(zone: Zone, domain: str) -> None:
    filled(zone, domain)
    before = stands(zone, domain)
    file = (
        FILE
        + b'x A 192.0.2.300\nwww TXT beside\n$INCLUDE other\nq TXT " a "\ny MX 1 nowhere.studio.example.\n'
    )
    wanted = zone.dns.preview(domain, file, replaced=True)
    assert {each.line for each in wanted.errors} == {5, 8, 9, 10, 11, 12}
    with pytest.raises(Invalid):
        zone.dns.take_in(wanted)
    assert stands(zone, domain) == before


def test_a_preview_is_of_its_moment(zone: Zone, domain: str) -> None:
    filled(zone, domain)
    wanted = zone.dns.preview(domain, FILE, replaced=True)
    old = next(each for each in zone.dns.zone_of(domain)[1] if each.host == "old")
    zone.dns.save(old, {"value": "changed meanwhile"})
    before = stands(zone, domain)
    with pytest.raises(Conflicted):
        zone.dns.take_in(wanted)
    assert stands(zone, domain) == before


def test_what_is_exported_changes_nothing_when_it_is_taken_in(zone: Zone, domain: str) -> None:
    filled(zone, domain)
    zone.dns.add(domain, {"host": "go", "type": "URL", "value": "https://studio.example/x"})
    name, content = zone.dns.export(domain)
    assert name == "studio.example.zone"
    wanted = zone.dns.preview(domain, content, replaced=True)
    assert (wanted.empty, wanted.errors, wanted.unchanged) == (True, (), 5)
    zone.deps.clock.advance(timedelta(minutes=1))  # type: ignore[attr-defined]
    assert zone.dns.export(domain)[1] != content, "the serial number grows"


def test_a_file_of_too_many_records(zone: Zone, domain: str) -> None:
    lines = b"".join(b"h%d A 192.0.2.1\n" % n for n in range(MOST_RECORDS + 1))
    assert zone.dns.preview(domain, lines, replaced=False).errors
    done = zone.dns.take_in(zone.dns.preview(domain, lines[: lines.rindex(b"h")], replaced=False))
    assert len(zone.dns.zone_of(domain)[1]) == MOST_RECORDS
    zone.dns.take_back(done)
    assert stands(zone, domain) == []


def test_files_that_cannot_be_read(zone: Zone, tmp_path: Path) -> None:
    for name in ("nothing", "\0"):
        with pytest.raises(Refused):
            zone.dns.read_file(tmp_path / name)
    (tmp_path / "large").write_bytes(b"x" * (1024**2 + 1))
    with pytest.raises(Refused, match="KB"):
        zone.dns.read_file(tmp_path / "large")
