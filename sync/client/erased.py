"""Who has not erased yet: from the headers of a log and the beats of its machines, without a key.

An administrator asks it of the endpoint; nothing is kept.
"""

from dataclasses import dataclass

from sync.client import calls
from sync.client.headers import listed
from sync.client.transport import Transport
from sync.control import ControlLog
from sync.errors import SyncError
from sync.heads import Beat
from sync.model import Commit, Header
from sync.purging import Naming, Purge, in_effect, names


@dataclass(frozen=True)
class Outstanding:
    """A purge whose window is over or runs, and the entitled machines that have not said it is done."""

    purge: Purge
    due: bool
    """Whether the window is over, by the endpoint's time."""
    devices: tuple[bytes, ...]


def outstanding(transport: Transport, control: ControlLog, space: bytes) -> list[Outstanding]:
    """Every purge in effect in the space, in the order they took effect. Raises Refused, Unreachable, Malformed."""
    headers: dict[bytes, Header] = {}
    namings: list[Naming] = []
    for row in listed(transport, control, space):
        headers[row.header.cid] = row.header
        if names(row.header):
            verdict = control.judge_commit(Commit(row.header, row.sig, ()), headers.get)
            if verdict.ok:
                place = row.header.cid, row.seq, row.received_ms
                namings += [Naming(*entry, verdict.user or b"", *place) for entry in names(row.header)]
    done = _done(transport, control, space)
    entitled = control.roster().devices_entitled(space)
    purges = sorted(in_effect(namings).values(), key=lambda purge: (purge.seq, purge.dot))
    now_ms = transport.hello().time_ms
    return [
        Outstanding(purge, purge.due(now_ms), tuple(one for one in entitled if done.get(one, 0) < purge.seq))
        for purge in purges
    ]


def _done(transport: Transport, control: ControlLog, space: bytes) -> dict[bytes, int]:
    """Up to which place of the log each machine says that it has erased; of a generation that ended it says nothing."""
    beats: list[Beat] = []
    for raw in calls.get_beats(transport, control.org or b"", space):
        try:
            beat = Beat.parse(raw)
        except SyncError:
            continue
        device = control.roster().device(beat.device)
        if (beat.org, beat.space) == (control.org, space) and device is not None and beat.verify(device.sign_pk):
            beats.append(beat)
    newest = max((beat.wit.gen for beat in beats), default=0)
    return {beat.device: beat.purged for beat in beats if beat.wit.gen == newest}
