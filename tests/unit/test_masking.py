"""What masking hides and what it leaves, by example and by property (all data invented)."""

import os
from datetime import date
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from base.language import Lang
from reviews.masking import LONGEST, Hidden, Masker, too_long

SEEDS = int(os.environ.get("FUPAN_SEEDS", "1"))
TODAY = date(2026, 11, 22)  # a Sunday
STAFF = (
    "林岚", "Lan", "陈露", "何伟", "Wei He", "周宁", "欧阳文静", "王小明", "小北", "Bei",
    "木棉旗舰店:晴晴", "木棉旗舰店:春儿", "客服01", "可乐", "一一", "May", "Will", "Sunny",
    "April Stone", "José García", "Grace", "", " ", "a", "岚", "12", "7", "售后", "admin",
)  # fmt: skip
ZH = Masker(STAFF, TODAY, Lang.ZH)
EN = Masker(STAFF, TODAY, Lang.EN)
BOTH = {Lang.ZH: ZH, Lang.EN: EN}

# Kind, text with what must vanish between 【 】 (taken out before masking).
HIDDEN_ZH = """
phone 让他打【13812345678】试试
phone 电话【138-1234-5678】没人接
phone 电话【138 1234 5678】没人接
phone 手机号是【１３８１２３４５６７８】
phone 手机【1 3 8 1 2 3 4 5 6 7 8】
phone 手机【1-3-8-1-2-3-4-5-6-7-8】
phone 手机【1.3.8.1.2.3.4.5.6.7.8】
phone 打【+86 138 1234 5678】
phone 打【(+86)13812345678】
phone 座机【0571-88123456】
phone 座机【010 6512 3456】
phone 热线【400-123-4567】
phone 他留了【一三八零零一三八零零零】
phone 他留了【幺三八 零零幺三 八零零零】
phone 香港顾客 whatsapp【+852 9123 4567】
phone 电话【9123 4567】
phone 台湾【0912-345-678】
phone 日本号码【+81 90-1234-5678】
phone 电话【662345】没人接
phone 号码【①③⑧①②③④⑤⑥⑦⑧】
phone 手机【𝟏𝟑𝟖𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖】
phone 电话【١٣٨١٢٣٤٥٦٧٨】
phone 打【138，1234，5678】没人接
phone 打【[138][1234][5678]】没人接
order 手机【l38OO138OOO】没人接
email 邮箱【zhang@公司.中国】发我
email 邮箱【xiao.mei@qq.com】发我
email 邮箱【xiaomei＠qq．com】发我
email 发到【kefu_88 @ 163.com】
email 是【abc艾特qq点com】
email 是【abc(at)gmail(dot)com】
order 订单【2938475610293847561】没发
order 订单号：【293847561029】
order 拼多多【230101-123456789012345】
order 订单后四位【1234】
order 尾号【5678】的那单
order 单号【#1001】
order 订单【1001】退了
order 【5678】结尾的订单
order 亚马逊【112-1234567-1234567】
order 工单【88123】
order 抖音【6920 1234 5678 9012 345】
order 分开写【1938 4756】
order 退款编号【RF20261199】
order 查【B2C9912345678】
tracking 快递【SF1234567890123】三天没动
tracking 快递【SF 1234 5678 9012 3】
tracking 单【YT1234567890123】
tracking 【JT3012345678901】没更新
tracking 【LP00123456789012】
tracking 【RB123456789CN】
tracking 运单号【773012345678901】
tracking 取件码【8-2-3011】
tracking 【ZTO 7512 3456 7890】
id 身份证【110101199003071234】
id 身份证【11010119900307123X】
id 身份证【110101 19900307 123x】
id 身份证【110101900307123】
id 护照【E12345678】
id 护照【EA1234567】
id 卡号【6222 0212 3456 7890 123】
id 银行卡尾号【8888】
id 他的号【U0ABC1234】
id 频道【C0123ABCDEF】
id 老的【W012A3CDE】
id 小写【u0abc12345】
id 登录地址【192.168.10.24】
buyer 买家【tb12345678】说
buyer 买家【happy_cat88】说
buyer 顾客【t***8】催
buyer 顾客【张**】催发货
buyer 一个叫“【风一样的男子】”的买家问
buyer 顾客【李】先生很急
buyer 顾客【张伟丽】说要找领导
buyer 昵称 【小鱼儿】 的顾客
buyer 旺旺名：【月光下的凤尾竹】，来的
buyer 加我 v：【abc_12345】
id 工号【1024】的
id 分机【8012】没人接
order 订单【6923****1234】没发
date 【周三】到仓
date 【晚上 8 点到 11 点】很慢
buyer 昵称是【小猪佩奇】
buyer 昵称：【快乐的小猪】，问价保
buyer 买家“【快乐风男】”问
buyer 客户「【一颗糖】」很生气
buyer 旺旺：【快乐风男】
buyer 旺旺【abc123xyz】来问
buyer 微信号【kefu_xiaozhu】
buyer QQ【123456】
buyer 买家ID【jd_4f8a9c】
buyer 【王】女士来问
buyer 【欧阳】先生来问
buyer 姓【王】的顾客
buyer 收件人：【张三】
buyer 顾客叫【李雷】，电话没留
colleague 【林岚】不知道
colleague 【岚岚】不知道
colleague 问【小岚】
colleague 问【岚姐】
colleague 问【林姐】
colleague 问【老林】和【小林】
colleague 【林组长】说不用管
colleague 【林主管】说不用管
colleague 【林 岚】说
colleague 【林-岚】说
order 订单【29384756】单独寄
colleague 【林　岚】说
colleague 【林嵐】說
colleague 【陳露】主管說
colleague 【陈 主管】说
colleague 【何伟】的班
colleague 【老何】的班
colleague 【阿伟】的班
colleague 【文静】教我的
colleague 【歐陽文靜】教我的
colleague 【欧阳主管】教我的
colleague 【小明】教我的
colleague 【晴晴】、【春儿】都在
colleague 【小北】没看到
colleague 【客服01】接的
colleague 【一一】接的
colleague 【Lan】说
colleague 问了【lan】再回
colleague 问了【will】再回
colleague 【ＬＡＮ】说
colleague 【linlan】说
colleague 【lin lan】说
colleague 【L a n】说
colleague 【Lаn】说
mention 【@所有人】看一下
mention 【@张三】 看一下
mention 【@小北】 看一下
mention 【＠channel】看一下
mention 【<@U0ABC1234>】看一下
mention 【<@U0ABC1234|xiaobei>】看一下
mention 【<!channel>】看一下
mention 【<!subteam^S0123|@客服>】
mention 【<#C0123ABCD|客服>】
mention 【@here】
link 看【https://item.taobao.com/item.htm?id=123456】
link 看【m.tb.cn/h.abc123】
link 看【www.example.com/a?token=secret】
link 【<https://a.slack.com/archives/C0123/p169|这里>】
link 复制【￥AbC12dEf34￥】打开
link 【example.com?token=abc】
address 寄到【浙江省杭州市西湖区文三路 123 号 4 栋 502 室】
address 住在【文三路123号】
address 【朝阳区建国路88号】
address 改到【3栋2单元501室】
address 地址：【幸福花园南门左手边小卖部】
address 邮编【310012】
address 【廣東省深圳市】
date 【11 号晚上】有人问
date 【11月11日】有人问
date 【11月11日晚上8点32分】有人问
date 【十一月十一号】有人问
date 【二〇二六年十一月十一日】
date 【2026-11-11 14:32:10】
date 【2026/11/11】
date 【20261111】那批
date 【11 日 20-24 点】很慢
date 【2025/11/9–11/15】很慢
date 【11/14】 的单
date 【2026-11-16 周一 09:00】有人问
date 【昨天】有人问
date 【昨晚十点】有人问
date 【前天】有人问
date 【今天下午三点】有人问
date 【上周五】有人问
date 【星期三】有人问
date 【周5晚上】有人问
date 【礼拜天晚上】有人问
date 【3 天前】有人问
date 【11/11】有人问
date 【11.11 晚上】有人问
date 【14:32】有人问
date 【下午三点半】有人问
date 【晚上8点】有人问
date 【20:15】有人问
date 在【15 点 32 分】有人问
"""
HIDDEN_EN = """
phone it is 【one three eight, one two three four, five six seven eight】
phone call 【+1 415-555-2671】 back
phone call 【(415) 555-2671】 back
phone call 【415.555.2671】 back
phone call 【020 7946 0958】 back
phone call 【+44 20 7946 0958】 back
phone call 【+49 30 901820】 back
phone call 【03-1234-5678】 back
phone ring 【+65 9123 4567】
phone ring 【+60 12-345 6789】
email write to 【jane.doe+x@example.co.uk】
email it is 【jane at example dot com】
email it is 【jane [at] example [dot] com】
email it is 【jane at gmail.com】
email <mailto:【jane@example.com】|mail>
order order 【112-1234567-1234567】
order order 【#1001】 came back
order order no. 【49152】 came back
order eBay 【12-34567-89012】
order last four digits 【4915】
order ticket 【88412】
order card ending 【4242】
order ending in 【4915】
tracking UPS 【1Z999AA10123456784】
tracking her tracking no. is 【9400 1118 9956 3300 1234 56】 and
tracking tracking number 【9400 1000 0000 0000 0000 00】
tracking tracking 【ABC123456】
id passport 【E12345678】
id card 【4111 1111 1111 1111】
id user 【U0ABC1234】
id the channel 【C0123ABCD】
buyer the buyer 【nick123】 wrote
buyer the customer 【jane_doe88】 wrote
buyer customer named 【Alice】 wrote
buyer username: 【happycat99】
buyer Mrs 【Robinson】 wrote
order user 【12345678】
buyer client “【sweet dreams】” wrote
colleague ask 【Lan】
colleague 【Lan's】 shift
colleague 【LAN】 knew
colleague 【lan】 knew
colleague 【Wei He】 knew
colleague 【He Wei】 knew
colleague 【wei】 knew
colleague 【wei.he】 knew
colleague 【April Stone】 knew
colleague 【May】 told me so
colleague I asked 【will】 about it
colleague 【will】 said no
colleague with 【Sunny】 on shift
colleague 【sunny's】 idea
colleague 【Jose】 knew
colleague 【josé】 knew
colleague 【García】 knew
colleague 【Grace】 was out
mention 【@jane】 look
mention 【@channel】 look
mention 【<!here>】 look
mention 【<@W012A3CDE>】 look
link see 【https://shop.example.com/orders/1?key=abc】
link see 【bit.ly/3abcd】
link see 【http://example.com】
link 【xoxb-1234567890-abcdefghij】
address ship to 【221B Baker Street】, please
address ship to 【1600 Amphitheatre Pkwy】
address ship to 【350 Fifth Avenue, Apt 4B】
address ship to 【12 Elm St】, please
address London 【NW1 6XE】
address 【Mountain View, CA 94043】
address 【PO Box 1234】
address zip code 【94043】
date 【yesterday】 somebody asked
date 【on 11 Nov】 somebody asked
date 【Nov 11th, 2026】 somebody asked
date 【November 11】 somebody asked
date 【the 11th of November】 somebody asked
date 【2026-11-11】 somebody asked
date 【Mon 16 Nov 2026】 somebody asked
date 【19 and 20 Sep】 somebody asked
date 【on 11 Nov, 20:00–24:00】 somebody asked
date 【last Friday】 somebody asked
date 【on Monday】 somebody asked
date 【Tuesday afternoon】 somebody asked
date 【last night】 somebody asked
date 【this morning】 somebody asked
date 【three days ago】 somebody asked
date 【on the 11th】 somebody asked
date 【11/11/2026】 somebody asked
date 【at 14:32】 somebody asked
date 【at 3 pm】 somebody asked
date 【at half past three】 somebody asked
date 【3:15pm】 somebody asked
"""
STAYS = """
7天无理由退货，30 天价保
三天后发货，15 天内退款，48 小时发货
299 元的鞋，买了 12345 件
一共 12345678 元，退了 ¥1,234,567.50
接待 32,310 人次，满意度 88.0%，首响 39 秒，目标 30 秒
转化 52.0%，去年 49.3%，低 4.4 个点
2025-2026 年的规则
双11、双十一、618、双12 大促
每周五上班，周一到周五，每月 15 号对账
小程序里的小范围活动，接待小高峰
提高总量，资金总额，完成工单
1 号店，3 号仓库，10 号线，2 号客服位
快一点，有一点慢，三点建议，2 点原因
2/3 的顾客，24/7，评分 4/5 分
taobao.com 的规则
拼多多的规则和淘宝不一样
价保是每天看，天天看，常常看
少于 100 单，订单 299 元，共 3 个订单，订单量 12345
顾客说“什么时候发货”，我答“三天后”
向主管反映之前先看知识库
旺旺回复率 98%，昵称可以改
上周的规则，明年再改，11 月的规则
第一次、第二次、第 3 次
2.5 倍，3-5 个工作日，10-20 分钟
will do in May, it may rain, and by April 2027 too
a sunny day, he said, with good grace and the rest
Black Friday, Cyber Monday, every Friday, Monday to Friday
refund within 30 days, 3 customers, $299.00, 15 minutes
the customer asked twice; the buyer wanted a refund
the customer service data, order 3 pieces, in 2026
version 1.2.3, iPhone 15 Pro, 256GB, USB-C, A4
159 | 147 | 19, *17 秒*, *30 人*, 双十一客服，3 日内，7 日起
half of the orders, 24/7, 4/5 stars, 10 on the way
May I help you? Will you wait?
"""


