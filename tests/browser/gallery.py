"""Block Kit in all its kinds, as data for the tests of the page. Nothing here runs."""

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(text: str, value: str, note: str = "") -> Json:
    found: Json = {"text": plain(text), "value": value}
    return found | ({"description": plain(note)} if note else {})


TEAMS = [option("售前一组", "pre1"), option("售前二组", "pre2"), option("售后组", "after")]
GROUPS = [
    {"label": plain("服务"), "options": [option("满意度", "csat"), option("首响时长", "frt")]},
    {"label": plain("Sales"), "options": [option("询单转化率", "cvr")]},
]


def element(kind: str, action_id: str, **more: Any) -> Json:
    return {"type": kind, "action_id": action_id, **more}


def field(label: str, one: Json, *, hint: str = "", **more: Any) -> Json:
    """An input block; its block_id is `b_` and the action_id."""
    found = {"type": "input", "block_id": f"b_{one['action_id']}", "label": plain(label)}
    return found | ({"hint": plain(hint)} if hint else {}) | {"element": one} | more


INPUTS: list[Json] = [
    field(
        "Title",
        element("plain_text_input", "title", max_length=60, placeholder=plain("What happened")),
        hint="One line.",
    ),
    field("Details", element("plain_text_input", "details", multiline=True), optional=True),
    field(
        "Score",
        element("number_input", "score", is_decimal_allowed=False, min_value="1", max_value="5"),
    ),
    field("Email", element("email_text_input", "email"), optional=True),
    field("Link", element("url_text_input", "link"), optional=True),
    field(
        "Team",
        element("static_select", "team", options=TEAMS, placeholder=plain("选一个组")),
    ),
    field("Metric", element("static_select", "metric", option_groups=GROUPS), optional=True),
    field("Tags", element("multi_static_select", "tags", options=TEAMS), optional=True),
    field("Owner", element("users_select", "owner"), optional=True),
    field("Reviewers", element("multi_users_select", "reviewers"), optional=True),
    field("Channel", element("channels_select", "channel"), optional=True),
    field("Tell", element("conversations_select", "tell"), optional=True),
    field(
        "Checks",
        element(
            "checkboxes",
            "checks",
            options=[option("质检", "qa", "抽查十单"), option("回访", "call")],
        ),
        optional=True,
    ),
    field(
        "Urgency",
        element(
            "radio_buttons", "urgency", options=[option("Now", "now"), option("Later", "later")]
        ),
        optional=True,
    ),
    field("Due", element("datepicker", "due", initial_date="2026-11-20")),
    field("At", element("timepicker", "at"), optional=True),
    field("Meeting", element("datetimepicker", "meeting"), optional=True),
    field("Evidence", element("file_input", "evidence"), optional=True),
]


def modal(title: str, blocks: list[Json], callback_id: str, **more: Any) -> Json:
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title),
        "blocks": blocks,
    } | more


FORM = modal(
    "New case 新案例",
    [
        {"type": "section", "text": mrkdwn("Everything a form can hold. *全部输入类型*")},
        *INPUTS,
        {
            "type": "actions",
            "block_id": "more",
            "elements": [
                element("button", "grow", text=plain("Add a field")),
                element("button", "step", text=plain("Next step")),
            ],
        },
    ],
    "case",
    submit=plain("Save"),
    close=plain("Not now"),
    notify_on_close=True,
)

STEP = modal(
    "Second step",
    [field("Why", element("plain_text_input", "why"), hint="The deepest reason you know.")],
    "step",
    submit=plain("Finish"),
)

CONFIRM = {
    "title": plain("Delete it?"),
    "text": mrkdwn("This *cannot* be undone."),
    "confirm": plain("Delete"),
    "deny": plain("Keep"),
    "style": "danger",
}


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def words(text: str, **style: bool) -> Json:
    return {"type": "text", "text": text} | ({"style": style} if style else {})


def line(*parts: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(parts)}


def card(title: str) -> Json:
    return {
        "type": "card",
        "title": mrkdwn(title),
        "subtitle": mrkdwn("上周 · 售后组"),
        "body": mrkdwn("88.4% 的人满意，比前一周高 1.2 个百分点。"),
        "actions": [element("button", f"card_{title}", text=plain("详情"))],
    }


def _days(*values: float) -> list[Json]:
    return [{"label": day, "value": v} for day, v in zip("一二三四五", values, strict=True)]


CHART = {
    "type": "data_visualization",
    "title": "首响时长（秒）",
    "chart": {
        "type": "line",
        "series": [
            {
                "name": "售前",
                "data": _days(31, 28, 35, 27, 22),
            },
            {
                "name": "售后",
                "data": _days(44, 41, 39, 47, 40),
            },
        ],
        "axis_config": {"categories": list("一二三四五")},
    },
}

TABLE = {
    "type": "data_table",
    "caption": "各组满意度",
    "page_size": 3,
    "rows": [
        [{"type": "raw_text", "text": "组"}, {"type": "raw_text", "text": "满意度"}],
        *(
            [
                {"type": "raw_text", "text": name},
                {"type": "raw_number", "value": value, "text": f"{value:.1%}"},
            ]
            for name, value in (
                ("售前一组", 0.912),
                ("售前二组", 0.874),
                ("售后组", 0.884),
                ("夜班", 0.861),
            )
        ),
    ],
}

