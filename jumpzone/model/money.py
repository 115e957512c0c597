"""Money as whole minor units (cents, stotinki, kopecks) with an ISO 4217 code; never a float."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from jumpzone.i18n import T_, minor_digits
from jumpzone.model.text import FieldRefused, compact_code

__all__ = [
    "BGN_PER_EUR",
    "bgn_to_eur",
    "check_currency",
    "eur_to_bgn",
    "exponent",
    "from_decimal",
    "parse_amount",
    "plain",
    "sums",
    "to_decimal",
    "vat",
    "vat_inside",
]

BGN_PER_EUR = Decimal("1.95583")
"""The irrevocable rate of the Bulgarian lev (Council Regulation (EU) 2025/1409), in force since 2026-01-01."""

_SPACES = re.compile(r"[\s'’]")


def exponent(currency: str) -> int:
    """How many digits the currency's amounts have after the point (ISO 4217)."""
    return minor_digits(currency)


def to_decimal(minor: int, currency: str) -> Decimal:
    """An amount in minor units as a decimal number: 14820 EUR is 148.20."""
    return Decimal(minor).scaleb(-exponent(currency))


def from_decimal(amount: Decimal, currency: str) -> int:
    """A decimal number as minor units, a half rounded away from zero."""
    return _round(amount.scaleb(exponent(currency)))


def plain(minor: int, currency: str) -> str:
    """An amount for files and programs: a point, no grouping, every digit of the currency ("148.20")."""
    return format(to_decimal(minor, currency), f".{exponent(currency)}f")


def parse_amount(raw: str, currency: str) -> int:
    """Read an amount as people write it: "148.20", "148,20", "1 234,50", "1,234.50".

    Returns:
        Minor units of the currency.

    Raises:
        FieldRefused: It isn't a number, has more digits after the point than the currency, or could be read in two ways
            ("1,234" of a currency with two digits).
    """
    text = _SPACES.sub("", raw)
    if not re.fullmatch(r"[+-]?[0-9]+(?:[.,][0-9]+)*", text):
        raise FieldRefused(
            "not-an-amount", T_("Write the amount in digits, as in {example}.", example="148.20")
        )
    digits = exponent(currency)
    marks = [char for char in text if char in ".,"]
    whole, fraction = text, ""
    if marks:
        cut = text.rfind(marks[-1])
        whole, fraction = text[:cut], text[cut + 1 :]
        if len(set(marks)) == 1 and len(fraction) == 3 and digits != 3:
            if len(marks) == 1:
                raise FieldRefused(
                    "ambiguous-amount",
                    T_("This can be read in two ways. Leave out the separator of thousands."),
                )
            whole, fraction = text, ""
        elif marks[-1] in whole:
            raise FieldRefused(
                "not-an-amount", T_("Write the amount in digits, as in {example}.", example="148.20")
            )
    if len(fraction) > digits:
        raise FieldRefused(
            "too-precise",
            T_(
                "Amounts in {currency} have {digits} digits after the point at most.",
                currency=currency,
                digits=digits,
            ),
        )
    return int(whole.replace(".", "").replace(",", "") + fraction.ljust(digits, "0"))


def check_currency(raw: str) -> str:
    """A currency's ISO 4217 code in capitals.

    Raises:
        FieldRefused: There is no such currency.
    """
    from babel.numbers import is_currency  # late: Babel isn't on the start path

    code = compact_code(raw)
    if not is_currency(code):
        raise FieldRefused("unknown-currency", T_("Give a currency's three letters, such as EUR."))
    return code


def vat(net: int, rate: Decimal) -> int:
    """The tax on a net amount.

    Args:
        net: Minor units; negative on a credit note, whose tax is the mirror image of the invoice's.
        rate: A fraction: `Decimal("0.20")`.

    Returns:
        Minor units, a half rounded away from zero.
    """
    return _round(net * rate)


def vat_inside(gross: int, rate: Decimal) -> int:
    """How much tax a gross amount already includes; the rest of it is the net amount."""
    return _round(gross * rate / (1 + rate))


def bgn_to_eur(stotinki: int) -> int:
    """An amount in BGN as euro cents: divided by the fixed rate, a half rounded up.

    Source: Council Regulation (EC) 1103/97, articles 4 and 5 (the rate with all its digits, no inverse rate; to the
    nearest cent, a half up).
    """
    return _round(stotinki / BGN_PER_EUR)


def eur_to_bgn(cents: int) -> int:
    """An amount in EUR as stotinki, at the fixed rate, a half rounded up."""
    return _round(cents * BGN_PER_EUR)


def sums(amounts: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Add up amounts per currency, in the order in which the currencies appear: different money is never mixed."""
    totals: dict[str, int] = {}
    for currency, minor in amounts:
        totals[currency] = totals.get(currency, 0) + minor
    return totals


def _round(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))
