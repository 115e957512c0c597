"""Searching everything: one ranked list over all that the reader may read."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final

from jumpzone.model.fields import RECORDS
from jumpzone.model.matching import Asked, Fit
from jumpzone.model.records import Contact, Domain, Invoice, Message, Order, Record, Service, Ticket
from jumpzone.model.text import fold
from jumpzone.model.words import unicode_name
from jumpzone.store import finding
from jumpzone.store.listing import ListReader, Query
from jumpzone.usecases.area import Area, Reading

__all__ = ["TYPES", "Hit", "Search"]


@dataclass(frozen=True, slots=True)
class _Looked:
    """Where a type is looked through: what a record is called, and what else it is found by."""

    names: tuple[str, ...]
    others: tuple[str, ...] = ()
    forgiving: bool = False
    """Whether a slip of the finger is forgiven: in names, not in numbers."""


_LOOKED: Final = {
    "domain": _Looked(("name",), (), True),
    "service": _Looked(("label", "address", "product"), ("username",), True),
    "invoice": _Looked(("number", "payment_reference")),
    "order": _Looked(("number",)),
    "ticket": _Looked(("number",), ("subject",)),
    "contact": _Looked(("first_name", "last_name", "company_name", "email"), ("middle_name", "city"), True),
}

TYPES: Final = (*_LOOKED, "message")
"""The record types that are searched; among equals they come in this order."""

_SAID: Final = {"ticket": "last_reply_at", "message": "sent_at"}
"""Types in whose texts words are looked for, and what their newest is told by."""

_SHORTEST: Final = 2
"""Every text has each letter, so that texts are looked through from two letters on."""

_LONGEST: Final = 200
_NEVER: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""What is in no record; a NUL or a lone surrogate would jam a database's door."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found.

    Attributes:
        type: Its record type.
        record: The record; a message without the end of its text.
        fit: How well it fits.
    """

    type: str
    record: Record
    fit: Fit

    @property
    def id(self) -> str:
        """The record's id."""
        return self.record.id

    @property
    def title(self) -> str:
        """What the record is called, as data: number, name or subject."""
        record = self.record
        match record:
            case Domain():
                return unicode_name(record.name)
            case Service():
                return record.label or record.address or record.product
            case Invoice():
                return record.number or record.payment_reference or ""
            case Order():
                return record.number or ""
            case Ticket():
                return f"{record.number or ''} {record.subject}".strip()
            case Contact():
                parts = (record.first_name, record.middle_name, record.last_name)
                return " ".join(part for part in parts if part)
            case Message():
                return record.subject
        raise TypeError(self.type)

    @property
    def detail(self) -> str:
        """What tells it from its likes, as data."""
        record = self.record
        match record:
            case Domain():
                return record.name if record.name != unicode_name(record.name) else ""
            case Service():
                said = (record.product, _readable(record.address or ""))
                return " · ".join(each for each in said if each and each != self.title)
            case Invoice():
                return (
                    "" if record.payment_reference in (None, self.title) else record.payment_reference or ""
                )
            case Order():
                return str(record.items[0].get("text") or "") if record.items else ""
            case Contact():
                return " · ".join(each for each in (record.email, record.company_name) if each)
            case Message():
                return " ".join(record.body.split())
        return ""

    @property
    def when(self) -> datetime | date | None:
        """The moment that tells how new it is: sent, answered, issued; the day when it ends or renews."""
        record = self.record
        match record:
            case Domain():
                return record.expires_on
            case Service():
                return record.next_due_on
            case Invoice():
                return record.issued_on
            case Order():
                return record.placed_at
            case Ticket():
                return record.last_reply_at
            case Message():
                return record.sent_at
        return None


