"""The daily message of a person, as he wants it: off, on, at which hour, on which days.

What it says is composed elsewhere; here is only when it may come.
"""

from base.answer import Answer, FollowUp, Kind
from base.language import Lang, msg
from base.refusal import Refusal
from commands.context import Context, Request
from commands.digest_wishes import clock_time, days_named, quiet_hours, wished
from commands.preferences import zone_name
from storage.preferences import DigestWishes, digest_wishes, set_digest_wishes

OFF = {Lang.ZH: "/fupan 个人摘要 关", Lang.EN: "/fupan digest off"}
ON = {Lang.ZH: "/fupan 个人摘要 开", Lang.EN: "/fupan digest on"}
_STATE = {Lang.ZH: "/fupan 个人摘要", Lang.EN: "/fupan digest"}


def answer_digest(context: Context, request: Request) -> Answer:
    """Tell when somebody's daily message comes, or change it as he says.

    Raises Refusal for somebody who gets none, and for what is no such wish.
    """
    person = request.actor.person
    if person <= 0:
        raise Refusal(msg("digest.not_listed"))
    text = " ".join(request.text.lower().split())
    if not text:
        with context.database.read() as work:
            return _told(request, digest_wishes(work, person, ""))
    with context.database.write() as work:
        try:
            wishes = wished(digest_wishes(work, person, ""), text)
        except Refusal as refused:
            raise Refusal(refused.message, (_STATE[request.lang],)) from refused
        set_digest_wishes(work, person, "", wishes, context.clock.now(), person)
    return _told(request, wishes)


def _told(request: Request, wishes: DigestWishes) -> Answer:
    lang = request.lang
    if not wishes.on:
        return Answer(
            kind=Kind.TEXT,
            takeaway=msg("digest.state.off"),
            follow_ups=(FollowUp(msg("button.digest_on"), ON[lang]),),
            private=True,
        )
    return Answer(
        kind=Kind.TEXT,
        takeaway=msg(
            "digest.state.on",
            at=clock_time(wishes.at),
            zone=zone_name(request.actor.zone),
            days=days_named(wishes.workdays),
        ),
        lines=(msg("digest.state.about"),),
        notes=(msg("digest.state.quiet", hours=quiet_hours(wishes)), msg("digest.state.how")),
        follow_ups=(FollowUp(msg("button.digest_off"), OFF[lang]),),
        private=True,
    )
