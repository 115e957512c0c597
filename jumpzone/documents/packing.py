"""Zip files of papers: sorted, with no date of their own, with a list of checksums, the same bytes every time."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Final

from jumpzone.documents.amounts import in_euro, vat_totals
from jumpzone.documents.parties import party_name
from jumpzone.model.money import plain
from jumpzone.model.records import Invoice
from jumpzone.model.tabular import csv_line

__all__ = ["CHECKSUMS", "Tick", "documents_csv", "file_names", "totals_csv", "zipped"]

CHECKSUMS: Final = "SHA256SUMS"
"""The list of checksums, in the form that `sha256sum --check` reads."""

Tick = Callable[[int, int], None]
"""Told how many papers of how many are made; may raise to stop."""

_NOT_IN_NAMES: Final = re.compile(r"[^A-Za-z0-9.+_-]+")


def file_names(invoices: Iterable[Invoice], ending: str = "pdf") -> dict[str, str]:
    """Name the papers of documents, by id: kind and number, each name once."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for each in invoices:
        number = _NOT_IN_NAMES.sub("-", each.number or "").strip("-.") or each.id[-8:]
        name = f"{each.kind.replace('_', '-')}-{number}"
        if name.casefold() in taken:
            name = f"{name}-{each.id[-8:]}"
        taken.add(name.casefold())
        names[each.id] = f"{name}.{ending}"
    return names


def zipped(entries: Mapping[str, bytes]) -> bytes:
    """Pack files by name, with their checksums; entries are readable by their owner alone."""
    sums = "".join(f"{sha256(entries[name]).hexdigest()}  {name}\n" for name in sorted(entries))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted({**entries, CHECKSUMS: sums.encode()}.items()):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.external_attr = 0o600 << 16
            info.create_system = 3
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return buffer.getvalue()


def documents_csv(
    invoices: Sequence[Invoice], names: Mapping[str, str], corrected: Mapping[str, Invoice]
) -> str:
    """Documents as CSV: a line for each VAT rate of each document, amounts with a point.

    Args:
        invoices: The documents.
        names: Their files, by id.
        corrected: What credit notes among them correct, by id.
    """
    numbers = {id_: each.number for id_, each in corrected.items()}
    rows = [
        csv_line(
            (
                "number",
                "kind",
                "status",
                "corrects",
                "issued_on",
                "supply_on",
                "due_on",
                "paid_on",
                "seller",
                "buyer",
                "buyer_vat_number",
                "currency",
                "vat_rate",
                "net",
                "tax",
                "gross",
                "document_total",
                "document_total_eur",
                "vat_reason",
                "file",
            )
        )
    ]
    for each in invoices:
        euro = in_euro(each.total, each.currency)
        for part in vat_totals(each):
            amounts = (plain(minor, each.currency) for minor in (part.net, part.tax, part.gross, each.total))
            rows.append(
                csv_line(
                    (
                        each.number,
                        each.kind,
                        each.status,
                        numbers.get(each.corrects or ""),
                        each.issued_on,
                        each.supply_on,
                        each.due_on,
                        each.paid_on,
                        party_name(each.seller),
                        party_name(each.buyer),
                        (each.buyer or {}).get("vat_number"),
                        each.currency,
                        format(part.rate, "f"),
                        *amounts,
                        "" if euro is None else plain(euro, "EUR"),
                        each.vat_reason,
                        names[each.id],
                    )
                )
            )
    return "".join(f"{row}\r\n" for row in rows)


@dataclass(slots=True)
class _Sum:
    documents: int = 0
    net: int = 0
    tax: int = 0


def totals_csv(invoices: Iterable[Invoice]) -> str:
    """Totals by currency and VAT rate as CSV; what was cancelled counts nothing."""
    sums: dict[tuple[str, Decimal], _Sum] = {}
    for each in invoices:
        if each.status == "cancelled":
            continue
        for part in vat_totals(each):
            found = sums.setdefault((each.currency, part.rate), _Sum())
            found.documents += 1
            found.net += part.net
            found.tax += part.tax
    rows = [csv_line(("currency", "vat_rate", "documents", "net", "tax", "gross"))]
    for (currency, rate), found in sorted(sums.items()):
        amounts = (plain(minor, currency) for minor in (found.net, found.tax, found.net + found.tax))
        rows.append(csv_line((currency, format(rate, "f"), found.documents, *amounts)))
    return "".join(f"{row}\r\n" for row in rows)
