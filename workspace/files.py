"""Files: a URL to upload to, the upload, its completion, its shares. No transport in here.

A completed file is ready only a while later, as in Slack, where it goes through a virus scan
first; until then no block may show it and its type is not known.
"""

import mimetypes
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from .errors import SlackError
from .ids import random_id

DEFAULT_TYPE = "application/octet-stream"


@dataclass(frozen=True)
class File:
    """One file. `created` and `completed` are seconds since the epoch, `shares` pairs of a
    channel's id and the message's `ts`; `key` opens the upload URL."""

    id: str
    key: str
    name: str
    title: str
    user: str
    size: int
    created: float
    alt_txt: str = ""
    data: bytes | None = field(default=None, repr=False)
    completed: float | None = None
    shares: Sequence[tuple[str, str]] = ()

    @property
    def mimetype(self) -> str:
        return mimetypes.guess_type(self.name)[0] or DEFAULT_TYPE

    @property
    def path(self) -> str:
        """Where the bytes are on this server."""
        return f"/files/{self.id}/{quote(self.name)}"

    @property
    def extension(self) -> str:
        return self.name.rpartition(".")[2].lower() if "." in self.name else ""


class Files:
    """All files of a workspace. `base` is set by the server: where they are reached."""

    def __init__(self, clock: Callable[[], float], ready_seconds: float) -> None:
        self._clock = clock
        self._ready_seconds = ready_seconds
        self._lock = threading.RLock()
        self._files: dict[str, File] = {}
        self.base = ""

    def reserve(self, user: str, name: str, size: int, alt_txt: str = "") -> File:
        """A place to upload to; the bytes come later."""
        made = File(
            random_id("F"),
            secrets.token_urlsafe(24),
            name,
            name,
            user,
            size,
            self._clock(),
            alt_txt,
        )
        return self._put(made)

    def upload_url(self, file: File) -> str:
        return f"{self.base}/upload/v1/{file.key}"

    def url(self, file: File) -> str:
        """Where the bytes are; what Slack calls `url_private`."""
        return f"{self.base}{file.path}"

    def store(self, key: str, data: bytes) -> File:
        """The upload itself. Raises SlackError `file_not_found` for a key nobody was given."""
        with self._lock:
            found = next((file for file in self._files.values() if file.key == key), None)
            if found is None or found.completed is not None:
                raise SlackError("file_not_found")
            return self._put(replace(found, data=data, size=len(data)))

    def complete(self, titles: Mapping[str, str]) -> list[File]:
        """Ends the upload of files, by id with their titles ("" keeps the name): all or none.

        Raises SlackError `file_not_found` when one is unknown, not uploaded or complete already.
        """
        with self._lock:
            uploaded = [self.file(file_id) for file_id in titles]
            if any(file.data is None or file.completed is not None for file in uploaded):
                raise SlackError("file_not_found")
            return [
                self._put(
                    replace(file, title=titles[file.id] or file.name, completed=self._clock())
                )
                for file in uploaded
            ]

    def file(self, file_id: str) -> File:
        """Raises SlackError `file_not_found`."""
        with self._lock:
            found = self._files.get(file_id)
        if found is None:
            raise SlackError("file_not_found")
        return found

    def named(self, ref: str) -> File | None:
        """By id, or by one of its URLs: the one of its bytes or its permalink."""
        with self._lock:
            return next((f for f in self._files.values() if f.id in ref.split("/")), None)

    def is_ready(self, ref: str) -> bool:
        """Whether a block may show the file with this id or URL."""
        found = self.named(ref)
        if found is None or found.completed is None:
            return False
        return self._clock() >= found.completed + self._ready_seconds

    def shared(self, file_ids: Sequence[str], channel: str, ts: str) -> None:
        with self._lock:
            for file_id in file_ids:
                found = self.file(file_id)
                self._put(replace(found, shares=(*found.shares, (channel, ts))))

    def delete(self, file_id: str) -> None:
        """Raises SlackError `file_not_found`."""
        with self._lock:
            del self._files[self.file(file_id).id]

    def all(self) -> list[File]:
        """Completed files, the newest first."""
        with self._lock:
            return [f for f in self._files.values() if f.completed is not None][::-1]

    def _put(self, file: File) -> File:
        with self._lock:
            self._files[file.id] = file
        return file
