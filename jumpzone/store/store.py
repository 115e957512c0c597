"""The store as others see it: reading and writing transactions, and word of what other programs changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine, Executable, RowMapping, Table, insert, text
from sqlalchemy.dialects.sqlite import insert as upsert_sqlite

from jumpzone.model.mutations import Changes
from jumpzone.store.engine import (
    Location,
    build_engine,
    connect_bare,
    connect_sqlite,
    is_encrypted,
    locate,
    sqlite_module,
    troubles,
)


class Tx:
    """One transaction. Handed to the functions of this package; others only pass it on."""

    def __init__(self, connection: Connection, writes: bool) -> None:
        """Wrap a connection that is inside a transaction."""
        self.connection = connection
        self.writes = writes
        self.sqlite = connection.dialect.name == "sqlite"
        self.queued_mail = False

    def execute(self, statement: Executable, values: Any = None) -> Any:
        """Run a statement."""
        return self.connection.execute(statement, values)

    def rows(self, statement: Executable, values: Any = None) -> list[RowMapping]:
        """Run a query and return all its rows by column name."""
        return list(self.connection.execute(statement, values).mappings().all())

    def row(self, statement: Executable, values: Any = None) -> RowMapping | None:
        """Run a query and return its first row, or None."""
        return self.connection.execute(statement, values).mappings().first()

    def scalar(self, statement: Executable, values: Any = None) -> Any:
        """Run a query and return the first column of its first row, or None."""
        return self.connection.execute(statement, values).scalar()

    def insert(self, table: Table, *rows: dict[str, Any]) -> None:
        """Insert rows; all must have the same columns."""
        if rows:
            self.connection.execute(insert(table), list(rows))

    def insert_into(self, table: Table) -> Any:
        """Return this database's own insert statement, which can say what to do where a row exists."""
        if self.sqlite:
            return upsert_sqlite(table)
        # Late: a store in a file need not wait for all of PostgreSQL's dialect.
        from sqlalchemy.dialects.postgresql import insert as upsert_postgresql

        return upsert_postgresql(table)

    def upsert(self, table: Table, row: dict[str, Any]) -> None:
        """Insert a row, or replace its values where its primary key exists."""
        keys = [column.name for column in table.primary_key]
        rest = {name: value for name, value in row.items() if name not in keys}
        statement = self.insert_into(table).values(row)
        self.connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=rest))


@dataclass(frozen=True, slots=True)
class StoreInfo:
    """What a store says of itself.

    Attributes:
        url: Without its password.
        engine: ``SQLite 3.53.4`` or ``PostgreSQL 18.1``.
        journal: SQLite's journal mode, or None.
        encrypted: Whether the file is encrypted; None where that is not for this program to know.
        schema: The migration it is at.
    """

    url: str
    engine: str
    journal: str | None
    encrypted: bool | None
    schema: str


class Store:
    """An open store. Safe to use from several threads; every transaction takes its own connection."""

    def __init__(self, location: Location, key: bytes | None = None) -> None:
        """Take where it is and, for an encrypted SQLite file, its key. Use :func:`open_store`."""
        self.location = location
        self._key = key
        self._engine = build_engine(location, key)
        # PostgreSQL's usual level lets every statement of a transaction see another moment.
        self._readers = (
            self._engine
            if location.sqlite
            else self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        )
        self._writers = self._engine.execution_options(writes=True)
        self._listeners: list[Callable[[Changes], None]] = []

    def connect_raw(self) -> Any:
        """Open a DBAPI connection of one's own to the SQLite file, for this package alone."""
        assert self.location.path is not None
        return connect_sqlite(self.location.path, self._key)

    def connect_copy(self, path: Path) -> Any:
        """Open a copy of the SQLite file with the store's own key, for this package alone."""
        return connect_bare(path, self._key)

    @property
    def engine(self) -> Engine:
        """The SQLAlchemy engine, for this package alone."""
        return self._engine

    def __enter__(self) -> Self:
        """Return the store; leaving closes it."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the store."""
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """Open a reading transaction: all its queries see one moment.

        Raises:
            StoreProblem: The database is in trouble.
        """
        with troubles(), self._readers.connect() as connection, connection.begin():
            yield Tx(connection, False)

    @contextmanager
    def write(self) -> Iterator[Tx]:
        """Open a writing transaction; it is on disk when the block has ended, or undone when it raised.

        Raises:
            StoreProblem: The database is in trouble; nothing was changed.
        """
        with troubles(), self._writers.connect() as connection, connection.begin():
            tx = Tx(connection, True)
            yield tx
        if tx.queued_mail:
            # Mail to an address without account (a code) belongs to no change that would tell of it.
            self.committed(Changes(""))

    def on_commit(self, listener: Callable[[Changes], None]) -> Callable[[], None]:
        """Have ``listener`` called, in the committing thread, with every change of this program.

        Returns:
            A function that ends it.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def committed(self, changes: Changes) -> None:
        """Tell listeners of a change that is on disk."""
        for listener in tuple(self._listeners):
            listener(changes)

    def info(self, schema: str) -> StoreInfo:
        """Tell what this store is."""
        with self.read() as tx:
            if self.location.sqlite:
                assert self.location.path is not None
                journal = str(tx.scalar(text("PRAGMA journal_mode"))).upper()
                engine = f"SQLite {sqlite_module().sqlite_version}"
                return StoreInfo(self.location.url, engine, journal, is_encrypted(self.location.path), schema)
            engine = f"PostgreSQL {tx.scalar(text('SHOW server_version'))}"
            return StoreInfo(self.location.url, engine, None, None, schema)


def exists(url: str) -> bool:
    """Tell whether the store of a SQLite URL exists already; a PostgreSQL one is always asked."""
    path = locate(url).path
    return path is None or (path.exists() and path.stat().st_size > 0)
