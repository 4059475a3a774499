"""Questions somebody has saved by a name of his own: saved, listed, renamed, pinned, asked again.

A favourite is its owner's alone. It keeps the words of a question and, where that was wanted, the
day they are reckoned from; what it answers is worked out anew, with the rights of that moment.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from base.answer import Answer, FollowUp, Kind
from base.form import Field, FieldKind, Form, Option, Submission, Unfit
from base.language import Bilingual, Days, Lang, Msg, msg
from base.refusal import Refusal
from commands import favourite_names as names
from commands.context import Context, Request
from commands.kept_words import Doing, KeptWish, kept_asked, without_slash
from commands.permalinks import asked_again, is_relative
from commands.submitting import PATIENCE, Opening, Outcome
from storage import favourites
from storage.engine import Work
from storage.favourites import Kept, owner_of
from storage.seen import claim

FORM = "favourite"
MOST, MOST_PINNED = 50, 10
_EXAMPLES = {
    Lang.ZH: ("收藏 早会三件套 = 满意度 昨天 按组", "收藏"),
    Lang.EN: ("save morning check = csat yesterday by team", "favourites"),
}
_ASKED, _FIXED = "asked", "fixed"
_YES, _NO = "yes", "no"


def owner(request: Request) -> str:
    """Return whose favourites a request is about."""
    return owner_of(request.actor.person, request.user)


def find(context: Context, request: Request, name: str) -> Kept | None:
    """Return the asker's favourite of a name, None where he has none."""
    if not 0 < len(name) <= names.LONGEST:
        return None
    with context.database.read() as work:
        return favourites.by_name(work, owner(request), name)


def run(context: Context, request: Request, kept: Kept) -> Answer:
    """Ask a saved question."""
    from commands.router import handle

    return handle(context, replace(request, text=kept.question, on=kept.on or request.on))


# -- typed -----------------------------------------------------------------------------------------


def answer_favourites(context: Context, request: Request, wanted: KeptWish) -> Answer:
    """Do what a text wants of favourites. Raises Refusal for what the asker can mend."""
    return _DOORS[wanted.doing](context, request, wanted)


def _list(context: Context, request: Request, wanted: KeptWish) -> Answer:
    with context.database.read() as work:
        found = favourites.listed(work, owner(request))
    if not found:
        return Answer(
            Kind.TEXT,
            msg("favourite.none"),
            lines=(msg("favourite.how", example=_EXAMPLES[request.lang][0]),),
            private=True,
        )
    return Answer(
        Kind.TEXT,
        msg("favourite.list", n=len(found), most=MOST),
        lines=tuple(line(one) for one in found),
        notes=(msg("favourite.list_how", name=found[0].name),),
        follow_ups=tuple(button(one) for one in found[:4]),
        private=True,
    )


def line(kept: Kept) -> Msg:
    """Return a favourite's line in a list: its name and its question."""
    told = {"name": kept.name, "text": kept.question}
    if kept.on is not None:
        day = Days(kept.on, kept.on, with_year=True)
        return msg("favourite.line_fixed", **told, day=day)
    return msg("favourite.line_pinned" if kept.pinned else "favourite.line", **told)


def button(kept: Kept) -> FollowUp:
    """Return the button that asks a favourite."""
    request = kept.question if kept.on is None else f"收藏 打开 {kept.name}"
    return FollowUp(msg("button.try", text=kept.name), request)


def _save(context: Context, request: Request, wanted: KeptWish) -> Answer:
    if not wanted.name or not wanted.text:
        raise Refusal(msg("favourite.save_how"), _EXAMPLES[request.lang][:1])
    trouble = names.trouble(context, request, wanted.name)
    if trouble is not None:
        raise Refusal(trouble, _EXAMPLES[request.lang][:1])
    answer = asked_again(context, request, wanted.text)
    if answer.again is None:
        return answer
    new = Kept(without_slash(answer.again.text), name=wanted.name)
    with context.database.write(PATIENCE) as work:
        why = _kept(context, work, owner(request), new)
    if why is not None:
        raise Refusal(why, _EXAMPLES[request.lang][1:])
    return _saved(new, request.lang)


_PIN = {Lang.ZH: "收藏 置顶", Lang.EN: "favourites pin"}


def _saved(new: Kept, lang: Lang) -> Answer:
    return Answer(
        Kind.TEXT,
        msg("favourite.saved", name=new.name, text=new.question),
        lines=(msg("favourite.saved_how", name=new.name),),
        follow_ups=(
            button(new),
            FollowUp(msg("favourite.button.pin"), f"{_PIN[lang]} {new.name}"),
        ),
        private=True,
    )


def _kept(context: Context, work: Work, of: str, new: Kept) -> Msg | None:
    """Keep a favourite; return why not where that cannot be."""
    if favourites.count(work, of) >= MOST:
        return msg("favourite.too_many", most=MOST)
    if new.pinned and favourites.count(work, of, pinned=True) >= MOST_PINNED:
        return msg("favourite.too_many_pinned", most=MOST_PINNED)
    if favourites.save(work, of, new, context.clock.now()) is None:
        return msg("favourite.name_taken", name=new.name)
    return None


def _ask_for_a_name(context: Context, request: Request, wanted: KeptWish) -> Answer:
    """Return the button that opens the form: a window opens at a tap, not at a message."""
    return Answer(
        Kind.TEXT,
        msg("favourite.needs_name"),
        lines=(msg("favourite.how", example=_EXAMPLES[request.lang][0]),),
        follow_ups=(FollowUp(msg("favourite.form.title"), f"/fupan save {wanted.text}"),),
        private=True,
    )


