"""An archivist's purge in the making: the tombstone of each revision that is named, and the commit that names them.

The second archivist's client makes its own from what it holds, and can so see a difference (docs/format.md, "Purge").
"""

from collections.abc import Sequence

from sync.client.reading import Judge
from sync.client.writing import commit_of
from sync.control import BEYOND_CUT
from sync.crypto.envelope import open_body
from sync.crypto.keys import DeviceKeys
from sync.errors import SyncError
from sync.log import DAMAGED, WriteState
from sync.model import MAX_BODIES, Commit, Dot, PurgeEntry
from sync.purging import Tomb
from sync.revision import Revision

AT_ONCE = MAX_BODIES
"""So many revisions one commit can name."""


def tomb_of(judge: Judge, commit: Commit, i: int, key: bytes | None) -> Tomb | None:
    """The tombstone of a body as this machine reads it; None where it cannot, or where there is nothing to erase."""
    if commit.header.purge or i >= len(commit.bodies) or not commit.bodies[i] or key is None:
        return None
    judgement = judge.judge(commit)
    never = judgement.verdict == "quarantine" and judgement.reason != BEYOND_CUT
    if judgement.reason.startswith(DAMAGED):
        return None
    try:
        revision = Revision.parse(open_body(commit, i, key))
    except SyncError:
        return Tomb.bare() if never else None
    return Tomb.bare(revision.rec, revision.kind) if never else Tomb.of(revision)


def purge_of(
    keys: DeviceKeys,
    org: bytes,
    space: bytes,
    state: WriteState,
    named: Sequence[tuple[Dot, Tomb]],
    *,
    hlc: int,
    at: tuple[int, int],
    author: bytes,
) -> tuple[Commit, list[Revision]]:
    """The commit that names these revisions, 1 to AT_ONCE of them, and the tombstones in its bodies."""
    revisions = [tomb.body(hlc=hlc, at=at, author=author) for _dot, tomb in named]
    entries = [PurgeEntry(*dot, tomb.th) for dot, tomb in named]
    return commit_of(keys, org, space, state, revisions, entries), revisions
