"""What is asked of metrics themselves: which there are here, how one is computed, one name for two.

Ten days of a Taobao and a Kuaishou shop: chats with handling times by agent, complaints, wages; on
Taobao the 3-minute rate is per turn (90 of 100 a day), on Kuaishou per person (40 of 80).
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from base.answer import Answer
from base.clock import FixedClock
from base.dimensions import Dim
from base.form import FieldKind
from base.language import Lang
from base.refusal import Refusal
from base.rights import Actor, Role
from bot.render.forms import modal
from bot.render.terminal import plain_lines
from bot.render.texts import word
from commands.asking import ask_form
from commands.context import Context, Place, Request
from commands.help import examples_here
from commands.metric_define import example
from commands.router import handle, is_question
from commands.submitting import Opening
from metrics.catalogue import CATALOGUE
from metrics.having import with_data
from metrics.model import Derived
from metrics.naming import metric_called
from metrics.sensitive import of_costs
from storage.engine import Database
from storage.names import ensure_shops
from storage.people import StaffRow, actor_of, apply_staff
from tests.conftest import Databases
from tests.helpers.world import take, write_csv
from workspace.blockkit.judge import problems_of_view

FIRST = date(2026, 11, 9)
CLOCK = FixedClock(datetime(2026, 11, 19, 1, tzinfo=UTC))
TODAY = date(2026, 11, 19)
REPORT = (
    "day", "shop", "team", "agent", "contacts", "answered", "handle_n", "handle_sum_s", "ratings",
    "good",
)  # fmt: skip
MEASURES = ("day", "shop", "team", "account", "measure", "value")
STAFF = (
    StaffRow("林岚", "Lan Lin", roles=(Role.SUPERVISOR,)),
    StaffRow("周宁", "Ning Zhou", roles=(Role.QC,)),
    StaffRow("阿布", "Abu", "售前组", "Pre-sales", lead=True),
    StaffRow("小美", "May", "售前组", "Pre-sales", accounts=(("", "小美"),)),
    StaffRow("安安", "Ann", "售前组", "Pre-sales", accounts=(("", "安安"),)),
    StaffRow("大白", "Bai", "售后组", "After-sales", lead=True, accounts=(("", "大白"),)),
)
# Handling times of 300, 100 and 200 seconds: by name May comes after Ann.
AGENTS = (
    ("淘宝店", "售前组", "小美", 300), ("淘宝店", "售前组", "安安", 100),
    ("快手店", "售后组", "大白", 200),
)  # fmt: skip
RARE = (
    ("淘宝店", "", "", "turns_3min", 100), ("淘宝店", "", "", "turns_3min_ok", 90),
    ("快手店", "", "", "people_3min", 80), ("快手店", "", "", "people_3min_ok", 40),
    ("淘宝店", "", "", "complaints", 3), ("淘宝店", "", "", "complaints_solved", 2),
    ("淘宝店", "售前组", "", "comp_cost", 120), ("快手店", "售后组", "", "comp_cost", 80),
)  # fmt: skip

Asked = Callable[..., Answer]


@pytest.fixture(scope="module")
def filled(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Ten days of two shops; whoever changes something puts it back."""
    with databases() as lent:
        yield _filled(lent, tmp_path_factory.mktemp("metrics"))


def _filled(database: Database, tmp_path: Path) -> Database:
    ensure_shops(database, {"淘宝店": "taobao", "快手店": "kuaishou"})
    apply_staff(database, STAFF)
    days = [FIRST + timedelta(days=i) for i in range(10)]
    report = [
        (day, shop, team, agent, 100, 100, 100, 100 * seconds, 50, 45)
        for day in days
        for shop, team, agent, seconds in AGENTS
    ]
    take(database, write_csv(tmp_path, REPORT, report))
    rare = [(day, *row) for day in days for row in RARE]
    take(database, write_csv(tmp_path, MEASURES, rare))
    return database


@pytest.fixture
def asked(filled: Database) -> Asked:
    """Ask, as the supervisor and in private unless another is named."""

    def ask(
        text: str, who: str = "林岚", lang: Lang = Lang.ZH, place: Place = Place.PRIVATE
    ) -> Answer:
        actor = actor_of(filled, TODAY, name=who)
        return handle(Context(filled, CLOCK), Request(text, actor, lang, place))

    return ask


def said(answer: Answer, lang: Lang = Lang.ZH) -> str:
    return "\n".join([*plain_lines(answer, lang), *(word(n, lang) for n in answer.notes)])


