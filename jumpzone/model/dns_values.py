"""What the fields of a DNS record may hold, by its type; said in words for people, beside the field.

A DNS library has the last word on every value; it is loaded when there is one to look at.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from jumpzone.i18n import T_, Text
from jumpzone.model.dns import APEX, LONGEST_TTL, SHORTEST_TTL, WITH_PRIORITY, rdata_text
from jumpzone.model.names import check_host
from jumpzone.model.text import FieldRefused

__all__ = ["check_owner", "check_priority", "check_ttl", "check_value"]

_HOST_NAMES: Final = ("A", "AAAA", "MX")
"""Types whose owner is a host, so has no underscore (RFC 1123, section 2.1)."""

_LONGEST_NAME: Final = 253
_LABEL: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_ADDRESS: Final = re.compile(r"[0-9]+(?:\.[0-9]+){3}|\[?[0-9a-fA-F]*:[0-9a-fA-F:.]*\]?")
_CAA: Final = re.compile(r'([0-9]{1,3})\s+([A-Za-z0-9]+)\s+(?:"([^"\\]*)"|([^\s"\\]+))')
_CAA_TAGS: Final = ("issue", "issuewild", "issuemail", "issuevmc", "iodef", "contactemail", "contactphone")
_QUOTED: Final = re.compile(r'(?:"(?:[^"\\]|\\.)*"\s*)+')
_STRING: Final = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ESCAPED: Final = re.compile(r"\\([0-9]{3}|.)")


def check_owner(raw: str, type_: str, domain: str) -> str:
    """Return the host of a record as it is kept.

    Args:
        raw: ``@``, a name relative to the domain, or a full name inside it; ``*`` may stand first.
        type_: The record's type.
        domain: The domain, as it is kept.

    Raises:
        FieldRefused: It can't be used; the reason says what is wrong.
    """
    text = raw.strip().lower()
    absolute = text.endswith(".") and text != "."
    text = text.removesuffix(".") if absolute else text
    if text in ("", APEX):
        return _checked_owner(APEX, type_)
    labels = _labels(text)
    name = ".".join(labels)
    if name == domain:
        return _checked_owner(APEX, type_)
    if name.endswith(f".{domain}"):
        name = name.removesuffix(f".{domain}")
        if name == domain or name.endswith(f".{domain}"):
            raise FieldRefused("host-twice", T_("The name of the domain stands in this name twice."))
    elif absolute:
        raise FieldRefused(
            "host-outside", T_("{name} lies outside of {domain}.", name=_short(name), domain=domain)
        )
    if len(name) + 1 + len(domain) > _LONGEST_NAME:
        raise FieldRefused("name-long", T_("This name is longer than {n} characters.", n=_LONGEST_NAME))
    return _checked_owner(name, type_)


def _checked_owner(host: str, type_: str) -> str:
    if type_ in _HOST_NAMES and "_" in host:
        raise FieldRefused(
            "host-underscore",
            T_("The name of a host has no underscore; only TXT, SRV and CNAME may have it."),
        )
    if type_ == "SRV" and not re.match(r"_[^.]+\._[^.]+(\.|$)", host):
        raise FieldRefused(
            "host-service",
            T_("Write service and protocol first, each with an underscore, such as _sip._tcp."),
        )
    if type_ == "NS" and host.startswith("*"):
        raise FieldRefused("host-wildcard", T_("An NS record can't stand at a wildcard."))
    if type_ == "CNAME" and host == APEX:
        raise FieldRefused(
            "cname-apex",
            T_("The domain itself can't be an alias: it has nameservers. Use an address or a redirection."),
        )
    if type_ == "NS" and host == APEX:
        raise FieldRefused(
            "ns-apex", T_("The nameservers of the domain itself are set with the domain, not here.")
        )
    return host


def _labels(text: str) -> list[str]:
    labels = []
    for at, label in enumerate(re.split("[.\u3002\uff0e\uff61]", text)):
        if label == "*":
            if at:
                raise FieldRefused("host-wildcard", T_("A * can only stand at the beginning, before a dot."))
            labels.append(label)
        elif label.isascii():
            labels.append(_ascii_label(label))
        else:
            labels.append(_unicode_label(label))
    return labels


def _ascii_label(label: str) -> str:
    if not label:
        raise FieldRefused("name-dots", T_("Here a dot stands at the beginning, or two in a row."))
    if len(label) > 63:
        raise FieldRefused("label-long", T_("Between two dots stand 63 characters at most."))
    if not _LABEL.fullmatch(label):
        raise FieldRefused(
            "name-characters",
            T_(
                "“{label}”: letters, digits, hyphens and underscores can be used, no hyphen at the edge.",
                label=_short(label),
            ),
        )
    return _unicode_label(label) if label.startswith("xn--") else label


def _unicode_label(label: str) -> str:
    import idna  # late: most names are ASCII

    try:
        encoded: str = idna.encode(label, uts46=True, transitional=False).decode("ascii")
    except idna.IDNAError as problem:
        raise FieldRefused(
            "name-unicode", T_("“{label}” has characters that no name may have.", label=_short(label))
        ) from problem
    if not encoded or "." in encoded:
        raise FieldRefused(
            "name-unicode", T_("“{label}” has characters that no name may have.", label=_short(label))
        )
    return encoded


def check_value(type_: str, raw: str, domain: str) -> str:
    """Return the value of a record as it is kept.

    Args:
        type_: The record's type.
        raw: As it was typed or read.
        domain: The domain, for ``@`` as a target.

    Raises:
        FieldRefused: It can't be used; the reason says what is wrong.
    """
    text = raw.strip()
    match type_:
        case "A" | "AAAA":
            value = _address(type_, text)
        case "CNAME":
            value = _alias(text, domain)
        case "MX":
            value = "." if text == "." else _target(text, domain)
        case "NS":
            value = _target(text, domain)
        case "TXT":
            value = _text(text)
        case "SRV":
            value = _service(text, domain)
        case "CAA":
            value = _authority(text)
        case "URL":
            return _url(text)
        case _:
            raise FieldRefused("type", T_("There is no such type of record here."))
    _ask_library(type_, value)
    return value


def _address(type_: str, text: str) -> str:
    import dns.exception  # late: it costs more than all of this module
    import dns.ipv4
    import dns.ipv6

    try:
        if type_ == "A":
            return str(dns.ipv4.canonicalize(text))
        return str(dns.ipv6.canonicalize(text))
    except (dns.exception.DNSException, ValueError) as problem:
        if type_ == "A":
            reason = T_("Write an IPv4 address: four numbers up to 255, such as 192.0.2.10.")
        else:
            reason = T_("Write an IPv6 address, such as 2001:db8::10.")
        raise FieldRefused("ip-address", reason) from problem


def _no_address(text: str) -> None:
    if _ADDRESS.fullmatch(text):
        raise FieldRefused(
            "target-address",
            T_("This is an IP address. Write the name of a host here, such as mail.studio.example."),
        )


def _target(text: str, domain: str) -> str:
    """The full name of a host."""
    if text == APEX:
        return domain
    _no_address(text)
    return check_host(text)


def _alias(text: str, domain: str) -> str:
    """A full name that need not be a host's: keys for signed mail lie under names with underscores."""
    if text == APEX:
        return domain
    _no_address(text)
    if not text:
        raise FieldRefused("name-empty", T_("Write a host name, such as www.studio.example."))
    labels = _labels(text.lower().removesuffix("."))
    if len(labels) < 2 or labels[0] == "*":
        raise FieldRefused("name-dot", T_("Write the full name, such as www.studio.example."))
    name = ".".join(labels)
    if len(name) > _LONGEST_NAME:
        raise FieldRefused("name-long", T_("This name is longer than {n} characters.", n=_LONGEST_NAME))
    return name


