"""The tables. Those of records are made from the data dictionary; the rest belongs to the authority alone.

Every table of an account's records is keyed by its account first, so that accounts can be spread over
machines. A migration test holds this page against what the migrations build.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    Date,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    event,
)
from sqlalchemy.types import TypeEngine

from jumpzone.model.fields import RECORDS, Field, Kind, RecordType
from jumpzone.store.types import Blob, CleanText, Id, Json, UtcTime

SCHEMA_VERSION: Final = "0003"
"""The newest migration; a store at another version is migrated, or refused when it is newer."""

metadata: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def _type(field: Field) -> TypeEngine[Any]:
    match field.kind:
        case Kind.MULTILINE:
            return CleanText(multiline=True)
        case Kind.BOOL:
            return Boolean()
        case Kind.INT | Kind.MONEY:
            return BigInteger()
        case Kind.DATE:
            return Date()
        case Kind.TIME:
            return UtcTime()
        case Kind.SET | Kind.LIST | Kind.JSON:
            return Json()
        case Kind.ID:
            return Id
        case Kind.SEALED:
            return Blob()
        case _:
            return CleanText(field.max_length)


def _column(field: Field) -> Column[Any]:
    return Column(field.name, _type(field), nullable=field.nullable)


def _checks(record: RecordType) -> list[CheckConstraint]:
    checks = []
    for field in record.fields.values():
        if field.kind is Kind.CHOICE:
            values = ", ".join(f"'{choice}'" for choice in field.choices)
            checks.append(CheckConstraint(f'"{field.name}" IN ({values})', name=field.name))
    return checks


def _record_table(record: RecordType) -> Table:
    keyed = record.keyed_by_account and record.name != "account"
    account = Column("account", Id, primary_key=keyed, nullable=not keyed)
    key = [Column("id", Id, primary_key=True)]
    own = [_column(field) for field in record.fields.values() if field.name != "account"]
    return Table(
        record.name,
        metadata,
        *([account, *key] if record.name != "account" else key),
        Column("rev", BigInteger, nullable=False, default=0),
        Column("created_at", UtcTime, nullable=False),
        Column("updated_at", UtcTime, nullable=False),
        *own,
        *_checks(record),
    )


TABLES: Final[Mapping[str, Table]] = {name: _record_table(record) for name, record in RECORDS.items()}
"""The table of each record type."""

message: Final = TABLES["message"]
email_address: Final = TABLES["email_address"]

for _name, *_columns in (
    ("message", "sent_at", "id"),
    ("message", "category", "sent_at", "id"),
    ("message", "delivery", "sent_at", "id"),
    ("message", "subject", "id"),
    ("message", "to", "id"),
    ("service", "next_due_on", "id"),
    ("domain", "expires_on", "id"),
    ("domain", "name", "id"),
    ("invoice", "issued_on", "id"),
    ("invoice", "status", "due_on"),
    ("ticket", "last_reply_at", "id"),
    ("ticket_reply", "ticket", "at", "id"),
    ("invoice", "order"),
    ("transaction", "invoice", "at", "id"),
    ("credit", "at", "id"),
    ("order", "placed_at", "id"),
    ("dns_record", "domain", "host", "type", "id"),
    ("saved_filter", "login", "place"),
    ("invitation", "status", "id"),
):
    Index(None, *(TABLES[_name].c[each] for each in ("account", *_columns)))
Index(None, TABLES["account"].c.number, unique=True)
Index(None, TABLES["ticket"].c.number)
Index(None, message.c.id)
Index(None, TABLES["invoice"].c.number)
Index(
    "uq_transaction_gateway_reference",
    TABLES["transaction"].c.gateway,
    TABLES["transaction"].c.reference,
    unique=True,
)
Index(None, TABLES["product"].c.kind, TABLES["product"].c.code)
Index(None, TABLES["membership"].c.login, TABLES["membership"].c.account)
Index(None, email_address.c.login)
Index(None, email_address.c.canonical)
Index(None, TABLES["invitation"].c.canonical)
_PARTIAL: Final = {
    Index("uq_email_address_verified", email_address.c.canonical, unique=True): (
        email_address.c.verified_at.is_not(None)
    ),
    Index("uq_email_address_primary", email_address.c.login, unique=True): email_address.c.primary.is_(True),
}
"""Indexes over some rows alone, and over which."""


@event.listens_for(metadata, "before_create")
def _limit_indexes(target: MetaData, connection: Connection, **_options: Any) -> None:
    """Say over which rows, in the words of the database at hand: naming a database loads all of its dialect."""
    for index, rows in _PARTIAL.items():
        index.dialect_options[connection.dialect.name]["where"] = rows


counter: Final = Table(
    "counter",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", BigInteger, nullable=False),
)
"""The last number given in each series."""

revision: Final = Table(
    "revision",
    metadata,
    Column("account", Id, primary_key=True),
    Column("value", BigInteger, nullable=False),
    Column("audit_hash", Blob, nullable=False),
)
"""Per account: its change counter and the head of its audit chain; the row that writers lock."""

audit_entry: Final = Table(
    "audit_entry",
    metadata,
    Column("account", Id, primary_key=True),
    Column("rev", BigInteger, primary_key=True),
    Column("id", Id, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("received_at", UtcTime, nullable=False),
    Column("actor", String(80), nullable=False),
    Column("on_behalf_of", String(80)),
    Column("device", CleanText(200)),
    Column("reason", CleanText(1000)),
    Column("mutation", Id, nullable=False),
    Column("op", String(40), nullable=False),
    Column("type", String(40), nullable=False),
    Column("record", Id, nullable=False),
    Column("touched", Json, nullable=False),
    Column("details", Json),
    Column("salt", Blob),
    Column("commitment", Blob, nullable=False),
    Column("previous_hash", Blob, nullable=False),
    Column("hash", Blob, nullable=False),
    Index(None, "account", "mutation", unique=True),
    Index(None, "account", "type", "record"),
)
"""The audit trail. ``details`` (before, after) is bound into the chain by a salted commitment, so that it
can be erased and the chain stays whole."""

tombstone: Final = Table(
    "tombstone",
    metadata,
    Column("account", Id, primary_key=True),
    Column("type", String(40), primary_key=True),
    Column("id", Id, primary_key=True),
    Column("rev", BigInteger, nullable=False),
    Column("deleted_at", UtcTime, nullable=False),
    Column("fields", Json, nullable=False),
)
"""What was deleted, kept 90 days for undoing and for other copies of the store."""

credential: Final = Table(
    "credential",
    metadata,
    Column("login", Id, primary_key=True),
    Column("password_hash", String(255), nullable=False),
    Column("changed_at", UtcTime, nullable=False),
)

second_factor: Final = Table(
    "second_factor",
    metadata,
    Column("login", Id, primary_key=True),
    Column("secret", Blob, nullable=False),
    Column("enabled_at", UtcTime, nullable=False),
    Column("last_step", BigInteger, nullable=False),
)
"""The sealed secret of a login's authenticator app, and the last step of time whose code was taken."""

