"""Contacts as vCards: 4.0 is written (RFC 6350); 4.0, 3.0 (RFC 2426) and 2.1 are read.

Written here and not taken from a library: none that is kept writes 4.0, and reading is asked to say which line is
wrong and what was left out. A second library reads what this writes, in the tests.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any, Final

from jumpzone.documents.contact_files import (
    FIELDS,
    MOST,
    Entry,
    Fault,
    Found,
    categories_of,
    country_of,
    decode,
    too_many,
)
from jumpzone.errors import Refused
from jumpzone.i18n import T_, Text, translator
from jumpzone.model.fields import CATEGORIES
from jumpzone.model.ids import is_id
from jumpzone.model.records import Contact
from jumpzone.model.text import safe_text

__all__ = ["read", "write"]

NOTICES: Final = "X-JUMPZONE-NOTICES"
"""Our own property: the kinds of mail that a contact gets. CATEGORIES are other people's labels."""

PRODUCT: Final = "-//JumpZone//Client zone//EN"
"""Whose cards these are (RFC 6350, section 6.7.3)."""

WIDTH: Final = 75
"""Octets of a line, its end not counted (RFC 6350, section 3.2)."""

_URN: Final = "urn:uuid:"
_ADDRESS: Final = ("address_1", "address_2", "city", "state", "postcode", "country")

# -- writing ---------------------------------------------------------------------------------------------


def write(contacts: Iterable[Contact]) -> bytes:
    """Return contacts as a file of vCards 4.0."""
    return b"".join(_folded(line) for contact in contacts for line in _card(contact))


def _card(contact: Contact) -> Iterator[str]:
    parts = (contact.first_name, contact.middle_name, contact.last_name)
    yield "BEGIN:VCARD"
    yield "VERSION:4.0"
    yield f"PRODID:{PRODUCT}"
    yield f"UID:{_URN}{contact.id}"
    yield f"FN:{_escaped(' '.join(part for part in parts if part))}"
    yield f"N:{_joined(contact.last_name, contact.first_name, contact.middle_name, None, None)}"
    if contact.company_name:
        yield f"ORG:{_escaped(contact.company_name)}"
    yield f"EMAIL:{_escaped(contact.email)}"
    if contact.phone:
        yield f"TEL;VALUE=uri:tel:{contact.phone}"
    if any(getattr(contact, name) for name in _ADDRESS):
        # An empty first line of two keeps its place.
        street = _escaped(contact.address_1 or "")
        if contact.address_2:
            street += f",{_escaped(contact.address_2)}"
        country = translator("en").country(contact.country) if contact.country else None
        rest = _joined(contact.city, contact.state, contact.postcode, country)
        # The code beside the name: RFC 8605, section 3.1.
        code = f";CC={contact.country}" if contact.country else ""
        yield f"ADR{code}:;;{street};{rest}"
    yield f"{NOTICES}:{','.join(each for each in CATEGORIES if each in contact.notifications)}"
    yield f"REV:{contact.updated_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield "END:VCARD"


def _escaped(text: str) -> str:
    return re.sub(r"([\\,;])", r"\\\1", text).replace("\n", "\\n")


def _joined(*parts: str | None) -> str:
    return ";".join(_escaped(part or "") for part in parts)


def _folded(line: str) -> bytes:
    """Return a line in pieces of 75 octets at most, no character torn apart."""
    pieces: list[bytes] = []
    piece = b""
    for char in line:
        octets = char.encode("utf-8", "replace")
        if len(piece) + len(octets) > WIDTH:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*pieces, piece]) + b"\r\n"


# -- reading ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Line:
    """A content line: the property's name, its parameters by name, its raw value, and where it began."""

    number: int
    name: str
    params: dict[str, list[str]]
    value: str


