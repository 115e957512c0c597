from __future__ import annotations

import pytest

from jumpzone.model.phones import format_phone, parse_phone, prefix
from jumpzone.model.text import FieldRefused


@pytest.mark.parametrize(
    ("raw", "country", "stored"),
    [
        ("+359 2 987 65 43", None, "+35929876543"),
        ("02/987 65 43", "BG", "+35929876543"),
        ("00359 2 987 6543", "BG", "+35929876543"),
        ("8 (495) 000-00-00", "RU", "+74950000000"),
        ("(202) 555-0123", "US", "+12025550123"),
        ("+44 1632 960123", "BG", "+441632960123"),  # reserved for drama: never assigned, yet usable
    ],
)
def test_numbers_are_stored_as_e164(raw: str, country: str | None, stored: str) -> None:
    assert parse_phone(raw, country) == stored


@pytest.mark.parametrize(
    ("raw", "country", "code"),
    [
        ("", "BG", "phone-digits"),
        ("call me", "BG", "phone-digits"),
        ("02 987 6543 ext. 5", "BG", "phone-characters"),
        ("1-800-FLOWERS", "US", "phone-characters"),
        ("029876543", None, "phone-country"),
        ("+999 123456", None, "phone-country"),
        ("+359 2", None, "phone-too-short"),
        ("+359 2 987 6543 21 5432 1234", None, "phone-too-long"),
        ("555-0123", "US", "phone-area"),
    ],
)
def test_what_is_wrong_is_said(raw: str, country: str | None, code: str) -> None:
    with pytest.raises(FieldRefused) as caught:
        parse_phone(raw, country)
    assert caught.value.code == code
    assert caught.value.reason.render()


def test_numbers_are_shown_in_groups() -> None:
    assert format_phone("+35929876543") == "+359 2 987 6543"
    assert format_phone("not a number") == "not a number"


def test_countries_have_prefixes() -> None:
    assert prefix("BG") == "+359"
    assert prefix("KZ") == "+7"
    assert prefix("AQ") in ("", "+672")
