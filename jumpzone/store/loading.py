"""Loading what a decision needs, and who may do what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, and_, bindparam, select

from jumpzone.model import codec
from jumpzone.model.fields import RECORDS
from jumpzone.model.mutations import Mutation
from jumpzone.model.permissions import NOBODY, Permission, Role
from jumpzone.model.records import CLASSES, Account, EmailAddress, Login, Record
from jumpzone.model.rules.state import Needs, State
from jumpzone.store import sellers
from jumpzone.store.rows import to_record
from jumpzone.store.store import Tx
from jumpzone.store.tables import TABLES, tombstone
from jumpzone.store.types import Id


def get(tx: Tx, type_: str, account: str, id_: str) -> Record | None:
    """Return one record of an account, or None. Logins and addresses are found by id alone."""
    table = TABLES[type_]
    where = [table.c.id == id_]
    if RECORDS[type_].keyed_by_account and type_ != "account":
        where.append(table.c.account == account)
    elif type_ == "account" and id_ != account:
        return None
    row = tx.row(select(table).where(*where))
    return None if row is None else to_record(type_, row)


def get_all(tx: Tx, type_: str, account: str) -> dict[str, Record]:
    """Return every record of one type in an account, by id."""
    table = TABLES[type_]
    rows = tx.rows(select(table).where(table.c.account == account))
    return {row["id"]: to_record(type_, row) for row in rows}


def load_state(tx: Tx, mutation: Mutation, needs: Needs, now: datetime, role: Role) -> State:
    """Load the part of the store that deciding ``mutation``, made by whoever has ``role``, looks at."""
    account = get(tx, "account", mutation.account, mutation.account)
    assert account is None or isinstance(account, Account)
    records: dict[str, dict[str, Record]] = {}
    _gather(tx, mutation.account, records, Needs(needs.whole), Needs())
    own = records.get(mutation.type, {}).get(mutation.record)
    if own is None and mutation.type not in needs.whole:
        own = get(tx, mutation.type, mutation.account, mutation.record)
    if own is not None:
        records.setdefault(mutation.type, {})[mutation.record] = own
    _gather(tx, mutation.account, records, needs, Needs(needs.whole))
    had = needs
    for _round in range(_ROUNDS):
        if had.then is None:
            break
        further = had.then(State(now, account, records))
        wanted = replace(
            further,
            whole=had.whole | further.whole,
            records=had.records | further.records,
            where=had.where | further.where,
            then=had.then,
        )
        if wanted == had:
            break
        _gather(tx, mutation.account, records, wanted, had)
        had = wanted
    holder, address = _holder(tx, account) if needs.holder and account is not None else (None, None)
    writer = get(tx, "login", "", role.login) if needs.writer and role.login is not None else None
    assert writer is None or isinstance(writer, Login)
    gone = None if own is not None else _gone(tx, mutation)
    seller = sellers.get(tx) if needs.seller else None
    return State(now, account, records, gone, holder, address, writer, seller)


_ROUNDS: Final = 6
"""So many steps lead from a mutation to what it touches at most: payment, document, order, service, product."""


def _gather(tx: Tx, account: str, records: dict[str, dict[str, Record]], needs: Needs, had: Needs) -> None:
    """Load what is needed and was not had before."""
    for type_ in needs.whole - had.whole:
        records[type_] = get_all(tx, type_, account)
    for type_, id_ in needs.records - had.records:
        found = get(tx, type_, account, id_)
        if found is not None:
            records.setdefault(type_, {})[id_] = found
    for type_, name, value in needs.where - had.where:
        table = TABLES[type_]
        where = [table.c[name] == value]
        if RECORDS[type_].keyed_by_account:
            where.append(table.c.account == account)
        for row in tx.rows(select(table).where(*where)):
            records.setdefault(type_, {})[row["id"]] = to_record(type_, row)


def _holder(tx: Tx, account: Account) -> tuple[Login | None, EmailAddress | None]:
    if account.holder is None:
        return None, None
    login = get(tx, "login", "", account.holder)
    assert login is None or isinstance(login, Login)
    return login, primary_address(tx, account.holder)


def primary_address(tx: Tx, login: str) -> EmailAddress | None:
    """Return a login's primary address."""
    table = TABLES["email_address"]
    row = tx.row(select(table).where(table.c.login == login, table.c.primary.is_(True)))
    found = None if row is None else to_record("email_address", row)
    assert found is None or isinstance(found, EmailAddress)
    return found


def _gone(tx: Tx, mutation: Mutation) -> Record | None:
    row = tx.row(
        select(tombstone).where(
            tombstone.c.account == mutation.account,
            tombstone.c.type == mutation.type,
            tombstone.c.id == mutation.record,
        )
    )
    if row is None:
        return None
    fields = RECORDS[mutation.type].fields
    kept: dict[str, Any] = {
        name: codec.from_json(fields[name], value) for name, value in row["fields"].items() if name in fields
    }
    return CLASSES[mutation.type](
        id=mutation.record,
        account=mutation.account,
        rev=row["rev"],
        created_at=codec.time_from_json(row["fields"]["created_at"]),
        updated_at=row["deleted_at"],
        **kept,
    )


def _role() -> Select[Any]:
    member, person = TABLES["membership"], TABLES["login"]
    account, login = bindparam("jz_account", type_=Id), bindparam("jz_login", type_=Id)
    return (
        select(member.c.role, member.c.permissions, person.c.staff_role)
        .select_from(person)
        .outerjoin(member, and_(member.c.login == person.c.id, member.c.account == account))
        .where(person.c.id == login)
    )


_ROLE: Final = _role()
"""Built once: every reading transaction begins with it."""


def role_of(tx: Tx, account: str, login: str) -> Role:
    """Return what a login may do in an account, as its membership stands now."""
    row = tx.row(_ROLE, {"jz_account": account, "jz_login": login})
    if row is None:
        return NOBODY
    if row["role"] is None:
        return Role(staff=row["staff_role"])
    return Role(login, row["role"] == "owner", _permissions(row["permissions"]), row["staff_role"])


def _permissions(names: Iterable[str] | None) -> frozenset[Permission]:
    return frozenset(Permission(name) for name in names or ())
