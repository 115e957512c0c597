"""What every sample has: somebody who signs in, and the account with its profile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from jumpzone.demo.dice import Dice
from jumpzone.demo.people import company_place, person
from jumpzone.demo.texts import Texts
from jumpzone.model.fields import CATEGORIES
from jumpzone.model.records import Account, EmailAddress, Login, Membership, Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Founding:
    """How an account began.

    Attributes:
        number: The customer centre's number.
        holder: Key of the person.
        place: Key of the person's address.
        email: The holder's address.
        phone: E.164, a number that nobody has.
        timezone: The holder's.
        currency: The account's.
        opened_at: When.
        mutes: What the holder's address does not want.
        news: Whether the holder agreed to news.
        company: The company's fields; empty for a person.
    """

    number: str
    holder: str
    place: str
    email: str
    phone: str
    timezone: str
    currency: str
    opened_at: datetime
    mutes: frozenset[str] = frozenset()
    news: bool = False
    company: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Frame:
    """The records that an opened account has."""

    login: Login
    address: EmailAddress
    account: Account
    profile: Profile
    membership: Membership


def found(dice: Dice, texts: Texts, founding: Founding) -> Frame:
    """Open an account."""
    at = founding.opened_at
    account_id, login_id = dice.id(at), dice.id(at)
    both: dict[str, Any] = {"created_at": at, "updated_at": at}
    login = Login(
        id=login_id,
        **both,
        name=texts.name(founding.holder),
        language=texts.language,
        timezone=founding.timezone,
        home_account=account_id,
    )
    address = EmailAddress(
        id=dice.id(at),
        **both,
        login=login_id,
        address=founding.email,
        canonical=founding.email,
        primary=True,
        verified_at=at,
        added_at=at - timedelta(minutes=3),
    )
    company = founding.company
    account = Account(
        id=account_id,
        **both,
        number=founding.number,
        display_name=company.get("company_name") or texts.name(founding.holder),
        status="active",
        holder=login_id,
        currency=founding.currency,
        language=texts.language,
        opened_by="registration",
        claimed_at=at,
    )
    profile = Profile(
        id=dice.id(at),
        **both,
        **person(texts, founding.holder),
        phone=founding.phone,
        **company_place(texts, founding.place),
        marketing_opt_in=founding.news,
        notifications=frozenset(CATEGORIES) - founding.mutes,
        **company,
        invoice_to="company" if company else "person",
    )
    membership = Membership(id=dice.id(at), **both, login=login_id, role="owner")
    return Frame(login, address, account, profile, membership)
