"""Random histories of money, run against the real rules, and what must hold after every step of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any, Protocol

from jumpzone.errors import Refused, ZoneError
from jumpzone.model.billing import CREDIT, Item
from jumpzone.model.fields import RECORDS
from jumpzone.model.ids import uuid7
from jumpzone.model.money import bgn_to_eur, vat
from jumpzone.model.mutations import PROVISION, Actor, Mutation, NextNumber
from jumpzone.model.permissions import SYSTEM, Role
from jumpzone.model.records import (
    CLASSES,
    About,
    Account,
    Credit,
    EmailAddress,
    Invoice,
    Login,
    Order,
    Record,
    Service,
    Transaction,
)
from jumpzone.model.rules import decide, needs
from jumpzone.model.rules.arrows import INVOICE_ARROWS, ORDER_ARROWS, OWED
from jumpzone.model.rules.state import Needs, State
from jumpzone.model.seller import Seller, read_seller

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SELLER = read_seller(
    {
        "company_name": "Продавач ЕООД",
        "address_1": "ул. Тестова 1",
        "city": "София",
        "country": "BG",
        "vat_number": "BG900200198",
    }
)
BUYERS: tuple[Mapping[str, str], ...] = (
    {"country": "BG"},
    {"country": "FI"},
    {"country": "DE", "invoice_to": "company", "company_name": "GmbH", "vat_number": "DE111111125"},
    {"country": "RU"},
)
"""20 %, 25.5 %, reverse charge, outside the Union."""

CURRENCIES = ("EUR", "BGN", "JPY")
_SERIES = {"order": "O-{}", "proforma": "P-{:06}", "invoice": "{:010}"}

Step = tuple[str, int, int, int]
"""What is done, and three numbers that choose with what."""

STEPS = (
    *("order", "pay", "grant", "apply") * 2,
    "pay",
    "pay_again",
    "pay_euro",
    "cancel_order",
    "cancel_invoice",
    "refund",
    "refund",
)


class Books(Protocol):
    """Where a history is written: in memory or in a store."""

    account: str
    currency: str

    def id(self) -> str:
        """A fresh id."""
        ...

    def run(self, type_: str, record: str, op: str, values: Mapping[str, Any], *, system: bool) -> str:
        """Make a change; returns its outcome."""
        ...

    def all(self, type_: str) -> dict[str, Any]:
        """Every record of a type."""
        ...


class Memory:
    """An account in memory: the real rules are given what they ask for, and what they decide is kept."""

    def __init__(self, buyer: Mapping[str, str], currency: str) -> None:
        self._ids = count(1)
        self.account, self.currency = self.id(), currency
        self._seller: Seller = SELLER
        self._counters: dict[str, int] = {}
        self.records: dict[str, dict[str, Record]] = {type_: {} for type_ in RECORDS}
        login = self.put("login", name="Мария", language="en")
        self._login = login
        self.put("account", self.account, number="C-1", display_name="M", currency=currency, holder=login)
        self.put("profile", first_name="М", last_name="И", **buyer)
        self.put("email_address", login=login, address="m@s.example", canonical="m@s.example", primary=True)

    def id(self) -> str:
        return uuid7(int(NOW.timestamp() * 1000), next(self._ids))

    def put(self, type_: str, id_: str | None = None, **values: Any) -> str:
        """Keep a record; what is not given has its default."""
        id_ = id_ or self.id()
        given = {name: each.default for name, each in RECORDS[type_].fields.items()} | values
        given.pop("account", None)
        times = {"created_at": NOW, "updated_at": NOW}
        self.records[type_][id_] = CLASSES[type_](id=id_, account=self.account, **times, **given)
        return id_

    def all(self, type_: str) -> dict[str, Any]:
        return dict(self.records[type_])

    def run(self, type_: str, record: str, op: str, values: Mapping[str, Any], *, system: bool) -> str:
        mutation = Mutation(self.id(), self.account, type_, record, op, NOW, values)
        role, actor = (SYSTEM, PROVISION) if system else (Role(self._login, owner=True), Actor("login:x"))
        decision = decide(self._state(mutation), mutation, actor, role)
        taken: dict[str, str] = {}
        for write in decision.writes:
            for series in {each.series for each in write.values.values() if isinstance(each, NextNumber)}:
                first = 100_000 if series == "order" else 0
                self._counters[series] = self._counters.get(series, first) + 1
                taken[series] = _SERIES[series].format(self._counters[series])
            known = {
                name: each.before + taken[each.series] if isinstance(each, NextNumber) else each
                for name, each in write.values.items()
            }
            if write.op == "insert":
                assert write.id not in self.records[write.type], "an id was used twice"
                self.put(write.type, write.id, **known)
            else:
                old = self.records[write.type][write.id]
                assert old == write.before, "a record was written twice"
                self.records[write.type][write.id] = replace(old, **known)
        return decision.outcome

    def _state(self, mutation: Mutation) -> State:
        wanted = needs(mutation)
        account = self.records["account"][self.account]
        assert isinstance(account, Account)
        found: dict[str, dict[str, Record]] = {}
        own = self.records[mutation.type].get(mutation.record)
        if own is not None:
            found.setdefault(mutation.type, {})[own.id] = own
        self._gather(found, wanted)
        for _round in range(6):
            if wanted.then is not None:
                self._gather(found, wanted.then(State(NOW, account, found)))
        login = self.records["login"][self._login]
        (address,) = self.records["email_address"].values()
        assert isinstance(login, Login)
        assert isinstance(address, EmailAddress)
        seller = self._seller if wanted.seller else None
        holder = (login, address) if wanted.holder else (None, None)
        return State(NOW, account, found, None, *holder, login if wanted.writer else None, seller)

    def _gather(self, found: dict[str, dict[str, Record]], wanted: Needs) -> None:
        for type_ in wanted.whole:
            found.setdefault(type_, {}).update(self.records[type_])
        for type_, id_ in wanted.records:
            if id_ in self.records[type_]:
                found.setdefault(type_, {})[id_] = self.records[type_][id_]
        for type_, name, value in wanted.where:
            for each in self.records[type_].values():
                if getattr(each, name) == value:
                    found.setdefault(type_, {})[each.id] = each


@dataclass
class History:
    """One random history: its steps, and what was paid in and given back as the driver itself counts it."""

    books: Books
    services: Sequence[str]
    plans: Sequence[str]
    tld: str
    money: dict[str, int] = field(default_factory=dict)
    granted: dict[str, int] = field(default_factory=dict)
    paid: list[Mapping[str, Any]] = field(default_factory=list)
    statuses: dict[str, str] = field(default_factory=dict)
    first_numbers: Mapping[str, int] = field(default_factory=dict)
    names: Any = field(default_factory=lambda: count(1))

    def play(self, steps: Sequence[Step]) -> None:
        """Do one step after the other; whatever happens, the books must stay right."""
        for what, *numbers in steps:
            # A refusal is an answer; that it changed nothing is what the check shows.
            with suppress(ZoneError):
                getattr(self, f"_{what}")(*numbers)
            self.check()

    def _run(
        self, type_: str, op: str, values: Mapping[str, Any], record: str | None = None, **by: bool
    ) -> str:
        books = self.books
        fresh = {"tax_invoice": books.id(), "ids": [books.id() for _each in range(6)]}
        return books.run(type_, record or books.id(), op, {**fresh, **values}, system=by.get("system", True))

    def _pick(self, type_: str, number: int) -> Any:
        found = sorted(self.books.all(type_).values(), key=lambda each: each.id)
        if type_ == "invoice" and number % 4:
            # Most people pay what waits for its money.
            found = [each for each in found if each.status in OWED] or found
        if not found:
            raise Refused("nothing-there")
        return found[number % len(found)]

    # -- steps -----------------------------------------------------------------------------------------

    def _order(self, a: int, b: int, c: int) -> None:
        service = About("service", self.services[a % len(self.services)])
        plan = self.plans[b % len(self.plans)]
        items = [
            Item(action="renew", about=service, years=1 + b % 3),
            Item(action="change", about=service, product=plan),
            Item(action="new", product=plan, cycle="annual"),
            Item(action="register", product=self.tld, name=f"n{next(self.names)}.test", years=1 + b % 3),
        ]
        chosen = [each for bit, each in enumerate(items) if (c + 1) >> bit & 1]
        values = {
            "items": [each.as_values() for each in chosen],
            "invoice": self.books.id(),
            "records": [self.books.id() for _each in chosen],
        }
        self._run("order", "order.place", values, system=False)

    def _pay(self, a: int, b: int, c: int) -> None:
        invoice = self._pick("invoice", a)
        amount = (invoice.balance, max(1, invoice.balance // 2), invoice.balance + 1 + c, 1 + c)[b % 4]
        self._record(invoice, amount, invoice.currency)

    def _pay_euro(self, a: int, b: int, c: int) -> None:
        invoice = self._pick("invoice", a)
        self._record(invoice, bgn_to_eur(invoice.balance) if b % 2 else 1 + c, "EUR")

    def _record(self, invoice: Invoice, amount: int, currency: str) -> None:
        record = self.books.id()
        values = {"invoice": invoice.id, "amount": amount, "currency": currency, "gateway": "bank"}
        values["reference"] = f"ref-{record}"
        assert self._run("transaction", "payment.record", values, record) == "applied"
        self.paid.append(values)
        row = self.books.all("transaction")[record]
        if currency == row.currency:
            assert row.amount == amount
        else:
            assert bgn_to_eur(row.amount) == amount
        self._count(self.money, row.currency, row.amount)

    def _pay_again(self, a: int, b: int, c: int) -> None:
        if not self.paid:
            return
        values = dict(self.paid[a % len(self.paid)])
        if b % 3 == 0:
            values["amount"] += 1 + c
        assert self._run("transaction", "payment.record", values) == "unchanged"

    def _grant(self, a: int, b: int, c: int) -> None:
        currency = self.books.currency if b % 4 else "EUR"
        amount = 1 + a * 7 + c
        self._run("credit", "credit.grant", {"amount": amount, "currency": currency, "text": "thanks"})
        self._count(self.granted, currency, amount)

    def _apply(self, a: int, b: int, c: int) -> None:
        invoice = self._pick("invoice", a)
        amount = (None, 1 + c, invoice.balance)[b % 3]
        self._run("invoice", "invoice.apply_credit", {"amount": amount}, invoice.id, system=False)

    def _cancel_order(self, a: int, b: int, c: int) -> None:
        self._run("order", "order.cancel", {}, self._pick("order", a).id, system=False)

    def _cancel_invoice(self, a: int, b: int, c: int) -> None:
        self._run("invoice", "invoice.cancel", {}, self._pick("invoice", a).id)

    def _refund(self, a: int, b: int, c: int) -> None:
        invoices = [each for each in self.books.all("invoice").values() if each.kind == "invoice"]
        if not invoices:
            return
        invoice = sorted(invoices, key=lambda each: each.id)[a % len(invoices)]
        amount = (None, 1 + c, invoice.total // 2, invoice.total + 1)[b % 4]
        values: dict[str, Any] = {"amount": amount, "gateway": CREDIT}
        if c % 2:
            values |= {"gateway": "bank", "reference": f"back-{self.books.id()}"}
        before = self.books.all("transaction").keys()
        self._run("invoice", "invoice.refund", values, invoice.id)
        after = self.books.all("transaction")
        (row,) = (each for id_, each in after.items() if id_ not in before)
        if c % 2:
            self._count(self.money, row.currency, row.amount)

    def _count(self, into: dict[str, int], currency: str, amount: int) -> None:
        into[currency] = into.get(currency, 0) + amount

    # -- what must hold --------------------------------------------------------------------------------

    def check(self) -> None:
        """No cent appears or vanishes, statuses go along arrows, numbers have no gap, totals are their lines'."""
        invoices: dict[str, Invoice] = self.books.all("invoice")
        orders: dict[str, Order] = self.books.all("order")
        rows: dict[str, Transaction] = self.books.all("transaction")
        moves: dict[str, Credit] = self.books.all("credit")
        self._check_arrows(invoices, INVOICE_ARROWS, {"unpaid", "paid"})
        self._check_arrows(orders, ORDER_ARROWS, {"pending", "active"})
        self._check_numbers(invoices, orders)
        for each in invoices.values():
            _check_totals(each)
            _check_balance(each, rows, moves)
            _check_refunds(each, invoices, orders)
        self._check_cents(invoices, rows, moves)
        self._check_terms(orders)

    def _check_arrows(
        self, records: Mapping[str, Any], arrows: Mapping[str, frozenset[str]], first: set[str]
    ) -> None:
        for id_, each in records.items():
            before = self.statuses.get(id_)
            if before is None:
                assert each.status in first
            else:
                assert each.status == before or each.status in arrows[before], (before, each.status)
            self.statuses[id_] = each.status

    def _check_numbers(self, invoices: Mapping[str, Invoice], orders: Mapping[str, Order]) -> None:
        series: dict[str, list[str | None]] = {"order": [each.number for each in orders.values()]}
        for each in invoices.values():
            series.setdefault("proforma" if each.kind == "proforma" else "invoice", []).append(each.number)
        for name, found in series.items():
            first = (100_001 if name == "order" else 1) + self.first_numbers.get(name, 0)
            expected = [_SERIES[name].format(first + n) for n in range(len(found))]
            assert sorted(found, key=str) == expected

    def _check_cents(
        self,
        invoices: Mapping[str, Invoice],
        rows: Mapping[str, Transaction],
        moves: Mapping[str, Credit],
    ) -> None:
        for currency in {*self.money, *self.granted, self.books.currency}:
            came = sum(
                each.amount for each in rows.values() if (each.currency, each.gateway) == (currency, "bank")
            )
            assert came == self.money.get(currency, 0), "what came is what was recorded"
            credit = sum(each.amount for each in moves.values() if each.currency == currency)
            assert credit >= 0, "credit that nobody has is never used"
            # A tax invoice that followed a proforma stands for the same money.
            on_documents = sum(
                each.total - each.balance
                for each in invoices.values()
                if each.currency == currency and each.status != "cancelled" and each.proforma is None
            )
            assert came + self.granted.get(currency, 0) == on_documents + credit

    def _check_terms(self, orders: Mapping[str, Order]) -> None:
        """A service's term ends where the last renewal that was paid says, and nowhere else."""
        for id_ in self.services:
            service: Service = self.books.all("service")[id_]
            ends = [
                item["until"]
                for order in orders.values()
                if order.status == "active"
                for item in order.items
                if item["action"] == "renew" and item["about"]["id"] == id_
            ]
            if ends and service.next_due_on is not None:
                assert service.next_due_on.isoformat() == max(ends)


