"""Where files come in and go out over HTTP: the upload URL, the bytes for the app and the page."""

import re

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from .errors import SlackError
from .faults import Faults
from .files import DEFAULT_TYPE, File
from .model import Model
from .scopes import Access
from .web_api import bearer, faulty

BOUNDARY = re.compile(r'boundary="?([^";]+)"?')
LOGIN_PAGE = """<!DOCTYPE html><html lang="en-US"><head><title>Sign in to {team} | Slack</title>
</head><body><h1>Sign in to {team}</h1><form action="/" method="post"></form></body></html>"""


def file_routes(model: Model, access: Access, faults: Faults) -> list[Route]:
    """Upload and download. The upload URL is a secret of its own, the app's address wants the
    bot's token, and the page's asks for none: it shows what its person sees."""

    async def upload(request: Request) -> Response:
        return await faulty(faults, "upload", request, lambda: store(request))

    async def store(request: Request) -> Response:
        data = uploaded(request.headers.get("content-type", ""), await request.body())
        try:
            stored = model.files.store(request.path_params["key"], data)
        except SlackError as error:
            return PlainTextResponse(error.code, status_code=404)
        return PlainTextResponse(f"OK - {stored.size}")

    async def shown(request: Request) -> Response:
        file = _complete(model, request)
        return _bytes(file) if file else PlainTextResponse("file_not_found", status_code=404)

    async def download(request: Request) -> Response:
        return await faulty(faults, "download", request, lambda: read(request))

    async def read(request: Request) -> Response:
        file = _complete(model, request)
        if file is None:
            return PlainTextResponse("file_not_found", status_code=404)
        try:
            access.check_file(file, bearer(request))
        except SlackError:
            # Slack refuses no reader: it shows him the way in, as a page with status 200.
            return HTMLResponse(LOGIN_PAGE.format(team=model.config.team_domain))
        return _bytes(file)

    return [
        Route("/upload/v1/{key}", upload, methods=["POST", "PUT"]),
        Route("/files/{file_id}/{name:path}", shown),
        Route("/files-pri/{file_id}/{name:path}", download),
    ]


def _complete(model: Model, request: Request) -> File | None:
    file = model.files.named(request.path_params["file_id"])
    return None if file is None or file.data is None or file.completed is None else file


def _bytes(file: File) -> Response:
    picture = file.mimetype.startswith("image/")
    headers = {
        # A picture may be a drawing with a script inside.
        "content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
        "x-content-type-options": "nosniff",
        "content-disposition": "inline" if picture else "attachment",
    }
    return Response(file.data, headers=headers, media_type=file.mimetype or DEFAULT_TYPE)


def uploaded(content_type: str, body: bytes) -> bytes:
    """The bytes of an upload: the body, or the first file of a multipart form."""
    kind, _, parameters = content_type.partition(";")
    boundary = BOUNDARY.search(parameters)
    if kind.strip().lower() != "multipart/form-data" or boundary is None:
        return body
    line = b"--" + boundary.group(1).encode()
    for part in body.split(b"\r\n" + line):
        head, _, data = part.partition(b"\r\n\r\n")
        if b"filename=" in head.lower():
            return data
    return b""
