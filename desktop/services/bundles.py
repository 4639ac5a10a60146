"""Bundles on this pc: saved to a stick, looked through, read in; each as work in steps that can be stopped.

Threads are the window's; what travels is `sync.client.packing` and `sync.client.unpacking`.
"""

from collections.abc import Generator, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from desktop.domain.collation import da_key
from desktop.services import chosen_files
from desktop.services.bundle_receivers import Receiver, receivers
from desktop.services.bundle_words import BrokenOff, CannotRead, CannotWrite, Preview, plainly, preview_of
from desktop.services.clock import Clock
from desktop.services.desk import asking
from desktop.services.engine import OnWriter, round_of
from desktop.services.errors import AppError, NotAllowed, told
from desktop.services.machine import Machine
from desktop.services.session import Names
from desktop.services.spaces import Spaces
from desktop.services.syncing import Syncing
from desktop.store.records import Records
from desktop.texts import Message, Texts, _
from sync import bundle_file
from sync.bundle import EXCHANGE, PROVISION, RECEIPT, Manifest
from sync.bundle_reading import Bundle
from sync.client import unpacking
from sync.client.carried import Carrying
from sync.client.packing import Packing, Wish
from sync.client.rounds import Round
from sync.client.surveying import Survey, Surveyor
from sync.client.transport import Transport
from sync.clock import Hlc

SUFFIX = ".roedtraad"
DAY_MS = 86_400_000
GOOD_FOR_DAYS = 30
T = TypeVar("T")


@dataclass(frozen=True)
class Saved:
    """A bundle that was written and read back."""

    path: Path
    changes: int
    keys: int
    keyless: tuple[bytes, ...]
    """Spaces whose key the receiver needs, and this pc does not have."""
    holders: tuple[tuple[str, ...], ...]
    """For each of those the colleagues who can hand it on."""
    manifest: Manifest


@dataclass(frozen=True)
class Looked:
    """A file that was looked through: what reading it in will do, or did."""

    path: Path
    seen: Survey
    preview: Preview


class Work(Generic[T]):
    """A piece of work in steps. `stop` may be called at any time; what was begun is then taken back or left whole."""

    def __init__(self, steps: Generator[int, None, T], total: int, failed: type[AppError]) -> None:
        self._steps, self.total, self._failed = steps, max(1, total), failed
        self.done = 0
        self.result: T | None = None
        self._ended = False

    def step(self) -> bool:
        """Does a step; whether there are more."""
        if self._ended:
            return False
        with told(), plainly(self._failed):
            try:
                self.done = min(self.total, max(self.done, next(self._steps)))
            except StopIteration as end:
                self.result, self.done, self._ended = end.value, self.total, True
                return False
            return True

    def stop(self) -> None:
        """No further step."""
        self._ended = True
        self._steps.close()

    def end(self) -> T:
        """All the steps there are; what they come to."""
        while self.step():
            pass
        if self.result is None:
            raise AppError
        return self.result


