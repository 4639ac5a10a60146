"""A store that is older than its machine (docs/protocol.md 7), and two commits in one place: seen, told, and mended.

An image of the disk was put back outside the app: what this machine sent since is in the log, and what is written here
now stands where something else stands already.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sync.client.events import OutboxChanged
from sync.client.resigning import resign
from sync.log import DAMAGED, Judged, Place

if TYPE_CHECKING:
    from sync.client.rounds import Round

EQUIVOCATION = "two commits in one place"
"""A machine signed two commits with one number: both are kept, and people are told of the machine."""
OLDER = "store is older than its machine"


def watch(round_: "Round", space: bytes, fresh: Sequence[Judged]) -> None:
    """Looks at commits that come in here for the first time: are they this machine's own, does another stand there?"""
    me, inc = round_.keys.device_id, round_.journal.incarnation()
    places: dict[Place, set[bytes]] = {}
    for entry in fresh:
        if entry.commit is not None and not entry.reason.startswith(DAMAGED) and entry.commit.header.space == space:
            header = entry.commit.header
            places.setdefault((header.device, header.inc, header.dseq), set()).add(entry.cid)
            if (header.device, header.inc) == (me, inc):
                round_.journal.begin_incarnation()
                round_.alarm(space, OLDER, me)
                inc = round_.journal.incarnation()
    if places:
        for place, there in round_.journal.at_places(space, places.keys()).items():
            places[place] |= there
        for device in sorted({place[0] for place, cids in places.items() if len(cids) > 1}):
            round_.alarm(space, EQUIVOCATION, device)


def mend(round_: "Round", space: bytes) -> bool:
    """Own unsent work that stands where the log has something else of this machine is signed anew.

    Called when the log was read to its end. Whether there was any.
    """
    displaced = set(round_.journal.displaced(space))
    if not displaced:
        return False
    control = round_.control
    changed = resign(round_.journal, round_.keys, control, space, lambda header: header.cid in displaced, repeat=True)
    if not changed.recs:
        return False
    round_.alarm(space, OLDER, round_.keys.device_id)
    round_.changed(space, changed)
    round_.tell(OutboxChanged(space))
    return True
