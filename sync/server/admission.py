"""May this commit enter? Judges pushed commits by their headers, and appends the longest prefix that may.

Sees sealed bodies only as lengths and hashes. What the acts inside mean is judged by clients.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

from sync.codec import Value, encode_again
from sync.control import ControlLog, Lineage
from sync.errors import Malformed
from sync.heads import next_chain
from sync.model import Commit, Header, header_in
from sync.protocol import CTL_BEHIND, DENIED, DUP, EQUIVOCATION, GAP, MALFORMED, PURGED, QUOTA, STORED, PushResult
from sync.purging import Naming
from sync.server import purging
from sync.server.database import rows as db


@dataclass(frozen=True)
class Candidate:
    """A pushed commit whose bytes could be read."""

    commit: Commit
    raw: bytes


Item: TypeAlias = Candidate | PushResult


def read(value: Value) -> Item:
    """A candidate from the untyped commit of a push, or why its bytes are refused."""
    try:
        raw = encode_again(value)
        return Candidate(Commit.from_value(value), raw)
    except Malformed as error:
        return PushResult(MALFORMED, 0, error.reason)


def _run_key(item: Item) -> tuple[bytes, bytes]:
    if isinstance(item, PushResult):
        return b"", b""
    return item.commit.header.device, item.commit.header.inc


def runs(items: Sequence[Item]) -> list[list[Item]]:
    """The push in stretches of one device and incarnation: each is one transaction."""
    return [list(group) for _, group in groupby(items, _run_key)]


def admit_run(
    conn: db.Connection,
    control: ControlLog,
    org: bytes,
    space_id: bytes,
    run: Sequence[Item],
    begin: Callable[[], db.SpaceRow],
    now_ms: int,
    *,
    refill: bool = False,
) -> tuple[list[PushResult], db.SpaceRow | None]:
    """Judges and appends one device's run inside a writing transaction; `begin` answers the space's row.

    Answers that row as it is then, None where it was not asked for.

    The longest valid prefix is stored; what follows a refused commit of the same run is `gap`. In a refill (or a log
    that began anew, which is refilled) commits come without the bodies that were purged before.
    """
    candidates = [item for item in run if isinstance(item, Candidate)]
    if not candidates:
        return [item for item in run if isinstance(item, PushResult)], None
    if space_id not in control.roster().spaces:
        return [PushResult(DENIED, 0, "unknown space") for _ in run], None
    space = begin()
    header = candidates[0].commit.header
    last = db.last_of(conn, space.id, header.device, header.inc) or (0, b"")
    # A cid names its place in the device's chain, so what comes after the last of it is not in the log.
    before = [item.commit.cid for item in candidates if item.commit.header.dseq <= last[0]]
    known = db.known_seqs(conn, space.id, before) if before else {}
    lineage = _lineage(conn, space.id, {item.commit.cid: item.commit.header for item in candidates})
    results: list[PushResult] = []
    named: list[Naming] = []
    rows: list[db.LogRow] = []
    room = db.room(conn, org)
    refill = refill or space.gen > 1
    purges = purging.of(conn, space.id, [item.commit.cid for item in candidates]) if refill else {}
    seq, chain = space.seq, space.chain
    for item in candidates:
        commit = item.commit
        if commit.cid in known:
            if refill:
                purging.fill(conn, space.id, commit, item.raw, purges, now_ms)
            results.append(PushResult(DUP, known[commit.cid]))
            continue
        refusal = _refusal(control, org, space_id, commit, last, lineage, now_ms, refill)
        if refusal is not None:
            results.append(refusal)
            continue
        if room is not None:
            if len(item.raw) > room:
                results.append(PushResult(QUOTA, 0, "the organisation's quota is used up"))
                break
            room -= len(item.raw)
        seq += 1
        chain = next_chain(chain, commit.cid, now_ms)
        head = commit.header
        raw = purging.without(item.raw, commit, purges, now_ms)
        rows.append(db.LogRow(seq, commit.cid, head.device, head.inc, head.dseq, now_ms, chain, raw))
        named += purging.named_by(control, commit, lineage)
        known[commit.cid] = seq
        last = head.dseq, commit.cid
        results.append(PushResult(STORED if raw == item.raw else PURGED, seq))
    if rows:
        space = db.append(conn, space, rows)
        purging.keep(conn, space.id, named)
    gaps = [PushResult(GAP, 0, "what comes before it was not taken")] * (len(candidates) - len(results))
    return results + gaps, space


def _refusal(
    control: ControlLog,
    org: bytes,
    space_id: bytes,
    commit: Commit,
    last: tuple[int, bytes],
    lineage: Lineage,
    now_ms: int,
    refill: bool,
) -> PushResult | None:
    header = commit.header
    if header.org != org or header.space != space_id:
        return PushResult(DENIED, 0, "made for another space")
    if not refill and not all(commit.bodies):
        return PushResult(MALFORMED, 0, "body is missing")
    verdict = control.admits(commit, lineage, now_ms)
    if verdict.kind == "held" and header.ctl.cseq > control.head.cseq:
        return PushResult(CTL_BEHIND, 0, verdict.reason)
    if not verdict.ok:
        return PushResult(DENIED, 0, verdict.reason)
    if header.dseq > last[0] + 1:
        return PushResult(GAP, 0, f"expected {last[0] + 1}")
    if header.dseq <= last[0] or (last[0] and header.dprev != last[1]):
        return PushResult(EQUIVOCATION, 0, "another commit stands there")
    return None


def _lineage(conn: db.Connection, space_id: int, pushed: Mapping[bytes, Header]) -> Lineage:
    """Looks a commit up for rule V: in this push, where a cut may name the last of several, or in the log."""

    def header_of(cid: bytes) -> Header | None:
        if cid in pushed:
            return pushed[cid]
        raw = db.raw_commit(conn, space_id, cid)
        return None if raw is None else header_in(raw)

    return header_of
