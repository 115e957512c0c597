"""Numbers of companies and tax payers, by the rules of their countries.

Every check takes what was typed, with or without spaces and dashes, and gives back the number as it is stored; a number
that fails is refused in words that say what is wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from jumpzone.i18n import T_, Text
from jumpzone.model.countries import EU
from jumpzone.model.text import FieldRefused, clean, compact_code

__all__ = [
    "check_company_number",
    "check_personal_number",
    "check_tax_id",
    "check_tax_reason_code",
    "check_vat_number",
    "vat_prefix",
]

_CHECK_DIGIT = T_("The check digit doesn't match. Check the number for a typing mistake.")
_DIGITS_ONLY = T_("This number has digits only.")
_ALL_ZEROS = T_("This isn't a number that is given out.")


def _digits(value: str, lengths: Sequence[int], length: Text) -> str:
    number = compact_code(value)
    if not re.fullmatch("[0-9]*", number):
        raise FieldRefused("not-digits", _DIGITS_ONLY)
    if len(number) not in lengths:
        raise FieldRefused("wrong-length", length)
    if not number.strip("0"):
        raise FieldRefused("not-given-out", _ALL_ZEROS)
    return number


def _weighted(number: str, weights: Sequence[int]) -> int:
    return sum(weight * int(digit) for weight, digit in zip(weights, number, strict=False))


def _require(matches: bool) -> None:
    if not matches:
        raise FieldRefused("check-digit", _CHECK_DIGIT)


def check_company_number(value: str, country: str | None) -> str:
    """The number of a company in its country's register.

    Bulgaria: ЕИК/БУЛСТАТ, 9 digits, 13 for a branch. Russia: ОГРН, 13 digits, or ОГРНИП, 15. Elsewhere the registers
    differ too much: length and characters alone.

    Args:
        value: What was typed.
        country: ISO 3166-1 alpha-2.

    Raises:
        FieldRefused: wrong-length, not-digits, check-digit, not-given-out, wrong-kind, characters.
    """
    if country == "BG":
        return _eik(value)
    if country == "RU":
        return _ogrn(value)
    return _plain(value)


def _eik(value: str) -> str:
    """ЕИК and БУЛСТАТ.

    Source: Наредба за водене, съхраняване и достъп до регистър БУЛСТАТ (bulstat.bg, structure of the code). The ninth
    digit: weights 1 to 8 modulo 11; when that is 10, weights 3 to 10; when that is 10 again, 0. The thirteenth, of a
    branch: weights 2, 7, 3, 5 on the digits 9 to 12; when that is 10, weights 4, 9, 5, 7; when that is 10 again, 0.
    """
    compact = compact_code(value)
    # A VAT number is the same digits behind the letters BG; people paste it here, and mean the digits.
    number = _digits(
        compact.removeprefix("BG"), (9, 13), T_("An EIK (ЕИК) has 9 digits, or 13 for a branch.")
    )
    _require(int(number[8]) == _eleven(number[:8], range(1, 9), range(3, 11)))
    if len(number) == 13:
        _require(int(number[12]) == _eleven(number[8:12], (2, 7, 3, 5), (4, 9, 5, 7)))
    return number


def _eleven(digits: str, first: Sequence[int], second: Sequence[int]) -> int:
    rest = _weighted(digits, first) % 11
    if rest == 10:
        rest = _weighted(digits, second) % 11
    return rest % 10


def _ogrn(value: str) -> str:
    """ОГРН and ОГРНИП.

    Source: the rules of ЕГРЮЛ and ЕГРИП (приказ Минфина России № 165н of 30.10.2017): the number without its last
    digit, divided by 11 (ОГРН) or by 13 (ОГРНИП); the rest's last digit is the number's last digit. The first digit
    says what kind of entry it is: 3 for an entrepreneur. (python-stdnum wants the whole rest of ОГРНИП to be one
    digit, and so refuses three out of thirteen that are given out.)
    """
    number = _digits(value, (13, 15), T_("An OGRN (ОГРН) has 13 digits, an OGRNIP (ОГРНИП) has 15."))
    entrepreneur = len(number) == 15
    kinds = "3" if entrepreneur else "125"
    if number[0] not in kinds:
        raise FieldRefused(
            "wrong-kind",
            T_("An OGRNIP (ОГРНИП) begins with 3.")
            if entrepreneur
            else T_("An OGRN (ОГРН) begins with 1, 2 or 5."),
        )
    _require(int(number[-1]) == int(number[:-1]) % (13 if entrepreneur else 11) % 10)
    return number


def vat_prefix(country: str) -> str:
    """The letters before a country's VAT numbers: its code, but EL for Greece."""
    return "EL" if country == "GR" else country


