"""Amounts, statements and bundles: no cent appears or vanishes."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from jumpzone.documents.amounts import line_net, vat_totals
from jumpzone.documents.packing import CHECKSUMS, documents_csv, file_names, totals_csv, zipped
from jumpzone.documents.statement import statement, statement_csv
from jumpzone.documents.statement_pdf import statement_pdf
from jumpzone.model.records import Invoice
from tests.documents.papers import BUYER, SELLER, invoice, pdf_text

FIRST = date(2026, 1, 1)
DAYS = st.integers(0, 300).map(lambda n: FIRST + timedelta(days=n))
RATES = st.sampled_from(("20", "9", "0", "5.5"))
LINES = st.lists(
    st.tuples(st.just("Line"), st.integers(1, 9), st.integers(0, 99_999), RATES), min_size=1, max_size=6
)


@st.composite
def documents(draw: st.DrawFn) -> Invoice:
    """A document in any state that money can be in."""
    kind = draw(st.sampled_from(("invoice", "invoice", "credit_note", "proforma")))
    lines = draw(LINES)
    if kind == "credit_note":
        lines = [(text, quantity, -amount, rate) for text, quantity, amount, rate in lines]
    status = draw(st.sampled_from(("unpaid", "paid", "refunded", "cancelled", "draft", "payment_pending")))
    issued = draw(DAYS)
    made = invoice(
        lines,
        id=f"id-{draw(st.integers(0, 10**9))}",
        number=f"{draw(st.integers(0, 10**9)):010}",
        kind=kind,
        status=status,
        issued_on=issued,
        currency=draw(st.sampled_from(("EUR", "BGN"))),
    )
    credit = draw(st.integers(0, max(0, made.total)))
    settled = status in ("paid", "refunded", "cancelled")
    values = {
        "credit": credit,
        "balance": 0 if settled else draw(st.integers(0, max(0, made.total - credit))),
    }
    if status in ("paid", "refunded"):
        values["paid_on"] = issued + timedelta(days=draw(st.integers(0, 40)))  # type: ignore[assignment]
    return invoice(
        lines,
        **{
            "id": made.id,
            "number": made.number,
            "kind": kind,
            "status": status,
            "issued_on": issued,
            "currency": made.currency,
            **values,
        },
    )


@given(documents())
def test_the_parts_by_rate_add_up_to_what_was_issued(made: Invoice) -> None:
    parts = vat_totals(made)
    assert sum(part.net for part in parts) == made.subtotal
    assert sum(part.tax for part in parts) == made.tax
    assert sum(part.gross for part in parts) == made.total
    assert [part.rate for part in parts] == sorted({part.rate for part in parts}, reverse=True)


def test_issued_totals_stand_against_another_way_of_rounding() -> None:
    made = invoice([("a", 1, 333, "20"), ("b", 1, 10, "9")], tax=69, total=412)
    assert [(part.rate, part.net, part.tax) for part in vat_totals(made)] == [
        (Decimal(20), 333, 68),
        (Decimal(9), 10, 1),
    ]


def test_a_part_of_one_is_rounded_half_up() -> None:
    assert line_net({"quantity": "1.5", "unit_amount": 3}) == 5
    assert line_net({"quantity": "1.5", "unit_amount": -3}) == -5


@given(st.lists(documents(), max_size=12), DAYS, DAYS)
def test_a_statement_loses_no_cent_between_periods(made: list[Invoice], one: date, other: date) -> None:
    first, last = sorted((one, other))
    parts = {part.currency: part for part in statement(made, first, last)}
    for part in parts.values():
        assert part.opening + sum(entry.amount for entry in part.entries) == part.closing
        assert all(first <= entry.day <= last for entry in part.entries)
    following = {part.currency: part for part in statement(made, last + timedelta(days=1), date(2030, 1, 1))}
    for currency in {*parts, *following}:
        closed = parts[currency].closing if currency in parts else 0
        opened = following[currency].opening if currency in following else 0
        assert closed == opened


@given(st.lists(documents(), max_size=12))
def test_in_the_end_what_is_owed_is_what_the_documents_say(made: list[Invoice]) -> None:
    parts = {part.currency: part.closing for part in statement(made, FIRST, date(2030, 1, 1))}
    owed: dict[str, int] = {}
    for each in made:
        if each.kind != "proforma" and each.status not in ("draft", "cancelled"):
            owed[each.currency] = owed.get(each.currency, 0) + each.balance
    assert {currency: parts.get(currency, 0) for currency in owed} == owed


def test_a_statement_tells_documents_payments_and_credit() -> None:
    paid = invoice(
        id="two", number="0000000413", status="paid", balance=0, credit=500, paid_on=date(2026, 11, 20)
    )
    (part,) = statement([paid, invoice()], date(2026, 11, 10), date(2026, 11, 30))
    total = invoice().total
    assert (part.opening, part.closing) == (2 * total, total)
    assert [(entry.kind, entry.amount) for entry in part.entries] == [
        ("credit", -500),
        ("payment", 500 - total),
    ]
    rows = list(csv.DictReader(io.StringIO(statement_csv([part], date(2026, 11, 10), date(2026, 11, 30)))))
    assert [row["entry"] for row in rows] == ["opening_balance", "credit", "payment", "closing_balance"]
    assert rows[-1]["balance"] == "191.78"


def test_a_statement_is_drawn_over_as_many_pages_as_it_takes() -> None:
    many = [invoice(id=str(n), number=f"{n:010}") for n in range(1, 120)]
    parts = statement(many, FIRST, date(2026, 12, 31))
    content = statement_pdf(
        parts, FIRST, date(2026, 12, 31), "en", account="C-100234", seller=SELLER, buyer=BUYER
    )
    texts = pdf_text(content)
    assert all(f"{n:010}" in texts for n in range(1, 120))
    assert "Closing balance" in texts
    assert "Page 1 of 4" in texts
    assert "Customer centre C-100234" in texts
    again = statement_pdf(
        parts, FIRST, date(2026, 12, 31), "en", account="C-100234", seller=SELLER, buyer=BUYER
    )
    assert again == content
    assert "Nothing was owed, invoiced or paid in this period." in pdf_text(
        statement_pdf([], FIRST, FIRST, "en", account="C-1")
    )


@given(st.lists(documents(), max_size=8))
def test_totals_by_rate_are_those_of_the_documents(made: list[Invoice]) -> None:
    rows = list(csv.DictReader(io.StringIO(totals_csv(made))))
    for currency in ("EUR", "BGN"):
        counted = [each for each in made if each.currency == currency and each.status != "cancelled"]
        gross = sum((Decimal(row["gross"]) for row in rows if row["currency"] == currency), Decimal(0))
        assert gross * 100 == sum(each.total for each in counted)


def test_documents_are_listed_by_rate_with_their_euro_value() -> None:
    note = invoice(
        [("x", 1, -100, "20")], id="two", number="=1+1", kind="credit_note", corrects="one", currency="BGN"
    )
    names = file_names([invoice(), note])
    rows = list(csv.DictReader(io.StringIO(documents_csv([invoice(), note], names, {"one": invoice()}))))
    assert [(row["number"], row["vat_rate"], row["net"], row["tax"]) for row in rows] == [
        ("0000000412", "20", "123.50", "24.70"),
        ("0000000412", "9", "39.98", "3.60"),
        ("'=1+1", "20", "-1.00", "-0.20"),
    ]
    assert (rows[2]["corrects"], rows[2]["document_total_eur"]) == ("0000000412", "-0.61")
    assert names == {"one": "invoice-0000000412.pdf", "two": "credit-note-1+1.pdf"}


def test_no_number_makes_a_name_that_leaves_its_folder_or_is_taken_twice() -> None:
    made = [
        invoice(id=f"{n:036}", number=number)
        for n, number in enumerate(("../../x", "..", "a/b", "a\\b", "A-B"))
    ]
    names = file_names(made).values()
    assert len({name.casefold() for name in names}) == len(made)
    assert not any(char in name for name in names for char in "/\\")


def test_a_zip_is_the_same_each_time_and_its_checksums_hold() -> None:
    content = zipped({"b.txt": b"two", "a.txt": b"one"})
    assert content == zipped({"a.txt": b"one", "b.txt": b"two"})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == [CHECKSUMS, "a.txt", "b.txt"]
        sums = dict(line.split("  ")[::-1] for line in archive.read(CHECKSUMS).decode().splitlines())
        assert sums == {name: sha256(archive.read(name)).hexdigest() for name in ("a.txt", "b.txt")}
        for info in archive.infolist():
            assert info.date_time == (1980, 1, 1, 0, 0, 0)
            assert info.external_attr >> 16 == 0o600


def test_parts_count_on_the_days_on_which_they_came() -> None:
    issued = date(2026, 3, 1)
    half = invoice([("Line", 1, 10_000, "20")], issued_on=issued, credit=2_000, balance=4_000)
    days = {half.id: [(date(2026, 3, 5), 5_000), (date(2026, 4, 2), 1_000)]}
    off = {half.id: [(date(2026, 3, 9), 2_000)]}
    (march,) = statement([half], issued, date(2026, 3, 31), payments=days, set_off=off)
    assert [(each.day.day, each.kind, each.amount, each.balance) for each in march.entries] == [
        (1, "invoice", 12_000, 12_000),
        (5, "payment", -5_000, 7_000),
        (9, "credit", -2_000, 5_000),
    ]
    (april,) = statement([half], date(2026, 4, 1), date(2026, 4, 30), payments=days, set_off=off)
    assert (april.opening, april.closing) == (5_000, half.balance)
    # What is not told whole is taken to have come when the document was issued: no cent is lost.
    (untold,) = statement([half], issued, date(2026, 4, 30), payments={half.id: [(issued, 1)]})
    assert untold.closing == half.balance