def _text(text: str) -> str:
    if _QUOTED.fullmatch(text):
        # As it stands in zone files: one or several strings between quotation marks.
        text = "".join(_unescaped(part) for part in _STRING.findall(text)).strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        raise FieldRefused("quotes", T_("Write the text without quotation marks around it."))
    if not text:
        raise FieldRefused("empty", T_("Write the text of the record."))
    return text


def _unescaped(part: str) -> str:
    raw = bytearray()
    at = 0
    for found in _ESCAPED.finditer(part):
        raw += part[at : found.start()].encode()
        code = found[1]
        if code.isdigit() and len(code) == 3:
            if int(code) > 255:
                raise FieldRefused("escape", T_("{code} is no byte.", code=f"\\{code}"))
            raw.append(int(code))
        else:
            raw += code.encode()
        at = found.end()
    raw += part[at:].encode()
    try:
        return raw.decode()
    except UnicodeDecodeError as problem:
        raise FieldRefused("not-utf-8", T_("This text is not UTF-8.")) from problem


def _service(text: str, domain: str) -> str:
    parts = text.split()
    if len(parts) != 3:
        raise FieldRefused("srv", T_("Write weight, port and target, such as 5 5060 sip.studio.example."))
    weight, port = (
        _number(each, name) for each, name in zip(parts, (T_("weight"), T_("port")), strict=False)
    )
    target = "." if parts[2] == "." else _target(parts[2], domain)
    return f"{weight} {port} {target}"


