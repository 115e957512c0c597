"""`jumpzone filters`: lists' filters under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from jumpzone.cli.commands import argument, list_group, option, output_options, pass_run
from jumpzone.cli.output import Column
from jumpzone.cli.records import for_each
from jumpzone.cli.run import Run
from jumpzone.i18n import N_, T_, Text
from jumpzone.model.fields import FILTERED
from jumpzone.model.text import safe_text
from jumpzone.usecases.exporting import flat

if TYPE_CHECKING:
    from jumpzone.model.records import SavedFilter

__all__ = ["filters"]

_place = option(
    "--place",
    type=click.Choice(FILTERED),
    metavar="TYPE",
    help=N_("Only filters of this list: service, domain, invoice, ticket, message, contact or order"),
)


@list_group(
    "filters",
    help=N_(
        "What lists were searched and filtered by, kept under a name.\n\n"
        "Without a command, lists them. They are saved in the lists on screen, with F, and used by --filter NAME: "
        "jumpzone invoices --filter overdue"
    ),
)
def filters() -> None:
    """The saved filters."""


@filters.command("list", help=N_("List your saved filters."))
@_place
@output_options
@pass_run
def _list(run: Run, place: str | None) -> None:
    with run.zone() as zone:
        found = zone.filters.list(place)
    columns = [
        Column("id", T_("ID")),
        Column("place", T_("List")),
        Column("name", T_("Name")),
        Column("query", T_("Shows")),
    ]
    if run.form == "table":
        columns = columns[1:]
    run.out.rows(columns, [_row(run, each) for each in found], empty=T_("No filters saved yet."))


def _row(run: Run, saved: SavedFilter) -> dict[str, object]:
    row: dict[str, object] = {"id": saved.id, "place": saved.place, "name": saved.name}
    query: Any = dict(saved.query)
    if run.form == "table":
        query = _words(query)
    return row | {"query": flat(query) if run.form == "csv" else query}


def _words(query: dict[str, Any]) -> str:
    parts = [f"“{query['text']}”"] if query.get("text") else []
    parts += [f"{name}={value}" for name, value in query.get("filters", {}).items()]
    sort = query.get("sort", "id")
    parts.append(f"{'↓' if query.get('descending') else '↑'} {sort}")
    return ", ".join(parts)


@filters.command("delete", help=N_("Delete saved filters, named by their names."))
@argument("names", nargs=-1, required=True, metavar="NAME…")
@_place
@output_options
@pass_run
def _delete(run: Run, names: tuple[str, ...], place: str | None) -> int:
    with run.changing() as zone:

        def delete(name: str) -> Text:
            zone.filters.remove(zone.filters.find(name, place))
            return T_("Deleted: {name}", name=safe_text(name))

        return for_each(run, names, delete)


@filters.command("rename", help=N_("Give a saved filter another name."))
@argument("name")
@argument("new_name")
@_place
@pass_run
def _rename(run: Run, name: str, new_name: str, place: str | None) -> None:
    with run.changing() as zone:
        zone.filters.rename(zone.filters.find(name, place), new_name)
        run.out.say(T_("Saved: {name}", name=safe_text(new_name)))