def _check_totals(invoice: Invoice) -> None:
    assert invoice.total == invoice.subtotal + invoice.tax
    assert invoice.subtotal == sum(line["quantity"] * line["unit_amount"] for line in invoice.lines)
    (rate,) = {Decimal(line["vat_rate"]) / 100 for line in invoice.lines}
    # What is given back in parts adds up to the invoice, so a part may be a cent off its own rounding.
    slack = 1 if invoice.kind == "credit_note" else 0
    assert abs(invoice.tax - vat(invoice.subtotal, rate)) <= slack * 3
    assert (rate == 0) == (invoice.vat_reason is not None)


def _check_balance(invoice: Invoice, rows: Mapping[str, Transaction], moves: Mapping[str, Credit]) -> None:
    payments = invoice.proforma or invoice.id
    came = sum(each.amount for each in rows.values() if each.invoice == payments)
    if invoice.status == "cancelled":
        assert (invoice.balance, invoice.credit, came) == (0, 0, 0)
        return
    assert invoice.balance == invoice.total - invoice.credit - came
    assert (invoice.balance > 0) == (invoice.status in OWED)
    assert (invoice.paid_on is not None) == (invoice.status in ("paid", "refunded"))
    if invoice.kind != "credit_note":
        assert 0 <= invoice.balance <= invoice.total
        assert invoice.credit == -sum(
            each.amount for each in moves.values() if each.invoice == payments and each.amount < 0
        )


