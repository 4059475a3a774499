"""The form with which a series of reviews is set up: which, for whom, when, where, who follows it.

`/review setup`, `/review setup 3` for one that is there; the schedules' own form leads here, too.
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from base.form import Field, FieldKind, Form, Option, Submission, Unfit
from base.language import Lang, Msg, msg
from base.refusal import Refusal
from base.rights import Actor
from base.schedule import Cadence, DayRule, Level, OnHoliday, Schedule, Timing, What
from commands import schedule_reviews as reviews
from commands import schedule_telling as telling
from commands.action_form_fields import on_staff, person, person_field
from commands.context import Context, Request
from commands.schedule_form import (
    LANGS,
    being_changed,
    for_whom,
    kept,
    language_for,
    offered_to,
    offered_value,
    one_of,
    shown_channel,
)
from commands.schedule_keeping import (
    calendar_of,
    check_any,
    meant,
    reckoned,
    team_names,
    twin,
    visible,
)
from commands.schedule_review_choices import (
    AHEAD,
    CADENCES,
    KEPT,
    KEPT_DAYS,
    RULES,
    USUAL,
    USUAL_DAYS,
)
from commands.schedule_verbs import number_to_edit
from commands.schedule_words import time_field
from commands.submitting import PATIENCE, Opening, Outcome
from metrics.zones import usual_country
from storage.engine import Work
from storage.seen import claim

SETUP = "review_setup"

_NUMBER = re.compile(r"(?:set ?up|设置)\s*(?:no\.?\s*|#|第)?\s*(\d{1,9})", re.IGNORECASE)


def setup_form(context: Context, opening: Opening) -> Form:
    """Return the form, filled in with the series that is to be changed, if one is.

    Raises Refusal for whoever may not schedule, and for a series that is not there.
    """
    check_any(opening.actor)
    number = _number(opening.text)
    with context.database.read() as work:
        old = None
        if number is not None:
            old = meant(work, Request("", opening.actor, opening.lang), number, "")
            if old.what is not What.AGENDA:
                raise Refusal(msg("review.setup.no_review", number=str(number)))
        return form_of(context, work, opening, old)


def _number(text: str) -> int | None:
    found = _NUMBER.search(text)
    return int(found[1]) if found is not None else number_to_edit(text)


def form_of(context: Context, work: Work, opening: Opening, old: Schedule | None) -> Form:
    """Return the form for a new series, or for one that may be changed by whoever opens it."""
    today = opening.today(context.clock)
    lang = old.lang if old else language_for(work, opening)
    follower = on_staff(work, old.follow_up, today) if old else None
    outside = follower is not None and not follower.user
    fields = (
        _whose(work, opening, old),
        Field("cadence", msg("review.setup.cadence"), FieldKind.CHOICE, options=CADENCES,
              value=(old.cadence if old else None) or Cadence.WEEKLY),
        _days_field(old),
        Field("time", msg("review.setup.time"), longest=10,
              value=_clock(old.timing.at if old else reviews.MEETING)),
        Field("ahead", msg("review.setup.ahead"), FieldKind.CHOICE, options=AHEAD,
              value=str(old.timing.ahead if old else reviews.AHEAD)),
        Field("ahead_time", msg("review.setup.ahead_time"), longest=10,
              value=_clock(_ahead_at(old))),
        Field("channel", msg("review.setup.channel"), FieldKind.CHANNEL,
              value=shown_channel(old, opening), hint=msg("review.setup.channel_hint")),
        person_field("follow", msg("review.setup.follow"), follower, required=False,
                     hint=msg("review.setup.follow_hint")),
        Field("lang", msg("review.setup.lang"), FieldKind.CHOICE, options=LANGS, value=lang),
    )  # fmt: skip
    carried = {"channel": opening.channel, "schedule": str(old.id) if old else ""}
    if outside and follower is not None:
        carried["follow"] = str(follower.person)
    title = "review.setup.title_edit" if old else "review.setup.title"
    return Form(SETUP, msg(title), msg("review.setup.submit"), fields, carried=carried)


def _whose(work: Work, opening: Opening, old: Schedule | None) -> Field:
    options = offered_to(work, opening.actor)
    chosen = offered_value(old) if old else _own(work, opening)
    value = chosen if any(one.value == chosen for one in options) else options[0].value
    return Field(
        "team", msg("review.setup.team"), FieldKind.CHOICE, options=options, value=value
    )  # fmt: skip


def _own(work: Work, opening: Opening) -> str:
    """Return whose review it will be: of the team that has posts here, or of the opener's."""
    actor: Actor = opening.actor
    seen = visible(work, actor) if opening.channel else ()
    here = [one.team for one in seen if one.team and one.channel == opening.channel]
    teams = here or sorted(actor.leads) or sorted(actor.teams)
    return str(teams[0]) if teams else ""


def _days_field(old: Schedule | None) -> Field:
    options = [USUAL_DAYS, *(Option(value, name) for value, (name, _) in RULES.items())]
    chosen = _days_value(old) if old else USUAL
    if chosen == KEPT:
        options.insert(0, KEPT_DAYS)
    return Field(
        "days", msg("review.setup.days"), FieldKind.CHOICE, options=tuple(options), value=chosen,
        hint=msg("review.setup.days_hint"),
    )  # fmt: skip


