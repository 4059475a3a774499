"""Forms as modals, and what was filled in back as a submission. Also the modal before its form.

A field's key is the id of its block, so that an error finds its place, and of its element.
"""

import json
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from base.form import Button, Field, FieldKind, Form, Option, Passage, Submission
from base.language import Lang, Msg
from bot.render.mrkdwn import (
    Json,
    bold_line,
    cut,
    cut_escaped,
    escape,
    mrkdwn,
    section,
    slack_text,
)
from bot.render.texts import word

TITLE, LABEL, OPTION, PLACEHOLDER, ERROR = 24, 2000, 75, 150, 3000
MOST_OPTIONS = 100
_LONGEST = 3000
_PASSAGE = 2500
_SURE_TITLE, _SURE_TEXT, _SURE_BUTTON = 100, 300, 30


def modal(form: Form, lang: Lang, carried: Mapping[str, Any]) -> Json:
    """Return a form as a modal. `carried` comes back with the submission beside the form's own."""
    blocks = [_read(line, lang) for line in form.intro]
    blocks += [_input(one, lang) for one in form.fields]
    if form.buttons:
        blocks.append({"type": "actions", "elements": [_button(b, lang) for b in form.buttons]})
    blocks += [_small(line, lang) for line in form.outro]
    view = _view(form.key, form.title, lang, blocks)
    if form.submit is not None:
        view["submit"] = _plain(word(form.submit, lang), TITLE)
    if form.close is not None:
        view["close"] = _plain(word(form.close, lang), TITLE)
    view["private_metadata"] = json.dumps({"carried": dict(form.carried)} | dict(carried))
    return view


def _read(line: Msg | Passage, lang: Lang) -> Json:
    if isinstance(line, Msg):
        return section(escape(word(line, lang)))
    head = bold_line(slack_text(line.heading, lang), 300)
    text = "" if line.text is None else "\n" + cut_escaped(slack_text(line.text, lang), _PASSAGE)
    return section(head + text)


def _small(line: Msg, lang: Lang) -> Json:
    return {"type": "context", "elements": [mrkdwn(slack_text(line, lang))]}


def _button(button: Button, lang: Lang) -> Json:
    label = _plain(word(button.label, lang), OPTION)
    found: Json = {"type": "button", "action_id": button.key, "text": label, "value": button.key}
    if button.sure is not None:
        found["style"] = "danger"
        found["confirm"] = {
            "title": _plain(word(button.label, lang), _SURE_TITLE),
            "text": _plain(word(button.sure, lang), _SURE_TEXT),
            "confirm": _plain(word(button.label, lang), _SURE_BUTTON),
            "deny": _plain({Lang.ZH: "不了", Lang.EN: "No"}[lang], _SURE_BUTTON),
        }
    return found


def opening(title: Msg, text: Msg, lang: Lang, key: str = "opening") -> Json:
    """Return the modal that is shown at once, while its content is being made."""
    return _view(key, title, lang, [section(escape(word(text, lang)))])


def said(title: Msg, text: Msg, lang: Lang) -> Json:
    """Return a modal that says how it went."""
    return _view("said", title, lang, [section(bold_line(slack_text(text, lang), 1500))])


def told(title: Msg, text: str, lang: Lang) -> Json:
    """Return a modal with text that is worded and escaped already."""
    return _view("said", title, lang, [section(text)])


def with_blocks(key: str, title: Msg, blocks: list[Json], lang: Lang) -> Json:
    """Return a modal with ready blocks and nothing to fill in."""
    return _view(key, title, lang, blocks)


def _view(key: str, title: Msg, lang: Lang, blocks: list[Json]) -> Json:
    return {
        "type": "modal",
        "callback_id": key,
        "title": _plain(word(title, lang), TITLE),
        "close": _plain({Lang.ZH: "关闭", Lang.EN: "Close"}[lang], TITLE),
        "blocks": blocks,
    }


def _plain(text: str, most: int) -> Json:
    return {"type": "plain_text", "text": cut(text, most) or "–", "emoji": False}


