from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mail.helpers import Post, open_post


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    """A zone with an account and nothing to send."""
    opened = open_post(tmp_path)
    yield opened
    opened.zone.store.close()
