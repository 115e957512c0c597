"""Paying and saving invoices on screen."""

from __future__ import annotations

import threading
import zipfile
from pathlib import Path
from typing import Any

import pytest

from jumpzone.documents import invoice_pdf
from jumpzone.documents.payment import half_blocks, modules
from jumpzone.screens.host import DemoDetails
from jumpzone.screens.paying import payment_page
from jumpzone.screens.payment import PaymentDialog
from tests.documents.papers import invoice, pdf_text
from tests.screens.conftest import Run
from tests.screens.zoneapp import ZoneApp
from tests.widgets.screens import screen_text


async def go(shown: ZoneApp) -> None:
    """Go to the invoices and wait for the first."""
    await shown.press("4")
    await shown.until(lambda: shown.screen.pane.current is not None)


async def answer(shown: ZoneApp, text: str) -> None:
    """Answer the dialog that asks for a file."""
    await shown.until_shown("AskText")
    shown.screen._field.value = text
    await shown.press("enter")


async def choose(shown: ZoneApp, name: str) -> None:
    """Press a button of the dialog that offers some."""
    await shown.until_shown("Choose")
    await shown.pilot.click(next(each for each in shown.screen.query("PushButton") if each.name == name))


async def test_the_totals_stand_above_the_list_and_follow_its_filters(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(140, 40)) as shown:
        await go(shown)
        await shown.until_text("Overdue €148.20  ·  ● Paid")
        shown.screen.pane.set_filters(status="cancelled")
        shown.screen.read()
        await shown.until(lambda: "Overdue €148.20" not in shown.text)
        await shown.until_text("✕ Cancelled BGN")


