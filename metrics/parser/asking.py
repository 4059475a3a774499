"""A question on its way: which metric is meant, and what is in the way of an answer.

Every refusal to guess is made here, each with requests that work.
"""

from dataclasses import dataclass, replace

from base.language import Days, Lang, Msg, msg
from base.units import Unit
from metrics.catalogue import CATALOGUE
from metrics.model import MeanDuration, Metric, NotUnderstood, Stat
from metrics.parser import nearest, resolving, timing
from metrics.parser.nearest import Kept
from metrics.parser.reading import Reading
from metrics.parser.resolving import Moment
from metrics.parser.vocabulary import DIM_NAMES, vocabulary
from metrics.parser.words import MetricWord, MissingMetric, Rank, Sign, When

_METRIC_ENDINGS = ("率", "量", "数", "额", "度", "价", "时长", "时间", "成本", "占比")
# How far the target is reached, of nothing in particular.
_PARTS = frozenset({Unit.SHARE, Unit.RATIO, Unit.PER_HOUR})
_REACHED = ("完成", "达成", "attain", "reached", "percent of target")
_METRIC_WORDS = frozenset({"rate", "time", "share", "count", "score", "ratio", "volume", "cost"})


@dataclass(frozen=True)
class Asking:
    """What was read, and what the words do not say: the day and the asker's language."""

    reading: Reading
    moment: Moment
    lang: Lang

    def kept(self) -> Kept:
        """Return what shall stay in requests offered instead."""
        reading = self.reading
        names = ((named.members[0].dim, reading.typed(token)) for token, named in reading.names)
        why = Sign.WHY in reading.signs
        return Kept(self.lang, self.typed_period(), tuple(names), reading.dims(), why)

    def typed_period(self) -> str:
        """Return the period as it was typed, empty when there was none that can be."""
        when = timing.main_when(self.reading, self.moment)
        if not isinstance(when, When) or resolving.resolve(when, self.moment) is None:
            return ""
        typed = (self.reading.typed(token) for token, _ in self.reading.whens)
        return " ".join(dict.fromkeys(typed))

    def refuse(
        self,
        reason: str,
        words: tuple[str, ...],
        requests: tuple[str, ...],
        metric: Metric | None = None,
    ) -> NotUnderstood:
        """Return what was not understood beside what was."""
        requests = tuple(dict.fromkeys(requests))[: nearest.MOST]
        return NotUnderstood(reason, words, requests, self._understood(), metric)

    def no_cut(self, metric: Metric, *words: str) -> NotUnderstood:
        """Return that a metric cannot be asked for by these words, with cuts that work."""
        names = tuple((dim, name) for dim, name in self.kept().names if name not in words)
        kept = replace(self.kept(), names=names)
        return self.refuse("no_cut", words, kept.by_cuts(metric), metric)

    def bad_period(self, metric: Metric) -> NotUnderstood:
        """Return that there is no such time, or that several contradict each other."""
        reading = self.reading
        tokens = [token for token, _ in (*reading.whens, *reading.hours)]
        tokens += [token for token, what in reading.baselines if isinstance(what, When)]
        words = tuple(reading.typed(token) for token in tokens)
        kept = replace(self.kept(), period="")
        return self.refuse("bad_period", words, (kept.plain(metric), *kept.by_cuts(metric)), metric)

    def _understood(self) -> tuple[Msg, ...]:
        reading = self.reading
        parts = [msg("understood.metric", name=w.metric.name) for _, w in reading.metrics[:1]]
        when = timing.main_when(reading, self.moment)
        period = resolving.resolve(when, self.moment) if isinstance(when, When) else None
        if period is not None:
            parts.append(msg("understood.period", days=Days(period.start, period.end)))
        parts += [msg("understood.cut", cut=DIM_NAMES[dim]) for dim in reading.dims()]
        parts += [msg("understood.member", name=name.members[0].name) for _, name in reading.names]
        return tuple(parts)


