"""What is known about a service beside its own fields: why it is suspended, what it has cost, its access data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from jumpzone.documents.amounts import line_net
from jumpzone.model.fields import RECORDS
from jumpzone.model.money import vat
from jumpzone.model.records import Invoice, Message, Service
from jumpzone.model.rules.actions import readable
from jumpzone.model.rules.arrows import OWED
from jumpzone.store import loading
from jumpzone.store.mentions import naming
from jumpzone.usecases.area import Reading

__all__ = ["Cost", "Spent", "Suspension", "access_of", "cost_of", "may_read", "suspension_of"]

_COUNTED: Final = {"kind": ("invoice", "credit_note"), "status": ("paid", "refunded")}
"""What has cost money: a paid proforma is followed by its invoice, what was refunded by its credit note."""


@dataclass(frozen=True, slots=True)
class Suspension:
    """Why a service is suspended, and how it comes back.

    Attributes:
        since: The day on which it was switched off; None where that was not written down.
        invoice: What it waits for; None where the reader may not see invoices, or when it is no matter of money.
        for_money: Whether it was suspended because of an invoice.
        settled: Whether that invoice wants no money any more: the service comes back by itself in a moment.
    """

    since: date | None
    invoice: Invoice | None
    for_money: bool
    settled: bool = False

    @property
    def to_pay(self) -> tuple[int, str] | None:
        """What is to be paid in minor units, and the currency; None where that is nothing or not known."""
        invoice = self.invoice
        if invoice is None or self.settled or not invoice.balance:
            return None
        return invoice.balance, invoice.currency


@dataclass(frozen=True, slots=True)
class Spent:
    """What was spent in one currency.

    Attributes:
        currency: ISO 4217.
        net: Without VAT, in minor units.
        gross: With it; each line's tax is rounded by itself, a half away from zero.
    """

    currency: str
    net: int
    gross: int


@dataclass(frozen=True, slots=True)
class Cost:
    """What a service has cost so far: paid invoices, less what credit notes gave back.

    Attributes:
        total: One for each currency.
        years: The same by the year of issue, the newest first.
        documents: How many documents that were.
    """

    total: tuple[Spent, ...]
    years: tuple[tuple[int, tuple[Spent, ...]], ...]
    documents: int


def may_read(reading: Reading, type_: str) -> bool:
    """Tell whether the reader may see records of a type."""
    return reading.role.holds(RECORDS[type_].read)


def suspension_of(reading: Reading, service: Service) -> Suspension | None:
    """Return why a service is suspended; None when it runs."""
    if service.status != "suspended":
        return None
    because = service.suspended_because
    invoice = None
    if because is not None and may_read(reading, "invoice"):
        invoice = loading.get(reading.tx, "invoice", reading.account, because)
    if not isinstance(invoice, Invoice):
        return Suspension(service.suspended_on, None, because is not None)
    settled = invoice.status not in OWED
    return Suspension(service.suspended_on, invoice, True, settled)


def cost_of(reading: Reading, id_: str) -> Cost:
    """Add up what a service has cost; only documents that name it are read."""
    found = naming(reading.tx, "invoice", reading.account, "lines", id_, _COUNTED)
    totals: dict[str, list[int]] = {}
    years: dict[int, dict[str, list[int]]] = {}
    for each in found:
        assert isinstance(each, Invoice)
        year = each.issued_on.year if each.issued_on is not None else each.created_at.year
        for line in each.lines:
            if not _is_about(line, id_):
                continue
            net = line_net(line)
            tax = vat(net, Decimal(str(line.get("vat_rate") or 0)) / 100)
            for sums in (totals, years.setdefault(year, {})):
                spent = sums.setdefault(each.currency, [0, 0])
                spent[0] += net
                spent[1] += net + tax
    by_year = tuple((year, _spent(sums)) for year, sums in sorted(years.items(), reverse=True))
    return Cost(_spent(totals), by_year, len(found))


def _spent(sums: Mapping[str, list[int]]) -> tuple[Spent, ...]:
    return tuple(Spent(currency, net, gross) for currency, (net, gross) in sorted(sums.items()))


def _is_about(line: Mapping[str, Any], id_: str) -> bool:
    about = line.get("about")
    return isinstance(about, Mapping) and about.get("id") == id_


def access_of(reading: Reading, id_: str) -> list[Message]:
    """Return the messages with access data of a service that the reader may read, the newest first."""
    found = naming(reading.tx, "message", reading.account, "about", id_, {}, filled="secrets")
    own = [each for each in found if isinstance(each, Message) and readable(each, reading.role)]
    return own[::-1]
