"""The blocks: what each may hold, and on which surfaces Slack takes it."""

from .elements import (
    IMAGE,
    IN_ACTIONS,
    IN_CONTEXT_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    JUST_BUTTONS,
    URL_SOURCE,
)
from .figures import DATA_TABLE, DATA_VISUALIZATION, TABLE
from .objects import BLOCK_ID, SLACK_FILE, URL_MOST, WEB_URL, mrkdwn, plain, plain_only, text
from .problem import Findings, Json, Surface
from .rich_text import RICH_TEXT
from .rules import (
    HTTPS_URL,
    URL,
    Anything,
    ByType,
    Check,
    Enum,
    Flag,
    List,
    Need,
    Rule,
    Shape,
    Str,
    at_least_one,
    exactly_one,
    goes_with,
    not_both,
    pick,
    shape,
    typed,
)

MESSAGE_BLOCKS_MOST = 50
VIEW_BLOCKS_MOST = 100
PLAN_TASKS_MOST = 50

# What Slack draws itself on a card, by name.
SLACK_ICONS = (
    "archive", "book", "bookmark", "bot", "bug", "calendar", "call", "caret-left", "caret-right",
    "check", "clipboard", "code", "comment", "compass", "copy", "cube", "download", "edit",
    "email", "eye-closed", "eye-open", "file", "flag", "folder", "gear", "globe", "heart", "help",
    "image", "info", "key", "lightbulb", "link", "map", "mobile", "new-window", "pin", "plus",
    "refine", "refresh", "rocket", "save", "screen", "share", "sparkle", "star", "star-filled",
    "tag", "thumbs-down", "thumbs-up", "trash", "upload", "user", "warning",
)  # fmt: skip

_SECURE_URL = Str(URL_MOST, 1, HTTPS_URL)
_RICH = ByType({"rich_text": RICH_TEXT})
_IMAGE = ByType({"image": IMAGE})


def _block(kind: str, *checks: Check, **properties: Rule) -> Shape:
    return typed(kind, *checks, block_id=BLOCK_ID, **properties)


def _text_or_fields(block: Json, at: str, found: Findings) -> None:
    if "text" not in block and not block.get("fields"):
        found.failed(f"{at}/type", "must define either `text` or `fields`", "any_of")


def _divider_fits(block: Json, at: str, found: Findings) -> None:
    """What folds away has no line under its header."""
    if block.get("has_header_divider") is True and block.get("is_collapsible") is True:
        where = f"{at}/has_header_divider"
        found.failed(where, "cannot be set when `is_collapsible` is true", "not")


def _unique_tasks(block: Json, at: str, found: Findings) -> None:
    seen: set[str] = set()
    tasks = block.get("tasks")
    for place, task in enumerate(tasks if isinstance(tasks, list) else []):
        name = task.get("task_id") if isinstance(task, dict) else None
        if isinstance(name, str) and name in seen:
            where = f"{at}/tasks/{place}/task_id"
            found.failed(where, "task_id must be unique within a plan", "unique_items", None, name)
        elif isinstance(name, str):
            seen.add(name)


def _task(*, alone: bool) -> Shape:
    """A task card; within a plan it needs no type of its own."""
    kind = Enum(("task_card",))
    return shape(
        type=Need(kind) if alone else kind,
        block_id=BLOCK_ID,
        task_id=Need(Str(least=1)),
        title=Need(Str(least=1)),
        details=_RICH,
        output=_RICH,
        sources=List(ByType({"url": URL_SOURCE})),
        # A card on its own reports on work that has begun; only a plan has pending tasks.
        status=Need(Enum((*(() if alone else ("pending",)), "in_progress", "complete", "error"))),
    )


_CARD = _block(
    "card",
    at_least_one("hero_image", "title", "actions", "body"),
    not_both("icon", "slack_icon"),
    hero_image=_IMAGE,
    icon=_IMAGE,
    slack_icon=typed("icon", name=Need(Enum(SLACK_ICONS))),
    title=text(150),
    subtitle=text(150),
    body=text(200),
    subtext=text(200),
    actions=List(JUST_BUTTONS, 3, 1),
)

