"""What the DNS records of a domain look like."""

from __future__ import annotations

from collections.abc import Callable

from syrupy.assertion import SnapshotAssertion

from jumpzone.bootstrap import open_zone
from jumpzone.demo.loading import load_demo
from jumpzone.demo.sample import PASSWORD
from jumpzone.model.clock import FakeClock
from jumpzone.screens.dns import DnsScreen
from jumpzone.settings import Settings
from tests.fakes import CountingHasher
from tests.screens.zoneapp import running
from tests.snapshots.picture import TextPicture
from tests.snapshots.test_screens import _still


async def test_dns(
    make_settings: Callable[..., Settings], clock: FakeClock, snapshot: SnapshotAssertion
) -> None:
    settings = make_settings({"keyring": "off", "mail.transport": "folder", "language": "en"})
    with open_zone(settings, clock=clock, hasher=CountingHasher()) as opened:
        sample = load_demo(opened.zone.deps, language="en", companies=("studio",))["studio"]
    async with running(settings, clock, size=(120, 40)) as shown:
        await shown.sign_in(sample.address.address, PASSWORD)
        await shown.until_shown("DashboardScreen")
        shown.app.push_screen(DnsScreen(sample.domains[0].id))
        assert await _still(shown) == snapshot.use_extension(TextPicture)(name="dns")
