"""Word of what other programs on the same store have changed."""

from __future__ import annotations

import threading
from typing import Any

from sqlalchemy import select

from jumpzone.model.mutations import Changes
from jumpzone.store.engine import troubles
from jumpzone.store.store import Store
from jumpzone.store.tables import audit_entry, revision


class Watch:
    """Polls a store for changes of one account. Each watcher has its own."""

    def __init__(self, store: Store, account: str) -> None:
        """Start at the account's present state."""
        self._store = store
        self._account = account
        self._lock = threading.Lock()
        self._connection: Any = None
        self._data_version = -1
        self._rev = 0
        self.poll()

    def close(self) -> None:
        """Give back the connection."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def poll(self) -> Changes | None:
        """Tell what anybody has changed since the last call, or None; costs one PRAGMA while nobody writes.

        Raises:
            StoreProblem: The database is in trouble.
        """
        with self._lock:
            if self._store.location.sqlite and not self._touched():
                return None
            return self._read()

    def _touched(self) -> bool:
        # PRAGMA data_version moves when any *other* connection commits, so it needs one that never writes.
        with troubles():
            if self._connection is None:
                self._connection = self._store.connect_raw()
            found = self._connection.execute("PRAGMA data_version").fetchone()[0]
        changed = found != self._data_version
        self._data_version = found
        return bool(changed)

    def _read(self) -> Changes | None:
        account, since = self._account, self._rev
        with self._store.read() as tx:
            rev = tx.scalar(select(revision.c.value).where(revision.c.account == account)) or 0
            if rev == since:
                return None
            self._rev = rev
            if not since:
                return None
            rows = tx.rows(
                select(audit_entry.c.touched).where(
                    audit_entry.c.account == account, audit_entry.c.rev > since
                )
            )
        return Changes(account, frozenset((type_, id_) for row in rows for type_, id_ in row["touched"]), rev)
