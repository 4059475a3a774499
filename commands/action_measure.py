"""The figure that shows whether an item worked, as typed: "frt team 售前 < 30s".

Pure but for the question parser it is given. What of the text is no part of it is handed back.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from base.action import Measure
from base.dimensions import Dim
from base.language import Msg, msg
from base.units import Good
from commands.amounts import amount, amounts_in
from metrics.model import Metric, NotUnderstood, Question, Stat

Understand: TypeAlias = Callable[[str], Question | NotUnderstood]

_BELOW = (
    r"<=|≤|<|不超过|不高于|不多于|低于|小于|少于|最多|控制在|降到|降至|减到|缩短到|压到"
    r"|(?<![a-z])(?:below|under|less than|fewer than|at most|no more than|down to)(?![a-z])"
)
_ABOVE = (
    r">=|≥|>|不低于|不少于|高于|大于|超过|至少|达到|升到|提到|提高到|提升到|做到"
    r"|(?<![a-z])(?:above|over|more than|at least|no less than|up to|reach(?:es)?)(?![a-z])"
)
_COMPARED = re.compile(rf"(?P<below>{_BELOW})|(?P<above>{_ABOVE})", re.IGNORECASE)
_TAIL = re.compile(r"^\s*(?:(?P<below>以内|之内|以下|内)|(?P<above>以上))")
_FILLING = re.compile(r"(?:^|\s)(?:is|to|should|be|目标|target|为|是)\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Measured:
    """A success measure that was read, or why none was; `rest` belongs to something else."""

    measure: Measure | None = None
    trouble: Msg | None = None
    rest: str = ""


def measure_typed(text: str, understand: Understand) -> Measured:
    """Return the measure of a text that is about nothing else."""
    compared = _COMPARED.search(text)
    if compared is not None:
        left, right = text[: compared.start()], text[compared.end() :]
        return _aimed(_FILLING.sub(" ", left), right, bool(compared["below"]), understand)
    for typed, without in amounts_in(text):
        before = text.rpartition(typed)[0]
        question = understand(before)
        if isinstance(question, Question) and amount(typed, question.metric.unit) is not None:
            return _aimed(before, text[len(before) :], None, understand)
        del without
    return measured(text, understand)


def measured(text: str, understand: Understand) -> Measured:
    """Return the measure that a text names without where it should come."""
    question = understand(text)
    if isinstance(question, NotUnderstood):
        return Measured(trouble=msg("action.add.metric_unknown", typed=text.strip()))
    trouble = _unmeasurable(question)
    if trouble is not None:
        return Measured(trouble=trouble)
    return Measured(Measure(question.metric.key, only_of(question)))


def only_of(question: Question) -> MappingProxyType[str, tuple[str, ...]]:
    """Return the members that a question is about, by cut, as an item keeps them."""
    return MappingProxyType(
        {f.dim.value: tuple(str(member) for member in f.members) for f in question.filters}
    )


def _unmeasurable(question: Question) -> Msg | None:
    """Return why a question is no measure: a percentile, some hours, or one person's figure."""
    if question.stat is not Stat.MEAN or question.hours is not None:
        return msg("action.add.metric_plain", metric=question.metric.name)
    if any(f.dim is Dim.AGENT for f in question.filters):
        return msg("action.add.metric_person")
    return None


def _aimed(left: str, right: str, below: bool | None, understand: Understand) -> Measured:
    found = measured(left, understand)
    question = understand(left)
    if found.measure is None or isinstance(question, NotUnderstood):
        return found
    value, rest = first_amount(right, question.metric)
    if value is None:
        trouble = msg("action.add.target_unfit", typed=right.strip(), metric=question.metric.name)
        return Measured(trouble=trouble)
    tail = _TAIL.match(rest)
    if tail is not None:
        rest = rest[tail.end() :]
        below = bool(tail["below"]) if below is None else below
    if below is None:
        below = question.metric.good is Good.DOWN
    aim = Measure(found.measure.metric, found.measure.only, value, below)
    return Measured(aim, rest=rest)


def first_amount(text: str, metric: Metric) -> tuple[float | None, str]:
    """Return the first value of a text in a metric's unit, and what is behind it."""
    for typed, _ in reversed(list(amounts_in(text))):
        before, _, behind = text.partition(typed)
        value = amount(typed, metric.unit) if not before.strip() else None
        if value is not None:
            return value, behind
    # 30秒内: the word for "within" stands on the value itself.
    bare = re.match(r"\s*([¥$€£]?\d[\d.,]*\s*(?:%|[^\s\d内以]{0,4}))", text)
    value = amount(bare[1], metric.unit) if bare else None
    return value, text[bare.end() :] if bare and value is not None else text
