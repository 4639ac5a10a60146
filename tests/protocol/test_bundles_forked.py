"""A bundle with another log than its taker has: seen before it is taken, and no cursor moves without a Head."""

from dataclasses import replace

from helpers.carried import by_hand, look, notes, packed, take
from helpers.wire import LocalEndpoint, Town

from sync.bundle import Given, HeadItem, StartItem, packed_entry
from sync.crypto.keys import SigningKey
from sync.heads import GenStart, Head, next_chain
from sync.model import NO_WITNESS, Witness

REC = b"r" * 16


def fork(town: Town, endpoint: LocalEndpoint) -> tuple[list[bytes], tuple[Given, ...], Head]:
    """Another log of the same generation, signed by the endpoint: Palle's last entry is not in it."""
    commit = town.signe.save(town.space, REC, "kun for Signe")
    start = GenStart.parse(town.palle.journal.start(town.space))
    chain = next_chain(start.chain, commit.cid, 7)
    head = Head(town.org, town.space, start.gen, 1, chain, 8).signed(endpoint.key)
    given = Given(town.space, start.gen, 1, 1, 0, NO_WITNESS, (Witness(start.gen, 1, chain),))
    entry = packed_entry(town.space, start.gen, 1, 7, commit.raw())
    return [StartItem(start.raw()).packed(), HeadItem(head.raw()).packed(), entry], (given,), head


def test_a_fork_is_seen_and_members_work_goes_on(town: Town, endpoint: LocalEndpoint) -> None:
    """The endpoint signed another log for Signe (I10): told before, FROZEN with both proofs after; the commit itself
    is Signe's, and is read all the same."""
    town.palle.save(town.space, b"p" * 16, "Palles")
    town.palle.sync()
    items, given, head = fork(town, endpoint)
    raw = by_hand(town.signe, items, *given)
    assert look(town.palle, raw).forked == "log forked"
    assert town.palle.journal.frozen() == ""
    take(town.palle, raw)
    assert town.palle.journal.frozen() == "log forked"
    assert town.palle.journal.proofs[-1][2] == head.raw()
    assert town.palle.texts(town.space) == ["Palles", "kun for Signe"]
    take(town.palle, packed(town.signe))
    assert town.palle.texts(town.space) == ["Palles", "kun for Signe"]


def test_a_fork_behind_ones_own_place_is_seen(town: Town, endpoint: LocalEndpoint) -> None:
    """The bundle's log goes on beyond this machine's place, and passed it otherwise."""
    town.palle.save(town.space, b"p" * 16, "Palles")
    town.palle.sync()
    assert town.palle.journal.cursor(town.space) is not None
    first = town.signe.save(town.space, REC, "et")
    second = town.signe.save(town.space, b"2" * 16, "to")
    start = GenStart.parse(town.palle.journal.start(town.space))
    one = next_chain(start.chain, first.cid, 7)
    two = next_chain(one, second.cid, 8)
    head = Head(town.org, town.space, start.gen, 2, two, 9).signed(endpoint.key)
    given = Given(town.space, start.gen, 1, 2, 0, NO_WITNESS, (Witness(start.gen, 2, two),))
    items = [StartItem(start.raw()).packed()]
    items += [packed_entry(town.space, start.gen, n, 6 + n, c.raw()) for n, c in ((1, first), (2, second))]
    raw = by_hand(town.signe, [*items, HeadItem(head.raw()).packed()], given)
    assert look(town.palle, raw).forked == "log forked"
    take(town.palle, raw)
    assert town.palle.journal.frozen() == "log forked"
    assert town.palle.texts(town.space) == ["Palles", "et", "to"]


def test_entries_under_no_head_move_no_cursor(town: Town) -> None:
    """Somebody made the place of the commits up: they count by their signatures, and the log stays where it was."""
    (commit,) = notes(town, 1)
    before = town.palle.journal.cursor(town.space)
    assert before is not None
    start = GenStart.parse(town.palle.journal.start(town.space))
    fake = Head(town.org, town.space, start.gen, 1, next_chain(start.chain, commit.cid, 7), 8)
    forged = fake.signed(SigningKey(b"f" * 32))
    given = Given(town.space, start.gen, 1, 1, 0, NO_WITNESS, (Witness(start.gen, 1, fake.chain),))
    items = [
        StartItem(replace(start, time_ms=5).signed(SigningKey(b"f" * 32)).raw()).packed(),
        HeadItem(forged.raw()).packed(),
        HeadItem(replace(forged, org=b"x" * 16).raw()).packed(),
        packed_entry(town.space, start.gen, 1, 7, commit.raw()),
        packed_entry(town.space, start.gen, 9, 7, commit.raw()),
    ]
    take(town.palle, by_hand(town.signe, items, given))
    assert town.palle.journal.cursor(town.space) == before
    assert town.palle.texts(town.space) == ["note 0"]
    assert not town.palle.journal.frozen()