def rows(table: str) -> list[tuple[str, str]]:
    return [(kind, text) for kind, _, text in (r.partition(" ") for r in table.strip().split("\n"))]


def parts(text: str) -> tuple[str, list[str], list[str]]:
    """Return a row of the table as typed, what must vanish, and what must stay around it."""
    gone: list[str] = []
    kept: list[str] = []
    for number, piece in enumerate(text.replace("】", "【").split("【")):
        (gone if number % 2 else kept).append(piece)
    return text.replace("【", "").replace("】", ""), gone, kept


@pytest.mark.parametrize(("kind", "row"), rows(HIDDEN_ZH) + rows(HIDDEN_EN))
@pytest.mark.parametrize("lang", list(Lang))
def test_an_identifier_vanishes_and_the_rest_stays(lang: Lang, kind: str, row: str) -> None:
    typed, gone, kept = parts(row)
    masked = BOTH[lang].mask(typed)
    assert [piece for piece in gone if piece in masked.text] == []
    assert masked.found.get(Hidden(kind), 0) > 0, masked
    for piece in kept:
        for word in piece.replace("＠", "@").split():
            if word.isalpha() and word not in ("at", "on", "短号", "地址：", "說", "主管說"):
                assert word in masked.text, masked


@pytest.mark.parametrize("text", STAYS.strip().split("\n"))
@pytest.mark.parametrize("lang", list(Lang))
def test_what_names_nobody_stays(lang: Lang, text: str) -> None:
    masked = BOTH[lang].mask(text)
    assert masked.text == text
    assert not masked.found


