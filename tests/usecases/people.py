"""What people do before and after sign-in, in a line each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from jumpzone.model.clock import FakeClock
from jumpzone.store.store import Store
from jumpzone.store.tables import metadata
from jumpzone.usecases.access import Access
from jumpzone.usecases.area import Deps, Session
from jumpzone.usecases.registration import Pending, Registration
from tests.fakes import CountingHasher, FakeComposer, make_deps

PASSWORD = "шест тихи гларуса летят"
OTHER = "a spoon of quiet gravel"
EMAIL = "maria@studio.example"

FORM: Mapping[str, Any] = {
    "first_name": "Мария",
    "last_name": "Иванова",
    "phone": "+359888123456",
    "address_1": "ул. Шипка 1",
    "city": "София",
    "postcode": "1000",
    "country": "BG",
    "email": EMAIL,
    "terms": True,
}


class People:
    """A store and whoever comes to it."""

    def __init__(self, store: Store, clock: FakeClock) -> None:
        self.store = store
        self.clock = clock
        self.deps: Deps = make_deps(store, clock)

    @property
    def composer(self) -> FakeComposer:
        assert isinstance(self.deps.composer, FakeComposer)
        return self.deps.composer

    @property
    def hasher(self) -> CountingHasher:
        assert isinstance(self.deps.hasher, CountingHasher)
        return self.deps.hasher

    @property
    def registration(self) -> Registration:
        return Registration(self.deps, None)

    def access(self, session: Session | None = None) -> Access:
        return Access(self.deps, session)

    def begin(self, email: str = EMAIL, password: str = PASSWORD, **values: Any) -> Pending:
        return self.registration.begin({**FORM, "email": email, **values}, password, "bg")

    def register(self, email: str = EMAIL, password: str = PASSWORD, **values: Any) -> Session:
        pending = self.begin(email, password, **values)
        return self.registration.confirm(pending.token, self.composer.code())

    def count(self, table: str) -> int:
        with self.store.read() as tx:
            return int(tx.scalar(select(func.count()).select_from(metadata.tables[table])))

    def rows(self, table: str) -> list[Any]:
        with self.store.read() as tx:
            return tx.rows(select(metadata.tables[table]))
