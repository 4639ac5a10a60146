"""The rules of the Journal, shown on the one in memory: a store's own tests hold it to the same."""

from dataclasses import replace

import pytest
from helpers.wire import START_MS

from sync.client.writing import commit_of
from sync.codec import encode
from sync.crypto.keys import DeviceKeys
from sync.errors import Held, Malformed
from sync.log import DAMAGED, Batch, Changed, Cursor, Judged, op_ref
from sync.log_places import FIRST
from sync.memory import MemoryJournal
from sync.model import NO_WITNESS, Commit
from sync.revision import Revision

ORG, SPACE, USER = b"o" * 16, b"s" * 16, b"u" * 16
KEYS = DeviceKeys.generate()
OP = encode([encode([1, ORG, 3, bytes(32), "x", [], ORG, 1]), bytes(64), b""])


def journal() -> MemoryJournal:
    """With a key and a control op."""
    made = MemoryJournal(inc=b"i" * 8)
    made.append_control([(OP, b"head")], 0)
    made.put_epoch_key(SPACE, 1, b"k" * 32)
    return made


def revision(rec: bytes = b"r" * 16, text: str = "x") -> Revision:
    """One note."""
    return Revision.build(
        rec=rec,
        kind="note",
        schema=1,
        act="create",
        set={"text": {"text": text}},
        hlc=1,
        at=(START_MS, 60),
        author=USER,
    )


def save(made: MemoryJournal, text: str = "x") -> Commit:
    """A local save."""
    note = revision(text=text)
    commit = commit_of(KEYS, ORG, SPACE, made.write_state(SPACE), [note])
    made.save_local(commit, [note])
    return commit


def judged(commit: Commit, seq: int, verdict: str = "ok", reason: str = "") -> Judged:
    """A pulled entry."""
    revisions = (revision(),) if verdict == "ok" else ()
    return Judged(commit.cid, commit.raw(), commit, seq, 77, bytes([seq]) * 32, verdict, reason, USER, revisions)  # type: ignore[arg-type]


def batch(*entries: Judged) -> Batch:
    """They end at the last one's cursor."""
    return Batch(SPACE, b"", entries, Cursor(1, entries[-1].seq, entries[-1].chain), b"head")


def test_own_commits_form_a_chain() -> None:
    """dseq 1, 2, 3 and each names the one before; nothing can be written without a key or a control log."""
    with pytest.raises(Held, match="no key"):
        MemoryJournal().write_state(SPACE)
    made = journal()
    first, second = save(made), save(made)
    assert (first.header.dseq, first.header.dprev) == (1, bytes(32))
    assert (second.header.dseq, second.header.dprev) == (2, first.cid)
    assert first.header.ctl == op_ref(OP)
    assert first.header.wit == NO_WITNESS
    assert made.lasts(SPACE) == [(b"i" * 8, 2, second.cid)]
    assert [c.cid for c in made.outbox(SPACE)] == [first.cid, second.cid]
    assert [c.cid for c in made.outbox(SPACE, max_bytes=1)] == [first.cid]
    assert made.outbox_count(SPACE) == 2


def test_local_stored_seen() -> None:
    """States only go forward, and a commit of others changes none."""
    made = journal()
    first, second = save(made), save(made)
    made.mark_refused(SPACE, first.cid, "denied")
    assert made.outbox_count(SPACE) == 2
    made.mark_stored(SPACE, {first.cid: 4, b"?" * 32: 5})
    assert made.mark_seen(SPACE, 4) == 0, "the endpoint's word for it is not the log"
    made.apply(batch(judged(first, 4)))
    assert made.mark_seen(SPACE, 3) == 0
    assert made.mark_seen(SPACE, 4) == 1
    made.mark_stored(SPACE, {first.cid: 4})
    states = [(own.state, own.reason) for own in made.space(SPACE).own.values()]
    assert states == [("seen", ""), ("local", "")]
    assert made.apply(batch(judged(second, 5))) == Changed()
    assert made.space(SPACE).own[second.cid].state == "stored"
    assert made.space(SPACE).revisions[second.cid, 0].received_ms == 77
    assert made.commit(SPACE, second.cid) == second.raw()


