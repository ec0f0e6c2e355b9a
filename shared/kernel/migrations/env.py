"""Alembic's door: runs the migrations on the connection that `migrating` holds."""

from alembic import context

from shared.kernel.database import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata)
with context.begin_transaction():
    context.run_migrations()
