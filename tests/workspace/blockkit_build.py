"""The smallest valid payloads of every kind, to be bent by the corpus."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from workspace.blockkit import Surface

Json = dict[str, Any]
Kind = Literal["good", "shape", "size", "form", "across", "surface"]
IMAGE_URL = "https://example.com/a.png"


@dataclass(frozen=True)
class Case:
    """A payload and where Slack would find fault with it (None: nowhere).

    `kind`: what the rule is about. `shape` = types, required and unknown properties, words of a
    list; `size` = lengths and counts of one property; `form` = dates, URLs, numbers in text;
    `across` = several properties or blocks; `surface` = what may stand where.
    """

    name: str
    kind: Kind
    payload: Any
    pointer: str | None = None
    surface: Surface = "message"

    @property
    def blocks(self) -> Any:
        return self.payload if self.surface == "message" else self.payload["blocks"]


@dataclass(frozen=True)
class Frame:
    """Puts an object where it belongs; `at` is the JSON pointer it then stands at."""

    at: str
    put: Callable[[Any], Any]
    surface: Surface = "message"


def words(characters: int) -> str:
    return "x" * characters


def plain(value: str = "a", **more: Any) -> Json:
    return {"type": "plain_text", "text": value, **more}


def mrkdwn(value: str = "a", **more: Any) -> Json:
    return {"type": "mrkdwn", "text": value, **more}


def modal(*blocks: Any, **more: Any) -> Json:
    view: Json = {"type": "modal", "title": plain("t"), "submit": plain("ok")}
    return {**view, "blocks": list(blocks), **more}


def home(*blocks: Any, **more: Any) -> Json:
    return {"type": "home", "blocks": list(blocks), **more}


def block(kind: str, **properties: Any) -> Json:
    return {"type": kind, **properties}


def section(**more: Any) -> Json:
    return block("section", text=mrkdwn(), **more)


def button(**more: Any) -> Json:
    return block("button", **{"text": plain(), **more})


def option(value: str = "v", label: str = "a", **more: Any) -> Json:
    return {"text": plain(label), "value": value, **more}


def options(count: int) -> list[Json]:
    return [option(f"v{i}") for i in range(count)]


def group(count: int = 1, **more: Any) -> Json:
    return {"label": plain(), "options": options(count), **more}


def confirm(**more: Any) -> Json:
    return {"title": plain(), "text": plain(), "confirm": plain(), "deny": plain(), **more}


def image(**more: Any) -> Json:
    return block("image", image_url=IMAGE_URL, alt_text="a", **more)


def field(element: Json, **more: Any) -> Json:
    return block("input", label=plain(), element=element, **more)


def leaf(value: str = "a", **more: Any) -> Json:
    return block("text", text=value, **more)


def rich(*parts: Json, **more: Any) -> Json:
    inside = list(parts) or [block("rich_text_section", elements=[leaf()])]
    return block("rich_text", elements=inside, **more)


def cell(value: str = "a") -> Json:
    return block("raw_text", text=value)


def grid(rows: int, columns: int) -> list[list[Json]]:
    return [[cell() for _ in range(columns)] for _ in range(rows)]


def table(height: int = 2, width: int = 1, **more: Any) -> Json:
    return block("table", **{"rows": grid(height, width), **more})


def data_table(height: int = 2, width: int = 1, **more: Any) -> Json:
    return block("data_table", **{"rows": grid(height, width), "caption": "c", **more})


def points(*labels: str) -> list[Json]:
    return [{"label": label, "value": 1} for label in labels]


def series(name: str = "s", *labels: str) -> Json:
    return {"name": name, "data": points(*(labels or ("a",)))}


def chart(kind: str = "line", *lines: Json, **axis: Any) -> Json:
    inside = list(lines) or [series()]
    return {"type": kind, "series": inside, "axis_config": {"categories": ["a"], **axis}}


def wide_chart(categories: int) -> Json:
    labels = [f"c{i}" for i in range(categories)]
    return chart("bar", {"name": "s", "data": points(*labels)}, categories=labels)


def pie(count: int = 1) -> Json:
    return {"type": "pie", "segments": points(*(f"p{i}" for i in range(count)))}


def figure(inside: Json, **more: Any) -> Json:
    return block("data_visualization", **{"title": "t", "chart": inside, **more})


def card(**more: Any) -> Json:
    return block("card", title=mrkdwn(), **more)


def task(name: str = "1", **more: Any) -> Json:
    return block("task_card", **{"task_id": name, "title": "t", "status": "complete", **more})


def container(*blocks: Json, **more: Any) -> Json:
    inside = list(blocks) or [section()]
    return block("container", **{"title": plain(), "child_blocks": inside, **more})


def video(**more: Any) -> Json:
    given = {"video_url": "https://example.com/v", "thumbnail_url": IMAGE_URL}
    return block("video", **{**given, "alt_text": "a", "title": plain(), **more})


def feedback(**more: Any) -> Json:
    one = {"text": plain(), "value": "v"}
    return block("feedback_buttons", positive_button={**one, **more}, negative_button=one)


def icon_button(**more: Any) -> Json:
    return block("icon_button", **{"icon": "trash", "text": plain(), **more})


BLOCKS = Frame("/blocks", lambda many: many)
ALONE = Frame("/blocks/0", lambda thing: [thing])
IN_HOME = Frame("/view/blocks/0", lambda thing: home(thing), "home")
IN_MODAL = Frame("/view/blocks/0", lambda thing: modal(thing), "modal")
ACTIONS = Frame("/blocks/0/elements/0", lambda thing: [block("actions", elements=[thing])])
FIELD = Frame("/view/blocks/0/element", lambda thing: modal(field(thing)), "modal")
ACCESSORY = Frame("/blocks/0/accessory", lambda thing: [section(accessory=thing)])
CONTEXT = Frame("/blocks/0/elements/0", lambda thing: [block("context", elements=[thing])])
ASIDE = Frame("/blocks/0/elements/0", lambda thing: [block("context_actions", elements=[thing])])
IN_SECTION = Frame(
    "/blocks/0/elements/0/elements/0",
    lambda thing: [rich(block("rich_text_section", elements=[thing]))],
)
IN_RICH = Frame("/blocks/0/elements/0", lambda thing: [rich(thing)])
CHART = Frame("/blocks/0/chart", lambda thing: [figure(thing)])
VIEW = Frame("/view", lambda thing: thing, "modal")


def good(name: str, frame: Frame, thing: Any) -> Case:
    return Case(name, "good", frame.put(thing), None, frame.surface)


def bad(name: str, frame: Frame, thing: Any, below: str = "", kind: Kind = "shape") -> Case:
    return Case(name, kind, frame.put(thing), frame.at + below, frame.surface)
