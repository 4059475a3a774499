"""Migrations, run in order by Alembic; each is frozen once it has landed."""
