"""Alembic's entry: runs the migrations on the connection that `storage.migrate` hands over."""

from alembic import context
from sqlalchemy import text

from storage import (
    case_tables,
    cubes,
    favourite_tables,
    posting,
    review_tables,
    tables,
    target_tables,
)

cubes.declare_all()
# Imported for the tables it declares.
assert posting.outbox.metadata is tables.metadata  # noqa: S101
assert case_tables.case_inbox.metadata is tables.metadata  # noqa: S101
assert review_tables.review.metadata is tables.metadata  # noqa: S101
assert target_tables.target.metadata is tables.metadata  # noqa: S101
assert favourite_tables.favourite.metadata is tables.metadata  # noqa: S101
connection = context.config.attributes["connection"]
if connection.dialect.name == "postgresql":
    connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {cubes.SCHEMA}"))
context.configure(
    connection=connection,
    target_metadata=tables.metadata,
    include_schemas=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
