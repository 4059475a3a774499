"""Sending answers: to a response URL, a direct message or a thread, in a form Slack takes."""

import logging
from collections.abc import Iterator

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from slack_sdk.webhook import WebhookClient

from base.answer import Answer
from base.language import Lang
from bot.render.blocks import Message, message, plain_message
from bot.slack.incoming import Target
from bot.slack.settings import SlackSettings
from commands.context import Place

_LOG = logging.getLogger("fupan.slack")
_TIMEOUT = 15
# What Slack says of a message whose form it does not take; another form may do.
_FORM = ("invalid_blocks", "msg_blocks_too_long", "invalid_attachments", "msg_too_long")


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


class Sender:
    """Sends to targets. Safe to use from several threads."""

    def __init__(self, client: WebClient) -> None:
        self._client = client

    def send(self, target: Target, answer: Answer, lang: Lang) -> None:
        """Send an answer, simpler where Slack refuses its form. Raises NotTakenError, OSError."""
        refused = ""
        only_asker = answer.private and target.place is Place.CHANNEL
        for form in _forms(answer, lang):
            refused = self._post(target, form, only_asker=only_asker)
            if not refused:
                return
            if refused not in _FORM:
                break
            _LOG.warning("Slack did not take a message: %s", refused)
        raise NotTakenError(refused)

    def tell(self, target: Target, text: str) -> None:
        """Tell the asker alone something short. Raises NotTakenError, OSError."""
        refused = self._post(target, Message(text), only_asker=True)
        if refused:
            raise NotTakenError(refused)

    def _post(self, target: Target, form: Message, *, only_asker: bool) -> str:
        """Post once; return Slack's code where it refused, else an empty string."""
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
            else:
                self._client.chat_postMessage(
                    channel=target.channel,
                    text=form.text,
                    blocks=form.blocks,
                    thread_ts=target.thread,
                    unfurl_links=False,
                    unfurl_media=False,
                )
        except SlackApiError as error:
            return str(error.response.get("error") or "unknown")
        return ""

    def _respond(self, url: str, form: Message) -> str:
        webhook = WebhookClient(
            url,
            timeout=_TIMEOUT,
            proxy=self._client.proxy,
            retry_handlers=[RateLimitErrorRetryHandler(max_retry_count=3)],
        )
        response = webhook.send(
            text=form.text,
            blocks=form.blocks,
            response_type="ephemeral",
            replace_original=False,
        )
        if response.status_code == 200:
            return ""
        return next((code for code in _FORM if code in response.body), str(response.status_code))


def _forms(answer: Answer, lang: Lang) -> Iterator[Message]:
    """Yield the answer as it should look, without native charts, and as text alone."""
    full = message(answer, lang)
    yield full
    if any(block["type"] == "data_visualization" for block in full.blocks):
        yield message(answer, lang, charts=False)
    yield plain_message(answer, lang)
