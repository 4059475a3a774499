"""Items outside the chat, and another look: `/action look 12`, `calendar`, `webhook`; `report` too.

`aside` says which texts behind the command belong here.
"""

import re
from collections.abc import Callable
from datetime import date
from urllib.parse import urlsplit

from base.action import WATCHED, Action
from base.answer import Answer, FollowUp, Kind
from base.clock import local_day
from base.language import Days, msg
from base.refusal import Refusal
from base.rights import EVERYTHING, Verb, can
from commands.action_adding import CAP, USUAL_CAP
from commands.context import Context, Place, Request
from commands.submitting import PATIENCE
from reviews import acting
from storage import webhooks
from storage.engine import Work
from storage.settings import read_setting, write_setting

_WORDS = {
    "report": ("report", "报告", "行动账"),
    "look": ("look", "再看", "看效果"),
    "calendar": ("calendar", "日历", "ical"),
    "webhook": ("webhook", "webhooks"),
    "cap": ("cap", "limit", "上限"),
}
_MOST_CAP = 50
_OFF = frozenset({"off", "revoke", "作废", "关"})
_NEW = frozenset({"new", "重新", "换", "新"})
_NUMBER = re.compile(r"(?:#|no\.?\s*)?(\d{1,9})\s*(?:号)?", re.IGNORECASE)


def aside(text: str) -> tuple[str, str] | None:
    """Return what of this module a text asks for, and the rest of it; None for anything else."""
    first, _, rest = text.strip().partition(" ")
    for verb, words in _WORDS.items():
        if first.lower() in words:
            return verb, rest.strip()
    return None


def answer_aside(context: Context, request: Request, verb: str, text: str) -> Answer:
    """Answer what `aside` has found. Raises Refusal as every command does."""
    if verb == "report":
        from commands.action_report import answer_report

        return answer_report(context, request, text)
    answers: dict[str, Callable[[Context, Request, str], Answer]] = {
        "look": answer_look,
        "calendar": answer_calendar,
        "webhook": answer_webhook,
        "cap": answer_cap,
    }
    return answers[verb](context, request, text)


# -- how many at once ----------------------------------------------------------------------------


def answer_cap(context: Context, request: Request, text: str) -> Answer:
    """Tell from how many open items on one owner, or new ones of one meeting, a warning is given;
    set it for whoever runs everybody's items. Raises Refusal for others and for no number.
    """
    with context.database.read() as work:
        most = read_setting(work, CAP, USUAL_CAP)
    if not text:
        return Answer(Kind.TEXT, msg("action.cap", most=most), lines=(msg("action.cap.how"),))
    if not can(request.actor, Verb.RUN_ACTION):
        raise Refusal(msg("action.cap.not_yours"))
    found = _NUMBER.fullmatch(text)
    if found is None or not 1 <= int(found[1]) <= _MOST_CAP:
        raise Refusal(msg("action.cap.which", most=_MOST_CAP))
    with context.database.write(PATIENCE) as work:
        write_setting(work, CAP, int(found[1]), context.clock.now(), max(request.actor.person, 0))
    return Answer(Kind.TEXT, msg("action.cap.set", most=int(found[1])))


# -- another look ----------------------------------------------------------------------------------


def answer_look(context: Context, request: Request, text: str) -> Answer:
    """Look at an item's figure now, as at its check date. Raises Refusal where it cannot be."""
    from reviews.effect_keeping import keep, look_at, told, unchanged
    from reviews.scoping import known_of
    from storage.version import state_of

    found = _NUMBER.fullmatch(text)
    if found is None:
        raise Refusal(msg("effect.look.how"))
    now, today = context.clock.now(), local_day(context.clock, request.actor.zone)
    with context.database.read() as work:
        item = acting.seen(work, request.actor, int(found[1]), today)
        number = str(item.id)
        if item.measure is None:
            raise Refusal(msg("effect.look.nothing", number=number))
        if item.state not in WATCHED:
            raise Refusal(msg("effect.look.not_yet", number=number))
        if request.place is Place.CHANNEL and item.measure.only.get("agent"):
            raise Refusal(msg("account.private_only"))
        events = acting.history(work, item.id)
        known = known_of(work, context.promotions, today)
        if not _may_look(work, request, item, today):
            raise Refusal(msg("action.not_yours", number=number))
        looked = look_at(work, known, item, events, today, str(state_of(work)[0]))
        if unchanged(looked, events):
            # The same weeks say the same: nothing has happened that is worth an event.
            return told(work, looked, known, now)
    with context.database.write(PATIENCE) as work:
        return keep(work, looked, known, now)[1]


def _may_look(work: Work, request: Request, item: Action, today: date) -> bool:
    """Say whether somebody may have an item judged anew: its people, and who decides about it."""
    actor = request.actor
    if actor.person > 0 and actor.person in (item.owner, item.verifier):
        return True
    return can(actor, Verb.RUN_ACTION, acting.scope_of_action(work, item, today))


