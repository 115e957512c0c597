from __future__ import annotations

from types import SimpleNamespace

import pytest

from jumpzone.model.postal import PostalParty, address_block, copied_blocks, party_of

STUDIO = PostalParty(
    company_name="Студио ООД",
    address_1="бул. Витоша 1",
    address_2="ет. 3",
    city="София",
    postcode="1000",
    country="BG",
    company_number="175074752",
    vat_number="BG175074752",
    legal_representative="Иван Петров",
)
RUSSIAN = PostalParty(
    company_name="ООО «Пример»",
    address_1="ул. Ленина, д. 1",
    city="г. Пермь",
    state="Пермский край",
    postcode="614000",
    country="RU",
    tax_id="7707083893",
    tax_reason_code="770701001",
    company_number="1022200525819",
)


def test_a_bulgarian_company_with_its_numbers() -> None:
    assert address_block(STUDIO, "en", domestic=True) == [
        "Студио ООД",
        "бул. Витоша 1",
        "ет. 3",
        "1000 София",
        "EIK 175074752",
        "VAT No. BG175074752",
        "Represented by Иван Петров",
    ]


def test_a_russian_company_abroad_has_its_postcode_last() -> None:
    assert address_block(RUSSIAN, "en", domestic=False) == [
        "ООО «Пример»",
        "ул. Ленина, д. 1",
        "г. Пермь",
        "Пермский край",
        "RUSSIA",
        "614000",
        "INN 7707083893, KPP 770701001",
        "OGRN 1022200525819",
    ]


@pytest.mark.parametrize(
    ("country", "state", "postcode", "city", "lines"),
    [
        ("GB", "", "SW1A 1AA", "London", ["LONDON", "SW1A 1AA", "UNITED KINGDOM"]),
        ("US", "DC", "20500", "Washington", ["Washington, DC 20500", "UNITED STATES"]),
        ("DE", "", "10115", "Berlin", ["10115 Berlin", "GERMANY"]),
        ("IT", "MI", "20121", "Milano", ["20121 Milano MI", "ITALY"]),
    ],
)
def test_the_order_is_that_of_the_country(
    country: str, state: str, postcode: str, city: str, lines: list[str]
) -> None:
    party = PostalParty(
        name="Ada Example", address_1="1 High St", city=city, state=state, postcode=postcode, country=country
    )
    assert address_block(party, "en", domestic=False) == ["Ada Example", "1 High St", *lines]


def test_a_person_has_no_company_numbers_and_no_empty_lines() -> None:
    party = PostalParty(name="Иван", country="BG", company_number="175074752")
    assert address_block(party, "bg", domestic=False) == ["Иван", "БЪЛГАРИЯ"]


def profile(**fields: str) -> SimpleNamespace:
    return SimpleNamespace(
        first_name="Иван", middle_name=None, last_name="Петров", city="София", country="BG", **fields
    )


def test_invoices_go_to_the_person_or_the_company() -> None:
    assert party_of(profile(invoice_to="person", company_name="X")) == PostalParty(
        name="Иван Петров", city="София", country="BG"
    )
    company = party_of(profile(invoice_to="company", company_name="Студио ООД"))
    assert (company.company_name, company.city, company.name) == ("Студио ООД", "София", "")
    moved = party_of(profile(invoice_to="company", company_name="Студио ООД", company_city="Варна"))
    assert (moved.city, moved.country) == ("Варна", "")


def test_an_invoice_shows_both_sides_as_they_were_copied_in_whatever_else_was_copied() -> None:
    seller = {
        "iban": "BG00",
        "postcode": "1000",
        "city": "София",
        "country": "BG",
        "company_name": "Зона ЕООД",
    }
    home, _buyer = copied_blocks(seller, {"name": "Ада", "country": "BG"}, "bg")
    assert home == ["Зона ЕООД", "1000 София"]
    abroad, buyer = copied_blocks(seller, {"name": "Ada", "city": "Berlin", "country": "DE"}, "en")
    assert abroad[-1] == "BULGARIA"
    assert buyer == ["Ada", "Berlin", "GERMANY"]
    assert copied_blocks({}, {}, "en") == ([], [])
