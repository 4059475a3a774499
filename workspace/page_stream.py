"""The live stream of the page: what changed, each person only what that person may see."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from .config import Words
from .model import Change, Conversation, Json, Message, Model
from .reads import Count
from .views import View
from .wire import message_json, view_json

KEEP_ALIVE_SECONDS = 15.0
# A clock that moves in many small steps is told of in larger ones.
TIME_SECONDS = 0.05
# What passes in one burst is told to the pages at once.
INSPECTED_SECONDS = 0.15


@dataclass(eq=False)
class _Viewer:
    """One open stream, and what it was told last of each conversation. None ends it."""

    person: str
    locale: str
    told: dict[str, Count] = field(default_factory=dict)
    queue: asyncio.Queue[Json | None] = field(default_factory=asyncio.Queue)


class Stream:
    """Pushes changes to open pages, each person only what that person may see."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._loop: asyncio.AbstractEventLoop | None = None
        self._viewers: set[_Viewer] = set()
        self._inspected: int | None = None
        self._due: asyncio.TimerHandle | None = None
        # Set by the server: what time it is here, for the page.
        self.time: Callable[[], Json] = dict

    def open(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def close(self) -> None:
        """Ends every open stream. Called on the loop."""
        self._loop = None
        for viewer in self._viewers:
            viewer.queue.put_nowait(None)

    def on_change(self, change: Change) -> None:
        """A listener of the model, called on any thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._push, change)

    def _push(self, change: Change) -> None:
        where = change.conversation
        for viewer in self._viewers:
            if where is not None:
                self._push_in(viewer, where, change)
            elif viewer.person == change.user and change.kind in ("home", "modal"):
                viewer.queue.put_nowait(_view_news(self._model, change.kind, viewer.person))

    def _push_in(self, viewer: _Viewer, where: Conversation, change: Change) -> None:
        message = change.message
        if change.kind == "read":
            if viewer.person == change.user:
                self._push_unread(viewer, where)
            return
        # Who has just left still has to hear that the channel is gone from his list.
        if viewer.person not in where.members | {change.user}:
            return
        if message is None:
            viewer.queue.put_nowait({"kind": "conversations"})
        elif message.visible_to in (None, viewer.person):
            viewer.queue.put_nowait(_news(self._model, change.kind, message))
            self._push_unread(viewer, where)

    def _push_unread(self, viewer: _Viewer, where: Conversation) -> None:
        count = self._model.reads.count(viewer.person, where)
        if viewer.told.get(where.id) != count:
            viewer.told[where.id] = count
            viewer.queue.put_nowait(
                {
                    "kind": "unread",
                    "channel": where.id,
                    "unread": count.unread,
                    "mentions": count.mentions,
                }
            )

    # -- what every page is told ----------------------------------------------------------------

    def everybody(self, news: Json) -> None:
        """Tells every page the same; callable from any thread."""
        self.each(lambda _locale: news)

    def each(self, news: Callable[[str], Json]) -> None:
        """Tells every page in its own language (a locale); callable from any thread."""
        loop = self._loop
        if loop is not None:
            loop.call_soon_threadsafe(self._push_each, news)

    def _push_each(self, news: Callable[[str], Json]) -> None:
        for viewer in self._viewers:
            viewer.queue.put_nowait(news(viewer.locale))

    def clock_moved(self) -> None:
        """Tells every page what time it is, soon; callable from any thread."""
        loop = self._loop
        if loop is not None and self._viewers:
            loop.call_soon_threadsafe(self._tell_time_soon)

    def _tell_time_soon(self) -> None:
        if self._due is None and self._loop is not None:
            self._due = self._loop.call_later(TIME_SECONDS, self._tell_time)

    def _tell_time(self) -> None:
        self._push_time(self.time(), None)

    def _push_time(self, now: Json, failed: Words | None) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None
        news = {"kind": "time", **now}
        self._push_each(lambda at: news | {"failed": failed.said_in(at) if failed else None})

    def travelled(self, now: Json, failed: Words | None) -> None:
        """Tells every page that a travel has begun or ended; callable from any thread."""
        loop = self._loop
        if loop is not None:
            loop.call_soon_threadsafe(self._push_time, now, failed)

    def app_state(self, connections: int) -> None:
        """Tells every page whether the app is connected. Called on the loop."""
        self._push_each(lambda _locale: {"kind": "app", "connected": connections > 0})

    def inspected(self, entry: int) -> None:
        """Tells the pages that the inspector has something new; on any thread, once in a while."""
        if self._loop is not None and self._viewers and self._inspected is None:
            self._inspected = entry
            self._loop.call_soon_threadsafe(
                self._loop.call_later, INSPECTED_SECONDS, self._tell_inspected
            )

    def _tell_inspected(self) -> None:
        entry, self._inspected = self._inspected, None
        for viewer in self._viewers:
            viewer.queue.put_nowait({"kind": "inspected", "id": entry})

    async def follow(self, person: str, locale: str) -> AsyncIterator[str]:
        """The stream of one page: the user id it acts as, the locale it is told things in."""
        viewer = _Viewer(person, locale)
        self._viewers.add(viewer)
        try:
            yield "retry: 1000\n\n"
            while True:
                try:
                    news = await asyncio.wait_for(viewer.queue.get(), KEEP_ALIVE_SECONDS)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                if news is None:
                    return
                yield f"data: {json.dumps(news, ensure_ascii=False)}\n\n"
        finally:
            self._viewers.discard(viewer)


def _news(model: Model, kind: str, message: Message) -> Json:
    if kind == "deleted":
        return {"kind": "gone", "channel": message.channel, "ts": message.ts}
    return {"kind": "message", "message": page_message(model, message)}


def _view_news(model: Model, kind: str, person: str) -> Json:
    view = model.views.home(person) if kind == "home" else model.views.top(person)
    return {"kind": kind, "view": page_view(model, view)}


def page_message(model: Model, message: Message) -> Json:
    """A message with what the page needs beside Slack's own fields.

    The page shows typed messages by their text; the rich text beside it is for the app.
    """
    found = message_json(model, message)
    if message.blocks:
        found["blocks"] = _with_pictures(model, found["blocks"])
    else:
        found.pop("blocks", None)
    if message.files:
        found["files"] = [_page_file(model, ref) for ref in message.files]
    return found | {"channel": message.channel, "ephemeral": message.visible_to is not None}


def page_view(model: Model, view: View | None) -> Json | None:
    """Slack's view object, with the texts under fields, a notice, and how many lie below."""
    if view is None:
        return None
    below = [one.id for one in model.views.stack(view.user)] if view.kind == "modal" else []
    found = view_json(model, view)
    found["blocks"] = _with_pictures(model, found["blocks"])
    return found | {
        "errors": dict(view.errors),
        "notice": view.notice,
        "depth": below.index(view.id) if view.id in below else 0,
    }


def _page_file(model: Model, ref: str) -> Json:
    file = model.files.named(ref)
    if file is None:
        return {"id": ref, "name": "", "mimetype": "", "url": "", "alt_txt": "", "title": ""}
    return {
        "id": file.id,
        "name": file.name,
        "mimetype": file.mimetype,
        "url": file.path,
        "alt_txt": file.alt_txt,
        "title": file.title,
    }


def _with_pictures(model: Model, part: Any) -> Any:
    """The same blocks, where a picture that names a Slack file says where its bytes are."""
    if isinstance(part, list):
        return [_with_pictures(model, one) for one in part]
    if not isinstance(part, dict):
        return part
    shown = {key: _with_pictures(model, one) for key, one in part.items()}
    named = part.get("slack_file")
    if part.get("type") == "image" and isinstance(named, dict):
        file = model.files.named(str(named.get("id") or named.get("url")))
        if file is not None:
            shown["image_url"] = file.path
    return shown
