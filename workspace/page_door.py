"""The page's API for what surrounds a conversation: its state, what is read, time, languages, tour.

For the page only, as `page_api` is.
"""

import asyncio
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .errors import SlackError
from .model import Member, Model
from .page_guard import guarded, json_body
from .page_state import acting, page_locale, stage_state, tour_state, workspace_state
from .page_stream import Stream
from .stage import LOCALES, Stage
from .travel import Travel, seconds_asked

OK = {"ok": True}


class PageDoor:
    """The handlers. `tell_app` is told a member whose language has changed."""

    def __init__(
        self,
        model: Model,
        stage: Stage,
        travel: Travel,
        stream: Stream,
        tell_app: Callable[[Member], None],
    ) -> None:
        self._model = model
        self._stage = stage
        self._travel = travel
        self._stream = stream
        self._tell_app = tell_app
        # Set by the server: whether the app is there.
        self.is_connected: Callable[[], bool] = lambda: False

    def routes(self) -> list[Route]:
        posts = {
            "read": self.read,
            "travel": self.travel,
            "travel/stop": self.stop,
            "locale": self.locale,
            "language": self.language,
            "tour": self.tour,
        }
        return [
            Route("/_/state", guarded(self.state)),
            *(Route(f"/_/{name}", guarded(act), methods=["POST"]) for name, act in posts.items()),
        ]

    async def state(self, request: Request) -> Response:
        """Everything; of a workspace that nobody is in yet only what surrounds it."""
        model, wanted = self._model, request.query_params.get("locale")
        around = stage_state(model, self._stage, self._travel, page_locale(model, wanted))
        around["connected"] = self.is_connected()
        if not model.people:
            return JSONResponse(around | {"team": model.config.team_name, "people": [], "tour": []})
        person = acting(model, request.query_params.get("as"))
        model.open_direct(person.id, model.bot.id)
        around["tour"] = [] if self._stage.is_preparing else tour_state(model, person)
        return JSONResponse(around | workspace_state(model, person))

    async def read(self, request: Request) -> Response:
        body = await json_body(request)
        where = self._model.conversation(str(body.get("channel")))
        self._model.read(acting(self._model, body.get("as")).id, where)
        return JSONResponse(OK)

    # -- time -----------------------------------------------------------------------------------

    async def travel(self, request: Request) -> Response:
        """Answers at once; the stream tells how it goes."""
        body = await json_body(request)
        if not self._model.config.movable:
            raise SlackError("not_movable")
        self._travel.start(seconds_asked(body.get("seconds")))
        return JSONResponse(OK)

    async def stop(self, request: Request) -> Response:
        await json_body(request)
        self._travel.stop()
        return JSONResponse(OK)

    # -- languages ------------------------------------------------------------------------------

    async def locale(self, request: Request) -> Response:
        body = await json_body(request)
        locale = body.get("locale")
        if locale not in LOCALES:
            raise SlackError("bad_locale")
        who = acting(self._model, body.get("as"))
        changed = self._model.set_locale(who.id, locale)
        if self._model.config.on_locale is not None:
            # Whoever is told may write to a database.
            await asyncio.to_thread(self._model.config.on_locale, changed.id, locale)
        self._tell_app(changed)
        self._stream.everybody({"kind": "state"})
        return JSONResponse(OK)

    async def language(self, request: Request) -> Response:
        """The visitor's language, while the workspace is being made ready."""
        body = await json_body(request)
        if not self._stage.is_preparing:
            raise SlackError("not_preparing")
        locale = body.get("locale")
        if not isinstance(locale, str) or not locale:
            raise SlackError("bad_locale")
        self._stage.choose(locale, explicit=bool(body.get("explicit")))
        return JSONResponse(OK)

    async def tour(self, request: Request) -> Response:
        body = await json_body(request)
        self._stage.end_tour(bool(body.get("done")))
        return JSONResponse(OK)
