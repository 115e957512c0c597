"""Bringing an older store up to date.

The order that keeps data safe: a verified backup; foreign keys off, which SQLite only does outside a
transaction (with them on, the migration library's way of rebuilding a table empties the tables that refer to
it); every step in one transaction; then foreign keys, the file's integrity and the number of rows are checked,
and only a store that passes is committed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from jumpzone.errors import StoreProblem
from jumpzone.i18n import T_, Text
from jumpzone.store.backup import Backup, backup, backup_path
from jumpzone.store.engine import troubles
from jumpzone.store.store import Store, Tx
from jumpzone.store.tables import SCHEMA_VERSION
from jumpzone.store.version import lock_for_making, schema_version

SCRIPTS: Final = Path(__file__).parent


def migrate(
    store: Store, now: datetime, *, backup_is_made: bool = False, scripts: Path = SCRIPTS, to: str = "head"
) -> Backup | None:
    """Bring a store to a newer version, all of it or nothing.

    A SQLite store is copied first. A store on a server is not: a copy through this program would be slower
    and less complete than the server's own. There the operator has to say that there is a backup.

    Args:
        store: The open store.
        now: Goes into the backup's name.
        backup_is_made: The operator's word, for a store on a server.
        scripts: The folder with the migrations.
        to: The version to reach.

    Returns:
        The backup; None for a store on a server.

    Raises:
        StoreProblem: It could not be migrated and is what it was before; the message names the backup.
    """
    with store.read() as tx:
        found = schema_version(tx)
    if store.location.sqlite:
        copy = backup(store, backup_path(store, now, found or "empty"))
    elif not backup_is_made:
        raise StoreProblem(
            "needs-migration",
            T_(
                "This store is of version {found}, and the program needs version {wanted}.",
                found=found or "-",
                wanted=SCHEMA_VERSION,
            ),
            hint=T_("Back it up with pg_dump, then run “jumpzone doctor --upgrade-store”."),
        )
    else:
        copy = None
    try:
        _upgrade(store, scripts, to)
    except (SQLAlchemyError, CommandError, _Unsound, StoreProblem) as problem:
        raise StoreProblem("migration-failed", _failed(copy, problem), hint=_HINT) from problem
    return copy


_HINT: Final = T_("Nothing was changed. Go on with the version of the program that you had, and report this.")


def _failed(copy: Backup | None, problem: Exception) -> Text:
    why = str(problem).splitlines()[0]
    if copy is None:
        return T_("The store could not be brought up to date: {why}", why=why)
    return T_(
        "The store could not be brought up to date: {why}. It is as it was; a backup of it lies in {path}.",
        why=why,
        path=str(copy.path),
    )


class _Unsound(Exception):
    """A migrated store did not pass the checks."""


def upgrade_on(connection: Connection, scripts: Path = SCRIPTS, to: str = "head") -> None:
    """Run the migrations on a connection that is inside a transaction; nothing is checked here."""
    config = Config()
    # The library's own interpolation: a percent sign in the path stands for itself.
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _upgrade(store: Store, scripts: Path, to: str) -> None:
    with troubles(), store.engine.connect() as connection:
        if store.location.sqlite:
            # Straight to the driver: the engine's own way would begin a transaction first.
            raw = connection.connection.driver_connection
            assert raw is not None
            raw.execute("PRAGMA foreign_keys = OFF")
        try:
            connection = connection.execution_options(writes=True)
            with connection.begin():
                tx = Tx(connection, True)
                lock_for_making(tx)
                before = _counts(tx)
                upgrade_on(connection, scripts, to)
                _check(tx, before)
        finally:
            # The next to take it from the pool would find foreign keys off.
            connection.invalidate()


def _counts(tx: Tx) -> dict[str, int]:
    names = tx.connection.dialect.get_table_names(tx.connection)
    quoted = {name: tx.connection.dialect.identifier_preparer.quote_identifier(name) for name in names}
    return {
        name: int(tx.scalar(text(f"SELECT count(*) FROM {quoted[name]}")))  # noqa: S608 - names from the catalogue
        for name in names
        if "_search" not in name
    }


def _check(tx: Tx, before: Mapping[str, int]) -> None:
    after = _counts(tx)
    lost = [name for name, count in before.items() if name in after and after[name] < count]
    if lost:
        raise _Unsound(f"rows are missing from {', '.join(sorted(lost))}")
    if not tx.sqlite:
        return
    if tx.rows(text("PRAGMA foreign_key_check")):
        raise _Unsound("a row refers to one that is not there")
    found = tx.scalar(text("PRAGMA integrity_check"))
    if found != "ok":
        raise _Unsound(str(found))