def check_vat_number(value: str, country: str | None) -> str:
    """A number for value added tax, with the letters of its country.

    Bulgaria: `BG` and 9 or 10 digits. The other states of the European Union by their own rules (python-stdnum), as the
    United Kingdom (`GB`; `XI` in Northern Ireland), Switzerland and Norway. Russia has none but the ИНН. Elsewhere
    length and characters alone.

    Args:
        value: What was typed; the country's letters may be missing.
        country: ISO 3166-1 alpha-2.

    Raises:
        FieldRefused: wrong-length, not-digits, check-digit, wrong-country, not-given-out, characters.
    """
    if country == "RU":
        return check_tax_id(value, country)
    if country == "BG":
        return _bulgarian_vat(value)
    if country == "GB":
        return _british_vat(value)
    if country is not None and country in EU | {"CH", "NO"}:
        return _foreign_vat(value, country)
    return _plain(value)


def _bulgarian_vat(value: str) -> str:
    """ДДС номер: `BG` with an ЕИК, or with ten digits of a person (ЕГН, ЛНЧ, or a number given by the revenue).

    Source: ЗДДС, article 94, paragraph 2; the check digits by the European Commission's description of the VIES
    algorithms, as in python-stdnum.
    """
    from stdnum.bg import vat  # late: only forms need the tables

    compact = compact_code(value)
    if re.match("[A-Z]{2}", compact) and not compact.startswith("BG"):
        raise _wrong_country("BG")
    number = _digits(
        compact.removeprefix("BG"), (9, 10), T_("A Bulgarian VAT number is BG followed by 9 or 10 digits.")
    )
    if len(number) == 9:
        _require(int(number[8]) == _eleven(number[:8], range(1, 9), range(3, 11)))
    else:
        _require(vat.is_valid(number))
    return f"BG{number}"


def _british_vat(value: str) -> str:
    from stdnum.gb import vat  # late, as above

    compact = compact_code(value)
    prefix = "XI" if compact.startswith("XI") else "GB"
    if re.match("[A-Z]{2}", compact) and not compact.startswith((prefix, "GD", "HA")):
        raise _wrong_country("GB")
    return prefix + _by_stdnum(vat, compact.removeprefix(prefix), "GB")


def _foreign_vat(value: str, country: str) -> str:
    from stdnum.util import get_cc_module  # late, as above

    prefix = {"CH": "CHE"}.get(country, vat_prefix(country))
    compact = compact_code(value)
    known = {vat_prefix(code) for code in EU} | {"GB", "XI", "CHE"}
    # A country's own numbers may begin with letters ("ESX…", "FRAB…"), so only another country's letters are an error.
    if compact[:2] in known and compact[:2] != prefix[:2] and re.match("[A-Z]{2}[0-9]{7}", compact):
        raise _wrong_country(prefix or country)
    number = _by_stdnum(get_cc_module(country.lower(), "vat"), compact, prefix or country)
    return number if number.startswith(prefix) else prefix + number


