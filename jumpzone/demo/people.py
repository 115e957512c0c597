"""The people and companies of the samples: invented names, right check digits, numbers that nobody has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from jumpzone.demo.dice import Dice
from jumpzone.demo.texts import Texts
from jumpzone.model.postal import party_of
from jumpzone.model.records import Contact, Profile


def company_place(texts: Texts, key: str, prefix: str = "") -> dict[str, Any]:
    """Return the fields of an address."""
    place = texts.places[key]
    return {
        f"{prefix}address_1": place.street,
        f"{prefix}city": place.city,
        f"{prefix}state": place.state,
        f"{prefix}postcode": place.postcode,
        f"{prefix}country": place.country,
    }


def person(texts: Texts, key: str) -> dict[str, Any]:
    """Return the fields of a name."""
    first, middle, last = texts.people[key]
    return {"first_name": first, "middle_name": middle or None, "last_name": last}


def contact(
    dice: Dice,
    texts: Texts,
    key: str,
    at: datetime,
    email: str,
    notifications: Iterable[str],
    *,
    phone: str | None = None,
    place: str | None = None,
    company: str | None = None,
) -> Contact:
    """Return a contact that was added at a moment."""
    return Contact(
        id=dice.id(at),
        created_at=at,
        updated_at=at,
        **person(texts, key),
        **({} if place is None else company_place(texts, place)),
        email=email,
        phone=phone,
        company_name=company,
        notifications=frozenset(notifications),
    )


def buyer(profile: Profile) -> Mapping[str, Any]:
    """Return what invoices copy from a profile: the fields of whom they are made out to."""
    return {name: value for name, value in asdict(party_of(profile)).items() if value}
