"""Whatever the field table allows comes back to the byte: zones made of the table itself, new record types too."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jumpzone.model import codec
from jumpzone.model.archive import KEPT_BACK, TYPES
from jumpzone.model.emails import canonical
from jumpzone.model.fields import RECORDS, Field, Kind
from jumpzone.model.permissions import Permission
from jumpzone.model.records import CLASSES, About, Record
from jumpzone.model.shapes import SHAPES
from jumpzone.model.text import TextRefused, clean
from jumpzone.store import blobs, bulk
from jumpzone.usecases.bringing import Bringing
from tests import support
from tests.usecases.archives import empty, export, signed_in
from tests.usecases.sample import NOW

ACCOUNT, LOGIN = (str(UUID(int=n << 64 | 0x7000_8000_0000_0000_0001)) for n in (1, 2))
FILES = (b"", b"one file", bytes(range(256)) * 20)
FIRST = datetime(1970, 1, 1, tzinfo=UTC)

ids = st.integers(1 << 70, (1 << 128) - 1).map(lambda number: str(UUID(int=number)))
times = st.integers(0, 200 * 365 * 86_400_000_000).map(lambda us: FIRST + timedelta(microseconds=us))


def _cleaned(text: str, longest: int, multiline: bool) -> str:
    try:
        return clean(text[:longest], multiline=multiline)[:longest].strip()
    except TextRefused:
        return "?"


def texts(longest: int, *, multiline: bool = False) -> st.SearchStrategy[str]:
    """Texts that a record can hold, such as spreadsheets, terminals and markup stumble over."""
    some = st.sampled_from(
        ("", "[/]", "=1+1", '",\r\n"', "😀", "e\u0301", "\u202eabc", "\\u0000", "Ж" * longest)
    )
    return st.one_of(some, st.text(max_size=min(longest, 40))).map(
        lambda text: _cleaned(text, longest, multiline)
    )


plain = st.one_of(st.none(), st.booleans(), st.integers(-(1 << 53), 1 << 53), texts(20))
nested = st.recursive(
    plain,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts(8), inner, max_size=3),
    max_leaves=6,
)
objects = st.dictionaries(texts(8), nested, max_size=4)


parts: Mapping[str, st.SearchStrategy[Any]] = {
    "text": texts(20),
    "int": st.integers(-(1 << 63), (1 << 63) - 1),
    "bool": st.booleans(),
    "decimal": st.integers(0, 1000) | st.decimals(-1000, 1000, places=2).map(str),
    "date": st.dates(date(1900, 1, 1), date(2199, 12, 31)).map(date.isoformat),
    "time": times.map(codec.time_to_json),
    "about": st.fixed_dictionaries({"type": texts(10), "id": ids}),
    "texts": st.dictionaries(texts(8), texts(8), max_size=3),
}


def shaped(shape: Mapping[str, str]) -> st.SearchStrategy[dict[str, Any]]:
    """Objects that hold what the program relies on, and more."""
    if "*" in shape:
        return st.dictionaries(texts(8), parts[shape["*"]], max_size=4)
    needed = {name: parts[kind] for name, kind in shape.items() if not name.startswith("?")}
    more = {name[1:]: parts[kind] for name, kind in shape.items() if name.startswith("?")}
    return st.fixed_dictionaries(needed, optional={**more, "something else": nested})


def values(type_: str, field: Field) -> st.SearchStrategy[Any]:
    """Every value that a field can hold."""
    shape = SHAPES.get((type_, field.name))
    if shape is None:
        found = _values(field)
    else:
        found = st.lists(shaped(shape), max_size=3).map(tuple) if field.default == () else shaped(shape)
    return st.none() | found if field.nullable else found


def _values(field: Field) -> st.SearchStrategy[Any]:
    match field.kind:
        case Kind.MULTILINE:
            return texts(200, multiline=True)
        case Kind.CHOICE:
            return st.sampled_from(field.choices)
        case Kind.BOOL:
            return st.booleans()
        case Kind.INT | Kind.MONEY:
            return st.integers(-(1 << 63), (1 << 63) - 1)
        case Kind.DATE:
            return st.dates(date(1900, 1, 1), date(2199, 12, 31))
        case Kind.TIME:
            return times
        case Kind.SET if field.name == "permissions":
            return st.frozensets(st.sampled_from(list(Permission)))
        case Kind.SET:
            return st.frozensets(st.sampled_from(field.choices))
        case Kind.LIST:
            return st.lists(texts(30), max_size=4).map(tuple)
        case Kind.JSON if field.name == "about":
            return st.builds(About, st.sampled_from(("service", "domain")), ids)
        case Kind.JSON if field.default == ():
            return (st.lists(objects, max_size=3) | st.lists(texts(20), max_size=3)).map(tuple)
        case Kind.JSON:
            return objects
        case Kind.ID:
            return ids
        case _:
            return texts(field.max_length)


def attachments() -> st.SearchStrategy[tuple[Mapping[str, Any], ...]]:
    """Files that the account has."""
    named = st.sampled_from(FILES).map(
        lambda content: {
            "name": "file",
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
            "type": "text/plain",
        }
    )
    return st.lists(named, max_size=2).map(tuple)


@st.composite
def records(draw: st.DrawFn, type_: str, known: Mapping[str, list[str]]) -> Record | None:
    """A record of any type, or None where it would have to be about something that is not there."""
    given: dict[str, Any] = {}
    for name, field in RECORDS[type_].fields.items():
        if field.kind is Kind.SEALED or name in KEPT_BACK.get(type_, ()):
            continue
        if name == "login":
            given[name] = LOGIN
        elif name == "number":
            given[name] = draw(st.none() | st.integers(0, 10**9).map(lambda number: f"X-{number}"))
        elif field.kind is Kind.ID and field.required and name in RECORDS:
            if not known.get(name):
                return None
            given[name] = draw(st.sampled_from(known[name]))
        elif type_ == "ticket_reply" and name == "attachments":
            given[name] = draw(attachments())
        else:
            given[name] = draw(values(type_, field))
    both = {"created_at": draw(times), "updated_at": draw(times)}
    return CLASSES[type_](id=draw(ids), account=ACCOUNT, **both, **given)


@st.composite
def zones(draw: st.DrawFn) -> list[Record]:
    """An account with somebody who owns it, and a few records of every other type."""
    both: dict[str, Any] = {"created_at": draw(times), "updated_at": draw(times)}
    address = draw(st.sampled_from(("maria@студио.example", "Maria@STUDIO.example", "m+1@studio.example")))
    profile = draw(records("profile", {}))
    assert profile is not None
    made: list[Record] = [
        CLASSES["account"](
            id=ACCOUNT,
            number="C-100777",
            display_name=draw(texts(200)) or "?",
            status="active",
            holder=LOGIN,
            currency="EUR",
            language=draw(st.sampled_from(("bg", "en", "ru"))),
            opened_by="registration",
            **both,
        ),
        CLASSES["login"](id=LOGIN, name=draw(texts(200)), language="en", home_account=ACCOUNT, **both),
        CLASSES["membership"](id=draw(ids), account=ACCOUNT, login=LOGIN, role="owner", **both),
        CLASSES["email_address"](
            id=draw(ids),
            login=LOGIN,
            address=address,
            canonical=canonical(address),
            primary=True,
            verified_at=draw(times),
            **both,
        ),
        profile,
    ]
    known: dict[str, list[str]] = {}
    whole = {"account", "login", "membership", "email_address", "profile"}
    for type_ in (each for each in TYPES if each not in whole):
        for _number in range(draw(st.integers(0, 2))):
            record = draw(records(type_, known))
            if record is not None and record.id not in known.get(type_, ()):
                made.append(record)
                known.setdefault(type_, []).append(record.id)
    return made


@given(zones())
@settings(
    max_examples=support.share(300, 12),
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
def test_any_zone_comes_back_to_the_byte(tmp_path_factory: Any, zone: list[Record]) -> None:
    folder: Path = tmp_path_factory.mktemp("any")
    with empty(str(folder / "there.db")) as deps:
        with deps.store.write() as tx:
            bulk.load(tx, zone, sealer=deps.sealer, ids=deps.ids, now=NOW)
            for content in FILES:
                blobs.put(tx, ACCOUNT, content, NOW)
        first = export(signed_in(deps, LOGIN), folder / "first.zip")
    with empty(str(folder / "here.db")) as deps:
        Bringing(deps).bring(first)
        second = export(signed_in(deps, LOGIN), folder / "second.zip")
    assert second.read_bytes() == first.read_bytes()


def test_what_is_said_of_nested_fields_is_said_of_fields_there_are() -> None:
    for type_, name in SHAPES:
        assert RECORDS[type_].fields[name].kind is Kind.JSON


def test_every_type_of_an_account_is_in_an_archive() -> None:
    elsewhere = {"announcement", "product"}
    assert set(TYPES) == set(RECORDS) - elsewhere