def test_the_texts_of_the_forms() -> None:
    zh = ZH.mask(
        "11 号晚上有个顾客 tb12345678 问价保，我按去年的规则答了，后来才知道今年改了。"
        "订单 2938475610293847561。当时旁边的小北也不知道改了。"
    )
    assert zh.text == (
        "11/9 那一周有个顾客 〔昵称〕 问价保，我按去年的规则答了，后来才知道今年改了。"
        "订单 〔单号〕。当时旁边的〔同事〕也不知道改了。"
    )
    assert zh.found == {Hidden.DATE: 1, Hidden.BUYER: 1, Hidden.ORDER: 1, Hidden.COLLEAGUE: 1}
    en = EN.mask(
        "On 11 Nov at 9 pm buyer nick123 asked; Lan did not know. Order 112-1234567-1234567."
    )
    assert (
        en.text
        == "In the week of 9 Nov buyer [buyer] asked; [colleague] did not know. Order [order no.]."
    )


@pytest.mark.parametrize(
    ("typed", "week"),
    [
        ("昨天", "11/16"), ("前天", "11/16"), ("今天", "11/16"), ("星期五", "11/16"),
        ("上周五", "11/9"), ("上上周一", "11/2"), ("11 号", "11/9"), ("25 号", "10/19"),
        ("11月11日", "11/9"), ("1月5日", "1/5"), ("去年11月11日", "2025/11/10"),
        ("2025-11-11", "2025/11/10"), ("12月1日", "11/30"), ("10天前", "11/9"),
        ("11月9日-15日", "11/9"), ("11/9–11/15", "11/9"), ("二月三十日", "2/23"),
    ],
)  # fmt: skip
def test_a_date_becomes_its_week(typed: str, week: str) -> None:
    assert ZH.mask(typed).text == f"{week} 那一周"
    assert ZH.mask(f"在{typed}说的").text == f"在{week} 那一周说的"


