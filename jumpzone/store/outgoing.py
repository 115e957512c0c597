"""Mail that waits to go, queued in the transaction that caused it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import RowMapping, case, delete, func, or_, select, update

from jumpzone.errors import NotFound, StoreProblem
from jumpzone.model.ids import Ids
from jumpzone.model.mails import MASK, Composed, Composer
from jumpzone.model.mutations import Notice
from jumpzone.model.records import Account, Login, Message
from jumpzone.store import fulltext, loading
from jumpzone.store.rows import to_row
from jumpzone.store.seal import Sealer
from jumpzone.store.store import Tx
from jumpzone.store.tables import TABLES, mail_job

__all__ = [
    "MASK",
    "Composed",
    "Composer",
    "Job",
    "claim",
    "finish",
    "next_due",
    "postpone",
    "queue_bare",
    "queue_notice",
    "release",
    "requeue",
    "secrets_of",
    "waiting",
]

_SEALED_AGAIN_AFTER: Final = timedelta(hours=1)
"""When mail that is sealed under another key is looked at again: its owner may bring the key back."""


@dataclass(frozen=True, slots=True)
class Job:
    """One mail to send.

    Attributes:
        id: The job's id; it makes the mail's Message-ID, so that a repeat is recognised.
        account: The account, or None for codes to addresses without one.
        message: The message's id, or None.
        to: The recipient.
        composed: The words, with the secrets to fill in.
        transient: The text is destroyed once it has gone.
        attempts: How often it was tried before.
        created_at: When it was queued.
        language: The language it was written in.
        lease_until: Until when it is this sender's alone.
    """

    id: str
    account: str | None
    message: str | None
    to: str
    composed: Composed
    transient: bool
    attempts: int
    created_at: datetime
    language: str
    lease_until: datetime


def queue_notice(
    tx: Tx,
    account: str,
    notice: Notice,
    composer: Composer,
    sealer: Sealer,
    ids: Ids,
    rev: int,
    now: datetime,
) -> str:
    """Write the message of a notice and queue it; return the message's id."""
    id_ = ids.new()
    composed = _compose(tx, account, notice, composer, sealer, now)
    values: dict[str, Any] = {
        "to": notice.to,
        "login": notice.login,
        "category": notice.category,
        "subject": composed.subject,
        "body": composed.body,
        "secrets": sealer.seal(list(composed.secrets), id_) if composed.secrets else None,
        "sent_at": now,
        "delivery": "queued",
        "delivery_error": None,
        "attachments": (),
        "about": None if notice.about is None else {"type": notice.about[0], "id": notice.about[1]},
        "copy_of": notice.copy_of,
    }
    row = {"account": account, "id": id_, "rev": rev, "created_at": now, "updated_at": now} | values
    tx.insert(TABLES["message"], to_row("message", row))
    fulltext.add(tx, [row])
    tx.insert(mail_job, _job(ids.new(), now, account=account, message=id_, transient=notice.transient))
    tx.queued_mail = True
    return id_


def _compose(
    tx: Tx, account: str, notice: Notice, composer: Composer, sealer: Sealer, now: datetime
) -> Composed:
    if notice.copy_of is None:
        return composer.compose(notice)
    original = loading.get(tx, "message", account, notice.copy_of)
    if not isinstance(original, Message):
        raise NotFound()
    return composer.copy(original, secrets_of(original, sealer), notice.language, now)


def secrets_of(message: Message, sealer: Sealer) -> tuple[str, ...]:
    """Open what a message's masks stand for."""
    if message.secrets is None:
        return ()
    return tuple(sealer.open(message.secrets, message.id))


def queue_bare(tx: Tx, notice: Notice, composer: Composer, sealer: Sealer, ids: Ids, now: datetime) -> None:
    """Queue a mail that belongs to no account (a code to an address that is not known): sealed whole."""
    id_ = ids.new()
    composed = composer.compose(notice)
    letter = {
        "to": notice.to,
        "subject": composed.subject,
        "body": composed.body,
        "secrets": list(composed.secrets),
        "language": notice.language,
    }
    tx.insert(mail_job, _job(id_, now, sealed=sealer.seal(letter, id_), transient=True))
    tx.queued_mail = True


