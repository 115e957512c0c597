"""Lists as files: CSV for spreadsheets, JSON for programs, under the names of the data dictionary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal

from jumpzone.errors import StoreProblem
from jumpzone.i18n import T_
from jumpzone.model import codec
from jumpzone.model.fields import RECORDS, Kind
from jumpzone.model.records import Record, values_of
from jumpzone.model.tabular import csv_line, json_text
from jumpzone.paths import write_private

Form = Literal["csv", "json"]


def exported(type_: str, record: Record) -> dict[str, Any]:
    """Return a record's fields in their JSON form; what is sealed stays out."""
    fields = RECORDS[type_].fields
    values = values_of(record)
    head = {"id": record.id, "created_at": codec.time_to_json(record.created_at)}
    return head | {
        name: codec.to_json(field, values[name])
        for name, field in fields.items()
        if name in values and field.kind is not Kind.SEALED
    }


def write_list(type_: str, records: Iterable[Record], path: Path, form: Form) -> int:
    """Write records into a file, readable by its owner alone, whole or not at all.

    Args:
        type_: The records' type.
        records: The records.
        path: The file; one that exists is replaced.
        form: ``csv`` with a line of names first, or ``json`` with a list.

    Returns:
        How many records were written.

    Raises:
        StoreProblem: The file can't be written.
    """
    rows = [exported(type_, record) for record in records]
    text = json_text(rows) + "\n" if form == "json" else "".join(csv_rows(type_, rows))
    try:
        write_private(path, text.encode())
    except OSError as problem:
        raise StoreProblem(
            "cannot-write",
            T_("The file {path} can't be written.", path=str(path)),
            hint=T_("Choose another folder, or make room on the disk."),
        ) from problem
    return len(rows)


def csv_rows(type_: str, rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Return exported records as lines of CSV with their ends, the names first."""
    names = ["id", "created_at", *(n for n, f in RECORDS[type_].fields.items() if f.kind is not Kind.SEALED)]
    yield csv_line(names) + "\r\n"
    for row in rows:
        yield csv_line(flat(row.get(name)) for name in names) + "\r\n"


def flat(value: object) -> object:
    """Return a value as one cell of CSV holds it: what is nested becomes JSON."""
    nested = isinstance(value, dict) or (
        isinstance(value, list) and any(isinstance(each, dict) for each in value)
    )
    return json_text(value) if nested else value