def test_english_weeks_and_day_parts_read_as_english() -> None:
    assert EN.mask("Yesterday it broke").text == "In the week of 16 Nov it broke"
    assert EN.mask("since last Friday").text == "since the week of 9 Nov"
    assert EN.mask("it broke on 3 March 2025").text == "it broke in the week of 3 Mar 2025"
    assert EN.mask("it broke at 14:32").text == "it broke in the afternoon"
    assert ZH.mask("14:32 坏的").text == "下午 坏的"
    assert ZH.mask("晚上8点坏的").text == "晚上坏的"


def test_rubbish_in_the_roster_hides_nothing() -> None:
    rubbish = Masker(
        ["", " ", "a", "岚", "12", "\ud800", "\u200b", "〔同事〕", "客服", "x" * 999],
        TODAY,
        Lang.ZH,
    )
    text = "a 岚 12 客服 同事"
    assert rubbish.mask(text).text == text
    assert Masker([], TODAY, Lang.EN).mask("Lan knew").text == "Lan knew"


def test_cleaning_leaves_only_what_can_be_seen() -> None:
    assert ZH.mask("好\u202e的\u200b\U000e0041\ufe0f\x00\ud800").text == "好的"
    assert ZH.mask("好\u0301\u0301\u0301").text == "好"
    assert ZH.mask("一\n\n\n\n\n二\r\n三\u2028四").text == "一\n\n二\n三\n四"
    assert ZH.mask("Ａ１＠，。！").text == "A1@，。！"
    assert EN.mask("cafe\u0301").text == "café"


