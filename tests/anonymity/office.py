"""The whole bot in the local workspace, used for cases by people who use it for nothing else.

Everything about them is such that it stands nowhere by accident: ids, names, addresses, a language
and a zone that nobody else has. What Slack says of them in every delivery is written down here, to
be looked for afterwards.
"""

import json
import re
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from base.clock import FixedClock
from base.language import Lang
from bot.faults import new_reference
from jobs.cases import release_cases
from jobs.installation import Installation
from reviews import moderating, receipts
from reviews.moderating import By, Which
from storage.engine import Database
from storage.people import actor_of
from storage.settings import read_setting
from tests.anonymity.evidence import Evidence, gather
from tests.anonymity.searching import Search
from workspace import Driver, Person, RunningWorkspace, View

# No other moment has these digits, and the machine's own clock shows another year.
NOW = datetime(2031, 3, 12, 3, 17, 41, 918_273, tzinfo=UTC)
STRANGERS = (
    Person("quillon.aardvark", "Quillon Aardvarksson", "en-NZ", "Pacific/Chatham", id="UZQXK4STR1",
           email="quillon.aardvark@nowhere-at-all.example"),
    Person("xanthippe.yew", "Xanthippe Yewbarrow", "en-IE", "Asia/Kathmandu", id="UZQXK4STR2",
           email="xanthippe@elsewhere-far.example"),
    Person("欧阳砚秋砚", "欧阳砚秋砚", "zh-TW", "Australia/Eucla", id="UZQXK4STR3",
           email="ouyang.yanqiu@nobody-here.example"),
    Person("zsofia.quux", "Zsófia Quuxová", "en-ZA", "America/St_Johns", id="UZQXK4STR4",
           email="zsofia@somewhere-new.example"),
)  # fmt: skip
# Who is on the staff list, under a number that nothing else has.
FIRST_NUMBER = 700_001
STAFF = (
    Person("huckle", "Huckleberry Vantongeren", "en-US", id="UVSTAFFQ01"),
    Person("诸葛寒梅", "诸葛寒梅", id="UVSTAFFQ02"),
    Person("briony", "Briony Castellanos", "en-GB", id="UVSTAFFQ03"),
)
OFFICE = (Person("head", "林岚", id="UHEAD"), Person("reader", "周宁", id="UREADER"))
# Keys of a delivery whose values tell one person's press of a button from another's.
_TELLING = frozenset(
    {
        "user_id", "user_name", "username", "trigger_id", "response_url", "event_id", "event_ts",
        "event_context", "action_ts", "hash", "private_metadata", "ts", "message_ts", "view_id",
        "root_view_id", "previous_view_id", "email", "real_name", "display_name", "tz",
    }
)  # fmt: skip


