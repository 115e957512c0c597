"""Value added tax: the rates of countries with the day they hold from, and which one a document carries.

Rates are the standard ones; hosting and domains have no lower rate anywhere. Sources: for the member states "Taxes in
Europe" of the European Commission, for Russia article 164 of the Tax Code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from jumpzone.i18n import T_, Text
from jumpzone.model.countries import EU

__all__ = ["RATES", "Vat", "rate_in", "vat_for"]

_EVER: Final = date.min


def _steady(percent: str) -> tuple[tuple[date, Decimal], ...]:
    return ((_EVER, Decimal(percent)),)


RATES: Final[Mapping[str, tuple[tuple[date, Decimal], ...]]] = {
    "AT": _steady("20"),
    "BE": _steady("21"),
    "BG": _steady("20"),
    "CY": _steady("19"),
    "CZ": _steady("21"),
    "DE": _steady("19"),
    "DK": _steady("25"),
    "EE": ((_EVER, Decimal(20)), (date(2024, 1, 1), Decimal(22)), (date(2025, 7, 1), Decimal(24))),
    "ES": _steady("21"),
    "FI": ((_EVER, Decimal(24)), (date(2024, 9, 1), Decimal("25.5"))),
    "FR": _steady("20"),
    "GR": _steady("24"),
    "HR": _steady("25"),
    "HU": _steady("27"),
    "IE": _steady("23"),
    "IT": _steady("22"),
    "LT": _steady("21"),
    "LU": ((_EVER, Decimal(17)), (date(2023, 1, 1), Decimal(16)), (date(2024, 1, 1), Decimal(17))),
    "LV": _steady("21"),
    "MT": _steady("18"),
    "NL": _steady("21"),
    "PL": _steady("23"),
    "PT": _steady("23"),
    "RO": ((_EVER, Decimal(19)), (date(2025, 8, 1), Decimal(21))),
    "RU": ((_EVER, Decimal(20)), (date(2026, 1, 1), Decimal(22))),
    "SE": _steady("25"),
    "SI": _steady("22"),
    "SK": ((_EVER, Decimal(20)), (date(2025, 1, 1), Decimal(23))),
}
"""Per country, its rates in percent, each with its first day, the oldest first; what invoices of the last five years
may still carry is kept."""


@dataclass(frozen=True, slots=True)
class Vat:
    """The tax of one document.

    Attributes:
        percent: The rate.
        reason: The legal ground when nothing is charged, or None.
    """

    percent: Decimal
    reason: Text | None = None

    @property
    def fraction(self) -> Decimal:
        """The rate as a fraction."""
        return self.percent / 100

    @property
    def written(self) -> str:
        """The rate as it stands on a line: "20", "25.5"."""
        return f"{self.percent.normalize():f}"


def rate_in(country: str, day: date) -> Decimal | None:
    """Return a country's standard rate on a day in percent; None where none is known."""
    found = [percent for first, percent in RATES.get(country, ()) if first <= day]
    return found[-1] if found else None


def vat_for(seller: Mapping[str, Any], buyer: Mapping[str, Any], day: date) -> Vat:
    """Decide what tax a document of a day carries.

    Services over the internet are taxed where the customer is (Directive 2006/112/EC, articles 44 and 58): at home by
    the seller's own rate; for a business of another member state the tax goes over to the customer (article 196); for
    its consumers the customer's rate holds, declared in the One Stop Shop; beyond the Union nothing is charged. A
    buyer whose country nobody knows yet is taken to be at home.

    Args:
        seller: Fields of a party, as invoices copy them; in the Union one without ``vat_number`` charges no tax.
        buyer: The same; a business has a ``company_name``.
        day: The day of issue.
    """
    home = str(seller.get("country") or "")
    abroad = str(buyer.get("country") or "") or home
    if home in EU and not seller.get("vat_number"):
        return Vat(Decimal(0), _unregistered(home))
    if home == abroad:
        own = rate_in(home, day)
        return Vat(own) if own is not None else Vat(Decimal(0), _outside(home, business=False))
    business = bool(buyer.get("company_name"))
    if home in EU and abroad in EU:
        if business and buyer.get("vat_number"):
            return Vat(Decimal(0), T_("Reverse charge (Directive 2006/112/EC, article 196)"))
        rate = rate_in(abroad, day)
        assert rate is not None, abroad
        return Vat(rate)
    return Vat(Decimal(0), _outside(home, business=business))


def _unregistered(country: str) -> Text:
    if country == "BG":
        return T_("The seller is not registered for VAT (VAT Act, article 113 (9))")
    return T_("The seller is not registered for VAT")


def _outside(country: str, *, business: bool) -> Text:
    match country:
        case "BG" if business:
            return T_("Reverse charge; place of supply outside Bulgaria (VAT Act, article 21 (2))")
        case "BG":
            return T_("Place of supply outside the European Union (VAT Act, article 21 (6))")
        case "RU":
            return T_("Place of supply outside Russia (Tax Code, article 148)")
        case _ if country in EU:
            return T_(
                "Place of supply outside the European Union (Directive 2006/112/EC, articles 44 and 59)"
            )
    return T_("Not subject to VAT")