def _days_value(of: Schedule) -> str:
    cadence, days = of.cadence or Cadence.WEEKLY, of.timing.days
    if days == reviews.USUAL_DAYS[cadence]:
        return USUAL
    same = (v for v, (_, rule) in RULES.items() if reviews.days_for(cadence, rule) == days)
    return next(same, KEPT)


def _ahead_at(old: Schedule | None) -> int:
    kept = old.timing.ahead_at if old else None
    return reviews.AHEAD_AT if kept is None else kept


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


# -- what was filled in ----------------------------------------------------------------------------


def take_setup(context: Context, opening: Opening, submission: Submission, key: str) -> Outcome:
    """Keep what was filled in. Raises Unfit at the fields that have to be mended."""
    now, today = context.clock.now(), opening.today(context.clock)
    with context.database.write(PATIENCE) as work:
        old = being_changed(work, opening, submission, "team")
        new = _checked(work, opening, submission, old, today)
        new = reckoned(context, work, reviews.with_follower(work, new, today), now)
        if claim(work, key, now):
            new = kept(context, work, opening, new, "cadence", "review.setup.twin")
        else:
            # The same submission again: what it made is there.
            new = twin(work, new) or new
        teams, calendar = team_names(work), calendar_of(context, work, new.timing.country)
        follower = reviews.follower_name(work, new, today)
    said = "schedule.changed" if old else "schedule.added"
    coming = telling.coming(new, calendar, now, 1, opening.actor.zone)
    return Outcome(
        said=msg(
            "review.setup.done",
            sentence=telling.sentence(said, new, teams, follower),
            next=coming[0],
        )
    )


@dataclass(frozen=True)
class _When:
    """The fields for when it is held; `days` None where they do not fit."""

    days: DayRule | None
    at: int | None
    ahead: int
    ahead_at: int | None


def _checked(
    work: Work, opening: Opening, submission: Submission, old: Schedule | None, today: date
) -> Schedule:
    """Return the series of the fields. Raises Unfit with every field that does not fit."""
    errors: dict[str, Msg] = {}
    level, team = for_whom(opening.actor, submission, errors)
    if level is Level.PERSON or (team and team not in team_names(work)):
        errors["team"] = msg("form.choose")
    cadence = one_of(Cadence, submission, "cadence", errors) or Cadence.WEEKLY
    timing = _timing(submission, cadence, opening.actor, old, errors)
    follow = person(work, submission, "follow", errors, today)
    lang = one_of(Lang, submission, "lang", errors) or opening.lang
    channel = submission.text("channel") or (old.channel if old else "")
    channel = channel or submission.carried.get("channel", "")
    if not reviews.is_channel(channel):
        errors["channel"] = msg("review.setup.channel_needed")
    if errors or timing is None:
        raise Unfit(errors)
    base = old or Schedule(What.AGENDA, level, channel, timing, owner=max(opening.actor.person, 0))
    return replace(
        base, what=What.AGENDA, level=level, team=team, channel=channel, timing=timing, lang=lang,
        late_minutes=reviews.late_for(timing), cadence=cadence, follow_up=follow or 0,
    )  # fmt: skip


def _timing(
    submission: Submission,
    cadence: Cadence,
    actor: Actor,
    old: Schedule | None,
    errors: dict[str, Msg],
) -> Timing | None:
    when = _when(submission, cadence, old, errors)
    if when.days is None or when.at is None or when.ahead_at is None:
        return None
    zone = old.timing.zone if old else actor.zone
    country = old.timing.country if old else usual_country(zone)
    on_holiday = old.timing.on_holiday if old else OnHoliday.NEXT
    timing = Timing(
        when.days, when.at, None, zone, country, on_holiday, ahead=when.ahead,
        ahead_at=when.ahead_at,
    )  # fmt: skip
    unfit = reviews.unfit_ahead(timing)
    if unfit is not None:
        errors["ahead" if timing.ahead else "ahead_time"] = unfit
    return timing


def _when(
    submission: Submission, cadence: Cadence, old: Schedule | None, errors: dict[str, Msg]
) -> _When:
    ahead = submission.text("ahead")
    if not ahead.isdecimal():
        errors["ahead"] = msg("form.choose")
    return _When(
        _days(submission, cadence, old, errors),
        _time(submission, "time", errors),
        int(ahead) if ahead.isdecimal() else reviews.AHEAD,
        _time(submission, "ahead_time", errors),
    )


def _days(
    submission: Submission, cadence: Cadence, old: Schedule | None, errors: dict[str, Msg]
) -> DayRule | None:
    chosen = submission.text("days")
    if chosen == KEPT and old is not None:
        rule: DayRule | None = old.timing.days
    elif chosen == USUAL:
        rule = None
    elif chosen in RULES:
        rule = RULES[chosen][1]
    else:
        errors["days"] = msg("form.choose")
        return None
    days = reviews.days_for(cadence, rule)
    unfit = reviews.unfit_days(cadence, days)
    if unfit is not None:
        errors["days"] = unfit
    return days


def _time(submission: Submission, key: str, errors: dict[str, Msg]) -> int | None:
    """Return the minutes of a field that holds one time and nothing else."""
    clock = time_field(submission.text(key))
    if clock.at is None or clock.until is not None:
        errors[key] = msg("review.setup.time_wrong", time=submission.text(key) or "…")
        return None
    return clock.at
