"""Settings people make themselves: language, zone, the daily message; and a channel's language."""

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from base.form import Field, FieldKind, Form, Option, Submission, Unfit
from base.language import Bilingual, Lang, msg
from base.rights import Verb, can
from commands.context import Context
from commands.digest_wishes import clock_time, quiet_hours, quiet_trouble
from commands.submitting import PATIENCE, Opening, Outcome
from storage import preferences
from storage.preferences import DAY_MINUTES, DigestWishes, Preference
from storage.seen import claim

SETTINGS = "settings"
_AS_ASKED = "asked"
_LANGS = (
    Option(Lang.ZH.value, Bilingual("中文", "中文")),
    Option(Lang.EN.value, Bilingual("English", "English")),
)
_ZONES = {
    "Asia/Shanghai": Bilingual("北京时间", "Beijing"),
    "Asia/Hong_Kong": Bilingual("香港", "Hong Kong"),
    "Asia/Singapore": Bilingual("新加坡", "Singapore"),
    "Asia/Tokyo": Bilingual("东京", "Tokyo"),
    "Asia/Kolkata": Bilingual("印度", "India"),
    "Europe/London": Bilingual("伦敦", "London"),
    "Europe/Berlin": Bilingual("柏林", "Berlin"),
    "America/New_York": Bilingual("纽约", "New York"),
    "America/Los_Angeles": Bilingual("洛杉矶", "Los Angeles"),
    "Australia/Sydney": Bilingual("悉尼", "Sydney"),
}


def settings_form(context: Context, opening: Opening) -> Form:
    """Return the form with what holds now; a channel's language for those who may set it."""
    fields = [
        Field(
            "lang",
            msg("form.settings.lang"),
            FieldKind.CHOICE,
            value=opening.actor.lang.value,
            options=_LANGS,
            hint=msg("form.settings.lang_hint"),
        ),
        Field(
            "zone",
            msg("form.settings.zone"),
            FieldKind.CHOICE,
            value=opening.actor.zone,
            options=_zones(opening.actor.zone),
        ),
    ]
    fields += _digest_fields(context, opening)
    if opening.channel and can(opening.actor, Verb.SET_CHANNEL):
        fields.append(_channel_field(context, opening.channel))
    return Form(
        SETTINGS, msg("form.settings.title"), msg("form.settings.submit"), tuple(fields),
        carried={"channel": opening.channel},
    )  # fmt: skip


def zone_name(zone: str) -> Bilingual:
    """Return what people call a zone; its own name where it has none here."""
    return _ZONES.get(zone, Bilingual(zone, zone))


def _zones(own: str) -> tuple[Option, ...]:
    names = _ZONES if own in _ZONES else {own: Bilingual(own, own)} | _ZONES
    return tuple(Option(zone, name) for zone, name in names.items())


_NEVER = "never"
_HALF_HOUR = 30
_CALENDAR = "calendar"
_DAYS = (
    Option(_CALENDAR, Bilingual("按放假安排的工作日", "Working days by the calendar")),
    Option("01234", Bilingual("周一到周五", "Monday to Friday")),
    Option("012345", Bilingual("周一到周六", "Monday to Saturday")),
    Option("0123456", Bilingual("每天", "Every day")),
)


def _digest_fields(context: Context, opening: Opening) -> list[Field]:
    """Return when the daily message comes; nothing for somebody who gets none."""
    if opening.actor.person <= 0:
        return []
    with context.database.read() as work:
        wishes = preferences.digest_wishes(work, opening.actor.person, opening.user)
    days = _days_value(wishes)
    known = any(option.value == days for option in _DAYS)
    own = () if known else (Option(days, Bilingual("现在的", "As it is now")),)
    return [
        Field(
            "digest",
            msg("form.settings.digest"),
            FieldKind.CHOICE,
            value=str(wishes.at) if wishes.on else _NEVER,
            options=tuple(_hours(wishes)),
            hint=msg("form.settings.digest_hint", hours=quiet_hours(wishes)),
        ),
        Field(
            "digest_days",
            msg("form.settings.digest_days"),
            FieldKind.CHOICE,
            value=days,
            options=(*own, *_DAYS),
            hint=msg("form.settings.digest_days_hint"),
        ),
    ]


