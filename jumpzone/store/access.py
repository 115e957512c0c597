"""What signing in needs and nobody else sees: password hashes, codes, registrations that wait, failed attempts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import RowMapping, and_, case, delete, or_, select, update

from jumpzone.model.records import Account
from jumpzone.store.rows import to_record
from jumpzone.store.store import Tx
from jumpzone.store.tables import TABLES, code, credential, pending_registration, throttle

_address, _login, _member, _account = (
    TABLES[name] for name in ("email_address", "login", "membership", "account")
)


def anybody(tx: Tx) -> bool:
    """Tell whether anybody could sign in here, ever."""
    return tx.row(select(_login.c.id).limit(1)) is not None


# Who is behind an address


@dataclass(frozen=True, slots=True)
class Person:
    """A login as found by its verified primary address.

    Attributes:
        login: The login's id.
        address: The address as it is written to.
        language: The language the login is written to.
        name: The login's name.
        password_hash: What its password is checked against; None while it never had one.
    """

    login: str
    address: str
    language: str
    name: str
    password_hash: str | None = field(repr=False)


_PERSON: Final = (
    select(
        _login.c.id.label("login"),
        _address.c.address,
        _login.c.language,
        _login.c.name,
        credential.c.password_hash,
    )
    .select_from(_address)
    .join(_login, _login.c.id == _address.c.login)
    .outerjoin(credential, credential.c.login == _login.c.id)
    .where(_address.c.primary.is_(True), _address.c.verified_at.is_not(None))
)


def person_by_address(tx: Tx, canonical: str) -> Person | None:
    """Return who signs in with an address: only a verified primary one does."""
    return _person(tx.row(_PERSON.where(_address.c.canonical == canonical)))


def person(tx: Tx, login: str) -> Person | None:
    """Return a login that has a verified primary address."""
    return _person(tx.row(_PERSON.where(_login.c.id == login)))


def _person(row: RowMapping | None) -> Person | None:
    return None if row is None else Person(**row)


@dataclass(frozen=True, slots=True)
class Known:
    """An address that somebody has shown to be theirs, main or secondary.

    Attributes:
        address: As it is written to.
        language: Its owner's language, or None while nobody claims it.
    """

    address: str
    language: str | None


def known_address(tx: Tx, canonical: str) -> Known | None:
    """Return the verified address of this canonical form, or None; an unverified one reserves nothing."""
    row = tx.row(
        select(_address.c.address, _login.c.language)
        .select_from(_address)
        .outerjoin(_login, _login.c.id == _address.c.login)
        .where(_address.c.canonical == canonical, _address.c.verified_at.is_not(None))
    )
    return None if row is None else Known(**row)


@dataclass(frozen=True, slots=True)
class Membership:
    """An account that a login may open.

    Attributes:
        account: The account.
        owner: Whether the login owns it.
        permissions: What a member who is no owner may do there.
    """

    account: Account
    owner: bool
    permissions: tuple[str, ...]


def memberships(tx: Tx, login: str) -> list[Membership]:
    """Return the accounts of a login, the first joined first."""
    rows = tx.rows(
        select(_account, _member.c.role, _member.c.permissions)
        .join(_member, _member.c.account == _account.c.id)
        .where(_member.c.login == login)
        .order_by(_member.c.created_at, _member.c.id)
    )
    found = []
    for row in rows:
        account = to_record("account", row)
        assert isinstance(account, Account)
        found.append(Membership(account, row["role"] == "owner", tuple(row["permissions"] or ())))
    return found


def account_of(tx: Tx, login: str) -> str | None:
    """Return the account in whose trail a login's own affairs are kept: its home, else the first one it joined."""
    home: str | None = tx.scalar(
        select(_member.c.account)
        .join(_login, _login.c.id == _member.c.login)
        .where(_member.c.login == login)
        .order_by(
            case((_member.c.account == _login.c.home_account, 0), else_=1), _member.c.created_at, _member.c.id
        )
        .limit(1)
    )
    return home


