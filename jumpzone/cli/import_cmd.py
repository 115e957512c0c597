"""`jumpzone import`: an account that was exported, into an empty store."""

from __future__ import annotations

from pathlib import Path

import click

from jumpzone.cli.commands import argument, command, option, output_options, pass_run
from jumpzone.cli.output import Column
from jumpzone.cli.progress import progress
from jumpzone.cli.run import Run
from jumpzone.i18n import N_, T_

__all__ = ["import_"]

_COLUMNS = (Column("type", T_("Record")), Column("count", T_("Count"), right=True))


@command(
    "import",
    help=N_(
        "Bring an account into an empty store, from the file that “jumpzone export” wrote.\n\n"
        "All of it comes in, or nothing. Identifiers, numbers and times stay as they were. Passwords are not in the "
        "file: choose a new one with “jumpzone reset”."
    ),
)
@argument("file", type=click.Path(dir_okay=False, path_type=Path))
@option("--check", is_flag=True, help=N_("Check everything, and bring nothing in"))
@output_options
@pass_run
def import_(run: Run, file: Path, check: bool) -> None:
    """Bring the archive in."""
    from jumpzone.usecases.bringing import Bringing  # late: with the store

    with run.opened() as opened, progress(run.out, T_("Bringing in")) as tick:
        done = Bringing(opened.zone.deps).bring(file, tick, only_check=check)
    run.out.rows(_COLUMNS, [{"type": type_, "count": count} for type_, count in done.counts.items()])
    if check:
        run.out.remark(T_("Account {number} could be brought in. Nothing was changed.", number=done.number))
        return
    run.out.remark(T_("Account {number} is here.", number=done.number))
    for address in done.addresses:
        run.out.remark(T_("Choose a password to sign in: jumpzone reset --email {address}", address=address))
