"""Verdicts change in any direction, and rows, search and history follow in the same transaction."""

from dataclasses import replace

from helpers.stores import NOON, PALLE, SPACE, Others, device, judged, revision, save

from desktop.domain import searching
from desktop.store.journal import StoreJournal
from desktop.store.records import Records
from desktop.store.search import Finder
from desktop.store.store import Store
from sync.control import BEYOND_CUT
from sync.log import Batch, Cursor, Judged
from sync.model import Dot
from sync.revision import Revision

REC = b"r" * 16
ME = device("signe")


def text(words: str, rec: bytes = REC, **more: object) -> Revision:
    """A revision of an agreement's text by Palle."""
    return revision(rec, {"text": {"text": words}}, by=PALLE, **{"act": "create", **more})  # type: ignore[arg-type]


def pulled(journal: StoreJournal, *entries: Judged) -> None:
    """The log brings these."""
    last = entries[-1]
    journal.apply(Batch(SPACE, b"", tuple(entries), Cursor(1, last.seq, last.chain), b""))


def beyond(entry: Judged, *revisions: Revision) -> Judged:
    """The same entry, set aside by a cut alone."""
    return replace(
        entry, verdict="quarantine", reason=BEYOND_CUT, user=PALLE, revisions=tuple(revisions), standing="cut"
    )


def test_what_counts_no_more_leaves_rows_and_comes_back(store: Store, journal: StoreJournal) -> None:
    """Row, record and words go with the verdict, and return with it; nothing of the commit is deleted."""
    one, records = text("ring til skolen"), Records(store)
    commit = Others().commit(one)
    entry = judged(commit, 1, [one])
    pulled(journal, entry)
    assert records.row("agreement", REC) is not None
    assert _hits(store) == 1
    changed = journal.settle(SPACE, [beyond(entry, one)])
    assert changed.recs == {REC}
    assert records.row("agreement", REC) is None
    assert records.get("agreement", REC) is None
    assert _hits(store) == 0
    assert [(kept.verdict, kept.reason, kept.raw) for kept in journal.every(SPACE)] == [
        ("quarantine", BEYOND_CUT, commit.raw())
    ]
    assert journal.settle(SPACE, [entry]).recs == {REC}
    row = records.row("agreement", REC)
    assert row is not None
    assert row.values["text"] == "ring til skolen"
    assert _hits(store) == 1


def _hits(store: Store) -> int:
    finder = Finder(store)
    return len(finder.find("agreement", searching.query("skolen"), 50, finder.supersede()).places)


def test_signed_text_stays_when_its_commit_is_set_aside(store: Store, journal: StoreJournal) -> None:
    """M5 in the store: the row shows what was signed, though its author's commit does not count."""
    words, other = text("Palles ord"), revision(REC, {"outcome": {"outcome": "x"}}, act="create", by=PALLE)
    others = Others()
    note, kept = others.commit(words), others.commit(other)
    final = Revision.build(
        rec=REC, kind="agreement", schema=1, act="finalise", set={}, hlc=9, at=(NOON, 60), author=PALLE,
        final=[Dot(note.cid, 0)],
    )  # fmt: skip
    signing = others.commit(final)
    first = judged(note, 1, [words])
    pulled(journal, first, judged(kept, 2, [other]), judged(signing, 3, [final]))
    journal.settle(SPACE, [beyond(first, words)])
    row, record = Records(store).row("agreement", REC), Records(store).get("agreement", REC)
    assert row is not None
    assert record is not None
    assert row.values["text"] == "Palles ord"
    assert record.view.groups["text"].survivors[0].set_aside


def test_what_must_be_understood_locks_its_group(store: Store, journal: StoreJournal) -> None:
    """M3: the old value stays, read-only."""
    one, newer = text("gammelt"), text("nyt", act="edit")
    others = Others()
    entry = judged(others.commit(newer), 2, [newer])
    locking = replace(entry, verdict="unknown", reason="must", standing="must")
    pulled(journal, judged(others.commit(one), 1, [one]), locking)
    record = Records(store).get("agreement", REC)
    assert record is not None
    assert record.view.groups["text"].value == {"text": "gammelt"}
    assert [kept.verdict for kept in journal.pending(SPACE)] == ["unknown"]


def test_what_is_beyond_a_cut_and_sealed_waits_for_its_key(journal: StoreJournal) -> None:
    """It is judged again when a key comes: its words may be signed text."""
    one = text("x")
    entry = judged(Others().commit(one), 1, [], "quarantine", BEYOND_CUT)
    pulled(journal, entry)
    assert [kept.cid for kept in journal.pending(SPACE)] == [entry.cid]
    journal.settle(SPACE, [beyond(entry, one)])
    assert journal.pending(SPACE) == []


def test_commits_of_a_machine_come_in_its_order_page_after_page(store: Store, journal: StoreJournal) -> None:
    """More than one page; own unsent ones too; the rest of the log is left out."""
    others = Others()
    commits = [others.commit(text(str(n))) for n in range(300)]
    entries = [judged(commit, n + 1, [], "held", "no key") for n, commit in enumerate(reversed(commits))]
    pulled(journal, *entries)
    mine = save(store, journal, ME, revision(REC, {"text": {"text": "a"}}, act="create"))
    assert [kept.cid for kept in journal.commits_of(SPACE, others.keys.device_id)] == [c.cid for c in commits]
    (own,) = journal.commits_of(SPACE, ME.device_id)
    assert (own.cid, own.seq, own.verdict) == (mine.cid, 0, "ok")
    assert len(list(journal.every(SPACE))) == 301
    assert journal.commits() == {SPACE: 301}


def test_what_was_carried_here_has_no_place_until_the_log_has_it(store: Store, journal: StoreJournal) -> None:
    """Taken by hand: applied, without seq; an own one waits to be sent; the pull gives the place and no more."""
    one = text("båret")
    commit = Others().commit(one)
    assert journal.take(SPACE, [judged(commit, 0, [one])]).recs == {REC}
    assert journal.take(SPACE, [judged(commit, 0, [one])]).recs == frozenset()
    assert [(kept.seq, kept.chain) for kept in journal.every(SPACE)] == [(0, b"")]
    pulled(journal, judged(commit, 1, [one]))
    assert [(kept.seq, kept.chain) for kept in journal.every(SPACE)] == [(1, b"\1" * 32)]
    mine = revision(b"m" * 16, {"text": {"text": "mit"}}, act="create")
    lost = save(store, journal, ME, mine)
    journal.drop_unsent(SPACE, [lost.cid])
    journal.take(SPACE, [judged(lost, 0, [mine])])
    assert [kept.cid for kept in journal.unsent(SPACE)] == [lost.cid]
