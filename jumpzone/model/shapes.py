"""What nested fields hold: the parts that the program reads, and of what kind each is.

The field table says only that such a field is JSON. What rules, papers and screens rely on stands here, for data that
comes from outside; further parts may stand beside it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from jumpzone.model.codec import time_from_json

__all__ = ["SHAPES", "check_shape"]

_ABOUT: Final = {"?about": "about"}

SHAPES: Final[Mapping[tuple[str, str], Mapping[str, str]]] = {
    ("invoice", "lines"): {
        "text": "text",
        "quantity": "decimal",
        "unit_amount": "int",
        "?vat_rate": "decimal",
        **_ABOUT,
    },
    ("invoice", "seller"): {"*": "text"},
    ("invoice", "buyer"): {"*": "text"},
    ("order", "items"): {
        "action": "text",
        "?product": "text",
        "?name": "text",
        "?cycle": "text",
        "?text": "text",
        "?until": "date",
        "?years": "int",
        "?amount": "int",
        **_ABOUT,
    },
    ("service", "cancellation"): {
        "when": "text",
        "?reason": "text",
        "?at": "time",
        "?auto_renew": "bool",
    },
    ("service", "plan_change"): {
        "?product": "text",
        "?name": "text",
        "?cycle": "text",
        "?when": "text",
        "?order": "text",
        "?on": "date",
        "?amount": "int",
    },
    ("domain", "ds"): {"key_tag": "int", "algorithm": "int", "digest_type": "int", "digest": "text"},
    ("saved_filter", "query"): {"?text": "text", "?filters": "texts", "?sort": "text", "?descending": "bool"},
}
"""By type and field: the parts of the object, or of each object of the list. ``?`` may be missing or null, ``*`` is
every part that is not named."""

_DECIMAL: Final = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?")
_INT_LIMIT: Final = 1 << 63


def check_shape(type_: str, name: str, value: Any) -> None:
    """See to it that a nested value in its JSON form holds what is relied on.

    Raises:
        ValueError: A part is missing, or of another kind.
    """
    shape = SHAPES.get((type_, name))
    if shape is None or value is None:
        return
    for each in value if isinstance(value, list) else [value]:
        if not isinstance(each, Mapping):
            raise ValueError("an object is expected")
        _check(shape, each)


def _check(shape: Mapping[str, str], given: Mapping[str, Any]) -> None:
    for part, kind in shape.items():
        if part == "*":
            if any(each is not None and not _KINDS[kind](each) for each in given.values()):
                raise ValueError(f"{kind} is expected")
            continue
        part, optional = part.removeprefix("?"), part.startswith("?")
        value = given.get(part)
        if value is None:
            if not optional:
                raise ValueError(f"{part} is missing")
        elif not _KINDS[kind](value):
            raise ValueError(f"{part}: {kind} is expected")


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and -_INT_LIMIT <= value < _INT_LIMIT


def _decimal(value: Any) -> bool:
    return _int(value) or (isinstance(value, str) and _DECIMAL.fullmatch(value) is not None)


def _date(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _time(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(time_from_json(value))
    except (ValueError, OverflowError):
        return False


def _about(value: Any) -> bool:
    return isinstance(value, Mapping) and _text(value.get("type")) and _text(value.get("id"))


def _texts(value: Any) -> bool:
    return isinstance(value, Mapping) and all(isinstance(each, str) for each in value.values())


_KINDS: Final = {
    "text": _text,
    "int": _int,
    "bool": lambda value: isinstance(value, bool),
    "decimal": _decimal,
    "date": _date,
    "time": _time,
    "about": _about,
    "texts": _texts,
}
