"""The thread of an item: its first message in the channel it was born in, then a line a move.

Only items of a team have one, never one of a person alone: what is said there, everybody in the
channel reads. So obstacles and reasons stand there without whose they are.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from base.action import Action, Event, Move, State
from base.answer import Answer, Kind
from base.clock import DEFAULT_ZONE
from base.language import Bilingual, Lang, Msg, msg
from base.reasons import why
from base.schedule import Level
from reviews.action_words import (
    NONE,
    day,
    did,
    dotted,
    evidence_in_words,
    measure_in_words,
    name,
    numbers_in_words,
    opening,
    short,
    state_in_words,
)
from reviews.actions import Wish, folded, move
from storage import actions, outbox, written
from storage.actions import StaleError
from storage.engine import Work
from storage.outbox import Draft
from storage.preferences import channel_language
from storage.reaching import reach
from storage.threads import Root, anchored, root_of

_KEPT = timedelta(days=3)
_TRIES = 5
_ROOT = re.compile(r"a(\d+)/root")
# Moves that are told by a line that holds the reason; others have none or are nobody's business.
_BY_REASON = frozenset({Move.DECLINE, Move.SEND_BACK, Move.STUCK, Move.DROP, Move.REOPEN})


def root_key(number: int) -> str:
    """Return under which key the first message of an item's thread is put in."""
    return f"a{number}/root"


def posted(work: Work, key: str, channel: str, ts: str, now: datetime) -> None:
    """Note where an item's thread is, once its first message stands; other keys mean nothing here.

    Somebody may move the item at the same moment: then his event comes first.
    """
    found = _ROOT.fullmatch(key)
    for last in range(_TRIES, 0, -1) if found else ():
        item = actions.read(work, int(found[1]), folded) if found else None
        if item is None or item.thread:
            return
        wish = Wish(Move.POSTED, 0, now, data={"channel": channel, "ts": ts})
        try:
            actions.append(work, move(item, wish), folded)
        except StaleError:
            if last == 1:
                raise
        else:
            return


def not_posted(work: Work, key: str, code: str, now: datetime) -> None:
    """Tell whoever proposed an item that its thread could not be begun, and what can be done.

    `code` is as in `base.reasons`; other keys mean nothing here.
    """
    found = _ROOT.fullmatch(key)
    item = actions.read(work, int(found[1]), folded) if found else None
    who = None if item is None else reach(work, item.created_by)
    if item is None or who is None:
        return
    told = msg("card.no_thread", number=str(item.id), wording=short(item.wording))
    answer = Answer(Kind.TEXT, told, (why(code),), follow_ups=(opening(item),), private=True)
    outbox.put(
        work,
        Draft(
            key=f"a{item.id}/no_thread", lane=who.user, answer=answer, lang=who.lang,
            due_at=now, expires_at=now + _KEPT,
        ),
    )  # fmt: skip


def tell(
    work: Work,
    before: Action | None,
    after: Action,
    event: Event,
    now: datetime,
    names: Mapping[int, Bilingual],
) -> None:
    """Tell of a move in the item's thread; of a proposal in a channel, begin that thread."""
    if after.level is Level.PERSON:
        return
    said = _Said(work, before, after, event, now, names)
    if event.move is Move.PROPOSE:
        channel = event.data.get("channel", "")
        if channel[:1] in ("C", "G"):
            _begin(said, channel)
        return
    # Whoever takes his own proposal on says nothing new.
    own = event.move is Move.ACCEPT and event.who == after.created_by
    told = None if own else _line(said)
    root = _root(said)
    if root is None or root.failed:
        return
    if told is not None:
        key = f"a{after.id}/{event.seq}/thread"
        outbox.put(work, _draft(said, key, root.lane, root.lang, told, parent=root.id))
    _renew(said, root)


@dataclass(frozen=True)
class _Said:
    work: Work
    before: Action | None
    after: Action
    event: Event
    now: datetime
    names: Mapping[int, Bilingual]

    @property
    def today(self) -> date:
        """Return the day it is where the installation is."""
        return self.now.astimezone(ZoneInfo(DEFAULT_ZONE)).date()

    def by(self) -> Bilingual:
        """Return the name of whoever did it."""
        return name(self.names, self.event.who)


def _draft(
    said: _Said, key: str, lane: str, lang: Lang, answer: Answer, parent: int | None = None
) -> Draft:
    return Draft(
        key=key, lane=lane, answer=answer, lang=lang, due_at=said.now,
        expires_at=said.now + _KEPT, parent=parent,
    )  # fmt: skip


# -- its first message -----------------------------------------------------------------------------


def _begin(said: _Said, channel: str) -> None:
    lang = _language(said, channel)
    outbox.put(said.work, _draft(said, root_key(said.after.id), channel, lang, _first(said)))


