"""The words for the closed sets of values (docs/records.md), the same on screen and on the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jumpzone.i18n import PT_, T_, Text, ngettext
from jumpzone.model.names import to_unicode
from jumpzone.model.permissions import Permission

__all__ = [
    "CATEGORIES",
    "CONTACT_FIELDS",
    "CYCLES",
    "DEPARTMENTS",
    "DOCUMENTS",
    "KINDS",
    "PERMISSIONS",
    "PRIORITIES",
    "STATUSES",
    "item_text",
    "origin_words",
    "status_word",
    "unicode_name",
    "what_ordered",
    "who_ordered",
]

PERMISSIONS: dict[Permission, Text] = {
    Permission.PROFILE: T_("See and change personal and company data"),
    Permission.CONTACTS: T_("See and change contacts, and who gets which mail"),
    Permission.PRODUCTS: T_("See services"),
    Permission.MANAGE_PRODUCTS: T_("Renew, change and cancel services"),
    Permission.PRODUCTS_SSO: T_("Open the panels of services"),
    Permission.DOMAINS: T_("See domains"),
    Permission.MANAGE_DOMAINS: T_("Change and renew domains and their DNS"),
    Permission.INVOICES: T_("See and pay invoices"),
    Permission.TICKETS: T_("Read and write tickets"),
    Permission.EMAILS: T_("Read the mail that was sent"),
    Permission.ORDERS: T_("Order, and see orders"),
    Permission.QUOTES: T_("See and accept quotes"),
    Permission.AFFILIATES: T_("See the affiliate programme"),
}
"""The thirteen permissions in plain words."""

STATUSES: dict[str, dict[str, Text]] = {
    "account": {
        "active": PT_("account", "Active"),
        "inactive": PT_("account", "Inactive"),
        "closed": PT_("account", "Closed"),
    },
    "service": {
        "pending": PT_("service", "Pending"),
        "active": PT_("service", "Active"),
        "suspended": PT_("service", "Suspended"),
        "terminated": PT_("service", "Terminated"),
        "cancelled": PT_("service", "Cancelled"),
        "fraud": PT_("service", "Fraud"),
        "completed": PT_("service", "Completed"),
    },
    "domain": {
        "pending": PT_("domain", "Pending"),
        "pending_registration": PT_("domain", "Being registered"),
        "pending_transfer": PT_("domain", "Being transferred"),
        "active": PT_("domain", "Active"),
        "grace": PT_("domain", "Grace period"),
        "redemption": PT_("domain", "Redemption"),
        "expired": PT_("domain", "Expired"),
        "transferred_away": PT_("domain", "Transferred away"),
        "fraud": PT_("domain", "Fraud"),
        "cancelled": PT_("domain", "Cancelled"),
    },
    "order": {
        "pending": PT_("order", "Pending"),
        "active": PT_("order", "Active"),
        "fraud": PT_("order", "Fraud"),
        "cancelled": PT_("order", "Cancelled"),
    },
    "invoice": {
        "draft": PT_("invoice", "Draft"),
        "unpaid": PT_("invoice", "Unpaid"),
        "overdue": PT_("invoice", "Overdue"),
        "paid": PT_("invoice", "Paid"),
        "cancelled": PT_("invoice", "Cancelled"),
        "refunded": PT_("invoice", "Refunded"),
        "collections": PT_("invoice", "In collection"),
        "payment_pending": PT_("invoice", "Payment under way"),
    },
    "ticket": {
        "open": PT_("ticket", "Open"),
        "answered": PT_("ticket", "Waits for you"),
        "customer_reply": PT_("ticket", "You replied"),
        "on_hold": PT_("ticket", "On hold"),
        "in_progress": PT_("ticket", "In progress"),
        "closed": PT_("ticket", "Closed"),
    },
    "message": {
        "queued": PT_("message", "Queued"),
        "sent": PT_("message", "Sent"),
        "failed": PT_("message", "Failed"),
    },
}
"""Words for the statuses, by record type, in the order of a record's life.

