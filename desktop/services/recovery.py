"""What an opened recovery kit is used for: the drill, a pc whose keys come out of it, and a new kit.

No step keeps anything of the kit. Its use stands in the control log, where every member's app shows it.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from desktop.services import passphrases
from desktop.services.clock import Clock
from desktop.services.cutting import Cutting
from desktop.services.desk import Desk, asked
from desktop.services.engine import Connect
from desktop.services.errors import NotAllowed, NotFound, NotYet
from desktop.services.kits import Kit
from desktop.services.machine import Machine
from desktop.store.vault import Argon2Params
from desktop.texts import Message, _
from sync.client import boxes, calls, sealing
from sync.control import ControlLog, Roster, build_op
from sync.control_bodies import RecoveryKey
from sync.control_rows import Box, DeviceRow
from sync.control_space_bodies import DeviceAdd, RecoveryUsed
from sync.crypto.keys import SUITE, RootVoice
from sync.errors import Malformed
from sync.model import ZERO32

OTHER_KIT = Message(_("This kit belongs to another organisation."))
OLD_KIT = Message(_("This kit was replaced. The pages of the newest one are needed."))


@dataclass(frozen=True)
class Drilled:
    """One space of the drill: the epoch of its newest key, and whether the kit opened it."""

    space: bytes
    epoch: int
    opened: bool


def drill(desk: Desk, machine: Machine, kit: Kit) -> tuple[Drilled, ...]:
    """Opens the newest key of every space and forgets it again.

    Never on an administrator's pc: he would hold both pages beside everything that is sealed. Raises NotAllowed.
    """
    roster = desk.refresh()
    need_own(roster, kit)
    if roster.is_admin(machine.identity.user) or roster.is_carrier(machine.identity.user):
        raise NotAllowed(Message(_("The drill belongs on the pc of a member, never on an administrator's.")))
    found = []
    for space in roster.spaces:
        info = roster.epoch(space)
        if info is not None:
            found.append(Drilled(space, info.epoch, info.epoch in _out_of_kit(roster, kit, space)))
    return tuple(found)


def use_here(desk: Desk, machine: Machine, kit: Kit) -> tuple[bytes, ...]:
    """Takes the keys of the member's spaces out of the kit, for a pc that nobody is left to vouch for.

    Answers the spaces. The pc makes a new key in each with its next sync, and may vouch for others after that.
    Raises NotAllowed, NotYet where there is nothing to take.
    """
    roster, me = desk.refresh(), machine.keys.device_id
    _need_current(roster, kit)
    user = machine.identity.user
    if roster.is_admin(user):
        raise NotAllowed(Message(_("An administrator has no role in a space, and the kit gives him none.")))
    spaces = tuple(
        space
        for space in roster.spaces
        if space != roster.org
        and "w" in roster.role(user, space)
        and roster.epoch(space) is not None
        and not (machine.usable(space) and machine.journal.good_epochs(space))
    )
    if not spaces:
        raise NotYet(Message(_("There is no space whose key this pc lacks and its user may write in.")))
    fresh = tuple(sorted(space for space in spaces if roster.recovered(me, space) is None))
    if fresh:
        desk.post(lambda _roster: RecoveryUsed(me, fresh), kit.root)
    machine.journal.confirm(me)
    for space in spaces:
        _keep(machine, kit, space)
    return spaces


def new_kit(desk: Desk, kit: Kit, keep: Callable[[Kit], object]) -> Kit:
    """A new recovery key under the same root. `keep` writes the new pages before anything is posted that needs them.

    Every space's next key, which members' apps make at once, is sealed to it; the old pages open nothing newer.
    """
    roster = desk.refresh()
    need_own(roster, kit)
    made = Kit.generate(kit.root_seed)
    keep(made)
    desk.post(lambda _roster: RecoveryKey(made.recovery.pk), kit.root)
    return made


def new_administrator(
    folder: Path,
    passphrase: str,
    url: str,
    kit: Kit,
    clock: Clock,
    connect: Connect,
    user: bytes | None = None,
    params: Argon2Params | None = None,
) -> Machine:
    """A pc for an administrator when none is left: entered by the root, his old ones revoked as lost.

    `user` says which, where there are several. Raises NotFound, NotYet, Unreachable, WeakPassphrase.
    """
    passphrases.check(passphrase, demo=False)
    log, chosen = _looked_up(url, kit, connect, user)
    machine = Machine.create(folder, passphrase, params)
    try:
        row = DeviceRow(chosen, machine.keys.sign_pk, machine.keys.kem_pk, ZERO32)
        op = build_op(kit.root, kit.org, log.head, DeviceAdd(row), clock.now_ms())
        with asked(), closing(connect(url, RootVoice(kit.root))) as root:
            log.add(op, calls.post_ctl(root, kit.org, [op])[0])
            machine.belong(kit.root.pk, chosen, url, log.ops)
        machine.load_control()
        with closing(connect(url, machine.keys)) as transport:
            _take_over(Desk(machine, transport, clock), machine, kit)
    except BaseException:
        machine.close()
        raise
    return machine


def _looked_up(url: str, kit: Kit, connect: Connect, user: bytes | None) -> tuple[ControlLog, bytes]:
    """The control log as the root is given it, and which administrator begins anew."""
    log = ControlLog(kit.org)
    with asked(), closing(connect(url, RootVoice(kit.root))) as root:
        for op, head in calls.get_ctl(root, kit.org):
            log.add(op, head)
    _need_current(log.roster(), kit)
    return log, _administrator(log.roster(), user)


def _take_over(desk: Desk, machine: Machine, kit: Kit) -> None:
    """The administrator's old pc's are ended, what they wrote stands, and the organisation's key is taken."""
    cutting, roster = Cutting(machine, desk), machine.control.roster()
    for device in sorted(roster.devices_of(machine.identity.user)):
        if device != machine.keys.device_id:
            desk.post(cutting.revoke(device, "lost"), kit.root)
    if roster.epoch(kit.org) is not None:
        desk.post(lambda _roster: RecoveryUsed(machine.keys.device_id, (kit.org,)), kit.root)
        _keep(machine, kit, kit.org)


