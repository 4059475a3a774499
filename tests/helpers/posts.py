"""Posts for tests: two weeks made up by hand in both languages, and any post at all."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from base.answer import (
    Again,
    Answer,
    Comparison,
    Figure,
    FollowUp,
    Kind,
    PeriodShown,
    Row,
    Table,
)
from base.language import Bilingual, Lang, Msg, msg
from base.post import Labelled, Post, Section
from base.units import Unit
from tests.helpers import answers as any_answers

AGAIN = Again("周报 上周", date(2026, 3, 9))
PERIOD = PeriodShown(date(2026, 3, 2), date(2026, 3, 8), msg("period.last_week"))
BEFORE = PeriodShown(date(2026, 2, 23), date(2026, 3, 1), msg("base.week"))


def said(text: str) -> Msg:
    """Return a message that is worded as this text."""
    return msg("source.definition", text=text)


def in_both(zh: str, en: str) -> Msg:
    """Return a message with a wording of its own in either language."""
    return msg("source.definition", text=Bilingual(zh, en))


def labelled(*pairs: tuple[str, str]) -> tuple[Labelled, ...]:
    """Return figures as lines that begin with their names."""
    return tuple(Labelled(said(name), said(text)) for name, text in pairs)


def by_team() -> Answer:
    """Return a detail of a post: a table of two teams."""
    rows = tuple(
        Row((("team", name),), value, n=n, before=0.9, before_n=100)
        for name, value, n in (
            (Bilingual("售后组", "After-sales"), 0.8, 120),
            (Bilingual("售前组", "Pre-sales"), 0.95, 200),
        )
    )
    rating = Bilingual("个评价", "ratings")
    return Answer(
        Kind.TABLE,
        in_both("按组，最需要看的排前面", "By team, worst first"),
        figure=Figure(
            "csat_rate", Bilingual("满意度", "CSAT"), Unit.SHARE, 0.89, 320, rating
        ),
        period=PERIOD,
        compare=(Comparison("previous", BEFORE, 0.9, -0.01, "points"),),
        table=Table(("team",), rows, "worst", has_before=True),
        again=Again("满意度 上周 按组", date(2026, 3, 9)),
    )  # fmt: skip


def answered(post: Post, **changes: Any) -> Answer:
    """Return the answer in which a post leaves its command, changed."""
    return replace(Answer(Kind.TEXT, post.takeaway, post=post, again=AGAIN), **changes)


def quiet_week(lang: Lang) -> Post:
    """Return an ordinary week."""
    if lang is Lang.ZH:
        return Post(
            said("客服周报 3/2–3/8"),
            said("平常的一周，没有要处理的变化"),
            (said("接待 8,204 人次，各项都在近 8 周的正常范围内。"),),
            labelled(
                ("满意度", "93.4%（前一周 93.1%）正常波动"),
                ("首响", "21 秒，目标 30 秒，达标"),
                ("转化", "51.2%（前一周 50.6%）正常波动"),
                ("销售", "31.7 万（前一周 31.2 万）正常波动"),
            ),
            (
                Section(said("需要协助"), inline=said("没有")),
                Section(said("行动"), inline=said("上周到期 2 项，全部核实完成")),
            ),
            (said("数据到 3/8，两店齐全。"),),
            (FollowUp(said("看明细"), "满意度 上周 按组"),),
            (by_team(),),
            PERIOD,
        )
    return Post(
        said("CS weekly 2–8 Mar"),
        said("An ordinary week, nothing to act on"),
        (said("8,204 contacts; every figure within its range of the last 8 weeks."),),
        labelled(
            ("CSAT", "93.4% (week before 93.1%), usual variation"),
            ("First reply", "21 s, target 30 s, met"),
            ("Conversion", "51.2% (week before 50.6%), usual variation"),
            ("Sales", "¥317K (week before ¥312K), usual variation"),
        ),
        (
            Section(said("Needs help"), inline=said("Nothing")),
            Section(said("Actions"), inline=said("Both due last week verified")),
        ),
        (said("Data until 8 Mar, both shops complete."),),
        (FollowUp(said("Details"), "csat last week by team"),),
        (by_team(),),
        PERIOD,
    )


def busy_week(lang: Lang) -> Post:
    """Return a promotion week: everything that a post can have."""
    if lang is Lang.ZH:
        return Post(
            said("客服周报 · 女王节周 3/2–3/8"),
            said("量接住了，首响没守住"),
            (said("接待 20,611 人次，是平常周的 2.1 倍；首响 47 秒，慢于去年女王节的 33 秒。"),),
            labelled(
                ("销售", "76.5 万，去年 70.2 万（+9.0%）"),
                ("转化", "50.4%，去年 48.8%（+1.6 个点）"),
                ("首响", "47 秒，目标 30 秒，没达标"),
                ("满意度", "92.3%，目标 92%，达标"),
            ),
            (
                Section(
                    said("为什么"),
                    (
                        said("• 慢在 8 日 20–24 点：售前和抖音平均等 141 秒，其余时间 24 秒"),
                        said("• 满意度比平常周低 1.2 个点，售后组占 0.9：多数没说原因，先看记录"),
                    ),
                ),
                Section(
                    said("需要协助"),
                    (
                        said("• 2 条投诉超过 72 小时，都在等仓库补发"),
                        said("• 价保规则没有更新，改期到 3/12"),
                    ),
                ),
                Section(said("做得好"), inline=said("晚班互相顶班，没有一条超过 10 分钟没人回")),
                Section(said("行动"), inline=said("上周到期 4 项，核实完成 3 项；前 8 周平均 69%")),
            ),
            (said("去年女王节 = 2025/3/2–3/8；平常周 = 1/5–2/1 周均。数据到 3/8，两店齐全。"),),
            (
                FollowUp(said("看明细"), "满意度 上周 按组"),
                FollowUp(said("为什么"), "为什么 首响 上周"),
                FollowUp(said("建行动"), "行动"),
                FollowUp(said("再看"), "首响 上周"),
            ),
            (by_team(),),
            PERIOD,
        )
    return Post(
        said("CS weekly · Queen's Day, 2–8 Mar"),
        said("Volume held, first reply did not"),
        (said("20,611 contacts, 2.1 times a usual week. First reply 47 s, last year 33 s."),),
        labelled(
            ("Sales", "¥765K, last year ¥702K (+9.0%)"),
            ("Conversion", "50.4%, last year 48.8%"),
            ("First reply", "47 s, target 30 s, missed"),
            ("CSAT", "92.3%, target 92%, met"),
        ),
        (
            Section(
                said("Why"),
                (
                    said("• Slow on 8 Mar, 20:00–24:00: 141 s in Pre-sales, 24 s otherwise"),
                    said("• CSAT 1.2 points under usual, 0.9 from After-sales: no reason given"),
                ),
            ),
            Section(
                said("Needs help"),
                (
                    said("• 2 complaints past 72 h await resends"),
                    said("• Price-protection rules moved to 12 Mar"),
                ),
            ),
            Section(said("Well done"), inline=said("Late shift left nobody waiting")),
            Section(said("Actions"), inline=said("3 of 4 verified; 8-week mean 69%")),
        ),
        (said("Last year = 2–8 Mar 2025; usual = weekly mean 5 Jan–1 Feb. Data to 8 Mar."),),
        (
            FollowUp(said("Details"), "csat last week by team"),
            FollowUp(said("Why"), "why first reply last week"),
            FollowUp(said("Act"), "action"),
            FollowUp(said("More"), "first reply last week"),
        ),
        (by_team(),),
        PERIOD,
    )


_messages = any_answers.messages
_SEVERAL = (1, 1, 1, 3, 25)


@st.composite
def posts(draw: st.DrawFn) -> Post:
    """Return any post at all."""
    figures = draw(st.lists(st.builds(Labelled, _messages, _messages), max_size=5))
    sections = draw(st.lists(_sections(), max_size=5))
    lead = draw(st.lists(_messages, max_size=3))
    return Post(
        draw(_messages),
        draw(_messages),
        tuple(_repeated(draw, lead)),
        tuple(figures * draw(st.sampled_from(_SEVERAL))),
        tuple(sections * draw(st.sampled_from(_SEVERAL))),
        tuple(draw(st.lists(_messages, max_size=4))),
        tuple(draw(st.lists(any_answers.follow_ups, max_size=6))),
        tuple(draw(st.lists(any_answers.answers(), max_size=2))),
        draw(st.none() | any_answers.periods()),
    )


def _repeated(draw: st.DrawFn, lines: Sequence[Msg]) -> list[Msg]:
    return [*lines] * draw(st.sampled_from(_SEVERAL))


def _sections() -> st.SearchStrategy[Section]:
    lines = st.lists(_messages, max_size=4).map(tuple)
    return st.builds(Section, _messages, lines, st.none() | _messages)


@st.composite
def answers_with_posts(draw: st.DrawFn) -> Answer:
    """Return any post in the answer of its command."""
    post = draw(posts())
    return Answer(
        Kind.TEXT,
        draw(_messages),
        lines=tuple(draw(st.lists(_messages, max_size=2))),
        notes=tuple(draw(st.lists(_messages, max_size=2))),
        private=draw(st.booleans()),
        again=draw(st.none() | st.builds(Again, any_answers.texts, any_answers.days)),
        post=post,
    )
