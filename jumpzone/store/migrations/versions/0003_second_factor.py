"""A second factor for signing in.

Frozen: what is said here is never edited, and never taken from today's tables.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ID = sa.Uuid(as_uuid=False)
_TIME = sa.BigInteger()


def upgrade() -> None:
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
