"""Jobs of reviews: what was left to somebody and is due, meetings that nobody closed, cases that
were approved after an agenda stood.
"""

from datetime import datetime, timedelta

from base.answer import Answer, FollowUp, Kind
from base.case import Case, CaseKind, CaseState
from base.language import Moment, Value, msg
from base.review import Point, PointState, Review, ReviewState
from base.schedule import Level
from jobs.agendas import agenda
from jobs.desk import Desk
from jobs.installation import Installation
from jobs.tick import Job
from reviews import meeting, meeting_posts, standing
from reviews.case_reminders import working_hours
from reviews.meeting import Seen
from reviews.own_days import own_days
from storage import cases, occurrences, outbox, reviews, schedules
from storage.engine import Work
from storage.outbox import Draft
from storage.reaching import reach

_EVERY = timedelta(minutes=1)
# So long before the end somebody is reminded of what was left to him.
SOON = timedelta(hours=3)
# So long after its planned end a meeting that nobody closed is spoken of.
FORGOTTEN = timedelta(hours=2)
_KEPT = timedelta(days=1)
_AHEAD = timedelta(days=7)


def follow_left(installation: Installation) -> str:
    """Remind whoever is to decide after a meeting; what he did not decide in time goes on to
    whoever follows the review up, and onto its next agenda."""
    now = installation.clock.now()
    with installation.database.read() as work:
        waiting = reviews.left_to_somebody(work)
    due = [one for one in waiting if one.until is not None and now >= one.until - SOON]
    count = 0
    for point in due:
        with installation.database.write() as work:
            count += _followed(work, installation, point, now)
    return f"{count} told" if count else ""


def _followed(work: Work, installation: Installation, before: Point, now: datetime) -> bool:
    point = reviews.point(work, before.id)
    review = reviews.read(work, before.review)
    if point is None or review is None or point.state is not PointState.LATER:
        return False
    if point.until is not None and now < point.until:
        at_work = _at_work(work, installation, point.later)
        return at_work and _tell(work, review, point, point.later, "soon", now)
    point = meeting.lapsed(work, point)
    found = Seen(review, reviews.points_of(work, review.id), runs=False)
    meeting_posts.after_change(work, standing.spot_of(work, review, now), found, point)
    told = _tell(work, review, point, point.later, "lapsed", now)
    if review.follow_up != point.later:
        told = _tell(work, review, point, review.follow_up, "lapsed_for", now) or told
    return told


def _tell(work: Work, review: Review, point: Point, person: int, how: str, now: datetime) -> bool:
    who = reach(work, person)
    if who is None:
        return False
    said: dict[str, Value] = {"about": point.raised.about, "name": review.agenda.name}
    if point.until is not None:
        said["until"] = Moment(point.until, who.zone)
    answer = Answer(
        Kind.TEXT,
        msg(f"review.left.{how}", **said),
        follow_ups=meeting_posts.ways_out(point),
        private=True,
    )
    key = f"r{review.id}/p{point.id}/{how}"
    draft = Draft(key, who.user, answer, who.lang, now, expires_at=now + _KEPT)
    return outbox.put(work, draft) is not None


def _at_work(work: Work, installation: Installation, person: int) -> bool:
    """Say whether somebody is at work now: what can wait is told nobody in the evening."""
    own = own_days(work, person, installation.promotions)
    return working_hours(installation.clock.now(), own)


def remind_to_close(installation: Installation) -> str:
    """Say to whoever began a meeting, and to whoever follows it up, that nobody has closed it."""
    now, count = installation.clock.now(), 0
    with installation.database.read() as work:
        running = reviews.in_state(work, ReviewState.RUNNING)
    for review in running:
        planned = timedelta(minutes=review.agenda.minutes)
        if review.started_at is None or now < review.started_at + planned + FORGOTTEN:
            continue
        with installation.database.write() as work:
            for person in {review.started_by, review.follow_up} - {0}:
                if _at_work(work, installation, person):
                    count += _unclosed(work, review, person, now)
    return f"{count} told" if count else ""


def _unclosed(work: Work, review: Review, person: int, now: datetime) -> bool:
    who = reach(work, person)
    if who is None:
        return False
    points = reviews.points_of(work, review.id)
    left = sum(one.state is PointState.OPEN for one in points)
    answer = Answer(
        Kind.TEXT,
        msg("review.unclosed", name=review.agenda.name, n=left),
        follow_ups=(
            FollowUp(msg("review.button.where"), f"/review where {review.id}"),
            FollowUp(msg("review.button.close"), f"/review close {review.id}"),
        ),
        private=True,
    )
    key = f"r{review.id}/unclosed/{person}"
    draft = Draft(key, who.user, answer, who.lang, now, expires_at=now + _KEPT)
    return outbox.put(work, draft) is not None


class Agendas:
    """Has agendas that stand follow what was approved, taken back or decided meanwhile.

    Their figures are followed with the data (`jobs/restating`).
    """

    def __init__(self, installation: Installation) -> None:
        self._desk = Desk(installation)

    def follow(self, installation: Installation) -> str:
        """Draw agendas anew whose cases are others by now."""
        now = installation.clock.now()
        with installation.database.read() as work:
            standing_ = reviews.between(work, now, now + _AHEAD, ReviewState.AGENDA)
            approved = cases.listed(work, [CaseState.APPROVED]) if standing_ else ()
            points = reviews.points_of_all(work, [one.id for one in standing_])
        count = 0
        for review in standing_:
            wanted = {one.id for one in approved if _belongs(one.level, one.team, review)}
            mine = [one for one in points[review.id] if one.raised.case]
            there = {one.raised.case for one in mine if one.state is PointState.OPEN}
            known = {one.raised.case for one in mine}
            if not (there <= wanted) or not (wanted <= known | _praised(approved)):
                count += self._draw(installation, review, now)
        return f"{count} drawn anew" if count else ""

    def _draw(self, installation: Installation, review: Review, now: datetime) -> bool:
        with installation.database.read() as work:
            series = schedules.read(work, review.series)
            of = occurrences.read(work, review.occurrence)
            if series is None or of is None:
                return False
            composed = agenda(self._desk, work, series, of)
        with installation.database.write() as work:
            kept = composed.kept(work) if composed.kept is not None else None
            if kept is None or kept.answer is None:
                return False
            fresh = reviews.read(work, review.id) or review
            spot = standing.spot_of(work, fresh, now)
            return standing.renew(spot, work, standing.agenda_key(fresh), kept.answer)


def _belongs(level: Level | None, team: int, review: Review) -> bool:
    return level is review.level and (level is not Level.GROUP or team == review.team)


def _praised(approved: tuple[Case, ...]) -> set[str]:
    return {one.id for one in approved if one.report.kind is CaseKind.WELL}


def jobs(installation: Installation) -> tuple[Job, ...]:
    """Return the jobs of reviews."""
    agendas = Agendas(installation)
    return (
        Job("follow_left", _EVERY, follow_left),
        Job("remind_to_close", _EVERY * 10, remind_to_close),
        Job("follow_agendas", _EVERY, agendas.follow),
    )
