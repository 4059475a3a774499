"""A local Slack-compatible workspace: Web API, Socket Mode and a web page.

It serves two ends: trying a bot in the browser without a Slack account, and testing a bot through
the doors it has in production. It knows nothing of any particular bot: only the standard library,
starlette, uvicorn and websockets may be imported here, never the project's other rooms and never a
Slack library (a test bed built on the library under test would share its mistakes).
"""

from .config import Channel, Command, InitialMessage, Person, Words, WorkspaceConfig
from .delivery import Delivery, Outcome
from .errors import SlackError
from .model import Message
from .people import Driver
from .server import RunningWorkspace, start

__all__ = [
    "Channel",
    "Command",
    "Delivery",
    "Driver",
    "InitialMessage",
    "Message",
    "Outcome",
    "Person",
    "RunningWorkspace",
    "SlackError",
    "Words",
    "WorkspaceConfig",
    "start",
]
