"""The one table of records and their fields (the data dictionary, docs/records.md).

For every record type: who reads and writes it; for every field: what it holds, who writes it, how it
merges and whether it can be edited offline. Tables, forms, rights, merging and the documentation are
made from this table, so that they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from jumpzone.model.permissions import Audience, Permission, Right


class Kind(StrEnum):
    """What a field holds, and so how it is checked, stored and put on the wire."""

    TEXT = "text"
    MULTILINE = "multiline"
    EMAIL = "email"
    PHONE = "phone"
    COUNTRY = "country"
    CURRENCY = "currency"
    CHOICE = "choice"
    BOOL = "bool"
    INT = "int"
    MONEY = "money"
    DATE = "date"
    TIME = "time"
    SET = "set"
    LIST = "list"
    JSON = "json"
    ID = "id"
    SEALED = "sealed"


class Writer(StrEnum):
    """Who may write a field."""

    CUSTOMER = "customer"
    STAFF = "staff"
    AUTHORITY = "authority"


class Merge(StrEnum):
    """How a field of two editors comes together (docs/protocol.md, "Conflicts")."""

    SCALAR = "scalar"
    SET = "set"
    LIST = "list"
    APPEND_ONLY = "append_only"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record type.

    Attributes:
        name: The field's name, the same in tables, mutations, the wire, exports and the command line.
        kind: What it holds.
        writer: Who writes it.
        merge: How it merges; fields that share a ``group`` merge as one value.
        group: The group's name, or None.
        offline: Whether it can be edited without a connection.
        required: Whether a record must have it.
        max_length: In code points, for text.
        choices: The closed set of values, for choices and sets.
        default: The value of a new record.
    """

    name: str
    kind: Kind = Kind.TEXT
    writer: Writer = Writer.CUSTOMER
    merge: Merge = Merge.SCALAR
    group: str | None = None
    offline: bool = True
    required: bool = False
    max_length: int = 255
    choices: tuple[str, ...] = ()
    default: Any = None

    @property
    def textual(self) -> bool:
        """Whether the value is a string that people may type."""
        return self.kind in _TEXTUAL

    @property
    def nullable(self) -> bool:
        """Whether a record that is kept may hold nothing in it."""
        wanted = self.required or self.default is not None
        return not wanted or self.name in _OPTIONAL_UNTIL_CLAIMED


_OPTIONAL_UNTIL_CLAIMED: Final = frozenset({"address_1", "city", "postcode", "country", "phone"})
"""Asked of people by the forms; a customer centre that opened by itself does not know them yet."""

_TEXTUAL: Final = frozenset({Kind.TEXT, Kind.MULTILINE, Kind.EMAIL, Kind.PHONE, Kind.COUNTRY, Kind.CURRENCY})


@dataclass(frozen=True, slots=True)
class RecordType:
    """One type of record.

    Attributes:
        name: The type's name.
        read: The right that reading needs.
        write: The right that writing needs.
        fields: Its fields, in the order in which people meet them.
        create_only: Whether a record, once written, is never edited.
        keyed_by_account: False for what belongs to no account.
    """

    name: str
    read: Right
    write: Right
    fields: Mapping[str, Field]
    create_only: bool = False
    keyed_by_account: bool = True


