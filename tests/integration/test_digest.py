"""A person's message of the day: own figures beside the own past, the team where it explains.

Twelve weeks of a team of three; each has seven contacts a day and replies in 20 s, but for what a
test changes. Hours are known of the team.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from base.answer import Answer
from base.language import Lang, msg
from base.post import Section
from base.rights import Role
from bot.render.json import answer_json
from bot.render.texts import word
from metrics.promotions import DEFAULT
from reviews.digest import Day, Part, digest_of
from reviews.scoping import known_of
from storage.engine import Database, Work
from storage.people import StaffRow, actor_of, apply_staff
from tests.helpers.world import take, write_csv

MONDAY = date(2026, 8, 17)
LAST = date(2026, 8, 10)
REPORT = (
    "day", "shop", "team", "agent", "contacts", "frt_n", "frt_sum_s", "frt_le30", "ratings", "good",
)  # fmt: skip
HOURS = ("day", "team", "hour", "contacts", "frt_n", "frt_sum_s", "frt_le30", "on_shift")
TEAM = ("小美", "阿哲", "小北")
STAFF = (
    StaffRow("小美", "Mei", team="售前组", team_en="Pre-sales", accounts=(("", "小美"),)),
    StaffRow("阿哲", team="售前组", accounts=(("", "阿哲"),)),
    StaffRow("小北", team="售前组", accounts=(("", "小北"),)),
    StaffRow("陈露", "Lu Chen", team="售前组", lead=True),
)
Change: TypeAlias = Callable[[date, str], dict[str, int]]


def same(day: date, who: str) -> dict[str, int]:
    return {}


def rows(change: Change) -> Iterator[tuple[Any, ...]]:
    for i in range(84):
        day = LAST + timedelta(days=6 - i)
        for who in TEAM:
            wobble = ((day.toordinal() - 1) // 7) % 3 - 1 if day < LAST else 0
            made = {"contacts": 10, "reply": 20, "rated": 10, "good": 9, "wobble": wobble}
            made |= change(day, who)
            n = made["contacts"] + made["wobble"]
            if n > 0:
                wait = n * made["reply"] + made["wobble"]
                yield day, "旗舰店", "售前组", who, n, n, wait, n // 2, made["rated"], made["good"]


def hours(slow: dict[tuple[date, int], int]) -> Iterator[tuple[Any, ...]]:
    for i in range(7):
        day = LAST + timedelta(days=i)
        for hour in range(24):
            n = 2 if 8 <= hour < 23 else 0
            yield day, "售前组", hour, n, n, n * slow.get((day, hour), 20), n, 3


Told: TypeAlias = Callable[..., Answer | None]


@pytest.fixture
def told(database: Database, tmp_path: Path) -> Told:
    """Import a team's weeks, and compose Mei's message."""

    def compose(
        change: Change = same,
        slow: dict[tuple[date, int], int] | None = None,
        staff: tuple[StaffRow, ...] = STAFF,
        lang: Lang = Lang.ZH,
        **asked: Any,
    ) -> Answer | None:
        apply_staff(database, staff)
        take(database, write_csv(tmp_path, REPORT, rows(change)))
        if slow is not None:
            take(database, write_csv(tmp_path, HOURS, hours(slow)))
        return digest(database, lang=lang, **asked)

    return compose


def digest(
    database: Database, who: str = "小美", lang: Lang = Lang.ZH, **asked: Any
) -> Answer | None:
    with database.read() as work:
        today = asked.pop("today", MONDAY)
        known = known_of(work, DEFAULT, today)
        return digest_of(
            work, known, actor_of(database, today, name=who), today, lang,
            **({"week_over": True} | asked),
        )  # fmt: skip


def lines(answer: Answer | None, lang: Lang = Lang.ZH) -> list[str]:
    assert answer is not None
    assert answer.post is not None
    assert answer.private
    found = [word(answer.post.takeaway, lang)]
    return found + [word(line, lang) for s in answer.post.sections for line in s.lines]


def notes(answer: Answer | None, lang: Lang = Lang.ZH) -> list[str]:
    assert answer is not None
    assert answer.post is not None
    return [word(note, lang) for note in answer.post.notes]


def test_an_ordinary_week_stands_beside_the_persons_own(told: Told) -> None:
    answer = told()
    assert lines(answer) == [
        "小美，你的上周（8/10–8/16）",
        "接待 70 人次，比你平常周多 2.6%",
        "满意度 90.0%（70 个评价），你前一周 90.0%",
        "首响 20 秒，你前一周 20 秒",
    ]
    assert notes(answer)[-1] == "只有你和组长陈露能看到。"
    assert answer is not None
    assert answer.post is not None
    labels = [(word(f.label, Lang.ZH), f.request) for f in answer.post.follow_ups]
    assert labels[-1] == ("以后不发", "/fupan 个人摘要 关")


def test_in_english(told: Told) -> None:
    answer = told(lang=Lang.EN)
    assert lines(answer, Lang.EN) == [
        "Mei, your week (10–16 Aug)",
        "70 contacts, up 2.6% on your usual week",
        "CSAT 90.0% (70 ratings), your week before 90.0%",
        "First reply 20 s, your week before 20 s",
    ]
    assert notes(answer, Lang.EN)[-1] == "Only you and your lead Lu Chen can see this."


def test_a_busy_week_is_thanked_for(told: Told) -> None:
    busy = told(lambda day, who: {"contacts": 20} if day >= LAST else {})
    assert lines(busy)[:2] == [
        "小美，上周（8/10–8/16）辛苦了",
        "接待 140 人次，是你平常周的 2.1 倍",
    ]


def test_the_team_stands_there_where_it_explains(told: Told, database: Database) -> None:
    """Everybody waits long on the Tuesday, and the hours show that it was the evening."""
    tuesday = LAST + timedelta(days=1)
    slow = {(tuesday, hour): 400 for hour in (20, 21, 22)}
    answer = told(lambda day, who: {"reply": 120} if day == tuesday else {}, slow)
    assert lines(answer)[3] == "首响 34 秒，售前组 34 秒：11 日晚上全组都慢"
    assert lines(digest(database, lang=Lang.EN), Lang.EN)[3] == (
        "First reply 34 s, Pre-sales 34 s: the whole team was slow on the evening of the 11th"
    )


def test_where_one_was_not_slow_the_team_is_not_all_of_it(told: Told) -> None:
    tuesday = LAST + timedelta(days=1)
    slow = {(tuesday, hour): 400 for hour in (20, 21, 22)}
    answer = told(lambda day, who: {"reply": 150} if day == tuesday and who != "小北" else {}, slow)
    assert lines(answer)[3].endswith("11 日晚上组里整体慢")


def test_without_hours_no_time_is_named(told: Told) -> None:
    answer = told(lambda day, who: {"reply": 60} if day >= LAST else {})
    assert lines(answer)[3] == "首响 60 秒，售前组 60 秒，全组都比平时慢"


def test_a_change_of_ones_own_stands_beside_the_own_past_only(told: Told) -> None:
    answer = told(lambda day, who: {"reply": 60} if day >= LAST and who == "小美" else {})
    assert lines(answer)[3] == "首响 60 秒，你前一周 20 秒：明显变差"
    assert "售前组" not in " ".join(lines(answer))


def test_few_ratings_are_no_verdict(told: Told) -> None:
    few = told(lambda day, who: {"rated": 1, "good": 0} if day >= LAST else {})
    assert lines(few)[2] == "满意度 0.0%（7 个评价，太少，说不清），你前一周 90.0%"


def test_a_week_of_leave_is_no_usual_week_and_tells_nothing(told: Told) -> None:
    """Away for two of four usual weeks: the others are his usual weeks."""
    away = LAST - timedelta(weeks=2), LAST - timedelta(weeks=1)

    def change(day: date, who: str) -> dict[str, int]:
        monday = day - timedelta(days=day.weekday())
        return {"contacts": 0, "wobble": 0} if who == "小美" and monday in away else {}

    answer = told(change)
    assert lines(answer)[1].startswith("接待 70 人次，")
    assert "倍" not in lines(answer)[1]
    assert lines(answer)[2] == "满意度 90.0%（70 个评价），你平常周 90.0%"
    assert "2 个平常周" in notes(answer)[0]


def test_after_a_week_of_leave_nothing_is_said(told: Told) -> None:
    gone: Change = lambda day, who: {"contacts": 0} if who == "小美" and day >= LAST else {}  # noqa: E731
    assert told(gone) is None


def test_figures_come_once_a_week_only(told: Told) -> None:
    assert told(week_over=False) is None


def test_a_later_feature_is_one_more_part(told: Told) -> None:
    def mine(work: Work, day: Day) -> Part | None:
        return Part(Section(msg("button.my_weeks"), inline=msg("none")), msg("form.settings.title"))

    answer = told(week_over=False, parts=(mine,))
    assert lines(answer)[0] == "设置"
    assert notes(answer) == ["只有你和组长陈露能看到。"]


def test_missing_days_are_said_and_nothing_is_compared(told: Told) -> None:
    answer = told(lambda day, who: {"contacts": 0} if day == LAST + timedelta(days=6) else {})
    assert lines(answer)[1] == "接待 60 人次"
    assert notes(answer)[0] == "旗舰店缺 8/16 的数据，你的数可能不全。"


def test_days_that_another_shop_lacks_are_none_of_hers(
    told: Told, database: Database, tmp_path: Path
) -> None:
    told()
    other = [(LAST, "抖音店", "抖音组", "七七", 5, 5, 100, 5, 1, 1)]
    take(database, write_csv(tmp_path, REPORT, other))
    assert not any("缺" in note for note in notes(digest(database)))


def test_who_leads_himself_is_not_named_to_himself(told: Told) -> None:
    mei = replace(STAFF[0], lead=True)
    assert notes(told(staff=(mei, *STAFF[1:3])))[-1] == "只有你自己能看到。"


def test_who_can_see_it_is_true(told: Told) -> None:
    boss = StaffRow("林岚", roles=(Role.SUPERVISOR,))
    keeper = StaffRow("数据", roles=(Role.DATA,))
    left = StaffRow(
        "老王", team="售前组", roles=(Role.QC,), valid_from=date(2020, 1, 1), valid_to=LAST
    )
    answer = told(staff=(*STAFF, boss, keeper, left))
    assert notes(answer)[-1] == "只有你、组长陈露和主管能看到。"


def test_a_lead_is_not_told_of_himself_and_nobody_else_is_named(
    told: Told, database: Database
) -> None:
    answer = told()
    assert notes(digest(database, "阿哲"))[-1] == "只有你和组长陈露能看到。"
    assert digest(database, "陈露") is None
    assert answer is not None
    whole = json.dumps(answer_json(answer, Lang.ZH), ensure_ascii=False)
    assert "阿哲" not in whole
    assert "小北" not in whole


def test_a_stranger_gets_nothing(told: Told, database: Database) -> None:
    told()
    assert digest(database, "谁") is None