def test_a_known_cid_is_judged_once_and_a_damaged_copy_gives_way_to_a_whole_one() -> None:
    """I6, and what a lying endpoint spoiled can be mended."""
    other = journal()
    commit = save(other)
    made = journal()
    made.apply(batch(judged(commit, 1, "quarantine")))
    assert made.settled(SPACE, [commit.cid]) == frozenset()
    changed = made.apply(batch(judged(commit, 2)))
    assert changed == Changed(frozenset({"note"}), frozenset({b"r" * 16}))
    assert made.settled(SPACE, [commit.cid, b"?" * 32]) == {commit.cid}
    assert made.apply(batch(judged(commit, 3, "quarantine"))) == Changed()
    assert made.space(SPACE).entries[commit.cid].verdict == "ok"
    assert made.commit(SPACE, commit.cid) == commit.raw()
    assert made.commit(SPACE, b"?" * 32) is None
    assert made.chain_at(SPACE, 1, 3) == b"\x03" * 32
    assert made.chain_at(SPACE, 1, 9) is None


def test_what_was_said_to_be_stored_and_is_not_there_is_local_again() -> None:
    """Only what was pulled is known to be there."""
    made = journal()
    there, mine, other = save(made), save(made), save(journal())
    made.mark_stored(SPACE, {there.cid: 1, mine.cid: 2})
    made.apply(batch(judged(there, 1), judged(other, 2)))
    assert made.missing(SPACE) == [mine.cid]
    made.mark_local(SPACE, [mine.cid, other.cid])
    assert (made.missing(SPACE), made.outbox_count(SPACE)) == ([], 1)


def test_what_did_not_come_whole_gives_way() -> None:
    """Held for a missing body, or set aside for a wrong signature: known as damaged, and judged again when it comes."""
    made, other = journal(), journal()
    emptied, wrong = save(other), save(other)
    made.apply(batch(judged(emptied, 1, "held", DAMAGED + "body is missing")))
    made.apply(batch(judged(wrong, 2, "quarantine", DAMAGED + "bad signature")))
    assert [stored.cid for stored in made.damaged(SPACE)] == [emptied.cid, wrong.cid]
    assert made.settled(SPACE, [emptied.cid, wrong.cid]) == frozenset()
    made.apply(batch(judged(emptied, 3)))
    made.settle(SPACE, [judged(wrong, 2)])
    assert made.damaged(SPACE) == made.pending(SPACE) == []
    assert {e.verdict for e in made.space(SPACE).entries.values()} == {"ok"}


def test_pending_is_settled() -> None:
    """What was held comes back in log order and is applied by its new verdict."""
    commit = save(journal())
    made = journal()
    made.apply(batch(judged(commit, 1, "held")))
    (stored,) = made.pending(SPACE)
    assert (stored.cid, stored.seq, stored.verdict) == (commit.cid, 1, "held")
    assert made.settle(SPACE, [judged(commit, 1)]).recs == {b"r" * 16}
    assert made.pending(SPACE) == []


def test_a_commit_that_sets_a_group_twice_is_not_made() -> None:
    """Rule M1, before anything is signed."""
    made = journal()
    with pytest.raises(Malformed):
        commit_of(KEYS, ORG, SPACE, made.write_state(SPACE), [revision(), revision(text="y")])


def test_a_generation_that_begins_with_entries_keeps_its_start() -> None:
    """The GenStart is kept; where the log begins there is no place of its own to remember, the entries have them."""
    made = journal()
    commit = save(journal())
    made.apply(Batch(SPACE, b"start", (judged(commit, 1),), Cursor(2, 1, bytes([1]) * 32), b"head"))
    assert made.start(SPACE) == b"start"
    assert made.chain_at(SPACE, 2, 0) is None
    assert made.chain_at(SPACE, 2, 1) == bytes([1]) * 32


def test_only_what_was_never_sent_is_dropped() -> None:
    """One that the endpoint has stays, named or not."""
    made = journal()
    sent, waiting = save(made, "sendt"), save(made, "venter")
    made.mark_stored(SPACE, {sent.cid: 1})
    assert made.drop_unsent(SPACE, [sent.cid, b"?" * 32, waiting.cid]).recs == {b"r" * 16}
    assert made.commit(SPACE, sent.cid) is not None
    assert made.commit(SPACE, waiting.cid) is None


def test_what_stands_in_no_log_comes_page_by_page() -> None:
    """At most so many, the next behind the last."""
    made, other = journal(), journal()
    commits = [save(other, str(n)) for n in range(3)]
    made.take(SPACE, [replace(judged(commit, 1), seq=0, chain=b"") for commit in commits])
    first = made.unplaced(SPACE, FIRST, at_most=2)
    second = made.unplaced(SPACE, first[-1].key, at_most=2)
    assert (len(first), len(second)) == (2, 1)
    assert {one.raw for one in (*first, *second)} == {commit.raw() for commit in commits}
