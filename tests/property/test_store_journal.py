"""The journal in the database and the one in memory say the same after any history (invariants I6, I8)."""

import random
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from helpers.stores import KEY, NOON, PALLE, SIGNE, SPACE, Others, device, judged, made, op, revision, sealed

from desktop.domain.registry import kinds
from desktop.store.journal import StoreJournal
from desktop.store.records import Records
from desktop.store.store import Store
from sync.log import DAMAGED, Batch, Changed, Cursor, Judged
from sync.memory import MemoryJournal
from sync.merge import Rev, fold
from sync.model import Commit, Dot
from sync.revision import Revision

ME = device("signe")
KINDS = ("agreement", "consultation", "of_tomorrow")
WHY = ("why", "why", f"{DAMAGED}why")
VERDICTS = ("ok", "ok", "ok", "held", "unknown", "quarantine")


@dataclass
class Pair:
    """Both journals, driven together; every answer is compared."""

    store: Store
    rng: random.Random
    memory: MemoryJournal = field(default_factory=MemoryJournal)
    others: Others = field(default_factory=Others)
    made: list[tuple[Commit, list[Revision]]] = field(default_factory=list)
    log: list[tuple[Commit, list[Revision]]] = field(default_factory=list)
    gen: int = 0

    def __post_init__(self) -> None:
        self.real = StoreJournal(self.store, ME.device_id)
        self.memory.inc = self.store.query("SELECT value FROM meta WHERE name = 'inc'")[0][0]
        self.both("append_control", [op(1)], 0)
        self.both("put_epoch_key", SPACE, 1, KEY)

    def both(self, name: str, *args: object) -> object:
        """Calls the same on both; the answers must be equal."""
        ours, theirs = getattr(self.real, name)(*args), getattr(self.memory, name)(*args)
        if isinstance(ours, Changed):
            assert ours == theirs, name
        elif isinstance(ours, list):
            assert sorted(ours, key=repr) == sorted(theirs, key=repr), name
        else:
            assert ours == theirs, name
        return ours

    def revisions(self, by: bytes) -> list[Revision]:
        """One to three changes to a few records, over dots that exist or not."""
        kind, n = self.rng.choice(KINDS), self.rng.randint(1, 3)
        dots = [Dot(commit.cid, 0) for commit, _ in self.made] or [Dot(b"x" * 32, 0)]
        over = {"text": self.rng.sample(dots, min(len(dots), self.rng.randint(0, 2)))}
        return [
            revision(
                bytes([rec]) * 16,
                {"text": {"text": str(self.rng.random())}},
                kind=kind,
                act=self.rng.choice(("create", "edit")),
                hlc=self.rng.randint(0, 50),
                by=by,
                over=over,
            )
            for rec in self.rng.sample(range(4), n)
        ]

    def save(self) -> None:
        """A local save."""
        revisions = self.revisions(SIGNE)
        commit = sealed(self.real, ME, revisions)
        assert self.real.write_state(SPACE) == self.memory.write_state(SPACE)
        self.real.save_local(commit, revisions)
        self.memory.save_local(commit, revisions)
        self.made.append((commit, revisions))

    def write_elsewhere(self) -> None:
        """Another person's commit reaches the endpoint."""
        revisions = self.revisions(PALLE)
        self.log.append((self.others.commit(*revisions), revisions))
        self.made.append(self.log[-1])

    def push(self) -> None:
        """Some of the outbox reaches the endpoint; the answer may be lost."""
        outbox = self.both("outbox", SPACE, self.rng.randint(1, 4))
        assert isinstance(outbox, list)
        known = {commit.cid: (commit, revisions) for commit, revisions in self.made}
        for commit in outbox:
            if commit not in [there for there, _ in self.log]:
                self.log.append(known[commit.cid])
            if self.rng.random() < 0.6:
                seq = [there for there, _ in self.log].index(commit) + 1 - (self.rng.random() < 0.1)
                self.both("mark_stored", SPACE, {commit.cid: seq})
            else:
                self.both("mark_refused", SPACE, commit.cid, "gap")

    def pull(self) -> None:
        """A batch of the log, from the cursor or replayed, each entry with a verdict."""
        cursor = self.real.cursor(SPACE)
        if cursor is None or self.rng.random() < 0.05:
            self.gen += 1
            self.both("apply", Batch(SPACE, b"start", (), Cursor(self.gen, 0, bytes(32)), b""))
            return
        first = cursor.seq if self.rng.random() < 0.8 else self.rng.randint(0, cursor.seq)
        entries = tuple(
            self.entry(commit, revisions, seq)
            for seq, (commit, revisions) in list(enumerate(self.log, 1))[first : first + self.rng.randint(1, 4)]
        )
        if entries:
            last = entries[-1]
            head = self.rng.choice((b"", b"head %d" % last.seq))
            self.both("apply", Batch(SPACE, b"", entries, Cursor(self.gen, last.seq, last.chain), head))

    def entry(self, commit: Commit, revisions: list[Revision], seq: int) -> Judged:
        """An entry; its time is the log's, its verdict is not always the same."""
        verdict = "ok" if commit.header.device == ME.device_id else self.rng.choice(VERDICTS)
        return judged(commit, seq, revisions, verdict, "" if verdict == "ok" else self.rng.choice(WHY), NOON + seq)  # type: ignore[arg-type]

    def settle(self) -> None:
        """Some pending commits are judged again."""
        known = {commit.cid: (commit, revisions) for commit, revisions in self.made}
        again = [
            self.entry(*known[stored.cid], stored.seq) for stored in self.real.pending(SPACE) if self.rng.random() < 0.5
        ]
        self.both("settle", SPACE, again)

    def recall(self) -> None:
        """What the endpoint claimed and the log does not hold goes back to the outbox."""
        lost = self.both("missing", SPACE)
        assert isinstance(lost, list)
        self.both("mark_local", SPACE, lost)
        assert self.both("missing", SPACE) == []

    def compare(self) -> None:
        """Everything that can be asked."""
        asked = "cursor head outbox outbox_count pending damaged missing lasts epochs beats boxed"
        for name in asked.split():
            self.both(name, SPACE)
        self.both("settled", SPACE, [commit.cid for commit, _ in self.made])
        for commit, _ in self.made:
            self.both("commit", SPACE, commit.cid)
        for gen in range(1, self.gen + 1):
            for seq in range(len(self.log) + 2):
                self.both("chain_at", SPACE, gen, seq)

    def views(self) -> None:
        """Every row and record is what a fold of the memory's revisions gives."""
        records, known = Records(self.store), self.memory.space(SPACE).revisions.values()
        for kind in ("agreement", "consultation"):
            for n in range(4):
                rec = bytes([n]) * 16
                revs = [
                    Rev(Dot(k.cid, k.i), k.revision, k.user, k.device, k.received_ms)
                    for k in known
                    if k.revision.rec == rec and k.revision.kind == kind
                ]
                found, row = records.get(kind, rec), records.row(kind, rec)
                assert (found is None) == (row is None) == (not revs)
                if found and row:
                    shown = fold(kinds()[kind].rule, revs)
                    assert found.view == shown
                    assert row.values["text"] == shown.groups["text"].value["text"]
                    assert row.conflicts == sum(group.conflict for group in shown.groups.values())


@pytest.mark.parametrize("seed", range(30))
def test_both_journals_tell_the_same_story(tmp_path: Path, seed: int) -> None:
    """Saves, pushes with lost answers, pulls with replays and changing verdicts, settling, new generations."""
    rng = random.Random(seed)
    with made(tmp_path)[0] as store:
        pair = Pair(store, rng)
        steps = [pair.save, pair.write_elsewhere, pair.push, pair.pull, pair.pull, pair.settle, pair.recall]
        for _ in range(70):
            rng.choice(steps)()
            if rng.random() < 0.3:
                pair.both("mark_seen", SPACE, rng.randint(0, 9))
        pair.compare()
        pair.views()
        assert len(pair.made) > 10
        assert pair.real.cursor(SPACE) is not None
