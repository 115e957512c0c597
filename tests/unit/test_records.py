"""The record classes say what the data dictionary says."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pytest

from jumpzone.model import records
from jumpzone.model.fields import RECORDS, Field, Kind, Merge, Writer, group_of
from jumpzone.model.permissions import Permission
from jumpzone.model.records import CLASSES, About, Record

_COMMON = {"id", "account", "rev", "created_at", "updated_at"}

_TYPES: Mapping[Kind, tuple[Any, ...]] = {
    Kind.TEXT: (str,),
    Kind.MULTILINE: (str,),
    Kind.EMAIL: (str,),
    Kind.PHONE: (str,),
    Kind.COUNTRY: (str,),
    Kind.CURRENCY: (str,),
    Kind.CHOICE: (str,),
    Kind.ID: (str,),
    Kind.BOOL: (bool,),
    Kind.INT: (int,),
    Kind.MONEY: (int,),
    Kind.DATE: (date,),
    Kind.TIME: (datetime,),
    Kind.SET: (frozenset[str], frozenset[Permission]),
    Kind.LIST: (tuple[str, ...],),
    Kind.SEALED: (bytes,),
    Kind.JSON: (
        About,
        Mapping[str, Any],
        tuple[Mapping[str, Any], ...],
        tuple[str, ...],
        tuple[Any, ...],
    ),
}


def _fields() -> list[tuple[str, Field]]:
    return [(record.name, field) for record in RECORDS.values() for field in record.fields.values()]


def test_there_is_a_class_for_every_record_type() -> None:
    assert CLASSES.keys() == RECORDS.keys()


@pytest.mark.parametrize("name", RECORDS)
def test_a_class_has_the_fields_of_its_type(name: str) -> None:
    own = {each.name for each in dataclasses.fields(CLASSES[name])}
    assert own - _COMMON == set(RECORDS[name].fields) - _COMMON
    assert own >= _COMMON


@pytest.mark.parametrize("name", CLASSES)
def test_records_can_t_be_edited_in_place(name: str) -> None:
    cls = CLASSES[name]
    assert issubclass(cls, Record)
    assert cls.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert hasattr(cls, "__slots__")


@pytest.mark.parametrize(("name", "field"), _fields(), ids=lambda each: getattr(each, "name", each))
def test_a_field_holds_what_its_kind_says(name: str, field: Field) -> None:
    hint = typing.get_type_hints(CLASSES[name], vars(records))[field.name]
    parts = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    held = [part for part in parts if part is not type(None)]
    assert len(held) == 1
    assert held[0] in _TYPES[field.kind]
    # What a record must have is never None, but for what a centre that opened by itself does not know yet.
    if field.default is not None:
        assert type(None) not in parts


@pytest.mark.parametrize(("name", "field"), _fields(), ids=lambda each: getattr(each, "name", each))
def test_the_table_of_fields_makes_sense(name: str, field: Field) -> None:
    record = RECORDS[name]
    assert record.fields[field.name] is field
    if field.kind is Kind.CHOICE:
        assert field.choices
        assert field.default is None or field.default in field.choices
    if field.kind is Kind.SET:
        assert field.merge is Merge.SET
        assert isinstance(field.default, frozenset)
        assert field.default <= set(field.choices)
    if field.kind is Kind.LIST:
        assert field.merge in (Merge.LIST, Merge.APPEND_ONLY)
    if field.writer is Writer.AUTHORITY:
        assert not field.offline
    assert field.name in group_of(record, field.name)
    assert {record.fields[each].group for each in group_of(record, field.name)} == {field.group}


def test_what_a_record_holds_is_shown_without_its_secrets() -> None:
    sealed = [(name, field.name) for name, field in _fields() if field.kind is Kind.SEALED]
    assert sealed == [("profile", "personal_number"), ("message", "secrets"), ("domain", "transfer_code")]
