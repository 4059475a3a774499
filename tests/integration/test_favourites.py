"""Questions that are kept, on both engines: saved by a name, opened by a code, taken away."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from base.answer import Answer, FileKind, Kind
from base.clock import FixedClock
from base.language import Lang
from base.refusal import Refusal
from bot.render.texts import word
from commands import subscriptions
from commands.context import Context, Place, Request
from commands.exporting import provenance
from commands.favourites import MOST, MOST_PINNED
from commands.home import home
from commands.router import handle, is_question
from storage.engine import Database
from storage.favourite_tables import favourite, question_code
from storage.favourites import Kept, by_code, code_for, digest_of, listed
from tests.helpers.shop import NOW, Shop, field, labels

QUESTION = "满意度 昨天 按组"


@pytest.fixture
def shop(database: Database) -> Shop:
    return Shop(database)


def key_refused(shop: Shop, text: str, name: str = "林岚", **more: object) -> str:
    with pytest.raises(Refusal) as caught:
        shop.ask(text, name, **more)  # type: ignore[arg-type]
    return caught.value.message.key


def test_a_question_with_an_english_name_is_scheduled_by_it(shop: Shop) -> None:
    shop.ask("/metric save Standup = csat yesterday by team")
    shop.ask("/metric save Stand = csat yesterday")
    for text in ("Standup workdays 09:00", "standup  weekly monday 10:00", "“Standup” friday 9:00"):
        named, rest = subscriptions.named_in(shop.context, _by(shop), text)
        assert named is not None
        assert named.name == "Standup"
        assert rest == text.split(maxsplit=1)[1]
    # Only a longer word begins so.
    assert subscriptions.named_in(shop.context, _by(shop), "Standups workdays 09:00")[0] is None
    added = shop.ask("/fupan schedule add Standup workdays 09:00", channel="C0GENERAL1")
    assert added.takeaway.key == "schedule.added"


def _by(shop: Shop) -> Request:
    return Request("", shop.who("林岚"), Lang.EN, channel="C0GENERAL1")


def codes(answer: Answer) -> list[str]:
    return re.findall(r"#([2-9a-z]{6,})", " ".join(word(one, Lang.ZH) for one in answer.lines))


# -- by a name ------------------------------------------------------------------------------------


def test_a_question_is_saved_asked_renamed_and_removed_by_its_owner_alone(shop: Shop) -> None:
    assert shop.ask(f"/metric save 早会三件套 = {QUESTION}").takeaway.key == "favourite.saved"
    for text in ("早会三件套", "/metric 早会三件套", "/fupan 早会三件套", "收藏 打开 早会三件套"):
        answer = shop.ask(text)
        assert answer.figure is not None
        assert answer.figure.metric == "csat_rate"
        # What is asked again is the question, not the name that only its owner knows.
        assert answer.again is not None
        assert answer.again.text == QUESTION
    assert shop.ask("早会三件套", "大白").kind is Kind.REFUSAL
    assert key_refused(shop, "收藏 打开 早会三件套", "大白") == "favourite.no_such"
    shop.ask("favourites rename 早会三件套 to Morning Check")
    assert shop.ask("早会三件套").kind is Kind.REFUSAL
    assert shop.ask("ＭＯＲＮＩＮＧ  check").figure is not None
    assert shop.ask("unsave morning check").takeaway.key == "favourite.removed"
    assert shop.ask("收藏").takeaway.key == "favourite.none"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("满意度", "metric"), ("csat", "metric"), ("满意度 昨天", "metric"), ("周报", "command"),
        ("行动", "command"), ("schedule list", "command"), ("收藏", "command"), ("导出", "command"),
        ("case", "command"), ("action done 1", "command"), ("123", "signs"), ("#abc", "signs"),
        ("x" * 41, "length"),
    ],
)  # fmt: skip
def test_a_name_that_means_something_already_is_refused(shop: Shop, name: str, why: str) -> None:
    assert key_refused(shop, f"save {name} = {QUESTION}") == f"favourite.name_{why}"


@pytest.mark.parametrize(
    "text",
    ["action add x @小美", "schedule add weekly 9:00", "/case 某事", "/target csat 92%", "收藏"],
)
def test_only_questions_are_kept_so_that_nothing_is_done_twice(shop: Shop, text: str) -> None:
    assert not is_question(text)
    for typed in (f"save x = {text}", f"链接 {text}"):
        assert key_refused(shop, typed) == "kept.no_question"


def test_what_cannot_be_answered_is_not_saved(shop: Shop) -> None:
    assert shop.ask("save 楼层 = 首响 上周 按楼层").kind is Kind.REFUSAL
    assert shop.ask("收藏").takeaway.key == "favourite.none"


def test_there_is_an_end_to_favourites_and_to_pins(shop: Shop) -> None:
    for n in range(MOST):
        shop.ask(f"save 第{n}问 = {QUESTION}")
    assert key_refused(shop, f"save 又一问 = {QUESTION}") == "favourite.too_many"
    assert key_refused(shop, "收藏 改名 第1问 = 第2问") == "favourite.name_taken"
    for n in range(MOST_PINNED):
        shop.ask(f"置顶 第{n}问")
    assert key_refused(shop, f"置顶 第{MOST_PINNED}问") == "favourite.too_many_pinned"
    shop.ask("取消置顶 第0问")
    assert shop.ask(f"pin 第{MOST_PINNED}问").takeaway.key == "favourite.pinned"
    assert shop.ask(f"save 大白的 = {QUESTION}", "大白").takeaway.key == "favourite.saved"


def test_the_form_takes_a_name_and_offers_the_days_as_they_are(shop: Shop) -> None:
    form = shop.form(f"/fupan save {QUESTION}")
    assert [one.key for one in form.fields] == ["name", "days", "pinned"]
    assert shop.unfit(form, {"name": "满意度"}) == {"name": "favourite.name_metric"}
    shop.submit(form, {"name": "早会", "days": "fixed", "pinned": "yes"}, key="view:1")
    # The same submission again keeps nothing twice.
    shop.submit(form, {"name": "早会二", "days": "fixed"}, key="view:1")
    with shop.context.database.read() as work:
        (kept,) = listed(work, f"person.{shop.number('林岚')}")
    assert (kept.on, kept.pinned) == (date(2026, 11, 20), True)
    later = Context(shop.context.database, FixedClock(NOW + timedelta(days=30)))
    answer = handle(later, Request("早会", shop.who("林岚"), Lang.ZH))
    assert answer.period is not None
    assert answer.period.start == date(2026, 11, 19)
    assert shop.unfit(form, {"name": "早会"}) == {"name": "favourite.name_taken"}
    dated = shop.form("/fupan save 满意度 2026-11-02 按组")
    assert [one.key for one in dated.fields] == ["name", "pinned"]
    assert field(dated, "name").longest == 40


def test_a_saved_question_of_others_figures_is_asked_with_the_rights_of_the_day(
    shop: Shop,
) -> None:
    shop.ask("save 小美的 = 小美 满意度 上周")
    assert shop.ask("小美的").figure is not None
    assert key_refused(shop, "小美的", place=Place.CHANNEL) == "rights.person_in_channel"
    with shop.context.database.read() as work:
        rows = work.execute(select(favourite.c.owner)).scalars().all()
    assert rows == [f"person.{shop.number('林岚')}"]


def test_home_shows_favourites_pinned_first_and_asks_none_of_them(shop: Shop) -> None:
    actor = shop.who("大白")
    keys = [one.heading.key for one in home(shop.context, actor, Lang.ZH).sections]
    assert "home.favourites" not in keys
    shop.ask(f"save 乙 = {QUESTION}", "大白")
    shop.ask("save 甲 = 首响 上周", "大白")
    shop.ask("置顶 甲", "大白")
    page = home(shop.context, actor, Lang.ZH)
    section = next(one for one in page.sections if one.heading.key == "home.favourites")
    assert [word(line, Lang.ZH) for line in section.lines] == [
        "甲（置顶）：首响 上周",
        f"乙：{QUESTION}",
    ]
    assert [one.request for one in section.follow_ups] == [
        "首响 上周",
        QUESTION,
        "/fupan favourites",
    ]
    assert labels(shop.ask("收藏", "大白"))[0] == "试试：“甲”" or labels(shop.ask("收藏", "大白"))


# -- by a code ------------------------------------------------------------------------------------


def test_a_code_asks_the_same_with_the_rights_and_the_day_of_whoever_opens_it(shop: Shop) -> None:
    plain, fixed = codes(shop.ask("链接 满意度 上周 按客服"))
    assert codes(shop.ask("link 满意度  上周 按客服", "大白")) == [plain, fixed]
    later = Context(shop.context.database, FixedClock(NOW + timedelta(days=14)))
    starts = []
    for code in (plain, fixed):
        request = Request(f"/metric #{code.upper()}", shop.who("小美"), Lang.ZH)
        answer = handle(later, request)
        assert answer.period is not None
        # An agent sees her own figures only.
        assert [note.key for note in answer.notes][:1] == ["rights.own_figures"]
        starts.append(answer.period.start)
    assert starts == [date(2026, 11, 23), date(2026, 11, 9)]
    in_channel = handle(later, Request(f"#{plain}", shop.who("林岚"), Lang.ZH, Place.CHANNEL))
    assert in_channel.table is None or "agent" not in in_channel.table.dims


def test_a_code_holds_no_person(shop: Shop) -> None:
    assert key_refused(shop, "链接 小美 满意度 上周") == "link.person"
    assert codes(shop.ask("链接 我的 满意度 上周", "小美"))
    made = provenance(
        shop.context, Request("", shop.who("林岚"), Lang.ZH), shop.ask("小美 满意度 上周")
    )
    assert made.codes.plain == ""
    with shop.context.database.read() as work:
        kept = work.execute(select(question_code.c.question)).scalars().all()
    assert set(kept) == {"我的 满意度 上周"}


def test_dates_of_their_own_need_one_code_only(shop: Shop) -> None:
    answer = shop.ask("链接 满意度 2026-11-02到2026-11-08")
    assert len(codes(answer)) == 1
    assert answer.lines[0].key == "link.only"


def test_nobody_was_given_such_a_code(shop: Shop) -> None:
    assert key_refused(shop, "#zzzzzz") == "link.no_such"


def test_questions_whose_codes_begin_alike_are_told_apart(database: Database) -> None:
    one, other = Kept("满意度 上周"), Kept("首响 上周")
    with database.write() as work:
        first = code_for(work, one)
        # Somebody else's question has taken the place of this one's shortest code.
        work.execute(question_code.delete())
        work.execute(
            question_code.insert().values(code=first, digest=digest_of(other), question="首响 上周")
        )
        longer = code_for(work, one)
        assert longer != first
        assert longer.startswith(first)
        assert code_for(work, one) == longer
        assert code_for(work, other) == first
        found = by_code(work, longer)
    assert found == one


def test_width_case_and_blanks_make_no_other_question() -> None:
    assert digest_of(Kept("CSAT  last week")) == digest_of(Kept(" ｃｓａｔ Last week"))
    assert digest_of(Kept("a")) != digest_of(Kept("a", date(2026, 1, 1)))


# -- as a file ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("导出 满意度 上周 按组", FileKind.XLSX), ("export csv csat last week", FileKind.CSV),
        ("导出 满意度 上周 按天 图", FileKind.PNG),
        ("export as excel csat last week", FileKind.XLSX),
        ("下载 action list", FileKind.XLSX), ("导出 目标", FileKind.XLSX),
    ],
)  # fmt: skip
def test_a_file_is_asked_for_by_words(shop: Shop, text: str, kind: FileKind) -> None:
    assert shop.ask(text).file is kind


@pytest.mark.parametrize(
    "text",
    ["导出 action add x @小美", "export /case 某事", "导出 schedule pause 1", "导出 target 92%"],
)
def test_taking_away_changes_nothing(shop: Shop, text: str) -> None:
    assert key_refused(shop, text) == "kept.no_question"
    with pytest.raises(AssertionError):
        shop.item(1)


def test_a_file_of_persons_is_for_those_who_may_see_them(shop: Shop) -> None:
    assert key_refused(shop, "导出 小美 满意度 上周", "大白") == "rights.person"
    answer = shop.ask("导出 满意度 上周 按客服", "大白", place=Place.CHANNEL)
    # Asked in a channel it is worked out for the asker alone, who is sent the file.
    assert answer.file is FileKind.XLSX
    assert "rights.own_team" in [note.key for note in answer.notes]
