"""What a cut by category is called: topics of chats, but types of refunds and causes of complaints.

The rows are those of `test_catalogue_figures_shop`, with a chat or two beside them.
"""

from collections.abc import Iterator

import pytest

from base.answer import Answer
from base.dimensions import Dim
from base.language import Lang, msg
from base.rights import Actor, Role
from base.wire import dumped, loaded
from bot.render.tables import table_title
from bot.render.terminal import header
from bot.render.texts import word
from bot.render.worksheets import file_name
from commands.context import Context, Request
from commands.requests import cut_word, metric_word
from commands.router import handle
from metrics.catalogue import CATALOGUE
from metrics.category_kinds import cut_key, kinds_of
from metrics.model import Metric, NotUnderstood
from storage.engine import Database
from tests.conftest import Databases
from tests.helpers.shop_table import HEADER, TABLE, contacts, rows_of
from tests.helpers.world import CLOCK, take, write_csv
from tests.unit.parser_world import ask

BOSS = Actor(1, "老板", frozenset({Role.MANAGER}))
CUT = [metric for metric in CATALOGUE.values() if Dim.CATEGORY in metric.cuts]
TEXTS = ("dim", "cut", "button", "why.members", "weekly.member")


@pytest.fixture(scope="module")
def shop(sqlite: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with sqlite() as database:
        rows = [*rows_of(TABLE), *contacts()]
        rows.append(("2026-10-06", "旗舰店", "售后组", "", "", "物流", "", "接待量", "10"))
        path = write_csv(tmp_path_factory.mktemp("kinds"), HEADER, rows)
        assert take(database, path, source="measure_table").rejected == ()
        yield database


def answered(shop: Database, text: str, lang: Lang = Lang.ZH) -> Answer:
    """Return an answer as it comes out of the queue."""
    return loaded(dumped(handle(Context(shop, CLOCK), Request(text, BOSS, lang))))


@pytest.mark.parametrize(
    ("key", "zh", "en"),
    [
        ("contacts", "问题类型", "Topic"),
        ("refund_finish", "退款类型", "Refund type"),
        ("refund_amount", "退款类型", "Refund type"),
        ("complaints", "投诉类型", "Complaint type"),
        ("complaint_rate", "投诉类型", "Complaint type"),
        ("complaint_causes", "投诉原因", "Complaint cause"),
        ("complaint_cause_share", "投诉原因", "Complaint cause"),
        ("tickets", "工单类型", "Ticket type"),
        ("resp_buckets", "响应时间", "Response time"),
        ("loss_logistics", "资损原因", "Cause of loss"),
        ("qa_score", "抽检方式", "Sample"),
        ("train_coverage", "培训主题", "Training topic"),
        ("content_posts", "内容类型", "Content type"),
        ("quality_issues", "质量问题", "Quality issue"),
        ("leavers", "司龄", "Tenure"),
    ],
)
def test_the_word_is_the_one_for_what_is_counted(key: str, zh: str, en: str) -> None:
    said = msg(f"dim.{cut_key(CATALOGUE[key], Dim.CATEGORY)}")
    assert (word(said, Lang.ZH), word(said, Lang.EN)) == (zh, en)
    assert cut_key(CATALOGUE[key], Dim.SHOP) == "shop"


@pytest.mark.parametrize("metric", CUT, ids=lambda metric: metric.key)
def test_there_is_a_text_wherever_it_is_said(metric: Metric) -> None:
    for text in TEXTS:
        said = msg(f"{text}.{cut_key(metric, Dim.CATEGORY)}")
        assert all(said.key not in word(said, lang) for lang in Lang)


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("metric", CUT, ids=lambda metric: metric.key)
def test_what_a_button_types_is_understood(metric: Metric, lang: Lang) -> None:
    period = "上周" if lang is Lang.ZH else "last week"
    parts = (metric_word(metric, lang), period, cut_word(Dim.CATEGORY, lang, metric))
    meant = ask(" ".join(parts))
    assert not isinstance(meant, NotUnderstood)
    assert (meant.metric.key, meant.cuts) == (metric.key, (Dim.CATEGORY,))


def test_a_table_of_refunds_speaks_of_refunds_wherever_it_goes(shop: Database) -> None:
    answer = answered(shop, "退款完结时长 10月 按类型")
    assert answer.table is not None
    assert header(answer, answer.table, Lang.ZH)[0] == "退款类型"
    assert header(answer, answer.table, Lang.EN)[0] == "Refund type"
    assert "按退款类型" in table_title(answer, Lang.ZH)
    assert "by refund type" in table_title(answer, Lang.EN)
    assert "按退款类型" in file_name(answer, Lang.ZH)
    assert answer.understood is not None
    assert "按退款类型" in word(answer.understood, Lang.ZH)


def test_a_table_of_chats_speaks_of_topics(shop: Database) -> None:
    answer = answered(shop, "接待量 10月 按类型")
    assert answer.table is not None
    assert answer.table.kinds == kinds_of(CATALOGUE["contacts"]) == ""
    assert header(answer, answer.table, Lang.ZH)[0] == "问题类型"
    assert "按问题类型" in table_title(answer, Lang.ZH)


def test_why_a_figure_changed_is_told_in_the_same_words(shop: Database) -> None:
    answer = answered(shop, "为什么 退款金额 10月6日 按类型")
    assert answer.table is not None
    assert header(answer, answer.table, Lang.ZH)[0] == "退款类型"
    assert answer.understood is not None
    assert word(answer.understood, Lang.ZH).endswith("为什么变（按退款类型拆）")