class Bundles:
    """What an enrolled pc saves and reads in."""

    def __init__(
        self,
        machine: Machine,
        clock: Clock,
        hlc: Hlc,
        on_writer: OnWriter,
        syncing: Syncing,
        names: Names,
        records: Records,
        spaces: Spaces,
        texts: Texts,
    ) -> None:
        self._machine, self._clock, self._hlc, self._on_writer = machine, clock, hlc, on_writer
        self._me = machine.keys.device_id
        self._syncing, self._names, self._records = syncing, names, records
        self._spaces, self._texts = spaces, texts

    def name(self) -> str:
        """A file name for today, without a name of a person or place in it."""
        return f"roedtraad-{self._clock.now():%Y-%m-%d-%H%M}{SUFFIX}"

    @told()
    def save(
        self, path: Path, *, own: bool = False, devices: tuple[bytes, ...] = (), days: int = GOOD_FOR_DAYS
    ) -> Work[Saved]:
        """Saves all that this pc has, or with `own` only beats and what it could not send.

        For `devices` alone the file is closed to everybody else, and holds the keys that they need.
        """
        purpose = RECEIPT if own else PROVISION if devices else EXCHANGE
        expires_ms = self._clock.now_ms() + days * DAY_MS if days else 0
        packing = Packing(self._round(), Wish(purpose, expires_ms, devices))
        roster = self._machine.control.roster()
        recipients = []
        for device in devices:
            known = roster.device(device)
            if known is None:
                raise CannotWrite
            recipients.append((device, known.kem_pk))
        return Work(self._saving(path, packing, recipients), 0 if own else self._size(), CannotWrite)

    @told()
    def carry(self, path: Path, transport: Transport, days: int = GOOD_FOR_DAYS) -> Work[Saved]:
        """Saves what the municipality's server has, straight from it, for a carrier: nothing of it is kept here.

        Raises NotAllowed where this pc fetches for nobody else, and Unreachable from its steps.
        """
        control, user = self._machine.control, self._machine.identity.user
        if not control.roster().is_carrier(user) and not control.roster().is_admin(user):
            raise NotAllowed(Message(_("Only a carrier or an administrator fetches for others.")))
        expires_ms = self._clock.now_ms() + days * DAY_MS if days else 0
        packing = Carrying(transport, control, self._machine.keys, self._clock.now_ms, expires_ms)
        return Work(asking(self._saving(path, packing, [])), 0, CannotWrite)

    def _size(self) -> int:
        """About how many things there are to pack."""
        journal = self._machine.journal
        cursors = [journal.cursor(space) for space in self._machine.control.roster().spaces_of(self._me)]
        return journal.control_length() + sum(cursor.seq for cursor in cursors if cursor is not None)

    def _saving(
        self, path: Path, packing: Packing | Carrying, recipients: list[tuple[bytes, bytes]]
    ) -> Generator[int, None, Saved]:
        packed = 0

        def items() -> Iterator[bytes]:
            nonlocal packed
            for item in packing.items():
                packed += 1
                yield item

        steps = bundle_file.saving(path, items(), packing.signed, recipients)
        with closing(steps):
            while True:
                try:
                    next(steps)
                except StopIteration as end:
                    made: Manifest = end.value
                    break
                yield packed
        changes = sum(given.loose + (given.last - given.first + 1 if given.first else 0) for given in made.given)
        holders = tuple(self.who_has_key(space) for space in packing.keyless)
        return Saved(path, changes, packing.boxes, tuple(packing.keyless), holders, made)

    @told()
    def look(self, path: Path) -> Work[Looked]:
        """Looks a file through; nothing is changed. Raises CannotOpen, CannotRead."""
        with ExitStack() as stack:
            with plainly(CannotRead), chosen_files.opening(path):
                bundle = stack.enter_context(bundle_file.opened(path, self._machine.keys))
                steps = self._looking(path, Surveyor(self._round(), bundle))
            return Work(_held(steps, stack.pop_all()), len(bundle.manifest.segments), CannotRead)

    def _looking(self, path: Path, surveyor: Surveyor) -> Generator[int, None, Looked]:
        seen = yield from surveyor.steps()
        return Looked(path, seen, self.preview(seen))

    @told()
    def take(self, looked: Looked) -> Work[Looked]:
        """Reads a file in that was looked through. Raises CannotOpen, CannotRead."""
        with ExitStack() as stack:
            with plainly(CannotRead), chosen_files.opening(looked.path):
                bundle = stack.enter_context(bundle_file.opened(looked.path, self._machine.keys))
            if bundle.manifest != looked.seen.manifest:
                raise CannotRead  # another file lies under the name since
            return Work(_held(self._taking(looked, bundle), stack.pop_all()), len(bundle.manifest.segments), BrokenOff)

    def _taking(self, looked: Looked, bundle: Bundle) -> Generator[int, None, Looked]:
        round_ = self._round()
        for number in unpacking.taking_in(round_, looked.seen, bundle):
            self._syncing.came(round_.take_events())
            yield number
        self._syncing.came(round_.take_events())
        self._syncing.nudge()
        return looked

    @told()
    def receivers(self) -> tuple[Receiver, ...]:
        """The pc's that a file can be closed for; (R)."""
        return receivers(self._machine, self._names, self._records)

    def who_has_key(self, space: bytes) -> tuple[str, ...]:
        """The colleagues who can hand on the key of a space; (R)."""
        roster = self._machine.control.roster()
        users = set(roster.admins) if space == roster.org else set(map(roster.user_of, roster.devices_entitled(space)))
        others = (self._names.user(user) for user in users if user and user != self._machine.identity.user)
        return tuple(sorted(others, key=da_key))

    def preview(self, survey: Survey) -> Preview:
        """A survey in words; (R)."""
        with told():
            named = self._spaces.names()
            named[self._machine.identity.org] = self._texts(_("The municipality"))
            other = self._texts(_("a shared space whose name has not come yet"))
            roster = self._machine.control.roster()
            return preview_of(survey, roster, self._names.user, lambda space: named.get(space, other))

    def _round(self) -> Round:
        return round_of(self._machine, self._clock, self._hlc, self._on_writer)


def _held(steps: Generator[int, None, T], stack: ExitStack) -> Generator[int, None, T]:
    """The steps, with the file open as long as they go on."""
    with stack:
        return (yield from steps)
