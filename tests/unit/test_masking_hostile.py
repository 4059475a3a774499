"""Texts made to get an identifier, a name or a mention past the masking (all data invented).

Every text is put together from seeded fragments: identifiers in many spellings, with invisible
characters inside, names, mentions, markup, ordinary words. What was planted is looked for in the
result with everything but letters and digits taken out, so a spelling that only looks different
counts as found. `FUPAN_SEEDS=20` plays twenty times as many.
"""

import os
import random
import re
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import cache

import pytest

from base.language import Lang
from reviews.masking import Masker

SEEDS = int(os.environ.get("FUPAN_SEEDS", "1"))
TEXTS = 500
STAFF = (
    "林岚", "陈露", "何伟", "欧阳文静", "王小明", "木棉旗舰店:晴晴", "Lan", "Wei He", "Zoltan",
    "Marisol Vega", "May", "Will", "", "x", "7",
)  # fmt: skip
TODAY = date(2026, 11, 22)
MASKERS = {lang: Masker(STAFF, TODAY, lang) for lang in Lang}
INVISIBLE = (
    "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u202e", "\u202d", "\u2066",
    "\u2069", "\u200f", "\u061c", "\ufe0f", "\u034f", "\u3164", "\U000e0041", "\U000e0101",
    "\ud83d", "\x00", "\x7f", "\ue000", "\U000f8000", "\u0336", "\u20e3", "\u180e", "\u2800",
)  # fmt: skip
FILLERS = (
    "顾客问价保，我按去年的规则答了", "后来才知道今年改了", "旁边的人也不知道", "催发货催了三次",
    "*不知道*怎么答", "the rule had changed", "nobody told us", "we answered late; it was busy",
    "```refund policy```", "> quoted", "7天无理由", "30 天价保", "299 元的鞋，", "满意度 88.0%，",
    "shipping took 3 days,", "_sorry_", "~old rule~",
    '{"type":"section","text":{"type":"mrkdwn","text":"', '"}}',
    '{"blocks":[{"type":"divider"}]}', "😀👨‍👩‍👧", "&lt;!channel&gt;", "&amp;", "\n\n\n\n",
    "م رحبا", "ｆｕｌｌ　ｗｉｄｔｈ", "Ｚ̷͓̈a̶l̵g̴o̸", "'; DROP TABLE cases; --", "{{7*7}}",
    "%s%n", "〔手机号〕", "[phone]", "11/9 那一周", "the week of 9 Nov", "<", ">", "!", "@ ", "#",
    "〔", "[",
)  # fmt: skip
SPOKEN_NAMES = (
    "林岚", "陈露", "何伟", "欧阳文静", "王小明", "晴晴", "林嵐", "陳露", "歐陽文靜", "岚岚",
    "小岚", "岚姐", "林姐", "老林", "林主管", "陈组长", "文静", "阿伟", "老何",
)  # fmt: skip
MENTIONS = (
    "<!channel>", "<!here|here>", "<!everyone>", "<!date^1700000000^{date}|quux>", "@quuxkitten",
    "@channel", "@所有人", "<!", "<@", "<<<!here>", "<@>", "<\u200b!channel>", "<!\u200bchannel>",
    "＜!channel＞", "＠channel", "<＠U0AAAAAAAA>",
)  # fmt: skip
LINKS = (
    "https://shop.example.com/o?id={}", "www.example.com/{}", "bit.ly/{}", "HTTPS://EXAMPLE.COM/{}",
    "<https://a.example.com/{}|quux>", "example.com?token={}",
    "https://a.slack.com/archives/C0AAAAAAA/p{}",
)  # fmt: skip
JOINERS = (
    " ",
    "，",
    "。",
    "\n",
    " / ",
    "; ",
    "（",
    "”",
    ") ",
    "* ",
    "\u3000",
    "、",
    "\u200b ",
    " > ",
)


