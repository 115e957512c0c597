"""When money came for documents, and when credit was set off against them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from jumpzone.model.records import Credit, Transaction
from jumpzone.store import sellers
from jumpzone.store.listing import ListReader, Query
from jumpzone.usecases.area import Reading

if TYPE_CHECKING:
    from jumpzone.documents.statement import Settlements

__all__ = ["settlements"]

_PAGE = 500


def settlements(reading: Reading) -> tuple[Settlements, Settlements]:
    """Return payments and credit that was set off, by document, on the days of the seller's calendar."""
    seller = sellers.get(reading.tx)
    payments: dict[str, list[tuple[date, int]]] = {}
    set_off: dict[str, list[tuple[date, int]]] = {}
    for type_ in ("transaction", "credit"):
        reader, key = ListReader(type_, reading.account, Query(sort="at")), None
        while page := reader.page(reading.tx, after=key, limit=_PAGE):
            key = page[-1][0]
            for _key, record in page:
                assert isinstance(record, Transaction | Credit)
                day = record.at.date() if seller is None else seller.today(record.at)
                if isinstance(record, Transaction):
                    payments.setdefault(record.invoice, []).append((day, record.amount))
                elif record.invoice is not None and record.amount < 0:
                    set_off.setdefault(record.invoice, []).append((day, -record.amount))
    return payments, set_off