class _Unreadable(Exception):
    """A card that can't be taken; the fault says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


def read(content: bytes) -> Found:
    """Read a file of vCards.

    A card with a line that can't be read is left out as a whole, with a fault that names the line.

    Raises:
        Refused: The file is too large, has too many cards, or none.
    """
    text, encoding = decode(content)
    entries: list[Entry] = []
    faults: list[Fault] = []
    card: list[tuple[int, str]] | None = None
    begun = 0
    seen = strayed = False
    for number, line in _unfolded(text):
        keyword = line.strip().upper()
        if keyword == "BEGIN:VCARD":
            if card is not None:
                faults.append(Fault(begun, T_("This card does not end before the next one begins.")))
            card, begun, seen, strayed = [], number, True, False
        elif keyword == "END:VCARD" and card is not None:
            if len(entries) + len(faults) >= MOST:
                raise too_many()
            try:
                entries.append(_entry(begun, card))
            except _Unreadable as problem:
                faults.append(problem.fault)
            card = None
        elif card is not None:
            card.append((number, line))
        elif line.strip() and not strayed:
            # Once for a run of them.
            faults.append(Fault(number, T_("This stands outside of any card.")))
            strayed = True
    if not seen:
        raise Refused("no-vcard", T_("There is no vCard in this file."))
    if card is not None:
        faults.append(Fault(begun, T_("This card has no end; the file may have been cut off.")))
    return Found(tuple(entries), tuple(sorted(faults, key=lambda each: each.line)), encoding)


_QUOTED_PRINTABLE: Final = re.compile(r"[^:]*;(?:ENCODING=)?QUOTED-PRINTABLE[;:]", re.IGNORECASE)


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Yield logical lines with the number of their first one."""
    begun, parts, soft = 0, list[str](), False
    for number, line in enumerate(re.split("\r\n|\n|\r", text), 1):
        if parts and soft:
            # A line of quoted-printable that ends in "=" goes on in the next one, without a blank in front.
            parts[-1] = parts[-1][:-1]
            parts.append(line)
        elif parts and line[:1] in (" ", "\t"):
            parts.append(line[1:])
        else:
            if parts:
                yield begun, "".join(parts)
            begun, parts = number, [line]
        soft = line.endswith("=") and bool(_QUOTED_PRINTABLE.match(parts[0]))
    if parts:
        yield begun, "".join(parts)


_NAMED: Final = re.compile(r"(?:[A-Za-z0-9-]+\.)?([A-Za-z0-9-]+)")
_PARAM: Final = re.compile(r';\s*([A-Za-z0-9-]+)(?:=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*))?')
_PARAM_VALUE: Final = re.compile(r'"([^"]*)"|([^,]+)')
_CARET: Final = {"^n": "\n", "^N": "\n", "^^": "^", "^'": '"'}


def _content_line(number: int, text: str) -> _Line:
    head = _NAMED.match(text)
    if head is None:
        raise _Unreadable(Fault(number, _not_a_line(text)))
    at = head.end()
    params: dict[str, list[str]] = {}
    while found := _PARAM.match(text, at):
        at = found.end()
        name, given = found[1].upper(), found[2]
        if given is None:
            # 2.1 names types and encodings bare: TEL;HOME;PREF
            bare = "ENCODING" if name in ("QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT") else "TYPE"
            params.setdefault(bare, []).append(name)
            continue
        values = [quoted or plain for quoted, plain in _PARAM_VALUE.findall(given)]
        # RFC 6868: what a parameter could not hold is spelt with a caret.
        values = [re.sub(r"\^[nN^']", lambda each: _CARET[each[0]], value) for value in values]
        params.setdefault(name, []).extend(part for value in values for part in value.split(","))
    if text[at : at + 1] != ":":
        raise _Unreadable(Fault(number, _not_a_line(text)))
    return _Line(number, head[1].upper(), params, _decoded(number, text[at + 1 :], params))


def _not_a_line(text: str) -> Text:
    return T_("“{text}” is not a line of a card.", text=safe_text(text, limit=40))


def _decoded(number: int, value: str, params: dict[str, list[str]]) -> str:
    encodings = {each.upper() for each in params.get("ENCODING", ())}
    if "QUOTED-PRINTABLE" not in encodings:
        return value
    charset = params.get("CHARSET", ["utf-8"])[0]
    try:
        return quopri.decodestring(value.encode("ascii", "replace")).decode(charset)
    except (LookupError, ValueError) as problem:
        shown = safe_text(charset, limit=20)
        message = T_("These letters can't be read: they are not {charset}.", charset=shown)
        raise _Unreadable(Fault(number, message)) from problem


_SILENT: Final = frozenset(
    {
        "VERSION",
        "PRODID",
        "REV",
        "UID",
        "KIND",
        "FN",
        "N",
        "SORT-STRING",
        "SOURCE",
        "NAME",
        "PROFILE",
        NOTICES,
    }
)
"""Properties that are used, or say nothing about the contact."""


@dataclass(slots=True)
class _Card:
    """The content lines of one card by name, and those that no field took."""

    lines: dict[str, list[_Line]]
    unused: list[str] = field(default_factory=list)

    def first(self, name: str) -> str:
        """Return the first value of a property, unescaped."""
        found = self.lines.get(name)
        return _plain(found[0].value) if found else ""

    def best(self, name: str) -> _Line | None:
        """Return the preferred of several; the others are noted as unused."""
        found = [each for each in self.lines.get(name, ()) if each.value.strip(" ;")]
        ranked = sorted(found, key=_rank)
        self.unused += [name] * (len(ranked) - 1)
        return ranked[0] if ranked else None


