"""Lists of records as the list widget wants them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

from jumpzone.widgets.record_source import Row

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)

__all__ = ["Records", "RecordsSource"]


class Records(Protocol[R_co]):
    """What a use case's listing offers (:class:`jumpzone.usecases.lists.Listing`)."""

    def total(self) -> int:
        """Count the records."""

    def window(self, start: int, length: int) -> Sequence[R_co]:
        """Return the records from a position on."""

    def position(self, id_: str) -> int | None:
        """Return where a record stands."""


class RecordsSource(Generic[R]):
    """Rows of a listing; every method blocks and is called in a thread.

    A listing remembers how long it is and where its pages begin. So when records were touched the screen hands the
    list a new source over a new listing; the cursor follows its record::

        pane.set_source(RecordsSource(zone.domains.list(query), self._row))
    """

    def __init__(self, listing: Records[R], to_row: Callable[[R], Row]) -> None:
        """Take the listing, and how one of its records becomes a row (called in a thread, too)."""
        self._listing = listing
        self._to_row = to_row

    def total(self) -> int:
        """Return the number of rows."""
        return self._listing.total()

    def window(self, start: int, length: int) -> Sequence[Row]:
        """Return the rows from a position on.

        Raises:
            ZoneError: They cannot be read; the list shows it.
        """
        return [self._to_row(record) for record in self._listing.window(start, length)]

    def position(self, row_id: str) -> int | None:
        """Return where a record stands, so that the cursor can follow it."""
        return self._listing.position(row_id)
