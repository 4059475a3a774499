"""Settings: a key, a JSON value, who changed it and when. Defaults live with their readers."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from storage.tables import setting


def read_setting(connection: Connection, key: str, default: Any) -> Any:
    """Return a setting's value, or `default` where nobody has set it."""
    found = connection.execute(select(setting.c.value).where(setting.c.key == key)).scalar()
    return default if found is None else json.loads(found)


def write_setting(connection: Connection, key: str, value: Any, now: datetime, actor: int) -> None:
    """Set a value and note who did it."""
    connection.execute(delete(setting).where(setting.c.key == key))
    values = {"key": key, "value": json.dumps(value), "changed_at": now, "changed_by": actor}
    connection.execute(insert(setting).values(values))


def authority(connection: Connection) -> dict[str, dict[str, str]]:
    """Return which feed speaks for a measure where the usual order is not wanted.

    Shape: {shop id or "*": {bundle or "*": feed}}.
    """
    found: dict[str, dict[str, str]] = read_setting(connection, "authority", {})
    return found
