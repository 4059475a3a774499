"""What the page's file drop and its inspector ask for. For the page only."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .files import MAX_PERSONS_BYTES
from .inspecting import Inspector
from .model import Member, Model
from .page_guard import guarded, json_body, raw_body
from .people import Actions


class InspectApi:
    """The handlers. `as` in a query or body is the id of the acting person."""

    def __init__(self, model: Model, actions: Actions, inspector: Inspector) -> None:
        self._model = model
        self._actions = actions
        self._inspector = inspector

    def routes(self) -> list[Route]:
        return [
            Route("/_/upload", guarded(self.upload), methods=["POST"]),
            Route("/_/share", guarded(self.share), methods=["POST"]),
            Route("/_/inspect", guarded(self.inspect)),
            Route("/_/inspect/clear", guarded(self.clear), methods=["POST"]),
        ]

    def _person(self, ref: str | None) -> Member:
        return self._model.member(ref) if ref else self._model.people[0]

    async def upload(self, request: Request) -> Response:
        """The body is the file; it waits in the composer until it is shared."""
        query = request.query_params
        who, where = self._person(query.get("as")), query.get("channel", "")
        data = await raw_body(request, MAX_PERSONS_BYTES)
        file = self._actions.takes_up(
            who, self._model.conversation(where), query.get("name", ""), data
        )
        return JSONResponse({"ok": True, "file": file.id})

    async def share(self, request: Request) -> Response:
        body = await json_body(request)
        files = body.get("files")
        said = self._actions.shares(
            self._person(body.get("as")),
            self._model.conversation(str(body.get("channel"))),
            [str(one) for one in files] if isinstance(files, list) else [],
            str(body.get("text") or ""),
            body.get("thread_ts"),
        )
        return JSONResponse({"ok": True, "ts": said.ts})

    async def inspect(self, request: Request) -> Response:
        """What has passed: one entry by `id`, or those after the id `after`, or changed after the
        rev `since`, with `text` in them; with `brief` without what they carry."""
        query = request.query_params
        if "id" in query:
            one = self._inspector.entry(_number(query["id"]))
            return JSONResponse({"entries": [] if one is None else [one]})
        rev = self._inspector.rev  # before looking, so that nothing is missed afterwards
        after, since = _number(query.get("after")), _number(query.get("since"))
        found = self._inspector.entries(
            after, since, text=query.get("text", ""), brief=query.get("brief") == "1"
        )
        return JSONResponse({"entries": found, "rev": rev})

    async def clear(self, request: Request) -> Response:
        await json_body(request)
        self._inspector.clear()
        return JSONResponse({"ok": True})


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0
