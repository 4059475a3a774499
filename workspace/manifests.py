"""An app's manifest, as Slack keeps it, made into what a workspace needs to know of the app.

Reads JSON only: that is how Slack itself hands a manifest out, and YAML would need a library.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .config import Command, Shortcut, Words
from .entities import Json

UNREADABLE = Words(
    zh="读不了应用清单 {path}：{why}。", en="The manifest {path} cannot be read: {why}."
)
IS_YAML = Words(
    zh="{path} 是 YAML，这里只认 JSON：在应用设置页的 App Manifest 里切到 JSON，复制出来存成文件。",
    en="{path} is YAML, and only JSON is read here: on the app's settings page, under App "
    "Manifest, switch to JSON and save that.",
)
NOT_JSON = Words(
    zh="应用清单 {path} 不是有效的 JSON：{why}。", en="The manifest {path} is no valid JSON: {why}."
)
NOT_A_MANIFEST = Words(
    zh="{path} 不是 Slack 的应用清单：{place} 应该是{wanted}。",
    en="{path} is not a Slack manifest: {place} must be {wanted}.",
)
WANTED: dict[type, Words] = {
    dict: Words("一个对象", "an object"),
    list: Words("一个列表", "a list"),
    str: Words("一段文字", "a text"),
}
YAML = re.compile(r"^\s*(#|---|[\w-]+:\s)")


class ManifestError(ValueError):
    """A manifest that cannot be used; `words` say why, in both languages."""

    def __init__(self, words: Words, **names: object) -> None:
        said = {k: v if isinstance(v, Words) else Words(str(v)) for k, v in names.items()}
        self.words = Words(
            words.zh.format(**{name: one.said_in("zh") for name, one in said.items()}),
            words.en.format(**{name: one.said_in("en") for name, one in said.items()}),
        )
        super().__init__(self.words.en)


@dataclass(frozen=True)
class Manifest:
    """What the app is called, what it offers, hears and may do."""

    app_name: str
    bot_name: str
    commands: Sequence[Command]
    shortcuts: Sequence[Shortcut]
    home_enabled: bool
    bot_events: frozenset[str]
    scopes: frozenset[str]


def read_manifest(path: Path) -> Manifest:
    """Raises ManifestError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "not UTF-8"
        raise ManifestError(UNREADABLE, path=path, why=why) from None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        if path.suffix.lower() in (".yaml", ".yml") or YAML.match(text):
            raise ManifestError(IS_YAML, path=path) from None
        raise ManifestError(NOT_JSON, path=path, why=error) from None
    return _manifest(_Part(path, "", found))


def _manifest(whole: "_Part") -> Manifest:
    features, shown = whole.part("features"), whole.part("display_information")
    name = shown.text("name", needed=True)
    bot = features.part("bot_user").text("display_name") or name
    events = whole.part("settings").part("event_subscriptions")
    return Manifest(
        app_name=name,
        bot_name=handle(bot),
        commands=[
            Command(
                one.text("command", needed=True),
                Words(one.text("description")),
                Words(one.text("usage_hint")),
                escape=one.value("should_escape") is True,
            )
            for one in features.parts("slash_commands")
        ],
        shortcuts=[
            Shortcut(
                one.text("callback_id", needed=True),
                Words(one.text("name")),
                "message" if one.text("type") == "message" else "global",
            )
            for one in features.parts("shortcuts")
        ],
        home_enabled=features.part("app_home").value("home_tab_enabled") is True,
        bot_events=frozenset(events.texts("bot_events")),
        scopes=frozenset(whole.part("oauth_config").part("scopes").texts("bot")),
    )


def handle(name: str) -> str:
    """A name as one mentions it: `Lunch Bot` is `@lunch_bot`."""
    return "_".join(name.lower().split()) or "app"


class _Part:
    """A value of the manifest and where it lies; what is absent is empty."""

    def __init__(self, path: Path, place: str, value: Any) -> None:
        self._path = path
        self._place = place
        self._value: Json = self._checked(place or "{ … }", value, dict)

    def _checked(self, place: str, value: Any, wanted: type) -> Any:
        if not isinstance(value, wanted):
            raise ManifestError(NOT_A_MANIFEST, path=self._path, place=place, wanted=WANTED[wanted])
        return value

    def _at(self, name: str) -> str:
        return f"{self._place}.{name}".lstrip(".")

    def value(self, name: str) -> Any:
        return self._value.get(name)

    def part(self, name: str) -> "_Part":
        return _Part(self._path, self._at(name), self._value.get(name) or {})

    def parts(self, name: str) -> list["_Part"]:
        at = self._at(name)
        entries = self._checked(at, self._value.get(name) or [], list)
        return [_Part(self._path, f"{at}[{n}]", one) for n, one in enumerate(entries)]

    def text(self, name: str, *, needed: bool = False) -> str:
        value = self._value.get(name)
        if value is None and not needed:
            return ""
        return str(self._checked(self._at(name), value, str))

    def texts(self, name: str) -> list[str]:
        entries = self._checked(self._at(name), self._value.get(name) or [], list)
        return [str(self._checked(f"{self._at(name)}[{n}]", e, str)) for n, e in enumerate(entries)]
