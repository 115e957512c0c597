"""A second factor for signing in, invitations to share an account, codes of addresses, mail that comes in.

Frozen: what is said here is never edited, and never taken from today's tables.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ID = sa.Uuid(as_uuid=False)
_TIME = sa.BigInteger()
_JSON = sa.Text().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    _make_second_factor()
    _make_invitations()
    _make_address_codes()
    _make_mail_in()


def _one_of(table: str, column: str, *values: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f'"{column}" IN ({listed})', name=op.f(f"ck_{table}_{column}"))


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))


def _make_second_factor() -> None:
    op.create_table(
        "second_factor",
        sa.Column("login", _ID, nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("enabled_at", _TIME, nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("login", _ID, nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("login", "code_hash", name=op.f("pk_recovery_code")),
    )


def _make_invitations() -> None:
    op.create_table(
        "invitation",
        sa.Column("account", _ID, nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("updated_at", _TIME, nullable=False),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("canonical", sa.String(254), nullable=False),
        sa.Column("role", sa.String(255), nullable=False),
        sa.Column("permissions", _JSON, nullable=False),
        sa.Column("contact", _ID, nullable=True),
        sa.Column("invited_by", _ID, nullable=True),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.Column("status", sa.String(255), nullable=False),
        sa.Column("accepted_by", _ID, nullable=True),
        _one_of("invitation", "role", "owner", "member"),
        _one_of("invitation", "status", "pending", "accepted", "declined", "revoked"),
        sa.PrimaryKeyConstraint("account", "id", name=op.f("pk_invitation")),
    )
    _index("invitation", "account", "status", "id")
    _index("invitation", "canonical")
    op.create_table(
        "invitation_code",
        sa.Column("invitation", _ID, nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("invitation", name=op.f("pk_invitation_code")),
    )


def _make_address_codes() -> None:
    op.create_table(
        "address_code",
        sa.Column("address", _ID, nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("login", _ID, nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("address", "purpose", name=op.f("pk_address_code")),
    )
    _index("address_code", "login")


def _make_mail_in() -> None:
    op.create_table(
        "mail_seen",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("message_id", sa.LargeBinary(), nullable=True),
        sa.Column("account", _ID, nullable=True),
        sa.Column("ticket", _ID, nullable=True),
        sa.Column("received_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_mail_seen")),
    )
    _index("mail_seen", "message_id")
    op.add_column("ticket_reply", sa.Column("origin", _JSON, nullable=True))
    _index("ticket", "number")
    _index("message", "id")
    _index("email_address", "canonical")
