"""Turns changes of the model into the events the app has subscribed to and may have."""

from .delivery import Delivery, Hub
from .model import Change, Conversation, Json, Member, Message, Model
from .payloads import (
    event_callback,
    file_shared_events,
    member_event,
    membership_event,
    mention_event,
    message_event,
    reaction_event,
)
from .scopes import Access

SUBSCRIPTIONS = {"channel": "message.channels", "group": "message.groups", "im": "message.im"}


class EventFeed:
    """Listens to the model and submits `events_api` envelopes.

    The app hears only of conversations its bot is a member of, its own messages included.
    """

    def __init__(self, model: Model, hub: Hub, access: Access) -> None:
        self._model = model
        self._hub = hub
        self._access = access

    def on_change(self, change: Change) -> None:
        where = change.conversation
        if where is None or self._model.bot.id not in where.members:
            return
        self._send(SUBSCRIPTIONS[where.kind], message_event(self._model, change))
        if change.message is not None and self._is_mention(change, where, change.message):
            self._send("app_mention", mention_event(self._model, change.message))
        others = (
            *file_shared_events(self._model, change),
            membership_event(self._model, change),
            reaction_event(self._model, change),
        )
        for event in others:
            if event is not None:
                self._send(str(event["type"]), event)

    def member_changed(self, member: Member) -> None:
        """`user_change`, after somebody chose another language."""
        self._send("user_change", member_event(self._model, member))

    def _is_mention(self, change: Change, where: Conversation, message: Message) -> bool:
        # In a direct message Slack sends message.im only, mentioned or not.
        return (
            change.kind == "posted"
            and where.kind != "im"
            and message.visible_to is None
            and not message.by_app
            and message.subtype is None
            and f"<@{self._model.bot.id}>" in message.text
        )

    def _send(self, name: str, event: Json | None) -> None:
        if event is not None and self._access.hears(name):
            self._hub.submit(Delivery("events_api", event_callback(self._model, event)))
