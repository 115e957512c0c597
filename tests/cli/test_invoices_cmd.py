"""`jumpzone invoices pdf | pay | statement | bundle | totals`."""

from __future__ import annotations

import io
import stat
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from jumpzone.cli import exits
from jumpzone.cli.output import Output
from tests.cli.console import Console
from tests.documents.conftest import ReadCode
from tests.documents.conftest import read_code as read_code
from tests.documents.papers import pdf_text

IBAN = "BG98DEMO90001000717332"
PERIOD = ("--from", "2026-10-01", "--to", "2026-11-30")


def number_of(console: Console, **wanted: str | int) -> str:
    """The number of the first invoice with these values."""
    rows: list[dict[str, Any]] = console.run("invoices", "--json").json
    return str(
        next(row["number"] for row in rows if all(row[name] == value for name, value in wanted.items()))
    )


@pytest.fixture
def due(signed_in: Console) -> str:
    """The number of what is to be paid."""
    return number_of(signed_in, status="unpaid")


def test_invoices_are_saved_for_their_owner_alone(signed_in: Console, due: str, tmp_path: Path) -> None:
    paid = number_of(signed_in, status="paid", kind="invoice")
    found = signed_in.run("invoices", "pdf", due, paid, "--to", str(tmp_path))
    assert found.code == exits.DONE
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == sorted(
        [f"invoice-{due}.pdf", f"invoice-{paid}.pdf"]
    )
    path = tmp_path / f"invoice-{due}.pdf"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert due in pdf_text(path.read_bytes())


def test_an_invoice_is_written_as_xml(signed_in: Console, due: str, tmp_path: Path) -> None:
    printed = signed_in.run("invoices", "ubl", due)
    assert printed.code == exits.DONE
    assert f"<cbc:ID>{due}</cbc:ID>" in printed.out
    assert signed_in.run("invoices", "ubl", due, "-o", str(tmp_path)).code == exits.DONE
    path = tmp_path / f"invoice-{due}.xml"
    assert path.read_text() == printed.out
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert signed_in.run("invoices", "ubl", due, "-o", str(path)).code == exits.REFUSED
    proforma = number_of(signed_in, kind="proforma")
    refused = signed_in.run("--json", "invoices", "ubl", proforma)
    assert (refused.code, refused.error["code"]) == (exits.REFUSED, "no-tax-document")


def test_a_file_that_is_there_is_replaced_only_when_told_to(
    signed_in: Console, due: str, tmp_path: Path
) -> None:
    path = tmp_path / f"invoice-{due}.pdf"
    path.write_text("mine")
    assert signed_in.run("invoices", "pdf", due, "--to", str(tmp_path)).code == exits.REFUSED
    assert path.read_text() == "mine"
    assert signed_in.run("invoices", "pdf", due, "--to", str(tmp_path), "--force").code == exits.DONE
    assert path.read_bytes().startswith(b"%PDF")


def test_one_that_is_not_there_stops_no_other(signed_in: Console, due: str, tmp_path: Path) -> None:
    found = signed_in.run("invoices", "pdf", "no-such", due, "--to", str(tmp_path), "--json")
    assert found.code == exits.PARTLY
    assert [row["outcome"] for row in found.json] == ["refused", "done"]
    assert (tmp_path / f"invoice-{due}.pdf").exists()


def test_paying_says_where_to_and_what_for(signed_in: Console, due: str) -> None:
    found = signed_in.run("invoices", "pay", due, "--json").json
    assert (found["iban"], found["currency"], found["reference"]) == (IBAN, "EUR", due)
    assert found["code"].split("\n")[7] == f"EUR{found['amount'] / 100:.2f}"
    table = signed_in.run("invoices", "pay", due)
    assert "BG98 DEMO 9000 1000 7173 32" in table.out
    assert "█" in table.out


def test_what_is_paid_is_not_paid_again(signed_in: Console) -> None:
    paid = number_of(signed_in, status="paid", kind="invoice")
    found = signed_in.run("invoices", "pay", paid)
    assert found.code == exits.REFUSED
    assert paid in found.err


