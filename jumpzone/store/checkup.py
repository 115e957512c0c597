"""Looking a store over: is it sound, is its trail whole, does mail wait in it?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from jumpzone.errors import NotFound, StoreProblem
from jumpzone.store import audit, moving
from jumpzone.store.engine import sqlite_module, troubles
from jumpzone.store.store import Store, StoreInfo, Tx
from jumpzone.store.tables import TABLES, audit_entry, mail_job, revision
from jumpzone.store.version import schema_version

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Trail:
    """What checking every account's audit trail came to.

    Attributes:
        accounts: How many were checked.
        broken: Those whose trail does not fit, with the first entry (``rev``) that does not.
    """

    accounts: int
    broken: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class MailState:
    """The mail of a store.

    Attributes:
        waiting: Mails that are still to go.
        oldest: When the first of them was queued.
        failed: Messages that could not go.
    """

    waiting: int
    oldest: datetime | None
    failed: int


def about(store: Store) -> StoreInfo:
    """Return what the store says of itself.

    Raises:
        StoreProblem: It can't be read, or is none.
    """
    with store.read() as tx:
        version = schema_version(tx)
    return store.info(version or "-")


def flaws(store: Store, limit: int = 5) -> list[str]:
    """Return what the database finds wrong with its own file, in its own words; PostgreSQL minds its own.

    Args:
        store: The store.
        limit: The most findings wanted.

    Raises:
        StoreProblem: It can't be read at all.
    """
    if not store.location.sqlite:
        return []
    with troubles(), closing(store.connect_raw()) as connection:
        try:
            rows = connection.execute(f"PRAGMA quick_check({limit})").fetchall()
        except sqlite_module().DatabaseError as problem:
            return [str(problem)]
    return [str(row[0]) for row in rows if row[0] != "ok"]


def check_trail(store: Store) -> Trail:
    """Check the audit trail of every account, and what it brought along of another store's.

    Raises:
        StoreProblem: The store can't be read.
    """
    accounts, broken = 0, []
    with store.read() as tx:
        for account in _accounts(tx):
            accounts += 1
            rev = _first_broken(tx, account)
            if rev is not None:
                broken.append((account, rev))
    return Trail(accounts, tuple(broken))


def _first_broken(tx: Tx, account: str) -> int | None:
    """Check an account's own trail, and those that it brought along, which nothing may have changed since."""
    try:
        found = (moving.verify_trail(content, account) for content in moving.kept_trails(tx, account))
        brought = next((line for line in found if line is not None), None)
    except (NotFound, StoreProblem):
        brought = 1
    return audit.verify(tx, account) if brought is None else brought


def _accounts(tx: Tx) -> Iterator[str]:
    last = ""
    while True:
        wanted = select(revision.c.account).order_by(revision.c.account).limit(_BATCH)
        found = [
            row["account"] for row in tx.rows(wanted.where(revision.c.account > last) if last else wanted)
        ]
        yield from found
        if len(found) < _BATCH:
            return
        last = found[-1]


def mail_state(store: Store) -> MailState:
    """Count the mail that waits and the mail that failed.

    Raises:
        StoreProblem: The store can't be read.
    """
    message = TABLES["message"]
    with store.read() as tx:
        waiting = tx.row(select(func.count().label("n"), func.min(mail_job.c.created_at).label("oldest")))
        failed = tx.scalar(select(func.count()).select_from(message).where(message.c.delivery == "failed"))
    assert waiting is not None
    return MailState(waiting["n"], waiting["oldest"], int(failed))


def newest_entry(store: Store) -> datetime | None:
    """Return when the last change of all was made, by the clock of the machine that made it.

    Raises:
        StoreProblem: The store can't be read.
    """
    with store.read() as tx:
        newest: datetime | None = tx.scalar(select(func.max(audit_entry.c.received_at)))
    return newest
