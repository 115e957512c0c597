"""What a domain's page, its form and the preview of a change of many look like."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from syrupy.assertion import SnapshotAssertion

from jumpzone.bootstrap import open_zone
from jumpzone.demo.loading import load_demo
from jumpzone.demo.sample import PASSWORD
from jumpzone.model.clock import FakeClock
from jumpzone.screens.domain_bulk import BulkPreview
from jumpzone.screens.domain_form import DomainForm
from jumpzone.screens.domain_page import DomainScreen
from jumpzone.settings import Settings
from tests.fakes import CountingHasher
from tests.screens.zoneapp import running
from tests.snapshots.picture import TextPicture
from tests.snapshots.test_screens import _still


@pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["120x40", "80x24"])
async def test_domains(
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
        domains = shown.app.zone.domains
        shown.app.go("domains")
        await shown.until_shown("DomainsScreen")
        shown.app.push_screen(DomainScreen(domains.find("xn--d1aisjfg.example", "name")))
        assert await _still(shown) == pictures(name="page")
        shown.app.push_screen(DomainForm(domains.find("studio-lab.test", "name")))
        assert await _still(shown) == pictures(name="form")
        change = {"auto_renew": True, "nameservers": ["ns1.studio.example", "ns2.other.test"]}
        shown.app.push_screen(BulkPreview([each.id for each in domains.list()], change))
        await shown.until_text("Change 11 domains")
        assert await _still(shown) == pictures(name="preview")
