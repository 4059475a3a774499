"""What a token may do: kinds of tokens, revocation, and the scopes of methods and events."""

import threading
from collections.abc import Mapping
from typing import Any, Literal

from .errors import SlackError
from .files import File
from .model import Conversation, Model

TokenKind = Literal["bot", "app"]

# Methods whose scope follows from the kind of conversation: `channels:read`, `im:history` ...
BY_KIND = {
    "conversations.history": "history",
    "conversations.info": "read",
    "conversations.list": "read",
    "conversations.members": "read",
    "conversations.replies": "history",
    "users.conversations": "read",
}
FAMILIES = {"channel": "channels", "group": "groups", "mpim": "mpim", "im": "im"}
LISTED = {"public_channel": "channels", "private_channel": "groups", "mpim": "mpim", "im": "im"}
# Any one of the scopes is enough. A method that is in neither table needs none.
METHOD_SCOPES: dict[str, tuple[str, ...]] = {
    "bots.info": ("users:read",),
    "chat.delete": ("chat:write",),
    "chat.postEphemeral": ("chat:write",),
    "chat.postMessage": ("chat:write",),
    "chat.update": ("chat:write",),
    "conversations.invite": (
        "channels:manage",
        "channels:write.invites",
        "groups:write",
        "groups:write.invites",
        "im:write",
        "mpim:write",
    ),
    "conversations.join": ("channels:join",),
    "conversations.kick": ("channels:manage", "groups:write", "im:write", "mpim:write"),
    "conversations.leave": ("channels:manage", "groups:write", "im:write", "mpim:write"),
    "conversations.open": ("channels:manage", "groups:write", "im:write", "mpim:write"),
    "files.completeUploadExternal": ("files:write",),
    "files.delete": ("files:write",),
    "files.getUploadURLExternal": ("files:write",),
    "files.info": ("files:read",),
    "files.list": ("files:read",),
    "reactions.add": ("reactions:write",),
    "reactions.get": ("reactions:read",),
    "reactions.list": ("reactions:read",),
    "reactions.remove": ("reactions:write",),
    "team.info": ("team:read",),
    "users.info": ("users:read",),
    "users.list": ("users:read",),
    "users.lookupByEmail": ("users:read.email",),
}
CUSTOM_NAME = ("username", "icon_emoji", "icon_url")
EVENT_SCOPES: dict[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "channel_archive": ("channels:read",),
    "channel_created": ("channels:read",),
    "channel_left": ("channels:read",),
    "file_shared": ("files:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "message.mpim": ("mpim:history",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "team_join": ("users:read",),
    "user_change": ("users:read",),
}
ALL_SCOPES = frozenset(
    {"commands", "chat:write.customize", "channels:join"}
    | {scope for scopes in METHOD_SCOPES.values() for scope in scopes}
    | {scope for scopes in EVENT_SCOPES.values() for scope in scopes}
    | {f"{family}:{verb}" for family in FAMILIES.values() for verb in ("read", "history")}
)
APP_SCOPES = frozenset({"connections:write"})


class Access:
    """The tokens of the workspace's one app and what they may do."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._lock = threading.Lock()
        self._revoked: set[str] = set()
        granted = model.config.scopes
        self.granted = ALL_SCOPES if granted is None else granted

    # -- tokens ---------------------------------------------------------------------------------

    def revoke(self, kind: TokenKind) -> None:
        with self._lock:
            self._revoked.add(kind)

    def restore(self, kind: TokenKind) -> None:
        with self._lock:
            self._revoked.discard(kind)

    def check_token(self, wanted: TokenKind, token: str | None) -> None:
        """Raises SlackError `not_authed`, `invalid_auth`, `token_revoked` or the wrong type."""
        if not token:
            raise SlackError("not_authed")
        kind = {self._model.bot_token: "bot", self._model.app_token: "app"}.get(token)
        if kind is None:
            raise SlackError("invalid_auth")
        with self._lock:
            revoked = kind in self._revoked
        if revoked:
            raise SlackError("token_revoked")
        if kind != wanted:
            raise SlackError("not_allowed_token_type")

    # -- scopes ---------------------------------------------------------------------------------

    def check_scopes(self, method: str, args: Mapping[str, Any]) -> None:
        """Raises SlackError `missing_scope` with `needed` and `provided`."""
        for needed in self._needed(method, args):
            if needed and not self.granted & set(needed):
                raise SlackError(
                    "missing_scope",
                    needed=",".join(needed),
                    provided=",".join(sorted(self.granted)),
                )

    def accepted(self, method: str, args: Mapping[str, Any]) -> str:
        """The scopes that open this call, as the header `x-accepted-oauth-scopes` lists them."""
        return ",".join(scope for needed in self._needed(method, args) for scope in needed)

    def hears(self, event: str) -> bool:
        """Whether the app is subscribed to the event and may have it."""
        scopes = EVENT_SCOPES.get(event, ())
        allowed = not scopes or bool(self.granted & set(scopes))
        return allowed and event in self._model.config.bot_events

    def check_file(self, file: File, token: str | None) -> None:
        """Whether the app may read a file's bytes; raises as the other checks do."""
        self.check_token("bot", token)
        self.check_scopes("files.info", {})
        self.check_visible(file)

    def check_visible(self, file: File) -> None:
        """Raises SlackError `file_not_found` for one shared only where the bot is not."""
        bot = self._model.bot.id
        places = (self._model.conversation(channel) for channel, _ in file.shares)
        if file.user != bot and not any(bot in where.members for where in places):
            raise SlackError("file_not_found")

    def _needed(self, method: str, args: Mapping[str, Any]) -> list[tuple[str, ...]]:
        """Groups of alternatives; one scope of each group is needed."""
        if method in ("conversations.list", "users.conversations"):
            asked = str(args.get("types") or "public_channel").replace(" ", "").split(",")
            return [(f"{LISTED[kind]}:read",) for kind in asked if kind in LISTED]
        if method in BY_KIND:
            return [self._of_kind(args.get("channel"), BY_KIND[method])]
        needed = [METHOD_SCOPES.get(method, ())]
        if method.startswith("chat.post") and any(args.get(name) for name in CUSTOM_NAME):
            needed.append(("chat:write.customize",))
        return needed

    def _of_kind(self, channel: object, verb: str) -> tuple[str, ...]:
        found = self._conversation(channel)
        families = [FAMILIES[found.kind]] if found else list(FAMILIES.values())
        return tuple(f"{family}:{verb}" for family in families)

    def _conversation(self, ref: object) -> Conversation | None:
        try:
            return self._model.conversation(str(ref))
        except SlackError:
            return None
