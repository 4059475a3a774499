# ruff: noqa: E501 (a table: one case a line)
"""Good and bad payloads for the rules of Block Kit that are not figures, and all cases together."""

from typing import Any

from tests.workspace.blockkit_build import (
    ACCESSORY,
    ACTIONS,
    ALONE,
    ASIDE,
    BLOCKS,
    CHART,
    CONTEXT,
    FIELD,
    IMAGE_URL,
    IN_HOME,
    IN_MODAL,
    IN_RICH,
    IN_SECTION,
    VIEW,
    Case,
    Frame,
    bad,
    block,
    button,
    card,
    cell,
    chart,
    confirm,
    container,
    data_table,
    feedback,
    field,
    figure,
    good,
    grid,
    group,
    icon_button,
    image,
    leaf,
    modal,
    mrkdwn,
    option,
    options,
    pie,
    plain,
    points,
    rich,
    section,
    series,
    table,
    task,
    video,
    words,
)
from tests.workspace.blockkit_forms import FORMS, WORDS
from tests.workspace.blockkit_limits import LIMIT_CASES, workflow
from tests.workspace.blockkit_shapes import SHAPES

# The smallest of each block, and the surfaces it may stand on.
EVERYWHERE = ("message", "modal", "home")
SMALLEST: dict[str, tuple[Any, tuple[str, ...]]] = {
    "actions": (block("actions", elements=[button()]), EVERYWHERE),
    "alert": (block("alert", text=plain()), ("modal",)),
    "auth_provider": (
        block("auth_provider", value="v", name=plain(), is_connected=False),
        EVERYWHERE,
    ),
    "call": (block("call", call_id="R1"), ("message",)),
    "card": (card(), EVERYWHERE),
    "carousel": (block("carousel", elements=[card()]), ("message", "home")),
    "container": (container(), ("message", "home")),
    "context": (block("context", elements=[mrkdwn(), image()]), EVERYWHERE),
    "context_actions": (block("context_actions", elements=[feedback()]), ("message",)),
    "data_table": (data_table(), ("message", "home")),
    "data_visualization": (figure(pie()), ("message", "home")),
    "divider": (block("divider"), EVERYWHERE),
    "file": (block("file", external_id="f", source="remote"), ("message",)),
    "header": (block("header", text=plain()), EVERYWHERE),
    "image": (image(), EVERYWHERE),
    "input": (field(block("plain_text_input")), EVERYWHERE),
    "markdown": (block("markdown", text="a"), ("message",)),
    "plan": (block("plan", title="t", tasks=[task()]), ("message",)),
    "rich_text": (rich(), EVERYWHERE),
    "section": (section(), EVERYWHERE),
    "table": (table(), ("message", "home")),
    "task_card": (task(), ("message",)),
    "video": (video(), EVERYWHERE),
}
FRAMES = {"message": ALONE, "modal": IN_MODAL, "home": IN_HOME}

# The smallest of each element, and the blocks it may stand in.
PLACES = {
    "actions": ACTIONS,
    "section": ACCESSORY,
    "input": FIELD,
    "context": CONTEXT,
    "context_actions": ASIDE,
}
ANY = "actions section input"
ELEMENTS: dict[str, tuple[Any, str]] = {
    "button": (button(), "actions section"),
    "workflow_button": (workflow(), "actions section"),
    "overflow": (block("overflow", options=options(1)), "actions section"),
    "checkboxes": (block("checkboxes", options=options(1)), ANY),
    "radio_buttons": (block("radio_buttons", options=options(1)), ANY),
    "datepicker": (block("datepicker"), ANY),
    "timepicker": (block("timepicker"), ANY),
    "datetimepicker": (block("datetimepicker"), "actions input"),
    "static_select": (block("static_select", options=options(1)), ANY),
    "multi_static_select": (block("multi_static_select", option_groups=[group()]), ANY),
    **{
        f"{many}{kind}_select": (block(f"{many}{kind}_select"), ANY)
        for many in ("", "multi_")
        for kind in ("users", "conversations", "channels", "external")
    },
    "plain_text_input": (block("plain_text_input"), "input"),
    "email_text_input": (block("email_text_input"), "input"),
    "url_text_input": (block("url_text_input"), "input"),
    "number_input": (block("number_input", is_decimal_allowed=False), "input"),
    "rich_text_input": (block("rich_text_input", action_id="a"), "input actions"),
    "file_input": (block("file_input"), "input"),
    "image": (image(), "section context"),
    "plain_text": (plain(), "context"),
    "mrkdwn": (mrkdwn(), "context"),
    "icon_button": (icon_button(), "context_actions"),
    "feedback_buttons": (feedback(), "context_actions"),
}

