"""What renewals, an incident and the warning about the main address look like."""

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
from jumpzone.screens.announcement import AnnouncementDialog
from jumpzone.screens.mail_risk import MailRiskDialog
from jumpzone.settings import Settings
from tests.fakes import CountingHasher
from tests.screens.zoneapp import running
from tests.snapshots.picture import TextPicture
from tests.snapshots.test_screens import _still


@pytest.mark.parametrize(("size", "language"), [((120, 40), "en"), ((80, 24), "bg")], ids=["wide", "narrow"])
async def test_renewals(
    size: tuple[int, int],
    language: str,
    make_settings: Callable[..., Settings],
    clock: FakeClock,
    snapshot: SnapshotAssertion,
) -> None:
    settings = make_settings({"keyring": "off", "mail.transport": "folder", "language": language})
    with open_zone(settings, clock=clock, hasher=CountingHasher()) as opened:
        sample = load_demo(opened.zone.deps, language=language, companies=("studio",))["studio"]
    i18n.use(language)
    pictures = snapshot.use_extension(TextPicture)
    async with running(settings, clock, size=size) as shown:
        await shown.sign_in(sample.address.address, PASSWORD)
        await shown.until_shown("DashboardScreen")
        app: Any = shown.app
        board = app.zone.dashboard.load(app.today)
        app.push_screen(AnnouncementDialog(board.announcements[0], app.timezone))
        assert await _still(shown) == pictures(name="incident")
        app.pop_screen()
        app.push_screen(MailRiskDialog(app.zone.mail_risks.look(app.today)))
        assert await _still(shown) == pictures(name="mail")
        app.pop_screen()
        await shown.press("f4")
        await shown.until_shown("RenewalsScreen")
        await shown.press("n")
        assert await _still(shown) == pictures(name="renewals")
