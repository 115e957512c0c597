"""What the commands for records share: lists, single records, finding one by what people call it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeVar
from zoneinfo import ZoneInfo

import click

from jumpzone.cli import exits
from jumpzone.cli.commands import option
from jumpzone.cli.fields import Reader, say, title
from jumpzone.cli.output import Column, Row
from jumpzone.cli.run import Run
from jumpzone.errors import NotFound, SignInFirst, ZoneError
from jumpzone.i18n import N_, T_, Text, gettext, ngettext
from jumpzone.model.fields import RECORDS, Kind
from jumpzone.model.ids import is_id
from jumpzone.model.names import to_ascii
from jumpzone.model.records import Record
from jumpzone.model.text import TextRefused, clean, safe_text
from jumpzone.usecases.exporting import exported, flat

if TYPE_CHECKING:
    from jumpzone.usecases.lists import Listing, Query, Records
    from jumpzone.usecases.zone import Zone

__all__ = [
    "Listed",
    "exit_code_option",
    "find",
    "for_each",
    "list_options",
    "reader_of",
    "show_list",
    "show_record",
    "words_of",
]

_F = TypeVar("_F", bound=Callable[..., Any])

SHORT: Final = 8
"""How many characters of an id a table shows: its end, which is the random part."""

_LONGEST: Final = 1000
_ENDING: Final = re.compile(r"[0-9a-f-]{6,36}")


@dataclass(frozen=True, slots=True)
class Listed:
    """A record type as the command line lists it.

    Attributes:
        type: The record type.
        area: The area of the zone that has them.
        columns: The fields that a table shows.
        references: The fields by which one is found, beside its id.
        unlisted: Fields that only the whole record shows.
    """

    type: str
    area: Callable[[Zone], Records[Any]]
    columns: tuple[str, ...]
    references: tuple[str, ...] = ()
    unlisted: frozenset[str] = frozenset()


def _fields(type_: str) -> list[str]:
    """Return what scripts get of a record."""
    known = RECORDS[type_].fields
    return ["id", "created_at", *(name for name, field in known.items() if field.kind is not Kind.SEALED)]


def reader_of(run: Run, zone: Zone) -> Reader:
    """Return who reads; times are shown in the login's own zone, before signing in in that of the settings."""
    session = zone.reader
    try:
        timezone = ZoneInfo(run.settings.timezone if session is None else session.login.timezone)
    except (KeyError, ValueError, OSError):
        # A name that this machine's time zone data does not have.
        timezone = ZoneInfo(run.settings.timezone)
    return Reader(timezone, zone.deps.clock.now())


# Options of lists


def list_options(listed: Listed) -> Callable[[_F], _F]:
    """Give a command the options `--sort`, `--desc`, `--limit`, `--exit-code`."""
    sortable = [
        name
        for name, field in RECORDS[listed.type].fields.items()
        if field.kind not in (Kind.JSON, Kind.SET, Kind.LIST, Kind.SEALED, Kind.ID, Kind.MULTILINE)
    ]

    def decorate(function: _F) -> _F:
        for declare in (
            exit_code_option,
            option("--limit", type=click.IntRange(min=0), metavar="N", help=N_("Show so many at most")),
            option("--desc", is_flag=True, help=N_("The greatest or latest first")),
            option("--sort", type=click.Choice(sortable), metavar="FIELD", help=N_("Sort by a field")),
        ):
            function = declare(function)
        return function

    return decorate


exit_code_option = option(
    "--exit-code", "tell", is_flag=True, help=N_("End with 5 when something was found, for scripts")
)


def words_of(text: str | None) -> str:
    """Return what a list is filtered by.

    Raises:
        click.UsageError: It can't occur in any record.
    """
    try:
        return clean(text or "", max_length=_LONGEST)
    except TextRefused as problem:
        raise click.UsageError(problem.reason.render()) from problem


# Showing


def show_list(
    run: Run,
    zone: Zone,
    listed: Listed,
    query: Query,
    *,
    limit: int | None = None,
    tell: bool = False,
    keep: Callable[[Any], bool] | None = None,
    say_more: Mapping[str, Callable[[Any, Reader], str]] | None = None,
) -> int:
    """Print a list.

    Args:
        run: The run.
        zone: The zone.
        listed: What is listed.
        query: Filters and order.
        limit: The most records.
        tell: Whether the exit code is to say that something was found.
        keep: Leaves records out beyond what the query can say.
        say_more: Columns of a table that are said in their own way.

    Returns:
        The exit code.
    """
    listing: Listing[Any] = listed.area(zone).list(query)
    records: Iterable[Any] = listing if keep is None else filter(keep, listing)
    found = list(records if limit is None else islice(records, limit))
    if run.form == "table":
        reader = reader_of(run, zone)
        columns = [Column(name, title(name), right=_right(listed.type, name)) for name in listed.columns]
        own = say_more or {}
        run.out.rows(columns, [_told(listed, each, reader, own) for each in found])
        rest = 0 if keep is not None else listing.total() - len(found)
        if found and rest > 0:
            run.out.remark(ngettext("{n} more; --limit shows more.", "{n} more; --limit shows more.", rest))
    else:
        names = [name for name in _fields(listed.type) if name not in listed.unlisted]
        rows = (
            {name: row[name] for name in names} for row in (exported(listed.type, each) for each in found)
        )
        run.out.rows(_columns(names), _flat(run, rows))
    return exits.FOUND if tell and found else exits.DONE


