"""Answering, in the pool: once, whatever happens; what is ours is told with a reference."""

import logging
from collections.abc import Callable
from dataclasses import replace
from http.client import HTTPException

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from base.answer import Answer, Kind
from base.language import Lang, msg
from base.refusal import Refusal
from base.rights import Actor
from bot.faults import new_reference
from bot.render import forms
from bot.render.export import sent_blocks, told_blocks
from bot.render.home import home_view
from bot.render.mrkdwn import escape
from bot.render.texts import word
from bot.slack import replies
from bot.slack.askers import Askers
from bot.slack.exporting import KINDS, Exporting
from bot.slack.incoming import Asked, Target, Wish
from bot.slack.sending import NotTakenError, Sender, Sending
from commands.context import Context, Place, Request
from commands.home import home
from commands.router import handle
from storage.seen import first_time

_LOG = logging.getLogger("fupan.slack")


class Answering:
    """Answers requests where they were asked."""

    def __init__(self, context: Context, client: WebClient, askers: Askers, sender: Sender) -> None:
        self._context = context
        self._client = client
        self._askers = askers
        self._sender = sender
        self.exporting = Exporting(context, client)

    def answer(self, asked: Asked) -> None:
        """Do what was asked, unless that was done before."""
        self.guarded(asked, lambda: self._answer_once(asked))
        if asked.at_home:
            self.show_home(asked.target.user)

    def answer_at_home(self, asked: Asked) -> Answer | None:
        """Do what was asked on the app's page, and return what was said for a window there.

        Asking for it again could do it twice. None where it was done before, or was no answer.
        """
        said: list[Answer | None] = []
        self.guarded(asked, lambda: said.append(self._answer_once(asked)))
        self.show_home(asked.target.user)
        return said[0] if said else None

    def guarded(self, asked: Asked, work: Callable[[], object]) -> None:
        """Do some work; what goes wrong is logged, and told with a reference."""
        try:
            work()
        except Exception as error:  # noqa: BLE001 - the last stop: told with a reference
            self.failed(asked, error)

    def first(self, asked: Asked) -> bool:
        """Say whether a request has not been taken before, and remember it."""
        # One message is shared once, however often the button is pressed.
        shared = asked.wish is Wish.SHARE and asked.message
        key = f"share:{asked.target.channel}:{asked.message}" if shared else asked.key
        return first_time(self._context.database, key, self._context.clock.now())

    def _answer_once(self, asked: Asked) -> Answer | None:
        if not self.first(asked):
            if asked.wish is Wish.SHARE:
                self.tell(asked, self._line(asked, "share.done_before"))
            return None
        actor = self._askers.find(asked.target.user)
        if asked.wish is Wish.SHARE:
            self._share(asked, actor)
        elif asked.wish in KINDS:
            self._send_file(asked, actor)
        elif asked.wish is Wish.DETAILS:
            self._send_details(asked, actor)
        else:
            return self._send(asked, actor)
        return None

    def _send(self, asked: Asked, actor: Actor) -> Answer:
        lang = self._askers.language(asked, actor)
        asked = self.exporting.resolved(asked)
        answer = self.worked_out(asked, actor, lang)
        if answer.deck is not None:
            self._send_deck(asked, answer, lang)
            return answer
        if answer.file is not None:
            self._send_as_file(asked, answer, lang, actor)
            return answer
        answer = self.exporting.with_place(answer, asked)
        if answer.elsewhere and asked.target.place is Place.CHANNEL:
            return answer
        self._sender.send(self._sending(asked, answer, lang))
        if answer.withheld and asked.target.place is Place.CHANNEL:
            self._rest_in_private(asked, actor)
        return answer

    def _send_deck(self, asked: Asked, answer: Answer, lang: Lang) -> None:
        """Send slides to the person alone; who asked elsewhere is told to look there."""
        from bot.slack.deck_sending import send_deck

        here = asked.target.channel if asked.target.channel.startswith("D") else ""
        send_deck(self._client, asked.target.user, here, answer, lang)
        if not here:
            self.tell(asked, self._line(asked, "deck.in_messages"))

    def _send_details(self, asked: Asked, actor: Actor) -> None:
        """Send a post's details where the post itself is; of anything else, the answer."""
        lang = self._askers.language(asked, actor)
        whole = self._sending(asked, self.worked_out(asked, actor, lang), lang)
        for sending in whole.details(asked.target) or [whole]:
            self._sender.send(sending)

    def _sending(self, asked: Asked, answer: Answer, lang: Lang) -> Sending:
        return Sending(
            asked.target, answer, lang, asked.key, lambda error: self.failed(asked, error)
        )

    def _rest_in_private(self, asked: Asked, actor: Actor) -> None:
        """Send what a channel does not get to the asker alone, as far as he may see it."""
        target = Target(asked.target.user, asked.target.user, Place.PRIVATE)
        private = replace(asked, target=target, key=f"{asked.key}/rest")
        answer = self.worked_out(private, actor, actor.lang)
        self._sender.send(self._sending(private, answer, actor.lang))

    def worked_out(self, asked: Asked, actor: Actor, lang: Lang) -> Answer:
        """Return the answer to a request; a refusal is one too."""
        try:
            if asked.wish is Wish.HOW and asked.on is None:
                return replies.how_computed(asked.text)
            # Marked: who is asked to do something is told from who is only spoken of.
            text = self._askers.with_names(asked.text, "@")
            request = self.request(asked, actor, lang, text)
            answer = handle(self._context, request)
            return replies.how_of(answer) if asked.wish is Wish.HOW else answer
        except Refusal as refusal:
            return replies.of_refusal(refusal)

    def request(self, asked: Asked, actor: Actor, lang: Lang, text: str) -> Request:
        """Return what is asked, as the commands know it."""
        target = asked.target
        # A direct message is known by the person it is with.
        channel = target.channel if target.channel[:1] in ("C", "G") else target.user
        return Request(
            text, actor, lang, target.place, asked.on, channel, target.thread or "",
            user=target.user, door=asked.door,
        )  # fmt: skip

    # -- sharing and taking away ------------------------------------------------------------------

    def _share(self, asked: Asked, actor: Actor) -> None:
        """Show an answer to the channel: asked anew, as the channel may see it."""
        public = replace(asked, target=replace(asked.target, place=Place.CHANNEL), wish=Wish.ANSWER)
        lang = self._askers.language(public, actor)
        answer = self.worked_out(public, actor, lang)
        if answer.figure is None and answer.post is None:
            # Not for a channel: the asker alone is told why.
            self._sender.send(self._sending(asked, answer, actor.lang))
            return
        shared = replies.for_everybody(answer, actor.called(lang))
        self._sender.share(self._sending(asked, shared, lang))

    def _send_as_file(self, asked: Asked, answer: Answer, lang: Lang, actor: Actor) -> None:
        """Send what was asked for as a file; who asked in a channel is told where it is."""
        if answer.file is None:
            raise ValueError("the answer is not wanted as a file")
        private = replace(asked, target=replace(asked.target, place=Place.PRIVATE))
        request = self.request(private, actor, lang, asked.text)
        here = asked.target.channel
        try:
            self.exporting.send(request, answer, answer.file, here)
        except Refusal as refusal:
            self._sender.send(self._sending(asked, replies.of_refusal(refusal), lang))
            return
        if not here.startswith("D"):
            self.tell(asked, self._line(asked, "export.in_messages"))

    def _send_file(self, asked: Asked, actor: Actor) -> None:
        """Send the whole of an answer as a file to the person alone: asked anew, with the rights
        of now; what he may not have any more is told in the window."""
        plain = replace(asked, wish=Wish.ANSWER, target=replace(asked.target, place=Place.PRIVATE))
        answer = self.worked_out(plain, actor, actor.lang)
        blocks = sent_blocks(actor.lang)
        if answer.kind is Kind.REFUSAL:
            blocks = told_blocks((answer.takeaway, msg("export.gone")), actor.lang)
        else:
            request = self.request(plain, actor, actor.lang, asked.text)
            try:
                self.exporting.send(request, answer, KINDS[asked.wish], asked.target.channel)
            except Refusal as refusal:
                blocks = told_blocks((refusal.message,), actor.lang)
        if asked.view is not None:
            done = forms.with_blocks("export", msg("window.export"), blocks, actor.lang)
            self._client.views_update(view_id=asked.view, view=done)

    def show_home(self, user: str) -> None:
        """Publish a person's page."""
        try:
            actor = self._askers.find(user)
            view = home_view(home(self._context, actor, actor.lang, user), actor.lang)
            self._client.views_publish(user_id=user, view=view)
        except Exception as error:  # noqa: BLE001 - the last stop of the pool
            # Nobody asked for anything in words: the page stays as it was.
            _LOG.error("a page failed, reference %s", new_reference(), exc_info=error)

    # -- when it does not work --------------------------------------------------------------------

    def failed(self, asked: Asked, error: Exception) -> None:
        """Log what went wrong under a reference, and tell the asker that."""
        self.tell(asked, self.failure(asked, error))

    def failure(self, asked: Asked, error: Exception) -> str:
        """Log what went wrong under a reference; return what to tell the asker."""
        reference = new_reference()
        _LOG.error("a request failed, reference %s", reference, exc_info=error)
        lang = asked.hint or self._askers.language_at_once(asked)
        head = word(msg("slack.failed"), lang)
        rest = word(msg("slack.failed_then", ref=reference), lang)
        return f"*{escape(head)}*\n{escape(rest)}"

    def _line(self, asked: Asked, key: str) -> str:
        return escape(word(msg(key), self._askers.language_at_once(asked)))

    def tell(self, asked: Asked, text: str) -> None:
        """Tell the asker alone something short."""
        try:
            self._sender.tell(asked.target, text)
        except (NotTakenError, SlackApiError, OSError, HTTPException) as error:
            _LOG.error("could not tell the asker: %s", type(error).__name__)
