"""What surrounds a workspace on its page: being made ready, the visitor's language, the tour.

State only; whoever changes it tells the pages. Nothing in here is part of Slack.
"""

import threading
from collections.abc import Callable
from typing import Any

from .config import Words
from .entities import Json

LOCALES = ("zh-CN", "en-US")


def nearest_locale(tag: str) -> str:
    """The one of the page's two languages for a browser's tag such as `zh-TW` or `fr`."""
    return LOCALES[0] if tag.lower().startswith("zh") else LOCALES[1]


class Stage:
    """Safe to read and to change from any thread. `changed` is called after each change."""

    def __init__(self, preparing: Words | None, changed: Callable[[], None]) -> None:
        self._lock = threading.Lock()
        self._changed = changed
        self._preparing: tuple[Words, float | None] | None = (
            None if preparing is None else (preparing, None)
        )
        self._chosen: tuple[str, bool] | None = None
        self._tour_done = False
        self.notes: dict[str, Any] = {}

    def restore(self, tour_done: bool, notes: dict[str, Any]) -> None:
        """What was kept, before anybody looks."""
        self._tour_done = tour_done
        self.notes.update(notes)

    # -- being made ready -----------------------------------------------------------------------

    @property
    def is_preparing(self) -> bool:
        return self._preparing is not None

    def preparing(self, locale: str) -> Json | None:
        """What is being made ready, in a language, or in the one clicked on; None once it is."""
        found, chosen = self._preparing, self._chosen
        if found is None:
            return None
        spoken = chosen[0] if chosen and chosen[1] else locale
        return {"text": found[0].said_in(spoken), "share": found[1]}

    def prepare(self, words: Words, share: float | None) -> None:
        """Raises ValueError for a share that is not between 0 and 1."""
        if share is not None and not 0 <= share <= 1:
            raise ValueError("a share is between 0 and 1")
        self._preparing = (words, share)
        self._changed()

    def ready(self) -> None:
        self._preparing = None
        self._changed()

    # -- the visitor ----------------------------------------------------------------------------

    @property
    def chosen_locale(self) -> str | None:
        """What the visitor chose while waiting; None when no page has said anything."""
        return None if self._chosen is None else self._chosen[0]

    def choose(self, tag: str, explicit: bool) -> None:
        """A language by a click (`explicit`), or the browser's own, which never outdoes a click."""
        with self._lock:
            if explicit or self._chosen is None or not self._chosen[1]:
                self._chosen = (nearest_locale(tag), explicit)
        self._changed()

    @property
    def tour_done(self) -> bool:
        return self._tour_done

    def end_tour(self, done: bool) -> None:
        self._tour_done = done
        self._changed()
