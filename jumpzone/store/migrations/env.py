"""Run by the migration library for every upgrade, on the connection that it is handed."""

from __future__ import annotations

from alembic import context

# The transaction is the caller's: a migration is checked before it is committed (jumpzone.store.migrations).
context.configure(
    connection=context.config.attributes["connection"], transactional_ddl=True, render_as_batch=True
)
context.run_migrations()
