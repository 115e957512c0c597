"""Who has access to an account, who is invited, and what opens an invitation."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from jumpzone.model.records import Account, Invitation, Membership
from jumpzone.store.rows import to_record
from jumpzone.store.store import Tx
from jumpzone.store.tables import TABLES, invitation_code

_member, _login, _address, _account, _invitation = (
    TABLES[name] for name in ("membership", "login", "email_address", "account", "invitation")
)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who has access to an account.

    Attributes:
        membership: What they may do; made when they joined.
        name: The login's name.
        address: Its main address, or None.
        totp_enabled: Whether they sign in with a second factor.
    """

    membership: Membership
    name: str
    address: str | None
    totp_enabled: bool


def members(tx: Tx, account: str) -> list[Member]:
    """Return who has access to an account, the first joined first."""
    rows = tx.rows(
        select(_member, _login.c.name, _login.c.totp_enabled, _address.c.address)
        .join(_login, _login.c.id == _member.c.login)
        .outerjoin(_address, (_address.c.login == _login.c.id) & _address.c.primary.is_(True))
        .where(_member.c.account == account)
        .order_by(_member.c.created_at, _member.c.id)
    )
    found = []
    for row in rows:
        membership = to_record("membership", row)
        assert isinstance(membership, Membership)
        found.append(Member(membership, row["name"], row["address"], row["totp_enabled"]))
    return found


def waiting(tx: Tx, account: str, now: datetime) -> list[Invitation]:
    """Return an account's invitations that can still be accepted, the newest first."""
    return _invitations(
        tx,
        _invitation.c.account == account,
        _invitation.c.status == "pending",
        _invitation.c.expires_at > now,
    )


def waiting_for(tx: Tx, canonicals: set[str], now: datetime) -> list[tuple[Invitation, Account]]:
    """Return the invitations to some addresses that can still be accepted, with their accounts."""
    found = _invitations(
        tx,
        _invitation.c.canonical.in_(sorted(canonicals)),
        _invitation.c.status == "pending",
        _invitation.c.expires_at > now,
    )
    result = []
    for each in found:
        row = tx.row(select(_account).where(_account.c.id == each.account, _account.c.status != "closed"))
        if row is not None:
            account = to_record("account", row)
            assert isinstance(account, Account)
            result.append((each, account))
    return result


def _invitations(tx: Tx, *where: Any) -> list[Invitation]:
    rows = tx.rows(select(_invitation).where(*where).order_by(_invitation.c.id.desc()))
    found = (to_record("invitation", row) for row in rows)
    return [each for each in found if isinstance(each, Invitation)]


def verified(tx: Tx, login: str) -> set[str]:
    """Return the addresses that a login has shown to be its own, in their canonical form."""
    rows = tx.rows(
        select(_address.c.canonical).where(_address.c.login == login, _address.c.verified_at.is_not(None))
    )
    return {row["canonical"] for row in rows}


# Codes


@dataclass(frozen=True, slots=True)
class InvitationCode:
    """What opens an invitation.

    Attributes:
        invitation: The invitation's id.
        code_hash: What the code is checked against.
        expires_at: UTC.
        attempts: How often a wrong code was tried.
    """

    invitation: str
    code_hash: bytes = field(repr=False)
    expires_at: datetime
    attempts: int


def add_code(tx: Tx, code: InvitationCode, now: datetime) -> None:
    """Keep an invitation's code; codes that have expired are forgotten."""
    tx.execute(delete(invitation_code).where(invitation_code.c.expires_at <= now))
    tx.insert(
        invitation_code,
        {
            "invitation": code.invitation,
            "code_hash": code.code_hash,
            "expires_at": code.expires_at,
            "attempts": code.attempts,
        },
    )


def lock_codes(tx: Tx, invitations: list[str]) -> list[InvitationCode]:
    """Return the codes of invitations and keep other transactions from counting at the same time."""
    rows = tx.rows(
        select(invitation_code).where(invitation_code.c.invitation.in_(invitations)).with_for_update()
    )
    return [InvitationCode(**row) for row in rows]


def count_attempt(tx: Tx, invitations: list[str]) -> None:
    """Count a wrong code."""
    table = invitation_code
    tx.execute(update(table).where(table.c.invitation.in_(invitations)).values(attempts=table.c.attempts + 1))


def forget_code(tx: Tx, invitation: str) -> bool:
    """Forget an invitation's code; tell whether it was still there."""
    return bool(
        tx.execute(delete(invitation_code).where(invitation_code.c.invitation == invitation)).rowcount
    )


def of_login(tx: Tx, account: str, login: str) -> str | None:
    """Return the id of a login's membership in an account, or None."""
    found: str | None = tx.scalar(
        select(_member.c.id).where(_member.c.account == account, _member.c.login == login)
    )
    return found
