"""Full-text search in messages and in what was said in tickets: FTS5 on SQLite, a tsvector on PostgreSQL.

Messages come newest first on both. On SQLite the rowid of their index grows with the time of sending, so that
"newest first" is the index's own order and the first page costs the same however many messages match.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.engine import Connection

from jumpzone.model.text import fold
from jumpzone.store.store import Tx

SQLITE_SCHEMA: Final = (
    (
        "CREATE VIRTUAL TABLE message_search USING fts5("
        "account, id UNINDEXED, subject, body, recipient, tokenize = 'unicode61 remove_diacritics 2', "
        "prefix = '2 3')"
    ),
    (
        "CREATE VIRTUAL TABLE ticket_search USING fts5("
        "account, ticket UNINDEXED, body, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')"
    ),
)
POSTGRESQL_SCHEMA: Final = (
    "ALTER TABLE message ADD COLUMN search tsvector",
    "CREATE INDEX ix_message_search ON message USING gin (search)",
    "ALTER TABLE ticket_reply ADD COLUMN search tsvector",
    "CREATE INDEX ix_ticket_reply_search ON ticket_reply USING gin (search)",
)

_WORD: Final = re.compile(r"\w+")
_LONGEST: Final = 100
_MOST: Final = 20_000
"""A tsvector holds a megabyte; no letter that people write comes near."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def create(connection: Connection) -> None:
    """Make the index; part of making a new store and of the first migration."""
    for statement in SQLITE_SCHEMA if connection.dialect.name == "sqlite" else POSTGRESQL_SCHEMA:
        connection.exec_driver_sql(statement)


_TAIL: Final = 20
_NEIGHBOURS: Final = 256
"""How far from its wanted place a row may stand, when messages of one moment want the same."""

_INSERT: Final = text(
    "INSERT INTO message_search (rowid, account, id, subject, body, recipient) "
    "VALUES (:rowid, :account, :id, :subject, :body, :recipient)"
)
_DELETE: Final = text("DELETE FROM message_search WHERE rowid BETWEEN :first AND :last AND id = :id")
_TAKEN: Final = text("SELECT rowid FROM message_search WHERE rowid BETWEEN :first AND :last")
_UPDATE: Final = text(
    "UPDATE message SET search = array_to_tsvector(CAST(:words AS text[])) WHERE account = :account AND id = :id"
)


def _wanted(id_: str, sent_at: datetime) -> int:
    """The index row of a message: milliseconds since 1970, then bits that tell neighbours apart."""
    milliseconds = int((sent_at - _EPOCH).total_seconds() * 1000)
    return milliseconds << _TAIL | zlib.crc32(id_.encode()) & ((1 << _TAIL) - 1)


def add(tx: Tx, messages: Iterable[Mapping[str, Any]]) -> None:
    """Index messages, given as mappings of their fields; their rows are in the table already."""
    given = list(messages)
    if not given:
        return
    if not tx.sqlite:
        tx.execute(_UPDATE, [{"account": m["account"], "id": m["id"], "words": _lexemes(m)} for m in given])
        return
    rows = [
        {
            "rowid": _wanted(each["id"], each["sent_at"]),
            "account": each["account"].replace("-", ""),
            "id": each["id"].replace("-", ""),
            "subject": fold(each["subject"]),
            "body": fold(each["body"]),
            "recipient": fold(each["to"]),
        }
        for each in given
    ]
    places = [int(row["rowid"]) for row in rows]
    span = {"first": min(places), "last": max(places) + _NEIGHBOURS}
    taken = set(tx.execute(_TAKEN, span).scalars())
    for row, place in zip(rows, places, strict=True):
        while place in taken:
            place += 1
        taken.add(place)
        row["rowid"] = place
    tx.execute(_INSERT, rows)


def remove(tx: Tx, id_: str, sent_at: datetime) -> None:
    """Take a message out of the index, before its row changes."""
    if tx.sqlite:
        first = _wanted(id_, sent_at)
        tx.execute(_DELETE, {"first": first, "last": first + _NEIGHBOURS, "id": id_.replace("-", "")})


def _lexemes(message: Mapping[str, Any]) -> list[str]:
    return _words_of(f"{message['subject']} {message['body']} {message['to']}")


def _words_of(said: str) -> list[str]:
    found = _WORD.findall(fold(said))
    return sorted({word[:_LONGEST] for word in found})[:_MOST]


_INSERT_REPLY: Final = text(
    "INSERT INTO ticket_search (account, ticket, body) VALUES (:account, :ticket, :body)"
)
_UPDATE_REPLY: Final = text(
    "UPDATE ticket_reply SET search = array_to_tsvector(CAST(:words AS text[])) "
    "WHERE account = :account AND id = :id"
)


def add_replies(tx: Tx, replies: Iterable[Mapping[str, Any]]) -> None:
    """Index replies in tickets, given as mappings of their fields; their rows are in the table already.

    A reply is never edited and never deleted, so nothing leaves this index.
    """
    if tx.sqlite:
        rows = [
            {
                "account": each["account"].replace("-", ""),
                "ticket": each["ticket"].replace("-", ""),
                "body": fold(each["body"]),
            }
            for each in replies
        ]
        statement = _INSERT_REPLY
    else:
        rows = [
            {"account": each["account"], "id": each["id"], "words": _words_of(each["body"])}
            for each in replies
        ]
        statement = _UPDATE_REPLY
    if rows:
        tx.execute(statement, rows)


def words(query: str) -> list[str]:
    """Return the words that a query asks for, at most eight."""
    return _WORD.findall(fold(query))[:8]


def sqlite_query(account: str, query: str) -> str | None:
    """Return an FTS5 expression for messages of one account that have every word, as a prefix."""
    asked = words(query)
    if not asked:
        return None
    return f"{_of_account(account)} AND {{subject body recipient}} : ({_all_of(asked)})"


def sqlite_ticket_query(account: str, query: str) -> str | None:
    """Return an FTS5 expression for replies in one account's tickets that have every word, as a prefix."""
    asked = words(query)
    return f"{_of_account(account)} AND {{body}} : ({_all_of(asked)})" if asked else None


def _of_account(account: str) -> str:
    return f'{{account}} : "{account.replace("-", "")}"'


def _all_of(asked: Iterable[str]) -> str:
    return " AND ".join(f'"{word}" *' for word in asked)


def postgresql_query(query: str) -> str | None:
    """Return a tsquery that asks for every word, as a prefix."""
    asked = words(query)
    return " & ".join(f"'{word[:_LONGEST]}':*" for word in asked) if asked else None