def _hours(wishes: DigestWishes) -> Sequence[Option]:
    """Return never, and every half hour that is not quiet beside the hour chosen now."""
    minutes = {m for m in range(0, DAY_MINUTES, _HALF_HOUR) if not wishes.quiet(m)} | {wishes.at}
    never = Option(_NEVER, Bilingual("不发", "Never"))
    named = ((m, clock_time(m)) for m in sorted(minutes))
    return [never, *(Option(str(m), Bilingual(text, text)) for m, text in named)]


def _days_value(wishes: DigestWishes) -> str:
    if wishes.workdays is None:
        return _CALENDAR
    return "".join(str(day) for day in sorted(wishes.workdays))


def _wished(now: DigestWishes, submission: Submission) -> DigestWishes:
    """Return the wishes as they were filled in; what was not asked stays as it is."""
    at, days = submission.text("digest"), submission.text("digest_days")
    found = now
    if at == _NEVER:
        found = replace(found, on=False)
    elif at:
        if not at.isdecimal() or int(at) >= DAY_MINUTES:
            raise Unfit({"digest": msg("form.choose")})
        found = replace(found, on=True, at=int(at))
    if days:
        if days != _CALENDAR and not set(days) <= set("0123456"):
            raise Unfit({"digest_days": msg("form.choose")})
        chosen = None if days == _CALENDAR else frozenset(int(day) for day in days)
        found = replace(found, workdays=chosen)
    trouble = quiet_trouble(found)
    if trouble is not None:
        raise Unfit({"digest": trouble})
    return found


def _channel_field(context: Context, channel: str) -> Field:
    with context.database.read() as work:
        found = preferences.channel_language(work, channel)
    as_asked = Option(_AS_ASKED, Bilingual("谁问就用谁的语言", "Whatever was asked in"))
    return Field(
        "channel_lang",
        msg("form.settings.channel_lang"),
        FieldKind.CHOICE,
        value=found.value if found else _AS_ASKED,
        options=(as_asked, *_LANGS),
    )


def take_settings(context: Context, opening: Opening, submission: Submission, key: str) -> Outcome:
    """Keep what was chosen. Raises Unfit for a value that is none of those offered."""
    lang, zone = _lang(submission), _zone(submission)
    actor, now = opening.actor, context.clock.now()
    mine = preferences.of_person(actor.person, opening.user)
    with context.database.write(PATIENCE) as work:
        if not claim(work, key, now):
            return _kept(lang)
        preferences.set_preference(work, mine, Preference(lang, zone), now, actor.person)
        kept = preferences.digest_wishes(work, actor.person, opening.user)
        wishes = _wished(kept, submission)
        if wishes != kept:
            preferences.set_digest_wishes(
                work, actor.person, opening.user, wishes, now, actor.person
            )
        channel, chosen = submission.carried.get("channel", ""), submission.text("channel_lang")
        if channel and chosen and can(actor, Verb.SET_CHANNEL):
            language = None if chosen == _AS_ASKED else Lang(chosen)
            preferences.set_channel_language(work, channel, language, now, actor.person)
    return _kept(lang)


def _kept(lang: Lang) -> Outcome:
    # In the language that was chosen, not the one in which it was.
    return Outcome(said=msg("form.settings.kept"), lang=lang)


def _lang(submission: Submission) -> Lang:
    try:
        return Lang(submission.text("lang"))
    except ValueError as error:
        raise Unfit({"lang": msg("form.choose")}) from error


def _zone(submission: Submission) -> str:
    zone = submission.text("zone")
    try:
        ZoneInfo(zone)
    except (ValueError, OSError, KeyError) as error:
        raise Unfit({"zone": msg("form.choose")}) from error
    return zone
