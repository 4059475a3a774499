"""Files that are dropped into the chat: fetched, imported, told; undo and redo; the rows left out.

Several files of one message are taken in their order, and each is answered for itself. The bytes
lie in a folder that is gone with the answer; what is kept is the import's business.
"""

import copy
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http.client import HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from base.answer import Answer, FollowUp, Kind
from base.language import Lang, Msg, msg
from base.refusal import Refusal
from base.rights import Actor
from bot.render.mrkdwn import Json, escape
from bot.render.texts import word
from bot.slack import replies
from bot.slack.answering import Answering
from bot.slack.askers import Askers
from bot.slack.downloading import Downloads
from bot.slack.incoming import Asked, Target, Wish
from bot.slack.sending import Sender, Sending
from bot.slack.sent_files import Dropped, dropped, is_table
from commands.context import Context, Place
from commands.import_typed import ImportVerb, ImportWish, file_request, import_asked
from commands.importing import (
    may_import,
    not_taken,
    options_said,
    rejected_rows,
    rows_told,
    take_file,
)
from commands.router import is_question
from intake.options import ImportOptions
from intake.outcome import rejects_csv

_LOG = logging.getLogger("fupan.slack")
_ARCHIVES = ("zip", "rar", "7z", "gz", "tar")
_OURS = (ImportVerb.FILE, ImportVerb.ROWS, ImportVerb.UNDO, ImportVerb.REDO)
_UNSAFE = re.compile(r"[\x00-\x1f/\\]+")
# A file's name has 255 bytes at most on most disks, and Chinese letters three each.
_LONGEST_NAME = 80
_PAGE = (b"<!doctype html", b"<html", b"<table")
_HEAD = 200


class Dropping:
    """Takes what has to do with imports from the chat. Safe to use from several threads."""

    def __init__(
        self,
        context: Context,
        client: WebClient,
        askers: Askers,
        answering: Answering,
        sender: Sender,
        downloads: Downloads | None = None,
    ) -> None:
        self._context = context
        self._client = client
        self._askers = askers
        self._answering = answering
        self._sender = sender
        self._downloads = downloads or Downloads(client)

    def takes(self, asked: Asked) -> bool:
        """Say whether a request is for here: files, or something about an import."""
        return bool(asked.files) or _wish(asked) is not None

    def take(self, asked: Asked) -> None:
        """Do what was asked, unless that was done before."""
        self._answering.guarded(asked, lambda: self._once(asked))

    def _once(self, asked: Asked) -> None:
        if not self._answering.first(asked):
            return
        actor = self._askers.find(asked.target.user)
        # A mention with nothing but a file is in no language: his own, if the channel has none.
        asked = replace(asked, hint=asked.hint or actor.lang)
        wish = _wish(asked)
        if asked.files:
            self._all(asked, actor)
        elif wish is not None and wish.verb is ImportVerb.FILE:
            self._again(asked, actor, wish)
        elif wish is not None and wish.verb is ImportVerb.ROWS:
            self._rows(asked, actor, wish)
        elif wish is not None:
            self._turn(asked, actor, wish)

    # -- files -------------------------------------------------------------------------------------

    def _all(self, asked: Asked, actor: Actor) -> None:
        for at, file in enumerate(asked.files, start=1):
            one = replace(asked, key=f"{asked.key}/file{at}")
            self._answering.guarded(one, partial(self._one, one, actor, file))
        if asked.text:
            self._beside(replace(asked, files=(), key=f"{asked.key}/text"), actor)

    def _beside(self, asked: Asked, actor: Actor) -> None:
        """Answer what was written beside the files; a remark that asks nothing stays one."""
        if import_asked(asked.text) is not None:
            return
        lang = self._askers.language(asked, actor)
        if is_question(asked.text):
            understood = self._answering.worked_out(asked, actor, lang)
            if understood.kind is Kind.REFUSAL:
                return
        self._answering.answer(asked)

    def _one(
        self, asked: Asked, actor: Actor, file: Dropped, options: ImportOptions | None = None
    ) -> None:
        lang = self._askers.language(asked, actor)
        self._send(asked, self._taken(asked, actor, file, options or ImportOptions()), lang)

    def _taken(self, asked: Asked, actor: Actor, file: Dropped, options: ImportOptions) -> Answer:
        """Return what came of a file; a refusal is an answer too."""
        request = self._answering.request(
            asked, actor, self._askers.language(asked, actor), asked.text
        )
        try:
            may_import(actor)
            file = self._downloads.described(file)
            _readable(file)
            with _room_for(file) as path:
                self._downloads.fetch(file, path)
                _no_page(path)
                return take_file(self._context, request, path, options, file.id)
        except Refusal as refusal:
            again = _once_more(refusal.message, file)
            return not_taken(file.name, refusal.message, follow_ups=again)

    def _again(self, asked: Asked, actor: Actor, wish: ImportWish) -> None:
        """Import a file that lies in the chat, with what was said beside it."""
        asked = _in_private(asked)
        lang = self._askers.language(asked, actor)
        try:
            may_import(actor)
            options = options_said(wish.said)
            about = self._about(wish.ref, asked.target)
        except Refusal as refusal:
            self._send(asked, replies.of_refusal(refusal), lang)
            return
        self._one(asked, actor, dropped(dict(about)), options)

    def _about(self, file: str, target: Target) -> Mapping[str, Any]:
        """Return what Slack says of a file: one of the asker's, or one that lies where he asks."""
        about = self._downloads.about(file)
        shared = {str(one) for key in ("channels", "groups", "ims") for one in about.get(key) or ()}
        if str(about.get("user") or "") != target.user and target.channel not in shared:
            raise Refusal(msg("drop.gone"))
        return about

    # -- what is about an import -------------------------------------------------------------------

    def _rows(self, asked: Asked, actor: Actor, wish: ImportWish) -> None:
        """Send the rows that were not taken as a file to whoever asks, alone."""
        lang = actor.lang
        try:
            found = rejected_rows(self._context, actor, wish.ref)
        except Refusal as refusal:
            answer = replace(replies.of_refusal(refusal), private=True)
            self._send(asked, answer, self._askers.language(asked, actor))
            return
        here = asked.target.channel
        told = word(rows_told(found), lang)
        self._client.files_upload_v2(
            content=rejects_csv(found.rows, lambda text: word(text, lang)),
            filename=f"{found.reference}_{Path(_safe_name(found.file_name)).stem}.csv",
            title=told[:200],
            initial_comment=escape(told),
            channel=here if here.startswith("D") else self._direct_message(asked.target.user),
        )
        if not here.startswith("D"):
            self._answering.tell(asked, escape(word(msg("export.in_messages"), lang)))

    def _direct_message(self, user: str) -> str:
        return str(self._client.conversations_open(users=user)["channel"]["id"])

    def _turn(self, asked: Asked, actor: Actor, wish: ImportWish) -> None:
        """Undo an import or put it back; the button that was pressed then does the opposite."""
        lang = self._askers.language(asked, actor)
        answer = self._answering.worked_out(asked, actor, lang)
        refused = answer.kind is Kind.REFUSAL
        self._send(asked, replace(answer, private=refused), lang)
        if not refused and asked.shown is not None:
            self._show_turned(asked, wish, lang)

    def _show_turned(self, asked: Asked, wish: ImportWish, lang: Lang) -> None:
        shown = asked.shown or {}
        blocks = _turned(shown.get("blocks") or [], wish, lang)
        try:
            self._client.chat_update(
                channel=asked.target.channel, ts=asked.message or "", text=shown.get("text") or "",
                blocks=blocks,
            )  # fmt: skip
        except (SlackApiError, OSError, HTTPException) as error:
            # The old button says that it is too late; what it should do stands in the answer.
            _LOG.info("a button was not turned: %s", type(error).__name__)

    def _send(self, asked: Asked, answer: Answer, lang: Lang) -> None:
        failed = partial(self._answering.failed, asked)
        self._sender.send(Sending(asked.target, answer, lang, asked.key, failed))