def _input(field: Field, lang: Lang) -> Json:
    block: Json = {
        "type": "input",
        "block_id": field.key,
        "label": _plain(word(field.label, lang), LABEL),
        "optional": not field.required,
        "element": {"action_id": field.key} | _element(field, lang),
    }
    if field.hint is not None:
        block["hint"] = _plain(word(field.hint, lang), LABEL)
    return block


def _element(field: Field, lang: Lang) -> Json:
    match field.kind:
        case FieldKind.TEXT | FieldKind.LONG_TEXT:
            return _text(field, lang)
        case FieldKind.CHOICE:
            return _choice(field, lang)
        case FieldKind.RADIO:
            return _choice(field, lang) | {"type": "radio_buttons"}
        case FieldKind.DATE:
            return {"type": "datepicker"} | ({"initial_date": field.value} if field.value else {})
        case FieldKind.PERSON:
            return {"type": "users_select"} | ({"initial_user": field.value} if field.value else {})
        case FieldKind.PEOPLE:
            chosen_users = [user for user in field.value.split(",") if user]
            initial = {"initial_users": chosen_users} if chosen_users else {}
            return {"type": "multi_users_select"} | initial
        case FieldKind.CHANNEL:
            chosen = {"initial_conversation": field.value} if field.value else {}
            only = {"filter": {"include": ["public", "private"], "exclude_bot_users": True}}
            return {"type": "conversations_select"} | only | chosen


def _text(field: Field, lang: Lang) -> Json:
    found: Json = {
        "type": "plain_text_input",
        "multiline": field.kind is FieldKind.LONG_TEXT,
        "max_length": min(field.longest or _LONGEST, _LONGEST),
    }
    if field.value:
        found["initial_value"] = field.value[: found["max_length"]]
    if field.example is not None:
        found["placeholder"] = _plain(word(field.example, lang), PLACEHOLDER)
    return found


def _choice(field: Field, lang: Lang) -> Json:
    found: Json = {"type": "static_select"}
    if any(option.group for option in field.options):
        # A hundred of each group are shown, not a hundred of all.
        shown = field.options
        found["option_groups"] = list(_groups(shown, lang))
    else:
        shown = field.options[:MOST_OPTIONS]
        found["options"] = [_option(option, lang) for option in shown]
    chosen = next((o for o in shown if field.value and o.value == field.value), None)
    if chosen is not None:
        found["initial_option"] = _option(chosen, lang)
    return found


def _groups(options: tuple[Option, ...], lang: Lang) -> Iterator[Json]:
    for group, members in groupby(options, key=lambda option: option.group):
        label = group.in_(lang) if group else "–"
        yield {
            "label": _plain(label, OPTION),
            "options": [_option(option, lang) for option in members][:MOST_OPTIONS],
        }


def _option(option: Option, lang: Lang) -> Json:
    return {"text": _plain(option.name.in_(lang), OPTION), "value": option.value}


def carried_by(view: Json) -> Json:
    """Return what a modal carries for us; empty where it carries nothing that is ours."""
    try:
        found = json.loads(view.get("private_metadata") or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def submission(view: Json) -> Submission:
    """Return what was filled into a modal, every value as text."""
    values = {
        block_id: _filled(elements.get(block_id) or {})
        for block_id, elements in view["state"]["values"].items()
    }
    carried = carried_by(view).get("carried") or {}
    return Submission(view["callback_id"], values, {k: str(v) for k, v in carried.items()})


def _filled(state: Json) -> str:
    if state.get("selected_option"):
        return str(state["selected_option"]["value"])
    if state.get("selected_users"):
        return ",".join(map(str, state["selected_users"]))
    names = ("value", "selected_date", "selected_user", "selected_conversation")
    return next((str(state[name]) for name in names if state.get(name)), "")


def errors(found: Mapping[str, Msg], lang: Lang) -> Json:
    """Return the sentences at their fields, as the answer to a submission."""
    worded = {key: cut(word(text, lang), ERROR) for key, text in found.items()}
    return {"response_action": "errors", "errors": worded}
