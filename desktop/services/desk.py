"""Signs control ops and hands them to the endpoint, again when another came first; makes keys and boxes.

Knows the rules' words only as refusals: who may sign what is `sync.control`'s matter, here and at the endpoint.
"""

import itertools
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeAlias, TypeVar, cast

from desktop.services import ending
from desktop.services.clock import Clock
from desktop.services.engine import engine_of, run_here, stamps
from desktop.services.errors import Overtaken, Refused, Unreachable, told
from desktop.services.health import Health
from desktop.services.machine import Machine
from desktop.services.settings import Settings
from desktop.services.sync_status import LAST_CONTACT
from desktop.store import settings as kept_settings
from sync.client import calls, rotation, sealing
from sync.client.boxes import make_keybox
from sync.client.cuts import Chains
from sync.client.erased import Outstanding, outstanding
from sync.client.headers import listed
from sync.client.transport import Transport
from sync.client.transport import Unreachable as NoAnswer
from sync.control import HEAD_MOVED, Device, Op, Roster, build_op
from sync.control_bodies import Body
from sync.control_ops import cosign
from sync.crypto.keys import SigningKey
from sync.errors import SyncError
from sync.log_keys import MadeEpoch

Agree: TypeAlias = Callable[[tuple[Op, ...]], bool]
"""Is shown the ops that came first; whether to sign all the same."""
TRIES = 5
T = TypeVar("T")


@contextmanager
def asked() -> Iterator[None]:
    """Lets nothing of the network or the rules out but as an AppError."""
    try:
        with told():
            yield
    except NoAnswer as problem:
        raise Unreachable from problem
    except SyncError as problem:
        raise Refused(problem.reason) from problem


def asking(steps: Generator[int, None, T]) -> Generator[int, None, T]:
    """The same for work in steps."""
    with asked():
        return (yield from steps)


