"""How a pc comes in: invite, request, six words, vouch, welcome, words back (docs/enrolment.md).

Files are bytes here; who carries them and where they lie is the front end's matter. No passphrase and no private
key is in any of them.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.services.clock import Clock
from desktop.services.desk import Desk, asked
from desktop.services.errors import BadFile, NotAllowed, NotYet, Refused, WrongWords
from desktop.services.machine import Machine
from desktop.store.vault import Argon2Params
from desktop.texts import Message, _
from sync import codec
from sync.client import names
from sync.client.enrolment import Invite, Request, Welcome, open_welcome
from sync.client.sealing import open_space
from sync.control import ControlLog, Device, Op, Roster
from sync.control_space_bodies import DeviceAdd, Vouch
from sync.errors import SyncError
from sync.keybox import KeyBox

INVITES, INVITE, REQUEST = "invites", "invite", "request"
INVITE_DAYS = 14
DAY_MS = 86_400_000


def invite(machine: Machine, clock: Clock, url: str = "") -> bytes:
    """An invite for one pc, as a file; only an administrator's."""
    identity = machine.identity
    if not machine.control.roster().is_admin(identity.user):
        raise NotAllowed(Message(_("Only an administrator can invite a pc.")))
    made = Invite.new(identity.root_pk, url or identity.url, clock.now_ms() + INVITE_DAYS * DAY_MS)
    _keep_invites(machine, [*_invites(machine), made])
    return made.raw


def request(folder: Path, passphrase: str, invited: bytes, params: Argon2Params | None = None) -> tuple[Machine, bytes]:
    """A new pc: its folder, its keys, and its request, as a file. Raises BadFile, FolderInUse, WeakPassphrase."""
    invite = read_invite(invited)
    machine = Machine.create(folder, passphrase, params)
    made = Request.make(invite, machine.keys)
    with machine.store.transaction():
        machine.secrets.put(INVITE, invite.raw)
        machine.secrets.put(REQUEST, made.raw)
    return machine, made.raw


def read_invite(raw: bytes) -> Invite:
    """The invite in a file. Raises BadFile."""
    try:
        return Invite.parse(raw)
    except SyncError as problem:
        raise BadFile(Message(_("The invite"))) from problem


def read_request(raw: bytes) -> Request:
    """The request in a file. Raises BadFile."""
    try:
        return Request.parse(raw)
    except SyncError as problem:
        raise BadFile(Message(_("The request"))) from problem


def words_to_say(machine: Machine) -> tuple[str, ...]:
    """The six words that the newcomer says to the administrator and to the colleague who vouches."""
    invited, made = _own_request(machine)
    return names.request_words(made.raw, invited.root_pk)


def _own_request(machine: Machine) -> tuple[Invite, Request]:
    invited, made = machine.secrets.get(INVITE), machine.secrets.get(REQUEST)
    if invited is None or made is None:
        raise NotYet(Message(_("This pc has made no request.")))
    return Invite.parse(invited), Request.parse(made)


def hear(machine: Machine, raw: bytes, typed: str) -> Request:
    """The request in a file, whose six words are those that were typed. Raises BadFile, WrongWords."""
    made = read_request(raw)
    if not names.same_words(typed, names.request_words(made.raw, machine.identity.root_pk)):
        raise WrongWords
    return made


def heard(desk: Desk, machine: Machine, raw: bytes, typed: str, clock: Clock) -> tuple[Request, Device | None]:
    """The request whose six words were heard, under an invite of this pc; and the pc itself where it is entered.

    Raises BadFile, WrongWords, Refused (unknown, used or expired invite; entered under another request).
    """
    made = hear(machine, raw, typed)
    known = desk.refresh().device(made.device)
    if known is None:
        invited = next((kept for kept in _invites(machine) if kept.hash == made.invite_hash), None)
        if invited is None:
            raise Refused("no such invite")
        with asked():
            made.check(invited, clock.now_ms())
    elif known.request != made.hash:
        raise Refused("entered for another")
    return made, known


def used(machine: Machine, made: Request) -> None:
    """The pc is entered: the invite is good for no other."""
    kept = _invites(machine)
    if (left := [one for one in kept if one.hash != made.invite_hash]) != kept:
        _keep_invites(machine, left)


def enter(desk: Desk, machine: Machine, raw: bytes, typed: str, user: bytes, clock: Clock) -> Request:
    """Enters the pc of a request for `user`, after the six words were heard; one approval for each invite.

    Raises as `heard`, and Refused where it is entered for somebody else.
    """
    made, known = heard(desk, machine, raw, typed, clock)
    if known is None:
        desk.post(lambda roster: DeviceAdd(made.row(user)))
        used(machine, made)
    elif known.user != user:
        raise Refused("entered for another")
    return made


def first_welcome(desk: Desk, machine: Machine, made: Request) -> bytes:
    """The administrator's welcome, as a file: the control log and the key of the organisation's own space."""
    desk.refresh()
    return welcome(desk, machine, made, desk.hand_out(made.device, [desk.org]))