def _entry(begun: int, raw: Sequence[tuple[int, str]]) -> Entry:
    lines: dict[str, list[_Line]] = {}
    for number, text in raw:
        if text.strip():
            line = _content_line(number, text)
            lines.setdefault(line.name, []).append(line)
    card = _Card(lines)
    version = card.first("VERSION") or "3.0"
    if version not in ("2.1", "3.0", "4.0"):
        shown = safe_text(version, limit=20)
        raise _Unreadable(Fault(begun, T_("vCards of version {version} are not read.", version=shown)))
    kind = card.first("KIND") or card.first("X-ADDRESSBOOKSERVER-KIND")
    if kind.lower() in ("group", "location"):
        raise _Unreadable(Fault(begun, T_("This is a group or a place, not a contact.")))
    values = _names(card) | _reached(card) | _address(card)
    if card.first("PRODID") == PRODUCT:
        # A card of ours says everything: what it does not have is empty.
        values = dict.fromkeys(FIELDS) | {"notifications": []} | values
    if NOTICES in lines:
        values["notifications"] = categories_of(card.first(NOTICES).split(","))
    known = _SILENT | {"ORG", "EMAIL", "TEL", "ADR"}
    card.unused += [name for name in lines if name not in known]
    uid = card.first("UID").strip().lower().removeprefix(_URN)
    return Entry(begun, uid if is_id(uid) else None, values, tuple(dict.fromkeys(card.unused)))


def _names(card: _Card) -> dict[str, Any]:
    found = card.lines.get("N")
    parts = [*_parts(found[0].value), "", "", ""] if found else ["", "", ""]
    last, first, middle = (" ".join(each for each in _items(part) if each).strip() for part in parts[:3])
    if not last and not first:
        first, _, last = card.first("FN").strip().rpartition(" ")
    values: dict[str, Any] = {"first_name": first or None, "last_name": last or None}
    if middle:
        values["middle_name"] = middle
    if (org := card.best("ORG")) is not None:
        company, *units = [_plain(part).strip() for part in _parts(org.value)]
        values["company_name"] = company or None
        card.unused += ["ORG"] * any(units)
    return values


def _reached(card: _Card) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if (email := card.best("EMAIL")) is not None:
        values["email"] = _plain(email.value).strip().removeprefix("mailto:") or None
    if (phone := card.best("TEL")) is not None:
        if "FAX" in _types(phone):
            card.unused.append("TEL")
        else:
            number = _plain(phone.value).strip()
            values["phone"] = re.sub(r"(?i)^tel:", "", number).partition(";")[0] or None
    return values


def _address(card: _Card) -> dict[str, Any]:
    line = card.best("ADR")
    if line is None:
        return {}
    parts = [*_parts(line.value), *[""] * 7][:7]
    box, extended, street, city, state, postcode, country = parts
    streets = [piece.strip() for item in _items(street) for piece in item.split("\n")]
    more = [piece for piece in (_plain(box).strip(), _plain(extended).strip()) if piece]
    first, *rest = [*streets, *more]
    code = line.params.get("CC", [""])[0]
    return {
        "address_1": first or None,
        "address_2": ", ".join(piece for piece in rest if piece) or None,
        "city": _plain(city).strip() or None,
        "state": _plain(state).strip() or None,
        "postcode": _plain(postcode).strip() or None,
        "country": country_of(code or _plain(country)) or None,
    }


def _types(line: _Line) -> set[str]:
    return {each.strip().upper() for each in line.params.get("TYPE", ())}


def _rank(line: _Line) -> tuple[bool, int]:
    """What is preferred comes first; a fax is nobody's telephone."""
    given = line.params.get("PREF", [""])[0]
    preference = int(given) if given.isascii() and given.isdigit() and len(given) < 4 else 101
    return "FAX" in _types(line), 0 if "PREF" in _types(line) else preference


# Values of several parts: ";" between parts, "," between items, a backslash before either one makes it a letter.


def _parts(value: str) -> list[str]:
    return _split(value, ";")


def _items(part: str) -> list[str]:
    return [_plain(item) for item in _split(part, ",")]


def _split(value: str, sign: str) -> list[str]:
    parts, start, at = [], 0, 0
    while at < len(value):
        if value[at] == "\\":
            at += 2
            continue
        if value[at] == sign:
            parts.append(value[start:at])
            start = at + 1
        at += 1
    return [*parts, value[start:]]


def _plain(value: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)
