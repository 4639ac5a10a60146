"""Own commits on their way out: in order, through their three states, and counted."""

from helpers.stores import NOON, PALLE, SPACE, Others, device, judged, revision, save

from desktop.store.alarms import Alarms
from desktop.store.journal import StoreJournal
from desktop.store.outbox import Outbox
from desktop.store.records import Records
from desktop.store.store import Store
from sync.log import Batch, Cursor, Judged
from sync.revision import Revision

REC, OTHER = b"r" * 16, b"q" * 16
ME = device("signe")


def _text(text: str, rec: bytes = REC, **more: object) -> Revision:
    return revision(rec, {"text": {"text": text}}, **more)  # type: ignore[arg-type]


def _batch(*entries: Judged, head: bytes = b"", seq: int | None = None) -> Batch:
    last = entries[-1].seq if seq is None else seq
    chain = entries[-1].chain if entries else b"\0" * 32
    return Batch(SPACE, b"" if entries else b"start", entries, Cursor(1, last, chain), head)


def test_the_outbox_is_the_local_commits_in_the_order_they_were_made(store: Store, journal: StoreJournal) -> None:
    """In order, by count and by bytes, and at least one."""
    commits = [save(store, journal, ME, _text(str(n), rec=bytes([n]) * 16)) for n in range(5)]
    assert journal.outbox(SPACE) == commits
    assert journal.commit(SPACE, commits[3].cid) == commits[3].raw()
    assert journal.commit(SPACE, b"x" * 32) is None
    assert journal.outbox(SPACE, at_most=2) == commits[:2]
    assert journal.outbox(SPACE, max_bytes=1) == commits[:1]
    assert journal.outbox(SPACE, max_bytes=len(commits[0].raw()) * 2 + 100) == commits[:2]
    assert journal.outbox_count(SPACE) == 5
    assert journal.outbox(b"T" * 16) == []


def test_local_stored_seen(store: Store, journal: StoreJournal) -> None:
    """The three states of an own commit, and of its record; a refusal is noted and cleared."""
    records, outbox = Records(store), Outbox(store)
    one, two = save(store, journal, ME, _text("a")), save(store, journal, ME, _text("b", rec=OTHER))
    assert records.send_states([REC, OTHER, b"x" * 16]) == {REC: "local", OTHER: "local"}
    journal.mark_refused(SPACE, one.cid, "quota")
    assert [(o.cid, o.refused) for o in outbox.outgoing()] == [(two.cid, ""), (one.cid, "quota")]
    assert (outbox.refused(), journal.quarantined()) == (1, 0)
    journal.mark_stored(SPACE, {one.cid: 7, b"nobody's" * 4: 9})
    assert records.send_states([REC, OTHER]) == {REC: "stored", OTHER: "local"}
    assert journal.mark_seen(SPACE, 7) == 0
    journal.apply(_batch(judged(one, 7, [_text("a")])))
    assert journal.mark_seen(SPACE, 6) == 0
    assert journal.mark_seen(SPACE, 7) == 1
    assert journal.mark_seen(SPACE, 9) == 0
    assert records.send_states([REC]) == {REC: "seen"}
    assert (journal.outbox_count(SPACE), outbox.waiting(), outbox.refused()) == (1, 1, 0)
    assert [o.cid for o in outbox.outgoing(("local", "stored", "seen"), limit=1)] == [two.cid]
    (sent,) = outbox.outgoing(("stored", "seen"))
    assert (sent.state, sent.refused, sent.recs, sent.made_ms) == ("seen", "", (("agreement", REC),), NOON)


def test_what_was_said_to_be_stored_and_is_not_there_is_local_again(store: Store, journal: StoreJournal) -> None:
    """Only what was pulled is known to be there; the rest waits to be sent again."""
    there, mine = save(store, journal, ME, _text("c")), save(store, journal, ME, _text("a"))
    other = Others().commit(_text("b", rec=OTHER, by=PALLE))
    journal.mark_stored(SPACE, {there.cid: 1, mine.cid: 2})
    journal.apply(_batch(judged(there, 1, [_text("c")]), judged(other, 2, verdict="held")))
    assert journal.missing(SPACE) == [mine.cid]
    journal.mark_local(SPACE, [mine.cid, other.cid])
    assert journal.missing(SPACE) == []
    assert journal.outbox(SPACE) == [mine]


def test_the_same_alarm_is_counted(store: Store, journal: StoreJournal) -> None:
    """A gap that is seen each second fills no disk."""
    for _ in range(3):
        journal.alarm(SPACE, "gap", b"d" * 16)
    journal.alarm(SPACE, "fork", b"d" * 16)
    assert [(a.reason, a.times) for a in Alarms(store).alarms()] == [("fork", 1), ("gap", 3)]


def test_what_waits_is_counted_by_kind(store: Store, journal: StoreJournal) -> None:
    """Changes, not commits, over all spaces; what the endpoint has is not among them."""
    later = NOON + 2
    assert journal.unsent_kinds(later) == {}
    first = save(store, journal, ME, _text("et"), _text("to", rec=OTHER))
    save(store, journal, ME, _text("tre", kind="concern"))
    assert journal.unsent_kinds(later) == {"agreement": 2, "concern": 1}
    assert journal.unsent_kinds(0) == {}, "younger than asked for"
    journal.mark_stored(SPACE, {first.cid: 1})
    assert journal.unsent_kinds(later) == {"concern": 1}