def vouch(
    desk: Desk, machine: Machine, raw: bytes, typed: str, spaces: Sequence[bytes] = ()
) -> tuple[bytes, tuple[str, ...]]:
    """Lets the pc of a request into spaces (default: every one that both have) after the six words were heard.

    Answers the welcome, as a file, and the six words to say back. Raises BadFile, WrongWords, NotYet, Refused.
    """
    made, root_pk = hear(machine, raw, typed), machine.identity.root_pk
    roster = desk.refresh()
    entered = roster.device(made.device)
    if entered is None or entered.request != made.hash:
        raise NotYet(Message(_("An administrator must approve the pc first.")))
    common = [space for space in _common(desk, machine, roster, made.device) if not spaces or space in spaces]
    if not common or not set(spaces) <= set(common):
        raise NotYet(Message(_("There is no space that you can let this pc into.")))
    wanted = tuple(sorted(space for space in common if roster.vouched_by(made.device, space) is None))
    if wanted:
        op = desk.post(lambda roster: Vouch(made.device, made.hash, wanted))
    else:
        mine = next(_vouches(machine.control, machine.keys.device_id, made.device), None)
        if mine is None:
            raise NotYet(Message(_("A colleague has let this pc in already.")))
        op = mine
    boxes = desk.hand_out(made.device, common)
    return welcome(desk, machine, made, boxes), names.words_back(made.raw, root_pk, op.ophash)


def _common(desk: Desk, machine: Machine, roster: Roster, device: bytes) -> list[bytes]:
    mine = [space for space in roster.spaces if space != roster.org and machine.usable(space)]
    return [
        space
        for space in roster.spaces_of(device)
        if space in mine and "w" in roster.rights(machine.keys.device_id, space)
    ]


def _vouches(log: ControlLog, voucher: bytes, device: bytes) -> Iterator[Op]:
    """What one machine vouched for another, the newest first."""
    for op in map(log.op, range(log.head.cseq, 0, -1)):
        if isinstance(op.body, Vouch) and op.body.device == device and op.by == voucher:
            yield op


def welcome(desk: Desk, machine: Machine, made: Request, boxes: Sequence[bytes]) -> bytes:
    """The welcome of an entered pc, sealed to it: the control log and the keys that are its own."""
    with asked():
        return Welcome(made.hash, tuple(machine.control.ops), tuple(boxes)).seal(desk.org, made)


@dataclass(frozen=True)
class Welcomed:
    """What a welcome says before it is accepted."""

    sealed: bytes
    vouchers: tuple[bytes, ...]
    """The machines that vouched and whose words back were not yet typed here."""


def look_at(machine: Machine, sealed: bytes) -> Welcomed:
    """Opens a welcome and changes nothing. Raises BadFile."""
    _, log = _opened(machine, sealed)
    device, roster = machine.keys.device_id, log.roster()
    by = {roster.vouched_by(device, space) for space in roster.spaces if space != roster.org}
    new = {voucher for voucher in by if voucher} - machine.journal.confirmed() - {device}
    return Welcomed(sealed, tuple(sorted(new)))


def accept(machine: Machine, welcomed: Welcomed, typed: Sequence[str]) -> None:
    """Takes its place: for each machine that vouched, the words back were typed. Raises WrongWords, WeakPassphrase."""
    invited, made = _own_request(machine)
    opened, log = _opened(machine, welcomed.sealed)
    device = machine.keys.device_id
    for voucher, words in zip(welcomed.vouchers, [*typed, *[""] * len(welcomed.vouchers)], strict=False):
        vouches = _vouches(log, voucher, device)
        if not any(names.same_words(words, names.words_back(made.raw, invited.root_pk, op.ophash)) for op in vouches):
            raise WrongWords(
                Message(_("This pc was not let in. Hear the six words again from the colleague who vouched for you."))
            )
    user = log.roster().user_of(device)
    if user is None:
        raise BadFile(Message(_("The welcome")))
    try:
        if not machine.enrolled:
            with machine.store.transaction():
                machine.belong(invited.root_pk, user, invited.url, log.ops)
                _take(machine, welcomed, opened)
        else:
            machine.learn(log.ops)
            with machine.store.transaction():
                _take(machine, welcomed, opened)
    except SyncError as problem:
        raise BadFile(Message(_("The welcome"))) from problem


def _take(machine: Machine, welcomed: Welcomed, opened: Welcome) -> None:
    for voucher in welcomed.vouchers:
        machine.journal.confirm(voucher)
    _take_keys(machine, machine.control.roster(), opened.keyboxes)


def _opened(machine: Machine, sealed: bytes) -> tuple[Welcome, ControlLog]:
    invited, made = _own_request(machine)
    try:
        return open_welcome(sealed, invited, made, machine.keys)
    except SyncError as problem:
        raise BadFile(Message(_("The welcome"))) from problem


def _take_keys(machine: Machine, roster: Roster, raws: Sequence[bytes]) -> None:
    boxes = [KeyBox.parse(raw) for raw in raws]
    for space in roster.spaces:
        known = {e: key for e in machine.journal.epochs(space) if (key := machine.journal.epoch_key(space, e))}
        keys = open_space(roster, machine.keys, space, known, [box for box in boxes if box.space == space])
        for epoch in keys.good:
            if epoch not in known:
                machine.journal.put_epoch_key(space, epoch, keys.keys[epoch])


def _invites(machine: Machine) -> list[Invite]:
    raw = machine.secrets.get(INVITES)
    return [Invite.parse(codec.as_bytes(kept)) for kept in codec.as_list(codec.decode(raw, 1 << 20))] if raw else []


def _keep_invites(machine: Machine, invites: Sequence[Invite]) -> None:
    machine.secrets.put(INVITES, codec.encode([kept.raw for kept in invites]))


def new_user() -> bytes:
    """The id of a colleague who was not here before: 16 random bytes."""
    return os.urandom(16)