def _administrator(roster: Roster, user: bytes | None) -> bytes:
    if user is not None and user not in roster.admins:
        raise NotFound(Message(_("There is no such administrator.")))
    if user is None and len(roster.admins) != 1:
        names = ", ".join(admin.hex() for admin in sorted(roster.admins))
        raise NotYet(Message(_("There are several administrators. Say which with --user: {users}"), {"users": names}))
    return user or roster.admins[0]


def need_own(roster: Roster, kit: Kit) -> None:
    """Raises NotAllowed for the kit of another organisation."""
    if kit.org != roster.org:
        raise NotAllowed(OTHER_KIT)


def _need_current(roster: Roster, kit: Kit) -> None:
    need_own(roster, kit)
    if roster.recovery_kem_pk != kit.recovery.pk:
        raise NotAllowed(OLD_KIT)


def _out_of_kit(roster: Roster, kit: Kit, space: bytes) -> dict[int, bytes]:
    """The keys of the space whose recovery boxes the kit opens to what their ops name."""
    found: dict[int, bytes] = {}
    recovery = kit.recovery
    for info in roster.epochs(space):
        try:
            box = Box(boxes.RECOVERY, SUITE, info.recovery_box)
            found[info.epoch] = boxes.open_box(recovery, roster.org, info, box)
        except Malformed:
            continue  # sealed to an older kit, or by somebody who meant it badly: links and other epochs may do
    return found


def _keep(machine: Machine, kit: Kit, space: bytes) -> None:
    roster = machine.control.roster()
    known = sealing.open_space(roster, machine.keys, space, _out_of_kit(roster, kit, space))
    if not known.good:
        raise NotYet(Message(_("The kit opens no key of this space.")))
    for epoch, key in known.keys.items():
        machine.journal.put_epoch_key(space, epoch, key, epoch in known.good)
