from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jumpzone.model.clock import FakeClock
from jumpzone.store.opening import open_store
from jumpzone.store.store import Store
from tests.usecases.people import People


@pytest.fixture
def store(tmp_path: Path, clock: FakeClock) -> Iterator[Store]:
    """An empty store in a plain file, so that what it keeps can be looked for."""
    with open_store(str(tmp_path / "zone.db"), now=clock.now()) as opened:
        yield opened


@pytest.fixture
def people(store: Store, clock: FakeClock) -> People:
    """An empty store, and what people do there."""
    return People(store, clock)


@pytest.fixture
def people_anywhere(store_url: str, clock: FakeClock) -> Iterator[People]:
    """The same, once on each engine."""
    with open_store(store_url, now=clock.now()) as store:
        yield People(store, clock)
