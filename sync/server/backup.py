"""A backup of an endpoint in one file, written while it serves and read into an empty place (docs/protocol.md, 8).

`RTE1 ‖ frames (u32be length ‖ msgpack) ‖ u32be 0 ‖ SHA-256 of all before`. The first frame says what it is, and holds
the server key: whoever has the file can speak as this endpoint, and read no record.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from sync.crypto.keys import SigningKey
from sync.server import words
from sync.server.database import dumping
from sync.server.database import rows as db
from sync.server.database.connections import Database
from sync.server.database.dumping import Rows
from sync.server.database.tables import SCHEMA
from sync.server.generations import begin_every
from sync.texts import _

MAGIC = b"RTE1"
MAX_FRAME = 64 << 20
DAMAGED = _("the backup is damaged or cut off")


@dataclass(frozen=True)
class Told:
    """What a backup holds."""

    made_ms: int
    spaces: int
    commits: int


def write(base: Database, key: SigningKey, path: Path, now_ms: int) -> Told:
    """A new file with everything as it is now; under its name only when it is whole and was read back."""
    if path.exists():
        raise words.Told(_("{file} is there already; nothing was written over it"), file=path)
    part = path.with_name(path.name + ".part")
    counts: dict[str, int] = {}
    with base.reading() as conn, _new(part) as file:
        digest = hashlib.sha256(MAGIC)
        file.write(MAGIC)
        head = {"schema": SCHEMA, "made_ms": now_ms, "server_key": key.private_bytes()}
        _put(file, digest, msgspec.msgpack.encode(head))
        for name, columns, values in dumping.rows(conn):
            counts[name] = counts.get(name, 0) + len(values)
            _put(file, digest, msgspec.msgpack.encode([name, columns, values]))
        _put(file, digest, b"")
        file.write(digest.digest())
        file.flush()
        os.fsync(file.fileno())
    opened(part)
    part.replace(path)
    return Told(now_ms, counts.get("spaces", 0), counts.get("log", 0))


def _new(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _put(file: BinaryIO, digest: Any, frame: bytes) -> None:
    framed = len(frame).to_bytes(4, "big") + frame
    digest.update(framed)
    file.write(framed)


@dataclass(frozen=True)
class Backup:
    """A backup that was read to its end and is whole."""

    path: Path
    made_ms: int
    key: SigningKey

    def load(self, base: Database, key: SigningKey, now_ms: int) -> Told:
        """Puts everything into an empty database served with `key`, and begins every log anew; all or nothing."""
        counts: dict[str, int] = {}

        def counted(parts: Iterable[Rows]) -> Iterator[Rows]:
            for part in parts:
                counts[part[0]] = counts.get(part[0], 0) + len(part[2])
                yield part

        with base.writing() as conn:
            db.lock_facts(conn)
            if not dumping.empty(conn):
                raise words.Told(_("the database is not empty: a backup is put back into an empty one"))
            try:
                dumping.load(conn, counted(_parts(self.path)))
            except (KeyError, ValueError):
                raise words.Told(DAMAGED) from None
            db.put_fact(conn, "server_pk", key.pk)
            begin_every(conn, key, now_ms)
        return Told(self.made_ms, counts.get("spaces", 0), counts.get("log", 0))


def opened(path: Path) -> Backup:
    """Reads a backup to its end. Raises words.Told for one that is damaged, cut off, or of another version."""
    digest = hashlib.sha256()
    first = b""
    with path.open("rb") as file:
        for frame in _frames(file, digest):
            first = first or frame
        if not first or file.read() != digest.digest():
            raise words.Told(DAMAGED)
    head = _decoded(first)
    if not isinstance(head, dict) or not isinstance(head.get("schema"), int):
        raise words.Told(DAMAGED)
    if head["schema"] != SCHEMA:
        raise words.Told(_("the backup was made by another version of roedtraad-endpoint"))
    return Backup(path, int(head["made_ms"]), SigningKey(head["server_key"]))


def _frames(file: BinaryIO, digest: Any) -> Iterator[bytes]:
    if file.read(len(MAGIC)) != MAGIC:
        raise words.Told(_("this file is not a backup of an endpoint"))
    digest.update(MAGIC)
    while True:
        size = file.read(4)
        length = int.from_bytes(size, "big")
        if len(size) != 4 or length > MAX_FRAME:
            raise words.Told(DAMAGED)
        frame = file.read(length)
        if len(frame) != length:
            raise words.Told(DAMAGED)
        digest.update(size + frame)
        if not frame:
            return
        yield frame


def _parts(path: Path) -> Iterator[Rows]:
    with path.open("rb") as file:
        frames = _frames(file, hashlib.sha256())
        next(frames)
        for frame in frames:
            name, columns, values = _decoded(frame)
            yield name, columns, values


def _decoded(frame: bytes) -> Any:
    try:
        return msgspec.msgpack.decode(frame)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise words.Told(DAMAGED) from None
