"""A store with a seller and a catalogue, and what an operator's scripts do there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from jumpzone.model.billing import Item
from jumpzone.model.mutations import IMPORT, PROVISION, Mutation
from jumpzone.model.permissions import Permission, Role
from jumpzone.model.records import About, Invoice, Order
from jumpzone.model.seller import read_seller
from jumpzone.store import loading, sellers
from jumpzone.store.executor import Applied
from jumpzone.usecases.orders import fresh_ids
from jumpzone.usecases.zone import Zone
from tests.usecases.people import People

SELLER: Mapping[str, Any] = {
    "company_name": "Продавач ЕООД",
    "address_1": "ул. Тестова 1",
    "city": "София",
    "postcode": "1000",
    "country": "BG",
    "vat_number": "BG900200198",
    "iban": "BG98DEMO90001000717332",
    "payment_url": "https://pay.seller.example/",
}
CYCLES = {"monthly": 900, "annual": 9_000}


class Till:
    """Somebody's account at a seller's."""

    def __init__(self, people: People) -> None:
        self.people, self.deps = people, people.deps
        self.zone = Zone(people.deps, None).signed_in(people.register())
        self.account = self.zone.session.account.id
        with self.deps.store.write() as tx:
            sellers.put(tx, read_seller(SELLER))
        self.small = self.product("small", "hosting", CYCLES, disk_limit_mb=1_000)
        self.large = self.product("large", "hosting", {"monthly": 1_900, "annual": 19_000})
        self.tld = self.product(
            "example", "domain", {"register": 1_500, "renew": 1_600, "transfer": 1_400}, asks=["phone"]
        )

    def create(self, type_: str, **values: Any) -> str:
        """A record as an import would write it."""
        return self.run(type_, self.deps.ids.new(), "create", values)

    def run(self, type_: str, record: str, op: str, values: Mapping[str, Any]) -> str:
        """A change that the system makes; returns the record."""
        self.apply(type_, record, op, values)
        return record

    def apply(self, type_: str, record: str, op: str, values: Mapping[str, Any]) -> Applied:
        """A change that the system makes."""
        deps = self.deps
        mutation = Mutation(deps.ids.new(), self.account, type_, record, op, deps.clock.now(), values)
        return deps.executor.run(mutation, IMPORT if op == "create" else PROVISION)

    def product(self, code: str, kind: str, prices: Mapping[str, int], **more: Any) -> str:
        """Something on sale."""
        values = {"code": code, "kind": kind, "name": code.title(), "prices": prices, "currency": "EUR"}
        return self.create("product", **values, **more)

    def service(self, due: date, **more: Any) -> str:
        """A service that is running, on the small plan by the year."""
        values = {
            "kind": "hosting",
            "product": "Small",
            "label": "site",
            "status": "active",
            "billing_cycle": "annual",
            "amount": 9_000,
            "currency": "EUR",
            "registered_on": date(2024, 1, 31),
            "next_due_on": due,
            "product_id": self.small,
        }
        return self.create("service", **values | more)

    def domain(self, name: str, expires: date, **more: Any) -> str:
        """A domain that is registered."""
        values = {"name": name, "status": "active", "amount": 1_600, "currency": "EUR", "expires_on": expires}
        return self.create("domain", **values | more)

    def save_profile(self, **values: Any) -> None:
        """Change whom documents are made out to."""
        self.zone.profile.save(self.zone.profile.get(), values)

    def member(self, *permissions: str) -> Zone:
        """The zone as somebody else sees it, who has these rights alone."""
        session = self.people.register(f"{'-'.join(permissions)}@members.example")
        login = session.login.id
        self.create("membership", login=login, role="member", permissions=permissions)
        role = Role(login, permissions=frozenset(map(Permission, permissions)))
        here = replace(session, account=self.zone.session.account, role=role)
        return Zone(self.deps, None).signed_in(here)

    def order(self, *items: Item) -> tuple[Order, Invoice]:
        """Order, and return the order with its document."""
        placed = self.zone.orders.place(items)
        assert placed.invoice_id is not None
        return self.zone.orders.get(placed.order_id), self.invoice(placed.invoice_id)

    def invoice(self, id_: str) -> Invoice:
        """A document as it stands."""
        with self.deps.store.read() as tx:
            found = loading.get(tx, "invoice", self.account, id_)
        assert isinstance(found, Invoice)
        return found

    def pay(self, invoice: str, amount: int, reference: str, currency: str = "EUR", **more: Any) -> Applied:
        """Money has come."""
        values = {"invoice": invoice, "amount": amount, "currency": currency, "reference": reference}
        given = {**values, "gateway": "bank", **fresh_ids(self.zone), **more}
        return self.apply("transaction", self.deps.ids.new(), "payment.record", given)


def renewing(type_: str, id_: str, years: int = 1) -> Item:
    """What renews a record."""
    return Item(action="renew", about=About(type_, id_), years=years)
