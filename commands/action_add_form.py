"""The form for a new action item, filled in with what was understood; and for changing one."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from base.action import Action, Measure
from base.dimensions import Dim
from base.form import Field, FieldKind, Form, Option, Submission, Unfit
from base.language import Bilingual, Msg, msg
from base.refusal import Refusal
from base.rights import Actor
from base.schedule import Level
from commands import action_moving as moving
from commands.action_adding import Asker, check_may_add, keep, setting_of
from commands.action_form_fields import day_of, on_staff, person, person_field
from commands.action_telling import names_of
from commands.action_typed import Draft, drafted, vague
from commands.action_verbs import ADD, form_key, opened_for
from commands.amounts import amount
from commands.context import Context
from commands.offering import options
from commands.submitting import PATIENCE, Opening, Outcome
from metrics import targets
from metrics.catalogue import CATALOGUE
from metrics.model import Metric
from reviews.action_words import team_names, where
from reviews.actions import numbers as several
from storage.engine import Work
from storage.people import names_of_users
from storage.seen import claim

EDIT = form_key("edit")
_NONE = "none"
_LONGEST = 500
_USER = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")
_LEVELS = (
    Option(Level.GROUP, Bilingual("小组", "Team")),
    Option(Level.DEPARTMENT, Bilingual("部门", "Department")),
    Option(Level.COMPANY, Bilingual("公司", "Company")),
    Option(
        Level.PERSON, Bilingual("个人（只有本人和上级看得到）", "Personal (only they and leads)")
    ),
)
_BELOW, _ABOVE = "below", "above"
_SIDES = (
    Option(_BELOW, Bilingual("降到这个数以下", "Down to this or below")),
    Option(_ABOVE, Bilingual("达到这个数以上", "Up to this or above")),
)
_NO_METRIC = Option(_NONE, Bilingual("不看数", "No figure"))
_NO_TEAM = Option(_NONE, Bilingual("跟着负责人", "The owner’s"))


def add_form(context: Context, opening: Opening) -> Form:
    """Return the form for a new item. Raises Refusal for somebody whom nobody here knows."""
    check_may_add(opening.actor)
    asker = asker_of(context, opening)
    with context.database.read() as work:
        _, said = opened_for(opening.text)
        draft = drafted(_with_names(work, said), setting_of(context, work, asker))
        draft = replace(draft, wording=draft.wording or " ".join(opening.quoted.split())[:_LONGEST],
                        link=draft.link or opening.link)  # fmt: skip
        fields = (
            wording_field(draft.wording),
            person_field("owner", msg("action.form.add.owner"),
                         on_staff(work, draft.owner, asker.today), required=True),
            Field("due", msg("action.form.add.due"), FieldKind.DATE,
                  value=_coming(draft.due, asker)),
            *about_fields(work, draft.measure, draft.level or Level.GROUP, 0, opening.actor),
            person_field("verifier", msg("action.form.add.verifier"),
                         on_staff(work, draft.verifier, asker.today), required=False,
                         hint=msg("action.form.add.verifier_hint")),
            check_field(draft.check),
        )  # fmt: skip
        intro = (*draft.troubles, *_intro(work, draft, opening))
    return Form(
        ADD, msg("action.form.add.title"), msg("action.form.add.submit"), fields, intro=intro,
        carried=kept_of(draft) | {"channel": opening.channel},
    )  # fmt: skip


def asker_of(context: Context, opening: Opening) -> Asker:
    """Return who fills a form in."""
    return Asker(opening.actor, opening.lang, opening.today(context.clock), opening.channel)


def _with_names(work: Work, text: str) -> str:
    """Return a text with the names of people instead of their mentions."""
    users = set(_USER.findall(text))
    names = names_of_users(work, users) if users else {}
    return _USER.sub(lambda found: f" @{names.get(found[1], found[1])} ", text)


def wording_field(value: str) -> Field:
    """Return the field for what is to be done."""
    return Field(
        "wording", msg("action.form.add.wording"), FieldKind.LONG_TEXT, value=value,
        hint=msg("action.form.add.wording_hint"), example=msg("action.form.add.wording_example"),
        longest=_LONGEST,
    )  # fmt: skip


def _coming(due: date | None, asker: Asker) -> str:
    return due.isoformat() if due is not None and due >= asker.today else ""


def check_field(check: date | None) -> Field:
    """Return the field for the day on which the effect is looked at."""
    return Field(
        "check", msg("action.form.add.check"), FieldKind.DATE, required=False,
        value=check.isoformat() if check else "", hint=msg("action.form.add.check_hint"),
    )  # fmt: skip


def about_fields(
    work: Work, measure: Measure | None, level: Level, team: int, actor: Actor
) -> tuple[Field, ...]:
    """Return the fields for whom it is, and what shows whether it worked."""
    teams = (_NO_TEAM, *(Option(str(n), called) for n, called in sorted(team_names(work).items())))
    aim, metric = "", CATALOGUE.get(measure.metric) if measure else None
    metrics = (_NO_METRIC, *options(work, actor, metric))
    if measure is not None and metric is not None and measure.target is not None:
        aim = _typed_target(metric, measure.target)
    above = measure is not None and measure.target is not None and not measure.below
    side = (_ABOVE if above else _BELOW) if aim else ""
    return (
        Field("level", msg("action.form.add.level"), FieldKind.CHOICE, options=_LEVELS,
              value=level),
        Field("team", msg("action.form.add.team"), FieldKind.CHOICE, options=teams,
              value=str(team) if team else _NONE, hint=msg("action.form.add.team_hint")),
        Field("metric", msg("action.form.add.metric"), FieldKind.CHOICE, options=metrics,
              value=metric.key if metric else _NONE, hint=msg("action.form.add.metric_hint")),
        Field("side", msg("action.form.add.side"), FieldKind.CHOICE, required=False,
              options=_SIDES, value=side),
        Field("target", msg("action.form.add.target"), required=False, value=aim,
              example=msg("action.form.add.target_example"), longest=40),
    )  # fmt: skip


def _typed_target(metric: Metric, target: float) -> str:
    """Return a target as it is typed: what `amount` reads as the same number."""
    written = targets.written(metric, target)
    if isinstance(written, str):
        return written
    return f"{target:g}"


def _intro(work: Work, draft: Draft, opening: Opening) -> list[Msg]:
    found = []
    if opening.quoted:
        found.append(msg("action.form.add.linked" if opening.link else "action.form.add.unlinked"))
    if draft.problem:
        found.append(msg("action.whole.problem", problem=draft.problem[:300]))
    names = where(work, draft.measure.only if draft.measure else {})
    if names is not None:
        found.append(msg("action.form.add.only", names=names))
    return found


def kept_of(draft: Draft) -> dict[str, str]:
    """Return what no field holds: the link, the problem, whose figure it is, people not in chat."""
    found = {"link": draft.link, "problem": draft.problem[:600]}
    if draft.measure is not None:
        only = {dim: list(members) for dim, members in draft.measure.only.items()}
        found |= {"only": json.dumps(only), "only_of": draft.measure.metric}
    numbers = ("owner", draft.owner), ("verifier", draft.verifier), ("previous", draft.previous)
    found |= {"waits": ",".join(map(str, draft.waits))} if draft.waits else {}
    for key, number in numbers:
        found |= {key: str(number)} if number else {}
    return found


# -- what was filled in ----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Filled:
    """What the fields hold. `team` is 0 for the owner's."""

    draft: Draft
    team: int


