"""Rows to records and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import RowMapping

from jumpzone.model import codec
from jumpzone.model.fields import RECORDS, Kind
from jumpzone.model.records import CLASSES, Record, names_of

R = TypeVar("R", bound=Record)

_DECODED = frozenset({Kind.SET, Kind.LIST, Kind.JSON})


@cache
def maker(type_: str, columns: tuple[str, ...]) -> Callable[[Sequence[Any]], Record]:
    """Return what builds records of a type from rows with these columns.

    Columns that are no field are left out; fields without a column keep their defaults.
    """
    cls = CLASSES[type_]
    places = {name: columns.index(name) for name in names_of(cls) if name in columns}
    names, pick = tuple(places), itemgetter(*places.values())
    decoded = tuple(
        field for field in RECORDS[type_].fields.values() if field.kind in _DECODED and field.name in places
    )

    def make(row: Sequence[Any]) -> Record:
        values = dict(zip(names, pick(row), strict=True))
        if values.get("account") is None:
            values["account"] = ""
        for field in decoded:
            if (value := values[field.name]) is not None:
                values[field.name] = codec.from_json(field, value)
        return cls(**values)

    return make


def to_record(type_: str, row: RowMapping | Mapping[str, Any]) -> Record:
    """Build the record of a row; columns that the row does not carry keep their defaults."""
    return maker(type_, tuple(row))(tuple(row.values()))


def to_row(type_: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return field values as the columns take them."""
    fields = RECORDS[type_].fields
    return {
        name: codec.to_json(fields[name], value)
        if name in fields and fields[name].kind in _DECODED
        else value
        for name, value in values.items()
    }
