"""Signals through the doors, on both engines: in the weekly summary, on the agenda, when asked.

Forty weeks of two teams; in the last of them one team answers a little more slowly, nine days
running, too little for any week to say so.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from base.answer import Answer, Kind
from base.clock import FixedClock
from base.dimensions import Dim
from base.language import Lang
from base.post import Post
from base.refusal import Refusal
from base.rights import Actor, Role, operator
from bot.render.plain import plain_text
from bot.render.texts import word
from commands.context import Context, Place, Request
from commands.router import handle, is_question
from metrics import periods
from metrics.catalogue import CATALOGUE
from metrics.model import Filter
from metrics.promotions import DEFAULT
from metrics.signal_history import Histories, Whose
from metrics.signal_watching import watched
from reviews.scoping import known_of
from reviews.signal_telling import fresh
from storage.engine import Database
from storage.names import named
from tests.helpers.world import take, write_csv

REPORT = (
    "day", "shop", "team", "agent", "contacts", "frt_n", "frt_sum_s", "frt_le30",
    "ratings", "good", "inquiries", "paid", "sales_fen",
)  # fmt: skip
LAST = date(2026, 8, 16)
MONDAY = FixedClock(datetime(2026, 8, 17, 1, tzinfo=UTC))
FIRST = LAST - timedelta(weeks=40) + timedelta(days=1)
SLOW = LAST - timedelta(days=8)
Ask = Callable[..., Answer]


def rows(*, slow: bool, only: str = "") -> Iterator[tuple[Any, ...]]:
    """Yield every team's days: replies of 20 or 22 s by turns; at last 23 and 24 s."""
    for at in range(40 * 7):
        day = FIRST + timedelta(days=at)
        # Two days of every fourth week are hard: a week of 24 s is nothing special.
        hard = 10 if (at // 7) % 4 == 1 and at % 7 in (1, 4) else 0
        seconds = 20 + 2 * ((at // 2) % 2) + hard
        for shop, team, agent in (("旗舰店", "售前组", "小美"), ("旗舰店", "售后组", "大白")):
            late = slow and team == "售后组" and day >= SLOW
            each = 23 + at % 2 if late else seconds
            if not only or team == only:
                yield (day, shop, team, agent, 100, 100, 100 * each, 70, 200,
                       180 + 2 * ((at // 2) % 2), 50, 30, 100_000)  # fmt: skip


@pytest.fixture
def ask(database: Database, tmp_path: Path) -> Ask:
    """Import forty weeks and ask."""
    take(database, write_csv(tmp_path, REPORT, rows(slow=True)))

    def asked(text: str, lang: Lang = Lang.ZH, actor: Actor | None = None) -> Answer:
        request = Request(text, actor or operator(lang), lang, Place.PRIVATE)
        return handle(Context(database, MONDAY), request)

    return asked


def post_of(answer: Answer) -> Post:
    assert answer.post is not None
    return answer.post


def section(post: Post, lang: Lang) -> list[str]:
    heading = {Lang.ZH: "值得留意", Lang.EN: "Worth noting"}[lang]
    found = [one for one in post.sections if word(one.heading, lang) == heading]
    return [word(said, lang) for one in found for said in one.lines]


def test_an_ordinary_week_says_what_drifts_in_both_languages(ask: Ask) -> None:
    zh = post_of(ask("周报 售后组 上周"))
    assert word(zh.takeaway, Lang.ZH) == "平常的一周，只是首响连续 9 天比平时慢"
    assert section(zh, Lang.ZH) == ["首响连续 9 天比平时慢：24 秒，平时 21 秒"]
    en = post_of(ask("weekly 售后组 last week", Lang.EN))
    said = "first reply has been slower than usual 9 days running"
    assert word(en.takeaway, Lang.EN) == f"An ordinary week, but {said}"
    assert section(en, Lang.EN) == [f"{said.capitalize()}: 24 s, usually 21 s"]
    for lang, post in ((Lang.ZH, zh), (Lang.EN, en)):
        text = " ".join([word(post.takeaway, lang), *section(post, lang)]).lower()
        assert not [
            w for w in ("sigma", "显著", "control", "控制", "spread", "标准差") if w in text
        ]


def test_the_team_that_is_as_ever_hears_nothing(ask: Ask) -> None:
    post = post_of(ask("周报 售前组 上周"))
    assert section(post, Lang.ZH) == []
    assert word(post.takeaway, Lang.ZH) == "平常的一周，没有要处理的变化"


def test_what_was_told_last_week_is_not_told_again(ask: Ask, database: Database) -> None:
    with database.read() as work:
        known = known_of(work, DEFAULT, MONDAY.now().date())
        team = next(t for t, name in named(work, Dim.TEAM).items() if name.zh == "售后组")
        whose = Filter(Dim.TEAM, (team,))
        later = Whose(LAST, LAST + timedelta(days=20), known.promotions, known.coverage, (whose,))
        look = Histories().look(work, later, [CATALOGUE["frt"]])
        assert [one.fresh for one in look.found] == [True]
        # A day less, and it was no run of nine yet.
        earlier = Whose(LAST - timedelta(days=1), LAST, known.promotions, known.coverage, (whose,))
        assert Histories().look(work, earlier, [CATALOGUE["frt"]]).found == ()


def test_nothing_is_said_beside_a_verdict_of_the_same(ask: Ask, database: Database) -> None:
    from reviews.composing import figures_of
    from reviews.scoping import scope_of

    with database.read() as work:
        team = next(t for t, name in named(work, Dim.TEAM).items() if name.zh == "售后组")
        scope = scope_of(
            work, LAST + timedelta(days=1), periods.week(LAST), DEFAULT, team=int(team)
        )
        known = figures_of(work, scope).known
        assert [one.metric.key for one in fresh(work, scope, known)] == ["frt"]
        from dataclasses import replace

        from metrics.judge import Verdict

        told = [replace(one, verdict=Verdict.CLEAR) for one in known]
        assert any(one.changed and one.metric.key == "frt" for one in told)
        assert fresh(work, scope, told) == []


def test_reading_all_teams_at_once_finds_what_reading_one_does(
    ask: Ask, database: Database
) -> None:
    with database.read() as work:
        known = known_of(work, DEFAULT, MONDAY.now().date())
        shared = Histories(many=True)
        for team in named(work, Dim.TEAM):
            filters = (Filter(Dim.TEAM, (team,)),)
            whose = Whose(LAST, LAST + timedelta(days=1), known.promotions, known.coverage, filters)
            metrics = watched(work)
            assert shared.look(work, whose, metrics) == Histories().look(work, whose, metrics)


def test_asked_it_tells_everybody_and_each_team_with_the_next_questions(ask: Ask) -> None:
    answer = ask("有什么不对劲")
    said = [word(one, Lang.ZH) for one in (answer.takeaway, *answer.lines)]
    assert said == ["售后组：首响连续 9 天比平时慢：24 秒，平时 21 秒"]
    chart, why = answer.follow_ups
    assert chart.request == "首响 售后组 2026-07-20到2026-08-16 按天"
    assert why.request == "为什么 首响 售后组 2026-08-08到2026-08-16 和平常比"
    for one in (chart, why):
        assert ask(one.request).kind is not Kind.REFUSAL
    en = ask("/metric signals 售后组", Lang.EN)
    assert word(en.takeaway, Lang.EN) == (
        "售后组: First reply has been slower than usual 9 days running: 24 s, usually 21 s"
    )
    assert "Up to 16 Aug" in plain_text(en, Lang.EN)


def test_one_figure_or_an_earlier_time_may_be_asked(ask: Ask) -> None:
    assert "首响" in word(ask("信号 首响 售后组").takeaway, Lang.ZH)
    assert word(ask("信号 满意度").takeaway, Lang.ZH) == "满意度没有不对劲的，和平时差不多"
    earlier = ask("信号 首响 2026-07-20到2026-07-26")
    assert word(earlier.takeaway, Lang.ZH) == "首响没有不对劲的，和平时差不多"
    short = ask("signals frt 2025-12-01 to 2025-12-07", Lang.EN)
    assert word(short.takeaway, Lang.EN).startswith("Too little history")


def test_a_person_and_a_figure_without_days_are_refused(ask: Ask) -> None:
    with pytest.raises(Refusal) as person:
        ask("信号 首响 大白")
    assert person.value.message.key == "signal.no_person"
    with pytest.raises(Refusal) as state:
        ask("signals repurchase rate", Lang.EN)
    assert state.value.message.key == "signal.unfit"
    assert ask("信号 量子纠缠").kind is Kind.REFUSAL


def test_off_is_quiet_and_on_again_speaks(ask: Ask, database: Database) -> None:
    ask("/fupan 信号 关")
    assert section(post_of(ask("周报 售后组 上周")), Lang.ZH) == []
    told = plain_text(ask("信号"), Lang.ZH)
    assert "首响连续 9 天" in told
    assert "信号已关" in told
    ask("signals on", Lang.EN)
    assert section(post_of(ask("周报 售后组 上周")), Lang.ZH) != []
    ask("信号 关 首响")
    assert section(post_of(ask("周报 售后组 上周")), Lang.ZH) == []
    with database.read() as work:
        assert "csat_rate" in {metric.key for metric in watched(work)}
    ask("signals on contacts", Lang.EN)
    with database.read() as work:
        assert {"contacts", "csat_rate"} <= {metric.key for metric in watched(work)}


def test_only_who_sets_targets_may_change_what_is_watched(ask: Ask, database: Database) -> None:
    agent = Actor(5, "小美", frozenset({Role.AGENT}))
    with pytest.raises(Refusal) as refused:
        ask("信号 关", actor=agent)
    assert refused.value.message.key == "signal.not_allowed"
    with database.read() as work:
        assert watched(work)
    assert "首响" in word(ask("信号", actor=agent).takeaway, Lang.ZH)


def test_who_changed_it_and_when_is_kept(ask: Ask, database: Database) -> None:
    from sqlalchemy import select

    from storage.tables import setting

    ask("信号 关", actor=Actor(7, "周宁", frozenset({Role.QC})))
    with database.read() as work:
        row = work.execute(select(setting).where(setting.c.key == "signals.watched")).one()
    assert row.changed_by == 7
    assert row.changed_at is not None


def test_what_changes_a_setting_is_no_question() -> None:
    assert is_question("有什么不对劲")
    assert is_question("/metric signals csat")
    assert not is_question("/fupan signals off")


def test_a_drift_comes_onto_the_weekly_agenda_of_its_team(ask: Ask, database: Database) -> None:
    from base.schedule import Cadence, Level
    from reviews.agenda import Before, draw
    from reviews.scoping import scope_of
    from reviews.templating import template_of

    with database.read() as work:
        team = next(t for t, name in named(work, Dim.TEAM).items() if name.zh == "售后组")
        scope = scope_of(
            work, LAST + timedelta(days=1), periods.week(LAST), DEFAULT, team=int(team)
        )
        template = template_of(work, Level.GROUP, Cadence.WEEKLY)
        drawn = draw(work, scope, template, Before(), Lang.ZH)
    (point,) = [one for one in drawn.raised if one.metric == "frt"]
    assert point.key == f"signal:frt:team={team}"
    assert word(point.about, Lang.ZH) == "首响连续 9 天比平时慢"
    assert point.figure is not None
    assert word(point.figure, Lang.EN).endswith("9 days running: 24 s, usually 21 s")
    assert point.proposal is not None
