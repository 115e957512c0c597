"""Lists and single records of the account: one class a record type, one way to read them all."""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import ClassVar, Generic, TypeVar

from jumpzone.errors import NotFound
from jumpzone.model.records import (
    Invoice,
    Record,
)
from jumpzone.store import loading
from jumpzone.store.listing import Key, ListReader, Query
from jumpzone.store.store import Tx
from jumpzone.usecases.area import Area

__all__ = [
    "Invoices",
    "Listing",
    "Query",
    "Records",
]

R = TypeVar("R", bound=Record)

_ANCHORS = 4096
"""Rows of which a list remembers the keys."""

_NEAR = 256
"""So many rows are walked over without asking whether another way is shorter: asking means counting the list."""


class Listing(Generic[R]):
    """One list: how many rows it has, and any window of it.

    Windows are fetched from the nearest row whose key is known, so that walking, jumping to the end and
    coming back cost the same at fifty rows and at a million. A listing shows the store as it is at each
    call; make a new one when the filter changes.
    """

    def __init__(self, reader: ListReader, open_: Callable[[], AbstractContextManager[Tx]]) -> None:
        """Take what to read and how to open a transaction for it."""
        self._reader = reader
        self._open = open_
        self._total: int | None = None
        self._places: list[int] = []
        self._keys: dict[int, Key] = {}
        self._lock = threading.Lock()

    def total(self) -> int:
        """Count the rows; asked of the store once."""
        with self._lock:
            if self._total is None:
                with self._open() as tx:
                    self._total = self._reader.count(tx)
            return self._total

    def window(self, start: int, length: int) -> list[R]:
        """Return the rows from position ``start`` (0 is the first), at most ``length``."""
        if length <= 0 or (self._total is not None and start >= self._total):
            return []
        with self._lock, self._open() as tx:
            found = self._fetch(tx, start, length)
            self._remember(start, length, found)
        return [record for _, record in found]  # type: ignore[misc]

    def _fetch(self, tx: Tx, start: int, length: int) -> list[tuple[Key, Record]]:
        if (here := self._keys.get(start)) is not None:
            return self._reader.page(tx, after=here, including=True, limit=length)
        behind = bisect_right(self._places, start - 1)
        before = self._places[behind - 1] if behind else -1
        skip = start - before - 1
        if skip > _NEAR:
            # A jump: the other way may be shorter, from a row behind or from the list's end.
            if self._total is None:
                self._total = self._reader.count(tx)
            length = min(length, self._total - start)
            if length <= 0:
                return []
            after = next((place for place in self._places[behind:] if place >= start + length), self._total)
            back = after - (start + length)
            if back < skip:
                return self._reader.page(
                    tx, after=self._keys.get(after), skip=back, limit=length, backwards=True
                )
        return self._reader.page(tx, after=self._keys.get(before), skip=skip, limit=length)

    def _remember(self, start: int, asked: int, found: list[tuple[Key, Record]]) -> None:
        if self._total is None and len(found) < asked and (found or start == 0):
            # Here it ends, so nobody needs to count.
            self._total = start + len(found)
        if len(self._keys) > _ANCHORS:
            self._keys.clear()
        for place in (start, start + len(found) - 1):
            if found:
                self._keys[place] = found[place - start][0]
        self._places = sorted(self._keys)

    def position(self, id_: str) -> int | None:
        """Return where a record stands, or None when it is not in the list."""
        with self._open() as tx:
            key = self._reader.key_of(tx, id_)
            return None if key is None else self._reader.before(tx, key)

    def __iter__(self) -> Iterator[R]:
        """Walk the whole list, page by page, inside one transaction."""
        with self._open() as tx:
            key: Key | None = None
            while found := self._reader.page(tx, after=key, limit=500):
                for key, record in found:  # noqa: B007 - the last key is where the next page begins
                    yield record  # type: ignore[misc]


class Records(Area, Generic[R]):
    """The records of one type in the open account."""

    type: ClassVar[str]
    default: ClassVar[Query] = Query()

    def list(self, query: Query | None = None) -> Listing[R]:
        """Return a list of them.

        Args:
            query: Filters and order; the type's usual order when left out.

        Raises:
            SignInFirst: Nobody is signed in.
        """
        session = self.session
        reader = ListReader(self.type, session.account.id, query or self.default, login=session.login.id)
        return Listing(reader, self._opened)

    @contextmanager
    def _opened(self) -> Iterator[Tx]:
        with self.reading(self.type) as reading:
            yield reading.tx

    def get(self, id_: str) -> R:
        """Return one record.

        Raises:
            NotFound: There is none, or it belongs to another account.
        """
        with self.reading(self.type) as reading:
            record = loading.get(reading.tx, self.type, reading.account, id_)
        if record is None:
            raise NotFound()
        return record  # type: ignore[return-value]

    def find(self, reference: str, *fields: str) -> R:
        """Return the one record whose id or one of whose ``fields`` is ``reference``.

        Raises:
            NotFound: No record, or more than one.
        """
        for field in fields:
            found = self.list(Query(where={field: (reference,)})).window(0, 2)
            if len(found) == 1:
                return self.get(found[0].id)
        return self.get(reference)


class Invoices(Records[Invoice]):
    """Invoices, proformas and credit notes."""

    type = "invoice"
    default = Query(sort="issued_on", descending=True)
