"""The page as the tests of its door see it: JSON calls and the live stream, over real HTTP."""

import contextlib
import json
import queue
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from workspace import RunningWorkspace

Json = dict[str, Any]


def state(local: RunningWorkspace, who: str = "", **query: str) -> Json:
    """What the page is told when it opens, acting as a handle."""
    if who:
        query["as"] = local.as_person(who).id
    answer = httpx.get(f"{local.page_url}_/state", params=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def post(local: RunningWorkspace, path: str, who: str = "", **body: Any) -> Json:
    """One call of the page's own API; the answer, refusals too."""
    if who:
        body["as"] = local.as_person(who).id
    return dict(httpx.post(f"{local.page_url}_/{path}", json=body).json())


def conversation(local: RunningWorkspace, who: str, channel: str) -> Json:
    """One conversation of the state, by a channel's name or `@name`."""
    wanted = local.as_person(who).place(channel).id
    return next(c for c in state(local, who)["conversations"] if c["id"] == wanted)


class News:
    """What one open page is told, from when it was opened."""

    def __init__(self) -> None:
        self._queue: queue.Queue[Json] = queue.Queue()

    def put(self, news: Json) -> None:
        self._queue.put(news)

    def next(self, kind: str, timeout: float = 5.0) -> Json:
        """The next news of this kind; others are skipped. Raises AssertionError after a while."""
        deadline = time.monotonic() + timeout
        while True:
            try:
                news = self._queue.get(timeout=max(0.01, deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"no news of {kind}") from None
            if news["kind"] == kind:
                return news

    def none(self, kind: str, seconds: float = 0.3) -> None:
        """Asserts that no news of this kind comes for a while."""
        try:
            news = self.next(kind, seconds)
        except AssertionError:
            return
        raise AssertionError(f"unexpected {news}")


@contextmanager
def page(local: RunningWorkspace, who: str = "", **query: str) -> Iterator[News]:
    """An open page; it closes with the block."""
    if who:
        query["as"] = local.as_person(who).id
    with httpx.stream("GET", f"{local.page_url}_/stream", params=query, timeout=30) as answer:
        lines = answer.iter_lines()
        assert next(lines).startswith("retry:")
        news = News()
        thread = threading.Thread(target=_follow, args=(lines, news), daemon=True)
        thread.start()
        try:
            yield news
        finally:
            wire = answer.extensions["network_stream"].get_extra_info("socket")
            with contextlib.suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)
            thread.join(5)


def _follow(lines: Iterator[str], news: News) -> None:
    # The stream ends when the page closes or the workspace stops.
    with contextlib.suppress(httpx.HTTPError, httpx.StreamError):
        for line in lines:
            if line.startswith("data: "):
                news.put(json.loads(line.removeprefix("data: ")))