BLOCKS: dict[str, Rule] = {
    "actions": _block("actions", elements=Need(List(IN_ACTIONS, 25, 1))),
    "alert": _block(
        "alert",
        text=Need(text(200)),
        level=Enum(("default", "info", "warning", "error", "success")),
    ),
    "call": _block(
        "call",
        call_id=Need(Str(least=1)),
        api_decoration_available=Flag(),
        call=Anything("Slack fills it in"),
    ),
    "card": _CARD,
    "carousel": _block("carousel", elements=Need(List(ByType({"card": _CARD}), 10, 1))),
    "context": _block(
        "context",
        elements=Need(
            List(ByType({"image": IMAGE, "plain_text": plain(), "mrkdwn": mrkdwn()}), 10, 1)
        ),
    ),
    "context_actions": _block("context_actions", elements=Need(List(IN_CONTEXT_ACTIONS, 5, 1))),
    "data_table": DATA_TABLE,
    "data_visualization": DATA_VISUALIZATION,
    "divider": _block("divider"),
    "file": _block("file", external_id=Need(Str(least=1)), source=Need(Enum(("remote",)))),
    "header": _block("header", text=Need(plain_only(150))),
    "image": _block(
        "image",
        exactly_one("image_url", "slack_file"),
        alt_text=Need(Str(2000, 1)),
        title=plain_only(2000),
        image_url=WEB_URL,
        slack_file=SLACK_FILE,
    ),
    "input": _block(
        "input",
        label=Need(plain_only(2000)),
        element=Need(IN_INPUT),
        hint=plain_only(2000),
        optional=Flag(),
        dispatch_action=Flag(),
    ),
    "markdown": _block("markdown", text=Need(Str(12_000, 1))),
    "plan": _block(
        "plan",
        _unique_tasks,
        title=Need(Str(least=1)),
        tasks=List(_task(alone=False), PLAN_TASKS_MOST),
    ),
    "rich_text": RICH_TEXT,
    "section": _block(
        "section",
        _text_or_fields,
        text=text(3000),
        fields=List(text(2000), 10),
        accessory=IN_SECTION,
        expand=Flag(),
    ),
    "table": TABLE,
    "task_card": _task(alone=True),
    "video": _block(
        "video",
        alt_text=Need(Str(2000, 1)),
        # "Must be less than 200 (50) characters."
        title=Need(plain_only(199)),
        author_name=Str(49),
        description=plain_only(200),
        provider_name=Str(50),
        provider_icon_url=Str(2000, 1, URL),
        thumbnail_url=Need(WEB_URL),
        title_url=Str(2000, 1, HTTPS_URL),
        video_url=Need(_SECURE_URL),
    ),
}

IN_CONTAINER = (
    "actions", "context", "divider", "file", "header", "image", "input", "rich_text", "section",
    "table", "video",
)  # fmt: skip
BLOCKS["container"] = _block(
    "container",
    at_least_one("title", "rich_text_title"),
    goes_with("default_collapsed", "is_collapsible"),
    _divider_fits,
    title=plain_only(150),
    rich_text_title=_RICH,
    subtitle=text(150),
    icon=_IMAGE,
    width=Enum(("narrow", "standard", "wide", "full")),
    is_collapsible=Flag(),
    default_collapsed=Flag(),
    has_header_divider=Flag(),
    child_blocks=Need(List(pick(BLOCKS, *IN_CONTAINER), 10, 1)),
)
BLOCKS["auth_provider"] = _block(
    "auth_provider",
    value=Need(Str(150, 1)),
    name=Need(plain_only(75)),
    is_connected=Need(Flag()),
    description=plain_only(150),
    icon_url=_SECURE_URL,
    auth_url=_SECURE_URL,
    disconnect_url=_SECURE_URL,
    connected_identity=plain_only(75),
    connected_context=plain_only(75),
    accessory=pick(IN_SECTION.kinds, "overflow"),
    fallback=List(pick(BLOCKS, *IN_CONTAINER)),
)

KNOWN_TYPES = frozenset(BLOCKS)
# Which surface takes which blocks.
_EVERYWHERE = (
    "actions", "auth_provider", "card", "context", "divider", "header", "image", "input",
    "rich_text", "section", "video",
)  # fmt: skip
_ONLY_ON: dict[Surface, tuple[str, ...]] = {
    "message": (
        "call", "carousel", "container", "context_actions", "data_table", "data_visualization",
        "file", "markdown", "plan", "table", "task_card",
    ),
    "modal": ("alert",),
    "home": ("carousel", "container", "data_table", "data_visualization", "table"),
}  # fmt: skip


def blocks_of(surface: Surface, unsupported: frozenset[str] = frozenset()) -> ByType:
    """The blocks a surface takes, but for some that this workspace does not know (yet)."""
    names = {*_EVERYWHERE, *_ONLY_ON[surface]} - unsupported
    return pick(BLOCKS, *names)


def list_of_blocks(surface: Surface, unsupported: frozenset[str] = frozenset()) -> List:
    most = MESSAGE_BLOCKS_MOST if surface == "message" else VIEW_BLOCKS_MOST
    return List(blocks_of(surface, unsupported), most)
