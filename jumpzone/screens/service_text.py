"""What is said of a service: how it stands, what it costs, how full it is, why it is suspended."""

from __future__ import annotations

from datetime import date
from typing import Final

from textual.content import Content

from jumpzone.i18n import T_, Text, _, current, ngettext
from jumpzone.model.records import Service
from jumpzone.screens.domain_text import on_off
from jumpzone.screens.wording import CYCLES, KINDS, day, day_and_distance, expiry, money, unicode_name
from jumpzone.usecases.service_facts import Cost, Spent, Suspension
from jumpzone.widgets.bars import usage_bar
from jumpzone.widgets.content import Words, content, data, label_values, lines
from jumpzone.widgets.status import status_text

__all__ = [
    "access_lines",
    "cost_lines",
    "due_cell",
    "period_price",
    "renewal_lines",
    "suspension_lines",
    "usage_lines",
    "waiting_lines",
]

_TIGHT: Final = 0.80
_FULL: Final = 0.95
"""From these shares of a limit on it gets tight, and is as good as full."""

_YEARS: Final = 4
"""So many years of cost are listed."""


def period_price(amount: int, currency: str, cycle: str) -> str:
    """Return a price with what it is for, as in “€84.00 / a year”."""
    shown = money(amount, currency).plain
    return _("{amount} for {cycle}", amount=shown, cycle=CYCLES.get(cycle, cycle))


def access_lines(service: Service) -> Content:
    """Say what the service is and how it is reached."""
    rows: list[tuple[Words, Words | None]] = [
        (T_("Status"), status_text("service", service.status)),
        (T_("Product"), data(service.product)),
        (T_("Kind"), KINDS.get(service.kind, service.kind)),
    ]
    if service.label:
        rows.insert(1, (T_("Your label"), data(service.label, "bold")))
    rows.append((T_("Address"), data(unicode_name(service.address or ""))))
    if service.username or service.panel_url:
        rows += [
            (T_("User name"), data(service.username)),
            (T_("Panel"), data(_without_scheme(service.panel_url))),
        ]
    return label_values(rows)


def _without_scheme(url: str | None) -> str:
    """A web address as it is spoken; the whole one is shown before it is opened."""
    return (url or "").removeprefix("https://")


def due_cell(service: Service, today: date) -> Content:
    """Return when a service is due for a list, with a sign where it ends then or gets another plan."""
    shown = expiry(service.next_due_on, today, renews=service.auto_renew)
    if service.cancellation is not None:
        return Content.assemble(("✕ ", "$warning"), shown)
    return Content.assemble(("◐ ", "$accent"), shown) if service.plan_change is not None else shown


def renewal_lines(service: Service, today: date) -> Content:
    """Say what it costs, since when it is there, and when it is due."""
    rows: list[tuple[Words, Words | None]] = [
        (T_("Price"), data(period_price(service.amount, service.currency, service.billing_cycle))),
        (T_("Since"), day(service.registered_on)),
    ]
    if service.next_due_on is not None:
        near = expiry(service.next_due_on, today, renews=service.auto_renew).spans
        style = str(near[0].style) if near else ""
        rows.append((T_("Next due"), data(day_and_distance(service.next_due_on, today), style)))
    rows.append((T_("Auto-renew"), on_off(service.auto_renew)))
    waiting = waiting_lines(service, today)
    return lines([label_values(rows), *([Content(""), *waiting] if waiting else [])])


def waiting_lines(service: Service, today: date) -> list[Content]:
    """Say what is to come: another plan, or the end."""
    found: list[Content] = []
    if service.plan_change is not None:
        found += _plan_change(service, today)
    if service.cancellation is not None and service.status not in ("cancelled", "terminated"):
        at_once = service.cancellation.get("when") == "immediate"
        words = (
            _("It is to be cancelled at once.")
            if at_once or service.next_due_on is None
            else _("It ends on {day}.", day=day_and_distance(service.next_due_on, today))
        )
        found.append(Content.assemble(("✕ ", "$warning"), content(words, "$warning")))
    reason = str((service.cancellation or {}).get("reason") or "")
    if reason:
        found.append(Content.assemble("  ", data(_("Because: {reason}", reason=reason), "$text-muted")))
    return found


