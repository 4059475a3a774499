"""What happened, in one sentence and the lines under it: the first a phone shows of a summary.

Only what is certain is the headline; what may be so is told under it.
"""

from collections.abc import Sequence

from base.language import Listing, Msg, Value, msg
from base.units import Unit
from metrics import phrasing
from metrics.judge import Verdict, strength
from metrics.model import Against, PeriodKind
from metrics.signal_history import Standing
from reviews.figures import (
    Figured,
    base_name,
    direction,
    labelled,
    on_usual,
    value_of,
)
from reviews.naming import base_label, name_of, plain_base, worded
from reviews.scoping import Scope
from reviews.signal_telling import clause, worse

_ENOUGH_HISTORY = 4


def takeaway(scope: Scope, known: Sequence[Figured], told: Sequence[Standing] = ()) -> Msg:
    """Return what happened with its figure and baseline: what got worse comes first.

    `told` are the signals that the summary tells: an ordinary week with one for the worse is not
    one in which nothing is to be looked at.
    """
    clear = [one for one in known if one.changed and one.verdict is Verdict.CLEAR]
    if scope.in_promotion:
        return _of_promotion(scope, known, clear)
    if clear:
        return _changed(scope, min(clear, key=_weight))
    if all(one.before is None for one in known):
        return worded(scope, "weekly.first")
    if ordinary(scope, known):
        if told and worse(told[0]):
            return msg("weekly.ordinary_but", said=clause(told[0], inside=True))
        return worded(scope, "weekly.ordinary")
    missed = tuple(name_of(one.metric) for one in known if one.reached is False)
    if missed and not any(one.changed for one in known):
        return msg("weekly.missed", names=Listing(missed))
    judged = any(one.verdict not in (None, Verdict.FEW) for one in known)
    return msg("weekly.quiet" if judged else "weekly.unjudged")


def lead(scope: Scope, contacts: Figured | None, known: Sequence[Figured]) -> tuple[Msg, ...]:
    """Return how much came in, in an ordinary time that all is in its range, and what may be."""
    found = _volume(scope, contacts, known)
    return (*found, *(_changed(scope, one, "weekly.maybe") for one in _only_maybe(scope, known)))


def ordinary(scope: Scope, known: Sequence[Figured]) -> bool:
    """Say whether nothing changed beyond usual variation, and no target was missed."""
    judged = any(one.verdict is Verdict.USUAL for one in known)
    calm = not any(one.changed or one.reached is False for one in known)
    return judged and calm and not scope.in_promotion


def _of_promotion(scope: Scope, known: Sequence[Figured], clear: Sequence[Figured]) -> Msg:
    """Return what clearly got worse, on last year or on usual weeks, else how it compares."""
    worse = [one for one in clear if one.worse]
    if worse:
        return _changed(scope, min(worse, key=_weight))
    fallen = worse_than_usual(scope, known)
    if fallen:
        return _on_usual(scope, fallen[0])
    if clear:
        return _changed(scope, min(clear, key=_weight))
    if all(one.before is None for one in known):
        return worded(scope, "weekly.first")
    # Contacts and sales of a promotion are not judged: how they compare is what happened.
    # The line below begins with the contacts already.
    compared = [one for one in known if one.before is not None]
    others = [one for one in compared if one.metric.key != "contacts"]
    sold = any(one.metric.unit is Unit.MONEY for one in others)
    line = labelled(scope, (others or compared)[0 if sold else -1])
    return msg("weekly.versus", name=line.name, text=line.text)


def worse_than_usual(scope: Scope, known: Sequence[Figured]) -> list[Figured]:
    """Return what is clearly worse than in usual weeks, as it stands in `known`.

    First what misses its target, then what was better in last year's promotion, then what stands
    out most.
    """
    found: list[tuple[bool, bool, float, int, Figured]] = []
    for one in known:
        usual = on_usual(scope, one)
        if usual is not None and usual.worse and usual.verdict is Verdict.CLEAR and usual.changed:
            last = not (one.in_promotion and one.worse)
            found.append((one.reached is not False, last, -_strength(usual), len(found), one))
    return [one for *_, one in sorted(found)]


