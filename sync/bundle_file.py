"""A bundle as a file: written beside its name, made durable, renamed and read back; opened in either form.

It makes no threads and asks no clock; who may read what is inside it does not know.
"""

import contextlib
import hashlib
import os
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

from sync.bundle import MAGIC, Manifest
from sync.bundle_reading import NOT_A_BUNDLE, Bundle
from sync.bundle_writing import Signed, ended, writing
from sync.crypto import sealed_file
from sync.crypto.keys import DeviceKeys
from sync.errors import Malformed, Refused

PART = ".part"
PIECE = 1 << 20
Recipients = Iterable[tuple[bytes, bytes]]


class NotReadBack(Refused):
    """What lies on the disk is not what was written; the file was removed."""


def saving(
    path: Path, items: Iterable[bytes], signed: Signed, recipients: Recipients = ()
) -> Generator[int, None, Manifest]:
    """Writes a bundle to a new file, a segment at a step, sealed to (device, receiving key) pairs where there are any.

    Closed before its end it leaves nothing. Raises FileExistsError, other OSError, Refused where it is too large, and
    NotReadBack.
    """
    if path.exists():
        raise FileExistsError(path)
    to = tuple(recipients)
    part = path.with_name(path.name + PART)
    try:
        with TemporaryFile(dir=path.parent) as spool, _open_new(part) as file:
            out = _Hashing(file)
            if to:
                with TemporaryFile(dir=path.parent) as plain:
                    manifest = yield from writing(plain, spool, items, signed)
                    plain.seek(0)
                    sealed_file.seal(out, plain, manifest.org, to)
            else:
                manifest = yield from writing(out, spool, items, signed)
            file.flush()
            os.fsync(file.fileno())
        _rename(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    if _hash_of(path) != out.hash.digest():
        path.unlink()
        raise NotReadBack("file does not read back")
    return manifest


def save(path: Path, items: Iterable[bytes], signed: Signed, recipients: Recipients = ()) -> Manifest:
    """The same in one step."""
    return ended(saving(path, items, signed, recipients))


@contextlib.contextmanager
def opened(path: Path, keys: DeviceKeys | None = None) -> Iterator[Bundle]:
    """The bundle in a file; a sealed one is opened with `keys`.

    Raises OSError; Malformed, Unknown; Refused where it is sealed, and not for this device.
    """
    with path.open("rb") as file:
        if not is_sealed(file):
            yield Bundle(file)
        elif keys is None:
            raise Refused("sealed")
        else:
            file.read(len(sealed_file.MAGIC))
            yield Bundle(sealed_file.Opened(file, keys))


def is_sealed(file: BinaryIO) -> bool:
    """Whether the file is in the sealed form; it stands at its beginning afterwards. Raises Malformed for neither."""
    magic = file.read(4)
    file.seek(0)
    if magic not in (MAGIC, sealed_file.MAGIC):
        raise Malformed(NOT_A_BUNDLE)
    return magic == sealed_file.MAGIC


class _Hashing:
    """A file that knows the hash of what was written to it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.hash = hashlib.sha256()

    def write(self, data: bytes, /) -> int:
        """Writes on."""
        self.hash.update(data)
        return self._file.write(data)


def _open_new(part: Path) -> BinaryIO:
    # A part that was left by a crash is written over: nobody takes it for a bundle.
    return os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _rename(part: Path, path: Path) -> None:
    part.replace(path)
    # Windows cannot open a folder, and some sticks cannot sync one.
    with contextlib.suppress(OSError):
        handle = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _hash_of(path: Path) -> bytes:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            found.update(piece)
    return found.digest()
