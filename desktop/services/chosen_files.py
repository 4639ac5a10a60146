"""A file that a person chose, or one that lies on a stick: its bytes, or what hindered opening it, in a sentence.

What is in the file is the caller's matter: a file of the wrong kind was opened.
"""

import errno
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop.services.errors import AppError
from desktop.texts import Message, _

GONE = _("{name} is not there. Is the USB stick in, and the name right? Nothing was changed. Choose the file again.")
FOLDER = _("{name} is a folder. Nothing was changed. Open the folder, and choose the file in it.")
NO_FILE = _("{name} is no file that can be read. Nothing was changed. Choose another.")
SHUT = _(
    "{name} may not be opened, or another program holds it. Nothing was changed."
    " Close it there, or copy the file to a folder of your own and choose the copy."
)
BROKEN = _(
    "{name} could not be read to its end: the disk or the USB stick does not answer. Nothing was changed."
    " Take the stick out, put it in again and try once more, or have the file sent anew."
)
_TOLD = {
    **dict.fromkeys((errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.ENOTDIR, errno.ENOTCONN), GONE),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EBUSY), SHUT),
    errno.EISDIR: FOLDER,
}


class CannotOpen(AppError):
    """A file that was not opened, or not to its end: nothing is known of what is in it."""

    kind = "cannot_open"
    title = Message(_("The file could not be opened"))


def read(path: Path, most: int) -> bytes:
    """What is in the file, of a longer one `most` bytes and one. Raises CannotOpen."""
    with opening(path), path.open("rb") as file:
        return file.read(most + 1)


@contextmanager
def opening(path: Path) -> Iterator[None]:
    """What the system says while the file is opened and read is a sentence. Raises CannotOpen."""
    try:
        # a pipe would be waited for, and a device has no end
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            raise CannotOpen(Message(FOLDER if stat.S_ISDIR(mode) else NO_FILE, {"name": _called(path)}))
        yield
    except OSError as problem:
        raise CannotOpen(why(_called(path), problem)) from problem


def why(name: str, problem: OSError) -> Message:
    """What happened to the file of that name, what is safe and what to do."""
    return Message(_TOLD.get(problem.errno or 0, BROKEN), {"name": name})


def _called(path: Path) -> str:
    """Its name without its folder, which is long and may hold a person's name."""
    return path.name or str(path)
