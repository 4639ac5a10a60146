"""Exchanging the files of a data folder so that a kill at any moment leaves the old ones, or the new ones, never both.

What lay there is kept in `aside/`; nothing is deleted but a copy that was never finished. It opens no database.
"""

import shutil
from datetime import UTC, datetime
from pathlib import Path

from desktop import paths
from desktop.store.files import make_folder, told_plainly, write_whole

# The database goes first and the vault last: what is left when it is cut off is never taken for a folder to set up.
FILES = ("store.db", "store.db-wal", "store.db-shm", "vault")
INCOMING = ("store.db", "vault")
_ROOM, _PLAN, _ASIDE = "restoring", "plan", "aside"
_KEEP, _PUT = "keep", "put"


def room(folder: Path) -> Path:
    """An empty folder beside the store, in which what is to take its place is made ready."""
    finish(folder)
    place = folder / _ROOM
    make_folder(place)
    return place


def exchange(folder: Path, now_ms: int) -> str:
    """What stands in the room takes the place of what lies in the folder; the name of where that is kept."""
    return _begin(folder, now_ms, _PUT)


def put_aside(folder: Path, now_ms: int) -> str:
    """The folder's files are kept aside and nothing takes their place; the name of where they are kept."""
    room(folder)
    return _begin(folder, now_ms, _KEEP)


def under_way(folder: Path) -> bool:
    """Whether an exchange was begun and did not end; only its maker, or `finish`, may touch it."""
    with told_plainly():
        return (folder / _ROOM).is_dir()


def finish(folder: Path) -> None:
    """Ends an exchange that was cut off: carried out if it was decided, else as if it had never begun.

    The caller holds the store's lock.
    """
    place = folder / _ROOM
    with told_plainly():
        if not place.is_dir():
            return
        try:
            what, aside = (place / _PLAN).read_text(encoding="ascii").split()
        except (FileNotFoundError, ValueError):
            shutil.rmtree(place)
            return
    _carry_out(folder, what, aside)


def _begin(folder: Path, now_ms: int, what: str) -> str:
    day = f"{datetime.fromtimestamp(now_ms / 1000, UTC):%Y%m%dT%H%M%SZ}"
    aside, n = day, 1
    while (folder / _ASIDE / aside).exists():
        n += 1
        aside = f"{day}-{n}"
    make_folder(folder / _ASIDE)
    write_whole(folder / _ROOM / _PLAN, f"{what} {aside}\n".encode())
    _carry_out(folder, what, aside)
    return f"{_ASIDE}/{aside}"


def _carry_out(folder: Path, what: str, aside: str) -> None:
    place, kept = folder / _ROOM, folder / _ASIDE / aside
    incoming = INCOMING if what == _PUT else ()
    with told_plainly():
        if all((place / name).exists() for name in incoming):
            # Nothing has come in yet, so what lies in the folder is what was there before.
            make_folder(kept)
            for name in FILES:
                if (folder / name).exists():
                    paths.replace(folder / name, kept / name)
            paths.sync(kept)
            paths.sync(folder)
        for name in incoming:
            if (place / name).exists():
                paths.replace(place / name, folder / name)
        paths.sync(folder)
        (place / _PLAN).unlink()
        shutil.rmtree(place)