@dataclass
class Office:
    """A running bot, and what is known of those who used it."""

    local: RunningWorkspace
    database: Database
    clock: FixedClock
    port: int
    log: Sequence[str]
    told: dict[str, tuple[str, str]] = field(default_factory=dict)
    receipts: list[str] = field(default_factory=list)

    # -- what people do ---------------------------------------------------------------------------

    def opens(self, who: str, way: str) -> View:
        """Open the first window: by the page, the shortcut, or the command."""
        driver = self._at_the_desk(who)
        if way == "home":
            driver.home()
            page = self.local.wait_for(lambda: _with_case(driver.home(wait=False)), 20.0)
            driver.acts(page, _button(page, "/fupan case"))
        elif way == "shortcut":
            driver.shortcut("case")
        else:
            driver.slash("case", channel="general")
        return self.window(who, "happened.0")

    def _at_the_desk(self, who: str) -> Driver:
        """Return somebody who has closed what he had open."""
        driver = self.local.as_person(who)
        if driver.modal() is not None:
            driver.closes(clear=True)
        return driver

    def window(self, who: str, *containing: str) -> View:
        """Wait for somebody's window with all these words in it."""
        driver = self.local.as_person(who)

        def found() -> View | None:
            view = driver.modal()
            said = said_in(view) if view else ""
            return view if view and all(one in said for one in containing) else None

        view = self.local.wait_for(found, 20.0)
        assert isinstance(view, View)
        return view

    def fills(self, who: str, view: View, values: Mapping[str, Any]) -> dict[str, Any]:
        """Fill the fields by their plain names and send the window; return what was answered."""
        driver = self.local.as_person(who)
        fields = [one["block_id"] for one in view.content["blocks"] if one["type"] == "input"]
        named = {one.split(".")[0]: one for one in fields}
        driver.fills(view, {named[name]: value for name, value in values.items()})
        outcome = driver.submits(view).result()
        assert outcome.acknowledged
        return dict(outcome.response or {})

    def sends(self, who: str, way: str, happened: str, **more: Any) -> str:
        """Send a case in; return its receipt in words."""
        self.fills(who, self.opens(who, way), {"happened": happened})
        self.fills(who, self.window(who, "topic.1"), {"topic": "reply"} | more)
        said = said_in(self.window(who, "*"))
        english = re.search(r"\*((?:[a-z]+ ){3}[a-z]+ · .*?)\*", said)
        found = english or re.search(r"\*((?:[\u4e00-\u9fff]{4} ?){3})\*", said)
        assert found is not None, said
        self.receipts.append(found[1])
        return found[1]

    def looks(self, who: str, receipt: str) -> View:
        """Come back with a receipt; return the window that tells how it stands."""
        driver = self._at_the_desk(who)
        driver.slash("case", "receipt", channel="general")
        self.fills(who, self.window(who, "receipt.0"), {"receipt": receipt})
        return self.local.wait_for(lambda: _standing(driver.modal()), 20.0)  # type: ignore[no-any-return]

    # -- what the office does ---------------------------------------------------------------------

    def releases(self) -> None:
        """Let the night pass and do what the daily job does."""
        self.clock.advance(timedelta(days=1))
        installation = Installation(self.database, self.clock, reference=new_reference)
        release_cases(installation)

    def asks(self, question: str) -> None:
        """Ask something of every case in the queue."""
        today = self.clock.now().date()
        reader = actor_of(self.database, today, slack_user="UREADER")
        with self.database.write() as work:
            by = By(reader, self.clock.now(), today)
            for case in moderating.queue(work, reader, today):
                moderating.ask(work, by, Which(case.id, case.version), question)

    # -- what is found of it ----------------------------------------------------------------------

    def page(self, path: str) -> bytes:
        """Return a page of those who watch the process."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}") as answer:
            content: bytes = answer.read()
        return content

    def evidence(self) -> Evidence:
        """Return what lies on the disk."""
        return gather(self.database)

    def places(self, **more: bytes) -> dict[str, bytes]:
        """Return everything in which somebody could stand, by name."""
        return {
            **places_of(self.evidence()),
            "the log": "\n".join(self.log).encode(),
            "/metrics": self.page("/metrics"),
            "/health": self.page("/health"),
            **more,
        }

    def search(self, who: str = "") -> Search:
        """Return a search for all that Slack told of them, or of one, and for their receipts."""
        with self.database.read() as work:
            found = [read_setting(work, key, "") for key in ("case.secret", "buyer_key")]
        keys = [bytes.fromhex(one) for one in found if one]
        told = {value: what for value, (what, whose) in self.told.items() if who in ("", whose)}
        return Search(told | ({} if who else self._receipts()), keys)

    def _receipts(self) -> dict[str, str]:
        named: dict[str, str] = {}
        for at, words in enumerate(self.receipts):
            bits = receipts.from_words(words)
            named |= {receipts.in_words(bits, lang): f"receipt {at} in {lang}" for lang in Lang}
            named |= {words: f"receipt {at}", bits.hex(): f"bits of receipt {at}"}
        return named

    def hears(self, payload: Any, whose: str, about: str = "delivery") -> None:
        """Write down what a delivery tells of whoever pressed."""
        if isinstance(payload, list):
            for one in payload:
                self.hears(one, whose, about)
        elif isinstance(payload, dict):
            for key, value in payload.items():
                telling = key in _TELLING or (key == "id" and about in ("user", "view", "channel"))
                if isinstance(value, str) and value and telling:
                    self.hears_of(_nonce(value) if key == "private_metadata" else value, key, whose)
                self.hears(value, whose, key)

    def hears_of(self, value: str, what: str, whose: str) -> None:
        """Write down one identifier."""
        if value != self.local.model.bot.id:
            self.told.setdefault(value, (what, whose))


def _nonce(private: str) -> str:
    """Return the part of what a window carries along that is its own."""
    found = re.search(r'"nonce": ?"([^"]+)"', private)
    return found[1] if found else private


def said_in(view: View) -> str:
    """Return all that a window says."""
    return json.dumps(view.content, ensure_ascii=False)


def _with_case(page: View | None) -> View | None:
    return page if page and "/fupan case" in said_in(page) else None


def _standing(view: View | None) -> View | None:
    return view if view and view.content.get("callback_id") == "case.standing" else None


def _button(page: View, value: str) -> str:
    elements = (one for block in page.content["blocks"] for one in block.get("elements", ()))
    found: str = next(one["action_id"] for one in elements if one.get("value") == value)
    return found


def places_of(evidence: Evidence) -> dict[str, bytes]:
    """Return files, their names, and every row as text, which is not how it lies in a file."""
    rows = {
        f"table {name}": "\n".join(map(repr, rows)).encode()
        for name, rows in evidence.tables.items()
    }
    return {
        **{f"file {name}": content for name, content in evidence.files.items()},
        "names of files": "\n".join(evidence.files).encode(),
        **rows,
    }
