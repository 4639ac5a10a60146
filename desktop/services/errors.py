"""What can go wrong in a service, each with a title and a sentence for people; never record content.

AppError
├── Opening: WrongPassphrase · MustWait · NoStore · AlreadyOpen · StoreTrouble (what the store said, in its words)
├── Open: Damaged (found by the check; `cut_off` is its sentence after a crash)
├── Saving: Invalid · NotFound · NotAllowed · Approved · Settled · NoRoom · CannotUndo · NoSpace
└── Enrolment: WeakPassphrase · WrongWords · BadFile · NotYet · Overtaken · FolderInUse · Refused · Unreachable
"""

from collections.abc import Iterator
from contextlib import contextmanager

from desktop.services.refusal_words import in_words
from desktop.services.values import Problem
from desktop.store import errors as store
from desktop.texts import Message, _, plural
from sync.errors import Held
from sync.log import JournalFull


class AppError(Exception):
    """Something a person must be told; `kind` is for programs, title and sentence are for people."""

    kind = "error"
    title = Message(_("Something went wrong"))
    sentence = Message(_("Nothing you have written is lost. Try again."))

    def __init__(self, sentence: Message | None = None) -> None:
        super().__init__(self.kind)
        if sentence is not None:
            self.sentence = sentence


class StoreTrouble(AppError):
    """The store could not do it, in the store's own words."""

    def __init__(self, problem: store.StoreError) -> None:
        self.kind, self.title = problem.kind, problem.title
        super().__init__(problem.sentence)


class Tried(StoreTrouble):
    """`tries` wrong passphrases in a row; `wait_s` seconds until the next one is tried."""

    def __init__(self, problem: store.Tried) -> None:
        self.tries, self.wait_s = problem.tries, problem.wait
        super().__init__(problem)


class WrongPassphrase(Tried):
    """The passphrase was tried, and opens nothing here."""


class MustWait(Tried):
    """The passphrase was not tried: it is too early."""


class NoStore(StoreTrouble):
    """The folder holds no finished vault."""


class AlreadyOpen(StoreTrouble):
    """Another Rød Tråd has this folder open."""


class NoRoom(StoreTrouble):
    """The disk is full; the change was rolled back whole."""


class Damaged(AppError):
    """The store is open, and yet a part of it cannot be read."""

    kind = "damaged"
    title = Message(_("The notes on this pc are damaged"))
    sentence = Message(
        _(
            "A part of what is kept here cannot be read any more."
            " What was sent is safe at the municipality's server. Stop writing here and ask for help."
        )
    )
    cut_off = Message(
        _(
            "The pc stopped while Rød Tråd was open, and a part of what is kept here cannot be read any more."
            " What was sent is safe at the municipality's server. Stop writing here and ask for help."
        )
    )


class Invalid(AppError):
    """Something must be filled in or mended first; each problem names its field."""

    kind = "invalid"
    title = Message(_("Not saved yet"))
    sentence = Message(_("Look at the fields that are marked."))

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__()


class NotFound(AppError):
    """No such record here."""

    kind = "not_found"
    title = Message(_("It is not here"))
    sentence = Message(_("It is in a place you have no access to, or it has not reached this pc yet."))


class NotAllowed(AppError):
    """The person's role does not allow the act."""

    kind = "not_allowed"
    title = Message(_("You cannot do that here"))
    sentence = Message(_("You can read here, but not write. Ask the administrator if that is wrong."))


class Approved(AppError):
    """An approved record takes additions, and no other change."""

    kind = "approved"
    title = Message(_("The note is approved"))
    sentence = Message(_("An approved note cannot be corrected, it can only have an addition."))


class Settled(AppError):
    """What was to be chosen between stands against nothing any more, or was written over since."""

    kind = "settled"
    title = Message(_("It has been settled meanwhile"))
    sentence = Message(_("Somebody has written or chosen since you opened it. Every text is in its history."))


