"""What the six main screens look like, to be read in a diff.

`.venv/bin/python -m pytest tests/snapshots --snapshot-update` draws them again; look at the diff before committing it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from jumpzone import i18n
from jumpzone.bootstrap import open_zone
from jumpzone.demo.loading import load_demo
from jumpzone.demo.sample import PASSWORD
from jumpzone.model.clock import FakeClock
from jumpzone.settings import Settings
from tests.fakes import CountingHasher
from tests.screens.zoneapp import ZoneApp, running
from tests.snapshots.picture import TextPicture, picture

PLACES = ("home", "domains", "invoices", "messages", "contacts", "account")
SHOWN = [
    ((80, 24), "en"),
    ((120, 40), "en"),
    ((200, 50), "en"),
    ((120, 40), "bg"),
    ((120, 40), "ru"),
]


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(TextPicture)


async def _still(shown: ZoneApp) -> str:
    """Wait until nothing moves any more; the picture."""
    alike, last = 0, ""
    while alike < 8:
        await shown.pilot.pause(0.1)
        await shown.app.workers.wait_for_complete(
            [each for each in shown.app.workers if not each.is_finished]
        )
        drawn = picture(shown.app)
        alike, last = (alike + 1 if drawn == last else 0), drawn
    return last


@pytest.mark.parametrize(
    ("size", "language"),
    SHOWN,
    ids=lambda value: "x".join(map(str, value)) if isinstance(value, tuple) else value,
)
async def test_screens(
    size: tuple[int, int],
    language: str,
    make_settings: Callable[..., Settings],
    clock: FakeClock,
    snapshot: SnapshotAssertion,
) -> None:
    settings = make_settings({"keyring": "off", "mail.transport": "folder", "language": language})
    with open_zone(settings, clock=clock, hasher=CountingHasher()) as opened:
        samples = load_demo(opened.zone.deps, language=language, companies=("studio",))
    i18n.use(language)
    email = samples["studio"].address.address
    async with running(settings, clock, size=size) as shown:
        await shown.sign_in(email, PASSWORD)
        await shown.until_shown("DashboardScreen")
        for place in PLACES:
            shown.app.go(place)
            drawn: Any = await _still(shown)
            assert drawn == snapshot(name=place)
