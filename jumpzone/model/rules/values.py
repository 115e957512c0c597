"""The first door: what a single field may hold, whoever hands it in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from jumpzone.errors import FieldError
from jumpzone.i18n import T_, Text
from jumpzone.model import codec
from jumpzone.model.fields import Field, Kind, RecordType, Writer
from jumpzone.model.ids import is_id
from jumpzone.model.text import TextRefused, clean

_NOT_THIS_FORM = T_("This value does not have the right form.")
_REQUIRED = T_("This is needed.")

_INT_LIMIT: Final = 1 << 63
"""Databases keep whole numbers in 64 bits."""


class Refusals:
    """Collects what is wrong, one error a field, in the order of finding."""

    def __init__(self) -> None:
        """Start with nothing wrong."""
        self._errors: dict[str, FieldError] = {}

    def add(self, field: str, code: str, message: Text) -> None:
        """Note what is wrong with ``field``; the first finding stays."""
        self._errors.setdefault(field, FieldError(field, code, message))

    def required(self, field: str) -> None:
        """Note that ``field`` is missing."""
        self.add(field, "required", _REQUIRED)

    def __bool__(self) -> bool:
        """Tell whether anything is wrong."""
        return bool(self._errors)

    @property
    def errors(self) -> tuple[FieldError, ...]:
        """What is wrong."""
        return tuple(self._errors.values())


def read_values(
    record: RecordType, values: Mapping[str, Any], *, authority: bool, refusals: Refusals
) -> dict[str, Any]:
    """Return ``values`` in their Python form, cleaned; what can't be used lands in ``refusals``.

    Args:
        record: The type whose fields they are.
        values: Values in Python or JSON form.
        authority: Whether the fields that the authority alone writes may be among them.
        refusals: Takes an error for every field at fault: unknown, not writable, of the wrong form, refused
            text, outside its closed set.
    """
    result: dict[str, Any] = {}
    for name, value in values.items():
        field = record.fields.get(name)
        if field is None:
            refusals.add(name, "unknown-field", T_("There is no such field."))
        elif field.writer is Writer.AUTHORITY and not authority:
            refusals.add(name, "read-only", T_("This is given by the system and can't be edited."))
        else:
            try:
                result[name] = _read(field, value)
            except TextRefused as problem:
                refusals.add(name, "refused-text", problem.reason)
            except (ValueError, KeyError, TypeError):
                refusals.add(name, "malformed", _NOT_THIS_FORM)
    return result


def _read(field: Field, value: Any) -> Any:
    if value is None:
        return _nothing(field)
    if field.kind is Kind.SET and isinstance(value, list | tuple | set | frozenset):
        value = list(value)
    value = codec.from_json(field, value)
    match field.kind:
        case Kind.TEXT | Kind.EMAIL | Kind.PHONE | Kind.COUNTRY | Kind.CURRENCY:
            return clean(value, max_length=field.max_length) or None
        case Kind.MULTILINE:
            return clean(value, multiline=True, max_length=field.max_length)
        case Kind.CHOICE:
            if value not in field.choices:
                raise ValueError(value)
        case Kind.SET:
            if field.choices and not set(value) <= set(field.choices):
                raise ValueError(value)
        case Kind.LIST:
            return tuple(clean(item, max_length=field.max_length) for item in value)
        case Kind.ID:
            if not is_id(value):
                raise ValueError(value)
        case Kind.INT | Kind.MONEY:
            if not -_INT_LIMIT <= value < _INT_LIMIT:
                raise ValueError(value)
        case Kind.JSON:
            check_json(value)
    return value


def _nothing(field: Field) -> Any:
    """What a field holds when it was emptied: nothing, an empty text or list; a switch or a choice can't be."""
    if field.required or field.default is None:
        return None
    if field.kind in (Kind.SET, Kind.LIST, Kind.JSON, Kind.MULTILINE):
        return type(field.default)()
    raise ValueError(field.name)


def check_json(value: Any) -> None:
    """Look for texts in a nested value that no database could keep."""
    match value:
        case str():
            clean(value, multiline=True)
        case Mapping():
            for key, item in value.items():
                check_json(key)
                check_json(item)
        case list() | tuple():
            for item in value:
                check_json(item)
