"""What the account has, as the command line lists it: which columns, found by what, narrowed how."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

import click

from jumpzone.cli.commands import Group, argument, option, output_options, pass_run
from jumpzone.cli.fields import Reader
from jumpzone.cli.records import Listed, find, list_options, reader_of, show_list, show_record, words_of
from jumpzone.cli.run import Run
from jumpzone.cli.saved import saved_option, usual_query
from jumpzone.i18n import N_

if TYPE_CHECKING:
    from jumpzone.usecases.lists import Query
    from jumpzone.usecases.zone import Zone

__all__ = [
    "CONTACTS",
    "DOMAINS",
    "INVOICES",
    "ORDERS",
    "SERVICES",
    "TICKETS",
    "add_show",
    "list_arguments",
    "list_query",
    "reference",
    "show_listed",
]

_Command = Callable[..., Any]

CONTACTS: Final = Listed(
    "contact",
    lambda zone: zone.contacts,
    ("id", "first_name", "last_name", "email", "company_name", "notifications"),
    ("email",),
)
SERVICES: Final = Listed(
    "service",
    lambda zone: zone.services,
    ("id", "product", "label", "address", "status", "next_due_on", "amount"),
    ("address", "label", "product"),
)
DOMAINS: Final = Listed(
    "domain", lambda zone: zone.domains, ("name", "status", "expires_on", "auto_renew", "amount"), ("name",)
)
INVOICES: Final = Listed(
    "invoice",
    lambda zone: zone.invoices,
    ("number", "kind", "status", "issued_on", "due_on", "total", "balance"),
    ("number", "payment_reference"),
)
TICKETS: Final = Listed(
    "ticket",
    lambda zone: zone.tickets,
    ("number", "subject", "status", "department", "priority", "last_reply_at"),
    ("number",),
)

ORDERS: Final = Listed(
    "order",
    lambda zone: zone.orders,
    ("number", "items", "placed_at", "placed_by", "status", "total"),
    ("number",),
)

reference = argument("reference")
"""The one record that a command is about."""


def list_arguments(listed: Listed, statuses: tuple[str, ...]) -> Callable[[_Command], _Command]:
    """Give a command that lists records what all of them take: TEXT, `--status`, order, limit and form.

    The command gets its run, and the rest as keywords that `list_query` and `show_listed` understand.
    """
    choose_status = option(
        "--status",
        type=click.Choice(statuses),
        multiple=True,
        metavar="STATUS",
        help=N_("Only those in this state; may be given several times"),
    )

    def decorate(function: _Command) -> _Command:
        with_run: _Command = pass_run(function)
        for declare in (
            output_options,
            list_options(listed),
            saved_option,
            choose_status,
            argument("text", required=False),
        ):
            with_run = declare(with_run)
        return with_run

    return decorate


def list_query(run: Run, zone: Zone, listed: Listed, asked: Mapping[str, Any]) -> Query:
    """Return the query that the arguments of a list ask for.

    Args:
        run: The run.
        zone: The zone.
        listed: What is listed.
        asked: The arguments by name: `text`, `saved`, `status`, `sort`, `desc`.

    Raises:
        click.UsageError: The text can't occur in any record.
        NotFound: There is no saved filter of that name.
    """
    from jumpzone.usecases.lists import Query  # late: it brings the database library

    usual = usual_query(run, zone, listed, asked["saved"])
    status, sort = asked["status"], asked["sort"]
    return Query(
        text=words_of(asked["text"]) or usual.text,
        where={**usual.where, **({"status": tuple(status)} if status else {})},
        since=usual.since,
        until=usual.until,
        sort=sort or usual.sort,
        descending=asked["desc"] or (usual.descending and sort is None),
    )


def show_listed(
    run: Run,
    listed: Listed,
    asked: Mapping[str, Any],
    narrow: Callable[[Query, Reader], Query] | None = None,
    say_more: Mapping[str, Callable[[Any, Reader], str]] | None = None,
) -> int:
    """Print the list that was asked for.

    Args:
        run: The run.
        listed: What is listed.
        asked: The arguments by name.
        narrow: Puts what a command has of its own into the query, such as `--overdue`.
        say_more: Columns of a table that are said in their own way.

    Returns:
        The exit code.
    """
    with run.zone() as zone:
        query = list_query(run, zone, listed, asked)
        if narrow is not None:
            query = narrow(query, reader_of(run, zone))
        return show_list(
            run, zone, listed, query, limit=asked["limit"], tell=asked["tell"], say_more=say_more
        )


def add_show(group: Group, listed: Listed, help_: str) -> None:
    """Give a group the command `show`, which prints every field of one record."""

    @group.command("show", help=help_)
    @reference
    @output_options
    @pass_run
    def _show(run: Run, reference: str) -> None:
        with run.zone() as zone:
            show_record(run, zone, listed.type, find(zone, listed, reference))
