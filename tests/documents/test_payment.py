"""Bank transfers and their codes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jumpzone.documents.payment import (
    LONGEST_NAME,
    LONGEST_REFERENCE,
    QUIET,
    Transfer,
    epc_qr,
    half_blocks,
    modules,
    transfer_for,
)
from jumpzone.errors import Refused
from tests.documents.conftest import ReadCode
from tests.documents.papers import RUSSIAN_SELLER, SELLER, invoice

IBAN = SELLER["iban"]


def test_the_euro_code_says_what_the_standard_asks_for() -> None:
    assert epc_qr(
        "Джъмп Зон ЕООД", "bg98 demo 9000 1000 7173 32", 19_178, "0000000412", bic="DEMOBGSF"
    ).split("\n") == [
        "BCD",
        "002",
        "1",
        "SCT",
        "DEMOBGSF",
        "Джъмп Зон ЕООД",
        IBAN,
        "EUR191.78",
        "",
        "",
        "0000000412",
    ]


@given(
    st.text(min_size=1, max_size=200).filter(lambda text: any(char.isalnum() for char in text)),
    st.integers(1, 99_999_999_999),
    st.text(max_size=LONGEST_REFERENCE),
)
def test_the_euro_code_keeps_its_bounds_whatever_is_in_it(name: str, amount: int, reference: str) -> None:
    try:
        payload = epc_qr(name, IBAN, amount, reference)
    except ValueError:
        # What harmless spelling makes longer than the bank takes.
        return
    parts = payload.split("\n")
    assert len(parts) == 11
    assert 1 <= len(parts[5]) <= LONGEST_NAME
    assert len(parts[10]) <= LONGEST_REFERENCE
    assert parts[7] == f"EUR{amount // 100}.{amount % 100:02}"
    assert len(payload.encode()) <= 331


@pytest.mark.parametrize(
    ("iban", "amount", "reference"),
    [
        ("BG98DEMO90001000717333", 100, "x"),
        ("", 100, "x"),
        (IBAN, 0, "x"),
        (IBAN, -100, "x"),
        (IBAN, 100_000_000_000, "x"),
        (IBAN, 100, "x" * 141),
    ],
)
def test_no_euro_code_is_made_of_what_a_bank_would_refuse(iban: str, amount: int, reference: str) -> None:
    with pytest.raises(ValueError, match=r"account|IBAN|amount|reference"):
        epc_qr("JumpZone", iban, amount, reference)


def test_the_russian_code_counts_in_kopecks_and_no_value_breaks_it() -> None:
    transfer = transfer_for([invoice(currency="RUB", seller=RUSSIAN_SELLER)])
    assert transfer.payload == (
        "ST00012|Name=ООО «Прыжок Зона»|PersonalAcc=40702810900000000001|BankName=ПАО Пример Банк|BIC=044525225"
        "|CorrespAcc=30101810400000000225|Sum=19178|Purpose=Оплата по счёту 0000000412|PayeeINN=7707083893"
        "|KPP=770701001"
    )


def test_what_is_made_out_in_lev_is_paid_in_euro() -> None:
    transfer = transfer_for([invoice(currency="BGN", balance=19_558)])
    assert (transfer.amount, transfer.currency) == (10_000, "EUR")


def test_several_are_paid_in_one_transfer() -> None:
    lev = invoice(currency="BGN", balance=19_558, id="lev", number="0000000300")
    transfer = transfer_for([lev, invoice(), invoice()])
    assert transfer.amount == 10_000 + invoice().balance
    assert transfer.reference == "0000000300, 0000000412"
    assert transfer.documents == ("lev", "one")


@pytest.mark.parametrize(
    ("other", "code"),
    [
        (invoice(id="two", currency="RUB", seller=RUSSIAN_SELLER), "different-currencies"),
        (invoice(id="two", seller={**SELLER, "iban": "BG80BNBG96611020345678"}), "different-accounts"),
        (invoice(id="two", seller={"company_name": "No bank"}), "no-bank-details"),
        (invoice(id="two", status="paid", balance=0), "nothing-to-pay"),
        (invoice(id="two", status="payment_pending"), "nothing-to-pay"),
        (invoice(id="two", kind="credit_note"), "nothing-to-pay"),
        (invoice(id="two", payment_reference="x" * 130), "too-many-at-once"),
    ],
)
def test_what_cannot_be_paid_together_is_refused(other: object, code: str) -> None:
    with pytest.raises(Refused) as refused:
        transfer_for([invoice(), other])  # type: ignore[list-item]
    assert refused.value.code == code


def test_a_transfer_without_a_code_still_has_its_details() -> None:
    assert transfer_for([invoice(seller={**SELLER, "iban": "BG00"})]).payload is None
    dollars = Transfer(name="JumpZone", iban=IBAN, amount=100, currency="USD", reference="1")
    assert dollars.payload is None


def test_the_quiet_zone_is_drawn() -> None:
    rows = modules(epc_qr("JumpZone", IBAN, 100, "1"))
    assert len(rows) == len(rows[0])
    for edge in (*rows[:QUIET], *rows[-QUIET:], *zip(*rows, strict=True)):
        if edge in rows:
            assert not any(edge)
    assert not any(any(row[:QUIET]) or any(row[-QUIET:]) for row in rows)
    lines = half_blocks(rows)
    assert len(lines) == (len(rows) + 1) // 2
    assert {len(line) for line in lines} == {len(rows[0])}


@pytest.mark.external("zbarimg")
def test_a_camera_reads_amount_and_account(read_code: ReadCode) -> None:
    transfer = transfer_for([invoice(), invoice(id="two", number="0000000413")])
    assert transfer.payload is not None
    read = read_code(half_blocks(modules(transfer.payload)))
    assert read.split("\n")[6:8] == [IBAN, "EUR383.56"]
    assert read == transfer.payload


@pytest.mark.external("zbarimg")
def test_a_camera_reads_a_payment_in_roubles(read_code: ReadCode) -> None:
    transfer = replace(transfer_for([invoice(currency="RUB", seller=RUSSIAN_SELLER)]), amount=123_456)
    assert transfer.payload is not None
    read = read_code(half_blocks(modules(transfer.payload)))
    assert read == transfer.payload
    assert "|Sum=123456|" in read
