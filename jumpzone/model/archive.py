"""The archive of an account: which files it has, which fields its records keep, and reading them back strictly.

An archive is everything of one account in one file (docs/export.md). What is written here is read back by
:func:`read_record` only when writing it again would give the very same line: so whatever an archive is brought into
can give back the same archive.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

from jumpzone.errors import Refused
from jumpzone.i18n import T_, Text
from jumpzone.model import codec
from jumpzone.model.fields import RECORDS, Field, Kind
from jumpzone.model.ids import is_id
from jumpzone.model.permissions import Audience
from jumpzone.model.records import CLASSES, Record, values_of
from jumpzone.model.shapes import check_shape
from jumpzone.model.tabular import json_line
from jumpzone.model.text import clean

__all__ = [
    "DATA",
    "FORMAT",
    "KEPT_BACK",
    "MANIFEST",
    "NAMES",
    "README",
    "SMALL",
    "SPARSEST",
    "TYPES",
    "field_names",
    "fields_of",
    "read_json",
    "read_record",
    "readme",
    "refused",
    "written",
]

FORMAT: Final = 2
"""Of the archive; greater when what is in it changes its meaning. The first one could not be brought back."""

README: Final = "README.txt"
MANIFEST: Final = "zone.json"
"""Comes last by its name, so that the files are sorted and it can tell of all of them."""
DATA: Final = "data/{}.json"

SMALL: Final = 1024 * 1024
SPARSEST: Final = 100
"""An entry of more than ``SMALL`` bytes may grow to so many times its packed size."""

TYPES: Final = tuple(name for name, record in RECORDS.items() if record.read is not Audience.EVERYBODY)
"""The types that belong to an account; announcements and the catalogue are the seller's."""

NAMES: Final = re.compile(
    r"README\.txt|zone\.json"
    rf"|(?:data|csv)/(?:{'|'.join(TYPES)})\.(?:json|csv)"
    r"|attachments/[0-9a-f]{64}"
    r"|audit/[0-9]{4}\.jsonl"
    r"|messages/[0-9a-f-]{36}\.eml"
    r"|papers/[A-Za-z0-9][A-Za-z0-9.+_-]{0,99}\.pdf"
)
"""Every name that a file of an archive can have."""

KEPT_BACK: Final[Mapping[str, frozenset[str]]] = {"login": frozenset({"totp_enabled", "staff_role"})}
"""Fields that stay behind beside those that are sealed: what a sign-in needs, and rights beyond the account."""

_DEEPEST: Final = 32
_LONGEST_NUMBER: Final = 19
_BEYOND_SERIES: Final = re.compile(r"\d{16}")
_INT_LIMIT: Final = 1 << 63
_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2199
"""Times beyond these are no times of an account, and an index on them could not be kept."""
_BRACKETS: Final = re.compile(r'"(?:[^"\\]|\\.)*"|([\[{])|([\]}])')


def refused(code: str, message: Text, hint: Text | None = None) -> Refused:
    """Return the error for an archive that can't be brought in; nothing was changed."""
    return Refused(
        code, message, title=T_("This archive can't be brought in"), hint=hint or T_("Nothing was changed.")
    )


# Writing


def fields_of(type_: str) -> tuple[Field, ...]:
    """Return the fields of a type that an archive keeps, in the order in which people meet them."""
    kept_back = KEPT_BACK.get(type_, frozenset())
    fields = RECORDS[type_].fields.values()
    return tuple(each for each in fields if each.kind is not Kind.SEALED and each.name not in kept_back)


def field_names(type_: str) -> tuple[str, ...]:
    """Return the names that a record has in an archive: those that every record has first."""
    return (*_HEAD, *(each.name for each in fields_of(type_)))


_HEAD: Final = ("id", "created_at", "updated_at")