def _strength(one: Figured) -> float:
    computed = one.computed
    return strength(one.metric, computed.total, computed.before[one.main or 0], computed.history)


def _on_usual(scope: Scope, one: Figured) -> Msg:
    """Return a change on usual weeks, with last year's figure beside it."""
    usual = on_usual(scope, one)
    if usual is None or not one.in_promotion:
        return _changed(scope, usual or one)
    return msg(
        "weekly.changed_both",
        name=name_of(one.metric),
        verdict=msg(f"weekly.says.clear.{direction(usual)}"),
        value=value_of(one, one.now),
        usual_base=base_name(scope, usual),
        usual=value_of(one, usual.before),
        base=base_name(scope, one),
        before=value_of(one, one.before),
    )


def _weight(one: Figured) -> tuple[bool, bool]:
    return not one.worse, one.metric.key == "contacts"


def _changed(scope: Scope, one: Figured, key: str = "weekly.changed") -> Msg:
    verdict = (one.verdict or Verdict.USUAL).value
    values: dict[str, Value] = {
        "name": name_of(one.metric),
        "verdict": msg(f"weekly.says.{verdict}.{direction(one)}"),
        "value": value_of(one, one.now),
        "base": plain_base(base_name(scope, one)),
        "before": value_of(one, one.before),
    }
    if key == "weekly.maybe":
        return msg("weekly.maybe", **values)
    return msg("weekly.changed", **values)


def _only_maybe(scope: Scope, known: Sequence[Figured]) -> list[Figured]:
    """Return the change that may be, where nothing is certain: the one for the worse first."""
    if scope.in_promotion or any(o.changed and o.verdict is Verdict.CLEAR for o in known):
        return []
    maybe = [one for one in known if one.changed and one.verdict is Verdict.MAYBE]
    # Nobody looks into a second more of what meets its target all the same.
    maybe = [one for one in maybe if not (one.worse and one.reached)]
    return sorted(maybe, key=_weight)[:1]


def _volume(scope: Scope, contacts: Figured | None, known: Sequence[Figured]) -> tuple[Msg, ...]:
    if contacts is None or contacts.now is None:
        return ()
    n = int(contacts.now)
    if ordinary(scope, known):
        weeks = min(_weeks_around(one) for one in known)
        if weeks >= _ENOUGH_HISTORY:
            return (worded(scope, "weekly.ordinary.range", n=n, weeks=weeks),)
        if scope.period.kind is not PeriodKind.MONTH:
            return (msg("weekly.ordinary.chance", n=n),)
    at = contacts.against(Against.USUAL) if scope.in_promotion else contacts.main
    clause = None if at is None else _clause(scope, contacts, at)
    if clause is None:
        return (msg("weekly.lead.alone", n=n),)
    usual = contacts.against(Against.USUAL)
    if scope.period.kind is PeriodKind.DAY and usual is not None and usual != at:
        question = contacts.computed.question
        return (
            msg(
                "daily.lead.both",
                n=n,
                change=clause,
                base=base_label(scope, question, question.baselines[usual]),
                before=value_of(contacts, contacts.decimal(contacts.computed.before[usual])),
            ),
        )
    return (msg("weekly.lead", n=n, change=clause),)


def _clause(scope: Scope, contacts: Figured, at: int) -> Msg | None:
    """Return how many more or less than in a baseline; None where it has no figure."""
    question = contacts.computed.question
    before = contacts.decimal(contacts.computed.before[at])
    if before is None or contacts.now is None:
        return None
    base = base_label(scope, question, question.baselines[at])
    if base.key == "base.usual":
        base = msg("weekly.base.usual")
    return phrasing.change(contacts.metric, contacts.now, before, base, None)


def _weeks_around(one: Figured) -> int:
    """Return how many past periods lie around the figure, 0 where it lies outside of them."""
    past = [h.value for h in one.computed.history if h.value is not None]
    now = one.computed.total.value
    return one.weeks if past and now is not None and min(past) <= now <= max(past) else 0