def refused(asked: Asked, text: str, **more: object) -> str:
    with pytest.raises(Refusal) as caught:
        asked(text, **more)
    return caught.value.message.key


# -- what has data ---------------------------------------------------------------------------------


def test_only_what_was_delivered_whole_has_data(filled: Database) -> None:
    with filled.read() as work:
        here = with_data(work)
    assert {"contacts", "csat_rate", "aht", "reply_3min_rate", "complaints", "comp_cost"} <= here
    # Cost per contact lacks wages; CSAT's change follows CSAT.
    assert "csat_delta" in here
    assert not here & {"orders", "aov_order", "repurchase_rate", "bot_share", "cost_per_contact"}


def test_an_import_changes_what_has_data(database: Database, tmp_path: Path) -> None:
    with database.read() as work:
        assert "refunds" not in with_data(work)
    rows = [(FIRST, "淘宝店", "", "", "refunds", 4)]
    take(database, write_csv(tmp_path, MEASURES, rows))
    with database.read() as work:
        assert "refunds" in with_data(work)


def test_forms_and_examples_offer_what_can_be_answered(filled: Database) -> None:
    context = Context(filled, CLOCK)
    actor = actor_of(filled, TODAY, name="小美")
    form = ask_form(context, Opening(actor, Lang.ZH, "", "", "ask"))
    field = next(one for one in form.fields if one.kind is FieldKind.CHOICE)
    keys = {option.value for option in field.options}
    assert {"contacts", "complaints"} <= keys
    assert not keys & {"orders", "comp_cost", "csat_delta"}
    assert all(option.group is not None for option in field.options)
    for lang in Lang:
        examples = examples_here(context, lang)
        assert any("投诉" in one or "complaints" in one for one in examples)
        assert not any("转化" in one or "conversion" in one for one in examples)


def test_what_works_instead_has_an_answer(asked: Asked) -> None:
    nearest = [one.request for one in asked("明天会下雨吗").follow_ups]
    assert nearest
    assert not any("转化" in one for one in nearest)


# -- the list --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("/metric list", Lang.ZH),
        ("指标 列表", Lang.ZH),
        ("有哪些指标", Lang.ZH),
        ("都能查什么指标？", Lang.ZH),
        ("/fupan 指标 列表", Lang.ZH),
        ("/metric 指标 列表", Lang.ZH),
        ("/metric metric list", Lang.EN),
        ("metric list", Lang.EN),
        ("what metrics are there?", Lang.EN),
        ("list all metrics", Lang.EN),
    ],
)
def test_the_list_names_what_is_here_and_what_to_import(
    asked: Asked, text: str, lang: Lang
) -> None:
    answer = asked(text, lang=lang)
    lines = said(answer, lang).splitlines()
    assert len(lines) < 30
    contacts, orders = CATALOGUE["contacts"].name.in_(lang), CATALOGUE["orders"].name.in_(lang)
    assert contacts in "\n".join(lines)
    assert orders not in "\n".join(lines)
    table = "指标长表" if lang is Lang.ZH else "long table"
    assert any(table in line for line in lines)
    assert is_question(text)


def test_a_chapter_shows_definitions_and_marks_what_has_no_data(asked: Asked) -> None:
    text = said(asked("指标 列表 投诉"))
    assert said(asked("/metric 指标 列表 投诉")) == text
    assert CATALOGUE["complaints"].definition.zh in text
    assert f"（没有数据）{CATALOGUE['dispute_rate'].definition.zh}" in text
    english = said(asked("/metric list refund", lang=Lang.EN), Lang.EN)
    assert "(no data) " in english
    assert "long table" in english


def test_a_word_finds_names_synonyms_and_keys(asked: Asked) -> None:
    assert CATALOGUE["aht"].definition.zh in said(asked("/metric list 处理时长"))
    assert CATALOGUE["aht"].definition.en in said(asked("/metric list aht", lang=Lang.EN), Lang.EN)
    assert refused(asked, "/metric list 天气") == "metrics.list.unknown"


def test_costs_are_listed_for_those_who_may_read_them(asked: Asked) -> None:
    cost = CATALOGUE["comp_cost"].name.zh
    assert cost in said(asked("有哪些指标", "阿布"))
    agents = said(asked("有哪些指标", "小美"))
    assert cost not in agents
    assert "只给组长以上看" in agents
    assert refused(asked, "/metric list 资损", who="小美") == "rights.costs"


