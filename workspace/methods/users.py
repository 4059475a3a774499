"""users.*"""

from ..errors import SlackError
from ..model import Json, Member
from ..wire import user_json
from .registry import Call, Method


def _shown(call: Call, member: Member) -> Json:
    found = user_json(call.model, member, with_locale=call.flag("include_locale"))
    if "users:read.email" not in call.access.granted:
        found["profile"].pop("email", None)
    return found


def info(call: Call) -> Json:
    return {"user": _shown(call, call.model.user(call.required("user")))}


def by_email(call: Call) -> Json:
    wanted = call.required("email").lower()
    found = next((m for m in call.model.people if m.email.lower() == wanted), None)
    if found is None:
        raise SlackError("users_not_found")
    return {"user": _shown(call, found)}


def listing(call: Call) -> Json:
    members, meta = call.page(call.model.members)
    return {
        "members": [_shown(call, m) for m in members],
        "cache_ts": int(call.model.clock.now()),
        "response_metadata": meta,
    }


METHODS = (
    Method("users.info", info, ("user",)),
    Method("users.list", listing),
    Method("users.lookupByEmail", by_email, ("email",)),
)
