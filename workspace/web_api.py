"""The Web API over HTTP: `/api/<method>`, forms or JSON, bearer tokens, Slack's errors."""

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from .cutting import cut
from .errors import SlackError, missing_field
from .faults import Fault, Faults
from .inspecting import Inspector
from .methods import METHODS, Call, Method
from .model import Json, Model
from .rates import RateLimited, RateLimits
from .scopes import Access

BROKEN_PAGE = "<html><body><h1>Something went wrong</h1></body></html>"


class WebApi:
    """Reads a request, checks token, rate and scopes, runs the method, writes the answer."""

    def __init__(
        self,
        model: Model,
        access: Access,
        faults: Faults,
        socket_url: Callable[[], str],
        inspector: Inspector,
    ) -> None:
        self._model = model
        self._access = access
        self._faults = faults
        self._socket_url = socket_url
        self._inspector = inspector
        self._rates = RateLimits(model.clock.now, model.config.posts_per_minute)

    async def handle(self, request: Request) -> Response:
        name, began = request.path_params["method"], self._inspector.stopwatch()
        served = await faulty(self._faults, name, request, lambda: self._served(name, request))
        args = await arguments_if_any(request)
        answer = answer_of(served)
        status = status_of(answer, served.status_code)
        self._inspector.call("request", name, args, answer, status, began=began)
        return served

    async def _served(self, name: str, request: Request) -> Response:
        headers = {"x-oauth-scopes": ",".join(sorted(self._access.granted))}
        args: Json = {}
        try:
            args = await arguments(request)
            answer: Json = {"ok": True} | self._answer(name, args, bearer(request))
        except RateLimited as limited:
            return too_fast(limited.retry_after)
        except SlackError as error:
            answer = {"ok": False, "error": error.code} | error.extra
        headers["x-accepted-oauth-scopes"] = self._access.accepted(name, args)
        return JSONResponse(answer, headers=headers)

    def _answer(self, name: str, args: Json, header_token: str | None) -> Json:
        method = METHODS.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        if method.caller != "anyone":
            self._access.check_token(method.caller, header_token or args.get("token"))
        if self._model.config.rate_limits:
            self._rates.count(name, self._place(args))
        if method.caller == "bot":
            self._access.check_scopes(name, args)
        return self._run(method, args)

    def _run(self, method: Method, args: Json) -> Json:
        for argument in method.required:
            if args.get(argument) in (None, ""):
                raise missing_field(argument)
        return method.run(Call(self._model, args, self._socket_url, self._access))

    def _place(self, args: Mapping[str, Any]) -> str:
        """The channel's id, so that its name and its id share one bucket."""
        ref = str(args.get("channel", ""))
        try:
            return self._model.conversation(ref).id
        except SlackError:
            return ref


async def faulty(faults: Faults, name: str, request: Request, serve: Callable[[], Any]) -> Response:
    """Serves a call, with the fault that is to strike it. `serve` is called at most once."""
    fault = faults.on_call(name)
    if fault is not None and fault.kind != "answer_lost":
        return await _struck(fault, faults, request)
    answer: Response = await serve()
    if fault is not None:
        # What is written to a connection that has been cut goes nowhere.
        cut(request.scope)
    return answer


async def _struck(fault: Fault, faults: Faults, request: Request) -> Response:
    if fault.kind == "rate_limited":
        return too_fast(max(1, round(fault.seconds)))
    if fault.kind == "error":
        return JSONResponse({"ok": False, "error": fault.code})
    if fault.kind == "timeout":
        gone = asyncio.ensure_future(_gone(request))
        await faults.sleep(fault.seconds, gone)
        gone.cancel()
        return HTMLResponse(BROKEN_PAGE, status_code=504)
    return HTMLResponse(BROKEN_PAGE, status_code=fault.status)


async def _gone(request: Request) -> None:
    """Until the caller has hung up."""
    await request.body()
    while (await request.receive())["type"] != "http.disconnect":
        pass


def too_fast(retry_after: int) -> Response:
    """HTTP 429, as Slack words it. `retry_after` in seconds."""
    return JSONResponse(
        {"ok": False, "error": "ratelimited"},
        status_code=429,
        headers={"retry-after": str(retry_after)},
    )


async def arguments_if_any(request: Request) -> Json:
    """The arguments for whoever looks on; none when they cannot be read."""
    try:
        return await arguments(request)
    except (SlackError, ClientDisconnect):
        return {}


def answer_of(response: Response) -> Json | None:
    """The JSON of an answer, None for a page or a plain text."""
    if not response.headers.get("content-type", "").startswith("application/json"):
        return None
    found: Json = json.loads(bytes(response.body))
    return found


def status_of(answer: Json | None, status: int) -> str:
    """`ok`, Slack's name for what went wrong, or the HTTP status."""
    if answer is None:
        return "ok" if status < 400 else f"http_{status}"
    return "ok" if answer.get("ok", True) else str(answer.get("error"))


def bearer(request: Request) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


async def arguments(request: Request) -> Json:
    """Query, form and JSON arguments together. Raises SlackError `invalid_json` and others."""
    args: Json = dict(request.query_params)
    body = await request.body()
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not body:
        return args
    if kind == "application/json":
        return args | json_object(body)
    if kind in ("application/x-www-form-urlencoded", ""):
        return args | dict(parse_qsl(body.decode(), keep_blank_values=True))
    raise SlackError("invalid_post_type")


def json_object(body: bytes) -> dict[str, Any]:
    """Raises SlackError `invalid_json` or `json_not_object`."""
    try:
        value = json.loads(body)
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(value, dict):
        raise SlackError("json_not_object")
    return value
