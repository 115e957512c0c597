"""How a session begins, whichever door it came through: sign-in, registration, or a token that was kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from jumpzone.errors import Refused
from jumpzone.i18n import T_
from jumpzone.model.records import Account, Login
from jumpzone.store import access, loading, sessions
from jumpzone.store.store import Tx
from jumpzone.usecases.area import Deps, Session
from jumpzone.usecases.codes import SESSION_PREFIX, digest_of, new_token

IDLE: Final = timedelta(hours=12)
"""A session that nobody asked to keep ends so long after its last use."""

KEPT: Final = timedelta(days=30)
"""No session lives longer, used or not (NIST SP 800-63B-4, section 2.1.3: reauthentication at AAL1)."""


def first_expiry(created_at: datetime, *, remember: bool) -> datetime:
    """Return when a new session ends if nobody uses it."""
    return created_at + (KEPT if remember else IDLE)


def next_expiry(created_at: datetime, expires_at: datetime, now: datetime) -> datetime:
    """Return when a session ends that is used now.

    A kept one ends when it was to end; another one slides along, up to the same bound.
    """
    return max(expires_at, min(now + IDLE, created_at + KEPT))


def begin(tx: Tx, deps: Deps, login: str, *, remember: bool) -> Session:
    """Begin a session of a login that has shown who it is.

    Raises:
        Refused: ``account-closed`` or ``no-account``; nothing was written.
    """
    now = deps.clock.now()
    opened = open_as(tx, login, deps.ids.new())
    token = new_token(SESSION_PREFIX)
    sessions.prune(tx, now)
    sessions.add(
        tx,
        {
            "id": opened.id,
            "login": login,
            "token_hash": digest_of(deps.sealer, token),
            "device": deps.device or None,
            "created_at": now,
            "used_at": now,
            "expires_at": first_expiry(now, remember=remember),
        },
    )
    return Session(opened.id, opened.login, opened.address, opened.account, opened.role, token)


def open_as(tx: Tx, login: str, session: str) -> Session:
    """Return what a login sees first: its home account, else the first one it joined that is open.

    Raises:
        Refused: ``account-closed``: all of them are closed; ``no-account``: there is none, or no main address.
    """
    person = loading.get(tx, "login", "", login)
    address = loading.primary_address(tx, login)
    if not isinstance(person, Login) or address is None or address.verified_at is None:
        raise _no_account()
    account = _first_open(person, [each.account for each in access.memberships(tx, login)])
    return Session(session, person, address, account, loading.role_of(tx, account.id, login))


def opened_at(tx: Tx, session: Session, account: Account) -> Session:
    """Return a session as it looks at another account of its login.

    Raises:
        Refused: ``account-closed``.
    """
    _first_open(session.login, [account])
    role = loading.role_of(tx, account.id, session.login.id)
    return replace(session, account=account, role=role)


def is_zone(name: str) -> bool:
    """Tell whether there is a time zone of this name."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _first_open(login: Login, accounts: list[Account]) -> Account:
    if not accounts:
        raise _no_account()
    opened = [each for each in accounts if each.status != "closed"]
    if not opened:
        raise Refused(
            "account-closed",
            T_("This customer centre is closed."),
            hint=T_("Write to support if you want to open it again."),
        )
    return next((each for each in opened if each.id == login.home_account), opened[0])


def _no_account() -> Refused:
    return Refused("no-account", T_("There is no customer centre that you may open."))
