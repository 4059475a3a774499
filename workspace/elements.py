"""The interactive elements of Block Kit: where they are, and what they hold.

Three forms of the same value: the plain one people (and tests) give, such as `"2026-11-20"` or a
list of option values; the entry under `state.values`; and the fields of an entry of `actions`.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .errors import SlackError

Json = dict[str, Any]
Values = dict[str, dict[str, Json]]

TEXTS = frozenset({"plain_text_input", "email_text_input", "number_input", "url_text_input"})
OPTIONS = frozenset({"static_select", "external_select", "radio_buttons", "overflow"})
MANY_OPTIONS = frozenset({"multi_static_select", "multi_external_select", "checkboxes"})
# The field that holds the value, for the elements whose value is a plain one.
PLAIN_FIELDS = {
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
}
MANY_FIELDS = {
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
}
STATELESS = frozenset({"button", "workflow_button", "overflow", "feedback_buttons", "icon_button"})
INTERACTIVE = frozenset(
    TEXTS | OPTIONS | MANY_OPTIONS | STATELESS | PLAIN_FIELDS.keys() | MANY_FIELDS.keys()
    | {"rich_text_input", "file_input"}
)  # fmt: skip
# Where a block holds blocks of its own.
CHILDREN = frozenset({"child_blocks"})
# Types without elements: their parts may look like one.
INERT = frozenset({"rich_text", "table", "data_table", "data_visualization", "markdown"})


def interactive(blocks: Any) -> Iterator[tuple[Json, Json]]:
    """Every interactive element with the block it lies in, in reading order."""
    for block in blocks if isinstance(blocks, list | tuple) else ():
        if isinstance(block, dict) and block.get("type") not in INERT:
            yield from _within(block, block)


def _within(block: Json, part: Any) -> Iterator[tuple[Json, Json]]:
    if isinstance(part, list):
        for one in part:
            yield from _within(block, one)
    elif isinstance(part, dict):
        if part is not block and part.get("type") in INTERACTIVE:
            yield block, part
            return
        # A block inside a container has a block_id of its own.
        nearest = part if "block_id" in part else block
        for one in part.values():
            yield from _within(nearest, one)


def find(blocks: Any, action_id: str, block_id: str | None = None) -> tuple[Json, Json]:
    """The block and the element with this action_id. Raises SlackError `action_not_found`."""
    for block, element in interactive(blocks):
        if element.get("action_id") == action_id and block_id in (None, block.get("block_id")):
            return block, element
    raise SlackError("action_not_found")


# -- ids ----------------------------------------------------------------------------------------


def with_block_ids(blocks: Sequence[Json], seed: str) -> list[Json]:
    """Blocks with the `block_id` and `action_id` Slack fills in where the app gave none.

    They follow from the seed (a message's `ts`, a view's id and hash) and the place, so every
    reader of the same state sees the same.
    """
    return [_with_block_id(block, f"{seed}/{i}") for i, block in enumerate(blocks)]


def _with_block_id(block: Json, place: str) -> Json:
    filled = block if block.get("type") in INERT else _with_action_ids(block, place)
    return {"block_id": _short(place), **filled}


def _with_action_ids(part: Any, place: str) -> Any:
    if isinstance(part, list):
        return [_with_action_ids(one, f"{place}/{i}") for i, one in enumerate(part)]
    if not isinstance(part, dict):
        return part
    if part.get("type") in INTERACTIVE:
        return {"action_id": _short(place), **part}
    filled = {key: _with_action_ids(one, f"{place}/{key}") for key, one in part.items()}
    for key in CHILDREN & filled.keys():
        if isinstance(filled[key], list):
            filled[key] = with_block_ids(filled[key], f"{place}/{key}")
    return filled


def _short(place: str) -> str:
    return hashlib.sha256(place.encode()).hexdigest()[:5]


# -- state --------------------------------------------------------------------------------------


def initial_state(blocks: Any, channel: str | None = None) -> Values:
    """`state.values` before anybody touched anything.

    `channel` is where the person was, for selects that begin with the current conversation.
    """
    values: Values = {}
    for block, element in interactive(blocks):
        if element["type"] not in STATELESS:
            values.setdefault(block["block_id"], {})[element["action_id"]] = _initial(
                element, channel
            )
    return values


def merged_state(blocks: Any, held: Mapping[str, Mapping[str, Json]]) -> Values:
    """The state of new blocks: what was typed stays where ids and type are the same."""
    values = initial_state(blocks)
    for block_id, entries in values.items():
        for action_id, entry in entries.items():
            before = held.get(block_id, {}).get(action_id)
            if before is not None and before["type"] == entry["type"]:
                entries[action_id] = before
    return values


def _initial(element: Json, channel: str | None = None) -> Json:
    kind = element["type"]
    if channel is not None and element.get("default_to_current_conversation"):
        return stated(element, [channel] if kind in MANY_FIELDS else channel)
    if kind in TEXTS:
        return {"type": kind, "value": element.get("initial_value") or None}
    if kind == "rich_text_input":
        return {"type": kind, "rich_text_value": element.get("initial_value")}
    if kind in OPTIONS:
        return {"type": kind, "selected_option": element.get("initial_option")}
    if kind in MANY_OPTIONS:
        return {"type": kind, "selected_options": list(element.get("initial_options") or [])}
    if kind in MANY_FIELDS:
        field = MANY_FIELDS[kind]
        return {"type": kind, field: list(element.get(field.replace("selected", "initial")) or [])}
    if kind == "file_input":
        return {"type": kind, "files": []}
    field = PLAIN_FIELDS[kind]
    return {"type": kind, field: element.get(field.replace("selected", "initial"))}


def stated(element: Mapping[str, Any], value: Any) -> Json:
    """The entry of `state.values` when the element holds the plain value (None: nothing).

    Raises SlackError `option_not_found` for a choice the element does not offer.
    """
    kind = element["type"]
    if kind in TEXTS:
        return {"type": kind, "value": str(value) if value not in (None, "") else None}
    if kind == "rich_text_input":
        return {"type": kind, "rich_text_value": _rich_text(value)}
    if kind in OPTIONS:
        chosen = None if value in (None, "") else _option(element, value)
        return {"type": kind, "selected_option": chosen}
    if kind in MANY_OPTIONS:
        return {"type": kind, "selected_options": [_option(element, v) for v in value or ()]}
    if kind in MANY_FIELDS:
        return {"type": kind, MANY_FIELDS[kind]: list(value or ())}
    if kind == "file_input":
        return {"type": kind, "files": [{"id": v} for v in value or ()]}
    if kind == "datetimepicker":
        return {"type": kind, "selected_date_time": int(value) if value else None}
    return {"type": kind, PLAIN_FIELDS[kind]: value or None}


def offered(element: Mapping[str, Any]) -> list[Json]:
    """The options of a choice, those in groups too."""
    options = list(element.get("options") or ())
    for group in element.get("option_groups") or ():
        options += group.get("options") or ()
    return options


def _option(element: Mapping[str, Any], value: Any) -> Json:
    if isinstance(value, dict):
        return value
    for option in offered(element):
        if option.get("value") == str(value):
            return option
    if "external" in element["type"]:
        # Its options come from the app, which this workspace does not ask: any is as good.
        return {"text": {"type": "plain_text", "text": str(value)}, "value": str(value)}
    raise SlackError("option_not_found", value=value)


def _rich_text(value: Any) -> Json | None:
    if value in (None, "") or isinstance(value, dict):
        return value or None
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": str(value)}]}
    return {"type": "rich_text", "elements": [section]}


# -- actions ------------------------------------------------------------------------------------

SAID_OF_A_BUTTON = ("text", "value", "style", "url")


def action(block: Json, element: Json, value: Any, action_ts: str) -> Json:
    """The entry of `actions` when somebody used the element."""
    kind = element["type"]
    ids = {"type": kind, "action_id": element["action_id"], "block_id": block["block_id"]}
    known = {k: element[k] for k in SAID_OF_A_BUTTON if k in element}
    if kind == "feedback_buttons":
        known = _feedback(element, value)
    if kind in STATELESS and kind != "overflow":
        return known | ids | {"action_ts": action_ts}
    if kind == "overflow" and value in (None, ""):
        raise SlackError("option_not_found")
    known = {k: element[k] for k in ("placeholder",) if k in element}
    first = {k: v for k, v in element.items() if k.startswith("initial_")}
    return first | known | ids | stated(element, value) | {"action_ts": action_ts}


def _feedback(element: Json, value: Any) -> Json:
    """Which of the two buttons it was. Raises SlackError `option_not_found`."""
    for name in ("positive_button", "negative_button"):
        button = element.get(name) or {}
        if button.get("value") == value:
            return {"text": button.get("text"), "value": value}
    raise SlackError("option_not_found")
