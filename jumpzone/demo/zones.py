"""The DNS records of the samples' domains: a web site and mail with us, here and there something of one's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from jumpzone.demo.catalogue import ADDRESSES
from jumpzone.demo.dice import Dice
from jumpzone.model.dns import MANAGEABLE, Entry
from jumpzone.model.dns_zone import zone_problems
from jumpzone.model.records import DnsRecord, Domain

__all__ = ["zone_records"]

_MAIL: Final = "mail.jumpzone.example"
_SPF: Final = "v=spf1 include:_spf.jumpzone.example -all"
_DMARC: Final = "v=DMARC1; p=quarantine; rua=mailto:postmaster@{domain}"
_KEY: Final = "v=DKIM1; k=rsa; p="
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def zone_records(dice: Dice, domains: Iterable[Domain]) -> tuple[DnsRecord, ...]:
    """Return the records of every domain that is in our hands; the first one has some of every type."""
    found: list[DnsRecord] = []
    for at, domain in enumerate(each for each in domains if each.status in MANAGEABLE):
        entries = list(_usual(dice, domain))
        if at == 0:
            entries += _of_every_type(dice, domain)
        elif at % 5 == 3:
            # Parked: it only leads to the first one.
            entries = [Entry("@", "URL", "https://www.studio.example/"), Entry("@", "MX", ".", 0)]
        inside = (server for server in domain.nameservers if server.endswith(f".{domain.name}"))
        for n, server in enumerate(inside, 1):
            entries.append(Entry(server.removesuffix(f".{domain.name}"), "A", f"203.0.113.{n}"))
        assert not list(zone_problems(domain.name, {str(n): each for n, each in enumerate(entries)}))
        for each in entries:
            made = dice.after(domain.created_at, 20, 600)
            made = min(made, dice.at(dice.yesterday))
            found.append(
                DnsRecord(
                    id=dice.id(made),
                    created_at=made,
                    updated_at=made,
                    domain=domain.id,
                    host=each.host,
                    type=each.type,
                    value=each.value,
                    priority=each.priority,
                    ttl=each.ttl,
                )
            )
    return tuple(found)


def _usual(dice: Dice, domain: Domain) -> Iterator[Entry]:
    last = dice.random.randrange(10, 250)
    yield Entry("@", "A", f"{dice.random.choice(ADDRESSES)}{last}")
    if dice.chance(60):
        yield Entry("@", "AAAA", f"2001:db8::{last:x}")
    yield Entry("www", "CNAME", domain.name)
    yield Entry("@", "MX", _MAIL, 10)
    yield Entry("@", "TXT", _SPF)
    yield Entry("_dmarc", "TXT", _DMARC.format(domain=domain.name))


def _of_every_type(dice: Dice, domain: Domain) -> Iterator[Entry]:
    key = "".join(dice.random.choice(_LETTERS) for _n in range(392))
    yield Entry("@", "MX", "backup.jumpzone.example", 20)
    yield Entry("@", "CAA", '0 issue "ca.example"')
    yield Entry("jz1._domainkey", "TXT", f"{_KEY}{key}")
    yield Entry("mail", "CNAME", _MAIL)
    yield Entry("shop", "A", "203.0.113.40", None, 600)
    yield Entry("*.shop", "CNAME", f"shop.{domain.name}", None, 600)
    yield Entry("lab", "NS", "ns1.cables.example", None, 86_400)
    yield Entry("lab", "NS", "ns2.cables.example", None, 86_400)
    yield Entry("_sip._tcp", "SRV", "5 5060 sip.cables.example", 10)
    yield Entry("portfolio", "URL", f"https://www.{domain.name}/work", None, 600)
