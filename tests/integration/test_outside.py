"""Items outside the chat: the calendar feed over real HTTP, webhooks to a real server with TLS."""

import hashlib
import hmac
import json
import shutil
import ssl
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, update

from base.action import Action, Move
from base.answer import Answer
from base.clock import FixedClock
from base.language import Lang
from base.refusal import Refusal
from base.rights import Actor, Role
from bot.ics import calendar_for, calendar_of
from bot.render.texts import word
from bot.slack.health import Health
from bot.slack.http import Server, application
from bot.slack.settings import Listen
from bot.webhooks import ForbiddenAddressError, Poster, Webhooks, public, signature
from commands.context import Context, Place, Request
from commands.router import handle
from jobs.installation import Installation
from reviews.actions import Wish, folded, move, proposed
from storage import actions, webhooks
from storage.engine import Database
from storage.tables import membership, person, setting, team
from storage.version import names_changed

NOW = datetime(2026, 11, 19, 4, tzinfo=UTC)
MEI, BAI = 1, 2
BOSS = Actor(3, "林岚", frozenset({Role.SUPERVISOR}))
AGENT = Actor(MEI, "小美", teams=frozenset({1}))


@dataclass
class Office:
    """A workspace with two people, and the commands they type."""

    database: Database
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOW))

    def __post_init__(self) -> None:
        with self.database.write() as work:
            names_changed(work)
            work.execute(insert(team).values(id=1, name="售前组", name_en="Pre-sales"))
            for number, name in ((MEI, "小美"), (BAI, "大白")):
                values = {"id": number, "name": name, "name_en": "", "slack_user": f"U{number}"}
                work.execute(insert(person).values(values))
                work.execute(insert(membership).values(person_id=number, team_id=1))

    def item(self, wording: str, owner: int = MEI, **more: str) -> Action:
        data = {"wording": wording, "owner": str(owner), "due": "2026-11-27", "team": "1"}
        with self.database.write() as work:
            return actions.number_of_new(
                work, lambda n: proposed(n, self.clock.now(), BAI, data | more), folded
            )

    def moves(self, item: Action, wanted: Move, who: int, **data: str) -> Action:
        with self.database.write() as work:
            event = move(item, Wish(wanted, who, self.clock.now(), "因为", data))
            return actions.append(work, event, folded)

    def ask(self, text: str, actor: Actor = AGENT, place: Place = Place.PRIVATE) -> Answer:
        return handle(Context(self.database, self.clock), Request(text, actor, Lang.ZH, place))

    def token(self, text: str = "/action calendar") -> str:
        line = word(self.ask(text).lines[0], Lang.ZH)
        return line.removeprefix("https://bot.example.com/calendar/").removesuffix(".ics")


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


# -- calendar --------------------------------------------------------------------------------------


def unfolded(feed: bytes) -> list[str]:
    """Return a feed's lines as a reader has them; checks the form on the way."""
    assert feed.endswith(b"\r\n")
    physical = feed.split(b"\r\n")[:-1]
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in physical)
    return feed.decode().replace("\r\n ", "").split("\r\n")[:-1]


def test_an_item_is_an_event_of_a_whole_day(office: Office) -> None:
    item = office.item("整理话术；售前, 售后\\一起\n第二行 " + "很长的一句话" * 20 + " 😀")
    lines = unfolded(calendar_of([item], Lang.ZH, NOW))
    assert lines[:3] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Fupan//Action items//EN"]
    assert lines[-2:] == ["END:VEVENT", "END:VCALENDAR"]
    assert "DTSTART;VALUE=DATE:20261127" in lines
    assert "DTEND;VALUE=DATE:20261128" in lines
    assert f"UID:action-{item.id}-20261119T040000@fupan" in lines
    assert "DTSTAMP:20261119T040000Z" in lines
    [summary] = [line for line in lines if line.startswith("SUMMARY:")]
    assert summary.startswith("SUMMARY:整理话术；售前\\, 售后\\\\一起\\n第二行 很长")
    assert summary.endswith("😀")


def test_what_people_write_cannot_add_lines(office: Office) -> None:
    item = replace(office.item("x"), wording="x\r\nEND:VEVENT\r\nBEGIN:VALARM\x00\x0b;y")
    lines = unfolded(calendar_of([item], Lang.EN, NOW))
    assert sum(line.startswith(("BEGIN:", "END:")) for line in lines) == 4
    assert "SUMMARY:x\\nEND:VEVENT\\nBEGIN:VALARM\\;y" in lines


