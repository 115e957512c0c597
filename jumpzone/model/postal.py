"""Addresses as they stand on letters and invoices, by the habits of their countries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Protocol

from jumpzone.i18n import Translator, translator

__all__ = ["PostalParty", "PostalSource", "address_block", "copied_blocks", "party_of"]


class PostalSource(Protocol):
    """What `party_of` reads; a profile has it."""

    @property
    def invoice_to(self) -> str:
        """Whom invoices are made out to: person or company."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PostalParty:
    """Somebody with an address: a person, or a company with its numbers.

    Attributes:
        name: The person's full name; of a company, the person to write to, or nothing.
        company_name: Set for a company alone.
        country: ISO 3166-1 alpha-2.
        company_number: ЕИК, ОГРН or the like.
        vat_number: With the country's letters.
        tax_id: ИНН.
        tax_reason_code: КПП.
        legal_representative: МОЛ.
    """

    name: str = ""
    company_name: str = ""
    address_1: str = ""
    address_2: str = ""
    city: str = ""
    state: str = ""
    postcode: str = ""
    country: str = ""
    company_number: str = ""
    vat_number: str = ""
    tax_id: str = ""
    tax_reason_code: str = ""
    legal_representative: str = ""


def party_of(profile: PostalSource) -> PostalParty:
    """Whom the profile's invoices are made out to; a company without an address of its own has its person's.

    Args:
        profile: A profile (RECORDS); fields that it lacks count as empty.
    """

    def value(field: str) -> str:
        return getattr(profile, field, None) or ""

    name = " ".join(part for part in (value("first_name"), value("middle_name"), value("last_name")) if part)
    own = ("address_1", "address_2", "city", "state", "postcode", "country")
    if profile.invoice_to != "company":
        return PostalParty(name=name, **{field: value(field) for field in own})
    has_address = any(value(f"company_{field}") for field in own)
    start = "company_" if has_address else ""
    return PostalParty(
        company_name=value("company_name"),
        company_number=value("company_number"),
        vat_number=value("vat_number"),
        tax_id=value("tax_id"),
        tax_reason_code=value("tax_reason_code"),
        legal_representative=value("legal_representative"),
        **{field: value(f"{start}{field}") for field in own},
    )


def copied_blocks(
    seller: Mapping[str, object], buyer: Mapping[str, object], language: str
) -> tuple[list[str], list[str]]:
    """The addresses of both sides of an invoice, from what was copied into it at issue.

    Args:
        seller: Fields of `PostalParty`; others, such as those of a bank, are passed over.
        buyer: The same.
        language: In which the country and the labels are written.
    """
    names = [field.name for field in fields(PostalParty)]
    domestic = seller.get("country") == buyer.get("country")

    def block(copied: Mapping[str, object]) -> list[str]:
        party = PostalParty(**{name: str(copied[name]) for name in names if copied.get(name)})
        return address_block(party, language, domestic=domestic)

    return block(seller), block(buyer)


def address_block(party: PostalParty, language: str, *, domestic: bool) -> list[str]:
    """The lines of an address, as on an invoice; never an empty one.

    The order is that of the address's country (UPU, "Postal addressing systems"); Russia's postcode stands last.

    Args:
        party: Whose address.
        language: In which the country and the labels are written.
        domestic: Whether the letter stays in the country: then its name is left out.
    """
    words = translator(language)
    lines = [party.company_name or party.name]
    if party.company_name and party.name:
        lines.append(party.name)
    country = "" if domestic or not party.country else words.country(party.country)
    lines += _LAYOUTS.get(party.country, _default)(party, country)
    if party.company_name:
        lines += _numbers(party, words)
    return [line for line in lines if line.strip()]


def _join(*parts: str, by: str = " ") -> str:
    return by.join(part for part in parts if part)


def _default(party: PostalParty, country: str) -> list[str]:
    town = _join(party.postcode, party.city)
    return [party.address_1, party.address_2, town, party.state, country.upper()]


def _british(party: PostalParty, country: str) -> list[str]:
    return [
        party.address_1,
        party.address_2,
        party.city.upper(),
        party.state,
        party.postcode,
        country.upper(),
    ]


def _american(party: PostalParty, country: str) -> list[str]:
    town = _join(party.city, _join(party.state, party.postcode), by=", ")
    return [party.address_1, party.address_2, town, country.upper()]


def _italian(party: PostalParty, country: str) -> list[str]:
    town = _join(party.postcode, party.city, party.state)
    return [party.address_1, party.address_2, town, country.upper()]


def _russian(party: PostalParty, country: str) -> list[str]:
    street = _join(party.address_1, party.address_2, by=", ")
    return [street, party.city, party.state, country.upper(), party.postcode]


_LAYOUTS: dict[str, Callable[[PostalParty, str], list[str]]] = {
    **dict.fromkeys(("GB", "IE"), _british),
    **dict.fromkeys(("US", "CA", "AU"), _american),
    **dict.fromkeys(("IT", "ES"), _italian),
    **dict.fromkeys(("RU", "BY", "KZ", "UA"), _russian),
}


def _numbers(party: PostalParty, words: Translator) -> list[str]:
    # gettext calls with literal texts, so that the catalogues know them.
    lines: list[str] = []
    if party.country == "RU":
        tax = words.gettext("INN {number}", number=party.tax_id) if party.tax_id else ""
        reason = words.gettext("KPP {number}", number=party.tax_reason_code) if party.tax_reason_code else ""
        lines.append(_join(tax, reason, by=", "))
        if party.company_number:
            register = (
                words.gettext("OGRNIP {number}", number=party.company_number)
                if len(party.company_number) == 15
                else words.gettext("OGRN {number}", number=party.company_number)
            )
            lines.append(register)
        return lines
    if party.company_number:
        lines.append(
            words.gettext("EIK {number}", number=party.company_number)
            if party.country == "BG"
            else words.gettext("Company No. {number}", number=party.company_number)
        )
    if party.vat_number:
        lines.append(words.gettext("VAT No. {number}", number=party.vat_number))
    if party.tax_id:
        lines.append(words.gettext("Tax No. {number}", number=party.tax_id))
    if party.legal_representative:
        lines.append(words.gettext("Represented by {name}", name=party.legal_representative))
    return lines
