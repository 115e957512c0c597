"""Calendars that other programs read: looked at with a second library and by the rules of RFC 5545."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from jumpzone.documents.calendar import calendar_file
from jumpzone.model.renewals import Renewal

NOW = datetime(2026, 11, 23, 12, 30, 15, 123456, tzinfo=UTC)
HOSTILE = '[/]\nBEGIN:VEVENT\r\nSUMMARY:x; a, b \\ "c" \x1b[31m \u202e студио 👩‍💻 ' + "дълго " * 40


def renewal(**values: Any) -> Renewal:
    known: dict[str, Any] = {
        "day": date(2026, 12, 31),
        "type": "service",
        "record": "0190f0f0-0000-7000-8000-000000000001",
        "name": "our own site",
        "kind": "hosting",
        "cycle": "annual",
        "until": date(2027, 12, 31),
        "ends": None,
        "net": 8400,
        "tax": 1680,
        "currency": "EUR",
    }
    return Renewal(**{**known, **values})


def read(content: bytes) -> Any:
    """Read a file as another program would."""
    return vobject.readOne(content.decode())


def check_form(content: bytes) -> None:
    """RFC 5545, 3.1: lines end in CRLF, have 75 octets at most, and no control character but the tab."""
    assert content.endswith(b"\r\n")
    lines = content[:-2].split(b"\r\n")
    assert all(len(line) <= 75 for line in lines), max(lines, key=len)
    assert not re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", b"".join(lines))
    for line in lines:
        # Folded between characters: every line is text by itself.
        line.decode("utf-8")


def test_another_program_reads_what_was_meant() -> None:
    content = calendar_file([renewal()], "en", NOW, "C-100234")
    check_form(content)
    calendar = read(content)
    assert calendar.version.value == "2.0"
    assert calendar.prodid.value
    assert calendar.x_wr_calname.value == "Renewals of C-100234"
    (event,) = calendar.vevent_list
    assert event.uid.value == "0190f0f0-0000-7000-8000-000000000001-20261231@jumpzone"
    assert event.dtstamp.value == NOW.replace(microsecond=0)
    assert event.dtstart.value == date(2026, 12, 31)
    # The end is the first day after it (3.6.1).
    assert event.dtend.value == date(2027, 1, 1)
    assert event.summary.value == "our own site renews: €100.80"
    assert "€84.00 + VAT €16.80 = €100.80" in event.description.value
    assert event.transp.value == "TRANSPARENT"
    (alarm,) = event.valarm_list
    assert alarm.action.value == "DISPLAY"
    assert alarm.trigger.value == timedelta(hours=9) - timedelta(days=7)
    assert alarm.description.value


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "C-1"), ("bg", "C-1"), ("ru", "C-1")],
)
def test_it_speaks_the_accounts_language(language: str, words: str) -> None:
    calendar = read(calendar_file([renewal(name="студио")], language, NOW, words))
    assert "студио" in calendar.vevent.summary.value
    amount = {"en": "€100.80", "bg": "100,80\xa0€", "ru": "100,80\xa0€"}[language]
    assert amount in calendar.vevent.summary.value


def test_data_stays_data_whatever_stands_in_it() -> None:
    content = calendar_file([renewal(name=HOSTILE), renewal(name="plain", record="2")], "bg", NOW, HOSTILE)
    check_form(content)
    calendar = read(content)
    assert len(calendar.vevent_list) == 2
    shown = calendar.vevent_list[0].summary.value
    assert "[/]" in shown
    assert '; a, b \\ "c"' in shown
    assert "студио" in shown
    assert "\x1b" not in shown
    assert "\n" not in shown


@given(
    st.lists(
        st.tuples(st.text(max_size=120), st.dates(date(1990, 1, 1), date(2090, 1, 1))), min_size=1, max_size=5
    )
)
def test_any_name_makes_a_sound_file(given_: list[tuple[str, date]]) -> None:
    entries = [renewal(name=name, day=day, record=str(number)) for number, (name, day) in enumerate(given_)]
    content = calendar_file(entries, "en", NOW, "C-1")
    check_form(content)
    events = read(content).vevent_list
    assert [each.dtstart.value for each in events] == [day for _name, day in given_]
    assert len({each.uid.value for each in events}) == len(given_)


def test_the_same_renewals_are_the_same_file_and_keep_their_names() -> None:
    entries = [renewal(), renewal(day=date(2027, 12, 31))]
    assert calendar_file(entries, "en", NOW, "C-1") == calendar_file(entries, "en", NOW, "C-1")
    later = calendar_file([renewal(net=9900, tax=1980)], "en", NOW + timedelta(days=3), "C-1")
    # A newer file replaces the event of the older one.
    assert read(later).vevent.uid.value == "0190f0f0-0000-7000-8000-000000000001-20261231@jumpzone"


@pytest.mark.parametrize(
    ("ends", "said"), [("off", "does not renew by itself"), ("cancelled", "was cancelled")]
)
def test_what_ends_is_told_earlier_and_has_no_price(ends: str, said: str) -> None:
    values = {
        "type": "domain",
        "name": "xn--d1aisjfg.example",
        "kind": "domain",
        "ends": ends,
        "net": 0,
        "tax": 0,
    }
    event = read(calendar_file([renewal(**values)], "en", NOW, "C-1")).vevent
    assert event.summary.value == "студио.example ends"
    assert said in event.description.value
    triggers = [each.trigger.value for each in event.valarm_list]
    assert triggers == [timedelta(hours=9) - timedelta(days=30), timedelta(hours=9) - timedelta(days=7)]
