"""Uploads as they came: untouched, hashed, compressed, and kept once however often they come."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import zstandard
from sqlalchemy import Connection, insert, select

from storage.cubes import imports, upload, upload_chunk
from storage.engine import Database

_CHUNK = 8 * 1024 * 1024


@dataclass(frozen=True)
class Packed:
    """A file ready to be kept: its SHA-256 in hex, its size in bytes, its compressed chunks."""

    sha256: str
    size: int
    chunks: tuple[bytes, ...]


def pack(content: Path) -> Packed:
    """Hash and compress a file. Frees the interpreter meanwhile, so it can run beside a fold."""
    digest = hashlib.sha256()
    packer = zstandard.ZstdCompressor(level=1)
    chunks = []
    size = 0
    with content.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            chunks.append(packer.compress(chunk))
            size += len(chunk)
    return Packed(digest.hexdigest(), size, tuple(chunks))


def keep(connection: Connection, packed: Packed) -> int:
    """Store a packed file unless the same one is there; return the id of the upload."""
    known = select(upload.c.id).where(upload.c.sha256 == packed.sha256)
    found = connection.execute(known).scalar()
    if found is not None:
        return int(found)
    values = {"sha256": packed.sha256, "size": packed.size}
    made = insert(upload).values(values).returning(upload.c.id)
    upload_id = int(connection.execute(made).scalar_one())
    for seq, payload in enumerate(packed.chunks):
        values = {"upload_id": upload_id, "seq": seq, "payload": payload}
        connection.execute(insert(upload_chunk).values(values))
    return upload_id


def content_of(database: Database, import_id: int) -> bytes:
    """Return the untouched upload of an import."""
    chunks = (
        select(upload_chunk.c.payload)
        .join(imports, imports.c.upload_id == upload_chunk.c.upload_id)
        .where(imports.c.id == import_id)
        .order_by(upload_chunk.c.seq)
    )
    unpacker = zstandard.ZstdDecompressor()
    with database.read() as connection:
        return b"".join(unpacker.decompress(c) for c in connection.execute(chunks).scalars())
