"""Running the migrations. Apart from the engine because the library is slow to import."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from storage.engine import Database

_HERE = Path(__file__).parent / "migrations"


def migrate(database: Database, to: str = "head") -> None:
    """Run every migration up to `to`; does nothing where it has run."""
    config = Config()
    config.set_main_option("script_location", str(_HERE))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, to)
