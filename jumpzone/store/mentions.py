"""Records that name another record inside a JSON field: the lines of documents, what a message is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Text, cast, select

from jumpzone.model.ids import is_id
from jumpzone.model.records import Record
from jumpzone.store.rows import to_record
from jumpzone.store.store import Tx
from jumpzone.store.tables import TABLES

__all__ = ["naming"]


def naming(
    tx: Tx,
    type_: str,
    account: str,
    field: str,
    id_: str,
    where: Mapping[str, tuple[Any, ...]],
    *,
    filled: str | None = None,
) -> list[Record]:
    """Return an account's records of a type in whose JSON ``field`` an id stands, those made first first.

    Args:
        tx: The transaction.
        type_: The record type.
        account: The account.
        field: The JSON field that is looked into.
        id_: The id that has to stand in it.
        where: Per field, the values that pass.
        filled: A field that has to hold something.
    """
    if not is_id(id_):
        return []
    columns = TABLES[type_].c
    # An id is found in the text of the value: no other text has its form, and every database can do it.
    wanted = [columns.account == account, cast(columns[field], Text).contains(id_)]
    wanted += [columns[name].in_(values) for name, values in where.items()]
    if filled is not None:
        wanted.append(columns[filled].is_not(None))
    rows = tx.rows(select(TABLES[type_]).where(*wanted).order_by(columns.created_at, columns.id))
    return [to_record(type_, row) for row in rows]
