"""The page's own HTTP API under `/_/`: messages, what people do, a live stream.

Whoever reaches the port may act as anybody: it is a local stage, which is why the server binds to
loopback and why requests from other origins are refused.
"""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from .errors import SlackError
from .interactions import Submission
from .model import Json, Member, Message, Model
from .page_guard import guarded, json_body
from .page_state import acting, conversation_state
from .page_stream import Stream, page_message, page_view
from .people import Actions
from .stage import LOCALES
from .views import View

# Longer than any acknowledgement may take.
SUBMIT_SECONDS = 30.0


class PageApi:
    """The handlers. `as` in a query or body is the id of the acting person."""

    def __init__(self, model: Model, actions: Actions, stream: Stream) -> None:
        self._model = model
        self._actions = actions
        self._stream = stream

    def routes(self) -> list[Route]:
        return [
            Route("/_/messages", guarded(self.messages)),
            Route("/_/stream", guarded(self.follow)),
            Route("/_/type", guarded(self.type), methods=["POST"]),
            Route("/_/click", guarded(self.click), methods=["POST"]),
            Route("/_/open", guarded(self.open), methods=["POST"]),
            Route("/_/home", guarded(self.home), methods=["POST"]),
            Route("/_/act", guarded(self.act), methods=["POST"]),
            Route("/_/submit", guarded(self.submit), methods=["POST"]),
            Route("/_/close", guarded(self.close), methods=["POST"]),
            Route("/_/shortcut", guarded(self.shortcut), methods=["POST"]),
        ]

    def _person(self, ref: str | None) -> Member:
        return acting(self._model, ref)

    async def messages(self, request: Request) -> Response:
        person = self._person(request.query_params.get("as"))
        where = self._model.conversation(request.query_params.get("channel", ""))
        seen = self._model.messages(where.id, person.id)
        return JSONResponse({"messages": [page_message(self._model, m) for m in seen]})

    async def follow(self, request: Request) -> Response:
        query = request.query_params
        person = self._person(query.get("as")) if self._model.people else None
        locale = query.get("locale") or (person.locale if person else LOCALES[0])
        return StreamingResponse(
            self._stream.follow(person.id if person else "", locale),
            media_type="text/event-stream",
            headers={"cache-control": "no-store"},
        )

    async def type(self, request: Request) -> Response:
        body = await json_body(request)
        where = self._model.conversation(str(body.get("channel")))
        self._actions.types(
            self._person(body.get("as")), where, str(body.get("text", "")), body.get("thread_ts")
        )
        return JSONResponse({"ok": True})

    async def click(self, request: Request) -> Response:
        body = await json_body(request)
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
        body = await json_body(request)
        person = self._person(body.get("as"))
        self._actions.blocks.opens_home(person)
        view = page_view(self._model, self._model.views.home(person.id))
        return JSONResponse({"ok": True, "view": view})

    async def act(self, request: Request) -> Response:
        """Uses an element; `values` is what all fields of the surface hold at that moment."""
        body = await json_body(request)
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
        body = await json_body(request)
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
        body = await json_body(request)
        self._actions.blocks.closes(
            self._person(body.get("as")), self._view(body), clear=bool(body.get("clear"))
        )
        return JSONResponse({"ok": True})

    async def shortcut(self, request: Request) -> Response:
        body = await json_body(request)
        message = self._message(body) if body.get("ts") else None
        self._actions.shortcut(self._person(body.get("as")), str(body.get("callback_id")), message)
        return JSONResponse({"ok": True})

    async def open(self, request: Request) -> Response:
        body = await json_body(request)
        person, other = self._person(body.get("as")), self._model.member(str(body.get("with")))
        found = self._model.open_direct(person.id, other.id)
        if other == self._model.bot:
            self._actions.blocks.opens_messages(person)
        return JSONResponse({"conversation": conversation_state(self._model, found, person)})


def _values(body: Json) -> Json:
    values = body.get("values")
    kept = values.items() if isinstance(values, dict) else ()
    return {block: entries for block, entries in kept if isinstance(entries, dict)}


def _seen(submission: Submission) -> Json:
    try:
        return submission.seen(SUBMIT_SECONDS)
    except TimeoutError:
        return {"ok": False, "error": "operation_timeout"}
