"""Where the places of the tabs are found: each module is loaded when its place is first gone to."""

from __future__ import annotations

import gc
from importlib import import_module
from typing import Any, Final

from jumpzone.widgets.zone_screen import ZoneScreen

__all__ = ["PLACES", "RECORDS_OF", "make_place", "preload", "warm"]

PLACES: Final = {
    "home": "jumpzone.screens.dashboard:DashboardScreen",
    "services": "jumpzone.screens.services:ServicesScreen",
    "domains": "jumpzone.screens.domains:DomainsScreen",
    "invoices": "jumpzone.screens.invoices:InvoicesScreen",
    "tickets": "jumpzone.screens.tickets:TicketsScreen",
    "messages": "jumpzone.screens.messages:MessagesScreen",
    "contacts": "jumpzone.screens.contacts:ContactsScreen",
    "account": "jumpzone.screens.account:AccountScreen",
    "orders": "jumpzone.screens.orders:OrdersScreen",
}
"""For each name of `jumpzone.widgets.chrome.TABS` its ``module:Class``."""

RECORDS_OF: Final = {
    "services": "service",
    "domains": "domain",
    "invoices": "invoice",
    "tickets": "ticket",
    "messages": "message",
    "contacts": "contact",
    "orders": "order",
}
"""What is at a place; whoever may not read it does not see the place among the tabs."""


def make_place(name: str) -> ZoneScreen[Any]:
    """Make the screen of a place."""
    module, _, kind = PLACES[name].partition(":")
    screen = getattr(import_module(module), kind)()
    assert isinstance(screen, ZoneScreen), name
    return screen


def preload() -> None:
    """Load every place's module, so that the first visit is as quick as the next; runs in a thread."""
    for target in PLACES.values():
        import_module(target.partition(":")[0])
    # What is loaded stays: looking through it for garbage would make a key wait now and then.
    gc.freeze()


def warm() -> None:
    """Load what stands behind the front door: forms, names of countries; runs in a thread."""
    for name in ("sign_in", "register", "confirm", "forgotten"):
        import_module(f"jumpzone.screens.{name}")
    people = import_module("jumpzone.screens.people_fields")
    people.phone_prefixes()
