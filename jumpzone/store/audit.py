"""The audit trail: append-only, hash-chained per account.

Each entry's hash covers the entry before it and a salted commitment to what changed, so that the details
can be erased later and the chain stays whole.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select, update

from jumpzone.model import codec
from jumpzone.model.fields import RECORDS, Kind
from jumpzone.model.mutations import Actor, Changes, Mutation, Write
from jumpzone.model.records import values_of
from jumpzone.model.text import clean, safe_text
from jumpzone.store.store import Tx
from jumpzone.store.tables import audit_entry, revision

GENESIS: Final = bytes(32)
"""What the first entry of a chain follows."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where an account stands: its change counter and the hash of its last entry."""

    account: str
    rev: int
    hash: bytes


def lock(tx: Tx, account: str) -> Head:
    """Return the account's head and keep other writers of the account out until the transaction ends."""
    wanted = select(revision).where(revision.c.account == account).with_for_update()
    found = tx.row(wanted)
    if found is None:
        first = {"account": account, "value": 0, "audit_hash": GENESIS}
        tx.execute(tx.insert_into(revision).values(first).on_conflict_do_nothing())
        found = tx.row(wanted)
        assert found is not None
    return Head(account, found["value"], found["audit_hash"])


def touched_since(
    tx: Tx, account: str, since: int | None, actor: str
) -> tuple[int, set[tuple[str, str]], set[tuple[str, str]]]:
    """Tell who has touched which records since a revision.

    Args:
        tx: The transaction.
        account: The account.
        since: The revision; None looks at nothing but where the account stands.
        actor: The actor asked about.

    Returns:
        The account's change counter, what that actor has touched, and what others have.
    """
    rev = int(tx.scalar(select(revision.c.value).where(revision.c.account == account)) or 0)
    mine: set[tuple[str, str]] = set()
    others: set[tuple[str, str]] = set()
    if since is not None and since < rev:
        rows = tx.rows(
            select(audit_entry.c.actor, audit_entry.c.touched).where(
                audit_entry.c.account == account, audit_entry.c.rev > since
            )
        )
        for row in rows:
            (mine if row["actor"] == actor else others).update((type_, id_) for type_, id_ in row["touched"])
    return rev, mine, others


def find(tx: Tx, account: str, mutation: str) -> Changes | None:
    """Return what an earlier mutation of this id touched, or None when there was none."""
    found = tx.row(
        select(audit_entry.c.rev, audit_entry.c.touched).where(
            audit_entry.c.account == account, audit_entry.c.mutation == mutation
        )
    )
    if found is None:
        return None
    return Changes(account, frozenset((type_, id_) for type_, id_ in found["touched"]), found["rev"])


def append(
    tx: Tx,
    head: Head,
    mutation: Mutation,
    actor: Actor,
    writes: Sequence[Write],
    touched: Iterable[tuple[str, str]],
    now: datetime,
) -> Head:
    """Write the entry of a mutation and move the account's head."""
    details = {"writes": [_described(write) for write in writes]}
    salt = secrets.token_bytes(16)
    entry = {
        "account": mutation.account,
        "rev": head.rev + 1,
        "id": mutation.id,
        "at": mutation.at,
        "received_at": now,
        "actor": actor.name,
        "on_behalf_of": actor.on_behalf_of,
        "device": _told(actor.device, 200),
        "reason": _told(mutation.reason, 1000),
        "mutation": mutation.id,
        "op": mutation.op,
        "type": mutation.type,
        "record": mutation.record,
        "touched": sorted([type_, id_] for type_, id_ in touched),
    }
    sealed = commitment(salt, details)
    digest = entry_hash(entry, sealed, head.hash)
    tx.insert(
        audit_entry,
        entry
        | {
            "details": details,
            "salt": salt,
            "commitment": sealed,
            "previous_hash": head.hash,
            "hash": digest,
        },
    )
    tx.execute(
        update(revision)
        .where(revision.c.account == mutation.account)
        .values(value=entry["rev"], audit_hash=digest)
    )
    return Head(mutation.account, head.rev + 1, digest)


def _told(text: str | None, limit: int) -> str | None:
    # As it will be read back, so that the chain still fits: these two come straight from outside.
    return None if text is None else clean(safe_text(text, limit=limit))


def commitment(salt: bytes, details: Mapping[str, Any]) -> bytes:
    """Bind the chain to what changed without holding it."""
    return hashlib.sha256(salt + _canonical(details)).digest()


def entry_hash(entry: Mapping[str, Any], sealed: bytes, previous: bytes) -> bytes:
    """Return an entry's hash over everything but its details, and the entry before it."""
    fixed = {
        name: codec.time_to_json(value) if isinstance(value, datetime) else value
        for name, value in entry.items()
    }
    return hashlib.sha256(previous + sealed + _canonical(fixed)).digest()


def verify(tx: Tx, account: str) -> int | None:
    """Check an account's chain from its beginning.

    Returns:
        The ``rev`` of the first entry that does not fit, or None when all do.
    """
    previous, rev = GENESIS, 0
    for row in tx.rows(
        select(audit_entry).where(audit_entry.c.account == account).order_by(audit_entry.c.rev)
    ):
        entry = {name: row[name] for name in row if name not in _BESIDE}
        details_fit = row["details"] is None or commitment(row["salt"], row["details"]) == row["commitment"]
        fits = row["hash"] == entry_hash(entry, row["commitment"], previous)
        if not (details_fit and fits and row["previous_hash"] == previous):
            return int(row["rev"])
        previous, rev = row["hash"], row["rev"]
    head = tx.row(select(revision).where(revision.c.account == account))
    if head is not None and (head["audit_hash"] != previous or head["value"] != rev):
        return rev + 1
    return None


_BESIDE: Final = frozenset({"details", "salt", "commitment", "previous_hash", "hash"})


def _canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _described(write: Write) -> dict[str, Any]:
    """Return what a write changed; sealed fields show only that they changed."""
    before = values_of(write.before) if write.before is not None else {}
    names = write.values if write.op != "delete" else before
    fields = RECORDS[write.type].fields
    shown = [name for name in names if name in fields and not _bulky(write.type, name)]
    return {
        "type": write.type,
        "id": write.id,
        "op": write.op,
        "before": {name: codec.to_json(fields[name], before[name]) for name in shown if name in before},
        "after": {
            name: codec.to_json(fields[name], write.values[name]) for name in shown if name in write.values
        },
    }


def _bulky(type_: str, name: str) -> bool:
    # A message's text is its own record; the trail would double it and keep codes that were destroyed.
    return type_ == "message" and RECORDS[type_].fields[name].kind in (Kind.MULTILINE, Kind.SEALED)
