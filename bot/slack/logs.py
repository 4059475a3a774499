"""The network libraries' logs: pinned at INFO, and redacted before anybody sees them.

At DEBUG they log whole envelopes, frames and rows, at WARNING the body of a request nobody handled,
and a web server's access log would tell who asked when.
"""

import logging
import re
import traceback

# Each with the name under which its lines come out, and from which level on: what a server says of
# its own start and of every connection is nothing to anybody.
_LIBRARIES = {
    "slack_sdk": ("fupan.slack.sdk", logging.INFO),
    "slack_bolt": ("fupan.slack.sdk", logging.INFO),
    "websockets": ("fupan.slack.sdk", logging.WARNING),
    "uvicorn": ("fupan.http", logging.WARNING),
    # At DEBUG they log the rows that statements return: what came in, in its order.
    "sqlalchemy": ("fupan.database", logging.WARNING),
    "psycopg": ("fupan.database", logging.WARNING),
}
# A line a request: who asked when.
_SILENCED = ("uvicorn.access",)
_CLIENTS = ("slack_sdk.web", "slack_sdk.webhook")
_TOKEN = re.compile(r"\bx(?:ox[a-z]|app|oxe\.xox[bp])[-.][\w.-]+", re.ASCII)
_ADDRESS = re.compile(r"(?:wss?|https?)://\S+")
_QUERY = re.compile(r"\?[\w.%-]+=[^\s\"']*")
_BODY = re.compile(r"\{.*\}", re.DOTALL)
_ERROR = re.compile(r"""['"]error['"]: ['"](\w+)['"]""", re.ASCII)


def redact(text: str) -> str:
    """Return a log line without tokens, tickets, queries and bodies; error codes stay."""
    text = _BODY.sub(lambda m: "{" + ", ".join(_ERROR.findall(m.group())) + "…}", text)
    text = _ADDRESS.sub(lambda m: re.split(r"[?]|(?<=\w)/", m.group(), maxsplit=1)[0], text)
    return _TOKEN.sub("x…", _QUERY.sub("?…", text))


class _Relay(logging.Handler):
    """Passes a library's records on under our own name, redacted."""

    def __init__(self, name: str) -> None:
        super().__init__(logging.INFO)
        self._to = logging.getLogger(name)

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if record.exc_info and record.exc_info[0] is not None:
            text += "\n" + "".join(traceback.format_exception(*record.exc_info))
        # What the clients log as an error they raise as well: told once, by whoever catches it.
        level = logging.INFO if record.name.startswith(_CLIENTS) else record.levelno
        self._to.log(level, "%s", redact(text))


def quiet_libraries() -> None:
    """Pin the libraries' loggers behind the redacting relay; harmless when done again."""
    for name in _SILENCED:
        logging.getLogger(name).disabled = True
    for name, (ours, level) in _LIBRARIES.items():
        library = logging.getLogger(name)
        library.setLevel(level)
        library.propagate = False
        if not any(isinstance(handler, _Relay) for handler in library.handlers):
            library.addHandler(_Relay(ours))
