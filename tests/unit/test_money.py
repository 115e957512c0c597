from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jumpzone.model import money
from jumpzone.model.text import FieldRefused


@pytest.mark.parametrize(
    ("raw", "currency", "minor"),
    [
        ("148.20", "EUR", 14820),
        ("148,2", "EUR", 14820),
        ("1 234,50", "EUR", 123450),
        ("1\u00a0234,50", "EUR", 123450),
        ("1,234.50", "EUR", 123450),
        ("1.234,50", "EUR", 123450),
        ("1,234,567", "EUR", 123456700),
        ("-5", "EUR", -500),
        ("1500", "JPY", 1500),
        ("1.500", "KWD", 1500),
    ],
)
def test_amounts_are_read_as_people_write_them(raw: str, currency: str, minor: int) -> None:
    assert money.parse_amount(raw, currency) == minor


@pytest.mark.parametrize(
    ("raw", "currency", "code"),
    [
        ("1,234", "EUR", "ambiguous-amount"),
        ("1.2345", "EUR", "too-precise"),
        ("1.5", "JPY", "too-precise"),
        ("", "EUR", "not-an-amount"),
        ("12€", "EUR", "not-an-amount"),
        ("1.2.3", "EUR", "not-an-amount"),
        ("١٢", "EUR", "not-an-amount"),
    ],
)
def test_what_could_be_misread_is_refused(raw: str, currency: str, code: str) -> None:
    with pytest.raises(FieldRefused) as caught:
        money.parse_amount(raw, currency)
    assert caught.value.code == code


@given(st.integers(-(10**12), 10**12), st.sampled_from(["EUR", "JPY", "KWD", "BGN"]))
def test_a_plain_amount_is_read_back(minor: int, currency: str) -> None:
    assert money.from_decimal(Decimal(money.plain(minor, currency)), currency) == minor
    assert money.from_decimal(money.to_decimal(minor, currency), currency) == minor


def test_tax_is_rounded_half_up_and_mirrored_on_credit_notes() -> None:
    assert money.vat(1250, Decimal("0.20")) == 250
    assert money.vat(1, Decimal("0.50")) == 1
    assert money.vat(-1, Decimal("0.50")) == -1
    assert money.vat(333, Decimal("0.09")) == 30
    assert money.vat_inside(1200, Decimal("0.20")) == 200


@given(st.integers(0, 10**9))
def test_net_and_tax_make_the_gross(gross: int) -> None:
    inside = money.vat_inside(gross, Decimal("0.20"))
    assert abs(money.vat(gross - inside, Decimal("0.20")) - inside) <= 1


@pytest.mark.parametrize(
    ("stotinki", "cents"), [(195583, 100000), (100, 51), (1, 1), (0, 0), (-100, -51), (2000, 1023)]
)
def test_levs_become_euro_at_the_fixed_rate(stotinki: int, cents: int) -> None:
    assert money.bgn_to_eur(stotinki) == cents


def test_euro_become_levs() -> None:
    assert money.eur_to_bgn(100) == 196


def test_currencies_are_never_mixed() -> None:
    assert money.sums([("EUR", 1), ("BGN", 5), ("EUR", 2)]) == {"EUR": 3, "BGN": 5}


def test_currencies_are_known_by_their_code() -> None:
    assert money.check_currency("eur ") == "EUR"
    with pytest.raises(FieldRefused):
        money.check_currency("EUX")