def _by_stdnum(module: object, number: str, prefix: str) -> str:
    from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError  # late, as above

    try:
        return str(module.validate(number))  # type: ignore[attr-defined]  # each module has one
    except InvalidChecksum as error:
        raise FieldRefused("check-digit", _CHECK_DIGIT) from error
    except InvalidLength as error:
        reason = T_(
            "A VAT number of {prefix} has another length. Check whether a digit is missing.", prefix=prefix
        )
        raise FieldRefused("wrong-length", reason) from error
    except ValidationError as error:
        reason = T_("This doesn't have the form of a VAT number of {prefix}.", prefix=prefix)
        raise FieldRefused("characters", reason) from error


def _wrong_country(prefix: str) -> FieldRefused:
    return FieldRefused(
        "wrong-country", T_("A VAT number of the company's country begins with {prefix}.", prefix=prefix)
    )


def check_tax_id(value: str, country: str | None) -> str:
    """The number of a tax payer where it is another than that for VAT. Russia: ИНН, 10 digits, 12 for a person.

    Source: приказ ФНС России № ММВ-7-6/435@ of 29.06.2012, structure of the ИНН, and the weights in use since 1993:
    2 4 10 3 5 9 4 6 8 for ten digits; 7 2 4 10 3 5 9 4 6 8 and 3 7 2 4 10 3 5 9 4 6 8 for the last two of twelve;
    modulo 11, then modulo 10.

    Raises:
        FieldRefused: wrong-length, not-digits, check-digit, not-given-out, characters.
    """
    if country != "RU":
        return _plain(value)
    number = _digits(value, (10, 12), T_("An INN (ИНН) has 10 digits, or 12 for a person."))
    if len(number) == 10:
        _require(int(number[9]) == _weighted(number, (2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10)
    else:
        _require(int(number[10]) == _weighted(number, (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10)
        _require(int(number[11]) == _weighted(number, (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10)
    return number


def check_tax_reason_code(value: str) -> str:
    """A Russian КПП: nine characters, four digits of the tax office, two of the reason, three of the order.

    Source: приказ ФНС России № ММВ-7-6/435@ of 29.06.2012, structure of the КПП: the reason (5th and 6th) has digits
    or capital Latin letters from A to Z. There is no check digit.

    Raises:
        FieldRefused: wrong-length, characters.
    """
    number = compact_code(value)
    if len(number) != 9:
        raise FieldRefused("wrong-length", T_("A KPP (КПП) has 9 characters."))
    if not re.fullmatch("[0-9]{4}[0-9A-Z]{2}[0-9]{3}", number):
        raise FieldRefused(
            "characters",
            T_("A KPP (КПП) has digits only; the 5th and the 6th character may be Latin capital letters."),
        )
    return number


def check_personal_number(value: str, country: str | None) -> str:
    """A person's number, asked for only when a registry needs it. Bulgaria: ЕГН or ЛНЧ, 10 digits.

    Source: Закон за гражданската регистрация, article 11, and ЕСГРАОН's weights 2 4 8 5 10 9 7 3 6 modulo 11 (ЕГН, with
    a date of birth that exists); 21 19 17 13 11 9 7 3 1 modulo 10 (ЛНЧ), as in python-stdnum.

    Raises:
        FieldRefused: wrong-length, not-digits, check-digit, not-given-out, characters.
    """
    if country != "BG":
        return _plain(value)
    from stdnum.bg import egn, pnf  # late, as above

    number = _digits(value, (10,), T_("An EGN (ЕГН) or LNCh (ЛНЧ) has 10 digits."))
    _require(egn.is_valid(number) or pnf.is_valid(number))
    return number


def _plain(value: str) -> str:
    text = " ".join(clean(value, max_length=32).upper().split())
    if text and not re.fullmatch(r"\w(?:[\w ./\-]*\w)?", text):
        raise FieldRefused("characters", T_("This number has letters, digits, spaces, dots and dashes only."))
    return text
