"""One way into the app for both transports, so that they cannot behave differently."""

import logging
import threading
from contextvars import ContextVar
from dataclasses import dataclass, field

from slack_bolt import App, BoltRequest

from bot.faults import new_reference
from bot.render.mrkdwn import Json
from bot.slack.pool import Pool, Work

_LOG = logging.getLogger("fupan.slack")
# However long sending an acknowledgement takes, an answer waits no longer for it.
_SENT_SECONDS = 0.05
_SENT: ContextVar[threading.Event | None] = ContextVar("sent", default=None)
ATTEMPT, REASON = "x-slack-retry-num", "x-slack-retry-reason"


@dataclass(frozen=True)
class Reply:
    """What the app says to a delivery: an HTTP status and the acknowledgement's body.

    The transport sets `sent` once it has sent it.
    """

    status: int
    body: str = ""
    content_type: str = ""
    sent: threading.Event = field(default_factory=threading.Event)

    @property
    def is_json(self) -> bool:
        """Say whether the body is JSON and not plain text."""
        return self.content_type.startswith("application/json")


def dispatch(app: App, payload: Json, attempt: str = "", reason: str = "") -> Reply:
    """Hand a verified payload to the app; never raises.

    A payload is the same over both transports. `attempt` and `reason` come with a redelivery.
    """
    sent = threading.Event()
    token = _SENT.set(sent)
    headers = {name: said for name, said in ((ATTEMPT, attempt), (REASON, reason)) if said}
    try:
        # This mode means that whoever asks has verified where the payload comes from.
        request = BoltRequest(body=payload, headers=dict(headers), mode="socket_mode")
        response = app.dispatch(request)
    except Exception:  # noqa: BLE001 - a delivery that breaks the app must not break the transport
        _LOG.exception("a delivery failed, reference %s", new_reference())
        return Reply(500, sent=sent)
    finally:
        _SENT.reset(token)
    kinds = response.headers.get("content-type") or [""]
    return Reply(response.status, response.body or "", kinds[0], sent)


class PolitePool(Pool):
    """A pool whose work begins once the delivery that brought it was acknowledged.

    Computing an answer beside it makes an acknowledgement take more than twice as long.
    """

    def submit(self, work: Work) -> bool:
        """Take work in, as any pool does."""
        sent = _SENT.get()
        if sent is None:
            return super().submit(work)

        def after() -> None:
            sent.wait(_SENT_SECONDS)
            work()

        return super().submit(after)
