"""The actions in somebody's daily message: what is overdue or due, what waits for him, three exits.

One part of the one message; words of examples G10 and G35-G37. The first item has its buttons, the
others are one tap away. Nothing here decides who is reminded of what: that is `reviews/reminders`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import reduce

from base.action import Action, State
from base.answer import FollowUp
from base.language import Bilingual, Days, Lang, Msg, Value, msg
from base.post import Section
from metrics import phrasing
from metrics.catalogue import CATALOGUE
from reviews.action_words import button, short
from reviews.cards import verifiers
from reviews.digest_parts import Day, Part
from reviews.reminders import Calendar, Reminder, Tracked, Why, due_today, tracked
from reviews.superiors import helper
from reviews.waiting import with_waits
from storage import action_lists
from storage.actions import events_of_all
from storage.engine import Work
from storage.people import members_of
from storage.superiors import called

# The note by which an escalation is announced; the job that escalates looks for it.
ANNOUNCED = "remind.announce"
_URGENT = (Why.OVERDUE, Why.TODAY)
_LONG, _BRIEF = 400, 60
# Below the figures there is no room for more; the others are one tap away.
_MOST_BEHIND = 4
_MINE = {Lang.ZH: "/action 我的", Lang.EN: "/action mine"}


def actions(work: Work, day: Day) -> Part | None:
    """Return what somebody is told of his actions today; None where that is nothing."""
    found = reminders(work, day)
    if not found:
        return None
    head = _headline(found, day)
    names = called(work, {one.item.action.owner for one in found if one.why is Why.UNACCEPTED})
    sections = tuple(_section(one, at, found, day, names) for at, one in enumerate(found, start=1))
    return Part(
        sections[0],
        msg("remind.head", name=day.person.called(day.lang), what=head),
        notes=_notes(work, found, day),
        follow_ups=_all_of_them(found, day),
        more=sections[1:],
        behind=() if found[0].why in _URGENT else (_behind(found, head, day),),
        urgent=found[0].why in _URGENT,
        along=all(one.along for one in found),
    )


def reminders(work: Work, day: Day) -> list[Reminder]:
    """Return what somebody is reminded of today, the most urgent first."""
    items = tracked_of(work, day)
    return due_today(items, day.person.person, day.today, Calendar(day.works, day.known.promotions))


def tracked_of(work: Work, day: Day) -> list[Tracked]:
    """Return the open items that somebody owns, has to verify, or proposed to others.

    What nobody in particular has to verify waits for the lead of whoever called it done.
    """
    me, zone = day.person.person, day.person.zone
    found = []
    for events in events_of_all(work, action_lists.of_person(work, me)).values():
        item = tracked(events, zone)
        if item.action.owner == me and item.action.due < day.today:
            item = replace(item, helper=helper(work, item.action, day.today))
        found.append(item)
    return with_waits(work, [*found, *_to_verify_as_lead(work, day)])


def _to_verify_as_lead(work: Work, day: Day) -> list[Tracked]:
    if not day.person.leads:
        return []
    me = day.person.person
    owners = members_of(work, day.person.leads, day.today) - {me}
    items = [
        tracked(events, day.person.zone)
        for events in events_of_all(work, action_lists.without_verifier(work, owners)).values()
    ]
    return [
        replace(item, action=replace(item.action, verifier=me))
        for item in items
        if me in verifiers(work, item.action, day.today)
    ]


# -- the headline ----------------------------------------------------------------------------------


def _headline(found: Sequence[Reminder], day: Day) -> Msg:
    """Return what there is, in a line: "1 action is a day overdue, 1 is due tomorrow"."""
    groups: dict[str, list[Reminder]] = {}
    for one in found:
        groups.setdefault(_kind(one), []).append(one)
    clauses = [_clause(kind, of, day, first=not at) for at, (kind, of) in enumerate(groups.items())]
    return reduce(lambda first, rest: msg("remind.and", first=first, rest=rest), clauses)


def _kind(one: Reminder) -> str:
    if one.why is Why.SOON:
        return "tomorrow" if one.days == 1 else "soon"
    return one.why.value


def _clause(kind: str, of: Sequence[Reminder], day: Day, *, first: bool) -> Msg:
    n = _counted(len(of), first=first)
    if kind == "overdue":
        days = -min(one.days for one in of)
        alike = len({one.days for one in of}) == 1
        if alike and days == 1:
            return msg("remind.head.overdue_one", n=n)
        return msg("remind.head.overdue" if alike else "remind.head.overdue_most", n=n, days=days)
    if kind == "today" and first:
        return msg("remind.head.today_first", n=n)
    if kind == "soon" and len({one.days for one in of}) == 1:
        return msg("remind.head.on", n=n, day=_day(of[0].item.action.due, day.today))
    return msg(f"remind.head.{kind}", n=n)


def _counted(count: int, *, first: bool) -> Msg:
    of = "first" if first else "rest"
    return msg(f"remind.n.{of}.{'one' if count == 1 else 'many'}", count=count)


def _day(at: date, today: date) -> Days:
    return Days(at, at, with_year=at.year != today.year, weekday=True)


def _plain(at: date, today: date) -> Days:
    return Days(at, at, with_year=at.year != today.year)


# -- one item --------------------------------------------------------------------------------------


def _section(
    one: Reminder, at: int, found: Sequence[Reminder], day: Day, names: Mapping[int, Bilingual]
) -> Section:
    alone = len(found) == 1
    wording = short(one.item.action.wording, _LONG)
    return Section(
        msg("remind.item", wording=wording)
        if alone
        else msg("remind.item.numbered", at=str(at), wording=wording),
        lines=_lines(one, found, day, names),
        inline=None if alone and one.why is Why.TODAY else _status(one, day),
        follow_ups=exits(one) if at == 1 else (),
    )


def _status(one: Reminder, day: Day) -> Msg:
    if one.why is Why.OVERDUE:
        return overdue(-one.days)
    if one.why is Why.SOON:
        if one.days == 1:
            return msg("remind.status.tomorrow")
        return msg("remind.status.on", day=_day(one.item.action.due, day.today))
    return msg(f"remind.status.{one.why.value}")


def overdue(days: int) -> Msg:
    """Return for how many days something is overdue."""
    return msg("remind.status.overdue_one" if days == 1 else "remind.status.overdue", days=days)


def _lines(
    one: Reminder, found: Sequence[Reminder], day: Day, names: Mapping[int, Bilingual]
) -> tuple[Msg, ...]:
    action, today = one.item.action, day.today
    waits = _waits(one, found)
    # What stands in its way says more than when it was agreed.
    quiet = bool(waits) and not action.redates and one.why in (Why.SOON, Why.TODAY)
    told = [] if quiet else [_dated(one, today, names)]
    told += waits
    told += [_reason(action, day.person.person)] if action.redates and action.last_reason else []
    told += [_measure(action)]
    if action.stuck:
        since = _plain(action.stuck_since or today, today)
        told.append(msg("remind.stuck", obstacle=_sentence(action.stuck), day=since))
    if action.escalated and one.why is Why.OVERDUE:
        told.append(msg("remind.asked"))
    told += [msg("remind.choose", count=action.redates)] if one.choose else []
    said = [line for line in told if line.key != "none"]
    return (reduce(lambda a, b: msg("remind.sentences", first=a, rest=b), said),) if said else ()


def _waits(one: Reminder, found: Sequence[Reminder]) -> list[Msg]:
    """Return what stands in an item's way: by its place here, else by its number."""
    places = {other.item.action.id: at for at, other in enumerate(found, start=1)}
    return [
        msg("remind.waits.at", at=str(places[number]))
        if number in places
        else msg("remind.waits", number=str(number))
        for number in one.item.waits
    ]


