"""Questions about figures: understand, check rights, compute, compose."""

from dataclasses import replace
from datetime import date
from typing import Any

from base.answer import Answer, FollowUp, Kind
from base.dimensions import TIME_DIMS, Dim, Employment, Handler
from base.language import Bilingual, Lang, Listing, Msg, msg
from base.refusal import Refusal
from base.units import Unit, minor_units
from commands.allowing import allow, may_read, named_asker
from commands.composing import compose
from commands.context import Context, Request
from commands.gaps import gap_notes, gaps_of, imported_for, why_empty
from commands.lexicon import Standing, standing
from commands.own import beside, is_own
from commands.requests import several_places, typed, with_instead
from commands.shown_first import by_its_cut, side_by_side, unless_alone, unlisted
from commands.tabling import Setting
from commands.target_beside import with_target
from metrics.category_kinds import cut_key
from metrics.compute import Computed, compute, measures_needed
from metrics.explain import causes
from metrics.model import Filter, NotUnderstood, Question
from metrics.ordinary import without_promotions
from metrics.parser import parse
from metrics.summing import shops_telling
from metrics.targets import NO_TARGET, target_for, why_none
from storage.engine import Work
from storage.names import Shop
from storage.query import FactQuery, NoCube, Where, run
from storage.targets import Targets

_NAMED = (
    Dim.AGENT, Dim.TEAM, Dim.SHOP, Dim.CHANNEL, Dim.PLATFORM, Dim.CATEGORY, Dim.PRODUCT,
    Dim.COUNTRY,
)  # fmt: skip
_ENUMS: dict[Dim, dict[Any, Bilingual]] = {
    Dim.HANDLER: {
        Handler.HUMAN.value: Bilingual("人工", "Human"),
        Handler.BOT.value: Bilingual("机器人", "Bot"),
    },
    Dim.EMPLOYMENT: {
        Employment.INHOUSE.value: Bilingual("自有", "In-house"),
        Employment.OUTSOURCED.value: Bilingual("外包", "Outsourced"),
        Employment.PART_TIME.value: Bilingual("兼职", "Part-time"),
    },
}


def answer_metric(context: Context, request: Request) -> Answer:
    """Answer a question typed as text; what was not understood comes back as a REFUSAL answer.

    Raises Refusal where the asker may not see what he asks for.
    """
    today = request.today(context.clock)
    with context.database.read() as work:
        known = standing(work, context)
        understood = parse(
            request.text,
            today=today,
            lexicon=known.lexicon,
            promotions=known.promotions,
            lang=request.lang,
        )
        if isinstance(understood, NotUnderstood):
            return refusal(with_answers(work, understood))
        asked = named_asker(known, work, request.actor, understood)
        allowed = allow(known, work, request, asked, today)
        question, notes = allowed.question, list(allowed.notes)
        currencies = _currencies(question, known.shops)
        if len(currencies) > 1:
            raise Refusal(
                msg("refuse.currencies", currencies=Listing(tuple(sorted(currencies)))),
                tuple(_per_shop(question, s, today, request.lang) for s in known.shops[:3]),
            )
        currency = next(iter(currencies), None)
        aside = _aside(work, known, request, question, currency, today)
        if aside is not None:
            return aside
        plain, question = question, by_its_cut(question, known)
        target = target_for(known.targets, question)
        target_asked = any(note.key == NO_TARGET for note in question.notes)
        question = _noting_target(question, known.targets, target)
        now_gaps, base_gaps = gaps_of(known, question, question.period), []
        for baseline in question.baselines:
            found = [gaps_of(known, question, period) for period in baseline.periods]
            base_gaps.append(any(found))
        setting = Setting(
            today=today,
            lang=request.lang,
            promotions=known.promotions,
            names=_names(known, work, _to_be_named(question)),
            team_of=_teams_of_agents(work, question),
            currency=currency,
            minor=minor_units(currency) if currency else 1,
            gaps=(bool(now_gaps), tuple(base_gaps)),
            own=is_own(question, request.actor),
            target=target,
            tell_target=not question.cuts or target_asked,
        )
        if question.also:
            return side_by_side(work, request, question, setting, notes)
        try:
            # A change is computed as a whole first, then told apart by the cuts that tell most.
            computed = compute(work, question if question.why is None else _whole(question))
            teams = _by_teams(work, question)
            computed = without_promotions(unless_alone(computed, plain), known.promotions)
        except NoCube as error:
            raise _together(question, error, today, request.lang) from error
        notes += gap_notes(now_gaps, question.period, known.shops)
        notes += _data_notes(known, work, computed, incomplete=any(base_gaps))
        files = imported_for(known, question)
        if setting.own and question.why is None:
            line = beside(known, work, question, request.actor, currency)
            setting = replace(setting, beside=(line,) if line else ())
        if question.why is not None:
            from commands.why import answer_why

            answer = answer_why(work, question, computed, setting, notes)
        else:
            setting = with_target(work, known, computed, setting, asked=target_asked)
            answer = compose(computed, setting, notes, teams)
            answer = _offering(answer, question, request, today)
    return replace(answer, sources=(*answer.sources, *files), withheld=allowed.withheld)


