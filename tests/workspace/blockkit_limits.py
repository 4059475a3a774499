# ruff: noqa: E501 (a table: one limit a line)
"""Every figure of Block Kit: at the limit Slack takes it, one beyond it does not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.workspace.blockkit_build import (
    ACCESSORY,
    ACTIONS,
    ALONE,
    ASIDE,
    CHART,
    CONTEXT,
    FIELD,
    IMAGE_URL,
    IN_MODAL,
    IN_RICH,
    IN_SECTION,
    VIEW,
    Case,
    Frame,
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
    rich,
    section,
    series,
    table,
    task,
    video,
    wide_chart,
    words,
)

URL = "https://example.com/"


@dataclass(frozen=True)
class Limit:
    """`make(n)` holds the property at `below` to n characters, items or as its value."""

    key: str
    least: int | None
    most: int | None
    frame: Frame
    below: str
    make: Callable[[int], Any]

    def cases(self) -> Iterator[Case]:
        for word, edge, step in (("min", self.least, -1), ("max", self.most, 1)):
            if edge is None:
                continue
            name, surface = f"{self.key} {word}", self.frame.surface
            yield Case(f"{name} {edge}", "good", self.frame.put(self.make(edge)), None, surface)
            beyond = self.frame.put(self.make(edge + step))
            at = self.frame.at + self.below
            yield Case(f"{name} {edge + step}", "size", beyond, at, surface)


def url(characters: int) -> str:
    return URL + words(characters - len(URL))


_PROVIDER: dict[str, Any] = {"value": "v", "name": plain(), "is_connected": False}


def provider(**more: Any) -> Any:
    return block("auth_provider", **_PROVIDER | more)


def provider_text(name: str) -> Callable[[int], Any]:
    return lambda n: provider(**{name: plain(words(n))})


def menu(kind: str = "static_select", **more: Any) -> Any:
    return block(kind, **({"options": options(1)} | more))


def typing(**more: Any) -> Any:
    return block("plain_text_input", **more)


def number(kind: str, name: str) -> Callable[[int], Any]:
    return lambda n: block(kind, **{name: n})


def with_text(
    kind: str, name: str, text: Callable[[str], Any] = plain, **more: Any
) -> Callable[[int], Any]:
    return lambda n: block(kind, **{**more, name: text(words(n))})


_LIST = {"style": "bullet", "elements": [block("rich_text_section", elements=[leaf()])]}
_QUOTE = {"elements": [leaf()]}
_IMAGE = {"image_url": IMAGE_URL, "alt_text": "a"}

LIMITS = (
    Limit("text", 1, 3000, ALONE, "/text/text", with_text("section", "text", mrkdwn)),
    Limit("section.text", None, 3000, ALONE, "/text/text", with_text("section", "text")),
    Limit("section.fields", None, 10, ALONE, "/fields", lambda n: section(fields=[mrkdwn()] * n)),
    Limit(
        "section.fields.item",
        1,
        2000,
        ALONE,
        "/fields/0/text",
        lambda n: section(fields=[plain(words(n))]),
    ),
    Limit("block_id", 1, 255, ALONE, "/block_id", lambda n: section(block_id=words(n))),
    Limit("action_id", 1, 255, ACTIONS, "/action_id", lambda n: button(action_id=words(n))),
    Limit("header.text", 1, 150, ALONE, "/text/text", with_text("header", "text")),
    Limit("image.alt_text", 1, 2000, ALONE, "/alt_text", lambda n: image() | {"alt_text": words(n)}),
    Limit("image.title", 1, 2000, ALONE, "/title/text", lambda n: image(title=plain(words(n)))),
    Limit(
        "image.image_url", None, 3000, ALONE, "/image_url", lambda n: image() | {"image_url": url(n)}
    ),
    Limit(
        "image_element.alt_text",
        1,
        2000,
        CONTEXT,
        "/alt_text",
        lambda n: image() | {"alt_text": words(n)},
    ),
    Limit(
        "image_element.image_url",
        None,
        3000,
        ACCESSORY,
        "/image_url",
        lambda n: image() | {"image_url": url(n)},
    ),
    Limit("actions.elements", 1, 25, ALONE, "/elements", lambda n: block("actions", elements=[button() for _ in range(n)])),
    Limit("context.elements", 1, 10, ALONE, "/elements", lambda n: block("context", elements=[plain()] * n)),
    Limit("context_actions.elements", 1, 5, ALONE, "/elements", lambda n: block("context_actions", elements=[icon_button()] * n)),
    Limit("markdown.text", 1, 12000, ALONE, "/text", lambda n: block("markdown", text=words(n))),
    Limit("input.label", 1, 2000, IN_MODAL, "/label/text", lambda n: field(typing()) | {"label": plain(words(n))}),
    Limit("input.hint", 1, 2000, IN_MODAL, "/hint/text", lambda n: field(typing(), hint=plain(words(n)))),
    Limit("video.title", 1, 199, ALONE, "/title/text", lambda n: video(title=plain(words(n)))),
    Limit("video.author_name", None, 49, ALONE, "/author_name", lambda n: video(author_name=words(n))),
    Limit("video.description", 1, 200, ALONE, "/description/text", lambda n: video(description=plain(words(n)))),
    Limit("video.provider_name", None, 50, ALONE, "/provider_name", lambda n: video(provider_name=words(n))),
    Limit("video.alt_text", 1, 2000, ALONE, "/alt_text", lambda n: video(alt_text=words(n))),
    Limit("video.video_url", None, 3000, ALONE, "/video_url", lambda n: video(video_url=url(n))),
    Limit("video.thumbnail_url", None, 3000, ALONE, "/thumbnail_url", lambda n: video(thumbnail_url=url(n))),
    Limit("video.title_url", None, 2000, ALONE, "/title_url", lambda n: video(title_url=url(n))),
    Limit("video.provider_icon_url", None, 2000, ALONE, "/provider_icon_url", lambda n: video(provider_icon_url=url(n))),
    Limit("alert.text", 1, 200, IN_MODAL, "/text/text", with_text("alert", "text")),
    Limit("card.title", 1, 150, ALONE, "/title/text", with_text("card", "title", mrkdwn)),
    Limit("card.subtitle", 1, 150, ALONE, "/subtitle/text", lambda n: card(subtitle=mrkdwn(words(n)))),
    Limit("card.body", 1, 200, ALONE, "/body/text", with_text("card", "body", mrkdwn)),
    Limit("card.subtext", 1, 200, ALONE, "/subtext/text", lambda n: card(subtext=mrkdwn(words(n)))),
    Limit("card.actions", 1, 3, ALONE, "/actions", lambda n: card(actions=[button()] * n)),
    Limit("carousel.elements", 1, 10, ALONE, "/elements", lambda n: block("carousel", elements=[card()] * n)),
    Limit("container.title", 1, 150, ALONE, "/title/text", lambda n: container(title=plain(words(n)))),
    Limit("container.subtitle", 1, 150, ALONE, "/subtitle/text", lambda n: container(subtitle=mrkdwn(words(n)))),
    Limit("container.child_blocks", 1, 10, ALONE, "/child_blocks", lambda n: container() | {"child_blocks": [section()] * n}),
    Limit("plan.tasks", None, 50, ALONE, "/tasks", lambda n: block("plan", title="t", tasks=[task(str(i)) for i in range(n)])),
    Limit("plan.title", 1, None, ALONE, "/title", lambda n: block("plan", title=words(n))),
    Limit("task_card.title", 1, None, ALONE, "/title", lambda n: task(title=words(n))),
    Limit("task_card.task_id", 1, None, ALONE, "/task_id", lambda n: task(words(n))),
    Limit("file.external_id", 1, None, ALONE, "/external_id", lambda n: block("file", external_id=words(n), source="remote")),
    Limit("call.call_id", 1, None, ALONE, "/call_id", lambda n: block("call", call_id=words(n))),
    *(
        Limit(f"auth_provider.{name}", 1, most, ALONE, f"/{name}/text", provider_text(name))
        for name, most in (("name", 75), ("description", 150), ("connected_identity", 75), ("connected_context", 75))
    ),
    Limit("auth_provider.value", 1, 150, ALONE, "/value", lambda n: provider(value=words(n))),
    Limit("auth_provider.auth_url", None, 3000, ALONE, "/auth_url", lambda n: provider(auth_url=url(n))),
    # elements
    Limit("button.text", 1, 75, ACTIONS, "/text/text", lambda n: button(text=plain(words(n)))),
    Limit("button.value", None, 2000, ACTIONS, "/value", lambda n: button(value=words(n))),
    Limit("button.url", None, 3000, ACTIONS, "/url", lambda n: button(url=url(n))),
    Limit("button.accessibility_label", None, 75, ACTIONS, "/accessibility_label", lambda n: button(accessibility_label=words(n))),
    Limit("button.agent_prompt", None, 4000, ACTIONS, "/agent_prompt", lambda n: button(agent_prompt=words(n))),
    Limit("confirmation.title", 1, 100, ACTIONS, "/confirm/title/text", lambda n: button(confirm=confirm(title=plain(words(n))))),
    Limit("confirmation.text", 1, 300, ACTIONS, "/confirm/text/text", lambda n: button(confirm=confirm(text=mrkdwn(words(n))))),
    Limit("confirmation.confirm", 1, 30, ACTIONS, "/confirm/confirm/text", lambda n: button(confirm=confirm(confirm=plain(words(n))))),
    Limit("confirmation.deny", 1, 30, ACTIONS, "/confirm/deny/text", lambda n: button(confirm=confirm(deny=plain(words(n))))),
    Limit("option.text", 1, 75, ACTIONS, "/options/0/text/text", lambda n: menu(options=[option(label=words(n))])),
    Limit("option.value", 1, 150, ACTIONS, "/options/0/value", lambda n: menu(options=[option(words(n))])),
    Limit("option.description", 1, 75, ACTIONS, "/options/0/description/text", lambda n: menu(options=[option(description=plain(words(n)))])),
    Limit("overflow.option.text", 1, 75, ACTIONS, "/options/0/text/text", lambda n: block("overflow", options=[option(label=words(n))])),
    Limit("overflow.option.value", 1, 150, ACTIONS, "/options/0/value", lambda n: block("overflow", options=[option(words(n))])),
    Limit("overflow.option.description", 1, 75, ACTIONS, "/options/0/description/text", lambda n: block("overflow", options=[option(description=plain(words(n)))])),
    Limit("checkboxes.option.text", 1, 75, ACTIONS, "/options/0/text/text", lambda n: block("checkboxes", options=[option(label=words(n))])),
    Limit("context.text", 1, 3000, CONTEXT, "/text", lambda n: mrkdwn(words(n))),
    Limit("slack_file.id", 1, None, ALONE, "/slack_file/id", lambda n: block("image", alt_text="a", slack_file={"id": words(n)})),
    Limit("option.url", None, 3000, ACTIONS, "/options/0/url", lambda n: block("overflow", options=[option(url=url(n))])),
    Limit("option_group.label", 1, 75, ACTIONS, "/option_groups/0/label/text", lambda n: block("static_select", option_groups=[group(label=plain(words(n)))])),
    Limit("option_group.options", 1, 100, ACTIONS, "/option_groups/0/options", lambda n: block("static_select", option_groups=[group(n)])),
    Limit("select.options", 1, 100, ACTIONS, "/options", lambda n: menu(options=options(n))),
    Limit("multi_static_select.options", 1, 100, ACCESSORY, "/options", lambda n: menu("multi_static_select", options=options(n))),
    Limit("select.option_groups", 1, 100, ACTIONS, "/option_groups", lambda n: block("static_select", option_groups=[group()] * n)),
    Limit("select.placeholder", 1, 150, ACTIONS, "/placeholder/text", lambda n: menu(placeholder=plain(words(n)))),
    Limit("select.min_query_length", 0, None, ACTIONS, "/min_query_length", number("external_select", "min_query_length")),
    Limit("multi_select.max_selected_items", 1, None, ACCESSORY, "/max_selected_items", number("multi_users_select", "max_selected_items")),
    Limit("overflow.options", 1, 5, ACTIONS, "/options", lambda n: block("overflow", options=options(n))),
    Limit("checkboxes.options", 1, 10, ACTIONS, "/options", lambda n: block("checkboxes", options=options(n))),
    Limit("radio_buttons.options", 1, 10, ACTIONS, "/options", lambda n: block("radio_buttons", options=options(n))),
    Limit("conversation_filter.include", 1, None, ACTIONS, "/filter/include", lambda n: block("conversations_select", filter={"include": ["im"] * n})),
    Limit("dispatch_action_configuration.trigger_actions_on", 1, 2, FIELD, "/dispatch_action_config/trigger_actions_on", lambda n: typing(dispatch_action_config={"trigger_actions_on": ["on_enter_pressed", "on_character_entered", "on_enter_pressed"][:n]})),
    Limit("file_input.max_files", 1, 10, FIELD, "/max_files", number("file_input", "max_files")),
    Limit("plain_text_input.min_length", 0, 3000, FIELD, "/min_length", number("plain_text_input", "min_length")),
    Limit("plain_text_input.max_length", 1, 3000, FIELD, "/max_length", number("plain_text_input", "max_length")),
    Limit("plain_text_input.initial_value", None, 3000, FIELD, "/initial_value", lambda n: typing(initial_value=words(n))),
    *(
        Limit(f"{key}.placeholder", 1, 150, FIELD, "/placeholder/text", with_text(kind, "placeholder", plain, **more))
        for key, kind, more in (
            ("plain_text_input", "plain_text_input", {}),
            ("email_input", "email_text_input", {}),
            ("url_input", "url_text_input", {}),
            ("number_input", "number_input", {"is_decimal_allowed": True}),
            ("date_picker", "datepicker", {}),
            ("time_picker", "timepicker", {}),
            ("rich_text_input", "rich_text_input", {"action_id": "a"}),
        )
    ),
    Limit("rich_text_input.min_lines", 1, 100, FIELD, "/min_lines", number("rich_text_input", "min_lines")),
    Limit("rich_text_input.max_lines", 1, 100, FIELD, "/max_lines", number("rich_text_input", "max_lines")),
    Limit("feedback_button.text", 1, 75, ASIDE, "/positive_button/text/text", lambda n: feedback(text=plain(words(n)))),
    Limit("feedback_button.value", None, 2000, ASIDE, "/positive_button/value", lambda n: feedback(value=words(n))),
    Limit("feedback_button.accessibility_label", None, 75, ASIDE, "/positive_button/accessibility_label", lambda n: feedback(accessibility_label=words(n))),
    Limit("icon_button.value", None, 2000, ASIDE, "/value", lambda n: icon_button(value=words(n))),
    Limit("icon_button.accessibility_label", None, 75, ASIDE, "/accessibility_label", lambda n: icon_button(accessibility_label=words(n))),
    Limit("icon_button.visible_to_user_ids", None, 10, ASIDE, "/visible_to_user_ids", lambda n: icon_button(visible_to_user_ids=["U1"] * n)),
    Limit("workflow_button.text", 1, 75, ACTIONS, "/text/text", lambda n: workflow(text=plain(words(n)))),
    Limit("workflow_button.accessibility_label", None, 75, ACTIONS, "/accessibility_label", lambda n: workflow(accessibility_label=words(n))),
    # rich text
    Limit("rich_text.elements", 1, None, ALONE, "/elements", lambda n: rich() | {"elements": rich()["elements"] * n}),
    Limit("rich_text_list.indent", 0, 8, IN_RICH, "/indent", lambda n: block("rich_text_list", **_LIST, indent=n)),
    Limit("rich_text_list.offset", 0, None, IN_RICH, "/offset", lambda n: block("rich_text_list", **_LIST, offset=n)),
    Limit("rich_text_list.border", 0, 1, IN_RICH, "/border", lambda n: block("rich_text_list", **_LIST, border=n)),
    Limit("rich_text_quote.border", 0, 1, IN_RICH, "/border", lambda n: block("rich_text_quote", **_QUOTE, border=n)),
    Limit("rich_text_preformatted.border", 0, 1, IN_RICH, "/border", lambda n: block("rich_text_preformatted", **_QUOTE, border=n)),
    Limit("user.user_id", 1, None, IN_SECTION, "/user_id", lambda n: block("user", user_id=words(n))),
    Limit("link.text", 1, None, IN_SECTION, "/text", lambda n: block("link", url=URL, text=words(n))),
    Limit("emoji.skin_tone", 1, 6, IN_SECTION, "/skin_tone", lambda n: block("emoji", name="wave", skin_tone=n)),
    Limit("date.timestamp", 0, None, IN_SECTION, "/timestamp", lambda n: block("date", timestamp=n, format="{date}")),
    Limit("date.format", 1, None, IN_SECTION, "/format", lambda n: block("date", timestamp=1, format=words(n))),
    Limit("rich_text_preformatted.language", 1, None, IN_RICH, "/language", lambda n: block("rich_text_preformatted", **_QUOTE, language=words(n))),
    Limit("rich_text_section.text", 1, None, IN_RICH, "/elements/0/text", lambda n: block("rich_text_section", elements=[leaf(words(n))])),
    # figures
    Limit("table.rows", 1, 100, ALONE, "/rows", lambda n: table(n)),
    Limit("table.columns", 1, 20, ALONE, "/rows/0", lambda n: table(rows=grid(1, n) + grid(1, 1))),
    Limit("table.column_settings", None, 20, ALONE, "/column_settings", lambda n: table(column_settings=[{"align": "left"}] * n)),
    Limit("table.cell_text", 1, None, ALONE, "/rows/0/0/text", lambda n: table(rows=[[cell(words(n))]])),
    Limit("data_table.rows", 2, 201, ALONE, "/rows", lambda n: data_table(n)),
    Limit("data_table.columns", 1, 20, ALONE, "/rows/0", lambda n: data_table(2, n)),
    Limit("data_table.page_size", 1, 100, ALONE, "/page_size", lambda n: data_table(page_size=n)),
    Limit("data_table.cell_text", 1, None, ALONE, "/rows/0/0/text", lambda n: data_table(rows=[[cell(words(n))], [cell()]])),
    Limit("raw_number.text", 1, None, ALONE, "/rows/0/0/text", lambda n: table(rows=[[block("raw_number", value=1, text=words(n))]])),
    Limit("data_table.caption", 1, None, ALONE, "/caption", lambda n: data_table(caption=words(n))),
    Limit("data_table.content", None, 20000, ALONE, "/rows", lambda n: data_table(rows=[[cell("x")], [cell(words(n - 1))]])),
    Limit("data_table.row_header_column_index", 0, 1, ALONE, "/row_header_column_index", lambda n: data_table(2, 2, row_header_column_index=n)),
    Limit("data_visualization.title", 1, 50, ALONE, "/title", lambda n: figure(pie(), title=words(n))),
    Limit("data_visualization.segments", 1, 12, CHART, "/segments", pie),
    Limit("data_visualization.segment.label", 1, 20, CHART, "/segments/0/label", lambda n: {"type": "pie", "segments": [{"label": words(n), "value": 1}]}),
    Limit("data_visualization.segment.value", 1, None, CHART, "/segments/0/value", lambda n: {"type": "pie", "segments": [{"label": "a", "value": n}]}),
    Limit("data_visualization.series", 1, 12, CHART, "/series", lambda n: chart("area") | {"series": [series(f"s{i}") for i in range(n)]}),
    Limit("data_visualization.series_name", 1, 20, CHART, "/series/0/name", lambda n: chart("line", series(words(n)))),
    Limit("data_visualization.axis_label", None, 50, CHART, "/axis_config/x_label", lambda n: chart(x_label=words(n))),
    Limit("data_visualization.y_label", None, 50, CHART, "/axis_config/y_label", lambda n: chart(y_label=words(n))),
    Limit("data_visualization.categories", 1, 20, CHART, "/axis_config/categories", wide_chart),
    Limit("data_visualization.data", 1, 20, CHART, "/series/0/data", wide_chart),
    Limit("data_visualization.point_label", None, 20, CHART, "/series/0/data/0/label", lambda n: chart("line", series("s", words(n)), categories=[words(n)])),
    Limit("data_visualization.category", 1, None, CHART, "/axis_config/categories/0", lambda n: chart("line", series("s", words(n)), categories=[words(n)])),
    Limit("data_visualization.category_label", None, 20, CHART, "/axis_config/categories/0", lambda n: chart("line", series("s", words(n)), categories=[words(n)])),
    # surfaces
    Limit("message.blocks", None, 50, Frame("/blocks", lambda many: many), "", lambda n: [section()] * n),
    Limit("view.blocks", None, 100, VIEW, "/blocks", lambda n: modal(*[section()] * n)),
    Limit("view.title", 1, 24, VIEW, "/title/text", lambda n: modal(section(), title=plain(words(n)))),
    Limit("view.submit", 1, 24, VIEW, "/submit/text", lambda n: modal(section(), submit=plain(words(n)))),
    Limit("view.close", 1, 24, VIEW, "/close/text", lambda n: modal(section(), close=plain(words(n)))),
    Limit("view.private_metadata", None, 3000, VIEW, "/private_metadata", lambda n: modal(section(), private_metadata=words(n))),
    Limit("view.callback_id", None, 255, VIEW, "/callback_id", lambda n: modal(section(), callback_id=words(n))),
    Limit("view.external_id", None, 255, VIEW, "/external_id", lambda n: modal(section(), external_id=words(n))),
)  # fmt: skip


def workflow(**more: Any) -> Any:
    trigger = {"trigger": {"url": "https://slack.com/shortcuts/Ft1/x"}}
    return block(
        "workflow_button", **{"text": plain(), "workflow": trigger, "action_id": "a", **more}
    )


LIMIT_CASES = tuple(case for limit in LIMITS for case in limit.cases())
