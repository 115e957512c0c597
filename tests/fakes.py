"""Stand-ins for the parts of a zone: plain classes that do the simplest thing and tell what they did."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import event

from jumpzone.model.clock import Clock, FakeClock
from jumpzone.model.ids import Ids
from jumpzone.model.mutations import Notice
from jumpzone.model.records import Message
from jumpzone.store.executor import Executor
from jumpzone.store.outgoing import MASK, Composed
from jumpzone.store.seal import Sealer
from jumpzone.store.store import Store
from jumpzone.usecases.area import Deps
from jumpzone.usecases.hashing import Argon2Hasher, Costs

MASTER = bytes(range(32))
CHEAP = Costs(64, 1, 1)


class FakeComposer:
    """Puts notices into the plainest words, and keeps them."""

    def __init__(self) -> None:
        self.notices: list[Notice] = []

    def compose(self, notice: Notice) -> Composed:
        self.notices.append(notice)
        body = "".join(f"{name}: {MASK}\n" for name in notice.secrets)
        return Composed(notice.template, f"{notice.template}\n{body}", tuple(notice.secrets.values()))

    def copy(self, original: Message, secrets: tuple[str, ...], language: str, now: datetime) -> Composed:
        return Composed(f"Copy: {original.subject}", original.body, secrets)

    @property
    def templates(self) -> list[str]:
        """The kinds of mail so far, in order."""
        return [notice.template for notice in self.notices]

    def code(self) -> str:
        """The newest code that was sent."""
        return next(each.secrets["code"] for each in reversed(self.notices) if "code" in each.secrets)


class CountingHasher(Argon2Hasher):
    """Argon2id at the least cost, counting what it did."""

    def __init__(self, costs: Costs = CHEAP) -> None:
        super().__init__(costs, CHEAP)
        self.hashed = 0
        self.verified = 0

    def hash(self, password: str) -> str:
        self.hashed += 1
        return super().hash(password)

    def verify(self, hash_: str, password: str) -> bool:
        self.verified += 1
        return super().verify(hash_, password)


def make_deps(store: Store, clock: Clock | None = None, *, device: str = "laptop") -> Deps:
    """The parts of a zone on an open store."""
    clock = clock or FakeClock()
    ids, sealer, composer = Ids(clock), Sealer(MASTER), FakeComposer()
    executor = Executor(store, clock, ids, composer, sealer)
    return Deps(store, executor, clock, ids, sealer, composer, CountingHasher(), device)


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """Collect the SQL statements that a store runs meanwhile."""
    seen: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(store.engine, "before_cursor_execute", note)
