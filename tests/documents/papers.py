"""Invoices to draw, and PDFs read back without foreign programs."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from jumpzone.model.money import vat
from jumpzone.model.records import Invoice

SELLER = {
    "company_name": "Джъмп Зон ЕООД",
    "address_1": "бул. „Измислен“ 1",
    "city": "София",
    "postcode": "1000",
    "country": "BG",
    "company_number": "900200198",
    "vat_number": "BG900200198",
    "bank_name": "Демо Банк АД",
    "iban": "BG98DEMO90001000717332",
    "bic": "DEMOBGSF",
}
RUSSIAN_SELLER = {
    "company_name": "ООО «Прыжок | Зона»",
    "address_1": "ул. Примерная, 1",
    "city": "Москва",
    "postcode": "101000",
    "country": "RU",
    "tax_id": "7707083893",
    "tax_reason_code": "770701001",
    "bank_name": "ПАО Пример Банк",
    "bank_account": "40702810900000000001",
    "bank_code": "044525225",
    "correspondent_account": "30101810400000000225",
}
BUYER = {
    "company_name": "Студио Пример ООД",
    "address_1": "ул. „Шипка“ 34",
    "city": "Пловдив",
    "postcode": "4000",
    "country": "BG",
    "company_number": "900100198",
    "vat_number": "BG900100198",
}
NOW = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)

Line = tuple[str, int, int, str]
"""Text, quantity, unit amount, VAT rate."""

USUAL: Sequence[Line] = (
    ("Хостинг „Агенция“, 12 месеца: studio.example", 1, 12_350, "20"),
    ("Книга за DNS", 2, 1_999, "9"),
)


def invoice(
    lines: Sequence[Line] = USUAL, id: str = "one", number: str = "0000000412", **fields: Any
) -> Invoice:
    """An unpaid invoice of 2026-11-01; totals follow from the lines."""
    nets: dict[str, int] = {}
    for _text, quantity, amount, rate in lines:
        nets[rate] = nets.get(rate, 0) + quantity * amount
    subtotal = sum(nets.values())
    tax = sum(vat(net, Decimal(rate) / 100) for rate, net in nets.items())
    values: dict[str, Any] = {
        "id": id,
        "created_at": NOW,
        "updated_at": NOW,
        "number": number,
        "kind": "invoice",
        "status": "unpaid",
        "issued_on": date(2026, 11, 1),
        "supply_on": date(2026, 11, 1),
        "due_on": date(2026, 11, 15),
        "currency": "EUR",
        "lines": tuple(
            {"text": text, "quantity": quantity, "unit_amount": amount, "vat_rate": rate}
            for text, quantity, amount, rate in lines
        ),
        "subtotal": subtotal,
        "tax": tax,
        "credit": 0,
        "total": subtotal + tax,
        "balance": subtotal + tax,
        "seller": SELLER,
        "buyer": BUYER,
        "payment_reference": number,
    }
    return Invoice(**{**values, **fields})


def pdf_text(content: bytes) -> list[str]:
    """The texts of a PDF in the order in which they are drawn, read by the maps that a search goes by."""
    objects = {int(n): body for n, body in re.findall(rb"(?s)\n(\d+) 0 obj\n(.*?)endobj", content)}

    def stream(body: bytes) -> bytes:
        length = int(re.search(rb"/Length (\d+)", body)[1])  # type: ignore[index]
        data = body.split(b"stream\n", 1)[1][:length]
        if b"ASCII85Decode" in body:
            data = base64.a85decode(data.removesuffix(b"~>"))
        return zlib.decompress(data) if b"FlateDecode" in body else data

    fonts: dict[bytes, dict[int, str]] = {}
    for body in objects.values():
        if b"/ToUnicode" in body:
            number = int(re.search(rb"/ToUnicode (\d+) 0 R", body)[1])  # type: ignore[index]
            name = re.search(rb"/Name /(\S+)", body)[1]  # type: ignore[index]
            fonts[name] = _to_unicode(stream(objects[number]).decode("latin-1"))
    texts = []
    for number in re.findall(rb"/Contents (\d+) 0 R", content):
        drawn = stream(objects[int(number)])
        font: dict[int, str] = {}
        text = ""
        for token in re.finditer(rb"(?s)/(\S+) [\d.]+ Tf|\(((?:\\.|[^\\()])*)\) Tj|(ET)", drawn):
            if token[1]:
                font = fonts.get(token[1], {})
            elif token[3]:
                texts.append(text)
                text = ""
            else:
                text += "".join(font.get(code, chr(code)) for code in _unescaped(token[2]))
    return texts


def _to_unicode(cmap: str) -> dict[int, str]:
    found: dict[int, str] = {}
    for first, _last, codes in re.findall(r"<(\w\w)> <(\w\w)>\s*\[([^\]]*)\]", cmap):
        for at, code in enumerate(re.findall(r"<(\w+)>", codes)):
            found[int(first, 16) + at] = chr(int(code, 16))
    for code, to in re.findall(r"<(\w\w)> <(\w{4})>", cmap):
        found[int(code, 16)] = chr(int(to, 16))
    return found


def _unescaped(raw: bytes) -> bytes:
    def one(match: re.Match[bytes]) -> bytes:
        sign = match[1]
        if sign[:1].isdigit():
            return bytes([int(sign, 8)])
        return {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}.get(sign, sign)

    return re.sub(rb"(?s)\\(\d{1,3}|.)", one, raw)
