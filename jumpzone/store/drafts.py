"""Drafts: values of half-filled forms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from jumpzone.store.store import Tx
from jumpzone.store.tables import draft


def put(tx: Tx, owner: str, form: str, values: Mapping[str, Any], now: datetime) -> None:
    """Keep a draft in place of the one before it."""
    tx.upsert(draft, {"owner": owner, "form": form, "values": dict(values), "saved_at": now})


def get(tx: Tx, owner: str, form: str) -> dict[str, Any]:
    """Return a draft's values; empty where there is none."""
    found = tx.scalar(select(draft.c["values"]).where(draft.c.owner == owner, draft.c.form == form))
    return dict(found or {})


def kept_at(tx: Tx, owner: str, form: str) -> datetime | None:
    """Return when a draft was kept last, or None where there is none."""
    found: datetime | None = tx.scalar(
        select(draft.c.saved_at).where(draft.c.owner == owner, draft.c.form == form)
    )
    return found


def drop(tx: Tx, owner: str, form: str) -> None:
    """Forget a draft."""
    tx.execute(delete(draft).where(draft.c.owner == owner, draft.c.form == form))
