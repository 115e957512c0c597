"""How values of records are said on screen: dates from today, money, names in both spellings."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from textual.content import Content

from jumpzone.i18n import _, current, ngettext
from jumpzone.model.words import CYCLES, DEPARTMENTS, DOCUMENTS, KINDS, PRIORITIES, unicode_name
from jumpzone.widgets.content import data

__all__ = [
    "CYCLES",
    "DEPARTMENTS",
    "DOCUMENTS",
    "KINDS",
    "PRIORITIES",
    "day",
    "day_and_distance",
    "expiry",
    "in_days",
    "money",
    "unicode_name",
    "when",
]


def money(amount: int, currency: str, style: str = "") -> Content:
    """Return an amount in minor units in the reader's way of writing it."""
    return data(current().money(amount, currency), style)


def day(value: date | None) -> str:
    """Return a date in words, or nothing."""
    return "" if value is None else current().date(value)


def when(moment: datetime | None, now: datetime) -> str:
    """Return how long ago a moment is; older than two months, its date."""
    if moment is None:
        return ""
    if now - moment > timedelta(days=60):
        return current().date(moment.date())
    return current().relative(moment, now)


def in_days(value: date | None, today: date) -> str:
    """Return how far a date is from today, in words."""
    if value is None:
        return ""
    days = (value - today).days
    if days == 0:
        return _("today")
    if days < 0:
        return ngettext("{n} day ago", "{n} days ago", -days)
    if days <= 60:
        return ngettext("in {n} day", "in {n} days", days)
    return current().date(value)


def day_and_distance(value: date | None, today: date) -> str:
    """Return a date in words and how far it is, for details."""
    if value is None:
        return ""
    days = (value - today).days
    if abs(days) > 730:
        return day(value)
    far = ngettext("in {n} day", "in {n} days", days) if days > 60 else in_days(value, today)
    return f"{day(value)} ({far})"


def expiry(value: date | None, today: date, *, renews: bool) -> Content:
    """Return a due date coloured by how near it is; what renews by itself is calmer."""
    days = 9999 if value is None else (value - today).days
    style = "" if days > 30 else "$error" if days <= 7 and not renews else "$warning"
    return data(in_days(value, today), style)
