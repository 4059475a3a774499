"""From what was read to a `Question`, or to what was not understood and what would work."""

from collections.abc import Sequence
from dataclasses import replace

from base.dimensions import TIME_DIMS, Dim
from base.language import Bilingual, Days, Listing, Msg, msg
from base.units import Good
from metrics.catalogue import CATALOGUE
from metrics.model import (
    ASKER,
    CAUSES,
    Against,
    Baseline,
    Chapter,
    Correction,
    External,
    Filter,
    Member,
    Metric,
    NotUnderstood,
    PeriodKind,
    Question,
    Stat,
    Total,
    Why,
)
from metrics.parser import baselines, choosing, nearest, timing
from metrics.parser.asking import Asking, metric_of, trouble
from metrics.parser.choosing import Choice
from metrics.parser.reading import Reading
from metrics.parser.timing import Chosen
from metrics.parser.vocabulary import DIM_NAMES
from metrics.parser.words import Rank, Sign, Unit, When

_DAILY_UP_TO = 31
_WEEKLY_UP_TO = 190


def understand(
    asking: Asking, corrections: tuple[Correction, ...] = ()
) -> Question | NotUnderstood:
    """Return the question that was asked, or what of it was not understood."""
    metric = metric_of(asking)
    if isinstance(metric, NotUnderstood):
        return metric
    metric = _by_own_type(asking, metric)
    if isinstance(metric, NotUnderstood):
        return metric
    choice = choosing.choose(asking, metric)
    asking, metric = choice.asking, choice.metric
    wrong = trouble(asking, metric)
    if wrong is not None:
        return wrong
    chosen = timing.choose(asking.reading, asking.moment)
    if chosen is None:
        return asking.bad_period(metric)
    plain = why_of(asking.reading) is None
    chosen = timing.for_metric(chosen, asking.reading, metric, asking.moment, as_it_stands=plain)
    found = _question(asking, metric, chosen, corrections)
    return found if isinstance(found, NotUnderstood) else _with_others(found, asking, choice)


def _with_others(question: Question, asking: Asking, choice: Choice) -> Question:
    """Return the question with what its word may mean as well, and that it may."""
    notes, instead = choice.notes, () if question.why is not None else choice.instead
    words = asking.reading.metrics
    if instead and not any(word.note for _, word in words):
        typed = asking.reading.typed(words[0][0])
        others = Listing(tuple(other.name for other in instead))
        notes = (*notes, msg("note.may_mean", word=typed, others=others))
    return replace(question, notes=(*notes, *question.notes), instead=instead)


# Types that only some metrics are told apart by: a metric with types of another kind has not these.
_OWN_TYPES = (
    (("原因", "cause", "causes"), ("complaint_causes", "complaint_cause_share")),
    (("司龄", "tenure"), ("leavers",)),
)


# Of a chat a reason is its topic; of a complaint or a refund it is a cause.
_REASONS = _OWN_TYPES[0][0]
_WITH_REASONS = frozenset({Chapter.COMPLAINT, Chapter.REFUND, Chapter.LOSS})


def _by_own_type(asking: Asking, metric: Metric) -> Metric | NotUnderstood:
    """Return the metric that has the types asked for: complaints by cause are their causes."""
    reading = asking.reading
    typed = [reading.typed(token) for token, dim in reading.cuts if dim is Dim.CATEGORY]
    for endings, keys in _OWN_TYPES:
        words = [word for word in typed if word.lower().endswith(endings)]
        if metric.chapter in _WITH_REASONS and endings == _REASONS:
            words += [word for word in typed if word.lower().endswith(("reason", "reasons"))]
        if words and metric.key == "complaints" and "complaint_causes" in keys:
            return CATALOGUE["complaint_causes"]
        if words and metric.key not in keys:
            return asking.no_cut(metric, *words)
    return metric


def _question(
    asking: Asking, metric: Metric, chosen: Chosen, corrections: tuple[Correction, ...]
) -> Question | NotUnderstood:
    reading = asking.reading
    filters = _filters(asking, metric)
    if isinstance(filters, NotUnderstood):
        return filters
    several = [found for found in filters if len(found.members) > 1]
    why = why_of(reading)
    cuts = _cuts(reading, chosen, several, why)
    wrong = _cut_trouble(asking, metric, cuts) or _hour_trouble(asking, metric)
    if wrong is not None:
        return wrong
    notes = [] if why is None else _why_notes(reading, cuts, several)
    if why is not None:
        cuts, several = tuple(cut for cut in cuts if cut in CAUSES), []
    compared = _baselines(asking, metric, chosen, cuts, several, why)
    if compared is None:
        return asking.bad_period(metric)
    percentiles = [stat for _, stat in reading.stats if stat is not Stat.MEAN]
    hours = reading.hours[0][1] if reading.hours else None
    return Question(
        metric,
        chosen.period,
        percentiles[0] if percentiles else Stat.MEAN,
        cuts,
        filters,
        (hours.start, hours.end) if hours else None,
        tuple(compared.baselines),
        why is None and bool(cuts) and _worst_first(reading, metric),
        corrections,
        (*_notes(asking, metric, chosen), *notes, *compared.notes),
        why,
        also=_also(reading) if why is None or isinstance(metric.formula, External) else (),
    )


