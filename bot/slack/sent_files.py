"""Files that people put into the chat, as Slack describes them. Pure; fetches nothing."""

from dataclasses import dataclass

from bot.render.mrkdwn import Json

TABLES = ("csv", "tsv", "tab", "txt", "xlsx", "xlsm", "xls", "xlsb", "ods")


@dataclass(frozen=True)
class Dropped:
    """A file that somebody put into the chat. Without a `url` it has to be asked for."""

    id: str
    name: str
    size: int = 0
    url: str = ""
    mimetype: str = ""
    external: bool = False


def dropped(file: Json) -> Dropped:
    """Return a file as Slack describes it; of some it says too little to fetch them at once."""
    return Dropped(
        str(file.get("id") or ""),
        str(file.get("name") or file.get("title") or ""),
        int(file.get("size") or 0),
        str(file.get("url_private_download") or file.get("url_private") or ""),
        str(file.get("mimetype") or ""),
        bool(file.get("is_external")),
    )


def for_import(text: str, event: Json) -> tuple[Dropped, ...]:
    """Return the files of a message, none where they only illustrate what it says."""
    files = tuple(dropped(file) for file in event.get("files") or ())
    return () if text and not any(is_table(file.name) for file in files) else files


def is_table(name: str) -> bool:
    """Say whether a file is called like one that holds a table."""
    return name.rpartition(".")[2].lower() in TABLES
