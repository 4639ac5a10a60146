"""Where things lie in a data folder; knows names of files, not what is in them."""

import errno
from pathlib import Path

import platformdirs


def default_data() -> Path:
    """The folder of this person's data when none is given."""
    return Path(platformdirs.user_data_dir("roedtraad", appauthor=False))


def prepare(folder: Path) -> Path:
    """Makes `folder` for its owner alone and returns it; raises OSError when it cannot be made or closed to others.

    A folder with other people's things in it keeps its rights: the name may have been mistyped.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_mode & 0o077 and ((folder / "vault").exists() or not any(folder.iterdir())):
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
    """Writes `data` so that only its owner can read it, whole or not at all."""
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    part.write_bytes(data)
    part.replace(path)
    return path


def preferences(folder: Path) -> Path:
    """The settings that are needed before unlocking: colour, text size, language."""
    return folder / "settings.toml"