# -- calendar --------------------------------------------------------------------------------------


def answer_calendar(context: Context, request: Request, text: str) -> Answer:
    """Make, replace or revoke the asker's calendar link; or set where the bot is reached."""
    word, _, rest = text.partition(" ")
    if word.lower() in ("at", "地址"):
        return _reached_at(context, request, rest.strip())
    if request.place is Place.CHANNEL:
        raise Refusal(msg("account.private_only"))
    me = request.actor.person
    if me <= 0:
        raise Refusal(msg("account.calendar.stranger"))
    if word.lower() in _OFF:
        return _revoked(context, me)
    with context.database.write(PATIENCE) as work:
        base = webhooks.public_url(work)
        if not base:
            raise Refusal(msg("account.calendar.no_url"))
        made = webhooks.link_made_at(work, me)
        if made is not None and word.lower() not in _NEW:
            return _kept(Days(made.date(), made.date()))
        token = webhooks.new_link(work, me, context.clock.now())
    return Answer(
        Kind.TEXT,
        msg("account.calendar.new"),
        lines=(msg("account.calendar.link", link=f"{base}/calendar/{token}.ics"),),
        notes=(msg("account.calendar.how"),),
        private=True,
    )


def _kept(day: Days) -> Answer:
    again = FollowUp(msg("account.calendar.again"), "/action calendar new")
    takeaway = msg("account.calendar.kept", day=day)
    return Answer(Kind.TEXT, takeaway, follow_ups=(again,), private=True)


def _revoked(context: Context, me: int) -> Answer:
    with context.database.write(PATIENCE) as work:
        gone = webhooks.remove_link(work, me)
    key = "account.calendar.off" if gone else "account.calendar.none"
    return Answer(Kind.TEXT, msg(key), private=True)


def _reached_at(context: Context, request: Request, url: str) -> Answer:
    _check_overseer(request)
    _checked(url)
    with context.database.write(PATIENCE) as work:
        webhooks.set_public_url(work, url, context.clock.now(), request.actor.person)
    return Answer(Kind.TEXT, msg("account.calendar.url", url=url))


# -- webhooks --------------------------------------------------------------------------------------


def answer_webhook(context: Context, request: Request, text: str) -> Answer:
    """List webhooks, add one by its address, take one away. For those who oversee, in private."""
    _check_overseer(request)
    if request.place is Place.CHANNEL:
        raise Refusal(msg("account.private_only"))
    word, _, rest = text.partition(" ")
    if word.lower() in _OFF:
        return _removed(context, rest.strip())
    return _added(context, request, text) if text else _listed(context)


def _check_overseer(request: Request) -> None:
    if not can(request.actor, Verb.RUN_ACTION, EVERYTHING):
        raise Refusal(msg("account.webhook.rights"))


def _checked(url: str) -> None:
    """Raise Refusal for what is no address outside; where a name leads is seen when it is used."""
    try:
        parts = urlsplit(url)
        host, user = parts.hostname or "", parts.username
        fits = parts.scheme == "https" and user is None and (parts.port or 443) > 0
    except ValueError:
        host, fits = "", False
    named = "." in host and not host.endswith((".local", ".internal", ".localhost"))
    if not (fits and named) or _inside(host) or len(url) > 500 or re.search(r"\s", url):
        raise Refusal(msg("account.webhook.https"))


def _inside(host: str) -> bool:
    import ipaddress

    try:
        return not ipaddress.ip_address(host.strip("[]")).is_global
    except ValueError:
        return False


def _added(context: Context, request: Request, url: str) -> Answer:
    url = url.strip("<>").split("|")[0]
    _checked(url)
    with context.database.write(PATIENCE) as work:
        made = webhooks.add_webhook(work, url, request.actor.person, context.clock.now())
    return Answer(
        Kind.TEXT,
        msg("account.webhook.made", url=url),
        lines=(msg("account.webhook.secret", secret=made.secret),),
        notes=(msg("account.webhook.how"),),
        private=True,
    )


def _listed(context: Context) -> Answer:
    with context.database.read() as work:
        found = webhooks.webhooks(work)
    return Answer(
        Kind.TEXT,
        msg("account.webhook.list", count=len(found)) if found else msg("account.webhook.none"),
        lines=tuple(
            msg(
                "account.webhook.line",
                url=hook.url,
                key=hook.key,
                state=msg("account.webhook.failing", count=hook.failing, why=hook.why)
                if hook.failing
                else msg("none"),
            )
            for hook in found
        ),
        notes=(msg("account.webhook.how"),),
        private=True,
    )


def _removed(context: Context, key: str) -> Answer:
    with context.database.write(PATIENCE) as work:
        gone = webhooks.remove_webhook(work, key)
    if not gone:
        raise Refusal(msg("account.webhook.no_such", key=key[:20]))
    return Answer(Kind.TEXT, msg("account.webhook.gone"), private=True)