def _language(said: _Said, channel: str) -> Lang:
    """Return the channel's language, else that of whoever proposed it."""
    chosen = channel_language(said.work, channel)
    who = None if chosen else reach(said.work, said.after.created_by)
    return chosen or (who.lang if who else Lang.ZH)


def _first(said: _Said) -> Answer:
    """Return the first message. Without buttons: its owner has them in a message of his own.

    It stands for long, so no "tomorrow" is in it.
    """
    item, today = said.after, said.today
    owner = msg("action.whole.owner", name=name(said.names, item.owner))
    due = msg("action.due.on", day=day(item.due, item.created_at.date()))
    lines = [dotted((owner, due, state_in_words(item, item.created_at.date())))]
    if item.measure is not None:
        words = measure_in_words(said.work, item.measure, today)
        lines.append(msg("action.whole.measure", measure=words))
    if item.verifier is not None:
        lines.append(msg("action.whole.verifier", name=name(said.names, item.verifier)))
    return Answer(
        Kind.TEXT,
        msg("card.root", number=str(item.id), wording=item.wording),
        lines=tuple(lines),
        notes=(msg("card.root.thread"),),
    )


def _root(said: _Said) -> Root | None:
    """Return the first message of the thread, put in anew where it was forgotten meanwhile."""
    item = said.after
    found = root_of(said.work, root_key(item.id))
    if found is not None or not item.thread:
        return found
    lang = _language(said, item.channel)
    return anchored(said.work, root_key(item.id), item.channel, item.thread, lang, said.now)


def _renew(said: _Said, root: Root) -> None:
    """Have the first message say how the item stands now, where it says something else."""
    answer = _first(said)
    name_ = outbox.fingerprint(answer)
    if said.before is None or outbox.fingerprint(_first(replace(said, after=said.before))) == name_:
        return
    for row in (root.id, written.unsent_change(said.work, root.id)):
        if row is not None and written.reword(said.work, row, answer, name_):
            return
    key = f"a{said.after.id}/{said.event.seq}/first"
    draft = _draft(said, key, root.lane, root.lang, answer)
    outbox.put(said.work, replace(draft, target=root.id))


# -- what is told below it -------------------------------------------------------------------------


def _line(said: _Said) -> Answer | None:
    """Return what a move is told by in the thread; None for one that is not told there."""
    move_, note = said.event.move, said.event.note
    told: Msg | None = None
    if move_ in _BY_REASON:
        told = msg(f"card.thread.{move_.value}", note=note) if note else None
        told = told or msg(f"card.thread.{move_.value}.plain")
    elif move_ in (Move.COMMENT, Move.EVIDENCE):
        # What was said in the thread itself stands there already.
        return None if said.event.data.get("ts") else _added(said)
    elif move_ in (Move.ACCEPT, Move.START, Move.VERIFY, Move.CLOSE):
        told = msg(f"card.thread.{move_.value}", name=said.by())
        if move_ is Move.CLOSE and note:
            told = msg("card.thread.close.note", told=told, note=note)
    elif move_ is Move.CLAIM:
        return _claimed(said)
    else:
        told = _changed(said)
    return None if told is None else Answer(Kind.TEXT, told)


def _added(said: _Said) -> Answer:
    text = said.event.note or said.event.data.get("link", "")
    key = f"card.thread.{said.event.move.value}"
    return Answer(Kind.TEXT, msg(key, name=said.by(), note=text))


def _claimed(said: _Said) -> Answer:
    told = msg("card.thread.claim", name=said.by())
    lines = tuple(evidence_in_words(one) for one in said.after.evidence[-1:])
    return Answer(Kind.TEXT, told, tuple(line for line in lines if line != NONE))


def _changed(said: _Said) -> Msg | None:
    item, event, today = said.after, said.event, said.today
    match event.move:
        case Move.REDATE:
            dates = {"day": day(item.due, today), "first": day(item.first_due, today)}
            return msg("card.thread.redate", note=event.note, **dates)
        case Move.REASSIGN:
            return msg("card.thread.reassign", name=name(said.names, item.owner))
        case Move.SET_VERIFIER:
            return msg("card.thread.set_verifier", name=name(said.names, item.verifier or 0))
        case Move.MERGE:
            return msg("card.thread.merge", into=str(item.merged_into or ""))
        case Move.SPLIT:
            return msg("card.thread.split", into=numbers_in_words(item.parts))
        case Move.WAIT:
            return msg("card.thread.wait", name=said.by(), did=did(event, said.names, today))
        case Move.EDIT if said.before is not None and said.before.wording != item.wording:
            return msg("card.thread.edit", wording=short(item.wording, 300))
        case _:
            return None


def may_have_evidence(item: Action) -> bool:
    """Say whether a file in the thread counts as evidence: somebody is at it, or called it done."""
    return item.state in (State.ACCEPTED, State.IN_PROGRESS, State.DONE_CLAIMED)
