"""Who and what is there when a workspace opens, made of its configuration."""

from collections.abc import Callable

from .config import WorkspaceConfig
from .entities import SLACKBOT, Conversation, Member
from .ids import named_id


def members_of(config: WorkspaceConfig, bot: Member) -> dict[str, Member]:
    """Everybody by id: people in the configured order, then the bot, then Slackbot."""
    slackbot = Member(SLACKBOT, "slackbot", "Slackbot", "en-US", "UTC", is_bot=True)
    people = [
        Member(
            p.id or named_id("U", p.name), p.name, p.real_name, p.locale, p.tz,
            is_admin=p.is_admin, email=p.email or f"{p.name}@{config.team_domain}.example",
            title=p.title, featured=p.featured,
        )
        for p in config.people
    ]  # fmt: skip
    return {m.id: m for m in (*people, bot, slackbot)}


def channels_of(
    config: WorkspaceConfig, member: Callable[[str], Member], bot: Member, created: int
) -> dict[str, Conversation]:
    """The channels by id. `member` finds one by handle; it raises SlackError `user_not_found`."""
    made = {}
    for channel in config.channels:
        members = {member(name).id for name in channel.members}
        found = Conversation(
            named_id("C", channel.name),
            channel.name,
            "group" if channel.is_private else "channel",
            frozenset(members | {bot.id} if channel.with_bot else members),
            channel.topic,
            created,
        )
        made[found.id] = found
    return made
