from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.store.helpers import OpenZone, open_zone


@pytest.fixture
def zone(store_url: str) -> Iterator[OpenZone]:
    """An account in a store of this test's own, once on each engine."""
    opened = open_zone(store_url)
    yield opened
    opened.store.close()