def _wish(asked: Asked) -> ImportWish | None:
    found = import_asked(asked.text) if asked.wish is Wish.ANSWER else None
    return found if found is not None and found.verb in _OURS else None


def _readable(file: Dropped) -> None:
    """Raise Refusal for what is called like something that holds no table."""
    kind = file.name.rpartition(".")[2].lower() if "." in file.name else ""
    if kind in _ARCHIVES:
        raise Refusal(msg("drop.archive"))
    if kind and not is_table(file.name):
        raise Refusal(msg("import.not_a_table", file=file.name))


def _no_page(path: Path) -> None:
    """Raise Refusal for a web page that is called a workbook, as some exports are."""
    with path.open("rb") as file:
        start = file.read(_HEAD).lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith(_PAGE):
        raise Refusal(msg("drop.page", file=path.name))


@contextmanager
def _room_for(file: Dropped) -> Iterator[Path]:
    """Lend a place for a file under its own name, which may tell its day; gone at the end."""
    with TemporaryDirectory(prefix="fupan-") as folder:
        yield Path(folder) / _safe_name(file.name)


def _safe_name(name: str) -> str:
    """Return a name that is one file in one folder, its kind kept."""
    bare = _UNSAFE.sub("_", name).strip(". ") or "file"
    stem, dot, kind = bare.rpartition(".")
    return (
        bare if len(bare) <= _LONGEST_NAME else f"{(stem or kind)[:_LONGEST_NAME]}{dot}{kind[:8]}"
    )


def _once_more(why: Msg, file: Dropped) -> tuple[FollowUp, ...]:
    """Return the button for what may work the next time."""
    if why.key not in ("drop.lost", "drop.no_scope"):
        return ()
    return (FollowUp(msg("drop.button.again"), file_request(file.id, {})),)


def _in_private(asked: Asked) -> Asked:
    """Return a request whose answer its asker alone sees: it may quote the file."""
    target = asked.target
    if target.response_url is not None or target.channel.startswith("D"):
        return asked
    return replace(asked, target=Target(target.user, target.user, Place.PRIVATE))


def _turned(blocks: list[Json], wish: ImportWish, lang: Lang) -> list[Json]:
    """Return the blocks of a message in which the button for an import does the opposite."""
    found = copy.deepcopy(blocks)
    opposite = "redo" if wish.verb is ImportVerb.UNDO else "undo"
    for button in _buttons(found):
        done = import_asked(str(button.get("value") or ""))
        if done is None or (done.verb, done.ref) != (wish.verb, wish.ref):
            continue
        named = wish.ref in str(button["text"]["text"])
        label = (
            msg(f"import.follow.{opposite}", ref=wish.ref)
            if named
            else msg(f"drop.button.{opposite}")
        )
        button["value"] = f"{opposite} {wish.ref}"
        button["text"]["text"] = word(label, lang)
    return found


def _buttons(blocks: list[Json]) -> Iterator[Json]:
    for block in blocks:
        if block.get("type") == "actions":
            yield from (one for one in block["elements"] if one.get("type") == "button")
