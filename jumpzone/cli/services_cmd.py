"""`jumpzone services`: hosting accounts, servers, certificates, licences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import click

from jumpzone.cli import exits
from jumpzone.cli.commands import argument, list_group, option, output_options, pass_run
from jumpzone.cli.listings import SERVICES, list_arguments, reference, show_listed
from jumpzone.cli.output import Column
from jumpzone.cli.records import find, for_each, reader_of, show_record
from jumpzone.cli.run import Run
from jumpzone.cli.service_orders_cmd import change_plan, keep_plan, plans, renew
from jumpzone.errors import NotFound
from jumpzone.i18n import N_, T_, Text, current, gettext
from jumpzone.model.fields import SERVICE_KINDS, SERVICE_STATUSES
from jumpzone.model.records import Message, Service
from jumpzone.model.rules.services import WHEN, name_of

if TYPE_CHECKING:
    from jumpzone.cli.fields import Reader
    from jumpzone.usecases.lists import Query
    from jumpzone.usecases.services import Spent, Suspension
    from jumpzone.usecases.zone import Zone

__all__ = ["services"]

_references = argument("references", nargs=-1, required=True, metavar="REFERENCE…")


@list_group(
    "services",
    help=N_("Hosting accounts, servers, certificates, licences.\n\nWithout a command, lists them."),
)
def services() -> None:
    """The services."""


@services.command("list", help=N_("List services; TEXT filters by product, label, address and user name."))
@option(
    "--kind",
    type=click.Choice(SERVICE_KINDS),
    multiple=True,
    metavar="KIND",
    help=N_("Only those of this kind; may be given several times"),
)
@list_arguments(SERVICES, SERVICE_STATUSES)
def _list(run: Run, /, kind: tuple[str, ...], **asked: Any) -> int:
    def narrow(query: Query, _reader: Reader) -> Query:
        return replace(query, where={**query.where, "kind": kind}) if kind else query

    return show_listed(run, SERVICES, asked, narrow)


@services.command(
    "show", help=N_("Show a service, named by its ID, address, label or product, and why it is suspended.")
)
@reference
@output_options
@pass_run
def _show(run: Run, reference: str) -> None:
    with run.zone() as zone:
        service: Service = find(zone, SERVICES, reference)
        why = zone.services.suspension(service.id)
        also = {"suspension": None if why is None else _suspension(why)}
        show_record(run, zone, "service", service, also=also, said=_said(run, zone, service))
        if why is not None and run.form == "table":
            _remark_suspension(run, why)


def _said(run: Run, zone: Zone, service: Service) -> dict[str, str]:
    """Put what is nested into words."""
    said: dict[str, str] = {}
    if service.cancellation is not None:
        said["cancellation"] = _cancellation(service)
    if service.plan_change is not None:
        name = service.plan_change.get("name", "")
        said["plan_change"] = (
            gettext("{plan}, from the next renewal on", plan=name)
            if service.plan_change.get("when") == "renewal"
            else gettext("{plan}, once its invoice is paid", plan=name)
        )
    if service.suspended_because is not None and zone.may_read("invoice"):
        try:
            said["suspended_because"] = zone.invoices.get(service.suspended_because).number or ""
        except NotFound:
            said["suspended_because"] = service.suspended_because
    return said


def _cancellation(service: Service) -> str:
    asked: Mapping[str, Any] = service.cancellation or {}
    words = gettext("at once") if asked.get("when") == "immediate" else gettext("at the end of the period")
    reason = str(asked.get("reason") or "")
    return gettext("{when}: {reason}", when=words, reason=reason) if reason else words


def _suspension(why: Suspension) -> dict[str, Any]:
    """Put into data why a service is suspended."""
    to_pay = why.to_pay
    return {
        "since": None if why.since is None else why.since.isoformat(),
        "for_money": why.for_money,
        "settled": why.settled,
        "invoice": None if why.invoice is None else why.invoice.id,
        "number": None if why.invoice is None else why.invoice.number,
        "to_pay": None if to_pay is None else to_pay[0],
        "currency": None if to_pay is None else to_pay[1],
    }


def _remark_suspension(run: Run, why: Suspension) -> None:
    if why.settled:
        run.out.remark(T_("Its invoice is settled; it runs again in a moment."))
    elif why.invoice is not None:
        amount = current().money(why.invoice.balance, why.invoice.currency)
        run.out.remark(
            T_(
                "It is suspended because {number} is not paid. It runs again at once when {amount} has come: "
                "“jumpzone invoices pay {number}” says how to pay.",
                number=why.invoice.number or why.invoice.id,
                amount=amount,
            )
        )
    elif why.for_money:
        run.out.remark(T_("It is suspended because an invoice is not paid, and runs again once it is."))
    else:
        run.out.remark(T_("It is suspended, and not for money. Ask support what to do."))


# -- setting -------------------------------------------------------------------------------------------


@services.command("rename", help=N_("Give a service a name of your own; an empty one takes it away."))
@reference
@argument("label")
@output_options
@pass_run
def _rename(run: Run, reference: str, label: str) -> None:
    with run.changing() as zone:
        seen: Service = find(zone, SERVICES, reference)
        applied = zone.services.set_label(seen, label)
        after = zone.services.get(seen.id)
        if run.form != "table":
            show_record(run, zone, "service", after)
        elif applied.outcome == "unchanged":
            run.out.say(T_("Nothing to change: it was so already."))
        else:
            run.out.say(T_("It is called {name} now.", name=name_of(after)))


@services.command("auto-renew", help=N_("Switch the renewal of services on or off."))
@argument("state", type=click.Choice(("on", "off")))
@_references
@output_options
@pass_run
def _auto_renew(run: Run, state: str, references: tuple[str, ...]) -> int:
    on = state == "on"
    with run.changing() as zone:

        def switch(reference: str) -> Text:
            seen: Service = find(zone, SERVICES, reference)
            zone.services.set_auto_renew(seen, on)
            name = name_of(seen)
            if on:
                return T_("{service} renews by itself.", service=name)
            return T_("{service} does not renew by itself.", service=name)

        return for_each(run, references, switch)


# -- giving up -----------------------------------------------------------------------------------------


@services.command(
    "cancel",
    help=N_(
        "Ask for a service to end. Asks before it does so; until the service has ended, “keep” withdraws it."
    ),
)
@reference
@option(
    "--when",
    type=click.Choice(WHEN),
    default="end_of_period",
    metavar="WHEN",
    help=N_("immediate or end_of_period, which is the usual"),
)
@option("--reason", default="", metavar="TEXT", help=N_("Why, in your words"))
@option("--yes", is_flag=True, help=N_("Don't ask"))
@output_options
@pass_run
def _cancel(run: Run, reference: str, when: str, reason: str, yes: bool) -> int:
    with run.changing() as zone:
        service: Service = find(zone, SERVICES, reference)
        name = name_of(service)
        question = (
            T_("Cancel {service} at once? Its data is deleted.", service=name)
            if when == "immediate"
            else T_("Cancel {service} at the end of the period?", service=name)
        )
        if not run.sure(question, yes=yes):
            run.out.remark(T_("Nothing was changed."))
            return exits.REFUSED
        zone.services.cancel(service.id, when, reason)
        if run.form != "table":
            show_record(run, zone, "service", zone.services.get(service.id))
        else:
            run.out.say(T_("{service} is to be cancelled.", service=name))
        return exits.DONE


@services.command("keep", help=N_("Withdraw the cancellation of services."))
@_references
@output_options
@pass_run
def _keep(run: Run, references: tuple[str, ...]) -> int:
    with run.changing() as zone:

        def keep(reference: str) -> Text:
            service: Service = find(zone, SERVICES, reference)
            zone.services.keep(service.id)
            return T_("{service} stays.", service=name_of(service))

        return for_each(run, references, keep)


# -- access, cost, panel -------------------------------------------------------------------------------

_ACCESS: Final = (
    Column("id", T_("ID")),
    Column("sent_at", T_("Sent")),
    Column("to", T_("To")),
    Column("subject", T_("Subject")),
)


@services.command(
    "access",
    help=N_(
        "List the messages with the access data of a service, the newest first.\n\n"
        "--reveal shows the newest with its access data; it asks for the password and is recorded. --resend sends it "
        "again."
    ),
)
@reference
@option("--reveal", is_flag=True, help=N_("Show the access data; the password is asked for"))
@option("--resend", is_flag=True, help=N_("Send the newest again"))
@output_options
@pass_run
def _access(run: Run, reference: str, reveal: bool, resend: bool) -> None:
    if reveal and resend:
        raise click.UsageError(gettext("Give --reveal or --resend, not both."))
    with run.changing() if resend else run.zone() as zone:
        service: Service = find(zone, SERVICES, reference)
        found = zone.services.access_messages(service.id)
        if (reveal or resend) and not found:
            raise NotFound(
                "no-access-data", T_("No message holds access data of {service}.", service=name_of(service))
            )
        if reveal:
            password = run.ask_secret(T_("Password"))
            body = zone.messages.reveal(found[0].id, password.reveal())
            show_record(run, zone, "message", found[0], also={"body": body}, said={"body": "\n" + body})
        elif resend:
            zone.messages.resend(found[0].id)
            run.out.say(T_("Sent again: {subject}", subject=found[0].subject))
        else:
            _list_access(run, zone, found)


def _list_access(run: Run, zone: Zone, found: Sequence[Message]) -> None:
    table, timezone = run.form == "table", reader_of(run, zone).timezone
    rows: list[dict[str, object]] = []
    for each in found:
        sent = each.sent_at or each.created_at
        shown = current().datetime(sent, timezone) if table else sent.isoformat()
        rows.append({"id": each.id, "sent_at": shown, "to": each.to, "subject": each.subject})
    run.out.rows(_ACCESS, rows, empty=T_("No message holds access data of this service."))


_COST: Final = (
    Column("year", T_("Year")),
    Column("currency", T_("Currency")),
    Column("net", T_("Without VAT"), right=True),
    Column("gross", T_("With VAT"), right=True),
)


@services.command(
    "cost",
    help=N_("Say what a service has cost so far: paid invoices less credit notes, by year and in all."),
)
@reference
@output_options
@pass_run
def _cost(run: Run, reference: str) -> None:
    with run.zone() as zone:
        cost = zone.services.cost(find(zone, SERVICES, reference).id)
    table = run.form == "table"

    def row(year: int | None, spent: Spent) -> dict[str, object]:
        def money(minor: int) -> object:
            return current().money(minor, spent.currency) if table else minor

        shown: object = gettext("in all") if table and year is None else year
        return {
            "year": shown,
            "currency": spent.currency,
            "net": money(spent.net),
            "gross": money(spent.gross),
        }

    rows = [row(year, spent) for year, every in cost.years for spent in every]
    rows += [row(None, spent) for spent in cost.total]
    run.out.rows(_COST, rows, empty=T_("Nothing has been paid for this service yet."))


@services.command("panel", help=N_("Print the address of a service's panel, or open it in the browser."))
@reference
@option("--open", "open_", is_flag=True, help=N_("Open it in the browser"))
@output_options
@pass_run
def _panel(run: Run, reference: str, open_: bool) -> int:
    with run.zone() as zone:
        service: Service = find(zone, SERVICES, reference)
        url = zone.services.panel(service.id)
    if open_:
        if click.launch(url) == 0:
            run.out.say(T_("Opened: {url}", url=url))
            return exits.DONE
        run.out.remark(T_("The browser could not be started. Open it yourself: {url}", url=url))
        return exits.REFUSED
    if run.form == "table":
        run.out.say(url)
    else:
        run.out.record(
            (Column("id", T_("ID")), Column("panel_url", T_("Panel"))), {"id": service.id, "panel_url": url}
        )
    return exits.DONE


for _more in (renew, plans, change_plan, keep_plan):
    services.add_command(_more)
