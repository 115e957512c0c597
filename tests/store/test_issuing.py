"""Orders and documents in a store: right after every step, numbered without gaps by however many programs."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from sqlalchemy import select

from jumpzone.errors import Refused
from jumpzone.model.mutations import IMPORT, PROVISION
from jumpzone.store import audit, checkup, loading, sellers
from jumpzone.store.tables import TABLES
from tests import support
from tests.ledger import SELLER, STEPS, seed_history
from tests.store.helpers import OpenZone, open_account, open_zone

TAKEN = "taken"
Share = Callable[[int, int], int]

_WRITER = """
import sys
from jumpzone.model.clock import SystemClock
from jumpzone.store.opening import open_store
from tests.store.helpers import OpenZone, attach
from tests.store.test_issuing import StoreBooks, issue
url, account, login, plan, name, number = sys.argv[1:]
clock = SystemClock()
store = open_store(url, now=clock.now())
executor = attach(store, clock)
zone = OpenZone(store, executor, clock, executor.ids, account, login, "")
issue(StoreBooks(zone), plan, [f"{name}-{n}" for n in range(int(number))])
"""


class StoreBooks:
    """An account in a store, as random histories want it."""

    currency = "EUR"

    def __init__(self, zone: OpenZone) -> None:
        self._zone = zone
        self.account = zone.account

    def id(self) -> str:
        return self._zone.ids.new()

    def put(self, type_: str, **values: Any) -> str:
        """Keep a record as an import would."""
        id_ = self.id()
        self._zone.run(type_, "create", id_, IMPORT, set=values)
        return id_

    def run(self, type_: str, record: str, op: str, values: Mapping[str, Any], *, system: bool) -> str:
        actor = PROVISION if system else self._zone.owner
        return self._zone.run(type_, op, record, actor, set=values).outcome

    def all(self, type_: str) -> dict[str, Any]:
        with self._zone.store.read() as tx:
            return dict(loading.get_all(tx, type_, self.account))


def issue(books: StoreBooks, plan: str, references: Sequence[str]) -> None:
    """Order and pay, once for each reference; every third payment is first tried with one that is taken."""
    for n, reference in enumerate(references):
        invoice = books.id()
        item = {"action": "new", "product": plan, "cycle": "annual"}
        order = {"items": [item], "invoice": invoice, "records": [books.id()]}
        books.run("order", books.id(), "order.place", order, system=False)

        def pay(reference: str, invoice: str = invoice) -> None:
            given = {"invoice": invoice, "amount": 120, "currency": "EUR", "gateway": "bank"}
            fresh = {"tax_invoice": books.id(), "ids": [books.id()], "reference": reference}
            books.run("transaction", books.id(), "payment.record", given | fresh, system=True)

        if n % 3 == 2:
            with pytest.raises(Refused, match="reference-taken"):
                pay(TAKEN)
        pay(reference)


def test_in_a_store_no_cent_appears_or_vanishes(store_url: str, share: Share) -> None:
    zone = open_zone(store_url)
    with zone.store.write() as tx:
        sellers.put(tx, SELLER)
    for seed in range(share(40, 3)):
        dice = random.Random(seed)
        # One account after the other: their numbers are one series.
        own = zone if not seed else open_account(zone.executor, f"n{seed}@studio.example")
        books = StoreBooks(own)
        history = seed_history(books, books.put, [dice.randrange(1, 5_000) for _price in range(3)])
        history.first_numbers = _last_numbers(zone)
        steps = [(dice.choice(STEPS), *(dice.randrange(41) for _n in range(3))) for _step in range(20)]
        history.play([("order", 0, 1, 0), ("order", 1, 0, 6), *steps])
        with zone.store.read() as tx:
            assert audit.verify(tx, own.account) is None
    assert checkup.flaws(zone.store) == []
    zone.store.close()


def test_four_programs_that_issue_at_once_leave_no_gap(store_url: str, share: Share) -> None:
    """Two of them in one account; a payment that is refused after its number was taken gives it back."""
    zone = open_zone(store_url)
    with zone.store.write() as tx:
        sellers.put(tx, SELLER)
    owners = [zone, zone, *(open_account(zone.executor, f"p{n}@studio.example") for n in range(2))]
    number = share(60, 9)
    prices = {"annual": 100}
    plan = StoreBooks(zone).put("product", code="p", kind="other", name="P", prices=prices, currency="EUR")
    # Who comes first with this reference is not known beforehand, so somebody else has it from the start.
    issue(StoreBooks(zone), plan, [TAKEN])
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", _WRITER, store_url, own.account, own.login, plan, f"w{n}", str(number)],
            cwd=support.ROOT,
            stderr=subprocess.PIPE,
            text=True,
        )
        for n, own in enumerate(owners)
    ]
    for program in programs:
        _out, err = program.communicate(timeout=300)
        assert program.returncode == 0, err
    last = _last_numbers(zone)
    assert last == dict.fromkeys(("order", "proforma", "invoice"), 4 * number + 1)
    zone.store.close()


def _last_numbers(zone: OpenZone) -> dict[str, int]:
    """How many numbers of each series are in use, which are all up to the last one."""
    invoice, order = TABLES["invoice"], TABLES["order"]
    with zone.store.read() as tx:
        documents = tx.rows(select(invoice.c.kind, invoice.c.number))
        orders = [row["number"] for row in tx.rows(select(order.c.number))]
    found = {
        "order": sorted(int(each.removeprefix("O-")) - 100_000 for each in orders),
        "proforma": sorted(int(row["number"][2:]) for row in documents if row["kind"] == "proforma"),
        "invoice": sorted(int(row["number"]) for row in documents if row["kind"] != "proforma"),
    }
    for series, numbers in found.items():
        assert numbers == list(range(1, len(numbers) + 1)), series
    return {series: len(numbers) for series, numbers in found.items()}