def take_add(context: Context, opening: Opening, submission: Submission, key: str) -> Outcome:
    """Keep a new item with the key of its submission. Raises Unfit at the fields to be mended."""
    asker = asker_of(context, opening)
    now = context.clock.now()
    with context.database.write(PATIENCE) as work:
        filled = _filled(work, submission, asker)
        if not claim(work, key, now):
            return Outcome(said=msg("action.form.add.again"))
        try:
            added = keep(work, filled.draft, asker, now, filled.team)
        except Refusal as refusal:
            raise Unfit({"level": refusal.message}) from refusal
        names = names_of(work)
    said = msg("action.form.add.done", number=str(added.action.id), wording=added.action.wording,
               **_shown(added.action, names, asker.today))  # fmt: skip
    for note in added.notes:
        said = msg("action.form.add.noted", said=said, note=note)
    return Outcome(said=said)


def _shown(
    action: Action, names: Mapping[int, Bilingual], today: date
) -> dict[str, Bilingual | Msg | str]:
    told = moving.told_with(action, names, today)
    return {key: told[key] for key in ("owner", "due", "verifier")}  # type: ignore[misc]


def _filled(work: Work, submission: Submission, asker: Asker) -> _Filled:
    """Return what the fields say. Raises Unfit with every field that does not fit."""
    errors: dict[str, Msg] = {}
    about = said_of(work, submission, errors)
    owner = person(work, submission, "owner", errors, asker.today)
    verifier = person(work, submission, "verifier", errors, asker.today)
    due = day_of(submission, "due", errors, asker.today)
    check = day_of(submission, "check", errors, asker.today)
    if owner is None:
        errors.setdefault("owner", msg("action.form.add.no_owner"))
    elif owner == verifier:
        errors["verifier"] = msg("action.own_verifier")
    if due is None:
        errors.setdefault("due", msg("action.form.add.no_due"))
    elif check is not None and check <= due:
        errors["check"] = msg("action.form.add.check_early")
    draft = replace(
        about.draft, owner=owner, verifier=verifier, due=due, check=check,
        measure=replace(about.draft.measure, check=check) if about.draft.measure else None,
        problem=submission.carried.get("problem", ""), link=submission.carried.get("link", ""),
        previous=int(submission.carried.get("previous") or 0) or None,
        waits=several(submission.carried.get("waits")),
    )  # fmt: skip
    draft = concrete(draft, errors)
    if errors:
        raise Unfit(errors)
    return replace(about, draft=draft)


