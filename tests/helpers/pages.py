"""What is really in the files of a store: every page of the database and of its write-ahead log, decrypted.

SQLCipher 4 with a raw key: AES-256-CBC, of each page of 4,096 bytes the last 80 hold its IV (16) and HMAC (64); the
first page begins with the salt.
"""

from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE, RESERVED, SALT = 4096, 80, 16
_WAL_HEAD, _FRAME_HEAD = 32, 24


def plain(path: Path, key: bytes) -> bytes:
    """Everything in a database file and beside it, free pages and old frames of the log too."""
    wal = path.with_name(path.name + "-wal")
    found = [_opened(page, key, SALT if n == 0 else 0) for n, page in enumerate(_pages(path.read_bytes(), 0, 0))]
    if wal.exists():
        found += [_opened(page, key, 0) for page in _pages(wal.read_bytes(), _WAL_HEAD, _FRAME_HEAD)]
    return b"".join(found)


def _pages(data: bytes, head: int, before: int) -> Iterator[bytes]:
    for start in range(head, len(data) - before - PAGE + 1, before + PAGE):
        yield data[start + before : start + before + PAGE]


def _opened(page: bytes, key: bytes, skipped: int) -> bytes:
    iv = page[-RESERVED : -RESERVED + 16]
    opener = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    return opener.update(page[skipped:-RESERVED]) + opener.finalize()
