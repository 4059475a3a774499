"""The Slack libraries' logs: pinned at INFO, and redacted before anybody sees them.

At DEBUG they log whole envelopes, and at WARNING the body of a request nobody handled.
"""

import logging
import re
import traceback

_LIBRARIES = ("slack_sdk", "slack_bolt")
_CLIENTS = ("slack_sdk.web", "slack_sdk.webhook")
_TOKEN = re.compile(r"\bx(?:ox[a-z]|app|oxe\.xox[bp])[-.][\w.-]+", re.ASCII)
_ADDRESS = re.compile(r"(?:wss?|https?)://\S+")
_BODY = re.compile(r"\{.*\}", re.DOTALL)
_ERROR = re.compile(r"""['"]error['"]: ['"](\w+)['"]""", re.ASCII)


def redact(text: str) -> str:
    """Return a log line without tokens, tickets and bodies; error codes stay."""
    text = _BODY.sub(lambda m: "{" + ", ".join(_ERROR.findall(m.group())) + "…}", text)
    text = _ADDRESS.sub(lambda m: re.split(r"[?]|(?<=\w)/", m.group(), maxsplit=1)[0], text)
    return _TOKEN.sub("x…", text)


class _Relay(logging.Handler):
    """Passes a library's records on under our own name, redacted."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self._to = logging.getLogger("fupan.slack.sdk")

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if record.exc_info and record.exc_info[0] is not None:
            text += "\n" + "".join(traceback.format_exception(*record.exc_info))
        # What the clients log as an error they raise as well: told once, by whoever catches it.
        level = logging.INFO if record.name.startswith(_CLIENTS) else record.levelno
        self._to.log(level, "%s", redact(text))


def quiet_libraries() -> None:
    """Pin the Slack libraries' loggers behind the redacting relay; harmless when done again."""
    for name in _LIBRARIES:
        library = logging.getLogger(name)
        library.setLevel(logging.INFO)
        library.propagate = False
        if not any(isinstance(handler, _Relay) for handler in library.handlers):
            library.addHandler(_Relay())
