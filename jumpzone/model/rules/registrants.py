"""Who registers a domain, and whether that person's data is what the registry asks for."""

from __future__ import annotations

from typing import Any, Final

from jumpzone.errors import FieldError, Invalid
from jumpzone.i18n import T_, Text
from jumpzone.model.billing import Item
from jumpzone.model.records import Contact, Product, Profile
from jumpzone.model.rules.state import State
from jumpzone.model.words import CONTACT_FIELDS

__all__ = ["PEOPLE", "check_registrant", "people_of"]

PEOPLE: Final = ("registrant", "admin", "tech", "billing")
"""Whom an item's details can name for a domain: contacts by their ids; the account's own data otherwise."""

_WORDS: Final[dict[str, Text]] = {
    **CONTACT_FIELDS,
    "personal_number": T_("Personal number"),
    "company_number": T_("Company number"),
    "vat_number": T_("VAT number"),
    "tax_id": T_("Tax ID"),
}


def people_of(item: Item) -> dict[str, str]:
    """Return the contacts that an item names for its domain."""
    found = {name: item.details.get(name) for name in PEOPLE}
    return {name: str(value) for name, value in found.items() if value}


def check_registrant(state: State, product: Product, item: Item) -> None:
    """Look whether everybody named is there, and whether the registrant has what the registry asks for.

    Raises:
        Invalid: Somebody isn't, or something is missing; the message says what.
    """
    wrong: list[FieldError] = []
    people = people_of(item)
    for role, id_ in people.items():
        if not isinstance(state.get("contact", id_), Contact):
            wrong.append(FieldError(role, "unknown-record", T_("There is no such contact here.")))
    if wrong:
        raise Invalid(fields=wrong)
    person: Any = state.get("contact", people.get("registrant", ""))
    if person is None:
        person = next(iter(state.all(Profile, "profile")), None)
    missing = [name for name in product.asks if not getattr(person, name, None)]
    if missing:
        words: Text | str = _WORDS.get(missing[0], missing[0])
        for name in missing[1:]:
            words = T_("{first}, {next}", first=words, next=_WORDS.get(name, name))
        message = T_(
            "The registry of .{tld} asks for more of the registrant: {fields}.",
            tld=product.code,
            fields=words,
        )
        raise Invalid(fields=[FieldError("registrant", "registrant-data", message)])