def _told(
    listed: Listed, record: Record, reader: Reader, own: Mapping[str, Callable[[Any, Reader], str]]
) -> dict[str, object]:
    row: dict[str, object] = {}
    for name in listed.columns:
        row[name] = own[name](record, reader) if name in own else say(listed.type, record, name, reader)
    if "id" in row:
        row["id"] = record.id[-SHORT:]
    return row


def _right(type_: str, name: str) -> bool:
    field = RECORDS[type_].fields.get(name)
    return field is not None and field.kind in (Kind.MONEY, Kind.INT)


def _columns(names: Iterable[str]) -> list[Column]:
    return [Column(name, title(name)) for name in names]


def _flat(run: Run, rows: Iterable[Row]) -> Iterable[Row]:
    """Return rows fit for the form: a cell of CSV holds nested values as JSON."""
    if run.form != "csv":
        return rows
    return ({name: flat(value) for name, value in row.items()} for row in rows)


def show_record(
    run: Run,
    zone: Zone,
    type_: str,
    record: Record,
    *,
    also: Mapping[str, object] | None = None,
    names: Sequence[str] | None = None,
    said: Mapping[str, str] | None = None,
) -> None:
    """Print one record: every field to scripts, those that hold something to people.

    Args:
        run: The run.
        zone: The zone.
        type_: Its type.
        record: The record.
        also: Further fields for scripts, such as a ticket's replies.
        names: Only these fields, in this order; some may be no fields of the record, but said in ``said``.
        said: Values for people that are said in their own way.
    """
    chosen = list(names or _fields(type_))
    if run.form != "table":
        row: dict[str, object] = {name: exported(type_, record)[name] for name in chosen}
        row |= also or {}
        run.out.record(_columns(row), next(iter(_flat(run, [row]))))
        return
    reader = reader_of(run, zone)
    own = dict(said or {})
    texts = {name: own[name] if name in own else say(type_, record, name, reader) for name in chosen} | own
    shown = [name for name in texts if texts[name] or names]
    run.out.record(_columns(shown), texts)


# Finding one


def find(zone: Zone, listed: Listed, reference: str) -> Any:
    """Return the one record that a reference names: by name or number, by id, or by the end of an id.

    Raises:
        NotFound: There is none, or more than one.
    """
    from jumpzone.usecases.lists import Query  # late: it brings the database library

    try:
        wanted = clean(reference, max_length=_LONGEST)
    except TextRefused as problem:
        raise _nothing(reference) from problem
    area = listed.area(zone)
    for field in listed.references:
        longest = RECORDS[listed.type].fields[field].max_length
        for spelt in (each for each in _spellings(field, wanted) if len(each) <= longest):
            rows = area.list(Query(where={field: (spelt,)})).window(0, 2)
            if len(rows) > 1:
                raise NotFound(
                    "ambiguous",
                    T_("There are several of them: {reference}", reference=_short(reference)),
                    hint=T_("Name it by its ID."),
                )
            if rows:
                return area.get(rows[0].id)
    id_ = wanted.casefold().removeprefix("…")
    if is_id(id_):
        return _got(area, id_, reference)
    if _ENDING.fullmatch(id_):
        ids = [each.id for each in area.list() if each.id.endswith(id_)]
        if len(ids) == 1:
            return _got(area, ids[0], reference)
    raise _nothing(reference)


def _got(area: Records[Any], id_: str, reference: str) -> Any:
    try:
        return area.get(id_)
    except NotFound as problem:
        raise _nothing(reference) from problem


def _spellings(field: str, wanted: str) -> list[str]:
    found = [wanted]
    if field in ("name", "address"):
        # Names of the net have no capitals, and are kept as A-labels.
        found.append(wanted.casefold())
        found.append(to_ascii(wanted) or "")
    return list(dict.fromkeys(each for each in found if each))


def _nothing(reference: str) -> NotFound:
    return NotFound("not-found", T_("There is no such record: {reference}", reference=_short(reference)))


def _short(reference: str) -> str:
    return safe_text(reference, limit=80)


# Several at once

_OUTCOMES: Final = (
    Column("reference", T_("Record")),
    Column("outcome", T_("Outcome")),
    Column("code", T_("Code")),
    Column("message", T_("Message")),
)


def for_each(run: Run, references: Iterable[str], work: Callable[[str], Text]) -> int:
    """Do something with several records, with a line for each; one that is refused stops no other.

    Args:
        run: The run.
        references: What names the records.
        work: Does it with one of them, and says what was done.

    Returns:
        The exit code: done, partly done, or that of the only error.

    Raises:
        ZoneError: There was only one, and it was refused.
        SignInFirst: The session has ended.
    """
    wanted = list(dict.fromkeys(references))
    rows: list[Row] = []
    refused = 0
    for reference in wanted:
        try:
            said = work(reference)
        except SignInFirst:
            raise
        except ZoneError as error:
            if len(wanted) == 1:
                raise
            refused += 1
            message = error.message.render()
            line = gettext("{reference}: not done. {message}", reference=_short(reference), message=message)
            if run.form == "table":
                run.out.remark(line)
            rows.append(
                {"reference": reference, "outcome": "refused", "code": error.code, "message": message}
            )
        else:
            message = said.render()
            if run.form == "table":
                run.out.say(message)
            rows.append({"reference": reference, "outcome": "done", "code": None, "message": message})
    if run.form != "table":
        run.out.rows(_OUTCOMES, rows)
    if not refused:
        return exits.DONE
    return exits.PARTLY if refused < len(wanted) else exits.REFUSED
