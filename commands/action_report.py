"""`/action report`: what became of what was promised, of a team or a person, beside its own past.

Teams are not set against each other and nobody is ranked. A person's account only to himself, to
whoever leads him and to overseers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from base.answer import Answer, Cell, FollowUp, Grid, GridRow, Kind
from base.dimensions import Dim
from base.language import Bilingual, Lang, Msg, Quantity, msg
from base.refusal import Refusal
from base.rights import Actor, Scope, Verb, can
from base.units import Unit
from commands.action_people import People
from commands.context import Context, Place, Request
from metrics import periods, phrasing
from metrics.completion import Completion, completion
from metrics.model import Period
from reviews import accounts
from storage.engine import Work
from storage.names import named
from storage.people import teams_of
from storage.roster import roster

_NONE = msg("none")
_MINE = frozenset({"me", "mine", "my", "我", "我的", "我自己"})
_ALL = frozenset({"all", "everybody", "全部", "全部门", "部门"})
_MONTHS = 2


@dataclass(frozen=True)
class Whose:
    """Whose account it is: a team's, a person's, or everybody's."""

    name: Msg
    team: int | None = None
    owner: int | None = None


def answer_report(context: Context, request: Request, text: str) -> Answer:
    """Return the account that is asked for: of a team or a person by name, of oneself, of all.

    Without a name everybody's for who oversees, else that of the asker's team, else his own. Raises
    Refusal for a name there is none of, and for an account that is not the asker's to see.
    """
    today = request.today(context.clock)
    with context.database.read() as work:
        whose = _whose(work, request, text.strip(), today)
        if whose.owner is not None and request.place is Place.CHANNEL:
            raise Refusal(msg("account.private_only"))
        return _told(work, whose, request, today)


# -- whose -----------------------------------------------------------------------------------------


def _whose(work: Work, request: Request, text: str, today: date) -> Whose:
    actor, names = request.actor, named(work, Dim.TEAM)
    teams = {int(number): name for number, name in names.items()}
    if text.lower() in _MINE:
        return _person(work, request, actor.person, today)
    if text.lower() in _ALL:
        return _everybody(actor)
    if not text:
        return _usual(work, request, teams, today)
    typed = text.removeprefix("@").strip().lower()
    for number, name in teams.items():
        short = name.zh.removesuffix("组"), name.en.removesuffix(" team")
        if typed in {one.lower() for one in (name.zh, name.en, *short)}:
            return _team(actor, number, name)
    person = People(roster(work, today), actor.person).one(text)
    if person is None:
        raise Refusal(msg("account.unknown", typed=text[:60]), (_example(request.lang),))
    return _person(work, request, person, today)


def _example(lang: Lang) -> str:
    return {Lang.ZH: "行动 报告", Lang.EN: "action report"}[lang]


def _usual(work: Work, request: Request, teams: Mapping[int, Bilingual], today: date) -> Whose:
    actor = request.actor
    if can(actor, Verb.RUN_ACTION):
        return _everybody(actor)
    own = sorted(actor.leads) or sorted(actor.teams)
    if own and own[0] in teams:
        return _team(actor, own[0], teams[own[0]])
    return _person(work, request, actor.person, today)


def _everybody(actor: Actor) -> Whose:
    if not can(actor, Verb.RUN_ACTION):
        raise Refusal(msg("account.not_yours"))
    return Whose(msg("account.of.all"))


def _team(actor: Actor, number: int, name: Bilingual) -> Whose:
    if not can(actor, Verb.SEE_ACTION, Scope(team=number)):
        raise Refusal(msg("account.not_yours"))
    return Whose(msg("account.of.team", team=name), team=number)


def _person(work: Work, request: Request, number: int, today: date) -> Whose:
    scope = Scope(number, teams_of(work, number, today))
    if number <= 0 or not can(request.actor, Verb.SEE_PERSON, scope):
        raise Refusal(msg("account.not_yours"))
    found = next((one.name for one in roster(work, today) if one.person == number), None)
    name = found or Bilingual(request.actor.name, request.actor.called(Lang.EN))
    return Whose(msg("account.of.person", name=name), owner=number)


# -- what is told ----------------------------------------------------------------------------------


