"""What those who read cases do with them: approve, decline, ask back, redact, merge, tag; and what
a review decided.

Everything asks first whether somebody is one of those named in the setting; no role stands in for
that. Of who sent a case there is nothing here to be seen. What was done is noted with who did it:
moderators are not anonymous.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from base.case import LEVELS, QUEUE, TOPIC_OF, Case, CaseState, Consent
from base.clock import DEFAULT_ZONE
from base.language import Lang, msg
from base.refusal import Refusal
from base.rights import EVERYTHING, Actor, Scope, Verb, can
from base.schedule import Level
from metrics.promotions import DEFAULT
from metrics.workdays import WorkCalendar, calendar_here
from metrics.zones import usual_country
from reviews import acting, case_consent, case_settings
from reviews.action_words import team_names
from reviews.case_words import followed
from reviews.cases import LOOK_WITHIN, shown, workdays_after
from storage import case_upkeep, cases
from storage.cases import StaleCaseError
from storage.engine import Work
from storage.names import everybody_called

LONGEST_REASON, LONGEST_QUESTION, LONGEST_TAG, MOST_TAGS = 500, 500, 20, 5
# Working days that a question waits before the case is decided without an answer.
ANSWER_WITHIN = 5
# By so much a text may grow when something in it is replaced by what it is.
_MASK_ROOM = 40
_ALIVE = QUEUE | {CaseState.APPROVED}


@dataclass(frozen=True)
class By:
    """Who does something, when; `today` is his own day."""

    actor: Actor
    now: datetime
    today: date


@dataclass(frozen=True)
class Which:
    """A case as somebody saw it; without `version` as it stands now."""

    number: str
    version: int | None = None


@dataclass(frozen=True)
class Words:
    """The words of a case after a moderator has gone over them; `answers` are the sender's."""

    happened: str
    known: str
    helps: str
    answers: tuple[str, ...] = ()


# -- who may ---------------------------------------------------------------------------------------


def check_moderating(work: Work, actor: Actor, today: date) -> None:
    """Raise Refusal for everybody whom the setting does not name, administrators too."""
    if not case_settings.moderating(work, actor, today):
        raise Refusal(msg("case.mod.denied"))


def queue(work: Work, actor: Actor, today: date) -> tuple[Case, ...]:
    """Return what waits for the moderators, the oldest date first. Raises Refusal."""
    check_moderating(work, actor, today)
    return cases.listed(work, QUEUE)


def for_moderator(work: Work, by: By, number: str) -> Case:
    """Return a case for one who moderates. Raises Refusal."""
    return _opened(work, by, Which(number), frozenset(CaseState))


def scope_of(case: Case) -> Scope:
    """Return what rights to an approved case are asked about."""
    return Scope(team=case.team) if case.level is Level.GROUP else EVERYTHING


def visible(work: Work, actor: Actor) -> tuple[Case, ...]:
    """Return the approved cases somebody may see, as a review sees them."""
    found = cases.listed(work, [CaseState.APPROVED])
    return tuple(shown(one) for one in found if can(actor, Verb.SEE_CASES, scope_of(one)))


def for_reader(work: Work, actor: Actor, number: str) -> Case:
    """Return a case that was approved, as a review sees it. Raises Refusal where he may not."""
    case = cases.read(work, number)
    public = case is not None and case.state in (CaseState.APPROVED, CaseState.DECIDED)
    if case is None or not public or not can(actor, Verb.SEE_CASES, scope_of(case)):
        # Whether there is one is nobody else's business.
        raise Refusal(msg("case.none"))
    return shown(case)


def _opened(work: Work, by: By, which: Which, states: Collection[CaseState]) -> Case:
    check_moderating(work, by.actor, by.today)
    case = cases.read(work, which.number)
    if case is None:
        raise Refusal(msg("case.none"))
    if case.state is CaseState.WITHDRAWN:
        raise Refusal(msg("case.mod.withdrawn", id=case.id))
    _check(case, which, states)
    return case


def _check(case: Case, which: Which, states: Collection[CaseState]) -> None:
    if which.version not in (None, case.version):
        raise Refusal(msg("case.mod.stale", id=case.id))
    if case.state not in states:
        state = msg(f"case.short.{case.state.value}")
        raise Refusal(msg("case.mod.state", id=case.id, state=state))


def _changed(work: Work, by: By, case: Case, act: str, **values: Any) -> Case:
    try:
        after = cases.change(work, case, **values)
    except StaleCaseError as error:
        raise Refusal(msg("case.mod.stale", id=case.id)) from error
    cases.acted(work, case.id, by.actor.person, act, by.now)
    return after


# -- what they do ----------------------------------------------------------------------------------


def approve(work: Work, by: By, which: Which, level: Level, team: int = 0) -> Case:
    """Put a case on the agenda of a level; ask whoever is praised in it. Raises Refusal."""
    case = _opened(work, by, which, _ALIVE)
    if level not in LEVELS:
        raise Refusal(msg("case.mod.no_level"))
    if level is Level.GROUP and team not in team_names(work):
        raise Refusal(msg("case.mod.needs_team"))
    team = team if level is Level.GROUP else 0
    state = CaseState.APPROVED
    after = _changed(work, by, case, "approve", state=state, level=level, team=team)
    return case_consent.ask(work, after, by.now)


def decline(work: Work, by: By, which: Which, reason: str) -> Case:
    """Leave a case out; whoever sent it reads the reason. Raises Refusal."""
    case = _opened(work, by, which, _ALIVE)
    if not reason.strip():
        raise Refusal(msg("case.mod.no_reason"))
    kept = reason.strip()[:LONGEST_REASON]
    return _changed(
        work, by, case, "decline", state=CaseState.DECLINED, reason=kept, consent=Consent.NONE
    )


