"""The second factor on screen: set up with an app, asked for at sign-in."""

from __future__ import annotations

import pyotp
from textual.widgets import Static

from jumpzone.usecases.second_factor import Setup
from tests.screens.conftest import Run
from tests.screens.zoneapp import ZoneApp

PASSWORD = "three quiet teapots draw a map"


def _secret(shown: ZoneApp) -> str:
    setup = shown.screen._setup
    assert isinstance(setup, Setup)
    return setup.secret


async def _set_up(shown: ZoneApp) -> tuple[str, tuple[str, ...]]:
    await shown.press("8")
    await shown.until_shown("AccountScreen")
    await shown.press("f10")
    await shown.until_shown("SecondFactorScreen")
    await shown.until_text("Set it up")
    await shown.fill(password=PASSWORD)
    await shown.submit()
    await shown.until_shown("ScanDialog")
    secret = _secret(shown)
    await shown.until_text(secret[:4])
    await shown.fill(otp="000000")
    await shown.submit()
    await shown.until_text("not right")
    await shown.fill(otp=pyotp.TOTP(secret).at(shown.clock.now()))
    await shown.submit()
    await shown.until_shown("RecoveryCodesDialog")
    codes = shown.screen._codes
    for code in codes:
        assert code in shown.text
    await shown.pilot.click("#done")
    await shown.until_shown("SecondFactorScreen")
    await shown.until_text("10 recovery codes left")
    return secret, codes


async def test_set_up_by_keys_then_sign_in_with_it(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(80, 24)) as shown:
        _secret_of_app, codes = await _set_up(shown)
        email = shown.app.session.address.address
        await shown.press("escape")
        shown.app.sign_out()
        await shown.until_shown("FrontDoor")
        await shown.press("s")
        await shown.until_shown("SignInScreen")
        await shown.fill(email=email, password=PASSWORD)
        await shown.submit()
        await shown.until_shown("SecondStepScreen")
        await shown.fill(otp="22222-22222")
        await shown.submit()
        await shown.until_text("recovery code is not right")
        await shown.fill(otp=codes[0])
        await shown.submit()
        await shown.until_shown("DashboardScreen")


async def test_the_code_to_scan_is_drawn_at_the_smallest_size_and_can_be_left(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(80, 24)) as shown:
        await shown.press("8")
        await shown.until_shown("AccountScreen")
        await shown.press("f10")
        await shown.until_shown("SecondFactorScreen")
        await shown.until_text("Set it up")
        await shown.fill(password=PASSWORD)
        await shown.submit()
        await shown.until_shown("ScanDialog")
        code = shown.screen.query_one("#code", Static)
        assert code.display
        assert code.region.bottom <= 24
        await shown.press("escape")
        await shown.until_shown("SecondFactorScreen")
        zone = shown.app.zone
        assert zone.access.second_factor().enabled_at is None
