"""A pulled commit becomes a verdict and, where it counts, revisions. Pure: keys and control log in, judgement out."""

from collections.abc import Callable
from dataclasses import dataclass

from sync.control import BAD_SIGNATURE, ControlLog
from sync.crypto.envelope import open_bodies
from sync.errors import Malformed, Refused, Unknown
from sync.log import DAMAGED, VerdictKind
from sync.merge import check_authors, check_disjoint
from sync.model import Commit, Header
from sync.revision import Revision

APPLIED_ACTS = frozenset({"create", "edit", "amend", "resolve"})
"""Acts this version applies; a commit with another is kept as "unknown" and judged again after an upgrade."""

BODY_MISSING = f"{DAMAGED}body is missing"

Lineage = Callable[[bytes], Header | None]


@dataclass(frozen=True)
class Judgement:
    """What a commit came to; `revisions` only where the verdict is "ok"."""

    verdict: VerdictKind
    reason: str = ""
    user: bytes = b""
    revisions: tuple[Revision, ...] = ()


def open_commit(commit: Commit, epoch_key: bytes) -> list[Revision]:
    """The revisions in a commit's bodies.

    Raises Malformed where a body does not open, is not canonical, or two revisions set one group of one record;
    Unknown where a newer version wrote one. Malformed wins, so that the verdict is the same in every version.
    """
    revisions: list[Revision] = []
    unknown: Unknown | None = None
    for raw in open_bodies(commit, epoch_key):
        try:
            revisions.append(Revision.parse(raw))
        except Unknown as error:
            unknown = error
    check_disjoint(revisions)
    if unknown is not None:
        raise unknown
    return revisions


class Judge:
    """Judges the commits of one space by the control log as it stands."""

    def __init__(
        self,
        control: ControlLog,
        space: bytes,
        epoch_key: Callable[[int], bytes | None],
        lineage: Lineage,
        kinds: frozenset[str] | None,
    ) -> None:
        self._control = control
        self._space = space
        self._epoch_key = epoch_key
        self._lineage = lineage
        self._kinds = kinds

    def judge(self, commit: Commit) -> Judgement:
        """The verdict on one commit whose bytes could be read."""
        header = commit.header
        if header.space != self._space:
            return Judgement("quarantine", "made for another space")
        verdict = self._control.judge_commit(commit, self._lineage)
        if verdict.reason == BAD_SIGNATURE:
            return Judgement("quarantine", DAMAGED + BAD_SIGNATURE)
        if not verdict.ok:
            return Judgement(verdict.kind, verdict.reason)
        if self._control.roster(header.ctl.cseq).epoch(header.space, header.epoch) is None:
            return Judgement("quarantine", "unknown epoch")
        if header.purge:
            return Judgement("unknown", "purge of a later version")
        if any(not body for body in commit.bodies):
            return Judgement("held", BODY_MISSING)
        key = self._epoch_key(header.epoch)
        if key is None:
            return Judgement("held", "no key")
        try:
            revisions = open_commit(commit, key)
        except Malformed as error:
            return Judgement("quarantine", error.reason)
        except Unknown as error:
            return Judgement("unknown", error.reason)
        user = verdict.user or b""
        try:
            check_authors(revisions, user, verdict.rights)
        except Refused as error:
            return Judgement("quarantine", error.reason)
        return self._understood(user, revisions)

    def _understood(self, user: bytes, revisions: list[Revision]) -> Judgement:
        for revision in revisions:
            if revision.act not in APPLIED_ACTS:
                return Judgement("unknown", "act of a later version")
            if revision.must:
                return Judgement("unknown", "must understand")
            if self._kinds is not None and revision.kind not in self._kinds:
                return Judgement("unknown", "kind of a newer version")
        return Judgement("ok", "", user, tuple(revisions))
