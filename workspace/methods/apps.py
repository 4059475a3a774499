"""apps.*: opening a Socket Mode connection."""

from ..model import Json
from .registry import Call, Method


def connections_open(call: Call) -> Json:
    return {"url": call.socket_url()}


METHODS = (Method("apps.connections.open", connections_open, caller="app"),)