def names_of(tx: Tx, login: str) -> list[str]:
    """Return what others know of a person: names, addresses, company. A password is not made of these."""
    profile = TABLES["profile"]
    names = [profile.c.first_name, profile.c.middle_name, profile.c.last_name, profile.c.company_name]
    rows = tx.rows(
        select(_login.c.name, _address.c.address, *names)
        .select_from(_login)
        .outerjoin(_address, _address.c.login == _login.c.id)
        .outerjoin(_account, _account.c.holder == _login.c.id)
        .outerjoin(profile, profile.c.account == _account.c.id)
        .where(_login.c.id == login)
    )
    return sorted({str(value) for row in rows for value in row.values() if value})


# Passwords


def set_password(tx: Tx, login: str, password_hash: str, now: datetime) -> None:
    """Write a login's password hash, the first or another one."""
    tx.upsert(credential, {"login": login, "password_hash": password_hash, "changed_at": now})


def replace_password(tx: Tx, login: str, seen: str, password_hash: str, now: datetime | None) -> bool:
    """Replace the hash that was just checked; tell whether it still stood.

    Args:
        tx: A writing transaction.
        login: Whose it is.
        seen: The hash that the old password was checked against.
        password_hash: The new one.
        now: When the password changed; None when only its hash is made anew.
    """
    values: dict[str, Any] = {"password_hash": password_hash}
    if now is not None:
        values["changed_at"] = now
    done = tx.execute(
        update(credential)
        .where(credential.c.login == login, credential.c.password_hash == seen)
        .values(**values)
    )
    return bool(done.rowcount)


# Codes


def add_code(tx: Tx, row: dict[str, Any]) -> None:
    """Keep a code's hash; a row without a login is a decoy."""
    tx.insert(code, row)


@dataclass(frozen=True, slots=True)
class Code:
    """A code that was sent, or a decoy.

    Attributes:
        id: The row's id.
        login: Whose it is; None for a decoy.
        canonical: The login's primary address as it stands now.
        code_hash: What the code is checked against.
        expires_at: UTC.
        attempts: How often a wrong code was tried.
    """

    id: str
    login: str | None
    canonical: str | None
    code_hash: bytes = field(repr=False)
    expires_at: datetime
    attempts: int


def lock_code(tx: Tx, id_: str, purpose: str) -> Code | None:
    """Return a code and keep other transactions from counting at the same time."""
    row = tx.row(
        select(
            code.c.id,
            code.c.login,
            _address.c.canonical,
            code.c.code_hash,
            code.c.expires_at,
            code.c.attempts,
        )
        .select_from(code)
        .outerjoin(
            _address,
            and_(
                _address.c.login == code.c.login,
                _address.c.primary.is_(True),
                _address.c.verified_at.is_not(None),
            ),
        )
        .where(code.c.id == id_, code.c.purpose == purpose)
        .with_for_update(of=code)
    )
    return None if row is None else Code(**row)


def count_code_attempt(tx: Tx, id_: str) -> None:
    """Count a wrong code."""
    tx.execute(update(code).where(code.c.id == id_).values(attempts=code.c.attempts + 1))


def use_code(tx: Tx, id_: str) -> bool:
    """Use a code up; tell whether it was still there."""
    return bool(tx.execute(delete(code).where(code.c.id == id_)).rowcount)


def forget_codes(tx: Tx, login: str) -> None:
    """Make every code of a login worthless."""
    tx.execute(delete(code).where(code.c.login == login))


def sweep_codes(tx: Tx, now: datetime) -> None:
    """Forget codes that have expired."""
    tx.execute(delete(code).where(code.c.expires_at <= now))


# Registrations


@dataclass(frozen=True, slots=True)
class PendingRow:
    """A registration that waits for its code.

    Attributes:
        id: The row's id.
        sealed: Everything that was typed, sealed.
        code_hash: What the code is checked against.
        expires_at: UTC.
        attempts: How often a wrong code was tried.
    """

    id: str
    sealed: bytes = field(repr=False)
    code_hash: bytes = field(repr=False)
    expires_at: datetime
    attempts: int


