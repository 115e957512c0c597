"""Invoices and what is made of them: PDFs, payment details, statements, the accountant's bundle, totals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from jumpzone.documents.amounts import PAYABLE
from jumpzone.errors import NotFound, Refused
from jumpzone.i18n import T_
from jumpzone.model.fields import RECORDS
from jumpzone.model.records import Account, Invoice, Order
from jumpzone.store import loading
from jumpzone.store.listing import ListReader, Query
from jumpzone.store.store import Tx
from jumpzone.store.sums import SumReader
from jumpzone.usecases.area import Reading
from jumpzone.usecases.lists import Invoices
from jumpzone.usecases.orders import Orders, Paid
from jumpzone.usecases.settlements import settlements

if TYPE_CHECKING:
    from jumpzone.documents.packing import Tick
    from jumpzone.documents.payment import Transfer
    from jumpzone.documents.statement import Statement

__all__ = ["AccountStatement", "Papers", "Standing", "StatusTotal"]

_PAGE = 500
_TAX = ("invoice", "credit_note")


@dataclass(frozen=True, slots=True)
class StatusTotal:
    """What the documents of one status and currency come to.

    Attributes:
        status: A status, or ``overdue`` for what is unpaid and past its due date.
        currency: ISO 4217.
        count: How many documents.
        amount: In minor units: what is still to be paid where something is, the total elsewhere.
    """

    status: str
    currency: str
    count: int
    amount: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How a document was paid, and what it hangs together with.

    Attributes:
        paid: Payments and credit; of an invoice that followed a proforma those of the proforma.
        proforma: The proforma that it followed.
        invoice: The invoice that followed it, a proforma.
        corrects: The document that it corrects, a credit note.
        corrections: The credit notes that correct it, the oldest first.
        order: What it is for, as far as the reader may see it.
    """

    paid: Paid
    proforma: Invoice | None = None
    invoice: Invoice | None = None
    corrects: Invoice | None = None
    corrections: tuple[Invoice, ...] = ()
    order: Order | None = None


@dataclass(frozen=True, slots=True)
class AccountStatement:
    """The statement of a period.

    Attributes:
        first: Its first day.
        last: Its last day.
        parts: One for each currency.
        account: The customer's number.
        language: The account's language.
        seller: As on the latest document.
        buyer: As there.
    """

    first: date
    last: date
    parts: tuple[Statement, ...]
    account: str
    language: str
    seller: Mapping[str, Any] | None = None
    buyer: Mapping[str, Any] | None = None

    def pdf(self) -> bytes:
        """Draw it."""
        from jumpzone.documents.statement_pdf import statement_pdf  # late: it loads the library that draws

        return statement_pdf(
            self.parts,
            self.first,
            self.last,
            self.language,
            account=self.account,
            seller=self.seller,
            buyer=self.buyer,
        )

    def csv(self) -> bytes:
        """Write it for a spreadsheet."""
        from jumpzone.documents.statement import statement_csv

        return statement_csv(self.parts, self.first, self.last).encode()