LEAVES: dict[str, dict[str, Any]] = {
    "text": {"text": "a"},
    "link": {"url": "https://example.com"},
    "user": {"user_id": "U1"},
    "usergroup": {"usergroup_id": "S1"},
    "team": {"team_id": "T1"},
    "channel": {"channel_id": "C1"},
    "broadcast": {"range": "here"},
    "color": {"value": "#aabbcc"},
    "emoji": {"name": "wave"},
    "date": {"timestamp": 1720710212, "format": "{date_num}"},
}


# Objects within blocks and elements, and what of them may be left out.
_OPTION = Frame(
    "/blocks/0/elements/0/options/0", lambda o: ACTIONS.put(block("overflow", options=[o]))
)
_CHOICE = Frame(
    "/blocks/0/elements/0/options/0", lambda o: ACTIONS.put(block("checkboxes", options=[o]))
)
_GROUP = Frame(
    "/blocks/0/elements/0/option_groups/0",
    lambda g: ACTIONS.put(block("static_select", option_groups=[g])),
)
_CONFIRM = Frame("/blocks/0/elements/0/confirm", lambda c: ACTIONS.put(button(confirm=c)))
_CELL = Frame("/blocks/0/rows/0/0", lambda c: [table(rows=[[c]])])
_POINT = Frame(
    "/blocks/0/chart/series/0/data/0",
    lambda p: CHART.put(chart("line", {"name": "s", "data": [p]})),
)
_SERIES = Frame("/blocks/0/chart/series/0", lambda s: CHART.put(chart("line", s)))
_AXES = Frame("/blocks/0/chart/axis_config", lambda a: CHART.put(chart() | {"axis_config": a}))
_SEGMENT = Frame(
    "/blocks/0/chart/segments/0", lambda s: CHART.put({"type": "pie", "segments": [s]})
)
_ICON = Frame("/blocks/0/slack_icon", lambda i: [card(slack_icon=i)])
_TASK = Frame("/blocks/0/tasks/0", lambda t: [block("plan", title="t", tasks=[t])])
_SOURCE = Frame("/blocks/0/sources/0", lambda s: [task(sources=[s])])
_TRIGGER = Frame(
    "/blocks/0/elements/0/workflow/trigger",
    lambda t: ACTIONS.put(workflow(workflow={"trigger": t})),
)
_LINE = block("rich_text_section", elements=[leaf()])
PARTS: dict[str, tuple[Frame, Any, tuple[str, ...]]] = {
    "option of an overflow menu": (_OPTION, option(url="https://example.com"), ("value", "url")),
    "option of checkboxes": (_CHOICE, option(description=plain()), ("description",)),
    "option group": (_GROUP, group(), ()),
    "confirmation": (_CONFIRM, confirm(), ("title", "confirm", "deny")),
    "text cell": (_CELL, cell(), ()),
    "cell of a number": (_CELL, block("raw_number", value=1, text="1"), ()),
    "rich cell": (_CELL, rich(), ()),
    "point": (_POINT, {"label": "a", "value": 1}, ()),
    "series": (_SERIES, series(), ()),
    "axes": (_AXES, {"categories": ["a"], "x_label": "x"}, ("x_label",)),
    "segment": (_SEGMENT, {"label": "a", "value": 1}, ()),
    "line chart": (CHART, chart(), ()),
    "pie chart": (CHART, pie(), ()),
    "icon of a card": (_ICON, {"type": "icon", "name": "star"}, ()),
    "planned task": (_TASK, task(), ("type",)),
    "source of a task": (_SOURCE, block("url", url="https://example.com", text="a"), ()),
    "trigger": (_TRIGGER, {"url": "https://example.com"}, ()),
    "rich list": (IN_RICH, block("rich_text_list", style="bullet", elements=[_LINE], indent=1), ("indent",)),
    "rich quote": (IN_RICH, block("rich_text_quote", elements=[leaf()]), ()),
    "rich preformatted": (IN_RICH, block("rich_text_preformatted", elements=[leaf()], language="sql"), ("language",)),
    "whole modal": (VIEW, modal(section()), ("submit",)),
}  # fmt: skip


