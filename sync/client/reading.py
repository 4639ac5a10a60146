"""A pulled commit becomes a verdict and, where it counts, revisions. Pure: keys and control log in, judgement out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sync.client.tombs import Tombs
from sync.control import BAD_SIGNATURE, BEYOND_CUT, CUT_UNKNOWN, ControlLog, Verdict
from sync.crypto.envelope import open_bodies, open_body
from sync.errors import Malformed, Refused, Unknown
from sync.log import DAMAGED, Standing, VerdictKind
from sync.merge import check_authors, check_disjoint
from sync.model import Commit, Header, PurgeEntry
from sync.purging import Purge, Tomb, names
from sync.revision import Revision

APPLIED_ACTS = frozenset({"create", "edit", "finalise", "amend", "resolve", "purge"})
"""Acts this version applies; a commit with another is kept as "unknown" and judged again after an upgrade."""

BODY_MISSING = f"{DAMAGED}body is missing"
ACT_TAKEN = "the right to this act was taken"
"""He might do it when he did, and lost that right later, while he may still write."""
TOMB_MISSING = "tombstone cannot be opened yet"

Lineage = Callable[[bytes], Header | None]


@dataclass(frozen=True)
class Judgement:
    """What a commit came to; its `revisions` count where the verdict is "ok", else `standing` says what for."""

    verdict: VerdictKind
    reason: str = ""
    user: bytes = b""
    revisions: tuple[Revision, ...] = ()
    purges: tuple[PurgeEntry, ...] = ()
    """What `purger` names with it, by header and control log alone, whatever its verdict."""
    purger: bytes = b""
    tombs: tuple[tuple[int, bytes], ...] = ()
    """Which of its bodies are read as tombstones, and which."""
    standing: Standing = ""


def open_commit(
    commit: Commit, epoch_key: bytes, tombs: Mapping[int, Revision] | None = None
) -> tuple[list[Revision], str]:
    """The revisions in a commit's bodies, and why a newer version must read it ("": it need not).

    Those that `tombs` stands for are not opened. Raises Malformed where a body does not open, is not canonical, or two
    revisions set one group of one record: that wins, so that the verdict is the same in every version.
    """
    revisions: list[Revision] = []
    newer = ""
    for raw in _opened(commit, epoch_key, tombs) if tombs else open_bodies(commit, epoch_key):
        try:
            revisions.append(raw if isinstance(raw, Revision) else Revision.read(raw))
        except Unknown as error:
            newer = error.reason
    check_disjoint(revisions)
    return revisions, newer


def _opened(commit: Commit, epoch_key: bytes, tombs: Mapping[int, Revision]) -> Iterator[bytes | Revision]:
    for i in range(len(commit.bodies)):
        yield tombs[i] if i in tombs else open_body(commit, i, epoch_key)


def _check_purge(header: Header, revisions: Sequence[Revision]) -> None:
    """Raises Malformed where a purge commit holds anything but the tombstones it names, or another holds one."""
    if not header.purge:
        if any(revision.did == "purge" for revision in revisions):
            raise Malformed("tombstone outside a purge")
        return
    if len(names(header)) != len(revisions):
        raise Malformed("a purge names as many as it has bodies")
    for entry, revision in zip(header.purge, revisions, strict=True):
        if Tomb.read(revision).th != entry.th:
            raise Malformed("tombstone is not the one named")


def _may(revisions: Sequence[Revision], user: bytes, rights: frozenset[str]) -> bool:
    try:
        check_authors(revisions, user, rights)
    except Refused:
        return False
    return True


class Judge:
    """Judges the commits of one space by the control log as it stands."""

    def __init__(
        self,
        control: ControlLog,
        space: bytes,
        epoch_key: Callable[[int], bytes | None],
        lineage: Lineage,
        kinds: frozenset[str] | None,
        tombs: Tombs | None = None,
    ) -> None:
        self._control = control
        self._space = space
        self._epoch_key = epoch_key
        self._lineage = lineage
        self._kinds = kinds
        self._tombs = tombs

    def judge(self, commit: Commit) -> Judgement:
        """The verdict on one commit whose bytes could be read."""
        header = commit.header
        if header.space != self._space:
            return Judgement("quarantine", "made for another space")
        verdict = self._control.judge_commit(commit, self._lineage)
        if header.purge:
            judgement = self._judged(commit, verdict, {})
            named = names(header) if verdict.ok else ()
            return replace(judgement, purges=named, purger=verdict.user or b"") if named else judgement
        purges = self._tombs.of(header) if self._tombs else {}
        judgement = self._judged(commit, verdict, purges)
        if not purges:
            return judgement
        return replace(judgement, tombs=tuple((i, purge.th) for i, purge in sorted(purges.items())))

    def _judged(self, commit: Commit, verdict: Verdict, purges: Mapping[int, Purge]) -> Judgement:
        if verdict.reason == BAD_SIGNATURE:
            return Judgement("quarantine", DAMAGED + BAD_SIGNATURE)
        by_cut = verdict.reason in (BEYOND_CUT, CUT_UNKNOWN)
        if not verdict.ok and not by_cut:
            return Judgement(verdict.kind, verdict.reason)
        judgement = self._contents(commit, verdict.user or b"", None if by_cut else verdict.rights, purges)
        if not by_cut or judgement.verdict == "quarantine":
            return judgement
        if judgement.verdict == "unknown":
            return Judgement("unknown", judgement.reason)
        return replace(judgement, verdict=verdict.kind, reason=verdict.reason, standing="cut")

    def _contents(
        self, commit: Commit, user: bytes, rights: frozenset[str] | None, purges: Mapping[int, Purge]
    ) -> Judgement:
        """What a commit comes to whose author might write there.

        `rights` are what every later op left him; None: what he had when he wrote.
        """
        header = commit.header
        granted = self._control.roster(header.ctl.cseq)
        if granted.epoch(header.space, header.epoch) is None:
            return Judgement("quarantine", "unknown epoch")
        if any(not body for i, body in enumerate(commit.bodies) if i not in purges):
            return Judgement("held", BODY_MISSING)
        tombs = self._read(commit, user, purges)
        if isinstance(tombs, Judgement):
            return tombs
        key = self._epoch_key(header.epoch)
        if key is None and len(tombs) < len(commit.bodies):
            return Judgement("held", "no key")
        try:
            revisions, newer = open_commit(commit, key or b"", tombs)
            if not (newer and header.purge):
                _check_purge(header, revisions)
        except Malformed as error:
            return Judgement("quarantine", error.reason)
        had = granted.rights(header.device, header.space)
        try:
            check_authors(revisions, user, had)
        except Refused as error:
            return Judgement("quarantine", error.reason)
        lowered = rights is not None and rights != had and not _may(revisions, user, rights)
        judgement = Judgement("unknown", newer) if newer else self._understood(user, revisions)
        if lowered and judgement.verdict == "ok":
            return replace(judgement, verdict="quarantine", reason=ACT_TAKEN, standing="cut")
        return judgement

    def _read(self, commit: Commit, user: bytes, purges: Mapping[int, Purge]) -> dict[int, Revision] | Judgement:
        """What is read instead of erased bodies, or what that makes of the whole commit."""
        read: dict[int, Revision] = {}
        for i, purge in purges.items():
            tomb = self._tombs.read(commit, purge) if self._tombs else None
            if tomb is None:
                return Judgement("held", TOMB_MISSING)
            if tomb.was is None:
                return Judgement("quarantine", "erased, and never counted")
            read[i] = tomb.in_place(user)
        return read

    def _understood(self, user: bytes, revisions: list[Revision]) -> Judgement:
        for revision in revisions:
            if revision.did not in APPLIED_ACTS:
                return Judgement("unknown", "act of a newer version")
            if self._kinds is not None and revision.did != "purge" and revision.kind not in self._kinds:
                return Judgement("unknown", "kind of a newer version")
        if any(revision.must for revision in revisions):
            return Judgement("unknown", "must understand", user, tuple(revisions), standing="must")
        return Judgement("ok", "", user, tuple(revisions))

    def unlowered(self, header: Header) -> bool:
        """Whether nothing that came after the op a commit cites takes anything from it, so that "ok" stays "ok"."""
        verdict = self._control.judge(header, self._lineage)
        granted = self._control.roster(header.ctl.cseq).rights(header.device, header.space) if verdict.ok else None
        return verdict.rights == granted
