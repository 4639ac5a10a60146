"""The journal in the database and the one in memory say the same after any history (invariants I6, I8)."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from helpers.stores import KEY, NOON, PALLE, SIGNE, SPACE, Others, device, judged, made, op, revision, sealed

from desktop.domain.registry import kinds
from desktop.store.journal import StoreJournal
from desktop.store.records import Records
from desktop.store.store import Store
from sync.control import BEYOND_CUT
from sync.log import DAMAGED, Batch, Changed, Cursor, Judged, Stored
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
    renamed: list[bytes] = field(default_factory=list)
    gen: int = 0

    def __post_init__(self) -> None:
        self.real = StoreJournal(self.store, ME.device_id)
        self.memory.device = ME.device_id
        self.memory.inc = self.store.query("SELECT value FROM meta WHERE name = 'inc'")[0][0]
        self.both("append_control", [op(1)], 0)
        self.both("put_epoch_key", SPACE, 1, KEY)

    def both(self, name: str, *args: object) -> object:
        """Calls the same on both; the answers must be equal."""
        ours, theirs = getattr(self.real, name)(*args), getattr(self.memory, name)(*args)
        if isinstance(ours, Changed):
            assert ours == theirs, name
        elif isinstance(ours, list | Iterator):
            ours, theirs = list(ours), list(theirs)
            assert len(ours) == len(theirs), name
            for one, other in zip(sorted(ours, key=repr), sorted(theirs, key=repr), strict=True):
                assert one == other, name
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

    def same_state(self) -> None:
        """What the next commit is built on; which commit of an earlier incarnation the first one names is no matter."""
        ours, theirs = self.real.write_state(SPACE), self.memory.write_state(SPACE)
        assert ours == (replace(theirs, dprev=ours.dprev) if ours.dseq == 1 else theirs)

    def save(self) -> None:
        """A local save."""
        revisions = self.revisions(SIGNE)
        commit = sealed(self.real, ME, revisions)
        self.same_state()
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
        known = self.memory.commit(SPACE, commit.cid) is not None
        verdict = "ok" if commit.header.device == ME.device_id and known else self.rng.choice(VERDICTS)
        return self.judged(commit, revisions, seq, verdict)

    def judged(self, commit: Commit, revisions: list[Revision], seq: int, verdict: str) -> Judged:
        """The entry under this verdict; what a cut alone sets aside, and what must be understood, keeps its words."""
        if verdict == "quarantine" and self.rng.random() < 0.5:
            opened = revisions if self.rng.random() < 0.7 else []
            entry = judged(commit, seq, opened, "ok", BEYOND_CUT, NOON + seq)
            return replace(entry, verdict="quarantine", standing="cut" if opened else "")
        if verdict == "unknown" and self.rng.random() < 0.5:
            entry = judged(commit, seq, revisions, "ok", "must understand", NOON + seq)
            return replace(entry, verdict="unknown", standing="must")
        return judged(commit, seq, revisions, verdict, "" if verdict == "ok" else self.rng.choice(WHY), NOON + seq)  # type: ignore[arg-type]

    @staticmethod
    def as_kept(stored: Stored, entry: Judged) -> Judged:
        """The entry where it stands, and as old as it is."""
        return replace(entry, received_ms=stored.received_ms, chain=stored.chain)

    def settle(self) -> None:
        """Some pending commits are judged again."""
        known = {commit.cid: (commit, revisions) for commit, revisions in [*self.made, *self.log]}
        again = [
            self.as_kept(stored, self.entry(*known[stored.cid], stored.seq))
            for stored in self.real.pending(SPACE)
            if self.rng.random() < 0.5
        ]
        self.both("settle", SPACE, again)

    def judge_again(self) -> None:
        """An op came: some commits, own ones too, get another verdict, in any direction."""
        known = {commit.cid: (commit, revisions) for commit, revisions in [*self.made, *self.log]}
        again = [
            self.as_kept(stored, self.judged(*known[stored.cid], stored.seq, self.rng.choice(VERDICTS)))
            for stored in self.memory.every(SPACE)
            if self.rng.random() < 0.2
        ]
        self.both("settle", SPACE, again)
        self.both("mark_judged", SPACE, len(self.made))

    def bring(self) -> None:
        """Somebody carries commits here by hand, known ones and new ones."""
        brought = self.rng.sample(self.made, min(len(self.made), 3))
        self.both("take", SPACE, [self.entry(commit, revisions, 0) for commit, revisions in brought])

    def sign_anew(self) -> None:
        """What was never sent is signed anew, in this incarnation or in another."""
        self.both("unsent", SPACE)
        unsent = self.memory.unsent(SPACE)[-2:]
        known = {commit.cid: revisions for commit, revisions in [*self.made, *self.log]}
        self.both("drop_unsent", SPACE, [commit.cid for commit in unsent])
        if self.rng.random() < 0.5:
            self.real.begin_incarnation()
            self.memory.begin_incarnation()
            self.memory.inc = self.real.incarnation()
        self.made = [one for one in self.made if one[0] not in unsent]
        for commit in unsent:
            new = sealed(self.real, ME, known[commit.cid])
            self.same_state()
            self.both("save_local", new, known[commit.cid])
            self.both("rename", SPACE, {commit.cid: new.cid})
            self.made.append((new, known[commit.cid]))
            self.renamed.append(commit.cid)
        self.both("renamed", SPACE, self.renamed)

    def recall(self) -> None:
        """What the endpoint claimed and the log does not hold goes back to the outbox."""
        lost = self.both("missing", SPACE)
        assert isinstance(lost, list)
        self.both("mark_local", SPACE, lost)
        assert self.both("missing", SPACE) == []

    def compare(self) -> None:
        """Everything that can be asked."""
        asked = "cursor head outbox outbox_count pending damaged missing lasts epochs beats boxed"
        asked += " unsent displaced judged every"
        for name in asked.split():
            self.both(name, SPACE)
        every = [commit.cid for commit, _ in self.made]
        places = [(c.header.device, c.header.inc, c.header.dseq) for c, _ in self.made]
        for name, asked_of in (("settled", every), ("waits", every), ("at_places", places)):
            self.both(name, SPACE, asked_of)
        for machine in (ME, self.others.keys):
            self.both("commits_of", SPACE, machine.device_id)
        for inc, _, _ in self.memory.lasts(SPACE):
            self.both("outbox", SPACE, 500, 1 << 20, {inc})
        for commit, _ in self.made:
            self.both("commit", SPACE, commit.cid)
        for gen in range(1, self.gen + 1):
            for seq in range(len(self.log) + 2):
                self.both("chain_at", SPACE, gen, seq)

    def views(self) -> None:
        """Every row and record is what a fold of the memory's revisions gives."""
        held = self.memory.space(SPACE)
        records, known = Records(self.store), [*held.revisions.values(), *held.passive.values()]
        for kind in ("agreement", "consultation"):
            for n in range(4):
                rec = bytes([n]) * 16
                revs = [
                    Rev(Dot(k.cid, k.i), k.revision, k.user, k.device, k.received_ms, k.standing)
                    for k in known
                    if k.revision.rec == rec and k.revision.kind == kind
                ]
                revs = revs if any(not rev.standing for rev in revs) else []
                found, row = records.get(kind, rec), records.row(kind, rec)
                assert (found is None) == (row is None) == (not revs)
                if found and row:
                    shown = fold(kinds()[kind].rule, revs)
                    assert found.view == shown
                    assert row.values["text"] == shown.groups["text"].value["text"]
                    assert row.conflicts == sum(group.conflict for group in shown.groups.values())


@pytest.mark.parametrize("seed", range(16))
def test_both_journals_tell_the_same_story(tmp_path: Path, seed: int) -> None:
    """Saves, pushes with lost answers, pulls with replays and changing verdicts, settling, new generations."""
    rng = random.Random(seed)
    with made(tmp_path)[0] as store:
        pair = Pair(store, rng)
        steps = [pair.save, pair.write_elsewhere, pair.push, pair.pull, pair.pull, pair.settle, pair.recall]
        steps += [pair.judge_again, pair.bring, pair.sign_anew]
        for _ in range(70):
            rng.choice(steps)()
            if rng.random() < 0.3:
                pair.both("mark_seen", SPACE, rng.randint(0, 9))
        pair.compare()
        pair.views()
        assert len(pair.made) + len(pair.renamed) > 3
        assert pair.real.cursor(SPACE) is not None
