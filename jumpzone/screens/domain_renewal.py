"""Renewing a domain: years with their prices, and the proforma that follows."""

from __future__ import annotations

from textual.content import Content
from textual.dom import DOMNode

from jumpzone.i18n import T_, _, current, ngettext
from jumpzone.model.records import Domain
from jumpzone.screens.host import host
from jumpzone.screens.record_list import show_record
from jumpzone.screens.wording import unicode_name
from jumpzone.usecases.domain_orders import Renewal
from jumpzone.usecases.orders import Placed
from jumpzone.widgets.content import data
from jumpzone.widgets.dialogs import Choose, Confirm
from jumpzone.widgets.toasts import notify_safe

__all__ = ["offer_renewal", "say_ordered"]


def offer_renewal(node: DOMNode, domain: Domain) -> None:
    """Offer years with their prices; the one that is chosen is ordered."""
    zone, name = host(node).zone, unicode_name(domain.name)

    def offer(renewals: list[Renewal]) -> None:
        by_years = {str(each.years): each for each in renewals}
        choices = [(years, _line(each)) for years, each in by_years.items()]
        text = T_("With VAT. It counts once the proforma invoice is paid.")
        dialog = Choose(T_("Renew {name}", name=name), text, choices)
        node.app.push_screen(dialog, lambda years: order(by_years[years]) if years else None)

    def order(chosen: Renewal) -> None:
        agreed = chosen.quote.total
        host(node).save(
            lambda: zone.domains.orders.renew(domain.id, chosen.years, agreed=agreed),
            on_done=lambda placed: say_ordered(node, placed),
        )

    host(node).load(lambda: zone.domains.orders.renewals(domain.id), offer, owner=node, group="renewals")


def _line(renewal: Renewal) -> Content:
    years = ngettext("{n} year", "{n} years", renewal.years)
    until = "" if renewal.until is None else _("until {day}", day=current().date(renewal.until))
    total = current().money(renewal.quote.total, renewal.quote.currency)
    return data(f"{years:<9} {until:<26} {total:>14}")


def say_ordered(node: DOMNode, placed: Placed) -> None:
    """Say that an order stands, and offer to go to its proforma invoice."""
    invoice = placed.invoice_id
    if invoice is None or not host(node).zone.may_read("invoice"):
        notify_safe(node.app, T_("It is ordered."))
        return
    dialog = Confirm(
        T_("It is ordered"),
        T_("A proforma invoice waits for payment. What you ordered takes hold once it is paid."),
        yes=T_("Show the invoice"),
        no=T_("Later"),
    )
    node.app.push_screen(dialog, lambda now: show_record(node, "invoices", invoice) if now else None)
