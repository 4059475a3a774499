"""The live stream of the page: what changed, each person only what that person may see."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from .model import Change, Json, Message, Model
from .views import View
from .wire import message_json, view_json

KEEP_ALIVE_SECONDS = 15.0


@dataclass(eq=False)
class _Viewer:
    """One open stream. None in the queue ends it."""

    person: str
    queue: asyncio.Queue[Json | None] = field(default_factory=asyncio.Queue)


class Stream:
    """Pushes changes to open pages, each person only what that person may see."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._loop: asyncio.AbstractEventLoop | None = None
        self._viewers: set[_Viewer] = set()

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
        message, where = change.message, change.conversation
        for viewer in self._viewers:
            if where is None:
                if viewer.person == change.user:
                    viewer.queue.put_nowait(_view_news(self._model, change.kind, viewer.person))
                continue
            # Who has just left still has to hear that the channel is gone from his list.
            if viewer.person not in where.members | {change.user}:
                continue
            if message is None:
                viewer.queue.put_nowait({"kind": "conversations"})
            elif message.visible_to in (None, viewer.person):
                viewer.queue.put_nowait(_news(self._model, change.kind, message))

    def app_state(self, connections: int) -> None:
        """Tells every page whether the app is connected. Called on the loop."""
        for viewer in self._viewers:
            viewer.queue.put_nowait({"kind": "app", "connected": connections > 0})

    async def follow(self, person: str) -> AsyncIterator[str]:
        viewer = _Viewer(person)
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
