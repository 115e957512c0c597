"""Writing whole accounts at once: the demo's companies, benchmarks, an import."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import insert, select

from jumpzone.model.fields import RECORDS
from jumpzone.model.ids import Ids
from jumpzone.model.mutations import IMPORT, Mutation
from jumpzone.model.records import CLASSES, Invoice, Record, values_of
from jumpzone.store import audit, fulltext
from jumpzone.store.executor import FIRST_NUMBERS
from jumpzone.store.rows import to_row
from jumpzone.store.seal import Sealer
from jumpzone.store.store import Tx
from jumpzone.store.tables import TABLES, counter, credential

_TYPES: Final = {cls: type_ for type_, cls in CLASSES.items()}
_BATCH: Final = 2_000


def load(
    tx: Tx,
    records: Iterable[Record],
    *,
    sealer: Sealer,
    ids: Ids,
    now: datetime,
    secrets: Mapping[str, tuple[str, ...]] | None = None,
    passwords: Mapping[str, str] | None = None,
) -> None:
    """Insert the records of whole accounts, index what is searched and begin their audit chains.

    Args:
        tx: A writing transaction.
        records: Records with their ids and times as they should stay; ``rev`` is set to 1.
        sealer: Seals ``secrets``.
        ids: For the audit entries.
        now: When it was loaded.
        secrets: Per message id, what the masks of its body stand for; per domain id, its transfer code.
        passwords: Per login id, the hash of its password.
    """
    by_type: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_type[_TYPES[type(record)]].append(record)
    for type_, members in by_type.items():
        load_type(tx, type_, members, sealer, secrets or {})
    tx.insert(
        credential,
        *(
            {"login": login, "password_hash": hash_, "changed_at": now}
            for login, hash_ in (passwords or {}).items()
        ),
    )
    count_numbers(tx, by_type)
    for account in by_type["account"]:
        head = audit.lock(tx, account.id)
        mutation = Mutation(ids.new(), account.id, "account", account.id, "account.import", now)
        audit.append(tx, head, mutation, IMPORT, (), [("account", account.id)], now)


def load_type(
    tx: Tx, type_: str, members: list[Record], sealer: Sealer, secrets: Mapping[str, tuple[str, ...]]
) -> None:
    """Insert records of one type and index what is searched; the rest of :func:`load` is the caller's to do."""
    table = TABLES[type_]
    keyed = RECORDS[type_].keyed_by_account and type_ != "account"
    for start in range(0, len(members), _BATCH):
        rows: list[dict[str, Any]] = []
        for record in members[start : start + _BATCH]:
            row = to_row(type_, values_of(record)) | {"rev": 1}
            if not keyed:
                account = row.pop("account")
                if "account" in table.c:
                    row["account"] = account or None
            if type_ == "message" and record.id in secrets:
                row["secrets"] = sealer.seal(list(secrets[record.id]), record.id)
            elif type_ == "domain" and record.id in secrets:
                row["transfer_code"] = sealer.seal(secrets[record.id][0], record.id)
            rows.append(row)
        tx.execute(insert(table), rows)
        if type_ == "message":
            fulltext.add(tx, [row for row in rows if row["sent_at"] is not None])
        elif type_ == "ticket_reply":
            fulltext.add_replies(tx, rows)


def count_numbers(tx: Tx, by_type: Mapping[str, list[Record]]) -> None:
    """Let every series go on behind the highest number that was loaded."""
    highest: dict[str, int] = {}
    for type_, members in by_type.items():
        for record in members:
            digits = (getattr(record, "number", None) or "").rpartition("-")[2]
            if not digits.isdecimal():
                continue
            series = type_
            if isinstance(record, Invoice):
                series = "proforma" if record.kind == "proforma" else "invoice"
            highest[series] = max(highest.get(series, 0), int(digits))
    for series, first in FIRST_NUMBERS.items():
        stands = tx.scalar(select(counter.c.value).where(counter.c.name == series)) or first
        tx.upsert(counter, {"name": series, "value": max(stands, highest.get(series, 0))})