async def test_paying_shows_details_and_a_code_with_its_quiet_zone(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await go(shown)
        await shown.press("p")
        await shown.until_shown("PaymentDialog")
        await shown.until_text("BG98 DEMO 9000 1000 7173 32")
        dialog = shown.screen
        assert isinstance(dialog, PaymentDialog)
        assert dialog.shows_code
        payload = dialog.transfer.payload
        assert payload is not None
        assert payload.split("\n")[6:8] == ["BG98DEMO90001000717332", "EUR148.20"]
        text = screen_text(shown.app)
        for line in half_blocks(modules(payload)):
            assert line in text
        await shown.press("i")
        assert shown.app.clipboard == "BG98DEMO90001000717332"
        await shown.press("a")
        assert shown.app.clipboard == "148.20"
        await shown.press("r")
        assert shown.app.clipboard == "0000000412"
        await shown.press("escape")
        await shown.until_shown("InvoicesScreen")


@pytest.mark.parametrize("turns", [0, 1, 2])
async def test_the_code_is_dark_on_light_in_every_theme(signed_in_app: Run, turns: int) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        first = shown.app.theme
        await shown.press(*["f3"] * turns)
        assert (shown.app.theme == first) is (turns == 0)
        await go(shown)
        await shown.press("p")
        await shown.until_shown("PaymentDialog")
        await shown.pilot.pause()
        region = shown.screen.query_one("#code").region
        strip = shown.screen._compositor.render_strips()[region.y + 5]
        styles = {
            segment.style
            for segment in strip.crop(region.x, region.right)
            if segment.style is not None and segment.text.strip()
        }
        assert styles
        for style in styles:
            assert style.color is not None
            assert style.bgcolor is not None
            assert style.color.get_truecolor() == (0, 0, 0)
            assert style.bgcolor.get_truecolor() == (255, 255, 255)


async def test_a_small_window_says_how_large_it_has_to_be(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(80, 24)) as shown:
        await go(shown)
        await shown.press("p")
        await shown.until_shown("PaymentDialog")
        await shown.until_text("Enlarge the window to")
        assert not shown.screen.shows_code
        assert "BG98 DEMO 9000 1000 7173 32" in shown.text
        assert "Close" in shown.text
        await shown.pilot.resize_terminal(130, 40)
        await shown.until(lambda: shown.screen.shows_code)


async def test_several_are_paid_together_or_it_is_said_why_not(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await go(shown)
        await shown.press("space", "space", "p")
        await shown.until_shown("ErrorDialog")
        await shown.until_text("0000000411 is not waiting for a payment.")


async def test_one_is_saved_as_pdf(signed_in_app: Run, tmp_path: Path) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await go(shown)
        await shown.press("d")
        await choose(shown, "one")
        path = tmp_path / "mine.pdf"
        await answer(shown, str(path))
        await shown.until(path.exists)
        await shown.until_text("Saved:")
        assert "0000000412" in pdf_text(path.read_bytes())


async def test_one_is_saved_as_xml(signed_in_app: Run, tmp_path: Path) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await go(shown)
        await shown.press("u")
        path = tmp_path / "mine.xml"
        await answer(shown, str(path))
        await shown.until(path.exists)
        await shown.until_text("Saved:")
        assert "<cbc:ID>0000000412</cbc:ID>" in path.read_text()


async def test_selected_ones_are_saved_as_zip(signed_in_app: Run, tmp_path: Path) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await go(shown)
        await shown.press("space", "space", "d")
        await choose(shown, "selected")
        path = tmp_path / "two.zip"
        await answer(shown, str(path))
        await shown.until(lambda: path.exists() and path.stat().st_size > 0)
        await shown.until_text("Saved:")
        with zipfile.ZipFile(path) as archive:
            assert archive.namelist() == ["SHA256SUMS", "invoice-0000000411.pdf", "invoice-0000000412.pdf"]


async def test_long_work_counts_and_can_be_stopped(
    signed_in_app: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()

    drawn = invoice_pdf.invoice_pdf

    def slow(*given: Any, **options: Any) -> bytes:
        # The first paper is not done before the reader has had the time to stop.
        go_on.wait(30)
        return drawn(*given, **options)

    monkeypatch.setattr(invoice_pdf, "invoice_pdf", slow)
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await go(shown)
        await shown.press("d")
        await choose(shown, "all")
        path = tmp_path / "all.zip"
        await answer(shown, str(path))
        await shown.until_shown("Drawing")
        await shown.press("escape")
        go_on.set()
        await shown.until_text("Stopped. Nothing was written.")
        assert not path.exists()


async def test_the_bundle_is_made_for_a_period(signed_in_app: Run, tmp_path: Path) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await go(shown)
        await shown.press("b")
        await shown.until_shown("AskRange")
        assert (shown.screen.first.value, shown.screen.last.value) == ("2026-10-01", "2026-10-31")
        shown.screen.first.value = ""
        shown.screen.answer()
        await shown.until_text("This has to be filled in.")
        shown.screen.first.value = "2026-10-01"
        shown.screen.answer()
        path = tmp_path / "bundle.zip"
        await answer(shown, str(path))
        await shown.until_text("Saved:")
        with zipfile.ZipFile(path) as archive:
            assert "vat-totals.csv" in archive.namelist()


@pytest.mark.parametrize("form", ["pdf", "csv"])
async def test_a_statement_is_saved(signed_in_app: Run, tmp_path: Path, form: str) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await go(shown)
        await shown.press("t")
        await shown.until_shown("AskRange")
        shown.screen.answer()
        await shown.until_text("after")
        await choose(shown, form)
        path = tmp_path / f"statement.{form}"
        await answer(shown, str(path))
        await shown.until_text("Saved:")
        assert path.read_bytes().startswith(b"%PDF" if form == "pdf" else b"date,entry")


async def test_everything_is_reached_with_the_mouse(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(80, 24)) as shown:
        await go(shown)
        await shown.until_text("Pay and save")
        await shown.pilot.click("#more")
        await choose(shown, "pay")
        await shown.until_shown("PaymentDialog")


async def test_a_payment_page_opens_only_when_it_was_shown_and_chosen(
    signed_in_app: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        opened: list[str] = []
        monkeypatch.setattr(shown.app, "open_url", lambda url, **_: opened.append(url))
        await go(shown)
        await shown.press("o")
        await shown.until_text("https://pay.jumpzone.example/0000000412")
        assert opened == []
        await shown.press("y")
        assert opened == ["https://pay.jumpzone.example/0000000412"]
        await shown.press("down", "o")
        await shown.until_text("There is no page to pay this on.")


async def test_in_a_demo_sample_money_comes_instead(
    signed_in_app: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with signed_in_app("studio", size=(80, 24)) as shown:
        paid: list[tuple[str, str]] = []
        monkeypatch.setattr(shown.app, "open_url", lambda *_, **__: pytest.fail("no page opens"))
        shown.app.demo = DemoDetails("", "", pay=lambda *what: paid.append(what))
        await go(shown)
        await shown.press("o")
        await shown.until_text("a sample payment")
        await shown.press("n")
        assert paid == []
        await shown.press("o")
        await shown.until_text("a sample payment")
        await shown.press("y")
        zone = shown.app.zone
        overdue = zone.invoices.find("0000000412", "number")
        assert paid == [(zone.session.account.id, overdue.id)]


@pytest.mark.parametrize(
    ("url", "opens"),
    [
        ("https://pay.example/1", True),
        ("http://pay.example/1", True),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("https://", False),
        ("https://pay.example/\x1b[31m", False),
        ("https://[", False),
        (None, False),
    ],
)
def test_only_pages_of_the_web_are_opened(url: str | None, opens: bool) -> None:
    assert bool(payment_page(invoice(payment_url=url))) is opens
