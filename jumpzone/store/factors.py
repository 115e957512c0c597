"""Second factors: the sealed secret of a login, the codes that were used, and the hashes of its recovery codes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, func, select, update

from jumpzone.store.store import Tx
from jumpzone.store.tables import recovery_code, second_factor


@dataclass(frozen=True, slots=True)
class Factor:
    """A login's second factor.

    Attributes:
        login: Whose it is.
        secret: Sealed, bound to the login's id.
        enabled_at: Since when it is asked for, UTC.
        last_step: The step of time of the last code that was taken; none up to it is taken again.
    """

    login: str
    secret: bytes = field(repr=False)
    enabled_at: datetime
    last_step: int


def get(tx: Tx, login: str) -> Factor | None:
    """Return a login's second factor, or None."""
    row = tx.row(select(second_factor).where(second_factor.c.login == login))
    return None if row is None else Factor(**row)


def enable(tx: Tx, factor: Factor, recovery: Iterable[bytes], now: datetime) -> None:
    """Write a login's second factor with its recovery codes; what it had before is forgotten."""
    remove(tx, factor.login)
    tx.insert(
        second_factor,
        {
            "login": factor.login,
            "secret": factor.secret,
            "enabled_at": factor.enabled_at,
            "last_step": factor.last_step,
        },
    )
    replace_recovery(tx, factor.login, recovery, now)


def remove(tx: Tx, login: str) -> None:
    """Forget a login's second factor and its recovery codes."""
    tx.execute(delete(second_factor).where(second_factor.c.login == login))
    tx.execute(delete(recovery_code).where(recovery_code.c.login == login))


def use_step(tx: Tx, login: str, step: int) -> bool:
    """Take the code of a step; tell whether no code of it, or of a later one, was taken before."""
    done = tx.execute(
        update(second_factor)
        .where(second_factor.c.login == login, second_factor.c.last_step < step)
        .values(last_step=step)
    )
    return bool(done.rowcount)


def replace_recovery(tx: Tx, login: str, hashes: Iterable[bytes], now: datetime) -> None:
    """Give a login new recovery codes; the old ones are worthless."""
    tx.execute(delete(recovery_code).where(recovery_code.c.login == login))
    tx.insert(recovery_code, *({"login": login, "code_hash": each, "created_at": now} for each in hashes))


def use_recovery(tx: Tx, login: str, code_hash: bytes) -> bool:
    """Use a recovery code up; tell whether there was such a one."""
    done = tx.execute(
        delete(recovery_code).where(recovery_code.c.login == login, recovery_code.c.code_hash == code_hash)
    )
    return bool(done.rowcount)


def recovery_left(tx: Tx, login: str) -> int:
    """Return how many recovery codes a login has left."""
    return int(
        tx.scalar(select(func.count()).select_from(recovery_code).where(recovery_code.c.login == login))
    )
