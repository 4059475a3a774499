"""What people in Slack wait for: the acknowledgement, and what an answer adds to its query.

Measured from outside, as Slack sees it: `fupan run --http` in a process of its own, signed slash
commands over a socket, answers posted to a Slack that notes when they arrived. The acknowledgement
is held against a bare Bolt app that echoes, in another process, asked in turn with the bot. What
both apps alone cost, without a wire and without an answer in the making, is measured in process.
"""

import os
import socket
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from slack_sdk import WebClient

from base.clock import FixedClock
from base.language import Lang
from benchmarks.data import Tell
from benchmarks.timing import Tail, tail
from benchmarks.wire import BOT_TOKEN, SECRET, Poster, Sink, echo, process
from bot.slack.app import SlackBot
from bot.slack.dispatch import dispatch
from bot.slack.flood import Turnstile
from bot.slack.pool import Pool
from commands.context import Context
from commands.lexicon import standing
from intake.sample import SAMPLE_PEOPLE
from intake.sample.load import load_sample
from metrics.compute import compute
from metrics.model import NotUnderstood, Question
from metrics.parser import parse
from storage.engine import Database, ensure_schema, open_database

QUESTIONS = 600
_WARM = 40
NOW = datetime(2026, 11, 18, 4, tzinfo=UTC)
# One figure each: an answer in words, without a chart.
ASKED = ("满意度 上周", "csat last week", "首响 昨天", "转化率 上周", "contacts this month")


@dataclass(frozen=True)
class InSlack:
    """Both acknowledgements, and an answer in its parts."""

    fupan: Tail
    bolt: Tail
    whole: Tail
    query: Tail
    added: Tail
    app: Tail
    bolt_app: Tail

    def as_json(self) -> dict[str, Any]:
        """Return it for the results file."""
        parts = {name: getattr(self, name).as_json() for name in self.__dataclass_fields__}
        return parts | {
            "ratio": self.fupan.p99 / self.bolt.p99,
            "ratio_alone": self.app.p99 / self.bolt_app.p99,
        }


def measure(tell: Tell, questions: int = QUESTIONS) -> InSlack:
    """Ask so many questions, each followed by the same to the peer and by its bare query."""
    with tempfile.TemporaryDirectory(prefix="fupan-bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'fupan.db'}"
        database = open_database(url)
        ensure_schema(database)
        tell("sample data")
        load_sample(database, NOW.date(), FixedClock(NOW), _quietly)
        sink = Sink()
        try:
            tell(f"{questions} questions over HTTP")
            alone = _alone(database, sink, questions)
            return _over_http(database, url, sink, questions, alone)
        finally:
            sink.close()
            database.close()


def _alone(database: Database, sink: Sink, questions: int) -> tuple[Tail, Tail]:
    """Return the processor time of one acknowledgement: in the bot's app, and in the bare one."""
    client = WebClient(BOT_TOKEN, base_url=sink.address + "/api/")
    # Takes every question and works on none.
    pool = Pool(workers=0, waiting=questions + _WARM)
    context = Context(database, FixedClock(NOW))
    bot = SlackBot(context, client, pool, Turnstile(burst=questions + _WARM))
    apps = (bot.app, echo(client))
    found: tuple[list[float], list[float]] = ([], [])
    for number in range(_WARM + questions):
        for app, seconds in zip(apps, found, strict=True):
            payload = _command(ASKED[number % len(ASKED)], "U1", number, "")
            before = time.thread_time()
            reply = dispatch(app, payload)
            seconds.append(time.thread_time() - before)
            if reply.status != 200:
                raise RuntimeError(f"the app answered {reply.status}")
    bot.close(1.0)
    return tail(found[0][_WARM:]), tail(found[1][_WARM:])


def _over_http(
    database: Database, url: str, sink: Sink, questions: int, alone: tuple[Tail, Tail]
) -> InSlack:
    api = sink.address + "/api/"
    bot_port, echo_port = _free_port(), _free_port()
    environment = os.environ | {
        "FUPAN_DATABASE_URL": url,
        "FUPAN_SLACK_BOT_TOKEN": BOT_TOKEN,
        "FUPAN_SLACK_SIGNING_SECRET": SECRET,
        "FUPAN_SLACK_API_URL": api,
        "FUPAN_LOG_LEVEL": "WARNING",
    }
    python = sys.executable
    bot = [python, "-m", "bot.cli", "run", "--http", "--port", str(bot_port)]
    peer = [python, "-m", "benchmarks.wire", str(echo_port), api]
    with (
        process([*bot, "--now", NOW.isoformat()], bot_port, environment),
        process(peer, echo_port, environment),
        closing(Poster(bot_port)) as fupan,
        closing(Poster(echo_port)) as bolt,
    ):
        found = _ask(database, sink, fupan, bolt, questions)
    acks, peer_acks, whole, query = (list(column) for column in zip(*found, strict=True))
    added = [a - q for a, q in zip(whole, query, strict=True)]
    return InSlack(tail(acks), tail(peer_acks), tail(whole), tail(query), tail(added), *alone)


def _ask(
    database: Database, sink: Sink, bot: Poster, echo: Poster, questions: int
) -> list[tuple[float, float, float, float]]:
    """Return of each question both acknowledgements, the answer after it, and its bare query."""
    understood = [_question(database, text) for text in ASKED]
    users = [person.slack_user for person in SAMPLE_PEOPLE if person.slack_user]
    found: list[tuple[float, float, float, float]] = []
    for number in range(_WARM + questions):
        which, user = number % len(ASKED), users[number % len(users)]
        path = f"/respond/{number}"
        fields = _command(ASKED[which], user, number, sink.address + path)
        sent, taken = bot.command(fields)
        posted = sink.arrival(path)
        echo_sent, echo_done = echo.command(fields)
        query = _query(database, understood[which])
        if number >= _WARM:
            found.append((taken - sent, echo_done - echo_sent, posted - taken, query))
    return found


def _command(text: str, user: str, number: int, respond: str) -> dict[str, str]:
    return {
        "command": "/metric",
        "text": text,
        "user_id": user,
        "user_name": "somebody",
        "channel_id": "C1",
        "channel_name": "general",
        "team_id": "T1",
        "trigger_id": f"trigger.{number}",
        "response_url": respond,
    }


def _question(database: Database, text: str) -> Question:
    lang = Lang.EN if text.isascii() else Lang.ZH
    with database.read() as work:
        known = standing(work, Context(database, FixedClock(NOW)))
        found = parse(
            text,
            today=NOW.date(),
            lexicon=known.lexicon,
            promotions=known.promotions,
            lang=lang,
        )
    if isinstance(found, NotUnderstood):
        raise TypeError(f"not understood: {text}")
    return found


def _query(database: Database, question: Question) -> float:
    before = time.perf_counter()
    with database.read() as work:
        compute(work, question)
    return time.perf_counter() - before


def _quietly(_label: object, _done: int, _of: int) -> None: ...


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])