def _dated(one: Reminder, today: date, names: Mapping[int, Bilingual]) -> Msg:
    """Return the history of its dates, of an item without one when it was decided."""
    item, action = one.item, one.item.action
    if one.why is Why.VERIFY and item.claimed is not None:
        return msg("remind.claimed", day=_plain(item.claimed, today))
    if one.why is Why.UNACCEPTED:
        told = _plain(item.created, today), _plain(action.due, today)
        name = names.get(action.owner, Bilingual("", ""))
        return msg("remind.proposed", day=told[0], due=told[1], name=name)
    if action.redates:
        key = "remind.redated_one" if action.redates == 1 else "remind.redated"
        return msg(
            key,
            first=_plain(action.first_due, today),
            due=_plain(action.due, today),
            count=action.redates,
        )
    if one.why is Why.OVERDUE:
        return msg("remind.was_due", due=_plain(action.due, today))
    return msg("remind.made", day=_plain(item.created, today))


def _reason(action: Action, me: int) -> Msg:
    key = "remind.reason" if action.reason_by == me else "remind.help.reason"
    return msg(key, reason=_sentence(action.last_reason))


def _sentence(text: str) -> str:
    """Return what somebody wrote without its full stop: ours follows."""
    return short(text, _LONG).rstrip("。.！!；; ")


