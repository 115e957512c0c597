"""Lists: filtered, sorted, and fetched by key so that the last page costs what the first one does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    column,
    false,
    func,
    or_,
    select,
    table,
    text,
    tuple_,
)
from sqlalchemy import literal as bound
from sqlalchemy.types import TypeEngine

from jumpzone.model.fields import RECORDS, Kind
from jumpzone.model.names import to_ascii, to_unicode
from jumpzone.model.records import Record
from jumpzone.model.text import fold
from jumpzone.store import fulltext
from jumpzone.store.rows import maker
from jumpzone.store.store import Tx
from jumpzone.store.tables import TABLES
from jumpzone.store.types import CleanText

_READ: Final = 5_000
"""So many internationalised names of an account are looked through at most, when a part of one is searched."""

PREVIEW: Final = 300
"""How many characters of a message's body a list carries."""

_SEARCHED: Final[Mapping[str, tuple[str, ...]]] = {
    "contact": ("first_name", "middle_name", "last_name", "company_name", "email", "city"),
    "service": ("product", "label", "address", "username"),
    "domain": ("name",),
    "dns_record": ("host", "type", "value"),
    "invoice": ("number", "payment_reference"),
    "ticket": ("number", "subject"),
    "announcement": ("title", "body"),
    "order": ("number", "placed_by"),
}
"""Where a list's text filter looks; messages have an index of their own, tickets one more of what was said in them."""

_UNKEEPABLE: Final = re.compile("[\x00\ud800-\udfff]")

_HITS: Final = table("message_search", column("rowid"), column("id"))
_SAID: Final = table("ticket_search", column("ticket"))


@dataclass(frozen=True, slots=True)
class Query:
    """What a list shows, and in which order.

    Attributes:
        text: Words that all must occur; messages found so come newest first.
        where: Per field, the values that pass; an empty tuple passes nothing.
        since: Per date or time field, its earliest value.
        until: Per date or time field, the first value that no longer passes.
        sort: The field to sort by; the id decides between equals.
        descending: From the greatest to the smallest.
    """

    text: str = ""
    where: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    since: Mapping[str, Any] = field(default_factory=dict)
    until: Mapping[str, Any] = field(default_factory=dict)
    sort: str = "id"
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """Where a row stands in its list: the value it is sorted by, and its id."""

    value: Any
    id: str


