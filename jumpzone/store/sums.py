"""Totals over a list: counted and added up by the database, under the list's own filters."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from jumpzone.store.listing import ListReader
from jumpzone.store.store import Tx


class SumReader(ListReader):
    """Adds up one list of one account."""

    def sums(self, tx: Tx, by: tuple[str, ...], add: tuple[str, ...]) -> list[tuple[Any, ...]]:
        """Group the list's rows.

        Args:
            tx: The transaction.
            by: The fields to group by.
            add: Integer fields to add up in each group.

        Returns:
            For each group its values of `by`, how many rows it has, and its sums of `add`.
        """
        if self._nothing():
            return []
        columns = self._table.c
        groups = [columns[name] for name in by]
        added = [func.sum(columns[name]) for name in add]
        statement = (
            select(*groups, func.count(), *added).select_from(self._source(tx)).where(*self._where(tx))
        )
        rows = tx.execute(statement.group_by(*groups).order_by(*groups))
        return [(*row[: len(by)], *(int(value or 0) for value in row[len(by) :])) for row in rows]
