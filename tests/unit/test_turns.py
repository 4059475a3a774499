"""What platforms count of replies: worked examples, edges, and a slow reckoning to agree with."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.chats import CHAT_PAUSE, at_once, chats
from intake.turns import (
    ALL_DAY,
    LONGEST,
    UNTIL_23,
    UNTIL_24,
    Log,
    Messages,
    People,
    Sender,
    Window,
    askers,
    people,
    rows_of,
    turns,
)

DAY = 86_400
MONDAY = 739_192
Row = tuple[int, int, int, int, int]
LETTERS = {"B": Sender.BUYER, "R": Sender.BOT, "A": Sender.AGENT, "X": Sender.AUTO}


def messages(rows: Sequence[Row]) -> Messages:
    """Return messages of (second since Monday 00:00, channel, buyer, account, sender)."""
    table = np.asarray(rows, dtype=np.int64).reshape(-1, 5)
    time, channel, buyer, account, sender = table.T
    shop = np.ones(len(table), np.int64)
    return Messages(time, MONDAY + time // DAY, shop, channel, buyer, account, sender)


def said(*lines: str) -> Log:
    """Return a log of lines "[day+]HH:MM:SS who[account] [buyer]"; who is B, A, R or X."""
    rows = []
    for line in lines:
        when, who, *buyer = line.split()
        day, _, clock = when.rpartition("+")
        hours, minutes, seconds = (int(part) for part in clock.split(":"))
        time = int(day or 0) * DAY + hours * 3600 + minutes * 60 + seconds
        account = int(who[1:] or 0)
        rows.append((time, 1, int(buyer[0]) if buyer else 1, account, LETTERS[who[0]]))
    return Log(messages(rows))


def three_minutes(log: Log) -> tuple[int, int]:
    """Return (turns in time, turns) as Taobao counts."""
    found = turns(log, UNTIL_24)
    return int(found.within(180).sum()), len(found.wait)


def persons(log: Log, seconds: int) -> tuple[int, int]:
    """Return (people always answered in time, people) from 8 to 23."""
    found = turns(log, UNTIL_23)
    who = people(found, found.within(seconds), every=True)
    return int(who.ok.sum()), len(who.ok)


# -- turns -----------------------------------------------------------------------------------------


TAOBAO_1 = ("10:10:15 B", "10:15:20 B", "10:18:10 A1")
TAOBAO_2 = (*TAOBAO_1, "10:18:30 B", "10:19:00 A1")
TAOBAO_3 = tuple(f"10:00:{second:02} B" for second in range(0, 60, 6))


@pytest.mark.parametrize(
    ("lines", "expected"), [(TAOBAO_1, (0, 1)), (TAOBAO_2, (1, 2)), (TAOBAO_3, (0, 1))]
)
def test_taobaos_own_examples(lines: tuple[str, ...], expected: tuple[int, int]) -> None:
    assert three_minutes(said(*lines)) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # The limit itself is in time.
        (("10:00:00 B", "10:03:00 A1"), (1, 1)),
        (("10:00:00 B", "10:03:01 A1"), (0, 1)),
        # The window has its beginning and not its end.
        (("07:59:59 B", "08:00:10 A1"), (0, 0)),
        (("08:00:00 B", "08:00:10 A1"), (1, 1)),
        (("23:59:59 B", "1+00:00:10 A1"), (1, 1)),
        (("1+00:00:00 B", "1+00:00:10 A1"), (0, 0)),
        # Who asked before the window and asks again inside has asked inside.
        (("07:00:00 B", "08:05:00 B", "08:06:00 A1"), (1, 1)),
        (("07:59:00 B", "08:01:00 A1"), (0, 0)),
        # Answered after midnight: in time or not by the clock alone.
        (("23:58:30 B", "1+00:00:30 A1"), (1, 1)),
        (("23:50:00 B", "1+00:00:30 A1"), (0, 1)),
        # A day closes its turns: asked again the next day, it is another one.
        (("22:00:00 B", "1+10:00:00 B", "1+10:01:00 A1"), (1, 2)),
        # The answer is after the file's end.
        (("10:00:00 B", "10:01:00 A1", "10:05:00 B"), (1, 2)),
        # A person began: that answers nothing, what the buyer says then is a question.
        (("10:00:00 A1",), (0, 0)),
        (("10:00:00 A1", "10:30:00 B", "10:31:00 A1"), (1, 1)),
        # Several answers are one answer.
        (("10:00:00 B", "10:01:00 A1", "10:20:00 A1"), (1, 1)),
        # Automatic replies are as if not written.
        (("10:00:00 B", "10:00:01 X", "10:09:00 A1"), (0, 1)),
        (("10:00:00 B", "10:00:01 X"), (0, 1)),
        # In one second the question comes first.
        (("10:00:00 A1", "10:00:00 B"), (1, 1)),
        (("10:00:00 A1", "10:00:00 B2"), (1, 1)),
        # Somebody else answers: answered.
        (("10:00:00 B1", "10:01:00 A2"), (1, 1)),
        # Two buyers are two conversations.
        (("10:00:00 B 1", "10:01:00 B 2", "10:02:00 A1 2"), (1, 2)),
    ],
)
def test_turns_at_the_edges(lines: tuple[str, ...], expected: tuple[int, int]) -> None:
    assert three_minutes(said(*lines)) == expected


@pytest.mark.parametrize(
    ("lines", "waits"),
    [
        # The bot answered it: nobody's turn.
        (("10:00:00 B", "10:00:01 R"), []),
        # An automatic line between the two changes nothing.
        (("10:00:00 B", "10:00:01 X", "10:00:02 R"), []),
        # A person takes over: from the first question after the bot's last word.
        (("10:00:00 B", "10:00:01 R", "10:05:00 B", "10:05:30 B", "10:06:00 A1"), [60]),
        # The bot only greeted, the question stays.
        (("10:00:00 B", "10:00:01 R", "10:06:00 A1"), [360]),
        # Handed over, and nobody came.
        (("10:00:00 B", "10:00:01 R", "10:05:00 B"), [-1]),
        # Days later somebody writes: that is no answer to what the bot had answered.
        (("10:00:00 B", "10:00:01 R", "3+10:00:00 A1"), []),
        # After an answer of a person the bot may be asked again.
        (("10:00:00 B", "10:01:00 A1", "11:00:00 B", "11:00:01 R"), [60]),
    ],
)
def test_what_the_bot_answered_is_the_bots(lines: tuple[str, ...], waits: list[int]) -> None:
    assert turns(said(*lines)).wait.tolist() == waits


def test_an_answer_too_late_is_none() -> None:
    assert turns(said("10:00:00 B", "7+10:00:00 A1")).wait.tolist() == [LONGEST]
    assert turns(said("10:00:00 B", "7+10:00:01 A1")).wait.tolist() == [-1]


def test_a_turn_is_on_the_day_of_its_question() -> None:
    found = turns(said("23:59:00 B", "1+00:01:00 A1", "1+00:02:00 B", "1+00:03:00 A1"))
    assert found.day.tolist() == [MONDAY, MONDAY + 1]


@pytest.mark.parametrize(
    ("lines", "account"),
    [
        # Who answered; else whom it was written to; else who had the buyer that day; else nobody.
        (("10:00:00 B1", "10:01:00 A2"), 2),
        (("10:00:00 B1",), 1),
        (("10:00:00 B", "10:01:00 A3", "10:02:00 B"), 3),
        (("10:00:00 A3", "1+10:00:00 B"), 0),
    ],
)
def test_whose_turn_it_was(lines: tuple[str, ...], account: int) -> None:
    assert turns(said(*lines)).account[-1] == account


def test_of_two_who_answer_in_one_second_the_first_by_number_did() -> None:
    lines = ("10:01:00 A2", "10:01:00 A1", "10:00:00 B")
    assert turns(said(*lines)).account.tolist() == [1]
    assert turns(said(*reversed(lines))).account.tolist() == [1]


# -- people ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "seconds", "expected"),
    [
        # One question of a person unanswered or late, and the person is not served.
        (("10:00:00 B", "10:59:59 A1", "12:00:00 B", "12:10:00 A1"), 3600, (1, 1)),
        (("10:00:00 B", "11:00:00 A1"), 3600, (1, 1)),
        (("10:00:00 B", "11:00:01 A1"), 3600, (0, 1)),
        (("10:00:00 B", "10:01:00 A1", "12:00:00 B"), 3600, (0, 1)),
        # The same person on two days is asked about twice.
        (("10:00:00 B", "10:01:00 A1", "1+10:00:00 B"), 3600, (1, 2)),
        # From 8 up to 23.
        (("22:59:59 B", "23:00:10 A1"), 180, (1, 1)),
        (("23:00:00 B", "23:00:10 A1"), 180, (0, 0)),
        # Whom only the bot served never reached a person.
        (("10:00:00 B 1", "10:00:01 R 1", "10:00:00 B 2", "10:01:00 A1 2"), 180, (1, 1)),
        (("10:00:00 B", "10:00:02 X"), 180, (0, 1)),
    ],
)
def test_people(lines: tuple[str, ...], seconds: int, expected: tuple[int, int]) -> None:
    assert persons(said(*lines), seconds) == expected


def test_the_three_grains_are_three_numbers() -> None:
    log = said(
        "10:00:00 B", "10:01:00 A1", "10:10:00 B", "10:20:00 A1", "10:30:00 B", "10:31:00 A1",
    )  # fmt: skip
    assert three_minutes(log) == (2, 3)
    assert persons(log, 180) == (0, 1)
    assert persons(log, 3600) == (1, 1)


def test_a_person_is_under_the_account_that_was_late() -> None:
    log = said("10:00:00 B", "10:01:00 A1", "11:00:00 B", "11:30:00 A2")
    found = turns(log)
    assert people(found, found.within(180), every=True).account.tolist() == [2]
    assert people(found, found.within(3600), every=True).account.tolist() == [1]
    assert people(found, found.wait >= 0, every=False).account.tolist() == [1]


def test_everybody_who_asked_is_asked_of_the_bot_too() -> None:
    log = said("10:00:00 B 1", "10:00:01 R 1", "10:00:00 B 2", "10:09:00 B 2", "10:00:00 A1 3")
    assert len(askers(log).day) == 2


def test_nothing_gives_nothing() -> None:
    log = Log(messages([]))
    assert len(turns(log).wait) == len(askers(log).day) == len(chats(log).day) == 0
    assert persons(log, 180) == (0, 0)
    assert len(at_once(log).chats) == 0


# -- chats -----------------------------------------------------------------------------------------


def test_a_chat_ends_with_a_pause_unless_somebody_waits() -> None:
    log = said("10:00:00 B", "10:00:20 A1", "10:30:20 B", "10:30:30 A1", "11:00:31 B",
               "12:00:00 B", "12:00:10 A2")  # fmt: skip
    found = chats(log)
    assert CHAT_PAUSE == 1800
    assert found.frt.tolist() == [20, 3579]
    assert found.art_n.tolist() == [2, 1]
    assert found.art_sum.tolist() == [30, 3579]
    assert found.account.tolist() == [1, 2]


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        (("10:00:00 B", "11:00:00 A1", "11:01:00 B"), 1),
        (("10:00:00 B", "10:00:01 R", "11:00:00 A1", "11:01:00 B"), 1),
        (("10:00:00 B", "10:00:01 R", "11:00:00 B", "11:01:00 A1"), 2),
        (("10:00:00 B", "8+11:00:00 A1", "8+11:01:00 B"), 2),
        (("10:00:00 B", "1+10:00:00 B"), 2),
    ],
)
def test_waiting_holds_a_chat_together(lines: tuple[str, ...], number: int) -> None:
    assert len(chats(said(*lines)).day) == number


@pytest.mark.parametrize(
    ("lines", "frt", "answered", "bot"),
    [
        (("10:00:00 B", "10:00:20 A1"), 20, True, False),
        (("10:00:00 B",), -1, False, False),
        # A person began: a chat, with a reply time and no first response.
        (("10:00:00 A1", "10:01:00 B", "10:01:30 A1"), -1, True, False),
        (("10:00:00 B", "10:00:01 R"), -1, True, True),
        (("10:00:00 B", "10:00:01 R", "10:02:00 B", "10:02:30 A1"), 30, True, False),
        (("10:00:00 B", "10:00:01 R", "10:02:00 B"), -1, False, False),
    ],
)
def test_what_a_chat_was(lines: tuple[str, ...], frt: int, answered: bool, bot: bool) -> None:
    found = chats(said(*lines))
    assert (found.frt.tolist(), found.answered.tolist()) == ([frt], [answered])
    assert found.bot.tolist() == [bot]


def test_where_no_buyer_wrote_there_is_no_chat() -> None:
    assert len(chats(said("10:00:00 A1", "12:00:00 A1", "12:00:10 B")).day) == 1


def test_a_chat_past_midnight_is_on_the_day_it_began() -> None:
    found = chats(said("23:50:00 B", "23:51:00 A1", "1+00:10:00 B", "1+00:11:00 A1"))
    assert found.day.tolist() == [MONDAY]


@pytest.mark.parametrize(
    ("lines", "peak"),
    [
        (("10:00:00 B 1", "10:00:10 A1 1"), 1),
        (("10:00:00 B 1", "10:00:10 A1 1", "10:00:05 B 2", "10:01:00 A1 2"), 2),
        # One ends in the second in which the other begins: both are open in it.
        (("10:00:00 B 1", "10:00:10 A1 1", "10:00:10 B 2", "10:01:00 A1 2"), 2),
        (("10:00:00 B 1", "10:00:10 A1 1", "10:00:11 B 2", "10:01:00 A1 2"), 1),
        # Whom somebody else serves, or nobody, is not counted.
        (("10:00:00 B 1", "10:05:00 A1 1", "10:01:00 B 2", "10:04:00 A2 2"), 1),
        (("10:00:00 B 1", "10:05:00 A1 1", "10:01:00 B1 2"), 1),
    ],
)
def test_chats_at_once(lines: tuple[str, ...], peak: int) -> None:
    assert int(at_once(said(*lines)).chats.max()) == peak


# -- any messages at all ---------------------------------------------------------------------------

rows = st.tuples(
    st.one_of(st.integers(0, 4 * DAY), st.integers(7 * 3600, 9 * 3600), st.integers(0, 400)),
    st.integers(1, 2),
    st.integers(1, 3),
    st.integers(0, 3),
    st.sampled_from(sorted(LETTERS.values())),
)
many = st.lists(rows, max_size=40)


@dataclass(frozen=True)
class Turn:
    day: int
    start: int
    wait: int


def reckoned(table: Sequence[Row], window: Window) -> Counter[Turn]:
    """Return the turns within a window of the day, question by question."""
    found: Counter[Turn] = Counter()
    for of in {row[1:3] for row in table}:
        mine = sorted((row[0], row[4]) for row in table
                      if row[1:3] == of and row[4] != Sender.AUTO)  # fmt: skip
        asked = [at for at in range(len(mine)) if _of_people(mine, at)]
        inside = [at for at in asked if window.start <= mine[at][0] % DAY < window.end]
        seen = set()
        for at in inside:
            answers_before = [s for _, s in mine[:at]].count(Sender.AGENT)
            start = mine[at][0]
            if (answers_before, start // DAY) in seen:
                continue
            seen.add((answers_before, start // DAY))
            answer = _answer(mine, at)
            wait = -1 if answer is None or answer - start > LONGEST else answer - start
            found[Turn(MONDAY + start // DAY, start, wait)] += 1
    return found


def _answer(mine: Sequence[tuple[int, int]], at: int) -> int | None:
    return next((time for time, sender in mine[at + 1 :] if sender == Sender.AGENT), None)


def _of_people(mine: Sequence[tuple[int, int]], at: int) -> bool:
    """Say whether a message is a question that was a person's to answer."""
    time, sender = mine[at]
    if sender != Sender.BUYER:
        return False
    day, answer, bot = time // DAY, _answer(mine, at), False
    for then, who in mine[at + 1 :]:
        if who == Sender.AGENT or then // DAY != day:
            first_other_day = then // DAY != day and who == Sender.BOT
            bot = bot or first_other_day
            break
        if who == Sender.BUYER and bot:
            # The bot spoke, and the buyer asked again: that question counts, not this one.
            return False
        bot = bot or who == Sender.BOT
    return not bot or (answer is not None and answer // DAY == day)


@given(many, st.sampled_from([ALL_DAY, UNTIL_23, UNTIL_24]))
def test_turns_agree_with_a_slow_reckoning(table: list[Row], window: Window) -> None:
    log = Log(messages(table))
    found = turns(log, window)
    clock = log.time[found.row].tolist()
    ours = Counter(map(Turn, found.day.tolist(), clock, found.wait.tolist()))
    assert ours == reckoned(table, window)


def everything(table: Messages) -> list[object]:
    """Return all that is counted of messages, in an order that does not depend on theirs."""
    log = Log(table)
    every = turns(log)
    served = people(every, every.within(180), every=True)
    parts = (chats(log), at_once(log), askers(log), served)
    listed = [sorted(zip(*(c.tolist() for c in part), strict=True)) for part in parts]
    cuts = (every.day, every.channel, every.account, every.wait)
    return [*listed, sorted(zip(*(c.tolist() for c in cuts), strict=True))]


@given(many, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(table: list[Row], random: Random) -> None:
    mixed = list(table)
    random.shuffle(mixed)
    assert everything(messages(mixed)) == everything(messages(table))


@given(many)
def test_a_buyer_does_not_change_what_is_counted_of_others(
    table: list[Row],
) -> None:
    parts = [turns(Log(messages([r for r in table if r[1:3] == of])))
             for of in {r[1:3] for r in table}]  # fmt: skip
    alone = Counter(w for part in parts for w in part.wait.tolist())
    assert Counter(turns(Log(messages(table))).wait.tolist()) == alone


def _closed(
    table: Sequence[Row],
) -> list[Row]:
    """Return messages of which every day of every conversation ends with somebody's answer."""
    last = {(r[0] // DAY, r[1], r[2]) for r in table}
    return [*table, *((day * DAY + DAY - 1, ch, b, 1, int(Sender.AGENT)) for day, ch, b in last)]


def _listed(who: People) -> Counter[tuple[int, ...]]:
    return Counter(zip(*(c.tolist() for c in who), strict=True))


@given(many)
def test_days_apart_are_days_together(table: list[Row]) -> None:
    whole = messages(_closed(table))
    for window in (UNTIL_23, UNTIL_24):
        apart: Counter[tuple[int, ...]] = Counter()
        for day in np.unique(whole.day).tolist():
            found = turns(Log(rows_of(whole, whole.day == day)), window)
            apart += _listed(people(found, found.within(180), every=True))
        found = turns(Log(whole), window)
        assert _listed(people(found, found.within(180), every=True)) == apart


@given(many)
def test_counts_are_bounded(table: list[Row]) -> None:
    log = Log(messages(table))
    every = turns(log)
    asked = sum(row[4] == Sender.BUYER for row in table)
    who = people(every, every.within(180), every=True)
    assert len(who.ok) <= len(askers(log).day) <= asked
    assert len(turns(log, UNTIL_23).wait) <= len(turns(log, UNTIL_24).wait) <= len(every.wait)
    assert len(every.wait) <= asked
    assert every.within(15).sum() <= every.within(30).sum() <= (every.wait >= 0).sum()
    found = chats(log)
    assert len(found.day) <= asked
    assert found.art_n.sum() <= (every.wait >= 0).sum()
    assert ((found.frt >= -1) & (found.frt <= LONGEST)).all()
    assert (at_once(log).chats >= 1).all()
