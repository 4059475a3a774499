"""Taking answers away in Slack: files to the person alone; and what a bare "export" means.

A file never goes to a channel: whoever asked there is told to look at his direct messages. The
answer that a bare "导出" or "link" is about is read from the conversation itself, from the button
of the bot's latest message there, so that any replica knows it.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from http.client import HTTPException

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from base.answer import Answer, FileKind
from base.language import Lang, Link, msg
from bot.answer_file import answer_file
from bot.render.blocks import EXPORT
from bot.render.mrkdwn import Json
from bot.render.texts import word
from bot.slack.incoming import Asked, Wish, again_of
from commands.context import Context, Place, Request
from commands.exporting import provenance
from commands.kept_words import Doing, kept_asked

_LOG = logging.getLogger("fupan.slack")
_LOOKED = 30
_BARE = (Doing.LINK, Doing.EXPORT)
KINDS = {Wish.CSV: FileKind.CSV, Wish.XLSX: FileKind.XLSX, Wish.PNG: FileKind.PNG}


@dataclass(frozen=True)
class _Found:
    """A message of the bot with an answer that can be taken away: `value` as its button has it."""

    value: str
    ts: str


class Exporting:
    """Sends files, and finds what is meant."""

    def __init__(self, context: Context, client: WebClient) -> None:
        self._context = context
        self._client = client

    def send(self, request: Request, answer: Answer, kind: FileKind, channel: str) -> None:
        """Send an answer as a file to its asker. `channel` is his direct message, "" if not open.

        Raises Refusal for a chart where there is nothing to draw, SlackApiError as the client does.
        """
        lang = request.lang
        made = answer_file(answer, kind, provenance(self._context, request, answer), lang)
        there = channel if channel.startswith("D") else self._direct_message(request.user)
        self._client.files_upload_v2(
            content=made.data,
            filename=made.name,
            title=word(answer.takeaway, lang)[:200],
            alt_txt=made.alt_text[:1000] or None,
            initial_comment=_comment(answer, kind, lang),
            channel=there,
        )

    def _direct_message(self, user: str) -> str:
        return str(self._client.conversations_open(users=user)["channel"]["id"])

    # -- what is meant ----------------------------------------------------------------------------

    def resolved(self, asked: Asked) -> Asked:
        """Return a request with the question that a bare "export" or "link" is about.

        As it is where it names one itself, or where no answer is found: then it is told what to
        type.
        """
        wanted = kept_asked(asked.text) if asked.wish is Wish.ANSWER else None
        if wanted is None or wanted.text or wanted.doing not in _BARE:
            return asked
        found = self._latest(asked)
        if found is None:
            return asked
        question, on = again_of(found.value)
        public = asked.target.place is Place.CHANNEL
        stands = f"{asked.target.channel}:{found.ts}" if public else ""
        return replace(asked, text=f"{asked.text} {question}", on=on, stands=stands)

    def _latest(self, asked: Asked) -> _Found | None:
        """Return the bot's latest answer in the thread, else in the direct message."""
        target = asked.target
        if not target.thread and not target.channel.startswith("D"):
            return None
        try:
            if target.thread:
                said = self._client.conversations_replies(
                    channel=target.channel, ts=target.thread, limit=200
                )["messages"]
                newest: Iterable[Json] = reversed(said)
            else:
                newest = self._client.conversations_history(channel=target.channel, limit=_LOOKED)[
                    "messages"
                ]
        except (SlackApiError, OSError, HTTPException) as error:
            _LOG.info("could not look for an answer: %s", type(error).__name__)
            return None
        found = (_exported(message) for message in newest)
        return next((one for one in found if one is not None), None)

    def with_place(self, answer: Answer, asked: Asked) -> Answer:
        """Return the answer about a link with the address of the message it is about, if any."""
        channel, _, ts = asked.stands.partition(":")
        if answer.takeaway.key != "link.takeaway" or not ts:
            return answer
        try:
            found = self._client.chat_getPermalink(channel=channel, message_ts=ts)
        except (SlackApiError, OSError, HTTPException) as error:
            # A conversation the bot is not in: the code is what matters.
            _LOG.info("no permalink: %s", type(error).__name__)
            return answer
        told = msg("link.message", link=Link(str(found["permalink"])))
        return replace(answer, lines=(*answer.lines, told))


def _exported(message: Json) -> _Found | None:
    """Return the answer of a message of a bot that can be taken away; None for any other."""
    if "bot_id" not in message:
        return None
    for block in message.get("blocks") or ():
        for element in block.get("elements") or () if block.get("type") == "actions" else ():
            if element.get("action_id") == EXPORT:
                return _Found(str(element.get("value") or ""), str(message["ts"]))
    return None


def _comment(answer: Answer, kind: FileKind, lang: Lang) -> str | None:
    """Return what is said beside a file of rows, which can hold nothing but rows."""
    if kind is not FileKind.CSV:
        return None
    told = [word(one, lang) for one in (answer.understood, *answer.sources) if one is not None]
    return "\n".join(told)[:3000] or None