def _plan_change(service: Service, today: date) -> list[Content]:
    change = service.plan_change or {}
    name, amount, cycle = str(change.get("name", "")), change.get("amount"), str(change.get("cycle", ""))
    words = (
        _("{plan} once its invoice is paid", plan=name)
        if change.get("when") == "paid" or service.next_due_on is None
        else _("{plan} from {day}", plan=name, day=day_and_distance(service.next_due_on, today))
    )
    found = [Content.assemble(("◐ ", "$accent"), data(words))]
    if isinstance(amount, int):
        price = period_price(amount, service.currency, cycle)
        found.append(Content.assemble("  ", data(_("then {price}", price=price), "$text-muted")))
    return found


def usage_lines(service: Service, width: int = 24) -> Content:
    """Say how much of the space and the traffic is used, by words and sign as well as by bar and colour."""
    parts: list[Content] = []
    rows: tuple[tuple[Text, int | None, int | None], ...] = (
        (T_("Disk"), service.disk_used_mb, service.disk_limit_mb),
        (T_("Traffic"), service.traffic_used_mb, service.traffic_limit_mb),
    )
    for title, used, limit in rows:
        if used is None or not limit:
            continue
        number = current().number
        size = _("{used} of {limit} GB", used=_gigabytes(used), limit=number(round(limit / 1024)))
        if parts:
            parts.append(Content(""))
        parts.append(Content.assemble(content(title, "$text-muted"), "  ", data(size)))
        parts.append(usage_bar(used, limit, width=width))
        parts.append(_how_full(used / limit))
    return lines(parts) if parts else content(_("Nothing is measured for this service."), "$text-disabled")


def _gigabytes(megabytes: int) -> str:
    return current().number(round(megabytes / 1024, 1))


def _how_full(share: float) -> Content:
    if share >= _FULL:
        return Content.assemble(("!! ", "$error"), content(_("as good as full"), "$error"))
    if share >= _TIGHT:
        return Content.assemble(("! ", "$warning"), content(_("it gets tight"), "$warning"))
    return Content.assemble(("✓ ", "$success"), content(_("enough room"), "$text-muted"))


def cost_lines(cost: Cost | None) -> Content:
    """Say what the service has cost so far, in all and by year."""
    if cost is None:
        return content(_("You have no right to see invoices."), "$text-disabled")
    if not cost.total:
        return content(_("Nothing has been paid for it yet."), "$text-disabled")
    rows: list[tuple[Words, Words | None]] = []
    for spent in cost.total:
        rows.append((_("In all") if not rows else "", _spent(spent, "bold")))
    for year, every in cost.years[:_YEARS]:
        rows += [(str(year) if at == 0 else "", _spent(spent, "")) for at, spent in enumerate(every)]
    earlier = len(cost.years) - _YEARS
    parts = [label_values(rows)]
    if earlier > 0:
        said = ngettext("and {n} year before", "and {n} years before", earlier)
        parts.append(content(said, "$text-disabled"))
    return lines(
        [*parts, content(_("Paid invoices less credit notes; in brackets with VAT."), "$text-disabled")]
    )


def _spent(spent: Spent, style: str) -> Content:
    money_ = current().money
    net, gross = money_(spent.net, spent.currency), money_(spent.gross, spent.currency)
    return Content.assemble(data(f"{net:>12}", style), data(f"  ({gross})", "$text-muted"))


def suspension_lines(why: Suspension, today: date) -> Content:
    """Say why it is suspended, since when, what is to be paid and when it is back."""
    since = "" if why.since is None else day_and_distance(why.since, today)
    head = _("Suspended since {day}", day=since) if since else _("Suspended")
    parts = [Content.assemble(("! ", "$error"), content(head, "bold $error"))]
    if why.settled:
        parts.append(content(_("Its invoice is settled. It runs again in a moment.")))
    elif why.invoice is not None and why.to_pay is not None:
        number, amount = why.invoice.number or "", money(*why.to_pay).plain
        due = "" if why.invoice.due_on is None else day(why.invoice.due_on)
        said = _(
            "{number} was to be paid by {due} and is still open: {amount}.",
            number=number,
            due=due,
            amount=amount,
        )
        parts += [
            data(said),
            content(_("It runs again at once when the payment has come. Your data is safe.")),
        ]
    elif why.for_money:
        parts.append(
            content(_("An invoice is not paid. It runs again at once when it is. Your data is safe."))
        )
    else:
        parts.append(content(_("It is no matter of money. Ask support what to do. Your data is safe.")))
    return lines(parts)
