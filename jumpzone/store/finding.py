"""What records are called, for searching everything: narrow rows, the newest first, a bounded number of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import select

from jumpzone.model.records import Record
from jumpzone.store.rows import to_record
from jumpzone.store.store import Tx
from jumpzone.store.tables import TABLES

MOST: Final = 20_000
"""So many records of a type are looked through by name, the newest; their lists find older ones."""


def names(tx: Tx, type_: str, account: str, fields: Iterable[str]) -> list[Sequence[Any]]:
    """Return id and the given fields of an account's records of a type, those made last first."""
    table = TABLES[type_]
    columns = [table.c.id, *(table.c[name] for name in fields)]
    statement = select(*columns).where(table.c.account == account).order_by(table.c.id.desc()).limit(MOST)
    return list(tx.execute(statement).all())


def records(tx: Tx, type_: str, account: str, ids: Sequence[str]) -> dict[str, Record]:
    """Return records of an account by their ids; those that are not there are left out."""
    if not ids:
        return {}
    table = TABLES[type_]
    rows = tx.rows(select(table).where(table.c.account == account, table.c.id.in_(ids)))
    return {row["id"]: to_record(type_, row) for row in rows}
