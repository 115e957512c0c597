"""`jumpzone provision service` and `cloud`: something that was bought or opened elsewhere arrives at its customer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click

from jumpzone.cli.commands import command, option, output_options, pass_run
from jumpzone.cli.dates import Date
from jumpzone.cli.output import Column
from jumpzone.cli.run import Run
from jumpzone.errors import FieldError, Invalid
from jumpzone.i18n import LANGUAGES, N_, T_
from jumpzone.model.fields import BILLING_CYCLES, SERVICE_KINDS
from jumpzone.model.money import check_currency, parse_amount
from jumpzone.model.text import FieldRefused

__all__ = ["cloud", "service"]

_F = TypeVar("_F", bound=Callable[..., Any])

_OPENED = (
    Column("account", T_("Customer")),
    Column("claimed", T_("Claimed")),
    Column("new", T_("New centre")),
    Column("service", T_("Service")),
    Column("recorded", T_("Recorded now")),
)


def _options(function: _F) -> _F:
    for declare in (
        option("--email", required=True, metavar="ADDRESS", help=N_("The customer's e-mail address")),
        option(
            "--name", default="", metavar="TEXT", help=N_("The customer's name, for a new customer centre")
        ),
        option(
            "--speaks",
            type=click.Choice(LANGUAGES),
            default="en",
            help=N_("The language of a new customer centre"),
        ),
        option("--product", required=True, metavar="TEXT", help=N_("What it is, as the customer reads it")),
        option("--host", metavar="NAME", help=N_("Its host name or cloud address")),
        option("--username", metavar="TEXT", help=N_("The user name there")),
        option("--panel", metavar="URL", help=N_("The address of its panel")),
        option(
            "--cycle", type=click.Choice(BILLING_CYCLES), default="monthly", help=N_("How often it renews")
        ),
        option(
            "--amount", default="0", metavar="AMOUNT", help=N_("What a renewal costs without VAT, as in 9.90")
        ),
        option("--currency", default="EUR", metavar="CODE", help=N_("The currency's three letters")),
        option("--due", type=Date(), metavar="DATE", help=N_("When it renews next")),
        option("--reference", required=True, metavar="TEXT", help=N_("Your own; the same one counts once")),
    ):
        function = declare(function)
    return function


@command(
    "service",
    help=N_(
        "Put a service that was bought elsewhere into the customer centre of an address. Where there is none, one "
        "opens: it waits until somebody registers with that address, which is told so. The same reference counts "
        "once, however often this is run."
    ),
)
@_options
@option("--kind", type=click.Choice(SERVICE_KINDS), default="hosting", help=N_("What kind of service it is"))
@output_options
@pass_run
def service(run: Run, /, kind: str, **given: Any) -> None:
    """Put a service that was bought into its customer's centre."""
    _open(run, kind, "purchase", given)


@command(
    "cloud",
    help=N_(
        "Put a cloud account into the customer centre of an address, as “provision service” does for a purchase."
    ),
)
@_options
@output_options
@pass_run
def cloud(run: Run, /, **given: Any) -> None:
    """Put a cloud account into its customer's centre."""
    _open(run, "cloud", "cloud", given)


def _open(run: Run, kind: str, opened_by: str, given: dict[str, Any]) -> None:
    due: date | None = given["due"]
    try:
        currency = check_currency(given["currency"])
    except FieldRefused as problem:
        raise Invalid(fields=[FieldError("currency", problem.code, problem.reason)]) from problem
    try:
        amount = parse_amount(given["amount"], currency)
    except FieldRefused as problem:
        raise Invalid(fields=[FieldError("amount", problem.code, problem.reason)]) from problem
    values = {
        "kind": kind,
        "product": given["product"],
        "address": given["host"],
        "username": given["username"],
        "panel_url": given["panel"],
        "billing_cycle": given["cycle"],
        "amount": amount,
        "currency": currency,
        "next_due_on": due,
    }
    from jumpzone.usecases.provisioning_services import (
        ServiceProvisioning,
    )  # late: it brings the database library

    with run.opened() as opened:
        done = ServiceProvisioning(opened.zone.deps, None).open(
            given["email"],
            values,
            reference=given["reference"],
            opened_by=opened_by,
            name=given["name"],
            language=given["speaks"],
        )
        run.send_mail(opened)
    row = {
        "account": done.account,
        "claimed": done.claimed,
        "new": done.new,
        "service": done.service.id,
        "recorded": done.recorded,
    }
    run.out.record(_OPENED, row)
