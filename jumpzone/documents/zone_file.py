"""Zone files: the records of a domain as nameservers read them (RFC 1035, section 5), written and read back.

Reading goes line by line, so that everything that is wrong with a file is said at once. What is in a file is data: no
other file is read because of it, and nothing in it is expanded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from jumpzone.i18n import T_, Text
from jumpzone.model.dns import TTL, Entry, entry_of, full_name, rdata_text
from jumpzone.model.dns_zone import homeless_servers
from jumpzone.model.fields import DNS_TYPES
from jumpzone.model.records import DnsRecord, Domain, values_of

if TYPE_CHECKING:
    from dns.name import Name

__all__ = ["LARGEST", "MOST_LINES", "Line", "Said", "ZoneFile", "read_zone_file", "zone_file"]

LARGEST: Final = 1024**2
"""Bytes of a zone file."""

MOST_LINES: Final = 20_000
"""Lines of a zone file."""

_ORDER: Final = {
    type_: at for at, type_ in enumerate(("NS", "A", "AAAA", "CNAME", "MX", "TXT", "SRV", "CAA"))
}
_REDIRECTION: Final = re.compile(r"\s*;\s*URL\s+(\S+)\s+([0-9]{1,9})\s+(\S+)\s*")
"""How a redirection, which is no record of the DNS, stands in a zone file."""

_SIGNATURES: Final = frozenset({"RRSIG", "DNSKEY", "NSEC", "NSEC3", "NSEC3PARAM", "CDS", "CDNSKEY"})
_CLASSES: Final = frozenset({"IN", "CH", "HS", "CS", "ANY", "NONE"})


# Writing


def zone_file(domain: Domain, records: Iterable[DnsRecord], *, serial: int) -> str:
    """Write a zone file: names in full, sorted; the same records give the same file.

    Args:
        domain: The domain; its nameservers make the SOA and NS records of the zone.
        records: Its records.
        serial: The zone's serial number, which grows with every change.

    Returns:
        The file's text. Redirections stand in it as comments, which :func:`read_zone_file` understands.
    """
    origin = f"{domain.name}."
    rows = [f"$ORIGIN {origin}", f"$TTL {TTL}"]
    servers = [f"{each.rstrip('.')}." for each in domain.nameservers]
    if servers:
        times = "7200 1800 1209600 3600"
        rows.append(f"{origin} {TTL} IN SOA {servers[0]} hostmaster.{origin} {serial % 2**32} {times}")
        rows += [f"{origin} {TTL} IN NS {each}" for each in servers]
    else:
        rows.append("; This domain has no nameservers, so SOA and NS are left out.")
    known = list(records)
    entries = (entry_of(values_of(each)) for each in known)
    for server in homeless_servers(domain.name, domain.nameservers, entries):
        rows.append(
            f"; {server} has no address here: it needs an A or AAAA record before the zone can be used."
        )
    for each in sorted(known, key=_place):
        if each.type == "URL":
            rows.append(f"; URL {full_name(each.host, origin)} {each.ttl} {each.value}")
            continue
        data = rdata_text(each.type, each.value, each.priority)
        rows.append(f"{full_name(each.host, origin)} {each.ttl} IN {each.type} {data}")
    return "".join(f"{row}\n" for row in rows)


def _place(record: DnsRecord) -> tuple[list[str], int, int, str]:
    labels = [] if record.host == "@" else record.host.split(".")[::-1]
    return labels, _ORDER.get(record.type, len(_ORDER)), record.priority or 0, record.value


# Reading


@dataclass(frozen=True, slots=True)
class Said:
    """A word on a line of a file.

    Attributes:
        line: Counted from 1; 0 for the whole file.
        text: What is to be said.
    """

    line: int
    text: Text


@dataclass(frozen=True, slots=True)
class Line:
    """A record that stands in a file; its values have still to pass the rules.

    Attributes:
        line: Counted from 1.
        entry: What it says; the host is the full name with the last dot.
    """

    line: int
    entry: Entry


@dataclass(slots=True)
class ZoneFile:
    """What was found in a file.

    Attributes:
        records: In the order of the file.
        errors: What can't be read or taken.
        notes: What was left aside, and why.
    """

    records: list[Line] = field(default_factory=list)
    errors: list[Said] = field(default_factory=list)
    notes: list[Said] = field(default_factory=list)


def read_zone_file(content: bytes, domain: str) -> ZoneFile:
    """Read a zone file of a domain.

    Args:
        content: The file.
        domain: The domain's name, as it is kept; names without a dot at the end are below it.

    Returns:
        What was found; nothing raises, however broken the file is.
    """
    found = ZoneFile()
    if len(content) > LARGEST:
        found.errors.append(Said(0, T_("A zone file can have {limit} KB at most.", limit=LARGEST // 1024)))
        return found
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        found.errors.append(Said(0, T_("This file is no text in UTF-8.")))
        return found
    text = text.replace("\r\n", "\n")
    if text.count("\n") > MOST_LINES:
        found.errors.append(Said(0, T_("A zone file can have {n} lines at most.", n=MOST_LINES)))
        return found
    _Reader(domain, found).read(text)
    return found


class _Reader:
    """Goes through the lines of one file."""

    def __init__(self, domain: str, found: ZoneFile) -> None:
        import dns.name  # late: only who reads a zone file needs it

        self._domain = dns.name.from_text(domain)
        self._origin: Name | None = self._domain
        self._owner: Name | None = None
        self._ttl: int | None = None
        self._last_ttl: int | None = None
        self._found = found

    def read(self, text: str) -> None:
        import dns.exception  # late: see above

        for number, line in _logical_lines(text, self._found):
            redirection = _REDIRECTION.fullmatch(line)
            try:
                if redirection is not None:
                    self._redirection(number, *redirection.groups())
                elif line.lstrip().startswith("$"):
                    self._directive(number, line)
                else:
                    self._record(number, line)
            except (dns.exception.DNSException, ValueError) as problem:
                self._refuse(number, T_("This can't be read: {reason}", reason=_reason(problem)))

    def _refuse(self, number: int, text: Text) -> None:
        self._found.errors.append(Said(number, text))

    def _name(self, text: str) -> Name:
        import dns.name  # late: see above

        codec = dns.name.IDNA_2008_Practical
        if text == "@":
            if self._origin is None:
                raise ValueError("@")
            return self._origin
        return dns.name.from_text(text, self._origin, codec)

    def _directive(self, number: int, line: str) -> None:
        import dns.ttl  # late: see above

        parts = line.split()
        match parts[0].upper():
            case "$ORIGIN" if len(parts) == 2:
                self._origin = self._name(parts[1])
            case "$TTL" if len(parts) == 2:
                self._ttl = dns.ttl.from_text(parts[1])
            case "$INCLUDE":
                self._refuse(
                    number, T_("$INCLUDE is not followed: no other file is read. Put its lines here.")
                )
            case "$GENERATE":
                self._refuse(number, T_("$GENERATE is not carried out. Write its records one by one."))
            case _:
                name = parts[0][:40]
                self._refuse(number, T_("The directive {name} can't be understood.", name=name))

    def _redirection(self, number: int, host: str, ttl: str, value: str) -> None:
        entry = Entry(self._name(host).to_text(), "URL", value, None, int(ttl))
        self._found.records.append(Line(number, entry))

    def _record(self, number: int, line: str) -> None:
        import dns.rdatatype  # late: see above
        import dns.tokenizer
        import dns.ttl

        inherits = line[0].isspace()
        reader = dns.tokenizer.Tokenizer(line)
        if inherits:
            owner = self._owner
        else:
            owner = self._owner = self._name(reader.get().value)
        if owner is None:
            self._refuse(number, T_("This line has no name, and none stands before it."))
            return
        ttl, class_ = None, "IN"
        token = reader.get()
        for _part in range(2):
            word = token.value.upper()
            if word in _CLASSES:
                class_ = word
            elif word[:1].isdigit():
                ttl = dns.ttl.from_text(token.value)
            else:
                break
            token = reader.get()
        type_ = token.value.upper()
        if class_ != "IN":
            self._refuse(number, T_("Only records of the class IN can be taken, not {name}.", name=class_))
            return
        if not token.is_identifier():
            self._refuse(number, T_("This line has no type."))
            return
        dns.rdatatype.from_text(type_)
        if ttl is None:
            ttl = self._ttl if self._ttl is not None else self._last_ttl
        elif self._ttl is None:
            self._last_ttl = ttl
        self._take(number, owner, type_, TTL if ttl is None else ttl, reader)

    def _take(self, number: int, owner: Name, type_: str, ttl: int, reader: object) -> None:
        import dns.rdata  # late: see above
        import dns.tokenizer

        assert isinstance(reader, dns.tokenizer.Tokenizer)
        if not owner.is_subdomain(self._domain):
            name = owner.to_text(omit_final_dot=True)[:80]
            self._refuse(number, T_("{name} lies outside of the domain.", name=name))
            return
        data = dns.rdata.from_text("IN", type_, reader, self._origin, relativize=False)
        notes = self._found.notes
        if type_ == "SOA":
            notes.append(Said(number, T_("The SOA record is left aside: our nameservers make their own.")))
        elif type_ == "NS" and owner == self._domain:
            notes.append(
                Said(
                    number,
                    T_("Nameservers of the domain itself are left aside: they are set with the domain."),
                )
            )
        elif type_ in _SIGNATURES:
            text = T_("{type} is left aside: signatures are made by the nameservers.", type=type_)
            notes.append(Said(number, text))
        elif type_ not in DNS_TYPES:
            text = T_("Records of the type {type} are not offered here.", type=type_[:20])
            self._refuse(number, text)
        else:
            value, priority = _said(type_, data)
            self._found.records.append(
                Line(number, Entry(owner.to_text().lower(), type_, value, priority, ttl))
            )


def _said(type_: str, data: object) -> tuple[str, int | None]:
    """Return value and priority of a record's data, in the form that the rules take."""

    def name(given: object) -> str:
        assert isinstance(given, dns.name.Name)
        return "." if given == dns.name.root else given.to_text(omit_final_dot=True)

    import dns.name  # late: see above
    import dns.rdtypes.ANY.MX
    import dns.rdtypes.ANY.TXT
    import dns.rdtypes.IN.SRV

    match data:
        case dns.rdtypes.ANY.MX.MX():
            return name(data.exchange), data.preference
        case dns.rdtypes.IN.SRV.SRV():
            return f"{data.weight} {data.port} {name(data.target)}", data.priority
        case dns.rdtypes.ANY.TXT.TXT():
            raw = b"".join(data.strings)
            try:
                text = raw.decode()
            except UnicodeDecodeError as problem:
                raise ValueError("the text is not UTF-8") from problem
            return text, None
    text = str(data.to_text())  # type: ignore[attr-defined]
    return (text.removesuffix(".") if type_ in ("CNAME", "NS") else text), None