def _check_refunds(invoice: Invoice, invoices: Mapping[str, Invoice], orders: Mapping[str, Order]) -> None:
    notes = [each for each in invoices.values() if each.corrects == invoice.id]
    back = -sum(each.total for each in notes)
    assert 0 <= back <= invoice.total or invoice.kind == "credit_note"
    assert (invoice.status == "refunded") == (bool(notes) and back == invoice.total)
    if invoice.status == "refunded":
        assert -sum(each.tax for each in notes) == invoice.tax
    followers = [each for each in invoices.values() if each.proforma == invoice.id]
    assert len(followers) == (invoice.kind == "proforma" and invoice.status == "paid")
    if invoice.order is not None and invoice.kind == "proforma":
        wanted = {"paid": "active", "cancelled": "cancelled"}.get(invoice.status, "pending")
        assert orders[invoice.order].status == wanted


def seed_history(books: Books, put: Any, prices: Sequence[int]) -> History:
    """Give an account something to order about: plans at odd prices, a top-level domain, services on them."""
    first, second, third = (max(1, each) for each in prices)
    currency = books.currency

    def plan(code: str, cents: int) -> str:
        both = {"monthly": cents, "annual": cents * 11}
        return str(put("product", code=code, kind="hosting", name=code, prices=both, currency=currency))

    plans = [plan("small", first), plan("large", second)]
    tld = put(
        "product",
        code="test",
        kind="domain",
        name=".test",
        prices={"register": third, "renew": third},
        currency=currency,
    )
    due = date(2026, 12, 31)
    services = [
        put(
            "service",
            kind="hosting",
            product=f"s{n}",
            status="active",
            billing_cycle=cycle,
            amount=first if cycle == "monthly" else first * 11,
            currency=currency,
            next_due_on=due + timedelta(days=n),
            product_id=plans[0],
        )
        for n, cycle in enumerate(("monthly", "annual"))
    ]
    return History(books, services, plans, tld)