def test_a_field_may_not_be_longer_than_it_may_be() -> None:
    assert not too_long("字" * LONGEST)
    assert too_long("\u200b" * (LONGEST + 1))


PIECES = (
    "\u200b", "\u202e", "\u0301", "\ue000", "\U000f8000", "林", "岚", "小", "姐", "lan", "Lan",
    "May", "will", "order ", "订单", "昵称", "买家", "buyer ", "昨天", "yesterday", "the ",
    "week of ", "9 Nov", "那一周", " 2026", "11/9 那一周", "[phone]", "〔手机号〕",
    "the week of 9 Nov", "<!", "<@", "U0", "ABC1234", "http", "://", "www.", ".com", " at ", "pm",
    "SF", "ａ", "１", "＠", "零", "八", "Mon ", "last ", "+86", "(", "北", "tb", "_", "xx",
    "Street", "元", "地址：", "先生", "http://a", "1/2", "11/11", "10:30",
)  # fmt: skip
CHARACTERS = "0123456789-./:@<>!#*|〔〕[]() \n，。一三点半月日号年周天路区市是叫“”'"
ALPHABET = st.sampled_from([*CHARACTERS, *PIECES])


@settings(max_examples=400 * SEEDS, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(ALPHABET, max_size=30).map("".join)))
def test_masking_again_changes_nothing_in_either_language(text: str) -> None:
    for masker, other in ((ZH, EN), (EN, ZH)):
        once = masker.mask(text)
        assert "<!" not in once.text
        assert "<@" not in once.text
        once.text.encode("utf-8")
        for again in (masker.mask(once.text), other.mask(once.text)):
            assert again.text == once.text
            assert not again.found


@settings(max_examples=200 * SEEDS, deadline=None)
@given(st.lists(st.text(max_size=12), max_size=8), st.text(max_size=40))
def test_any_roster_will_do(names: list[str], text: str) -> None:
    masker = Masker(names, TODAY, Lang.ZH)
    once = masker.mask(text)
    assert masker.mask(once.text).text == once.text


NASTY = (
    "1", "1 ", "1-", "(1)", "+1", "a", "a.", "a@", "a*", "*", "<", "<@", "<!ch", "中", "路",
    "区市", "浙江省市区路1号", "1.1 ", "一", "一点", "11月11日", "11/11 ", "http://", "a[at]",
    "a at a dot ", "the 1", "1 aa bb ", "12 Aa Bb ", "昵称是", "买家“", "地址：", "order ", "1z ",
    "sf1 ", "1\u200b", "a\u0301", "\n", "1\n", " ", "l a n ", "\ue000", "昨天", "10:10 ",
    "13800138000 ", "last mon ", "\u200b", "林岚", "买家是", "@a", "tb1234", "x_", "a-", "1/",
    "周五到", "www.a.", "#1", "￥a",
)  # fmt: skip


MANY = Masker(
    [a + b + c for a in "林陈何王李" for b in "岚露伟宁明" for c in "华静芳军强丽娟勇艳杰"]
    + [a + b + c for a in "dlmnst" for b in "aeiou" for c in ("na", "ra", "lin", "do", "mi", "ko")]
    + [f"木棉旗舰店:小{a}{b}" for a in "岚露伟宁明" for b in "华静芳军强丽娟勇艳杰"],
    TODAY,
    Lang.ZH,
)


@pytest.mark.parametrize("piece", NASTY)
def test_no_text_takes_long(piece: str) -> None:
    """Ten times what is promised, because other tests may run beside this one."""
    text = (piece * LONGEST)[:LONGEST]
    start = perf_counter()
    MANY.mask(text)
    assert perf_counter() - start < 0.5
