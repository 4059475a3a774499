"""One way into the app for both transports, so that they cannot behave differently."""

import logging
from contextvars import ContextVar
from dataclasses import dataclass

from slack_bolt import App, BoltRequest

from bot.faults import new_reference
from bot.render.mrkdwn import Json
from bot.slack.pool import Pool, Work

_LOG = logging.getLogger("fupan.slack")
# What is to begin once the delivery that is being taken has been acknowledged.
_LATER: ContextVar[list[Work] | None] = ContextVar("later", default=None)
ATTEMPT, REASON = "x-slack-retry-num", "x-slack-retry-reason"


@dataclass(frozen=True)
class Reply:
    """What the app says to a delivery: an HTTP status and the acknowledgement's body.

    The transport calls `sent` once it has sent it, whatever came of that.
    """

    status: int
    body: str = ""
    content_type: str = ""
    later: tuple[Work, ...] = ()

    @property
    def is_json(self) -> bool:
        """Say whether the body is JSON and not plain text."""
        return self.content_type.startswith("application/json")

    def sent(self) -> None:
        """Begin with what the delivery asked for."""
        for begin in self.later:
            begin()


def dispatch(app: App, payload: Json, attempt: str = "", reason: str = "") -> Reply:
    """Hand a verified payload to the app; never raises.

    A payload is the same over both transports. `attempt` and `reason` come with a redelivery.
    """
    later: list[Work] = []
    token = _LATER.set(later)
    headers = {name: said for name, said in ((ATTEMPT, attempt), (REASON, reason)) if said}
    try:
        # This mode means that whoever asks has verified where the payload comes from.
        request = BoltRequest(body=payload, headers=dict(headers), mode="socket_mode")
        response = app.dispatch(request)
    except Exception:  # noqa: BLE001 - a delivery that breaks the app must not break the transport
        _LOG.exception("a delivery failed, reference %s", new_reference())
        return Reply(500, later=tuple(later))
    finally:
        _LATER.reset(token)
    kinds = response.headers.get("content-type") or [""]
    return Reply(response.status, response.body or "", kinds[0], tuple(later))


class PolitePool(Pool):
    """A pool whose work begins once the delivery that brought it was acknowledged.

    Computing an answer beside it makes an acknowledgement take more than twice as long, and waking
    a thread for it half as long again.
    """

    def submit(self, work: Work) -> bool:
        """Take work in, as any pool does; its place is sure, only its beginning waits."""
        later = _LATER.get()
        if later is None:
            return super().submit(work)
        if not self._place_taken():
            return False
        later.append(lambda: self._queue.put(work))
        return True
