from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jumpzone.model import banks
from jumpzone.model.text import FieldRefused


def refused(check: Callable[[], object]) -> str:
    with pytest.raises(FieldRefused) as caught:
        check()
    assert caught.value.reason.render()
    return caught.value.code


# The examples of SWIFT's IBAN Registry.
IBANS = [
    "BG80BNBG96611020345678",
    "GB29NWBK60161331926819",
    "DE89370400440532013000",
    "FR1420041010050500013M02606",
]


@pytest.mark.parametrize("number", IBANS)
def test_ibans_are_read_with_or_without_spaces(number: str) -> None:
    assert banks.check_iban(banks.format_iban(number).lower()) == number


@pytest.mark.parametrize("number", IBANS)
def test_every_mistyped_digit_of_an_iban_is_found(number: str) -> None:
    for place in range(2, len(number)):
        if number[place].isdigit():
            for digit in set("0123456789") - {number[place]}:
                wrong = number[:place] + digit + number[place + 1 :]
                assert refused(partial(banks.check_iban, wrong)) == "check-digit"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "characters"),
        ("80BNBG96611020345678", "characters"),
        ("BG80BNBG9661102034567", "wrong-length"),
        ("ZZ80BNBG96611020345678", "unknown-country"),
        ("US80BNBG96611020345678", "unknown-country"),
    ],
)
def test_wrong_ibans(raw: str, code: str) -> None:
    assert refused(lambda: banks.check_iban(raw)) == code


def test_an_iban_with_the_structure_of_another_country() -> None:
    # Right length and check digits, but letters where Germany has digits.
    body = "ABCD00440532013000"
    digits = "".join(str(int(char, 36)) for char in f"{body}DE00")
    assert refused(lambda: banks.check_iban(f"DE{98 - int(digits) % 97:02}{body}")) == "characters"


def test_bics() -> None:
    assert banks.check_bic("bnbg bgsd") == "BNBGBGSD"
    assert banks.check_bic("BNBGBGSDXXX") == "BNBGBGSDXXX"
    assert refused(lambda: banks.check_bic("BNBGBGS")) == "wrong-length"
    assert refused(lambda: banks.check_bic("BNBGZZSD")) == "unknown-country"
    assert refused(lambda: banks.check_bic("BNB1BGSD")) == "characters"


def test_bank_and_account_are_of_one_country() -> None:
    banks.check_bic_of_iban("BNBGBGSD", "BG80BNBG96611020345678")
    banks.check_bic_of_iban("NWBKGGGG", "GB29NWBK60161331926819")
    assert refused(lambda: banks.check_bic_of_iban("DEUTDEFF", IBANS[0])) == "wrong-country"


def test_the_examples_of_the_bank_of_russia() -> None:
    assert banks.check_correspondent_account("30101810800000000746", "049805746") == "30101810800000000746"
    assert banks.check_bank_account("40602 810 7 0000 0000025", "049805746") == "40602810700000000025"


def test_the_treasurys_accounts() -> None:
    assert banks.check_correspondent_account("40102810545370000003", "004525988") == "40102810545370000003"
    assert banks.check_bank_account("03100643000000017300", "004525988") == "03100643000000017300"


@given(st.integers(0, 19), st.integers(1, 9))
def test_every_mistyped_digit_of_an_account_is_found(place: int, step: int) -> None:
    right = "40602810700000000025"
    wrong = right[:place] + str((int(right[place]) + step) % 10) + right[place + 1 :]
    if wrong[0] == "0" or wrong.startswith("301"):
        return
    assert refused(lambda: banks.check_bank_account(wrong, "049805746")) == "check-digit"


@pytest.mark.parametrize(
    ("check", "raw", "code"),
    [
        (banks.check_bank_account, "4060281070000000002", "wrong-length"),
        (banks.check_bank_account, "4060281070000000002X", "characters"),
        (banks.check_bank_account, "30101810800000000746", "wrong-kind"),
        (banks.check_correspondent_account, "40602810700000000025", "wrong-kind"),
        (banks.check_correspondent_account, "30101810400000000225", "wrong-bank"),
    ],
)
def test_wrong_accounts(check: Callable[[str, str], str], raw: str, code: str) -> None:
    assert refused(lambda: check(raw, "049805746")) == code


def test_an_account_of_another_bank_is_refused() -> None:
    assert refused(lambda: banks.check_bank_account("40602810700000000025", "044525226")) == "check-digit"


def test_bank_codes() -> None:
    assert banks.check_bank_code("04 98 05 746") == "049805746"
    assert refused(lambda: banks.check_bank_code("04980574")) == "wrong-length"
    assert refused(lambda: banks.check_bank_code("949805746")) == "characters"
    assert refused(lambda: banks.check_bank_code("О49805746")) == "not-digits"
