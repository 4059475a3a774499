"""Imports as the chat has them: what is typed, what a channel may read, what is asked for."""

from datetime import date
from pathlib import Path

import pytest

from base.answer import Answer, Kind
from base.form import Submission, Unfit
from base.language import Lang
from base.refusal import Refusal
from base.rights import Role
from bot.render.forms import modal
from bot.render.texts import word
from commands.context import Place, Request
from commands.forms import form_asked
from commands.import_form import import_form, take_import
from commands.import_typed import ImportVerb, form_request, import_asked
from commands.importing import options_said, rejected_rows, take_file
from commands.router import handle, is_question
from commands.submitting import Opening
from intake.options import ImportOptions
from intake.outcome import rejects_csv
from storage.engine import Database
from storage.ledger import entries
from storage.people import StaffRow, apply_staff
from tests.helpers.shop import Shop
from workspace.blockkit.judge import problems_of_view

HEAD = "日期,店铺,组,客服,接待人数\n"
FILE = "F0ABCDEFG"


@pytest.fixture
def shop(database: Database) -> Shop:
    made = Shop(database)
    apply_staff(database, [StaffRow("数据小王", roles=(Role.DATA,))])
    return made


def take(
    shop: Shop, path: Path, text: str, place: Place = Place.PRIVATE, name: str = "林岚",
    lang: Lang = Lang.ZH, options: ImportOptions | None = None,
) -> Answer:  # fmt: skip
    path.write_text(text, encoding="utf-8")
    request = Request("", shop.who(name), lang, place)
    return take_file(shop.context, request, path, options or ImportOptions(), FILE)


def said(answer: Answer, lang: Lang = Lang.ZH) -> str:
    return "\n".join(word(one, lang) for one in (answer.takeaway, *answer.lines, *answer.notes))


def requests(answer: Answer) -> list[str]:
    return [one.request for one in answer.follow_ups]


ROWS = (
    f"{HEAD}2026-11-18,木棉旗舰店,售前组,小丁,40\n2026-11-19,木棉旗舰店,售前组,小丁,20\n"
    "2026-11-19,木棉旗舰店,售前组,小满,许多\n"
)


# -- what is typed --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "verb", "ref"),
    [
        ("导入记录", ImportVerb.LIST, ""),
        ("/fupan imports", ImportVerb.LIST, ""),
        ("Imports", ImportVerb.LIST, ""),
        ("导入", ImportVerb.HOW, ""),
        ("import", ImportVerb.HOW, ""),
        ("undo I-0007", ImportVerb.UNDO, "I-0007"),
        ("撤销I-0007", ImportVerb.UNDO, "I-0007"),
        ("撤销导入 7", ImportVerb.UNDO, "7"),
        ("redo i-7", ImportVerb.REDO, "i-7"),
        ("放回 I-0007", ImportVerb.REDO, "I-0007"),
        ("rejects I-0007", ImportVerb.ROWS, "I-0007"),
        (form_request(FILE, "day"), ImportVerb.FORM, FILE),
    ],
)
def test_what_is_typed_of_imports_is_known(text: str, verb: ImportVerb, ref: str) -> None:
    found = import_asked(text)
    assert found is not None
    assert (found.verb, found.ref) == (verb, ref)
    # Whoever does it may change something: it is never asked beforehand.
    assert not is_question(text)


@pytest.mark.parametrize(
    "text",
    ["接待量 上周", "撤销 行动 12", "undo", "导入量 上周", "import the new guide", "恢复率 上周",
     "行动 添加 导入 11 月数据 @小美 下周五", "import F0ABCDEFG {no json}"],
)  # fmt: skip
def test_what_is_about_something_else_is_left_alone(text: str) -> None:
    assert import_asked(text) is None


def test_imports_are_listed_undone_and_put_back_by_words(shop: Shop, tmp_path: Path) -> None:
    assert shop.ask("导入记录").takeaway.key == "import.none_yet"
    take(shop, tmp_path / "日报.csv", ROWS)
    listed = shop.ask("导入记录")
    assert listed.private
    assert "I-0001 日报.csv" in said(listed)
    assert requests(listed) == ["undo I-0001"]
    undone = shop.ask("/fupan 撤销 I-0001", "数据小王")
    assert requests(undone) == ["redo I-0001"]
    assert not entries(shop.context.database)[0].live
    assert requests(shop.ask("imports")) == ["redo I-0001"]
    assert requests(shop.ask("放回 1")) == ["undo I-0001"]
    assert entries(shop.context.database)[0].live


@pytest.mark.parametrize("text", ["导入", "导入记录", "undo I-0001", "redo I-0001", "rejects 1"])
def test_who_keeps_no_data_is_told_who_does(shop: Shop, tmp_path: Path, text: str) -> None:
    take(shop, tmp_path / "日报.csv", ROWS)
    with pytest.raises(Refusal) as refused:
        shop.ask(text, "阿布")
    assert refused.value.message.key == "import.not_allowed"
    with pytest.raises(Refusal):
        take(shop, tmp_path / "日报.csv", ROWS, name="阿布")
    assert len(entries(shop.context.database)) == 1


def test_how_to_import_is_told(shop: Shop) -> None:
    assert "天猫 · 咨询接待分析" in said(shop.ask("导入"))
    assert "help.imports" in [line.key for line in shop.ask("帮助").lines]


# -- what came of a file --------------------------------------------------------------------------


