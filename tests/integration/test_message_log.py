"""Message logs through the import that people use: files in, reply rates out, no nick kept."""

import csv
import random
import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]
from sqlalchemy import text, update

from base.clock import FixedClock
from base.language import Lang
from base.refusal import Refusal
from base.rights import operator
from commands.context import Context, Place, Request
from commands.imports import import_report, run_redo, run_undo
from commands.router import handle
from intake.options import ImportOptions
from intake.outcome import ImportReport
from storage.canonical import canonical_hash
from storage.engine import Database
from storage.feeds import speaking
from storage.names import ensure_shops
from storage.tables import shop
from storage.uploads import content_of
from tests.helpers.world import days, total

CLOCK = FixedClock(datetime(2026, 11, 21, 8, tzinfo=UTC))
DAY = date(2026, 11, 2)

# By hand: 甲 has Taobao's second example; 乙 is answered after four minutes and once more in ten
# seconds; 丙 nobody answers; 丁 only the bot; 戊 was written to by an agent first; 己 comes late
# and gets one answer to two questions.
CHAT = """发送时间,店铺,平台,买家昵称,发送方,客服昵称,消息内容
2026-11-02 10:10:15,木棉店,{platform},t_甲,买家,,在吗
2026-11-02 10:15:20,木棉店,{platform},t_甲,买家,,在吗？
2026-11-02 10:15:21,木棉店,{platform},t_甲,自动回复,小美,亲请稍等
2026-11-02 10:18:10,木棉店,{platform},t_甲,客服,小美,在的
2026-11-02 10:18:30,木棉店,{platform},t_甲,买家,,多少钱
2026-11-02 10:19:00,木棉店,{platform},t_甲,客服,小美,99
2026-11-02 10:18:00,木棉店,{platform},t_乙,买家,阿哲,退货
2026-11-02 10:22:00,木棉店,{platform},t_乙,客服,阿哲,好的
2026-11-02 10:23:00,木棉店,{platform},t_乙,买家,阿哲,谢谢
2026-11-02 10:23:10,木棉店,{platform},t_乙,客服,阿哲,不客气
2026-11-02 22:59:59,木棉店,{platform},t_丙,买家,小美,有人吗
2026-11-02 12:00:00,木棉店,{platform},t_丁,买家,,几点发货
2026-11-02 12:00:01,木棉店,{platform},t_丁,机器人,店小蜜,16 点前
2026-11-02 10:22:30,木棉店,{platform},t_戊,客服,阿哲,您的包裹到了
2026-11-02 10:22:35,木棉店,{platform},t_戊,买家,阿哲,好
2026-11-02 10:22:45,木棉店,{platform},t_戊,客服,阿哲,祝您愉快
2026-11-02 23:30:00,木棉店,{platform},t_己,买家,小美,还在吗
2026-11-02 23:31:00,木棉店,{platform},t_己,客服,小美,在
2026-11-02 23:40:00,木棉店,{platform},t_己,买家,小美,那发货吗
"""
ALWAYS = {
    "messages_buyer": 10, "messages_agent": 7, "consult_users": 6,
    "asking_people": 5, "replied_people": 4,
    "replies": 6, "replies_le30": 3, "replies_le15": 2, "max_concurrent": 2,
}  # fmt: skip
TURNS = {"turns_3min": 8, "turns_3min_ok": 4}
# 己 came after 23:00.
UNTIL_23 = {"asking_people": 4, "replied_people": 3}
PEOPLE = {"people_3min": 4, "people_3min_ok": 1} | UNTIL_23
PERSON_DAYS = {"pdays_1h": 4, "pdays_1h_ok": 3} | UNTIL_23


def _quiet(_done: int, _of: int) -> None:
    """Tell nobody."""