def test_an_event_stays_the_same_when_its_date_moves(office: Office) -> None:
    item = office.item("一件事")
    again = office.moves(item, Move.REDATE, MEI, due="2026-12-01")
    first, second = (unfolded(calendar_of([one], Lang.ZH, NOW)) for one in (item, again))

    def of(lines: list[str], name: str) -> str:
        return next(line for line in lines if line.startswith(name))

    assert of(first, "UID:") == of(second, "UID:")
    assert (of(first, "SEQUENCE:"), of(second, "SEQUENCE:")) == ("SEQUENCE:1", "SEQUENCE:2")
    assert of(second, "DTSTART") == "DTSTART;VALUE=DATE:20261201"


@pytest.fixture
def served(office: Office) -> Iterator[str]:
    """The bot's own server; the feed is there."""
    office.ask("/action calendar at https://bot.example.com", BOSS)
    feed = partial(calendar_for, office.database, office.clock)
    server = Server(application(lambda: Health(()), calendar=feed), Listen(0, "127.0.0.1"))
    server.start()
    try:
        yield server.address
    finally:
        server.stop()


def fetched(base: str, token: str) -> tuple[int, bytes, str]:
    try:
        with urllib.request.urlopen(f"{base}/calendar/{token}.ics", timeout=10) as found:
            return found.status, found.read(), found.headers["content-type"]
    except urllib.error.HTTPError as error:
        return error.code, error.read(), ""


def test_the_feed_has_a_persons_own_open_items_only(office: Office, served: str) -> None:
    office.item("小美的事")
    office.item("大白的事", BAI)
    gone = office.item("不做的事")
    office.moves(gone, Move.DROP, BAI)
    status, body, kind = fetched(served, office.token())
    assert (status, kind) == (200, "text/calendar; charset=utf-8")
    summaries = [line for line in unfolded(body) if line.startswith("SUMMARY:")]
    assert summaries == ["SUMMARY:小美的事"]


def test_a_link_is_shown_once_kept_as_a_hash_and_revoked(office: Office, served: str) -> None:
    token = office.token()
    assert len(token) >= 40
    with office.database.read() as work:
        kept = " ".join(f"{r.key} {r.value}" for r in work.execute(select(setting)))
    assert token not in kept
    assert hashlib.sha256(token.encode()).hexdigest() in kept
    assert office.ask("/action calendar").takeaway.key == "account.calendar.kept"
    other = office.token("/action calendar new")
    assert [fetched(served, one)[0] for one in (token, other)] == [404, 200]
    assert office.ask("/action calendar off").takeaway.key == "account.calendar.off"
    assert fetched(served, other)[0] == 404
    assert office.ask("/action calendar off").takeaway.key == "account.calendar.none"
    assert [fetched(served, one)[:2] for one in ("x", "x" * 200)] == [(404, b"")] * 2


def test_a_leavers_link_leads_nowhere(office: Office, served: str) -> None:
    token = office.token()
    with office.database.write() as work:
        over = update(membership).where(membership.c.person_id == MEI)
        work.execute(over.values(valid_to=date(2026, 11, 1)))
    assert fetched(served, token)[0] == 404


def test_links_are_given_in_private_and_to_staff_only(office: Office) -> None:
    stranger, link = Actor(-1, "x"), "/action calendar"
    for key, text, actor, place in (
        ("account.calendar.no_url", link, AGENT, Place.PRIVATE),
        ("account.private_only", link, AGENT, Place.CHANNEL),
        ("account.calendar.stranger", link, stranger, Place.PRIVATE),
        ("account.webhook.rights", f"{link} at https://a.example", AGENT, Place.PRIVATE),
    ):
        with pytest.raises(Refusal) as caught:
            office.ask(text, actor, place)
        assert caught.value.message.key == key


# -- webhooks --------------------------------------------------------------------------------------


