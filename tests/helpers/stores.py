"""A store on a temporary folder, and real commits for it: cheap passphrase, real keys, no endpoint."""

import itertools
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from desktop.store import vault
from desktop.store.journal import StoreJournal
from desktop.store.store import Store
from desktop.store.vault import Argon2Params, Keys
from sync.client.writing import commit_of
from sync.codec import Value, encode
from sync.crypto.envelope import seal_commit
from sync.crypto.keys import DeviceKeys
from sync.log import Journal, Judged, VerdictKind
from sync.model import NO_WITNESS, ZERO32, Commit, CtlRef, Dot
from sync.revision import Revision

PASSPHRASE = "rødgrød med fløde"
CHEAP = Argon2Params(memory_kib=64, iterations=1, lanes=1)
ORG, SPACE, SIGNE, PALLE = b"O" * 16, b"S" * 16, b"signe".ljust(16), b"palle".ljust(16)
KEY = b"\x55" * 32
NOON = 1_795_250_000_000


def made(folder: Path) -> tuple[Store, Keys]:
    """A fresh open store and its keys."""
    keys = vault.create(folder, PASSPHRASE, CHEAP)
    return Store.create(folder, keys), keys


@cache
def device(name: str) -> DeviceKeys:
    """The keys of a machine, the same for the same name within a run."""
    return DeviceKeys.generate()


def op(cseq: int) -> tuple[bytes, bytes]:
    """An op of the control log and its head, as far as a store looks at them."""
    payload = encode([1, ORG, cseq, b"\0" * 32, "policy", [], b"", 0])
    return encode([payload, b"\0" * 64, b""]), b"head %d" % cseq


def revision(
    rec: bytes,
    groups: Mapping[str, Mapping[str, Value]],
    *,
    kind: str = "agreement",
    act: str = "edit",
    hlc: int = 1,
    by: bytes = SIGNE,
    over: Mapping[str, Sequence[Dot]] | None = None,
    at: int = NOON,
) -> Revision:
    """One change to one record."""
    return Revision.build(rec=rec, kind=kind, schema=1, act=act, set=groups, hlc=hlc, at=(at, 60), author=by, over=over)


def ready(journal: Journal, space: bytes = SPACE) -> None:
    """Gives a fresh journal what writing needs: a control log and an epoch key."""
    journal.append_control([op(1)], 0)
    journal.put_epoch_key(space, 1, KEY)


def sealed(journal: Journal, keys: DeviceKeys, revisions: Sequence[Revision], space: bytes = SPACE) -> Commit:
    """The next commit of this device in the space, really sealed and signed."""
    return commit_of(keys, ORG, space, journal.write_state(space), revisions)


def save(store: Store, journal: StoreJournal, keys: DeviceKeys, *revisions: Revision) -> Commit:
    """A save as the services do it: state, seal, store in one transaction."""
    with store.transaction():
        commit = sealed(journal, keys, revisions)
        journal.save_local(commit, revisions)
    return commit


def judged(
    commit: Commit,
    seq: int,
    revisions: Sequence[Revision] = (),
    verdict: VerdictKind = "ok",
    reason: str = "",
    received_ms: int = NOON + 500,
) -> Judged:
    """A pulled entry with its verdict."""
    user = revisions[0].author if revisions and verdict == "ok" else b""
    shown = tuple(revisions) if verdict == "ok" else ()
    chain = bytes([seq % 256]) * 32
    return Judged(commit.cid, commit.raw(), commit, seq, received_ms, chain, verdict, reason, user, shown)


class Others:
    """Commits of another person's machine, made without a journal."""

    def __init__(self, name: str = "palle", user: bytes = PALLE) -> None:
        self.keys, self.user, self._dseq = device(name), user, itertools.count(1)

    def commit(self, *revisions: Revision, space: bytes = SPACE) -> Commit:
        """The next commit."""
        return seal_commit(
            self.keys,
            org=ORG,
            space=space,
            inc=b"\x33" * 8,
            dseq=next(self._dseq),
            dprev=ZERO32,
            ctl=CtlRef(1, b"c" * 32),
            epoch=1,
            epoch_key=KEY,
            wit=NO_WITNESS,
            revisions=[r.raw for r in revisions],
        )