class Desk:
    """A database and a folder, and what a person does with them."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.folder = folder

    def say(self, content: str, name: str = "聊天记录.csv", **options: Any) -> ImportReport:
        """Write a file and import it."""
        path = self.folder / name
        path.write_text(content, encoding="utf-8")
        return self.take(path, **options)

    def take(self, path: Path, **options: Any) -> ImportReport:
        """Import a file."""
        options = {"source": None, **options}
        return import_report(
            self.database, path, ImportOptions(**options), operator(), CLOCK, _quiet
        )

    def rare(self, where: str = "1=1") -> dict[str, int]:
        """Return the long measures' totals (the largest, of chats at once)."""
        query = f"""SELECT measure, sum(value), max(value) FROM facts.measure_day
                    WHERE {where} GROUP BY measure"""
        with self.database.read() as connection:
            rows = connection.execute(text(query)).all()
        return {k: int(most if k == "max_concurrent" else total) for k, total, most in rows}

    def chats(self, *measures: str) -> tuple[int, ...]:
        """Return sums of the chat measures of a day."""
        columns = ", ".join(f"sum({m})" for m in measures)
        with self.database.read() as connection:
            row = connection.execute(text(f"SELECT {columns} FROM facts.chat_day")).one()
        return tuple(int(v) for v in row)

    def accounts(self) -> dict[str, int]:
        """Return the ids of the accounts that were entered, by nickname."""
        with self.database.read() as connection:
            rows = connection.execute(text("SELECT nickname, id FROM account")).all()
        return {row.nickname: row.id for row in rows}


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    return Desk(database, tmp_path)


# -- what is counted -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("platform", "grain"),
    [("天猫", TURNS), ("淘宝", TURNS), ("旺旺", TURNS), ("快手", PEOPLE), ("pdd", PERSON_DAYS),
     ("京东", {}), ("抖音", {}), ("微信", {})],
)  # fmt: skip
def test_every_platform_has_its_own_grain(desk: Desk, platform: str, grain: dict[str, int]) -> None:
    report = desk.say(CHAT.format(platform=platform))
    assert (report.preset, report.feed, report.rows_read) == ("message_log", "message_log", 19)
    assert (report.accepted, report.rejected_count) == (19, 0)
    assert (report.first_day, report.last_day) == (DAY, DAY)
    assert desk.rare() == ALWAYS | grain
    said = {note.key: note.params for note in report.notes}
    assert "import.note.messages_not_kept" in said
    assert said["import.note.messages_automatic"]["n"] == 1
    assert ("import.note.messages_without_rule" in said) == (not grain)


@pytest.mark.parametrize(("platform", "grain"), [("tmall", TURNS), ("kuaishou", PEOPLE), ("", {})])
def test_the_shop_says_its_platform_where_the_file_does_not(
    desk: Desk, platform: str, grain: dict[str, int]
) -> None:
    ensure_shops(desk.database, {"木棉店": platform})
    desk.say(CHAT.format(platform="在线"))
    assert desk.rare() == ALWAYS | grain


def test_two_shops_of_two_platforms_in_one_file(desk: Desk) -> None:
    other = CHAT.format(platform="拼多多").replace("木棉店", "山茶店").split("\n", 1)[1]
    desk.say(CHAT.format(platform="天猫") + other)
    ids = ensure_shops(desk.database, {"木棉店": "", "山茶店": ""})
    assert desk.rare(f"shop = {ids['木棉店']}") == ALWAYS | TURNS
    assert desk.rare(f"shop = {ids['山茶店']}") == ALWAYS | PERSON_DAYS


def test_two_platforms_in_one_shop(desk: Desk) -> None:
    other = CHAT.format(platform="快手").split("\n", 1)[1]
    desk.say(CHAT.format(platform="天猫") + other)
    found = desk.rare()
    keys = ("turns_3min", "turns_3min_ok", "people_3min", "people_3min_ok", "asking_people")
    assert [found[key] for key in keys] == [8, 4, 4, 1, 9]
    assert "pdays_1h" not in found
    assert found["consult_users"] == 2 * ALWAYS["consult_users"]


