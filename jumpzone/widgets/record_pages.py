"""The pages of a list that are in memory, and which to fetch next."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence

from jumpzone.widgets.record_source import Row

__all__ = ["PAGE", "Pages"]

PAGE = 64
"""Rows that are fetched together."""

KEPT = 24
"""Pages that stay in memory; with `PAGE` this bounds a list's memory whatever its length."""


class Pages:
    """A cache of pages, the least recently used of which is dropped."""

    def __init__(self, kept: int = KEPT) -> None:
        """Start empty, keeping at most `kept` pages."""
        self._pages: OrderedDict[int, Sequence[Row]] = OrderedDict()
        self._kept = kept

    def __len__(self) -> int:
        """Return the number of pages in memory."""
        return len(self._pages)

    def row(self, index: int) -> Row | None:
        """Return the row at a position, or None if its page is not here (or ends before it)."""
        number, offset = divmod(index, PAGE)
        page = self._pages.get(number)
        if page is None or offset >= len(page):
            return None
        self._pages.move_to_end(number)
        return page[offset]

    def __contains__(self, number: int) -> bool:
        """Say whether page `number` is here."""
        return number in self._pages

    def __iter__(self) -> Iterator[tuple[int, Row]]:
        """Go through all rows in memory with their positions."""
        for number, page in self._pages.items():
            for offset, row in enumerate(page):
                yield number * PAGE + offset, row

    def put(self, start: int, rows: Sequence[Row], asked: int) -> None:
        """Keep the answer to a question for `asked` rows from `start` (both multiples of `PAGE`)."""
        for offset in range(0, asked, PAGE):
            number = (start + offset) // PAGE
            self._pages[number] = rows[offset : offset + PAGE]
            self._pages.move_to_end(number)
        while len(self._pages) > self._kept:
            self._pages.popitem(last=False)

    def missing(self, first: int, last: int, *, ahead: int, total: int | None) -> tuple[int, int] | None:
        """Return what to fetch next as (start, length), or None when nothing is needed.

        Args:
            first: The first visible position.
            last: The last visible position.
            ahead: The direction of travel, 1 or -1: one more page that way is fetched once all visible ones are here.
            total: The number of rows, if known: nothing is asked for beyond it.
        """
        first_page, last_page = max(0, first) // PAGE, max(0, last) // PAGE
        end_page = None if total is None else max(0, total - 1) // PAGE
        if end_page is not None:
            last_page = min(last_page, end_page)
        wanted = [n for n in range(first_page, last_page + 1) if n not in self._pages]
        if wanted:
            return wanted[0] * PAGE, (wanted[-1] - wanted[0] + 1) * PAGE
        next_page = last_page + 1 if ahead > 0 else first_page - 1
        if next_page < 0 or next_page in self._pages or (end_page is not None and next_page > end_page):
            return None
        return next_page * PAGE, PAGE