The record type is the context: in Bulgarian and Russian a status agrees in gender with its noun.
"""

KINDS: dict[str, Text] = {
    "hosting": T_("Hosting"),
    "server": T_("Server"),
    "cloud": T_("Cloud account"),
    "ssl": T_("Certificate"),
    "licence": T_("Licence"),
    "other": T_("Other"),
}
"""Words for the kinds of service."""

CYCLES: dict[str, Text] = {
    "one_time": T_("once"),
    "monthly": T_("a month"),
    "quarterly": T_("a quarter"),
    "semiannual": T_("half a year"),
    "annual": T_("a year"),
    "biennial": T_("two years"),
    "triennial": T_("three years"),
}
"""Words for what a price is for, as in “€12.00 / a year”."""

DOCUMENTS: dict[str, Text] = {
    "proforma": T_("Proforma"),
    "invoice": T_("Invoice"),
    "credit_note": T_("Credit note"),
}
"""Words for the kinds of invoice."""

DEPARTMENTS: dict[str, Text] = {
    "sales": T_("Sales"),
    "technical": T_("Technical"),
    "billing": T_("Billing"),
    "abuse": T_("Abuse"),
    "general": T_("General"),
}
"""Words for the departments."""

PRIORITIES: dict[str, Text] = {
    "low": PT_("priority", "Low"),
    "medium": PT_("priority", "Medium"),
    "high": PT_("priority", "High"),
}
"""Words for a ticket's priority."""

CATEGORIES: dict[str, Text] = {
    "general": PT_("notices", "General"),
    "product": PT_("notices", "Services"),
    "domain": PT_("notices", "Domains"),
    "invoice": PT_("notices", "Invoices"),
    "support": PT_("notices", "Support"),
    "affiliate": PT_("notices", "Affiliate"),
    "security": PT_("notices", "Security"),
}
"""What each category is called."""

CONTACT_FIELDS: dict[str, Text] = {
    "id": T_("ID"),
    "first_name": T_("First name"),
    "middle_name": T_("Middle name"),
    "last_name": T_("Last name"),
    "company_name": T_("Company name"),
    "email": T_("E-mail"),
    "phone": T_("Phone"),
    "address_1": T_("Address"),
    "address_2": T_("Address, second line"),
    "city": T_("City"),
    "state": T_("State or region"),
    "postcode": T_("Postcode"),
    "country": T_("Country"),
    "notifications": T_("Gets mail about"),
}
"""What the fields of a contact are called."""


def status_word(type_: str, status: str) -> str:
    """Return the word for a status; one that this version doesn't know comes back as it is."""
    word = STATUSES.get(type_, {}).get(status)
    return status if word is None else word.render()


def unicode_name(name: str) -> str:
    """Return a domain name as people write it (U-labels); as it is kept where that can't be done."""
    return to_unicode(name)


def origin_words(origin: Mapping[str, Any]) -> Text:
    """Return where a reply came from by mail, and what the receiving server found out about it.

    An address is no proof of who wrote: the results stand beside it.
    """
    found = [f"{name.upper()} {origin[name]}" for name in ("spf", "dkim", "dmarc") if origin.get(name)]
    address = str(origin.get("from") or "")
    if not found:
        return T_("by e-mail from {address}, not checked by a server", address=address)
    by, results = str(origin.get("by") or ""), ", ".join(found)
    return T_(
        "by e-mail from {address}; {server} found: {results}", address=address, server=by, results=results
    )


def who_ordered(name: str | None) -> str:
    """Return who placed an order: a person by name, the zone itself in words."""
    if name == "system:timer":
        return T_("automatic renewal").render()
    return "JumpZone" if name is not None and name.startswith("system:") else name or ""


def item_text(item: Mapping[str, Any]) -> str:
    """Return what one thing of an order is, as it stands on its document."""
    return str(item.get("text") or item.get("name") or item.get("action") or "")


def what_ordered(items: Sequence[Mapping[str, Any]]) -> str:
    """Return what an order is for in a line: the first thing, and how many more."""
    if not items:
        return ""
    first, more = item_text(items[0]), len(items) - 1
    return ngettext("{first} + {n} more", "{first} + {n} more", more, first=first) if more else first