class Papers(Invoices):
    """Invoices, proformas and credit notes, and the papers made of them, in the account's language."""

    def pdf(self, id_: str) -> tuple[str, bytes]:
        """Draw a document; returns its usual file name and its bytes.

        Raises:
            NotFound: There is none, or it belongs to another account.
        """
        ((name, content),) = self.pdfs([id_]).items()
        return name, content

    def ubl(self, id_: str) -> tuple[str, bytes]:
        """Write an invoice or a credit note as UBL 2.1 (EN 16931); returns its usual file name and its bytes.

        Raises:
            NotFound: There is none, or it belongs to another account.
            Refused: It is no tax document, was not issued, or lacks what the standard asks for.
        """
        from jumpzone.documents.packing import file_names
        from jumpzone.documents.ubl import ubl

        with self.reading("invoice") as reading:
            chosen = self._one(reading, id_)
            corrected = self._corrected(reading, [chosen])
            language = self._account(reading).language
        name = file_names([chosen], "xml")[id_]
        return name, ubl(chosen, language, corrected=corrected.get(chosen.corrects or ""))

    def pdfs(self, ids: Iterable[str], tick: Tick | None = None) -> dict[str, bytes]:
        """Draw documents; returns their bytes by file name.

        Args:
            ids: The documents.
            tick: Told how far it is; may raise to stop.

        Raises:
            NotFound: One of them is not there, or belongs to another account.
        """
        from jumpzone.documents.packing import file_names

        with self.reading("invoice") as reading:
            chosen = [self._one(reading, id_) for id_ in dict.fromkeys(ids)]
            corrected = self._corrected(reading, chosen)
            language = self._account(reading).language
        return _drawn(chosen, file_names(chosen), corrected, language, tick)

    def pdf_zip(self, query: Query, tick: Tick | None = None) -> bytes:
        """Draw every document of a list into one zip file.

        Raises:
            Refused: ``nothing-chosen``.
        """
        from jumpzone.documents.packing import file_names, zipped

        with self.reading("invoice") as reading:
            chosen = list(self._all(reading.tx, reading.account, query))
            corrected = self._corrected(reading, chosen)
            language = self._account(reading).language
        if not chosen:
            raise Refused("nothing-chosen", T_("There is nothing to save."))
        return zipped(_drawn(chosen, file_names(chosen), corrected, language, tick))

    def standing(self, id_: str) -> Standing:
        """Return how a document was paid, and what it hangs together with.

        Raises:
            NotFound: There is no such document.
        """
        paid = Orders(self.deps, self._session).payments(id_)
        with self.reading("invoice") as reading:
            tx, account = reading.tx, reading.account
            document = self._one(reading, id_)

            def other(id_: str | None) -> Invoice | None:
                found = loading.get(tx, "invoice", account, id_) if id_ is not None else None
                return found if isinstance(found, Invoice) else None

            followed = list(self._all(tx, account, Query(where={"proforma": (id_,)}, sort="issued_on")))
            corrections = list(self._all(tx, account, Query(where={"corrects": (id_,)}, sort="issued_on")))
            order = None
            if document.order is not None and reading.role.holds(RECORDS["order"].read):
                order = loading.get(tx, "order", account, document.order)
            return Standing(
                paid,
                other(document.proforma),
                followed[0] if followed else None,
                other(document.corrects),
                tuple(corrections),
                order if isinstance(order, Order) else None,
            )

    def payment(self, ids: Iterable[str]) -> Transfer:
        """Say how documents are paid by one bank transfer.

        Raises:
            NotFound: One of them is not there.
            Refused: They can't be paid, or not together; see :func:`transfer_for`.
        """
        from jumpzone.documents.payment import transfer_for

        with self.reading("invoice") as reading:
            chosen = [self._one(reading, id_) for id_ in dict.fromkeys(ids)]
        return transfer_for(chosen)

    def statement(self, first: date, last: date) -> AccountStatement:
        """Draw up the statement of a period, both days included.

        Raises:
            Refused: ``no-period`` when it ends before it begins.
        """
        from jumpzone.documents.statement import statement

        _check(first, last)
        query = Query(where={"kind": _TAX}, until={"issued_on": last + timedelta(days=1)}, sort="issued_on")
        with self.reading("invoice") as reading:
            account = self._account(reading)
            latest: Invoice | None = None

            def noted() -> Iterable[Invoice]:
                nonlocal latest
                for each in self._all(reading.tx, reading.account, query):
                    latest = each
                    yield each

            payments, set_off = settlements(reading)
            parts = statement(noted(), first, last, payments=payments, set_off=set_off)
        return AccountStatement(
            first,
            last,
            parts,
            account.number or "",
            account.language,
            latest.seller if latest is not None else None,
            latest.buyer if latest is not None else None,
        )

    def bundle(self, first: date, last: date, tick: Tick | None = None) -> bytes:
        """Pack what an accountant needs of a period: papers, UBL, CSV, totals by VAT rate, statement, checksums.

        Raises:
            Refused: ``no-period``, or ``nothing-chosen`` when nothing was issued in it.
        """
        from jumpzone.documents.packing import documents_csv, file_names, totals_csv, zipped
        from jumpzone.documents.ubl import ubl, why_no_ubl

        _check(first, last)
        query = Query(
            where={"kind": _TAX},
            since={"issued_on": first},
            until={"issued_on": last + timedelta(days=1)},
            sort="issued_on",
        )
        with self.reading("invoice") as reading:
            issued = self._all(reading.tx, reading.account, query)
            chosen = [each for each in issued if each.status != "draft"]
            corrected = self._corrected(reading, chosen)
            language = self._account(reading).language
        if not chosen:
            raise Refused("nothing-chosen", T_("No invoice was issued in this period."))
        chosen.sort(key=lambda each: (each.issued_on or first, each.number or "", each.id))
        names = {id_: f"documents/{name}" for id_, name in file_names(chosen).items()}
        made = self.statement(first, last)
        entries = _drawn(chosen, names, corrected, language, tick)
        xml = file_names(chosen, "xml")
        for each in chosen:
            if why_no_ubl(each) is None:
                written = ubl(each, language, corrected=corrected.get(each.corrects or ""))
                entries[f"ubl/{xml[each.id]}"] = written
        entries["invoices.csv"] = documents_csv(chosen, names, corrected).encode()
        entries["vat-totals.csv"] = totals_csv(chosen).encode()
        entries["statement.pdf"] = made.pdf()
        entries["statement.csv"] = made.csv()
        return zipped(entries)

    def totals(self, query: Query, today: date) -> list[StatusTotal]:
        """Add up a list by status and currency.

        Paid proformas are left out: the invoice that followed the money is counted.

        Args:
            query: What the list shows.
            today: The reader's date.
        """
        by, add = ("status", "currency", "kind"), ("total", "balance")
        with self.reading("invoice") as reading:
            rows = SumReader("invoice", reading.account, query).sums(reading.tx, by, add)
            late = self._past_due(query, today)
            past = SumReader("invoice", reading.account, late).sums(reading.tx, by, add) if late else []
        found: dict[tuple[str, str], tuple[int, int]] = {}

        def count(status: str, currency: str, n: int, amount: int) -> None:
            before = found.get((status, currency), (0, 0))
            found[status, currency] = before[0] + n, before[1] + amount

        for status, currency, kind, n, total, balance in rows:
            if kind != "proforma" or status != "paid":
                count(status, currency, n, balance if status in PAYABLE else total)
        for status, currency, _kind, n, _total, balance in past:
            count(status, currency, -n, -balance)
            count("overdue", currency, n, balance)
        return [
            StatusTotal(status, currency, n, amount)
            for (status, currency), (n, amount) in sorted(found.items())
            if n
        ]

    def _past_due(self, query: Query, today: date) -> Query | None:
        """Return the same list with only what is overdue; None when its filters leave none."""
        statuses = tuple(each for each in query.where.get("status", PAYABLE) if each in PAYABLE)
        kinds = query.where.get("kind", ("proforma", "invoice"))
        until = min(today, query.until.get("due_on", today))
        if not statuses:
            return None
        where = {**query.where, "status": statuses, "kind": tuple(k for k in kinds if k != "credit_note")}
        return Query(query.text, where, query.since, {**query.until, "due_on": until})

    # -- reading ---------------------------------------------------------------------------------------

    def _one(self, reading: Reading, id_: str) -> Invoice:
        found = loading.get(reading.tx, "invoice", reading.account, id_)
        if not isinstance(found, Invoice):
            raise NotFound()
        return found

    def _account(self, reading: Reading) -> Account:
        account = loading.get(reading.tx, "account", reading.account, reading.account)
        assert isinstance(account, Account)
        return account

    def _corrected(self, reading: Reading, chosen: Sequence[Invoice]) -> dict[str, Invoice]:
        """Return the documents that credit notes among the chosen ones correct, by id."""
        known = {each.id: each for each in chosen}
        found: dict[str, Invoice] = {}
        for id_ in (each.corrects for each in chosen):
            if id_ and id_ not in found:
                record = known.get(id_) or loading.get(reading.tx, "invoice", reading.account, id_)
                if isinstance(record, Invoice):
                    found[id_] = record
        return found

    def _all(self, tx: Tx, account: str, query: Query) -> Iterable[Invoice]:
        reader, key = ListReader("invoice", account, query), None
        while page := reader.page(tx, after=key, limit=_PAGE):
            for key, record in page:  # noqa: B007 - the last key is where the next page begins
                assert isinstance(record, Invoice)
                yield record


def _check(first: date, last: date) -> None:
    if last < first:
        raise Refused("no-period", T_("The period ends before it begins."))


def _drawn(
    chosen: Sequence[Invoice],
    names: Mapping[str, str],
    corrected: Mapping[str, Invoice],
    language: str,
    tick: Tick | None,
) -> dict[str, bytes]:
    from jumpzone.documents.invoice_pdf import invoice_pdf  # late: it loads the library that draws

    drawn: dict[str, bytes] = {}
    for n, each in enumerate(chosen, 1):
        drawn[names[each.id]] = invoice_pdf(each, language, corrected=corrected.get(each.corrects or ""))
        if tick is not None:
            tick(n, len(chosen))
    return drawn
