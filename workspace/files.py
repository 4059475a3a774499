"""Files: a URL to upload to, the upload, its completion, its shares. No transport in here.

A file the app has completed is ready only a while later, as in Slack, where it goes through a
virus scan first; until then no block may show it and its type is not known. What a person sends
lies ready in the composer before the message is posted.
"""

import mimetypes
import re
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from .errors import SlackError
from .ids import random_id

DEFAULT_TYPE = "application/octet-stream"
# What one person may send in one file; Slack's own limit is a gigabyte.
MAX_PERSONS_BYTES = 100 * 1024 * 1024


@dataclass(frozen=True)
class File:
    """One file. `created`, `completed` and `ready` are seconds since the epoch, `shares` pairs of
    a channel's id and the message's `ts`; `key` opens the upload URL."""

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
    ready: float = 0.0
    shares: Sequence[tuple[str, str]] = ()

    @property
    def mimetype(self) -> str:
        return mimetypes.guess_type(self.name)[0] or DEFAULT_TYPE

    @property
    def path(self) -> str:
        """Where the page reads the bytes."""
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

    def private_url(self, file: File, team: str, *, download: bool = False) -> str:
        """Where an app reads the bytes, with its token: Slack's `url_private`."""
        way = "download/" if download else ""
        return f"{self.base}/files-pri/{team}-{file.id}/{way}{quote(file.name)}"

    def take(self, user: str, name: str, data: bytes) -> File:
        """What a person is about to send; `complete` and a message follow.

        Raises SlackError `file_empty`, `file_too_large`, `no_file_name`.
        """
        if not name.strip():
            raise SlackError("no_file_name")
        if not data:
            raise SlackError("file_empty")
        if len(data) > MAX_PERSONS_BYTES:
            raise SlackError("file_too_large")
        with self._lock:
            return self.store(self.reserve(user, name, len(data)).key, data)

    def store(self, key: str, data: bytes) -> File:
        """The upload itself. Raises SlackError `file_not_found` for a key nobody was given."""
        with self._lock:
            found = next((file for file in self._files.values() if file.key == key), None)
            if found is None or found.completed is not None:
                raise SlackError("file_not_found")
            return self._put(replace(found, data=data, size=len(data)))

    def complete(self, titles: Mapping[str, str], *, by_person: bool = False) -> list[File]:
        """Ends the upload of files, by id with their titles ("" keeps the name): all or none.

        A person's are ready at once. Raises SlackError `file_not_found` when one is unknown, not
        uploaded or complete already.
        """
        with self._lock:
            uploaded = [self.file(file_id) for file_id in titles]
            if any(file.data is None or file.completed is not None for file in uploaded):
                raise SlackError("file_not_found")
            now = self._clock()
            ready = now if by_person else now + self._ready_seconds
            return [
                self._put(
                    replace(file, title=titles[file.id] or file.name, completed=now, ready=ready)
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
            parts = re.split("[/-]", ref)
            return next((f for f in self._files.values() if f.id in parts), None)

    def is_ready(self, ref: str) -> bool:
        """Whether a block may show the file with this id or URL."""
        found = self.named(ref)
        if found is None or found.completed is None:
            return False
        return self._clock() >= found.ready

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

    def kept(self) -> list[File]:
        """Completed files, the oldest first: an upload under way is not kept."""
        return self.all()[::-1]

    def restore(self, files: Sequence[File]) -> None:
        with self._lock:
            self._files = {file.id: file for file in files}

    def _put(self, file: File) -> File:
        with self._lock:
            self._files[file.id] = file
        return file
