"""The weekly summary on demand: of the department, or of the teams and shops that are named."""

import re
from dataclasses import replace
from datetime import date

from base.answer import Answer, FollowUp, Kind
from base.dimensions import Dim
from base.language import Days, Lang, Listing, msg
from base.refusal import Refusal
from commands.allowing import named_asker
from commands.context import Context, Request
from commands.lexicon import standing
from commands.metric import answer_metric
from commands.requests import typed_why
from metrics import periods
from metrics.explain import can_be_apart
from metrics.model import NotUnderstood, Period, PeriodKind, Question
from metrics.parser import parse
from reviews.figures import Scope
from reviews.weekly import Summary, weekly

# The parser wants a metric; the summary's period and members are those of its volume.
_VOLUME = {Lang.ZH: "接待量", Lang.EN: "contacts"}
_LAST = {Lang.ZH: "周报 上周", Lang.EN: "weekly last week"}
_ASKED = re.compile(
    r"(?:客服)?周报\s*(?P<after>.*)|(?P<before>.*?)的?(?:客服)?周报"
    r"|weekly(?: (?:summary|report))?(?: for)?(?: (?P<rest>.*))?",
    re.IGNORECASE | re.DOTALL,
)
_NAMED = (Dim.TEAM, Dim.SHOP, Dim.CHANNEL, Dim.CATEGORY)


def weekly_asked(text: str) -> str | None:
    """Return what a text says beside asking for the weekly summary; None where it asks for none."""
    found = _ASKED.fullmatch(text.strip())
    if found is None:
        return None
    said = (part for part in found.groups() if part)
    return next(said, "").strip()


def answer_weekly(context: Context, request: Request) -> Answer:
    """Return the summary of a week as a post; without a week, of the last one.

    Raises Refusal where the period is no week, a person is named, or a cut is asked for.
    """
    today = request.today(context.clock)
    with context.database.read() as work:
        known = standing(work, context)
        understood = parse(
            f"{_VOLUME[request.lang]} {request.text}",
            today=today,
            lexicon=known.lexicon,
            promotions=known.promotions,
            lang=request.lang,
        )
        if isinstance(understood, NotUnderstood) and understood.reason == "two_metrics":
            # "Weekly CSAT" asks for a figure.
            return answer_metric(context, request)
        if isinstance(understood, NotUnderstood):
            return _not_understood(understood, request.lang)
        question = named_asker(known, work, request.actor, understood)
        _check(question, request.lang)
        found = weekly(
            work,
            Scope(
                week=_week(question.period, today, request.lang),
                today=today,
                promotions=known.promotions,
                coverage=known.coverage,
                shops=known.shops,
                names={dim: known.named(work, dim) for dim in _NAMED},
                filters=question.filters,
            ),
        )
    post = replace(found.post, follow_ups=_next(found, today, request.lang))
    read_as = tuple(
        msg("corrected", typed=c.typed, read_as=c.read_as) for c in understood.corrections
    )
    return Answer(Kind.TEXT, post.takeaway, read_as, period=post.period, post=post)


def _next(found: Summary, today: date, lang: Lang) -> tuple[FollowUp, ...]:
    """Return the question why, where something changed."""
    changed = found.changed
    if changed is None or changed.main is None or not can_be_apart(changed.computed.question):
        return ()
    question = changed.computed.question
    against = replace(question, baselines=(question.baselines[changed.main],))
    return (FollowUp(msg("button.why"), typed_why(against, today, lang, 0)),)


def _not_understood(found: NotUnderstood, lang: Lang) -> Answer:
    words = Listing(found.words, quoted=True)
    return Answer(
        kind=Kind.REFUSAL,
        takeaway=msg(f"not_understood.{found.reason}", words=words, metric=None),
        follow_ups=(FollowUp(msg("button.try", text=_LAST[lang]), _LAST[lang]),),
    )


def _check(question: Question, lang: Lang) -> None:
    if any(f.dim is Dim.AGENT for f in question.filters):
        raise Refusal(msg("weekly.no_person"), (_LAST[lang],))
    if question.cuts or question.hours is not None or question.why is not None:
        raise Refusal(msg("weekly.no_cut"), (_LAST[lang],))


def _week(period: Period, today: date, lang: Lang) -> Period:
    """Return the week asked for, as far as it is over. Raises Refusal for any other period."""
    week = periods.week(period.start)
    if period.start != week.start or period.whole_end != week.end:
        raise Refusal(
            msg("weekly.not_a_week", dates=Days(period.start, period.end)),
            (_typed(week, lang), _LAST[lang]),
        )
    return replace(period, kind=PeriodKind.WEEK, promotion=None)


def _typed(week: Period, lang: Lang) -> str:
    if lang is Lang.ZH:
        return f"周报 {week.start.isoformat()}到{week.end.isoformat()}"
    return f"weekly {week.start.isoformat()} to {week.end.isoformat()}"
