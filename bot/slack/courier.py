"""The outbox's way to Slack: one write at a time, and an honest word on what became of it.

Nothing here repeats a call that may have had an effect; when and whether to try again is the
outbox's business.
"""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot.render.blocks import Look, Message, Rendered, plain_message, rendered
from bot.render.mrkdwn import Json
from bot.slack.charting import Charting
from bot.slack.outcomes import CALL_FAILED, FORM, UnreadableError, failed_question, failed_write
from bot.slack.settings import SlackSettings
from bot.slack.tracing import Search, Traces
from jobs.sender import Delivered, Later, NotThere, Operation, Outcome, Refused, Unknown, Write

_LOG = logging.getLogger("fupan.slack")
_TIMEOUT = 15
# 5,000 messages since the first try: beyond that it is better to give up than to guess.
_PAGES = 25
# Whoever takes a write over waits for two minutes: no call may begin so late that it overlaps.
_PATIENCE = 60.0
_POST = Look(thread=True, details=False)


def courier_client(settings: SlackSettings) -> WebClient:
    """Return a client that never repeats a call, not even one that Slack held back."""
    return WebClient(
        settings.bot_token, base_url=settings.api_url, timeout=_TIMEOUT, retry_handlers=[]
    )


@dataclass(frozen=True)
class _Form:
    """One way to say it: the message, and how many parts follow."""

    message: Message
    more: int = 0


