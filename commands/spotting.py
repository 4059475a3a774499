"""Sentences about where most of a change sits, and the question that looks further into it."""

from dataclasses import replace

from base.dimensions import Dim
from base.language import Bilingual, Listing, Msg, msg
from commands.parting import counted
from commands.tabling import Setting, name_of
from metrics.drilling import Spot
from metrics.explain import is_sum
from metrics.factor_names import inside
from metrics.model import Filter, Metric, Question

# Cuts whose members can be typed by name in the next question.
_NAMED = (Dim.TEAM, Dim.SHOP, Dim.CHANNEL, Dim.CATEGORY)
# From here on the rest went back by so much that it has to be said.
_OVER = 1.05


def spot_line(setting: Setting, metric: Metric, spot: Spot | None) -> list[Msg]:
    """Say which few members carry most of a change, and how much of the whole they are."""
    if spot is None:
        return []
    places = Listing(tuple(_place(setting, spot, at) for at in range(len(spot.groups))))
    alone, over = len(spot.groups) == 1, spot.carried >= _OVER
    key = "why.spot.one" if alone else "why.spot.more"
    if over:
        key = "why.spot.one_over" if alone else "why.spot.more_over"
    return [
        msg(
            key,
            places=places,
            count=len(spot.groups),
            carried=_percent(spot.carried),
            size=_percent(spot.size),
            what=inside(metric.name) if is_sum(metric) else counted(metric),
        )
    ]


def _place(setting: Setting, spot: Spot, at: int) -> Bilingual:
    """Return a group's name: 售后组 × 物流."""
    group = spot.groups[at]
    names = [name_of(setting, cut, one) for cut, one in zip(spot.cuts, group, strict=True)]
    return Bilingual(" × ".join(n.zh for n in names), " × ".join(n.en for n in names))


def _percent(share: float) -> str:
    return f"{share * 100:.0f}%"


def drilled(question: Question, setting: Setting, spot: Spot | None) -> Question | None:
    """Return the same question about the one place that carries most; None where there is none."""
    if spot is None or len(spot.groups) != 1 or not set(spot.cuts) <= set(_NAMED):
        return None
    chosen = tuple(
        Filter(cut, (member,), (name_of(setting, cut, member),))
        for cut, member in zip(spot.cuts, spot.groups[0], strict=True)
    )
    kept = tuple(f for f in question.filters if f.dim not in spot.cuts)
    return replace(question, filters=(*kept, *chosen), cuts=())
