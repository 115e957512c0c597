"""`jumpzone services | domains | invoices | tickets`: what the account has."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import click

from jumpzone.cli import exits
from jumpzone.cli.commands import argument, list_group, option, output_options, pass_run
from jumpzone.cli.fields import Reader, say
from jumpzone.cli.records import Listed, find, list_options, reader_of, show_list, show_record, words_of
from jumpzone.cli.run import Run
from jumpzone.i18n import N_, T_, current, gettext
from jumpzone.model.fields import DOMAIN_STATUSES, INVOICE_STATUSES, SERVICE_STATUSES, TICKET_STATUSES
from jumpzone.model.postal import copied_blocks
from jumpzone.model.records import Invoice, TicketReply
from jumpzone.model.text import safe_text
from jumpzone.model.words import STATUSES
from jumpzone.usecases.exporting import exported

if TYPE_CHECKING:
    from jumpzone.usecases.lists import Query
    from jumpzone.usecases.zone import Zone

_F = TypeVar("_F", bound=Callable[..., Any])

__all__ = ["domains", "invoices", "services", "tickets"]

SERVICES = Listed(
    "service",
    lambda zone: zone.services,
    ("id", "product", "label", "address", "status", "next_due_on", "amount"),
    ("address", "label", "product"),
)
DOMAINS = Listed(
    "domain", lambda zone: zone.domains, ("name", "status", "expires_on", "auto_renew", "amount"), ("name",)
)
INVOICES = Listed(
    "invoice",
    lambda zone: zone.invoices,
    ("number", "kind", "status", "issued_on", "due_on", "total", "balance"),
    ("number", "payment_reference"),
)
TICKETS = Listed(
    "ticket",
    lambda zone: zone.tickets,
    ("number", "subject", "status", "department", "priority", "last_reply_at"),
    ("number",),
)

_UNPAID = ("unpaid", "collections")


def _query(
    zone: Zone, listed: Listed, text: str | None, status: Iterable[str], sort: str | None, desc: bool
) -> Query:
    from jumpzone.usecases.lists import Query  # late: it brings the database library

    usual = listed.area(zone).default
    where: dict[str, tuple[Any, ...]] = {"status": tuple(status)} if status else {}
    return Query(
        text=words_of(text),
        where=where,
        sort=sort or usual.sort,
        descending=desc or (usual.descending and sort is None),
    )


def _status(choices: tuple[str, ...]) -> Callable[[_F], _F]:
    return option(
        "--status",
        type=click.Choice(choices),
        multiple=True,
        metavar="STATUS",
        help=N_("Only those in this state; may be given several times"),
    )


_text = argument("text", required=False)
_reference = argument("reference")


@list_group(
    "services",
    help=N_("Hosting accounts, servers, certificates, licences.\n\nWithout a command, lists them."),
)
def services() -> None:
    """The services."""


@services.command("list", help=N_("List services; TEXT filters by product, label, address and user name."))
@_text
@_status(SERVICE_STATUSES)
@list_options(SERVICES)
@output_options
@pass_run
def _services_list(
    run: Run,
    text: str | None,
    status: tuple[str, ...],
    sort: str | None,
    desc: bool,
    limit: int | None,
    tell: bool,
) -> int:
    with run.zone() as zone:
        query = _query(zone, SERVICES, text, status, sort, desc)
        return show_list(run, zone, SERVICES, query, limit=limit, tell=tell)


@services.command("show", help=N_("Show a service, named by its ID, address, label or product."))
@_reference
@output_options
@pass_run
def _services_show(run: Run, reference: str) -> None:
    with run.zone() as zone:
        show_record(run, zone, "service", find(zone, SERVICES, reference))


@list_group("domains", help=N_("Domain names.\n\nWithout a command, lists them."))
def domains() -> None:
    """The domains."""


@domains.command("list", help=N_("List domains; TEXT filters by a part of the name."))
@_text
@_status(DOMAIN_STATUSES)
@option(
    "--expiring",
    type=click.IntRange(0, 36500),
    metavar="DAYS",
    help=N_("Only those that expire within so many days"),
)
@list_options(DOMAINS)
@output_options
@pass_run
def _domains_list(
    run: Run,
    text: str | None,
    status: tuple[str, ...],
    expiring: int | None,
    sort: str | None,
    desc: bool,
    limit: int | None,
    tell: bool,
) -> int:
    from dataclasses import replace

    with run.zone() as zone:
        query = _query(zone, DOMAINS, text, status, sort, desc)
        if expiring is not None:
            today = reader_of(run, zone).today
            until = today + timedelta(days=expiring + 1)
            query = replace(query, since={"expires_on": today}, until={"expires_on": until})
        return show_list(run, zone, DOMAINS, query, limit=limit, tell=tell)


@domains.command("show", help=N_("Show a domain, named by its name or ID."))
@_reference
@output_options
@pass_run
def _domains_show(run: Run, reference: str) -> None:
    with run.zone() as zone:
        show_record(run, zone, "domain", find(zone, DOMAINS, reference))


@list_group("invoices", help=N_("Invoices, proformas and credit notes.\n\nWithout a command, lists them."))
def invoices() -> None:
    """The invoices."""


@invoices.command("list", help=N_("List invoices; TEXT filters by number and payment reference."))
@_text
@_status(INVOICE_STATUSES)
@option("--overdue", is_flag=True, help=N_("Only those that are unpaid and past their due date"))
@list_options(INVOICES)
@output_options
@pass_run
def _invoices_list(
    run: Run,
    text: str | None,
    status: tuple[str, ...],
    overdue: bool,
    sort: str | None,
    desc: bool,
    limit: int | None,
    tell: bool,
) -> int:
    from dataclasses import replace

    with run.zone() as zone:
        query = _query(zone, INVOICES, text, status, sort, desc)
        if overdue:
            wanted = tuple(each for each in _UNPAID if not status or each in status)
            until = {"due_on": reader_of(run, zone).today}
            query = replace(query, where={**query.where, "status": wanted}, until=until)
        own = {"status": _invoice_status}
        return show_list(run, zone, INVOICES, query, limit=limit, tell=tell, say_more=own)


def _invoice_status(invoice: Invoice, reader: Reader) -> str:
    if invoice.overdue(reader.today):
        return STATUSES["invoice"]["overdue"].render()
    return say("invoice", invoice, "status", reader)


@invoices.command("show", help=N_("Show an invoice, named by its number, payment reference or ID."))
@_reference
@output_options
@pass_run
def _invoices_show(run: Run, reference: str) -> None:
    with run.zone() as zone:
        invoice: Invoice = find(zone, INVOICES, reference)
        said = {"status": _invoice_status(invoice, reader_of(run, zone))}
        said["lines"] = "\n".join(
            gettext(
                "{quantity} × {text}: {amount}",
                quantity=line.get("quantity", ""),
                text=line.get("text", ""),
                amount=current().money(int(line.get("unit_amount", 0)), invoice.currency),
            )
            for line in invoice.lines
        )
        blocks = copied_blocks(invoice.seller or {}, invoice.buyer or {}, current().language)
        said["seller"], said["buyer"] = map("\n".join, blocks)
        show_record(run, zone, "invoice", invoice, said=said)


@list_group("tickets", help=N_("Requests to support.\n\nWithout a command, lists them."))
def tickets() -> None:
    """The tickets."""


@tickets.command("list", help=N_("List tickets; TEXT filters by number, subject and what was said."))
@_text
@_status(TICKET_STATUSES)
@option("--open", "open_", is_flag=True, help=N_("Only those that are not closed"))
@list_options(TICKETS)
@output_options
@pass_run
def _tickets_list(
    run: Run,
    text: str | None,
    status: tuple[str, ...],
    open_: bool,
    sort: str | None,
    desc: bool,
    limit: int | None,
    tell: bool,
) -> int:
    if open_:
        status = tuple(each for each in status or TICKET_STATUSES if each != "closed")
        if not status:
            return exits.DONE
    with run.zone() as zone:
        query = _query(zone, TICKETS, text, status, sort, desc)
        return show_list(run, zone, TICKETS, query, limit=limit, tell=tell)


@tickets.command("show", help=N_("Show a ticket with its replies, named by its number or ID."))
@_reference
@output_options
@pass_run
def _tickets_show(run: Run, reference: str) -> None:
    from jumpzone.usecases.tickets import attachments_of  # late: it brings the database library

    with run.zone() as zone:
        found = zone.tickets.conversation(find(zone, TICKETS, reference).id)
        replies = [_reply(each) for each in found.replies]
        show_record(run, zone, "ticket", found.ticket, also={"replies": replies})
        if run.form == "table":
            reader = reader_of(run, zone)
            files = attachments_of(found.replies)
            for reply in found.replies:
                who = reply.author or (gettext("Support") if reply.side == "staff" else gettext("You"))
                run.out.say(f"\n{who}, {current().datetime(reply.at, reader.timezone)}:\n{reply.body}")
                for file in files:
                    if file.reply == reply.id:
                        run.out.say(
                            T_("File {number}: {name}", number=file.number, name=safe_text(file.name))
                        )


def _reply(reply: TicketReply) -> dict[str, Any]:
    return exported("ticket_reply", reply)