LANGUAGES: Final = ("bg", "en", "ru")
CATEGORIES: Final = ("general", "product", "domain", "invoice", "support", "affiliate")
"""What a contact can subscribe to; ``security`` goes to the login concerned and cannot be switched off."""
MESSAGE_CATEGORIES: Final = (*CATEGORIES, "security")
ACCOUNT_STATUSES: Final = ("active", "inactive", "closed")
OPENED_BY: Final = ("registration", "email", "staff", "cloud", "purchase")
SERVICE_KINDS: Final = ("hosting", "server", "cloud", "ssl", "licence", "other")
SERVICE_STATUSES: Final = ("pending", "active", "suspended", "terminated", "cancelled", "fraud", "completed")
BILLING_CYCLES: Final = ("one_time", "monthly", "quarterly", "semiannual", "annual", "biennial", "triennial")
DOMAIN_STATUSES: Final = (
    "pending",
    "pending_registration",
    "pending_transfer",
    "active",
    "grace",
    "redemption",
    "expired",
    "transferred_away",
    "fraud",
    "cancelled",
)
INVOICE_KINDS: Final = ("proforma", "invoice", "credit_note")
INVOICE_STATUSES: Final = (
    "draft",
    "unpaid",
    "paid",
    "cancelled",
    "refunded",
    "collections",
    "payment_pending",
)
DEPARTMENTS: Final = ("sales", "technical", "billing", "abuse", "general")
TICKET_STATUSES: Final = ("open", "answered", "customer_reply", "on_hold", "in_progress", "closed")
PRIORITIES: Final = ("low", "medium", "high")
DELIVERIES: Final = ("queued", "sent", "failed")
STAFF_ROLES: Final = ("support", "billing", "admin")
ANNOUNCEMENT_KINDS: Final = ("news", "maintenance", "incident")
INVITATION_STATUSES: Final = ("pending", "accepted", "declined", "revoked")
PRODUCT_KINDS: Final = (*SERVICE_KINDS, "domain")
"""What is on sale; a product of kind ``domain`` is a top-level domain."""
ORDER_STATUSES: Final = ("pending", "active", "fraud", "cancelled")
DNS_TYPES: Final = ("A", "AAAA", "CNAME", "MX", "TXT", "SRV", "CAA", "NS", "URL")
"""``URL`` is a redirection by the web server, no record of the DNS."""
FILTERED: Final = ("service", "domain", "invoice", "ticket", "message", "contact", "order")
"""The lists whose filters can be saved."""


def _text(name: str, max_length: int = 255, **more: Any) -> Field:
    return Field(name, Kind.TEXT, max_length=max_length, **more)


def _choice(name: str, choices: tuple[str, ...], **more: Any) -> Field:
    return Field(name, Kind.CHOICE, choices=choices, **more)


def _given(name: str, kind: Kind = Kind.TEXT, **more: Any) -> Field:
    """A field that the authority alone writes."""
    return Field(name, kind, writer=Writer.AUTHORITY, offline=False, **more)


def _address(prefix: str = "", group: str = "address", *, required: bool) -> tuple[Field, ...]:
    return (
        _text(f"{prefix}address_1", 200, group=group, required=required),
        _text(f"{prefix}address_2", 200, group=group),
        _text(f"{prefix}city", 100, group=group, required=required),
        _text(f"{prefix}state", 100, group=group),
        _text(f"{prefix}postcode", 16, group=group, required=required),
        Field(f"{prefix}country", Kind.COUNTRY, max_length=2, group=group, required=required),
    )


def _person(*, required: bool) -> tuple[Field, ...]:
    return (
        _text("first_name", 100, required=True),
        _text("middle_name", 100),
        _text("last_name", 100, required=True),
        Field("phone", Kind.PHONE, max_length=20, required=required),
        *_address(required=required),
    )


def _money(*names: str) -> tuple[Field, ...]:
    return tuple(_given(name, Kind.MONEY, default=0) for name in names)


def _record(
    name: str,
    read: Right,
    write: Right,
    *fields: Field,
    create_only: bool = False,
    keyed_by_account: bool = True,
) -> RecordType:
    return RecordType(
        name, read, write, {field.name: field for field in fields}, create_only, keyed_by_account
    )


_ABOUT: Final = _given("about", Kind.JSON)