def _number(text: str, what: Text) -> int:
    if not re.fullmatch("[0-9]{1,5}", text) or int(text) > 65_535:
        raise FieldRefused("srv", T_("The {what} is a number from 0 to 65535.", what=what))
    return int(text)


def _authority(text: str) -> str:
    found = _CAA.fullmatch(text)
    if found is None:
        raise FieldRefused("caa", T_('Write flag, property and value, such as 0 issue "letsencrypt.org".'))
    flags, tag, value = int(found[1]), found[2].lower(), found[3] if found[3] is not None else found[4]
    if flags not in (0, 128):
        raise FieldRefused("caa", T_("The flag is 0, or 128 for what has to be understood."))
    if tag not in _CAA_TAGS:
        raise FieldRefused("caa", T_("The property is one of these: {names}", names=", ".join(_CAA_TAGS)))
    if not (value.isascii() and value.isprintable()) or len(value) > 1000:
        raise FieldRefused("caa", T_("The value is made of Latin letters, digits and signs."))
    if tag == "iodef" and not re.match("(?i:mailto|https?):", value):
        raise FieldRefused("caa", T_("Reports go to an address that begins with mailto: or https:."))
    return f'{flags} {tag} "{value}"'


def _url(text: str) -> str:
    wrong = T_("Write where it leads to, beginning with https:// or http://.")
    if not text.isprintable() or any(char.isspace() for char in text) or len(text) > 2000:
        raise FieldRefused("url", wrong)
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname or "", parts.port
    except ValueError as problem:
        raise FieldRefused("url", wrong) from problem
    if parts.scheme.lower() not in ("http", "https") or not host:
        raise FieldRefused("url", wrong)
    if parts.username is not None or parts.password is not None:
        raise FieldRefused("url-user", T_("Leave out user name and password: everybody would see them."))
    if not _ADDRESS.fullmatch(host):
        check_host(host)
    return text


def check_priority(type_: str, priority: int | None, value: str) -> int | None:
    """Return the priority of a record; what can't have one has none.

    Raises:
        FieldRefused: It is missing, or no number from 0 to 65535.
    """
    if type_ not in WITH_PRIORITY:
        if priority is not None:
            raise FieldRefused("priority", T_("Only MX and SRV records have a priority."))
        return None
    if priority is None:
        raise FieldRefused("required", T_("Give a priority; the smallest number is asked first."))
    if not 0 <= priority <= 65_535:
        raise FieldRefused("priority", T_("The priority is a number from 0 to 65535."))
    if type_ == "MX" and value == "." and priority:
        raise FieldRefused("priority", T_("“No mail here” has the priority 0."))
    return priority


def check_ttl(ttl: int | None) -> int:
    """Return a record's TTL.

    Raises:
        FieldRefused: It is too short or too long.
    """
    if ttl is None or not SHORTEST_TTL <= ttl <= LONGEST_TTL:
        raise FieldRefused(
            "ttl",
            T_("The TTL is given in seconds, from {least} to {most}.", least=SHORTEST_TTL, most=LONGEST_TTL),
        )
    return ttl


def _ask_library(type_: str, value: str) -> None:
    import dns.exception  # late: see above
    import dns.rdata

    try:
        dns.rdata.from_text("IN", type_, rdata_text(type_, value, 0)).to_wire()
    except (dns.exception.DNSException, ValueError) as problem:
        raise FieldRefused("dns-value", T_("This is no value that such a record can have.")) from problem


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
