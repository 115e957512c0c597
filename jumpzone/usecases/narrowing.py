"""What the choices above a list mean as a query: the same on screen, from a saved filter and on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from jumpzone.model.fields import RECORDS, Kind
from jumpzone.store.listing import Query

__all__ = ["DAYS", "begin_of", "narrowed", "range_of", "range_text"]

DAYS: Final[Mapping[str, int]] = {"today": 1, "week": 7, "month": 30, "year": 365}
"""How many days back each choice of time reaches, today among them."""

_UNPAID: Final = ("unpaid", "collections")

Range = tuple[date | None, date | None]


def narrowed(place: str, query: Query, chosen: Mapping[str, str], today: date, timezone: ZoneInfo) -> Query:
    """Return a query with what is chosen above a list.

    Args:
        place: The record type.
        query: Text and order.
        chosen: The choices by name; an empty one lets everything through. Most names are fields; beside them
            there are ``expires`` (days from today) of domains, ``overdue`` as a status of invoices, ``time`` and
            ``range`` of messages. A choice that this version doesn't know lets everything through.
        today: The reader's date.
        timezone: The reader's zone.
    """
    where: dict[str, tuple[Any, ...]] = dict(query.where)
    since, until = dict(query.since), dict(query.until)
    for name, value in chosen.items():
        field = RECORDS[place].fields.get(name)
        if not value:
            continue
        if (place, name, value) == ("invoice", "status", "overdue"):
            where["status"] = _UNPAID
            until["due_on"] = today
        elif (place, name) == ("domain", "expires"):
            if value.isascii() and value.isdigit() and len(value) < 6:
                since["expires_on"] = today
                until["expires_on"] = today + timedelta(days=int(value) + 1)
        elif (place, name) == ("message", "time"):
            first, last = _span(value, chosen.get("range", ""), today)
            since |= {} if first is None else {"sent_at": begin_of(first, timezone)}
            until |= {} if last is None else {"sent_at": begin_of(last + timedelta(days=1), timezone)}
        elif field is not None and field.kind is Kind.BOOL:
            where[name] = (value == "on",)
        elif field is not None and field.kind is not Kind.SET:
            where[name] = (value,)
    return replace(query, where=where, since=since, until=until)


def _span(value: str, range_: str, today: date) -> Range:
    if value in DAYS:
        return today - timedelta(days=DAYS[value] - 1), None
    return range_of(range_) if value == "range" else (None, None)


def begin_of(day: date, timezone: ZoneInfo) -> datetime:
    """Return when a day of the reader begins, UTC."""
    return datetime.combine(day, time(), timezone).astimezone(UTC)


def range_text(first: date | None, last: date | None) -> str:
    """Return a range of days as a saved filter keeps it: ``2026-01-01/2026-01-31``, an open end empty."""
    return "/".join("" if day is None else day.isoformat() for day in (first, last))


def range_of(text: str) -> Range:
    """Return the days that a saved range means; both None where it can't be read."""
    first, slash, last = text.partition("/")
    try:
        days = tuple(date.fromisoformat(each) if each else None for each in (first, last))
    except ValueError:
        return None, None
    return (days[0], days[1]) if slash else (None, None)
