"""How DNS records are said on screen: what each type is for, and its values with names as people write them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from jumpzone.i18n import T_, Text
from jumpzone.model.dns import Entry, full_name
from jumpzone.model.names import to_unicode
from jumpzone.model.records import DnsRecord

__all__ = ["EXAMPLES", "HINTS", "MEANINGS", "VALUES", "shown_host", "shown_name", "shown_value"]

MEANINGS: Final[Mapping[str, Text]] = {
    "A": T_("IPv4 address of a host"),
    "AAAA": T_("IPv6 address of a host"),
    "CNAME": T_("another name for a host"),
    "MX": T_("where mail is delivered"),
    "TXT": T_("a text: who may send mail, proofs of ownership"),
    "SRV": T_("where a service runs"),
    "CAA": T_("who may issue certificates"),
    "NS": T_("nameservers of a part of the domain"),
    "URL": T_("browsers are led to another page"),
}
VALUES: Final[Mapping[str, Text]] = {
    "A": T_("IPv4 address"),
    "AAAA": T_("IPv6 address"),
    "CNAME": T_("The host's real name"),
    "MX": T_("Mail server"),
    "TXT": T_("Text"),
    "SRV": T_("Weight, port and target"),
    "CAA": T_("Flag, property and value"),
    "NS": T_("Nameserver"),
    "URL": T_("Leads to"),
}
EXAMPLES: Final[Mapping[str, str]] = {
    "A": "192.0.2.10",
    "AAAA": "2001:db8::10",
    "CNAME": "www.studio.example",
    "MX": "mail.studio.example",
    "TXT": "v=spf1 mx -all",
    "SRV": "5 5060 sip.studio.example",
    "CAA": '0 issue "ca.example"',
    "NS": "ns1.studio.example",
    "URL": "https://www.studio.example/",
}
"""Shown in the empty field."""

HINTS: Final[Mapping[str, Text]] = {
    "CNAME": T_("A full name; @ is the domain itself. Nothing else can be at this host then."),
    "MX": T_("A full name, never an IP address; a lone dot means that no mail is taken."),
    "TXT": T_("Without quotation marks around it; a long text is split for you."),
    "SRV": T_("Numbers from 0 to 65535, then the full name of the host."),
    "CAA": T_("Properties are issue, issuewild, iodef and a few others."),
    "NS": T_("A full name. The nameservers of the domain itself are set with the domain."),
    "URL": T_("Begins with https:// or http://. It stands in the place of an address."),
}


def shown_host(host: str) -> str:
    """Return a host as people write it."""
    return to_unicode(host)


def shown_name(host: str, domain: str) -> str:
    """Return a host's full name as people write it."""
    return to_unicode(full_name(host, domain))


def shown_value(record: DnsRecord | Entry) -> str:
    """Return a value with names as people write them."""
    if record.type in ("CNAME", "MX", "NS", "SRV"):
        return " ".join(to_unicode(part) for part in record.value.split(" "))
    return record.value
