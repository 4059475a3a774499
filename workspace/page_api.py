"""The page's own HTTP API under `/_/`: state, actions, a live stream. For the page only.

Whoever reaches the port may act as anybody: it is a local stage, which is why the server binds to
loopback and why requests from other origins are refused.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from .delivery import Hub
from .errors import SlackError
from .model import Change, Conversation, Json, Member, Message, Model
from .people import Actions
from .web_api import json_object
from .wire import message_json

KEEP_ALIVE_SECONDS = 15.0


@dataclass(eq=False)
class _Viewer:
    """One open stream. None in the queue ends it."""

    person: str
    queue: asyncio.Queue[Json | None] = field(default_factory=asyncio.Queue)


class Stream:
    """Pushes changes to open pages, each person only what that person may see."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._loop: asyncio.AbstractEventLoop | None = None
        self._viewers: set[_Viewer] = set()

    def open(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def close(self) -> None:
        """Ends every open stream. Called on the loop."""
        self._loop = None
        for viewer in self._viewers:
            viewer.queue.put_nowait(None)

    def on_change(self, change: Change) -> None:
        """A listener of the model, called on any thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._push, change)

    def _push(self, change: Change) -> None:
        message = change.message
        for viewer in self._viewers:
            if viewer.person not in change.conversation.members:
                continue
            if message is None:
                viewer.queue.put_nowait({"kind": "conversations"})
            elif message.visible_to in (None, viewer.person):
                viewer.queue.put_nowait(_news(self._model, change.kind, message))

    def app_state(self, connections: int) -> None:
        """Tells every page whether the app is connected. Called on the loop."""
        for viewer in self._viewers:
            viewer.queue.put_nowait({"kind": "app", "connected": connections > 0})

    async def follow(self, person: str) -> AsyncIterator[str]:
        viewer = _Viewer(person)
        self._viewers.add(viewer)
        try:
            yield "retry: 1000\n\n"
            while True:
                try:
                    news = await asyncio.wait_for(viewer.queue.get(), KEEP_ALIVE_SECONDS)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                if news is None:
                    return
                yield f"data: {json.dumps(news, ensure_ascii=False)}\n\n"
        finally:
            self._viewers.discard(viewer)


def _news(model: Model, kind: str, message: Message) -> Json:
    if kind == "deleted":
        return {"kind": "gone", "channel": message.channel, "ts": message.ts}
    return {"kind": "message", "message": page_message(model, message)}


def page_message(model: Model, message: Message) -> Json:
    """A message with what the page needs beside Slack's own fields."""
    found = message_json(model, message)
    return found | {"channel": message.channel, "ephemeral": message.visible_to is not None}


class PageApi:
    """The handlers. `as` in a query or body is the id of the acting person."""

    def __init__(self, model: Model, actions: Actions, hub: Hub, stream: Stream) -> None:
        self._model = model
        self._actions = actions
        self._hub = hub
        self._stream = stream

    def routes(self) -> list[Route]:
        return [
            Route("/_/state", _guarded(self.state)),
            Route("/_/messages", _guarded(self.messages)),
            Route("/_/stream", _guarded(self.follow)),
            Route("/_/type", _guarded(self.type), methods=["POST"]),
            Route("/_/click", _guarded(self.click), methods=["POST"]),
            Route("/_/open", _guarded(self.open), methods=["POST"]),
        ]

    def _person(self, ref: str | None) -> Member:
        """The acting person; the first one when the page does not say."""
        return self._model.member(ref) if ref else self._model.people[0]

    async def state(self, request: Request) -> Response:
        model, person = self._model, self._person(request.query_params.get("as"))
        model.open_direct(person.id, model.bot.id)
        mine = [c for c in model.conversations if person.id in c.members]
        return JSONResponse(
            {
                "team": model.config.team_name,
                "me": _member(person),
                "people": [_member(m) for m in model.people],
                "members": [_member(m) for m in model.members],
                "bot": _member(model.bot),
                "connected": self._hub.count > 0,
                "conversations": [_conversation(model, c, person) for c in mine],
                "commands": [
                    {
                        "name": command.slash,
                        "description": command.description.said_in(person.locale),
                        "usage": command.usage.said_in(person.locale),
                    }
                    for command in model.commands.values()
                ],
            }
        )

    async def messages(self, request: Request) -> Response:
        person = self._person(request.query_params.get("as"))
        where = self._model.conversation(request.query_params.get("channel", ""))
        seen = self._model.messages(where.id, person.id)
        return JSONResponse({"messages": [page_message(self._model, m) for m in seen]})

    async def follow(self, request: Request) -> Response:
        person = self._person(request.query_params.get("as"))
        return StreamingResponse(
            self._stream.follow(person.id),
            media_type="text/event-stream",
            headers={"cache-control": "no-store"},
        )

    async def type(self, request: Request) -> Response:
        body = await _body(request)
        where = self._model.conversation(str(body.get("channel")))
        self._actions.types(
            self._person(body.get("as")), where, str(body.get("text", "")), body.get("thread_ts")
        )
        return JSONResponse({"ok": True})

    async def click(self, request: Request) -> Response:
        body = await _body(request)
        message = self._model.message(str(body.get("channel")), str(body.get("ts")))
        self._actions.clicks(
            self._person(body.get("as")),
            message,
            str(body.get("action_id")),
            body.get("block_id"),
        )
        return JSONResponse({"ok": True})

    async def open(self, request: Request) -> Response:
        body = await _body(request)
        person, other = self._person(body.get("as")), self._model.member(str(body.get("with")))
        found = self._model.open_direct(person.id, other.id)
        return JSONResponse({"conversation": _conversation(self._model, found, person)})


def _member(member: Member) -> Json:
    return {
        "id": member.id,
        "name": member.name,
        "real_name": member.real_name,
        "locale": member.locale,
        "tz": member.tz,
        "is_bot": member.is_bot,
    }


def _conversation(model: Model, found: Conversation, person: Member) -> Json:
    other = next(iter(found.members - {person.id}), person.id) if found.kind == "im" else None
    return {
        "id": found.id,
        "kind": found.kind,
        "name": found.name,
        "topic": found.topic,
        "with": other,
        "member_count": len(found.members),
        "has_bot": model.bot.id in found.members,
    }


async def _body(request: Request) -> Json:
    # Only JSON: a foreign page can post a form here without asking, but not JSON.
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise SlackError("invalid_post_type")
    return json_object(await request.body())


Handler = Callable[[Request], Awaitable[Response]]


def _guarded(handler: Handler) -> Handler:
    async def guarded(request: Request) -> Response:
        origin = request.headers.get("origin")
        if origin is not None and origin.partition("://")[2] != request.headers.get("host"):
            return JSONResponse({"ok": False, "error": "foreign_origin"}, status_code=403)
        try:
            return await handler(request)
        except SlackError as error:
            return JSONResponse({"ok": False, "error": error.code}, status_code=400)

    return guarded
