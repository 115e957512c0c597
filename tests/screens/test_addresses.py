"""A login's addresses on screen: adding with a code, making main, taking it back from the front door."""

from __future__ import annotations

from tests.screens.conftest import Run
from tests.screens.zoneapp import ZoneApp

PASSWORD = "three quiet teapots draw a map"
SECOND = "ivan@home.example"


def _code_for(shown: ZoneApp, address: str, *, but: str = "") -> str:
    codes = [each.code for each in shown.letters() if each.to == address and each.code]
    return next((each for each in codes if each != but), "")


async def _answer(shown: ZoneApp, dialog: str, value: str) -> None:
    await shown.until_shown(dialog)
    shown.screen._field.value = value
    await shown.pilot.pause()
    await shown.press("enter")


async def test_an_address_is_added_made_main_and_taken_back(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(80, 24)) as shown:
        first = shown.app.session.address.address
        await shown.press("8")
        await shown.until_shown("AccountScreen")
        await shown.press("f5")
        await shown.until_shown("AddressesScreen")
        await shown.until_text("main: signs in")
        await shown.press("a")
        await _answer(shown, "AskText", first)
        await shown.until_text("in your list already")
        await _answer(shown, "AskText", SECOND)
        await shown.until_text("Confirm the address")
        await shown.until(lambda: _code_for(shown, SECOND))
        await _answer(shown, "AskText", "12345678")
        await shown.until_text("not right")
        await _answer(shown, "AskText", _code_for(shown, SECOND))
        await shown.until_shown("AddressesScreen")
        await shown.until_text("this is me, too")
        for _attempt in range(20):
            # Once more where the list was read anew meanwhile.
            await shown.press("end")
            await shown.pilot.pause(0.1)
            if shown.screen.chosen.record.address == SECOND:
                break
        await shown.press("enter")
        await shown.until_shown("Choose")
        await shown.press("enter")
        await _answer(shown, "AskPassword", PASSWORD)
        await shown.until_shown("AddressesScreen")
        await shown.until(lambda: shown.app.session.address.address == SECOND)
        await shown.until(lambda: _code_for(shown, first))
        shown.app.sign_out()
        await shown.until_shown("FrontDoor")
        await shown.press("p")
        await shown.until_shown("ForgottenScreen")
        await shown.fill(email=first)
        await shown.pilot.click("#stop")
        await shown.until_shown("AddressStopScreen")
        await shown.fill(code=_code_for(shown, first))
        await shown.submit()
        await shown.until_shown("SignInScreen")
        await shown.until_text("It is taken back")
        found = shown.app.opened.zone
        pending = found.access.begin_reset(first)
        assert pending.address == first
