"""The personal digest G10, its computed lines word for word, and the English one beside it.

Not there, for their feature does not exist yet: the person's actions.
"""

from collections.abc import Iterator
from datetime import date

import pytest

from base.language import Lang
from base.post import Post
from bot.render.blocks import rendered
from bot.render.texts import word
from metrics.promotions import DEFAULT
from reviews.digest import digest_of
from reviews.scoping import known_of
from storage.engine import Database
from storage.ledger import refold_stale
from storage.people import StaffRow, actor_of, apply_staff
from tests.helpers.golden import golden_database, needs_golden
from tests.helpers.world import quiet

pytestmark = needs_golden
STAFF = (
    StaffRow("小美", "Mei", team="售前组", team_en="Pre-sales", accounts=(("", "小美"),)),
    StaffRow("陈露", "Chen Lu", team="售前组", lead=True),
)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with golden_database(tmp_path_factory.mktemp("digest")) as lent:
        apply_staff(lent, STAFF)
        refold_stale(lent, quiet)
        yield lent


def post(database: Database, today: date, lang: Lang) -> Post:
    person = actor_of(database, today, name="小美")
    with database.read() as work:
        known = known_of(work, DEFAULT, today)
        answer = digest_of(work, known, person, today, lang, week_over=True)
    assert answer is not None
    assert answer.post is not None
    # A phone shows nothing else of it than its first line.
    assert rendered(answer, lang).first.text == word(answer.post.takeaway, lang)
    return answer.post


def lines(post: Post, lang: Lang) -> list[str]:
    found = [word(post.takeaway, lang)]
    found += [word(line, lang) for section in post.sections for line in section.lines]
    return [*found, word(post.notes[-1], lang)]


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        (
            Lang.ZH,
            [
                "小美，双十一周（11/9–11/15）辛苦了",
                "接待 1,575 人次，是你平常周的 2.5 倍",
                "满意度 95.9%（98 个评价），你前一周 95.8%",
                "首响 52 秒，售前组 51 秒：11 日晚上全组都慢",
                "只有你和组长陈露能看到。",
            ],
        ),
        (
            Lang.EN,
            [
                "Mei, thank you for Double 11 week (9–15 Nov)",
                "1,575 contacts, 2.5 times your usual week",
                "CSAT 95.9% (98 ratings), your week before 95.8%",
                "First reply 52 s, Pre-sales 51 s: "
                "the whole team was slow on the evening of the 11th",
                "Only you and your lead Chen Lu can see this.",
            ],
        ),
    ],
)
def test_g10_double_11(database: Database, lang: Lang, expected: list[str]) -> None:
    found = post(database, date(2026, 11, 16), lang)
    assert lines(found, lang) == expected
    assert [word(f.label, lang) for f in found.follow_ups] == (
        ["我的近 4 周", "以后不发"] if lang is Lang.ZH else ["My last 4 weeks", "No more of these"]
    )


def test_an_ordinary_week_is_not_thanked_for(database: Database) -> None:
    assert lines(post(database, date(2026, 8, 17), Lang.ZH), Lang.ZH)[:4] == [
        "小美，你的上周（8/10–8/16）",
        "接待 630 人次，比你平常周多 1.3%",
        "满意度 93.2%（44 个评价），你前一周 92.6%",
        "首响 16 秒，你前一周 16 秒",
    ]
