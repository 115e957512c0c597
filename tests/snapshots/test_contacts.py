"""What the page of notices, the preview of an import and the saved filters look like."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from jumpzone import i18n
from jumpzone.bootstrap import open_zone
from jumpzone.demo.loading import load_demo
from jumpzone.demo.sample import PASSWORD
from jumpzone.model.clock import FakeClock
from jumpzone.screens.contact_import import ImportScreen
from jumpzone.screens.notices import NoticesScreen
from jumpzone.settings import Settings
from tests.fakes import CountingHasher
from tests.screens.zoneapp import running
from tests.snapshots.picture import TextPicture
from tests.snapshots.test_screens import _still

FILE = (
    "email;first_name;last_name;phone;country;notifications;Birthday\n"
    "radka@ledger.example;Radka;Stoyanova-Petrova;+359 2 123 4567;BG;invoice,support;1980\n"
    "yana@ledger.example;Яна;Желева;0888 123 456;България;invoice;\n"
    "boris@ledger.example;[/] Boris;Колев;;BG;;\n"
    "broken;X;;;Atlantis;;\n"
    "too;few\n"
)


@pytest.mark.parametrize(
    ("size", "language"),
    [((120, 40), "en"), ((80, 24), "bg"), ((200, 50), "ru")],
    ids=["wide", "narrow", "widest"],
)
async def test_contacts(
    size: tuple[int, int],
    language: str,
    make_settings: Callable[..., Settings],
    clock: FakeClock,
    snapshot: SnapshotAssertion,
    tmp_path: Path,
) -> None:
    settings = make_settings({"keyring": "off", "mail.transport": "folder", "language": language})
    with open_zone(settings, clock=clock, hasher=CountingHasher()) as opened:
        sample = load_demo(opened.zone.deps, language=language, companies=("studio",))["studio"]
    i18n.use(language)
    pictures = snapshot.use_extension(TextPicture)
    file = tmp_path / "people.csv"
    file.write_text(FILE)
    async with running(settings, clock, size=size) as shown:
        await shown.sign_in(sample.address.address, PASSWORD)
        await shown.until_shown("DashboardScreen")
        app: Any = shown.app
        app.push_screen(NoticesScreen())
        await shown.until_shown("NoticesScreen")
        await shown.press("down", "right")
        assert await _still(shown) == pictures(name="notices")
        app.pop_screen()
        app.push_screen(ImportScreen(file))
        await shown.until_shown("ImportScreen")
        assert await _still(shown) == pictures(name="import")
        app.pop_screen()
        app.go("invoices")
        await shown.until_shown("InvoicesScreen")
        await shown.press("F")
        assert await _still(shown) == pictures(name="filters")
