"""What tests of screens ask for: the whole app on a store of its own, signed in or not."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from jumpzone.model.clock import FakeClock
from jumpzone.settings import Settings
from tests.screens.zoneapp import SAMPLE_PASSWORD, ZoneApp, fill_store, running

Run = Callable[..., AbstractAsyncContextManager[ZoneApp]]


@pytest.fixture
def zone_settings(make_settings: Callable[..., Settings]) -> Settings:
    """Settings without a keyring, mail as files."""
    return make_settings({"keyring": "off", "mail.transport": "folder"})


@pytest.fixture
def front_door(zone_settings: Settings, clock: FakeClock) -> Run:
    """`async with front_door() as shown`: the app on an empty store."""

    def run(**options: Any) -> AbstractAsyncContextManager[ZoneApp]:
        return running(options.pop("settings", zone_settings), clock, **options)

    return run


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the sample companies are kept once they are made."""
    return tmp_path_factory.mktemp("samples")


@pytest.fixture
def signed_in_app(zone_settings: Settings, clock: FakeClock, samples: Path) -> Run:
    """`async with signed_in_app("studio") as shown`: the app at the dashboard of a sample company."""

    @asynccontextmanager
    async def run(company: str = "studio", **options: Any) -> AsyncIterator[ZoneApp]:
        settings = options.pop("settings", zone_settings)
        email = fill_store(settings, clock, samples, company)
        async with running(settings, clock, **options) as shown:
            await shown.sign_in(email, SAMPLE_PASSWORD)
            await shown.until_shown("DashboardScreen")
            yield shown

    return run
