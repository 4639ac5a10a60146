"""The journal in the database follows the same rules as the one in memory."""

import inspect

import pytest
from helpers.stores import KEY, NOON, PALLE, PASSPHRASE, SIGNE, SPACE, Others, device, judged, op, revision, save

from desktop.store import own, vault
from desktop.store.journal import StoreJournal
from desktop.store.outbox import Outbox
from desktop.store.records import Records
from desktop.store.store import Store
from sync.errors import Held
from sync.log import DAMAGED, Batch, Cursor, Journal, Judged, op_ref
from sync.model import NO_WITNESS, ZERO32, Dot, Witness
from sync.revision import Revision

REC, OTHER = b"r" * 16, b"q" * 16
ME = device("signe")


def _text(text: str, rec: bytes = REC, **more: object) -> Revision:
    return revision(rec, {"text": {"text": text}}, **more)  # type: ignore[arg-type]


def _batch(*entries: Judged, head: bytes = b"", seq: int | None = None) -> Batch:
    last = entries[-1].seq if seq is None else seq
    chain = entries[-1].chain if entries else b"\0" * 32
    return Batch(SPACE, b"" if entries else b"start", entries, Cursor(1, last, chain), head)


def test_it_is_a_journal(journal: StoreJournal) -> None:
    """It can stand where the engine wants a Journal: every method is there and takes the same."""
    parts = [part for part in Journal.__mro__ if getattr(part, "_is_protocol", False)]
    members = {name: member for part in parts for name, member in vars(part).items()}
    wanted = {name: member for name, member in members.items() if inspect.isfunction(member) and name[0] != "_"}
    assert len(wanted) > 25
    for name, member in wanted.items():
        ours = inspect.signature(getattr(StoreJournal, name))
        assert ours.parameters == inspect.signature(member).parameters, name
    assert journal.frozen() == ""


def test_writing_needs_a_key(store: Store) -> None:
    """Until the first key a new machine cannot write, and says why."""
    journal = StoreJournal(store, ME.device_id)
    with pytest.raises(Held, match="no key"):
        journal.write_state(SPACE)
    journal.put_epoch_key(SPACE, 1, KEY)
    with pytest.raises(Held, match="no key"):
        journal.write_state(SPACE)


def test_own_commits_chain(store: Store, journal: StoreJournal) -> None:
    """dseq 1, 2, 3; dprev names the one before; ctl is the last op, epoch the newest key, witness the cursor."""
    first = journal.write_state(SPACE)
    assert (first.dseq, first.dprev, first.epoch, first.witness) == (1, ZERO32, 1, NO_WITNESS)
    one = save(store, journal, ME, _text("a", act="create"))
    journal.append_control([op(2)], 1)
    journal.put_epoch_key(SPACE, 2, b"2" * 32)
    journal.apply(_batch(seq=0))
    journal.apply(_batch(judged(one, 1)))
    state = journal.write_state(SPACE)
    assert (state.inc, state.dseq, state.dprev) == (first.inc, 2, one.cid)
    assert (state.ctl, state.epoch, state.key) == (op_ref(op(2)[0]), 2, b"2" * 32)
    assert state.witness == Witness(1, 1, b"\1" * 32)
    assert journal.write_state(b"T" * 16 if journal.put_epoch_key(b"T" * 16, 1, KEY) is None else b"").dseq == 1
    assert journal.lasts(SPACE) == [(first.inc, 1, one.cid)]


def test_pulling_ones_own_commit_makes_it_stored_and_nothing_twice(store: Store, journal: StoreJournal) -> None:
    """The answer to a push was lost: the pull tells, and the record has one revision still."""
    commit = save(store, journal, ME, _text("a", act="create"))
    journal.mark_refused(SPACE, commit.cid, "gap")
    assert journal.settled(SPACE, [commit.cid]) == {commit.cid}
    changed = journal.apply(_batch(judged(commit, 1, [_text("a", act="create")])))
    assert changed.recs == frozenset()
    found = Records(store).get("agreement", REC)
    assert found is not None
    assert [rev.received_ms for rev in found.view.history] == [NOON + 500]
    assert Outbox(store).outgoing(("stored",))[0].refused == ""
    assert journal.mark_seen(SPACE, 1) == 1


def test_a_batch_moves_everything_at_once(store: Store, journal: StoreJournal) -> None:
    """Cursor, chain, head, rows and views after one apply, and what it says has changed."""
    palle = Others()
    shown = _text("fra Palle", act="create", by=PALLE, hlc=77)
    commit = palle.commit(shown)
    journal.apply(_batch(seq=0))
    assert journal.cursor(SPACE) == Cursor(1, 0, b"\0" * 32)
    assert journal.chain_at(SPACE, 1, 0) == b"\0" * 32
    changed = journal.apply(_batch(judged(commit, 1, [shown]), head=b"head"))
    assert (changed.kinds, changed.recs) == ({"agreement"}, {REC})
    assert journal.cursor(SPACE) == Cursor(1, 1, b"\1" * 32)
    assert (journal.chain_at(SPACE, 1, 1), journal.chain_at(SPACE, 1, 2)) == (b"\1" * 32, None)
    assert journal.head(SPACE) == b"head"
    row = Records(store).row("agreement", REC)
    assert row is not None
    assert (row.values["text"], row.created_by) == ("fra Palle", PALLE)
    assert journal.hlcs() == (0, 77)
    assert Records(store).send_states([REC]) == {}
    journal.apply(_batch(judged(palle.commit(_text("b", by=PALLE)), 2, [_text("b", by=PALLE)])))
    assert journal.head(SPACE) == b"head"