RECORDS: Final[Mapping[str, RecordType]] = {
    record.name: record
    for record in (
        _record(
            "account",
            Audience.MEMBER,
            Audience.OWNER,
            _given("number", max_length=20, required=True),
            _text("display_name", 200, required=True),
            _given("status", Kind.CHOICE, choices=ACCOUNT_STATUSES, default="active"),
            _given("merged_into", Kind.ID),
            _given("holder", Kind.ID),
            _given("currency", Kind.CURRENCY, max_length=3, default="EUR", required=True),
            _choice("language", LANGUAGES, default="en", required=True),
            _given("opened_by", Kind.CHOICE, choices=OPENED_BY, default="registration"),
            _given("claimed_at", Kind.TIME),
        ),
        _record(
            "profile",
            Permission.PROFILE,
            Permission.PROFILE,
            *_person(required=True),
            Field("personal_number", Kind.SEALED, max_length=20),
            Field("marketing_opt_in", Kind.BOOL, default=False),
            Field(
                "notifications", Kind.SET, merge=Merge.SET, choices=CATEGORIES, default=frozenset(CATEGORIES)
            ),
            _text("company_name", 200),
            _text("company_number", 15),
            _text("vat_number", 16),
            _text("tax_id", 14),
            _text("tax_reason_code", 9),
            _text("legal_representative", 200),
            *_address("company_", "company_address", required=False),
            _text("bank_name", 200, group="bank"),
            _text("iban", 34, group="bank"),
            _text("bic", 11, group="bank"),
            _text("bank_account", 20, group="bank"),
            _text("bank_code", 9, group="bank"),
            _text("correspondent_account", 20, group="bank"),
            _choice("invoice_to", ("person", "company"), default="person", required=True),
        ),
        _record(
            "contact",
            Permission.CONTACTS,
            Permission.CONTACTS,
            *_person(required=False),
            _text("company_name", 200),
            Field("email", Kind.EMAIL, max_length=254, required=True),
            Field("notifications", Kind.SET, merge=Merge.SET, choices=CATEGORIES, default=frozenset()),
            _given("membership", Kind.ID),
        ),
        _record(
            "message",
            Permission.EMAILS,
            Permission.EMAILS,
            _given("to", Kind.EMAIL, max_length=254, required=True),
            _given("login", Kind.ID),
            _given("category", Kind.CHOICE, choices=MESSAGE_CATEGORIES, default="general"),
            _given("subject", max_length=998, required=True),
            _given("body", Kind.MULTILINE, max_length=200_000, default=""),
            _given("secrets", Kind.SEALED),
            _given("sent_at", Kind.TIME),
            _given("delivery", Kind.CHOICE, choices=DELIVERIES, default="queued"),
            _given("delivery_error", max_length=1000),
            _given("attachments", Kind.JSON, default=()),
            _ABOUT,
            _given("copy_of", Kind.ID),
            create_only=True,
        ),
        _record(
            "service",
            Permission.PRODUCTS,
            Permission.MANAGE_PRODUCTS,
            _given("kind", Kind.CHOICE, choices=SERVICE_KINDS, default="hosting"),
            _given("product", max_length=200, required=True),
            _text("label", 200),
            _given("address"),
            _given("username", max_length=100),
            _given("panel_url", max_length=2000),
            _given("status", Kind.CHOICE, choices=SERVICE_STATUSES, default="pending"),
            _given("suspended_because", Kind.ID),
            _given("suspended_on", Kind.DATE),
            _given("billing_cycle", Kind.CHOICE, choices=BILLING_CYCLES, default="annual"),
            *_money("amount"),
            _given("currency", Kind.CURRENCY, max_length=3, default="EUR"),
            _given("registered_on", Kind.DATE),
            _given("next_due_on", Kind.DATE),
            Field("auto_renew", Kind.BOOL, default=True),
            _given("disk_used_mb", Kind.INT),
            _given("disk_limit_mb", Kind.INT),
            _given("traffic_used_mb", Kind.INT),
            _given("traffic_limit_mb", Kind.INT),
            _given("cancellation", Kind.JSON),
            _given("product_id", Kind.ID),
            _given("plan_change", Kind.JSON),
        ),
        _record(
            "domain",
            Permission.DOMAINS,
            Permission.MANAGE_DOMAINS,
            _given("name", max_length=253, required=True),
            _given("status", Kind.CHOICE, choices=DOMAIN_STATUSES, default="pending"),
            _given("registered_on", Kind.DATE),
            _given("expires_on", Kind.DATE),
            _given("next_due_on", Kind.DATE),
            *_money("amount"),
            _given("currency", Kind.CURRENCY, max_length=3, default="EUR"),
            Field("auto_renew", Kind.BOOL, default=True),
            Field("locked", Kind.BOOL, default=True),
            Field("id_protection", Kind.BOOL, default=False),
            Field("nameservers", Kind.LIST, merge=Merge.LIST, default=()),
            Field("ds", Kind.JSON, default=()),
            Field("registrant", Kind.ID),
            Field("admin", Kind.ID),
            Field("tech", Kind.ID),
            Field("billing", Kind.ID),
            _given("transfer_code", Kind.SEALED),
        ),
        _record(
            "dns_record",
            Permission.DOMAINS,
            Permission.MANAGE_DOMAINS,
            Field("domain", Kind.ID, required=True),
            _text("host", 253, default="@"),
            _choice("type", DNS_TYPES, required=True),
            _text("value", 4096, required=True),
            Field("priority", Kind.INT),
            Field("ttl", Kind.INT, default=3600),
        ),
        _record(
            "invoice",
            Permission.INVOICES,
            Permission.INVOICES,
            _given("number", max_length=20),
            _given("kind", Kind.CHOICE, choices=INVOICE_KINDS, default="invoice"),
            _given("corrects", Kind.ID),
            _given("status", Kind.CHOICE, choices=INVOICE_STATUSES, default="draft"),
            _given("issued_on", Kind.DATE),
            _given("supply_on", Kind.DATE),
            _given("due_on", Kind.DATE),
            _given("paid_on", Kind.DATE),
            _given("currency", Kind.CURRENCY, max_length=3, default="EUR"),
            _given("lines", Kind.JSON, default=()),
            _given("vat_reason", max_length=500),
            *_money("subtotal", "tax", "credit", "total", "balance"),
            _given("seller", Kind.JSON),
            _given("buyer", Kind.JSON),
            _given("payment_reference", max_length=100),
            _given("payment_url", max_length=2000),
            _given("order", Kind.ID),
            _given("proforma", Kind.ID),
            _given("sent_to", Kind.EMAIL, max_length=254),
        ),
        _record(
            "transaction",
            Permission.INVOICES,
            Permission.INVOICES,
            _given("invoice", Kind.ID, required=True),
            _given("at", Kind.TIME, required=True),
            _given("gateway", max_length=60, required=True),
            _given("reference", max_length=140),
            *_money("amount"),
            _given("currency", Kind.CURRENCY, max_length=3, required=True),
            create_only=True,
        ),
        _record(
            "credit",
            Permission.INVOICES,
            Permission.INVOICES,
            _given("at", Kind.TIME, required=True),
            _given("text", required=True),
            *_money("amount"),
            _given("currency", Kind.CURRENCY, max_length=3, required=True),
            _given("invoice", Kind.ID),
            create_only=True,
        ),
        _record(
            "order",
            Permission.ORDERS,
            Permission.ORDERS,
            _given("number", max_length=20),
            _given("placed_at", Kind.TIME, required=True),
            _given("placed_by", max_length=200),
            _given("status", Kind.CHOICE, choices=ORDER_STATUSES, default="pending"),
            _given("items", Kind.JSON, default=()),
            *_money("total"),
            _given("currency", Kind.CURRENCY, max_length=3, required=True),
            _given("invoice", Kind.ID),
        ),
        _record(
            "ticket",
            Permission.TICKETS,
            Permission.TICKETS,
            _given("number", max_length=20),
            _choice("department", DEPARTMENTS, default="general"),
            _text("subject", 255, required=True),
            _given("status", Kind.CHOICE, choices=TICKET_STATUSES, default="open"),
            _choice("priority", PRIORITIES, default="medium"),
            Field("about", Kind.JSON),
            Field("cc", Kind.LIST, merge=Merge.LIST, default=()),
            _given("last_reply_at", Kind.TIME),
            _given("opened_by", Kind.CHOICE, choices=("zone", "email", "staff"), default="zone"),
        ),
        _record(
            "ticket_reply",
            Permission.TICKETS,
            Permission.TICKETS,
            Field("ticket", Kind.ID, required=True),
            _given("author", max_length=200),
            _given("side", Kind.CHOICE, choices=("customer", "staff"), default="customer"),
            Field("body", Kind.MULTILINE, max_length=100_000, required=True, merge=Merge.APPEND_ONLY),
            Field("attachments", Kind.JSON, default=(), merge=Merge.APPEND_ONLY),
            _given("at", Kind.TIME, required=True),
            Field("rating", Kind.INT),
            _given("origin", Kind.JSON),
            create_only=True,
        ),
        _record(
            "membership",
            Audience.OWNER,
            Audience.OWNER,
            _given("login", Kind.ID, required=True),
            _choice("role", ("owner", "member"), default="member", offline=False),
            Field(
                "permissions",
                Kind.SET,
                merge=Merge.SET,
                offline=False,
                choices=tuple(Permission),
                default=frozenset(),
            ),
        ),
        _record(
            "invitation",
            Audience.OWNER,
            Audience.OWNER,
            _given("address", Kind.EMAIL, max_length=254, required=True),
            _given("canonical", max_length=254, required=True),
            _given("role", Kind.CHOICE, choices=("owner", "member"), default="member"),
            _given(
                "permissions",
                Kind.SET,
                merge=Merge.SET,
                choices=tuple(Permission),
                default=frozenset(),
            ),
            _given("contact", Kind.ID),
            _given("invited_by", Kind.ID),
            _given("expires_at", Kind.TIME, required=True),
            _given("status", Kind.CHOICE, choices=INVITATION_STATUSES, default="pending"),
            _given("accepted_by", Kind.ID),
        ),
        _record(
            "login",
            Audience.MEMBER,
            Audience.MEMBER,
            _text("name", 200, required=True),
            _choice("language", LANGUAGES, default="en"),
            _text("timezone", 64, default="UTC"),
            _given("totp_enabled", Kind.BOOL, default=False),
            _given("staff_role", Kind.CHOICE, choices=STAFF_ROLES),
            _given("home_account", Kind.ID),
            keyed_by_account=False,
        ),
        _record(
            "email_address",
            Audience.OWNER,
            Audience.OWNER,
            _given("login", Kind.ID),
            _given("account", Kind.ID),
            _given("address", Kind.EMAIL, max_length=254, required=True),
            _given("canonical", max_length=254, required=True),
            _given("primary", Kind.BOOL, default=False),
            _given("verified_at", Kind.TIME),
            _given("added_at", Kind.TIME),
            keyed_by_account=False,
        ),
        _record(
            "announcement",
            Audience.EVERYBODY,
            Audience.STAFF,
            _given("title", required=True),
            _given("body", Kind.MULTILINE, max_length=20_000, default=""),
            _given("published_at", Kind.TIME),
            _given("kind", Kind.CHOICE, choices=ANNOUNCEMENT_KINDS, default="news"),
            _given("starts_at", Kind.TIME),
            _given("ends_at", Kind.TIME),
            _given("affects", Kind.JSON, default=()),
            _given("language", Kind.CHOICE, choices=LANGUAGES, default="en"),
            keyed_by_account=False,
        ),
        _record(
            "product",
            Audience.EVERYBODY,
            Audience.STAFF,
            _given("code", max_length=63, required=True),
            _given("kind", Kind.CHOICE, choices=PRODUCT_KINDS, required=True),
            _given("name", max_length=200, required=True),
            _given("description", Kind.MULTILINE, max_length=4000, default=""),
            _given("translations", Kind.JSON),
            _given("prices", Kind.JSON, required=True),
            _given("currency", Kind.CURRENCY, max_length=3, required=True),
            _given("active", Kind.BOOL, default=True),
            _given("disk_limit_mb", Kind.INT),
            _given("traffic_limit_mb", Kind.INT),
            _given("asks", Kind.JSON, default=()),
            keyed_by_account=False,
        ),
        _record(
            "saved_filter",
            Audience.MEMBER,
            Audience.MEMBER,
            _given("login", Kind.ID, required=True),
            _choice("place", FILTERED, required=True),
            _text("name", 60, required=True),
            Field("query", Kind.JSON, required=True),
        ),
    )
}


def group_of(record: RecordType, name: str) -> tuple[str, ...]:
    """Return the names that merge together with ``name``: its group, or the field alone."""
    group = record.fields[name].group
    if group is None:
        return (name,)
    return tuple(field.name for field in record.fields.values() if field.group == group)
