"""The figures of the dashboard."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import func, or_, select

from jumpzone.model.records import Record
from jumpzone.model.renewals import HOLDING_FIELDS, RENEWING, Holding, holding
from jumpzone.store.rows import to_record
from jumpzone.store.store import Tx
from jumpzone.store.tables import TABLES

_OPEN = ("unpaid", "collections")


def counts(tx: Tx, type_: str, account: str) -> dict[str, int]:
    """Count an account's records of a type by their status."""
    table = TABLES[type_]
    rows = tx.execute(
        select(table.c.status, func.count()).where(table.c.account == account).group_by(table.c.status)
    )
    return {status: int(n) for status, n in rows}


def due(tx: Tx, account: str) -> dict[str, int]:
    """Return what is to be paid, per currency, in minor units."""
    table = TABLES["invoice"]
    rows = tx.execute(
        select(table.c.currency, func.sum(table.c.balance))
        .where(table.c.account == account, table.c.status.in_(_OPEN), table.c.kind != "credit_note")
        .group_by(table.c.currency)
    )
    return {currency: int(amount) for currency, amount in rows if amount}


def overdue(tx: Tx, account: str, today: date, limit: int) -> tuple[int, list[Record]]:
    """Count the invoices past their due date, and return the oldest."""
    table = TABLES["invoice"]
    where = (
        table.c.account == account,
        table.c.status.in_(_OPEN),
        table.c.due_on < today,
        table.c.kind != "credit_note",
    )
    n = int(tx.scalar(select(func.count()).select_from(table).where(*where)))
    rows = tx.rows(select(table).where(*where).order_by(table.c.due_on, table.c.id).limit(limit))
    return n, [to_record("invoice", row) for row in rows]


def expiring(tx: Tx, account: str, until: date, limit: int) -> tuple[int, list[Record]]:
    """Count the active domains that expire by ``until``, and return the first to go."""
    table = TABLES["domain"]
    where = (
        table.c.account == account,
        table.c.status.in_(("active", "grace", "redemption")),
        table.c.expires_on <= until,
    )
    n = int(tx.scalar(select(func.count()).select_from(table).where(*where)))
    rows = tx.rows(select(table).where(*where).order_by(table.c.expires_on, table.c.id).limit(limit))
    return n, [to_record("domain", row) for row in rows]


def with_status(
    tx: Tx, type_: str, account: str, statuses: Iterable[str], order: str, limit: int
) -> list[Record]:
    """Return the latest records in one of the statuses."""
    table = TABLES[type_]
    column = table.c["delivery"] if type_ == "message" else table.c["status"]
    shown = [each for each in table.c if each.name not in ("body", "secrets")]
    rows = tx.rows(
        select(*shown)
        .where(table.c.account == account, column.in_(tuple(statuses)))
        .order_by(table.c[order].desc(), table.c.id.desc())
        .limit(limit)
    )
    return [to_record(type_, row) for row in rows]


def latest(
    tx: Tx, type_: str, account: str, order: str, limit: int, login: str | None = None
) -> list[Record]:
    """Return an account's newest records of a type; messages without their text."""
    table = TABLES[type_]
    shown = [each for each in table.c if each.name not in ("body", "secrets")]
    statement = select(*shown).where(table.c.account == account)
    if type_ == "message":
        statement = statement.where(or_(table.c.login.is_(None), table.c.login == login))
    rows = tx.rows(statement.order_by(table.c[order].desc(), table.c.id.desc()).limit(limit))
    return [to_record(type_, row) for row in rows]


def holdings(tx: Tx, type_: str, account: str, until: date) -> list[Holding]:
    """Return the services or domains that are due by ``until``, as far as renewals are concerned."""
    columns = TABLES[type_].c
    rows = tx.rows(
        select(*(columns[name] for name in HOLDING_FIELDS[type_])).where(
            columns.account == account,
            columns.status.in_(RENEWING[type_]),
            columns.next_due_on <= until,
        )
    )
    return [holding(type_, dict(row)) for row in rows]


def credit(tx: Tx, account: str) -> dict[str, int]:
    """Return an account's credit per currency, in minor units."""
    table = TABLES["credit"]
    rows = tx.execute(
        select(table.c.currency, func.sum(table.c.amount))
        .where(table.c.account == account)
        .group_by(table.c.currency)
    )
    return {currency: int(amount) for currency, amount in rows}
