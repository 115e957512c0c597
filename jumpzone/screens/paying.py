"""Paying online: the page of the seller, or, in a demo, a payment that nobody made."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from textual.screen import Screen

from jumpzone.i18n import T_, _
from jumpzone.model.records import Invoice
from jumpzone.model.text import safe_text
from jumpzone.screens.host import host
from jumpzone.widgets.dialogs import Confirm
from jumpzone.widgets.toasts import notify_safe

__all__ = ["open_payment_page", "payment_page"]


def payment_page(invoice: Invoice) -> str:
    """Return the address of the page to pay on; empty unless it is one of the web."""
    url = invoice.payment_url or ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.hostname and url == safe_text(url) else ""


def open_payment_page(screen: Screen[Any], invoice: Invoice) -> bool:
    """Open the page where a document is paid, after its address was shown; tell whether there is one.

    In a demo no page opens: a sample payment arrives after a few seconds.
    """
    url = payment_page(invoice)
    if not url:
        return False
    app = host(screen)
    pay = app.demo.pay if app.demo is not None else None
    if pay is None:
        text, yes = T_("{url} opens in your browser.", url=url), T_("Open it")
    else:
        text = T_("This is a demo: instead of {url}, a sample payment arrives in a few seconds.", url=url)
        yes = T_("Pay with sample money")

    def sure(yes: bool | None) -> None:
        if not yes:
            return
        if pay is None:
            app.open_url(url)
        else:
            pay(app.zone.session.account.id, invoice.id)
            notify_safe(app, _("A sample payment of {number} is on its way.", number=invoice.number or ""))

    app.push_screen(Confirm(T_("Open the payment page"), text, yes=yes), sure)
    return True
