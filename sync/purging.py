"""Erasure (docs/format.md, "Purge"): what two archivists named together, and the tombstones that take its place.

Pure. A purge is a function of headers and control log alone; that a commit names at all is told by the caller. It must
not know storage, keys or clocks.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from sync import codec
from sync.codec import Value, as_list
from sync.errors import Malformed
from sync.model import MAX_COMMIT, MAX_HEADER, ZERO16, Dot, Header, PurgeEntry, digest, header_in
from sync.revision import Revision

WINDOW_DAYS = 7
WINDOW_MS = WINDOW_DAYS * 24 * 3600 * 1000
"""So long after the second archivist's commit was received the bytes go; what they say is hidden at once."""


class Naming(NamedTuple):
    """One revision named by one archivist's commit. `seq` and `received_ms` are 0 while that is in no log."""

    cid: bytes
    i: int
    th: bytes
    user: bytes
    by: bytes
    seq: int = 0
    received_ms: int = 0

    @property
    def dot(self) -> Dot:
        """What is named."""
        return Dot(self.cid, self.i)


@dataclass(frozen=True)
class Purge:
    """A purge in effect: which dot, read as which tombstone, named by which commits.

    `seq` is where the log says that the second archivist agreed, 0 while it does not say so yet: bytes go only then.
    """

    dot: Dot
    th: bytes
    by: tuple[bytes, ...]
    seq: int
    received_ms: int

    def due(self, now_ms: int) -> bool:
        """Whether the bytes go now."""
        return self.seq > 0 and now_ms >= self.received_ms + WINDOW_MS


def names(header: Header) -> tuple[PurgeEntry, ...]:
    """What a purge commit names: one entry a body, else nothing."""
    return header.purge if len(header.purge) == len(header.bodies) else ()


def in_effect(namings: Iterable[Naming]) -> dict[Dot, Purge]:
    """The purges that two different users named alike; of two tombstones for one dot the lowest counts."""
    alike: dict[tuple[Dot, bytes], list[Naming]] = {}
    for naming in namings:
        alike.setdefault((naming.dot, naming.th), []).append(naming)
    found: dict[Dot, Purge] = {}
    for (dot, th), named in sorted(alike.items(), reverse=True):
        if len({one.user for one in named}) > 1:
            seq, received_ms = _agreed(named)
            found[dot] = Purge(dot, th, tuple(sorted({one.by for one in named})), seq, received_ms)
    return found


def _agreed(named: Iterable[Naming]) -> tuple[int, int]:
    """Where the second user stands in the log, and when that was received; zeros while fewer than two stand there."""
    first: dict[bytes, tuple[int, int]] = {}
    for one in named:
        if one.seq and (one.user not in first or one.seq < first[one.user][0]):
            first[one.user] = one.seq, one.received_ms
    return sorted(first.values())[1] if len(first) > 1 else (0, 0)


