"""What a document's amounts come to: net and tax by rate, what is still to be paid, and in euro."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from jumpzone.model.money import bgn_to_eur, vat
from jumpzone.model.records import Invoice

__all__ = ["PAYABLE", "RateTotal", "in_euro", "line_net", "payable", "settled", "vat_totals"]

PAYABLE: Final = ("unpaid", "collections")
"""Statuses of what waits for money."""


@dataclass(frozen=True, slots=True)
class RateTotal:
    """What a document charges at one VAT rate.

    Attributes:
        rate: In percent.
        net: Without tax, in minor units.
        tax: The tax, in minor units.
    """

    rate: Decimal
    net: int
    tax: int

    @property
    def gross(self) -> int:
        """With tax, in minor units."""
        return self.net + self.tax


def line_net(line: Mapping[str, Any]) -> int:
    """What a line costs without tax, in minor units; a part of one is rounded, a half away from zero."""
    amount = Decimal(str(line["quantity"])) * int(line["unit_amount"])
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def vat_totals(invoice: Invoice) -> tuple[RateTotal, ...]:
    """Split a document by VAT rate, the highest first; the parts add up to its subtotal and its tax to the cent.

    The totals that were issued are the truth: where rounding by rate differs from them, the largest part gives way.
    """
    nets: dict[Decimal, int] = {}
    for line in invoice.lines:
        rate = Decimal(str(line.get("vat_rate") or 0))
        nets[rate] = nets.get(rate, 0) + line_net(line)
    if not nets:
        nets[Decimal(0)] = 0
    taxes = {rate: vat(net, rate / 100) for rate, net in nets.items()}
    taxed = {rate: nets[rate] for rate in nets if rate} or nets
    largest = max(taxed, key=lambda rate: (abs(nets[rate]), rate))
    nets[largest] += invoice.subtotal - sum(nets.values())
    taxes[largest] += invoice.tax - sum(taxes.values())
    return tuple(RateTotal(rate, nets[rate], taxes[rate]) for rate in sorted(nets, reverse=True))


def payable(invoice: Invoice) -> bool:
    """Whether a document waits for a payment."""
    return invoice.kind != "credit_note" and invoice.status in PAYABLE and invoice.balance > 0


def settled(invoice: Invoice) -> tuple[tuple[str, int], ...]:
    """Say how a document's total was made up for: total − credit − paid = to pay.

    Nothing is said of a document on which nothing is owed (a draft, a cancelled one, a credit note), nor of one that
    was simply paid whole or waits for all of it.

    Returns:
        Names out of ``credit``, ``paid`` and ``balance``, with amounts in minor units to be taken off the total; the
        balance is what is left. ``credit`` and ``paid`` are left out where they are nothing.
    """
    if invoice.kind == "credit_note" or invoice.status in ("draft", "cancelled"):
        return ()
    paid = invoice.total - invoice.credit - invoice.balance
    if not invoice.credit and paid in (0, invoice.total):
        return ()
    parts = [("credit", invoice.credit), ("paid", paid)]
    return (*((name, amount) for name, amount in parts if amount), ("balance", invoice.balance))


def in_euro(minor: int, currency: str) -> int | None:
    """An amount in lev as euro cents at the fixed rate, an amount in euro as it is; None for other money."""
    if currency == "EUR":
        return minor
    return bgn_to_eur(minor) if currency == "BGN" else None