def _offering(answer: Answer, question: Question, request: Request, today: date) -> Answer:
    """Return the answer with what the word may mean as well one tap away."""
    others = tuple(other for other in question.instead if may_read(request.actor, other))
    asked = replace(question, instead=others)
    follow_ups = with_instead(answer.follow_ups, asked, today, request.lang)
    return replace(answer, follow_ups=follow_ups)


def _data_notes(known: Standing, work: Work, computed: Computed, *, incomplete: bool) -> list[Msg]:
    """Say why there is no figure, or that what it is compared with lacks days."""
    if computed.total.value is None:
        by_member = any(line.now.value is not None for line in computed.lines)
        return [] if by_member else why_empty(known, work, computed.question)
    if (silent := _silent(known, work, computed.question)) is not None:
        return [silent]
    if incomplete and any(figure.value is not None for figure in computed.before):
        return [msg("note.base_incomplete")]
    return []


def _silent(known: Standing, work: Work, question: Question) -> Msg | None:
    """Say that a rate is of some shops only, where others tell nothing of what it counts."""
    telling = shops_telling(work, question, question.period)
    if telling is None:
        return None
    names = tuple(shop.name for shop in known.shops if shop.id in telling)
    return msg("note.shops_telling", metric=question.metric.name, shops=Listing(names))


def _noting_target(question: Question, agreed: Targets, target: float | None) -> Question:
    """Return the question with why there is no target, where it asks for one in vain.

    The parser knows of no targets: it always says that there is none.
    """
    without = tuple(note for note in question.notes if note.key != NO_TARGET)
    if without == question.notes:
        return question
    told = () if target is not None else (why_none(agreed, question),)
    return replace(question, notes=(*told, *without))


def _aside(
    work: Work,
    known: Standing,
    request: Request,
    question: Question,
    currency: str | None,
    today: date,
) -> Answer | None:
    """Return places whose figures go by one name and are not the same; None where they are."""
    if question.metric.same_name is None or several_places(question) is None:
        return None
    from commands.metric_compare import answer_beside

    return answer_beside(work, known, request, question, currency, today)


def with_answers(work: Work, found: NotUnderstood) -> NotUnderstood:
    """Return it with only those requests that have an answer here, where any has.

    What somebody may have meant stays, with or without data: he is asked which it was.
    """
    if found.reason in _MEANT or not found.nearest:
        return found
    from metrics.having import with_data
    from metrics.naming import metric_named_first

    here = with_data(work)
    kept = []
    for request in found.nearest:
        metric = metric_named_first(request)
        if metric is None or metric.key in here:
            kept.append(request)
    return replace(found, nearest=tuple(kept)) if kept else found