class NoSpace(AppError):
    """No space can be written yet: the pc has no key."""

    kind = "no_space"
    title = Message(_("This pc has no access yet"))
    sentence = Message(
        _("What you write is kept as a draft. You can save it as soon as a colleague has let this pc in.")
    )


class CannotUndo(AppError):
    """The change was followed by another, or cannot be taken back."""

    kind = "cannot_undo"
    title = Message(_("It cannot be undone"))
    sentence = Message(_("It has been changed since. Open it and correct it there; everything is in its history."))


class WeakPassphrase(AppError):
    """Too short, too common, or a demo passphrase outside the demo."""

    kind = "weak_passphrase"
    title = Message(_("The passphrase is too weak"))
    sentence = Message(_("Use at least 12 characters, for example four words that have nothing to do with each other."))


class WrongWords(AppError):
    """The six words typed do not belong to what came."""

    kind = "wrong_words"
    title = Message(_("The check words do not match"))
    sentence = Message(
        _("Nothing was let in. Hear the six words again from the colleague; if they still differ, stop and call IT.")
    )


class BadFile(AppError):
    """A file that is not what is asked for; `name` is the file's name, or what it was meant to be."""

    kind = "bad_file"
    title = Message(_("The file cannot be used"))

    def __init__(self, name: str | Message) -> None:
        super().__init__(Message(_WRONG_KIND, {"name": name}))


class NotYet(AppError):
    """A step that must be taken first, or was taken already."""

    kind = "not_yet"
    title = Message(_("It cannot be done now"))


class Overtaken(AppError):
    """`changes` control ops came before one that was signed; it was not posted."""

    kind = "overtaken"
    title = Message(_("Somebody else came first"))

    def __init__(self, changes: int) -> None:
        self.changes = changes
        super().__init__(
            plural(
                _("Nothing was changed by you: {n} other change came first. Look at it, and do it again."),
                _("Nothing was changed by you: {n} other changes came first. Look at them, and do it again."),
                changes,
            )
        )


class FolderInUse(AppError):
    """The folder already holds a pc's keys."""

    kind = "folder_in_use"
    title = Message(_("The folder is already in use"))
    sentence = Message(_("It already holds a Rød Tråd. Choose an empty folder; nothing was changed."))


class Unreachable(AppError):
    """The municipality's server does not answer."""

    kind = "unreachable"
    title = Message(_("The municipality's server does not answer"))
    # Not »nothing was changed«: an answer that is lost on its way back was an answer.
    sentence = Message(_("Nothing is lost. Try again when there is a connection."))


class Refused(AppError):
    """The municipality's server, or the rules of the organisation, said no; `reason` is a machine phrase."""

    kind = "refused"
    title = Message(_("It was refused"))

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(Message(_("The reason given: {reason}. Nothing was changed."), {"reason": in_words(reason)}))


_WRONG_KIND = _(
    "{name} is not the right kind of file, or it was changed on the way. Nothing was changed."
    " Choose another file, or have it sent anew."
)
_TOLD: tuple[tuple[type[store.StoreError], type[AppError]], ...] = (
    (store.WrongPassphrase, WrongPassphrase),
    (store.MustWait, MustWait),
    (store.VaultMissing, NoStore),
    (store.StoreMissing, NoStore),
    (store.AlreadyOpen, AlreadyOpen),
    (store.DiskFull, NoRoom),
)


@contextmanager
def told() -> Iterator[None]:
    """Lets nothing of the store out but as an AppError; also a decorator of methods."""
    try:
        yield
    except store.StoreError as problem:
        for theirs, ours in _TOLD:
            if isinstance(problem, theirs):
                raise ours(problem) from problem  # type: ignore[arg-type]  # the table pairs them
        raise StoreTrouble(problem) from problem
    except JournalFull as problem:
        raise NoRoom(store.DiskFull()) from problem
    except Held as problem:
        raise NoSpace from problem
