"""Files of an account, each kept once under the hash of its bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from jumpzone.errors import NotFound, Refused, StoreProblem
from jumpzone.i18n import T_
from jumpzone.store.store import Tx
from jumpzone.store.tables import blob


def hash_of(content: bytes) -> str:
    """Return the name of a file: the SHA-256 of its bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def put(tx: Tx, account: str, content: bytes, now: datetime) -> str:
    """Keep a file, if the account does not have it yet; return the hash of its bytes."""
    hash_ = hash_of(content)
    row = {"account": account, "sha256": hash_, "size": len(content), "bytes": content, "created_at": now}
    statement = tx.insert_into(blob).values(row)
    tx.execute(statement.on_conflict_do_nothing(index_elements=["account", "sha256"]))
    return hash_


def get(tx: Tx, account: str, sha256: str) -> bytes:
    """Return a file's bytes.

    Raises:
        NotFound: The account has no such file.
        StoreProblem: ``file-damaged``: what is kept is not what was put there.
    """
    found = tx.scalar(select(blob.c.bytes).where(blob.c.account == account, blob.c.sha256 == sha256))
    if found is None:
        raise NotFound()
    content = bytes(found)
    if hash_of(content) != sha256:
        raise StoreProblem(
            "file-damaged",
            T_("This file was damaged in the store."),
            hint=T_("Run “jumpzone doctor”, and bring the file back from a backup."),
        )
    return content


def require(tx: Tx, account: str, hashes: Collection[str]) -> None:
    """See to it that every file that a record names is there.

    Raises:
        Refused: ``file-missing``.
    """
    if not hashes:
        return
    there = select(blob.c.sha256).where(blob.c.account == account, blob.c.sha256.in_(list(hashes)))
    if len(tx.rows(there)) < len(hashes):
        raise Refused("file-missing", T_("An attached file did not arrive. Attach it again."))
