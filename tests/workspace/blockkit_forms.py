"""Words of a list, dates, addresses, numbers in text: what is taken for one, and what is not."""

from typing import Any

from tests.workspace.blockkit_build import (
    ACTIONS,
    ALONE,
    ASIDE,
    FIELD,
    IMAGE_URL,
    IN_MODAL,
    IN_RICH,
    IN_SECTION,
    Case,
    Frame,
    bad,
    block,
    button,
    card,
    confirm,
    container,
    good,
    icon_button,
    leaf,
    plain,
    table,
    task,
)


def _words(name: str, frame: Frame, thing: Any, part: str, given: tuple[Any, ...]) -> list[Case]:
    """A property that takes some words: each of them, another, and one of another type."""
    cases = [good(f"{name} {word}", frame, {**thing, part: word}) for word in given]
    cases.append(bad(f"{name} of no list", frame, {**thing, part: "mauve"}, f"/{part}"))
    cases.append(bad(f"{name} a flag", frame, {**thing, part: True}, f"/{part}"))
    return cases


WORDS = [
    *_words("button.style", ACTIONS, button(), "style", ("primary", "danger")),
    *_words(
        "confirm.style",
        Frame("/blocks/0/elements/0/confirm", lambda c: ACTIONS.put(button(confirm=c))),
        confirm(),
        "style",
        ("primary", "danger"),
    ),
    *_words(
        "alert.level",
        IN_MODAL,
        block("alert", text=plain()),
        "level",
        ("default", "info", "warning", "error", "success"),
    ),
    *_words("container.width", ALONE, container(), "width", ("narrow", "standard", "wide", "full")),
    *_words("task_card.status", ALONE, task(), "status", ("in_progress", "complete", "error")),
    *_words(
        "broadcast.range",
        IN_SECTION,
        block("broadcast", range="here"),
        "range",
        ("here", "channel", "everyone"),
    ),
    *_words(
        "rich_text_list.style",
        IN_RICH,
        block("rich_text_list", elements=[block("rich_text_section", elements=[leaf()])]),
        "style",
        ("bullet", "ordered"),
    ),
    *_words(
        "table.align",
        Frame("/blocks/0/column_settings/0", lambda c: [table(column_settings=[c])]),
        {},
        "align",
        ("left", "center", "right"),
    ),
    *_words("icon_button.icon", ASIDE, icon_button(), "icon", ("trash",)),
    *_words(
        "slack_icon.name",
        Frame("/blocks/0/slack_icon", lambda i: [card(slack_icon=i)]),
        {"type": "icon"},
        "name",
        ("rocket", "star-filled"),
    ),
]


def _form(
    name: str, frame: Frame, kind: str, part: str, fits: str, not_: str, **more: Any
) -> list[Case]:
    """Values of a form (separated by blanks), and values that are not."""
    return [
        *(good(f"{name} {v!r}", frame, block(kind, **{**more, part: v})) for v in fits.split()),
        *(
            bad(f"{name} {v!r}", frame, block(kind, **{**more, part: v}), f"/{part}", "form")
            for v in not_.split("|")
        ),
    ]


FORMS = [
    *_form(
        "initial_date",
        ACTIONS,
        "datepicker",
        "initial_date",
        "2026-02-28 2024-02-29",
        "2026-02-29|2026-13-01|28.02.2026|20260228|2026-2-8|",
    ),
    *_form(
        "initial_time",
        ACTIONS,
        "timepicker",
        "initial_time",
        "00:00 23:59",
        "24:00|9:30|12:60|noon|",
    ),
    *_form(
        "number",
        FIELD,
        "number_input",
        "initial_value",
        "0 -10 5.5 0.25",
        "1e3|1,000|five|.5|",
        is_decimal_allowed=True,
    ),
    *_form(
        "image_url",
        ALONE,
        "image",
        "image_url",
        "https://example.com/a.png http://example.com",
        "ftp://example.com|/a.png|https://|https:// a|javascript:alert(1)",
        alt_text="a",
    ),
    *_form(
        "button.url",
        ACTIONS,
        "button",
        "url",
        "https://example.com mailto:a@example.com slack://open",
        "example.com|https://a b",
        text=plain(),
    ),
    *_form(
        "video_url",
        ALONE,
        "video",
        "video_url",
        "https://example.com",
        "http://example.com|example.com",
        thumbnail_url=IMAGE_URL,
        alt_text="a",
        title=plain(),
    ),
    *_form(
        "link.url",
        IN_SECTION,
        "link",
        "url",
        "https://example.com mailto:a@example.com",
        "example|https://a b",
    ),
    *_form("color", IN_SECTION, "color", "value", "#aabbcc #AABBCC", "red|#abc|#aabbccdd"),
    good("datetime of ten digits", ACTIONS, block("datetimepicker", initial_date_time=1628633820)),
    bad(
        "datetime in milliseconds",
        ACTIONS,
        block("datetimepicker", initial_date_time=1628633820000),
        "/initial_date_time",
        "size",
    ),
    bad(
        "datetime in text",
        ACTIONS,
        block("datetimepicker", initial_date_time="1628633820"),
        "/initial_date_time",
    ),
    bad(
        "datetime with a fraction",
        ACTIONS,
        block("datetimepicker", initial_date_time=1628633820.5),
        "/initial_date_time",
        "form",
    ),
]
