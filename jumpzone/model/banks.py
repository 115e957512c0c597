"""Bank accounts: IBAN and BIC, and the Russian account, БИК and correspondent account."""

from __future__ import annotations

import re

from jumpzone.i18n import T_, Text
from jumpzone.model.text import FieldRefused, compact_code

__all__ = [
    "check_bank_account",
    "check_bank_code",
    "check_bic",
    "check_bic_of_iban",
    "check_correspondent_account",
    "check_iban",
    "format_iban",
]

# Territories whose banks use another country's IBANs (SWIFT, "IBAN Registry", notes to GB and FR; and Monaco's BICs).
_IBAN_HOMES = {
    **dict.fromkeys(("GG", "IM", "JE"), "GB"),
    **dict.fromkeys(("BL", "GF", "GP", "MF", "MQ", "NC", "PF", "PM", "RE", "TF", "WF", "YT"), "FR"),
}
# In the sixth place of an account a letter may stand for a clearing currency; it counts as the digit of its place here.
_CLEARING_LETTERS = "ABCEHKMPTX"
_WEIGHTS = "71371371371371371371371"


def check_iban(value: str) -> str:
    """An International Bank Account Number, without spaces.

    Source: ISO 13616: the length and structure of each country (SWIFT's IBAN Registry, as in python-stdnum), check
    digits by ISO 7064, modulo 97-10.

    Raises:
        FieldRefused: characters, unknown-country, wrong-length, check-digit.
    """
    from stdnum import iban  # late: reads the registry
    from stdnum.exceptions import ValidationError

    number = compact_code(value)
    if not re.fullmatch("[A-Z]{2}[0-9]{2}[0-9A-Z]*", number):
        raise FieldRefused("characters", T_("An IBAN begins with two letters and two digits, as in BG80."))
    length = _iban_length(number[:2])
    if length is None:
        raise FieldRefused("unknown-country", T_("No country's IBAN begins with {code}.", code=number[:2]))
    if len(number) != length:
        raise FieldRefused(
            "wrong-length",
            T_(
                "An IBAN of {country} has {length} characters; this one has {n}.",
                n=len(number),
                country=number[:2],
                length=length,
            ),
        )
    if int("".join(str(int(char, 36)) for char in number[4:] + number[:4])) % 97 != 1:
        raise FieldRefused(
            "check-digit", T_("The check digits don't match. Check the IBAN for a typing mistake.")
        )
    try:
        return str(iban.validate(number))
    except ValidationError as error:
        reason = T_("The account number inside this IBAN doesn't have the form of its country.")
        raise FieldRefused("characters", reason) from error


def _iban_length(country: str) -> int | None:
    from stdnum import numdb  # late, as above

    properties: dict[str, str] = numdb.get("iban").info(country)[0][1]
    structure = properties.get("bban")
    if not structure:
        return None
    return 4 + sum(int(count) for count in re.findall(r"([0-9]+)!", structure))


def format_iban(number: str) -> str:
    """An IBAN in groups of four, as on paper (ISO 13616, print format)."""
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def check_bic(value: str) -> str:
    """A Business Identifier Code, 8 or 11 characters.

    Source: ISO 9362 (bank, country, place, and perhaps a branch), as in python-stdnum.

    Raises:
        FieldRefused: wrong-length, characters, unknown-country.
    """
    from stdnum import bic  # late, as above
    from stdnum.exceptions import InvalidComponent, ValidationError

    number = compact_code(value)
    if len(number) not in (8, 11):
        raise FieldRefused("wrong-length", T_("A BIC has 8 or 11 characters."))
    try:
        return str(bic.validate(number))
    except InvalidComponent as error:
        reason = T_(
            "The 5th and 6th letter of a BIC are its country; there is no country {code}.", code=number[4:6]
        )
        raise FieldRefused("unknown-country", reason) from error
    except ValidationError as error:
        reason = T_("A BIC begins with six letters, as in BNBGBGSD.")
        raise FieldRefused("characters", reason) from error