@dataclass
class Receiver:
    """An HTTPS server that keeps what it is sent and answers as it is told."""

    url: str
    context: ssl.SSLContext
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    @property
    def told(self) -> list[dict[str, str]]:
        return [json.loads(body) for _, body in self.got]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of 'localhost', signed by itself."""
    tool = shutil.which("openssl")
    if tool is None:
        pytest.skip("openssl is not on this machine: no certificate for a local HTTPS server")
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        [tool, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
         "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout",
         str(folder / "key.pem"), "-out", str(folder / "cert.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    return folder


@pytest.fixture
def receiver(certificate: Path) -> Iterator[Receiver]:
    made = Receiver("", ssl.create_default_context(cafile=str(certificate / "cert.pem")))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            made.got.append((dict(self.headers), body))
            status = made.answers.pop(0) if made.answers else 204
            self.send_response(status)
            if status == 302:
                self.send_header("location", made.url)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    server.socket = tls.wrap_socket(server.socket, server_side=True)
    made.url = f"https://localhost:{server.server_port}/hook?a=1"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class Hooked:
    """A webhook to the receiver, and the job of one process."""

    office: Office
    receiver: Receiver
    secret: str = ""

    def __post_init__(self) -> None:
        with self.office.database.write() as work:
            made = webhooks.add_webhook(work, self.receiver.url, 3, self.office.clock.now())
        self.secret = made.secret

    def run(self, later: timedelta = timedelta(), *, other: bool = False) -> str:
        self.office.clock.advance(later)
        poster = Poster(lambda _address: True, self.receiver.context)
        replica = "other" if other else "this"
        where = Installation(self.office.database, self.office.clock, replica=replica)
        return Webhooks(poster).run(where)


@pytest.fixture
def hooked(office: Office, receiver: Receiver) -> Hooked:
    office.item("早就有的事")
    office.clock.advance(timedelta(minutes=1))
    return Hooked(office, receiver)


def test_every_move_is_told_once_signed_and_in_order(hooked: Hooked, office: Office) -> None:
    assert hooked.run() == ""
    office.clock.advance(timedelta(seconds=1))
    item = office.item("新的事")
    item = office.moves(item, Move.ACCEPT, MEI)
    assert hooked.run() == "2 events delivered"
    assert hooked.run(timedelta(minutes=1)) == ""
    assert hooked.run(timedelta(minutes=20), other=True) == ""
    office.moves(item, Move.REDATE, MEI, due="2026-12-01")
    assert hooked.run() == "1 events delivered"
    told = hooked.receiver.told
    assert [one["event"] for one in told] == ["propose", "accept", "redate"]
    assert told[0] == {
        "id": f"{item.id}/1", "event": "propose", "action": item.id, "wording": "新的事",
        "state": "proposed", "due": "2026-11-27", "at": "2026-11-19T04:01:01+00:00",
    }  # fmt: skip
    assert told[2]["due"] == "2026-12-01"
    headers, body = hooked.receiver.got[0]
    stamp = headers["X-Fupan-Timestamp"]
    assert headers["X-Fupan-Delivery"] == f"{item.id}/1"
    assert headers["X-Fupan-Signature"] == signature(hooked.secret, stamp, body)
    by_hand = hmac.new(hooked.secret.encode(), f"{stamp}.".encode() + body, "sha256").hexdigest()
    assert headers["X-Fupan-Signature"] == f"sha256={by_hand}"


def test_what_was_not_taken_comes_again_later_and_later(hooked: Hooked, office: Office) -> None:
    office.item("新的事")
    hooked.receiver.answers += [500, 302, 404]
    assert hooked.run(timedelta(seconds=1)) == ""
    assert hooked.run(timedelta(seconds=29)) == ""
    assert len(hooked.receiver.got) == 1
    hooked.run(timedelta(seconds=1))
    # A redirect is no delivery and is not followed.
    assert len(hooked.receiver.got) == 2
    hooked.run(timedelta(seconds=59))
    assert len(hooked.receiver.got) == 2
    hooked.run(timedelta(seconds=1))
    with office.database.read() as work:
        [kept] = webhooks.webhooks(work)
    assert (kept.failing, kept.why) == (3, "HTTP 404")
    line = word(office.ask("/action webhook", BOSS).lines[0], Lang.ZH)
    assert "连续 3 次没送到：HTTP 404" in line
    assert hooked.run(timedelta(hours=1)) == "1 events delivered"
    assert {one["id"] for one in hooked.receiver.told} == {hooked.receiver.told[0]["id"]}
    with office.database.read() as work:
        assert webhooks.webhooks(work)[0].failing == 0


def test_one_event_that_fails_keeps_those_after_it(hooked: Hooked, office: Office) -> None:
    item = office.item("新的事")
    office.clock.advance(timedelta(seconds=1))
    office.moves(item, Move.ACCEPT, MEI)
    hooked.receiver.answers += [204, 500]
    assert hooked.run() == "1 events delivered"
    assert hooked.run(timedelta(minutes=1)) == "1 events delivered"
    assert [one["event"] for one in hooked.receiver.told] == ["propose", "accept", "accept"]


def test_a_late_commit_is_not_passed_over(hooked: Hooked, office: Office) -> None:
    """Another process' clock is a little behind: its event comes in with an earlier moment."""
    item = office.item("新的事")
    office.clock.advance(timedelta(minutes=1))
    hooked.run()
    office.clock.advance(-timedelta(seconds=30))
    office.moves(item, Move.ACCEPT, MEI)
    hooked.run(timedelta(minutes=1))
    office.clock.advance(timedelta(minutes=1))
    assert [one["event"] for one in hooked.receiver.told] == ["propose", "accept"]


