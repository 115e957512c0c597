"""Opening a store: SQLite (encrypted where it can be) or PostgreSQL, with the settings that keep data safe."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DataError, IntegrityError, ProgrammingError
from sqlalchemy.pool import QueuePool

from jumpzone.errors import StoreProblem
from jumpzone.i18n import T_
from jumpzone.model.text import fold

try:
    from sqlcipher3 import dbapi2 as _cipher
except ImportError:  # no wheel for this platform: Python's own SQLite, unencrypted
    _cipher = None

APPLICATION_ID: Final = 0x4A5A4F4E
"""ASCII "JZON", in the file's header."""

_PLAIN_HEADER: Final = b"SQLite format 3\x00"
_WAL_SAFE_FROM: Final = (3, 51, 3)
"""Older versions can corrupt a database in WAL mode when a checkpoint races a reset (sqlite.org, "WAL-reset bug")."""

_BUSY_MS: Final = 30_000


def sqlite_module() -> ModuleType:
    """Return the SQLite that stores use: SQLCipher's where there is a wheel, else Python's own."""
    return _cipher if _cipher is not None else sqlite3


def can_encrypt() -> bool:
    """Tell whether stores can be encrypted on this machine."""
    return _cipher is not None


def uses_wal() -> bool:
    """Tell whether this SQLite's write-ahead log is safe to use."""
    version: tuple[int, ...] = sqlite_module().sqlite_version_info
    return version >= _WAL_SAFE_FROM


@dataclass(frozen=True, slots=True)
class Location:
    """Where a store is: a SQLite file or a PostgreSQL database.

    Attributes:
        url: The URL without its password, fit to be shown.
        path: The SQLite file; None for PostgreSQL.
    """

    url: str
    path: Path | None
    secret_url: str

    @property
    def sqlite(self) -> bool:
        """Whether it is a SQLite file."""
        return self.path is not None

    def __repr__(self) -> str:
        """Keep the password out of logs."""
        return f"Location({self.url!r})"


def locate(url: str) -> Location:
    """Read a store's URL: ``sqlite:///path``, ``postgresql://…``, or the plain path of a file.

    Raises:
        StoreProblem: It is neither.
    """
    if "://" not in url:
        path = Path(url).expanduser()
        return Location(f"sqlite:///{path}", path, url)
    try:
        parsed = make_url(url)
    except ArgumentError as problem:
        raise _unknown_url() from problem
    shown = parsed.render_as_string(hide_password=True)
    match parsed.get_backend_name():
        case "sqlite" if parsed.database:
            return Location(shown, Path(parsed.database).expanduser(), url)
        case "postgresql":
            secret = parsed.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
            return Location(shown, None, secret)
    raise _unknown_url()


def _unknown_url() -> StoreProblem:
    return StoreProblem(
        "unknown-store",
        T_("This is not the address of a store."),
        hint=T_("Give the path of a file, sqlite:///PATH, or postgresql://USER@HOST/DATABASE."),
    )


def is_encrypted(path: Path) -> bool | None:
    """Tell whether a SQLite file is encrypted; None when there is no file, or it is empty."""
    try:
        with path.open("rb") as file:
            header = file.read(16)
    except FileNotFoundError:
        return None
    return None if not header else header != _PLAIN_HEADER


def connect_sqlite(path: Path, key: bytes | None) -> Any:
    """Open one DBAPI connection with every safety setting.

    Args:
        path: The file; it is made when it does not exist.
        key: The 256-bit key of an encrypted store, or None.

    Raises:
        StoreProblem: The key is wrong, the file is no store, or SQLite is unencrypted where a key is needed.
    """
    module = sqlite_module()
    if key is not None and _cipher is None:
        raise StoreProblem(
            "no-encryption",
            T_("This store is encrypted, and there is no SQLCipher on this machine to open it."),
            hint=T_("Install the package sqlcipher3."),
        )
    connection = _connect(path)
    try:
        _unlock(connection, key)
        _configure(connection)
    except module.DatabaseError as problem:
        connection.close()
        if "locked" in str(problem):
            raise busy() from problem
        raise _not_a_store(path, key) from problem
    return connection


def connect_bare(path: Path, key: bytes | None) -> Any:
    """Open a file as it is, for copying: nothing is set that would be written into it.

    Raises:
        StoreProblem: The file can't be opened.
    """
    connection = _connect(path)
    _unlock(connection, key)
    return connection


def _connect(path: Path) -> Any:
    module = sqlite_module()
    try:
        return module.connect(
            str(path), timeout=_BUSY_MS / 1000, check_same_thread=False, isolation_level=None
        )
    except module.Error as problem:
        raise cannot_open(path) from problem


def _unlock(connection: Any, key: bytes | None) -> None:
    if _cipher is not None:
        # Before the key: a wrong one would write to stderr, over the screen.
        connection.execute("PRAGMA cipher_log_level = NONE")
    if key is not None:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")


