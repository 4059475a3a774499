"""The forms of those who read cases: approve, decline, ask back, redact, merge, change the topic.

Each carries its case and the version it was opened at. These people are not anonymous: a submission
is claimed by its key, so that a second delivery does nothing twice. What a review decides and the
set-up are `case_deciding` and `case_setting_up`.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from base.case import LEVELS, QUEUE, TOPICS, Case, CaseState
from base.form import Field, FieldKind, Form, Option, Submission, Unfit
from base.language import Bilingual, Msg, msg
from base.refusal import Refusal
from base.schedule import Level
from commands.case_typed import case_asked
from commands.context import Context
from commands.submitting import PATIENCE, Opening, Outcome
from reviews import case_words, moderating
from reviews.action_words import short, team_names
from reviews.moderating import LONGEST_QUESTION, LONGEST_REASON, By, Which, Words
from storage import cases
from storage.engine import Work
from storage.seen import claim

VERBS = ("approve", "decline", "ask", "redact", "merge", "tag")
_OPTION = 70
_LEVEL_NAMES: Mapping[Level, Bilingual] = MappingProxyType(
    {
        Level.DEPARTMENT: Bilingual("部门复盘", "Department review"),
        Level.COMPANY: Bilingual("公司复盘", "Company review"),
    }
)


def form_key(verb: str) -> str:
    """Return the key of the form for a verb."""
    return f"case_{verb}"


def number_of(opening: Opening) -> str:
    """Return the case that a text opens a form for. Raises Refusal for none."""
    asked = case_asked(opening.text)
    if asked is None or not asked.case:
        raise Refusal(msg("case.none"))
    return asked.case


def by_of(context: Context, opening: Opening) -> By:
    """Return who opens or sends a form, and when."""
    return By(opening.actor, context.clock.now(), opening.today(context.clock))


def carried(case: Case) -> dict[str, str]:
    """Return what a form about a case carries."""
    return {"case": case.id, "version": str(case.version)}


def which_of(submission: Submission) -> Which:
    """Return the case of a submission, as it stood when its form was opened."""
    version = submission.carried.get("version", "")
    return Which(submission.carried.get("case", ""), int(version) if version.isdecimal() else None)


# -- the forms -------------------------------------------------------------------------------------


def case_form(context: Context, opening: Opening, verb: str) -> Form:
    """Return the form with which a moderator does something to a case. Raises Refusal."""
    by = by_of(context, opening)
    with context.database.read() as work:
        case = moderating.for_moderator(work, by, number_of(opening))
        if case.state not in QUEUE | {CaseState.APPROVED}:
            state = msg(f"case.short.{case.state.value}")
            raise Refusal(msg("case.mod.state", id=case.id, state=state))
        fields = _FIELDS[verb](work, case)
    intro = [case_words.headline(case, by.today)]
    if verb != "redact":
        wording = short(case.report.happened, 300)
        intro.append(msg("case.card.happened", text=wording))
    return Form(
        form_key(verb),
        msg(f"case.form.{verb}.title"),
        msg(f"case.form.{verb}.submit"),
        fields,
        intro=tuple(intro),
        carried=carried(case),
    )


def _approve(work: Work, case: Case) -> tuple[Field, ...]:
    chosen = ""
    if case.level is not None:
        chosen = f"{case.level.value}:{case.team}" if case.team else case.level.value
    where = Field(
        "where",
        msg("case.form.where"),
        FieldKind.CHOICE,
        value=chosen,
        options=place_options(work),
    )
    return (where, _topic(case))


def place_options(work: Work) -> tuple[Option, ...]:
    """Return where a case can be discussed: the teams, the department, the company."""
    teams = sorted(team_names(work).items())
    groups = [Option(f"{Level.GROUP.value}:{number}", called) for number, called in teams]
    return (
        *groups,
        *(Option(one.value, _LEVEL_NAMES[one]) for one in LEVELS if one in _LEVEL_NAMES),
    )


def _topic(case: Case) -> Field:
    return Field(
        "topic",
        msg("case.form.topic"),
        FieldKind.CHOICE,
        value=case.report.topic,
        options=tuple(Option(topic.key, topic.name) for topic in TOPICS),
    )


def _decline(work: Work, case: Case) -> tuple[Field, ...]:
    return (_text("reason", "case.form.decline.reason", LONGEST_REASON),)


def _ask(work: Work, case: Case) -> tuple[Field, ...]:
    return (_text("question", "case.form.ask.question", LONGEST_QUESTION),)


def _text(key: str, label: str, longest: int) -> Field:
    hint = msg(f"{label}_hint")
    return Field(key, msg(label), FieldKind.LONG_TEXT, hint=hint, longest=longest)


def _redact(work: Work, case: Case) -> tuple[Field, ...]:
    report = case.report
    named = (("happened", report.happened), ("known", report.known), ("helps", report.helps))
    fields = [_words(key, text, msg(f"case.form.redact.{key}")) for key, text in named if text]
    answers = [note.text for note in case.notes if not note.question]
    for at, text in enumerate(answers):
        if text:
            fields.append(_words(f"answer{at}", text, msg("case.form.redact.answer", n=at + 1)))
    return tuple(fields)


def _words(key: str, text: str, label: Msg) -> Field:
    return Field(key, label, FieldKind.LONG_TEXT, required=key == "happened", value=text)


def _merge(work: Work, case: Case) -> tuple[Field, ...]:
    others = [one for one in cases.listed(work, QUEUE | {CaseState.APPROVED}) if one.id != case.id]
    if not others:
        raise Refusal(msg("case.form.merge.none"))
    # The same topic first: that is where the same thing is found.
    others.sort(key=lambda one: one.report.topic != case.report.topic)
    options = tuple(Option(one.id, _called(one)) for one in others)
    return (Field("into", msg("case.form.merge.into"), FieldKind.CHOICE, options=options),)


def _called(case: Case) -> Bilingual:
    topic, wording = case_words.topic(case), case.report.happened
    return Bilingual(
        short(f"{case.id} · {topic.zh} · {wording}", _OPTION),
        short(f"{case.id} · {topic.en} · {wording}", _OPTION),
    )


def _tag(work: Work, case: Case) -> tuple[Field, ...]:
    tags = Field(
        "tags",
        msg("case.form.tag.tags"),
        required=False,
        value=", ".join(case.tags),
        hint=msg("case.form.tag.tags_hint"),
        longest=200,
    )
    return (_topic(case), tags)


_FIELDS: Mapping[str, Callable[[Work, Case], tuple[Field, ...]]] = MappingProxyType(
    {
        "approve": _approve,
        "decline": _decline,
        "ask": _ask,
        "redact": _redact,
        "merge": _merge,
        "tag": _tag,
    }
)


# -- what was filled in ----------------------------------------------------------------------------


def take_case(
    context: Context, opening: Opening, submission: Submission, key: str, verb: str
) -> Outcome:
    """Do what was filled in, once a key. Raises Unfit and Refusal."""
    by, which = by_of(context, opening), which_of(submission)
    with context.database.write(PATIENCE) as work:
        if not claim(work, key, by.now):
            return Outcome(said=msg("case.form.again"))
        return Outcome(said=_TAKEN[verb](work, by, which, submission))


def _take_approve(work: Work, by: By, which: Which, submission: Submission) -> Msg:
    level, team = place_of(submission.text("where"))
    before = moderating.for_moderator(work, by, which.number)
    topic = submission.text("topic")
    if topic and topic != before.report.topic:
        before = moderating.retag(work, by, which, topic, before.tags)
        which = Which(which.number, before.version)
    case = moderating.approve(work, by, which, level, team)
    where = case_words.place(case.level, case.team, team_names(work))
    told = msg("case.form.approve.done", id=case.id, where=where)
    if case.report.praised:
        note = msg(f"case.form.approve.consent.{case.consent.value}")
        return msg("case.form.noted", said=told, note=note)
    return told


def place_of(chosen: str) -> tuple[Level, int]:
    """Return the level and the team of a choice. Raises Unfit for none."""
    level, _, team = chosen.partition(":")
    try:
        return Level(level), int(team or 0)
    except ValueError as error:
        raise Unfit({"where": msg("case.mod.no_level")}) from error


def _take_decline(work: Work, by: By, which: Which, submission: Submission) -> Msg:
    case = moderating.decline(work, by, which, submission.text("reason"))
    return msg("case.form.decline.done", id=case.id)


def _take_ask(work: Work, by: By, which: Which, submission: Submission) -> Msg:
    case = moderating.ask(work, by, which, submission.text("question"))
    return msg("case.form.ask.done", id=case.id)


def _take_redact(work: Work, by: By, which: Which, submission: Submission) -> Msg:
    before = moderating.for_moderator(work, by, which.number)
    answers = sum(not note.question for note in before.notes)
    words = Words(
        submission.text("happened"),
        submission.text("known"),
        submission.text("helps"),
        tuple(submission.text(f"answer{at}") for at in range(answers)),
    )
    case = moderating.redact(work, by, which, words, by.actor.lang)
    return msg("case.form.redact.done", id=case.id)


def _take_merge(work: Work, by: By, which: Which, submission: Submission) -> Msg:
    case = moderating.merge(work, by, which, submission.text("into"))
    return msg("case.form.merge.done", id=case.id, into=case.merged_into)


def _take_tag(work: Work, by: By, which: Which, submission: Submission) -> Msg:
    tags = submission.text("tags").replace("，", ",").replace("、", ",").split(",")
    case = moderating.retag(work, by, which, submission.text("topic"), tags)
    return msg("case.form.tag.done", id=case.id, topic=case_words.topic(case))


_TAKEN: Mapping[str, Callable[[Work, By, Which, Submission], Msg]] = MappingProxyType(
    {
        "approve": _take_approve,
        "decline": _take_decline,
        "ask": _take_ask,
        "redact": _take_redact,
        "merge": _take_merge,
        "tag": _take_tag,
    }
)
