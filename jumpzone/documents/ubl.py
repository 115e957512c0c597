"""Invoices and credit notes as XML for other programs: UBL 2.1 by the European standard EN 16931-1.

The terms in brackets (BT-1, BG-23) are the standard's own; the rules (BR-…) are those of EN 16931-1 and of its binding
to UBL (CEN/TS 16931-3-2). Amounts are whole minor units until they are written.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from jumpzone.documents.amounts import RateTotal, line_net, vat_totals
from jumpzone.documents.parties import party_name
from jumpzone.errors import Refused
from jumpzone.i18n import T_, Translator, translator
from jumpzone.model.countries import EU
from jumpzone.model.money import exponent, plain
from jumpzone.model.records import Invoice

__all__ = ["CUSTOMIZATION", "tax_category", "ubl", "why_no_ubl"]

CUSTOMIZATION: Final = "urn:cen.eu:en16931:2017"
"""BT-24: which rules the document follows."""

_INVOICE: Final = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
_CREDIT_NOTE: Final = "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2"
_CAC: Final = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
_CBC: Final = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"

_ONE: Final = "C62"
"""UNECE Recommendation 20: a piece, a year of a domain, a month of hosting."""

_REASON_CODES: Final[Mapping[str, str]] = {"AE": "VATEX-EU-AE", "O": "VATEX-EU-O"}
"""BT-121, of the code list VATEX."""

_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def why_no_ubl(invoice: Invoice) -> Refused | None:
    """Return the error for a document that can't be written so, or None.

    A proforma is no tax document; a draft is not issued yet; what was cancelled is not to be booked; and the standard
    asks for the names and countries of both sides, and for a number of the seller.
    """
    seller, buyer = invoice.seller or {}, invoice.buyer or {}
    if invoice.kind == "proforma":
        return Refused(
            "no-tax-document", T_("A proforma is no tax document. The invoice follows the payment.")
        )
    if invoice.status in ("draft", "cancelled") or invoice.issued_on is None or not invoice.number:
        return Refused("not-issued", T_("Only a document that was issued and holds can be written as XML."))
    if not party_name(seller) or not party_name(buyer) or not seller.get("country"):
        return Refused("incomplete", T_("Seller or buyer lack a name or a country, so no XML can be made."))
    if not any(seller.get(name) for name in ("company_number", "vat_number", "tax_id")):
        return Refused("incomplete", T_("The seller has no number, so no XML can be made."))
    if exponent(invoice.currency) > 2 or not invoice.lines:
        return Refused("incomplete", T_("This document can't be written by the European standard."))
    return None


def ubl(invoice: Invoice, language: str, *, corrected: Invoice | None = None) -> bytes:
    """Write an invoice or a credit note as UBL 2.1; the same record gives the same bytes.

    Args:
        invoice: The document, with seller and buyer as they were when it was issued.
        language: The language of what is said in words.
        corrected: For a credit note, what it corrects.

    Returns:
        XML in UTF-8.

    Raises:
        Refused: It can't be written so; see :func:`why_no_ubl`.
    """
    if (why := why_no_ubl(invoice)) is not None:
        raise why
    root = _Written(invoice, translator(language), corrected).root()
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def tax_category(invoice: Invoice, rate: Decimal) -> str:
    """Return the VAT category of a rate on a document (BT-151, UNCL5305).

    ``S`` is the usual tax; ``AE`` a reverse charge, of another member state or, for a business with a number, of a
    country outside of the Union; ``O`` what is outside of the scope of VAT; ``E`` exempt with a reason; ``Z`` a zero
    rate without one. ``G`` and ``K`` are for goods that leave a country, which nobody sells here.
    """
    if rate:
        return "S"
    seller, buyer = invoice.seller or {}, invoice.buyer or {}
    home = str(seller.get("country") or "")
    abroad = str(buyer.get("country") or "") or home
    # What is out of scope stands alone on a document (BR-O-11); so beside a taxed line it can't be said.
    alone = not any(Decimal(str(line.get("vat_rate") or 0)) for line in invoice.lines)
    if home not in EU:
        return "O" if alone else _exempt(invoice)
    if not seller.get("vat_number"):
        return "E" if invoice.vat_reason else "O" if alone else "Z"
    if abroad != home and buyer.get("company_name"):
        known = buyer.get("vat_number") or (abroad not in EU and _registration(buyer))
        if known:
            return "AE"
    if abroad not in EU and alone:
        return "O"
    return _exempt(invoice)


def _exempt(invoice: Invoice) -> str:
    return "E" if invoice.vat_reason else "Z"


def _registration(party: Mapping[str, Any]) -> str:
    """BT-30 and BT-47: the number in a register of companies, or what stands for it."""
    return str(party.get("company_number") or party.get("tax_id") or "")


@dataclass(frozen=True, slots=True)
class _Category:
    """A group of the VAT breakdown (BG-23)."""

    code: str
    part: RateTotal


class _Written:
    """One document being written; amounts of a credit note change their sign, as UBL counts what is given back."""

    def __init__(self, invoice: Invoice, words: Translator, corrected: Invoice | None) -> None:
        self.invoice = invoice
        self.words = words
        self.corrected = corrected
        self.credit = invoice.kind == "credit_note"
        self.sign = -1 if self.credit else 1
        self.seller: Mapping[str, Any] = invoice.seller or {}
        self.buyer: Mapping[str, Any] = invoice.buyer or {}
        self.parts = [_Category(tax_category(invoice, each.rate), each) for each in vat_totals(invoice)]
        self.out_of_scope = any(each.code == "O" for each in self.parts)

    # -- small pieces ----------------------------------------------------------------------------------

    def _amount(self, parent: ET.Element, name: str, minor: int) -> None:
        """Write an amount of the document's currency."""
        text = plain(minor, self.invoice.currency)
        _value(parent, name, text, currencyID=self.invoice.currency)

    def _category(self, parent: ET.Element, name: str, code: str, rate: Decimal, *, reason: bool) -> None:
        found = _group(parent, name)
        _value(found, "ID", code)
        if code != "O":
            _value(found, "Percent", _number(rate))
        if reason and code in ("AE", "E", "O"):
            _value(found, "TaxExemptionReasonCode", _REASON_CODES.get(code, ""))
            _value(found, "TaxExemptionReason", self._reason(code))
        _value(_group(found, "TaxScheme"), "ID", "VAT")

    def _reason(self, code: str) -> str:
        """BT-120: the ground that the document names."""
        usual = {
            "AE": self.words.gettext("Reverse charge"),
            "O": self.words.gettext("Not subject to VAT"),
        }
        return self.invoice.vat_reason or usual.get(code, "")

    # -- the document ----------------------------------------------------------------------------------

    def root(self) -> ET.Element:
        """Write it, in the order of the schema."""
        invoice, credit = self.invoice, self.credit
        # Prefixes are written out: those of the library are one table for all threads.
        spaces = {"xmlns": _CREDIT_NOTE if credit else _INVOICE, "xmlns:cac": _CAC, "xmlns:cbc": _CBC}
        root = ET.Element("CreditNote" if credit else "Invoice", spaces)
        assert invoice.issued_on is not None
        _value(root, "CustomizationID", CUSTOMIZATION)
        _value(root, "ID", invoice.number or "")
        _value(root, "IssueDate", invoice.issued_on.isoformat())
        if not credit and invoice.due_on is not None:
            _value(root, "DueDate", invoice.due_on.isoformat())
        _value(root, "CreditNoteTypeCode" if credit else "InvoiceTypeCode", "381" if credit else "380")
        _value(root, "DocumentCurrencyCode", invoice.currency)
        self._preceding(root)
        self._party(root, "AccountingSupplierParty", self.seller)
        self._party(root, "AccountingCustomerParty", self.buyer)
        if invoice.supply_on is not None:
            _value(_group(root, "Delivery"), "ActualDeliveryDate", invoice.supply_on.isoformat())
        self._payment(root)
        self._rounding(root)
        self._taxes(root)
        self._totals(root)
        for number, line in enumerate(invoice.lines, 1):
            self._line(root, number, line)
        return root

    def _preceding(self, root: ET.Element) -> None:
        """BG-3: what a credit note corrects."""
        if self.corrected is None or not self.corrected.number:
            return
        found = _group(_group(root, "BillingReference"), "InvoiceDocumentReference")
        _value(found, "ID", self.corrected.number)
        if self.corrected.issued_on is not None:
            _value(found, "IssueDate", self.corrected.issued_on.isoformat())

    def _party(self, root: ET.Element, name: str, party: Mapping[str, Any]) -> None:
        """BG-4 and BG-7, with the address."""
        found = _group(_group(root, name), "Party")
        seller = party is self.seller
        vat, registration = str(party.get("vat_number") or ""), _registration(party)
        if self.out_of_scope and seller and vat:
            # No VAT identifier may stand beside what is out of scope (BR-O-02), but the number may.
            _value(_group(found, "PartyIdentification"), "ID", vat)
        place = _group(found, "PostalAddress")
        for tag, field in (
            ("StreetName", "address_1"),
            ("AdditionalStreetName", "address_2"),
            ("CityName", "city"),
            ("PostalZone", "postcode"),
            ("CountrySubentity", "state"),
        ):
            _value(place, tag, str(party.get(field) or ""))
        country = str(party.get("country") or self.seller.get("country") or "")
        _value(_group(place, "Country"), "IdentificationCode", country)
        if vat and not self.out_of_scope:
            _scheme(found, vat, "VAT")
        elif seller and not vat and registration:
            # Exempt, but known to the tax office by another number (BT-32).
            _scheme(found, str(party.get("tax_id") or registration), "TAX")
        legal = _group(found, "PartyLegalEntity")
        _value(legal, "RegistrationName", party_name(party))
        _value(legal, "CompanyID", registration)

    def _payment(self, root: ET.Element) -> None:
        """BG-16, and BT-20 where no day says when to pay."""
        invoice = self.invoice
        account = str(self.seller.get("iban") or self.seller.get("bank_account") or "")
        if account and not self.credit:
            means = _group(root, "PaymentMeans")
            sepa = invoice.currency == "EUR" and bool(self.seller.get("iban"))
            _value(means, "PaymentMeansCode", "58" if sepa else "30")
            _value(means, "PaymentID", invoice.payment_reference or "")
            payee = _group(means, "PayeeFinancialAccount")
            _value(payee, "ID", account)
            _value(payee, "Name", party_name(self.seller))
            bank = str(self.seller.get("bic") or self.seller.get("bank_code") or "")
            if bank:
                _value(_group(payee, "FinancialInstitutionBranch"), "ID", bank)
        if self.sign * invoice.balance > 0 and (self.credit or invoice.due_on is None):
            terms = T_("Paid back by us.") if self.credit else T_("Payable on receipt.")
            _value(_group(root, "PaymentTerms"), "Note", terms.render(self.words))

    @property
    def _difference(self) -> int:
        """What the issued net total differs from the sum of the lines by; as a rule nothing."""
        return self.sign * (self.invoice.subtotal - sum(line_net(line) for line in self.invoice.lines))

    def _rounding(self, root: ET.Element) -> None:
        """BG-20 or BG-21 for what the lines don't add up to, at the rate that gave way in `vat_totals`."""
        difference = self._difference
        if not difference:
            return
        taxed = [each for each in self.parts if each.part.rate] or self.parts
        largest = max(taxed, key=lambda each: (abs(each.part.net), each.part.rate))
        found = _group(root, "AllowanceCharge")
        _value(found, "ChargeIndicator", "true" if difference > 0 else "false")
        _value(found, "AllowanceChargeReason", self.words.gettext("Rounding"))
        self._amount(found, "Amount", abs(difference))
        self._category(found, "TaxCategory", largest.code, largest.part.rate, reason=False)

    def _taxes(self, root: ET.Element) -> None:
        """BG-23."""
        total = _group(root, "TaxTotal")
        self._amount(total, "TaxAmount", self.sign * self.invoice.tax)
        for each in self.parts:
            found = _group(total, "TaxSubtotal")
            self._amount(found, "TaxableAmount", self.sign * each.part.net)
            self._amount(found, "TaxAmount", self.sign * each.part.tax)
            self._category(found, "TaxCategory", each.code, each.part.rate, reason=True)

    def _totals(self, root: ET.Element) -> None:
        """BG-22: what was paid before, credit included, is prepaid (BT-113)."""
        invoice, sign, difference = self.invoice, self.sign, self._difference
        found = _group(root, "LegalMonetaryTotal")
        due = sign * invoice.balance
        self._amount(found, "LineExtensionAmount", sign * invoice.subtotal - difference)
        self._amount(found, "TaxExclusiveAmount", sign * invoice.subtotal)
        self._amount(found, "TaxInclusiveAmount", sign * invoice.total)
        if difference < 0:
            self._amount(found, "AllowanceTotalAmount", -difference)
        elif difference > 0:
            self._amount(found, "ChargeTotalAmount", difference)
        paid = sign * invoice.total - due
        if paid:
            self._amount(found, "PrepaidAmount", paid)
        # Where the total was rounded (BT-114), as no document here is, it would not be the sum of its parts.
        rounding = sign * (invoice.total - invoice.subtotal - invoice.tax)
        if rounding:
            raise Refused("incomplete", T_("This document can't be written by the European standard."))
        self._amount(found, "PayableAmount", due)

    def _line(self, root: ET.Element, number: int, line: Mapping[str, Any]) -> None:
        """BG-25. A price is never negative (BR-27): what is taken off is a negative quantity."""
        quantity, price = Decimal(str(line["quantity"])), self.sign * int(line["unit_amount"])
        if price < 0:
            quantity, price = -quantity, -price
        rate = Decimal(str(line.get("vat_rate") or 0))
        found = _group(root, "CreditNoteLine" if self.credit else "InvoiceLine")
        _value(found, "ID", str(number))
        tag = "CreditedQuantity" if self.credit else "InvoicedQuantity"
        _value(found, tag, _number(quantity), unitCode=_ONE)
        self._amount(found, "LineExtensionAmount", self.sign * line_net(line))
        item = _group(found, "Item")
        _value(item, "Name", str(line.get("text") or "") or "–")
        code = tax_category(self.invoice, rate)
        self._category(item, "ClassifiedTaxCategory", code, rate, reason=False)
        self._amount(_group(found, "Price"), "PriceAmount", price)


def _scheme(party: ET.Element, number: str, scheme: str) -> None:
    found = _group(party, "PartyTaxScheme")
    _value(found, "CompanyID", number)
    _value(_group(found, "TaxScheme"), "ID", scheme)


def _group(parent: ET.Element, name: str) -> ET.Element:
    return ET.SubElement(parent, f"cac:{name}")


def _value(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    """Write a value; an empty one is left out, as no element may be empty (PEPPOL-EN16931-R008, UBL-CR)."""
    harmless = _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text).strip()
    if harmless:
        ET.SubElement(parent, f"cbc:{name}", attributes).text = harmless


def _number(value: Decimal) -> str:
    """A number with all its digits and none too many."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
