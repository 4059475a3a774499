"""The sample's complaints, refunds, costs, people, community and warehouse, as rare measures.

A day depends on the day alone. What shops count by week or month stands on its day only: wages on
the month's last day, so that the running month has none.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from numpy.random import Generator

from base.language import Bilingual
from intake.sample import days
from intake.sample.chats import random_of
from intake.sample.people import SEATS, Roster
from intake.sample.rare_row import RareRow, yuan
from intake.sample.world import (
    CATEGORIES,
    CHANNELS,
    DOUYIN_SHOP,
    FLAGSHIP,
    LOGISTICS,
    PRODUCTS,
    QUALITY,
    RETURNS,
    SAMPLE_TEAMS,
)

_SHOPS = (
    (FLAGSHIP.name.zh, SAMPLE_TEAMS[1].zh, 0.75),
    (DOUYIN_SHOP.name.zh, SAMPLE_TEAMS[2].zh, 0.25),
)
_GOODS = tuple(product.name.zh for product in PRODUCTS)

# Types of complaints beside those of inquiries, their causes, kinds of refunds, and the like.
_ATTITUDE = Bilingual("服务态度", "Service attitude")
_HANDLING = Bilingual("售后处理", "After-sales handling")
_CAUSES = (
    Bilingual("做工瑕疵", "Manufacturing defect"),
    Bilingual("运输破损", "Transport damage"),
    Bilingual("到货晚", "Late delivery"),
    Bilingual("物流不更新", "Stale tracking"),
    Bilingual("回复慢", "Slow replies"),
    Bilingual("说话生硬", "Curt tone"),
    Bilingual("退款慢", "Slow refund"),
    Bilingual("承诺没兑现", "Broken promise"),
)
# Types with their two causes; and their shares, on usual days and while parcels are late.
_COMPLAINTS = (
    (CATEGORIES[QUALITY], _CAUSES[0:2]),
    (CATEGORIES[LOGISTICS], _CAUSES[2:4]),
    (_ATTITUDE, _CAUSES[4:6]),
    (_HANDLING, _CAUSES[6:8]),
)
_SHARES, _LATE_SHARES = (0.40, 0.26, 0.12, 0.22), (0.20, 0.60, 0.07, 0.13)
_COMPLAINED = (
    "投诉数", "投诉解决数", "24小时到期投诉", "24小时响应投诉", "72小时到期投诉", "72小时解决投诉",
)  # fmt: skip
_KINDS = (Bilingual("仅退款", "Refund only"), Bilingual("退货退款", "Return and refund"))
_TICKETS = (CATEGORIES[LOGISTICS], CATEGORIES[RETURNS], CATEGORIES[QUALITY], _HANDLING)
_ISSUES = (
    Bilingual("设计缺陷", "Design flaw"),
    Bilingual("生产瑕疵", "Production flaw"),
    Bilingual("包装问题", "Packaging"),
)
_LOSSES = (
    ("营销资损", Bilingual("优惠券叠加", "Stacked coupons"), 210),
    ("营销资损", Bilingual("价格设错", "Wrong price"), 90),
    ("品质资损", _ISSUES[1], 640),
    ("物流资损", Bilingual("丢件", "Lost parcel"), 260),
    ("物流资损", _CAUSES[2], 310),
    ("仓储资损", Bilingual("少发", "Short shipment"), 120),
    ("仓储资损", Bilingual("错发", "Wrong shipment"), 150),
)
_SAMPLES = (Bilingual("随机抽检", "Random sample"), Bilingual("定向抽检", "Targeted sample"))
_TOPICS = (
    Bilingual("服务技巧", "Service skills"),
    Bilingual("产品知识", "Product knowledge"),
    Bilingual("销售技巧", "Sales skills"),
    Bilingual("团队协作", "Teamwork"),
)
_POSTS = (Bilingual("新品种草", "New arrivals"), Bilingual("护理知识", "Care tips"))

# Names of types that files say in Chinese only.
RARE_CATEGORIES: tuple[Bilingual, ...] = (
    _ATTITUDE, _HANDLING, *_CAUSES, *_KINDS, *_ISSUES, *_SAMPLES, *_TOPICS, *_POSTS,
    *(kind for _, kind, _ in _LOSSES),
)  # fmt: skip

_WAGES = (5_900_00, 5_600_00, 5_700_00)
_OPENED = date(2024, 9, 1)


def shop_rows(roster: Roster, day: date) -> Iterator[RareRow]:
    """Yield the rare measures of a day of what is no talk with customers."""
    rng = random_of(day, 21)
    for at, (shop, team, share) in enumerate(_SHOPS):
        orders = days.orders_expected(day) * share
        yield from _complaints(rng, day, shop, team, orders)
        yield from _slips(rng, day, shop, team, orders)
        yield from _states(rng, day, shop, team, orders)
        yield from _tickets(rng, day, shop, team, share)
        yield from _refunds(rng, day, shop, team, orders)
        yield from _goods(rng, day, shop, orders)
        yield from _community(rng, day, shop, share)
        yield from _scores(day, shop, at)
        if day.weekday() == 6:
            yield from _weekly(rng, day, shop, team, share)
        if (day + timedelta(days=1)).day == 1:
            yield from _monthly(rng, day, shop, share)
    if day.toordinal() % 14 == 1:
        yield from _checked(rng, roster, day)
    if (day + timedelta(days=1)).day == 1:
        yield from _people(rng, day)


def _channel(shop: str, number: int) -> str:
    """Return a channel of a shop: of the flagship every fourth is JD's."""
    if shop == DOUYIN_SHOP.name.zh:
        return CHANNELS[2]
    return CHANNELS[1] if number % 4 == 3 else CHANNELS[0]