def written(type_: str, record: Record, account: str) -> dict[str, Any]:
    """Return a record as an archive keeps it.

    Args:
        type_: Its type.
        record: The record.
        account: The account that the archive is of: a login's home elsewhere is nobody's business there.
    """
    values = values_of(record)
    if type_ == "login" and values["home_account"] != account:
        values["home_account"] = None
    if "account" in RECORDS[type_].fields:
        values["account"] = values["account"] or None
    head = {
        "id": record.id,
        "created_at": codec.time_to_json(record.created_at),
        "updated_at": codec.time_to_json(record.updated_at),
    }
    return head | {each.name: codec.to_json(each, values[each.name]) for each in fields_of(type_)}


def readme() -> str:
    """Return the words that explain an archive to whoever opens it, the same in every one."""
    kept_back = [
        f"  {name}: "
        + ", ".join(sorted(RECORDS[name].fields.keys() - {each.name for each in fields_of(name)}))
        for name in TYPES
        if len(fields_of(name)) < len(RECORDS[name].fields)
    ]
    return _README.format(version=FORMAT, kept_back="\n".join(kept_back))


_README: Final = """\
Everything of one account, as jumpzone wrote it (archive format {version}).

  data/TYPE.json         every record of a type, one a line, sorted by id
  csv/TYPE.csv           the same for spreadsheets
  messages/ID.eml        what was sent, as mail programs keep it
  papers/NUMBER.pdf      invoices, proformas and credit notes
  attachments/SHA256     files of tickets, named by the hash of their bytes;
                         data/ticket_reply.json knows what they were called
  audit/NUMBER.jsonl     who changed what and when, one entry a line, each
                         bound to the one before it by its hash (owners only)
  zone.json              the format, what was left out, and the SHA-256 of
                         every file

"jumpzone import FILE.zip" brings it into an empty store and gives the same
account back. csv/, messages/ and papers/ are made of data/ and are there for
people; an import checks their hashes and makes them anew.

Not in it, on purpose: passwords and sessions, second factors, what is sealed
(access data, personal numbers, transfer codes), messages meant for another
person's eyes alone, deleted records, the seller's catalogue and announcements.
Fields that stay behind, by record:
{kept_back}

Times are UTC. Money is in minor units (cents) of the currency beside it.
Treat this file as you would treat the account itself.
"""


# Reading


def read_json(text: str) -> Any:
    """Read JSON strictly: no key twice, whole numbers only, no deep nesting, nothing that is not in RFC 8259.

    Raises:
        ValueError: It is not so; the message says why, for programmers.
    """
    if text.count("[") + text.count("{") > _DEEPEST and _depth(text) > _DEEPEST:
        raise ValueError("nested too deeply")
    return json.loads(
        text,
        object_pairs_hook=_object,
        parse_constant=_no_number,
        parse_float=_no_number,
        parse_int=_whole,
    )


def _depth(text: str) -> int:
    depth = deepest = 0
    for match in _BRACKETS.finditer(text):
        if match[1]:
            depth += 1
            deepest = max(deepest, depth)
        elif match[2]:
            depth -= 1
    return deepest


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands there twice")
    return found


def _no_number(text: str) -> Any:
    raise ValueError(f"not a whole number: {text[:30]}")


def _whole(text: str) -> int:
    if len(text.lstrip("-")) > _LONGEST_NUMBER:
        raise ValueError("a number is too long")
    return int(text)


def read_record(type_: str, text: str, account: str) -> Record:
    """Read a record from its line in an archive.

    Args:
        type_: The type.
        text: The line.
        account: The account that the archive is of; the record will be its.

    Raises:
        ValueError: It breaks the field table, or it is not written as an archive writes it.
    """
    given = read_json(text)
    if not isinstance(given, dict):
        raise ValueError("a record is expected")
    fields = {each.name: each for each in fields_of(type_)}
    unknown = given.keys() - fields.keys() - set(_HEAD)
    if unknown:
        raise ValueError(f"no such field: {min(unknown)[:60]}")
    if not is_id(str(given.get("id"))):
        raise ValueError("id: no identifier")
    values: dict[str, Any] = {"id": given["id"], "account": account}
    for name in ("created_at", "updated_at"):
        values[name] = _time(given.get(name))
    for name, field in fields.items():
        try:
            values[name] = _value(field, given[name]) if name in given else _default(field)
            check_shape(type_, name, given.get(name))
        except (ValueError, KeyError, TypeError, OverflowError) as problem:
            raise ValueError(f"{name}: {problem}") from problem
    if _BEYOND_SERIES.search(values.get("number") or ""):
        raise ValueError("number: no series counts so far")
    _check_account(type_, values, account)
    record = CLASSES[type_](**values)
    again = {name: value for name, value in written(type_, record, account).items() if name in given}
    if json_line(again) != text:
        raise ValueError("not written as an archive writes it")
    return record


