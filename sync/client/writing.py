"""A save becomes one signed, sealed commit. The store calls this in the transaction that also keeps the result."""

from collections.abc import Sequence

from sync.crypto.envelope import seal_commit
from sync.crypto.keys import DeviceKeys
from sync.log import WriteState
from sync.merge import check_disjoint
from sync.model import Commit, PurgeEntry
from sync.revision import Revision


def commit_of(
    keys: DeviceKeys,
    org: bytes,
    space: bytes,
    state: WriteState,
    revisions: Sequence[Revision],
    purge: Sequence[PurgeEntry] = (),
) -> Commit:
    """The commit over these revisions that continues `state`; its salt is fresh, also for a repeated save.

    Raises Refused where they do not fit one commit, Malformed where two of them set one group of one record.
    """
    check_disjoint(revisions)
    return seal_commit(
        keys,
        org=org,
        space=space,
        inc=state.inc,
        dseq=state.dseq,
        dprev=state.dprev,
        ctl=state.ctl,
        epoch=state.epoch,
        epoch_key=state.key,
        wit=state.witness,
        revisions=[revision.raw for revision in revisions],
        purge=purge,
    )