def ask(work: Work, by: By, which: Which, question: str) -> Case:
    """Ask whoever sent it one question; he finds it with his receipt. Raises Refusal."""
    case = _opened(work, by, which, _ALIVE)
    if not question.strip():
        raise Refusal(msg("case.mod.no_question"))
    if case.state is CaseState.ASKED or (case.notes and case.notes[-1].question):
        raise Refusal(msg("case.mod.one_question", id=case.id))
    cases.note(work, case.id, question.strip()[:LONGEST_QUESTION], question=True)
    if case.state is CaseState.APPROVED:
        # It stays on its agenda: an answer helps, and nobody waits for it.
        return _changed(work, by, case, "ask", state=case.state)
    until = workdays_after(by.today, ANSWER_WITHIN, _calendar(work))
    return _changed(work, by, case, "ask", state=CaseState.ASKED, look_by=until)


def _calendar(work: Work) -> WorkCalendar:
    return calendar_here(work, usual_country(DEFAULT_ZONE), DEFAULT)


def redact(work: Work, by: By, which: Which, words: Words, lang: Lang) -> Case:
    """Take out of a case what gives somebody away; what is left is masked once more.

    Raises Refusal for what would add to it, and where nothing is left.
    """
    case = _opened(work, by, which, _ALIVE)
    answers = [note.text for note in case.notes if not note.question]
    before = (case.report.happened, case.report.known, case.report.helps, *answers)
    after = (words.happened, words.known, words.helps, *(words.answers or answers))
    if len(before) != len(after):
        raise Refusal(msg("case.mod.stale", id=case.id))
    if not words.happened.strip():
        raise Refusal(msg("case.mod.nothing_left"))
    if any(_adds(old, new) for old, new in zip(before, after, strict=True)):
        raise Refusal(msg("case.mod.adds"))
    happened, known, helps, *left = _masked(work, after, by.today, lang)
    rest = iter(left)
    notes = [note.text if note.question else next(rest) for note in case.notes]
    cases.rewrite_notes(work, case.id, notes)
    case_upkeep.to_shred(work)
    texts = {"happened": happened, "known": known, "helps": helps}
    return _changed(work, by, case, "redact", **texts)


def _masked(work: Work, texts: Collection[str], today: date, lang: Lang) -> list[str]:
    from reviews.masking import Masker

    masker = Masker(everybody_called(work), today, lang)
    return [masker.mask(text).text.strip() for text in texts]


def _adds(old: str, new: str) -> bool:
    if not old.strip():
        return bool(new.strip())
    return len(new.strip()) > len(old.strip()) + _MASK_ROOM


def merge(work: Work, by: By, which: Which, into: str) -> Case:
    """Let a case live on in another one that says the same. Raises Refusal."""
    case = _opened(work, by, which, _ALIVE)
    other = cases.read(work, into)
    if other is None or other.state not in _ALIVE:
        raise Refusal(msg("case.mod.merge_into"))
    if other.id == case.id:
        raise Refusal(msg("case.mod.merge_self"))
    values = {"merged_into": other.id, "consent": Consent.NONE}
    return _changed(work, by, case, "merge", state=CaseState.MERGED, **values)


def unmerge(work: Work, today: date) -> int:
    """Put back into the queue what was merged into a case that was withdrawn; return how many.

    What one person took back is still what the other one reported.
    """
    count = 0
    for case in cases.listed(work, [CaseState.MERGED]):
        if followed(work, case).state is CaseState.WITHDRAWN:
            look_by = workdays_after(today, LOOK_WITHIN, _calendar(work))
            cases.change(work, case, state=CaseState.OPEN, merged_into="", look_by=look_by)
            count += 1
    return count


def retag(work: Work, by: By, which: Which, topic: str, tags: Collection[str]) -> Case:
    """Say what a case is about: its category, and words of the moderators' own. Raises Refusal."""
    case = _opened(work, by, which, _ALIVE | {CaseState.DECIDED})
    if topic not in TOPIC_OF:
        raise Refusal(msg("case.mod.no_topic"))
    kept = tuple(dict.fromkeys(tag.strip() for tag in tags if tag.strip()))
    if len(kept) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in kept):
        raise Refusal(msg("case.mod.tags", most=MOST_TAGS, longest=LONGEST_TAG))
    return _changed(work, by, case, "tag", topic=topic, tags=kept)


# -- what a review decided -------------------------------------------------------------------------


def check_deciding(work: Work, actor: Actor, which: Which) -> Case:
    """Return an approved case, as a review sees it, for one who may decide it. Raises Refusal."""
    case = for_reader(work, actor, which.number)
    if not can(actor, Verb.DECIDE_CASE, scope_of(case)):
        raise Refusal(msg("case.decide.denied"))
    _check(case, which, {CaseState.APPROVED})
    return case


def decided(work: Work, by: By, which: Which, action: int = 0, because: str = "") -> Case:
    """Note what a review decided: the action item that came of it, or why none did.

    Raises Refusal where he may not, where neither or both are given, and for no such item.
    """
    check_deciding(work, by.actor, which)
    because = because.strip()[:LONGEST_REASON]
    if bool(action) == bool(because):
        raise Refusal(msg("case.decide.one_of"))
    if action:
        acting.seen(work, by.actor, action, by.today)
    case = cases.read(work, which.number)
    if case is None:  # pragma: no cover - read just now, and cases are never removed
        raise Refusal(msg("case.none"))
    values = {"action_id": action, "reason": because}
    return _changed(work, by, case, "decide", state=CaseState.DECIDED, **values)


def to_shred(work: Work) -> None:
    """Note that words were deleted: the next beat of the job takes their remains away."""
    case_upkeep.to_shred(work)