def test_a_file_is_told_with_what_to_do_next(shop: Shop, tmp_path: Path) -> None:
    told = take(shop, tmp_path / "日报.csv", ROWS)
    assert "第 4 行，接待人数“许多”" in said(told)
    assert requests(told) == [
        "undo I-0001", "rejects I-0001", "接待量 2026-11-18..2026-11-19 按天"
    ]  # fmt: skip
    asked = shop.ask(requests(told)[-1])
    assert asked.period is not None
    assert asked.figure is not None
    assert (asked.period.start, asked.period.end) == (date(2026, 11, 18), date(2026, 11, 19))
    assert asked.figure.value == 60


def test_the_example_in_english_is_understood_too(shop: Shop, tmp_path: Path) -> None:
    told = take(shop, tmp_path / "日报.csv", ROWS, lang=Lang.EN)
    request = Request(requests(told)[-1], shop.who("林岚"), Lang.EN)
    figure = handle(shop.context, request).figure
    assert figure is not None
    assert figure.value == 60


def test_a_channel_reads_no_cell_and_no_nickname(shop: Shop, tmp_path: Path) -> None:
    told = take(shop, tmp_path / "日报.csv", ROWS, Place.CHANNEL)
    assert not told.private
    assert "退回 1 行" in said(told)
    for hidden in ("许多", "小丁", "小满"):
        assert hidden not in said(told)
    refused = take(shop, tmp_path / "别的.csv", "谁,几个\n小丁,1\n", Place.CHANNEL)
    assert refused.kind is Kind.REFUSAL
    assert refused.private


def test_rejected_rows_are_read_back_with_their_reasons(shop: Shop, tmp_path: Path) -> None:
    table = "day,shop,measure,value\n2026-11-18,木棉旗舰店,contacts,4\n" \
            "2026-11-18,木棉旗舰店,contakts,4\n"  # fmt: skip
    take(shop, tmp_path / "长表.csv", table)
    found = rejected_rows(shop.context, shop.who("林岚"), "I-0001")
    assert (found.reference, found.count) == ("I-0001", 1)
    text = rejects_csv(found.rows, lambda one: word(one, Lang.EN)).decode("utf-8-sig")
    assert text.splitlines()[1].startswith("3,measure,contakts,")
    assert "contacts" in text.splitlines()[1].split("contakts,")[1]
    take(shop, tmp_path / "好.csv", "day,shop,measure,value\n2026-11-18,木棉旗舰店,contacts,4\n")
    with pytest.raises(Refusal) as nothing:
        rejected_rows(shop.context, shop.who("林岚"), "I-0002")
    assert nothing.value.message.key == "drop.no_rows"
    with pytest.raises(Refusal) as none:
        shop.ask("rejects I-0099")
    assert none.value.message.key == "import.no_such"


def test_whose_figures_they_are_is_not_guessed(shop: Shop, tmp_path: Path) -> None:
    bare = "日期,客服,接待人数\n2026-11-19,小丁,20\n"
    first = take(shop, tmp_path / "没写店.csv", bare)
    assert "默认店铺" in said(first)
    take(shop, tmp_path / "日报.csv", ROWS)
    asked = take(shop, tmp_path / "没写店.csv", bare)
    assert asked.kind is Kind.REFUSAL
    assert requests(asked) == [form_request(FILE, "shop")]
    assert len(entries(shop.context.database)) == 2
    named = take(shop, tmp_path / "没写店.csv", bare, options=options_said({"shop": "木棉旗舰店"}))
    assert "木棉旗舰店" in said(named)


# -- the form -------------------------------------------------------------------------------------


def opened(shop: Shop, need: str, name: str = "林岚") -> Opening:
    return Opening(shop.who(name), Lang.ZH, text=form_request(FILE, need))


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("need", ["kind", "shop", "day", "dates", "encoding"])
def test_the_form_asks_for_what_is_missing_first(shop: Shop, need: str, lang: Lang) -> None:
    text = form_request(FILE, need)
    assert form_asked(text) == "import_file"
    form = import_form(shop.context, opened(shop, need))
    assert not problems_of_view(modal(form, lang, {}))
    first = {"kind": "source", "shop": "shop_new", "day": "first"}.get(need, need)
    assert form.fields[0].key == first
    assert form.fields[0].required


def test_what_was_filled_in_becomes_a_request_for_the_same_file(shop: Shop) -> None:
    form = import_form(shop.context, opened(shop, "day"))
    values = {"first": "2026-11-18", "last": "2026-11-19", "shop_new": "木棉二店"}
    sent = Submission(form.key, values, form.carried)
    outcome = take_import(shop.context, opened(shop, "day"), sent, "key")
    wish = import_asked(outcome.ask or "")
    assert wish is not None
    assert (wish.verb, wish.ref) == (ImportVerb.FILE, FILE)
    options = options_said(wish.said)
    assert (options.shop, options.day) == ("木棉二店", date(2026, 11, 18))
    assert options.period == (date(2026, 11, 18), date(2026, 11, 19))


@pytest.mark.parametrize(
    ("values", "at"),
    [
        ({"last": "2026-11-19"}, "first"),
        ({"first": "2026-11-19", "last": "2026-11-18"}, "last"),
    ],
)
def test_days_that_are_none_are_said_at_their_field(
    shop: Shop, values: dict[str, str], at: str
) -> None:
    form = import_form(shop.context, opened(shop, "day"))
    with pytest.raises(Unfit) as unfit:
        take_import(shop.context, opened(shop, "day"), Submission(form.key, values), "key")
    assert list(unfit.value.errors) == [at]


def test_who_may_not_import_gets_no_form(shop: Shop) -> None:
    with pytest.raises(Refusal):
        import_form(shop.context, opened(shop, "day", "阿布"))
    with pytest.raises(Refusal):
        take_import(shop.context, opened(shop, "day", "阿布"), Submission("import_file", {}), "key")
