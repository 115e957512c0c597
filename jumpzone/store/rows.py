"""Rows to records and back."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import RowMapping

from jumpzone.model import codec
from jumpzone.model.fields import RECORDS, Field, Kind
from jumpzone.model.records import CLASSES, Record, names_of

R = TypeVar("R", bound=Record)

_DECODED = frozenset({Kind.SET, Kind.LIST, Kind.JSON})


@cache
def _decoders(type_: str) -> tuple[Field, ...]:
    return tuple(field for field in RECORDS[type_].fields.values() if field.kind in _DECODED)


def to_record(type_: str, row: RowMapping | Mapping[str, Any]) -> Record:
    """Build the record of a row; columns that the row does not carry keep their defaults."""
    cls = CLASSES[type_]
    values = {name: row[name] for name in names_of(cls) if name in row}
    if values.get("account") is None:
        values["account"] = ""
    for field in _decoders(type_):
        if field.name in values:
            values[field.name] = codec.from_json(field, values[field.name])
    return cls(**values)


def to_row(type_: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return field values as the columns take them."""
    fields = RECORDS[type_].fields
    return {
        name: codec.to_json(fields[name], value)
        if name in fields and fields[name].kind in _DECODED
        else value
        for name, value in values.items()
    }