def digits(rng: random.Random, count: int) -> str:
    return str(rng.randint(1, 9)) + "".join(rng.choice("0123456789") for _ in range(count - 1))


def plain(rng: random.Random, text: str) -> str:
    return text


def full_width(rng: random.Random, text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def interrupted(rng: random.Random, text: str) -> str:
    """Something that nobody sees between the characters."""
    return "".join(c + (rng.choice(INVISIBLE) if rng.random() < 0.6 else "") for c in text)


def towered(rng: random.Random, text: str) -> str:
    return "".join(c + "\u0336" * rng.randint(0, 5) if c.isalnum() else c for c in text)


def separated(rng: random.Random, text: str) -> str:
    """Digits apart: blanks, hyphens, dots, also after zero-width characters."""
    gap = rng.choice(
        [" ", "-", ".", " - ", "\u2011", "\u00a0", "\u2009", "\u200b \u200b", "·", "_"]
    )
    size, out = rng.choice([0, 1, 3, 4]), []
    while text:
        taken = size or rng.randint(1, 6)
        out.append(text[:taken])
        text = text[taken:]
    return gap.join(out)


def foreign(rng: random.Random, text: str) -> str:
    """Digits of other scripts."""
    zero = rng.choice([0x660, 0x966, 0x1D7CE, 0x1D7F6, 0x6F0, 0xFF10])
    return "".join(chr(zero + int(c)) if c in "0123456789" else c for c in text)


def upper(rng: random.Random, text: str) -> str:
    return text.upper()


def look_alike(rng: random.Random, text: str) -> str:
    return text.translate(str.maketrans("aeopcxi", "аеорсхі"))


ANY: tuple[Callable[[random.Random, str], str], ...] = (plain, full_width, interrupted, towered)
NUMBER = (*ANY, separated, foreign)


def phone(rng: random.Random) -> tuple[str, str]:
    core = rng.choice(["13", "15", "18", "19"]) + digits(rng, 9)
    return rng.choice(["", "电话", "+86 ", "tel:", "手机："]) + rng.choice(NUMBER)(rng, core), core


def order(rng: random.Random) -> tuple[str, str]:
    core = digits(rng, rng.choice([10, 12, 15, 18, 19]))
    return rng.choice(["", "订单", "order no. ", "#", "单号："]) + rng.choice(NUMBER)(
        rng, core
    ), core


def amazon(rng: random.Random) -> tuple[str, str]:
    core = f"{digits(rng, 3)}-{digits(rng, 7)}-{digits(rng, 7)}"
    return rng.choice(ANY)(rng, core), core


def last_four(rng: random.Random) -> tuple[str, str]:
    core = digits(rng, 4)
    words = rng.choice(["订单后四位 ", "尾号", "last four digits ", "order #", "ticket "])
    return words + rng.choice((plain, full_width, interrupted))(rng, core) + "，", core


def parcel(rng: random.Random) -> tuple[str, str]:
    core = rng.choice(["SF", "YT", "JT", "ZTO", "JD", "EMS", "1Z999AA1"]) + digits(rng, 13)
    return rng.choice((*ANY, str_lower))(rng, core), core


def str_lower(rng: random.Random, text: str) -> str:
    return text.lower()


def identity(rng: random.Random) -> tuple[str, str]:
    core = (
        f"{digits(rng, 6)}19{rng.randint(60, 99)}0{rng.randint(1, 9)}1{rng.randint(0, 9)}"
        f"{digits(rng, 3)}X"
    )
    return rng.choice(ANY)(rng, core), core


def passport(rng: random.Random) -> tuple[str, str]:
    core = rng.choice("EGP") + digits(rng, 8)
    return rng.choice(ANY)(rng, core), core


def card(rng: random.Random) -> tuple[str, str]:
    core = "6222" + digits(rng, 15)
    return rng.choice(["卡号", "", "card "]) + rng.choice(NUMBER)(rng, core), core


def mail(rng: random.Random) -> tuple[str, str]:
    name = rng.choice(["quux", "zebra.finch", "kefu88", "Grzegorz_b"])
    host, at, dot = rng.choice(["example", "mail-host"]), "@", "."
    if rng.random() < 0.3:
        at, dot = rng.choice(
            [(" at ", " dot "), ("(at)", "(dot)"), ("＠", "．"), (" @ ", "."), ("艾特", "点")]
        )
    return rng.choice((*ANY, upper))(rng, f"{name}{at}{host}{dot}com"), name


def nick(rng: random.Random) -> tuple[str, str]:
    core = rng.choice(
        [
            "tb" + digits(rng, 8),
            "jd_4q" + digits(rng, 4),
            "wxid_q" + digits(rng, 6),
            "quux_kitten" + digits(rng, 2),
        ]
    )
    words = rng.choice(["买家", "buyer ", "昵称：", "旺旺", "顾客 ", "username: "])
    return words + rng.choice(ANY)(rng, core), core


def chinese_nick(rng: random.Random) -> tuple[str, str]:
    core = rng.choice(["快乐风男", "咕噜咕噜鱼", "雨后彩虹糖"])
    return rng.choice(["昵称是{}，", "买家“{}”", "旺旺：{}\n", "顾客「{}」"]).format(
        rng.choice((plain, interrupted))(rng, core)
    ), core


def chinese_name(rng: random.Random) -> tuple[str, str]:
    core = rng.choice(SPOKEN_NAMES)
    spelling = rng.choice((plain, interrupted, towered, separated))
    return rng.choice(["", "问", "@", "和", "<"]) + spelling(rng, core), core


def latin_name(rng: random.Random) -> tuple[str, str]:
    core = rng.choice(["Lan", "Wei He", "Zoltan", "Marisol", "Marisol Vega", "Vega"])
    spelling = rng.choice((*ANY, upper, str_lower, look_alike))
    return rng.choice([" ", "问", "@", "with "]) + spelling(rng, core) + rng.choice(
        ["'s ", " ", "，", "说"]
    ), core


def slack_id(rng: random.Random) -> tuple[str, str]:
    core = (
        rng.choice("UWCT")
        + "0"
        + "".join(rng.choice("ABCDEFGHJKMNPQRSTVWXYZ0123456789") for _ in range(9))
    )
    around = rng.choice(
        [
            "{}",
            "<@{}>",
            "<@{}|kitten>",
            "<#{}|general>",
            "<@{}",
            "id {}",
            "<!subteam^{}|@cs>",
            "&lt;@{}&gt;",
        ]
    )
    return around.format(rng.choice(ANY)(rng, core)), core


def mention(rng: random.Random) -> tuple[str, str]:
    text = rng.choice(MENTIONS)
    return text, "quux" if "quux" in text else "\0"


def link(rng: random.Random) -> tuple[str, str]:
    token = "q" + digits(rng, 5) + "zk"
    text = rng.choice(LINKS)
    return rng.choice((plain, interrupted, full_width))(rng, text.format(token)) + " ", token


def address(rng: random.Random) -> tuple[str, str]:
    core = rng.choice(
        [
            "杭州市西湖区文三路 88 号",
            "广东省深圳市南山区",
            "幸福路{}号 3 栋 502 室",
            "{} Pumpkin Street",
            "{} Elm Road, Apt 4B",
        ]
    )
    core = core.format(rng.randint(10, 999))
    return rng.choice(["寄到", "住", " at ", "，"]) + rng.choice((plain, interrupted))(
        rng, core
    ) + "，", core


FRAGMENTS = (
    phone, phone, order, order, amazon, last_four, parcel, identity, passport, card, mail, nick,
    chinese_nick, chinese_name, chinese_name, latin_name, slack_id, mention, link, address,
)  # fmt: skip


def hostile(seed: int) -> tuple[str, list[str]]:
    """Return a text and what was planted in it."""
    rng = random.Random(seed)
    text, planted = "", []
    for _ in range(rng.randint(1, 5)):
        if rng.random() < 0.6:
            text += rng.choice(FILLERS) + rng.choice(JOINERS)
        piece, core = rng.choice(FRAGMENTS)(rng)
        text += piece + rng.choice(JOINERS)
        planted.append(core)
    if rng.random() < 0.3:
        text += rng.choice(INVISIBLE) * rng.randint(1, 50)
    return text, planted


LABELS = re.compile(
    r"〔[^〔〕\n]{2,5}〕|\[(?:phone|e-mail|order no\.|tracking no\.|id|buyer|colleague|mention|"
    r"link|address)\]"
    r"|(?:\d{4}/)?\d{1,2}/\d{1,2} 那一周|[Ii]n the week of \d+ [A-Z]..|the week of \d+ [A-Z].."
)


@cache
def _converter() -> Callable[[str], str]:
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert


def bare(text: str) -> str:
    """Return the letters and digits of a text, in one spelling; labels divide it."""
    text = unicodedata.normalize("NFKC", LABELS.sub("\n", text)).casefold()
    text = text.translate(str.maketrans("аеорсхі", "aeopcxi"))
    return "".join(c for c in _converter()(text) if c.isalnum() or c == "\n")


def leaked(masked: str, planted: list[str]) -> list[str]:
    """Return what can be read in a result; of a long number six digits in a row are enough."""
    shown = bare(masked)
    return [core for core in planted if core != "\0" and _reads(shown, bare(core))]


def _reads(shown: str, secret: str) -> bool:
    if secret.isdigit() and len(secret) > 6:
        return any(secret[i : i + 6] in shown for i in range(len(secret) - 5))
    return secret in shown


@pytest.mark.parametrize("chunk", range(20 * SEEDS))
def test_nothing_planted_survives(chunk: int) -> None:
    for seed in range(chunk * TEXTS, (chunk + 1) * TEXTS):
        text, planted = hostile(seed)
        first, second = (Lang.ZH, Lang.EN) if seed % 2 else (Lang.EN, Lang.ZH)
        masked = MASKERS[first].mask(text)
        assert leaked(masked.text, planted) == [], (
            seed,
            text,
            masked.text,
        )
        assert not re.search("<[!@#]", masked.text), (seed, text, masked.text)
        masked.text.encode("utf-8")
        again = MASKERS[second].mask(masked.text)
        assert again.text == masked.text, (seed, text)
        assert not again.found, (seed, text)


@pytest.mark.parametrize("seed", range(2))
def test_a_hundred_thousand_characters_are_masked_too(seed: int) -> None:
    """Longer than a form takes, but nobody must be able to break the program with it."""
    pieces: list[str] = []
    planted: list[str] = []
    number = 0
    while sum(len(piece) for piece in pieces) < 100_000:
        text, cores = hostile(1_000_000 * (seed + 1) + number)
        filler = random.Random(number).choice(
            ["字" * 500, "a" * 900, "1\n" * 300, "\u200b" * 2000, "<" * 300, " "]
        )
        pieces += [text, "\n", filler, "\n"]
        planted += cores
        number += 1
    masked = MASKERS[Lang.ZH].mask("".join(pieces))
    assert not re.search("<[!@#]", masked.text)
    # Short secrets may stand in such a heap by chance.
    numbers = [core for core in planted if len(core) > 9 and core.isdigit()]
    assert leaked(masked.text, numbers) == []
    assert MASKERS[Lang.EN].mask(masked.text).text == masked.text


@pytest.mark.parametrize(
    "character",
    [
        "\u202e",
        "\u2066",
        "\u200b",
        "\ufeff",
        "\U000e0041",
        "\ufe0f",
        "\ud800",
        "\x00",
        "\x1b",
        "\ue000",
    ],
)
def test_what_nobody_sees_is_gone(character: str) -> None:
    masked = MASKERS[Lang.EN].mask(f"we{character} answered{character * 40} late")
    assert masked.text == "we answered late"
