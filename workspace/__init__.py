"""A local Slack-compatible workspace: Web API, Socket Mode, signed HTTP and a web page.

It serves two ends: trying a bot in the browser without a Slack account, and testing a bot through
the doors it has in production. It knows nothing of any particular bot: only the standard library,
starlette, uvicorn and websockets may be imported here, never the project's other rooms and never a
Slack library (a test bed built on the library under test would share its mistakes).
"""

from .clock import Clock
from .config import (
    Channel,
    Command,
    InitialMessage,
    Person,
    Shortcut,
    TourStep,
    Words,
    WorkspaceConfig,
)
from .delivery import Delivery, Outcome
from .errors import SlackError
from .faults import Fault, Faults
from .model import Message
from .people import Driver
from .saving import StateError, read_state
from .server import RunningWorkspace, start
from .travel import Traveller
from .views import View

__all__ = [
    "Channel",
    "Clock",
    "Command",
    "Delivery",
    "Driver",
    "Fault",
    "Faults",
    "InitialMessage",
    "Message",
    "Outcome",
    "Person",
    "RunningWorkspace",
    "Shortcut",
    "SlackError",
    "StateError",
    "TourStep",
    "Traveller",
    "View",
    "Words",
    "WorkspaceConfig",
    "read_state",
    "start",
]