def _configure(connection: Any) -> None:
    run = connection.execute
    run(f"PRAGMA busy_timeout = {_BUSY_MS}")
    run("PRAGMA foreign_keys = ON")
    run("PRAGMA trusted_schema = OFF")
    run("PRAGMA secure_delete = ON")
    run("PRAGMA cell_size_check = ON")
    run("PRAGMA temp_store = MEMORY")
    connection.create_function("jz_fold", 1, _fold_or_null, deterministic=True)
    run("SELECT count(*) FROM sqlite_master").fetchone()
    found = run("PRAGMA application_id").fetchone()[0]
    if found == 0 and run("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
        run(f"PRAGMA application_id = {APPLICATION_ID}")
    elif found != APPLICATION_ID:
        raise sqlite_module().DatabaseError("file is not a jumpzone store")
    wanted = "WAL" if uses_wal() else "TRUNCATE"
    if run("PRAGMA journal_mode").fetchone()[0].upper() != wanted:
        run(f"PRAGMA journal_mode = {wanted}")
    # In WAL mode NORMAL can lose acknowledged commits in a power cut; "Saved" has to be durable.
    run("PRAGMA synchronous = FULL")


def _fold_or_null(value: str | None) -> str | None:
    return None if value is None else fold(value)


def cannot_open(path: Path) -> StoreProblem:
    """Return the error for a file that can't be read, made or written."""
    return StoreProblem(
        "cannot-open",
        T_("The store {path} can't be opened.", path=str(path)),
        hint=T_("Check that its folder exists, that you may write there, and that the disk is not full."),
    )


def _not_a_store(path: Path, key: bytes | None) -> StoreProblem:
    if key is not None:
        return StoreProblem(
            "wrong-key",
            T_("The key does not open the store {path}.", path=str(path)),
            hint=T_("Give the right passphrase, or bring back the key that was kept in your keyring."),
        )
    return StoreProblem(
        "not-a-store",
        T_("The file {path} is not a store of this program, or it is damaged.", path=str(path)),
        hint=T_("Choose another file with --store, or bring back a backup."),
    )


def busy() -> StoreProblem:
    """Return the error for a store that others keep busy for too long."""
    return StoreProblem(
        "busy",
        T_("Another program has kept the store busy for {seconds} seconds.", seconds=_BUSY_MS // 1000),
        hint=T_("Nothing was changed. Try again in a moment."),
    )


def build_engine(location: Location, key: bytes | None) -> Engine:
    """Make the engine of a store; nothing is connected yet."""
    if location.path is None:
        engine = create_engine(
            location.secret_url, pool_size=5, max_overflow=5, pool_pre_ping=True, hide_parameters=True
        )
        event.listen(engine, "connect", _configure_postgresql)
        return engine
    path = location.path
    engine = create_engine(
        "sqlite://",
        module=sqlite_module(),
        creator=lambda: connect_sqlite(path, key),
        poolclass=QueuePool,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that reads and then writes can fail, or lose another writer's increment;
    # taking the write lock first makes writers queue instead.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _configure_postgresql(connection: Any, record: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET TIME ZONE 'UTC'")
        cursor.execute(f"SET lock_timeout = '{_BUSY_MS}ms'")
    connection.commit()


_DISK_FULL: Final = re.compile(r"disk is full|No space left|disk I/O|could not extend", re.IGNORECASE)
_LOCKED: Final = re.compile(r"database is locked|database table is locked|lock timeout", re.IGNORECASE)
_READ_ONLY: Final = re.compile(r"readonly database|read-only", re.IGNORECASE)
_DAMAGED: Final = re.compile(r"malformed|not a database", re.IGNORECASE)
_AWAY: Final = re.compile(r"connection|server closed|could not translate|timeout expired", re.IGNORECASE)


@contextmanager
def troubles() -> Iterator[None]:
    """Turn a database's own troubles (full disk, lost server, lock) into errors for people.

    Anything else, a wrong statement above all, is a bug and passes through.

    Raises:
        StoreProblem: Nothing was changed, and why.
    """
    try:
        yield
    except (IntegrityError, ProgrammingError, DataError):
        raise
    except (DatabaseError, sqlite_module().DatabaseError) as problem:
        told = _for_people(problem)
        if told is None:
            raise
        raise told from problem


def _for_people(problem: Exception) -> StoreProblem | None:
    text = str(getattr(problem, "orig", problem))
    if _LOCKED.search(text):
        return busy()
    nothing = T_("Nothing was changed. Try again in a moment.")
    if _DISK_FULL.search(text):
        return StoreProblem(
            "disk-full",
            T_("The disk is full or does not answer; the store could not be written."),
            hint=T_("Make room on the disk, then save again. Nothing was changed."),
        )
    if _READ_ONLY.search(text):
        return StoreProblem(
            "read-only",
            T_("The store may be read here but not written."),
            hint=T_("Check the rights of its file and folder."),
        )
    if _DAMAGED.search(text):
        return StoreProblem(
            "damaged",
            T_("The store is damaged."),
            hint=T_("Run “jumpzone doctor”, and bring back the last backup if it says so."),
        )
    if _AWAY.search(text):
        return StoreProblem("away", T_("The store's server does not answer."), hint=nothing)
    return None
