"""Alembic's way in: it works on the connection it is handed, in the transaction that is open there."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], render_as_batch=True)
context.run_migrations()
