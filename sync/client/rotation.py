"""Rotation: the next key of a space after somebody lost it, and what must not leave this machine before it stands.

The key is kept before its op is posted, and forgotten only when another's op stands at that place (docs/protocol.md 7).
"""

from collections.abc import Callable, Collection, Generator
from typing import TYPE_CHECKING

from sync.client import following, keyring
from sync.client.asking import Refusal, ask
from sync.client.events import OutboxChanged
from sync.client.resigning import resign
from sync.client.sealing import new_epoch
from sync.codec import encode
from sync.control import HEAD_MOVED, ControlLog, Op, Roster, build_op
from sync.control_space_bodies import DeviceRevoke, MemberSet, Unvouch
from sync.log import Journal
from sync.log_keys import MadeEpoch
from sync.model import Header
from sync.protocol import Answer, Request, org_path

if TYPE_CHECKING:
    from sync.client.rounds import Round

TRIES = 4
"""Posts a round: each but the last met an op that came first."""
NOT_TAKEN = "a new key was refused"


def removal_after(control: ControlLog, space: bytes, cseq: int) -> int:
    """The first op after `cseq` by which a machine stopped being entitled to the space's key; 0 where there is none.

    It counts also where the machine was let in again since: in between it was nobody's to write for.
    """
    for place in range(cseq + 1, control.head.cseq + 1):
        if _removes(control, space, place):
            return place
    return 0


def _removes(control: ControlLog, space: bytes, place: int) -> bool:
    body = control.op(place).body
    before, after = control.roster(place - 1), control.roster(place)
    if isinstance(body, MemberSet):
        concerned: Collection[bytes] = before.devices_of(body.user) if body.space == space else ()
    elif isinstance(body, DeviceRevoke | Unvouch):
        concerned = (body.device,)
    else:
        return False
    return any(before.vouched(device, space) and not after.vouched(device, space) for device in concerned)


def withheld(control: ControlLog, space: bytes) -> Callable[[Header], bool]:
    """Which own commits stay here: signed knowing of a removal under a key that the one removed has.

    They were never sent, and are signed anew when a good epoch stands. So does one that cites an op which this
    log has not: whether it knew of a removal cannot be said. Nothing of this goes out by any way.
    """
    roster = control.roster()
    removals: dict[int, int] = {}

    def stays(header: Header) -> bool:
        if header.ctl.cseq > control.head.cseq:
            return True
        if header.epoch not in removals:
            info = roster.epoch(space, header.epoch)
            removals[header.epoch] = removal_after(control, space, info.cseq) if info is not None else 0
        return 0 < removals[header.epoch] <= header.ctl.cseq

    return stays


def due(control: ControlLog, device: bytes, space: bytes, good: Collection[int]) -> bool:
    """Whether this machine, to which the epochs `good` are good, is to make the space's next key now.

    After a removal, after the recovery key was replaced, and where its own keys came out of the recovery kit.
    """
    roster = control.roster()
    newest = roster.epoch(space, max(good, default=0))
    if newest is None:
        return False
    if recovers(roster, device, space):
        return "w" in roster.role(roster.user_of(device) or b"", space)
    if "w" not in roster.rights(device, space):
        return False
    older = control.roster(newest.cseq)
    return older.recovery_kem_pk != roster.recovery_kem_pk or removal_after(control, space, newest.cseq) > 0


def recovers(roster: Roster, device: bytes, space: bytes) -> bool:
    """Whether the machine's keys there came out of the recovery kit, and it has made no epoch since."""
    since = roster.recovered(device, space)
    return since is not None and not any(info.maker == device and info.cseq > since for info in roster.epochs(space))


def settle(journal: Journal, control: ControlLog, space: bytes) -> None:
    """Keys that waited for their op: one whose op stands is an epoch's, one at whose place another stands goes."""
    for made in journal.made(space):
        if made.cseq <= control.head.cseq:
            stands = control.op(made.cseq).ophash == Op.parse(made.op).ophash
            journal.settle_made(space, made, stands)


def rotate(round_: "Round", space: bytes) -> Generator[Request, Answer, None]:
    """Makes and posts the space's next key where it is due. Another's that came first is looked at before more."""
    for _try in range(TRIES):
        settle(round_.journal, round_.control, space)
        good = round_.journal.good_epochs(space)
        if not due(round_.control, round_.keys.device_id, space, good):
            return
        if not round_.careful():
            return
        made = _made(round_, space, good)
        try:
            yield from ask(Request("post", "POST", org_path(round_.org, "ctl"), body=encode([made.op])))
        except Refusal as error:
            if error.problem.reason != HEAD_MOVED:
                round_.alarm(space, NOT_TAKEN, b"")
                return
        yield from following.follow(round_)
        keyring.take_boxes(round_, space, ())
    settle(round_.journal, round_.control, space)


def _made(round_: "Round", space: bytes, good: Collection[int]) -> MadeEpoch:
    """The key to post: one that was kept for this place already, else a new one, kept now."""
    journal, control = round_.journal, round_.control
    place = control.head.cseq + 1
    kept = [made for made in journal.made(space) if made.cseq == place]
    if kept:
        return kept[0]
    known = {epoch: key for epoch in good if (key := journal.epoch_key(space, epoch)) is not None}
    body, key = new_epoch(control.roster(), round_.keys, space, known)
    made = MadeEpoch(
        body.epoch, place, key, build_op(round_.keys, round_.org, control.head, body, round_.clock.now_ms())
    )
    journal.put_made(space, made)
    return made


def sign_anew(round_: "Round", space: bytes) -> None:
    """Signs what was withheld under the newest good epoch, once that stands; it goes out in this round."""
    journal, control = round_.journal, round_.control
    good = max(journal.good_epochs(space), default=0)
    info = control.roster().epoch(space, good)
    if info is None or info.from_epoch == 0 or removal_after(control, space, info.cseq):
        return
    stays = withheld(control, space)

    def wanted(header: Header) -> bool:
        return header.epoch < good and header.ctl.cseq <= control.head.cseq and stays(header)

    if any(wanted(commit.header) for commit in journal.unsent(space)) and round_.careful():
        round_.changed(space, resign(journal, round_.keys, control, space, wanted))
        round_.tell(OutboxChanged(space))
