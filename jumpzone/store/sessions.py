"""Sessions: random references, of which the store keeps a hash."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import RowMapping, bindparam, delete, select, update

from jumpzone.store.store import Tx
from jumpzone.store.tables import session

TOUCH_AFTER: Final = timedelta(minutes=5)
"""How exactly the store knows when a session was last used, so that reading does not write."""


def add(tx: Tx, row: dict[str, Any]) -> None:
    """Begin a session."""
    tx.insert(session, row)


_ALIVE: Final = select(session.c.id).where(
    session.c.id == bindparam("jz_id", type_=session.c.id.type),
    session.c.expires_at > bindparam("jz_now", type_=session.c.expires_at.type),
)
"""Built once: every reading transaction begins with it."""


def alive(tx: Tx, id_: str, now: datetime) -> bool:
    """Tell whether a session has neither ended nor expired."""
    return tx.scalar(_ALIVE, {"jz_id": id_, "jz_now": now}) is not None


def by_id(tx: Tx, id_: str, now: datetime) -> RowMapping | None:
    """Return a session, or None when it has ended."""
    return tx.row(select(session).where(session.c.id == id_, session.c.expires_at > now))


def by_token(tx: Tx, token_hash: bytes, now: datetime) -> RowMapping | None:
    """Return the session of a token, or None when it has ended."""
    return tx.row(select(session).where(session.c.token_hash == token_hash, session.c.expires_at > now))


def touch(tx: Tx, id_: str, now: datetime, expires_at: datetime) -> None:
    """Note that a session was used; at most every few minutes, so that reading does not write."""
    tx.execute(
        update(session)
        .where(session.c.id == id_, session.c.used_at < now - TOUCH_AFTER)
        .values(used_at=now, expires_at=expires_at)
    )


def end(tx: Tx, id_: str, login: str) -> bool:
    """End one session of a login; tell whether there was one."""
    return bool(tx.execute(delete(session).where(session.c.id == id_, session.c.login == login)).rowcount)


def end_all(tx: Tx, login: str, but: str | None = None) -> int:
    """End every session of a login, except perhaps one; return how many ended."""
    statement = delete(session).where(session.c.login == login)
    if but is not None:
        statement = statement.where(session.c.id != but)
    return int(tx.execute(statement).rowcount)


def of_login(tx: Tx, login: str, now: datetime) -> list[RowMapping]:
    """Return a login's living sessions, the last used first."""
    return tx.rows(
        select(session)
        .where(session.c.login == login, session.c.expires_at > now)
        .order_by(session.c.used_at.desc(), session.c.id.desc())
    )


def prune(tx: Tx, now: datetime) -> None:
    """Forget sessions that have expired."""
    tx.execute(delete(session).where(session.c.expires_at <= now))
