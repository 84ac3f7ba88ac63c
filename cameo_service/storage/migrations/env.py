"""Runs migrations on the connection it is given; there is no offline mode."""

from alembic import context

# SQLite can undo a changed table, which Alembic does not assume: it would commit after the first migration, and a kill
# between two later statements would leave a schema of no revision.
context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
