"""Shared access on screen: inviting, accepting, changing, ending, and opening another account."""

from __future__ import annotations

from jumpzone.model.permissions import Permission
from jumpzone.widgets.chrome import TopBar
from tests.screens.conftest import Run
from tests.screens.zoneapp import GOOD_PASSWORD, ZoneApp

ANNA = "anna@books.example"


def _code_for(shown: ZoneApp, address: object) -> str:
    return next((each.code for each in shown.letters() if each.to == address and each.code), "")


async def _go_to(shown: ZoneApp, name: str) -> None:
    """Put the cursor on somebody, once more where the list was read anew meanwhile."""
    for _attempt in range(20):
        await shown.press("end")
        await shown.pilot.pause(0.1)
        if getattr(shown.screen.chosen, "name", "") == name:
            return
    raise AssertionError(shown.text)


async def _access(shown: ZoneApp) -> None:
    await shown.press("8")
    await shown.until_shown("AccountScreen")
    await shown.press("f11")
    await shown.until_shown("AccessScreen")
    await shown.until_text("has access")


async def _invite(shown: ZoneApp, *permissions: str) -> None:
    await shown.press("a")
    await shown.until_shown("RightsScreen")
    await shown.fill(address=ANNA, permissions=frozenset(permissions))
    await shown.submit()
    await shown.until_shown("AccessScreen")
    await shown.until_text("1 is invited")


async def test_somebody_is_invited_joins_and_sees_what_was_ticked(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await _access(shown)
        await _invite(shown, "invoices")
        code = await shown.code()
        shown.app.sign_out()
        await shown.until_shown("FrontDoor")
        await shown.press("s")
        await shown.until_shown("SignInScreen")
        await shown.pilot.click("#invited")
        await shown.until_shown("InvitedScreen")
        await shown.fill(email=ANNA, code=code, name="Anna [/] Petrova", password=GOOD_PASSWORD)
        await shown.submit()
        await shown.until_shown("DashboardScreen")
        assert shown.app.session.role.permissions == {Permission.INVOICES}
        await shown.until_text("Invoices")
        tabs = shown.text.splitlines()[1]
        assert "Invoices" in tabs
        assert "Domains" not in tabs
        await shown.press("3", "4")
        await shown.until_shown("InvoicesScreen")


async def test_rights_are_changed_and_ended(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(80, 24)) as shown:
        await _access(shown)
        await _invite(shown, "invoices")
        members = shown.app.zone.members
        members.accept(ANNA, await shown.code(), "Anna Petrova", GOOD_PASSWORD)
        await shown.until_text("2 people have access")
        await shown.until(lambda: "Anna Petrova" in shown.text and "is invited" not in shown.text)
        await _go_to(shown, "Anna Petrova")
        await shown.press("enter")
        await shown.until_shown("RightsScreen")
        await shown.until_text("What Anna Petrova may do")
        await shown.fill(permissions=frozenset({"invoices", "tickets"}))
        await shown.submit()
        await shown.until_shown("AccessScreen")
        await shown.until_text("2 of 13")
        await shown.press("x")
        await shown.until_shown("Confirm")
        await shown.press("y")
        await shown.until_text("1 person has access")
        assert [each.address for each in members.everybody()] == ["ivan@studio.example"]


async def test_an_invitation_is_taken_back(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(80, 24)) as shown:
        await _access(shown)
        await _invite(shown, "invoices")
        await shown.press("down", "x")
        await shown.until_shown("Confirm")
        await shown.press("y")
        await shown.until(lambda: "is invited" not in shown.text)
        assert shown.app.zone.members.invitations() == []


async def test_another_account_is_opened_from_the_top_bar(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(100, 30)) as shown:
        first = shown.app.session
        zone = shown.app.opened.zone
        shown.app.zone.members.invite(ANNA, role="owner")
        anna = zone.members.accept(ANNA, await shown.code(), "Anna Petrova", GOOD_PASSWORD)
        theirs = shown.app.opened.zone.registration
        form = {
            "first_name": "Boris",
            "last_name": "Lavkov",
            "phone": "+35929000000",
            "address_1": "1 Main Street",
            "city": "Sofia",
            "postcode": "1000",
            "country": "BG",
            "email": "boris@lavka.example",
            "terms": True,
        }
        pending = theirs.begin(form, GOOD_PASSWORD, "en")
        await shown.until(lambda: _code_for(shown, form["email"]))
        boris = theirs.confirm(pending.token, _code_for(shown, form["email"]))
        assert anna.account.id == first.account.id
        zone.signed_in(boris).members.invite(first.address.address, permissions=["invoices"])
        await shown.pilot.click(TopBar, offset=(20, 0))
        await shown.until_shown("AccountsScreen")
        await shown.until_text("invites you")
        await shown.press("enter")
        await shown.until_shown("Choose")
        await shown.press("enter")
        await shown.until(lambda: "invites you" not in shown.text and "Boris Lavkov" in shown.text)
        await shown.press("down", "enter")
        await shown.until(lambda: shown.app.session.account.id == boris.account.id)
        await shown.until_shown("DashboardScreen")
        await shown.until_text(boris.account.number)
