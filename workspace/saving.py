"""The state file: everything that happened in a workspace, written and read back.

JSON, one message or file a line. Kept are tokens and secret, the clock's moment, members and
conversations, messages with all that belongs to them, files with their bytes, Home tabs, read
marks, the tour, notes. Not kept is what lives for seconds: open modals, triggers, response URLs,
deliveries under way. Nothing in here runs: `saver` says when to write.
"""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .config import Words
from .contents import Contents
from .entities import Conversation, Json, Member, Message
from .files import File
from .records import built, checked, json_text, pair, record_text
from .views import View

KIND, FORMAT = "slack-workspace", 1

MISSING_FOLDER = Words(
    zh="没有 {folder} 这个文件夹。请先建好，或者给 --state 换一个位置。",
    en="There is no folder {folder}. Create it, or give another place for the state file.",
)
UNREADABLE = Words(
    zh="读不了状态文件 {path}：{why}。请检查它的权限，或者换一个文件。",
    en="The state file {path} cannot be read: {why}. Check its permissions, or give another file.",
)
FOREIGN = Words(
    zh="{path} 不是工作区的状态文件，没有动它。请换一个文件名。",
    en="{path} is not a workspace's state file and was left alone. Give another file name.",
)
NEWER = Words(
    zh="{path} 是更新的版本写的（格式 {format}，这里只认识到 {known}），没有动它。"
    "请升级，或者换一个文件名。",
    en="{path} was written by a newer version (format {format}, this one knows {known}) and was "
    "left alone. Upgrade, or give another file name.",
)
BROKEN = Words(
    zh="状态文件 {path} 已损坏（{why}），没有动它。请换成备份，或者把它移走，从头开始。",
    en="The state file {path} is damaged ({why}) and was left alone. Restore a copy, or move it "
    "away to start anew.",
)
OTHER_APP = Words(
    zh="{path} 是另一个应用（{app}）的状态，没有动它。请换一个文件名，或者换回那个应用。",
    en="{path} holds the state of another app ({app}) and was left alone. Give another file name, "
    "or start with that app.",
)


class StateError(ValueError):
    """A state file that cannot be used; `words` say why and what to do, in both languages."""

    def __init__(self, words: Words, **names: object) -> None:
        self.words = Words(words.zh.format(**names), words.en.format(**names))
        super().__init__(self.words.en)


@dataclass(frozen=True)
class State:
    """Everything that is kept. `now` is the clock's moment, `app` the ids of team and bot."""

    app: tuple[str, str]
    app_name: str
    signing_secret: str
    now: float
    contents: Contents
    tour_done: bool = False
    notes: Json = field(default_factory=dict)


# -- writing ------------------------------------------------------------------------------------


def write_state(path: Path, state: State) -> None:
    """Writes the file anew and then puts it in the old one's place. Raises OSError."""
    made = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        # It holds tokens.
        made.touch(0o600)
        with made.open("w", encoding="ascii") as file:
            file.writelines(_parts(state))
            file.flush()
            os.fsync(file.fileno())
        made.replace(path)
    finally:
        made.unlink(missing_ok=True)


def _parts(state: State) -> Iterator[str]:
    """The file piece by piece: one large piece would hold up every other thread."""
    kept = state.contents
    head = {
        "kind": KIND,
        "format": FORMAT,
        "app": state.app,
        "app_name": state.app_name,
        "tokens": kept.tokens,
        "signing_secret": state.signing_secret,
        "now": state.now,
        "last_ts": kept.last_ts,
        "tour_done": state.tour_done,
        "notes": state.notes,
        "read_floor": kept.read_floor,
        "marks": [[*key, mark] for key, mark in kept.marks.items()],
    }
    yield json_text(head)[:-1]
    lists: dict[str, Sequence[Any]] = {
        "members": kept.members,
        "conversations": kept.conversations,
        "messages": kept.messages,
        "files": kept.files,
        "homes": kept.homes,
    }
    for name, things in lists.items():
        yield f',\n"{name}": ['
        for number, thing in enumerate(things):
            yield (",\n" if number else "\n") + record_text(thing)
        yield "]"
    yield "}\n"


# -- reading ------------------------------------------------------------------------------------


def read_state(path: Path) -> State | None:
    """What was kept, or None where there is no file yet. Raises StateError; changes nothing."""
    if not path.parent.is_dir():
        raise StateError(MISSING_FOLDER, folder=path.parent)
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StateError(UNREADABLE, path=path, why=error.strerror or error) from None
    found = _object(path, text)
    if found.get("kind") != KIND:
        raise StateError(FOREIGN, path=path)
    if found.get("format") != FORMAT:
        raise StateError(NEWER, path=path, format=found.get("format"), known=FORMAT)
    try:
        return _state(found)
    except KeyError as error:
        raise StateError(BROKEN, path=path, why=f"no {error}") from None
    except (TypeError, ValueError) as error:
        raise StateError(BROKEN, path=path, why=error) from None


def _object(path: Path, text: bytes) -> Json:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        # A file of ours that was cut off still says whose it is at its beginning.
        ours = f'"kind":"{KIND}"'.encode() in text[:100]
        raise StateError(BROKEN if ours else FOREIGN, path=path, why=error) from None
    if not isinstance(found, dict):
        raise StateError(FOREIGN, path=path)
    return found


def check_app(path: Path, state: State, app: tuple[str, str]) -> None:
    """Raises StateError when the state belongs to another team or bot than `app`."""
    if state.app != app:
        raise StateError(OTHER_APP, path=path, app=state.app_name)


def _state(found: Json) -> State:
    contents = Contents(
        tokens=pair(found["tokens"]),
        last_ts=checked(int, found["last_ts"]),
        members=built(Member, found["members"]),
        conversations=built(Conversation, found["conversations"]),
        messages=built(Message, found["messages"]),
        files=built(File, found["files"]),
        homes=built(View, found["homes"]),
        read_floor=checked(int, found["read_floor"]),
        marks={pair(key): checked(int, mark) for *key, mark in checked(list, found["marks"])},
    )
    _check_whole(contents)
    return State(
        pair(found["app"]),
        checked(str, found["app_name"]),
        checked(str, found["signing_secret"]),
        float(checked(int | float, found["now"])),
        contents,
        checked(bool, found["tour_done"]),
        checked(dict, found["notes"]),
    )


def _check_whole(kept: Contents) -> None:
    """Raises ValueError when something names a conversation that is not there."""
    places = {one.id for one in kept.conversations}
    for message in kept.messages:
        if message.channel not in places:
            raise ValueError(f"message {message.ts} lies in no conversation")
