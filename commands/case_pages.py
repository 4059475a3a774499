"""The windows of the door for cases: writing, looking at what is masked, the receipt, and back.

Pure but for what they read: each makes a `Form` from what was filled in before. Whoever the person
is, only his language and the size of his team get here, and neither is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from base.case import RETRACTABLE, TOPICS, CaseKind, CaseState, Help, Note
from base.form import Button, Field, FieldKind, Form, Option, Passage
from base.language import Bilingual, Days, Listing, Msg, msg
from base.schedule import Level
from reviews.case_settings import Promise
from reviews.cases import Standing, latest, open_question
from reviews.masking import Hidden

WRITE, PREVIEW, KEPT, CHECK, STANDING = (
    "case.write",
    "case.preview",
    "case.kept",
    "case.check",
    "case.standing",
)
BACK, TAKE_BACK, TO_RECEIPT = "case.back", "case.take_back", "case.to_receipt"
TEXTS = ("happened", "known", "helps")
LONGEST: Mapping[str, int] = {"happened": 1500, "known": 600, "helps": 600, "answer": 1000}
SIGNED, UNSIGNED = "name", "none"
_KINDS: tuple[tuple[CaseKind, Bilingual], ...] = (
    (CaseKind.WRONG, Bilingual("出了差错", "Something went wrong")),
    (CaseKind.RULE, Bilingual("规则或流程害的", "A rule or process gets in the way")),
    (CaseKind.WELL, Bilingual("做得好，值得学", "Something went well")),
    (CaseKind.IDEA, Bilingual("一个想法", "An idea")),
)
_HELPS: tuple[tuple[Help, Bilingual], ...] = (
    (Help.SOLVED, Bilingual("已经解决了", "Already solved")),
    (
        Help.NOT_YET,
        Bilingual("还没有：我会另开普通售后单", "Not yet: I will open a normal ticket"),
    ),
    (Help.UNSURE, Bilingual("不确定", "Not sure")),
)


@dataclass(frozen=True)
class Around:
    """What the windows say beside what somebody types.

    `team_size` is how many work in the smallest of his teams, 0 where he has none; `teams` are
    those large enough to be named; `may_sign` says that he is on the staff list.
    """

    promise: Promise | None = None
    team_size: int = 0
    teams: Mapping[int, Bilingual] = field(default_factory=lambda: MappingProxyType({}))
    may_sign: bool = False


@dataclass(frozen=True)
class Written:
    """What stands in the windows so far. `round` counts how often they were made anew: a field
    that is to show another text must not have the name under which the old one was typed."""

    nonce: str
    round: int = 0
    kind: str = CaseKind.WRONG.value
    help: str = ""
    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    topic: str = ""
    where: str = ""
    praised: str = ""
    sign: str = UNSIGNED

    def carried(self) -> dict[str, str]:
        """Return what a window has to carry along."""
        return {
            "nonce": self.nonce,
            "round": str(self.round),
            "kind": self.kind,
            "help": self.help,
            "topic": self.topic,
            "where": self.where,
            "praised": self.praised,
            "sign": self.sign,
        }


def key(name: str, round_: int) -> str:
    """Return the name of a field in a round."""
    return f"{name}.{round_}"


def plain(name: str) -> str:
    """Return the name of a field without its round."""
    return name.split(".")[0]


# -- writing ---------------------------------------------------------------------------------------


def write_page(written: Written, around: Around) -> Form:
    """Return the window in which somebody says what happened."""
    return Form(
        key=WRITE,
        title=msg("case.write.title"),
        submit=msg("case.write.submit"),
        intro=(*_hidden(around), *_promised(around.promise)),
        fields=(
            _kind(written),
            _text(written, "happened", required=True),
            _text(written, "known"),
            _text(written, "helps"),
            _help(written),
        ),
        carried=written.carried(),
        buttons=(Button(TO_RECEIPT, msg("case.write.to_receipt")),),
        close=msg("case.write.close"),
    )


def _hidden(around: Around) -> tuple[Passage, ...]:
    visible = (
        msg("case.write.visible_in_team", n=around.team_size)
        if around.team_size
        else msg("case.write.visible")
    )
    return (
        Passage(msg("case.write.kept_not"), msg("case.write.kept_not.text")),
        Passage(msg("case.write.visible.head"), visible),
    )


def _promised(promise: Promise | None) -> tuple[Passage, ...]:
    if promise is None:
        return ()
    heading = msg(
        "case.write.promise", name=promise.by, on=Days(promise.on, promise.on, with_year=True)
    )
    return (Passage(heading, msg("case.write.promise.text", text=promise.text)),)


def _kind(written: Written) -> Field:
    return Field(
        key("kind", written.round),
        msg("case.field.kind"),
        FieldKind.RADIO,
        value=written.kind,
        options=tuple(Option(kind.value, name) for kind, name in _KINDS),
    )


def _help(written: Written) -> Field:
    return Field(
        key("help", written.round),
        msg("case.field.help"),
        FieldKind.RADIO,
        required=False,
        value=written.help,
        options=tuple(Option(one.value, name) for one, name in _HELPS),
        hint=msg("case.field.help.hint"),
    )


def _text(written: Written, name: str, *, required: bool = False) -> Field:
    return Field(
        key(name, written.round),
        msg(f"case.field.{name}"),
        FieldKind.LONG_TEXT,
        required=required,
        value=written.texts.get(name, ""),
        example=msg(f"case.field.{name}.example"),
        longest=LONGEST[name],
    )


# -- looking at it once more -----------------------------------------------------------------------


def preview_page(
    written: Written, around: Around, found: Mapping[Hidden, int], *, again: bool
) -> Form:
    """Return the window with the masked text, which can be changed there.

    `found` is what was masked just now; `again` says that it was in what had been shown already.
    """
    return Form(
        key=PREVIEW,
        title=msg("case.preview.title"),
        submit=msg("case.preview.submit"),
        intro=(Passage(msg("case.preview.seen"), masked_in_words(found, again=again)),),
        fields=(
            *(
                _text(written, name, required=name == "happened")
                for name in TEXTS
                if written.texts.get(name) or name == "happened"
            ),
            _topic(written),
            _where(written, around),
            *_praised(written),
            *_sign(written, around),
        ),
        carried=written.carried(),
        buttons=(Button(BACK, msg("case.preview.back")),),
        outro=(msg("case.preview.still"),),
        close=msg("case.write.close"),
    )


def masked_in_words(found: Mapping[Hidden, int], *, again: bool = False) -> Msg:
    """Return how much was masked, and what."""
    total = sum(found.values())
    if not total:
        return msg("case.preview.nothing")
    kinds = tuple(msg(f"case.hidden.{kind.value}") for kind in found if found[kind])
    return msg(
        "case.preview.again" if again else "case.preview.masked", n=total, kinds=Listing(kinds)
    )


def _topic(written: Written) -> Field:
    return Field(
        key("topic", written.round),
        msg("case.field.topic"),
        FieldKind.CHOICE,
        value=written.topic,
        options=tuple(Option(topic.key, topic.name) for topic in TOPICS),
    )


def _where(written: Written, around: Around) -> Field:
    options = (
        *(Option(f"{Level.GROUP.value}:{n}", name) for n, name in around.teams.items()),
        Option(Level.DEPARTMENT.value, Bilingual("部门", "The department")),
        Option(Level.COMPANY.value, Bilingual("公司", "The company")),
    )
    return Field(
        key("where", written.round),
        msg("case.field.where"),
        FieldKind.CHOICE,
        required=False,
        value=written.where,
        options=options,
        hint=msg("case.field.where.hint"),
    )


def level_of(where: str) -> tuple[Level | None, int]:
    """Return the level and the team that a choice names."""
    if not where:
        return None, 0
    level, _, team = where.partition(":")
    return Level(level), int(team or 0)


def _praised(written: Written) -> tuple[Field, ...]:
    if written.kind != CaseKind.WELL.value:
        return ()
    return (
        Field(
            key("praised", written.round),
            msg("case.field.praised"),
            FieldKind.PERSON,
            required=False,
            value=written.praised,
            hint=msg("case.field.praised.hint"),
        ),
    )


def _sign(written: Written, around: Around) -> tuple[Field, ...]:
    if not around.may_sign:
        return ()
    return (
        Field(
            key("sign", written.round),
            msg("case.field.sign"),
            FieldKind.RADIO,
            value=written.sign,
            options=(
                Option(UNSIGNED, Bilingual("不署名", "Without my name")),
                Option(SIGNED, Bilingual("署我的名字", "With my name")),
            ),
        ),
    )


# -- the receipt -----------------------------------------------------------------------------------


def kept_page(words: str, tomorrow: date, week: date, *, named: bool) -> Form:
    """Return the last window: the receipt, shown this once, and what comes next."""
    released = (
        msg("case.kept.named_next")
        if named
        else msg("case.kept.next", soonest=_on(tomorrow), latest=_on(latest(week)))
    )
    return Form(
        key=KEPT,
        title=msg("case.kept.title"),
        submit=None,
        fields=(),
        intro=(
            Passage(msg("case.kept.named" if named else "case.kept.head")),
            Passage(msg("case.kept.receipt")),
            Passage(msg("case.kept.words", words=words)),
            msg("case.kept.copy"),
            Passage(msg("case.kept.then"), released),
        ),
        close=msg("case.kept.close"),
    )


def _on(day: date) -> Days:
    return Days(day, day, weekday=True)


def check_page(round_: int = 0) -> Form:
    """Return the window in which a receipt is typed."""
    return Form(
        key=CHECK,
        title=msg("case.check.title"),
        submit=msg("case.check.submit"),
        intro=(msg("case.check.how"),),
        fields=(
            Field(
                key("receipt", round_),
                msg("case.field.receipt"),
                example=msg("case.field.receipt.example"),
                longest=300,
            ),
        ),
    )


@dataclass(frozen=True)
class Shown:
    """What a receipt shows: the standing in words, and what became of it."""

    standing: Standing
    head: Msg
    lines: tuple[Msg, ...] = ()


def standing_page(
    shown: Shown,
    carried: Mapping[str, str],
    typed: str = "",
    found: Mapping[Hidden, int] | None = None,
) -> Form:
    """Return how a case stands, with its open question, and the way to take it back."""
    standing = shown.standing
    case = standing.case
    round_ = int(carried.get("round", "0"))
    asks = case is not None and open_question(case)
    intro: list[Msg | Passage] = [Passage(shown.head, shown.lines[0] if shown.lines else None)]
    intro += shown.lines[1:]
    intro += [_noted(note) for note in (case.notes if case else ())]
    if found:
        intro.append(Passage(msg("case.standing.masked"), masked_in_words(found)))
    retractable = standing.state in RETRACTABLE
    return Form(
        key=STANDING,
        title=msg("case.standing.title", id=case.id) if case else msg("case.standing.title_sealed"),
        submit=msg("case.standing.submit") if asks else None,
        intro=tuple(intro),
        fields=(
            (
                Field(
                    key("answer", round_),
                    msg("case.field.answer"),
                    FieldKind.LONG_TEXT,
                    value=typed,
                    hint=msg("case.field.answer.hint"),
                    longest=LONGEST["answer"],
                ),
            )
            if asks
            else ()
        ),
        carried=carried,
        buttons=(
            (Button(TAKE_BACK, msg("case.standing.take_back"), msg("case.standing.sure")),)
            if retractable
            else ()
        ),
        outro=(msg("case.standing.until" if retractable else "case.standing.over"),),
    )


def _noted(note: Note) -> Passage:
    head = "case.standing.asked" if note.question else "case.standing.answered"
    return Passage(msg(head), msg("case.standing.note", text=note.text))


def told_page(title: Msg, head: Msg, *lines: Msg) -> Form:
    """Return a window that only says something."""
    return Form(
        key="case.told",
        title=title,
        submit=None,
        fields=(),
        intro=(Passage(head), *lines),
    )


def closed_page(why: Msg) -> Form:
    """Return the window that says why nothing is taken in."""
    return told_page(msg("case.write.title"), msg("case.closed.head"), why, msg("case.closed.then"))


def refusal() -> tuple[Msg, ...]:
    """Return why nothing is taken from behind the word. Not a word of it is repeated."""
    return msg("case.refused"), msg("case.refused.why"), msg("case.refused.delete_if")


def waiting(week: date, soonest: date) -> Shown:
    """Return what is shown of a case that still lies sealed."""
    return Shown(
        Standing(CaseState.WAITING, None, week),
        msg("case.state.waiting"),
        (msg("case.kept.next", soonest=_on(soonest), latest=_on(latest(week))),),
    )
