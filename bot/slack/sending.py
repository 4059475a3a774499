"""Sending answers: to a response URL, a direct message or a thread, in a form Slack takes.

A chart goes out as Slack's own; where Slack refuses that, as a picture; where a picture cannot be
seen (answers for the asker alone) as a table; and as plain text where nothing else is taken.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from http.client import HTTPException

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from slack_sdk.webhook import WebhookClient

from base.answer import Answer
from base.language import Lang
from bot.render.blocks import Look, Message, Rendered, plain_message, rendered
from bot.slack.charting import Charting
from bot.slack.incoming import Target
from bot.slack.pool import Pool
from bot.slack.settings import SlackSettings
from bot.slack.tracing import Traces
from commands.context import Place

_LOG = logging.getLogger("fupan.slack")
_TIMEOUT = 15
_TRIES, _PAUSE = 3, 0.5
# What Slack says of a message whose form it does not take; another form may do.
_FORM = ("invalid_blocks", "msg_blocks_too_long", "invalid_attachments", "msg_too_long")
_LOST = (OSError, HTTPException)


def web_client(settings: SlackSettings) -> WebClient:
    """Return a client that repeats a call only when Slack said that it was not carried out.

    The library's own handlers repeat on a lost connection too, which posts messages twice.
    """
    return WebClient(
        settings.bot_token,
        base_url=settings.api_url,
        timeout=_TIMEOUT,
        retry_handlers=[RateLimitErrorRetryHandler(max_retry_count=3)],
    )


class NotTakenError(Exception):
    """Slack took the answer in none of its forms, or not at all; holds Slack's code."""


@dataclass(frozen=True)
class Posted:
    """Where a message went; `refused` is Slack's code where it did not."""

    channel: str = ""
    ts: str = ""
    refused: str = ""


@dataclass(frozen=True)
class Sending:
    """One answer on its way: to whom, in which language, and the key that names it."""

    target: Target
    answer: Answer
    lang: Lang
    key: str
    failed: Callable[[Exception], None]

    @property
    def postable(self) -> bool:
        """Say whether it becomes a message that can hold a picture and begin a thread."""
        only_asker = self.answer.private and self.target.place is Place.CHANNEL
        return self.target.response_url is None and not only_asker

    def details(self, to: Target) -> "list[Sending]":
        """Return the details of its post, each an answer of its own."""
        found = self.answer.post.details if self.answer.post else ()
        return [
            replace(self, target=to, answer=detail, key=f"{self.key}/detail{at}")
            for at, detail in enumerate(found, start=1)
        ]


