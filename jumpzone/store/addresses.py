"""A login's addresses, and the codes that go to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, select, update

from jumpzone.model.records import EmailAddress
from jumpzone.store.rows import to_record
from jumpzone.store.store import Tx
from jumpzone.store.tables import TABLES, address_code, credential

_address = TABLES["email_address"]


def of_login(tx: Tx, login: str) -> list[EmailAddress]:
    """Return a login's addresses: the main one first, then as they were added."""
    rows = tx.rows(
        select(_address).where(_address.c.login == login).order_by(_address.c.primary.desc(), _address.c.id)
    )
    found = (to_record("email_address", row) for row in rows)
    return [each for each in found if isinstance(each, EmailAddress)]


@dataclass(frozen=True, slots=True)
class AddressCode:
    """A code that went to an address.

    Attributes:
        address: The address's id.
        purpose: ``verify`` or ``stop``.
        login: Whose address it is.
        code_hash: What the code is checked against.
        created_at: UTC.
        expires_at: UTC.
        attempts: How often a wrong code was tried.
    """

    address: str
    purpose: str
    login: str
    code_hash: bytes = field(repr=False)
    created_at: datetime
    expires_at: datetime
    attempts: int = 0


def put_code(tx: Tx, code: AddressCode, now: datetime) -> None:
    """Keep a code; an earlier one of the same purpose is worthless, and codes that have expired are forgotten."""
    tx.execute(delete(address_code).where(address_code.c.expires_at <= now))
    tx.upsert(
        address_code,
        {
            "address": code.address,
            "purpose": code.purpose,
            "login": code.login,
            "code_hash": code.code_hash,
            "created_at": code.created_at,
            "expires_at": code.expires_at,
            "attempts": code.attempts,
        },
    )


def lock_code(tx: Tx, address: str, purpose: str) -> AddressCode | None:
    """Return an address's code and keep other transactions from counting at the same time."""
    row = tx.row(
        select(address_code)
        .where(address_code.c.address == address, address_code.c.purpose == purpose)
        .with_for_update()
    )
    return None if row is None else AddressCode(**row)


def count_attempt(tx: Tx, address: str, purpose: str) -> None:
    """Count a wrong code."""
    table = address_code
    tx.execute(
        update(table)
        .where(table.c.address == address, table.c.purpose == purpose)
        .values(attempts=table.c.attempts + 1)
    )


def use_code(tx: Tx, address: str, purpose: str) -> bool:
    """Use a code up; tell whether it was still there."""
    done = tx.execute(
        delete(address_code).where(address_code.c.address == address, address_code.c.purpose == purpose)
    )
    return bool(done.rowcount)


def stopping(tx: Tx, login: str, now: datetime) -> set[str]:
    """Return the ids of a login's addresses that can still take a change of the main one back."""
    rows = tx.rows(
        select(address_code.c.address).where(
            address_code.c.login == login,
            address_code.c.purpose == "stop",
            address_code.c.expires_at > now,
        )
    )
    return {row["address"] for row in rows}


def by_canonical(tx: Tx, canonical: str) -> EmailAddress | None:
    """Return the verified address of a canonical form that belongs to a login, or None."""
    row = tx.row(
        select(_address).where(
            _address.c.canonical == canonical,
            _address.c.verified_at.is_not(None),
            _address.c.login.is_not(None),
        )
    )
    found = None if row is None else to_record("email_address", row)
    return found if isinstance(found, EmailAddress) else None


def void_password(tx: Tx, login: str) -> None:
    """Make a login's password worthless: the next one is chosen by a code to its main address."""
    tx.execute(delete(credential).where(credential.c.login == login))


def forget_verifying(tx: Tx, login: str) -> None:
    """Make the codes worthless that would confirm further addresses of a login."""
    tx.execute(delete(address_code).where(address_code.c.login == login, address_code.c.purpose == "verify"))
