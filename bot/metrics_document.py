"""The catalogue as a document: docs/metric-list.md, which a test holds to what is here."""

from collections.abc import Iterator, Sequence

from base.language import Bilingual, Lang, msg
from base.measures import MEASURES, Fold, Kind
from base.units import Good
from bot.render.texts import word
from metrics.catalogue import BUILT_IN
from metrics.chapters import CHAPTERS, in_chapters
from metrics.checking import measures_in
from metrics.model import Metric
from metrics.parser.vocabulary import DIM_NAMES

_HEAD = """# All metrics

Written by `fupan metrics --markdown`; do not edit by hand. What a workspace adds of its own is not
in it. How to read it: `docs/metrics.md`.
"""
_SPOKEN = 4


def document() -> str:
    """Return the whole list: chapter by chapter the metrics, then the measures."""
    lines = [_HEAD]
    for chapter, metrics in in_chapters(BUILT_IN).items():
        name = CHAPTERS[chapter]
        lines.append(f"## {name.en} · {name.zh}\n")
        for metric in metrics:
            lines += _entry(metric)
    return "\n".join((*lines, *_measures())) + "\n"


def _entry(metric: Metric) -> Iterator[str]:
    yield f"### `{metric.key}` {metric.name.en} · {metric.name.zh}\n"
    yield f"- {metric.definition.en}"
    yield f"- {metric.definition.zh}"
    if metric.words.en:
        yield f"- = {metric.words.en} · {metric.words.zh}"
    yield f"- {_kind(metric)}"
    if metric.window is not None:
        yield f"- counts {metric.window.en} · {metric.window.zh}"
    if metric.cuts:
        yield f"- by {_cuts(metric)}"
    yield f"- {'; '.join(_rules(metric))}"
    keys = measures_in(metric.formula)
    if keys:
        yield f"- made of {', '.join(f'`{key}`' for key in dict.fromkeys(keys))}"
    yield f"- asked as {_spoken(metric.synonyms)}\n"


def _kind(metric: Metric) -> str:
    unit = word(msg(f"metrics.unit.{metric.unit.value}"), Lang.EN)
    return f"{unit}, {_good(metric)}, {metric.adds.value.upper()}"


def _good(metric: Metric) -> str:
    if metric.good is Good.BAND and metric.band is not None:
        return f"good between {metric.band[0]:g} and {metric.band[1]:g}"
    return word(msg(f"metrics.good.{metric.good.value}"), Lang.EN)


def _cuts(metric: Metric) -> str:
    return ", ".join(name.en for dim, name in DIM_NAMES.items() if dim in metric.cuts)


def _rules(metric: Metric) -> Iterator[str]:
    yield f"n counts {metric.n_of.en}"
    if metric.small_n:
        yield f"not judged below {metric.small_n}"
    if metric.mature_after:
        yield f"moves for {metric.mature_after} days"
    if metric.whole_months:
        yield "whole months only"
    if metric.same_name:
        yield f"one of several called alike ({metric.same_name})"
    if not metric.ranking:
        yield "nobody is ranked by it"


def _spoken(synonyms: Sequence[str]) -> str:
    """Return the first ways to type it in each language."""
    english = [word for word in synonyms if word.isascii()][:_SPOKEN]
    chinese = [word for word in synonyms if not word.isascii()][:_SPOKEN]
    return ", ".join(f"“{one}”" for one in (*chinese, *english))


_KINDS = {
    Kind.COUNT: Bilingual("个数", "count"),
    Kind.SECONDS: Bilingual("秒", "seconds"),
    Kind.MONEY: Bilingual("金额", "money"),
    Kind.SCORE: Bilingual("分", "score"),
}
_FOLDS = {Fold.SUM: "summed", Fold.MAX: "the largest", Fold.LAST: "a state: the last day's"}


def _measures() -> Iterator[str]:
    """Yield the measures that metrics, also own ones, are made of."""
    yield "## Measures\n"
    yield "What the long table of measures takes, and what own metrics are made of.\n"
    yield "| measure | is | over days | delivered with |"
    yield "|---|---|---|---|"
    for key, measure in MEASURES.items():
        kind, fold = _KINDS[measure.kind].en, _FOLDS[measure.fold]
        yield f"| `{key}` | {kind} | {fold} | {measure.bundle} |"
