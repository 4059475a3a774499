"""Which of several metrics of one name is meant, by what else the question says.

A platform has its own reply rate, a cut may be known to one of two sales figures only, "投诉 原因"
asks for the causes. Whatever is chosen against the word typed is said or offered; names of people
decide nothing here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from base.dimensions import Dim, Handler
from base.language import Msg, msg
from metrics.catalogue import CATALOGUE
from metrics.model import Chapter, Member, Metric
from metrics.parser.asking import Asking
from metrics.parser.folding import term
from metrics.parser.reading import Reading
from metrics.parser.vocabulary import DIM_NAMES
from metrics.parser.words import Sign

_TURN, _PERSON, _DAY = "reply_3min_rate", "reply_3min_rate_person", "reply_1h_rate_person_day"
# A platform's own rate behind a word that others use as well.
_OF_PLATFORM: tuple[tuple[tuple[str, ...], Mapping[str, str]], ...] = (
    (("拼多多", "pinduoduo", "pdd"), MappingProxyType({"reply_rate": _DAY})),
    (("快手", "kuaishou", "抖音", "douyin"), MappingProxyType({_TURN: _PERSON})),
    (("天猫", "tmall", "淘宝", "taobao"), MappingProxyType({_PERSON: _TURN})),
)
# What is asked in place of a metric that has not the cut; not where its full name was typed.
_WITH_CUT = MappingProxyType(
    {
        "cs_sales": "shop_sales",
        "complaint_rate": "complaint_rate_contacts",
        "complaint_rate_contacts": "complaint_rate",
    }
)
_FULL_NAME = ("客服", "店铺", "cs ", "按", "per ", "attributed")
_CAUSES = ("complaints", "complaint_causes")
_CAUSE_WORDS = ("原因", "reason")
_DIRECTIONS = frozenset({Sign.FELL, Sign.ROSE, Sign.WORSE, Sign.BETTER})


@dataclass(frozen=True)
class Choice:
    """The metric that is meant, others that may be, and what has to be said about it."""

    asking: Asking
    metric: Metric
    instead: tuple[Metric, ...] = ()
    notes: tuple[Msg, ...] = ()


def choose(asking: Asking, metric: Metric) -> Choice:
    """Return what a question means by a metric's word."""
    reading = asking.reading
    if metric.key == _CAUSES[0] and _asks_for_causes(reading):
        signs = dict(reading.signs)
        del signs[Sign.WHY]
        asking = replace(asking, reading=replace(reading, signs=signs))
        return Choice(asking, CATALOGUE[_CAUSES[1]])
    if metric.key == "bot_contacts" and Sign.SHARE in reading.signs:
        return Choice(asking, CATALOGUE["bot_share"])
    own = _of_platform(reading, metric)
    if own is not None:
        changed = own is not metric
        return Choice(asking, own, instead=(metric,) if changed else ())
    other = _with_cut(reading, metric)
    if other is not None:
        return Choice(asking, other, notes=(_said(reading, metric, other),))
    return Choice(asking, metric, _others(reading, metric))


def _asks_for_causes(reading: Reading) -> bool:
    """投诉都是什么原因 asks for causes; 投诉变多的原因 asks why they changed."""
    token = reading.signs.get(Sign.WHY)
    if token is None or _DIRECTIONS & reading.signs.keys():
        return False
    return any(word in reading.typed(token).lower() for word in _CAUSE_WORDS)


def _of_platform(reading: Reading, metric: Metric) -> Metric | None:
    """Return the rate of the one platform that is named; None where no platform decides."""
    found: set[str] = set()
    for _, named in reading.names:
        name = _spelt(named.members[0])
        for words, instead in _OF_PLATFORM:
            if any(word in name for word in words):
                found.add(instead.get(metric.key, metric.key))
    if metric.key not in {_TURN, _PERSON, "reply_rate"} or len(found) != 1:
        return None
    return CATALOGUE[found.pop()]


def _spelt(member: Member) -> str:
    return term(" ".join((member.name.zh, member.name.en, *member.terms)))


def _asked_dims(reading: Reading, metric: Metric) -> frozenset[Dim]:
    """Return the cuts and kinds of names that are asked for and that the metric lacks."""
    dims = set(reading.dims())
    for _, named in reading.names:
        kinds = [member.dim for member in named.members]
        if not metric.cuts.intersection(kinds):
            dims.add(kinds[0])
    if Sign.ASKER in reading.signs:
        dims.add(Dim.AGENT)
    if Sign.ASKER_TEAM in reading.signs:
        dims.add(Dim.TEAM)
    return frozenset(dims - metric.cuts)


def _with_cut(reading: Reading, metric: Metric) -> Metric | None:
    """Return what else the word may mean that has the cuts asked for, where the metric has not."""
    typed = [reading.typed(token).lower() for token, _ in reading.metrics]
    full = any(part in f"{text} " for text in typed for part in _FULL_NAME)
    if full or not _asked_dims(reading, metric):
        return None
    known = CATALOGUE.get(_WITH_CUT.get(metric.key, ""))
    others = (*((known,) if known else ()), *_others(reading, metric))
    return next((other for other in others if not _asked_dims(reading, other)), None)


def _said(reading: Reading, metric: Metric, other: Metric) -> Msg:
    cut = DIM_NAMES[sorted(_asked_dims(reading, metric))[0]]
    return msg("note.other_has_cut", asked=metric.name, cut=cut, metric=other.name)


def _others(reading: Reading, metric: Metric) -> tuple[Metric, ...]:
    """Return what the words typed may mean as well."""
    found = dict.fromkeys(other for _, word in reading.metrics for other in word.instead)
    if metric.key == "contacts" and _per_hour(reading):
        found[CATALOGUE["cph"]] = None
    return tuple(other for other in found if other is not metric)


def _per_hour(reading: Reading) -> bool:
    """Say whether "contacts per hour" was typed, which may also be the pace of an agent."""
    chars = reading.folded.chars
    hours = (token for token, dim in reading.cuts if dim is Dim.HOUR)
    return any(chars[: token.start].rstrip().endswith(" per") for token in hours)


def is_its_own(metric: Metric, member: Member) -> bool:
    """Say whether a name belongs to the metric already: the bot of 机器人命中率."""
    if member.dim is not Dim.HANDLER or Dim.HANDLER in metric.cuts:
        return False
    of_bot = metric.chapter is Chapter.BOT and member.id == Handler.BOT.value
    return of_bot or any(dim is member.dim and member.id in ids for dim, ids in metric.only)