def check_bic_of_iban(bic: str, iban: str) -> None:
    """Check that a bank and an account, each right in itself, are of one country.

    Raises:
        FieldRefused: wrong-country.
    """
    home = _IBAN_HOMES.get(bic[4:6], bic[4:6])
    if home != iban[:2] and not (bic[4:6] == "MC" and iban[:2] == "FR"):
        raise FieldRefused(
            "wrong-country",
            T_(
                "The BIC is of a bank in {bank}, the IBAN is of an account in {account}.",
                bank=bic[4:6],
                account=iban[:2],
            ),
        )


def check_bank_code(value: str) -> str:
    """A Russian БИК, 9 digits.

    Source: Положение Банка России № 732-П of 24.09.2020, appendix on the БИК: the first digit, 0 to 2, says how the
    participant takes part, the second what it is (0 to 3 the treasury and the Bank of Russia, 4 a credit institution).

    Raises:
        FieldRefused: wrong-length, not-digits, characters.
    """
    number = _digits(value, 9, T_("A BIK (БИК) has 9 digits."))
    if number[0] not in "012":
        raise FieldRefused("characters", T_("A BIK (БИК) begins with 0, 1 or 2."))
    return number


def check_bank_account(value: str, bank_code: str) -> str:
    """A Russian account, 20 characters, against the БИК of its bank.

    Source: «Порядок расчета контрольного ключа в номере лицевого счета» (Банк России, № 515, 08.09.1997): the last
    three digits of the БИК before the account, weights 7 1 3 repeated, the last digits of the products added up: the
    sum ends in 0. Accounts that the treasury keeps (they begin with 0) have no such key.

    Args:
        value: What was typed.
        bank_code: A БИК that has been checked.

    Raises:
        FieldRefused: wrong-length, characters, check-digit, wrong-kind.
    """
    number = _account(value)
    if number.startswith("301"):
        raise FieldRefused(
            "wrong-kind", T_("This is a correspondent account. Give the company's own account here.")
        )
    if not number.startswith("0"):
        _require_key(bank_code[6:9], number)
    return number


def check_correspondent_account(value: str, bank_code: str) -> str:
    """A bank's account with the Bank of Russia, 20 digits, against its БИК.

    Source: as in `check_bank_account`, with 0 and the 5th and 6th digit of the БИК in place of its last three. The
    account's own last three digits repeat those of the БИК, but for the treasury's single account (40102).

    Args:
        value: What was typed.
        bank_code: A БИК that has been checked.

    Raises:
        FieldRefused: wrong-length, characters, check-digit, wrong-kind, wrong-bank.
    """
    number = _account(value)
    if not number.startswith(("301", "40102")):
        raise FieldRefused("wrong-kind", T_("A correspondent account begins with 301."))
    if number.startswith("301") and number[17:] != bank_code[6:9]:
        raise FieldRefused(
            "wrong-bank",
            T_("This is another bank's account: its last three digits aren't those of the BIK (БИК)."),
        )
    _require_key("0" + bank_code[4:6], number)
    return number


def _account(value: str) -> str:
    number = compact_code(value)
    if len(number) != 20:
        raise FieldRefused("wrong-length", T_("An account in a Russian bank has 20 digits."))
    if not re.fullmatch(f"[0-9]{{5}}[0-9{_CLEARING_LETTERS}][0-9]{{14}}", number):
        raise FieldRefused("characters", T_("An account in a Russian bank has digits only."))
    return number


def _require_key(bank: str, account: str) -> None:
    sixth = account[5]
    if sixth in _CLEARING_LETTERS:
        account = f"{account[:5]}{_CLEARING_LETTERS.index(sixth)}{account[6:]}"
    total = sum(int(digit) * int(weight) % 10 for digit, weight in zip(bank + account, _WEIGHTS, strict=True))
    if total % 10:
        reason = T_("The account doesn't belong to this BIK (БИК). Check both for a typing mistake.")
        raise FieldRefused("check-digit", reason)


def _digits(value: str, length: int, wrong_length: Text) -> str:
    number = compact_code(value)
    if not re.fullmatch("[0-9]*", number):
        raise FieldRefused("not-digits", T_("This number has digits only."))
    if len(number) != length:
        raise FieldRefused("wrong-length", wrong_length)
    return number
