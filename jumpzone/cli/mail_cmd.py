"""`jumpzone mail`: what waits to be sent, and sending it now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jumpzone.cli import exits
from jumpzone.cli.commands import group, output_options, pass_run
from jumpzone.cli.output import Column
from jumpzone.cli.run import Run
from jumpzone.i18n import N_, T_, current

if TYPE_CHECKING:
    from jumpzone.bootstrap import Opened

__all__ = ["mail"]

_BY_SMTP = T_("through a mail server")
_AS_FILES = T_("into a folder, as files")

_STATUS = (
    Column("transport", T_("Goes"), lambda value: (_BY_SMTP if value == "smtp" else _AS_FILES).render()),
    Column("place", T_("To")),
    Column("waiting", T_("Waiting"), lambda value: current().number(int(str(value)))),
    Column("next_due", T_("Tried next"), lambda value: str(value or "")),
)
_SENT = (
    Column("sent", T_("Sent")),
    Column("failed", T_("Failed")),
    Column("postponed", T_("Tried again later")),
    Column("waiting", T_("Waiting")),
)


@group(
    "mail",
    invoke_without_command=True,
    help=N_(
        "The mail that waits to be sent. Commands send what they queue, and so does the open zone; what could not go "
        "waits in the store.\n\nWithout a command, says what waits."
    ),
)
@output_options
@click.pass_context
def mail(context: click.Context) -> None:
    """Show the state when no command is named."""
    if context.invoked_subcommand is None:
        _show(context.obj)


@mail.command("status", help=N_("Say how mail goes and how much of it waits."))
@output_options
@pass_run
def status(run: Run) -> None:
    """Show the state."""
    _show(run)


def _show(run: Run) -> None:
    settings = run.settings.mail
    with run.opened() as opened:
        due = opened.delivery.next_due()
        folder = opened.mail_folder
        row = {
            "transport": settings.transport,
            "place": f"{settings.host}:{settings.port}" if folder is None else str(folder),
            "waiting": opened.delivery.pending(),
            "next_due": due,
        }
        if run.form == "table":
            row["next_due"] = current().datetime(due, run.settings.timezone) if due else None
        run.out.record(_STATUS, row)


@mail.command("send", help=N_("Send now what is due. What fails is tried again later."))
@output_options
@pass_run
def send(run: Run) -> int:
    """Send what is due, and say what became of it."""
    with run.opened() as opened:
        return _send(run, opened)


def _send(run: Run, opened: Opened) -> int:
    done = opened.delivery.run_due()
    row = {
        "sent": done.sent,
        "failed": done.failed,
        "postponed": done.postponed,
        "waiting": opened.delivery.pending(),
    }
    run.out.record(_SENT, row)
    if done.problem is None:
        return exits.DONE
    run.out.remark(done.problem)
    return exits.PARTLY if done.sent else exits.REFUSED
