"""Reading the moment that `--now` names."""

from datetime import datetime
from zoneinfo import ZoneInfo

from base.clock import DEFAULT_ZONE
from base.language import msg
from base.refusal import Refusal


def moment(text: str) -> datetime:
    """Return an ISO date or time as an aware datetime; without a zone it is meant in Shanghai.

    Raises Refusal for a text that is no ISO time.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refusal(msg("cli.bad_now", text=text)) from error
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(DEFAULT_ZONE))
