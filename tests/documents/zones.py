"""Domains and records to write zone files of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from hypothesis import strategies as st

from jumpzone.errors import Invalid
from jumpzone.model.dns import Entry, entry_of
from jumpzone.model.dns_zone import zone_problems
from jumpzone.model.records import DnsRecord, Domain
from jumpzone.model.rules.dns import check_entry
from jumpzone.model.rules.values import Refusals
from jumpzone.model.text import clean

NOW = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
DOMAIN = "studio.example"


def domain(name: str = DOMAIN, **fields: object) -> Domain:
    values = {
        "id": "d",
        "created_at": NOW,
        "updated_at": NOW,
        "name": name,
        "status": "active",
        "amount": 1500,
        "currency": "EUR",
        "nameservers": ("ns1.jumpzone.example", "ns2.jumpzone.example"),
    }
    return Domain(**{**values, **fields})  # type: ignore[arg-type]


def records(entries: Iterable[Entry]) -> list[DnsRecord]:
    return [
        DnsRecord(
            id=f"r{at}",
            created_at=NOW,
            updated_at=NOW,
            domain="d",
            host=each.host,
            type=each.type,
            value=each.value,
            priority=each.priority,
            ttl=each.ttl,
        )
        for at, each in enumerate(entries)
    ]


def checked(entry: Entry, name: str = DOMAIN) -> Entry:
    """The entry as it would be kept.

    Raises:
        Invalid: The rules refuse it.
    """
    values = {field: getattr(entry, field) for field in ("host", "type", "value", "priority", "ttl")}
    values["value"] = clean(entry.value)
    refusals = Refusals()
    check_entry(values, name, refusals)
    if refusals:
        raise Invalid(fields=refusals.errors)
    return entry_of(values)


def accepted(entries: Iterable[Entry], name: str = DOMAIN) -> list[Entry]:
    """Those of the entries that a zone takes one after another."""
    kept: dict[str, Entry] = {}
    for at, each in enumerate(entries):
        try:
            entry = checked(each, name)
        except (Invalid, ValueError):
            continue
        if not list(zone_problems(name, {**kept, str(at): entry})):
            kept[str(at)] = entry
    return list(kept.values())


_LABELS = st.one_of(
    st.sampled_from(
        ["www", "mail", "*", "_dmarc", "_sip", "_tcp", "пример", "xn--e1afmkfd", "a", "b-c", "1"]
    ),
    st.text(max_size=8),
)
HOSTS = st.one_of(st.just("@"), st.lists(_LABELS, min_size=1, max_size=3).map(".".join), st.text(max_size=12))
_TARGETS = st.one_of(
    st.sampled_from(
        ["mail.studio.example", "www.studio.example", "@", ".", "ns.other.test", "пример.example"]
    ),
    st.lists(_LABELS, min_size=1, max_size=4).map(".".join),
)
_NUMBERS = st.integers(-2, 70_000)
_TEXTS = st.one_of(
    st.text(max_size=700),
    st.sampled_from(['"v=spf1 -all"', '"a" "b"', '\\"', '"\\""', "я" * 300, 'say "hi"; \\000', '"\\200"']),
)
_VALUES = {
    "A": st.one_of(st.ip_addresses(v=4).map(str), st.text(max_size=15)),
    "AAAA": st.one_of(st.ip_addresses(v=6).map(str), st.text(max_size=15)),
    "CNAME": _TARGETS,
    "MX": _TARGETS,
    "NS": _TARGETS,
    "TXT": _TEXTS,
    "SRV": st.tuples(_NUMBERS, _NUMBERS, _TARGETS).map(lambda parts: " ".join(map(str, parts))),
    "CAA": st.one_of(
        st.tuples(
            st.sampled_from(["0", "128", "1"]),
            st.sampled_from(["issue", "ISSUE", "iodef", "x"]),
            st.one_of(
                st.text(max_size=20), st.sampled_from(['"letsencrypt.org; a=b"', '"mailto:a@b.example"'])
            ),
        ).map(" ".join),
        st.text(max_size=20),
    ),
    "URL": st.one_of(
        st.sampled_from(
            [
                "https://studio.example/a?b=;c",
                "http://192.0.2.1:8080",
                "ftp://x.example",
                "https://u:p@x.example",
            ]
        ),
        st.text(max_size=30).map(lambda text: f"https://x.example/{text}"),
    ),
}


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """Something that somebody might type, right or wrong."""
    type_ = draw(st.sampled_from(sorted(_VALUES)))
    host = draw(st.just("_sip._tcp") if type_ == "SRV" and draw(st.booleans()) else HOSTS)
    priority = draw(st.one_of(st.none(), _NUMBERS)) if type_ not in ("MX", "SRV") else draw(_NUMBERS)
    priority = None if type_ not in ("MX", "SRV") and draw(st.booleans()) else priority
    ttl = draw(st.one_of(st.sampled_from([3600, 60, 604_800]), st.integers(0, 700_000)))
    return Entry(host, type_, draw(_VALUES[type_]), priority, ttl)
