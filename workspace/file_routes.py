"""Where files come in and go out over HTTP: the upload URL, and the bytes for the page."""

import re

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from .errors import SlackError
from .faults import Faults
from .files import DEFAULT_TYPE
from .model import Model
from .web_api import faulty

BOUNDARY = re.compile(r'boundary="?([^";]+)"?')


def file_routes(model: Model, faults: Faults) -> list[Route]:
    """Upload and download. Neither asks for a token: the upload URL is a secret of its own, and
    the page shows what its person sees."""

    async def upload(request: Request) -> Response:
        return await faulty(faults, "upload", request, lambda: store(request))

    async def store(request: Request) -> Response:
        data = uploaded(request.headers.get("content-type", ""), await request.body())
        try:
            stored = model.files.store(request.path_params["key"], data)
        except SlackError as error:
            return PlainTextResponse(error.code, status_code=404)
        return PlainTextResponse(f"OK - {stored.size}")

    async def download(request: Request) -> Response:
        file = model.files.named(request.path_params["file_id"])
        if file is None or file.data is None or file.completed is None:
            return PlainTextResponse("file_not_found", status_code=404)
        picture = file.mimetype.startswith("image/")
        headers = {
            # A picture may be a drawing with a script inside.
            "content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
            "x-content-type-options": "nosniff",
            "content-disposition": "inline" if picture else "attachment",
        }
        return Response(file.data, headers=headers, media_type=file.mimetype or DEFAULT_TYPE)

    return [
        Route("/upload/v1/{key}", upload, methods=["POST", "PUT"]),
        Route("/files/{file_id}/{name:path}", download),
    ]


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
