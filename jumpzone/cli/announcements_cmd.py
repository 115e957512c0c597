"""`jumpzone announcements`: what everybody is told, and what of one's own it touches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from jumpzone.cli import exits
from jumpzone.cli.commands import argument, list_group, option, output_options, pass_run
from jumpzone.cli.output import Column
from jumpzone.cli.records import SHORT, exit_code_option, reader_of
from jumpzone.cli.run import Run
from jumpzone.i18n import N_, PT_, T_, Text, current, gettext
from jumpzone.model.codec import time_to_json
from jumpzone.model.text import safe_text
from jumpzone.model.words import unicode_name
from jumpzone.usecases.exporting import flat

if TYPE_CHECKING:
    from jumpzone.usecases.announcements import Told

__all__ = ["announcements"]

_COLUMNS: Final = (
    Column("published_at", T_("When")),
    Column("kind", T_("Kind")),
    Column("title", T_("Title")),
    Column("running", PT_("announcement", "Going on")),
    Column("touches", T_("Touches")),
    Column("id", T_("ID")),
)
_NAMED: Final = 3
"""So many names stand in a table; “show” has all."""

_KINDS: Final[dict[str, Text]] = {
    "news": T_("News"),
    "maintenance": T_("Maintenance"),
    "incident": T_("Incident"),
}


@list_group(
    "announcements",
    help=N_(
        "News, maintenance and incidents, and what of yours they touch.\n\nWithout a command, lists them."
    ),
)
def announcements() -> None:
    """The announcements."""


@announcements.command("list", help=N_("List the announcements, the newest first."))
@option("--running", is_flag=True, help=N_("Only maintenance and incidents that are going on"))
@option("--touching", is_flag=True, help=N_("Only those that touch a service or domain of yours"))
@option("--limit", type=click.IntRange(1, 1000), default=20, metavar="N", help=N_("Look at so many at most"))
@exit_code_option
@output_options
@pass_run
def _list(run: Run, running: bool, touching: bool, limit: int, tell: bool) -> int:
    with run.zone() as zone:
        found = zone.announcements.list(current().language, limit)
        timezone = reader_of(run, zone).timezone
    chosen = [each for each in found if (each.running or not running) and (each.touches or not touching)]
    if run.form == "table":
        words = current()
        rows = [
            {
                "published_at": words.datetime(at, timezone)
                if (at := each.announcement.published_at)
                else "",
                "kind": _kind(each),
                "title": each.announcement.title,
                "running": gettext("yes") if each.running else "",
                "touches": _names(each),
                "id": each.announcement.id[-SHORT:],
            }
            for each in chosen
        ]
        run.out.rows(_COLUMNS, rows, empty=T_("No news."))
    else:
        names = ("id", "published_at", "kind", "title", "body", "starts_at", "ends_at", "affects", "running")
        columns = [Column(name, Text(name)) for name in (*names, "touches")]
        run.out.rows(columns, [_fit(run, _plain(each)) for each in chosen])
    return exits.FOUND if tell and chosen else exits.DONE


@announcements.command("show", help=N_("Show an announcement, named by its ID or the end of it."))
@argument("reference")
@output_options
@pass_run
def _show(run: Run, reference: str) -> None:
    with run.zone() as zone:
        told = zone.announcements.get(reference.casefold().removeprefix("…"), current().language)
        timezone = reader_of(run, zone).timezone
    row = _plain(told)
    if run.form != "table":
        run.out.record([Column(name, Text(name)) for name in row], _fit(run, row))
        return
    each, words = told.announcement, current()
    times = {
        name: words.datetime(value, timezone)
        for name in ("published_at", "starts_at", "ends_at")
        if (value := getattr(each, name)) is not None
    }
    columns = [
        Column("title", T_("Title")),
        Column("kind", T_("Kind")),
        Column("published_at", T_("When")),
        Column("starts_at", T_("Starts")),
        Column("ends_at", T_("Ends")),
        Column("body", T_("Text")),
        Column("touches", T_("Touches")),
    ]
    said = {
        "title": each.title,
        "kind": _kind(told),
        "body": each.body,
        "touches": _names(told, len(told.touches)),
        **times,
    }
    run.out.record([column for column in columns if said.get(column.name)], said)


def _kind(told: Told) -> str:
    return _KINDS.get(told.announcement.kind, _KINDS["news"]).render()


def _names(told: Told, most: int = _NAMED) -> str:
    names = [unicode_name(each.name) if each.type == "domain" else each.name for each in told.touches]
    said = ", ".join(safe_text(each) for each in names[:most])
    rest = len(names) - most
    return gettext("{names} and {n} more", names=said, n=rest) if rest > 0 else said


def _fit(run: Run, row: dict[str, Any]) -> dict[str, Any]:
    """Return a row fit for the form: a cell of CSV holds nested values as JSON."""
    return {name: flat(value) for name, value in row.items()} if run.form == "csv" else row


def _plain(told: Told) -> dict[str, object]:
    each = told.announcement
    row: dict[str, object] = {"id": each.id, "kind": each.kind, "title": each.title, "body": each.body}
    for name in ("published_at", "starts_at", "ends_at"):
        value = getattr(each, name)
        row[name] = None if value is None else time_to_json(value)
    row["affects"] = list(each.affects)
    row["running"] = told.running
    row["touches"] = [
        {"type": footing.type, "id": footing.id, "name": footing.name} for footing in told.touches
    ]
    return row
