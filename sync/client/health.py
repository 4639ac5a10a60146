"""What a machine lacks, said in its beat and sealed under the organisation space: which keys did not come, or open.

The endpoint sees that something is said, and how long it is. Keys of the map it does not know are left alone.
"""

from typing import TYPE_CHECKING

from sync.codec import as_bytes, as_int, as_list, decode, encode
from sync.crypto.wrapping import OVERHEAD, unwrap, wrap
from sync.errors import Malformed, SyncError
from sync.heads import Beat
from sync.log import Journal
from sync.model import VERSION

if TYPE_CHECKING:
    from sync.client.rounds import Round

TAG = "rt1/beat"
MAX_LACKS = 256
MAX_HEALTH = 4096


def lacking(round_: "Round", space: bytes) -> tuple[int, ...]:
    """The epochs of the space whose keys this machine has not, the newest first; at most 256."""
    here = round_.journal.epochs(space)
    epochs = (info.epoch for info in reversed(round_.control.roster().epochs(space)))
    return tuple(epoch for epoch in epochs if epoch not in here)[:MAX_LACKS]


def seal(round_: "Round", space: bytes, n: int) -> bytes:
    """What beat number `n` of the space says: "" where nothing is lacking, or no key of the organisation is here."""
    lacks = lacking(round_, space)
    epoch = max(round_.journal.good_epochs(round_.org), default=0)
    key = round_.journal.epoch_key(round_.org, epoch)
    round_.said_lacking[space] = () if key is None else lacks
    if not lacks or key is None:
        return b""
    context = _context(round_.org, space, round_.keys.device_id, n, epoch)
    return encode([VERSION, epoch, wrap(key, TAG, context, encode({"lacks": list(lacks), "v": VERSION}))])


def owed(round_: "Round", space: bytes) -> bool:
    """Whether what the last beat said of it is no longer so, and can be said; nothing was said before the first."""
    changed = round_.said_lacking.get(space, ()) != lacking(round_, space)
    return changed and bool(round_.journal.good_epochs(round_.org))


def lacks_of(journal: Journal, beat: Beat) -> tuple[int, ...]:
    """The epochs that the maker of a verified beat lacks; none where it cannot be opened, or says nothing of it."""
    try:
        version, epoch, wrapped = outside(beat.health)
        key = journal.epoch_key(beat.org, epoch)
        if version != VERSION or key is None:
            return ()
        context = _context(beat.org, beat.space, beat.device, beat.n, epoch)
        return parse(unwrap(key, TAG, context, wrapped))
    except SyncError:
        return ()


def parse(raw: bytes) -> tuple[int, ...]:
    """The epochs in an opened health. Raises Malformed."""
    value = decode(raw, MAX_HEALTH)
    if not isinstance(value, dict):
        raise Malformed("health is no map")
    return tuple(as_int(epoch, 1, 2**32 - 1) for epoch in as_list(value.get("lacks", []), at_most=MAX_LACKS))


def outside(health: bytes) -> tuple[int, int, bytes]:
    """Version, epoch of the organisation's key, and what is sealed under it. Raises Malformed."""
    if len(health) < OVERHEAD:
        raise Malformed("nothing said")
    version, epoch, wrapped = as_list(decode(health, MAX_HEALTH), 3)
    return as_int(version, 1), as_int(epoch, 1, 2**32 - 1), as_bytes(wrapped)


def _context(org: bytes, space: bytes, device: bytes, n: int, epoch: int) -> bytes:
    return encode([org, space, device, n, epoch])
