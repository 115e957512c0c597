"""What catalogue, names, basket and orders share: the way from one to the other, and how things on sale are said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from textual.dom import DOMNode

from jumpzone.i18n import PT_, T_, Text, _, current, ngettext
from jumpzone.model.billing import MONTHS, Item
from jumpzone.model.names import to_unicode
from jumpzone.model.records import Contact, Product
from jumpzone.screens.host import host
from jumpzone.screens.wording import CYCLES

__all__ = [
    "PRODUCT_KINDS",
    "cycles_of",
    "first_price",
    "for_how_long",
    "goes_far",
    "megabytes",
    "name_of",
    "open_shop",
    "person_name",
    "price_words",
]

PRODUCT_KINDS: Final[Mapping[str, Text]] = {
    "hosting": PT_("on sale", "Hosting"),
    "server": PT_("on sale", "Servers"),
    "cloud": PT_("on sale", "Cloud"),
    "ssl": PT_("on sale", "Certificates"),
    "licence": PT_("on sale", "Licences"),
    "other": PT_("on sale", "Other"),
    "domain": PT_("on sale", "Domains"),
}
"""What is on sale, in the order of the catalogue."""

DOMAIN_PRICES: Final[Mapping[str, Text]] = {
    "register": T_("Registration"),
    "renew": T_("Renewal"),
    "transfer": T_("Transfer to us"),
}
"""The prices of a top-level domain, each for a year."""

_SCREENS: Final = {
    "catalogue": "jumpzone.screens.catalogue:CatalogueScreen",
    "names": "jumpzone.screens.name_check:NameScreen",
    "basket": "jumpzone.screens.basket:BasketScreen",
}


def open_shop(node: DOMNode, name: str, *arguments: Any) -> None:
    """Show the ``catalogue``, the ``names`` or the ``basket``; one that is open already is come back to."""
    from importlib import import_module

    module, _colon, kind = _SCREENS[name].partition(":")
    wanted = getattr(import_module(module), kind)  # late: not for the first paint
    app = host(node)
    for screen in app.screen_stack:
        if isinstance(screen, wanted):
            while app.screen is not screen:
                app.pop_screen()
            return
    app.push_screen(wanted(*arguments))


def goes_far(kind: str) -> tuple[int, str]:
    """Return where a kind stands in the catalogue, for sorting."""
    kinds = list(PRODUCT_KINDS)
    return (kinds.index(kind) if kind in kinds else len(kinds)), kind


def name_of(product: Product) -> str:
    """Return what a product is called; a top-level domain by its ending."""
    return f".{to_unicode(product.code)}" if product.kind == "domain" else product.name


def person_name(contact: Contact) -> str:
    """Return who a contact is: the company, or the person."""
    name = " ".join(part for part in (contact.first_name, contact.last_name) if part)
    return contact.company_name or name or contact.email


def cycles_of(product: Product) -> list[str]:
    """Return the billing cycles that a product is sold for, the shortest first."""
    return [each for each in MONTHS if each in product.prices]


def first_price(product: Product) -> tuple[str, int] | None:
    """Return what a product costs at least: the cycle and its net price; of a domain its registration."""
    if product.kind == "domain":
        price = product.prices.get("register")
        return None if price is None else ("annual", int(price))
    cycles = cycles_of(product)
    return (cycles[0], int(product.prices[cycles[0]])) if cycles else None


def price_words(amount: int, currency: str, cycle: str) -> str:
    """Return a price with what it is for: "€84.00 / a year"."""
    return _("{amount} / {cycle}", amount=current().money(amount, currency), cycle=CYCLES.get(cycle, cycle))


def megabytes(amount: int) -> str:
    """Return a size that is kept in megabytes as people say it."""
    number = current().number
    if amount >= 1024 * 1024 and amount % (1024 * 1024) == 0:
        return _("{n} TB", n=number(amount // (1024 * 1024)))
    return _("{n} GB", n=number(round(amount / 1024)))


def for_how_long(item: Item) -> str:
    """Return for how long something is ordered: a cycle, or years."""
    if item.cycle is not None:
        word = CYCLES.get(item.cycle)
        return item.cycle if word is None else word.render()
    if item.action in ("register", "transfer", "renew"):
        return ngettext("{n} year", "{n} years", item.years)
    return ""