# -- definitions -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("/metric define 满意度", Lang.ZH),
        ("满意度是什么意思", Lang.ZH),
        ("满意度怎么算？", Lang.ZH),
        ("上周的满意度是怎么算的", Lang.ZH),
        ("满意毒怎么算", Lang.ZH),
        ("指标 CSAT 的口径", Lang.ZH),
        ("满意度是什么", Lang.ZH),
        ("what is csat", Lang.EN),
        ("What's CSAT?", Lang.EN),
        ("how is csat computed", Lang.EN),
        ("define 满意度", Lang.EN),
        ("/metric define csat_rate", Lang.EN),
        ("what does csat mean?", Lang.EN),
    ],
)
def test_a_definition_says_how_and_what_not_to_do(asked: Asked, text: str, lang: Lang) -> None:
    answer = asked(text, lang=lang)
    told = said(answer, lang)
    metric = CATALOGUE["csat_rate"]
    assert metric.definition.in_(lang) in told
    assert metric.words.in_(lang) in told
    assert ("再平均" if lang is Lang.ZH else "averaged") in told
    assert ("到 11/18" if lang is Lang.ZH else "until 18 Nov") in told
    assert str(metric.small_n) in told
    # What is easily taken for it stands below.
    assert CATALOGUE["csat_mean"].name.in_(lang) in told
    assert answer.figure is None


@pytest.mark.parametrize(
    "text",
    ["满意度 上周 怎么样", "满意度 上周", "what is csat last week", "what is the csat",
     "how is csat", "满意度怎么样", "满意度多少", "满意度 排名", "满意度怎么降了"],
)  # fmt: skip
def test_questions_stay_questions(asked: Asked, text: str) -> None:
    figure = asked(text).figure
    assert figure is not None
    assert figure.metric == "csat_rate"


def test_every_metric_is_explained_in_both_languages(filled: Database) -> None:
    context = Context(filled, CLOCK)
    boss = actor_of(filled, TODAY, name="林岚")
    for lang in Lang:
        for metric in CATALOGUE.values():
            name = metric.name.in_(lang)
            answer = handle(context, Request(f"/metric define {metric.key}", boss, lang))
            assert metric.definition.in_(lang) in said(answer, lang), metric.key
            assert metric_called(name) is metric, name


def test_examples_ask_for_the_metric_they_stand_with(asked: Asked) -> None:
    for lang in Lang:
        for metric in CATALOGUE.values():
            if isinstance(metric.formula, Derived):
                continue
            answer = asked(example(metric, lang), lang=lang)
            assert answer.figure is not None, example(metric, lang)
            assert answer.figure.metric == metric.key


def test_what_is_no_metric_gets_the_way_to_the_list(asked: Asked) -> None:
    with pytest.raises(Refusal) as caught:
        asked("加班费怎么算")
    assert caught.value.message.key == "metrics.define.unknown"
    assert "指标 列表" in caught.value.suggestions


def test_one_without_data_says_what_to_import(asked: Asked) -> None:
    assert "指标长表里写 refunds" in said(asked("退款量怎么算"))
    assert "订单明细" in said(asked("define orders"))


# -- one name, two things --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("淘宝和快手的3分钟响应率比一下 11/9到11/18", Lang.ZH),
        ("/metric compare 3分钟响应率 淘宝 快手 11/9到11/18", Lang.ZH),
        ("3分钟响应率 按平台 11/9到11/18", Lang.ZH),
        ("compare 3-minute reply rate taobao vs kuaishou last week", Lang.EN),
    ],
)
def test_figures_of_one_name_are_not_compared(asked: Asked, text: str, lang: Lang) -> None:
    answer = asked(text, lang=lang)
    told = said(answer, lang)
    assert answer.compare == ()
    assert answer.figure is None
    assert answer.table is None
    assert "90.0%" in told
    assert "50.0%" in told
    # No difference, anywhere.
    assert "40" not in told
    turn, person = CATALOGUE["reply_3min_rate"], CATALOGUE["reply_3min_rate_person"]
    for metric in (turn, person):
        assert metric.definition.in_(lang).rstrip("。.") in told
    assert ("不是同一个数" if lang is Lang.ZH else "not the same thing") in told


def test_the_same_metric_is_compared_as_ever(asked: Asked) -> None:
    answer = asked("淘宝和快手的满意度比一下 11/9到11/18")
    assert answer.figure is not None
    assert answer.table is not None


# -- rankings --------------------------------------------------------------------------------------


def rows(answer: Answer) -> list[str]:
    assert answer.table is not None
    return [name.zh for row in answer.table.rows for dim, name in row.members if dim == "agent"]


