"""Whatever people order, pay, cancel and get back, in whatever order: the books are right after every step."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.ledger import BUYERS, CURRENCIES, STEPS, Memory, Step, seed_history

_SMALL = st.integers(0, 40)
_STEP: st.SearchStrategy[Step] = st.tuples(st.sampled_from(STEPS), _SMALL, _SMALL, _SMALL)
_PRICE = st.integers(1, 5_000)


@given(
    buyer=st.sampled_from(BUYERS),
    currency=st.sampled_from(CURRENCIES),
    prices=st.tuples(_PRICE, _PRICE, _PRICE),
    steps=st.lists(_STEP, min_size=4, max_size=30),
)
def test_no_cent_appears_or_vanishes(
    buyer: dict[str, str], currency: str, prices: tuple[int, int, int], steps: list[Step]
) -> None:
    """Also: statuses move along their arrows, numbers have no gap and no double, totals are their lines'."""
    books = Memory(buyer, currency)
    history = seed_history(books, books.put, prices)
    # Money has to be asked for before it can come.
    history.play([("order", 0, 1, 0), ("order", 1, 0, 6), *steps])