class Sender:
    """Sends to targets. Safe to use from several threads."""

    def __init__(
        self,
        client: WebClient,
        charting: Charting,
        pause: Callable[[float], None] = time.sleep,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._client = client
        self._charting = charting
        self._traces = Traces(client)
        self._sleep = pause
        self._wall = wall

    def send(self, sending: Sending) -> None:
        """Send an answer, simpler where Slack refuses its form. Raises NotTakenError, OSError."""
        look = Look(
            charts=self._charting.native,
            shareable=sending.target.shareable,
            thread=sending.postable,
            details=not sending.postable,
        )
        found = rendered(sending.answer, sending.lang, look)
        if found.chart == "wanted" and self._draw_later(sending, look):
            return
        posted = self._post(sending, found.first)
        if posted.refused in _FORM and found.chart == "drawn":
            self._charting.refused()
            look = replace(look, charts=False)
            if self._draw_later(sending, look):
                return
            found = rendered(sending.answer, sending.lang, look)
            posted = self._post(sending, found.first)
        self._finish(sending, found, posted)

    def tell(self, target: Target, text: str) -> None:
        """Tell the asker alone something short. Raises NotTakenError, OSError."""
        refused = self._once(target, Message(text), "", only_asker=True).refused
        if refused:
            raise NotTakenError(refused)

    # -- the ways down -------------------------------------------------------------------------

    def _finish(self, sending: Sending, found: Rendered, posted: Posted) -> None:
        """Post as text what was refused as blocks; post the rest below what was taken."""
        if posted.refused in _FORM:
            _LOG.warning("Slack did not take a message: %s", posted.refused)
            posted = self._post(sending, plain_message(sending.answer, sending.lang))
        if posted.refused:
            raise NotTakenError(posted.refused)
        if sending.postable and posted.ts:
            below = _below(sending.target, posted)
            self._continue(sending, found, below)
            self._details(sending, below)

    def _details(self, sending: Sending, below: Target) -> None:
        """Send a post's details into its thread, each an answer with its own ways down."""
        for one in sending.details(below):
            try:
                self.send(one)
            except NotTakenError as refused:
                # The post stands, and its export has the figures.
                _LOG.warning("Slack did not take a detail of a post: %s", refused)

    def _continue(self, sending: Sending, found: Rendered, below: Target) -> None:
        for part, message in enumerate(found.more, start=1):
            rest = replace(sending, target=below, key=f"{sending.key}/{part}")
            if refused := self._post(rest, message).refused:
                # The first part stands and says that the export has everything.
                _LOG.warning("Slack did not take part %s of a message: %s", part, refused)
                return

    def _draw_later(self, sending: Sending, look: Look) -> bool:
        """Have a picture drawn; False where it could not be seen, or too many are being drawn."""
        if not sending.postable:
            return False
        return self._charting.pool.submit(lambda: self._with_picture(sending, look))

    def _with_picture(self, sending: Sending, look: Look) -> None:
        """Post with a picture; with a table where drawing or uploading fails."""
        try:
            picture = self._charting.upload(sending.answer, sending.lang)
            look = replace(look, charts=False, picture=picture)
            found = rendered(sending.answer, sending.lang, look)
            posted = self._post(sending, found.first)
            if picture is not None and posted.refused in _FORM:
                found = rendered(sending.answer, sending.lang, replace(look, picture=None))
                posted = self._post(sending, found.first)
            self._finish(sending, found, posted)
        except Exception as error:  # noqa: BLE001 - the last stop of this pool: told with a reference
            sending.failed(error)

    # -- one message ---------------------------------------------------------------------------

    def _post(self, sending: Sending, message: Message) -> Posted:
        """Post a message; where it is unknown whether it arrived, look before posting again."""
        for attempt in range(1, _TRIES + 1):
            since = self._wall()
            try:
                return self._once(
                    sending.target, message, sending.key, only_asker=not sending.postable
                )
            except _LOST as error:
                if attempt == _TRIES:
                    raise
                _LOG.info("posting again after %s", type(error).__name__)
            self._sleep(_PAUSE * attempt)
            if sending.postable:
                found = self._traces.find(sending.target, sending.key, since)
                if found is not None:
                    return Posted(*found)
        raise AssertionError("unreachable")

    def _once(self, target: Target, form: Message, key: str, *, only_asker: bool) -> Posted:
        if target.response_url is not None:
            return self._respond(target.response_url, form)
        try:
            if only_asker and target.place is Place.CHANNEL:
                self._client.chat_postEphemeral(
                    channel=target.channel,
                    user=target.user,
                    text=form.text,
                    blocks=form.blocks,
                    thread_ts=target.thread,
                )
                return Posted(target.channel)
            done = self._client.chat_postMessage(
                channel=target.channel,
                text=form.text,
                blocks=form.blocks,
                thread_ts=target.thread,
                unfurl_links=False,
                unfurl_media=False,
                metadata=self._traces.metadata(key) if key else None,
            )
        except SlackApiError as error:
            if error.response.status_code >= 500:
                raise ConnectionError(str(error.response.status_code)) from error
            return Posted(refused=str(error.response.get("error") or "unknown"))
        return Posted(str(done["channel"]), str(done["ts"]))

    def _respond(self, url: str, form: Message, *, public: bool = False) -> Posted:
        webhook = WebhookClient(
            url,
            timeout=_TIMEOUT,
            proxy=self._client.proxy,
            retry_handlers=[RateLimitErrorRetryHandler(max_retry_count=3)],
        )
        response = webhook.send(
            text=form.text,
            blocks=form.blocks,
            response_type="in_channel" if public else "ephemeral",
            replace_original=False,
        )
        if response.status_code == 200:
            return Posted()
        code = next((code for code in _FORM if code in response.body), "")
        if response.status_code >= 500 and not code:
            raise ConnectionError(str(response.status_code))
        return Posted(refused=code or str(response.status_code))

    def share(self, sending: Sending) -> None:
        """Show an answer to everybody in the channel. Raises NotTakenError, OSError.

        Where the bot is no member, through the asker's own response URL.
        """
        target = sending.target
        public = replace(target, place=Place.CHANNEL, response_url=None)
        look = Look(charts=self._charting.native, thread=False)
        for attempt in (look, replace(look, charts=False)):
            message = rendered(sending.answer, sending.lang, attempt).first
            posted = self._once(public, message, sending.key, only_asker=False)
            if posted.refused in ("not_in_channel", "channel_not_found") and target.response_url:
                posted = self._respond(target.response_url, message, public=True)
            if posted.refused not in _FORM:
                break
        if posted.refused:
            raise NotTakenError(posted.refused)
        if posted.ts:
            self._details(sending, _below(public, posted))


def _below(target: Target, posted: Posted) -> Target:
    """Return where what belongs to a message goes: its thread."""
    return replace(target, channel=posted.channel, thread=target.thread or posted.ts)


def pool_of_charts() -> Pool:
    """Return the pool in which pictures are drawn: two at a time, they are heavy."""
    return Pool(workers=2, waiting=20, name="chart")
