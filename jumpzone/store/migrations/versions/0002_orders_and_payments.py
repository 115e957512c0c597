"""Orders and the catalogue, payments and credit, DNS records, saved filters.

Frozen: what is said here is never edited, and never taken from today's tables.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ID = sa.Uuid(as_uuid=False)
_TIME = sa.BigInteger()
_LONGEST_SERIES = 15
_JSON = sa.Text().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    _make_tables()
    op.add_column("service", sa.Column("suspended_on", sa.Date(), nullable=True))
    op.add_column("service", sa.Column("product_id", _ID, nullable=True))
    op.add_column("service", sa.Column("plan_change", _JSON, nullable=True))
    op.add_column("domain", sa.Column("transfer_code", sa.LargeBinary(), nullable=True))
    op.add_column("invoice", sa.Column("proforma", _ID, nullable=True))
    _index("invoice", "account", "order")
    _index("invoice", "number")
    _count_documents()


def _count_documents() -> None:
    """Let the series of documents, counted from now on, go on behind those that are there already."""
    rows = op.get_bind().execute(sa.text("SELECT kind, number FROM invoice WHERE number IS NOT NULL"))
    highest: dict[str, int] = {}
    for kind, number in rows:
        digits = number.rpartition("-")[2]
        if digits.isascii() and digits.isdecimal() and len(digits) <= _LONGEST_SERIES:
            series = "proforma" if kind == "proforma" else "invoice"
            highest[series] = max(highest.get(series, 0), int(digits))
    for series, value in sorted(highest.items()):
        op.execute(
            sa.text("INSERT INTO counter (name, value) VALUES (:name, :value)").bindparams(
                name=series, value=value
            )
        )


def _one_of(table: str, column: str, *values: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f'"{column}" IN ({listed})', name=op.f(f"ck_{table}_{column}"))


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))


def _make_tables() -> None:
    op.create_table(
        "product",
        sa.Column("account", _ID, nullable=True),
        sa.Column("id", _ID, nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("updated_at", _TIME, nullable=False),
        sa.Column("code", sa.String(63), nullable=False),
        sa.Column("kind", sa.String(255), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("translations", _JSON, nullable=True),
        sa.Column("prices", _JSON, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("disk_limit_mb", sa.BigInteger(), nullable=True),
        sa.Column("traffic_limit_mb", sa.BigInteger(), nullable=True),
        sa.Column("asks", _JSON, nullable=False),
        _one_of("product", "kind", "hosting", "server", "cloud", "ssl", "licence", "other", "domain"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
    )
    _index("product", "kind", "code")
    op.create_table(
        "dns_record",
        sa.Column("account", _ID, nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("updated_at", _TIME, nullable=False),
        sa.Column("domain", _ID, nullable=False),
        sa.Column("host", sa.String(253), nullable=False),
        sa.Column("type", sa.String(255), nullable=False),
        sa.Column("value", sa.String(4096), nullable=False),
        sa.Column("priority", sa.BigInteger(), nullable=True),
        sa.Column("ttl", sa.BigInteger(), nullable=False),
        _one_of("dns_record", "type", "A", "AAAA", "CNAME", "MX", "TXT", "SRV", "CAA", "NS", "URL"),
        sa.PrimaryKeyConstraint("account", "id", name=op.f("pk_dns_record")),
    )
    _index("dns_record", "account", "domain", "host", "type", "id")
    op.create_table(
        "transaction",
        sa.Column("account", _ID, nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("updated_at", _TIME, nullable=False),
        sa.Column("invoice", _ID, nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("gateway", sa.String(60), nullable=False),
        sa.Column("reference", sa.String(140), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.PrimaryKeyConstraint("account", "id", name=op.f("pk_transaction")),
    )
    op.create_index(
        op.f("uq_transaction_gateway_reference"), "transaction", ["gateway", "reference"], unique=True
    )
    _index("transaction", "account", "invoice", "at", "id")
    op.create_table(
        "credit",
        sa.Column("account", _ID, nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("updated_at", _TIME, nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("text", sa.String(255), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("invoice", _ID, nullable=True),
        sa.PrimaryKeyConstraint("account", "id", name=op.f("pk_credit")),
    )
    _index("credit", "account", "at", "id")
    op.create_table(
        "order",
        sa.Column("account", _ID, nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("updated_at", _TIME, nullable=False),
        sa.Column("number", sa.String(20), nullable=True),
        sa.Column("placed_at", _TIME, nullable=False),
        sa.Column("placed_by", sa.String(200), nullable=True),
        sa.Column("status", sa.String(255), nullable=False),
        sa.Column("items", _JSON, nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("invoice", _ID, nullable=True),
        _one_of("order", "status", "pending", "active", "fraud", "cancelled"),
        sa.PrimaryKeyConstraint("account", "id", name=op.f("pk_order")),
    )
    _index("order", "account", "placed_at", "id")
    op.create_table(
        "saved_filter",
        sa.Column("account", _ID, nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("updated_at", _TIME, nullable=False),
        sa.Column("login", _ID, nullable=False),
        sa.Column("place", sa.String(255), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("query", _JSON, nullable=False),
        _one_of(
            "saved_filter", "place", "service", "domain", "invoice", "ticket", "message", "contact", "order"
        ),
        sa.PrimaryKeyConstraint("account", "id", name=op.f("pk_saved_filter")),
    )
    _index("saved_filter", "account", "login", "place")
