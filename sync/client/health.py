"""What a machine says of itself in its beat, sealed under the organisation space: lacking keys, unsent work, and so on.

The endpoint sees that something is said, and how long it is. Keys of the map it does not know are left alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sync.codec import as_bytes, as_int, as_list, as_map, as_text, decode, encode
from sync.crypto.wrapping import OVERHEAD, unwrap, wrap
from sync.errors import Malformed, SyncError
from sync.heads import Beat
from sync.log import Journal
from sync.model import VERSION

if TYPE_CHECKING:
    from sync.client.rounds import Round

TAG = "rt1/beat"
MAX_LACKS = 256
MAX_KINDS = 32
MAX_NAME = 64
MAX_CLOCK_MS = 2**53
MAX_HEALTH = 4096
STUCK_MS = 3_600_000
"""What is younger than an hour is on its way, and nobody's business."""


@dataclass(frozen=True)
class Said:
    """What one beat says. `unsent`: changes by kind of record; `clock_ms`: the endpoint's time minus the machine's."""

    lacks: tuple[int, ...] = ()
    unsent: Mapping[str, int] = field(default_factory=dict)
    program: str = ""
    clock_ms: int | None = None

    def encode(self) -> bytes:
        """The map with what there is to say; an empty value is an absent key."""
        said = {"clock": self.clock_ms, "lacks": self.lacks, "program": self.program, "unsent": dict(self.unsent)}
        return encode({"v": VERSION, **{key: value for key, value in said.items() if value not in (None, (), "", {})}})


NOTHING = Said()


def saying(round_: "Round", space: bytes) -> Said:
    """What there is to say now: in every space which keys are lacking there, in the organisation's all the rest."""
    lacks = lacking(round_, space)
    if space != round_.org:
        return Said(lacks)
    unsent = round_.journal.unsent_kinds(round_.clock.now_ms() - STUCK_MS)
    most = sorted(unsent, key=lambda kind: (-unsent[kind], kind))[:MAX_KINDS]
    told = {kind: unsent[kind] for kind in most if len(kind.encode()) <= MAX_NAME}
    return Said(lacks, told, round_.program[:MAX_NAME], round_.offset_ms)


def lacking(round_: "Round", space: bytes) -> tuple[int, ...]:
    """The epochs of the space whose keys this machine has not, the newest first; at most 256."""
    here = round_.journal.epochs(space)
    epochs = (info.epoch for info in reversed(round_.control.roster().epochs(space)))
    return tuple(epoch for epoch in epochs if epoch not in here)[:MAX_LACKS]


def seal(round_: "Round", space: bytes, n: int) -> bytes:
    """What beat number `n` of the space says: "" where it is nothing, or no key of the organisation is here."""
    said = saying(round_, space)
    epoch = max(round_.journal.good_epochs(round_.org), default=0)
    key = round_.journal.epoch_key(round_.org, epoch)
    round_.said[space] = NOTHING if key is None else said
    if said == NOTHING or key is None:
        return b""
    context = _context(round_.org, space, round_.keys.device_id, n, epoch)
    return encode([VERSION, epoch, wrap(key, TAG, context, said.encode())])


def owed(round_: "Round", space: bytes) -> bool:
    """Whether the last beat said otherwise what is lacking or unsent, and it can be said; at first nothing was said."""
    before, now = round_.said.get(space, NOTHING), saying(round_, space)
    changed = (before.lacks, before.unsent) != (now.lacks, now.unsent)
    return changed and bool(round_.journal.good_epochs(round_.org))


def said_in(journal: Journal, beat: Beat) -> Said:
    """What a verified beat says; nothing where it cannot be opened."""
    try:
        version, epoch, wrapped = outside(beat.health)
        key = journal.epoch_key(beat.org, epoch)
        if version != VERSION or key is None:
            return NOTHING
        context = _context(beat.org, beat.space, beat.device, beat.n, epoch)
        return parse(unwrap(key, TAG, context, wrapped))
    except SyncError:
        return NOTHING


def lacks_of(journal: Journal, beat: Beat) -> tuple[int, ...]:
    """The epochs that the maker of a verified beat lacks; none where it cannot be opened, or says nothing of it."""
    return said_in(journal, beat).lacks


def parse(raw: bytes) -> Said:
    """An opened health. Raises Malformed."""
    value = as_map(decode(raw, MAX_HEALTH))
    unsent = as_map(value.get("unsent", {}))
    if len(unsent) > MAX_KINDS:
        raise Malformed("too many kinds")
    clock = value.get("clock")
    return Said(
        tuple(as_int(epoch, 1, 2**32 - 1) for epoch in as_list(value.get("lacks", []), at_most=MAX_LACKS)),
        {as_text(kind, MAX_NAME): as_int(count, 1) for kind, count in unsent.items()},
        as_text(value.get("program", ""), MAX_NAME),
        None if clock is None else as_int(clock, -MAX_CLOCK_MS, MAX_CLOCK_MS),
    )


def outside(health: bytes) -> tuple[int, int, bytes]:
    """Version, epoch of the organisation's key, and what is sealed under it. Raises Malformed."""
    if len(health) < OVERHEAD:
        raise Malformed("nothing said")
    version, epoch, wrapped = as_list(decode(health, MAX_HEALTH), 3)
    return as_int(version, 1), as_int(epoch, 1, 2**32 - 1), as_bytes(wrapped)


def _context(org: bytes, space: bytes, device: bytes, n: int, epoch: int) -> bytes:
    return encode([org, space, device, n, epoch])
