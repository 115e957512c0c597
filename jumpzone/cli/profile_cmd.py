"""`jumpzone profile`: personal and company data."""

from __future__ import annotations

import click

from jumpzone.cli.commands import argument, group, output_options, pass_run
from jumpzone.cli.fields import complete_assignment, read_assignments, settable, title
from jumpzone.cli.records import show_record
from jumpzone.cli.run import Run
from jumpzone.i18n import N_, T_
from jumpzone.model.text import safe_text

__all__ = ["profile"]


def _complete_name(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    return [name for name in settable("profile") if name.startswith(incomplete)]


@group(
    "profile",
    invoke_without_command=True,
    help=N_("Personal and company data.\n\nWithout a command, shows them."),
)
@output_options
@click.pass_context
def profile(context: click.Context) -> None:
    """Show the profile when no command is named."""
    if context.invoked_subcommand is None:
        _show(context.obj, ())


@profile.command(
    "get",
    help=N_("Show the data, or only some fields. A single field is printed as it is kept, without a title."),
)
@argument("fields", nargs=-1, metavar="[FIELD]…", shell_complete=_complete_name)
@output_options
@pass_run
def get(run: Run, fields: tuple[str, ...]) -> None:
    """Show fields."""
    known = settable("profile")
    for name in fields:
        if name not in known:
            raise click.UsageError(
                T_(
                    "There is no field “{name}”. There are: {fields}",
                    name=safe_text(name, limit=60),
                    fields=", ".join(known),
                ).render()
            )
    _show(run, fields)


def _show(run: Run, names: tuple[str, ...]) -> None:
    with run.zone() as zone:
        found = zone.profile.get()
        if run.form == "table" and len(names) == 1:
            run.out.say(_raw(getattr(found, names[0])))
        else:
            show_record(run, zone, "profile", found, names=names)


def _raw(value: object) -> str:
    """Return a value as `set` takes it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, frozenset):
        return ",".join(sorted(value))
    return "" if value is None else str(value)


@profile.command(
    "set",
    help=N_(
        "Change fields: jumpzone profile set city=Sofia postcode=1000\n\n"
        "FIELD= empties a field. Categories of mail are separated by commas: notifications=domain,invoice\n\n"
        "All of it is saved, or nothing."
    ),
)
@argument(
    "assignments",
    nargs=-1,
    required=True,
    metavar="FIELD=VALUE…",
    shell_complete=complete_assignment("profile"),
)
@output_options
@pass_run
def set_(run: Run, assignments: tuple[str, ...]) -> None:
    """Save fields."""
    values = read_assignments(settable("profile"), assignments)
    with run.changing() as zone:
        applied = zone.profile.save(zone.profile.get(), values)
        if run.form != "table":
            show_record(run, zone, "profile", zone.profile.get())
        elif applied.outcome == "unchanged":
            run.out.say(T_("Nothing to change: it was so already."))
        else:
            written = [title(name).render() for name in applied.values or values]
            run.out.say(T_("Saved: {fields}", fields=", ".join(written)))
