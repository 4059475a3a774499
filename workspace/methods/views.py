"""views.*: the app of this workspace has no App Home yet, and Slack has a name for that."""

from ..errors import SlackError
from ..model import Json
from .registry import Call, Method


def publish(_call: Call) -> Json:
    raise SlackError("not_enabled")


METHODS = (Method("views.publish", publish, ("user_id", "view")),)
