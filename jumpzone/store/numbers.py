"""Finding records by the numbers that people and scripts write, over all accounts: for operators alone."""

from __future__ import annotations

from sqlalchemy import select

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
