"""What can be ordered, and what it would cost: the words that orders, services and domains share."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from jumpzone.model.records import About

ACTIONS: Final = ("new", "renew", "change", "register", "transfer")
"""``new``, ``renew`` and ``change`` (of plan) for services; ``register``, ``transfer`` and ``renew`` for domains."""

MOST_YEARS: Final = 10
"""A registration lasts ten years at most (RFC 5731 leaves it to the registries; ten is the usual limit)."""

MONTHS: Final[Mapping[str, int]] = {
    "one_time": 0,
    "monthly": 1,
    "quarterly": 3,
    "semiannual": 6,
    "annual": 12,
    "biennial": 24,
    "triennial": 36,
}
"""How long a billing cycle lasts; ``one_time`` never comes again."""

CREDIT: Final = "credit"
"""The gateway of what goes from a document into the account's credit: a negative transaction, no money that came."""


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later, or the month's last one where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that is asked for.

    Attributes:
        action: One of :data:`ACTIONS`.
        product: Its id in the catalogue, for what is new, changed, registered or transferred.
        about: The service or domain that is renewed or changed.
        name: A domain's A-label, or the label of a new service.
        cycle: The billing cycle of a service.
        years: For domains; of the renewal of a service, how many billing cycles.
        details: What else the seller has to know: a transfer code's place, contacts, a host name.
    """

    action: str
    product: str | None = None
    about: About | None = None
    name: str | None = None
    cycle: str | None = None
    years: int = 1
    details: Mapping[str, Any] = field(default_factory=dict)

    def as_values(self) -> dict[str, Any]:
        """Return its JSON form, as mutations and orders carry it."""
        return {
            "action": self.action,
            "product": self.product,
            "about": None if self.about is None else {"type": self.about.type, "id": self.about.id},
            "name": self.name,
            "cycle": self.cycle,
            "years": self.years,
            "details": dict(self.details),
        }

    @staticmethod
    def from_values(values: Any) -> Item:
        """Read the JSON form, also that of an order's item, which carries more.

        Raises:
            ValueError: It does not have the right form.
        """
        if isinstance(values, Item):
            return values
        if not isinstance(values, Mapping) or values.get("action") not in ACTIONS:
            raise ValueError(values)
        texts = {name: values.get(name) for name in ("product", "name", "cycle")}
        years, details = values.get("years", 1), values.get("details") or {}
        if not all(each is None or isinstance(each, str) for each in texts.values()):
            raise ValueError(values)
        if not isinstance(years, int) or isinstance(years, bool) or not isinstance(details, Mapping):
            raise ValueError(values)
        about = values.get("about")
        if isinstance(about, Mapping):
            about = About(str(about.get("type")), str(about.get("id")))
        if about is not None and not isinstance(about, About):
            raise ValueError(values)
        return Item(action=values["action"], about=about, years=years, details=details, **texts)


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One line of an offer, as it will stand on the document.

    Attributes:
        item: What was asked for.
        text: In the account's language.
        quantity: How many.
        unit_amount: Net, in minor units.
        vat_rate: In percent, a decimal as text.
        until: The end of the period that is paid, or None.
    """

    item: Item
    text: str
    quantity: int
    unit_amount: int
    vat_rate: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """What items would cost now.

    Attributes:
        lines: One for each item, in their order.
        currency: ISO 4217.
        subtotal: Net, in minor units.
        tax: VAT, in minor units.
        vat_reason: The legal ground of a 0 rate or a reverse charge, or None.
    """

    lines: tuple[QuoteLine, ...]
    currency: str
    subtotal: int
    tax: int
    vat_reason: str | None = None

    @property
    def total(self) -> int:
        """Net and VAT, in minor units."""
        return self.subtotal + self.tax
