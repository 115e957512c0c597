"""Copies of a store that can be trusted: taken in one piece, opened again, checked and counted."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from jumpzone.errors import StoreProblem
from jumpzone.i18n import T_
from jumpzone.paths import private_folder
from jumpzone.store.engine import troubles
from jumpzone.store.store import Store


@dataclass(frozen=True, slots=True)
class Backup:
    """A verified copy.

    Attributes:
        path: The file. It is encrypted under the same key as the store, or plain as the store is.
        counts: Rows per table, the same in the store and in the copy.
    """

    path: Path
    counts: Mapping[str, int]


def backup_path(store: Store, now: datetime, label: str) -> Path:
    """Return where a copy of a store is put by default: the folder ``backups`` beside it."""
    assert store.location.path is not None
    own = store.location.path
    return own.parent / "backups" / f"{own.stem}-{label}-{now:%Y%m%dT%H%M%SZ}{own.suffix or '.db'}"


def backup(store: Store, to: Path) -> Backup:
    """Copy a SQLite store while others go on reading and writing it.

    The copy is what the store was at one moment. It takes its name only when it has been opened with the
    store's key, passed SQLite's integrity check (and SQLCipher's, page by page) and has as many rows in
    every table.

    Args:
        store: An open SQLite store.
        to: The file to make; it must not exist.

    Raises:
        StoreProblem: The store is on a server (its operator makes backups there), the file can't be
            written, or the copy is not sound. Nothing is left behind.
    """
    if store.location.path is None:
        raise StoreProblem(
            "server-backup",
            T_("A store on a server is backed up there, by its operator."),
            hint=T_("Use pg_dump."),
        )
    made = to.with_name(f".{to.name}.{secrets.token_hex(4)}.new")
    try:
        _create(to, made)
        with troubles():
            counts = _copy(store, made)
            _verify(store, made, counts)
        _publish(made, to)
    finally:
        for leftover in made.parent.glob(f"{made.name}*"):
            leftover.unlink()
    return Backup(to, counts)


def row_counts(connection: Any) -> dict[str, int]:
    """Count the rows of every table of a SQLite connection, those of search indexes left out."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' "
        "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '%\\_search\\_%' ESCAPE '\\'"
    ).fetchall()
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - our own tables
        for (name,) in names
    }


def integrity(connection: Any) -> list[str]:
    """Return what SQLite, and SQLCipher for an encrypted file, finds wrong with a file; empty when sound."""
    found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check").fetchall()]
    pages = [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check").fetchall()]
    return [each for each in found if each != "ok"] + pages


def _create(to: Path, made: Path) -> None:
    try:
        private_folder(to.parent)
        if to.exists():
            raise FileExistsError(to)
        # Before SQLite does it, which would let everybody read.
        os.close(os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as problem:
        raise StoreProblem(
            "no-backup",
            T_("The backup {path} can't be written.", path=str(to)),
            hint=T_("Choose another place, or make room there."),
        ) from problem


def _copy(store: Store, made: Path) -> dict[str, int]:
    with closing(store.connect_raw()) as source, closing(store.connect_copy(made)) as target:
        # Counted and copied inside one reading transaction: both see the same moment.
        source.execute("BEGIN")
        counts = row_counts(source)
        source.backup(target)
        source.execute("COMMIT")
        # One file, without a log beside it.
        target.execute("PRAGMA journal_mode = DELETE")
    return counts


def _verify(store: Store, made: Path, counts: Mapping[str, int]) -> None:
    with closing(store.connect_copy(made)) as copy:
        if integrity(copy) or row_counts(copy) != counts:
            raise StoreProblem(
                "bad-backup",
                T_("The backup turned out to be damaged and was thrown away."),
                hint=T_("Check the disk, then run “jumpzone doctor”."),
            )


def _publish(made: Path, to: Path) -> None:
    descriptor = os.open(made, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    made.replace(to)
    if os.name != "nt":
        descriptor = os.open(to.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
