"""Fetching a file from Slack with the bot's token: bounded, whole or not at all.

The token goes to Slack alone: an address elsewhere is not asked, and a redirection elsewhere is
followed without it.
"""

import logging
import time
import urllib.request
from collections.abc import Callable, Mapping
from http.client import HTTPException, HTTPMessage, HTTPResponse
from pathlib import Path
from typing import IO, Any
from urllib.error import HTTPError
from urllib.parse import urlsplit

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from base.language import msg
from base.refusal import Refusal
from bot.slack.sent_files import Dropped, dropped

_LOG = logging.getLogger("fupan.slack")
MOST_BYTES = 100 * 1024 * 1024
_MEGABYTE = 1024 * 1024
_PIECE = 256 * 1024
# A server that says nothing for so long, and a file that takes longer than that in all.
_SILENCE, _PATIENCE = 15.0, 180.0
_TRIES, _PAUSE = 3, 0.5
_NO_SCOPE = ("missing_scope", "not_allowed_token_type", "no_permission", "access_denied")
_GONE = ("file_not_found", "file_deleted")
_LOST = (OSError, HTTPException)


class BrokenOffError(OSError):
    """The file ended before its end, or took too long."""


class _Redirected(urllib.request.HTTPRedirectHandler):
    """Follows redirections, and leaves the token behind where they lead to somebody else."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        """Return the request for the new address."""
        found = super().redirect_request(req, fp, code, msg, headers, newurl)
        if found is not None and urlsplit(newurl)[:2] != urlsplit(req.full_url)[:2]:
            found.remove_header("Authorization")
        return found


class Downloads:
    """Fetches files. Safe to use from several threads."""

    def __init__(
        self,
        client: WebClient,
        most: int | None = None,
        pause: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._most = MOST_BYTES if most is None else most
        self._sleep = pause
        self._now = now

    def described(self, file: Dropped) -> Dropped:
        """Return a file as it can be fetched: of some, Slack's event tells nothing but the id."""
        return file if file.url or file.external else dropped(dict(self.about(file.id)))

    def about(self, file: str) -> Mapping[str, Any]:
        """Return what Slack says of a file. Raises Refusal where it is gone or not to be had."""
        try:
            found: Mapping[str, Any] = self._client.files_info(file=file)["file"]
        except SlackApiError as error:
            code = str(error.response.get("error"))
            if code in _NO_SCOPE:
                raise Refusal(msg("drop.no_scope")) from error
            if code in _GONE:
                raise Refusal(msg("drop.gone")) from error
            raise
        return found

    def fetch(self, file: Dropped, to: Path) -> None:
        """Write a file's bytes. Raises Refusal for what is too large, gone or not to be had."""
        if not file.url:
            raise Refusal(msg("drop.external" if file.external else "drop.gone"))
        if file.external or not self._is_slacks(file.url):
            raise Refusal(msg("drop.external"))
        if file.size > self._most:
            raise self._too_large()
        for attempt in range(1, _TRIES + 1):
            try:
                self._fetch(file, to)
            except _LOST as error:
                _LOG.info("a file was not fetched: %s", type(error).__name__)
                if attempt == _TRIES:
                    raise Refusal(msg("drop.lost")) from error
            else:
                return
            self._sleep(_PAUSE * attempt)

    def _is_slacks(self, url: str) -> bool:
        """Say whether an address is at the Slack that the bot talks to."""
        api, there = urlsplit(self._client.base_url), urlsplit(url)
        host, asked = (api.hostname or "").removeprefix("www."), there.hostname or ""
        ours = asked == host or asked.endswith(f".{host}")
        return bool(host) and ours and there.scheme == api.scheme

    def _fetch(self, file: Dropped, to: Path) -> None:
        token = {"Authorization": f"Bearer {self._client.token}"}
        request = urllib.request.Request(file.url, headers=token)  # noqa: S310  checked: Slack's own
        try:
            with self._opener().open(request, timeout=_SILENCE) as response:
                if _is_page(response, file):
                    raise Refusal(msg("drop.no_scope"))
                self._write(response, file, to)
        except HTTPError as error:
            raise _refused(error) from error

    def _opener(self) -> urllib.request.OpenerDirector:
        proxy = self._client.proxy
        proxies = {"http": proxy, "https": proxy} if proxy else {}
        return urllib.request.build_opener(
            urllib.request.ProxyHandler(proxies),
            urllib.request.HTTPSHandler(context=self._client.ssl),
            _Redirected(),
        )

    def _write(self, response: HTTPResponse, file: Dropped, to: Path) -> None:
        """Write what comes, as long as it is not too much; what breaks off is no file."""
        until, size = self._now() + _PATIENCE, 0
        with to.open("wb") as out:
            while piece := response.read(_PIECE):
                size += len(piece)
                if size > self._most:
                    raise self._too_large()
                if self._now() > until:
                    raise BrokenOffError("too slow")
                out.write(piece)
        said = response.headers.get("content-length")
        whole = int(said) if said and said.isdigit() else file.size
        # Half a file would replace the days of a whole one.
        if whole and size != whole:
            raise BrokenOffError("too short")

    def _too_large(self) -> Refusal:
        return Refusal(msg("drop.too_large", most=self._most // _MEGABYTE))


def _is_page(response: HTTPResponse, file: Dropped) -> bool:
    """Say whether this is a page in place of the file: Slack shows who may not read it a way in."""
    return response.headers.get_content_type() == "text/html" and file.mimetype != "text/html"


def _refused(error: HTTPError) -> Exception:
    if error.code in (401, 403):
        return Refusal(msg("drop.no_scope"))
    if error.code in (404, 410):
        return Refusal(msg("drop.gone"))
    if error.code == 429 or error.code >= 500:
        return ConnectionError(str(error.code))
    return Refusal(msg("drop.lost"))
