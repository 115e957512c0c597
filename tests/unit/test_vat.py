"""Which VAT a document carries: the seller's, the buyer's, or none, with its legal ground."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from jumpzone.errors import Invalid
from jumpzone.model.countries import EU
from jumpzone.model.seller import read_seller
from jumpzone.model.vat import RATES, rate_in, vat_for

TODAY = date(2026, 11, 23)
BG = {"country": "BG", "company_name": "Б ЕООД", "vat_number": "BG900200198"}
RU = {"country": "RU", "company_name": "ООО"}
GMBH = {"country": "DE", "company_name": "GmbH", "vat_number": "DE111111125"}


@pytest.mark.parametrize(
    ("seller", "buyer", "percent", "ground"),
    [
        (BG, {"country": "BG"}, "20", None),
        (BG, {"country": "BG", "company_name": "А ООД", "vat_number": "BG1"}, "20", None),
        (BG, {}, "20", None),
        (BG, GMBH, "0", "196"),
        (BG, {**GMBH, "vat_number": ""}, "19", None),
        (BG, {"country": "FI"}, "25.5", None),
        (BG, {"country": "HU"}, "27", None),
        (BG, RU, "0", "outside Bulgaria"),
        (BG, {"country": "US"}, "0", "outside the European Union"),
        ({**BG, "vat_number": ""}, {"country": "BG"}, "0", "113"),
        (GMBH, BG, "0", "196"),
        (GMBH, {"country": "RU"}, "0", "Directive"),
        (RU, {"country": "RU"}, "22", None),
        (RU, BG, "0", "Russia"),
        ({"country": "US"}, {"country": "US"}, "0", "Not subject"),
    ],
)
def test_who_buys_decides(
    seller: dict[str, str], buyer: dict[str, str], percent: str, ground: str | None
) -> None:
    found = vat_for(seller, buyer, TODAY)
    assert found.written == percent
    assert (found.reason is None) == (ground is None)
    assert ground is None or ground in str(found.reason)


def test_a_rate_holds_from_its_day_on() -> None:
    assert rate_in("RU", date(2025, 12, 31)) == 20
    assert rate_in("RU", date(2026, 1, 1)) == 22
    assert rate_in("EE", date(2024, 6, 1)) == 22
    assert rate_in("US", TODAY) is None
    for country, rates in RATES.items():
        days = [first for first, _percent in rates]
        assert days == sorted(days), country
        assert all(0 < percent < 30 for _first, percent in rates)


def test_every_member_state_has_a_rate() -> None:
    """The Union's least standard rate is 15 % (Directive 2006/112/EC, article 97)."""
    assert RATES.keys() >= EU
    assert all((rate_in(each, TODAY) or 0) >= Decimal(15) for each in EU)


def test_a_seller_is_read_whole_or_refused_field_by_field() -> None:
    values = {"company_name": "S", "address_1": "x", "city": "y", "country": "bg", "due_days": 14}
    seller = read_seller({**values, "timezone": "Europe/Sofia", "nameservers": ["ns1.s.example"]})
    assert seller.party["country"] == "BG"
    assert read_seller(seller.as_values()) == seller
    with pytest.raises(Invalid) as raised:
        read_seller(
            {**values, "city": "\x1b[31m", "due_days": True, "timezone": "../etc", "nameservers": "x"}
        )
    assert {each.field for each in raised.value.fields} == {"city", "due_days", "timezone", "nameservers"}
