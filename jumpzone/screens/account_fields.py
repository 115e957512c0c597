"""The fields of the account's form, and what of them a country or the kind of invoice asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from jumpzone.i18n import T_, Text
from jumpzone.model.countries import uses_state
from jumpzone.model.fields import RECORDS
from jumpzone.model.taxids import vat_prefix
from jumpzone.screens.categories import notice_options
from jumpzone.screens.people_fields import company_fields, person_fields
from jumpzone.widgets.form.spec import FieldSpec, Option, Section, Value

__all__ = [
    "COMPANY",
    "RUSSIAN",
    "company_country",
    "has_company",
    "hints",
    "needed",
    "sections",
    "state_fields",
]

COMPANY: Final = (
    "company_name",
    "company_number",
    "vat_number",
    "legal_representative",
    "company_country",
    "company_address_1",
    "company_address_2",
    "company_postcode",
    "company_city",
    "company_state",
)
"""What every company has. The state comes last: where it is not shown, nothing moves up into its place."""

BANK: Final = ("bank_name", "iban", "bic")
RUSSIAN: Final = ("tax_id", "tax_reason_code", "bank_code", "bank_account", "correspondent_account")
"""What only Russian companies have."""

_PERSON: Final = (
    "first_name",
    "middle_name",
    "last_name",
    "phone",
    "country",
    "postcode",
    "address_1",
    "address_2",
    "city",
    "state",
)
_SHORT: Final[Mapping[str, Text]] = {
    "company_country": T_("Country"),
    "company_postcode": T_("Postcode"),
    "company_city": T_("City"),
    "company_state": T_("State or region"),
    "company_address_1": T_("Address"),
    "company_address_2": T_("Address, second line"),
}
"""Under the title of the company nobody needs to be told whose address it is."""


def _invoice_targets() -> list[Option]:
    return [Option("person", T_("the person")), Option("company", T_("the company"))]


def sections() -> tuple[Section, ...]:
    """Return the account's form: the person, whom invoices go to, the company, its bank, and notices."""
    specs = {spec.name: spec for spec in (*person_fields(), *company_fields())}
    fields = RECORDS["profile"].fields

    def take(*names: str) -> tuple[FieldSpec, ...]:
        # One more than fits, so that a longer text is refused in words rather than cut off unseen.
        return tuple(
            replace(
                specs[name],
                label=_SHORT.get(name, specs[name].label),
                required=fields[name].required,
                max_length=max(specs[name].max_length, fields[name].max_length + 1),
            )
            for name in names
        )

    notices = FieldSpec(
        "notifications", T_("Mail to your own address"), kind="checks", options=notice_options, wide=True
    )
    marketing = FieldSpec(
        "marketing_opt_in",
        T_("Tell me about offers"),
        kind="check",
        hint=T_("Seldom. It can be taken back here at any time."),
        wide=True,
    )
    target = FieldSpec("invoice_to", T_("Invoices go to"), kind="radio", options=_invoice_targets, wide=True)
    return (
        Section(T_("Personal data"), take(*_PERSON), name="person"),
        Section(T_("Company data"), (target,), name="invoices"),
        Section("", take(*COMPANY), name="company", hidden=True),
        Section("", take(*RUSSIAN[:2]), name="russian-company", hidden=True),
        Section(
            T_("Bank account"),
            take(*BANK),
            name="bank",
            note=T_("For refunds and credit notes."),
            hidden=True,
        ),
        Section("", take(*RUSSIAN[2:]), name="russian-bank", hidden=True),
        Section(T_("Notices"), (notices, marketing), name="notices"),
    )


def has_company(values: Mapping[str, Value]) -> bool:
    """Tell whether anything about a company is filled in."""
    return any(values.get(name) for name in (*COMPANY, *BANK, *RUSSIAN))


def company_country(values: Mapping[str, Value]) -> str:
    """Return the country whose rules the company's numbers follow."""
    return str(values.get("company_country") or values.get("country") or "")


def needed(values: Mapping[str, Value]) -> frozenset[str]:
    """Return the company's fields that invoices to it need.

    Source: ``check_profile`` in :mod:`jumpzone.model.rules.people`.
    """
    if values.get("invoice_to") != "company":
        return frozenset()
    names = {"company_name", "company_address_1", "company_city", "company_country"}
    number = {"BG": "company_number", "RU": "tax_id"}.get(company_country(values))
    return frozenset(names | ({number} if number else set()))


def hints(country: str) -> dict[str, Text | str]:
    """Return what stands below the company's numbers, by the country whose rules they follow."""
    number: dict[str, Text] = {
        "BG": T_("ЕИК: 9 digits, or 13 for a branch"),
        "RU": T_("ОГРН: 13 digits, or 15"),
    }
    vat = vat_prefix(country)
    example = T_("With its letters: {example}…", example=vat) if vat else T_("With the country's letters")
    return {
        "company_number": number.get(country, ""),
        "vat_number": example,
        "tax_id": T_("ИНН: 10 digits, or 12"),
        "tax_reason_code": T_("КПП: 9 characters"),
        "bank_code": T_("БИК: 9 digits"),
        "bank_account": T_("20 digits"),
        "correspondent_account": T_("20 digits"),
    }


def state_fields(values: Mapping[str, Value]) -> dict[str, bool]:
    """Tell for both state fields whether the country's addresses have one, or something stands there."""
    return {
        f"{prefix}state": bool(values.get(f"{prefix}state"))
        or uses_state(str(values.get(f"{prefix}country") or "") or None)
        for prefix in ("", "company_")
    }
