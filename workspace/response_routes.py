"""Where response URLs are posted to: HTTP around `responses`."""

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from .errors import SlackError
from .faults import Faults
from .inspecting import Inspector
from .responses import ResponseUrls
from .web_api import answer_of, arguments_if_any, faulty, json_object, status_of


def response_routes(urls: ResponseUrls, faults: Faults, inspector: Inspector) -> list[Route]:
    """One route; whoever knows the key may post, so the URL is a secret of its own."""

    async def respond(request: Request) -> Response:
        began = inspector.stopwatch()
        served = await faulty(faults, "response_url", request, lambda: responded(request))
        body, answer = await arguments_if_any(request), answer_of(served)
        inspector.call(
            "response_url",
            "response_url",
            body,
            answer,
            status_of(answer, served.status_code),
            began=began,
            who=urls.asker(request.path_params["key"]),
        )
        return served

    async def responded(request: Request) -> Response:
        try:
            urls.use(request.path_params["key"], json_object(await request.body()))
        except SlackError as error:
            gone = error.code in ("expired_url", "used_url")
            return JSONResponse(
                {"ok": False, "error": error.code} | error.extra, status_code=404 if gone else 500
            )
        return PlainTextResponse("ok")

    return [Route("/response/{key}", respond, methods=["POST"])]