def _where() -> list[Case]:
    cases = []
    for kind, (thing, surfaces) in SMALLEST.items():
        for surface, frame in FRAMES.items():
            name = f"{kind} on {surface}"
            cases.append(
                good(name, frame, thing)
                if surface in surfaces
                else bad(name, frame, thing, "/type", "surface")
            )
    for kind, (thing, places) in ELEMENTS.items():
        for place, frame in PLACES.items():
            name = f"{kind} in {place}"
            cases.append(
                good(name, frame, thing)
                if place in places.split()
                else bad(name, frame, thing, "/type", "surface")
            )
    return cases


def _without() -> list[Case]:
    """Each required property left out, each object with a property too many, with null, with a
    number in place of text."""
    cases = []
    for kind, (thing, surfaces) in SMALLEST.items():
        frame = FRAMES[surfaces[0]]
        cases += _bent(f"{kind} block", frame, thing, _optional(kind))
    for kind, (thing, places) in ELEMENTS.items():
        frame = PLACES[places.split()[0]]
        cases += _bent(f"{kind} element", frame, thing, ("action_id",))
    for kind, properties in LEAVES.items():
        cases.append(good(f"{kind} leaf", IN_SECTION, block(kind, **properties)))
        cases += _bent(f"{kind} leaf", IN_SECTION, block(kind, **properties), ())
    for kind, (frame, thing, optional) in PARTS.items():
        cases.append(good(kind, frame, thing))
        cases += _bent(kind, frame, thing, optional)
    return cases


def _optional(kind: str) -> tuple[str, ...]:
    return ("tasks",) if kind == "plan" else ()


def _bent(name: str, frame: Frame, thing: dict[str, Any], optional: tuple[str, ...]) -> list[Case]:
    cases = [bad(f"{name} with an unknown property", frame, {**thing, "colour": "red"})]
    for part, value in thing.items():
        rest = {key: value for key, value in thing.items() if key != part}
        if part not in optional:
            at = "/type" if name == "section block" and part == "text" else ""
            cases.append(bad(f"{name} without {part}", frame, rest, at))
        if part != "type":
            wrong = "1" if type(value) in (int, float) else 0.5
            where = f"/{part}"
            cases.append(bad(f"{name} with null {part}", frame, {**thing, part: None}, where))
            cases.append(bad(f"{name} with wrong {part}", frame, {**thing, part: wrong}, where))
    return cases


_OTHER = option("other", "b")


def _across() -> list[Case]:
    return [bad(name, frame, thing, below, "across") for name, frame, thing, below in ACROSS]


