"""views.*: modals and the Home tab."""

from typing import Literal

from ..errors import SlackError, missing_field
from ..judging import judged_view
from ..model import Json
from ..triggers import Trigger
from ..views import View
from ..wire import view_json
from .registry import Call, Method


def _content(call: Call, kind: Literal["modal", "home"]) -> Json:
    """The judged view. Raises `invalid_arguments`, `view_too_large`."""
    return judged_view(call.model, call.json("view", "invalid_arguments"), kind)


def _trigger(call: Call) -> Trigger:
    trigger_id = call.text("trigger_id") or call.text("interactivity_pointer")
    if trigger_id is None:
        raise missing_field("trigger_id")
    return call.model.triggers.redeem(trigger_id)


def _answer(call: Call, view: View) -> Json:
    return {"view": view_json(call.model, view)}


def opening(call: Call) -> Json:
    content = _content(call, "modal")
    trigger = _trigger(call)
    return _answer(call, call.model.views.open(trigger.user, content, trigger.channel))


def push(call: Call) -> Json:
    content = _content(call, "modal")
    trigger = _trigger(call)
    return _answer(call, call.model.views.push(trigger.user, content, trigger.view))


def update(call: Call) -> Json:
    """By `view_id` or `external_id`. A Home tab is updated by its id too."""
    view_id, external_id = call.text("view_id"), call.text("external_id")
    if view_id is None and external_id is None:
        raise missing_field("view_id")
    views = call.model.views
    view = views.view(view_id) if view_id else views.by_external_id(external_id or "")
    return _answer(call, views.update(view, _content(call, view.kind), call.text("hash")))


def publish(call: Call) -> Json:
    if not call.model.config.home_enabled:
        raise SlackError("not_enabled")
    # Asked by id only, as everywhere in the Web API.
    user = call.model.user(call.required("user_id"))
    content = _content(call, "home")
    return _answer(call, call.model.views.publish(user.id, content, call.text("hash")))


METHODS = (
    Method("views.open", opening, ("view",)),
    Method("views.publish", publish, ("user_id", "view")),
    Method("views.push", push, ("view",)),
    Method("views.update", update, ("view",)),
)
