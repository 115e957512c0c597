"""Values of fields between Python, JSON (the wire, exports, audit) and the store."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from jumpzone.model.fields import Field, Kind
from jumpzone.model.permissions import Permission
from jumpzone.model.records import About


def to_json(field: Field, value: Any) -> Any:
    """Return the JSON form of a field's value; sets are sorted, times end in ``Z``."""
    if value is None:
        return None
    match field.kind:
        case Kind.DATE:
            return value.isoformat()
        case Kind.TIME:
            return time_to_json(value)
        case Kind.SET:
            return sorted(str(item) for item in value)
        case Kind.LIST:
            return list(value)
        case Kind.JSON if isinstance(value, About):
            return {"type": value.type, "id": value.id}
        case Kind.JSON:
            return plain(value)
        case Kind.SEALED:
            return "••••••"
        case _:
            return value


def from_json(field: Field, value: Any) -> Any:
    """Return the Python value of a field from its JSON form.

    Raises:
        ValueError: The value does not have the form that the field's kind asks for.
    """
    if value is None:
        return None
    match field.kind:
        case Kind.DATE:
            return value if isinstance(value, date) else date.fromisoformat(value)
        case Kind.TIME:
            return value if isinstance(value, datetime) else time_from_json(value)
        case Kind.SET:
            items = frozenset(_strings(value))
            return frozenset(map(Permission, items)) if field.name == "permissions" else items
        case Kind.LIST:
            return tuple(_strings(value))
        case Kind.JSON:
            return _json_value(field, value)
        case Kind.BOOL:
            return _typed(value, bool)
        case Kind.INT | Kind.MONEY:
            if isinstance(value, bool):
                raise ValueError("a whole number is expected")
            return _typed(value, int)
        case Kind.SEALED:
            return _typed(value, bytes)
        case _:
            return _typed(value, str)


def _json_value(field: Field, value: Any) -> Any:
    if field.name == "about":
        if isinstance(value, About):
            return value
        if not isinstance(value, Mapping):
            raise ValueError("a type and an id are expected")
        return About(str(value["type"]), str(value["id"]))
    if isinstance(value, list | tuple):
        return tuple(value)
    return value


def _strings(value: Any) -> list[str]:
    if isinstance(value, str) or not all(isinstance(item, str) for item in value):
        raise ValueError("a list of texts is expected")
    return list(value)


def _typed(value: Any, kind: type) -> Any:
    if not isinstance(value, kind):
        raise ValueError(f"{kind.__name__} is expected")
    return value


def plain(value: Any) -> Any:
    """Return nested tuples and mappings as lists and dictionaries."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def time_to_json(value: datetime) -> str:
    """Return a UTC time as RFC 3339 text with ``Z``."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def time_from_json(value: str) -> datetime:
    """Read RFC 3339 text as an aware UTC time.

    Raises:
        ValueError: No such time, or no zone.
    """
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("a time zone is expected")
    return moment.astimezone(UTC)
