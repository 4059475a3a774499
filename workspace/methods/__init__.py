"""The Web API's methods, one module a group. Each module declares its `METHODS`; adding a method
adds an entry there. Methods read and change the model; they know no HTTP."""

from . import apps, auth, blocks, chat, conversations, files, reactions, users, views
from .registry import Call, Method

METHODS: dict[str, Method] = {
    method.name: method
    for module in (apps, auth, blocks, chat, conversations, files, reactions, users, views)
    for method in module.METHODS
}

__all__ = ["METHODS", "Call", "Method"]