STAGE: list[Json] = [
    {"type": "header", "text": plain("本周复盘 Weekly review")},
    {
        "type": "context",
        "elements": [
            mrkdwn("*#general* · <!date^1793500000^{date_long} {time}|some day>"),
            plain("3 条结论"),
        ],
    },
    {
        "type": "section",
        "text": mrkdwn("满意度 *88.4%* ，比前一周高 1.2 个百分点。\n> 大促后的第一周"),
        "accessory": element("button", "open_form", text=plain("记一个案例"), style="primary"),
    },
    {
        "type": "section",
        "fields": [
            mrkdwn("*负责人*\n<@bot>"),
            mrkdwn("*截止*\n周五"),
            mrkdwn("*状态*\n进行中"),
            mrkdwn("*来源*\n质检"),
        ],
    },
    {"type": "divider"},
    {
        "type": "section",
        "block_id": "pick",
        "text": mrkdwn("Which team?"),
        "accessory": element(
            "static_select", "pick_team", options=TEAMS, placeholder=plain("选组")
        ),
    },
    {
        "type": "actions",
        "block_id": "row",
        "elements": [
            element("button", "delete", text=plain("Delete"), style="danger", confirm=CONFIRM),
            element("users_select", "assign", placeholder=plain("Assign to")),
            element("datepicker", "when", placeholder=plain("Due date")),
            element(
                "overflow", "rest", options=[option("Edit", "edit"), option("Archive", "archive")]
            ),
        ],
    },
    rich(
        line(
            words("Bold ", bold=True),
            words("code", code=True),
            words(" 和 "),
            words("斜体", italic=True),
        ),
        {
            "type": "rich_text_list",
            "style": "bullet",
            "elements": [line(words("甲")), line(words("乙"))],
        },
        {"type": "rich_text_quote", "elements": [words("顾客说：太慢了。")]},
        {"type": "rich_text_preformatted", "elements": [words("SELECT 1")]},
    ),
    {
        "type": "markdown",
        "text": "### 标题\n- 一\n- 二\n\n**粗** and `code`, [link](https://example.com)",
    },
    CHART,
    TABLE,
]

FRAMES: list[Json] = [
    {"type": "carousel", "elements": [card("满意度"), card("首响时长"), card("询单转化率")]},
    {
        "type": "container",
        "title": plain("根因 Root cause"),
        "subtitle": plain("三个为什么"),
        "is_collapsible": True,
        "child_blocks": [{"type": "section", "text": mrkdwn("话术没有更新。")}],
    },
    {
        "type": "plan",
        "title": "Import",
        "tasks": [
            {"type": "task_card", "task_id": "1", "title": "Read the file", "status": "complete"},
            {
                "type": "task_card",
                "task_id": "2",
                "title": "Fold the facts",
                "status": "in_progress",
            },
        ],
    },
    {
        "type": "context_actions",
        "elements": [
            element(
                "feedback_buttons",
                "vote",
                positive_button={"text": plain("Good"), "value": "good"},
                negative_button={"text": plain("Bad"), "value": "bad"},
            ),
            element("icon_button", "bin", icon="trash", text=plain("Delete")),
        ],
    },
]

CHOICES: list[Json] = [
    {
        "type": "section",
        "text": mrkdwn("Choose:"),
        "accessory": element(
            "checkboxes", "ticks", options=[option("One", "1"), option("Two", "2")]
        ),
    },
    {
        "type": "actions",
        "elements": [
            element("radio_buttons", "radio", options=[option("A", "a"), option("B", "b")]),
            element("timepicker", "clock", initial_time="13:30", placeholder=plain("Clock")),
            element("datetimepicker", "moment", initial_date_time=1795308120),
            element("multi_static_select", "many", options=TEAMS, placeholder=plain("Teams")),
            element("channels_select", "place", placeholder=plain("Place")),
        ],
    },
    field("Note", element("plain_text_input", "note"), dispatch_action=True),
]

PRIVATE: list[Json] = [
    {"type": "section", "text": mrkdwn("Only for you: *88.4%*")},
    {
        "type": "actions",
        "block_id": "private",
        "elements": [
            element("button", "share", text=plain("Share"), style="primary"),
            element("static_select", "again", options=TEAMS, placeholder=plain("Another team")),
            element("overflow", "rest", options=[option("Edit", "edit"), option("Hide", "hide")]),
        ],
    },
]


def home(count: int) -> Json:
    return {
        "type": "home",
        "blocks": [
            {"type": "header", "text": plain("待办 To do")},
            {"type": "section", "block_id": "count", "text": mrkdwn(f"Opened *{count}* times")},
            {
                "type": "actions",
                "block_id": "home_row",
                "elements": [
                    element("button", "open_form", text=plain("New case"), style="primary"),
                    element("static_select", "home_team", options=TEAMS, placeholder=plain("Team")),
                    element("button", "again_home", text=plain("Refresh")),
                ],
            },
            {"type": "divider"},
            {
                "type": "section",
                "text": mrkdwn("*更新售后话术*\n周五到期 · 负责人 林岚"),
                "accessory": element("button", "done", text=plain("Done")),
            },
            CHART,
        ],
    }