class ListReader:
    """Reads one list of one account inside transactions that are handed in."""

    def __init__(self, type_: str, account: str | None, query: Query, *, login: str | None = None) -> None:
        """Take what to read.

        Args:
            type_: The record type.
            account: The account, or None for what belongs to none.
            query: Filters and order.
            login: Who reads; messages that are for one login are that login's alone.

        Raises:
            ValueError: The query names a field that the type does not have.
        """
        known = {*RECORDS[type_].fields, "id", "created_at", "updated_at", "rev"}
        asked = {query.sort, *query.where, *query.since, *query.until}
        if not asked <= known:
            raise ValueError(f"{type_} has no {sorted(asked - known)}")
        self._type = type_
        self._account = account
        self._query = query
        self._login = login
        self._table = TABLES[type_]
        self._statements: dict[tuple[bool, bool, bool], Select[Any]] = {}

    def count(self, tx: Tx) -> int:
        """Count the list's rows."""
        if self._nothing():
            return 0
        statement = select(func.count()).select_from(self._source(tx)).where(*self._where(tx))
        return int(tx.scalar(statement))

    def page(
        self,
        tx: Tx,
        *,
        after: Key | None = None,
        skip: int = 0,
        limit: int,
        backwards: bool = False,
        including: bool = False,
    ) -> list[tuple[Key, Record]]:
        """Fetch rows from a key on.

        Args:
            tx: The transaction.
            after: The row to start behind; None starts at the list's end that comes first.
            skip: How many rows to leave out, counted from there.
            limit: How many rows at most.
            backwards: Go towards the beginning; the rows still come in the list's order.
            including: Begin with the row of the key itself.
        """
        if self._nothing():
            return []
        values: dict[str, Any] = {"jz_limit": limit, "jz_skip": skip}
        if after is not None:
            values |= {"jz_key": after.value, "jz_id": after.id}
        result = tx.execute(self._page_statement(tx, after is not None, backwards, including), values)
        columns = tuple(result.keys())
        make, id_ = maker(self._type, columns), columns.index("id")
        found = [(Key(row[-1], row[id_]), make(row)) for row in result.all()]
        return found[::-1] if backwards else found

    def _page_statement(self, tx: Tx, behind: bool, backwards: bool, including: bool) -> Select[Any]:
        """Return the statement of a page; it is built once, that is half of what a page would cost."""
        made: Select[Any] | None = self._statements.get((behind, backwards, including))
        if made is None:
            order = self._order(tx)
            descending = self._query.descending != backwards
            columns: list[Any] = [*self._columns(), order.label("list_key")]
            made = select(*columns).select_from(self._source(tx)).where(*self._where(tx))
            if behind:
                mark = (
                    bindparam("jz_key", type_=_as_kept(order)),
                    bindparam("jz_id", type_=self._table.c.id.type),
                )
                made = made.where(self._behind(tx, order, *mark, descending, including))
            made = self._ordered(made, tx, order, descending)
            made = made.offset(bindparam("jz_skip", type_=Integer())).limit(
                bindparam("jz_limit", type_=Integer())
            )
            self._statements[behind, backwards, including] = made
        return made

    def before(self, tx: Tx, key: Key) -> int:
        """Count the rows that stand before a key."""
        if self._nothing():
            return 0
        order = self._order(tx)
        mark = bound(key.value, _as_kept(order)), bound(key.id, self._table.c.id.type)
        ahead = self._behind(tx, order, *mark, not self._query.descending)
        statement = select(func.count()).select_from(self._source(tx)).where(*self._where(tx), ahead)
        return int(tx.scalar(statement))

    def key_of(self, tx: Tx, id_: str) -> Key | None:
        """Return where a record stands, or None when it is not in the list."""
        if self._nothing():
            return None
        statement = select(self._order(tx)).select_from(self._source(tx))
        found = tx.execute(statement.where(*self._where(tx), self._table.c.id == id_)).first()
        return None if found is None else Key(found[0], id_)

    def _nothing(self) -> bool:
        blank = bool(self._query.text.strip()) and not fulltext.words(self._query.text)
        return blank or any(not values for values in self._query.where.values())

    def _by_hits(self, tx: Tx) -> bool:
        return tx.sqlite and self._type == "message" and bool(self._query.text.strip())

    def _columns(self) -> list[Any]:
        if self._type != "message":
            return list(self._table.c)
        short = func.substr(self._table.c.body, 1, PREVIEW).label("body")
        return [each for each in self._table.c if each.name not in ("body", "secrets")] + [short]

    def _source(self, tx: Tx) -> Any:
        if self._by_hits(tx):
            # A cross join keeps SQLite to the index's order: newest first, and no sorting of all the hits.
            return _HITS.join(self._table, text("1 = 1"))
        return self._table

    def _order(self, tx: Tx) -> ColumnElement[Any]:
        if self._by_hits(tx):
            return _HITS.c.rowid
        chosen = self._table.c[self._query.sort]
        if not chosen.nullable or (self._type, chosen.name) in _NEVER_NULL:
            return chosen
        return func.coalesce(chosen, bound(_least(self._type, chosen.name), chosen.type), type_=chosen.type)

    def _ordered(
        self, statement: Select[Any], tx: Tx, order: ColumnElement[Any], descending: bool
    ) -> Select[Any]:
        if self._by_hits(tx):
            return statement.order_by(order.desc() if descending else order)
        both = (order, self._table.c.id) if order is not self._table.c.id else (order,)
        return statement.order_by(*(each.desc() if descending else each for each in both))

    def _behind(
        self,
        tx: Tx,
        order: ColumnElement[Any],
        value: ColumnElement[Any],
        id_: ColumnElement[Any],
        descending: bool,
        including: bool = False,
    ) -> ColumnElement[bool]:
        by_hits = self._by_hits(tx)
        pair: Any = order if by_hits else tuple_(order, self._table.c.id)
        mark: Any = value if by_hits else tuple_(value, id_)
        if including:
            return and_(pair <= mark if descending else pair >= mark)
        return and_(pair < mark if descending else pair > mark)

    def _where(self, tx: Tx) -> list[ColumnElement[bool]]:
        columns, query = self._table.c, self._query
        clauses: list[ColumnElement[bool]] = []
        if self._account is not None:
            clauses.append(columns.account == self._account)
        if self._type == "message":
            clauses.append(or_(columns.login.is_(None), columns.login == self._login))
        for name, values in query.where.items():
            wanted = [value for value in values if value is not None]
            passes = columns[name].in_(wanted) if wanted else false()
            clauses.append(or_(passes, columns[name].is_(None)) if None in values else passes)
        clauses += [columns[name] >= value for name, value in query.since.items()]
        clauses += [columns[name] < value for name, value in query.until.items()]
        if query.text.strip():
            clauses.append(self._matching(tx))
        return clauses

    def _matching(self, tx: Tx) -> ColumnElement[bool]:
        # What no record may hold is found nowhere, and no driver could even ask for it.
        asked = _UNKEEPABLE.sub(" ", self._query.text)
        if self._type != "message":
            return and_(*(self._has_word(tx, word, index) for index, word in enumerate(asked.split()[:8])))
        if tx.sqlite:
            match = text("message_search MATCH :jz_query").bindparams(
                jz_query=fulltext.sqlite_query(self._account or "", asked)
            )
            return and_(match, self._table.c.id == _HITS.c.id)
        match = text("message.search @@ CAST(:jz_query AS tsquery)")
        return and_(match.bindparams(jz_query=fulltext.postgresql_query(asked)))

    def _has_word(self, tx: Tx, word: str, index: int) -> ColumnElement[bool]:
        folded = func.jz_fold if tx.sqlite else func.lower
        spellings = {fold(word) if tx.sqlite else word.lower(), *_as_label(word)}
        places = [
            folded(func.coalesce(self._table.c[name], "")).contains(spelling, autoescape=True)
            for name in _SEARCHED[self._type]
            for spelling in spellings
        ]
        if self._type == "ticket" and fulltext.words(word):
            places.append(self._said(tx, word, f"jz_said_{index}"))
        if self._type == "domain" and _NOT_ASCII.search(word):
            places.append(self._table.c.id.in_(self._read_as(tx, word)))
        return or_(*places)

    def _read_as(self, tx: Tx, word: str) -> list[str]:
        """Domains whose readable name contains a part of a word: no database can look into an A-label."""
        columns = self._table.c
        rows = tx.rows(
            select(columns.id, columns.name)
            .where(columns.account == self._account, columns.name.contains("xn--", autoescape=True))
            .limit(_READ)
        )
        wanted = fold(word)
        return [row["id"] for row in rows if wanted in fold(to_unicode(row["name"]))]

    def _said(self, tx: Tx, word: str, name: str) -> ColumnElement[bool]:
        """Tickets in whose conversation a word was said."""
        if tx.sqlite:
            asked = fulltext.sqlite_ticket_query(self._account or "", word)
            match = text(f"ticket_search MATCH :{name}").bindparams(**{name: asked})
            return self._table.c.id.in_(select(_SAID.c.ticket).where(match))
        replies = TABLES["ticket_reply"]
        match = text(f"ticket_reply.search @@ CAST(:{name} AS tsquery)")
        match = match.bindparams(**{name: fulltext.postgresql_query(word)})
        return self._table.c.id.in_(select(replies.c.ticket).where(replies.c.account == self._account, match))


def _as_kept(order: ColumnElement[Any]) -> TypeEngine[Any]:
    """The type of a key that came out of the database: it is compared as it is, whatever stands in it."""
    return Text() if isinstance(order.type, CleanText) else order.type


_NEVER_NULL: Final = frozenset({("message", "sent_at")})
"""Nullable by the data dictionary, always filled by every writer; bare, the column's index serves the list."""

_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]")


def _as_label(word: str) -> tuple[str, ...]:
    """The A-label of a word from an internationalised name: that is how names are kept."""
    if not _NOT_ASCII.search(word):
        return ()
    label = to_ascii(word)
    return () if label is None else (label,)


def _least(type_: str, name: str) -> Any:
    kind = RECORDS[type_].fields[name].kind
    if kind is Kind.DATE:
        return date.min
    if kind is Kind.TIME:
        return datetime.fromisoformat("0001-01-01T00:00:00+00:00")
    return 0 if kind in (Kind.INT, Kind.MONEY, Kind.BOOL) else ""