def _complaints(
    rng: Generator, day: date, shop: str, team: str, orders: float
) -> Iterator[RareRow]:
    late = days.late_parcels(day)
    count = int(rng.poisson(orders * (0.026 if late else 0.012)))
    found: Counter[tuple[str, str, str, str]] = Counter()
    for number in range(count):
        kind, causes = _COMPLAINTS[int(rng.choice(4, p=_LATE_SHARES if late else _SHARES))]
        product = _GOODS[int(rng.integers(len(_GOODS)) ** 2 // len(_GOODS))]
        cut = product, _channel(shop, number)
        answered, in_time = rng.random() < 0.95, rng.random() < (0.80 if late else 0.91)
        solved = in_time or rng.random() < 0.6
        for name, value in zip(_COMPLAINED, (1, solved, 1, answered, 1, in_time), strict=True):
            found[name, kind.zh, *cut] += int(value)
        several = causes if rng.random() < 0.3 else causes[int(rng.random() < 0.4) :][:1]
        found.update(("投诉原因数", cause.zh, *cut) for cause in several)
    for (name, of, product, channel), value in found.items():
        yield RareRow(shop, name, str(value), channel, "", team, of, product)
    for name in () if count else (*_COMPLAINED, "投诉原因数"):
        yield RareRow(shop, name, "0", team=team)


def _slips(rng: Generator, day: date, shop: str, team: str, orders: float) -> Iterator[RareRow]:
    """Yield what went wrong with orders: disputes, and orders overlooked or mixed up."""
    disputes = int(rng.poisson(orders * 0.0016))
    product = _GOODS[int(rng.integers(len(_GOODS)))]
    solved_of = int(rng.binomial(disputes, 0.86))
    for name, value in (("纠纷数", disputes), ("纠纷解决数", solved_of)):
        yield RareRow(shop, name, str(value), _channel(shop, day.day), "", team, "", product)
    for name, rate in (("漏单数", 0.0012), ("错单数", 0.0018)):
        yield RareRow(shop, name, str(int(rng.poisson(orders * rate))))


def _states(rng: Generator, day: date, shop: str, team: str, orders: float) -> Iterator[RareRow]:
    """Yield what is open on the evening of a day."""
    late = 2.4 if days.late_parcels(day) else 1.0
    waiting = max(1, round(orders * 0.02 * late * (0.85 + 0.3 * rng.random())))
    tickets = max(1, round(orders * 0.11 * late * (0.85 + 0.3 * rng.random())))
    age = round((26 + 20 * late) * 3600 * (0.9 + 0.2 * rng.random()))
    told = {
        "未解决投诉数": waiting,
        "处理中投诉数": round(waiting * 0.7),
        "未关工单数": tickets,
        "未关工单已等时长": tickets * age,
        "计龄工单数": tickets,
        "未完结退款数": max(1, round(orders * 0.24 * late * (0.9 + 0.2 * rng.random()))),
    }
    for name, value in told.items():
        yield RareRow(shop, name, str(value), team=team)


def _tickets(rng: Generator, day: date, shop: str, team: str, share: float) -> Iterator[RareRow]:
    late = days.late_parcels(day)
    size = days.chats_expected(day) * share * (0.11 if late else 0.08)
    for kind, part in zip(_TICKETS, (0.34, 0.32, 0.18, 0.16), strict=True):
        count = int(rng.poisson(size * part))
        yield RareRow(shop, "工单数", str(count), team=team, category=kind.zh)
    closed = int(rng.poisson(size))
    hours = (31 if late else 22) * (0.9 + 0.2 * rng.random())
    told = {
        "解决工单数": closed,
        "工单解决总时长": round(closed * hours * 3600),
    }
    for name, value in told.items():
        yield RareRow(shop, name, str(value), team=team)


def _refunds(rng: Generator, day: date, shop: str, team: str, orders: float) -> Iterator[RareRow]:
    """Yield refunds by kind and product; linen and quilts come back more often than candles."""
    late = days.late_parcels(day)
    count = int(rng.poisson(orders * (0.115 if late else 0.085)))
    product = (rng.random(count) ** 2.2 * len(PRODUCTS)).astype(int).tolist()
    kind = (rng.random(count) < (0.45 if late else 0.58)).astype(int).tolist()
    for (number, of), several in sorted(Counter(zip(product, kind, strict=True)).items()):
        amount = several * PRODUCTS[number].price * 94
        cut = _channel(shop, number + day.day), "", team, _KINDS[of].zh, _GOODS[number]
        yield RareRow(shop, "退款笔数", str(several), *cut)
        yield RareRow(shop, "退款金额", yuan(amount), *cut)
    if not count:
        yield RareRow(shop, "退款笔数", "0", team=team)
        yield RareRow(shop, "退款金额", "0", team=team)
    for of, hours in enumerate((9, 86)):
        done = round(count * (0.42, 0.58)[of])
        spent = round(done * hours * (1.35 if late else 1.0) * (0.92 + 0.16 * rng.random()) * 3600)
        yield RareRow(shop, "完结退款数", str(done), team=team, category=_KINDS[of].zh)
        yield RareRow(shop, "退款完结总时长", str(spent), team=team, category=_KINDS[of].zh)
    saved = round(count * 21_00 * (0.8 + 0.4 * rng.random()))
    yield RareRow(shop, "挽回金额", yuan(saved), team=team)
    paid = round(count * 5_60 * (0.8 + 0.4 * rng.random()))
    yield RareRow(shop, "售后补偿金额", yuan(paid), team=team)


def _goods(rng: Generator, day: date, shop: str, orders: float) -> Iterator[RareRow]:
    """Yield reviews and defects of one product a day, the next one tomorrow; what was sent."""
    product = _GOODS[day.toordinal() % len(_GOODS)]
    reviews = int(rng.poisson(orders * 0.35))
    bad = int(rng.binomial(reviews, 0.045 if days.late_parcels(day) else 0.022))
    sent = round(orders * 1.45)
    told = {
        "商品评价数": reviews,
        "商品好评数": reviews - bad - int(rng.binomial(reviews - bad, 0.015)),
        "商品差评数": bad,
        "不良件数": int(rng.binomial(sent, 0.009)),
        "不良率基数": sent,
    }
    for name, value in told.items():
        yield RareRow(shop, name, str(value), product=product)
    kind = _ISSUES[int(rng.choice(3, p=(0.2, 0.5, 0.3)))].zh
    issues = int(rng.poisson(orders * 0.006))
    yield RareRow(shop, "质量问题数", str(issues), category=kind, product=product)
    on_time = 0.82 if days.is_double11(day) else 0.965
    told = {"应发货数": round(orders), "按时发货数": int(rng.binomial(round(orders), on_time))}
    for name, value in told.items():
        yield RareRow(shop, name, str(value))


def _community(rng: Generator, day: date, shop: str, share: float) -> Iterator[RareRow]:
    came = int(rng.poisson(34 * share * days.season(day) ** 0.5))
    told = {"新增粉丝数": came, "流失粉丝数": int(rng.binomial(came, 0.55))}
    for name, value in told.items():
        yield RareRow(shop, name, str(value))
    sold = round(1900_00 * share * days.season(day) * (0.8 + 0.4 * rng.random()))
    yield RareRow(shop, "社群销售额", yuan(sold))


def _scores(day: date, shop: str, at: int) -> Iterator[RareRow]:
    """Yield the platform's scores: they move by a hundredth in weeks, and fall after parcels."""
    weeks = (day - _OPENED).days // 21
    late = any(days.late_parcels(day - timedelta(days=7 * back)) for back in range(3))
    parts = (("DSR描述相符", 4.81, 0.0), ("DSR服务态度", 4.84, 0.0), ("DSR物流服务", 4.80, 0.03))
    for name, base, fall in parts:
        score = base - 0.04 * at + (weeks % 7) * 0.003 - (fall if late else 0.0)
        yield RareRow(shop, name, f"{score:.3f}")
    if shop == FLAGSHIP.name.zh:
        yield RareRow(shop, "无忧购", f"{4.7 + (weeks % 5) * 0.02:.2f}")


def _weekly(rng: Generator, day: date, shop: str, team: str, share: float) -> Iterator[RareRow]:
    """Yield what is put together on Sundays."""
    orders = days.orders_expected(day) * share * 7
    contacts = round(orders * 1.6)
    told = {
        "一次解决基数": contacts,
        "一次解决数": int(rng.binomial(contacts, 0.78)),
        "关闭工单数": round(orders * 0.37),
        "重开工单数": int(rng.binomial(round(orders * 0.37), 0.06)),
        "确认订单数": round(orders),
        "订单确认总时长": round(orders * 540 * (0.9 + 0.2 * rng.random())),
    }
    for name, value in told.items():
        yield RareRow(shop, name, str(value), team=team)
    plain = {
        "发货包裹数": round(orders),
        "少发包裹数": int(rng.binomial(round(orders), 0.0042)),
        "错发包裹数": int(rng.binomial(round(orders), 0.0035)),
        "社群人数": round(((day - _OPENED).days * 15 + 5200) * share),
        "社群群数": 12 + (day - _OPENED).days // 45,
        "社群账号数": 3 + (day - _OPENED).days // 300,
        "核心粉丝数": 140 + (day - _OPENED).days // 3,
    }
    for name, value in plain.items():
        yield RareRow(shop, name, str(value))
    worse = 1.8 if days.late_parcels(day) else 1.0
    for name, kind, weekly in _LOSSES:
        lost = round(weekly * 100 * orders / 1200 * worse * (0.6 + 0.8 * rng.random()))
        product = _GOODS[day.toordinal() // 7 % len(_GOODS)] if name == "品质资损" else ""
        yield RareRow(shop, name, yuan(lost), category=kind.zh, product=product)
    yield RareRow(
        shop, "维系成本", yuan(round(orders * 42 * (0.8 + 0.4 * rng.random()))), team=team
    )
    for kind in _POSTS:
        yield RareRow(shop, "内容条数", str(int(rng.poisson(6))), category=kind.zh)


def _monthly(rng: Generator, day: date, shop: str, share: float) -> Iterator[RareRow]:
    grown = days.spend_growth(day)
    yield RareRow(
        shop, "社群成本", yuan(round(8600_00 * share * grown * (0.9 + 0.2 * rng.random())))
    )


def _people(rng: Generator, day: date) -> Iterator[RareRow]:
    """Yield what is booked on the last day of a month: wages, training, promotions, by team."""
    for at, team in enumerate(SAMPLE_TEAMS):
        shop = DOUYIN_SHOP.name.zh if at == 2 else FLAGSHIP.name.zh
        seats = SEATS[at]
        promoted = int(day.month in (6, 12) and at == (day.year + day.month // 6) % 3)
        told = {
            "晋升人数": promoted,
            "已评晋升人数": 1 + promoted,
            "胜任晋升人数": 1 + promoted - int(rng.random() < 0.2),
        }
        bonus = round(seats * 420_00 * days.season(day) * (0.9 + 0.2 * rng.random()))
        prizes = round(seats * 95_00 * (0.8 + 0.4 * rng.random()))
        money = {"工资": seats * _WAGES[at], "激励奖": bonus, "激励成本": prizes}
        for name, value in told.items():
            yield RareRow(shop, name, str(value), team=team.zh)
        for name, fen in money.items():
            yield RareRow(shop, name, yuan(fen), team=team.zh)
        topic = _TOPICS[(day.month + at) % len(_TOPICS)].zh
        for name, part in (("培训", 0.9), ("演练", 0.8)):
            came = int(rng.binomial(seats, part))
            yield RareRow(shop, f"{name}应到人次", str(seats), team=team.zh, category=topic)
            yield RareRow(shop, f"{name}实到人次", str(came), team=team.zh, category=topic)


def _checked(rng: Generator, roster: Roster, day: date) -> Iterator[RareRow]:
    """Yield each agent's quality checks of two weeks: most drawn at random, some chosen."""
    for at, team in enumerate(SAMPLE_TEAMS):
        shop = DOUYIN_SHOP.name.zh if at == 2 else FLAGSHIP.name.zh
        for seat in range(SEATS[at]):
            holder = roster.holder(at, seat, day)
            points, given = 300, int(rng.binomial(300, 0.89))
            chosen = _SAMPLES[int((seat + day.day) % 6 == 0)].zh
            if holder is None:
                continue
            for name, value in (("质检适用分", points), ("质检得分", given)):
                cut = holder.accounts[0], team.zh, chosen
                yield RareRow(shop, name, str(value), "", *cut)