_MEANT = frozenset({"unsure", "two_metrics"})


def refusal(found: NotUnderstood) -> Answer:
    """Return what to say of a text that was not understood, with the nearest that works."""
    words = Listing(found.words, quoted=True)
    labels = _told_apart(found.nearest)
    metric = found.metric.name if found.metric else None
    return Answer(
        kind=Kind.REFUSAL,
        takeaway=msg(f"not_understood.{found.reason}", words=words, metric=metric),
        lines=found.understood,
        follow_ups=tuple(
            FollowUp(msg("button.try", text=label), text)
            for label, text in zip(labels, found.nearest, strict=True)
        ),
    )


def _told_apart(requests: tuple[str, ...]) -> tuple[str, ...]:
    """Return what is different in requests that begin with the same words: 按组, 按店铺."""
    split = [request.split() for request in requests]
    same = 0
    while len(split) > 1 and all(len(w) > same + 1 and w[same] == split[0][same] for w in split):
        same += 1
    return tuple(" ".join(words[same:]) for words in split)


def _by_teams(work: Work, question: Question) -> Computed | None:
    """Return the same figures by team, which come before anybody's own in an answer by agent."""
    if question.cuts != (Dim.AGENT,):
        return None
    return compute(work, replace(question, cuts=(Dim.TEAM,)))


def _currencies(question: Question, all_shops: tuple[Shop, ...]) -> set[str]:
    if question.metric.unit is not Unit.MONEY:
        return set()
    chosen = [f for f in question.filters if f.dim in (Dim.SHOP, Dim.PLATFORM)]
    return {
        s.currency
        for s in all_shops
        if all((s.id if f.dim is Dim.SHOP else s.platform) in f.members for f in chosen)
    }


def _per_shop(question: Question, shop: Shop, today: date, lang: Lang) -> str:
    one = replace(question, filters=(Filter(Dim.SHOP, (shop.id,), (shop.name,)),))
    return typed(one, today, lang)


def _whole(question: Question) -> Question:
    return replace(question, cuts=())


def _to_be_named(question: Question) -> Question:
    """Return the question by every cut whose members may stand in its answer."""
    return question if question.why is None else replace(question, cuts=causes(question))


def _names(known: Standing, work: Work, question: Question) -> dict[Dim, dict[Any, Bilingual]]:
    wanted = [cut for cut in question.cuts if cut not in TIME_DIMS]
    if Dim.AGENT in wanted:
        wanted.append(Dim.TEAM)
    return {
        cut: _ENUMS[cut] if cut in _ENUMS else known.named(work, cut) | unlisted(question, cut)
        for cut in wanted
        if cut in _ENUMS or cut in _NAMED
    }


def _teams_of_agents(work: Work, question: Question) -> dict[Any, Any]:
    """Return the team in which each agent did most of what is asked about."""
    if Dim.AGENT not in question.cuts:
        return {}
    measures = measures_needed(question.metric)[-1:]
    query = FactQuery(
        question.period.start,
        question.period.end,
        measures,
        group_by=(Dim.AGENT, Dim.TEAM),
        where=tuple(Where(f.dim, f.members) for f in question.filters if f.dim is Dim.TEAM),
    )
    most: dict[Any, tuple[int, Any]] = {}
    for row in run(work, query):
        agent, team = row.group
        most[agent] = max(most.get(agent, (-1, 0)), (row.sums[0] or 0, team))
    return {agent: team for agent, (_, team) in most.items()}


def _together(question: Question, error: NoCube, today: date, lang: Lang) -> Refusal:
    cuts = Listing(tuple(msg(f"dim.{cut_key(question.metric, d)}") for d in sorted(error.dims)))
    plain = replace(question, filters=())
    suggestions = tuple(typed(plain, today, lang, cut) for cut in question.cuts[:2])
    return Refusal(msg("refuse.not_together", cuts=cuts), suggestions)