def test_nothing_of_a_batch_stays_when_it_fails(store: Store, journal: StoreJournal) -> None:
    """A batch that breaks in the middle leaves cursor, rows and views as they were."""
    good, shown = Others(), _text("a", by=PALLE)
    broken = judged(good.commit(shown), 2, [shown])
    object.__setattr__(broken, "reason", object())
    journal.apply(_batch(seq=0))
    with pytest.raises(Exception, match=r"InterfaceError|ProgrammingError|SQLITE|bind"):
        journal.apply(_batch(judged(good.commit(shown), 1, [shown]), broken))
    assert journal.cursor(SPACE) == Cursor(1, 0, b"\0" * 32)
    assert Records(store).row("agreement", REC) is None
    assert journal.chain_at(SPACE, 1, 1) is None


def test_set_aside_held_and_settled(store: Store, journal: StoreJournal) -> None:
    """Held commits wait with their bytes; when they count their records appear; poison stays aside."""
    palle, shown = Others(), _text("a", by=PALLE)
    held, poison, newer = palle.commit(shown), palle.commit(_text("b")), palle.commit(_text("c"))
    journal.apply(
        _batch(
            judged(held, 1, [shown], "held", "no key"),
            judged(poison, 2, (), "quarantine", "bad signature"),
            judged(newer, 3, (), "unknown", "newer"),
        )
    )
    assert Records(store).row("agreement", REC) is None
    assert [(p.cid, p.verdict, p.seq, p.raw) for p in journal.pending(SPACE)] == [
        (held.cid, "held", 1, held.raw()),
        (newer.cid, "unknown", 3, newer.raw()),
    ]
    assert journal.settled(SPACE, [held.cid, poison.cid, newer.cid]) == {held.cid, newer.cid}
    changed = journal.settle(SPACE, [judged(held, 1, [shown])])
    assert changed.recs == {REC}
    assert Records(store).row("agreement", REC) is not None
    assert [p.cid for p in journal.pending(SPACE)] == [newer.cid]
    assert [(a.verdict, a.reason) for a in journal.aside()] == [
        ("unknown", "newer"),
        ("quarantine", "bad signature"),
    ]


def test_a_quarantined_copy_gives_way_to_a_whole_one(store: Store, journal: StoreJournal) -> None:
    """The endpoint damaged a commit on the way; when the true bytes come they count, and never the reverse."""
    palle, shown = Others(), _text("a", by=PALLE)
    commit = palle.commit(shown)
    bad = Judged(commit.cid, b"damaged", None, 1, NOON, b"\1" * 32, "quarantine", "body", b"", ())
    journal.apply(_batch(bad))
    assert journal.apply(_batch(judged(commit, 2, [shown]))).recs == {REC}
    assert journal.settled(SPACE, [commit.cid]) == {commit.cid}
    journal.apply(_batch(bad))
    assert journal.settled(SPACE, [commit.cid]) == {commit.cid}
    assert Records(store).row("agreement", REC) is not None


def test_what_did_not_come_whole_is_known_and_gives_way(store: Store, journal: StoreJournal) -> None:
    """Held for a missing body, or set aside for a wrong signature: the whole one is taken from the log, or settled."""
    palle, shown = Others(), [_text("a", by=PALLE), _text("b", by=PALLE, rec=OTHER)]
    emptied, wrong = (palle.commit(revision) for revision in shown)
    journal.apply(_batch(judged(emptied, 1, verdict="held", reason=f"{DAMAGED}body is missing")))
    journal.apply(_batch(judged(wrong, 2, verdict="quarantine", reason=f"{DAMAGED}bad signature")))
    assert [stored.cid for stored in journal.damaged(SPACE)] == [emptied.cid, wrong.cid]
    assert journal.settled(SPACE, [emptied.cid, wrong.cid]) == frozenset()
    assert journal.apply(_batch(judged(emptied, 3, shown[:1]))).recs == {REC}
    assert journal.settle(SPACE, [judged(wrong, 2, shown[1:])]).recs == {OTHER}
    assert journal.damaged(SPACE) == journal.pending(SPACE) == []
    assert journal.settled(SPACE, [emptied.cid, wrong.cid]) == {emptied.cid, wrong.cid}


