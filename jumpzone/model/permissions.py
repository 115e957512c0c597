"""Who may do what: whole records, never single fields (docs/records.md, "Rights")."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Permission(StrEnum):
    """The thirteen permissions a member of an account can hold."""

    PROFILE = "profile"
    CONTACTS = "contacts"
    PRODUCTS = "products"
    MANAGE_PRODUCTS = "manageproducts"
    PRODUCTS_SSO = "productsso"
    DOMAINS = "domains"
    MANAGE_DOMAINS = "managedomains"
    INVOICES = "invoices"
    TICKETS = "tickets"
    EMAILS = "emails"
    ORDERS = "orders"
    QUOTES = "quotes"
    AFFILIATES = "affiliates"


class Audience(StrEnum):
    """Who reaches a record when no permission names it."""

    MEMBER = "member"
    OWNER = "owner"
    STAFF = "staff"
    NOBODY = "nobody"
    EVERYBODY = "everybody"


Right = Permission | Audience

_IMPLIED: Final = {
    Permission.MANAGE_PRODUCTS: frozenset({Permission.PRODUCTS}),
    Permission.MANAGE_DOMAINS: frozenset({Permission.DOMAINS}),
}
"""A managing right includes the reading one."""


@dataclass(frozen=True, slots=True)
class Role:
    """What an actor may do in one account.

    Attributes:
        login: The login that acts, or None for the system itself.
        owner: Owners hold every permission.
        permissions: Those granted to a member, without the implied ones.
        staff: The staff role, or None.
        system: The program acting by itself (mail, timers, provisioning, imports).
    """

    login: str | None = None
    owner: bool = False
    permissions: frozenset[Permission] = frozenset()
    staff: str | None = None
    system: bool = False

    def holds(self, right: Right) -> bool:
        """Tell whether this role includes ``right``."""
        if self.system or right is Audience.EVERYBODY:
            return True
        if right is Audience.NOBODY:
            return False
        if right is Audience.STAFF:
            return self.staff is not None
        if self.owner:
            return True
        if right is Audience.OWNER:
            return False
        if right is Audience.MEMBER:
            return self.login is not None
        return right in self.permissions or any(right in _IMPLIED.get(held, ()) for held in self.permissions)


SYSTEM: Final = Role(system=True)
NOBODY: Final = Role()
