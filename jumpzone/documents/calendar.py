"""Renewals for calendar programs: iCalendar (RFC 5545).

One all-day event for each renewal. Its UID comes from the record and the day, so that a file imported again replaces
what the last one brought. An alarm rings at nine in the morning some days before.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from icalendar import Alarm, Calendar, Event

from jumpzone.i18n import T_, Translator, translator, using
from jumpzone.model.renewals import Renewal
from jumpzone.model.text import safe_text
from jumpzone.model.words import CYCLES, KINDS, unicode_name

__all__ = ["calendar_file"]

_PRODUCT: Final = "-//JumpZone//Renewals//EN"
_WEEK: Final = timedelta(days=7)
_MONTH: Final = timedelta(days=30)
_MORNING: Final = timedelta(hours=9)


def calendar_file(entries: Iterable[Renewal], language: str, now: datetime, account: str) -> bytes:
    """Write renewals as an iCalendar file; the same renewals at the same moment give the same bytes.

    Args:
        entries: What renews or ends; at least one, or the file would be no calendar.
        language: The language that it speaks.
        now: When it is made, in UTC.
        account: The account's number, for the calendar's name.
    """
    with using(language):
        words = translator(language)
        calendar = Calendar()
        calendar.add("prodid", _PRODUCT)
        calendar.add("version", "2.0")
        calendar.add("calscale", "GREGORIAN")
        name = words.gettext("Renewals of {account}", account=safe_text(account))
        # The first for programs of today (RFC 7986), the second for those before it.
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        for each in entries:
            calendar.add_component(_event(each, words, now))
        return bytes(calendar.to_ical())


def _event(entry: Renewal, words: Translator, now: datetime) -> Event:
    event = Event()
    summary, text = _summary(entry, words), _description(entry, words)
    event.add("uid", f"{entry.record}-{entry.day:%Y%m%d}@jumpzone")
    event.add("dtstamp", now.replace(microsecond=0))
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", summary)
    event.add("description", text)
    event.add(
        "categories", [words.gettext("Domains") if entry.type == "domain" else words.gettext("Services")]
    )
    # It takes nobody's time: the day stays free for appointments.
    event.add("transp", "TRANSPARENT")
    for before in (_WEEK,) if entry.renews else (_MONTH, _WEEK):
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", summary)
        alarm.add("trigger", _MORNING - before)
        event.add_component(alarm)
    return event


def _summary(entry: Renewal, words: Translator) -> str:
    name = _name(entry)
    if not entry.renews:
        return words.gettext("{name} ends", name=name)
    return words.gettext(
        "{name} renews: {amount}", name=name, amount=words.money(entry.total, entry.currency)
    )


def _name(entry: Renewal) -> str:
    return safe_text(unicode_name(entry.name) if entry.type == "domain" else entry.name)


def _description(entry: Renewal, words: Translator) -> str:
    kind = T_("Domain") if entry.type == "domain" else KINDS.get(entry.kind, KINDS["other"])
    lines = [f"{kind.render()}: {_name(entry)}"]
    if entry.renews:
        lines.append(
            words.gettext(
                "{net} + VAT {tax} = {total}",
                net=words.money(entry.net, entry.currency),
                tax=words.money(entry.tax, entry.currency),
                total=words.money(entry.total, entry.currency),
            )
        )
        cycle = CYCLES[entry.cycle].render() if entry.cycle in CYCLES else entry.cycle
        lines.append(words.gettext("Renews by itself for {cycle}.", cycle=cycle))
        lines.append(words.gettext("Paid until {day} then.", day=words.date(entry.until)))
    elif entry.ends == "cancelled":
        lines.append(words.gettext("It was cancelled and ends on this day."))
    else:
        lines.append(words.gettext("It does not renew by itself. Renew it before this day to keep it."))
    return "\n".join(lines)
