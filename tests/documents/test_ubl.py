"""UBL: valid by its schemas, right by the rules of EN 16931, true to the document."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from einvoice import validate_file
from hypothesis import given
from hypothesis import strategies as st
from peppol.xsd import validate_xsd

from jumpzone.documents.ubl import tax_category, ubl, why_no_ubl
from jumpzone.errors import Refused
from jumpzone.model.records import Invoice
from tests.documents.papers import BUYER, RUSSIAN_SELLER, SELLER, Line, invoice

_CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
_CAC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}"
_LEV = re.compile(r"BR-CL-0[34]")

GERMAN = {
    "company_name": "Beispiel GmbH",
    "address_1": "Musterstraße 1",
    "city": "Berlin",
    "postcode": "10115",
    "country": "DE",
    "vat_number": "DE123456788",
}
RUSSIAN = {
    "company_name": "ООО «Сетевая лавка»",
    "address_1": "ул. Примерная, 14",
    "city": "Москва",
    "postcode": "101000",
    "country": "RU",
    "tax_id": "7707083893",
}
PERSON = {"name": "Anna Muster", "address_1": "Weg 2", "city": "Wien", "postcode": "1010", "country": "AT"}
ABROAD = {"name": "Ann Sample", "address_1": "1 Road", "city": "Boston", "postcode": "02101", "country": "US"}


def faults(content: bytes, *, lev: bool = False) -> list[str]:
    """What the schema and the rules say against a document."""
    _valid, wrong = validate_xsd(content)
    found = validate_file(BytesIO(content), profile="en16931")
    said = [f"{each.rule_id} {each.message}" for each in found.violations]
    if lev:
        # Documents of before 2026 are in lev, which ISO 4217 has withdrawn since.
        said = [each for each in said if not (_LEV.match(each) and "BGN" in each)]
    return [*wrong, *said]


def values(content: bytes, path: str) -> list[str]:
    """The texts at a path of names such as ``LegalMonetaryTotal/PayableAmount``."""
    *groups, last = path.split("/")
    steps = [f"{_CAC}{each}" for each in groups] + [f"{_CBC}{last}"]
    return [each.text or "" for each in ET.fromstring(content).iterfind("/".join(steps))]


def value(content: bytes, path: str) -> str:
    (found,) = values(content, path)
    return found


def test_an_invoice_says_what_the_document_says() -> None:
    one = invoice()
    content = ubl(one, "en")
    assert faults(content) == []
    assert content == ubl(one, "en")
    assert (value(content, "ID"), value(content, "IssueDate"), value(content, "DueDate")) == (
        "0000000412",
        "2026-11-01",
        "2026-11-15",
    )
    totals = "LegalMonetaryTotal"
    assert value(content, f"{totals}/TaxExclusiveAmount") == "163.48"
    assert (
        value(content, f"{totals}/TaxInclusiveAmount")
        == value(content, f"{totals}/PayableAmount")
        == "191.78"
    )
    assert values(content, f"{totals}/PrepaidAmount") == []
    assert values(content, "InvoiceLine/Item/Name") == [line["text"] for line in one.lines]
    assert values(content, "TaxTotal/TaxSubtotal/TaxAmount") == ["24.70", "3.60"]
    party = "AccountingSupplierParty/Party"
    assert value(content, f"{party}/PartyTaxScheme/CompanyID") == SELLER["vat_number"]
    assert value(content, f"{party}/PartyLegalEntity/RegistrationName") == SELLER["company_name"]
    assert value(content, "AccountingCustomerParty/Party/PartyTaxScheme/CompanyID") == BUYER["vat_number"]
    assert value(content, "PaymentMeans/PayeeFinancialAccount/ID") == SELLER["iban"]
    assert value(content, "PaymentMeans/PaymentMeansCode") == "58"
    assert value(content, "PaymentMeans/PaymentID") == "0000000412"


def test_the_checks_notice_what_is_wrong() -> None:
    content = ubl(invoice(), "en")
    for old, new in (
        (b">191.78</cbc:TaxInclusiveAmount", b">192.78</cbc:TaxInclusiveAmount"),
        (b"<cbc:ID>S</cbc:ID>", b"<cbc:ID>AE</cbc:ID>"),
        (b"cbc:IssueDate", b"cbc:IssueDay"),
        (SELLER["vat_number"].encode(), b"900200198"),
    ):
        assert old in content
        assert faults(content.replace(old, new)), new


def test_what_was_paid_before_is_prepaid() -> None:
    part = replace(invoice(), credit=500, balance=10_000)
    content = ubl(part, "bg")
    assert faults(content) == []
    assert value(content, "LegalMonetaryTotal/PrepaidAmount") == "91.78"
    assert value(content, "LegalMonetaryTotal/PayableAmount") == "100.00"
    paid = ubl(replace(invoice(), status="paid", balance=0, paid_on=date(2026, 11, 3)), "bg")
    assert faults(paid) == []
    assert value(paid, "LegalMonetaryTotal/PayableAmount") == "0.00"


def test_a_credit_note_names_what_it_corrects_and_counts_upwards() -> None:
    first = invoice(id="first", number="0000000400")
    note = invoice(
        [("Credit: ordered twice", 1, -3716, "20")],
        id="note",
        kind="credit_note",
        status="paid",
        corrects="first",
        balance=0,
    )
    content = ubl(note, "en", corrected=first)
    assert faults(content) == []
    assert ET.fromstring(content).tag.endswith("CreditNote")
    assert value(content, "BillingReference/InvoiceDocumentReference/ID") == "0000000400"
    assert value(content, "LegalMonetaryTotal/TaxInclusiveAmount") == "44.59"
    assert value(content, "CreditNoteLine/CreditedQuantity") == "1"
    assert value(content, "CreditNoteLine/Price/PriceAmount") == "37.16"
    owed = ubl(replace(note, status="unpaid", balance=note.total), "en", corrected=first)
    assert faults(owed) == []
    assert value(owed, "LegalMonetaryTotal/PayableAmount") == "44.59"


ZERO: list[Line] = [("Hosting", 1, 8_400, "0")]


@pytest.mark.parametrize(
    ("seller", "buyer", "reason", "category"),
    [
        (SELLER, GERMAN, "Reverse charge (Directive 2006/112/EC, article 196)", "AE"),
        (SELLER, RUSSIAN, "Reverse charge; place of supply outside Bulgaria", "AE"),
        (SELLER, ABROAD, "Place of supply outside the European Union", "O"),
        (SELLER, ABROAD, None, "O"),
        (SELLER, PERSON, "Exempt", "E"),
        (SELLER, BUYER, "VAT Act, article 41", "E"),
        (SELLER, BUYER, None, "Z"),
        (RUSSIAN_SELLER, RUSSIAN, "Not subject to VAT", "O"),
        ({**SELLER, "vat_number": ""}, BUYER, "The seller is not registered for VAT", "E"),
        ({**SELLER, "vat_number": ""}, BUYER, None, "O"),
    ],
)
def test_each_ground_has_its_category(
    seller: dict[str, str], buyer: dict[str, str], reason: str | None, category: str
) -> None:
    one = invoice(ZERO, seller=seller, buyer=buyer, vat_reason=reason)
    assert tax_category(one, Decimal(0)) == category
    content = ubl(one, "en")
    assert faults(content) == []
    assert value(content, "TaxTotal/TaxSubtotal/TaxCategory/ID") == category
    said = values(content, "TaxTotal/TaxSubtotal/TaxCategory/TaxExemptionReason")
    assert said == ([] if category == "Z" else [reason or "Not subject to VAT"])


@pytest.mark.parametrize("seller", [RUSSIAN_SELLER, {**SELLER, "vat_number": ""}])
def test_a_seller_without_a_vat_number_is_known_by_another_one(seller: dict[str, str]) -> None:
    content = ubl(invoice([("Hosting", 1, 8_400, "22")], seller=seller, buyer=RUSSIAN, currency="RUB"), "ru")
    assert faults(content) == []
    number = seller.get("tax_id") or seller["company_number"]
    assert value(content, "AccountingSupplierParty/Party/PartyTaxScheme/CompanyID") == number


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"kind": "proforma"}, "no-tax-document"),
        ({"status": "draft"}, "not-issued"),
        ({"status": "cancelled"}, "not-issued"),
        ({"number": None}, "not-issued"),
        ({"buyer": {}}, "incomplete"),
        ({"seller": {"company_name": "X", "country": "BG"}}, "incomplete"),
        ({"seller": {**SELLER, "country": ""}}, "incomplete"),
        ({"currency": "KWD"}, "incomplete"),
    ],
)
def test_what_is_no_tax_document_or_lacks_something_is_refused(fields: dict[str, Any], code: str) -> None:
    one = replace(invoice(), **fields)
    with pytest.raises(Refused) as refused:
        ubl(one, "en")
    why = why_no_ubl(one)
    assert (refused.value.code, why.code if why else "") == (code, code)


def test_hostile_texts_stay_texts() -> None:
    nasty = "</cbc:Name><script>&amp; ]]> \x00\x1b[31m \ufffe \ud800 \u202e„“"
    one = invoice([(nasty, 1, 100, "20")], buyer={**BUYER, "company_name": nasty}, payment_reference="&<>\"'")
    content = ubl(one, "en")
    assert faults(content) == []
    (name,) = values(content, "InvoiceLine/Item/Name")
    assert name.startswith("</cbc:Name><script>&amp; ]]>")


_LINES = st.lists(
    st.tuples(
        st.sampled_from(["Хостинг", "Domain", "DNS & more"]),
        st.integers(1, 36),
        st.integers(-50_000, 500_000),
        st.sampled_from(["20", "9", "25.5", "0"]),
    ),
    min_size=1,
    max_size=8,
)


@given(
    _LINES,
    st.sampled_from([BUYER, GERMAN, RUSSIAN, PERSON, ABROAD]),
    st.sampled_from(["EUR", "BGN", "JPY"]),
    st.sampled_from([None, "Exempt by law"]),
    st.booleans(),
    st.integers(-2, 2),
    st.data(),
)
def test_whatever_is_issued_follows_the_rules(
    lines: list[Line],
    buyer: dict[str, str],
    currency: str,
    reason: str | None,
    credit: bool,
    rounded: int,
    data: st.DataObject,
) -> None:
    one = invoice(lines, buyer=buyer, currency=currency, vat_reason=reason)
    if rounded and any(Decimal(rate) for *_line, rate in lines):
        # The totals that were issued are the truth, also where the lines come to a cent more.
        one = replace(one, subtotal=one.subtotal + rounded, total=one.total + rounded)
    one = replace(one, balance=data.draw(st.sampled_from([0, one.total, one.total // 3])))
    if credit:
        turned = tuple({**line, "unit_amount": -line["unit_amount"]} for line in one.lines)
        amounts = {name: -getattr(one, name) for name in ("subtotal", "tax", "total", "balance")}
        one = replace(one, kind="credit_note", lines=turned, **amounts)
    content = ubl(one, "ru")
    assert faults(content, lev=True) == []
    _adds_up(content, one)


def _adds_up(content: bytes, one: Invoice) -> None:
    """The amounts come to exactly those of the document, without the tolerance that the rules leave."""
    sign = -1 if one.kind == "credit_note" else 1
    digits = {"JPY": 0}.get(one.currency, 2)

    def amount(path: str) -> int:
        return sum(int(Decimal(each).scaleb(digits)) for each in values(content, path))

    line = "CreditNoteLine" if sign < 0 else "InvoiceLine"
    totals = "LegalMonetaryTotal"
    charges = amount(f"{totals}/ChargeTotalAmount") - amount(f"{totals}/AllowanceTotalAmount")
    assert amount(f"{line}/LineExtensionAmount") == amount(f"{totals}/LineExtensionAmount")
    assert amount(f"{totals}/LineExtensionAmount") + charges == sign * one.subtotal
    assert amount("TaxTotal/TaxSubtotal/TaxableAmount") == amount(f"{totals}/TaxExclusiveAmount")
    assert amount("TaxTotal/TaxSubtotal/TaxAmount") == amount("TaxTotal/TaxAmount") == sign * one.tax
    assert amount(f"{totals}/TaxInclusiveAmount") == sign * one.total
    assert amount(f"{totals}/PayableAmount") == sign * one.balance
    assert amount(f"{totals}/PrepaidAmount") == sign * (one.total - one.balance)
