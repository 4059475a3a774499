"""Settings that people make themselves: their language and zone, and a channel's language."""

from zoneinfo import ZoneInfo

from base.form import Field, FieldKind, Form, Option, Submission, Unfit
from base.language import Bilingual, Lang, msg
from base.rights import Verb, can
from commands.context import Context
from commands.submitting import PATIENCE, Opening, Outcome
from storage import preferences
from storage.preferences import Preference
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
