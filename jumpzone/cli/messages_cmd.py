"""`jumpzone messages`: finding what the zone has sent, reading it, having it sent anew."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jumpzone.cli.commands import argument, list_group, option, output_options, pass_run
from jumpzone.cli.dates import Date
from jumpzone.cli.files import write_new
from jumpzone.cli.records import (
    Listed,
    exit_code_option,
    find,
    for_each,
    reader_of,
    show_list,
    show_record,
    words_of,
)
from jumpzone.cli.run import Run
from jumpzone.cli.saved import saved_option, usual_query
from jumpzone.errors import Refused
from jumpzone.i18n import N_, T_, Text, gettext
from jumpzone.model.fields import DELIVERIES, MESSAGE_CATEGORIES
from jumpzone.model.records import Message

if TYPE_CHECKING:
    from jumpzone.usecases.zone import Zone

__all__ = ["messages"]

MESSAGES = Listed(
    "message",
    lambda zone: zone.messages,
    ("id", "sent_at", "category", "delivery", "to", "subject"),
    unlisted=frozenset({"body"}),
)

PAGE = 50
"""How many messages a table shows when nothing else is asked for."""


def _filters(function: Any) -> Any:
    for declare in (
        exit_code_option,
        saved_option,
        option("--limit", type=click.IntRange(min=0), metavar="N", help=N_("Show so many at most")),
        option("--failed", is_flag=True, help=N_("Only those that could not be sent")),
        option(
            "--delivery", type=click.Choice(DELIVERIES), metavar="STATE", help=N_("Only those in this state")
        ),
        option("--until", type=Date(), metavar="DATE", help=N_("Sent on this day or before")),
        option("--since", type=Date(), metavar="DATE", help=N_("Sent on this day or later")),
        option(
            "--category",
            type=click.Choice(MESSAGE_CATEGORIES),
            multiple=True,
            metavar="CATEGORY",
            help=N_("Only those of this category; may be given several times"),
        ),
    ):
        function = declare(function)
    return function


@list_group(
    "messages",
    help=N_(
        "What the zone has sent.\n\n"
        "Without a command, lists the newest. A message is named by its ID, or by the end of it."
    ),
)
def messages() -> None:
    """The messages."""


@messages.command("list", help=N_("List messages, the newest first."))
@_filters
@output_options
@pass_run
def _list(run: Run, /, **filters: Any) -> int:
    return _listed(run, "", **filters)


@messages.command("search", help=N_("Find messages in which all the words occur, the newest first."))
@argument("words", nargs=-1, required=True, metavar="WORD…")
@_filters
@output_options
@pass_run
def _search(run: Run, /, words: tuple[str, ...], **filters: Any) -> int:
    return _listed(run, words_of(" ".join(words)), **filters)


def _listed(
    run: Run,
    text: str,
    *,
    category: tuple[str, ...],
    since: date | None,
    until: date | None,
    delivery: str | None,
    failed: bool,
    saved: str | None,
    limit: int | None,
    tell: bool,
) -> int:
    where: dict[str, tuple[Any, ...]] = {}
    if category:
        where["category"] = category
    if failed or delivery:
        where["delivery"] = ("failed",) if failed else (delivery,)
    with run.zone() as zone:
        zone_of_time = reader_of(run, zone).timezone

        def midnight(day: date) -> datetime:
            return datetime(day.year, day.month, day.day, tzinfo=zone_of_time)

        usual = usual_query(run, zone, MESSAGES, saved)
        query = replace(
            usual,
            text=text or usual.text,
            where={**usual.where, **where},
            since={"sent_at": midnight(since)} if since else usual.since,
            until={"sent_at": midnight(_next_day(until))} if until else usual.until,
            sort=usual.sort if saved else "sent_at",
            descending=usual.descending if saved else True,
        )
        if limit is None and run.form == "table":
            limit = PAGE
        return show_list(run, zone, MESSAGES, query, limit=limit, tell=tell)


def _next_day(day: date) -> date:
    return day if day == date.max else day + timedelta(days=1)


@messages.command(
    "show",
    help=N_(
        "Show a message. Access data in it is hidden; --reveal shows it, asks for the password and is recorded."
    ),
)
@argument("reference")
@option("--reveal", is_flag=True, help=N_("Show the access data; the password is asked for"))
@option(
    "--eml",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    metavar="FILE",
    help=N_("Write it into a file as mail programs keep it, access data hidden; - is the standard output"),
)
@option("--force", is_flag=True, help=N_("Replace a file that exists"))
@output_options
@pass_run
def _show(run: Run, reference: str, reveal: bool, eml: Path | None, force: bool) -> None:
    if eml is not None and reveal:
        raise click.UsageError(gettext("A file never holds access data: leave out --reveal or --eml."))
    with run.zone() as zone:
        found: Message = find(zone, MESSAGES, reference)
        if eml is not None:
            _write_eml(run, zone, found, eml, force)
            return
        if reveal:
            password = run.ask_secret(T_("Password"))
            body = zone.messages.reveal(found.id, password.reveal())
        else:
            body = found.body
        said = {
            "body": "\n" + body
            if body
            else gettext("This message carried a code. Its text has been destroyed.")
        }
        show_record(run, zone, "message", found, also={"body": body}, said=said)


def _write_eml(run: Run, zone: Zone, message: Message, path: Path, force: bool) -> None:
    from jumpzone.mail.letter import Sender  # late: only here

    settings = run.settings
    sender = Sender(settings.mail.sender, settings.seller.name, settings.seller.support)
    data = zone.messages.as_file(message.id, sender)
    if str(path) == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        return
    write_new(path, data, force=force)
    run.out.say(T_("Written: {file}", file=path))


@messages.command("resend", help=N_("Send messages again, each as a new one that says it is a copy."))
@argument("references", nargs=-1, required=True, metavar="REFERENCE…")
@option(
    "--to",
    metavar="ADDRESS",
    help=N_("The account's own address, which is the usual, or the one that had the original"),
)
@output_options
@pass_run
def _resend(run: Run, references: tuple[str, ...], to: str | None) -> int:
    with run.changing() as zone:

        def resend(reference: str) -> Text:
            found: Message = find(zone, MESSAGES, reference)
            zone.messages.resend(found.id, to)
            return T_("Sent again: {subject}", subject=found.subject)

        return for_each(run, references, resend)


@messages.command("retry", help=N_("Try once more to send messages that failed."))
@argument("references", nargs=-1, required=True, metavar="REFERENCE…")
@output_options
@pass_run
def _retry(run: Run, references: tuple[str, ...]) -> int:
    with run.changing() as zone:

        def retry(reference: str) -> Text:
            found: Message = find(zone, MESSAGES, reference)
            if zone.messages.retry(found.id).outcome == "unchanged":
                raise Refused(
                    "not-failed",
                    T_("It did not fail, so there is nothing to try again: {subject}", subject=found.subject),
                )
            return T_("Queued once more: {subject}", subject=found.subject)

        return for_each(run, references, retry)
