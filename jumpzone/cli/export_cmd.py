"""`jumpzone export`: everything of the account in one file."""

from __future__ import annotations

from pathlib import Path

import click

from jumpzone.cli.commands import argument, command, option, output_options, pass_run
from jumpzone.cli.output import Column
from jumpzone.cli.progress import progress
from jumpzone.cli.run import Run
from jumpzone.i18n import N_, T_

__all__ = ["export"]

_COLUMNS = (Column("type", T_("Record")), Column("count", T_("Count"), right=True))


@command(
    "export",
    help=N_(
        "Write everything of the account into a zip file: JSON, CSV, papers as PDF, messages, attached files.\n\n"
        "The file is yours alone to read, and holds no secret: access data stays hidden. The same data gives the same "
        "file. “jumpzone import” brings it into an empty store; what an owner wrote gives the same account back."
    ),
)
@argument("file", type=click.Path(dir_okay=False, path_type=Path))
@option("--force", is_flag=True, help=N_("Replace a file that exists"))
@option("--no-papers", is_flag=True, help=N_("Leave out the PDFs, which take most of the time"))
@output_options
@pass_run
def export(run: Run, file: Path, force: bool, no_papers: bool) -> None:
    """Write the archive."""
    from jumpzone.mail.letter import Sender  # late: with the store
    from jumpzone.usecases.archive import Archive

    settings = run.settings
    sender = Sender(settings.mail.sender, settings.seller.name, settings.seller.support)
    with run.zone() as zone, progress(run.out, T_("Writing")) as tick:
        archive = Archive(zone.deps, zone.session)
        done = archive.write(file, sender, replace=force, papers=not no_papers, tick=tick)
    run.out.rows(_COLUMNS, [{"type": type_, "count": count} for type_, count in done.counts.items()])
    if done.left_out:
        run.out.remark(T_("Left out, because you may not see it: {types}", types=", ".join(done.left_out)))
    if not done.complete:
        run.out.remark(T_("It is for looking at: only what an owner exports can be imported."))
    run.out.remark(T_("Written: {file}", file=file))
