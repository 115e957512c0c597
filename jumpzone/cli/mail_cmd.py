"""`jumpzone mail`: what waits to be sent, sending it now, and taking mail in."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, Final

import click

from jumpzone.cli import exits
from jumpzone.cli.commands import group, option, output_options, pass_run
from jumpzone.cli.output import Column
from jumpzone.cli.run import Run
from jumpzone.errors import ZoneError
from jumpzone.i18n import N_, T_, Text, current

if TYPE_CHECKING:
    from jumpzone.bootstrap import Opened
    from jumpzone.usecases.receiving import Received, Receiving

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
        "The mail that waits to be sent, and the mail that comes in. Commands send what they queue, and so does the "
        "open zone; what could not go waits in the store.\n\nWithout a command, says what waits."
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


# -- mail that comes in ----------------------------------------------------------------------------------

_RECEIVED = (
    Column("outcome", T_("Outcome")),
    Column("ticket", T_("Ticket")),
    Column("account", T_("Customer")),
    Column("code", T_("Code")),
    Column("reason", T_("Reason")),
)
_CHUNK: Final = 1 << 20

_server = option(
    "--server",
    metavar="NAME",
    help=N_(
        "The name by which the receiving server signs its findings (SPF, DKIM, DMARC); those of any other are left "
        "out. Without it, the topmost are believed"
    ),
)


@mail.command(
    "receive",
    help=N_(
        "Take in a mail from the standard input: jumpzone mail receive < message.eml\n\n"
        "It becomes a ticket or a reply, is known already, or is refused, and a line says so. For a pipe of Postfix or "
        "Exim: exit code 0 when the mail is settled, also by a refusal; 75 when it has to come again later, because "
        "the store is in trouble or too many mails came from its sender."
    ),
)
@option(
    "--envelope",
    metavar="ADDRESS",
    help=N_("The envelope's sender, where the server does not write a Return-Path; empty for a bounce"),
)
@_server
@output_options
@pass_run
def receive(run: Run, envelope: str | None, server: str | None) -> int:
    """Take one mail in."""
    raw = _whole(sys.stdin.buffer)
    try:
        with run.opened() as opened:
            received = _receiving(run, opened, server).receive(raw, envelope)
            run.send_mail(opened)
    except ZoneError as problem:
        # Whatever stands against it now, the mail must not be lost: the server keeps it and tries again.
        run.out.error(problem)
        return exits.TRY_LATER
    if run.form == "table":
        run.out.say(_words(received))
    else:
        reason = None if received.reason is None else received.reason.render()
        run.out.record(
            _RECEIVED,
            {
                "outcome": received.outcome,
                "ticket": received.ticket,
                "account": received.account,
                "code": received.code,
                "reason": reason,
            },
        )
    return exits.DONE


def _whole(stream: BinaryIO) -> bytes:
    """Read a mail, and a little of one that is too large; the rest is read as well, so that no pipe breaks."""
    from jumpzone.mail.incoming import LARGEST_MAIL

    raw = stream.read(LARGEST_MAIL + 1)
    while stream.read(_CHUNK):
        pass
    return raw


def _receiving(run: Run, opened: Opened, server: str | None) -> Receiving:
    from jumpzone.usecases.receiving import Receiving  # late: it brings the database library

    settings = run.settings
    return Receiving(opened.zone.deps, (settings.mail.sender, settings.seller.support), server)


def _words(received: Received) -> Text:
    ticket, account = received.ticket or "", received.account or ""
    match received.outcome:
        case "opened":
            return T_("Opened {ticket} of {account}.", ticket=ticket, account=account)
        case "replied":
            return T_("Added to {ticket} of {account}.", ticket=ticket, account=account)
        case "known":
            return T_("Known already: {ticket} of {account}.", ticket=ticket, account=account)
        case _:
            return T_("Refused ({code}): {reason}", code=received.code or "", reason=received.reason or "")


@mail.command(
    "listen",
    help=N_(
        "Take mail in over a connection, by SMTP or LMTP, from a mail server on this machine; until it is stopped "
        "(ctrl+c, SIGTERM). What it has begun it finishes. Other machines can't reach it."
    ),
)
@option("--host", default="127.0.0.1", metavar="ADDRESS", help=N_("The address, of this machine alone"))
@option(
    "--port",
    type=click.IntRange(0, 65535),
    default=2525,
    metavar="PORT",
    help=N_("The port; 0 for a free one"),
)
@option("--lmtp", is_flag=True, help=N_("Speak LMTP instead of SMTP"))
@_server
@output_options
@pass_run
def listen(run: Run, host: str, port: int, lmtp: bool, server: str | None) -> int:
    """Take mail in until told to stop."""
    from jumpzone.mail.listening import Answer, Listener

    with run.opened() as opened:
        receiving = _receiving(run, opened, server)

        def say(words: Text) -> None:
            run.out.say(words)
            # It goes on for days, and whoever reads a pipe wants each line when it is said.
            sys.stdout.flush()

        def take(raw: bytes, envelope: str) -> Answer:
            try:
                received = receiving.receive(raw, envelope)
            except ZoneError as problem:
                run.out.remark(problem.message)
                return Answer(settled=False, said=problem.code)
            say(_words(received))
            return Answer(settled=True, said=f"{received.outcome} {received.ticket or received.code or ''}")

        opened.courier.start()
        with _told_to_stop() as stopped, Listener(take, host, port, lmtp=lmtp) as listener:
            say(T_("Listening on {place}.", place=f"{listener.host}:{listener.port}"))
            stopped.wait()
    return exits.DONE


@contextmanager
def _told_to_stop() -> Iterator[threading.Event]:
    """An event that SIGTERM and ctrl+c set."""
    stopped = threading.Event()
    before = {
        each: signal.signal(each, lambda *_given: stopped.set()) for each in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield stopped
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
