"""Zone files: what is written is read back the same, by us and by others; what is read is only data."""

from __future__ import annotations

import subprocess
from contextlib import suppress
from pathlib import Path

import dns.rdatatype
import dns.zone
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jumpzone.documents.zone_file import LARGEST, MOST_LINES, read_zone_file, zone_file
from jumpzone.errors import Invalid
from jumpzone.model.dns import Entry
from tests.documents.zones import DOMAIN, accepted, checked, domain, entries, records

ZONE = (
    Entry("@", "A", "192.0.2.10"),
    Entry("@", "AAAA", "2001:db8::10"),
    Entry("@", "MX", "mail.studio.example", 10),
    Entry("@", "TXT", "v=spf1 mx -all", None, 600),
    Entry("@", "CAA", '0 issue "letsencrypt.org; validationmethods=dns-01"'),
    Entry("mail", "A", "192.0.2.11"),
    Entry("*", "CNAME", "studio.example"),
    Entry("s1._domainkey", "CNAME", "s1._domainkey.mailer.test"),
    Entry("key._domainkey", "TXT", "v=DKIM1; k=rsa; p=" + "Ab/+" * 150),
    Entry("_sip._tcp", "SRV", "5 5060 sip.studio.example", 20),
    Entry("sip", "A", "192.0.2.12", None, 60),
    Entry("lab", "NS", "ns.lab.studio.example"),
    Entry("lab", "NS", "ns1.other.test"),
    Entry("ns.lab", "A", "192.0.2.53"),
    Entry("old", "URL", "https://studio.example/new?from=old;x"),
    Entry("cyr", "TXT", 'Кирилица, „кавички“ и "прави"'),
)


def written(zone: tuple[Entry, ...] | list[Entry], name: str = DOMAIN) -> str:
    return zone_file(domain(name), records(zone), serial=2026112301)


def read_back(text: str, name: str = DOMAIN) -> list[Entry]:
    found = read_zone_file(text.encode(), name)
    assert not found.errors, found.errors
    return [checked(each.entry, name) for each in found.records]


def whole_zone() -> list[Entry]:
    """The zone, put together so that what others lead to comes first."""
    zone = accepted(sorted(ZONE, key=lambda each: each.type))
    assert set(zone) == set(ZONE)
    return zone


def test_a_zone_of_all_types_is_the_same_when_read_back() -> None:
    zone = whole_zone()
    text = written(zone)
    assert set(read_back(text)) == set(ZONE)
    assert text == written(list(reversed(zone)))
    assert text.startswith("$ORIGIN studio.example.\n$TTL 3600\nstudio.example. 3600 IN SOA ns1.jumpzone.")


@given(st.lists(entries(), max_size=12), st.sampled_from([DOMAIN, "xn--e1afmkfd.test"]))
def test_whatever_is_accepted_is_read_back_the_same(typed: list[Entry], name: str) -> None:
    zone = accepted(typed, name)
    assert set(read_back(written(zone, name), name)) == set(zone)
    assert accepted(zone, name) == zone


@given(st.lists(entries(), max_size=12))
def test_another_reader_sees_the_same_records(typed: list[Entry]) -> None:
    zone = accepted(typed)
    found = dns.zone.from_text(written(zone), relativize=False, origin=f"{DOMAIN}.")
    seen = sum(
        len(rdataset) for _name, rdataset in found.iterate_rdatasets() if rdataset.rdtype != dns.rdatatype.SOA
    )
    assert seen == 2 + sum(each.type != "URL" for each in zone)


def test_a_nameserver_without_an_address_is_named() -> None:
    own = domain(nameservers=("ns1.studio.example", "ns2.other.test"))
    assert "; ns1.studio.example has no address here" in zone_file(own, [], serial=1)
    known = records([Entry("ns1", "A", "192.0.2.1")])
    assert "no address" not in zone_file(own, known, serial=1)
    assert "IN SOA" not in zone_file(domain(nameservers=()), known, serial=1)


@pytest.mark.external("named-checkzone")
def test_bind_accepts_what_we_write(tmp_path: Path) -> None:
    def check(zone: list[Entry]) -> None:
        path = tmp_path / "zone"
        path.write_text(written(zone))
        asked = [
            "named-checkzone",
            "-i",
            "local",
            "-k",
            "fail",
            "-n",
            "fail",
            "-m",
            "fail",
            DOMAIN,
            str(path),
        ]
        said = subprocess.run(asked, capture_output=True, text=True, check=False)
        assert said.returncode == 0, said.stdout + written(zone)

    check(whole_zone())

    @given(st.lists(entries(), max_size=12))
    def anything(typed: list[Entry]) -> None:
        check(accepted(typed))

    anything()


