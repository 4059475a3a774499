"""Turns changes of the model into the events the app has subscribed to."""

from .delivery import Delivery, Hub
from .model import Change, Json, Message, Model
from .payloads import event_callback, mention_event, message_event

SUBSCRIPTIONS = {"channel": "message.channels", "group": "message.groups", "im": "message.im"}


class EventFeed:
    """Listens to the model and submits `events_api` envelopes.

    The app hears only of conversations its bot is a member of, its own messages included.
    """

    def __init__(self, model: Model, hub: Hub) -> None:
        self._model = model
        self._hub = hub

    def on_change(self, change: Change) -> None:
        if self._model.bot.id not in change.conversation.members:
            return
        subscribed = self._model.config.bot_events
        event = message_event(self._model, change)
        if event is not None and SUBSCRIPTIONS[change.conversation.kind] in subscribed:
            self._send(event)
        if "app_mention" in subscribed and change.message and self._is_mention(change):
            self._send(mention_event(self._model, change.message))

    def _is_mention(self, change: Change) -> bool:
        # In a direct message Slack sends message.im only, mentioned or not.
        message = change.message
        return (
            change.kind == "posted"
            and change.conversation.kind != "im"
            and message is not None
            and self._is_from_a_person(message)
            and f"<@{self._model.bot.id}>" in message.text
        )

    def _is_from_a_person(self, message: Message) -> bool:
        return message.visible_to is None and not message.by_app

    def _send(self, event: Json) -> None:
        self._hub.submit(Delivery("events_api", event_callback(self._model, event)))