class Desk:
    """What a pc of the organisation does to the control log, over `transport`."""

    def __init__(self, machine: Machine, transport: Transport, clock: Clock) -> None:
        self._machine, self._transport, self._clock = machine, transport, clock

    @property
    def org(self) -> bytes:
        """The organisation's id."""
        return self._machine.identity.org

    @property
    def transport(self) -> Transport:
        """The way to the server."""
        return self._transport

    def refresh(self) -> Roster:
        """Fetches the ops that came since; the roster now."""
        machine = self._machine
        with asked():
            machine.learn(calls.get_ctl(self._transport, self.org, machine.control.head.cseq))
            self._settle_epochs()
        return machine.control.roster()

    def post(
        self,
        body: Callable[[Roster], Body],
        by: SigningKey | None = None,
        agree: Agree | None = None,
        keep: Callable[[Op], object] = lambda op: None,
    ) -> Op:
        """Signs what `body` makes of the roster as it stands and posts it; made anew where another came first.

        `by` signs instead of this pc: the root key, for what an administrator may not do alone. `agree` is shown what
        came first, and may say no: then Overtaken is raised and nothing was posted. `keep` is given each op just before
        it is posted.
        """
        machine = self._machine
        with asked():
            for tries in itertools.count(1):
                head, roster = machine.control.head, machine.control.roster()
                raw = build_op(by or machine.keys, self.org, head, body(roster), self._clock.now_ms())
                keep(Op.parse(raw))
                try:
                    heads = calls.post_ctl(self._transport, self.org, [raw])
                except SyncError as problem:
                    if problem.reason != HEAD_MOVED or tries == TRIES:
                        raise
                    came = self.came_since(head.cseq)
                    if agree is not None and not agree(came):
                        raise Overtaken(len(came)) from None
                else:
                    break
            machine.learn([(raw, heads[0])])
            return machine.control.op(head.cseq + 1)

    def propose(self, body: Callable[[Roster], Body]) -> bytes:
        """What `body` makes of the roster as it stands, signed by this pc and not posted: a second person signs it."""
        machine, roster = self._machine, self.refresh()
        return build_op(machine.keys, self.org, machine.control.head, body(roster), self._clock.now_ms())

    def cosign(self, op: Op, by: SigningKey | None = None) -> Op:
        """Signs another's op beside him, by the root where it is given, and posts it.

        Raises Overtaken: he has to make it anew.
        """
        machine = self._machine
        raw = cosign(op, by or machine.keys)
        with asked():
            try:
                heads = calls.post_ctl(self._transport, self.org, [raw])
            except SyncError as problem:
                if problem.reason != HEAD_MOVED:
                    raise
                raise Overtaken(len(self.came_since(op.cseq - 1))) from problem
            machine.learn([(raw, heads[0])])
        return machine.control.op(op.cseq)

    def came_since(self, cseq: int) -> tuple[Op, ...]:
        """The ops behind `cseq`, fetched just now."""
        self.refresh()
        control = self._machine.control
        return tuple(map(control.op, range(cseq + 1, control.head.cseq + 1)))

    def chains(self, space: bytes, devices: Iterable[Device]) -> dict[bytes, Chains]:
        """What each of these machines wrote in the space, as far as it hangs together: headers only, read just now."""
        made = {device.device: Chains(space, device) for device in devices}
        with asked():
            for row in listed(self._transport, self._machine.control, space):
                if row.header.device in made:
                    made[row.header.device].take([row])
        return made

    def not_erased(self, space: bytes) -> list[Outstanding]:
        """Every purge in the space, and the machines that have not said that its bytes are gone; read just now."""
        with asked():
            return outstanding(self._transport, self._machine.control, space)

    def make_epoch(self, space: bytes) -> None:
        """A new key for the space, sealed to exactly those entitled now; the first one opens the space."""
        machine = self._machine
        made: list[tuple[int, bytes]] = []

        def body(roster: Roster) -> Body:
            good = machine.journal.good_epochs(space)
            known = {epoch: cast(bytes, machine.journal.epoch_key(space, epoch)) for epoch in good}
            epoch, key = sealing.new_epoch(roster, machine.keys, space, known)
            made.append((epoch.epoch, key))
            return epoch

        def keep(op: Op) -> None:
            # Kept before the post, beside those of earlier tries: whichever op comes to stand, its key is here.
            number, key = made[-1]
            machine.journal.put_made(space, MadeEpoch(number, op.cseq, key, op.raw))

        with asked():
            self.post(body, keep=keep)
            self._settle_epochs()

    def hand_out(self, device: bytes, spaces: Iterable[bytes]) -> list[bytes]:
        """Key boxes of every epoch in hand for a machine that came later: made, put at the endpoint, returned."""
        machine, roster = self._machine, self._machine.control.roster()
        boxes = []
        with asked():
            for space in spaces:
                if not sealing.may_hand_to(roster, space, device, machine.journal.good_epochs(space)):
                    continue
                for epoch in sorted(machine.journal.epochs(space)):
                    key = cast(bytes, machine.journal.epoch_key(space, epoch))
                    box = make_keybox(roster, machine.keys, space, epoch, key, device)
                    calls.put_box(self._transport, self.org, space, device, box)
                    machine.journal.mark_boxed(space, [(epoch, device)])
                    boxes.append(box)
        return boxes

    def sync(self, keys: bool = True) -> None:
        """One whole round: everything here goes out, everything there comes in. Raises Unreachable.

        Without `keys` no key is changed: that op would overtake the one that waits for a second signature.
        """
        machine = self._machine
        settings = Settings(kept_settings.Settings(machine.store), machine.store.folder)
        health = Health(machine.store, settings, self._clock)
        hlc = stamps(machine, self._clock)
        careful = health.before_keys_change if keys else lambda: False
        engine = engine_of(machine, self._clock, hlc, run_here, careful)
        with asked():
            calls.drain(engine, self._transport)
        if engine.state.kind == "offline":
            raise Unreachable
        settings.hide(LAST_CONTACT, self._clock.now_ms())
        machine.load_control()
        ending.heed(machine, self._clock)  # carried out when the folder is opened next

    def _settle_epochs(self) -> None:
        """Keys that waited for their op: the one whose op stands is kept, one at whose place another stands goes."""
        machine = self._machine
        roster = machine.load_control()
        for space in roster.spaces if roster else ():
            rotation.settle(machine.journal, machine.control, space)
