"""What orders, the catalogue, a checked name and the basket look like."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from jumpzone.bootstrap import open_zone
from jumpzone.demo.loading import load_demo
from jumpzone.demo.sample import PASSWORD
from jumpzone.model.billing import Item
from jumpzone.model.clock import FakeClock
from jumpzone.screens.basket import BasketScreen
from jumpzone.screens.catalogue import CatalogueScreen
from jumpzone.screens.name_check import NameScreen
from jumpzone.settings import Settings
from tests.fakes import CountingHasher
from tests.screens.zoneapp import running
from tests.snapshots.picture import TextPicture
from tests.snapshots.test_screens import _still


@pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["120x40", "80x24"])
async def test_shop(
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
        app.go("orders")
        assert await _still(shown) == pictures(name="orders")
        shop = app.zone.shop
        on_sale = {each.code: each for each in shop.orders.catalogue()}
        shop.put(
            [
                Item(action="new", product=on_sale["hosting_pro"].id, cycle="annual", name="[/]"),
                Item(action="register", product=on_sale["example"].id, name="studio.example"),
                Item(action="register", product=on_sale["example"].id, name="new.example", years=2),
            ]
        )
        app.push_screen(CatalogueScreen())
        assert await _still(shown) == pictures(name="catalogue")
        app.push_screen(BasketScreen())
        assert await _still(shown) == pictures(name="basket")
        names = NameScreen()
        app.push_screen(names)
        await shown.until(lambda: names.is_mounted)
        names.input.value = "раypal"
        assert await _still(shown) == pictures(name="names")
