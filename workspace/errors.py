"""The one error of this room: what Slack answers instead of `ok: true`."""

from typing import Any


class SlackError(Exception):
    """A refusal with Slack's own error name.

    `extra` is merged into the JSON answer (for instance `response_metadata`).
    """

    def __init__(self, code: str, **extra: Any) -> None:
        super().__init__(code)
        self.code = code
        self.extra = extra


def missing_field(name: str) -> SlackError:
    """`invalid_arguments` in the shape Slack gives it when a required argument is absent."""
    return SlackError(
        "invalid_arguments",
        response_metadata={"messages": [f"[ERROR] missing required field: {name}"]},
    )