def test_applying_twice_changes_nothing(store: Store, journal: StoreJournal) -> None:
    """A replayed batch leaves one revision and says nothing changed."""
    palle, shown = Others(), _text("a", by=PALLE)
    batch = _batch(judged(palle.commit(shown), 1, [shown]))
    journal.apply(batch)
    assert journal.apply(batch).recs == frozenset()
    found = Records(store).get("agreement", REC)
    assert found is not None
    assert len(found.view.history) == 1


def test_a_new_generation_is_filled_with_known_commits(store: Store, journal: StoreJournal) -> None:
    """The endpoint was restored: the log starts over in gen 2, known commits get their new numbers."""
    palle, shown = Others(), _text("a", by=PALLE)
    commit = palle.commit(shown)
    journal.apply(_batch(judged(commit, 5, [shown])))
    journal.apply(Batch(SPACE, b"start 2", (), Cursor(2, 0, b"g" * 32), b""))
    assert journal.cursor(SPACE) == Cursor(2, 0, b"g" * 32)
    journal.apply(Batch(SPACE, b"", (judged(commit, 1, [shown]),), Cursor(2, 1, b"\1" * 32), b""))
    assert journal.chain_at(SPACE, 1, 5) == b"\5" * 32
    assert journal.chain_at(SPACE, 2, 1) == b"\1" * 32


def test_two_peoples_words_are_both_there(store: Store, journal: StoreJournal) -> None:
    """Both edit the same text offline: the row counts a conflict, the record holds both with names."""
    first = save(store, journal, ME, _text("fælles", act="create"))
    over = {"text": [Dot(first.cid, 0)]}
    save(store, journal, ME, _text("Signes", hlc=2, over=over))
    theirs = _text("Palles", by=PALLE, hlc=3, over=over)
    journal.apply(_batch(judged(Others().commit(theirs), 1, [theirs])))
    found = Records(store).get("agreement", REC)
    assert found is not None
    survivors = found.view.groups["text"].survivors
    assert [(s.value["text"], s.user) for s in survivors] == [("Palles", PALLE), ("Signes", SIGNE)]
    row = Records(store).row("agreement", REC)
    assert row is not None
    assert (row.conflicts, row.values["text"]) == (1, "Palles")
    assert Outbox(store).to_settle() == 1


def test_keys_boxes_beats_alarms_and_proofs(journal: StoreJournal) -> None:
    """The small things are kept as they were given."""
    journal.put_epoch_key(SPACE, 3, b"3" * 32)
    assert (journal.epochs(SPACE), journal.epoch_key(SPACE, 3), journal.epoch_key(SPACE, 2)) == (
        {1, 3},
        b"3" * 32,
        None,
    )
    journal.mark_boxed(SPACE, [(1, b"d" * 16), (1, b"d" * 16), (2, b"d" * 16)])
    assert journal.boxed(SPACE) == {(1, b"d" * 16), (2, b"d" * 16)}
    journal.put_beats(SPACE, {b"d" * 16: b"old", b"e" * 16: b"e"})
    journal.put_beats(SPACE, {b"d" * 16: b"new"})
    assert journal.beats(SPACE) == {b"d" * 16: b"new", b"e" * 16: b"e"}
    assert [journal.next_beat(SPACE) for _ in range(3)] == [1, 2, 3]
    assert journal.cursor(SPACE) is None
    journal.freeze("fork", b"mine", b"theirs")
    journal.freeze("later", b"", b"")
    assert journal.frozen() == "fork"


def test_a_kind_of_a_newer_client_is_kept(store: Store, journal: StoreJournal) -> None:
    """No view, no error, every byte there: an upgrade will show it."""
    strange = revision(REC, {"x": {"y": 1}}, kind="of_tomorrow", by=PALLE)
    changed = journal.apply(_batch(judged(Others().commit(strange), 1, [strange])))
    assert changed.kinds == {"of_tomorrow"}
    assert store.query("SELECT raw FROM revisions") == [(strange.raw,)]


def test_everything_is_there_after_a_restart(store: Store, journal: StoreJournal) -> None:
    """Close, open: outbox, incarnation, cursor, stamps and views are as they were."""
    commit = save(store, journal, ME, _text("a", act="create", hlc=42))
    state = journal.write_state(SPACE)
    store.close()
    with Store(store.folder, vault.unlock(store.folder, PASSPHRASE, NOON)) as again:
        later = StoreJournal(again, ME.device_id)
        assert later.outbox(SPACE) == [commit]
        assert later.write_state(SPACE) == state
        assert later.hlcs() == (42, 0)
        assert Records(again).row("agreement", REC) is not None


def test_names_are_looked_up_in_parts(journal: StoreJournal, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many are asked for: the database takes so many at a time."""
    monkeypatch.setattr(own, "_AT_ONCE", 2)
    old, new = [bytes([n]) * 32 for n in range(5)], [bytes([n]) * 32 for n in range(10, 15)]
    names = dict(zip(old, new, strict=True))
    journal.rename(SPACE, names)
    assert journal.renamed(SPACE, [*old, b"?" * 32]) == names
    assert (journal.renamed(SPACE, []), journal.renamed(b"o" * 16, old)) == ({}, {})
