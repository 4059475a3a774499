"""Block elements: buttons, menus, pickers, inputs; and which block may hold which of them."""

from .objects import (
    ACTION_ID,
    ANY_URL,
    CONFIRM,
    CONVERSATION_FILTER,
    DATE,
    DISPATCH,
    FORMATTED_OPTION,
    LINK_OPTION,
    OPTION_GROUP,
    PLACEHOLDER,
    PLAIN_OPTION,
    SLACK_FILE,
    STYLE,
    USER_IDS,
    WEB_URL,
    WORKFLOW,
    initial_is_a_choice,
    plain_only,
)
from .rich_text import RICH_TEXT
from .rules import (
    DECIMAL,
    TIME,
    ByType,
    Check,
    Enum,
    Flag,
    List,
    Need,
    Num,
    Rule,
    Shape,
    Str,
    exactly_one,
    goes_with,
    ordered,
    pick,
    shape,
    typed,
)

BUTTON_TEXT_MOST = 75
BUTTON_VALUE_MOST = 2000
INPUT_MOST = 3000
_LABEL = Str(75)


def _number(value: object) -> float | None:
    """A number of the JSON, or one written in text, as number inputs have it."""
    if isinstance(value, str) and len(value) <= 30 and DECIMAL.fits(value):
        return float(value)
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() <= 64:
        return float(value)
    return None


def _menu(kind: str, *checks: Check, **properties: Rule) -> Shape:
    """What all select menus have."""
    return typed(
        kind,
        *checks,
        action_id=ACTION_ID,
        confirm=CONFIRM,
        focus_on_load=Flag(),
        placeholder=PLACEHOLDER,
        **properties,
    )


def _many(kind: str, *checks: Check, **properties: Rule) -> Shape:
    return _menu(kind, *checks, max_selected_items=Num(1, whole=True), **properties)


def _typing(kind: str, *checks: Check, **properties: Rule) -> Shape:
    """What all fields to type into have."""
    return typed(
        kind,
        *checks,
        action_id=ACTION_ID,
        focus_on_load=Flag(),
        placeholder=PLACEHOLDER,
        dispatch_action_config=DISPATCH,
        **properties,
    )


def _image() -> Shape:
    return typed(
        "image",
        exactly_one("image_url", "slack_file"),
        alt_text=Need(Str(2000, 1)),
        image_url=WEB_URL,
        slack_file=SLACK_FILE,
    )


_OPTIONS = List(PLAIN_OPTION, 100, 1)
_OPTION_GROUPS = List(OPTION_GROUP, 100, 1)
_QUERY_LENGTH = Num(0, whole=True)
_IDS = List(Str(least=1))
_FEEDBACK = shape(
    text=Need(plain_only(BUTTON_TEXT_MOST)),
    value=Need(Str(BUTTON_VALUE_MOST)),
    accessibility_label=_LABEL,
)

BUTTONS: dict[str, Rule] = {
    "button": typed(
        "button",
        goes_with("agent_prompt_display", "agent_prompt"),
        text=Need(plain_only(BUTTON_TEXT_MOST)),
        action_id=ACTION_ID,
        url=ANY_URL,
        value=Str(BUTTON_VALUE_MOST),
        style=STYLE,
        confirm=CONFIRM,
        accessibility_label=_LABEL,
        agent_prompt=Str(4000),
        agent_prompt_display=Str(),
        visible_to_user_ids=USER_IDS,
    ),
    "workflow_button": typed(
        "workflow_button",
        text=Need(plain_only(BUTTON_TEXT_MOST)),
        action_id=ACTION_ID,
        workflow=Need(WORKFLOW),
        style=STYLE,
        confirm=CONFIRM,
        accessibility_label=_LABEL,
    ),
    "icon_button": typed(
        "icon_button",
        icon=Need(Enum(("trash",))),
        text=Need(plain_only()),
        action_id=ACTION_ID,
        value=Str(BUTTON_VALUE_MOST),
        confirm=CONFIRM,
        accessibility_label=_LABEL,
        visible_to_user_ids=List(Str(least=1), 10),
    ),
    "feedback_buttons": typed(
        "feedback_buttons",
        action_id=ACTION_ID,
        positive_button=Need(_FEEDBACK),
        negative_button=Need(_FEEDBACK),
    ),
}

CHOICES: dict[str, Rule] = {
    "checkboxes": typed(
        "checkboxes",
        initial_is_a_choice("initial_options"),
        action_id=ACTION_ID,
        options=Need(List(FORMATTED_OPTION, 10, 1)),
        initial_options=List(FORMATTED_OPTION, 10, 1),
        confirm=CONFIRM,
        focus_on_load=Flag(),
    ),
    "radio_buttons": typed(
        "radio_buttons",
        initial_is_a_choice("initial_option"),
        action_id=ACTION_ID,
        options=Need(List(FORMATTED_OPTION, 10, 1)),
        initial_option=FORMATTED_OPTION,
        confirm=CONFIRM,
        focus_on_load=Flag(),
    ),
    "overflow": typed(
        "overflow",
        action_id=ACTION_ID,
        options=Need(List(LINK_OPTION, 5, 1)),
        confirm=CONFIRM,
    ),
}

