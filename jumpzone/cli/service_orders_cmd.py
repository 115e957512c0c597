"""`jumpzone services renew | plans | change-plan | keep-plan`: what costs money, and what doesn't yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from jumpzone.cli import exits
from jumpzone.cli.commands import argument, command, option, output_options, pass_run
from jumpzone.cli.listings import SERVICES, reference
from jumpzone.cli.output import Column
from jumpzone.cli.quotes import order_options, order_quoted, show_quote
from jumpzone.cli.records import find, show_record
from jumpzone.cli.run import Run
from jumpzone.errors import NotFound
from jumpzone.i18n import N_, T_, current, gettext
from jumpzone.model.billing import MONTHS
from jumpzone.model.records import Service
from jumpzone.model.rules.services import name_of
from jumpzone.model.text import safe_text
from jumpzone.model.words import CYCLES

if TYPE_CHECKING:
    from jumpzone.usecases.orders import Placed
    from jumpzone.usecases.services import Plan

__all__ = ["change_plan", "keep_plan", "plans", "renew"]


@command(
    "renew",
    help=N_(
        "Renew a service now: shows what it costs, asks, and orders it. You get a proforma invoice; the new period "
        "counts once it is paid."
    ),
)
@reference
@option(
    "--periods",
    type=click.IntRange(min=1),
    default=1,
    metavar="N",
    help=N_("For how many billing periods; one when left out"),
)
@order_options
@output_options
@pass_run
def renew(run: Run, reference: str, periods: int, dry_run: bool, yes: bool) -> int:
    """Renew a service."""
    with run.changing() as zone:
        service: Service = find(zone, SERVICES, reference)
        quote = zone.services.renewal(service.id, periods)
        return order_quoted(
            run,
            zone,
            quote,
            lambda: zone.services.renew(service.id, periods, agreed=quote.total),
            dry_run=dry_run,
            yes=yes,
        )


_PLANS: Final = (
    Column("code", T_("Code")),
    Column("name", T_("Plan")),
    Column("cycle", T_("For")),
    Column("price", T_("Price"), right=True),
    Column("difference", T_("Difference"), right=True),
    Column("to_pay", T_("To pay now"), right=True),
    Column("on", T_("From")),
)
_PLAN_NAMES: Final = (
    "code",
    "product_id",
    "name",
    "cycle",
    "price",
    "difference",
    "currency",
    "subtotal",
    "tax",
    "total",
    "when",
    "on",
)


@command(
    "plans",
    help=N_(
        "List the plans that a service could change to, with the price difference and what is to be paid now.\n\n"
        "Prices are without VAT, what is to be paid now is with it."
    ),
)
@reference
@output_options
@pass_run
def plans(run: Run, reference: str) -> None:
    """List plans."""
    with run.zone() as zone:
        found = zone.services.plans(find(zone, SERVICES, reference).id)
    if run.form == "table":
        run.out.rows(_PLANS, map(_said, found), empty=T_("There is no other plan for this service."))
        return
    run.out.rows([Column(name, T_("{name}", name=name)) for name in _PLAN_NAMES], map(_plan, found))


def _said(plan: Plan) -> dict[str, object]:
    money, currency = current().money, plan.quote.currency
    difference = ""
    if plan.difference is not None:
        difference = f"{'+' if plan.difference > 0 else ''}{money(plan.difference, currency)}"
    return {
        "code": plan.product.code,
        "name": plan.product.name,
        "cycle": CYCLES[plan.cycle].render(),
        "price": money(plan.price, currency),
        "difference": difference,
        "to_pay": money(plan.quote.total, currency),
        "on": gettext("when it is paid") if plan.on is None else current().date(plan.on),
    }


def _plan(plan: Plan) -> dict[str, object]:
    return {
        "code": plan.product.code,
        "product_id": plan.product.id,
        "name": plan.product.name,
        "cycle": plan.cycle,
        "price": plan.price,
        "difference": plan.difference,
        "currency": plan.quote.currency,
        "subtotal": plan.quote.subtotal,
        "tax": plan.quote.tax,
        "total": plan.quote.total,
        "when": plan.when,
        "on": None if plan.on is None else plan.on.isoformat(),
    }


@command(
    "change-plan",
    help=N_(
        "Change the plan of a service; “jumpzone services plans” lists them by their codes.\n\n"
        "Shows what it costs, then asks. A dearer plan is there once the difference is paid, a cheaper one from the "
        "next renewal on; until then “keep-plan” withdraws it."
    ),
)
@reference
@argument("plan", metavar="PLAN")
@option(
    "--cycle",
    type=click.Choice(tuple(MONTHS)),
    metavar="CYCLE",
    help=N_("The billing period; that of now when left out"),
)
@order_options
@output_options
@pass_run
def change_plan(run: Run, reference: str, plan: str, cycle: str | None, dry_run: bool, yes: bool) -> int:
    """Change a plan."""
    with run.changing() as zone:
        service: Service = find(zone, SERVICES, reference)
        chosen = _chosen(zone.services.plans(service.id), plan, cycle or service.billing_cycle)

        def change() -> Placed:
            plan, total = chosen.product.id, chosen.quote.total
            return zone.services.change_plan(service.id, plan, chosen.cycle, agreed=total)

        if chosen.when == "paid" or dry_run:
            return order_quoted(
                run,
                zone,
                chosen.quote,
                change,
                dry_run=dry_run,
                yes=yes,
            )
        if run.form == "table":
            show_quote(run, chosen.quote)
        day = "" if chosen.on is None else current().date(chosen.on)
        if not run.sure(T_("Change to {plan} on {day}?", plan=chosen.product.name, day=day), yes=yes):
            run.out.remark(T_("Nothing was changed."))
            return exits.REFUSED
        change()
        if run.form != "table":
            show_record(run, zone, "service", zone.services.get(service.id))
            return exits.DONE
        run.out.say(
            T_(
                "{service} changes to {plan} on {day}.",
                service=name_of(service),
                plan=chosen.product.name,
                day=day,
            )
        )
        return exits.DONE


def _chosen(found: list[Plan], asked: str, cycle: str) -> Plan:
    named = [each for each in found if asked in (each.product.code, each.product.id, each.product.name)]
    chosen = next((each for each in named if each.cycle == cycle), None)
    if chosen is not None:
        return chosen
    if named:
        cycles = ", ".join(each.cycle for each in named)
        raise NotFound(
            "no-such-cycle",
            T_("{plan} can be had for: {cycles}", plan=named[0].product.name, cycles=cycles),
            hint=T_("Choose one of them with --cycle."),
        )
    raise NotFound(
        "no-such-plan",
        T_("This service can't change to such a plan: {plan}", plan=safe_text(asked, limit=60)),
        hint=T_("“jumpzone services plans” lists those that it can change to."),
    )


@command("keep-plan", help=N_("Withdraw a change of plan that has not taken hold yet."))
@reference
@output_options
@pass_run
def keep_plan(run: Run, reference: str) -> None:
    """Keep a plan."""
    with run.changing() as zone:
        service: Service = find(zone, SERVICES, reference)
        if service.plan_change is not None:
            zone.services.keep_plan(service.id)
        if run.form != "table":
            show_record(run, zone, "service", zone.services.get(service.id))
        elif service.plan_change is None:
            run.out.say(T_("Nothing to change: it was so already."))
        else:
            run.out.say(
                T_("{service} keeps its plan: {plan}.", service=name_of(service), plan=service.product)
            )
