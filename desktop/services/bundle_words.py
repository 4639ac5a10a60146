"""What a bundle holds, in a person's words: whose it is, what is new, from whom, what is missing, what is wrong."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from desktop.domain.collation import da_key
from desktop.services.clock import from_ms
from desktop.services.errors import AppError
from desktop.texts import Message, _, plural
from sync import bundle_file
from sync.bundle import ENDPOINT
from sync.client.surveying import Survey
from sync.control import Roster
from sync.errors import Held, SyncError, Unknown
from sync.log import JournalFull


class CannotRead(AppError):
    """The file is no bundle, or not one for this pc."""

    kind = "bundle_unreadable"
    title = Message(_("The file cannot be read in"))
    sentence = Message(_("It is not a file from Rød Tråd, or it was damaged on the way. Nothing was changed."))


class BrokenOff(CannotRead):
    """The disk or the stick ended in the middle of the reading in: what came before that stands."""

    title = Message(_("The file was not read to its end"))
    sentence = Message(
        _(
            "The disk or the USB stick does not answer any more. What was read in is kept, and nothing is doubled:"
            " put the stick in again, and read the file in once more."
        )
    )


class CannotWrite(AppError):
    """The stick takes no more, is gone, or may not be written to."""

    kind = "bundle_unwritable"
    title = Message(_("The file could not be saved"))
    sentence = Message(
        _("Is the USB stick full, closed to writing, or taken out? Nothing on this pc was changed; try another.")
    )


OTHERS = Message(_("It is closed, and only another pc can open it. Nothing was changed."))
AWAY = Message(
    _("The disk or the USB stick does not answer any more. Nothing was changed: put the stick in, and try again.")
)
FOREIGN = Message(_("It comes from another municipality's Rød Tråd. Nothing was changed."))
NEWER = Message(_("A newer version of Rød Tråd made it. Update the program, and read it in then."))
THERE = Message(_("A file of that name is there already. Choose another name; nothing was written over."))
REASONS: Mapping[str, Message] = {
    "sealed": OTHERS,
    "sealed for other devices": OTHERS,
    "another organisation": FOREIGN,
}


@dataclass(frozen=True)
class FromWhom:
    """A colleague, and how many new changes are by him or her."""

    name: str
    changes: int


@dataclass(frozen=True)
class InSpace:
    """What is in it for one space."""

    name: str
    fresh: int
    known: int
    missing: int
    keys: int


@dataclass(frozen=True)
class Preview:
    """What reading a bundle in will do, or did."""

    maker: str
    """The colleague who made it; "" for the municipality's server or somebody unknown."""
    of_server: bool
    verified: bool
    made: datetime
    newest: datetime | None
    """When the municipality's server got the newest of what is new; None where it never saw any of it."""
    spaces: tuple[InSpace, ...]
    people: tuple[FromWhom, ...]
    others: int
    """Spaces that this pc does not read."""
    warnings: tuple[Message, ...]

    @property
    def fresh(self) -> int:
        """Changes that are not here yet."""
        return sum(space.fresh for space in self.spaces)

    @property
    def known(self) -> int:
        """Changes that are here already."""
        return sum(space.known for space in self.spaces)

    @property
    def missing(self) -> int:
        """Changes that come after one that is neither here nor in the file."""
        return sum(space.missing for space in self.spaces)

    @property
    def keys(self) -> int:
        """Keys for this pc."""
        return sum(space.keys for space in self.spaces)


def preview_of(
    survey: Survey, roster: Roster, user_name: Callable[[bytes], str], space_name: Callable[[bytes], str]
) -> Preview:
    """A survey in words. `roster` is of this pc; names are of opaque ids."""
    usable = [found for found in survey.spaces.values() if found.usable]
    people: Counter[bytes] = Counter()
    for found in usable:
        for device, count in found.from_devices.items():
            people[roster.user_of(device) or b""] += count
    manifest = survey.manifest
    maker = roster.user_of(manifest.maker)
    newest = max((found.newest_ms for found in usable), default=0)
    return Preview(
        maker=user_name(maker) if survey.maker == "device" and maker else "",
        of_server=manifest.maker == ENDPOINT,
        verified=bool(survey.maker),
        made=from_ms(manifest.made_ms),
        newest=from_ms(newest) if newest else None,
        spaces=tuple(
            InSpace(space_name(found.space), found.fresh, found.known, found.missing, len(found.boxes))
            for found in sorted(usable, key=lambda each: da_key(space_name(each.space)))
        ),
        people=tuple(FromWhom(user_name(user), count) for user, count in people.most_common()),
        others=sum(1 for found in survey.spaces.values() if not found.usable),
        warnings=tuple(_warnings(survey)),
    )


def _warnings(survey: Survey) -> list[Message]:
    said: list[Message] = []
    damaged = sum(1 for fault in survey.faults if fault.number)
    if damaged:
        said.append(
            plural(
                _("{n} of {of} parts of the file is damaged or missing. The rest can be read in."),
                _("{n} of {of} parts of the file are damaged or missing. The rest can be read in."),
                damaged,
                of=len(survey.manifest.segments),
            )
        )
    elif survey.faults:
        said.append(Message(_("The end of the file is missing. What is there can be read in.")))
    if survey.forked:
        said.append(
            Message(
                _(
                    "The municipality's server signed something else for others than for this pc. Sync stops when the"
                    " file is read in; your own work goes on. Tell your administrator."
                )
            )
        )
    if survey.expired:
        said.append(Message(_("It is older than the one who made it meant it to be used. That harms nothing.")))
    if not survey.maker:
        said.append(Message(_("Who made the file cannot be verified. Each change in it is verified by itself.")))
    if survey.newer:
        said.append(Message(_("Some of it is of a newer version of Rød Tråd. Update the program to read it.")))
    odd = survey.malformed + sum(found.unreadable for found in survey.spaces.values())
    if odd:
        said.append(
            plural(
                _("{n} thing in it makes no sense and is left out."),
                _("{n} things in it make no sense and are left out."),
                odd,
            )
        )
    return said


@contextmanager
def plainly(failed: type[AppError]) -> Iterator[None]:
    """Turns what the file, its form or the disk said into a sentence; `failed` where the disk said it."""
    try:
        yield
    except FileExistsError as problem:
        raise CannotWrite(THERE) from problem
    except (OSError, bundle_file.NotReadBack) as problem:
        raise (CannotRead(AWAY) if failed is CannotRead else failed()) from problem
    except (JournalFull, Held):
        raise
    except Unknown as problem:
        raise CannotRead(NEWER) from problem
    except SyncError as problem:
        raise CannotRead(REASONS.get(problem.reason)) from problem
