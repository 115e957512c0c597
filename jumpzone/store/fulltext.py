"""Full-text search in messages: FTS5 on SQLite, a tsvector on PostgreSQL; newest first on both.

On SQLite the index's rowid grows with the time of sending, so that "newest first" is the index's own order
and the first page costs the same however many messages match.
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
    "CREATE VIRTUAL TABLE message_search USING fts5("
    "account, id UNINDEXED, subject, body, recipient, tokenize = 'unicode61 remove_diacritics 2', "
    "prefix = '2 3')"
)
POSTGRESQL_SCHEMA: Final = (
    (
        "ALTER TABLE message ADD COLUMN search tsvector GENERATED ALWAYS AS "
        "(to_tsvector('simple', subject || ' ' || body || ' ' || \"to\")) STORED"
    ),
    "CREATE INDEX ix_message_search ON message USING gin (search)",
)

_WORD: Final = re.compile(r"\w+")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def create(connection: Connection) -> None:
    """Make the index; part of making a new store and of the first migration."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(SQLITE_SCHEMA)
    else:
        for statement in POSTGRESQL_SCHEMA:
            connection.exec_driver_sql(statement)


def rowid(id_: str, sent_at: datetime) -> int:
    """Return the index row of a message: milliseconds since 1970, then 20 bits that tell neighbours apart."""
    milliseconds = int((sent_at - _EPOCH).total_seconds() * 1000)
    return milliseconds << 20 | zlib.crc32(id_.encode()) & 0xFFFFF


_INSERT: Final = text(
    "INSERT OR REPLACE INTO message_search (rowid, account, id, subject, body, recipient) "
    "VALUES (:rowid, :account, :id, :subject, :body, :recipient)"
)
_DELETE: Final = text("DELETE FROM message_search WHERE rowid = :rowid")


def add(tx: Tx, messages: Iterable[Mapping[str, Any]]) -> None:
    """Index messages, given as mappings of their fields."""
    if not tx.sqlite:
        return
    rows = [
        {
            "rowid": rowid(each["id"], each["sent_at"]),
            "account": each["account"].replace("-", ""),
            "id": each["id"].replace("-", ""),
            "subject": each["subject"],
            "body": each["body"],
            "recipient": each["to"],
        }
        for each in messages
    ]
    if rows:
        tx.execute(_INSERT, rows)


def remove(tx: Tx, id_: str, sent_at: datetime) -> None:
    """Take a message out of the index."""
    if tx.sqlite:
        tx.execute(_DELETE, {"rowid": rowid(id_, sent_at)})


def words(query: str) -> list[str]:
    """Return the words that a query asks for, at most eight."""
    return _WORD.findall(fold(query))[:8]


def sqlite_query(account: str, query: str) -> str | None:
    """Return an FTS5 expression for messages of one account that have every word, as a prefix."""
    asked = words(query)
    if not asked:
        return None
    terms = " AND ".join(f'"{word}" *' for word in asked)
    return f'{{account}} : "{account.replace("-", "")}" AND {{subject body recipient}} : ({terms})'


def postgresql_query(query: str) -> str | None:
    """Return a tsquery that asks for every word, as a prefix."""
    asked = words(query)
    return " & ".join(f"{word}:*" for word in asked) if asked else None
