"""Who sells: what every document copies in, and how the seller is paid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any, Final

from jumpzone.errors import FieldError, Invalid
from jumpzone.i18n import T_
from jumpzone.model.countries import check_country
from jumpzone.model.postal import PostalParty
from jumpzone.model.text import FieldRefused, TextRefused, clean

__all__ = ["Seller", "read_seller"]

_PARTY: Final = tuple(each.name for each in fields(PostalParty))
_BANK: Final = ("bank_name", "iban", "bic", "bank_account", "bank_code", "correspondent_account")
_NEEDED: Final = ("company_name", "address_1", "city", "country")
_MOST_DAYS: Final = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller:
    """The hosting company of a store.

    Attributes:
        party: Copied into every document: name, address, numbers, bank.
        payment_url: Where people pay online; a document's number is put behind it. Empty for nowhere.
        due_days: Days that people have to pay.
        timezone: The IANA name of the zone whose calendar dates the documents.
        nameservers: What new domains get.
    """

    party: Mapping[str, Any]
    payment_url: str = ""
    due_days: int = 7
    timezone: str = "UTC"
    nameservers: tuple[str, ...] = field(default=())

    def today(self, now: datetime) -> date:
        """Return the date that a document of this moment carries."""
        if self.timezone == "UTC":
            return now.date()
        from zoneinfo import ZoneInfo  # late: most stores date their documents by UTC

        return now.astimezone(ZoneInfo(self.timezone)).date()

    def as_values(self) -> dict[str, Any]:
        """Return the flat form that :func:`read_seller` reads."""
        return {
            **self.party,
            "payment_url": self.payment_url,
            "due_days": self.due_days,
            "timezone": self.timezone,
            "nameservers": list(self.nameservers),
        }


def read_seller(values: Mapping[str, Any]) -> Seller:
    """Read a seller from one flat mapping: the party's fields, the bank's, and those of :class:`Seller`.

    Raises:
        Invalid: With an error for every field at fault.
    """
    wrong: list[FieldError] = []
    party: dict[str, str] = {}
    texts = {"payment_url": "", "timezone": "UTC"}
    for name, value in values.items():
        if name in ("due_days", "nameservers"):
            continue
        if name not in (*_PARTY, *_BANK, *texts):
            wrong.append(FieldError(name, "unknown-field", T_("There is no such field.")))
        elif not isinstance(value, str):
            wrong.append(FieldError(name, "malformed", T_("This value does not have the right form.")))
        else:
            try:
                cleaned = clean(value, max_length=2000)
                if name == "country":
                    cleaned = check_country(cleaned)
            except (TextRefused, FieldRefused) as problem:
                wrong.append(FieldError(name, "refused-text", problem.reason))
                continue
            if name in texts:
                texts[name] = cleaned or texts[name]
            elif cleaned:
                party[name] = cleaned
    named = {each.field for each in wrong}
    wrong += [
        FieldError(name, "required", T_("This is needed."))
        for name in _NEEDED
        if name not in party and name not in named
    ]
    days = values.get("due_days", 7)
    if not isinstance(days, int) or isinstance(days, bool) or not 0 <= days <= _MOST_DAYS:
        wrong.append(
            FieldError("due_days", "out-of-range", T_("Give a number of days up to {most}.", most=_MOST_DAYS))
        )
    servers = values.get("nameservers", ())
    if not isinstance(servers, list | tuple) or not all(isinstance(each, str) for each in servers):
        wrong.append(FieldError("nameservers", "malformed", T_("This value does not have the right form.")))
    if not _is_zone(texts["timezone"]):
        wrong.append(FieldError("timezone", "unknown-timezone", T_("There is no such time zone.")))
    if wrong:
        raise Invalid(fields=wrong)
    return Seller(
        party=party,
        payment_url=texts["payment_url"],
        due_days=days,
        timezone=texts["timezone"],
        nameservers=tuple(servers),
    )


def _is_zone(name: str) -> bool:
    if name == "UTC":
        return True
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # late: see Seller.today

    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