def test_a_bot_is_one_though_the_file_calls_it_an_agent(desk: Desk) -> None:
    content = CHAT.format(platform="天猫").replace("机器人,店小蜜", "客服,店小蜜")
    desk.say(content.replace("t_丁,买家,,", "t_丁,买家,店小蜜,"))
    assert desk.rare() == ALWAYS | TURNS
    assert set(desk.accounts()) == {"小美", "阿哲"}


def test_chats_follow_from_messages(desk: Desk) -> None:
    desk.say(CHAT.format(platform="天猫"))
    measures = ("contacts", "answered", "bot_contacts", "frt_n", "frt_sum", "frt_le30", "art_n",
                "art_sum")  # fmt: skip
    # 甲 475 and 30, 乙 240 and 10, 丙 none, 丁 the bot, 戊 10 and no first response, 己 60.
    assert desk.chats(*measures) == (6, 5, 1, 3, 775, 0, 6, 825)


def test_whose_they_are(desk: Desk) -> None:
    desk.say(CHAT.format(platform="天猫").replace("阿哲", "丁一"))
    accounts = desk.accounts()
    assert set(accounts) == {"小美", "丁一"}
    found = desk.rare(f"account = {accounts['小美']}")
    assert (found["turns_3min"], found["turns_3min_ok"]) == (5, 2)
    assert (found["messages_agent"], found["max_concurrent"]) == (3, 1)
    found = desk.rare(f"account = {accounts['丁一']}")
    assert (found["turns_3min"], found["turns_3min_ok"]) == (3, 2)


def test_a_shop_elsewhere_has_its_own_day_and_its_own_clock(desk: Desk) -> None:
    ids = ensure_shops(desk.database, {"Lisbon": "tmall"})
    with desk.database.write() as connection:
        values = {"zone": "Europe/Lisbon", "day_start": 240}
        connection.execute(update(shop).where(shop.c.id == ids["Lisbon"]).values(values))
    report = desk.say(
        "Sent at,Shop,Buyer,Sender type,Agent\n"
        # 2:30 in Lisbon, of the business day before; then 9:00 there.
        "2026-11-03T02:30:00Z,Lisbon,anna,buyer,\n"
        "2026-11-03T02:31:00Z,Lisbon,anna,agent,Rui\n"
        "2026-11-03T09:00:00Z,Lisbon,anna,buyer,\n"
        "2026-11-03T09:01:00Z,Lisbon,anna,agent,Rui\n",
        "messages.csv",
    )
    assert (report.first_day, report.last_day) == (DAY, DAY + timedelta(days=1))
    assert desk.rare()["turns_3min"] == 1
    first = desk.rare(f"day = {DAY.toordinal()}")
    assert (first["replies"], first["consult_users"]) == (1, 1)
    assert "turns_3min" not in first


@pytest.mark.parametrize(
    ("platform", "own"),
    [
        ("天猫", {"reply_3min_rate": 4 / 8, "reply_rate": 4 / 5}),
        ("快手", {"reply_3min_rate_person": 1 / 4, "reply_rate": 3 / 4}),
        ("拼多多", {"reply_1h_rate_person_day": 3 / 4, "reply_rate": 3 / 4}),
        ("京东", {"reply_rate": 4 / 5}),
    ],
)
def test_the_figures_people_ask_for(desk: Desk, platform: str, own: dict[str, float]) -> None:
    desk.say(CHAT.format(platform=platform))
    always = {"reply_30s_rate": 3 / 6, "reply_15s_rate": 2 / 6, "ans_ask_ratio": 7 / 10,
              "max_concurrent": 2, "consult_users": 6, "frt": 775 / 3, "art": 825 / 6}  # fmt: skip
    one_of_them = ("reply_3min_rate", "reply_3min_rate_person", "reply_1h_rate_person_day")
    expected = dict.fromkeys(one_of_them) | own | always
    day = days("2026-11-02", "2026-11-02")
    assert {key: total(desk.database, key, day).value for key in expected} == expected


