"""What every area of the zone shares: who is signed in, and the two ways into the store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Protocol

from jumpzone.errors import NotFound, Refused, SignInFirst
from jumpzone.model.clock import Clock
from jumpzone.model.fields import RECORDS
from jumpzone.model.ids import Ids
from jumpzone.model.mutations import Actor, Mutation
from jumpzone.model.permissions import Role
from jumpzone.model.records import Account, EmailAddress, Login
from jumpzone.store import loading, sessions
from jumpzone.store.executor import Also, Applied, Executor
from jumpzone.store.outgoing import Composer
from jumpzone.store.seal import Sealer
from jumpzone.store.store import Store, Tx


class Hasher(Protocol):
    """Hashes and checks passwords; :mod:`jumpzone.usecases.hashing` does it with Argon2id."""

    def hash(self, password: str) -> str:
        """Return a password's hash with its salt and costs."""

    def verify(self, hash_: str, password: str) -> bool:
        """Tell whether a password has this hash."""

    def outdated(self, hash_: str) -> bool:
        """Tell whether a hash was made with other costs than today's."""

    def decoy(self) -> str:
        """Return a hash that no password has, for checking where there is nothing to check."""


@dataclass(frozen=True, slots=True)
class Deps:
    """What a zone is made of, put together in :mod:`jumpzone.bootstrap`.

    Attributes:
        store: The store.
        executor: The one path of every change.
        clock: Tells the time.
        ids: Makes identifiers.
        sealer: Seals and opens secrets.
        composer: Puts mails into words.
        hasher: Hashes passwords.
        device: What this machine is called in lists of sessions and in the audit trail.
    """

    store: Store
    executor: Executor
    clock: Clock
    ids: Ids
    sealer: Sealer
    composer: Composer
    hasher: Hasher
    device: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in, looking at one account.

    Attributes:
        id: The session's id.
        login: Who.
        address: The login's primary address.
        account: The account that is open.
        role: What the login may do there, as of signing in; the store is asked again at every step.
        token: The bearer token; None once it has been handed over.
    """

    id: str
    login: Login
    address: EmailAddress
    account: Account
    role: Role
    token: str | None = None

    def __repr__(self) -> str:
        """Keep the token out of logs."""
        return f"Session({self.id!r}, login={self.login.id!r}, account={self.account.number!r})"


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading transaction with the rights of whoever reads.

    Attributes:
        tx: The transaction.
        account: The account's id.
        role: What the reader may do, as it stands now.
    """

    tx: Tx
    account: str
    role: Role


class Area:
    """One area of the zone; knows the parts and who is signed in."""

    def __init__(self, deps: Deps, session: Session | None) -> None:
        """Take the parts, and who is signed in, if anybody is."""
        self.deps = deps
        self._session = session

    @property
    def session(self) -> Session:
        """Who is signed in.

        Raises:
            SignInFirst: Nobody is.
        """
        if self._session is None:
            raise SignInFirst()
        return self._session

    @contextmanager
    def reading(self, *types: str) -> Iterator[Reading]:
        """Open a reading transaction for whoever is signed in.

        Raises:
            SignInFirst: Nobody is, or the session has ended.
            Refused: One of the record types may not be read.
        """
        session = self.session
        with self.deps.store.read() as tx:
            if not sessions.alive(tx, session.id, self.deps.clock.now()):
                raise SignInFirst()
            role = loading.role_of(tx, session.account.id, session.login.id)
            for type_ in types:
                if not role.holds(RECORDS[type_].read):
                    raise Refused()
            yield Reading(tx, session.account.id, role)

    def change(
        self,
        type_: str,
        record: str,
        op: str,
        values: Mapping[str, Any] | None = None,
        base: Mapping[str, Any] | None = None,
        *,
        reason: str | None = None,
        also: Also | None = None,
    ) -> Applied:
        """Run one mutation of the signed-in login; see :meth:`Executor.run` for what it raises."""
        session = self.session
        mutation = Mutation(
            self.deps.ids.new(),
            session.account.id,
            type_,
            record,
            op,
            self.deps.clock.now(),
            values or {},
            base or {},
            reason,
        )
        return self.run(mutation, also)

    def run(self, mutation: Mutation, also: Also | None = None) -> Applied:
        """Run a mutation as the signed-in login, whose session must still be alive."""
        session, now = self.session, self.deps.clock.now()

        def checked(tx: Tx) -> None:
            if not sessions.alive(tx, session.id, now):
                raise SignInFirst()
            if also is not None:
                also(tx)

        actor = Actor.login(session.login.id, self.deps.device or None)
        return self.deps.executor.run(mutation, actor, checked)

    def undo(self, applied: Applied) -> Applied:
        """Take back a change, as a change of its own: what others did since stays.

        Raises:
            NotFound: It can't be taken back.
            Conflicted: Somebody changed the same fields since.
        """
        if applied.undo is None:
            raise NotFound("nothing-to-undo")
        return self.run(replace(applied.undo, id=self.deps.ids.new(), at=self.deps.clock.now()))