def _job(id_: str, now: datetime, *, transient: bool, **more: Any) -> dict[str, Any]:
    return {
        "id": id_,
        "account": None,
        "message": None,
        "sealed": None,
        "transient": transient,
        "created_at": now,
        "attempts": 0,
        "due_at": now,
        "lease_until": None,
        "last_error": None,
    } | more


def requeue(tx: Tx, account: str, message: str, id_: str, now: datetime) -> None:
    """Queue a message of the account once more."""
    tx.execute(delete(mail_job).where(mail_job.c.account == account, mail_job.c.message == message))
    tx.insert(mail_job, _job(id_, now, account=account, message=message, transient=False))


def claim(tx: Tx, sealer: Sealer, now: datetime, lease: timedelta, limit: int = 20) -> list[Job]:
    """Take mail that is due, for ``lease``; another sender leaves it alone that long."""
    free = or_(mail_job.c.lease_until.is_(None), mail_job.c.lease_until < now)
    rows = tx.rows(
        select(mail_job)
        .where(mail_job.c.due_at <= now, free)
        .order_by(mail_job.c.due_at, mail_job.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    jobs = []
    until = now + lease
    for row in rows:
        try:
            job = _read_job(tx, sealer, row, until)
        except StoreProblem as problem:
            # One mail that can't be opened must not keep the others from going.
            postpone(tx, row["id"], row["attempts"], now + _SEALED_AGAIN_AFTER, problem.code)
            continue
        if job is None:
            finish(tx, row["id"])
            continue
        tx.execute(update(mail_job).where(mail_job.c.id == job.id).values(lease_until=until))
        jobs.append(job)
    return jobs


def _read_job(tx: Tx, sealer: Sealer, row: RowMapping, until: datetime) -> Job | None:
    if row["message"] is None:
        letter = sealer.open(row["sealed"], row["id"])
        composed = Composed(letter["subject"], letter["body"], tuple(letter["secrets"]))
        to, language = letter["to"], letter["language"]
    else:
        message = loading.get(tx, "message", row["account"], row["message"])
        if not isinstance(message, Message):
            return None
        composed = Composed(message.subject, message.body, secrets_of(message, sealer))
        to, language = message.to, _language_of(tx, message)
    return Job(
        row["id"],
        row["account"],
        row["message"],
        to,
        composed,
        row["transient"],
        row["attempts"],
        row["created_at"],
        language,
        until,
    )


def _language_of(tx: Tx, message: Message) -> str:
    """Return the language of whoever a message was written for: the one login's, else the account's."""
    kind, id_ = ("account", message.account) if message.login is None else ("login", message.login)
    reader = loading.get(tx, kind, message.account, id_)
    return reader.language if isinstance(reader, Account | Login) else "en"


def finish(tx: Tx, job: str) -> None:
    """Forget a job: its mail has gone, or never will."""
    tx.execute(delete(mail_job).where(mail_job.c.id == job))


def postpone(
    tx: Tx, job: str, attempts: int, due_at: datetime, error: str, lease_until: datetime | None = None
) -> None:
    """Put a job back for later.

    Args:
        tx: A writing transaction.
        job: The job's id.
        attempts: How often it was tried by now.
        due_at: When to try again.
        error: Why it did not go; never shown to customers.
        lease_until: The lease under which it was tried; if another sender has the job by now, it is left alone.
    """
    where = [mail_job.c.id == job]
    if lease_until is not None:
        where.append(mail_job.c.lease_until == lease_until)
    tx.execute(
        update(mail_job)
        .where(*where)
        .values(attempts=attempts, due_at=due_at, lease_until=None, last_error=error[:1000])
    )


def release(tx: Tx, job: Job) -> None:
    """Give a job back that was not tried, unless its lease has run out and another sender has it by now."""
    tx.execute(
        update(mail_job)
        .where(mail_job.c.id == job.id, mail_job.c.lease_until == job.lease_until)
        .values(lease_until=None)
    )


def next_due(tx: Tx) -> datetime | None:
    """Return when the next mail may be taken (a lease counts), or None when none waits."""
    leased = mail_job.c.lease_until > mail_job.c.due_at
    free_at = case((leased, mail_job.c.lease_until), else_=mail_job.c.due_at)
    due: datetime | None = tx.scalar(select(free_at).order_by(free_at).limit(1))
    return due


def waiting(tx: Tx) -> int:
    """Count the mails that wait."""
    return int(tx.scalar(select(func.count()).select_from(mail_job)))
