"""The fields of a person and of a company, as registration shows them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from jumpzone.i18n import T_, Text, current
from jumpzone.model import countries, emails, phones
from jumpzone.model.fields import RECORDS
from jumpzone.model.text import FieldRefused
from jumpzone.widgets.form.spec import FieldSpec, Option

__all__ = ["company_fields", "country_options", "email_problem", "person_fields", "phone_prefixes"]

_PROFILE = RECORDS["profile"].fields


def country_options() -> Sequence[Option]:
    """Return every country, in the reader's language and order."""
    return [Option(code, name) for code, name in current().countries()]


@cache
def _prefixes() -> dict[str, str]:
    return {code: phones.prefix(code) for code in countries.country_codes()}


def phone_prefixes() -> Sequence[Option]:
    """Return every country that has a dialling prefix, with it as note."""
    known = _prefixes()
    return [Option(code, name, known[code]) for code, name in current().countries() if known.get(code)]


def email_problem(typed: str) -> Text | None:
    """Say what is wrong with an address; loads the library that knows, so it belongs in a thread."""
    try:
        emails.check_address(typed)
    except FieldRefused as refused:
        return refused.reason
    return None


def _text(
    name: str, label: Text, *, required: bool = False, wide: bool = False, hint: Text | str = ""
) -> FieldSpec:
    return FieldSpec(
        name, label, required=required, wide=wide, hint=hint, max_length=_PROFILE[name].max_length
    )


def person_fields() -> tuple[FieldSpec, ...]:
    """Return who somebody is and where."""
    return (
        _text("first_name", T_("First name"), required=True),
        _text("middle_name", T_("Middle name")),
        _text("last_name", T_("Last name"), required=True),
        FieldSpec(
            "email",
            T_("E-mail"),
            kind="email",
            required=True,
            validator=email_problem,
            slow=True,
            max_length=254,
            hint=T_("You sign in with it, and the code goes there"),
        ),
        FieldSpec(
            "country", T_("Country"), kind="select", options=country_options, required=True, max_length=2
        ),
        FieldSpec("phone", T_("Phone"), kind="phone", options=phone_prefixes, required=True, max_length=40),
        _text("address_1", T_("Address"), required=True, wide=True),
        _text("address_2", T_("Address, second line"), wide=True),
        _text("postcode", T_("Postcode"), required=True),
        _text("city", T_("City"), required=True),
        _text("state", T_("State or region")),
    )


def company_fields() -> tuple[FieldSpec, ...]:
    """Return what a company has besides; which of them it needs depends on its country."""
    return (
        _text("company_name", T_("Company name"), required=True, wide=True),
        _text(
            "company_number",
            T_("Company number"),
            hint=T_("Bulgaria: ЕИК, 9 or 13 digits. Russia: ОГРН, 13 or 15"),
        ),
        _text("vat_number", T_("VAT number"), hint=T_("With the country's letters, such as BG")),
        _text("tax_id", T_("Tax number"), hint=T_("Russia: ИНН, 10 or 12 digits")),
        _text("tax_reason_code", T_("Tax reason code"), hint=T_("Russia: КПП, 9 characters")),
        _text("legal_representative", T_("Legal representative")),
        FieldSpec(
            "company_country",
            T_("Country of the company"),
            kind="select",
            options=country_options,
            max_length=2,
        ),
        _text("company_address_1", T_("Address of the company"), wide=True),
        _text("company_address_2", T_("Address of the company, second line"), wide=True),
        _text("company_postcode", T_("Postcode of the company")),
        _text("company_city", T_("City of the company")),
        _text("company_state", T_("State or region of the company")),
        _text("bank_name", T_("Bank")),
        _text("iban", T_("IBAN")),
        _text("bic", T_("BIC")),
        _text("bank_account", T_("Bank account"), hint=T_("Russia: 20 digits")),
        _text("bank_code", T_("Bank code"), hint=T_("Russia: БИК, 9 digits")),
        _text("correspondent_account", T_("Correspondent account"), hint=T_("Russia: 20 digits")),
    )
