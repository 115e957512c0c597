"""Take everything with you, and bring it along elsewhere, on screen."""

from __future__ import annotations

import os
import threading
import zipfile
from pathlib import Path
from typing import Any

import pytest

from jumpzone.screens.working import Working
from jumpzone.usecases import archive as archives
from jumpzone.widgets.chrome import KeyBar
from tests.screens.conftest import Run
from tests.screens.zoneapp import SAMPLE_PASSWORD, ZoneApp


async def go(shown: ZoneApp) -> None:
    """Go to the page by the keys of the account."""
    await shown.press("8")
    await shown.until_shown("AccountScreen")
    await shown.press("f12")
    await shown.until_shown("TakingScreen")
    await shown.until(lambda: "Counting" not in shown.text)


async def write(shown: ZoneApp, path: Path, password: str = SAMPLE_PASSWORD) -> None:
    """Fill in the form and send it; without papers, which take their time."""
    await shown.fill(path=str(path), papers=False, password=password)
    await shown.submit()


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_what_is_inside_is_told_and_written_once_the_password_is_right(
    signed_in_app: Run, tmp_path: Path, size: tuple[int, int]
) -> None:
    path = tmp_path / "all.zip"
    async with signed_in_app("new", size=size) as shown:
        await go(shown)
        assert "1 Messages" in shown.text
        assert str(shown.form().field("path").value).endswith("jumpzone-C-100398-2026-11-23.zip")
        await write(shown, path, "not the password")
        await shown.until_text("This is not your password.")
        assert not path.exists()
        await write(shown, path)
        await shown.until_text("Everything is in")
        await shown.press("enter")
        await shown.until_shown("AccountScreen")
    assert "data/message.json" in zipfile.ZipFile(path).namelist()


async def test_a_file_that_is_there_is_asked_about(signed_in_app: Run, tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    path.write_text("mine")
    async with signed_in_app("new", size=(120, 40)) as shown:
        await go(shown)
        await write(shown, path)
        await shown.until_shown("Confirm")
        await shown.press("n")
        await shown.until_shown("TakingScreen")
        assert path.read_text() == "mine"
        await write(shown, path)
        await shown.until_shown("Confirm")
        await shown.press("y")
        await shown.until_text("Everything is in")
    assert zipfile.is_zipfile(path)


async def test_it_can_be_stopped(signed_in_app: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on, drawn = threading.Event(), archives.as_eml

    def slow(*given: Any) -> bytes:
        # The first letter is not done before the reader has had the time to stop.
        go_on.wait(30)
        return drawn(*given)

    monkeypatch.setattr(archives, "as_eml", slow)
    path = tmp_path / "all.zip"
    async with signed_in_app("new", size=(120, 40)) as shown:
        await go(shown)
        await write(shown, path)
        await shown.until_shown("Working")
        assert isinstance(shown.screen, Working)
        await shown.press("escape")
        await shown.until_text("Stopping…")
        go_on.set()
        await shown.until_text("Nothing was written.")
        await shown.until_shown("TakingScreen")
    assert [each for each in os.listdir(tmp_path) if "all.zip" in each] == []  # noqa: PTH208 - no waiting here


async def test_the_palette_knows_the_way_and_the_mouse_too(signed_in_app: Run) -> None:
    async with signed_in_app("new", size=(120, 40)) as shown:
        titles = [str(each.title) for each in shown.app.zone_commands()]
        assert "Take everything with you" in titles
        await shown.press("8")
        await shown.until_shown("AccountScreen")
        buttons = [each for each in shown.screen.query("PushButton") if each.name == "taking"]
        await shown.until(lambda: any(each.region.height for each in buttons))
        await shown.pilot.click(next(each for each in buttons if each.region.height))
        await shown.until_shown("TakingScreen")
        await shown.press("escape")
        await shown.until_shown("AccountScreen")


async def exported(signed_in_app: Run, path: Path) -> None:
    """Export the new customer's zone."""
    async with signed_in_app("new", size=(120, 40)) as shown:
        await go(shown)
        await write(shown, path)
        await shown.until_text("Everything is in")


async def test_a_zone_is_brought_along_from_the_front_door_of_an_empty_store(
    signed_in_app: Run, front_door: Run, make_settings: Any, tmp_path: Path
) -> None:
    path = tmp_path / "all.zip"
    await exported(signed_in_app, path)
    elsewhere = make_settings(
        {"keyring": "off", "mail.transport": "folder", "store": str(tmp_path / "elsewhere" / "zone.db")}
    )
    async with front_door(settings=elsewhere, size=(80, 24)) as shown:
        await shown.until_text("Bring a zone along")
        await shown.press("b")
        await shown.until_shown("BringingScreen")
        await shown.fill(path=str(tmp_path / "nowhere.zip"))
        await shown.submit()
        await shown.until_text("There is no such file")
        (tmp_path / "no.zip").write_bytes(b"no archive")
        await shown.fill(path=str(tmp_path / "no.zip"))
        await shown.submit()
        await shown.until_text("not an archive")
        await shown.fill(path=str(path))
        await shown.submit()
        await shown.until_text("Account C-100398 is here.")
        await shown.press("enter")
        await shown.until_shown("ForgottenScreen")
        await shown.press("escape")
        await shown.until_shown("FrontDoor")
        await shown.until(lambda: "Bring a zone along" not in shown.text)
        await shown.press("b")
        assert type(shown.screen).__name__ == "FrontDoor"
        assert shown.screen.query_one(KeyBar)