def metric_of(asking: Asking) -> Metric | NotUnderstood:
    """Return the one metric that is asked for."""
    reading = asking.reading
    found = tuple(dict.fromkeys(word.metric for _, word in reading.metrics))
    if reading.missing and not found:
        words = tuple(reading.typed(token) for token, _ in reading.missing)
        first = reading.missing[0][1]
        requests = asking.kept().by_metrics(nearest.of(first.near))
        return asking.refuse("unsure" if first.unsure else "unknown_metric", words, requests)
    if len(found) > 1:
        words = tuple(reading.typed(token) for token, _ in reading.metrics)
        return asking.refuse("two_metrics", words, asking.kept().by_metrics(found))
    if found:
        return found[0]
    if any(sense in {Rank.SLOW, Rank.FAST} for _, sense in reading.ranks) and not reading.unknown:
        return CATALOGUE["frt"]
    if _attained(reading):
        # How far the target is reached, of nothing in particular: what is sold (M05).
        return CATALOGUE["cs_sales"]
    return _no_metric(asking)


def _attained(reading: Reading) -> bool:
    """Say whether a rate of attainment is asked for by its own name, and nothing is unknown."""
    if Sign.TARGET not in reading.signs or reading.unknown or reading.names:
        return False
    return any(word in reading.folded.chars for word in _REACHED)


def _no_metric(asking: Asking) -> NotUnderstood:
    reading = asking.reading
    words = tuple(reading.typed(token) for token in reading.unknown)
    concrete = bool(reading.cuts or reading.names or reading.hours or reading.stats)
    known = concrete or bool(reading.whens or reading.signs)
    if not words:
        reason = "no_metric" if known else "off_topic"
    elif concrete or any(_like_metric(word) for word in words):
        reason = "unknown_metric"
    else:
        reason = "off_topic"
    kept = asking.kept() if reason != "off_topic" else Kept(asking.lang)
    return asking.refuse(reason, words, (*kept.by_metrics(_in_names(reading)), *kept.usual()))


def _in_names(reading: Reading) -> tuple[Metric, ...]:
    """Return the metrics that stand inside a name and can be asked for it: 退款 of 仅退款."""
    found: dict[Metric, None] = {}
    for token, named in reading.names:
        text = reading.folded.chars[token.start : token.end]
        for at in range(len(text)):
            for _, meaning, _ in vocabulary().find(text, at):
                if isinstance(meaning, MetricWord) and named.members[0].dim in meaning.metric.cuts:
                    found.setdefault(meaning.metric)
                elif isinstance(meaning, MissingMetric):
                    found.update(dict.fromkeys(nearest.of(meaning.near)))
    return tuple(found)


def _like_metric(word: str) -> bool:
    return word.endswith(_METRIC_ENDINGS) or word.lower() in _METRIC_WORDS


def trouble(asking: Asking, metric: Metric) -> NotUnderstood | None:
    """Return what keeps a question with a known metric from being answered."""
    return _unknown(asking, metric) or _stat_trouble(asking, metric)


def _unknown(asking: Asking, metric: Metric) -> NotUnderstood | None:
    reading, kept = asking.reading, asking.kept()
    tokens = [*reading.unknown, *(token for token, _ in reading.missing)]
    if Sign.NET in reading.signs and metric.unit is not Unit.MONEY:
        tokens.append(reading.signs[Sign.NET])
    if Sign.SHARE in reading.signs and metric.unit not in _PARTS:
        # The share of a count is another figure.
        tokens.append(reading.signs[Sign.SHARE])
    if not tokens:
        return None
    if reading.no_cut:
        return asking.no_cut(metric, *map(reading.typed, reading.no_cut))
    words = tuple(map(reading.typed, tokens))
    requests = (kept.plain(metric), *kept.by_cuts(metric))
    return asking.refuse("unknown_word", words, requests, metric)


def _stat_trouble(asking: Asking, metric: Metric) -> NotUnderstood | None:
    """A percentile belongs to a duration, and one question has one statistic."""
    found = [(t, stat) for t, stat in asking.reading.stats if stat is not Stat.MEAN]
    single = len({stat for _, stat in found}) <= 1
    formula = metric.formula
    known = isinstance(formula, MeanDuration) and formula.duration is not None
    if not found or (single and known):
        return None
    words = tuple(asking.reading.typed(token) for token, _ in found)
    kept = asking.kept()
    with_stat = (kept.request(m, "p90") for m in nearest.of(("frt", "art")))
    return asking.refuse("no_stat", words, (kept.plain(metric), *with_stat), metric)
