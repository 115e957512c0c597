"""Records of a domain's zone: what each type may hold, and what has to hold between them.

What is kept is in one form only: small letters and A-labels, ``host`` relative to the domain (``@`` is the domain
itself), targets in full without the last dot, addresses as a DNS library writes them, a TXT record's text in one
piece. The library has the last word on every value; it is loaded when there is one to look at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

__all__ = [
    "APEX",
    "LONGEST_TTL",
    "MANAGEABLE",
    "MOST_RECORDS",
    "SHORTEST_TTL",
    "TTL",
    "WITH_PRIORITY",
    "Entry",
    "entry_of",
    "full_name",
    "rdata_text",
    "txt_strings",
]

APEX: Final = "@"
"""The host that is the domain itself."""

TTL: Final = 3600
"""Seconds that others may keep a record, where nothing else is said."""
SHORTEST_TTL: Final = 60
LONGEST_TTL: Final = 604_800

MOST_RECORDS: Final = 1000
"""Records of one domain."""

WITH_PRIORITY: Final = ("MX", "SRV")
MANAGEABLE: Final = frozenset({"pending", "pending_registration", "pending_transfer", "active", "grace"})
"""States of a domain in which its records can be changed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a record says, whoever keeps it.

    Attributes:
        host: Relative to the domain.
        type: Its type.
        value: In the form that is kept.
        priority: Of MX and SRV; None for others.
        ttl: In seconds.
    """

    host: str
    type: str
    value: str
    priority: int | None = None
    ttl: int = TTL

    @property
    def said(self) -> tuple[str, str, str, int | None]:
        """What tells it from other records; the TTL does not."""
        return self.host, self.type, self.value, self.priority


def entry_of(values: Mapping[str, Any]) -> Entry:
    """Return the entry that a record's values make."""
    return Entry(values["host"], values["type"], values["value"], values["priority"], values["ttl"])


def full_name(host: str, domain: str) -> str:
    """Return a host's full name, without the last dot."""
    return domain if host == APEX else f"{host}.{domain}"


def txt_strings(text: str) -> list[bytes]:
    """Split a TXT record's text into strings of 255 bytes at most (RFC 1035, section 3.3)."""
    raw = text.encode()
    return [raw[at : at + 255] for at in range(0, len(raw), 255)]


def rdata_text(type_: str, value: str, priority: int | None) -> str:
    """Return a record's data as a zone file has it, with names in full; not for ``URL``."""

    def dotted(name: str) -> str:
        return name if name.endswith(".") else f"{name}."

    match type_:
        case "CNAME" | "NS":
            return dotted(value)
        case "MX":
            return f"{priority} {dotted(value)}"
        case "SRV":
            weight, port, target = value.split(" ")
            return f"{priority} {weight} {port} {dotted(target)}"
        case "TXT":
            return " ".join(f'"{_escaped(each)}"' for each in txt_strings(value))
    return value


def _escaped(raw: bytes) -> str:
    return "".join(
        f"\\{chr(byte)}" if byte in b'"\\' else chr(byte) if 32 <= byte < 127 else f"\\{byte:03}"
        for byte in raw
    )
