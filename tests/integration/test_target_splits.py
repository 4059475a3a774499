"""Targets for years, quarters and months, of whom, split and summed; and who changed what, why.

Two years and ten months of two shops and two teams, 1,000 yuan a day and shop in Pre-sales, a
quarter of it in After-sales; on 11 November ten times as much. Today is 21 November 2026.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from base.answer import Answer
from base.clock import FixedClock
from base.form import Submission, Unfit
from base.language import Lang
from base.refusal import Refusal
from base.rights import Actor, Role
from bot.render.terminal import plain_lines
from bot.render.texts import word
from commands import forms
from commands.context import Context, Request
from commands.forms import form_asked
from commands.router import handle
from commands.submitting import Opening
from storage.engine import Database
from storage.targets import Targets, targets_of
from tests.helpers.world import take, write_csv

REPORT = (
    "day", "shop", "team", "agent", "contacts", "frt_n", "frt_sum_s", "ratings", "good",
    "inquiries", "paid", "sales_fen",
)  # fmt: skip
FIRST, LAST = date(2024, 1, 1), date(2026, 11, 20)
CLOCK = FixedClock(datetime(2026, 11, 21, 1, tzinfo=UTC))
BOSS = Actor(900, "林岚", frozenset({Role.SUPERVISOR}))
AGENT = Actor(901, "阿布", teams=frozenset({1}))

Asked = Callable[..., Answer]


def times(day: date) -> int:
    return 10 if (day.month, day.day) == (11, 11) else 1


@pytest.fixture
def asked(database: Database, tmp_path: Path) -> Asked:
    """Ask an installation with almost three years of sales."""
    rows = [
        (
            day,
            shop,
            team,
            who,
            100,
            100,
            2000,
            50,
            45,
            10,
            5,
            fen * times(day),
        )
        for day in (FIRST + timedelta(days=i) for i in range((LAST - FIRST).days + 1))
        for shop in ("天猫店", "抖音店")
        for team, who, fen in (("售前组", "小美", 100_000), ("售后组", "大白", 25_000))
    ]
    take(database, write_csv(tmp_path, REPORT, rows))

    def ask(text: str, lang: Lang = Lang.ZH, actor: Actor = BOSS) -> Answer:
        return handle(Context(database, CLOCK), Request(text, actor, lang))

    return ask


def said(answer: Answer, lang: Lang = Lang.ZH) -> list[str]:
    return [line for line in plain_lines(answer, lang) if line]


def refused(asked: Asked, text: str, lang: Lang = Lang.ZH, actor: Actor = BOSS) -> str:
    with pytest.raises(Refusal) as caught:
        asked(text, lang, actor)
    assert caught.value.suggestions
    return word(caught.value.message, lang)


def targets(database: Database) -> Targets:
    with database.read() as work:
        return targets_of(work)


def test_the_most_particular_target_wins(asked: Asked) -> None:
    asked("/target 满意度 80%")
    asked("/target 满意度 85% 2026年")
    asked("/target csat 92% in October 2026", Lang.EN)
    asked("/target set csat_rate 95% by team 售前 for 2026")
    assert asked("满意度 2025年10月").target == pytest.approx(0.80)
    # The year's value holds for each of its quarters and months unless one is set apart.
    assert asked("满意度 2026年9月").target == pytest.approx(0.85)
    assert asked("满意度 2026年三季度").target == pytest.approx(0.85)
    assert asked("满意度 2026年10月").target == pytest.approx(0.92)
    assert asked("满意度 2026-10-12到2026-10-18").target == pytest.approx(0.92)
    # A week of two months with targets of their own has none.
    assert asked("满意度 2026-09-28到2026-10-04").target is None
    # What a team has of its own wins over everybody's month.
    assert asked("满意度 2026年10月 售前组").target == pytest.approx(0.95)
    assert asked("满意度 2026年10月 售后组").target == pytest.approx(0.92)
    assert asked("满意度 2025年10月 售前组").target == pytest.approx(0.80)


@pytest.mark.parametrize(
    ("text", "question", "value"),
    [
        ("/target 天猫店 满意度 97%", "满意度 昨天 天猫店", 0.97),
        ("/target csat 97% by shop 抖音店 for 2026", "满意度 昨天 抖音店", 0.97),
        ("/target 销售额 3万 天猫店 2026年11月", "销售额 本月 天猫店", 30_000),
        ("target set sales 1.2m for November by team 售前组", "销售额 本月 售前组", 1_200_000),
        ("/target 满意度 92% 售前组 2026年Q4", "满意度 昨天 售前组", 0.92),
        ("目标 销售额 2026 1200万", "销售额 今年", 12_000_000),
        ("/target 销售额 本季度 300万", "销售额 本季度", 3_000_000),
    ],
)
def test_whose_and_for_which_time(asked: Asked, text: str, question: str, value: float) -> None:
    asked(text)
    assert asked(question).target == pytest.approx(value)


def test_what_is_set_is_said_with_its_reason(asked: Asked) -> None:
    told = said(asked("/target 销售额 2027 1200万 依据 公司战略：老板要涨三成"))
    assert told == [
        "目标记下了：2027 年全部门客服销售额 1,200.0 万",
        "依据：公司战略（老板要涨三成）",
    ]
    told = said(asked("/target sales 13m for 2027 because market demand", Lang.EN), Lang.EN)
    assert told == [
        "Target changed: CS sales, all teams, 2027: ¥13.0M instead of ¥12.0M",
        "Basis: market demand",
    ]
    assert said(asked("/target 销售额 2027 取消")) == ["取消了：2027 年全部门客服销售额不再有目标"]
    # A number of the year's kind is the year, never a value in silence.
    assert said(asked("/target 销售额 2027")) == ["客服销售额还没有目标"]


def test_a_year_is_split_by_last_year_and_adds_up(asked: Asked, database: Database) -> None:
    """Days of 2,500 yuan: a month is as many as it has days, November nine more."""
    asked("/target 销售额 2027 374万")
    told = said(asked("/target split 销售额 2027 按月 按去年"))
    assert told[0] == "分好了：2027 年全部门客服销售额按月，按去年的占比"
    assert told[1].startswith("1 月 31.0 万、2 月 28.0 万、3 月 31.0 万")
    assert "11 月 39.0 万、12 月 31.0 万" in told[1]
    assert told[2] == "合计 374.0 万，目标 374.0 万，正好分完。"
    goals = targets(database).goals("cs_sales")
    assert sum(goals.values()) == pytest.approx(2 * 3_740_000)
    notes = [word(note, Lang.ZH) for note in asked("/target split 销售额 2027 按月 按去年").notes]
    # November and December of 2026 are not over yet.
    assert notes == ["按 2025、2026 年的实际占比，每月、每季度取最近已经过完的一次。"]


def test_splits_by_team_and_shop(asked: Asked) -> None:
    asked("/target 销售额 2026年11月 10万")
    told = said(asked("/target split sales 2026-11 by team by last year", Lang.EN), Lang.EN)
    assert told[1:] == ["售前组 ¥80.0K, 售后组 ¥20.0K", "¥100K of ¥100K: all of it."]
    told = said(asked("/target 拆分 销售额 2026-11 按店铺 平均"))
    assert sorted(told[1].split("、")) == ["天猫店 5.0 万", "抖音店 5.0 万"]
    told = said(asked("销售额完成率 11月 按组"))
    assert told[0] == "11 月到 20 日客服销售额 7.2 万，是月目标 10.0 万的 72.5%"
    assert "• 售前组 5.8 万，目标 8.0 万，完成 72.5%" in told
    assert "• 售后组 1.4 万，目标 2.0 万，完成 72.5%" in told


def test_by_hand_the_rest_is_shown(asked: Asked) -> None:
    asked("/target 销售额 2027 1200万")
    told = said(asked("/target split 销售额 2027 按季度 300万 350万 250万 288万"))
    assert told[-1] == "合计 1,188.0 万，目标 1,200.0 万，还剩 12.0 万没分下去。"
    told = said(asked("/target split sales 2027 by team 售前组 9m 售后组 4m", Lang.EN), Lang.EN)
    assert told[-1] == "¥13.0M of ¥12.0M: ¥1.00M too much."
    told = said(asked("/target split sales 2027 by month Jan 1m Feb 800k", Lang.EN), Lang.EN)
    assert told[1] == "January ¥1.00M, February ¥800K"
    assert said(asked("目标")) == [
        "现在的目标",
        "• 客服销售额，2027 年：1,200.0 万；按季度分了 4 份，还剩 12.0 万没分下去；"
        "按月分了 2 份，还剩 1,020.0 万没分下去；按组分了 2 份，多分了 100.0 万",
    ]
    shown = said(asked("/target 销售额 2027"))
    assert shown[0] == "客服销售额的目标"
    assert any("按月：1 月 100.0 万、2 月 80.0 万；还剩 1,020.0 万没分下去" in s for s in shown)
    # What is set anew says at once what is left.
    assert "按组分的：还剩 100.0 万没分下去" in said(asked("/target 销售额 2027 1400万"))


def test_months_make_their_quarter_and_year(asked: Asked) -> None:
    for month in (10, 11, 12):
        asked(f"/target 销售额 2026年{month}月 {month}万")
    assert asked("销售额 本季度").target == 330_000
    assert asked("销售额 今年").target is None
    # What stood before a year was agreed on is old in it.
    asked("/target 投诉 每月 20")
    asked("/target 投诉 2026 200")
    note = asked("投诉 本月 目标").notes[0]
    assert note.key == "note.target_not_split"


def test_it_is_asked_how_where_nobody_said(asked: Asked) -> None:
    asked("/target 销售额 2027 1200万")
    answer = asked("/target split 销售额 2027 按组")
    assert [word(f.label, Lang.ZH) for f in answer.follow_ups] == ["按去年分", "平均分", "手动填"]
    even = asked(answer.follow_ups[1].request)
    assert said(even)[1] == "售前组 600.0 万、售后组 600.0 万"
    # A sum for one month, with how it is to be split: a tap away.
    answer = asked("target set sales 1.2m for December by shop", Lang.EN)
    assert answer.follow_ups[0].request == "target split cs sales 2026-12 by shop by last year"
    assert said(asked(answer.follow_ups[0].request, Lang.EN), Lang.EN)[-1] == (
        "¥1.20M of ¥1.20M: all of it."
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("/target split 满意度 2027 按月 平均", "不是能相加的数"),
        ("/target split 销售额 按月 平均", "写上是哪一年的"),
        ("/target split 销售额 2027 平均", "拆分这样写"),
        ("/target split 销售额 2028 按月 平均", "还没有目标可分"),
        ("/target split 销售额 2027 按商品 平均", "不能这样拆"),
        ("/target split 销售额 2027 按季度 1万 1万 1万 1万 1万", "只有 4 份"),
        ("/target split 销售额 2027 按组 火星组 1万", "没看懂"),
        ("/target split 销售额 2027Q1 按月 4月 1万", "没看懂“销售额 4月”是哪一份"),
        ("/target split 天气 2027 按月 平均", "没看懂"),
    ],
)
def test_what_cannot_be_split_is_told(asked: Asked, text: str, reason: str) -> None:
    asked("/target 销售额 2027 1200万")
    assert reason in refused(asked, text)


def test_who_changed_what_and_why(asked: Asked, database: Database) -> None:
    asked("/target 满意度 92%")
    asked("/target 满意度 93% because team capability: two new hires")
    asked("/target 销售额 2027 1200万")
    asked("/target split 销售额 2027 按组 平均")
    told = said(asked("/target history", Lang.EN, AGENT), Lang.EN)
    assert told == [
        "Changes of targets, the latest first",
        "• 21 Nov 2026 the operator: CS sales, 2027, split in equal parts: "
        "售前组 ¥6.00M, 售后组 ¥6.00M",
        "• 21 Nov 2026 the operator: CS sales, all teams, 2027: ¥12.0M",
        "• 21 Nov 2026 the operator: CSAT, all teams: 92% → 93%. "
        "Basis: team capability (two new hires)",
        "• 21 Nov 2026 the operator: CSAT, all teams: 92%",
    ]
    assert said(asked("目标 历史 满意度"))[1:] == [
        "• 2026/11/21 后台：全部门满意度 92% → 93%。依据：团队能力（two new hires）",
        "• 2026/11/21 后台：全部门满意度定为 92%",
    ]
    assert said(asked("目标 历史 首响")) == ["首响的目标还没有改动"]
    denied = refused(asked, "/target split 销售额 2027 按组 平均", actor=AGENT)
    assert denied.startswith("目标由主管")


def test_the_form_takes_a_line_a_part(asked: Asked, database: Database) -> None:
    asked("/target 销售额 2027 1200万")
    text = "/target split 销售额 2027 按组 手动"
    key = form_asked(text)
    assert key == "target_split"
    context, opening = Context(database, CLOCK), Opening(BOSS, Lang.ZH, text=text)
    form = forms.FORMS[key].make(context, opening)
    parts = form.fields[0]
    assert sorted(parts.value.splitlines()) == ["售前组 ", "售后组 "]

    def submit(value: str, number: str) -> str:
        values = {"parts": value, "basis": "市场需求"}
        outcome = forms.take(context, opening, Submission(key, values, dict(form.carried)), number)
        assert outcome.said is not None
        return word(outcome.said, Lang.ZH)

    told = submit("售前组：700万\n售后组 488万\n", "one")
    assert (
        told == "2027 年客服销售额分好了，合计 1,188.0 万，目标 1,200.0 万，还剩 12.0 万没分下去。"
    )
    assert submit("售前组：700万", "one") == "已经保存过了。"
    again = forms.FORMS[key].make(context, opening)
    assert sorted(again.fields[0].value.splitlines()) == ["售前组 7000000", "售后组 4880000"]
    for wrong in ("", "火星组 3万", "售前组 3万 售后组 2万", "售前组 92%"):
        with pytest.raises(Unfit):
            submit(wrong, f"wrong {wrong}")
    with pytest.raises(Refusal):
        forms.FORMS[key].make(context, Opening(AGENT, Lang.ZH, text=text))
    # A typed message opens no window: it answers with the button that does.
    assert asked(text.removeprefix("/")).follow_ups[0].request.startswith("/fupan target split")


def test_targets_of_the_houses_money_are_not_for_everybody(asked: Asked) -> None:
    asked("/target 营销资损 2026年11月 5000")
    asked("/target DSR 4.8 2027")
    lines = said(asked("目标"))
    assert any("营销资损" in line for line in lines)
    assert not any("营销资损" in line for line in said(asked("目标", actor=AGENT)))
    assert any("4.8" in line for line in said(asked("目标", actor=AGENT)))
    assert not any("营销资损" in line for line in said(asked("目标 历史", actor=AGENT)))
    for text in ("目标 看 营销资损", "目标 历史 营销资损"):
        assert refused(asked, text, actor=AGENT)