MENUS: dict[str, Rule] = {
    "static_select": _menu(
        "static_select",
        exactly_one("options", "option_groups"),
        initial_is_a_choice("initial_option"),
        options=_OPTIONS,
        option_groups=_OPTION_GROUPS,
        initial_option=PLAIN_OPTION,
    ),
    "external_select": _menu(
        "external_select", initial_option=PLAIN_OPTION, min_query_length=_QUERY_LENGTH
    ),
    "users_select": _menu("users_select", initial_user=Str(least=1)),
    "conversations_select": _menu(
        "conversations_select",
        initial_conversation=Str(least=1),
        default_to_current_conversation=Flag(),
        response_url_enabled=Flag(),
        filter=CONVERSATION_FILTER,
    ),
    "channels_select": _menu(
        "channels_select", initial_channel=Str(least=1), response_url_enabled=Flag()
    ),
    "multi_static_select": _many(
        "multi_static_select",
        exactly_one("options", "option_groups"),
        initial_is_a_choice("initial_options"),
        options=_OPTIONS,
        option_groups=_OPTION_GROUPS,
        initial_options=List(PLAIN_OPTION, 100, 1),
    ),
    "multi_external_select": _many(
        "multi_external_select",
        initial_options=List(PLAIN_OPTION, 100, 1),
        min_query_length=_QUERY_LENGTH,
    ),
    "multi_users_select": _many("multi_users_select", initial_users=_IDS),
    "multi_conversations_select": _many(
        "multi_conversations_select",
        initial_conversations=_IDS,
        default_to_current_conversation=Flag(),
        filter=CONVERSATION_FILTER,
    ),
    "multi_channels_select": _many("multi_channels_select", initial_channels=_IDS),
}

PICKERS: dict[str, Rule] = {
    "datepicker": _menu("datepicker", initial_date=Str(form=DATE)),
    "timepicker": _menu("timepicker", initial_time=Str(form=TIME), timezone=Str(least=1)),
    "datetimepicker": typed(
        "datetimepicker",
        action_id=ACTION_ID,
        # "10 digits": from 2001 to 2286.
        initial_date_time=Num(1_000_000_000, 9_999_999_999, whole=True),
        confirm=CONFIRM,
        focus_on_load=Flag(),
    ),
}

FIELDS: dict[str, Rule] = {
    "plain_text_input": _typing(
        "plain_text_input",
        ordered("min_length", "max_length", _number),
        initial_value=Str(INPUT_MOST),
        multiline=Flag(),
        min_length=Num(0, INPUT_MOST, whole=True),
        max_length=Num(1, INPUT_MOST, whole=True),
    ),
    "email_text_input": _typing("email_text_input", initial_value=Str()),
    "url_text_input": _typing("url_text_input", initial_value=Str()),
    "number_input": _typing(
        "number_input",
        ordered("min_value", "max_value", _number),
        is_decimal_allowed=Need(Flag()),
        initial_value=Str(form=DECIMAL),
        min_value=Str(form=DECIMAL),
        max_value=Str(form=DECIMAL),
    ),
    "rich_text_input": _typing(
        "rich_text_input",
        ordered("min_lines", "max_lines", _number),
        initial_value=ByType({"rich_text": RICH_TEXT}),
        min_lines=Num(1, 100, whole=True),
        max_lines=Num(1, 100, whole=True),
    ),
    "file_input": typed(
        "file_input",
        action_id=ACTION_ID,
        filetypes=List(Str(least=1)),
        max_files=Num(1, 10, whole=True),
    ),
}

IMAGE = _image()
URL_SOURCE = typed("url", url=Need(ANY_URL), text=Need(Str(least=1)))
ELEMENTS: dict[str, Rule] = {**BUTTONS, **CHOICES, **MENUS, **PICKERS, **FIELDS, "image": IMAGE}

IN_ACTIONS = pick(
    ELEMENTS, "button", "workflow_button", *CHOICES, *MENUS, *PICKERS, "rich_text_input"
)
IN_SECTION = pick(
    ELEMENTS,
    "button",
    "workflow_button",
    *CHOICES,
    *MENUS,
    "datepicker",
    "timepicker",
    "image",
)
IN_INPUT = pick(ELEMENTS, "checkboxes", "radio_buttons", *MENUS, *PICKERS, *FIELDS)
IN_CONTEXT_ACTIONS = pick(ELEMENTS, "icon_button", "feedback_buttons")
JUST_BUTTONS = pick(ELEMENTS, "button")
