from __future__ import annotations

import pytest

from jumpzone.model import countries
from jumpzone.model.text import FieldRefused


def test_codes_are_those_of_iso_3166() -> None:
    assert len(countries.country_codes()) == 249
    assert {"BG", "RU", "GB", "GR", "AX"} <= countries.country_codes()
    assert not {"EU", "XK", "UK", "EL", "ZZ"} & countries.country_codes()
    assert countries.country_codes() >= countries.EU
    assert len(countries.EU) == 27


def test_every_table_speaks_of_countries_that_exist() -> None:
    for table in (countries._POSTCODES, countries._EXAMPLES, countries._STATES):
        assert set(table) <= countries.country_codes()


def test_every_example_is_right() -> None:
    for country, example in countries._EXAMPLES.items():
        assert countries.check_postcode(example, country) == example


def test_countries_are_checked() -> None:
    assert countries.check_country(" bg") == "BG"
    with pytest.raises(FieldRefused):
        countries.check_country("XX")


@pytest.mark.parametrize(("language", "country"), [("bg", "BG"), ("ru", "RU"), ("en", "GB")])
def test_a_form_starts_with_the_readers_country(language: str, country: str) -> None:
    assert countries.default_country(language) == country


@pytest.mark.parametrize(
    ("raw", "country", "stored"),
    [
        ("1000", "BG", "1000"),
        ("101 000", "RU", "101000"),
        ("sw1a1aa", "GB", "SW1A 1AA"),
        ("1010", "LV", "LV-1010"),
        ("lv1010", "LV", "LV-1010"),
        ("00001", "PL", "00-001"),
        ("205001234", "US", "20500-1234"),
        ("", "BG", ""),
        ("AB 12/x", "ZW", "AB 12/X"),
        ("12", None, "12"),
    ],
)
def test_postcodes_are_stored_as_the_post_writes_them(raw: str, country: str | None, stored: str) -> None:
    assert countries.check_postcode(raw, country) == stored


@pytest.mark.parametrize(
    ("raw", "country"),
    [("100", "BG"), ("10000", "BG"), ("1000", "RU"), ("SW1", "GB"), ("<b>", "ZW"), ("x" * 20, "ZW")],
)
def test_postcodes_of_another_form_are_refused(raw: str, country: str) -> None:
    with pytest.raises(FieldRefused):
        countries.check_postcode(raw, country)


def test_hints_help_where_the_form_is_known() -> None:
    hint = countries.postcode_hint("BG")
    assert hint is not None
    assert "1000" in hint.render()
    assert countries.postcode_hint("ZW") is None
    assert countries.uses_state("US")
    assert not countries.uses_state("BG")
