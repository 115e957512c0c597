"""What the page of a service looks like: one that runs, one that is suspended, and the choice of plans."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from jumpzone.bootstrap import open_zone
from jumpzone.demo.loading import load_demo
from jumpzone.demo.sample import PASSWORD
from jumpzone.model.clock import FakeClock
from jumpzone.screens.service_page import ServiceScreen
from jumpzone.settings import Settings
from tests.fakes import CountingHasher
from tests.screens.zoneapp import running
from tests.snapshots.picture import TextPicture
from tests.snapshots.test_screens import _still

SHOWN = {
    "plan_change": "studio.example",
    "cancellation": "archive.studio.example",
    "suspended": "portfolio.studio.example",
}


@pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["120x40", "80x24"])
async def test_service_page(
    size: tuple[int, int],
    make_settings: Callable[..., Settings],
    clock: FakeClock,
    snapshot: SnapshotAssertion,
) -> None:
    settings = make_settings({"keyring": "off", "mail.transport": "folder", "language": "en"})
    with open_zone(settings, clock=clock, hasher=CountingHasher()) as opened:
        sample = load_demo(opened.zone.deps, language="en", companies=("studio",))["studio"]
    pictures = snapshot.use_extension(TextPicture)
    async with running(settings, clock, size=size) as shown:
        await shown.sign_in(sample.address.address, PASSWORD)
        await shown.until_shown("DashboardScreen")
        app: Any = shown.app
        app.go("services")
        assert await _still(shown) == pictures(name="list")
        for name, address in SHOWN.items():
            app.push_screen(ServiceScreen(app.zone.services.find(address, "address")))
            assert await _still(shown) == pictures(name=name)
            await shown.press("escape")
        app.push_screen(ServiceScreen(app.zone.services.find("shop.studio.example", "address")))
        await shown.until(lambda: app.screen._standing is not None)
        await shown.press("l")
        await shown.until_shown("PlanChoice")
        assert await _still(shown) == pictures(name="plans")
