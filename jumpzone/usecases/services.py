"""Services: how each stands, what it costs, and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from jumpzone.documents.amounts import PAYABLE, line_net
from jumpzone.errors import NotFound
from jumpzone.model.fields import RECORDS
from jumpzone.model.money import vat
from jumpzone.model.records import Invoice, Message, Service
from jumpzone.model.rules.actions import readable
from jumpzone.store import loading
from jumpzone.store.executor import Applied
from jumpzone.store.listing import Query
from jumpzone.store.mentions import naming
from jumpzone.usecases.area import Reading
from jumpzone.usecases.lists import Records

__all__ = ["Cost", "Services", "Spent", "Standing", "Suspension"]

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


@dataclass(frozen=True, slots=True)
class Standing:
    """A service with what its page says beside it.

    Attributes:
        service: The service.
        suspension: Why it is suspended; None when it isn't.
        cost: What it has cost; None where the reader may not see invoices.
        access: Whether a message with its access data is there for the reader.
    """

    service: Service
    suspension: Suspension | None
    cost: Cost | None
    access: bool


class Services(Records[Service]):
    """Hosting accounts, servers, cloud accounts, certificates, licences."""

    type = "service"
    default = Query(sort="next_due_on")

    # -- reading ---------------------------------------------------------------------------------------

    def standing(self, id_: str) -> Standing:
        """Return a service with why it is suspended and what it has cost, as far as the reader may see that.

        Raises:
            NotFound: There is no such service.
        """
        with self.reading("service") as reading:
            service = _service(reading, id_)
            return Standing(
                service,
                _suspension(reading, service),
                _cost(reading, id_) if _may(reading, "invoice") else None,
                bool(_access(reading, id_)) if _may(reading, "message") else False,
            )

    def suspension(self, id_: str) -> Suspension | None:
        """Return why a service is suspended and what brings it back; None when it runs.

        Raises:
            NotFound: There is no such service.
        """
        with self.reading("service") as reading:
            return _suspension(reading, _service(reading, id_))

    def cost(self, id_: str) -> Cost:
        """Return what a service has cost so far.

        Raises:
            NotFound: There is no such service.
            Refused: The reader may not see invoices.
        """
        with self.reading("service", "invoice") as reading:
            _service(reading, id_)
            return _cost(reading, id_)

    def access_messages(self, id_: str) -> list[Message]:
        """Return the messages that hold access data of a service, the newest first, their secrets masked.

        What they hold is shown by ``zone.messages.reveal`` and sent again by ``zone.messages.resend``.

        Raises:
            NotFound: There is no such service.
            Refused: The reader may not see messages.
        """
        with self.reading("service", "message") as reading:
            _service(reading, id_)
            return _access(reading, id_)

    # -- setting ---------------------------------------------------------------------------------------

    def set_label(self, seen: Service, label: str) -> Applied:
        """Give a service a name of the customer's own; an empty one takes it away.

        Raises:
            Invalid: It is too long, or holds what no text may hold.
            Conflicted: Somebody named it otherwise since it was shown.
        """
        return self.change("service", seen.id, "update", {"label": label}, {"label": seen.label})

    def set_auto_renew(self, seen: Service, on: bool) -> Applied:
        """Switch the renewal on or off.

        Raises:
            Invalid: It has ended, or is to be cancelled.
            Conflicted: Somebody switched it since it was shown.
        """
        return self.change("service", seen.id, "update", {"auto_renew": on}, {"auto_renew": seen.auto_renew})

    # -- giving up -------------------------------------------------------------------------------------

    def cancel(self, id_: str, when: str, reason: str = "") -> Applied:
        """Ask for a service to end; until it has ended that can be withdrawn.

        Args:
            id_: The service.
            when: ``immediate`` or ``end_of_period``.
            reason: Why, in the customer's words; may be empty.

        Raises:
            Invalid: It can't end then, or the reason can't be kept.
            Refused: Its status does not allow it, or no right.
        """
        return self.change("service", id_, "service.cancel", {"when": when, "reason": reason})

    def keep(self, id_: str) -> Applied:
        """Withdraw a cancellation: the service stays, and renews as it did before.

        Raises:
            Refused: It has ended meanwhile, or no right.
        """
        return self.change("service", id_, "service.keep")


def _may(reading: Reading, type_: str) -> bool:
    return reading.role.holds(RECORDS[type_].read)


def _service(reading: Reading, id_: str) -> Service:
    found = loading.get(reading.tx, "service", reading.account, id_)
    if not isinstance(found, Service):
        raise NotFound()
    return found


def _suspension(reading: Reading, service: Service) -> Suspension | None:
    if service.status != "suspended":
        return None
    because = service.suspended_because
    invoice = None
    if because is not None and _may(reading, "invoice"):
        invoice = loading.get(reading.tx, "invoice", reading.account, because)
    if not isinstance(invoice, Invoice):
        return Suspension(service.suspended_on, None, because is not None)
    settled = invoice.status not in (*PAYABLE, "payment_pending")
    return Suspension(service.suspended_on, invoice, True, settled)


def _cost(reading: Reading, id_: str) -> Cost:
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


def _access(reading: Reading, id_: str) -> list[Message]:
    found = naming(reading.tx, "message", reading.account, "about", id_, {}, filled="secrets")
    own = [each for each in found if isinstance(each, Message) and readable(each, reading.role)]
    return own[::-1]