def test_items_of_one_person_alone_are_not_told(hooked: Hooked, office: Office) -> None:
    office.item("单独谈一次", level="person")
    assert hooked.run(timedelta(seconds=1)) == ""
    assert hooked.receiver.got == []


def test_two_processes_tell_it_once(hooked: Hooked, office: Office) -> None:
    office.item("新的事")
    inside: list[str] = []

    def while_posting(_url: str, _body: bytes, _headers: dict[str, str]) -> int:
        inside.append(hooked.run(other=True))
        return 200

    office.clock.advance(timedelta(seconds=1))
    this = Installation(office.database, office.clock)
    assert Webhooks(while_posting).run(this) == "1 events delivered"
    assert inside == [""]
    assert hooked.receiver.got == []


def test_two_processes_that_looked_at_once_tell_it_once(hooked: Hooked, office: Office) -> None:
    office.item("新的事")
    office.clock.advance(timedelta(seconds=1))
    inside: list[str] = []

    def other_first(step: str) -> None:
        if step == "webhook.read":
            inside.append(hooked.run(other=True))

    this = Installation(office.database, office.clock, reached=other_first)
    poster = Poster(lambda _address: True, hooked.receiver.context)
    assert Webhooks(poster).run(this) == ""
    assert inside == ["1 events delivered"]
    assert len(hooked.receiver.got) == 1


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
     "::1", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "224.0.0.1"],
)  # fmt: skip
def test_addresses_inside_are_refused(address: str) -> None:
    assert not public(address)


def test_nothing_is_sent_to_a_name_that_leads_inside(
    hooked: Hooked, office: Office, receiver: Receiver
) -> None:
    assert public("8.8.8.8")
    with pytest.raises(ForbiddenAddressError):
        Poster(context=receiver.context)(receiver.url, b"{}", {})
    with pytest.raises(ForbiddenAddressError):
        Poster(lambda _: True)("http://localhost/", b"{}", {})
    office.item("新的事")
    office.clock.advance(timedelta(seconds=1))
    assert Webhooks().run(Installation(office.database, office.clock)) == ""
    assert receiver.got == []


def test_a_wrong_certificate_is_no_delivery(receiver: Receiver) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        Poster(lambda _: True)(receiver.url, b"{}", {})
    assert receiver.got == []


@pytest.mark.parametrize(
    "url",
    ["http://example.com/x", "https://127.0.0.1/x", "https://localhost/x", "https://10.0.0.1/",
     "https://a:b@example.com/", "https://[::1]/", "https://db.internal/", "https://", "ftp://a.b/"],
)  # fmt: skip
def test_addresses_that_cannot_be_are_refused_at_once(office: Office, url: str) -> None:
    with pytest.raises(Refusal) as caught:
        office.ask(f"/action webhook {url}", BOSS)
    assert caught.value.message.key == "account.webhook.https"


def test_webhooks_are_set_by_those_who_oversee(office: Office) -> None:
    asked: Callable[..., Answer] = office.ask
    with pytest.raises(Refusal) as caught:
        asked("/action webhook https://example.com/x")
    assert caught.value.message.key == "account.webhook.rights"
    with pytest.raises(Refusal) as caught:
        asked("/action webhook https://example.com/x", BOSS, Place.CHANNEL)
    assert caught.value.message.key == "account.private_only"
    made = asked("/action webhook https://example.com/x", BOSS)
    assert made.private
    with office.database.read() as work:
        [kept] = webhooks.webhooks(work)
    assert kept.secret in word(made.lines[0], Lang.ZH)
    listed = asked("/action webhook", BOSS)
    assert kept.secret not in " ".join(word(line, Lang.ZH) for line in listed.lines)
    assert asked(f"/action webhook off {kept.key}", BOSS).takeaway.key == "account.webhook.gone"
    with office.database.write() as work:
        assert webhooks.webhooks(work) == []
        work.execute(delete(setting))