def concrete(draft: Draft, errors: dict[str, Msg]) -> Draft:
    """Hold the wording against the gate; an exclamation mark at its end says "all the same"."""
    wording = draft.wording.rstrip()
    forced = wording.endswith(("!", "！"))
    draft = replace(draft, wording=wording.rstrip("!！ ") if forced else wording)
    why = None if forced and draft.wording else vague(draft)
    if not draft.wording:
        why = msg("action.form.add.no_wording")
    if why is not None and "target" not in errors:
        errors["wording"] = msg("action.form.add.vague", why=why)
    return draft


def said_of(work: Work, submission: Submission, errors: dict[str, Msg]) -> _Filled:
    """Return the wording, for whom it is and its measure."""
    try:
        level = Level(submission.text("level"))
    except ValueError:
        level = Level.GROUP
        errors["level"] = msg("form.choose")
    chosen = submission.text("team")
    team = int(chosen) if chosen.isdecimal() and int(chosen) in team_names(work) else 0
    measure = _measure(submission, team, errors)
    wording = " ".join(submission.text("wording").split())
    return _Filled(Draft(wording=wording, level=level, measure=measure), team)


def _measure(submission: Submission, team: int, errors: dict[str, Msg]) -> Measure | None:
    metric = CATALOGUE.get(submission.text("metric"))
    typed, side = submission.text("target"), submission.text("side")
    if metric is None:
        if typed:
            errors["target"] = msg("action.form.add.target_of_what")
        return None
    value = amount(typed, metric.unit) if typed else None
    if typed and value is None:
        errors["target"] = msg("action.add.target_unfit", typed=typed, metric=metric.name)
    if typed and side not in (_BELOW, _ABOVE):
        errors["side"] = msg("action.form.add.which_side")
    only = _only(submission, metric, team)
    return Measure(metric.key, only, value, below=value is not None and side == _BELOW)


def _only(
    submission: Submission, metric: Metric, team: int
) -> MappingProxyType[str, tuple[str, ...]]:
    """Return whose figure it is: as it was understood, or the team chosen."""
    kept: dict[str, tuple[str, ...]] = {}
    if submission.carried.get("only_of") == metric.key:
        read = json.loads(submission.carried.get("only") or "{}")
        kept = {dim: tuple(str(one) for one in members) for dim, members in read.items()}
    if team and Dim.TEAM in metric.cuts:
        kept["team"] = (str(team),)
    return MappingProxyType(kept)
