"""What people are told of an item's effect: three honest verdicts, and the weeks in a picture.

Says what was found (`reviews/effect_look`); finds nothing itself. Models: examples G40-G42.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from base.action import Action, State
from base.answer import Answer, Figure, FollowUp, Kind, Mark, PeriodShown, Row, Table
from base.dimensions import Dim
from base.language import Bilingual, Days, Listing, Msg, Value, msg
from base.rounding import shown, shown_change
from base.units import Unit, minor_units
from metrics import calendars, phrasing
from metrics.compute import NOTHING, Measured
from metrics.model import Metric
from metrics.periods import span
from metrics.targets import written
from reviews import effect
from reviews.action_words import name, short
from reviews.effect import Reason, Weekly, Windows
from reviews.effect_look import Found, Others, filters_of
from reviews.scoping import Known
from storage.ledger import reference

_NONE = msg("none")
_WEEK = timedelta(days=7)
SHOWN_WEEKS, _MOST_WEEKS = 16, 40
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
# Below this a duration is told in seconds.
_IN_SECONDS = 600
_WORDED = frozenset({Unit.SECONDS, Unit.MONEY, Unit.SCORE})
_UNTOLD = frozenset(
    {Reason.TOO_EARLY, Reason.UNFIT, Reason.AIMLESS, Reason.NO_DATA, Reason.MISSING}
)


@dataclass(frozen=True)
class Setting:
    """What telling needs beside what was found: names, the day, when the item began, its weeks.

    `standing` is what stands out in the figure's own history by now, in words.
    """

    known: Known
    names: Mapping[int, Bilingual]
    today: date
    began: date
    weekly: Weekly
    standing: tuple[Msg, ...] = ()


def effect_answer(action: Action, found: Found, setting: Setting) -> Answer:
    """Return the message on an item's effect, with its weeks as a series where there are some."""
    told = _Telling(action, found, setting)
    table = told.table()
    return Answer(
        kind=Kind.TEXT if table is None else Kind.SERIES,
        takeaway=told.takeaway(),
        lines=tuple(told.lines()),
        figure=None if table is None else told.figure(),
        period=None if table is None else told.period(table),
        table=table,
        notes=tuple(told.notes(drawn=table is not None)),
        follow_ups=tuple(_buttons(action, found)),
        target=told.target() if table is not None else None,
    )


def series_span(windows: Windows) -> tuple[date, date]:
    """Return the first and last day of the weeks shown: sixteen, more where they began before."""
    last = windows.after + (windows.weeks - 1) * _WEEK
    first = min(windows.before - 2 * _WEEK, last - (SHOWN_WEEKS - 1) * _WEEK)
    return max(first, last - (_MOST_WEEKS - 1) * _WEEK), last + timedelta(days=6)


def restated_answer(action: Action, old: tuple[float, float], new: Found, known: Known) -> Answer:
    """Return the message that an item's data have been imported anew; `old` as they were told."""
    told = _Telling(action, new, Setting(known, {}, date.min, date.min, {}))
    line = msg("effect.restated.unknown")
    if new.before.value is not None and new.after.value is not None:
        line = msg(
            "effect.restated.figures",
            before=told.value(Measured(old[0])),
            after=told.value(Measured(old[1])),
            now_before=told.value(new.before),
            now_after=told.value(new.after),
        )
    look = FollowUp(msg("effect.button.look"), f"/action look {action.id}")
    takeaway = msg("effect.restated", number=str(action.id))
    return Answer(Kind.TEXT, takeaway, (line,), follow_ups=(look,))