class Search(Area):
    """Finds what people remember a piece of."""

    def find(self, text: str, limit: int = 30, types: Collection[str] = TYPES) -> list[Hit]:
        """Return what fits best: the very number or name, its beginning, words, almost the name.

        Names are looked for in the newest :data:`jumpzone.store.finding.MOST` records of each type; messages and
        what was said in tickets come from their index, the newest first. What the reader may not read is not found.

        Args:
            text: What was typed; anything. Only its first 200 characters count.
            limit: The most hits.
            types: Only records of these types, out of :data:`TYPES`.

        Raises:
            SignInFirst: Nobody is signed in, or the session has ended.
        """
        typed = _NEVER.sub(" ", text[:_LONGEST])
        asked = Asked.of(typed)
        with self.reading() as reading:
            if not asked.words or limit <= 0:
                return []
            hits: list[Hit] = []
            for type_ in TYPES:
                if type_ in types and reading.role.holds(RECORDS[type_].read):
                    hits += self._of_type(reading, type_, asked, typed, limit)
        hits.sort(key=lambda hit: (-hit.fit, TYPES.index(hit.type), *_place(hit)))
        return hits[:limit]

    def _of_type(self, reading: Reading, type_: str, asked: Asked, typed: str, limit: int) -> list[Hit]:
        found = self._by_name(reading, type_, asked, limit) if type_ in _LOOKED else []
        if (order := _SAID.get(type_)) is None or len(max(asked.words, key=len)) < _SHORTEST:
            return found
        known = {hit.id for hit in found}
        query = Query(text=typed, sort=order, descending=True)
        reader = ListReader(type_, reading.account, query, login=self.session.login.id)
        for _key, record in reader.page(reading.tx, limit=limit):
            if record.id not in known:
                subject = fold(record.subject) if isinstance(record, Message) else ""
                # Half of all subjects begin alike, so that a beginning is worth no more than a word.
                fit = min(Fit.WORD, asked.fit((subject,)))
                found.append(Hit(type_, record, fit or Fit.SAID))
        return found

    def _by_name(self, reading: Reading, type_: str, asked: Asked, limit: int) -> list[Hit]:
        looked = _LOOKED[type_]
        split = 1 + len(looked.names)
        best: list[tuple[Fit, int, str]] = []
        for row in finding.names(reading.tx, type_, reading.account, (*looked.names, *looked.others)):
            names, others = _spellings(row[1:split]), _spellings(row[split:])
            if type_ == "contact":
                names.append(" ".join(fold(each) for each in row[1:3] if each))
            fit = asked.fit(names, others)
            if fit is Fit.NONE and looked.forgiving:
                fit = asked.almost(names)
            if fit:
                best.append((fit, len(names[0]) if names and looked.forgiving else 0, row[0]))
        # Of names that fit alike, the shorter has less beside what was typed. The rows come newest first, and the sort
        # leaves equals alone.
        best.sort(key=lambda each: (-each[0], each[1]))
        chosen = [(fit, id_) for fit, _length, id_ in best[:limit]]
        records = finding.records(reading.tx, type_, reading.account, [id_ for _fit, id_ in chosen])
        return [Hit(type_, records[id_], fit) for fit, id_ in chosen if id_ in records]


def _spellings(values: Sequence[Any]) -> list[str]:
    """Return values folded, names of the net in both their spellings."""
    found = []
    for value in values:
        if value:
            found.append(fold(value))
            if "xn--" in found[-1]:
                found.append(fold(_readable(found[-1])))
    return found


def _readable(address: str) -> str:
    """Return a host name or a mail address with its name as people write it."""
    local, at, name = address.rpartition("@")
    return f"{local}{at}{unicode_name(name)}"


def _place(hit: Hit) -> tuple[float, str]:
    """Where a hit stands among its equals: short names first; of all else the newest."""
    if hit.type in _LOOKED and _LOOKED[hit.type].forgiving:
        return len(hit.title), hit.title
    when = hit.when
    if when is None:
        return math.inf, hit.id
    moment = when if isinstance(when, datetime) else datetime.combine(when, time(), UTC)
    return -moment.timestamp(), hit.id