def add_pending(tx: Tx, row: dict[str, Any]) -> None:
    """Keep a registration until its code comes."""
    tx.insert(pending_registration, row)


def lock_pending(tx: Tx, id_: str) -> PendingRow | None:
    """Return a waiting registration and keep other transactions from counting at the same time."""
    columns = pending_registration.c
    row = tx.row(
        select(columns.id, columns.sealed, columns.code_hash, columns.expires_at, columns.attempts)
        .where(columns.id == id_)
        .with_for_update()
    )
    return None if row is None else PendingRow(**row)


def change_pending(tx: Tx, id_: str, values: Mapping[str, Any]) -> None:
    """Give a waiting registration another code."""
    tx.execute(update(pending_registration).where(pending_registration.c.id == id_).values(**values))


def count_pending_attempt(tx: Tx, id_: str) -> None:
    """Count a wrong code."""
    table = pending_registration
    tx.execute(update(table).where(table.c.id == id_).values(attempts=table.c.attempts + 1))


def use_pending(tx: Tx, id_: str) -> bool:
    """Use a registration up; tell whether it was still there."""
    return bool(tx.execute(delete(pending_registration).where(pending_registration.c.id == id_)).rowcount)


def sweep_pending(tx: Tx, now: datetime) -> None:
    """Forget registrations whose time is over."""
    tx.execute(delete(pending_registration).where(pending_registration.c.expires_at <= now))


# Failed attempts


@dataclass(frozen=True, slots=True)
class Attempts:
    """Failed attempts of one kind against one account, or from one source.

    Attributes:
        key: The hashed name.
        failures: How many.
        last_at: When the last one was.
        until: When the next one is allowed.
    """

    key: bytes
    failures: int
    last_at: datetime
    until: datetime


def lock_attempts(tx: Tx, keys: Iterable[bytes], now: datetime) -> dict[bytes, Attempts]:
    """Return the counters of some keys, made where they are missing, and keep others from counting meanwhile."""
    wanted = sorted(keys)
    rows = [{"key": key, "failures": 0, "last_at": now, "until": now} for key in wanted]
    tx.execute(tx.insert_into(throttle).values(rows).on_conflict_do_nothing(index_elements=["key"]))
    # In the order of the keys: two transactions that want the same pair never wait for each other.
    found = tx.rows(
        select(throttle).where(throttle.c.key.in_(wanted)).order_by(throttle.c.key).with_for_update()
    )
    return {row["key"]: Attempts(**row) for row in found}


def set_attempts(tx: Tx, attempts: Attempts) -> None:
    """Write a counter."""
    tx.execute(
        update(throttle)
        .where(throttle.c.key == attempts.key)
        .values(failures=attempts.failures, last_at=attempts.last_at, until=attempts.until)
    )


def give_attempt_back(tx: Tx, key: bytes, now: datetime) -> None:
    """Take one attempt off a counter: it was none."""
    tx.execute(
        update(throttle)
        .where(throttle.c.key == key, throttle.c.failures > 0)
        .values(failures=throttle.c.failures - 1, until=now)
    )


def forget_attempts(tx: Tx, key: bytes) -> None:
    """Forget a counter."""
    tx.execute(delete(throttle).where(throttle.c.key == key))


def sweep_attempts(tx: Tx, before: datetime, now: datetime) -> None:
    """Forget counters whose last attempt was ``before`` that; a few at a time, and none that is in use."""
    old = (
        select(throttle.c.key)
        .where(throttle.c.last_at < before, or_(throttle.c.until <= now, throttle.c.failures == 0))
        .limit(100)
        .with_for_update(skip_locked=True)
    )
    tx.execute(delete(throttle).where(throttle.c.key.in_(old)))
