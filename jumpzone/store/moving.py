"""Whole accounts going out of a store and coming into one: walked record by record, written batch by batch.

What an account brings along that is no record is its old audit trail. It is kept as the file that it came as, among
the account's files, and is never written to again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, or_, select, text
from sqlalchemy.exc import DBAPIError, StatementError

from jumpzone.errors import Refused
from jumpzone.i18n import T_
from jumpzone.model import codec
from jumpzone.model.archive import read_json, refused
from jumpzone.model.fields import RECORDS
from jumpzone.model.ids import Ids
from jumpzone.model.mutations import IMPORT, Changes, Mutation
from jumpzone.model.permissions import Audience
from jumpzone.model.records import Record
from jumpzone.model.tabular import json_line
from jumpzone.store import audit, blobs, bulk
from jumpzone.store.rows import to_record
from jumpzone.store.seal import Sealer
from jumpzone.store.store import Tx
from jumpzone.store.tables import TABLES, audit_entry, blob, credential, meta, revision, tombstone
from jumpzone.store.version import lock_for_making

__all__ = [
    "begin",
    "count",
    "is_empty",
    "keep_trail",
    "kept_trails",
    "note_import",
    "trail",
    "verify_trail",
    "walk",
    "write",
]

_PAGE: Final = 500
_BYTES: Final = ("salt", "commitment", "previous_hash", "hash")
_NUMBERED: Final = frozenset(name for name, record in RECORDS.items() if "number" in record.fields)


# Out


def walk(tx: Tx, type_: str, account: str) -> Iterator[Record]:
    """Go through the records of a type that belong to an account, by their ids.

    Logins are those of the account's members. Of their addresses all are the account's whose home it is; of somebody
    at home elsewhere it is the main one, without which nobody could sign in.
    """
    table = TABLES[type_]
    where = _belonging(type_, account)
    last: str | None = None
    while True:
        wanted = select(table).where(*where).order_by(table.c.id).limit(_PAGE)
        rows = tx.rows(wanted if last is None else wanted.where(table.c.id > last))
        yield from (to_record(type_, row) for row in rows)
        if len(rows) < _PAGE:
            return
        last = rows[-1]["id"]


def _belonging(type_: str, account: str) -> list[ColumnElement[bool]]:
    table, login = TABLES[type_], TABLES["login"]
    if type_ == "account":
        return [table.c.id == account]
    if RECORDS[type_].keyed_by_account:
        return [table.c.account == account]
    if type_ == "login":
        return [table.c.id.in_(_members(account))]
    at_home = select(login.c.id).where(
        login.c.id.in_(_members(account)),
        or_(login.c.home_account == account, login.c.home_account.is_(None)),
    )
    main = table.c.login.in_(_members(account)) & table.c.primary.is_(True)
    unclaimed = table.c.login.is_(None) & (table.c.account == account)
    return [or_(table.c.login.in_(at_home), main, unclaimed)]


def _members(account: str) -> Select[Any]:
    member = TABLES["membership"]
    return select(member.c.login).where(member.c.account == account)


def count(tx: Tx, type_: str, account: str) -> int:
    """Return how many records :func:`walk` goes through."""
    wanted = select(func.count()).select_from(TABLES[type_]).where(*_belonging(type_, account))
    return int(tx.scalar(wanted))


def trail(tx: Tx, account: str) -> Iterator[bytes]:
    """Return the lines of an account's audit trail; none while it tells of nothing but its own coming."""
    where = audit_entry.c.account == account
    said = select(audit_entry.c.op).where(where).order_by(audit_entry.c.rev).limit(2)
    if [row["op"] for row in tx.rows(said)] in ([], [_IMPORT]):
        return
    last = 0
    while True:
        wanted = select(audit_entry).where(where, audit_entry.c.rev > last).order_by(audit_entry.c.rev)
        rows = tx.rows(wanted.limit(_PAGE))
        for row in rows:
            yield json_line({name: _plain(value) for name, value in row.items()}).encode() + b"\n"
        if len(rows) < _PAGE:
            return
        last = rows[-1]["rev"]


_IMPORT: Final = "account.import"


def _plain(value: Any) -> Any:
    match value:
        case bytes() | memoryview():
            return bytes(value).hex()
        case datetime():
            return codec.time_to_json(value)
        case _:
            return value