def _also(reading: Reading) -> tuple[Metric, ...]:
    return next((word.also for _, word in reading.metrics if word.also), ())


_DIRECTIONS = {
    Sign.FELL: Why.FELL,
    Sign.ROSE: Why.ROSE,
    Sign.WORSE: Why.WORSE,
    Sign.BETTER: Why.BETTER,
}


def why_of(reading: Reading) -> Why | None:
    """Return whether a reason is asked for, and which way the figure is taken to have gone.

    A bare 怎么 asks why of a fall or a rise ("怎么掉了"), and only how otherwise ("怎么变化").
    """
    said = [way for sign, way in _DIRECTIONS.items() if sign in reading.signs]
    if Sign.WHY in reading.signs or (Sign.HOW_COME in reading.signs and said):
        return said[0] if len(said) == 1 else Why.CHANGED
    return None


def _why_notes(reading: Reading, cuts: Sequence[Dim], several: Sequence[Filter]) -> list[Msg]:
    """Say what of a question about reasons is not answered: by person or time, A than B."""
    notes = [msg("note.why_not_by", cut=DIM_NAMES[cut]) for cut in cuts if cut not in CAUSES]
    if several and reading.paired:
        notes.append(msg("note.why_over_time"))
    return notes


_OWN = {
    Sign.ASKER: (Dim.AGENT, Bilingual("你", "you")),
    Sign.ASKER_TEAM: (Dim.TEAM, Bilingual("你的组", "your team")),
}


def _filters(asking: Asking, metric: Metric) -> tuple[Filter, ...] | NotUnderstood:
    members: dict[Dim, dict[int | str, Bilingual]] = {}
    allowed = _common_dims(asking.reading, metric) or metric.cuts
    for word, named in asking.reading.names:
        if choosing.is_its_own(metric, named.members[0]):
            continue
        fitting = [member for member in named.members if member.dim in allowed]
        if not fitting:
            return asking.no_cut(metric, asking.reading.typed(word))
        same = [member for member in fitting if member.dim is fitting[0].dim]
        if len(same) > 1:
            return _several(asking, metric, asking.reading.typed(word), same)
        members.setdefault(same[0].dim, {})[same[0].id] = same[0].name
    for sign, (dim, name) in _OWN.items():
        token = asking.reading.signs.get(sign)
        if token is not None and dim not in metric.cuts:
            return asking.no_cut(metric, asking.reading.typed(token))
        if token is not None:
            members.setdefault(dim, {})[ASKER] = name
    return tuple(Filter(dim, tuple(found), tuple(found.values())) for dim, found in members.items())


def _common_dims(reading: Reading, metric: Metric) -> frozenset[Dim]:
    """Names that are compared are of one kind: "抖音店 vs 天猫店" are two shops or two channels."""
    if not reading.paired:
        return frozenset()
    kinds = [{member.dim for member in named.members} for _, named in reading.names]
    return metric.cuts.intersection(*kinds)


def _several(asking: Asking, metric: Metric, typed: str, members: list[Member]) -> NotUnderstood:
    """A name that several people share: offer each under a name of his own, if he has one."""
    terms = [{member.name.zh, member.name.en, *member.terms} for member in members]
    own: list[str] = []
    for at, mine in enumerate(terms):
        others: set[str] = set().union(*(t for i, t in enumerate(terms) if i != at))
        own += sorted(mine - others, key=len, reverse=True)[:1]
    kept, dim = replace(asking.kept(), names=()), members[0].dim
    by = kept.request(metric, nearest.cut_words(asking.lang, dim))
    requests = (*(replace(kept, names=((dim, name),)).request(metric) for name in own), by)
    return asking.refuse("unsure", (typed,), requests, metric)