class _Telling:
    def __init__(self, action: Action, found: Found, setting: Setting) -> None:
        self._action, self._found, self._setting = action, found, setting
        self._metric: Metric = found.metric
        if action.measure is None:
            raise ValueError(f"item {action.id} has nothing to measure")
        self._filters = filters_of(action.measure, setting.known)
        self._target = action.measure.target
        self._currency = self._one_currency()

    def _one_currency(self) -> str | None:
        if self._metric.unit is not Unit.MONEY:
            return None
        chosen = {m for f in self._filters if f.dim is Dim.SHOP for m in f.members}
        shops = [s for s in self._setting.known.shops if not chosen or s.id in chosen]
        return next(iter({s.currency for s in shops}), None)

    # -- figures -----------------------------------------------------------------------------------

    def raw(self, value: float | None) -> float | None:
        minor = minor_units(self._currency) if self._currency else 1
        return phrasing.raw(self._metric, value, minor)

    def value(self, measured: Measured) -> Value:
        return phrasing.figure(self._metric, self.raw(measured.value), self._currency)

    @property
    def _tight(self) -> str:
        """Return what ends the key of a text without a blank behind a figure.

        In Chinese a figure that ends in a word (16 秒) is followed by none, one in a sign (90%) is.
        """
        return ".tight" if self._metric.unit in _WORDED else ""

    def target(self) -> float | None:
        return None if self._found.reached is None else self._target

    def figure(self) -> Figure:
        metric, found = self._metric, self._found
        return Figure(
            metric.key,
            metric.name,
            metric.unit,
            self.raw(found.after.value),
            found.after.n,
            metric.n_of,
            currency=self._currency,
        )

    # -- sentences ---------------------------------------------------------------------------------

    def takeaway(self) -> Msg:
        found = self._found
        match found.reason:
            case Reason.MISSING:
                days = {day for days in found.missing.values() for day in days}
                return msg("effect.take.missing", count=len(days))
            case Reason.TOO_EARLY:
                return msg("effect.take.too_early")
            case Reason.NO_DATA | Reason.UNFIT | Reason.AIMLESS:
                return msg(f"effect.take.{found.reason.value}", what=self._what())
            case Reason.DISTURBED:
                return self._disturbed()
            case Reason.SAME:
                return msg(self._same(), change=self._change())
            case _:
                return msg(f"effect.take.{found.reason.value}", change=self._change())

    def _disturbed(self) -> Msg:
        found = self._found
        names = Listing(tuple(dict.fromkeys(o.name for o in found.occasions)))
        after = found.windows.after if found.windows else date.min
        over = all(o.end < after for o in found.occasions)
        key = "effect.take.disturbed_before" if over else "effect.take.disturbed"
        return msg(key, change=self._change(), names=names)

    def _same(self) -> str:
        """Return the text for what did not move: the wrong way is not called usual."""
        difference = self._difference(self._found.before, self._found.after)
        wished = difference < 0 if self._found.down else difference > 0
        return "effect.take.usual" if wished else "effect.take.same"

    def _what(self) -> Msg:
        names = tuple(name for f in self._filters for name in f.names)
        metric = _inside(self._metric.name)
        if not names:
            return msg("action.plain", text=metric)
        return msg("effect.what", names=Listing(names), metric=metric)

    def _change(self) -> Msg:
        return self._changed(self._what(), self._found.before, self._found.after)

    def _changed(self, what: Msg, before: Measured, after: Measured) -> Msg:
        word = self._direction(before, after)
        values = {"before": self.value(before), "after": self.value(after)}
        tight = self._tight if word != "same" else ""
        return msg(f"effect.change.{word}{tight}", what=what, **values)

    def _difference(self, before: Measured, after: Measured) -> float:
        now, was = self.raw(after.value), self.raw(before.value)
        return shown_change(now or 0.0, was or 0.0, self._metric.unit)

    def _direction(self, before: Measured, after: Measured) -> str:
        difference = self._difference(before, after)
        return "same" if difference == 0 else "down" if difference < 0 else "up"

    def lines(self) -> list[Msg]:
        found = self._found
        told = [self._action_line()]
        if found.windows is not None and found.reason not in _UNTOLD:
            told.append(self._windows(found.windows))
        if found.reason is Reason.SAME:
            told += self._usual()
        if found.reason is Reason.HISTORY and found.ranked is not None and found.windows:
            needed = effect.needed(found.windows)
            count = found.ranked.references
            told.append(msg("effect.line.history", count=count, needed=needed))
        if found.others is not None and not self._rank_told() and found.reason not in _UNTOLD:
            told.append(self._others_line(found.others))
        if self.target() is not None:
            told.append(self._target_line())
        if found.next is not None:
            told.append(self._next(found.next))
        return told

    def _action_line(self) -> Msg:
        action, setting = self._action, self._setting
        return msg(
            "effect.line.action",
            wording=short(action.wording),
            owner=name(setting.names, action.owner),
            day=Days(setting.began, setting.began),
        )

    def _windows(self, windows: Windows) -> Msg:
        before, after = windows.period_before(), windows.period_after()
        values: dict[str, Value] = {
            "before": Days(before.start, before.end),
            "after": Days(after.start, after.end),
            "rank": self._rank(),
        }
        found = self._found
        if self._metric.unit is Unit.COUNT or found.before.n is None or found.after.n is None:
            return msg("effect.line.windows_plain", **values)
        values |= {"before_n": found.before.n, "after_n": found.after.n}
        return msg("effect.line.windows", **values, unit=self._metric.n_of)

    def _rank_told(self) -> bool:
        return self._found.reason in (Reason.MOVED, Reason.BETWEEN)

    def _rank(self) -> Msg:
        found = self._found
        if not self._rank_told() or found.ranked is None:
            return _NONE
        rank, word = found.ranked, "down" if found.down else "up"
        how = "some" if rank.at_least else "none" if found.skipped else "last"
        return msg(
            f"effect.rank.{how}.{word}",
            count=rank.references,
            times=rank.at_least,
            others=_NONE if found.others is None else self._beside(found.others),
        )

    def _beside(self, others: Others) -> Msg:
        values = {"before": self.value(others.before), "after": self.value(others.after)}
        if len(others.names) == 1:
            return msg("effect.others", team=others.names[0], **values)
        return msg("effect.others_many", count=len(others.names), **values)

    def _others_line(self, others: Others) -> Msg:
        one = len(others.names) == 1
        what = (
            msg("effect.untouched", team=others.names[0])
            if one
            else msg("effect.untouched_many", count=len(others.names))
        )
        change = self._changed(what, others.before, others.after)
        word = self._direction(others.before, others.after)
        if others.as_much and word != "same":
            return msg(f"effect.line.others_same.{word}", change=change)
        return msg("effect.line.others", change=change)

    def _usual(self) -> list[Msg]:
        if self._found.usual is None:
            return []
        low, high = (self.raw(value) or 0.0 for value in self._found.usual)
        unit = self._metric.unit
        top = phrasing.figure(self._metric, high, self._currency)
        if shown(low, unit) == shown(high, unit):
            return [msg("effect.line.usual_one", low=top)]
        # 16–17 秒, not 16 秒–17 秒.
        plain = unit is Unit.SECONDS and high < _IN_SECONDS
        bottom = (
            str(int(shown(low, unit)))
            if plain
            else phrasing.figure(self._metric, low, self._currency)
        )
        return [msg(f"effect.line.usual{self._tight}", low=bottom, high=top)]

    def _target_line(self) -> Msg:
        key = "reached" if self._found.reached else "missed"
        target = written(self._metric, self._target or 0.0, self._currency)
        return msg(f"effect.line.target_{key}", target=target)

    def _next(self, day: date) -> Msg:
        today = self._setting.today
        until = span(today, max(day - timedelta(days=1), today))
        found = calendars.occasions(until, self._setting.known.promotions)
        names = tuple(dict.fromkeys(o.name for o in found))
        told = Days(day, day, with_year=day.year != today.year)
        if not names:
            return msg("effect.line.next", day=told)
        return msg("effect.line.next_after", day=told, names=Listing(names))

    def notes(self, *, drawn: bool) -> list[Msg]:
        found, told = self._found, []
        # Where it worked, what the figure does since is no news.
        if found.verdict is not State.EFFECTIVE:
            told += [msg("effect.note.signal", signal=one) for one in self._setting.standing]
        if found.verdict is State.NOT_EFFECTIVE:
            told.append(msg("effect.note.why", metric=_inside(self._metric.name)))
        if found.reason is Reason.MOVED:
            told.append(msg("effect.note.close"))
        if drawn:
            monday = effect.monday_of(self._setting.began)
            told.append(msg("effect.note.began", day=Days(monday, monday)))
        if found.imports and found.windows is not None:
            names = Listing(tuple(reference(number) for number in found.imports[-5:]))
            told.append(msg("effect.source", imports=names))
        return told

    # -- the weeks ---------------------------------------------------------------------------------

    def table(self) -> Table | None:
        """Return the weeks as a table with a mark where the item began; None for too few."""
        windows, weekly = self._found.windows, self._setting.weekly
        if windows is None or sum(one.value is not None for one in weekly.values()) < 3:
            return None
        first, last = min(weekly), max(weekly)
        weeks = [first + at * _WEEK for at in range((last - first).days // 7 + 1)]
        rows = tuple(self._row(day, weekly.get(day, NOTHING)) for day in weeks)
        mark = Mark(effect.monday_of(self._setting.began).isoformat(), msg("effect.mark"))
        return Table((Dim.WEEK.value,), rows, "time", mark=mark)

    def _row(self, monday: date, figure: Measured) -> Row:
        small = self._metric.small_n
        return Row(
            members=((Dim.WEEK.value, _week_name(monday, self._setting.today)),),
            value=self.raw(figure.value),
            n=figure.n,
            few=bool(small) and figure.n is not None and figure.n < small,
            keys=(monday.isoformat(),),
        )

    def period(self, table: Table) -> PeriodShown:
        days = [date.fromisoformat(row.keys[0] or "") for row in table.rows]
        return PeriodShown(min(days), max(days) + timedelta(days=6), msg("effect.weeks"))


def _buttons(action: Action, found: Found) -> list[FollowUp]:
    close = FollowUp(msg("effect.button.close"), f"/action close {action.id}")
    closing = FollowUp(msg("effect.button.close_why"), f"/action close {action.id}")
    if found.verdict is State.EFFECTIVE:
        return [close]
    if found.verdict is State.NOT_EFFECTIVE:
        other = FollowUp(msg("effect.button.other"), f"/action add previous {action.id}")
        reopen = FollowUp(msg("effect.button.reopen"), f"/action reopen {action.id}")
        return [other, reopen, closing]
    if found.reason is Reason.TOO_EARLY:
        return []
    look = FollowUp(msg("effect.button.look"), f"/action look {action.id}")
    return [look, closing]


def _inside(name: Bilingual) -> Bilingual:
    """Return a name as it stands inside a sentence: "first reply", but "CSAT"."""
    second = name.en[1:2]
    return name if second.isupper() else Bilingual(name.zh, name.en[:1].lower() + name.en[1:])


def _week_name(monday: date, today: date) -> Bilingual:
    english = f"{monday.day} {_MONTHS[monday.month - 1]}"
    if monday.year == today.year:
        return Bilingual(f"{monday.month}/{monday.day}", english)
    other = f"{monday.year}/{monday.month}/{monday.day}"
    return Bilingual(other, f"{english} {monday.year}")