class Courier:
    """Implements `jobs.sender.Sender`. Safe to use from several threads."""

    def __init__(
        self,
        client: WebClient,
        charting: Charting,
        timer: Callable[[], float] = time.monotonic,
        pages: int = _PAGES,
    ) -> None:
        """Take a client that repeats nothing (`courier_client`), and what is known of charts.

        The client of `charting` must repeat nothing either. `pages` is how many of 200 messages
        are read to find a lost one.
        """
        self._client = client
        self._charting = charting
        self._timer = timer
        self._look_through = pages
        self._traces = Traces(client)
        self._own: frozenset[str] = frozenset()

    # -- writing -------------------------------------------------------------------------------

    def deliver(self, write: Write) -> Outcome:
        """Carry out one write; a simpler form follows only where Slack refused the one before.

        An Unknown post has to be looked for before it is tried again. An Unknown update is harmless
        to repeat: the same text takes the same place. A part that the answer no longer has is
        Refused("gone"). Raises ValueError for an update that names no message.
        """
        began = self._timer()
        if write.operation is Operation.UPDATE and not write.ts:
            raise ValueError("an update without a ts")
        try:
            channel = self._traces.place(write.channel)
        except CALL_FAILED as error:
            return failed_question(error)
        outcome: Outcome = Refused("gone")
        for form in self._forms(write):
            if self._timer() - began > _PATIENCE:
                # Opening, drawing or uploading took too long; nothing was posted so far.
                return Later("took_too_long")
            outcome = self._once(write, channel, form)
            if not (isinstance(outcome, Refused) and outcome.code in FORM):
                break
            _LOG.warning("Slack did not take the form of a message: %s", outcome.code)
        return outcome

    def _once(self, write: Write, channel: str, form: _Form) -> Outcome:
        try:
            done = self._write(write, channel, form.message)
        except CALL_FAILED as error:
            return failed_write(error)
        ts = done.get("ts")
        if not ts:
            return Unknown("unreadable")
        return Delivered(str(done.get("channel") or channel), str(ts), form.more)

    def _write(self, write: Write, channel: str, message: Message) -> SlackResponse:
        if write.operation is Operation.UPDATE:
            # Without metadata Slack keeps what is there: the post stays findable by its own key.
            return self._client.chat_update(
                channel=channel, ts=write.ts or "", text=message.text, blocks=message.blocks
            )
        return self._client.chat_postMessage(
            channel=channel,
            text=message.text,
            blocks=message.blocks,
            thread_ts=write.thread,
            unfurl_links=False,
            unfurl_media=False,
            metadata=self._traces.metadata(write.key),
        )

    # -- forms, the best first -----------------------------------------------------------------

    def _forms(self, write: Write) -> Iterator[_Form]:
        """Make the forms one by one: asking for the next says that Slack refused the last."""
        if write.part:
            yield from self._part(write)
            return
        found = _rendered(write, charts=self._charting.native)
        if found.chart == "drawn":
            yield _form(found)
            self._charting.refused()
            found = _rendered(write, charts=False)
        if found.chart == "wanted":
            picture = self._charting.upload(write.answer, write.lang)
            if picture is not None:
                yield _form(_rendered(write, charts=False, picture=picture))
        yield _form(found)
        yield _Form(plain_message(write.answer, write.lang))

    def _part(self, write: Write) -> Iterator[_Form]:
        """Make a further part. With a table in place of the chart there can be more of them."""
        for charts in (True, False) if self._charting.native else (False,):
            parts = _rendered(write, charts=charts).more
            if write.part <= len(parts):
                yield _Form(parts[write.part - 1])
                return

    # -- looking -------------------------------------------------------------------------------

    def find(self, write: Write, since: datetime) -> Delivered | NotThere | Later:
        """Look for a post by its key, from `since` (first attempt, aware) on.

        Later where Slack cannot be asked, or has too many messages since then to look through. An
        update leaves no mark of its own and is never found: it is repeated.
        """
        if write.operation is Operation.UPDATE:
            return NotThere()
        try:
            channel = self._traces.place(write.channel)
            own = self._ourselves()
            search = Search(
                channel, write.thread, write.key, since.timestamp(), self._look_through, own
            )
            found = self._traces.look(search)
        except CALL_FAILED as error:
            outcome = failed_question(error)
            return outcome if isinstance(outcome, Later) else Later(outcome.code)
        if found is None:
            return NotThere()
        return Delivered(channel, str(found["ts"]), _more(write, found))

    def _ourselves(self) -> frozenset[str]:
        """Return our ids, as messages name their authors. Asked once; raises one of CALL_FAILED."""
        if not self._own:
            known = self._client.auth_test()
            ids = (known.get("user_id"), known.get("bot_id"))
            self._own = frozenset(str(one) for one in ids if one)
        return self._own

    # -- where -----------------------------------------------------------------------------------

    def member(self, channel: str) -> bool | None:
        """Say whether the bot can post there: is in it, and it is not archived.

        None for a direct message, and where Slack does not tell now.
        """
        found = self._info(channel)
        if isinstance(found, Refused):
            # What Slack shows to members only does not exist for others.
            return False if found.code == "channel_not_found" else None
        if not isinstance(found, dict) or not isinstance(found.get("is_member"), bool):
            return None
        return bool(found["is_member"]) and not found.get("is_archived")

    def channel_name(self, channel: str) -> str | None:
        """Return the name, without "#"; None for a direct message or where it cannot be told."""
        found = self._info(channel)
        name = found.get("name") if isinstance(found, dict) else None
        return str(name) if name else None

    def _info(self, channel: str) -> Json | Refused | Later | None:
        """Ask for a channel; None for a direct message, which has neither name nor members."""
        if channel.startswith(("U", "W", "D")):
            return None
        try:
            found = self._client.conversations_info(channel=channel).get("channel")
            if not isinstance(found, dict):
                raise UnreadableError("unreadable")
        except CALL_FAILED as error:
            outcome = failed_question(error)
            _LOG.warning("could not ask about a channel: %s", outcome.code)
            return outcome
        return found


def _rendered(write: Write, *, charts: bool, picture: str | None = None) -> Rendered:
    return rendered(write.answer, write.lang, replace(_POST, charts=charts, picture=picture))


def _form(found: Rendered) -> _Form:
    return _Form(found.first, len(found.more))


def _more(write: Write, posted: Json) -> int:
    """Return how many parts follow a message that was found, by the form it has."""
    types = {block.get("type") for block in posted.get("blocks") or []}
    # Slack makes rich text of what came without blocks.
    if write.part or types <= {"rich_text"}:
        return 0
    picture = "found" if "image" in types else None
    charts = "data_visualization" in types
    return len(_rendered(write, charts=charts, picture=picture).more)