@pytest.mark.external("named-compilezone")
@pytest.mark.parametrize("style", ["full", "relative"])
def test_what_bind_writes_is_read_the_same(tmp_path: Path, style: str) -> None:
    zone = [each for each in whole_zone() if each.type != "URL"]
    path, out = tmp_path / "zone", tmp_path / "out"
    path.write_text(written(zone))
    asked = ["named-compilezone", "-i", "local", "-s", style, "-o", str(out), DOMAIN, str(path)]
    subprocess.run(asked, capture_output=True, check=True)
    assert set(read_back(out.read_text())) == set(zone)


def test_a_file_as_others_write_it() -> None:
    text = """\
; a comment
$TTL 1h
@   IN SOA ns1.old.test. root.old.test. (
        2024010101 ; serial
        7200 3600 1209600 3600 )
    IN NS ns1.old.test.
    NS ns2.old.test.
    300 IN MX 10 mail
WWW     CNAME @
mail    IN 2h A 192.0.2.1
        A 192.0.2.2
$ORIGIN _tcp.studio.example.
_sip    SRV 1 2 5060 sip.other.test.
$ORIGIN studio.example.
long    TXT ( "one; two " "three" ) ; the end
q       TXT unquoted
"""
    found = read_zone_file(text.replace("\n", "\r\n").encode("utf-8-sig"), DOMAIN)
    assert not found.errors, found.errors
    assert [each.line for each in found.notes] == [3, 6, 7]
    assert [(each.line, checked(each.entry)) for each in found.records] == [
        (8, Entry("@", "MX", "mail.studio.example", 10, 300)),
        (9, Entry("www", "CNAME", "studio.example")),
        (10, Entry("mail", "A", "192.0.2.1", None, 7200)),
        (11, Entry("mail", "A", "192.0.2.2")),
        (13, Entry("_sip._tcp", "SRV", "2 5060 sip.other.test", 1)),
        (15, Entry("long", "TXT", "one; two three")),
        (16, Entry("q", "TXT", "unquoted")),
    ]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("$INCLUDE /etc/passwd", "no other file is read"),
        ("$GENERATE 1-1000000 host$ A 192.0.2.$", "one by one"),
        ("$NONSENSE x", "can't be understood"),
        ("www CH A 192.0.2.1", "class IN"),
        ("www.other.test. A 192.0.2.1", "outside of the domain"),
        ("www A 192.0.2.300", "can't be read"),
        ("www A", "can't be read"),
        ("www PTR x.example.", "PTR"),
        ("www NOTYPE x", "can't be read"),
        ('www TXT "open', "quotation mark"),
        ("www TXT ( a", "never closed"),
        ("www TXT a )", "parenthesis"),
        ('www TXT "\\255"', "UTF-8"),
        ("  A 192.0.2.1", "no name"),
        (f"{'a' * 64} A 192.0.2.1", "can't be read"),
        ("www", "can't be read"),
    ],
)
def test_what_cannot_be_taken_is_said_with_its_line(line: str, words: str) -> None:
    found = read_zone_file(f"; first\n\n{line}\n".encode(), DOMAIN)
    assert [each.line for each in found.errors] == [3]
    assert words in found.errors[0].text.render() or (
        words == "can't be read" and "no type" in found.errors[0].text.render()
    )
    assert not found.records


def test_limits_and_no_text_at_all() -> None:
    for content in (b"x" * (LARGEST + 1), b"\n" * (MOST_LINES + 1), b"\xff\xfe\x00", "я".encode("cp1251")):
        found = read_zone_file(content, DOMAIN)
        assert [each.line for each in found.errors] == [0]
    assert read_zone_file(b"", DOMAIN).errors == []


@given(
    st.one_of(
        st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))
    )
)
def test_no_file_breaks_the_reader(content: bytes) -> None:
    found = read_zone_file(content, DOMAIN)
    for each in found.records:
        with suppress(Invalid, ValueError):
            checked(each.entry)
    assert all(each.text.render() for each in (*found.errors, *found.notes))
