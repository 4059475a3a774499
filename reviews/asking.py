"""A summary's buttons as a person would type them: with dates, for a post is read for weeks."""

from base.dimensions import Dim
from base.language import Bilingual, Lang
from base.schedule import Level, What
from metrics.model import Against, Filter, Metric, Period, Question

_KINDS = {
    What.WEEKLY: Bilingual("周报", "weekly"),
    What.DAILY: Bilingual("日报", "daily"),
    What.MONTHLY: Bilingual("月报", "monthly"),
    What.FLASH: Bilingual("快报", "flash"),
}
_BOSS = Bilingual("给老板", "for the boss")
_WHY = Bilingual("为什么", "why")
_CUTS = {Dim.HOUR: Bilingual("按小时", "by hour"), Dim.TEAM: Bilingual("按组", "by team")}
_BASES = {
    Against.USUAL: Bilingual("和平常比", "vs usual"),
    Against.LAST_YEAR: Bilingual("同比", "vs last year"),
}


def summary_request(
    what: What, level: Level, period: Period, filters: tuple[Filter, ...], lang: Lang
) -> str:
    """Return how to ask for a summary of a period again, on any day."""
    parts = [_KINDS[what].in_(lang), *_names(filters, lang), dates_request(period, lang)]
    if level is Level.COMPANY:
        parts.append(_BOSS.in_(lang))
    return " ".join(parts)


def why_request(question: Question, against: Against, lang: Lang) -> str:
    """Return how to ask why a figure changed against one of its baselines."""
    base = _BASES.get(against)
    parts = [_WHY.in_(lang), *figure_words(question, lang)]
    return " ".join([*parts, base.in_(lang)] if base is not None else parts)


def cut_request(question: Question, cut: Dim, lang: Lang) -> str:
    """Return how to ask for a figure by a cut."""
    return " ".join([*figure_words(question, lang), _CUTS[cut].in_(lang)])


def figure_words(question: Question, lang: Lang) -> list[str]:
    """Return how to ask for a figure in its period."""
    return [
        metric_word(question.metric, lang),
        *_names(question.filters, lang),
        dates_request(question.period, lang),
    ]


def metric_word(metric: Metric, lang: Lang) -> str:
    """Return how a metric is typed in a language."""
    ascii_only = lang is Lang.EN
    return next((s for s in metric.synonyms if s.isascii() is ascii_only), metric.synonyms[0])


def dates_request(period: Period, lang: Lang) -> str:
    """Return a period as dates, its whole length where it is not over yet."""
    start, end = period.start.isoformat(), period.whole_end.isoformat()
    if start == end:
        return start
    return f"{start}到{end}" if lang is Lang.ZH else f"{start} to {end}"


def _names(filters: tuple[Filter, ...], lang: Lang) -> list[str]:
    return [name.in_(lang) for f in filters for name in f.names]
