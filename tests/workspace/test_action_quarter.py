"""One quarter of action items in the workspace, and exactly what the bot said of its own accord.

Three reviews, twenty items in two languages, a leaver, National Day, Double 11. Every post with its
minute stands in `quarter_expected.txt`, beside what people did. To write it anew, set
FUPAN_WRITE_QUARTER=1 and read every line of what has changed: it is what people would be sent.
"""

import difflib
import os
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from base.action import ENDED, Action
from base.schedule import Level
from tests.workspace.quarter_acting import played
from tests.workspace.quarter_play import Playing, Posted
from tests.workspace.quarter_scene import CHANNEL, LEFT
from tests.workspace.quarter_script import STEPS, How

# Together and early: what all of it rests on is made once.
pytestmark = pytest.mark.slow
EXPECTED = Path(__file__).parent / "quarter_expected.txt"
WRITE = "FUPAN_WRITE_QUARTER"
# Mid-Autumn and National Day, and the days on which they are made up for.
OFF = {date(2026, 9, day) for day in (25, 26, 27)} | {date(2026, 10, day) for day in range(1, 8)}
MADE_UP = {date(2026, 9, 20), date(2026, 10, 10)}
ABROAD = "Emma"


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Playing]:
    with played(tmp_path_factory.mktemp("quarter")) as found:
        yield found


def digests(quarter: Playing) -> list[Posted]:
    """Return the daily messages: their small print says who may see them."""
    return [one for one in quarter.posted if one.person and one.timed and _says_who(one)]


def _says_who(one: Posted) -> bool:
    last = one.text.split("\n")[-1]
    return last.startswith("~") and last.endswith(("能看到。", "can see this."))


def item(quarter: Playing, wording: str) -> Action:
    (found,) = [one for one in quarter.items if wording in one.wording]
    return found


def test_exactly_these_posts(quarter: Playing) -> None:
    said = "\n".join(quarter.lines).strip() + "\n"
    if os.environ.get(WRITE):
        EXPECTED.write_text(said, encoding="utf-8")
    expected = EXPECTED.read_text(encoding="utf-8")
    lines = difflib.unified_diff(
        expected.splitlines(), said.splitlines(), "expected", "said", lineterm="", n=8
    )
    assert said == expected, "\n".join(lines)


def test_the_quarter_holds_what_it_should(quarter: Playing) -> None:
    # Twenty, and two that one of them was split into.
    assert len(quarter.items) == 22
    assert sum(step.how is How.REVIEW for step in STEPS) == 3
    assert quarter.trouble == []
    assert len(digests(quarter)) > 60


def test_nobody_gets_two_daily_messages_a_day(quarter: Playing) -> None:
    counted = Counter((one.person, one.day) for one in digests(quarter))
    assert [key for key, count in counted.items() if count > 1] == []


def test_what_time_brings_about_is_in_the_daily_message(quarter: Playing) -> None:
    cards = [one for one in quarter.posted if one.timed and one.person and not _says_who(one)]
    # What a leaver leaves behind is handed over by the bot: that is an act.
    assert {one.day for one in cards} <= {LEFT + timedelta(days=1)}
    assert {one.person for one in cards} == {"陈露"}


def test_no_daily_message_on_a_day_off(quarter: Playing) -> None:
    for one in digests(quarter):
        day_off = one.day.weekday() >= 5 and one.day not in MADE_UP
        if one.person != ABROAD:
            day_off |= one.day in OFF
        assert not day_off, (one.person, one.day)
    assert {one.day for one in digests(quarter) if one.person == ABROAD} & OFF
    assert {one.day for one in digests(quarter)} >= MADE_UP


def test_everybody_is_told_at_his_own_hour(quarter: Playing) -> None:
    hours = {(one.person, f"{one.at:%H:%M}") for one in digests(quarter)}
    abroad = {hour for person, hour in hours if person == ABROAD}
    # 09:30 in London: in summer time, then in winter time.
    assert abroad == {"16:30", "17:30"}
    assert {hour for person, hour in hours if person == "小美"} == {"14:00"}
    assert {hour for person, hour in hours if person not in (ABROAD, "小美")} == {"09:30"}


def test_nothing_is_said_of_what_has_ended(quarter: Playing) -> None:
    ended = [one for one in quarter.items if one.state in ENDED]
    assert len(ended) >= 6
    for one in ended:
        assert one.ended_at is not None
        late = [p for p in quarter.posted if one.wording in p.text and p.at > one.ended_at]
        assert late == []


def test_nobody_is_reminded_of_what_is_verified(quarter: Playing) -> None:
    verified = [one for one in quarter.items if one.verified_at is not None]
    assert len(verified) >= 15
    for one in verified:
        assert one.verified_at is not None
        told = [p for p in digests(quarter) if one.wording in p.text and p.at > one.verified_at]
        assert told == []


def test_a_leaver_is_told_nothing_any_more(quarter: Playing) -> None:
    told = [one for one in quarter.posted if one.person == "晴晴"]
    assert max(one.day for one in told) <= LEFT
    for wording in ("退款话术改成三步", "退货件登记表交接清楚"):
        left = item(quarter, wording)
        assert left.owner == item(quarter, "赔付口径写成一页").owner


def test_what_is_personal_stays_between_two(quarter: Playing) -> None:
    personal = item(quarter, "早班每天 8 点 50 前到岗")
    assert personal.level is Level.PERSON
    told = [one for one in quarter.posted if personal.wording in one.text]
    assert {one.person for one in told} == {"何伟", "陈露"}
    model = quarter.world.local.model
    heard = [m for m in model.messages(model.conversation(CHANNEL).id, None) if not m.visible_to]
    assert not any(personal.wording in str((m.text, m.blocks)) for m in heard)


def test_help_is_asked_only_after_it_was_announced(quarter: Playing) -> None:
    told = digests(quarter)
    asked = [one for one in told if one.text.startswith(("*需要您帮一把", "*Could you help"))]
    announced = [one for one in told if "帮忙推一下" in one.text or "to help." in one.text]
    assert len(asked) >= 5
    for one in asked:
        head = one.text.split("\n")[0]
        wording = next(of.wording for of in quarter.items if of.wording in head)
        assert any(wording in before.text and before.at < one.at for before in announced), one


def test_time_only_goes_forward(quarter: Playing) -> None:
    assert all(first.at <= second.at for first, second in pairwise(quarter.posted))
