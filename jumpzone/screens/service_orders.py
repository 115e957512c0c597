"""Renewing a service and changing its plan: what it costs, the question, and the proforma that follows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.content import Content
from textual.dom import DOMNode

from jumpzone.i18n import T_, _, current, ngettext
from jumpzone.model.rules.services import name_of
from jumpzone.model.text import safe_text
from jumpzone.screens.domain_renewal import say_ordered
from jumpzone.screens.host import host
from jumpzone.screens.service_text import period_price
from jumpzone.screens.wording import CYCLES, day
from jumpzone.widgets.content import Words, content, data, label_values, lines
from jumpzone.widgets.dialogs import Choose, Confirm, Notice
from jumpzone.widgets.toasts import notify_safe

if TYPE_CHECKING:
    from jumpzone.model.billing import Quote
    from jumpzone.model.records import Service
    from jumpzone.usecases.orders import Placed
    from jumpzone.usecases.services import Plan

__all__ = ["PlanChoice", "offer_plans", "offer_renewal"]

_NAME = 22
"""Cells for the name of a plan."""


class PlanChoice(Choose):
    """Plans with their prices, wide enough for a line each."""

    DEFAULT_CSS = """
    PlanChoice > #box { width: 84; padding: 1 1 0 1; }
    """


def quote_lines(quote: Quote) -> Content:
    """Say what is to be paid: every line, net, VAT, total."""
    money = current().money
    parts = [data(each.text) for each in quote.lines]
    rows: list[tuple[Words, Words | None]] = [
        (T_("Net"), data(f"{money(quote.subtotal, quote.currency):>14}")),
        (T_("VAT"), data(f"{money(quote.tax, quote.currency):>14}")),
        (T_("To pay"), data(f"{money(quote.total, quote.currency):>14}", "bold")),
    ]
    parts += [Content(""), label_values(rows)]
    if quote.vat_reason:
        parts += [Content(""), data(quote.vat_reason, "$text-muted")]
    return lines(parts)


# -- renewing ------------------------------------------------------------------------------------------


def offer_renewal(node: DOMNode, service: Service) -> None:
    """Offer numbers of periods with their prices; the one that is chosen is shown whole, then ordered."""
    zone, id_ = host(node).zone, service.id
    title = T_("Renew {name}", name=safe_text(name_of(service), limit=40))

    def offer(found: list[tuple[int, Quote]]) -> None:
        if len(found) == 1:
            ask(*found[0])
            return
        by_number = {str(periods): (periods, quote) for periods, quote in found}
        choices = [(number, _renewal(periods, quote)) for number, (periods, quote) in by_number.items()]
        text = T_("With VAT. It counts once the proforma invoice is paid.")
        dialog = Choose(title, text, choices)
        node.app.push_screen(dialog, lambda number: ask(*by_number[number]) if number else None)

    def ask(periods: int, quote: Quote) -> None:
        dialog = Confirm(title, quote_lines(quote), yes=T_("Order it"))
        node.app.push_screen(dialog, lambda sure: order(periods, quote.total) if sure else None)

    def order(periods: int, total: int) -> None:
        host(node).save(
            lambda: zone.services.renew(id_, periods, agreed=total),
            on_done=lambda placed: say_ordered(node, placed),
        )

    host(node).load(lambda: zone.services.renewals(id_), offer, owner=node, group="renewals")


def _renewal(periods: int, quote: Quote) -> Content:
    until = quote.lines[0].until
    count = ngettext("{n} period", "{n} periods", periods)
    shown = "" if until is None else _("until {day}", day=day(until))
    return data(f"{count:<12} {shown:<24} {current().money(quote.total, quote.currency):>14}")


# -- plans ---------------------------------------------------------------------------------------------


def offer_plans(node: DOMNode, service: Service, on_change: Callable[[], None]) -> None:
    """Offer the other plans with their price differences; the one that is chosen is explained, then ordered.

    Args:
        node: The screen that asks.
        service: Whose plan it is.
        on_change: Called when a change waits that costs nothing now.
    """
    zone, id_ = host(node).zone, service.id

    def offer(found: list[Plan]) -> None:
        if not found:
            words = T_("There is no other plan for this service.")
            node.app.push_screen(Notice(T_("Change the plan"), words))
            return
        by_name = {f"{each.product.id}/{each.cycle}": each for each in found}
        here = period_price(service.amount, service.currency, service.billing_cycle)
        text = _(
            "Now: {plan}, {price}. Prices are without VAT; behind them the difference, and what is to be paid now "
            "with VAT.",
            plan=safe_text(service.product),
            price=here,
        )
        choices = [(name, _plan(each)) for name, each in by_name.items()]
        dialog = PlanChoice(T_("Change the plan"), text, choices)
        node.app.push_screen(dialog, lambda name: ask(by_name[name]) if name else None)

    def ask(plan: Plan) -> None:
        yes = T_("Order it") if plan.when == "paid" else T_("Change the plan")
        title = T_("Change to {plan}", plan=safe_text(plan.product.name, limit=40))
        dialog = Confirm(title, _explained(plan), yes=yes)
        node.app.push_screen(dialog, lambda sure: order(plan) if sure else None)

    def order(plan: Plan) -> None:
        def ordered(placed: Placed) -> None:
            if placed.invoice_id is not None:
                say_ordered(node, placed)
            else:
                on_change()
                notify_safe(
                    node.app, T_("The change waits for the next renewal; until then it can be withdrawn.")
                )

        host(node).save(
            lambda: zone.services.change_plan(id_, plan.product.id, plan.cycle, agreed=plan.quote.total),
            on_done=ordered,
            owner=node,
        )

    host(node).load(lambda: zone.services.plans(id_), offer, owner=node, group="plans")


def _plan(plan: Plan) -> Content:
    money, currency = current().money, plan.quote.currency
    name = data(plan.product.name).truncate(_NAME, ellipsis=True, pad=True)
    cycle = content(CYCLES[plan.cycle]).truncate(11, ellipsis=True, pad=True)
    difference = ""
    if plan.difference is not None:
        difference = f"{'+' if plan.difference > 0 else ''}{money(plan.difference, currency)}"
    now = _("at renewal") if plan.when == "renewal" else money(plan.quote.total, currency)
    amounts = f"{money(plan.price, currency):>10}{difference:>11}{now:>13}"
    return Content.assemble(name, " ", cycle, data(amounts))


def _explained(plan: Plan) -> Content:
    price = period_price(plan.price, plan.quote.currency, plan.cycle)
    if plan.when == "paid":
        then = _(
            "The new plan is there as soon as this is paid. At the next renewal it costs {price}.",
            price=price,
        )
        return lines([quote_lines(plan.quote), Content(""), content(then, "$text-muted")])
    on = _("at the next renewal") if plan.on is None else _("on {day}", day=day(plan.on))
    parts = [
        content(_("The new plan takes hold {on} and costs nothing now.", on=on)),
        content(_("From then on it costs {price} without VAT.", price=price)),
        Content(""),
        content(
            _("Until then the change can be withdrawn. Nothing is paid back for the period that runs."),
            "$text-muted",
        ),
    ]
    return lines(parts)