ACROSS: list[tuple[str, Frame, Any, str]] = [
    ("section with empty fields only", ALONE, block("section", fields=[]), "/type"),
    ("image with two sources", ALONE, image(slack_file={"id": "F1"}), ""),
    ("image without source", ALONE, block("image", alt_text="a"), ""),
    ("file with id and address", ALONE, block("image", alt_text="a", slack_file={"id": "F1", "url": IMAGE_URL}), "/slack_file"),
    ("file with neither", ALONE, block("image", alt_text="a", slack_file={}), "/slack_file"),
    ("menu with options and groups", ACTIONS, block("static_select", options=options(1), option_groups=[group()]), ""),
    ("menu with neither", ACTIONS, block("static_select"), ""),
    ("initial option of a menu", ACTIONS, block("static_select", options=options(2), initial_option=_OTHER), "/initial_option"),
    ("initial option of a group", ACTIONS, block("static_select", option_groups=[group(2)], initial_option=_OTHER), "/initial_option"),
    ("initial options of a menu", ACTIONS, block("multi_static_select", options=options(2), initial_options=[option("v0"), _OTHER]), "/initial_options/1"),
    ("initial options of checkboxes", ACTIONS, block("checkboxes", options=options(2), initial_options=[_OTHER]), "/initial_options/0"),
    ("initial option of radio buttons", ACTIONS, block("radio_buttons", options=options(2), initial_option=_OTHER), "/initial_option"),
    ("same value, other words", ACTIONS, block("static_select", options=options(1), initial_option=option("v0", "b")), "/initial_option"),
    ("lengths crossed", FIELD, block("plain_text_input", min_length=5, max_length=4), "/min_length"),
    ("values crossed", FIELD, block("number_input", is_decimal_allowed=True, min_value="5", max_value="4.5"), "/min_value"),
    ("lines crossed", FIELD, block("rich_text_input", action_id="a", min_lines=5, max_lines=4), "/min_lines"),
    ("prompt's display without prompt", ACTIONS, button(agent_prompt_display="a"), "/agent_prompt_display"),
    ("card with nothing to see", ALONE, block("card", subtitle=mrkdwn()), ""),
    ("card with two icons", ALONE, card(icon=image(), slack_icon={"type": "icon", "name": "star"}), ""),
    ("container without title", ALONE, block("container", child_blocks=[section()]), ""),
    ("collapsed but not collapsible", ALONE, container(default_collapsed=True), "/default_collapsed"),
    ("divider of a collapsible", ALONE, container(is_collapsible=True, has_header_divider=True), "/has_header_divider"),
    ("container in a container", ALONE, container(container()), "/child_blocks/0/type"),
    ("markdown in a container", ALONE, container(block("markdown", text="a")), "/child_blocks/0/type"),
    ("remote file in a home's container", IN_HOME, container(block("file", external_id="f", source="remote")), "/child_blocks/0/type"),
    ("pending task alone", ALONE, task(status="pending"), "/status"),
    ("tasks of the same id", ALONE, block("plan", title="t", tasks=[task(), task()]), "/tasks/1/task_id"),
    ("rows of different widths", ALONE, data_table(rows=grid(1, 2) + grid(1, 1)), "/rows/1"),
    ("rich text in a header row", ALONE, data_table(rows=[[rich()], [cell()]]), "/rows/0/0/type"),
    ("series of the same name", CHART, chart("line", series("s"), series("s")), "/series/1/name"),
    ("category without point", CHART, chart("bar", series("s", "a"), categories=["a", "b"]), "/series/0/data"),
    ("point without category", CHART, chart("bar", series("s", "a", "b"), categories=["a"]), "/series/0/data"),
    ("point twice", CHART, chart("bar", series("s", "a", "a"), categories=["a", "b"]), "/series/0/data"),
    ("categories twice", CHART, chart("bar", series("s", "a", "a"), categories=["a", "a"]), "/axis_config/categories"),
    ("block_id twice", BLOCKS, [section(block_id="b"), block("divider", block_id="b")], "/1/block_id"),
    ("block_id twice, nested", BLOCKS, [section(block_id="b"), container(section(block_id="b"))], "/1/child_blocks/0/block_id"),
    ("block_id twice in a view", VIEW, modal(section(block_id="b"), section(block_id="b")), "/blocks/1/block_id"),
    ("action_id twice in a block", BLOCKS, [block("actions", elements=[button(action_id="a"), button(action_id="a")])], "/0/elements/1/action_id"),
    ("two tables", BLOCKS, [table(), table()], "/1"),
    ("a table and a data table", BLOCKS, [data_table(), table()], "/1"),
    ("a table and one in a container", BLOCKS, [table(), container(table())], "/1/child_blocks/0"),
    ("three charts", BLOCKS, [figure(pie())] * 3, "/2"),
    ("two plans", BLOCKS, [block("plan", title="t")] * 2, "/1"),
    ("markdown over 12,000 together", BLOCKS, [block("markdown", text=words(6000)), block("markdown", text=words(6001))], ""),
    ("text over 12,000 together", BLOCKS, [block("section", text=mrkdwn(words(3000)))] * 4 + [block("header", text=plain("a"))], ""),
    ("table over 10,000 characters", BLOCKS, [table(rows=[[cell(words(10_001))]])], "/0/rows"),
    ("two fields in focus", VIEW, modal(field(block("plain_text_input", focus_on_load=True)), field(block("datepicker", focus_on_load=True))), "/blocks/1/element/focus_on_load"),
    ("input without submit", VIEW, {"type": "modal", "title": plain(), "blocks": [section(), field(block("plain_text_input"))]}, "/blocks/1/input"),
    ("file input in a message", ALONE, field(block("file_input")), "/element/type"),
    ("view of 250 kB", VIEW, modal(*[block("section", text=mrkdwn(words(2600)))] * 100), ""),
]  # fmt: skip

