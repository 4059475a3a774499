"""What the page knows when it opens: who is there, where, what is new, what time it is.

Reads the model and the stage, changes nothing.
"""

from .config import TourStep
from .errors import SlackError
from .ids import named_id
from .model import Conversation, Json, Member, Model
from .page_stream import page_view
from .stage import LOCALES, Stage
from .travel import Travel


def people_in_order(model: Model) -> list[Member]:
    """As one chooses whom to act as: the featured ones first."""
    return sorted(model.people, key=lambda member: not member.featured)


def acting(model: Model, ref: object) -> Member:
    """The acting person; the first one when the page does not say.

    Raises SlackError `user_not_found`.
    """
    people = people_in_order(model)
    if not ref:
        if not people:
            raise SlackError("user_not_found")
        return people[0]
    return model.member(str(ref))


def page_locale(model: Model, wanted: str | None) -> str:
    """The language to speak before anybody acts: the one asked for, or the first person's."""
    people = people_in_order(model)
    return wanted or (people[0].locale if people else LOCALES[0])


def time_state(model: Model, travel: Travel) -> Json:
    """What time it is here, and where a travel under way ends."""
    return moment(model, travel.until)


def moment(model: Model, until: float | None) -> Json:
    """Now, on the way to `until` (seconds) or, with None, not travelling."""
    return {"now": model.clock.now(), "travelling": until is not None, "until": until}


def stage_state(model: Model, stage: Stage, travel: Travel, locale: str) -> Json:
    """What surrounds the conversations, for a page in this language."""
    return {
        "time": time_state(model, travel) | {"movable": model.config.movable},
        "preparing": stage.preparing(locale),
        "ask_language": model.config.ask_language,
        "tour_done": stage.tour_done,
    }


def workspace_state(model: Model, person: Member) -> Json:
    """The workspace as this person has it before him."""
    mine = [c for c in model.conversations if person.id in c.members]
    return {
        "team": model.config.team_name,
        "me": member_state(person, person.locale),
        "people": [member_state(m, person.locale) for m in people_in_order(model)],
        "members": [member_state(m, person.locale) for m in model.members],
        "bot": member_state(model.bot, person.locale),
        "conversations": [conversation_state(model, c, person) for c in mine],
        "commands": _commands(model, person.locale),
        "shortcuts": _shortcuts(model, person.locale),
        "app": {"name": model.config.app_name, "home_enabled": model.config.home_enabled},
        "home": page_view(model, model.views.home(person.id)),
        "modal": page_view(model, model.views.top(person.id)),
        "now": model.clock.now(),
    }


def member_state(member: Member, locale: str) -> Json:
    """A member, with the title in the reader's language."""
    return {
        "id": member.id,
        "name": member.name,
        "real_name": member.real_name,
        "locale": member.locale,
        "tz": member.tz,
        "is_bot": member.is_bot,
        "title": member.title.said_in(locale),
        "featured": member.featured,
    }


def conversation_state(model: Model, found: Conversation, person: Member) -> Json:
    """A conversation, with how much in it is new to the person."""
    other = next(iter(found.members - {person.id}), person.id) if found.kind == "im" else None
    count = model.reads.count(person.id, found)
    return {
        "id": found.id,
        "kind": found.kind,
        "name": found.name,
        "topic": found.topic,
        "with": other,
        "member_count": len(found.members),
        "has_bot": model.bot.id in found.members,
        "unread": count.unread,
        "mentions": count.mentions,
        "read": model.reads.until(person.id, found.id),
        "latest": model.reads.latest(person.id, found.id),
    }


def _commands(model: Model, locale: str) -> list[Json]:
    return [
        {
            "name": command.slash,
            "description": command.description.said_in(locale),
            "usage": command.usage.said_in(locale),
        }
        for command in model.commands.values()
    ]


def _shortcuts(model: Model, locale: str) -> list[Json]:
    return [
        {
            "callback_id": shortcut.callback_id,
            "name": shortcut.name.said_in(locale),
            "type": shortcut.type,
        }
        for shortcut in model.shortcuts.values()
    ]


# -- the tour -----------------------------------------------------------------------------------


def tour_state(model: Model, person: Member) -> list[Json]:
    """The steps in the person's language, with ids for names.

    Raises SlackError `user_not_found`, `channel_not_found` for a name that nobody has.
    """
    return [_step(model, step, person) for step in model.config.tour]


def check_tour(model: Model) -> None:
    """Raises SlackError as `tour_state` does."""
    for person in model.people[:1]:
        tour_state(model, person)


def _step(model: Model, step: TourStep, reader: Member) -> Json:
    person = model.member(step.person) if step.person else None
    return {
        "title": step.title.said_in(reader.locale),
        "text": step.text.said_in(reader.locale),
        "person": person.id if person else None,
        "channel": _place(model, step.channel, person or reader),
        "tab": step.tab,
        "types": step.types.said_in(reader.locale),
    }


def _place(model: Model, channel: str, person: Member) -> str | None:
    if channel == "@bot":
        # The same id `open_direct` gives it, once it is opened.
        return named_id("D", *sorted((person.id, model.bot.id)))
    return model.conversation(channel).id if channel else None
