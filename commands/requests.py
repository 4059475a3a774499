"""Requests as a person would type them: for follow-ups, suggestions and the names of times."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from base.answer import FollowUp
from base.dimensions import TIME_DIMS, Dim
from base.language import Bilingual, Lang, msg
from metrics.category_kinds import cut_key, kinds_of
from metrics.explain import explainable
from metrics.model import Against, Baseline, Metric, Period, PeriodKind, Question, Stat
from metrics.promotions import DEFAULT

_CUT_WORDS = {
    Dim.TEAM: Bilingual("按组", "by team"),
    Dim.SHOP: Bilingual("按店铺", "by shop"),
    Dim.CHANNEL: Bilingual("按渠道", "by channel"),
    Dim.AGENT: Bilingual("按客服", "by agent"),
    Dim.CATEGORY: Bilingual("按问题类型", "by topic"),
    Dim.HANDLER: Bilingual("按人机", "by handler"),
    Dim.EMPLOYMENT: Bilingual("按用工", "by employment"),
    Dim.PRODUCT: Bilingual("按商品", "by product"),
    Dim.PLATFORM: Bilingual("按平台", "by platform"),
    Dim.COUNTRY: Bilingual("按国家", "by country"),
    Dim.DAY: Bilingual("按天", "by day"),
    Dim.HOUR: Bilingual("按小时", "by hour"),
    Dim.MONTH: Bilingual("按月", "by month"),
    Dim.WEEKDAY: Bilingual("按星期", "by weekday"),
}
# What is asked of categories that are no topics of chats.
_BY_KIND = Bilingual("按类型", "by type")
_KIND_WORDS = {
    "cause": Bilingual("按原因", "by cause"),
    "tenure": Bilingual("按司龄", "by tenure"),
}
_WEEKDAYS = (
    Bilingual("周一", "Mon"), Bilingual("周二", "Tue"), Bilingual("周三", "Wed"),
    Bilingual("周四", "Thu"), Bilingual("周五", "Fri"), Bilingual("周六", "Sat"),
    Bilingual("周日", "Sun"),
)  # fmt: skip
_WHY = Bilingual("为什么", "why")
_BASES = {
    Against.LAST_YEAR: Bilingual("同比", "vs last year"),
    Against.USUAL: Bilingual("和平常比", "vs usual"),
    Against.PREVIOUS: Bilingual("环比", "previous period"),
}
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
_MOST = 3


def typed(question: Question, today: date, lang: Lang, cut: Dim | None = None) -> str:
    """Return a request that asks for the same figure, by another cut if given."""
    parts = [_stat_word(question.stat, lang), metric_word(question.metric, lang)]
    parts += [name.in_(lang) for f in question.filters if f.dim is not cut for name in f.names]
    parts.append(period_word(question.period, today, lang))
    if cut is not None:
        parts.append(cut_word(cut, lang, question.metric))
    return " ".join(part for part in parts if part)


def typed_why(
    question: Question, today: date, lang: Lang, main: int, cut: Dim | None = None
) -> str:
    """Return a request that asks why the figure changed against the baseline `main`."""
    parts = [_WHY.in_(lang), typed(question, today, lang)]
    if question.hours is not None:
        first, last = question.hours
        parts.append(f"{first}-{last}点" if lang is Lang.ZH else f"{first}:00-{last}:00")
    parts.append(_base_word(question, question.baselines[main], today, lang))
    parts.append(cut_word(cut, lang, question.metric) if cut is not None else "")
    return " ".join(part for part in parts if part)


def _base_word(question: Question, baseline: Baseline, today: date, lang: Lang) -> str:
    """Return how to ask for a baseline; nothing for the one that is taken anyway."""
    if baseline.against is Against.PERIOD:
        word = period_word(baseline.periods[0], today, lang)
        return f"和{word}比" if lang is Lang.ZH else f"vs {word}"
    usual = Against.PROMOTION if question.period.promotion else Against.PREVIOUS
    if baseline.against is usual or baseline != question.baselines[0]:
        return ""
    return _BASES[baseline.against].in_(lang) if baseline.against in _BASES else ""


def _stat_word(stat: Stat, lang: Lang) -> str:
    return "" if stat is Stat.MEAN else stat.value.upper()


def several_places(question: Question) -> Dim | None:
    """Return the kind of place of which several stand side by side, None where none does."""
    for dim in (Dim.PLATFORM, Dim.CHANNEL, Dim.SHOP):
        named = any(len(f.members) > 1 for f in question.filters if f.dim is dim)
        if named or question.cuts == (dim,):
            return dim
    return None


def metric_word(metric: Metric, lang: Lang) -> str:
    """Return how a metric is typed in a language."""
    # The name itself may hold brackets; the first synonym of the language is what people type.
    ascii_only = lang is Lang.EN
    return next((s for s in metric.synonyms if s.isascii() is ascii_only), metric.synonyms[0])


def cut_word(cut: Dim, lang: Lang, metric: Metric | None = None) -> str:
    """Return how a cut is typed in a language, of a metric whose categories are no topics too."""
    kinds = kinds_of(metric) if metric is not None and cut is Dim.CATEGORY else ""
    return (_KIND_WORDS.get(kinds, _BY_KIND) if kinds else _CUT_WORDS[cut]).in_(lang)


def period_word(period: Period, today: date, lang: Lang) -> str:
    """Return how to type a period: a relative word where there is one, else dates."""
    words = _relative(period, today) or _promotion(period, today)
    if words is not None:
        return words.in_(lang)
    joined = "到" if lang is Lang.ZH else " to "
    if period.start == period.end:
        return period.start.isoformat()
    return f"{period.start.isoformat()}{joined}{period.end.isoformat()}"


def _relative(period: Period, today: date) -> Bilingual | None:
    monday = today - timedelta(days=today.weekday())
    first = today.replace(day=1)
    last_month = (first - timedelta(days=1)).replace(day=1)
    known = {
        (PeriodKind.DAY, today - timedelta(days=1)): Bilingual("昨天", "yesterday"),
        (PeriodKind.WEEK, monday - timedelta(days=7)): Bilingual("上周", "last week"),
        (PeriodKind.WEEK, monday): Bilingual("本周", "this week"),
        (PeriodKind.MONTH, last_month): Bilingual("上个月", "last month"),
        (PeriodKind.MONTH, first): Bilingual("本月", "this month"),
    }
    return known.get((period.kind, period.start))


def _promotion(period: Period, today: date) -> Bilingual | None:
    if period.promotion is None:
        return None
    name = DEFAULT.name(period.promotion)
    if period.start.year == today.year:
        return name
    year = period.start.year
    return Bilingual(f"{year}年{name.zh}", f"{name.en} {year}")


def follow_ups(
    question: Question,
    today: date,
    lang: Lang,
    changed: int | None = None,
    *,
    usual: bool = False,
) -> tuple[FollowUp, ...]:
    """Return what is worth asking next: why, then a team or place, a time; at most three.

    `changed` is the baseline on which the figure changed, None if on none. Where that is `usual`
    why is not the first that is asked: there is nothing to look for, but anybody may look.
    """
    cuts = question.metric.cuts - set(question.cuts)
    wanted: list[Dim] = []
    if not any(c not in TIME_DIMS for c in question.cuts):
        wanted += [c for c in (Dim.TEAM, Dim.SHOP, Dim.COUNTRY) if c in cuts][:1]
    one_day = question.period.days == 1
    wanted += [c for c in ((Dim.HOUR,) if one_day else (Dim.DAY,)) if c in cuts]
    wanted += [c for c in (Dim.CHANNEL, Dim.CATEGORY) if c in cuts]
    found = [
        FollowUp(msg(f"button.{cut_key(question.metric, cut)}"), typed(question, today, lang, cut))
        for cut in wanted
    ]
    personal = any(f.dim is Dim.AGENT for f in question.filters)
    if changed is None or personal or not explainable(question):
        return tuple(found[:_MOST])
    why = FollowUp(msg("button.why"), typed_why(question, today, lang, changed))
    found.insert(1 if usual else 0, why)
    return tuple(found[:_MOST])


def with_instead(
    follow_ups: tuple[FollowUp, ...], question: Question, today: date, lang: Lang
) -> tuple[FollowUp, ...]:
    """Return follow-ups with what the word may mean as well before them: one tap away."""
    others = tuple(
        FollowUp(
            msg("metric.plain", name=other.name),
            typed(replace(question, metric=other, stat=Stat.MEAN), today, lang),
        )
        for other in question.instead
        if all(f.dim in other.cuts for f in question.filters)
    )
    return (*others, *follow_ups)[:_MOST]


def with_act(
    follow_ups: tuple[FollowUp, ...], question: Question, lang: Lang
) -> tuple[FollowUp, ...]:
    """Return follow-ups with the button that makes an action of a figure, as the second of them.

    Only two are seen beside export and how. Nobody is given an action for one person's figure.
    """
    act = _act(question, lang)
    if act is None:
        return follow_ups
    others = sorted(follow_ups[1:], key=lambda one: one.label.key != "button.why")
    return (*follow_ups[:1], act, *others)[:_MOST]


def _act(question: Question, lang: Lang) -> FollowUp | None:
    personal = any(f.dim is Dim.AGENT for f in question.filters)
    if personal or question.hours is not None or question.stat is not Stat.MEAN:
        return None
    names = [name.in_(lang) for f in question.filters for name in f.names]
    figure = " ".join([metric_word(question.metric, lang), *names])
    # By its dates: last week is another one when somebody reads it.
    dates = _dates(question.period.start, question.period.end, lang)
    request = f"/action form metric {figure} problem: {figure} {dates}"
    return FollowUp(msg("action.button.act"), request)


def _dates(start: date, end: date, lang: Lang) -> str:
    """Return days with their year as people write them: 2026/11/9–11/15, 9–15 Nov 2026."""
    if lang is Lang.ZH:
        last = "" if start == end else f"–{end.month}/{end.day}"
        if start.year != end.year:
            last = f"–{end.year}/{end.month}/{end.day}"
        return f"{start.year}/{start.month}/{start.day}{last}"
    first_month, last_month = (_MONTHS.split()[day.month - 1] for day in (start, end))
    last = f"{end.day} {last_month} {end.year}"
    if start == end:
        return last
    if start.year != end.year:
        return f"{start.day} {first_month} {start.year} – {last}"
    same = start.month == end.month
    return f"{start.day}–{last}" if same else f"{start.day} {first_month} – {last}"


def time_name(cut: Dim, member: Any, today: date) -> Bilingual:
    """Return the name of a time as a table shows it."""
    match cut:
        case Dim.WEEKDAY:
            return _WEEKDAYS[int(member)]
        case Dim.HOUR:
            return Bilingual(f"{member} 点", f"{int(member):02d}:00")
        case Dim.HALF_HOUR:
            text = f"{int(member) // 2:02d}:{'30' if int(member) % 2 else '00'}"
            return Bilingual(text, text)
        case Dim.MONTH:
            return _month(int(member), today)
        case Dim.DAY | Dim.WEEK:
            return _day(member, today)
        case _:
            return Bilingual(str(member), str(member))


def _month(member: int, today: date) -> Bilingual:
    year, month = divmod(member, 100)
    english = _MONTHS.split()[month - 1]
    if year == today.year:
        return Bilingual(f"{month} 月", english)
    return Bilingual(f"{year} 年 {month} 月", f"{english} {year}")


def _day(day: date, today: date) -> Bilingual:
    english = f"{day.day} {_MONTHS.split()[day.month - 1]}"
    if day.year == today.year:
        return Bilingual(f"{day.month}/{day.day}", english)
    return Bilingual(f"{day.year}/{day.month}/{day.day}", f"{english} {day.year}")