def _rename(context: Context, request: Request, wanted: KeptWish) -> Answer:
    trouble = names.trouble(context, request, wanted.text)
    if trouble is not None:
        raise Refusal(trouble)
    with context.database.write(PATIENCE) as work:
        of = _meant(work, request, wanted.name)
        if not favourites.rename(work, owner(request), of.id, wanted.text):
            raise Refusal(msg("favourite.name_taken", name=wanted.text))
    return _told(msg("favourite.renamed", old=of.name, name=wanted.text), request)


def _remove(context: Context, request: Request, wanted: KeptWish) -> Answer:
    with context.database.write(PATIENCE) as work:
        of = _meant(work, request, wanted.name)
        favourites.remove(work, owner(request), of.id)
    # Its words are told, so that it can be saved again.
    return _told(msg("favourite.removed", name=of.name, text=of.question), request)


def _pin(context: Context, request: Request, wanted: KeptWish) -> Answer:
    pinned = wanted.doing is Doing.PIN
    with context.database.write(PATIENCE) as work:
        of = _meant(work, request, wanted.name)
        full = favourites.count(work, owner(request), pinned=True) >= MOST_PINNED
        if pinned and full and not of.pinned:
            raise Refusal(msg("favourite.too_many_pinned", most=MOST_PINNED))
        favourites.pin(work, owner(request), of.id, pinned=pinned)
    return _told(msg("favourite.pinned" if pinned else "favourite.unpinned", name=of.name), request)


def _run(context: Context, request: Request, wanted: KeptWish) -> Answer:
    with context.database.read() as work:
        of = _meant(work, request, wanted.name)
    return run(context, request, of)


def _meant(work: Work, request: Request, name: str) -> Kept:
    """Return the favourite of a name. Raises Refusal that names those there are."""
    of = favourites.by_name(work, owner(request), name)
    if of is None:
        there = favourites.listed(work, owner(request))
        raise Refusal(
            msg("favourite.no_such", name=name),
            tuple(one.name for one in there[:3]) or _EXAMPLES[request.lang][:1],
        )
    return of


def _told(takeaway: Msg, request: Request) -> Answer:
    listing = FollowUp(msg("favourite.button.list"), _EXAMPLES[request.lang][1])
    return Answer(Kind.TEXT, takeaway, follow_ups=(listing,), private=True)


_DOORS: dict[Doing, Callable[[Context, Request, KeptWish], Answer]] = {
    Doing.LIST: _list,
    Doing.SAVE: _save,
    Doing.NAME: _ask_for_a_name,
    Doing.RENAME: _rename,
    Doing.REMOVE: _remove,
    Doing.PIN: _pin,
    Doing.UNPIN: _pin,
    Doing.RUN: _run,
}


# -- by a form -------------------------------------------------------------------------------------


def save_form(context: Context, opening: Opening) -> Form:
    """Return the form: a name, whether the days stay, and whether it is pinned.

    Raises Refusal where there is no question to save.
    """
    text = _question(opening.text)
    on = date.fromisoformat(opening.on) if opening.on else opening.today(context.clock)
    request = _request(opening, on)
    answer = asked_again(context, request, text)
    if answer.again is None:
        raise Refusal(msg("kept.no_question", text=text))
    question = without_slash(answer.again.text)
    fields = [
        Field(
            "name",
            msg("favourite.form.name"),
            hint=msg("favourite.form.name_hint"),
            example=msg("favourite.form.name_example"),
            longest=names.LONGEST,
        )
    ]
    if is_relative(context, request, answer.again.text, on):
        fields.append(_days_field(answer))
    fields.append(
        Field("pinned", msg("favourite.form.pinned"), FieldKind.RADIO, options=_PINNED, value=_NO)
    )
    return Form(
        FORM,
        msg("favourite.form.title"),
        msg("favourite.form.submit"),
        tuple(fields),
        intro=(msg("favourite.form.question", text=question),),
        carried={"question": question, "on": on.isoformat(), "channel": opening.channel},
    )


_PINNED = (
    Option(_NO, Bilingual("放进收藏就好", "Just keep it")),
    Option(_YES, Bilingual("置顶，排在主页收藏的最前面", "Pin it: first among the saved ones")),
)


def _days_field(answer: Answer) -> Field:
    period = answer.period or (answer.post.period if answer.post else None)
    days = "" if period is None else f"{period.start.isoformat()} – {period.end.isoformat()}"
    options = (
        Option(_ASKED, Bilingual("每次按打开那天算", "The days as of when it is asked")),
        Option(_FIXED, Bilingual(f"固定这几天：{days}", f"Always these days: {days}")),
    )
    return Field("days", msg("favourite.form.days"), FieldKind.RADIO, options=options, value=_ASKED)


def _question(text: str) -> str:
    found = kept_asked(text)
    return found.text if found is not None and found.doing is Doing.NAME else text.strip()


def _request(opening: Opening, on: date | None = None) -> Request:
    return Request("", opening.actor, opening.lang, on=on, user=opening.user)


def take_save(context: Context, opening: Opening, submission: Submission, key: str) -> Outcome:
    """Keep the question under the name. Raises Unfit with what is wrong with the name."""
    request, name = _request(opening), names.tidy(submission.text("name"))
    trouble = names.trouble(context, request, name)
    if trouble is not None:
        raise Unfit({"name": trouble})
    on = None
    if submission.text("days") == _FIXED:
        on = date.fromisoformat(submission.carried["on"])
    pinned = submission.text("pinned") == _YES
    new = Kept(submission.carried.get("question", ""), on, name, pinned)
    with context.database.write(PATIENCE) as work:
        if claim(work, key, context.clock.now()):
            why = _kept(context, work, owner(request), new)
            if why is not None:
                raise Unfit({"pinned" if why.key == "favourite.too_many_pinned" else "name": why})
    return Outcome(said=msg("favourite.form.done", name=name))
