"""users.*"""

from ..model import Json
from ..wire import user_json
from .registry import Call, Method


def info(call: Call) -> Json:
    member = call.model.member(call.required("user"))
    return {"user": user_json(call.model, member, with_locale=call.flag("include_locale"))}


def listing(call: Call) -> Json:
    members, meta = call.page(call.model.members)
    with_locale = call.flag("include_locale")
    return {
        "members": [user_json(call.model, m, with_locale=with_locale) for m in members],
        "cache_ts": int(call.model.config.clock()),
        "response_metadata": meta,
    }


METHODS = (Method("users.info", info, ("user",)), Method("users.list", listing))
