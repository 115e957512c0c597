"""What a mail that comes in is looked up by: whether it was there before, whose it is, which ticket it answers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from jumpzone.model import emails
from jumpzone.model.records import Message
from jumpzone.store import loading
from jumpzone.store.store import Tx
from jumpzone.store.tables import TABLES, mail_seen

_address, _account, _contact, _ticket, _message = (
    TABLES[name] for name in ("email_address", "account", "contact", "ticket", "message")
)

_FEW = 5
_COPIES = 3
"""So often can a message be a copy of a copy before nobody looks any further."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mail went, or could go.

    Attributes:
        account: The account.
        ticket: The ticket.
    """

    account: str
    ticket: str


def note(tx: Tx, digest: bytes, message_id: bytes | None, now: datetime) -> bool:
    """Note a mail; tell whether it is new. Whoever brings the same one meanwhile waits for this transaction."""
    row = {"digest": digest, "message_id": message_id, "received_at": now}
    statement = tx.insert_into(mail_seen).values(row).on_conflict_do_nothing(index_elements=["digest"])
    return tx.row(statement.returning(mail_seen.c.digest)) is not None


def where_it_went(tx: Tx, digest: bytes) -> Place | None:
    """Return where a mail went that was there before."""
    return _place(tx, mail_seen.c.digest == digest)


def went(tx: Tx, digest: bytes, place: Place) -> None:
    """Note where a mail went."""
    values = {"account": place.account, "ticket": place.ticket}
    tx.execute(update(mail_seen).where(mail_seen.c.digest == digest).values(**values))


def _place(tx: Tx, where: object) -> Place | None:
    row = tx.row(
        select(mail_seen.c.account, mail_seen.c.ticket)
        .where(where, mail_seen.c.ticket.is_not(None))  # type: ignore[arg-type]
        .limit(1)
    )
    return None if row is None else Place(row["account"], row["ticket"])


def by_number(tx: Tx, number: str) -> list[Place]:
    """Return the tickets of a number; there is one, unless an import brought another."""
    rows = tx.rows(select(_ticket.c.account, _ticket.c.id).where(_ticket.c.number == number).limit(_FEW))
    return [Place(row["account"], row["id"]) for row in rows]


def by_earlier_mail(tx: Tx, message_ids: Collection[bytes]) -> list[Place]:
    """Return the tickets that mails with these identities went to."""
    if not message_ids:
        return []
    rows = tx.rows(
        select(mail_seen.c.account, mail_seen.c.ticket)
        .where(mail_seen.c.message_id.in_(list(message_ids)), mail_seen.c.ticket.is_not(None))
        .distinct()
        .limit(_FEW)
    )
    return [Place(row["account"], row["ticket"]) for row in rows]


def by_message(tx: Tx, id_: str) -> Place | None:
    """Return the ticket that a message was about which we sent."""
    account = tx.scalar(select(_message.c.account).where(_message.c.id == id_).limit(1))
    for _step in range(_COPIES):
        found = loading.get(tx, "message", account, id_) if account is not None else None
        if not isinstance(found, Message) or found.about is None:
            return None
        if found.about.type == "ticket":
            return Place(account, found.about.id)
        if found.about.type != "message":
            return None
        id_ = found.about.id
    return None


def login_of(tx: Tx, canonical: str) -> str | None:
    """Return the login that has shown that an address is its own, main or secondary."""
    found: str | None = tx.scalar(
        select(_address.c.login).where(
            _address.c.canonical == canonical,
            _address.c.verified_at.is_not(None),
            _address.c.login.is_not(None),
        )
    )
    return found


def unclaimed_by(tx: Tx, canonical: str) -> str | None:
    """Return the account that an address has opened and that nobody has claimed yet; the oldest of several."""
    found: str | None = tx.scalar(
        select(_address.c.account)
        .join(_account, _account.c.id == _address.c.account)
        .where(
            _address.c.canonical == canonical,
            _address.c.login.is_(None),
            _account.c.holder.is_(None),
            _account.c.status != "closed",
            _account.c.merged_into.is_(None),
        )
        .order_by(_account.c.created_at, _account.c.id)
        .limit(1)
    )
    return found


def is_contact(tx: Tx, account: str, canonical: str) -> bool:
    """Tell whether an address is that of a contact of an account."""
    rows = tx.rows(select(_contact.c.email).where(_contact.c.account == account))
    return any(emails.canonical(row["email"]) == canonical for row in rows)