@pytest.mark.parametrize("text", ["谁的处理时长最高 11/9到11/18", "处理时长 按客服 11/9到11/18"])
def test_nobody_is_ranked_by_handling_time(asked: Asked, text: str) -> None:
    answer = asked(text)
    assert rows(answer) == ["大白", "安安", "小美"]
    assert "不给个人排名" in said(answer)
    assert "小美最" not in said(answer)


def test_the_setting_is_changed_by_supervisors_and_kept(asked: Asked) -> None:
    assert refused(asked, "排名 处理时长 开", who="阿布") == "rankings.denied"
    assert refused(asked, "rankings weather on") == "rankings.unknown"
    assert refused(asked, "rankings 补偿成本 on") == "rankings.not_by_person"
    assert asked("/fupan 排名 处理时长 开").takeaway.key == "rankings.on"
    assert asked("rankings aht on", lang=Lang.EN).takeaway.key == "rankings.already_on"
    shown = said(asked("/fupan 排名"))
    assert "平均处理时长：可以" in shown
    assert "林岚打开了平均处理时长的排名" in shown
    assert "11/19" in shown
    ranked = asked("处理时长 按客服 11/9到11/18")
    assert "不给个人排名" not in said(ranked)
    assert asked("rankings aht off", lang=Lang.EN).takeaway.key == "rankings.off"
    assert "不给个人排名" in said(asked("处理时长 按客服 11/9到11/18"))
    english = said(asked("rankings", who="小美", lang=Lang.EN), Lang.EN)
    assert "Lan Lin turned ranking by" in english
    assert "Supervisors and admins can change it." in english


def test_setting_a_ranking_is_no_question(asked: Asked) -> None:
    assert not is_question("排名 处理时长 开")
    assert is_question("排名")
    assert is_question("处理时长 排名 上周")


# -- rights ----------------------------------------------------------------------------------------

COST = "补偿成本 11/9到11/18"


@pytest.mark.parametrize("who", ["小美", "周宁"])
def test_agents_and_quality_control_read_no_costs(asked: Asked, who: str) -> None:
    assert refused(asked, COST, who=who) == "rights.costs"
    assert refused(asked, f"为什么 {COST}", who=who) == "rights.costs"


def test_costs_are_told_in_private(asked: Asked) -> None:
    answer = asked(COST)
    assert answer.figure is not None
    assert answer.figure.value == 2000
    assert refused(asked, COST, place=Place.CHANNEL) == "rights.costs_in_channel"


def test_a_lead_reads_the_costs_of_his_own_team(asked: Asked) -> None:
    answer = asked(f"{COST} 按组", "阿布")
    assert answer.table is not None
    assert [row.members[0][1].zh for row in answer.table.rows] == ["售前组"]
    assert answer.table.rows[0].value == 1200
    assert refused(asked, f"售后组 {COST}", who="阿布") == "rights.costs_of_team"
    whole = asked(COST, "阿布").figure
    assert whole is not None
    assert whole.value == 2000


def test_no_cost_is_cut_by_person() -> None:
    assert not [m.key for m in CATALOGUE.values() if of_costs(m) and Dim.AGENT in m.cuts]


def test_every_figure_by_person_keeps_to_the_persons_rights(asked: Asked) -> None:
    by_person = [metric for metric in CATALOGUE.values() if Dim.AGENT in metric.cuts]
    assert len(by_person) > 40
    for metric in by_person:
        question = f"{metric.name.zh} 11/9到11/18 按客服"
        own = asked(question, "小美")
        assert own.table is None or "agent" not in own.table.dims, metric.key
        public = asked(question, place=Place.CHANNEL)
        assert public.table is None or "agent" not in public.table.dims, metric.key
        of_another = f"{metric.name.zh} 安安 11/9到11/18"
        assert refused(asked, of_another, who="小美") == "rights.person", metric.key


def test_nobody_of_the_terminal_is_left_out(filled: Database) -> None:
    stranger = Actor(-1, "?", known=False)
    with pytest.raises(Refusal):
        handle(Context(filled, CLOCK), Request(COST, stranger, Lang.ZH))


def test_a_form_of_all_metrics_is_a_modal(database: Database) -> None:
    """Slack takes a hundred options without groups; a database without data offers all metrics."""
    context = Context(database, CLOCK)
    opening = Opening(Actor(1, "林岚", frozenset({Role.SUPERVISOR})), Lang.ZH, "", "", "ask")
    view = modal(ask_form(context, opening), Lang.ZH, {})
    assert problems_of_view(view) == []
    shown = str(view)
    figures = [m for m in CATALOGUE.values() if not isinstance(m.formula, Derived)]
    assert len(figures) > 100
    assert all(f"'{metric.key}'" in shown for metric in figures)
