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
from statistics import median
from typing import Any

from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from base.clock import FixedClock
from base.language import Lang
from benchmarks.data import Tell
from benchmarks.timing import Tail, tail
from benchmarks.wire import BOT_TOKEN, SECRET, Poster, Sink, echo, process
from bot.render.blocks import Look, rendered
from bot.slack.app import SlackBot
from bot.slack.askers import Askers
from bot.slack.dispatch import dispatch
from bot.slack.flood import Turnstile
from bot.slack.pool import Pool
from commands.context import Context, Request
from commands.lexicon import standing
from commands.router import handle
from intake.sample import SAMPLE_PEOPLE
from intake.sample.load import load_sample
from metrics.compute import compute
from metrics.model import NotUnderstood, Question
from metrics.parser import parse
from storage.engine import Database, ensure_schema, open_database
from storage.seen import first_time

# Of one round; of several the median counts, for one late waking of a processor decides a p99.
QUESTIONS, ROUNDS = 300, 5
_WARM = 40
# After a start the library that draws is being imported beside: not what is measured here.
# Shorter than the five seconds after which an idle connection is closed.
_START_SECONDS = 4.0
NOW = datetime(2026, 11, 18, 4, tzinfo=UTC)
_TEXT = "x" * 1500
# One figure each: an answer in words, without a chart.
ASKED = ("满意度 上周", "csat last week", "首响 昨天", "转化率 上周", "contacts this month")


@dataclass(frozen=True)
class InSlack:
    """Both acknowledgements, and an answer in its parts."""

    ratio: float
    fupan: Tail
    bolt: Tail
    whole: Tail
    query: Tail
    post: Tail
    added: Tail
    added_alone: Tail
    app: Tail
    bolt_app: Tail

    def as_json(self) -> dict[str, Any]:
        """Return it for the results file."""
        names = [name for name in self.__dataclass_fields__ if name != "ratio"]
        parts = {name: getattr(self, name).as_json() for name in names}
        return parts | {
            "ratio": self.ratio,
            "ratio_alone": self.app.p99 / self.bolt_app.p99,
        }


def measure(tell: Tell, questions: int = QUESTIONS, rounds: int = ROUNDS) -> InSlack:
    """Ask so many questions a round, each followed by the same to the peer and its bare query."""
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
            return _over_http(database, url, sink, (questions, rounds), alone)
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


def _added_alone(database: Database, questions: int) -> Tail:
    """Return what an answer adds to its query until its message is ready, in one process.

    That is: seen before?, who asks, the question understood, the answer composed and rendered.
    """
    clock = FixedClock(NOW)
    context = Context(database, clock)
    askers = Askers(database, clock, WebClient(BOT_TOKEN))
    users = [person.slack_user for person in SAMPLE_PEOPLE if person.slack_user]
    understood = [_question(database, text) for text in ASKED]
    found: list[float] = []
    for number in range(_WARM + questions):
        text = ASKED[number % len(ASKED)]
        before = time.perf_counter()
        first_time(database, f"alone:{number}", NOW)
        actor = askers.find(users[number % len(users)])
        answer = handle(context, Request(text, actor, actor.lang))
        rendered(answer, actor.lang, Look(shareable=True, thread=False))
        whole = time.perf_counter() - before
        found.append(whole - _query(database, understood[number % len(ASKED)]))
    return tail(found[_WARM:])


def _over_http(
    database: Database,
    url: str,
    sink: Sink,
    size: tuple[int, int],
    alone: tuple[Tail, Tail],
) -> InSlack:
    questions, rounds = size
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
        found, ratios = [], []
        for at in range(rounds):
            # Also as long as people's bursts need to be forgotten.
            time.sleep(_START_SECONDS)
            one = _ask(database, sink, fupan, bolt, questions, at * (questions + _WARM))
            found += one
            ratios.append(tail([row[0] for row in one]).p99 / tail([row[1] for row in one]).p99)
    acks, peer_acks, whole, query, post = (list(column) for column in zip(*found, strict=True))
    added = [a - q - p for a, q, p in zip(whole, query, post, strict=True)]
    return InSlack(
        median(ratios),
        tail(acks),
        tail(peer_acks),
        tail(whole),
        tail(query),
        tail(post),
        tail(added),
        _added_alone(database, rounds * questions),
        *alone,
    )


def _ask(
    database: Database, sink: Sink, bot: Poster, echo: Poster, questions: int, first: int
) -> list[tuple[float, float, float, float, float]]:
    """Return of each question both acknowledgements, the answer, its bare query, a bare post."""
    understood = [_question(database, text) for text in ASKED]
    users = [person.slack_user for person in SAMPLE_PEOPLE if person.slack_user]
    found: list[tuple[float, float, float, float, float]] = []
    for number in range(first, first + _WARM + questions):
        which, user = number % len(ASKED), users[number % len(users)]
        path = f"/respond/{number}"
        fields = _command(ASKED[which], user, number, sink.address + path)
        if number % 2:
            # By turns: whoever is asked first was asleep for longer.
            echo_sent, echo_done = echo.command(fields)
        sent, taken = bot.command(fields)
        posted = sink.arrival(path)
        if not number % 2:
            echo_sent, echo_done = echo.command(fields)
        query = _query(database, understood[which])
        if number >= first + _WARM:
            post = _bare_post(sink, number)
            found.append((taken - sent, echo_done - echo_sent, posted - taken, query, post))
    return found


def _bare_post(sink: Sink, number: int) -> float:
    """Return how long a message of an answer's size takes to a response URL, by the library."""
    path = f"/respond/bare-{number}"
    before = time.perf_counter()
    WebhookClient(sink.address + path).send(text=_TEXT)
    return sink.arrival(path) - before


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
