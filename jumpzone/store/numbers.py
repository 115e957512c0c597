"""Looking over all accounts: by the numbers that people and scripts write, and by what is due. For operators alone."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select

from jumpzone.model.rules.pricing import RENEWABLE
from jumpzone.model.text import TextRefused, clean
from jumpzone.store.store import Tx
from jumpzone.store.tables import TABLES


def _could_be(number: str) -> bool:
    """Whether a text could stand in a record at all; no query is made of one that could not."""
    try:
        return bool(clean(number, max_length=20))
    except TextRefused:
        return False


def accounts_by_number(tx: Tx, number: str) -> list[str]:
    """Return the ids of the accounts with a number; there is one at most."""
    if not _could_be(number):
        return []
    table = TABLES["account"]
    return [row["id"] for row in tx.rows(select(table.c.id).where(table.c.number == number))]


def invoices_by_number(tx: Tx, number: str) -> list[tuple[str, str]]:
    """Return account and id of the documents with a number."""
    if not _could_be(number):
        return []
    table = TABLES["invoice"]
    rows = tx.rows(select(table.c.account, table.c.id).where(table.c.number == number).limit(2))
    return [(row["account"], row["id"]) for row in rows]


def follower_of(tx: Tx, account: str, proforma: str) -> str | None:
    """Return the id of the tax invoice that followed a proforma."""
    table = TABLES["invoice"]
    row = tx.row(select(table.c.id).where(table.c.account == account, table.c.proforma == proforma))
    return None if row is None else str(row["id"])


def renewing_by(tx: Tx, day: date) -> list[tuple[str, str, str]]:
    """Return account, type and id of what renews by itself and is due by a day, account by account.

    What waits in an order already is left out, and so is what is being cancelled.
    """
    order, account = TABLES["order"], TABLES["account"]
    pending = tx.rows(select(order.c["items"]).where(order.c.status == "pending"))
    waiting = {item["about"]["id"] for row in pending for item in row["items"] if item.get("about")}
    found: list[tuple[str, str, str]] = []
    for type_, statuses in RENEWABLE.items():
        table = TABLES[type_]
        where = [
            table.c.auto_renew.is_(True),
            table.c.next_due_on <= day,
            table.c.status.in_(statuses),
            table.c.currency == account.c.currency,
            account.c.status == "active",
        ]
        if type_ == "service":
            where += [
                table.c.cancellation.is_(None),
                or_(table.c.billing_cycle != "one_time", table.c.plan_change.is_not(None)),
            ]
        rows = tx.rows(
            select(table.c.account, table.c.id)
            .join_from(table, account, account.c.id == table.c.account)
            .where(*where)
            .order_by(table.c.account, table.c.next_due_on, table.c.id)
        )
        found += [(row["account"], type_, row["id"]) for row in rows if row["id"] not in waiting]
    return sorted(found, key=lambda each: each[0])