def _reason(problem: Exception) -> str:
    """What the library says of it, in a line."""
    return " ".join(str(problem).split())[:160] or type(problem).__name__


def _logical_lines(text: str, found: ZoneFile) -> Iterator[tuple[int, str]]:
    """Put lines together that parentheses hold together, and leave out empty ones and comments.

    A comment that may be one of ours is handed on.
    """
    parts: list[str] = []
    begun, depth = 0, 0
    for number, line in enumerate(text.split("\n"), 1):
        if depth == 0:
            begun, parts = number, []
            if line.lstrip().startswith(";"):
                if _REDIRECTION.fullmatch(line):
                    yield number, line
                continue
        opened, kept, quoted = _scan(line)
        parts.append(kept)
        depth += opened
        if quoted or depth < 0:
            text_ = (
                T_("A quotation mark is missing here.") if quoted else T_("A parenthesis is missing here.")
            )
            found.errors.append(Said(number, text_))
            depth = 0
        elif depth == 0 and any(part.strip() for part in parts):
            yield begun, " ".join(parts)
    if depth > 0:
        found.errors.append(Said(begun, T_("The parenthesis that is opened here is never closed.")))


def _scan(line: str) -> tuple[int, str, bool]:
    """Return how many parentheses a line leaves open, the line without them and its comment, and an open quote."""
    depth, kept, quoted, at = 0, [], False, 0
    while at < len(line):
        char = line[at]
        if char == "\\" and at + 1 < len(line):
            kept.append(line[at : at + 2])
            at += 2
            continue
        if char == '"':
            quoted = not quoted
        if not quoted and char == ";":
            break
        if not quoted and char in "()":
            depth += 1 if char == "(" else -1
            char = " "
        kept.append(char)
        at += 1
    return depth, "".join(kept), quoted