def _cuts(
    reading: Reading, chosen: Chosen, several: Sequence[Filter], why: Why | None
) -> tuple[Dim, ...]:
    cuts = dict.fromkeys(reading.dims())
    cuts.update(dict.fromkeys(found.dim for found in several))
    if Sign.WHO in reading.signs and not several:
        cuts.setdefault(Dim.AGENT)
    if _superlative(reading) and not cuts and not reading.names and why is None:
        cuts.setdefault(Dim.TEAM)
    if Sign.TREND in reading.signs and not TIME_DIMS & set(cuts):
        cuts.setdefault(_trend_dim(chosen))
    return tuple(cuts)


# "Is it higher than last year" asks for no order; "哪个组高" names what is to be ordered.
_COMPARATIVES = frozenset(
    {"高", "多", "低", "少", "high", "low", "higher", "lower", "more", "fewer"}
)


def _superlative(reading: Reading) -> bool:
    return any(reading.typed(token).lower() not in _COMPARATIVES for token, _ in reading.ranks)


def _trend_dim(chosen: Chosen) -> Dim:
    if chosen.period.days <= _DAILY_UP_TO:
        return Dim.DAY
    return Dim.WEEK if chosen.period.days <= _WEEKLY_UP_TO else Dim.MONTH


def _cut_trouble(asking: Asking, metric: Metric, cuts: Sequence[Dim]) -> NotUnderstood | None:
    wrong = [dim for dim in cuts if dim not in metric.cuts]
    if not wrong:
        return None
    reading = asking.reading
    typed = [reading.typed(token) for token, dim in reading.cuts if dim in wrong]
    return asking.no_cut(metric, *(typed or (DIM_NAMES[wrong[0]].in_(asking.lang),)))


def _hour_trouble(asking: Asking, metric: Metric) -> NotUnderstood | None:
    found = asking.reading.hours
    if not found:
        return None
    if Dim.HOUR not in metric.cuts:
        return asking.no_cut(metric, asking.reading.typed(found[0][0]))
    hours = found[0][1]
    possible = len(found) == 1 and 0 <= hours.start < hours.end <= 24
    return None if possible else asking.bad_period(metric)


def _baselines(
    asking: Asking,
    metric: Metric,
    chosen: Chosen,
    cuts: Sequence[Dim],
    several: Sequence[Filter],
    why: Why | None,
) -> baselines.Chosen | None:
    reading, moment = asking.reading, asking.moment
    wanted = [what for _, what in reading.baselines]
    compared = baselines.asked(wanted, chosen.period, chosen.when, moment)
    if compared is None:
        return None
    if several:
        compared.baselines.insert(0, Baseline(Against.MEMBERS))
    plain = why is None and _no_baseline(reading, chosen, cuts)
    if not compared.baselines and not wanted and chosen.now:
        return baselines.of_state(chosen.period, metric)
    if not compared.baselines and not wanted and not plain:
        return baselines.default(chosen.period, chosen.when, moment)
    return compared


def _no_baseline(reading: Reading, chosen: Chosen, cuts: Sequence[Dim]) -> bool:
    """Trends and lists of persons are compared with nothing unless asked."""
    if chosen.trend or (Sign.WHO in reading.signs and Dim.AGENT in cuts):
        return True
    long = chosen.period.kind is PeriodKind.YEAR or _is_rolling(chosen.when)
    return long and bool({Dim.WEEK, Dim.MONTH} & set(cuts))


def _is_rolling(when: When | None) -> bool:
    return when is not None and when.unit in {Unit.LAST_WEEKS, Unit.LAST_MONTHS}


def _worst_first(reading: Reading, metric: Metric) -> bool:
    senses = {sense for _, sense in reading.ranks}
    if senses & {Rank.SLOW, Rank.BAD}:
        return True
    return (Rank.LOW in senses and metric.good is Good.UP) or (
        Rank.HIGH in senses and metric.good is Good.DOWN
    )


def _notes(asking: Asking, metric: Metric, chosen: Chosen) -> tuple[Msg, ...]:
    reading = asking.reading
    words = (word for _, word in reading.metrics if word.metric is metric)
    notes = [msg(word.note) for word in words if word.note]
    if Sign.TARGET in reading.signs:
        notes.append(msg("note.no_targets_yet", metric=metric.name))
    if Sign.NET in reading.signs:
        notes.append(msg("note.before_refunds", metric=metric.name))
    mean = Sign.MEAN_A_DAY in reading.signs or any(s is Stat.MEAN for _, s in reading.stats)
    if mean and isinstance(metric.formula, Total):
        notes.append(msg("note.total_not_mean"))
    if chosen.period.end == asking.moment.today:
        notes.append(msg("note.today_so_far"))
    if chosen.when is None and not chosen.now:
        days = Days(chosen.period.start, chosen.period.end)
        notes.append(msg("note.period_assumed", days=days))
    return tuple(note for at, note in enumerate(notes) if note not in notes[:at])
