"""The Web API over HTTP: `/api/<method>`, forms or JSON, bearer tokens, Slack's errors."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse

from .errors import SlackError, missing_field
from .methods import METHODS, Call, Method
from .model import Json, Model

SCOPES = (
    "app_mentions:read,channels:history,channels:read,chat:write,commands,groups:history,"
    "groups:read,im:history,im:read,im:write,users:read"
)


class WebApi:
    """Reads a request, checks its token, runs the method, writes the answer."""

    def __init__(self, model: Model, socket_url: Callable[[], str]) -> None:
        self._model = model
        self._socket_url = socket_url

    async def handle(self, request: Request) -> JSONResponse:
        try:
            answer: Json = {"ok": True} | self._answer(
                request.path_params["method"], await arguments(request), bearer(request)
            )
        except SlackError as error:
            answer = {"ok": False, "error": error.code} | error.extra
        return JSONResponse(answer, headers={"x-oauth-scopes": SCOPES})

    def _answer(self, name: str, args: Json, header_token: str | None) -> Json:
        method = METHODS.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        self._check_token(method, header_token or args.get("token"))
        for argument in method.required:
            if args.get(argument) in (None, ""):
                raise missing_field(argument)
        return method.run(Call(self._model, args, self._socket_url))

    def _check_token(self, method: Method, token: str | None) -> None:
        if method.caller == "anyone":
            return
        if not token:
            raise SlackError("not_authed")
        tokens = {"bot": self._model.bot_token, "app": self._model.app_token}
        if token == tokens[method.caller]:
            return
        known = token in tokens.values()
        raise SlackError("not_allowed_token_type" if known else "invalid_auth")


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
