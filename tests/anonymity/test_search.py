"""Nobody who sends a case is found on the disk, in the log or on a page; see searching.py.

People use the bot for nothing but cases, through the local workspace, over both transports and on
both databases. Then everything is searched: while the cases wait, after the release, after answers
and withdrawals, and once the bot has stopped.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.engine import Database, open_database
from storage.moving import move, open_source
from tests.anonymity.evidence import gather, server_log_of_writes, write_position
from tests.anonymity.hosting import office
from tests.anonymity.office import STRANGERS, Office, places_of, said_in
from tests.anonymity.searching import Search, shown
from tests.conftest import Databases
from tests.helpers import postgres as pg
from workspace import View

Q, X, Y, Z = (one.name for one in STRANGERS)
KINDS = [("sqlite", "socket"), ("sqlite", "http"), ("postgres", "socket")]


@pytest.fixture(params=KINDS, ids="-".join)
def bot(request: pytest.FixtureRequest) -> Iterator[Office]:
    """A bot at work, on a database of its own."""
    kind, transport = request.param
    databases: Databases = request.getfixturevalue(kind)
    with databases() as database, office(database, transport) as found:
        yield found


def _nowhere(found: Office, **more: bytes) -> None:
    hits = found.search().hits(found.places(**more))
    assert not hits, shown(hits)


def test_nobody_who_only_sends_cases_is_found(
    bot: Office, capfd: pytest.CaptureFixture[str]
) -> None:
    since = "" if bot.database.sqlite else write_position(bot.database)
    first = bot.sends(Q, "home", "The price changed at noon and no colleague was told.")
    second = bot.sends(X, "shortcut", "Nobody had written down who calls the customer back.")
    third = bot.sends(Y, "command", "规则改了，群里没说。")
    taken = bot.sends(Z, "home", "I take this one back at once.")
    _mistakes(bot)
    _takes_back(bot, Z, taken)
    _nowhere(bot)

    bot.releases()
    _nowhere(bot)
    assert len(bot.evidence().tables["case_report"]) == 3

    bot.asks("Which rule was it?")
    view = bot.looks(Q, first)
    assert "Which rule was it?" in said_in(view)
    bot.fills(Q, view, {"answer": "The one about prices."})
    bot.looks(X, second)
    _takes_back(bot, Y, third)
    _nowhere(bot)

    bot.releases()
    assert "The one about prices." in str(bot.evidence().tables["case_note"])
    more = {} if bot.database.sqlite else {
        "write-ahead log": server_log_of_writes(bot.database, since)
    }  # fmt: skip
    out, err = capfd.readouterr()
    _nowhere(bot, stdout=out.encode(), stderr=err.encode(), **more)


def _mistakes(bot: Office) -> None:
    """Do what goes wrong every day: a text after the command, an empty one, nobody's receipt."""
    bot.local.as_person(X).slash("case", "somebody told me off at noon", channel="general")
    empty = bot.fills(X, bot.opens(X, "command"), {"happened": "  "})
    assert empty["response_action"] == "errors"
    bot.local.as_person(X).slash("case", "receipt", channel="general")
    wrong = {"receipt": "chuckle invite wall output cancel tent now raw report retire stove stove"}
    assert bot.fills(X, bot.window(X, "receipt.0"), wrong)["response_action"] == "errors"


def _takes_back(bot: Office, who: str, receipt: str) -> None:
    view = bot.looks(who, receipt)
    bot.local.as_person(who).acts(view, "case.take_back").result()
    bot.local.wait_for(lambda: "case.told" in said_in(_top(bot, who)), 20.0)


def _top(bot: Office, who: str) -> View:
    found = bot.local.as_person(who).modal()
    assert found is not None
    return found


def test_nothing_is_left_once_the_bot_has_stopped(sqlite: Databases) -> None:
    with sqlite() as database:
        with office(database, "socket") as bot:
            for who in (Q, X, Y):
                bot.sends(who, "shortcut", "Three of us found the same rule wrong.")
            bot.releases()
            search = bot.search()
        database.close()
        places = places_of(gather(database)) | {"the log": "\n".join(bot.log).encode()}
        hits = search.hits(places)
        assert not hits, shown(hits)


def test_a_copy_for_another_database_knows_nobody(sqlite: Databases, postgres: pg.Server) -> None:
    with sqlite() as database, postgres.empty_url() as url:
        with office(database, "socket") as bot:
            bot.sends(Q, "home", "This one waits while the office moves.")
            search = bot.search()
        target = _moved(database, url)
        try:
            rows = gather(target)
            hits = search.hits(places_of(rows))
            assert rows.tables["case_inbox"]
            assert not hits, shown(hits)
        finally:
            target.close()


def _moved(database: Database, url: str) -> Database:
    source, target = open_source(database.url), open_database(url)
    try:
        move(source, target, lambda _table, _done, _of: None)
    finally:
        source.close()
    return target


# -- the search itself -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "planted",
    [
        b"UZQXK4STR9",
        "UZQXK4STR9".encode("utf-16-le"),
        b"uzqxk4str9",
        hashlib.md5(b"UZQXK4STR9").hexdigest().encode(),
        hashlib.sha1(b"UZQXK4STR9").hexdigest()[:8].encode() + b" ",
        hashlib.sha256(b"UZQXK4STR9").hexdigest().upper()[:12].encode() + b"-",
        hashlib.sha512(b"UZQXK4STR9").digest(),
        hashlib.blake2b(b'"UZQXK4STR9"').hexdigest().encode(),
        b"VVpRWEs0U1RSOQ==",
    ],
    ids=repr,
)
def test_the_search_finds_what_is_planted(planted: bytes) -> None:
    search = Search({"UZQXK4STR9": "Slack id"})
    assert search.hits({"somewhere": b"\0" * 100 + planted + b"\0" * 100})
    assert not search.hits({"somewhere": b"\0" * 200})


def test_the_search_finds_a_name_in_a_file_of_the_data_folder(sqlite: Databases) -> None:
    with sqlite() as database, office(database, "socket") as bot:
        folder = Path(str(database.engine.url.database)).parent
        planted = folder / "quillon.aardvark.json"
        planted.write_text("{}")
        try:
            assert bot.search().hits(bot.places())
        finally:
            planted.unlink()
