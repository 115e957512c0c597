"""The records that queries return: frozen, typed, named as in the data dictionary.

A test holds these classes against the table in :mod:`jumpzone.model.fields`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Final, TypeVar

from jumpzone.model.fields import CATEGORIES
from jumpzone.model.permissions import Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every record has.

    Attributes:
        id: UUIDv7, made where the record is made.
        account: The account that holds it; empty for what belongs to none.
        rev: The account's change counter at this record's last change.
        created_at: UTC.
        updated_at: UTC.
    """

    id: str
    account: str = ""
    rev: int = 0
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class About:
    """What a message or a ticket is about: a record's type and id."""

    type: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Account(Record):
    """A customer centre."""

    number: str
    display_name: str
    status: str
    merged_into: str | None = None
    holder: str | None = None
    currency: str
    language: str
    opened_by: str
    claimed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile(Record):
    """The account's person, and its company when it has one."""

    first_name: str
    middle_name: str | None = None
    last_name: str
    phone: str | None = None
    address_1: str | None = None
    address_2: str | None = None
    city: str | None = None
    state: str | None = None
    postcode: str | None = None
    country: str | None = None
    personal_number: bytes | None = None
    marketing_opt_in: bool = False
    notifications: frozenset[str] = frozenset(CATEGORIES)
    company_name: str | None = None
    company_number: str | None = None
    vat_number: str | None = None
    tax_id: str | None = None
    tax_reason_code: str | None = None
    legal_representative: str | None = None
    company_address_1: str | None = None
    company_address_2: str | None = None
    company_city: str | None = None
    company_state: str | None = None
    company_postcode: str | None = None
    company_country: str | None = None
    bank_name: str | None = None
    iban: str | None = None
    bic: str | None = None
    bank_account: str | None = None
    bank_code: str | None = None
    correspondent_account: str | None = None
    invoice_to: str = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(Record):
    """Somebody else who gets the account's mail, or is named on its domains."""

    first_name: str
    middle_name: str | None = None
    last_name: str
    phone: str | None = None
    address_1: str | None = None
    address_2: str | None = None
    city: str | None = None
    state: str | None = None
    postcode: str | None = None
    country: str | None = None
    company_name: str | None = None
    email: str
    notifications: frozenset[str] = frozenset()
    membership: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(Record):
    """A mail that the zone has sent, or is about to send."""

    to: str
    login: str | None = None
    category: str
    subject: str
    body: str = ""
    secrets: bytes | None = None
    sent_at: datetime | None = None
    delivery: str = "queued"
    delivery_error: str | None = None
    attachments: tuple[Mapping[str, Any], ...] = ()
    about: About | None = None
    copy_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Service(Record):
    """A hosting account, a server, a cloud account, a certificate or a licence."""

    kind: str
    product: str
    label: str | None = None
    address: str | None = None
    username: str | None = None
    panel_url: str | None = None
    status: str
    suspended_because: str | None = None
    suspended_on: date | None = None
    billing_cycle: str
    amount: int
    currency: str
    registered_on: date | None = None
    next_due_on: date | None = None
    auto_renew: bool = True
    disk_used_mb: int | None = None
    disk_limit_mb: int | None = None
    traffic_used_mb: int | None = None
    traffic_limit_mb: int | None = None
    cancellation: Mapping[str, Any] | None = None
    product_id: str | None = None
    plan_change: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain(Record):
    """A domain name; ``name`` is the A-label."""

    name: str
    status: str
    registered_on: date | None = None
    expires_on: date | None = None
    next_due_on: date | None = None
    amount: int
    currency: str
    auto_renew: bool = True
    locked: bool = True
    id_protection: bool = False
    nameservers: tuple[str, ...] = ()
    ds: tuple[Any, ...] = ()
    registrant: str | None = None
    admin: str | None = None
    tech: str | None = None
    billing: str | None = None
    transfer_code: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DnsRecord(Record):
    """One record of a domain's zone; ``host`` is relative to the domain, ``@`` the domain itself."""

    domain: str
    host: str = "@"
    type: str
    value: str
    priority: int | None = None
    ttl: int = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice(Record):
    """An invoice, a proforma or a credit note.

    ``lines`` are mappings with ``text``, ``quantity``, ``unit_amount`` and ``vat_rate`` (percent, a
    decimal as text), optionally ``about``; ``seller`` and ``buyer`` are copied in at issue.
    """

    number: str | None = None
    kind: str
    corrects: str | None = None
    status: str
    issued_on: date | None = None
    supply_on: date | None = None
    due_on: date | None = None
    paid_on: date | None = None
    currency: str
    lines: tuple[Mapping[str, Any], ...] = ()
    vat_reason: str | None = None
    subtotal: int
    tax: int
    credit: int
    total: int
    balance: int
    seller: Mapping[str, Any] | None = None
    buyer: Mapping[str, Any] | None = None
    payment_reference: str | None = None
    payment_url: str | None = None
    order: str | None = None
    proforma: str | None = None
    sent_to: str | None = None

    def overdue(self, today: date) -> bool:
        """Unpaid and past its due date."""
        return self.status in ("unpaid", "collections") and self.due_on is not None and self.due_on < today


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction(Record):
    """Money that came for a document; a negative amount went back."""

    invoice: str
    at: datetime
    gateway: str
    reference: str | None = None
    amount: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit(Record):
    """A movement of the account's credit; the balance of a currency is their sum.

    ``invoice`` is the document that it was set off against, or that it came from.
    """

    at: datetime
    text: str
    amount: int
    currency: str
    invoice: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order(Record):
    """What was ordered: ``items`` are mappings, see :mod:`jumpzone.model.rules.billing`."""

    number: str | None = None
    placed_at: datetime
    placed_by: str | None = None
    status: str = "pending"
    items: tuple[Mapping[str, Any], ...] = ()
    total: int
    currency: str
    invoice: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Product(Record):
    """Something on sale, in one currency.

    Attributes:
        code: Names it for people and scripts; of a product of kind ``domain`` the top-level domain.
        prices: Net, in minor units, by billing cycle; of a domain by ``register``, ``renew``, ``transfer``.
        translations: Per language, ``name`` and ``description``, where they differ.
        asks: Names of the profile's fields that a registry asks of a registrant.
    """

    code: str
    kind: str
    name: str
    description: str = ""
    translations: Mapping[str, Any] | None = None
    prices: Mapping[str, Any]
    currency: str
    active: bool = True
    disk_limit_mb: int | None = None
    traffic_limit_mb: int | None = None
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedFilter(Record):
    """A list's search, filters and order under a name; its login's alone."""

    login: str
    place: str
    name: str
    query: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket(Record):
    """A request to support."""

    number: str | None = None
    department: str
    subject: str
    status: str
    priority: str
    about: About | None = None
    cc: tuple[str, ...] = ()
    last_reply_at: datetime | None = None
    opened_by: str = "zone"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketReply(Record):
    """One reply in a ticket.

    ``origin`` says of one that came by mail: ``from``, the address, and what the receiving server ``by`` name found
    out about it: ``spf``, ``dkim``, ``dmarc``.
    """

    ticket: str
    author: str | None = None
    side: str
    body: str
    attachments: tuple[Mapping[str, Any], ...] = ()
    at: datetime
    rating: int | None = None
    origin: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership(Record):
    """Joins a login to an account."""

    login: str
    role: str
    permissions: frozenset[Permission] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation(Record):
    """Somebody was asked to join an account; good for seven days."""

    address: str
    canonical: str
    role: str
    permissions: frozenset[Permission] = frozenset()
    contact: str | None = None
    invited_by: str | None = None
    expires_at: datetime
    status: str = "pending"
    accepted_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Login(Record):
    """Somebody who may sign in."""

    name: str
    language: str
    timezone: str = "UTC"
    totp_enabled: bool = False
    staff_role: str | None = None
    home_account: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailAddress(Record):
    """An address of a login; of the account while the account is unclaimed."""

    login: str | None = None
    address: str
    canonical: str
    primary: bool = False
    verified_at: datetime | None = None
    added_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement(Record):
    """News, maintenance or an incident, told to everybody."""

    title: str
    body: str = ""
    published_at: datetime | None = None
    kind: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    affects: tuple[str, ...] = ()
    language: str = "en"


CLASSES: Final[Mapping[str, type[Record]]] = {
    "account": Account,
    "profile": Profile,
    "contact": Contact,
    "message": Message,
    "service": Service,
    "domain": Domain,
    "invoice": Invoice,
    "ticket": Ticket,
    "ticket_reply": TicketReply,
    "membership": Membership,
    "invitation": Invitation,
    "login": Login,
    "email_address": EmailAddress,
    "announcement": Announcement,
    "dns_record": DnsRecord,
    "transaction": Transaction,
    "credit": Credit,
    "order": Order,
    "product": Product,
    "saved_filter": SavedFilter,
}
"""The class of each record type."""

R = TypeVar("R", bound=Record)


def names_of(cls: type[Record]) -> tuple[str, ...]:
    """Return the field names of a record class, those that every record has among them."""
    return _NAMES[cls.__name__]


_NAMES: Final = {cls.__name__: tuple(field.name for field in fields(cls)) for cls in CLASSES.values()}


def values_of(record: Record) -> dict[str, Any]:
    """Return a record's fields as a new dictionary."""
    return {name: getattr(record, name) for name in names_of(type(record))}
