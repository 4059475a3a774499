"""api.* and auth.*: is anybody there, and who am I."""

from ..errors import SlackError
from ..model import Json
from .registry import Call, Method


def api_test(call: Call) -> Json:
    args = {k: v for k, v in call.args.items() if k != "token"}
    error = call.text("error")
    if error is not None:
        raise SlackError(error, args=args)
    return {"args": args} if args else {}


def auth_test(call: Call) -> Json:
    model = call.model
    return {
        "url": f"https://{model.config.team_domain}.slack.com/",
        "team": model.config.team_name,
        "user": model.bot.name,
        "team_id": model.team_id,
        "user_id": model.bot.id,
        "bot_id": model.bot_id,
        "is_enterprise_install": False,
    }


def revoke(call: Call) -> Json:
    """`test` only asks."""
    if not call.flag("test"):
        call.access.revoke("bot")
    return {"revoked": not call.flag("test")}


METHODS = (
    Method("api.test", api_test, caller="anyone"),
    Method("auth.revoke", revoke),
    Method("auth.test", auth_test),
)