def _told(work: Work, whose: Whose, request: Request, today: date) -> Answer:
    zone = request.actor.zone
    four = periods.last_weeks(today, 4)
    before = four.shifted(-28)
    now = completion(work, four.start, four.end, whose.team, whose.owner, zone)
    past = completion(work, before.start, before.end, whose.team, whose.owner, zone)
    columns = [(name, _figures(work, whose, zone, period)) for name, period in _periods(today)]
    return Answer(
        Kind.TEXT,
        _takeaway(whose, now, past),
        lines=tuple(line for line in _lines(work, whose, zone, today) if line != _NONE),
        grid=Grid(
            msg("account.grid", who=whose.name),
            (msg("account.column.figure"), *(name for name, _ in columns)),
            tuple(_row(key, [cells[key] for _, cells in columns]) for key in _ROWS),
        ),
        notes=(msg("account.note"),),
        follow_ups=_next(whose, request),
        private=whose.owner is not None,
    )


_ROWS = ("due", "verified", "rate", "redates", "effective", "judged")


def _row(key: str, cells: Sequence[Cell]) -> GridRow:
    return GridRow(key, msg(f"account.row.{key}"), tuple(cells))


def _takeaway(whose: Whose, now: Completion, past: Completion) -> Msg:
    if not now.due:
        return msg("account.take.none", who=whose.name)
    before = _NONE
    if past.due:
        before = msg("account.take.before", rate=_share(past.rate))
    return msg(
        "account.take",
        who=whose.name,
        due=now.due,
        verified=now.verified,
        rate=_share(now.rate),
        before=before,
    )


def _share(rate: float | None) -> Quantity:
    return Quantity(rate, Unit.SHARE.value)


def _lines(work: Work, whose: Whose, zone: str, today: date) -> tuple[Msg, ...]:
    stands = accounts.standing(work, today, whose.team, whose.owner)
    opened = msg("account.open.none")
    if stands.open:
        opened = msg(
            "account.open",
            open=stands.open,
            overdue=stands.overdue,
            median=int(stands.median_age or 0),
            oldest=stands.oldest_age or 0,
        )
    start = today - timedelta(days=56)
    found = accounts.effect(work, start, today, whose.team, whose.owner, zone)
    return opened, _effect(found)


def _effect(found: accounts.Effect) -> Msg:
    if not found.measured:
        unclear = found.cannot_tell
        return msg("account.effect.unclear", unclear=unclear) if unclear else _NONE
    return msg(
        "account.effect",
        measured=found.measured,
        effective=found.effective,
        rate=_share(found.rate),
        unclear=found.cannot_tell,
    )


def _periods(today: date) -> list[tuple[Msg, Period]]:
    """Return the columns: last four weeks and those before, last eight, this month and earlier."""
    four = periods.last_weeks(today, 4)
    found = [
        (msg("account.column.last4"), four),
        (msg("account.column.before4"), four.shifted(-28)),
        (msg("account.column.last8"), periods.last_weeks(today, 8)),
    ]
    for back in range(_MONTHS + 1):
        first = periods.add_months(today.replace(day=1), -back)
        if not back and today.day == 1:
            continue
        month = periods.month(first.year, first.month)
        key = "account.column.month" if back else "account.column.month_so_far"
        period = month if back else periods.span(first, today - timedelta(days=1))
        found.append((msg(key, month=phrasing.month_name(first, today)), period))
    return found


def _figures(work: Work, whose: Whose, zone: str, period: Period) -> dict[str, Cell]:
    asked = (work, period.start, period.end, whose.team, whose.owner, zone)
    done, judged = completion(*asked), accounts.effect(*asked)
    return {
        "due": Cell(Unit.COUNT, done.due),
        "verified": Cell(Unit.COUNT, done.verified),
        "rate": Cell(Unit.SHARE, done.rate),
        "redates": Cell(Unit.COUNT, accounts.redated(*asked)),
        "effective": Cell(Unit.COUNT, judged.effective),
        "judged": Cell(Unit.COUNT, judged.measured),
    }


def _next(whose: Whose, request: Request) -> tuple[FollowUp, ...]:
    if whose.owner is not None or request.actor.person <= 0 or request.place is Place.CHANNEL:
        return ()
    return (FollowUp(msg("account.button.mine"), "/action report me"),)
