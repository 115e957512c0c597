"""Signing in and out, and the sessions that come of it.

From outside nobody can tell whether an address is known: known and unknown ones cost the same number of password
hashes, statements and queued mails, and are answered in the same words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jumpzone.errors import NotFound, Refused, SignInFirst, ZoneError
from jumpzone.i18n import T_
from jumpzone.model.ids import is_id
from jumpzone.model.permissions import Role
from jumpzone.model.records import Account, EmailAddress, Login
from jumpzone.store import access, loading, sessions
from jumpzone.store.access import Membership, Person
from jumpzone.store.store import Tx
from jumpzone.usecases import codes, opening
from jumpzone.usecases.area import Session
from jumpzone.usecases.passwords import comparable
from jumpzone.usecases.second_factor import SecondFactor
from jumpzone.usecases.throttling import SIGN_IN, SIGN_IN_SOURCE, Limit

__all__ = ["Access", "SessionInfo", "WhoAmI"]


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """A session as its owner sees it in the list.

    Attributes:
        id: The session's id.
        device: What the machine calls itself, or None.
        created_at: When it began, UTC.
        used_at: When it was last used, to within a few minutes, UTC.
        expires_at: When it ends by itself, UTC.
        current: Whether it is the one that asks.
    """

    id: str
    device: str | None
    created_at: datetime
    used_at: datetime
    expires_at: datetime
    current: bool


@dataclass(frozen=True, slots=True)
class WhoAmI:
    """Who is signed in, as the store knows it now.

    Attributes:
        login: Who.
        address: The login's primary address.
        account: The account that is open.
        role: What the login may do there.
        accounts: Every account of the login.
        session: The session.
    """

    login: Login
    address: EmailAddress
    account: Account
    role: Role
    accounts: tuple[Membership, ...]
    session: SessionInfo


class Access(SecondFactor):
    """Signing in and out, passwords, the second factor, sessions."""

    # Signing in

    def sign_in(
        self,
        email: str,
        password: str,
        *,
        otp: str | None = None,
        source: str = "local",
        remember: bool = False,
    ) -> Session:
        """Begin a session.

        Args:
            email: The login's main address, however it is spelt.
            password: The password.
            otp: The second factor, where the login has one: a code of the app, or a recovery code.
            source: Where the attempt comes from, such as an IP address; it has a growing delay of its own.
            remember: Keep the session for 30 days instead of 12 hours after its last use.

        Returns:
            The session with its token. It opens the login's home account, else the first one it joined.

        Raises:
            Throttled: Too many attempts; nothing was looked at.
            Refused: ``invalid-credentials`` for an unknown address, an unverified or secondary one, and a wrong
                password alike; ``otp-required``, ``account-closed`` and ``no-account`` after the right password
                only.
            Invalid: The second factor is wrong, used already or out of step, on the field ``otp``; after the right
                password only.
        """
        canonical = comparable(email)
        limits = (SIGN_IN, canonical), (SIGN_IN_SOURCE, source)
        # Made with the first call, so that every attempt costs the same afterwards.
        self.deps.hasher.decoy()
        with self.deps.store.write() as tx:
            self._throttle.take(tx, *limits)
            person = access.person_by_address(tx, canonical)
        begun = self._let_in(person, password, limits, remember, otp)
        if begun is None:
            # The hash moved on while we looked: another sign-in renewed it, or the password is another one now.
            with self.deps.store.read() as tx:
                person = access.person_by_address(tx, canonical)
            begun = self._let_in(person, password, limits, remember, otp)
        if begun is None:
            raise _invalid_credentials()
        if isinstance(begun, ZoneError):
            raise begun
        return begun

    def _let_in(
        self,
        person: Person | None,
        password: str,
        limits: tuple[tuple[Limit, str], tuple[Limit, str]],
        remember: bool,
        otp: str | None,
    ) -> Session | ZoneError | None:
        """Begin a session if the password is right; None when the hash is no longer the one that was looked at."""
        seen = person.password_hash if person is not None else None
        right = self.deps.hasher.verify(seen or self.deps.hasher.decoy(), password)
        if person is None or seen is None or not right:
            raise _invalid_credentials()
        renewed = self.deps.hasher.hash(password) if self.deps.hasher.outdated(seen) else seen
        account, here = limits
        with self.deps.store.write() as tx:
            if not access.replace_password(tx, person.login, seen, renewed, None):
                return None
            self._throttle.forgive(tx, account)
            self._throttle.give_back(tx, here)
            refusal = self._second_refusal(tx, person, otp)
            if refusal is not None:
                return refusal
            return self._begun(tx, person, remember)

    def _begun(self, tx: Tx, person: Person, remember: bool) -> Session | Refused:
        # A refusal is raised only after the transaction: the password was right, and the counters know it.
        try:
            return opening.begin(tx, self.deps, person.login, remember=remember)
        except Refused as refusal:
            return refusal

    def resume(self, token: str) -> Session:
        """Pick up a session by its token ("stay signed in", ``JUMPZONE_TOKEN``).

        Raises:
            SignInFirst: It has ended, or never was.
            Refused: The account was closed.
        """
        now = self.deps.clock.now()
        with self.deps.store.read() as tx:
            row = sessions.by_token(tx, codes.digest_of(self.deps.sealer, token), now)
            if row is None:
                raise SignInFirst()
            session = opening.open_as(tx, row["login"], row["id"])
        if row["used_at"] < now - sessions.TOUCH_AFTER:
            self._touch(session.id)
        return session

    def keep_alive(self) -> None:
        """Say that somebody uses the zone; the store hears of it every few minutes at most.

        Raises:
            SignInFirst: The session has ended.
        """
        with self._session_row() as (_tx, row):
            due = row.used_at < self.deps.clock.now() - sessions.TOUCH_AFTER
        if due:
            self._touch(self.session.id)

    def _touch(self, session: str) -> None:
        now = self.deps.clock.now()
        with self.deps.store.write() as tx:
            row = sessions.by_id(tx, session, now)
            if row is not None:
                sessions.touch(
                    tx, session, now, opening.next_expiry(row["created_at"], row["expires_at"], now)
                )

    def sign_out(self, session: Session | None = None) -> None:
        """End a session, the reader's own when left out. One that has ended already stays so."""
        ended = session or self.session
        with self.deps.store.write() as tx:
            sessions.end(tx, ended.id, ended.login.id)

    # Sessions

    def whoami(self) -> WhoAmI:
        """Tell who is signed in, as the store knows it now.

        Raises:
            SignInFirst: Nobody is, or the session has ended.
            Refused: There is no account left to open.
        """
        session = self.session
        with self._session_row() as (tx, row):
            now = opening.open_as(tx, session.login.id, session.id)
            found = tuple(access.memberships(tx, session.login.id))
            account = next((each.account for each in found if each.account.id == session.account.id), None)
            opened = account or now.account
            role = loading.role_of(tx, opened.id, session.login.id)
        return WhoAmI(now.login, now.address, opened, role, found, row)

    def sessions(self) -> list[SessionInfo]:
        """Return the login's living sessions, the last used first.

        Raises:
            SignInFirst: Nobody is signed in, or the session has ended.
        """
        with self._session_row() as (tx, _row):
            rows = sessions.of_login(tx, self.session.login.id, self.deps.clock.now())
        return [self._info(row) for row in rows]

    def end_session(self, id_: str) -> None:
        """End one of the login's sessions.

        Raises:
            SignInFirst: Nobody is signed in, or the session has ended.
            NotFound: The login has no such session.
        """
        with self._writing() as tx:
            if not is_id(id_) or not sessions.end(tx, id_, self.session.login.id):
                raise NotFound()

    def end_other_sessions(self) -> int:
        """End every session of the login but this one; return how many ended.

        Raises:
            SignInFirst: Nobody is signed in, or the session has ended.
        """
        with self._writing() as tx:
            return sessions.end_all(tx, self.session.login.id, self.session.id)

    @contextmanager
    def _writing(self) -> Iterator[Tx]:
        session = self.session
        with self.deps.store.write() as tx:
            if not sessions.alive(tx, session.id, self.deps.clock.now()):
                raise SignInFirst()
            yield tx

    @contextmanager
    def _session_row(self) -> Iterator[tuple[Tx, SessionInfo]]:
        session = self.session
        with self.deps.store.read() as tx:
            row = sessions.by_id(tx, session.id, self.deps.clock.now())
            if row is None:
                raise SignInFirst()
            yield tx, self._info(row)

    def _info(self, row: Mapping[Any, Any]) -> SessionInfo:
        return SessionInfo(
            row["id"],
            row["device"],
            row["created_at"],
            row["used_at"],
            row["expires_at"],
            row["id"] == self.session.id,
        )


def _invalid_credentials() -> Refused:
    return Refused(
        "invalid-credentials",
        T_("The e-mail address or the password is not right."),
        title=T_("Not signed in"),
        hint=T_("Check both, or choose a new password with “Forgotten password”."),
    )
