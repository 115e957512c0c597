"""The first store.

Frozen: what is said here is never edited, and never taken from today's tables.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ID = sa.Uuid(as_uuid=False)
_TIME = sa.BigInteger()
_JSON = sa.Text().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    _make_records()
    _make_the_rest()
    _make_search_index()


def _one_of(table: str, column: str, *values: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f'"{column}" IN ({listed})', name=op.f(f"ck_{table}_{column}"))


def _index(
    table: str,
    *columns: str,
    name: str | None = None,
    unique: bool = False,
    where: str | None = None,
    where_postgresql: str | None = None,
) -> None:
    op.create_index(
        op.f(name or f"ix_{table}_{'_'.join(columns)}"),
        table,
        list(columns),
        unique=unique,
        sqlite_where=None if where is None else sa.text(where),
        postgresql_where=None if where is None else sa.text(where_postgresql or where),
    )


def _make_records() -> None:
    op.create_table(
        "account",
        sa.Column("id", _ID, nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("updated_at", _TIME, nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("display_name", sa.String(200), nullable=False),
        sa.Column("status", sa.String(255), nullable=False),
        sa.Column("merged_into", _ID, nullable=True),
        sa.Column("holder", _ID, nullable=True),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("language", sa.String(255), nullable=False),
        sa.Column("opened_by", sa.String(255), nullable=False),
        sa.Column("claimed_at", _TIME, nullable=True),
        _one_of("account", "language", "bg", "en", "ru"),
        _one_of("account", "opened_by", "registration", "email", "staff", "cloud", "purchase"),
        _one_of("account", "status", "active", "inactive", "closed"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
    )
    _index("account", "number", unique=True)
    op.create_table(
        "announcement",
        sa.Column("account", _ID, nullable=True),
        sa.Column("id", _ID, nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("updated_at", _TIME, nullable=False),
        sa.Column("title", sa.String(255), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("published_at", _TIME, nullable=True),
        sa.Column("kind", sa.String(255), nullable=False),
        sa.Column("starts_at", _TIME, nullable=True),
        sa.Column("ends_at", _TIME, nullable=True),
        sa.Column("affects", _JSON, nullable=False),
        sa.Column("language", sa.String(255), nullable=False),
        _one_of("announcement", "kind", "news", "maintenance", "incident"),
        _one_of("announcement", "language", "bg", "en", "ru"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
    )
    op.create_table(
        "contact",
        sa.Column("account", _ID, nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("updated_at", _TIME, nullable=False),
        sa.Column("first_name", sa.String(100), nullable=False),
        sa.Column("middle_name", sa.String(100), nullable=True),
        sa.Column("last_name", sa.String(100), nullable=False),
        sa.Column("phone", sa.String(20), nullable=True),
        sa.Column("address_1", sa.String(200), nullable=True),
        sa.Column("address_2", sa.String(200), nullable=True),
        sa.Column("city", sa.String(100), nullable=True),
        sa.Column("state", sa.String(100), nullable=True),
        sa.Column("postcode", sa.String(16), nullable=True),
        sa.Column("country", sa.String(2), nullable=True),
        sa.Column("company_name", sa.String(200), nullable=True),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("notifications", _JSON, nullable=False),
        sa.Column("membership", _ID, nullable=True),
        sa.PrimaryKeyConstraint("account", "id", name=op.f("pk_contact")),
    )
    op.create_table(
        "domain",
        sa.Column("account", _ID, nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("updated_at", _TIME, nullable=False),
        sa.Column("name", sa.String(253), nullable=False),
        sa.Column("status", sa.String(255), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("next_due_on", sa.Date(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("auto_renew", sa.Boolean(), nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.Column("id_protection", sa.Boolean(), nullable=False),
        sa.Column("nameservers", _JSON, nullable=False),
        sa.Column("ds", _JSON, nullable=False),
        sa.Column("registrant", _ID, nullable=True),
        sa.Column("admin", _ID, nullable=True),
        sa.Column("tech", _ID, nullable=True),
        sa.Column("billing", _ID, nullable=True),
        _one_of(
            "domain",
            "status",
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
        ),
        sa.PrimaryKeyConstraint("account", "id", name=op.f("pk_domain")),
    )
    _index("domain", "account", "expires_on", "id")
    _index("domain", "account", "name", "id")
    op.create_table(
        "email_address",
        sa.Column("account", _ID, nullable=True),
        sa.Column("id", _ID, nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("updated_at", _TIME, nullable=False),
        sa.Column("login", _ID, nullable=True),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("canonical", sa.String(254), nullable=False),
        sa.Column("primary", sa.Boolean(), nullable=False),
        sa.Column("verified_at", _TIME, nullable=True),
        sa.Column("added_at", _TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_address")),
    )
    _index("email_address", "login")
    _index(
        "email_address",
        "login",
        unique=True,
        where='"primary" IS 1',
        where_postgresql='"primary" IS true',
        name="uq_email_address_primary",
    )
    _index(
        "email_address",
        "canonical",
        unique=True,
        where="verified_at IS NOT NULL",
        name="uq_email_address_verified",
    )
    op.create_table(
        "invoice",
        sa.Column("account", _ID, nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("updated_at", _TIME, nullable=False),
        sa.Column("number", sa.String(20), nullable=True),
        sa.Column("kind", sa.String(255), nullable=False),
        sa.Column("corrects", _ID, nullable=True),
        sa.Column("status", sa.String(255), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("supply_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("lines", _JSON, nullable=False),
        sa.Column("vat_reason", sa.String(500), nullable=True),
        sa.Column("subtotal", sa.BigInteger(), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("credit", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("balance", sa.BigInteger(), nullable=False),
        sa.Column("seller", _JSON, nullable=True),
        sa.Column("buyer", _JSON, nullable=True),
        sa.Column("payment_reference", sa.String(100), nullable=True),
        sa.Column("payment_url", sa.String(2000), nullable=True),
        sa.Column("order", _ID, nullable=True),
        sa.Column("sent_to", sa.String(254), nullable=True),
        _one_of("invoice", "kind", "proforma", "invoice", "credit_note"),
        _one_of(
            "invoice",
            "status",
            "draft",
            "unpaid",
            "paid",
            "cancelled",
            "refunded",
            "collections",
            "payment_pending",
        ),
        sa.PrimaryKeyConstraint("account", "id", name=op.f("pk_invoice")),
    )
    _index("invoice", "account", "issued_on", "id")
    _index("invoice", "account", "status", "due_on")
    op.create_table(
        "login",
        sa.Column("account", _ID, nullable=True),
        sa.Column("id", _ID, nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("updated_at", _TIME, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("language", sa.String(255), nullable=False),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("totp_enabled", sa.Boolean(), nullable=False),
        sa.Column("staff_role", sa.String(255), nullable=True),
        sa.Column("home_account", _ID, nullable=True),
        _one_of("login", "language", "bg", "en", "ru"),
        _one_of("login", "staff_role", "support", "billing", "admin"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login")),
    )
    op.create_table(
        "membership",
        sa.Column("account", _ID, nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("updated_at", _TIME, nullable=False),
        sa.Column("login", _ID, nullable=False),
        sa.Column("role", sa.String(255), nullable=False),
        sa.Column("permissions", _JSON, nullable=False),
        _one_of("membership", "role", "owner", "member"),
        sa.PrimaryKeyConstraint("account", "id", name=op.f("pk_membership")),
    )
    _index("membership", "login", "account")
    op.create_table(
        "message",
        sa.Column("account", _ID, nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("updated_at", _TIME, nullable=False),
        sa.Column("to", sa.String(254), nullable=False),
        sa.Column("login", _ID, nullable=True),
        sa.Column("category", sa.String(255), nullable=False),
        sa.Column("subject", sa.String(998), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("secrets", sa.LargeBinary(), nullable=True),
        sa.Column("sent_at", _TIME, nullable=True),
        sa.Column("delivery", sa.String(255), nullable=False),
        sa.Column("delivery_error", sa.String(1000), nullable=True),
        sa.Column("attachments", _JSON, nullable=False),
        sa.Column("about", _JSON, nullable=True),
        sa.Column("copy_of", _ID, nullable=True),
        _one_of(
            "message",
            "category",
            "general",
            "product",
            "domain",
            "invoice",
            "support",
            "affiliate",
            "security",
        ),
        _one_of("message", "delivery", "queued", "sent", "failed"),
        sa.PrimaryKeyConstraint("account", "id", name=op.f("pk_message")),
    )
    _index("message", "account", "category", "sent_at", "id")
    _index("message", "account", "delivery", "sent_at", "id")
    _index("message", "account", "sent_at", "id")
    _index("message", "account", "subject", "id")
    _index("message", "account", "to", "id")
    op.create_table(
        "profile",
        sa.Column("account", _ID, nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("updated_at", _TIME, nullable=False),
        sa.Column("first_name", sa.String(100), nullable=False),
        sa.Column("middle_name", sa.String(100), nullable=True),
        sa.Column("last_name", sa.String(100), nullable=False),
        sa.Column("phone", sa.String(20), nullable=True),
        sa.Column("address_1", sa.String(200), nullable=True),
        sa.Column("address_2", sa.String(200), nullable=True),
        sa.Column("city", sa.String(100), nullable=True),
        sa.Column("state", sa.String(100), nullable=True),
        sa.Column("postcode", sa.String(16), nullable=True),
        sa.Column("country", sa.String(2), nullable=True),
        sa.Column("personal_number", sa.LargeBinary(), nullable=True),
        sa.Column("marketing_opt_in", sa.Boolean(), nullable=False),
        sa.Column("notifications", _JSON, nullable=False),
        sa.Column("company_name", sa.String(200), nullable=True),
        sa.Column("company_number", sa.String(15), nullable=True),
        sa.Column("vat_number", sa.String(16), nullable=True),
        sa.Column("tax_id", sa.String(14), nullable=True),
        sa.Column("tax_reason_code", sa.String(9), nullable=True),
        sa.Column("legal_representative", sa.String(200), nullable=True),
        sa.Column("company_address_1", sa.String(200), nullable=True),
        sa.Column("company_address_2", sa.String(200), nullable=True),
        sa.Column("company_city", sa.String(100), nullable=True),
        sa.Column("company_state", sa.String(100), nullable=True),
        sa.Column("company_postcode", sa.String(16), nullable=True),
        sa.Column("company_country", sa.String(2), nullable=True),
        sa.Column("bank_name", sa.String(200), nullable=True),
        sa.Column("iban", sa.String(34), nullable=True),
        sa.Column("bic", sa.String(11), nullable=True),
        sa.Column("bank_account", sa.String(20), nullable=True),
        sa.Column("bank_code", sa.String(9), nullable=True),
        sa.Column("correspondent_account", sa.String(20), nullable=True),
        sa.Column("invoice_to", sa.String(255), nullable=False),
        _one_of("profile", "invoice_to", "person", "company"),
        sa.PrimaryKeyConstraint("account", "id", name=op.f("pk_profile")),
    )
    op.create_table(
        "service",
        sa.Column("account", _ID, nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("updated_at", _TIME, nullable=False),
        sa.Column("kind", sa.String(255), nullable=False),
        sa.Column("product", sa.String(200), nullable=False),
        sa.Column("label", sa.String(200), nullable=True),
        sa.Column("address", sa.String(255), nullable=True),
        sa.Column("username", sa.String(100), nullable=True),
        sa.Column("panel_url", sa.String(2000), nullable=True),
        sa.Column("status", sa.String(255), nullable=False),
        sa.Column("suspended_because", _ID, nullable=True),
        sa.Column("billing_cycle", sa.String(255), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=True),
        sa.Column("next_due_on", sa.Date(), nullable=True),
        sa.Column("auto_renew", sa.Boolean(), nullable=False),
        sa.Column("disk_used_mb", sa.BigInteger(), nullable=True),
        sa.Column("disk_limit_mb", sa.BigInteger(), nullable=True),
        sa.Column("traffic_used_mb", sa.BigInteger(), nullable=True),
        sa.Column("traffic_limit_mb", sa.BigInteger(), nullable=True),
        sa.Column("cancellation", _JSON, nullable=True),
        _one_of(
            "service",
            "billing_cycle",
            "one_time",
            "monthly",
            "quarterly",
            "semiannual",
            "annual",
            "biennial",
            "triennial",
        ),
        _one_of("service", "kind", "hosting", "server", "cloud", "ssl", "licence", "other"),
        _one_of(
            "service",
            "status",
            "pending",
            "active",
            "suspended",
            "terminated",
            "cancelled",
            "fraud",
            "completed",
        ),
        sa.PrimaryKeyConstraint("account", "id", name=op.f("pk_service")),
    )
    _index("service", "account", "next_due_on", "id")
    op.create_table(
        "ticket",
        sa.Column("account", _ID, nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("updated_at", _TIME, nullable=False),
        sa.Column("number", sa.String(20), nullable=True),
        sa.Column("department", sa.String(255), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("status", sa.String(255), nullable=False),
        sa.Column("priority", sa.String(255), nullable=False),
        sa.Column("about", _JSON, nullable=True),
        sa.Column("cc", _JSON, nullable=False),
        sa.Column("last_reply_at", _TIME, nullable=True),
        sa.Column("opened_by", sa.String(255), nullable=False),
        _one_of("ticket", "department", "sales", "technical", "billing", "abuse", "general"),
        _one_of("ticket", "opened_by", "zone", "email", "staff"),
        _one_of("ticket", "priority", "low", "medium", "high"),
        _one_of("ticket", "status", "open", "answered", "customer_reply", "on_hold", "in_progress", "closed"),
        sa.PrimaryKeyConstraint("account", "id", name=op.f("pk_ticket")),
    )
    _index("ticket", "account", "last_reply_at", "id")
    op.create_table(
        "ticket_reply",
        sa.Column("account", _ID, nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("updated_at", _TIME, nullable=False),
        sa.Column("ticket", _ID, nullable=False),
        sa.Column("author", sa.String(200), nullable=True),
        sa.Column("side", sa.String(255), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("attachments", _JSON, nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("rating", sa.BigInteger(), nullable=True),
        _one_of("ticket_reply", "side", "customer", "staff"),
        sa.PrimaryKeyConstraint("account", "id", name=op.f("pk_ticket_reply")),
    )
    _index("ticket_reply", "account", "ticket", "at", "id")


def _make_the_rest() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("account", _ID, nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("received_at", _TIME, nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("on_behalf_of", sa.String(80), nullable=True),
        sa.Column("device", sa.String(200), nullable=True),
        sa.Column("reason", sa.String(1000), nullable=True),
        sa.Column("mutation", _ID, nullable=False),
        sa.Column("op", sa.String(40), nullable=False),
        sa.Column("type", sa.String(40), nullable=False),
        sa.Column("record", _ID, nullable=False),
        sa.Column("touched", _JSON, nullable=False),
        sa.Column("details", _JSON, nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("commitment", sa.LargeBinary(), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("account", "rev", name=op.f("pk_audit_entry")),
    )
    _index("audit_entry", "account", "type", "record")
    _index("audit_entry", "account", "mutation", unique=True)
    op.create_table(
        "blob",
        sa.Column("account", _ID, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("account", "sha256", name=op.f("pk_blob")),
    )
    op.create_table(
        "code",
        sa.Column("id", _ID, nullable=False),
        sa.Column("purpose", sa.String(40), nullable=False),
        sa.Column("login", _ID, nullable=True),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code")),
    )
    _index("code", "expires_at")
    _index("code", "login")
    op.create_table(
        "counter",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counter")),
    )
    op.create_table(
        "credential",
        sa.Column("login", _ID, nullable=False),
        sa.Column("password_hash", sa.String(255), nullable=False),
        sa.Column("changed_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_credential")),
    )
    op.create_table(
        "draft",
        sa.Column("owner", sa.String(80), nullable=False),
        sa.Column("form", sa.String(80), nullable=False),
        sa.Column("values", _JSON, nullable=False),
        sa.Column("saved_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("owner", "form", name=op.f("pk_draft")),
    )
    op.create_table(
        "mail_job",
        sa.Column("id", _ID, nullable=False),
        sa.Column("account", _ID, nullable=True),
        sa.Column("message", _ID, nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("transient", sa.Boolean(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", _TIME, nullable=False),
        sa.Column("lease_until", _TIME, nullable=True),
        sa.Column("last_error", sa.String(1000), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_job")),
    )
    _index("mail_job", "account", "message")
    _index("mail_job", "due_at", "id")
    op.create_table(
        "meta",
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("value", _JSON, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meta")),
    )
    op.create_table(
        "pending_registration",
        sa.Column("id", _ID, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending_registration")),
    )
    _index("pending_registration", "expires_at")
    op.create_table(
        "revision",
        sa.Column("account", _ID, nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("audit_hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_revision")),
    )
    op.create_table(
        "session",
        sa.Column("id", _ID, nullable=False),
        sa.Column("login", _ID, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("device", sa.String(200), nullable=True),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("used_at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
    )
    _index("session", "login")
    _index("session", "token_hash", unique=True)
    op.create_table(
        "throttle",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", _TIME, nullable=False),
        sa.Column("until", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_throttle")),
    )
    _index("throttle", "last_at")
    op.create_table(
        "tombstone",
        sa.Column("account", _ID, nullable=False),
        sa.Column("type", sa.String(40), nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("deleted_at", _TIME, nullable=False),
        sa.Column("fields", _JSON, nullable=False),
        sa.PrimaryKeyConstraint("account", "type", "id", name=op.f("pk_tombstone")),
    )


def _make_search_index() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE message_search USING fts5("
            "account, id UNINDEXED, subject, body, recipient, tokenize = 'unicode61 remove_diacritics 2', "
            "prefix = '2 3')"
        )
        op.execute(
            "CREATE VIRTUAL TABLE ticket_search USING fts5("
            "account, ticket UNINDEXED, body, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')"
        )
        return
    op.execute("ALTER TABLE message ADD COLUMN search tsvector")
    op.execute("CREATE INDEX ix_message_search ON message USING gin (search)")
    op.execute("ALTER TABLE ticket_reply ADD COLUMN search tsvector")
    op.execute("CREATE INDEX ix_ticket_reply_search ON ticket_reply USING gin (search)")
