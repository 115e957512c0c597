"""Contacts as CSV: written under the names of the data dictionary, read under those, their translations and others'."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, Final

from jumpzone.documents.contact_files import (
    FIELDS,
    MOST,
    Entry,
    Fault,
    Found,
    categories_of,
    country_of,
    decode,
    too_many,
)
from jumpzone.errors import Refused
from jumpzone.i18n import LANGUAGES, T_, Text, translator
from jumpzone.model.ids import is_id
from jumpzone.model.records import Contact
from jumpzone.model.tabular import csv_line
from jumpzone.model.text import fold, safe_text
from jumpzone.model.words import CONTACT_FIELDS

__all__ = ["read", "write"]

_COLUMNS: Final = ("id", *FIELDS)
_FORMULA: Final = re.compile(r"'+[=+\-@\t\r]")

# -- writing ---------------------------------------------------------------------------------------------


def write(contacts: Iterable[Contact]) -> bytes:
    """Return contacts as CSV with a line of names, harmless to spreadsheets (see `model.tabular.csv_cell`)."""
    lines = [csv_line(_COLUMNS), *(csv_line(_cell(each, name) for name in _COLUMNS) for each in contacts)]
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8", "replace")


def _cell(contact: Contact, name: str) -> object:
    value = getattr(contact, name)
    # What begins as a guarded formula does gets one apostrophe more, so that reading gives it back as it was.
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


# -- reading ---------------------------------------------------------------------------------------------

_ALIASES: Final = {
    "given name": "first_name",
    "additional name": "middle_name",
    "family name": "last_name",
    "surname": "last_name",
    "mail": "email",
    "email address": "email",
    "e-mail address": "email",
    "e-mail 1 - value": "email",
    "telephone": "phone",
    "phone number": "phone",
    "mobile phone": "phone",
    "phone 1 - value": "phone",
    "company": "company_name",
    "organization": "company_name",
    "organization name": "company_name",
    "organization 1 - name": "company_name",
    "street": "address_1",
    "address 1 - street": "address_1",
    "address 1 - city": "city",
    "address 1 - region": "state",
    "address 1 - postal code": "postcode",
    "address 1 - country": "country",
    "zip": "postcode",
    "zip code": "postcode",
    "postal code": "postcode",
    "region": "state",
    "notices": "notifications",
}
"""What address books and spreadsheets of others call their columns."""

_DELIMITERS: Final = (",", ";", "\t", "|")


def read(content: bytes) -> Found:
    """Read a file of CSV whose first line names the columns.

    A line that can't be read is left out, with a fault that names it. An empty cell empties the field.

    Raises:
        Refused: The file is too large, has too many lines, or no line of names that can be used.
    """
    text, encoding = decode(content)
    lines = re.split("(?<=\n)|(?<=\r)(?!\n)", text)
    skipped = next((index for index, line in enumerate(lines) if line.strip()), len(lines))
    lines = lines[skipped:]
    if lines and (told := re.fullmatch(r"sep=(.)\s*", lines[0], re.IGNORECASE)):
        # How Excel is told the delimiter.
        lines.pop(0)
        skipped += 1
        delimiter = told[1]
    else:
        delimiter = _delimiter(lines[0]) if lines else ","
    rows = _rows(lines, delimiter, skipped)
    heading = next(rows, None)
    if heading is None or isinstance(heading, Fault):
        raise _no_names()
    fields, unused = _fields(heading[1])
    entries: list[Entry] = []
    faults: list[Fault] = []
    for row in rows:
        if len(entries) + len(faults) >= MOST:
            raise too_many()
        found = row if isinstance(row, Fault) else _entry(*row, fields)
        if isinstance(found, Fault):
            faults.append(found)
        else:
            entries.append(found)
    return Found(tuple(entries), tuple(faults), encoding, tuple(unused))


def _delimiter(line: str) -> str:
    """Return the sign by which the first line falls into the most columns that are known."""

    def known(delimiter: str) -> int:
        cells = next(csv.reader([line], delimiter=delimiter), [])
        return sum(_field_of(cell) is not None for cell in cells)

    return max(_DELIMITERS, key=known)


def _rows(lines: Sequence[str], delimiter: str, skipped: int) -> Iterator[tuple[int, list[str]] | Fault]:
    """Yield the lines that hold something with the number of their first one, or what is wrong with them."""
    reader = csv.reader(iter(lines), delimiter=delimiter, strict=True, skipinitialspace=True)
    while True:
        number = skipped + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            yield Fault(number, _said(str(problem)))
            continue
        if any(cell.strip() for cell in cells):
            yield number, cells


def _said(problem: str) -> Text:
    if "unexpected end" in problem:
        return T_("A quotation mark is opened here and never closed.")
    if "limit" in problem:
        return T_("A cell is far too long.")
    return T_("The quotation marks on this line don't fit together.")


def _fields(heading: Sequence[str]) -> tuple[list[str | None], list[str]]:
    fields = [_field_of(cell) for cell in heading]
    known = [name for name in fields if name is not None]
    if not {"email", "first_name", "last_name", "id"} & set(known):
        raise _no_names()
    for name in known:
        if known.count(name) > 1:
            title = CONTACT_FIELDS[name]
            raise Refused("column-twice", T_("Two columns of this file are called “{name}”.", name=title))
    unused = [safe_text(cell, limit=40) for cell, name in zip(heading, fields, strict=True) if name is None]
    return fields, [each for each in unused if each.strip()]


def _no_names() -> Refused:
    return Refused(
        "no-columns",
        T_("The first line of this file does not name the columns of contacts."),
        hint=T_("It has to begin with names such as: {names}", names="first_name,last_name,email,phone"),
    )


def _field_of(cell: str) -> str | None:
    return _names().get(_key(cell))


def _key(cell: str) -> str:
    return " ".join(fold(cell).replace("_", " ").split())


@cache
def _names() -> dict[str, str]:
    found = {_key(alias): name for alias, name in _ALIASES.items()}
    for language in LANGUAGES:
        found |= {_key(CONTACT_FIELDS[name].render(translator(language))): name for name in _COLUMNS}
    return found | {_key(name): name for name in _COLUMNS}


def _entry(number: int, cells: Sequence[str], fields: Sequence[str | None]) -> Entry | Fault:
    if len(cells) != len(fields):
        return Fault(
            number,
            T_("This line has {n} cells, the first one names {wanted}.", n=len(cells), wanted=len(fields)),
        )
    values: dict[str, Any] = {}
    uid = None
    for name, cell in zip(fields, map(_unguarded, cells), strict=True):
        if name == "id":
            uid = cell.strip().lower() or None
        elif name == "notifications":
            values[name] = categories_of(re.split("[;,|]", cell))
        elif name == "country":
            values[name] = country_of(cell) or None
        elif name is not None:
            values[name] = cell.strip() or None
    if uid is not None and not is_id(uid):
        return Fault(number, T_("“{id}” is not the ID of a contact.", id=safe_text(uid, limit=40)))
    return Entry(number, uid, values)


def _unguarded(cell: str) -> str:
    """Return a cell without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    return cell[1:] if _FORMULA.match(cell) else cell