def _check_account(type_: str, values: dict[str, Any], account: str) -> None:
    """See to it that nothing in a record belongs to, or leads to, another account."""
    own = RECORDS[type_].fields
    if type_ == "account":
        if values["id"] != account or values["merged_into"] is not None:
            raise ValueError("another account")
        values["account"] = ""
    elif "account" in own:
        if values["account"] not in (None, account):
            raise ValueError("account: another account")
        values["account"] = values["account"] or ""
    elif not RECORDS[type_].keyed_by_account:
        values["account"] = ""
    if values.get("home_account") not in (None, account):
        raise ValueError("home_account: another account")
    about = values.get("about") if "about" in own else None
    if about is not None and about.type == "account" and about.id != account:
        raise ValueError("about: another account")


def _default(field: Field) -> Any:
    if field.default is None and not field.nullable:
        raise ValueError("it is missing")
    return field.default


def _value(field: Field, given: Any) -> Any:
    if given is None:
        if not field.nullable:
            raise ValueError("nothing is no value here")
        return None
    value = codec.from_json(field, given)
    match field.kind:
        case Kind.TEXT | Kind.EMAIL | Kind.PHONE | Kind.COUNTRY | Kind.CURRENCY:
            _text(value, field.max_length)
        case Kind.MULTILINE:
            _text(value, None)
        case Kind.CHOICE if value not in field.choices:
            raise ValueError("not among the choices")
        case Kind.SET if field.choices and not set(value) <= set(field.choices):
            raise ValueError("not among the choices")
        case Kind.ID if not is_id(value):
            raise ValueError("no identifier")
        case Kind.INT | Kind.MONEY if not -_INT_LIMIT <= value < _INT_LIMIT:
            raise ValueError("the number is too large")
        case Kind.DATE | Kind.TIME:
            _in_range(value)
        case Kind.LIST | Kind.SET:
            _check_nested(list(value))
        case Kind.JSON:
            _check_shape(field, given)
    return value


def _text(value: str, longest: int | None) -> None:
    """See to it that a column will keep a text as it is; the columns' own rule, `CleanText`."""
    plain = value.isascii() and value.isprintable()
    if not plain and clean(value, multiline=longest is None) != value:
        raise ValueError("the text is not in the form that is kept")
    if longest is not None and len(value) > longest:
        raise ValueError("the text is too long")


def _time(given: Any) -> datetime:
    if not isinstance(given, str):
        raise ValueError("a time is expected")
    try:
        value = codec.time_from_json(given)
    except OverflowError as problem:
        raise ValueError("no such time") from problem
    _in_range(value)
    return value


def _in_range(value: date | datetime) -> None:
    if isinstance(value, datetime):
        value = value.astimezone(UTC)
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        raise ValueError("the time is out of range")


def _check_shape(field: Field, given: Any) -> None:
    """See to it that a nested value has the form that the program reads: a list of one kind, or an object."""
    if field.default == ():
        if not isinstance(given, list):
            raise ValueError("a list is expected")
        kinds = {dict if isinstance(each, Mapping) else type(each) for each in given}
        if not (kinds <= {dict} or kinds <= {str}):
            raise ValueError("a list of objects or of texts is expected")
    elif not isinstance(given, dict):
        raise ValueError("an object is expected")
    _check_nested(given)


def _check_nested(value: Any) -> None:
    match value:
        case str():
            clean(value, multiline=True)
        case Mapping():
            for key, item in value.items():
                clean(key)
                _check_nested(item)
        case list():
            for item in value:
                _check_nested(item)
