"""What cells, dates, charsets and headers are read as."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from base.refusal import Refusal
from intake import cells
from intake.charset import charset_of
from intake.dates import OrderEvidence, moment_of, moments, to_wall
from intake.recognise import channel_named, fold_header, recognise
from intake.reports import day_of_name, slot_of


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("143", 143), ("0:02:23", 143), ("2:23", 143), ("00:02:23", 143), ("2分23秒", 143),
        ("2m 23s", 143), ("143秒", 143), ("1小时2分", 3720), ("1h", 3600), ("18.9", 18.9),
        ("0 days 00:01:00", 60), ("1,234", 1234),
    ],
)  # fmt: skip
def test_durations_are_read_in_every_shape(text: str, seconds: float) -> None:
    assert cells.seconds_of(text) == pytest.approx(seconds)


@pytest.mark.parametrize("text", ["", "soon", "2:75", "99%", "1:2:3:4"])
def test_what_is_no_duration_is_told_apart(text: str) -> None:
    assert cells.seconds_of(text) is None


def test_negative_and_endless_durations_are_faults_and_never_clipped() -> None:
    values, bad = cells.durations(pd.Series([5.0, -3.0, float("inf"), None, 9e9]))
    assert bad.tolist() == [False, True, True, False, True]
    assert cells.whole_seconds(values).tolist() == [5, -1, -1, -1, -1]


def test_halves_of_seconds_go_up_and_dashes_are_no_data() -> None:
    values, bad = cells.durations(pd.Series(["30.4", "30.5", "-", "--", "x"], dtype=object))
    assert cells.whole_seconds(values).tolist() == [30, 31, -1, -1, -1]
    assert bad.tolist() == [False, False, False, False, True]


def test_percents_and_shares_are_the_same_number() -> None:
    assert cells.number_of("99.71%") == cells.number_of("0.9971") == 0.9971
    assert cells.number_of("1.2万") == 12_000
    assert cells.number_of("1_000") is None


@pytest.mark.parametrize("written", [["3.75", "0.125", "1,200.10"], [3.75, 0.125, 1200.1]])
def test_amounts_are_exact_however_the_column_was_read(written: list[object]) -> None:
    values, bad, empty = cells.amounts(pd.Series(written), 2)
    assert values.tolist() == [375, 13, 120_010]
    assert not bad.any()
    assert not empty.any()


def test_ratings_and_flags_in_words() -> None:
    ratings, bad = cells.ratings(pd.Series(["5", "非常满意", "3星", "7", None], dtype=object))
    assert ratings.tolist()[:3] == [5, 5, 3]
    assert bad.tolist() == [False, False, False, True, False]
    flags, bad = cells.flags(pd.Series(["是", "N", "已解决", "perhaps", None], dtype=object))
    assert flags.tolist()[:3] == [1, 0, 1]
    assert flags.tolist()[4] == -1
    assert bad.tolist() == [False, False, False, True, False]


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("2026-11-03", None, "2026-11-03 00:00"),
        ("2026/11/3 9:05", None, "2026-11-03 09:05"),
        ("2026年11月3日 下午2点30分", None, "2026-11-03 14:30"),
        ("20261103", None, "2026-11-03 00:00"),
        ("3/11/2026 8:45", "dmy", "2026-11-03 08:45"),
        ("3/11/2026 8:45", "mdy", "2026-03-11 08:45"),
        ("3 Nov 2026", None, "2026-11-03 00:00"),
        ("Nov 3, 2026 1:05 PM", None, "2026-11-03 13:05"),
        ("44197.5", None, "2021-01-01 12:00"),
    ],
)
def test_moments_are_read_in_every_shape(text: str, order: str | None, expected: str) -> None:
    found = moment_of(text, order)
    assert found is not None
    assert (f"{found[0]:%Y-%m-%d %H:%M}", found[1]) == (expected, False)


@pytest.mark.parametrize("text", ["3/11/2026", "2026-13-01", "2026-02-30", "yesterday", ""])
def test_what_is_no_date_or_leaves_it_open_is_not_guessed(text: str) -> None:
    assert moment_of(text, None) is None


def test_a_column_is_read_the_same_fast_and_slow() -> None:
    texts = ["2026-11-03 09:05:00", "2026/11/3 9:05", None, "2026-11-03T09:05", "nonsense"]
    found = moments(pd.Series(texts, dtype=object), None)
    assert found.seconds[0] == found.seconds[1] == found.seconds[3]
    assert found.bad.tolist() == [False, False, False, False, True]
    assert found.empty.tolist() == [False, False, True, False, False]


def test_moments_with_a_zone_become_the_shops_wall_clock() -> None:
    texts = ["2026-11-02T17:30:00Z", "2026-11-03T01:30:00+08:00", "2026-11-03 01:30:00"]
    found = moments(pd.Series(texts, dtype=object), None)
    assert found.aware is not None
    assert found.aware.tolist() == [True, True, False]
    wall = to_wall(found.seconds[:2], "Asia/Shanghai")
    assert wall.tolist() == [found.seconds[2]] * 2


def _evidence(*texts: str) -> OrderEvidence:
    evidence = OrderEvidence()
    evidence.feed(pd.Series(texts, dtype=object))
    return evidence


def test_the_order_of_day_and_month_follows_from_the_whole_column() -> None:
    assert _evidence("03/04/2026", "13/04/2026").order("date") == "dmy"
    assert _evidence("03/04/2026", "04/13/2026").order("date") == "mdy"
    assert _evidence("2026-04-03").order("date") is None


def test_an_open_order_is_refused_with_both_readings_and_the_ways_out() -> None:
    with pytest.raises(Refusal) as refused:
        _evidence("03/04/2026", "05/06/2026").order("date")
    assert refused.value.message.key == "import.dates_unclear"
    assert refused.value.message.params["dmy"] == "2026-04-03"
    assert refused.value.message.params["mdy"] == "2026-03-04"
    assert refused.value.suggestions == ("--dates dmy", "--dates mdy")
    with pytest.raises(Refusal, match="dates_mixed"):
        _evidence("13/04/2026", "04/13/2026").order("date")


_SIMPLIFIED = "日期,客服,接待人数\n2026-11-01,小美,73\n2026-11-02,喆堃,玥赟\n"
_TRADITIONAL = "日期,客服,接待人數\n2026-11-01,陳曉東,73\n2026-11-02,黃麗華,10\n"


@pytest.mark.parametrize(
    ("text", "codec", "found"),
    [
        (_SIMPLIFIED, "utf-8", "utf-8"),
        (_SIMPLIFIED, "utf-8-sig", "utf-8-sig"),
        (_SIMPLIFIED, "utf-16", "utf-16"),
        (_SIMPLIFIED, "gb18030", "gb18030"),
        (_TRADITIONAL, "gb18030", "gb18030"),
        (_TRADITIONAL, "big5", "big5hkscs"),
        ("小美,豆豆\n", "gbk", "gb18030"),
        ("客服,評價\n", "big5", "big5hkscs"),
    ],
)
def test_charsets_are_told_apart(tmp_path: Path, text: str, codec: str, found: str) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(text.encode(codec))
    assert charset_of(path, None) == found
    assert charset_of(path, "gbk") == "gbk"


def test_bytes_in_no_charset_and_unknown_charsets_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(b"a,b\n\xff\xff\xfe\xff\xff,1\n")
    with pytest.raises(Refusal, match="unknown_encoding"):
        charset_of(path, None)
    with pytest.raises(Refusal, match="no_such_encoding"):
        charset_of(path, "klingon")


@pytest.mark.parametrize(
    ("header", "folded", "unit"),
    [
        ("Answered (Y/N)", "answered", None),
        ("首次响应时长（秒)", "首次响应时长", 1.0),
        ("平均响应（分钟）", "平均响应", 60.0),
        ("聊天人数(原咨询人数)", "聊天人数", None),
        ("3分钟人工响应率", "3分钟人工响应率", None),
        ("First Reply (ms)", "firstreply", 0.001),
        ("Contacts", "contacts", None),
    ],
)
def test_headers_fold_to_words_and_units(header: str, folded: str, unit: float | None) -> None:
    assert fold_header(header) == (folded, unit)


def test_a_title_above_the_headers_is_stepped_over_and_units_count() -> None:
    rows = [["客服日报"], [], ["日期", "客服", "接待量", "平均响应（分钟）", "天气"]]
    found = recognise(rows, None)
    assert (found.preset.key, found.header_row) == ("agent_day", 2)
    assert found.units == {"art_mean": 60.0}
    assert found.unknown == ("天气",)


def test_a_file_of_no_known_kind_is_refused_with_what_was_seen_and_expected() -> None:
    with pytest.raises(Refusal) as refused:
        recognise([["banana", "apple"]], None)
    assert refused.value.message.key == "import.unknown_kind"
    with pytest.raises(Refusal) as refused:
        recognise([["日期", "客服", "天气"]], None)
    assert refused.value.message.key == "import.nearest_kind"
    assert refused.value.message.params["missing"]
    with pytest.raises(Refusal, match="no_such_source"):
        recognise([["日期", "客服"]], "zendesk")


def test_channels_have_one_name_in_two_languages() -> None:
    assert channel_named("TMALL") == channel_named("天猫")
    assert channel_named("Phone").en == "Hotline"
    assert channel_named("摆摊").zh == "摆摊"


@pytest.mark.parametrize(
    ("text", "slot"),
    [("8", 16), ("08:30", 17), ("8点", 16), ("08:00-08:30", 16), ("23:30", 47), ("24", None),
     ("08:15", None), ("noon", None)],
)  # fmt: skip
def test_half_hours(text: str, slot: int | None) -> None:
    assert slot_of(text) == slot


def test_the_day_in_a_files_name() -> None:
    day = date(2026, 11, 15).toordinal()
    assert day_of_name("/x/咨询接待_2026-11-15.xlsx") == day
    assert day_of_name("/x/2026-11-15至2026-11-15/咨询接待.xlsx") == day
    with pytest.raises(Refusal, match="several_days"):
        day_of_name("2026-11-09至2026-11-15.csv")
    with pytest.raises(Refusal, match="no_day"):
        day_of_name("report.csv")