NEIGHBOURS: list[tuple[str, Frame, Any]] = [
    ("initial option among groups", ACTIONS, block("static_select", option_groups=[group(1), group(3)], initial_option=option("v2"))),
    ("initial option with another emoji flag", ACTIONS, block("radio_buttons", options=options(1), initial_option={"text": plain(emoji=True), "value": "v0"})),
    ("image by file id", ALONE, block("image", alt_text="a", slack_file={"id": "F1"})),
    ("image by file address", ALONE, block("image", alt_text="a", slack_file={"url": "https://files.slack.com/a.png"})),
    ("action_id in two blocks", BLOCKS, [section(accessory=button(action_id="a"))] * 2),
    ("two charts and a table", BLOCKS, [figure(pie()), figure(chart()), table()]),
    ("several points and series", CHART, chart("line", series("s", "b", "a"), {"name": "t", "data": points("a", "b")}, categories=["a", "b"])),
    ("text of 12,000 together", BLOCKS, [block("section", text=mrkdwn(words(3000)))] * 4),
    ("data table beside much text", BLOCKS, [block("markdown", text=words(9000)), data_table(rows=[[cell()], [cell(words(19_000))]])]),
    ("table of 10,000 characters", BLOCKS, [table(rows=[[cell(words(10_000))]])]),
    ("one field in focus", VIEW, modal(field(block("plain_text_input", focus_on_load=True)), field(block("datepicker", focus_on_load=False)))),
    ("collapsed container", ALONE, container(is_collapsible=True, default_collapsed=True)),
    ("container of a rich title", ALONE, block("container", rich_text_title=rich(), child_blocks=[table()])),
    ("skipped column setting", ALONE, table(column_settings=[None, {"is_wrapped": True}])),
    ("modal without input and submit", VIEW, {"type": "modal", "title": plain(), "blocks": [section()]}),
]  # fmt: skip


def _by_name(cases: list[Case]) -> dict[str, Case]:
    named = {case.name: case for case in cases}
    twice = [case.name for case in cases if named[case.name] is not case]
    assert not twice, f"two cases of one name: {twice}"
    return named


CASES = _by_name(
    [
        *LIMIT_CASES,
        *_where(),
        *_without(),
        *WORDS,
        *FORMS,
        *SHAPES,
        *_across(),
        *(good(name, frame, thing) for name, frame, thing in NEIGHBOURS),
    ]
)
