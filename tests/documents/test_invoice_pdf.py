"""Invoices as PDF."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from jumpzone.documents.amounts import settled
from jumpzone.documents.invoice_pdf import invoice_pdf
from tests.documents.papers import RUSSIAN_SELLER, SELLER, invoice, pdf_text
from tests.support import ROOT

LANGUAGES = {"bg": "Фактура", "ru": "Счёт", "en": "Invoice"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_on_an_invoice_can_be_searched_for(language: str) -> None:
    texts = pdf_text(invoice_pdf(invoice(), language))
    assert LANGUAGES[language] in texts
    for text in (
        "Джъмп Зон ЕООД",
        "Студио Пример ООД",
        "Книга за DNS",
        "BG98 DEMO 9000 1000 7173 32",
        "0000000412",
    ):
        assert text in texts
    together = "\n".join(texts)
    for amount in ("163", "24", "191"):
        assert amount in together


def test_tax_is_said_for_each_rate() -> None:
    texts = pdf_text(invoice_pdf(invoice(), "en"))
    assert texts[texts.index("VAT 20% on €123.50") + 1] == "€24.70"
    assert texts[texts.index("VAT 9% on €39.98") + 1] == "€3.60"
    assert texts[texts.index("Total") + 1] == "€191.78"


def test_lev_are_shown_with_their_value_in_euro() -> None:
    texts = pdf_text(invoice_pdf(invoice(currency="BGN"), "en"))
    assert texts[texts.index("Total in euro at 1.95583 BGN for 1 EUR") + 1] == "€98.06"
    assert "BGN 191.78" in texts


def test_a_credit_note_names_what_it_corrects_and_asks_for_no_money() -> None:
    note = invoice(
        [("Back", 1, -1_000, "20")], id="two", number="0000000413", kind="credit_note", corrects="one"
    )
    texts = pdf_text(invoice_pdf(note, "en", corrected=invoice()))
    assert "Credit note" in texts
    assert "Invoice 0000000412" in texts
    assert "-€12.00" in texts
    assert "Payment by bank transfer" not in texts
    assert "To pay" not in texts


def test_a_proforma_says_that_it_is_no_tax_document() -> None:
    texts = pdf_text(invoice_pdf(invoice(kind="proforma", number="P-000017"), "en"))
    assert "This is not a tax document. The invoice follows the payment." in texts


def test_what_is_paid_asks_for_no_money() -> None:
    paid = invoice(status="paid", balance=0, paid_on=date(2026, 11, 3))
    texts = pdf_text(invoice_pdf(paid, "en"))
    assert "Paid on 3 Nov 2026." in texts
    assert "IBAN" not in texts


def test_part_of_it_paid_and_credit_are_taken_off() -> None:
    texts = pdf_text(invoice_pdf(invoice(credit=1_000, balance=10_000), "en"))
    assert texts[texts.index("Credit applied") + 1] == "-€10.00"
    assert texts[texts.index("Paid so far") + 1] == "-€81.78"
    assert texts[texts.index("To pay") + 1] == "€100.00"


@pytest.mark.parametrize(
    ("fields", "parts"),
    [
        ({}, {}),
        ({"status": "paid", "balance": 0}, {}),
        ({"credit": 1_000, "balance": 10_000}, {"credit": 1_000, "paid": 8_178, "balance": 10_000}),
        ({"credit": 19_178, "balance": 0, "status": "paid"}, {"credit": 19_178, "balance": 0}),
        ({"credit": 178, "balance": 0, "status": "paid"}, {"credit": 178, "paid": 19_000, "balance": 0}),
        ({"balance": 9_178}, {"paid": 10_000, "balance": 9_178}),
        ({"credit": 178, "balance": 0, "status": "cancelled"}, {}),
        ({"kind": "credit_note", "balance": 0}, {}),
    ],
)
def test_what_is_taken_off_the_total_leaves_what_is_to_be_paid(
    fields: dict[str, Any], parts: dict[str, int]
) -> None:
    record = invoice(**fields)
    assert record.total == 19_178
    found = dict(settled(record))
    assert found == parts
    if found:
        assert record.total - found.get("credit", 0) - found.get("paid", 0) == found["balance"]


def test_an_invoice_in_roubles_names_the_russian_account() -> None:
    texts = pdf_text(invoice_pdf(invoice(currency="RUB", seller=RUSSIAN_SELLER), "en"))
    assert texts[texts.index("Account") + 1] == "40702810900000000001"
    assert "IBAN" not in texts


def test_many_lines_go_on_over_numbered_pages_and_none_is_lost() -> None:
    lines = [(f"Домейн {n} " + "с много дълго описание " * (n % 5), 1, 100, "20") for n in range(1, 91)]
    content = invoice_pdf(invoice(lines), "en")
    texts = pdf_text(content)
    pages = [text for text in texts if text.startswith("Page ")]
    assert len(pages) > 2
    assert pages == [f"Page {n} of {len(pages)}" for n in range(1, len(pages) + 1)]
    together = " ".join(texts)
    assert all(f"Домейн {n} " in together + " " for n in range(1, 91))
    assert texts.count("Unit price") == len([text for text in texts if text == "Description"])


def test_a_text_longer_than_a_page_and_a_word_wider_than_its_column_fit() -> None:
    lines = [("дълъг ред " * 600, 1, 100, "20"), ("w" * 400, 1, 100, "20")]
    texts = pdf_text(invoice_pdf(invoice(lines), "en"))
    assert sum(text.count("дълъг") for text in texts) == 600
    assert sum(text.count("w") for text in texts if set(text) == {"w"}) == 400


def test_nothing_in_the_data_breaks_the_file() -> None:
    hostile = invoice(
        [("(paren \\ \x1b[31m \u202e \U0001f469 漢字", 1, 100, "0")],
        buyer={"company_name": "<<>> endobj %%EOF", "country": "XX"},
        vat_reason="чл. 113 " * 60,
        number=None,
        payment_reference=None,
    )
    texts = pdf_text(invoice_pdf(hostile, "bg"))
    assert any("<<>> endobj %%EOF" in text for text in texts)
    assert "\x1b" not in "".join(texts)
    assert invoice_pdf(invoice([], seller=None, buyer=None, issued_on=None), "ru").startswith(b"%PDF")


def test_the_same_record_gives_the_same_bytes_in_another_process() -> None:
    script = (
        "import sys; from tests.documents.papers import invoice; "
        "from jumpzone.documents.invoice_pdf import invoice_pdf; "
        "sys.stdout.buffer.write(invoice_pdf(invoice(), 'bg'))"
    )
    found = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True)
    invoice_pdf(invoice(), "ru")
    assert invoice_pdf(invoice(), "bg") == found.stdout
    assert b"D:20261101000000" in found.stdout


def test_another_day_or_status_is_another_file() -> None:
    assert invoice_pdf(invoice(), "bg") != invoice_pdf(replace(invoice(), number="0000000413"), "bg")


# Foreign programs


@pytest.fixture
def drawn(tmp_path: Path) -> Path:
    path = tmp_path / "invoice.pdf"
    path.write_bytes(invoice_pdf(invoice(seller={**SELLER, "bic": ""}), "bg"))
    return path


@pytest.mark.external("pdftotext")
def test_poppler_finds_the_text(drawn: Path) -> None:
    found = subprocess.run(
        ["pdftotext", "-layout", str(drawn), "-"], capture_output=True, check=True, text=True
    )
    assert found.stderr == ""
    for text in ("Фактура", "0000000412", "Студио Пример ООД", "Хостинг „Агенция“", "191,78 €"):
        assert text in found.stdout


@pytest.mark.external("pdffonts")
def test_poppler_finds_every_font_inside(drawn: Path) -> None:
    found = subprocess.run(["pdffonts", str(drawn)], capture_output=True, check=True, text=True)
    fonts = found.stdout.splitlines()[2:]
    assert len(fonts) >= 2
    for font in fonts:
        # embedded, subset, with a map to Unicode
        assert font.split()[-5:-2] == ["yes", "yes", "yes"], font


@pytest.mark.external("pdftoppm", "zbarimg")
def test_a_camera_reads_the_code_on_paper(drawn: Path, tmp_path: Path) -> None:
    subprocess.run(["pdftoppm", "-r", "150", "-png", str(drawn), str(tmp_path / "page")], check=True)
    (page,) = tmp_path.glob("page*.png")
    found = subprocess.run(["zbarimg", "--quiet", "--raw", str(page)], capture_output=True, check=True)
    assert found.stdout.decode().split("\n")[5:8] == ["Джъмп Зон ЕООД", SELLER["iban"], "EUR191.78"]
