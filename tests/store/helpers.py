"""An opened store with one account in it, for tests of whatever stands on the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jumpzone.model.clock import Clock, FakeClock
from jumpzone.model.ids import Ids
from jumpzone.model.mutations import IMPORT, Actor, Mutation, Notice
from jumpzone.model.records import Message, Record
from jumpzone.store import loading
from jumpzone.store.executor import Applied, Executor
from jumpzone.store.opening import open_store
from jumpzone.store.outgoing import MASK, Composed
from jumpzone.store.seal import Sealer
from jumpzone.store.store import Store

MASTER = bytes(range(32))

PERSON: Mapping[str, Any] = {
    "first_name": "Мария",
    "last_name": "Иванова",
    "phone": "+359888123456",
    "address_1": "ул. Шипка 1",
    "city": "София",
    "postcode": "1000",
    "country": "BG",
}
CONTACT: Mapping[str, Any] = {"first_name": "Petar", "last_name": "Petrov", "email": "petar@office.example"}


class PlainComposer:
    """Puts notices into the plainest words; secrets stand behind masks."""

    def compose(self, notice: Notice) -> Composed:
        body = "".join(f"{name}: {MASK}\n" for name in notice.secrets)
        return Composed(
            notice.template, f"{notice.template} to {notice.to}\n{body}", (*notice.secrets.values(),)
        )

    def copy(self, original: Message, secrets: tuple[str, ...], language: str, now: datetime) -> Composed:
        return Composed(f"Copy: {original.subject}", original.body, secrets)


@dataclass
class OpenZone:
    """A store, its executor, and an account with its owner."""

    store: Store
    executor: Executor
    clock: Clock
    ids: Ids
    account: str
    login: str
    profile: str

    @property
    def owner(self) -> Actor:
        return Actor.login(self.login, device="test")

    def mutation(self, type_: str, op: str, record: str | None = None, **more: Any) -> Mutation:
        """A mutation of the account, with a fresh id."""
        return Mutation(
            self.ids.new(), self.account, type_, record or self.ids.new(), op, self.clock.now(), **more
        )

    def run(
        self, type_: str, op: str, record: str | None = None, actor: Actor | None = None, **more: Any
    ) -> Applied:
        """Run a mutation as the owner, or as somebody else."""
        return self.executor.run(self.mutation(type_, op, record, **more), actor or self.owner)

    def add_contact(self, **values: Any) -> str:
        """Add a contact and return its id."""
        id_ = self.ids.new()
        self.run("contact", "create", id_, set={**CONTACT, **values})
        return id_

    def get(self, type_: str, id_: str) -> Record | None:
        """The record as it stands."""
        with self.store.read() as tx:
            return loading.get(tx, type_, self.account, id_)

    def add_member(self, *permissions: str, role: str = "member") -> Actor:
        """Add a login to the account."""
        login = self.ids.new()
        self.run("login", "create", login, IMPORT, set={"name": "Member", "home_account": self.account})
        self.run(
            "membership",
            "create",
            actor=IMPORT,
            set={"login": login, "role": role, "permissions": permissions},
        )
        return Actor.login(login)


def opening(ids: Ids, at: datetime, email: str = "maria@studio.example", **profile: Any) -> Mutation:
    """The mutation that opens an account."""
    given = {
        "profile": {**PERSON, **profile},
        "name": "Мария Иванова",
        "language": "bg",
        "timezone": "Europe/Sofia",
        "currency": "EUR",
        "opened_by": "registration",
        "address": email,
        "canonical": email,
        "profile_id": ids.new(),
        "login_id": ids.new(),
        "address_id": ids.new(),
        "membership_id": ids.new(),
    }
    account = ids.new()
    return Mutation(ids.new(), account, "account", account, "account.open", at, given)


def attach(store: Store, clock: Clock | None = None, sealer: Sealer | None = None) -> Executor:
    """An executor on an open store."""
    clock = clock or FakeClock()
    return Executor(store, clock, Ids(clock), PlainComposer(), sealer or Sealer(MASTER))


def open_account(executor: Executor, email: str = "maria@studio.example", **profile: Any) -> OpenZone:
    """Open an account; its e-mail address is taken as proved."""
    mutation = opening(executor.ids, executor.clock.now(), email, **profile)
    executor.run(mutation, Actor.anonymous(executor.ids.new()))
    return OpenZone(
        executor.store,
        executor,
        executor.clock,
        executor.ids,
        mutation.account,
        mutation.set["login_id"],
        mutation.set["profile_id"],
    )


def open_zone(url: str, key: bytes | None = None, clock: Clock | None = None, **profile: Any) -> OpenZone:
    """Make a store with one account in it."""
    clock = clock or FakeClock()
    return open_account(attach(open_store(url, key, now=clock.now()), clock), **profile)
