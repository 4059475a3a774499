"""`/metric list`: what can be asked here, by chapter, and what to import for the rest."""

from collections.abc import Iterable, Sequence

from base.answer import Answer, FollowUp, Kind
from base.language import Bilingual, Listing, Msg, Value, msg
from base.refusal import Refusal
from base.rights import Verb, can
from commands.allowing import may_read
from commands.context import Context, Request
from metrics import own
from metrics.catalogue import CATALOGUE
from metrics.chapters import CHAPTERS, chapter_called, in_chapters
from metrics.feeding import to_import_for
from metrics.having import with_data
from metrics.model import Chapter, Metric
from metrics.parser.folding import term

# More definitions than this are not read; the rest is named only.
_MOST = 12
_BUTTONS = 3
LIST = Bilingual("指标 列表", "metric list")


def answer_list(context: Context, request: Request, word: str) -> Answer:
    """List the metrics with data here, or those that a word means. Raises Refusal for none."""
    with context.database.read() as work:
        here = with_data(work)
    metrics = [m for m in CATALOGUE.values() if may_read(request.actor, m)]
    if word:
        return _filtered(request, word, metrics, here)
    return _whole(request, metrics, here)


def _whole(request: Request, metrics: Sequence[Metric], here: frozenset[str]) -> Answer:
    having = in_chapters(m for m in metrics if m.key in here)
    lacking = [m for m in metrics if m.key not in here]
    count = sum(map(len, having.values()))
    return Answer(
        kind=Kind.TEXT,
        takeaway=msg("metrics.list", n=count) if count else msg("metrics.list.nothing_yet"),
        lines=(*(_chapter(chapter, of) for chapter, of in having.items()), *_missing(lacking)),
        notes=(*_hidden(metrics), msg("metrics.list.how"), *_faults(request)),
        follow_ups=tuple(_open(request, chapter) for chapter in list(having)[:_BUTTONS]),
    )


def _chapter(chapter: Chapter, of: Iterable[Metric]) -> Msg:
    return msg("metrics.list.chapter", chapter=CHAPTERS[chapter], names=_names(of))


def _names(metrics: Iterable[Metric]) -> Listing:
    return Listing(tuple(metric.name for metric in metrics))


def _missing(lacking: Sequence[Metric]) -> list[Msg]:
    """Return how many have no data, and what to import for them, chapters of one way together."""
    if not lacking:
        return []
    ways: dict[str, tuple[Msg, list[Value]]] = {}
    for chapter in in_chapters(lacking):
        way = to_import_for(chapter)
        ways.setdefault(way.key, (way, []))[1].append(CHAPTERS[chapter])
    told = [
        msg("metrics.list.import", chapters=Listing(tuple(chapters)), what=way)
        for way, chapters in ways.values()
    ]
    return [msg("metrics.list.others", n=len(lacking)), *told]


def _hidden(readable: Sequence[Metric]) -> list[Msg]:
    hidden = len(CATALOGUE) - len(readable)
    return [msg("metrics.list.hidden", n=hidden)] if hidden else []


def _faults(request: Request) -> list[Msg]:
    """Return what is wrong with the workspace's own metrics, for those who can mend it."""
    return list(own.installed().faults) if can(request.actor, Verb.SEE_STATUS) else []


def _open(request: Request, chapter: Chapter) -> FollowUp:
    name = CHAPTERS[chapter]
    return FollowUp(
        msg("button.try", text=name), f"/metric list {name.in_(request.lang)}"
    )  # fmt: skip


# -- one chapter, or what a word means -------------------------------------------------------------


def _filtered(
    request: Request, word: str, metrics: Sequence[Metric], here: frozenset[str]
) -> Answer:
    found = _meant(word, metrics)
    if not found:
        suggestions = (LIST.in_(request.lang),)
        if _meant(word, tuple(CATALOGUE.values())):
            raise Refusal(msg("rights.costs"), suggestions)
        raise Refusal(msg("metrics.list.unknown", word=word), suggestions)
    # What can be asked comes first; otherwise as in the catalogue.
    found.sort(key=lambda metric: metric.key not in here)
    shown, rest = found[:_MOST], found[_MOST:]
    with_it = sum(metric.key in here for metric in found)
    lacking = [metric for metric in found if metric.key not in here]
    return Answer(
        kind=Kind.TEXT,
        takeaway=msg("metrics.list.of", word=_called(word), n=len(found), having=with_it),
        lines=(
            *(_one(metric, metric.key in here) for metric in shown),
            *([msg("metrics.list.more", names=_names(rest))] if rest else []),
            *_missing(lacking)[1:],
        ),
        notes=(msg("metrics.list.how"),),
        follow_ups=tuple(_define(request, metric) for metric in shown[:_BUTTONS]),
    )


def _called(word: str) -> Value:
    chapter = chapter_called(word)
    return word if chapter is None else CHAPTERS[chapter]


def _meant(word: str, metrics: Iterable[Metric]) -> list[Metric]:
    """Return the metrics of a chapter that is called so, else those whose names hold the word."""
    chapter = chapter_called(word)
    if chapter is not None:
        return [metric for metric in metrics if metric.chapter is chapter]
    wanted = term(word)
    return [m for m in metrics if wanted and any(wanted in term(name) for name in _words(m))]


def _words(metric: Metric) -> tuple[str, ...]:
    return (metric.key, metric.name.zh, metric.name.en, *metric.synonyms)


def _one(metric: Metric, having: bool) -> Msg:
    key = "metrics.list.one" if having else "metrics.list.one_without"
    return msg(key, definition=defined(metric))


def defined(metric: Metric) -> Bilingual:
    """Return a metric's definition, begun with its name where it does not say that itself."""
    zh, en = metric.definition.zh, metric.definition.en
    name = metric.name
    return Bilingual(
        zh if zh.startswith(name.zh) else f"{name.zh}：{zh}",
        en if en.lower().startswith(name.en.lower()) else f"{name.en}: {en}",
    )


def _define(request: Request, metric: Metric) -> FollowUp:
    name = metric.name.in_(request.lang)
    return FollowUp(msg("button.try", text=metric.name), f"/metric define {name}")
