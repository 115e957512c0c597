"""What has come to need the reader while the zone is open, and was not the reader's own doing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from jumpzone.i18n import NT_, T_, Text
from jumpzone.model.fields import RECORDS
from jumpzone.model.mutations import Actor
from jumpzone.model.records import Domain, Invoice, Message, Ticket, Transaction
from jumpzone.model.words import unicode_name
from jumpzone.store import audit, summary
from jumpzone.store.listing import ListReader, Query
from jumpzone.usecases.announcements import news, told
from jumpzone.usecases.area import Area, Reading

__all__ = ["Attention", "Look", "Matter"]

NEAR_DAYS: Final = 7
"""A domain that expires within so many days needs somebody now."""

_MOST: Final = 100
_NEWS: Final = 30


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that needs the reader.

    Attributes:
        key: The same for the same thing; a second answer to a ticket is another thing.
        about: Type and id of its record.
        words: What it is, in a few words.
    """

    key: tuple[str, str, str]
    about: tuple[str, str]
    words: Text


@dataclass(frozen=True, slots=True)
class Look:
    """What needs the reader at one moment.

    Attributes:
        rev: The account's change counter.
        matters: All of it.
        own: Records that nobody but the reader has touched since the revision asked about.
    """

    rev: int
    matters: tuple[Matter, ...]
    own: frozenset[tuple[str, str]]


class Attention(Area):
    """Looks for what needs the reader."""

    def look(self, today: date, since: int | None = None) -> Look:
        """Return what needs the reader now, as far as it is shared.

        Args:
            today: The reader's date.
            since: The revision of the last look; None the first time.

        Raises:
            SignInFirst: Nobody is signed in.
        """
        login, now = self.session.login, self.deps.clock.now()
        with self.reading() as reading:
            rev, mine, others = audit.touched_since(
                reading.tx, reading.account, since, Actor.login(login.id).name
            )
            matters = (*_matters(reading, today, login.id), *_incidents(reading, login.language, now))
        return Look(rev, matters, frozenset(mine - others))


def _matters(reading: Reading, today: date, login: str) -> Iterator[Matter]:
    tx, account = reading.tx, reading.account
    if reading.role.holds(RECORDS["ticket"].read):
        for each in summary.with_status(tx, "ticket", account, ("answered",), "last_reply_at", _MOST):
            assert isinstance(each, Ticket)
            words = T_("Ticket {number} was answered", number=each.number or "")
            yield _matter("answered", "ticket", each.id, words, str(each.last_reply_at))
    if reading.role.holds(RECORDS["invoice"].read):
        yield from _invoices(reading, today)
        for each in summary.latest(tx, "transaction", account, "at", _MOST):
            if isinstance(each, Transaction) and each.amount > 0:
                yield _matter("payment", "transaction", each.id, T_("A payment has come in"))
    if reading.role.holds(RECORDS["domain"].read):
        _n, near = summary.expiring(tx, account, today + timedelta(days=NEAR_DAYS), _MOST)
        for each in near:
            assert isinstance(each, Domain)
            yield _matter("expiring", "domain", each.id, _expires(each, today))
    if reading.role.holds(RECORDS["message"].read):
        for each in summary.with_status(tx, "message", account, ("failed",), "sent_at", _MOST):
            if isinstance(each, Message) and each.login in (None, login):
                yield _matter("failed", "message", each.id, T_("A mail did not arrive"))


def _invoices(reading: Reading, today: date) -> Iterable[Matter]:
    query = Query(
        where={"status": ("unpaid", "collections"), "kind": ("invoice", "proforma")},
        sort="issued_on",
        descending=True,
    )
    page = ListReader("invoice", reading.account, query).page(reading.tx, limit=_MOST)
    for _key, each in page:
        assert isinstance(each, Invoice)
        number = each.number or ""
        yield _matter("new", "invoice", each.id, T_("Document {number} is to be paid", number=number))
        if each.overdue(today):
            yield _matter("overdue", "invoice", each.id, T_("Document {number} is overdue", number=number))


def _incidents(reading: Reading, language: str, now: datetime) -> Iterator[Matter]:
    for each in told(reading, news(reading.tx, language, now, _NEWS), now):
        if each.running and each.touches:
            words = (
                T_("An incident touches what is yours")
                if each.announcement.kind == "incident"
                else T_("Maintenance touches what is yours")
            )
            yield _matter("incident", "announcement", each.announcement.id, words)


def _expires(domain: Domain, today: date) -> Text:
    name = unicode_name(domain.name)
    days = (domain.expires_on - today).days if domain.expires_on is not None else 0
    if days < 0:
        return T_("{name} has expired", name=name)
    return NT_("{name} expires in {n} day", "{name} expires in {n} days", days, name=name)


def _matter(kind: str, type_: str, id_: str, words: Text, more: str = "") -> Matter:
    return Matter((kind, id_, more), (type_, id_), words)
