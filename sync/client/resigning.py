"""Own commits that were never sent are signed anew: under a new epoch, or in a new incarnation of an older store.

What people wrote stays what it was; only the dots by which later unsent work names it are put in their place.
"""

from collections.abc import Callable, Iterable, Mapping

from sync.client.reading import ACT_TAKEN
from sync.client.writing import commit_of
from sync.codec import Value, as_bytes, as_list, as_map, decode, encode
from sync.control import BEYOND_CUT, ControlLog
from sync.crypto.envelope import open_bodies
from sync.crypto.keys import DeviceKeys
from sync.errors import SyncError
from sync.log import Changed, Journal, Stored, WriteState
from sync.merge import check_authors
from sync.model import MAX_BUCKET, Commit, Header, PurgeEntry
from sync.purging import Tomb
from sync.revision import Revision

Wanted = Callable[[Header], bool]


def resign(
    journal: Journal,
    keys: DeviceKeys,
    control: ControlLog,
    space: bytes,
    wanted: Wanted,
    *,
    repeat: bool = False,
) -> Changed:
    """Signs own unsent commits anew, in the order they were made, and every later unsent one of their incarnation.

    `repeat`: the old ones may be known elsewhere, so each revision names the one it repeats. What the user may not
    write any more as the control log stands, or what cannot be opened, stays as it is: then the others go on in a new
    incarnation, for the endpoint takes no commit behind one that it does not take. One transaction.
    """
    return journal.whole(
        lambda: _sign(journal, keys, control, space, _all_behind(journal.unsent(space), wanted), repeat=repeat)
    )


def again(journal: Journal, keys: DeviceKeys, control: ControlLog, space: bytes) -> Changed:
    """Own work that a cut alone set aside is written once more, by somebody who may write now. One transaction.

    Each revision names the one it repeats, so that nothing stands twice should the old be taken over after all.
    """

    def whole() -> Changed:
        known = [stored for stored in journal.commits_of(space, keys.device_id) if by_cut(stored)]
        named = journal.renamed(space, [stored.cid for stored in known])
        old = [Commit.parse(stored.raw) for stored in known if stored.cid not in named]
        return _sign(journal, keys, control, space, old, repeat=True)

    return journal.whole(whole)


def by_cut(stored: Stored) -> bool:
    """Whether a commit does not count because of a right that was taken later, and for nothing else."""
    return stored.verdict == "quarantine" and stored.reason in (BEYOND_CUT, ACT_TAKEN)


def _sign(
    journal: Journal, keys: DeviceKeys, control: ControlLog, space: bytes, old: list[Commit], *, repeat: bool
) -> Changed:
    opened = {commit.cid: _opened(journal, control, keys.device_id, commit) for commit in old}
    able = [(commit, raws) for commit in old if (raws := opened[commit.cid]) is not None]
    if not able:
        return Changed()
    if len(able) < len(old) or repeat:
        journal.begin_incarnation()
    changed = journal.drop_unsent(space, [commit.cid for commit, _ in able])
    names: dict[bytes, bytes] = {}
    for commit, raws in able:
        made, revisions = _again(keys, journal.write_state(space), commit, raws, names, repeat)
        changed |= journal.save_local(made, revisions)
        names[commit.cid] = made.cid
    journal.rename(space, names)
    return changed


def _all_behind(unsent: Iterable[Commit], wanted: Wanted) -> list[Commit]:
    """Those wanted, and those that continue their chain."""
    begun: set[bytes] = set()
    picked: list[Commit] = []
    for commit in unsent:
        if commit.header.inc in begun or wanted(commit.header):
            begun.add(commit.header.inc)
            picked.append(commit)
    return picked


def _opened(journal: Journal, control: ControlLog, device: bytes, commit: Commit) -> list[bytes] | None:
    """The revisions of a commit, None where it cannot be signed anew."""
    space, roster = commit.header.space, control.roster()
    key = journal.epoch_key(space, commit.header.epoch)
    user, rights = roster.user_of(device), roster.rights(device, space)
    if key is None or user is None or "w" not in rights:
        return None
    try:
        raws = open_bodies(commit, key)
        check_authors([Revision.parse(raw) for raw in raws], user, rights)
    except SyncError:
        return None
    return raws


def _again(
    keys: DeviceKeys, state: WriteState, commit: Commit, raws: list[bytes], names: Mapping[bytes, bytes], repeat: bool
) -> tuple[Commit, list[Revision]]:
    """The commit that says the same where `state` is."""
    header = commit.header
    if header.purge:
        bodies = [
            repeated(raw, names, entry.cid if repeat and entry.cid in names else b"", entry.i)
            for raw, entry in zip(raws, header.purge, strict=True)
        ]
        tombs = [Revision.parse(raw) for raw in bodies]
        purge = [
            PurgeEntry(names.get(entry.cid, entry.cid), entry.i, Tomb.read(tomb).th)
            for entry, tomb in zip(header.purge, tombs, strict=True)
        ]
        return commit_of(keys, header.org, header.space, state, tombs, purge), tombs

    def saying(cid: bytes) -> tuple[Commit, list[Revision]]:
        revisions = [Revision.parse(repeated(raw, names, cid, i)) for i, raw in enumerate(raws)]
        return commit_of(keys, header.org, header.space, state, revisions), revisions

    if not repeat:
        return saying(b"")
    try:
        return saying(commit.cid)
    except SyncError:
        # The name of what it repeats takes room. Without it the same words are one value still, should the old come.
        return saying(b"")


def repeated(raw: bytes, names: Mapping[bytes, bytes], cid: bytes, i: int) -> bytes:
    """A revision with every dot by its new name and, unless `cid` is "", naming [cid, i] as what it repeats.

    Every other byte stays, of keys that only a newer version knows too.
    """
    value = as_map(decode(raw, MAX_BUCKET))
    value["over"] = {group: _renamed(dots, names) for group, dots in as_map(value["over"]).items()}
    if "final" in value:
        value["final"] = _renamed(value["final"], names)
    if cid:
        value["re"] = [cid, i]
    return encode(value)


def _renamed(dots: Value, names: Mapping[bytes, bytes]) -> list[Value]:
    pairs = [as_list(dot, 2) for dot in as_list(dots)]
    return [[names.get(as_bytes(cid), as_bytes(cid)), i] for cid, i in pairs]
