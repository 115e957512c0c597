"""Which version a store is of, read without the migration library."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, MetaData, PrimaryKeyConstraint, String, Table, text

from jumpzone.errors import StoreProblem
from jumpzone.i18n import T_
from jumpzone.store.store import Tx
from jumpzone.store.tables import meta

_MAKING_LOCK: Final = 0x4A5A4F4E
"""PostgreSQL's advisory lock while a store is made or migrated: "JZON"."""

version_table: Final = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""Where the migration library keeps a store's version; made here too, in its own shape."""


def schema_version(tx: Tx) -> str | None:
    """Return the migration that a store is at; None when it is empty.

    Raises:
        StoreProblem: It is not empty, and not one of this program's.
    """
    if tx.sqlite:
        names = set(tx.connection.execute(text("SELECT name FROM sqlite_master")).scalars())
    else:
        names = set(
            tx.connection.execute(
                text("SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace")
            ).scalars()
        )
    if not names:
        return None
    if not {version_table.name, meta.name} <= names:
        raise StoreProblem(
            "not-a-store",
            T_("There is something else in this database already; it is no store of this program."),
            hint=T_("Choose an empty database, or another file."),
        )
    found: str | None = tx.connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found is None:
        raise StoreProblem("no-version", T_("The store does not say which version it is of."))
    return found


def lock_for_making(tx: Tx) -> None:
    """Let one process at a time make or change the tables; SQLite's writing transactions do so by themselves."""
    if not tx.sqlite:
        tx.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MAKING_LOCK})
