"""Rules of the profile and of contacts: the person, the company behind it, and who gets which mail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from jumpzone.i18n import T_
from jumpzone.model import banks, countries, emails, phones, taxids
from jumpzone.model.fields import RECORDS
from jumpzone.model.records import Contact, Profile
from jumpzone.model.rules.state import State
from jumpzone.model.rules.values import Refusals
from jumpzone.model.text import FieldRefused

LAST_DOMAIN_ADDRESS = T_(
    "This is the last address that gets mail about domains. Give domain notices to another contact or to the "
    "account's own address first: registries write to it, and a missed mail can cost a domain."
)

_COMPANY_NUMBERS: Final[tuple[tuple[str, Callable[[str, str | None], str]], ...]] = (
    ("company_number", taxids.check_company_number),
    ("vat_number", taxids.check_vat_number),
    ("tax_id", taxids.check_tax_id),
)


def check_profile(values: dict[str, Any], changed: frozenset[str], state: State, refusals: Refusals) -> None:
    """Normalise and check a whole profile; ``values`` is edited in place.

    Only what a change touches is checked against the rules of its country, so that an old record with a
    number that was never right can still be corrected field by field.
    """
    _check_person(values, changed, refusals)
    if changed & {"company_postcode", "company_country"}:
        _check_postcode(values, "company_", refusals)
    if "company_country" in changed and values.get("company_country"):
        _apply(values, "company_country", countries.check_country, refusals)
    country = values.get("company_country") or values.get("country") or ""
    moved = bool(changed & {"company_country", "country"})
    for name, check in _COMPANY_NUMBERS:
        if values.get(name) and (name in changed or moved):
            _apply(values, name, partial(_against, check, country), refusals)
    if values.get("tax_reason_code") and "tax_reason_code" in changed:
        _apply(values, "tax_reason_code", taxids.check_tax_reason_code, refusals)
    _check_bank(values, changed, refusals)
    if values.get("invoice_to") == "company":
        _require_company(values, country, refusals)
    elif values.get("company_name") is None and any(values.get(name) for name, _ in _COMPANY_NUMBERS):
        refusals.add("company_name", "required", T_("Give the company's name, or empty its other fields."))
    if "notifications" in changed and "domain" not in values["notifications"]:
        check_domain_notices(state, refusals, profile=values["notifications"])


def check_contact(values: dict[str, Any], changed: frozenset[str], state: State, refusals: Refusals) -> None:
    """Normalise and check a whole contact; ``values`` is edited in place."""
    _check_person(values, changed, refusals)
    if "email" in changed and values.get("email"):
        _apply(values, "email", lambda raw: emails.check_address(raw).address, refusals)
    if "notifications" in changed:
        check_domain_notices(state, refusals, contact=(values["id"], values["notifications"]))


def check_domain_notices(
    state: State,
    refusals: Refusals,
    *,
    profile: frozenset[str] | None = None,
    contact: tuple[str, frozenset[str]] | None = None,
) -> None:
    """At least one of the account's own address and its contacts gets ``domain`` mail, after the change.

    Source: docs/records.md, "contact".
    """
    own = [each.notifications for each in state.all(Profile, "profile")]
    others = {each.id: each.notifications for each in state.all(Contact, "contact")}
    if not any("domain" in each for each in (*own, *others.values())):
        return
    if profile is not None:
        own = [profile]
    if contact is not None:
        others[contact[0]] = contact[1]
    if not any("domain" in each for each in (*own, *others.values())):
        refusals.add("notifications", "last-domain-address", LAST_DOMAIN_ADDRESS)


def _check_person(values: dict[str, Any], changed: frozenset[str], refusals: Refusals) -> None:
    if "country" in changed and values.get("country"):
        _apply(values, "country", countries.check_country, refusals)
    if "phone" in changed and values.get("phone"):
        country = values.get("country") or "BG"
        _apply(values, "phone", lambda raw: phones.parse_phone(raw, country), refusals)
    if changed & {"postcode", "country"}:
        _check_postcode(values, "", refusals)


def _check_postcode(values: dict[str, Any], prefix: str, refusals: Refusals) -> None:
    postcode, country = values.get(f"{prefix}postcode"), values.get(f"{prefix}country")
    if postcode and country:
        _apply(values, f"{prefix}postcode", lambda raw: countries.check_postcode(raw, country), refusals)


def _check_bank(values: dict[str, Any], changed: frozenset[str], refusals: Refusals) -> None:
    if not changed & {field.name for field in RECORDS["profile"].fields.values() if field.group == "bank"}:
        return
    if values.get("iban"):
        _apply(values, "iban", banks.check_iban, refusals)
    if values.get("bic"):
        _apply(values, "bic", banks.check_bic, refusals)
    if values.get("iban") and values.get("bic") and not refusals:
        try:
            banks.check_bic_of_iban(values["bic"], values["iban"])
        except FieldRefused as problem:
            refusals.add("bic", problem.code, problem.reason)
    if values.get("bank_code"):
        _apply(values, "bank_code", banks.check_bank_code, refusals)
    for name, check in (
        ("bank_account", banks.check_bank_account),
        ("correspondent_account", banks.check_correspondent_account),
    ):
        if not values.get(name):
            continue
        if not values.get("bank_code"):
            refusals.add("bank_code", "required", T_("An account number can only be checked with its БИК."))
        else:
            _apply(values, name, partial(_against, check, values["bank_code"]), refusals)


def _require_company(values: Mapping[str, Any], country: str, refusals: Refusals) -> None:
    for name in ("company_name", "company_address_1", "company_city", "company_country"):
        if not values.get(name):
            refusals.add(name, "required", T_("Invoices to a company need this."))
    needed = {"BG": "company_number", "RU": "tax_id"}.get(country)
    if needed is not None and not values.get(needed):
        refusals.add(needed, "required", T_("Invoices to a company need this."))


def _against(check: Callable[[str, Any], str], against: str, raw: str) -> str:
    return check(raw, against)


def _apply(values: dict[str, Any], name: str, check: Callable[[str], str], refusals: Refusals) -> None:
    try:
        values[name] = check(values[name])
    except FieldRefused as problem:
        refusals.add(name, problem.code, problem.reason)
