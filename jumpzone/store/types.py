"""Column types: UTC times, checked text, JSON values, sets and lists."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Dialect, LargeBinary, String, Text, Uuid
from sqlalchemy.types import TypeDecorator, TypeEngine

from jumpzone.model.text import clean

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
# In serialised JSON: an escaped NUL (behind an even number of backslashes) or a lone surrogate.
_UNKEEPABLE = re.compile(r"(?<!\\)(?:\\\\)*\\u0000|[\ud800-\udfff]")


class _TextUuid(Uuid[str]):
    """A UUID that is text in Python.

    Where it is kept as 32 hexadecimal digits it is read by putting the dashes in: going through ``uuid.UUID``, as
    the base class does, costs as much as all the rest of a row.
    """

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """Return what reads a column's value, or None where it needs nothing."""
        if dialect.supports_native_uuid:
            return None
        return _with_dashes


def _with_dashes(digits: str | None) -> str | None:
    if digits is None:
        return None
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


Id = _TextUuid(as_uuid=False)
"""A UUID, as text in Python."""

Blob = LargeBinary
"""Sealed bytes and hashes."""


class UtcTime(TypeDecorator[datetime]):
    """An aware UTC time, kept as microseconds since 1970 so that every database orders and keeps it alike."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Refuse naive times; they have no meaning."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        return (value - _EPOCH) // _MICROSECOND

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """Return what gives back an aware time."""
        return _aware


def _aware(value: int | None) -> datetime | None:
    return None if value is None else _EPOCH + timedelta(0, 0, value)


class CleanText(TypeDecorator[str]):
    """Text that has passed the first door: NFC, no control characters, nothing a database could choke on.

    The rules have refused such text already, with words for people; this is the last door, for writers
    that went round them.
    """

    impl = Text
    cache_ok = True

    def __init__(self, length: int | None = None, *, multiline: bool = False) -> None:
        """Take the longest length in code points; None for any."""
        super().__init__()
        self.length = length
        self.multiline = multiline

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Use VARCHAR where a length is known."""
        return String(self.length) if self.length else Text()

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Refuse what the data dictionary refuses.

        Raises:
            TextRefused: The text holds something that no record may hold.
        """
        if value is None or (
            value.isascii() and value.isprintable() and len(value) <= (self.length or 1 << 30)
        ):
            return value
        return clean(value, multiline=self.multiline, max_length=self.length)


class Json(TypeDecorator[Any]):
    """A JSON value: JSONB on PostgreSQL, text elsewhere; keys sorted so that equal values are equal bytes."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Use JSONB where there is one."""
        if dialect.name != "postgresql":
            return dialect.type_descriptor(Text())
        from sqlalchemy.dialects.postgresql import JSONB  # late: as in `Tx.insert_into`

        return dialect.type_descriptor(JSONB(none_as_null=True))

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Serialise for text columns.

        Raises:
            ValueError: A text in it holds what PostgreSQL can't keep; the same store is refused everywhere.
        """
        if value is None:
            return None
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        if _UNKEEPABLE.search(text):
            raise ValueError("a text in a JSON value holds a NUL or half a character")
        return value if dialect.name == "postgresql" else text

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """Return what parses a text column; a JSONB column comes parsed."""
        if dialect.name == "postgresql":
            return super().result_processor(dialect, coltype)
        return _parsed


def _parsed(text: str | None) -> Any:
    # Most lists are empty, and a page has a hundred of them.
    return None if text is None else [] if text == "[]" else json.loads(text)
