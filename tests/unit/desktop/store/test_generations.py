"""Places from generation to generation: the store and the journal in memory say the same."""

from collections.abc import Iterator, Sequence

import pytest
from helpers.stores import NOON, SPACE, Others, device, judged, op, revision, sealed

from desktop.store.journal import StoreJournal
from sync.log import DAMAGED, Batch, Cursor, Judged
from sync.log_places import FIRST, Placed
from sync.memory import MemoryJournal
from sync.model import Commit, Witness

ME = device("signe")
Journals = MemoryJournal | StoreJournal


@pytest.fixture(params=["memory", "store"])
def one(request: pytest.FixtureRequest) -> Iterator[Journals]:
    """Each of the two, of the same machine, with a key and an op."""
    if request.param == "store":
        yield request.getfixturevalue("journal")
        return
    made = MemoryJournal()
    made.device = ME.device_id
    made.append_control([op(1)], 0)
    made.put_epoch_key(SPACE, 1, b"k" * 32)
    yield made


def own(journal: Journals, text: str) -> Commit:
    """A save."""
    change = revision(text.encode().ljust(16, b"."), {"text": {"text": text}}, act="create")
    commit = sealed(journal, ME, [change])  # type: ignore[arg-type]
    journal.save_local(commit, [change])
    return commit


def others(count: int, name: str = "palle") -> list[Commit]:
    """Commits of somebody else's machine."""
    machine = Others(name)
    return [machine.commit(revision(bytes([n]) * 16, {"text": {"text": "x"}})) for n in range(count)]


def pulled(journal: Journals, gen: int, first: int, commits: Sequence[Commit], received_ms: int = NOON) -> None:
    """They come behind each other in the log."""
    if first == 1:
        journal.apply(Batch(SPACE, b"start", (), Cursor(gen, 0, b"0" * 32), b""))
    entries = [judged(commit, seq, received_ms=received_ms) for seq, commit in enumerate(commits, first)]
    journal.apply(Batch(SPACE, b"", tuple(entries), Cursor(gen, entries[-1].seq, entries[-1].chain), b"head"))


def cids(journal: Journals) -> list[bytes]:
    """What stands in no log of the newest generation."""
    return [found.key.cid for found in journal.unplaced(SPACE, FIRST)]


def test_a_new_generation_keeps_what_is_shared(one: Journals) -> None:
    """The cursor goes back to the shared end; behind it nothing has a place, and what was sent waits to be sent."""
    came, mine = others(3), own(one, "a")
    one.mark_stored(SPACE, {mine.cid: 4})
    pulled(one, 1, 1, [*came, mine])
    assert one.missing(SPACE) == []
    assert cids(one) == []
    places = one.places(SPACE, 1, 0, 9)
    assert [(placed.seq, placed.cid, placed.received_ms) for placed in places[:2]] == [
        (1, came[0].cid, NOON),
        (2, came[1].cid, NOON),
    ]
    assert one.places(SPACE, 1, 2, 1)[0].seq == 3
    one.place(SPACE, 9, [Placed(0, b"", 0, b"9" * 32), *(p._replace(chain=b"8" * 32) for p in places[:2])])
    one.begin_generation(SPACE, b"second", Witness(9, 2, b"8" * 32), b"their head")
    assert one.cursor(SPACE) == Cursor(9, 2, b"8" * 32)
    assert (one.start(SPACE), one.head(SPACE)) == (b"second", b"their head")
    assert one.chain_at(SPACE, 9, 0) == b"9" * 32
    assert one.chain_at(SPACE, 1, 3) == places[2].chain, "what was known of the former stays"
    assert cids(one) == [came[2].cid]
    assert [commit.cid for commit in one.outbox(SPACE)] == [mine.cid]
    pulled(one, 9, 3, [mine, came[2]], received_ms=NOON + 99_000)
    assert cids(one) == []
    assert one.outbox(SPACE) == []
    assert one.mark_seen(SPACE, 3) == 1
    assert one.places(SPACE, 9, 2, 9)[0].received_ms == NOON + 99_000, "the chain needs what this log says"
    kept = {stored.cid: stored.received_ms for stored in one.every(SPACE)}
    assert kept[came[2].cid] == NOON, "people are shown when it first came"


def test_before_the_first_there_is_no_beginning(one: Journals) -> None:
    """Nothing is known of a log that was never asked for."""
    assert one.start(SPACE) == b""
    assert one.places(SPACE, 1, 0, 9) == []
    assert cids(one) == []


def test_what_has_no_place_comes_in_the_order_it_was_made(one: Journals) -> None:
    """By machine and number, some at a time, at least one however long; not what is spoilt or set aside."""
    palle, bente = others(4), others(2, "bente")
    loose = [judged(commit, 0, received_ms=0) for commit in (*palle, *bente)]
    spoilt = [
        _with(loose[1], "quarantine", "author is another"),
        _with(loose[4], "held", f"{DAMAGED}body is missing"),
    ]
    one.take(SPACE, [loose[5], loose[3], spoilt[1], loose[2], spoilt[0], loose[0]])
    found = one.unplaced(SPACE, FIRST)
    wanted = [commit for commit in (*palle, *bente) if commit.cid not in (palle[1].cid, bente[0].cid)]
    assert [row.key.cid for row in found] == [
        commit.cid for commit in sorted(wanted, key=lambda c: (c.header.device, c.header.inc, c.header.dseq))
    ]
    assert [row.raw for row in found] == [Commit.parse(row.raw).raw() for row in found]
    assert one.unplaced(SPACE, FIRST, at_most=2) == found[:2]
    assert one.unplaced(SPACE, FIRST, max_bytes=1) == found[:1]
    assert one.unplaced(SPACE, found[1].key) == found[2:]
    assert one.unplaced(SPACE, found[-1].key) == []


def _with(entry: Judged, verdict: str, reason: str) -> Judged:
    return Judged(
        entry.cid, entry.raw, entry.commit, 0, 0, b"", verdict, reason, b"", ()  # type: ignore[arg-type]
    )  # fmt: skip


def test_trusted_again(one: Journals) -> None:
    """The proofs are kept, ops behind the fork give way, and what they judged is judged anew. It can freeze again."""
    one.append_control([op(2), op(3)], 1)
    pulled(one, 1, 1, others(1))
    one.mark_judged(SPACE, 3)
    one.freeze("log forked", b"mine", b"theirs")
    one.freeze("log forked", b"mine", b"again")
    assert one.frozen() == "log forked"
    one.thaw([(b"other", b"head")], 1)
    assert one.frozen() == ""
    assert one.control_ops() == [op(1), (b"other", b"head")]
    assert one.judged(SPACE) == 1
    one.freeze("another", b"m", b"t")
    assert one.frozen() == "another"
    proofs = one.all_proofs() if isinstance(one, StoreJournal) else one.proofs
    assert [reason for reason, _, _ in proofs] == ["log forked", "log forked", "another"]