recovery_code: Final = Table(
    "recovery_code",
    metadata,
    Column("login", Id, primary_key=True),
    Column("code_hash", Blob, primary_key=True),
    Column("created_at", UtcTime, nullable=False),
)
"""Keyed digests of a login's unused recovery codes."""

address_code: Final = Table(
    "address_code",
    metadata,
    Column("address", Id, primary_key=True),
    Column("purpose", String(20), primary_key=True),
    Column("login", Id, nullable=False),
    Column("code_hash", Blob, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Index(None, "login"),
)
"""What shows that an address is its login's (``verify``), and what takes a change of the main one back (``stop``)."""

invitation_code: Final = Table(
    "invitation_code",
    metadata,
    Column("invitation", Id, primary_key=True),
    Column("code_hash", Blob, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
)
"""What opens an invitation to somebody who has no login yet."""

session: Final = Table(
    "session",
    metadata,
    Column("id", Id, primary_key=True),
    Column("login", Id, nullable=False),
    Column("token_hash", Blob, nullable=False),
    Column("device", CleanText(200)),
    Column("created_at", UtcTime, nullable=False),
    Column("used_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Index(None, "token_hash", unique=True),
    Index(None, "login"),
)

code: Final = Table(
    "code",
    metadata,
    Column("id", Id, primary_key=True),
    Column("purpose", String(40), nullable=False),
    Column("login", Id),
    Column("code_hash", Blob, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Index(None, "login"),
    Index(None, "expires_at"),
)
"""Single-use codes, hashed under the store's key. A row without a login is a decoy: it looks the same from
outside and no code opens it."""

pending_registration: Final = Table(
    "pending_registration",
    metadata,
    Column("id", Id, primary_key=True),
    Column("sealed", Blob, nullable=False),
    Column("code_hash", Blob, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Index(None, "expires_at"),
)
"""A registration until its code is entered: everything that was typed, and the password's hash, sealed."""

throttle: Final = Table(
    "throttle",
    metadata,
    Column("key", Blob, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", UtcTime, nullable=False),
    Column("until", UtcTime, nullable=False),
    Index(None, "last_at"),
)
"""Failed attempts per account and per source; keys are hashed, so that the table names nobody."""

mail_job: Final = Table(
    "mail_job",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account", Id),
    Column("message", Id),
    Column("sealed", Blob),
    Column("transient", Boolean, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("due_at", UtcTime, nullable=False),
    Column("lease_until", UtcTime),
    Column("last_error", CleanText(1000)),
    Index(None, "due_at", "id"),
    Index(None, "account", "message"),
)
"""Mail that waits to go: a message of an account, or a sealed text where there is no account (codes)."""

mail_seen: Final = Table(
    "mail_seen",
    metadata,
    Column("digest", Blob, primary_key=True),
    Column("message_id", Blob),
    Column("account", Id),
    Column("ticket", Id),
    Column("received_at", UtcTime, nullable=False),
    Index(None, "message_id"),
)
"""Keyed digests of the mails that came in, and where they went: one that comes twice is one, and answers find it."""

draft: Final = Table(
    "draft",
    metadata,
    Column("owner", String(80), primary_key=True),
    Column("form", String(80), primary_key=True),
    Column("values", Json, nullable=False),
    Column("saved_at", UtcTime, nullable=False),
)
"""What was typed and not yet saved; of this store alone, never a secret field."""

blob: Final = Table(
    "blob",
    metadata,
    Column("account", Id, primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("bytes", Blob, nullable=False),
    Column("created_at", UtcTime, nullable=False),
)
"""Files that records name by the hash of their bytes; the same file is kept once an account."""

meta: Final = Table(
    "meta",
    metadata,
    Column("key", String(40), primary_key=True),
    Column("value", Json, nullable=False),
)
"""Facts about the store itself: when it was made, by which version, its identity."""
