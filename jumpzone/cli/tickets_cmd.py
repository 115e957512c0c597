"""`jumpzone tickets`: talking to support."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from jumpzone.cli import exits
from jumpzone.cli.commands import argument, list_group, option, output_options, pass_run
from jumpzone.cli.files import write_new
from jumpzone.cli.listings import DOMAINS, INVOICES, SERVICES, TICKETS, list_arguments, show_listed
from jumpzone.cli.listings import reference as _reference
from jumpzone.cli.records import (
    Listed,
    find,
    for_each,
    list_options,
    reader_of,
    show_list,
    show_record,
    words_of,
)
from jumpzone.cli.run import Run
from jumpzone.errors import NotFound
from jumpzone.i18n import N_, T_, Text, current, gettext
from jumpzone.model.fields import DEPARTMENTS, PRIORITIES, RECORDS, TICKET_STATUSES
from jumpzone.model.ids import is_id
from jumpzone.model.records import Domain, Service, Ticket, TicketReply
from jumpzone.model.text import safe_text
from jumpzone.model.words import DOCUMENTS, origin_words, unicode_name
from jumpzone.usecases.exporting import exported

if TYPE_CHECKING:
    from jumpzone.usecases.tickets import Concern, Upload
    from jumpzone.usecases.zone import Zone

_F = TypeVar("_F", bound=Callable[..., Any])

__all__ = ["tickets"]

_CONCERNS: Final[dict[str, Listed]] = {"service": SERVICES, "domain": DOMAINS, "invoice": INVOICES}
_LONGEST: Final = RECORDS["ticket_reply"].fields["body"].max_length

_references = argument("references", nargs=-1, required=True, metavar="REFERENCE…")


@list_group("tickets", help=N_("Requests to support.\n\nWithout a command, lists them."))
def tickets() -> None:
    """The tickets."""


@tickets.command("list", help=N_("List tickets; TEXT filters by number, subject and what was said."))
@option("--open", "open_", is_flag=True, help=N_("Only those that are not closed"))
@list_arguments(TICKETS, TICKET_STATUSES)
def _list(run: Run, /, open_: bool, **asked: Any) -> int:
    if open_:
        asked["status"] = tuple(each for each in asked["status"] or TICKET_STATUSES if each != "closed")
        if not asked["status"]:
            return exits.DONE
    return show_listed(run, TICKETS, asked)


@tickets.command("show", help=N_("Show a ticket with its replies, named by its number or ID."))
@_reference
@output_options
@pass_run
def _show(run: Run, reference: str) -> None:
    from jumpzone.usecases.tickets import attachments_of  # late: it brings the database library

    with run.zone() as zone:
        found = zone.tickets.conversation(find(zone, TICKETS, reference).id)
        replies = [exported("ticket_reply", each) for each in found.replies]
        said = {"about": _called(found.concern)} if found.concern is not None else None
        show_record(run, zone, "ticket", found.ticket, also={"replies": replies}, said=said)
        if run.form == "table":
            reader = reader_of(run, zone)
            files = attachments_of(found.replies)
            for reply in found.replies:
                who = reply.author or (gettext("Support") if reply.side == "staff" else gettext("You"))
                origin = f" ({origin_words(reply.origin).render()})" if reply.origin is not None else ""
                when = current().datetime(reply.at, reader.timezone)
                run.out.say(f"\n{who}, {when}{origin}:\n{reply.body}")
                for file in files:
                    if file.reply == reply.id:
                        run.out.say(
                            T_("File {number}: {name}", number=file.number, name=safe_text(file.name))
                        )


def _called(concern: Concern) -> str:
    """Return how something that a ticket is about is called, and what it is."""
    record = concern.record
    if isinstance(record, Service):
        name, what = record.label or record.address or record.product, record.product
    elif isinstance(record, Domain):
        name, what = unicode_name(record.name), gettext("Domain")
    else:
        name, what = record.number or record.id, DOCUMENTS[record.kind].render()
    return name if name == what else f"{name} ({what})"


def _text_options(function: _F) -> _F:
    for declare in (
        option(
            "--attach",
            "files",
            type=click.Path(path_type=Path),
            multiple=True,
            metavar="FILE",
            help=N_("Send a file along, up to 10 MB; may be given several times"),
        ),
        option("--body", metavar="TEXT", help=N_("The text; the standard input when left out")),
    ):
        function = declare(function)
    return function


def _body(given: str | None) -> str:
    """Return the text that is to be sent; one that is too long is cut behind what the rules refuse."""
    if given is not None:
        return given
    try:
        return sys.stdin.read(2 * _LONGEST)
    except UnicodeDecodeError as problem:
        raise click.UsageError(gettext("The standard input is no text in UTF-8.")) from problem


def _uploads(zone: Zone, files: tuple[Path, ...]) -> list[Upload]:
    return [zone.tickets.attach(each) for each in files]


@tickets.command(
    "open",
    help=N_(
        "Open a ticket: jumpzone tickets open --subject “The site is slow” < text.txt\n\n"
        "The text may have light Markdown. Prints the ticket's number."
    ),
)
@option("--subject", required=True, metavar="TEXT", help=N_("What it is about, in a line"))
@option("--department", type=click.Choice(DEPARTMENTS), metavar="NAME", help=N_("Who should answer"))
@option("--priority", type=click.Choice(PRIORITIES), metavar="NAME", help=N_("How urgent it is"))
@option(
    "--about",
    metavar="TYPE:NAME",
    help=N_("Which service, domain or invoice it concerns, such as domain:studio.example"),
)
@option("--cc", multiple=True, metavar="ADDRESS", help=N_("Who gets a copy; may be given several times"))
@_text_options
@output_options
@pass_run
def _open(
    run: Run,
    subject: str,
    department: str | None,
    priority: str | None,
    about: str | None,
    cc: tuple[str, ...],
    body: str | None,
    files: tuple[Path, ...],
) -> None:
    values: dict[str, Any] = {"subject": subject, "body": _body(body), "cc": list(cc)}
    values |= {name: each for name, each in (("department", department), ("priority", priority)) if each}
    with run.changing() as zone:
        if about is not None:
            values["about"] = _concern(zone, about)
        id_, _applied = zone.tickets.open(values, _uploads(zone, files))
        ticket = zone.tickets.get(id_)
        if run.form == "table":
            run.out.say(ticket.number or ticket.id)
        else:
            show_record(run, zone, "ticket", ticket)


def _concern(zone: Zone, given: str) -> dict[str, str]:
    type_, _colon, reference = given.partition(":")
    if type_ not in _CONCERNS or not reference:
        raise click.BadParameter(
            gettext("Write service:…, domain:… or invoice:…, with its name, number or ID."),
            param_hint="--about",
        )
    return {"type": type_, "id": find(zone, _CONCERNS[type_], reference).id}


@tickets.command("reply", help=N_("Reply in a ticket. One that is closed is open again by it."))
@_reference
@_text_options
@output_options
@pass_run
def _reply(run: Run, reference: str, body: str | None, files: tuple[Path, ...]) -> None:
    text = _body(body)
    with run.changing() as zone:
        ticket: Ticket = find(zone, TICKETS, reference)
        zone.tickets.reply(ticket.id, text, _uploads(zone, files))
        if run.form == "table":
            run.out.say(T_("Your reply was sent."))
        else:
            show_record(run, zone, "ticket", zone.tickets.get(ticket.id))


@tickets.command("close", help=N_("Close tickets: the matter is settled."))
@_references
@output_options
@pass_run
def _close(run: Run, references: tuple[str, ...]) -> int:
    with run.changing() as zone:

        def close(reference: str) -> Text:
            ticket: Ticket = find(zone, TICKETS, reference)
            zone.tickets.close(ticket.id)
            return T_("Closed: {number}, {subject}", number=ticket.number or "", subject=ticket.subject)

        return for_each(run, references, close)


@tickets.command("reopen", help=N_("Open closed tickets again."))
@_references
@output_options
@pass_run
def _reopen(run: Run, references: tuple[str, ...]) -> int:
    with run.changing() as zone:

        def reopen(reference: str) -> Text:
            ticket: Ticket = find(zone, TICKETS, reference)
            zone.tickets.reopen(ticket.id)
            return T_("Open again: {number}, {subject}", number=ticket.number or "", subject=ticket.subject)

        return for_each(run, references, reopen)


@tickets.command("rate", help=N_("Rate an answer of support, from 1 to 5; it can be changed later."))
@_reference
@argument("rating", type=click.IntRange(1, 5))
@option("--reply", "reply", metavar="ID", help=N_("Which answer; the newest when left out"))
@output_options
@pass_run
def _rate(run: Run, reference: str, rating: int, reply: str | None) -> None:
    with run.changing() as zone:
        ticket: Ticket = find(zone, TICKETS, reference)
        answer = _answer(zone, ticket, reply)
        zone.tickets.rate(answer.id, rating)
        if run.form == "table":
            run.out.say(T_("Rated {rating} of 5: {number}", rating=rating, number=ticket.number or ""))
        else:
            found = next(
                each for each in zone.tickets.conversation(ticket.id).replies if each.id == answer.id
            )
            show_record(run, zone, "ticket_reply", found)


def _answer(zone: Zone, ticket: Ticket, reply: str | None) -> TicketReply:
    replies = zone.tickets.conversation(ticket.id).replies
    if reply is None:
        found = [each for each in replies if each.side == "staff"][-1:]
    else:
        ending = reply.casefold().removeprefix("…")
        whole = is_id(ending)
        # An ending of a few characters could be anybody's.
        fits = len(ending) >= 6
        found = [
            each for each in replies if each.id == ending or (fits and not whole and each.id.endswith(ending))
        ]
    if len(found) != 1:
        raise NotFound("no-answer", T_("There is no such answer in this ticket."))
    return found[0]


@tickets.command("search", help=N_("Find tickets by number, subject and what was said in them."))
@argument("text")
@list_options(TICKETS)
@output_options
@pass_run
def _search(run: Run, text: str, sort: str | None, desc: bool, limit: int | None, tell: bool) -> int:
    from jumpzone.usecases.lists import Query  # late: it brings the database library

    wanted = words_of(text)
    if not wanted:
        raise click.UsageError(gettext("Say what to search for."))
    with run.zone() as zone:
        usual = zone.tickets.default
        query = Query(
            text=wanted, sort=sort or usual.sort, descending=desc or (usual.descending and sort is None)
        )
        return show_list(run, zone, TICKETS, query, limit=limit, tell=tell)


@tickets.command("save", help=N_("Save a file from a ticket; “tickets show” numbers them."))
@_reference
@argument("number", type=click.IntRange(min=1), metavar="N")
@option(
    "--to",
    "path",
    type=click.Path(path_type=Path),
    required=True,
    metavar="PATH",
    help=N_("Where to: a file, a folder, or - for the standard output"),
)
@option("--force", is_flag=True, help=N_("Replace a file that exists"))
@output_options
@pass_run
def _save(run: Run, reference: str, number: int, path: Path, force: bool) -> None:
    from jumpzone.usecases.tickets import attachments_of  # late: it brings the database library

    with run.zone() as zone:
        ticket: Ticket = find(zone, TICKETS, reference)
        files = attachments_of(zone.tickets.conversation(ticket.id).replies)
        if number > len(files):
            raise NotFound("no-such-file", T_("There is no file {number} in this ticket.", number=number))
        file = files[number - 1]
        content = zone.tickets.content_of(file)
    if str(path) == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        return
    target = path / file.name if path.is_dir() else path
    write_new(target, content, force=force)
    run.out.say(T_("Written: {file}", file=target))