@dataclass(frozen=True)
class Tomb:
    """What stays of an erased revision: where it was, what it did, and what it was over. None of its words.

    `was` is absent where the named commit counts nowhere (INVALID): then nothing stays but the record's name.
    """

    rec: bytes
    kind: str
    was: str | None = None
    over: dict[str, tuple[Dot, ...]] = field(default_factory=dict)
    final: tuple[Dot, ...] | None = None
    re: Dot | None = None

    @classmethod
    def of(cls, revision: Revision) -> "Tomb":
        """The tombstone of a revision."""
        over = {group: tuple(dots) for group, dots in revision.over.items()}
        return cls(revision.rec, revision.kind, revision.act, over, revision.final, revision.re)

    @classmethod
    def bare(cls, rec: bytes = ZERO16, kind: str = "") -> "Tomb":
        """The tombstone of a revision whose commit is INVALID; zeros and "" where not even its record can be read."""
        return cls(rec, kind)

    @classmethod
    def read(cls, body: Revision) -> "Tomb":
        """The tombstone that a body of a purge commit holds. Raises Malformed for any other body."""
        if body.act != "purge" or body.set:
            raise Malformed("not a tombstone")
        if body.was is None:
            return cls.bare(body.rec, body.kind)
        return cls(body.rec, body.kind, body.was, dict(body.over), body.final, body.re)

    @cached_property
    def th(self) -> bytes:
        """What a purge names it by."""
        value: dict[str, Value] = {"rec": self.rec, "kind": self.kind}
        if self.was is not None:
            value["was"] = self.was
            value["over"] = {group: [list(dot) for dot in dots] for group, dots in self.over.items()}
            if self.final is not None:
                value["final"] = [list(dot) for dot in self.final]
            if self.re is not None:
                value["re"] = list(self.re)
        return digest("rt1/tomb", codec.encode(value))

    def body(self, *, hlc: int, at: tuple[int, int], author: bytes) -> Revision:
        """The revision that an archivist's commit carries."""
        return Revision.build(
            rec=self.rec,
            kind=self.kind,
            schema=1,
            act="purge",
            set={},
            hlc=hlc,
            at=at,
            author=author,
            over=self.over,
            final=self.final,
            was=self.was,
            re=self.re,
        )

    def in_place(self, user: bytes) -> Revision:
        """What is read instead of the erased revision: the same bytes wherever it is made."""
        return replace(self.body(hlc=0, at=(0, 0), author=user), erased=True)


def hollowed(raw: bytes, gone: Iterable[int]) -> bytes:
    """The bytes of a stored commit without the bodies at these places; what is signed stays. Raises Malformed."""
    places = set(gone)
    header, sig, bodies = as_list(codec.decode(raw, MAX_COMMIT + MAX_HEADER), 3)
    kept = [b"" if i in places else body for i, body in enumerate(as_list(bodies))]
    return codec.encode([header, sig, kept])


def relevant(raw: bytes, cid: bytes, th_of: Mapping[Dot, bytes]) -> dict[int, bytes]:
    """Of these tombstones those that can be read in a stored commit: it has such a body, and is no purge itself."""
    header = header_in(raw)
    if header.purge:
        return {}
    return {dot.i: th for dot, th in th_of.items() if dot.cid == cid and dot.i < len(header.bodies)}


def repeats(revs: Iterable[tuple[Dot, bytes, Dot | None, bool]]) -> frozenset[Dot]:
    """The dots that say again what was erased, or were said again by it (`re`): a purge of either hides both.

    `revs` are (dot, device, re, erased) of one record; only what one machine repeated of its own counts.
    """
    rows = list(revs)
    made_by = {dot: device for dot, device, _re, _erased in rows}
    beside: dict[Dot, list[Dot]] = {}
    for dot, device, re, _erased in rows:
        if re is not None and made_by.get(re) == device:
            beside.setdefault(dot, []).append(re)
            beside.setdefault(re, []).append(dot)
    erased = [dot for dot, _device, _re, gone in rows if gone]
    reached, ahead = set(erased), erased
    while ahead:
        ahead = sorted({dot for at in ahead for dot in beside.get(at, ())} - reached)
        reached.update(ahead)
    return frozenset(reached.difference(erased))


def with_older(revs: Mapping[Dot, tuple[bytes, Revision]], chosen: Iterable[Dot]) -> frozenset[Dot]:
    """What must be named with `chosen` of a record, so that the words are nowhere: what they were written over, what
    that was over, and what a machine said twice. `revs` are dot → (device, revision)."""
    twins = [(dot, device, revision.re, False) for dot, (device, revision) in revs.items()]
    reached: set[Dot] = set()
    ahead = {dot for dot in chosen if dot in revs}
    while ahead:
        reached |= ahead
        under = {dot for at in ahead for dots in revs[at][1].over.values() for dot in dots if dot in revs}
        again = repeats((dot, device, re, dot in ahead) for dot, device, re, _ in twins)
        ahead = (under | again) - reached
    return frozenset(reached)
