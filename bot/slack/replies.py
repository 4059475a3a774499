"""Answers that the Slack side gives itself: refusals as answers, how a metric is computed."""

from dataclasses import replace

from base.answer import Answer, FollowUp, Kind
from base.language import msg
from base.refusal import Refusal
from metrics.catalogue import CATALOGUE


def of_refusal(refusal: Refusal) -> Answer:
    """Return a refusal with what works instead as buttons."""
    return Answer(
        kind=Kind.REFUSAL,
        takeaway=refusal.message,
        follow_ups=tuple(FollowUp(msg("button.try", text=t), t) for t in refusal.suggestions),
    )


def how_computed(metric: str) -> Answer:
    """Return how a metric is computed. Raises Refusal where the metric is gone by now."""
    found = CATALOGUE.get(metric)
    if found is None:
        raise Refusal(msg("slack.button_old"))
    return Answer(
        kind=Kind.TEXT,
        takeaway=msg("slack.how", metric=found.name),
        lines=(msg("source.definition", text=found.definition),),
    )


def how_of(answer: Answer) -> Answer:
    """Return how an answer's figure is computed, and what it comes from."""
    if answer.figure is None:
        return answer
    understood = (answer.understood,) if answer.understood else ()
    return Answer(
        kind=Kind.TEXT,
        takeaway=msg("slack.how", metric=answer.figure.name),
        lines=answer.sources,
        notes=understood,
        private=answer.private,
    )


def for_everybody(answer: Answer, by: str) -> Answer:
    """Return an answer as it is shown to a channel by somebody who had it for himself."""
    return replace(answer, notes=(*answer.notes, msg("share.by", name=by)))