def test_a_question_typed(desk: Desk) -> None:
    desk.say(CHAT.format(platform="天猫"))
    request = Request("/metric 3分钟响应率 11月2日", operator(), Lang.ZH, Place.PRIVATE)
    answer = handle(Context(desk.database, CLOCK), request)
    assert answer.figure is not None
    assert (answer.figure.metric, answer.figure.value) == ("reply_3min_rate", 0.5)


# -- how files say it ------------------------------------------------------------------------------


def _words(content: str) -> list[list[str]]:
    return list(csv.reader(content.splitlines()))


def _english(rows: list[list[str]]) -> str:
    heads = ["Message", "Agent", "Direction", "Customer nick", "Channel", "Store", "Timestamp"]
    roles = {"买家": "in", "客服": "out", "机器人": "bot", "自动回复": "auto-reply"}
    body = [[r[6], r[5], roles[r[4]], r[3], "Tmall", r[1], r[0]] for r in rows[1:]]
    return "\n".join(",".join(row) for row in [heads, *body])


def _nicks(rows: list[list[str]]) -> str:
    """Senders by their nicks, the date and the time of day apart, automatic lines marked."""
    heads = ["日期", "时间", "店铺", "平台", "买家昵称", "发送人", "客服昵称", "是否自动回复"]
    body = []
    for when, of, platform, buyer, role, agent, _ in rows[1:]:
        sender = {"买家": buyer, "客服": agent, "自动回复": agent, "机器人": "店小蜜"}[role]
        auto = "是" if role == "自动回复" else "否"
        body.append([*when.split(), of, platform, buyer, sender, agent, auto])
    return "\n".join(",".join(row) for row in [heads, *body])


def _senders_as_accounts(rows: list[list[str]]) -> str:
    """A type and a sender's nick, no column of agents: buyers' lines say nothing of accounts."""
    heads = ["时间", "店铺", "平台", "买家", "发送方类型", "发送人"]
    body = [[r[0], r[1], r[2], r[3], r[4], r[3] if r[4] == "买家" else r[5]] for r in rows[1:]]
    return "\n".join(",".join(row) for row in [heads, *body])


@pytest.mark.parametrize("shape", [_english, _nicks, _senders_as_accounts])
def test_files_of_other_shapes_say_the_same(
    desk: Desk, shape: Callable[[list[list[str]]], str]
) -> None:
    report = desk.say(shape(_words(CHAT.format(platform="天猫"))))
    assert (report.preset, report.rejected_count) == ("message_log", 0)
    assert desk.rare() == ALWAYS | TURNS
    assert set(desk.accounts()) == {"小美", "阿哲"}


def test_a_workbook(desk: Desk) -> None:
    path = desk.folder / "聊天.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        form = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet.write_row(0, 0, ["店铺聊天记录"])
        content = CHAT.format(platform="天猫").replace("阿哲", "丁一")
        for at, row in enumerate(_words(content), start=1):
            sheet.write_row(at, 0, row)
            if at > 1:
                moment = datetime.fromisoformat(row[0])
                sheet.write_datetime(at, 0, moment, form)
    assert desk.take(path).preset == "message_log"
    assert desk.rare() == ALWAYS | TURNS
    # 小美 comes first in the file and second by name.
    assert desk.rare(f"account = {desk.accounts()['小美']}")["turns_3min"] == 5


def test_senders_nobody_knows_are_rejected_unseen(desk: Desk) -> None:
    rows = _nicks(_words(CHAT.format(platform="天猫")))
    stranger = "2026-11-02,16:00:00,木棉店,天猫,t_甲,t**甲的小号,小美,否"
    report = desk.say(f"{rows}\n{stranger}")
    assert report.rejected_count == 1
    assert report.rejected[0].reason.key == "import.reason.sender"
    assert report.rejected[0].value == ""
    assert set(desk.accounts()) == {"小美", "阿哲"}


