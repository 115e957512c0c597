"""Values for scripts and spreadsheets: JSON and CSV that can do nothing to a terminal or a spreadsheet."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from jumpzone.model.text import safe_text

__all__ = ["csv_cell", "csv_line", "json_line", "json_text", "ordered"]


def ordered(values: Iterable[object]) -> list[object]:
    """The values as a list; those of a set, which has no order, by their names."""
    return sorted(values, key=str) if isinstance(values, set | frozenset) else list(values)


def _encode(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, set | frozenset):
        return ordered(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


_BEYOND_ASCII = re.compile(r"[^\x20-\x7e\n]")
# Control, format, surrogate, private and unassigned characters; line and paragraph separators.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def json_text(value: object) -> str:
    """A value as JSON that people can read: letters of all scripts as they are, what can't be seen as an escape."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=_encode)
    return text if text.isascii() and "\x7f" not in text else _BEYOND_ASCII.sub(_escape, text)


def json_line(value: object) -> str:
    """A value as JSON for programs, on one line and with the keys of every object sorted.

    Equal values are equal texts, whichever database they came from and whichever Unicode this Python knows.
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_encode)


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    if unicodedata.category(char) not in _INVISIBLE:
        return char
    code = ord(char)
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


# What a spreadsheet would run as a formula (OWASP, "CSV Injection"); a signed number or a phone number is none.
_FORMULA = re.compile(r"[=+\-@\t\r]")
_SIGNED_NUMBER = re.compile(r"[+-][\d .,]+\Z")


def csv_cell(value: object) -> str:
    """A value as a CSV cell (RFC 4180), harmless to a terminal and to a spreadsheet.

    Lists are joined by semicolons, dates and times are ISO 8601, yes and no are `true` and `false`. A text that a
    spreadsheet would take for a formula gets an apostrophe in front.
    """
    if isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, int | float | Decimal):
        return str(value)
    elif isinstance(value, datetime | date):
        text = str(_encode(value))
    elif isinstance(value, list | tuple | set | frozenset):
        text = ";".join("" if each is None else str(each) for each in ordered(value))
    else:
        text = "" if value is None else str(value)
    text = safe_text(text, multiline=True)
    if _FORMULA.match(text) and not _SIGNED_NUMBER.match(text):
        text = "'" + text
    if any(char in text for char in ',"\n'):
        text = '"' + text.replace('"', '""') + '"'
    return text


def csv_line(values: Iterable[object]) -> str:
    """Values as one line of CSV, without its end."""
    return ",".join(csv_cell(value) for value in values)
