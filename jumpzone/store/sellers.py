"""The seller of a store: one row among the facts about the store itself."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from jumpzone.model.seller import Seller, read_seller
from jumpzone.store.store import Tx
from jumpzone.store.tables import meta

_KEY: Final = "seller"


def get(tx: Tx) -> Seller | None:
    """Return who sells; None while nobody has said so."""
    values = tx.scalar(select(meta.c.value).where(meta.c.key == _KEY))
    return None if values is None else read_seller(values)


def put(tx: Tx, seller: Seller) -> None:
    """Say who sells from now on; documents that were issued keep what was copied into them."""
    tx.upsert(meta, {"key": _KEY, "value": seller.as_values()})