def test_days_without_times_are_refused(desk: Desk) -> None:
    with pytest.raises(Refusal) as caught:
        desk.say("发送时间,买家,发送方\n2026-11-02,甲,买家\n2026-11-02,甲,客服\n")
    assert caught.value.message.key == "import.messages_need_times"


def test_times_to_the_minute_give_no_seconds(desk: Desk) -> None:
    lines = [f"2026-11-02 10:{m:02},天猫,甲,{'买家' if m % 2 else '客服'}" for m in range(21)]
    report = desk.say("时间,平台,买家,发送方\n" + "\n".join(lines))
    assert "import.note.messages_without_seconds" in {n.key for n in report.notes}
    assert not desk.rare().keys() & {"replies", "replies_le30", "replies_le15"}
    assert desk.rare()["turns_3min_ok"] == 10


def test_a_day_of_machines_only_is_a_day_with_nothing(desk: Desk) -> None:
    desk.say("发送时间,平台,买家,发送方\n2026-11-02 10:00:05,天猫,甲,系统消息\n")
    assert desk.rare() == {"messages_agent": 0, "messages_buyer": 0}


# -- nobody's nick ---------------------------------------------------------------------------------


def test_what_is_kept_of_the_upload_has_no_nick_and_no_text(desk: Desk) -> None:
    report = desk.say(CHAT.format(platform="天猫"))
    kept = content_of(desk.database, int(report.reference[2:])).decode()
    assert not re.search("t_[一-鿿]|在吗|多少钱|包裹", kept)
    assert len(kept.splitlines()) == 20
    assert len({line.split(",")[3] for line in kept.splitlines()[1:]}) == 6
    assert "小美" in kept
    again = desk.say(kept, "kept.csv")
    assert [r.days for r in again.replaced] == [1]
    assert desk.rare() == ALWAYS | TURNS
    assert desk.chats("contacts", "frt_sum") == (6, 775)


def test_no_table_has_a_nick_or_a_text(desk: Desk) -> None:
    stranger = "2026-11-02 16:00:00,木棉店,天猫,t_甲,t_谁,小美,喂\n"
    desk.say(CHAT.format(platform="天猫") + stranger)
    with desk.database.read() as connection:
        report = connection.execute(text("SELECT report FROM facts.import")).scalar_one()
        names = connection.execute(text("SELECT nickname FROM account")).scalars().all()
        members = connection.execute(text("SELECT name FROM facts.member")).scalars().all()
    assert not re.search("t_[一-鿿]|在吗", " ".join([report, *names, *members]))


# -- with other files ------------------------------------------------------------------------------


def test_undo_and_redo(desk: Desk) -> None:
    before = canonical_hash(desk.database)
    report = desk.say(CHAT.format(platform="天猫"))
    with_it = canonical_hash(desk.database)
    run_undo(desk.database, report.reference, operator(), _quiet)
    assert desk.rare() == {}
    assert canonical_hash(desk.database) == before
    run_redo(desk.database, report.reference, operator(), _quiet)
    assert canonical_hash(desk.database) == with_it


def test_a_dry_run_keeps_nothing(desk: Desk) -> None:
    report = desk.say(CHAT.format(platform="天猫"), dry_run=True)
    assert (report.accepted, report.reference) == (19, "")
    assert (desk.rare(), desk.accounts()) == ({}, {})


def test_which_log_speaks() -> None:
    assert speaking({"chat_log", "message_log"}) == {"chat_log"}
    assert speaking({"message_log", "agent_report", "hour_report", "measures"}) == {"message_log"}
    assert speaking({"message_log", "call_log"}) == {"message_log", "call_log"}


