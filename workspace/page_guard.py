"""Who may call the page's own API: pages of this address only. Reads requests, knows no model."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from .entities import Json
from .errors import SlackError
from .web_api import json_object

Handler = Callable[[Request], Awaitable[Response]]


def guarded(handler: Handler) -> Handler:
    """The handler, for pages of this address; a SlackError becomes `ok: false`, status 400."""

    async def answered(request: Request) -> Response:
        origin = request.headers.get("origin")
        if origin is not None and origin.partition("://")[2] != request.headers.get("host"):
            return JSONResponse({"ok": False, "error": "foreign_origin"}, status_code=403)
        try:
            return await handler(request)
        except SlackError as error:
            return JSONResponse({"ok": False, "error": error.code} | error.extra, status_code=400)

    return answered


def check_kind(request: Request, wanted: str) -> None:
    """A foreign page can post a form here without asking, but no other kind of body.

    Raises SlackError `invalid_post_type`.
    """
    if request.headers.get("content-type", "").partition(";")[0] != wanted:
        raise SlackError("invalid_post_type")


async def json_body(request: Request) -> Json:
    """Raises SlackError `invalid_post_type`, `invalid_json`, `json_not_object`."""
    check_kind(request, "application/json")
    return json_object(await request.body())


async def raw_body(request: Request, most: int) -> bytes:
    """The body's bytes, at most `most` of them.

    Raises SlackError `file_too_large` with `limit` as soon as it is known, not at the end.
    """
    check_kind(request, "application/octet-stream")
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > most:
        raise SlackError("file_too_large", limit=most)
    read = bytearray()
    async for part in request.stream():
        read += part
        if len(read) > most:
            raise SlackError("file_too_large", limit=most)
    return bytes(read)