def _measure(action: Action) -> Msg:
    if action.measure is None or action.measure.metric not in CATALOGUE:
        return msg("none")
    metric = CATALOGUE[action.measure.metric]
    if action.measure.target is None:
        return msg("remind.measure.alone", metric=metric.name)
    value = phrasing.figure(metric, action.measure.target)
    return msg("remind.measure", metric=metric.name, value=value)


def exits(one: Reminder) -> tuple[FollowUp, ...]:
    """Return the ways out of an item: done, another date, stuck; or what fits how it stands."""
    action = one.item.action
    number = action.id
    if one.why is Why.VERIFY:
        return button("verify", number), button("back", number)
    if one.why is Why.UNACCEPTED:
        return button("reassign", number), button("drop", number)
    if action.state is State.PROPOSED:
        return tuple(button(verb, number) for verb in ("accept", "redate", "decline"))
    if one.choose:
        return (
            _labelled("remind.button.done", "done", number),
            button("drop", number),
            _labelled("remind.button.split", "split", number),
        )
    return (
        _labelled("remind.button.done", "done", number),
        button("redate", number),
        button("stuck", number),
    )


def _labelled(label: str, verb: str, number: int) -> FollowUp:
    return FollowUp(msg(label), f"/action {verb} {number}")


def _all_of_them(found: Sequence[Reminder], day: Day) -> tuple[FollowUp, ...]:
    if len(found) < 2:
        return ()
    return (FollowUp(msg("remind.button.all"), _MINE[day.lang]),)


def _behind(found: Sequence[Reminder], head: Msg, day: Day) -> Section:
    """Return the actions below the figures: one in a line (example G10), several in one each."""
    wordings = [short(one.item.action.wording, _BRIEF) for one in found]
    if len(found) == 1:
        told = msg("remind.behind", what=head, wording=wordings[0])
        return Section(msg("remind.yours"), inline=told, follow_ups=exits(found[0])[:1])
    lines = tuple(
        msg("remind.behind.line", wording=wording, status=_status(one, day))
        for one, wording in zip(found, wordings, strict=True)
    )
    return Section(msg("remind.yours"), lines[:_MOST_BEHIND], inline=head)


# -- the small print -------------------------------------------------------------------------------


def _notes(work: Work, found: Sequence[Reminder], day: Day) -> tuple[Msg, ...]:
    announced = [one for one in found if one.announce and one.item.helper is not None]
    if announced:
        return tuple(_announcements(work, announced, day))
    verifier = found[0].item.action.verifier
    if len(found) > 1 or found[0].why not in _URGENT or verifier is None:
        return ()
    name = called(work, [verifier]).get(verifier)
    return (msg("remind.verifier", name=name), msg("remind.once")) if name else ()


def _announcements(work: Work, announced: Iterable[Reminder], day: Day) -> Iterable[Msg]:
    """Return who will be asked for help when nothing moves, each once."""
    by_helper: dict[tuple[int, date], list[int]] = {}
    calendar = Calendar(day.works, day.known.promotions)
    for one in announced:
        action = one.item.action
        coming = calendar.next_day(action, day.today) or day.today
        by_helper.setdefault((one.item.helper or 0, coming), []).append(action.id)
    names = called(work, {person for person, _ in by_helper})
    for (person, coming), numbers in by_helper.items():
        yield msg(
            ANNOUNCED,
            when=_when(coming, day.today),
            name=names.get(person, Bilingual("", "")),
            # Not printed: by it the job that escalates knows what was announced.
            items=",".join(map(str, numbers)),
        )


def _when(coming: date, today: date) -> Value:
    if (coming - today).days == 1:
        return msg("remind.by.tomorrow")
    return msg("remind.by.day", day=_day(coming, today))
