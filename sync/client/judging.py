"""What a commit from the log comes to: judged when it arrives, and again when what it waited for is there.

Verdicts are made by `sync.client.reading`; here is what they need of a round, and what becomes of them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from sync.client.reading import Judge, Judgement
from sync.client.tombs import Tombs
from sync.client.witnesses import borne_out
from sync.codec import Value, as_bytes, as_list, decode
from sync.control import CUT_UNKNOWN
from sync.errors import Malformed, SyncError
from sync.log import DAMAGED, Changed, Judged, Stored
from sync.model import MAX_COMMIT, MAX_HEADER, Commit, Header, header_in

if TYPE_CHECKING:
    from sync.client.rounds import Round

SLICE = 64
"""Entries a transaction: an own save never waits long for it."""
SLICE_BYTES = 128 << 10
"""Where their size is known: so many bytes of commits a transaction, so that small ones are many and large ones few."""
MOST_IN_SLICE = 256
OFF_CHAIN = "witness is off the chain"
"""Its author saw another log than the one here."""


def judge_again(round_: "Round", space: bytes, *, whole: bool = False) -> None:
    """Judges anew what is pending, because keys or ops arrived or a newer version started, and whom ops concern.

    `whole`: the log was read to its end. Before that, what counts stays while only its cut cannot be followed yet.
    """
    journal, control = round_.journal, round_.control
    settle(round_, space, rejudged(round_, space))
    after = journal.judged(space)
    if after >= control.head.cseq:
        return
    for device in sorted(device for of, device in control.touched(after) if of == space):
        settle(round_, space, _touched(round_, space, device, whole))
    if whole:
        journal.mark_judged(space, control.head.cseq)


def conclude(round_: "Round", space: bytes) -> None:
    """The log was read to its end: what an op made of older commits is settled for good."""
    if round_.journal.judged(space) < round_.control.head.cseq:
        judge_again(round_, space, whole=True)


def from_raw(round_: "Round", space: bytes) -> Iterator[int]:
    """Judges every stored commit of the space once more from its bytes; yields how many came to each transaction."""
    afresh = Afresh(round_, space)
    batch: list[Judged] = []
    for stored in round_.journal.every(space):
        batch.append(afresh.of(stored, weigh=stored.verdict != "ok"))
        if len(batch) == SLICE:
            settle(round_, space, batch)
            yield len(batch)
            batch = []
    settle(round_, space, batch)
    round_.journal.mark_judged(space, round_.control.head.cseq)
    yield len(batch)


def _touched(round_: "Round", space: bytes, device: bytes, whole: bool) -> Iterator[Judged]:
    """The commits of one machine that are judged otherwise now."""
    afresh = Afresh(round_, space)
    for stored in round_.journal.commits_of(space, device):
        counted = stored.verdict == "ok"
        if counted and afresh.judge.unlowered(header_in(stored.raw)):
            continue
        entry = afresh.of(stored, weigh=not counted)
        if (entry.verdict, entry.reason) == (stored.verdict, stored.reason):
            continue
        if counted and entry.reason == CUT_UNKNOWN and not whole:
            continue
        if counted:
            _go_on_elsewhere(round_, entry)
        yield entry


def _go_on_elsewhere(round_: "Round", entry: Judged) -> None:
    """Own work that counts no more is no place to go on: the endpoint takes no commit behind one it does not take."""
    header = header_in(entry.raw)
    if (header.device, header.inc) == (round_.keys.device_id, round_.journal.incarnation()):
        round_.journal.begin_incarnation()


def settle(round_: "Round", space: bytes, entries: Iterable[Judged]) -> None:
    """Stores new verdicts, so many a transaction, and tells which records they changed."""
    changed = Changed()
    entries = iter(entries)
    while batch := list(islice(entries, SLICE)):
        changed |= round_.journal.settle(space, batch)
        if any(entry.purges for entry in batch):
            round_.unread.add(space)
    round_.changed(space, changed)


def rejudged(round_: "Round", space: bytes, reason: str = "") -> Iterator[Judged]:
    """The pending commits (those pending for `reason`) that are judged otherwise now."""
    afresh = Afresh(round_, space)
    for stored in round_.journal.pending(space):
        if reason and stored.reason != reason:
            continue
        entry = afresh.of(stored, weigh=True)
        standing = entry.standing if entry.revisions else ""
        if (entry.verdict, entry.reason, standing) != (stored.verdict, stored.reason, stored.standing):
            yield entry


class Afresh:
    """Judges stored commits of a space once more, by the control log, keys and commits that are here now."""

    def __init__(self, round_: "Round", space: bytes) -> None:
        self._round, self._space = round_, space
        self._cursor = round_.journal.cursor(space)
        self.judge = judge_of(round_, space)

    def of(self, stored: Stored, *, weigh: bool) -> Judged:
        """What it comes to. `weigh`: what its author saw of the log counts too."""
        commit, judgement = read(self.judge, stored.raw)
        if weigh and commit is not None and self._cursor is not None:
            judgement = with_witness(self._round, self._space, self._cursor.gen, stored.seq, {}, commit, judgement)
        return outcome(judgement, stored.cid, stored.raw, commit, stored.seq, stored.received_ms, stored.chain)


def judge_of(round_: "Round", space: bytes) -> Judge:
    """A judge of the space by the control log, keys and commits that are here now."""
    journal = round_.journal
    keys: dict[int, bytes | None] = {}

    def epoch_key(epoch: int) -> bytes | None:
        if epoch not in keys:
            keys[epoch] = journal.epoch_key(space, epoch)
        return keys[epoch]

    def lineage(cid: bytes) -> Header | None:
        raw = journal.commit(space, cid)
        try:
            return None if raw is None else header_in(raw)
        except SyncError:
            return None

    return Judge(round_.control, space, epoch_key, lineage, round_.kinds, Tombs(journal, space, epoch_key))


def read(judge: Judge, raw: bytes, value: "Value | None" = None) -> tuple[Commit | None, Judgement]:
    """The commit in these bytes, None where they cannot be read, and what it comes to.

    `value` is what `decode` makes of them, where that was done already.
    """
    try:
        if value is None or len(raw) > MAX_COMMIT + MAX_HEADER:
            value = decode(raw, MAX_COMMIT + MAX_HEADER)
        commit = Commit.from_value(value)
    except Malformed as error:
        return None, Judgement("quarantine", DAMAGED + error.reason if _header_is_sound(raw) else error.reason)
    return commit, judge.judge(commit)


def _header_is_sound(raw: bytes) -> bool:
    """Whether the part of an unreadable commit that its cid covers can be read: then its author is not to blame."""
    try:
        Header.parse(as_bytes(as_list(decode(raw, MAX_COMMIT + MAX_HEADER))[0]))
    except SyncError:
        return False
    return True


def with_witness(
    round_: "Round",
    space: bytes,
    gen: int,
    seq: int,
    chains: dict[int, bytes],
    commit: Commit,
    judgement: Judgement,
) -> Judgement:
    """A commit whose author saw another log than mine is a claim: held and alarmed until signed heads tell (M10)."""
    if judgement.verdict != "ok" or borne_out(round_, space, gen, seq, chains, commit.header.wit):
        return judgement
    return replace(judgement, verdict="held", reason=OFF_CHAIN, user=b"", revisions=())


def outcome(
    judgement: Judgement, cid: bytes, raw: bytes, commit: Commit | None, seq: int, received_ms: int, chain: bytes
) -> Judged:
    """The entry as the journal takes it."""
    verdict = judgement.verdict, judgement.reason, judgement.user, judgement.revisions
    return Judged(
        cid, raw, commit, seq, received_ms, chain, *verdict,
        purges=judgement.purges, purger=judgement.purger, tombs=judgement.tombs, standing=judgement.standing,
    )  # fmt: skip
