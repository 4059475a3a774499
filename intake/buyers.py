"""The secret that buyers are hashed with: made once, kept as a setting, never shown."""

import secrets
from datetime import datetime

from storage.engine import Database
from storage.settings import read_setting, write_setting

_SETTING = "buyer_key"


def buyer_key(database: Database, now: datetime, actor: int) -> bytes:
    """Return the secret, making it the first time."""
    with database.write() as connection:
        found: str | None = read_setting(connection, _SETTING, None)
        if found is None:
            found = secrets.token_hex(32)
            write_setting(connection, _SETTING, found, now, actor)
    return bytes.fromhex(found)