def kept_trails(tx: Tx, account: str) -> list[bytes]:
    """Return the trails that an account brought along, the oldest first.

    Raises:
        NotFound: One of them is gone.
        StoreProblem: One of them is damaged.
    """
    return [blobs.get(tx, account, sha256) for sha256 in _kept(tx, account)]


def _kept(tx: Tx, account: str) -> list[str]:
    return list(tx.scalar(select(meta.c.value).where(meta.c.key == _trail_key(account))) or ())


def _trail_key(account: str) -> str:
    return f"trail:{account.replace('-', '')}"


def verify_trail(content: bytes, account: str) -> int | None:
    """Check a trail that was brought along, from its beginning.

    Returns:
        The number of the first line that does not fit, or None when all do.
    """
    previous = audit.GENESIS
    for number, line in enumerate(content.splitlines(), 1):
        try:
            entry: dict[str, Any] = read_json(line.decode())
            beside = {name: entry.pop(name) for name in ("details", *_BYTES)}
            sealed, own = bytes.fromhex(beside["commitment"]), bytes.fromhex(beside["hash"])
            fits = (
                entry["account"] == account
                and entry["rev"] == number
                and bytes.fromhex(beside["previous_hash"]) == previous
                and audit.entry_hash(entry, sealed, previous) == own
            )
            if fits and beside["details"] is not None:
                fits = audit.commitment(bytes.fromhex(beside["salt"]), beside["details"]) == sealed
        except (ValueError, KeyError, TypeError, AttributeError):
            return number
        if not fits:
            return number
        previous = own
    return None


# In

_UNFIT: Final = re.compile(r"^(?:IntegrityError|DataError)|index row (?:size|requires)", re.IGNORECASE)
"""Errors about what was to be written, not about the database: the last is PostgreSQL's word for a text too long."""


def begin(tx: Tx) -> None:
    """Take the store for an account that comes in; others that write wait until it is there.

    Raises:
        Refused: ``store-not-empty``.
    """
    lock_for_making(tx)
    if not tx.sqlite:
        tx.execute(text("LOCK TABLE account, login IN SHARE ROW EXCLUSIVE MODE"))
    if not is_empty(tx):
        raise Refused(
            "store-not-empty",
            T_("There is an account in this store already. An archive is brought into an empty store."),
            hint=T_("Name another store with --store, or move this one away."),
        )


def is_empty(tx: Tx) -> bool:
    """Tell whether a store holds nothing of any account; announcements and the catalogue may be there."""
    own = [TABLES[name] for name, record in RECORDS.items() if record.read is not Audience.EVERYBODY]
    tables = [*own, audit_entry, revision, tombstone, blob, credential]
    return all(tx.row(select(each).limit(1)) is None for each in tables)


def write(tx: Tx, type_: str, records: Sequence[Record], sealer: Sealer) -> None:
    """Write a batch of records of one type as they are, and let their numbers' series go on behind them.

    Raises:
        Refused: ``archive-contradiction``: the database finds that they don't go together.
    """
    try:
        bulk.load_type(tx, type_, list(records), sealer, {})
    except StatementError as problem:
        if isinstance(problem, DBAPIError) and not _UNFIT.search(f"{type(problem).__name__} {problem.orig}"):
            raise
        raise refused(
            "archive-contradiction", T_("Records of the type {type} don't fit together.", type=type_)
        ) from problem
    if type_ in _NUMBERED:
        bulk.count_numbers(tx, {type_: list(records)})


def keep_trail(tx: Tx, account: str, contents: Iterable[bytes], now: datetime) -> list[str]:
    """Keep the trails that an account brings along, the oldest first; return their hashes."""
    hashes = [blobs.put(tx, account, each, now) for each in contents]
    if hashes:
        tx.insert(meta, {"key": _trail_key(account), "value": hashes})
    return hashes


def note_import(tx: Tx, account: str, reason: str, ids: Ids, now: datetime) -> Changes:
    """Begin the account's own trail with the entry that says where it came from."""
    head = audit.lock(tx, account)
    mutation = Mutation(ids.new(), account, "account", account, _IMPORT, now, reason=reason)
    touched = [("account", account)]
    rev = audit.append(tx, head, mutation, IMPORT, (), touched, now).rev
    return Changes(account, frozenset(touched), rev)
