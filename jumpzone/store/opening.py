"""Opening the store: a new one is made, an older one is brought up to date, a newer one is refused.

Nothing here imports the migration library on the way to the first screen: the version row is read with plain
SQL and compared with one constant, and only a store that is behind pays for more.
"""

from __future__ import annotations

import os
import uuid
from datetime import datetime
from pathlib import Path
from typing import Final

from jumpzone import __version__
from jumpzone.errors import StoreProblem
from jumpzone.i18n import T_
from jumpzone.model import codec
from jumpzone.paths import private_folder
from jumpzone.store import fulltext
from jumpzone.store.engine import can_encrypt, cannot_open, is_encrypted, locate
from jumpzone.store.store import Store, Tx
from jumpzone.store.tables import SCHEMA_VERSION, meta, metadata
from jumpzone.store.version import lock_for_making, schema_version, version_table

META_ID: Final = "id"
META_CREATED_AT: Final = "created_at"
META_CREATED_BY: Final = "created_by"


def open_store(url: str, key: bytes | None = None, *, now: datetime, backup_is_made: bool = False) -> Store:
    """Open a store and see to it that it is of this program's version.

    A file that does not exist is made, for its owner alone, and encrypted if there is a key. A file that
    exists stays what it is: a plain one is opened without the key.

    Args:
        url: See :func:`jumpzone.store.engine.locate`.
        key: The 256-bit key of an encrypted SQLite store.
        now: The time that is written into a new store, and into the name of a backup.
        backup_is_made: The operator says that there is a backup of a PostgreSQL store; see
            :func:`jumpzone.store.migrations.migrate`.

    Raises:
        StoreProblem: It can't be opened: a wrong or missing key, a file of something else, no rights, a
            server that does not answer, a newer version's store, or a migration that failed.
    """
    location = locate(url)
    if location.path is not None:
        key = _key_for(location.path, key)
        _make_private_file(location.path)
    store = Store(location, key)
    try:
        _bring_up_to_date(store, now, backup_is_made)
    except BaseException:
        store.close()
        raise
    return store


def store_id(tx: Tx) -> str:
    """Return the store's own identity, given when it was made."""
    return str(tx.scalar(meta.select().with_only_columns(meta.c.value).where(meta.c.key == META_ID)))


def _key_for(path: Path, key: bytes | None) -> bytes | None:
    try:
        encrypted = is_encrypted(path)
    except OSError as problem:
        raise cannot_open(path) from problem
    if encrypted is False:
        return None
    if encrypted and key is None:
        raise StoreProblem(
            "needs-key",
            T_("The store {path} is encrypted, or it is no store of this program.", path=str(path)),
            hint=T_("Give its passphrase, or bring back the key that was kept in your keyring."),
        )
    return key if encrypted or can_encrypt() else None


def _make_private_file(path: Path) -> None:
    # Made before SQLite does it, which would let everybody read; its journals take the file's own rights.
    try:
        private_folder(path.parent)
        os.close(os.open(path, os.O_CREAT | os.O_RDONLY | getattr(os, "O_CLOEXEC", 0), 0o600))
    except OSError as problem:
        raise cannot_open(path) from problem


def _bring_up_to_date(store: Store, now: datetime, backup_is_made: bool) -> None:
    with store.read() as tx:
        found = schema_version(tx)
    if found is None:
        found = _make(store, now)
    if found == SCHEMA_VERSION:
        return
    if not found.isdigit() or found > SCHEMA_VERSION:
        raise StoreProblem(
            "newer-store",
            T_("This store was made by a newer version of the program."),
            hint=T_("Update jumpzone to open it."),
        )
    # Late: the migration library takes half a second to load, and is needed once per version.
    from jumpzone.store.migrations import migrate

    migrate(store, now, backup_is_made=backup_is_made)


def _make(store: Store, now: datetime) -> str:
    """Make the tables of a new store, unless another process was quicker; return the version."""
    with store.write() as tx:
        lock_for_making(tx)
        found = schema_version(tx)
        if found is not None:
            return found
        metadata.create_all(tx.connection, checkfirst=False)
        fulltext.create(tx.connection)
        version_table.create(tx.connection)
        tx.insert(version_table, {"version_num": SCHEMA_VERSION})
        tx.insert(
            meta,
            {"key": META_ID, "value": str(uuid.uuid4())},
            {"key": META_CREATED_AT, "value": codec.time_to_json(now)},
            {"key": META_CREATED_BY, "value": __version__},
        )
    return SCHEMA_VERSION
