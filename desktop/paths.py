"""Where things lie in a data folder, and how a file gets there whole; knows names of files, not what is in them."""

import contextlib
import errno
import os
import secrets
import time
from pathlib import Path

import platformdirs


def default_data() -> Path:
    """The folder of this person's data when none is given."""
    return Path(platformdirs.user_data_dir("roedtraad", appauthor=False))


def prepare(folder: Path) -> Path:
    """Makes `folder` for its owner alone and returns it; raises OSError when it cannot be made or closed to others.

    One that was there and holds no key file keeps its rights: the name may have been mistyped.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_mode & 0o077 and vault(folder).exists():
        folder.chmod(0o700)
    return folder


def probe(folder: Path) -> None:
    """Raises OSError where `folder` cannot be written. A full disk is no reason: what is in it can still be read."""
    written = folder / ".writable"
    try:
        written.touch(mode=0o600)
        written.unlink()
    except OSError as problem:
        if problem.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise


def write_private(path: Path, data: bytes) -> Path:
    """Writes `data` durably, for its owner alone: after a crash the file holds the old bytes or the new ones."""
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        replace(part, path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    sync(path.parent)
    return path


def replace(part: Path, path: Path) -> None:
    """Renames a file or folder, in place of what has the name."""
    # On Windows a virus scanner may hold the file for a moment.
    for pause in (0.01, 0.02, 0.05, 0.1, 0.2):
        try:
            part.replace(path)
        except PermissionError:
            time.sleep(pause)
        else:
            return
    part.replace(path)


def sync(path: Path) -> None:
    """What was written to a file, or renamed in a folder, is on the disk."""
    # Windows cannot open a folder, and needs no fsync of it; a file it flushes only through a handle that may write.
    with contextlib.suppress(PermissionError):
        handle = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def vault(folder: Path) -> Path:
    """The key file; a folder that has one is set up, or nearly."""
    return folder / "vault"


def preferences(folder: Path) -> Path:
    """The settings that are needed before unlocking: colour, text size, language."""
    return folder / "settings.toml"
