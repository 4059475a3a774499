"""The page's own HTTP API under `/_/`: state, actions, a live stream. For the page only.

Whoever reaches the port may act as anybody: it is a local stage, which is why the server binds to
loopback and why requests from other origins are refused.
"""

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from .delivery import Hub
from .errors import SlackError
from .interactions import Submission
from .model import Conversation, Json, Member, Message, Model
from .page_stream import Stream, page_message, page_view
from .people import Actions
from .views import View
from .web_api import json_object

# Longer than any acknowledgement may take.
SUBMIT_SECONDS = 30.0


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
            Route("/_/home", _guarded(self.home), methods=["POST"]),
            Route("/_/act", _guarded(self.act), methods=["POST"]),
            Route("/_/submit", _guarded(self.submit), methods=["POST"]),
            Route("/_/close", _guarded(self.close), methods=["POST"]),
            Route("/_/shortcut", _guarded(self.shortcut), methods=["POST"]),
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
                "shortcuts": [
                    {
                        "callback_id": shortcut.callback_id,
                        "name": shortcut.name.said_in(person.locale),
                        "type": shortcut.type,
                    }
                    for shortcut in model.shortcuts.values()
                ],
                "app": {"name": model.config.app_name, "home_enabled": model.config.home_enabled},
                "home": page_view(model, model.views.home(person.id)),
                "modal": page_view(model, model.views.top(person.id)),
                "now": model.clock.now(),
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
        self._actions.blocks.acts(
            self._person(body.get("as")),
            self._message(body),
            str(body.get("action_id")),
            block_id=body.get("block_id"),
        )
        return JSONResponse({"ok": True})

    def _message(self, body: Json) -> Message:
        return self._model.message(str(body.get("channel")), str(body.get("ts")))

    async def home(self, request: Request) -> Response:
        body = await _body(request)
        person = self._person(body.get("as"))
        self._actions.blocks.opens_home(person)
        view = page_view(self._model, self._model.views.home(person.id))
        return JSONResponse({"ok": True, "view": view})

    async def act(self, request: Request) -> Response:
        """Uses an element; `values` is what all fields of the surface hold at that moment."""
        body = await _body(request)
        person, acts = self._person(body.get("as")), self._actions.blocks
        where = self._view(body) if body.get("view") else self._message(body)
        acts.holds(person, where, _values(body))
        acts.acts(
            person, where, str(body.get("action_id")), body.get("value"), body.get("block_id")
        )
        return JSONResponse({"ok": True})

    def _view(self, body: Json) -> View:
        return self._model.views.view(str(body.get("view")))

    async def submit(self, request: Request) -> Response:
        """Answers when the app has answered, or with `operation_timeout` when it has not."""
        body = await _body(request)
        person, view = self._person(body.get("as")), self._view(body)
        self._actions.blocks.holds(person, view, _values(body))
        try:
            submission = self._actions.blocks.submits(person, view)
        except SlackError as error:
            if error.code != "invalid_form":
                raise
            return JSONResponse({"ok": False, "errors": error.extra["errors"]})
        return JSONResponse(await asyncio.to_thread(_seen, submission))

    async def close(self, request: Request) -> Response:
        body = await _body(request)
        self._actions.blocks.closes(
            self._person(body.get("as")), self._view(body), clear=bool(body.get("clear"))
        )
        return JSONResponse({"ok": True})

    async def shortcut(self, request: Request) -> Response:
        body = await _body(request)
        message = self._message(body) if body.get("ts") else None
        self._actions.shortcut(self._person(body.get("as")), str(body.get("callback_id")), message)
        return JSONResponse({"ok": True})

    async def open(self, request: Request) -> Response:
        body = await _body(request)
        person, other = self._person(body.get("as")), self._model.member(str(body.get("with")))
        found = self._model.open_direct(person.id, other.id)
        if other == self._model.bot:
            self._actions.blocks.opens_messages(person)
        return JSONResponse({"conversation": _conversation(self._model, found, person)})


def _values(body: Json) -> Json:
    values = body.get("values")
    kept = values.items() if isinstance(values, dict) else ()
    return {block: entries for block, entries in kept if isinstance(entries, dict)}


def _seen(submission: Submission) -> Json:
    try:
        return submission.seen(SUBMIT_SECONDS)
    except TimeoutError:
        return {"ok": False, "error": "operation_timeout"}


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