@pytest.mark.external("zbarimg")
def test_a_camera_reads_what_the_terminal_shows(signed_in: Console, due: str, read_code: ReadCode) -> None:
    wanted = signed_in.run("invoices", "pay", due, "--json").json
    lines = signed_in.run("invoices", "pay", due).out.split("\n")
    width = max(len(line) for line in lines if "█" in line)
    picture = [line for line in lines if len(line) == width and not set(line) - set(" ▀▄█")]
    read = read_code(picture)
    assert read == wanted["code"]
    assert IBAN in read


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_code_on_a_terminal_is_dark_on_light_or_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = _Terminal()
    monkeypatch.setenv("COLUMNS", "10")
    monkeypatch.setenv("LINES", "5")
    output = Output(out=shown, color=False)
    assert output.picture(["█▀▄ "] * 3)
    assert shown.getvalue().split("\n")[0] == "\x1b[38;5;16;48;5;231m█▀▄ \x1b[0m"
    shown.truncate(0)
    assert not output.picture(["█" * 11])
    assert not output.picture(["█"] * 5)
    assert shown.getvalue() == ""


def test_a_statement_adds_up(signed_in: Console) -> None:
    rows = signed_in.run("invoices", "statement", *PERIOD, "--json").json
    euro = [row for row in rows if row["currency"] == "EUR"]
    assert (euro[0]["entry"], euro[-1]["entry"]) == ("opening_balance", "closing_balance")
    moved = sum(row["amount"] for row in euro[1:-1])
    assert euro[0]["balance"] + moved == euro[-1]["balance"]
    table = signed_in.run("invoices", "statement", *PERIOD)
    assert "Closing balance" in table.out
    assert (
        signed_in.run("invoices", "statement", "--from", "2026-11-30", "--to", "2026-10-01").code
        == exits.REFUSED
    )
    assert signed_in.run("invoices", "statement", "--from", "soon", "--to", "2026-10-01").code == exits.USAGE


def test_a_statement_is_written_as_pdf(signed_in: Console, tmp_path: Path) -> None:
    path = tmp_path / "statement.pdf"
    assert signed_in.run("invoices", "statement", *PERIOD, "--pdf", str(path)).code == exits.DONE
    assert "Statement of account" in pdf_text(path.read_bytes())


def test_what_was_issued_in_a_period_is_written_as_pdf(signed_in: Console, tmp_path: Path) -> None:
    period = ("--since", "2026-09-01", "--until", "2026-09-30")
    done = signed_in.run("invoices", "pdf", *period, "--to", str(tmp_path))
    assert done.code == exits.DONE, done.err
    listed = signed_in.run("invoices", "list", "--json").json
    wanted = [each["number"] for each in listed if each["issued_on"].startswith("2026-09")]
    assert wanted
    texts = [pdf_text(each.read_bytes()) for each in tmp_path.glob("*.pdf")]
    assert len(texts) == len(wanted)
    assert all(any(number in text for text in texts) for number in wanted)
    assert signed_in.run("invoices", "pdf").code == exits.USAGE


def test_the_bundle_is_the_same_file_each_time_with_checksums_that_hold(
    signed_in: Console, tmp_path: Path
) -> None:
    one, other = tmp_path / "one.zip", tmp_path / "other.zip"
    assert signed_in.run("invoices", "bundle", *PERIOD, str(one)).code == exits.DONE
    assert signed_in.run("invoices", "bundle", *PERIOD, str(other)).code == exits.DONE
    assert one.read_bytes() == other.read_bytes()
    assert stat.S_IMODE(one.stat().st_mode) == 0o600
    with zipfile.ZipFile(one) as archive:
        for line in archive.read("SHA256SUMS").decode().splitlines():
            sum_, name = line.split("  ", 1)
            assert sha256(archive.read(name)).hexdigest() == sum_
    assert signed_in.run("invoices", "bundle", *PERIOD, str(one)).code == exits.REFUSED


def test_totals_are_by_status_and_currency(signed_in: Console) -> None:
    rows = signed_in.run("invoices", "totals", "--json").json
    listed = signed_in.run("invoices", "--json", "--overdue").json
    overdue = next(row for row in rows if row["status"] == "overdue")
    assert (overdue["count"], overdue["amount"]) == (len(listed), sum(row["balance"] for row in listed))
    assert {row["currency"] for row in rows} == {"EUR", "BGN"}
    assert "Overdue" in signed_in.run("invoices", "totals").out


def test_what_is_made_out_in_lev_says_its_euro(signed_in: Console) -> None:
    shown = signed_in.run("invoices", "show", number_of(signed_in, currency="BGN", total=3521)).out
    assert "BGN\xa035.21 = €18.00" in shown
    assert " = €" not in signed_in.run("invoices", "show", number_of(signed_in, currency="EUR")).out