def test_nothing_is_counted_twice_beside_a_chat_log(desk: Desk) -> None:
    desk.say(CHAT.format(platform="天猫"))
    desk.say("会话编号,开始时间,店铺,渠道,客服,首次响应（秒）\n"
             "1,2026-11-02 10:10:15,木棉店,天猫,小美,475\n", "chats.csv")  # fmt: skip
    # Chats and first responses are the chat log's, what it does not have is the messages'.
    assert desk.chats("contacts", "frt_n", "frt_sum", "art_n") == (1, 1, 475, 6)
    assert desk.rare() == ALWAYS | TURNS


def test_nothing_is_counted_twice_beside_a_measure_table(desk: Desk) -> None:
    table = ("日期,店铺,指标,数值\n2026-11-02,木棉店,turns_3min,100\n"
             "2026-11-02,木棉店,turns_3min_ok,90\n2026-11-02,木棉店,pdays_1h,50\n"
             "2026-11-02,木棉店,pdays_1h_ok,40\n")  # fmt: skip
    desk.say(table, "measures.csv")
    desk.say(CHAT.format(platform="天猫"))
    assert desk.rare() == ALWAYS | TURNS | {"pdays_1h": 50, "pdays_1h_ok": 40}


def _month(seed: int) -> list[str]:
    """Return lines of five days of many chats, each of one buyer of that day, before midnight."""
    choose = random.Random(seed)
    lines = []
    for day in range(2, 7):
        for buyer in range(30):
            time = datetime(2026, 11, day, 7, tzinfo=UTC) + timedelta(
                seconds=choose.randrange(15 * 3600)
            )
            for _ in range(choose.randrange(1, 8)):
                role = choose.choices(("买家", "客服", "机器人", "自动回复"), (5, 4, 1, 1))[0]
                agent = choose.choice(("小美", "阿哲", ""))
                platform = ("天猫", "快手", "拼多多")[buyer % 3]
                lines.append(
                    f"{time:%Y-%m-%d %H:%M:%S},木棉店,{platform},{day}_{buyer},{role},{agent}"
                )
                time += timedelta(seconds=choose.choice((3, 20, 100, 200, 1000, 2500)))
    return lines


def _file(lines: Sequence[str]) -> str:
    return "\n".join(["发送时间,店铺,平台,买家,发送方,客服", *lines])


def test_days_one_by_one_in_any_order_are_the_whole_file(databases: Any, tmp_path: Path) -> None:
    lines = _month(3)
    hashes = []
    with databases() as whole:
        Desk(whole, tmp_path).say(_file(lines))
        hashes.append(_facts(whole))
    mixed = list(lines)
    random.Random(4).shuffle(mixed)
    with databases() as other:
        Desk(other, tmp_path).say(_file(mixed))
        hashes.append(_facts(other))
    with databases() as apart:
        desk = Desk(apart, tmp_path)
        for day in (4, 2, 6, 3, 5):
            desk.say(_file([line for line in mixed if line.startswith(f"2026-11-0{day}")]))
        hashes.append(_facts(apart))
    assert hashes[0]
    assert hashes[1] == hashes[0]
    assert hashes[2] == hashes[0]


def _facts(database: Database) -> list[tuple[Any, ...]]:
    """Return the long measures by names instead of ids, and the chats of each day, sorted."""
    rare = """SELECT f.day, m.name, a.nickname, f.measure, f.value FROM facts.measure_day f
              LEFT JOIN facts.member m ON m.id = f.channel AND m.dim = 'channel'
              LEFT JOIN account a ON a.id = f.account"""
    wide = """SELECT day, sum(contacts), sum(answered), sum(frt_n), sum(frt_sum), sum(art_n),
              sum(art_sum), sum(bot_contacts) FROM facts.chat_day GROUP BY day"""
    with database.read() as connection:
        rows = [*connection.execute(text(rare)).all(), *connection.execute(text(wide)).all()]
    return sorted((tuple(row) for row in rows), key=repr)
