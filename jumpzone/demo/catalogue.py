"""What the sample hosting company sells, and who it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from jumpzone.model.money import eur_to_bgn
from jumpzone.model.seller import Seller

EURO_DAY: Final = date(2026, 1, 1)
"""Bulgaria pays in EUR from this day on."""

CYCLES: Final[Mapping[int, str]] = {
    0: "one_time",
    1: "monthly",
    3: "quarterly",
    6: "semiannual",
    12: "annual",
    24: "biennial",
    36: "triennial",
}
"""Billing cycles by their months."""


@dataclass(frozen=True, slots=True)
class Product:
    """Something on sale.

    Attributes:
        kind: The kind of service.
        months: Its billing cycle.
        cents: Net price of one cycle, in euro cents.
        disk_mb: Space included, or None.
        traffic_mb: Traffic a month, or None.
    """

    kind: str
    months: int
    cents: int
    disk_mb: int | None = None
    traffic_mb: int | None = None


PRODUCTS: Final[Mapping[str, Product]] = {
    "hosting_start": Product("hosting", 12, 4_200, 10_240, 102_400),
    "hosting_pro": Product("hosting", 12, 8_400, 51_200, 512_000),
    "hosting_agency": Product("hosting", 12, 12_350, 102_400, 1_024_000),
    "cloud_s": Product("cloud", 1, 900, 40_960, 2_048_000),
    "cloud_m": Product("cloud", 1, 1_900, 81_920, 4_096_000),
    "cloud_l": Product("cloud", 1, 3_600, 163_840, 8_192_000),
    "server": Product("server", 3, 8_700, 245_760, 20_480_000),
    "server_large": Product("server", 3, 15_900, 491_520, 40_960_000),
    "ssl_one": Product("ssl", 12, 1_900),
    "ssl_wildcard": Product("ssl", 12, 7_900),
    "mail": Product("other", 12, 3_600, 25_600),
    "backup": Product("other", 3, 1_500, 204_800),
    "backup_large": Product("other", 3, 3_900, 1_048_576),
    "panel": Product("licence", 12, 9_600),
}
DOMAIN_CENTS: Final[Mapping[str, int]] = {"example": 1_500, "test": 1_200}
"""Net price of a year by top-level domain, in euro cents."""

NAMESERVERS: Final = ("ns1.jumpzone.example", "ns2.jumpzone.example")
PANEL_URL: Final = "https://panel.jumpzone.example"
PAY_URL: Final = "https://pay.jumpzone.example/"
ADDRESSES: Final = ("192.0.2.", "198.51.100.", "203.0.113.")
"""Networks for documentation (RFC 5737)."""

SELLER: Final[Mapping[str, Any]] = {
    "company_name": "Джъмп Зон ЕООД",
    "address_1": "бул. „Измислен“ 1",
    "city": "София",
    "postcode": "1000",
    "country": "BG",
    "company_number": "900200198",
    "vat_number": "BG900200198",
    "legal_representative": "Вера Занова",
    "bank_name": "Демо Банк АД",
    "iban": "BG98DEMO90001000717332",
    "bic": "DEMOBGSF",
}
"""The seller on every invoice; its numbers have right check digits and were never given out."""


def seller() -> Seller:
    """Return the sample hosting company as a store knows it."""
    return Seller(party=SELLER, payment_url=PAY_URL, due_days=14, nameservers=NAMESERVERS)


def price(cents: int, day: date, today: date, currency: str) -> int:
    """Return a net price as it stood on a day, in minor units: a tenth lower until the last price rise."""
    if day < date(today.year - 1, 3, 1):
        cents = cents * 9 // 10
    return eur_to_bgn(cents) if currency == "BGN" else cents


def local_currency(day: date) -> str:
    """Return the currency of a Bulgarian customer's documents on a day."""
    return "BGN" if day < EURO_DAY else "EUR"
