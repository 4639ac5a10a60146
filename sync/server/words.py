"""What went wrong at the endpoint, for the person who runs it: reasons of `sync` and of the system as sentences."""

import errno

from sync.errors import Refused, SyncError
from sync.texts import Message, Texts, _, preferred

REASONS = frozenset(
    {
        _("endpoint is busy"),
        _("endpoint is full"),
        _("endpoint has no database"),
        _("made by a newer version"),
        _("not a bundle"),
        _("manifest is damaged"),
        _("manifest is cut off"),
        _("newer bundle version"),
        _("purpose of a newer version"),
        _("sealed"),
        _("file does not read back"),
        _("too much for one bundle"),
        _("log changed under the export"),
        _("unknown organisation"),
        _("unknown space"),
        _("bad beat"),
        _("bad key box"),
        _("cut off"),
        _("damaged"),
    }
)
"""What a person may meet who did nothing odd. The others are told as they are."""
SYSTEM = {
    errno.EACCES: _("permission denied"),
    errno.EPERM: _("permission denied"),
    errno.EROFS: _("it can only be read"),
    errno.ENOENT: _("there is no such file or folder"),
    errno.ENOTDIR: _("a folder in its name is a file"),
    errno.EISDIR: _("it is a folder"),
    errno.EEXIST: _("it is there already"),
    errno.ENOSPC: _("the disk is full"),
    errno.EADDRINUSE: _("another program uses it"),
    errno.EADDRNOTAVAIL: _("this machine has no such address"),
}

AS_IT_IS = "{said}"


class Told(Refused):
    """A refusal with values in it, told in the language of whoever runs the endpoint."""

    def __init__(self, msgid: str, **values: object) -> None:
        self.told = Message(msgid, values)
        super().__init__(Texts("en")(self.told))


def texts() -> Texts:
    """The endpoint's words in the language of its environment."""
    return Texts(preferred())


def reason(problem: SyncError | str) -> Message:
    """What `sync` refused, as a sentence."""
    if isinstance(problem, Told):
        return problem.told
    said = problem if isinstance(problem, str) else problem.reason
    return Message(said) if said in REASONS else Message(AS_IT_IS, {"said": said})


def system(problem: OSError) -> Message:
    """What the operating system said."""
    known = SYSTEM.get(problem.errno or 0)
    return Message(known) if known else Message(AS_IT_IS, {"said": problem.strerror or type(problem).__name__})
