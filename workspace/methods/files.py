"""files.*: uploads in three steps (URL, bytes, completion), and what became of them."""

from collections.abc import Iterator

from ..errors import SlackError, missing_field
from ..files import File
from ..model import Conversation, Json, Message
from ..wire import file_json
from .chat import checked_message_blocks
from .conversations import joined
from .registry import Call, Method

MAX_ALT_TEXT = 1000


def upload_url(call: Call) -> Json:
    length = call.required("length")
    if not length.isdigit() or int(length) == 0:
        raise SlackError("invalid_arguments")
    alt_txt = call.text("alt_txt") or ""
    if len(alt_txt) > MAX_ALT_TEXT:
        raise SlackError("alt_txt_too_large")
    files = call.model.files
    made = files.reserve(call.model.bot.id, call.required("filename"), int(length), alt_txt)
    return {"upload_url": files.upload_url(made), "file_id": made.id}


def complete(call: Call) -> Json:
    """Shares the files too when a channel is given: in one message, in the order given."""
    titles = dict(_titles(call))
    places = list(_places(call))
    if call.text("thread_ts") is not None and not places:
        raise missing_field("channel_id")
    blocks = checked_message_blocks(call)
    done = call.model.files.complete(titles)
    for where in places:
        _share(call, where, done, blocks or [])
    return {"files": [file_json(call.model, call.model.files.file(file.id)) for file in done]}


def _titles(call: Call) -> Iterator[tuple[str, str]]:
    given = call.json("files", "invalid_arguments")
    if not isinstance(given, list) or not given:
        raise SlackError("invalid_arguments")
    for one in given:
        if not isinstance(one, dict) or not isinstance(one.get("id"), str):
            raise SlackError("invalid_arguments")
        yield one["id"], str(one.get("title") or "")


def _places(call: Call) -> Iterator[Conversation]:
    names = call.text("channel_id") or call.text("channels") or ""
    for name in filter(None, names.split(",")):
        yield joined(call, name.strip())


def _share(call: Call, where: Conversation, files: list[File], blocks: list[Json]) -> None:
    message = Message(
        where.id,
        "",
        call.model.bot.id,
        call.text("initial_comment") or "",
        blocks,
        thread_ts=call.text("thread_ts"),
        by_app=True,
    )
    call.model.share(files, message)


def info(call: Call) -> Json:
    return {"file": _file(call), "comments": [], "response_metadata": {"next_cursor": ""}}


def _file(call: Call) -> Json:
    found = call.model.files.file(call.required("file"))
    if found.completed is None:
        raise SlackError("file_not_found")
    call.access.check_visible(found)
    return file_json(call.model, found)


def delete(call: Call) -> Json:
    found = call.model.files.file(call.required("file"))
    if found.user != call.model.bot.id:
        raise SlackError("cant_delete_file")
    call.model.files.delete(found.id)
    return {}


METHODS = (
    Method("files.completeUploadExternal", complete, ("files",)),
    Method("files.delete", delete, ("file",)),
    Method("files.getUploadURLExternal", upload_url, ("filename", "length")),
    Method("files.info", info, ("file",)),
)
