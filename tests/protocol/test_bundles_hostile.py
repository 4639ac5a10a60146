"""Fault 33: a bundle cut, flipped, twice, out of order, on the wrong machine, forged. Nothing wrong is ever applied."""

import copy
import io
import random
from dataclasses import replace

import pytest
from helpers.carried import (
    by_hand,
    endpoint_takes,
    given_of,
    items_of,
    look,
    notes,
    of_endpoint,
    packed,
    round_of,
    take,
)
from helpers.mutations import changed, damaged
from helpers.wire import Client, LocalEndpoint, Town

from sync.bundle import EXCHANGE, BeatItem, BoxItem, HeadItem, OpItem, StartItem, packed_entry, packed_loose
from sync.bundle_reading import Bundle
from sync.bundle_verifying import Verifying
from sync.bundle_writing import ended
from sync.client import packing
from sync.client.packing import Wish
from sync.codec import Value, decode, encode
from sync.control import FORKED
from sync.control_ops import Op, build_op, make_ctlhead
from sync.control_space_bodies import SpaceNew
from sync.errors import Refused, SyncError
from sync.heads import Entry, GenStart, Head
from sync.log import DAMAGED, Stored
from sync.model import Commit, CtlRef

REC = b"r" * 16


def twin(client: Client) -> Client:
    """The same machine at the same point, which can be spoilt."""
    clock = copy.copy(client.clock)
    return Client(client.user, client.keys, client.org, client.transport, copy.deepcopy(client.journal), clock)


def test_no_word_of_a_record_is_in_a_bundle(town: Town, endpoint: LocalEndpoint) -> None:
    """Neither text nor record id nor kind (I12), from a client or the endpoint."""
    town.signe.save(town.space, REC, "kanariefuglen synger")
    town.signe.sync()
    for raw in (packed(town.signe), of_endpoint(endpoint, town.org)):
        for word in (b"kanariefuglen", REC, b"consultation"):
            assert word not in raw


def test_a_cut_or_flipped_bundle_brings_what_verifies(town: Town) -> None:
    """Cut at every 997th byte and flipped at as many: what is there afterwards is a part of what was sent; the whole
    bundle then brings the rest."""
    notes(town)
    town.signe.save(town.space, REC, "ikke sendt")
    raw = packed(town.signe)
    whole = ["ikke sendt", "note 0", "note 1", "note 2"]
    rng = random.Random(33)
    for at in range(0, len(raw), 997):
        flipped = raw[:at] + bytes([raw[at] ^ 1 << rng.randrange(8)]) + raw[at + 1 :]
        for bad in (raw[:at], flipped):
            palle = twin(town.palle)
            try:
                take(palle, bad)
            except SyncError:
                assert palle.texts(town.space) == []
            assert set(palle.texts(town.space)) <= set(whole)
            assert not palle.journal.frozen()
    palle = twin(town.palle)
    take(palle, raw[: len(raw) * 2 // 3])
    take(palle, raw)
    assert palle.texts(town.space) == whole


def test_any_item_changed_is_refused_or_left(town: Town, endpoint: LocalEndpoint) -> None:
    """P5: one field or byte of one item is another, and the maker signs the bundle all the same. No exception but a
    reason, no record that nobody wrote, here or at the endpoint."""
    notes(town)
    town.signe.save(town.space, REC, "ikke sendt")
    raw = packed(town.signe)
    items, given = items_of(raw), given_of(raw)
    for seed in range(24):
        rng = random.Random(seed)
        place = rng.randrange(len(items))
        value: Value = decode(items[place], 1 << 21)
        bad = encode(changed(rng, value)) if rng.random() < 0.6 else damaged(rng, items[place])
        spoilt = by_hand(town.signe, [*items[:place], bad, *items[place + 1 :]], *given)
        palle = twin(town.palle)
        take(palle, spoilt)
        assert set(palle.texts(town.space)) <= {"note 0", "note 1", "note 2", "ikke sendt"}, seed
        if seed % 8 == 0:
            endpoint_takes(endpoint, spoilt)
            ended(Verifying(Bundle(io.BytesIO(spoilt))).steps())


def test_out_of_order_is_pending_and_then_whole(town: Town) -> None:
    """The later half first: its commits count by their signatures, the missing ones are told; then the first half."""
    notes(town, 4)
    cursor = town.signe.journal.cursor(town.space)
    assert cursor is not None
    later = packed(town.signe, Wish(EXCHANGE, after={town.space: cursor.seq - 1}))
    given = next(each for each in given_of(later) if each.space == town.space)
    assert (given.first, given.last, given.needs.seq) == (cursor.seq, cursor.seq, cursor.seq - 1)
    seen = take(town.palle, later)
    assert seen.spaces[town.space].missing == 1
    assert town.palle.journal.cursor(town.space) != cursor
    take(town.palle, packed(town.signe))
    assert town.palle.texts(town.space) == [f"note {n}" for n in range(4)]
    assert town.palle.journal.cursor(town.space) == cursor
    town.palle.sync()
    assert len(town.palle.texts(town.space)) == 4


def test_an_after_that_is_nowhere_gives_all(town: Town) -> None:
    """A receiver is said to have more than there is: the whole log is packed."""
    notes(town)
    raw = packed(town.signe, Wish(EXCHANGE, after={town.space: 99}))
    assert next(each for each in given_of(raw) if each.space == town.space).first == 1


def test_another_organisation_is_refused(town: Town, endpoint: LocalEndpoint) -> None:
    """By the client and by the endpoint, whatever is in it."""
    raw = by_hand(town.signe, [], org=b"x" * 16)
    with pytest.raises(Refused, match="another organisation"):
        look(town.palle, raw)
    with pytest.raises(SyncError):
        endpoint_takes(endpoint, raw)


def test_a_machine_without_the_space_takes_nothing_of_it(town: Town) -> None:
    """The administrator's pc says that it is not for him, and keeps nothing."""
    notes(town)
    seen = take(town.admin, packed(town.signe))
    assert not seen.spaces[town.space].usable
    assert town.admin.texts(town.space) == []
    assert town.admin.journal.cursor(town.space) is None


def test_a_forged_commit_is_left(town: Town) -> None:
    """Another signature, another space, a header that is none: nothing is kept of it, and it harms no other."""
    commit = town.signe.save(town.space, REC, "ægte")
    forged = Commit(commit.header, bytes(64), commit.bodies)
    items = [
        packed_loose(forged.raw()),
        packed_loose(encode([b"no header", b"", []])),
        BeatItem(b"no beat").packed(),
        BoxItem(b"no box").packed(),
        packed_loose(commit.raw()),
    ]
    seen = take(town.palle, by_hand(town.signe, items))
    assert seen.malformed == 3
    assert town.palle.texts(town.space) == ["ægte"]


def test_an_op_that_does_not_hold_ends_the_ops_alone(town: Town, endpoint: LocalEndpoint) -> None:
    """A forged op is not learnt; one the endpoint signed beside another is a fork; commits are taken all the same."""
    town.signe.save(town.space, REC, "x")
    loose = [item for item in items_of(packed(town.signe)) if item.startswith(b"\x92\x04")]
    head = town.log.head
    op = build_op(town.palle.keys, town.org, head, SpaceNew(b"n" * 16), 5)
    ref = CtlRef(head.cseq + 1, b"h" * 32)
    seen = take(town.palle, by_hand(town.signe, [OpItem(op, make_ctlhead(endpoint.key, town.org, ref, 5)).packed()]))
    assert seen.ops == 0
    assert seen.ops_reason
    before = CtlRef(head.cseq - 1, town.log.op(head.cseq).prev)
    other = build_op(town.admin.keys, town.org, before, SpaceNew(REC), 5)
    forked = OpItem(other, make_ctlhead(endpoint.key, town.org, Op.parse(other).ref, 5)).packed()
    seen = take(town.palle, by_hand(town.signe, [forked, forked, *loose]))
    assert seen.forked == FORKED
    assert town.palle.journal.frozen() == FORKED
    assert town.palle.texts(town.space) == ["x"]


def test_a_new_op_is_learnt(town: Town) -> None:
    """Palle was away while a space was made: it comes with the bundle, and again it is nothing new."""
    town.post(town.admin, SpaceNew(b"n" * 16))
    town.signe.sync()
    raw = packed(town.signe)
    assert take(town.palle, raw).ops == 1
    assert take(town.palle, raw).ops == 0
    assert town.palle.journal.control_length() == town.log.head.cseq


def test_a_bundle_mends_what_came_damaged(town: Town) -> None:
    """An entry that was spoilt on the wire keeps its place, and is whole after a bundle."""
    (commit,) = notes(town, 1)
    town.palle.sync()
    held = town.palle.journal.space(town.space)
    entry = held.entries[commit.cid]
    held.entries[commit.cid] = replace(entry, verdict="quarantine", reason=DAMAGED + "x", revisions=(), commit=None)
    held.revisions.pop((commit.cid, 0))
    assert town.palle.texts(town.space) == []
    take(town.palle, packed(town.signe))
    assert town.palle.texts(town.space) == ["note 0"]
    assert held.entries[commit.cid].seq == entry.seq


def test_what_waits_for_a_new_key_is_not_packed(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Own work from the first withheld commit on, and another's that is withheld: both stay."""
    first = town.signe.save(town.space, b"1" * 16, "må")
    town.signe.save(town.space, b"2" * 16, "må ikke")
    town.palle.save(town.space, b"3" * 16, "Palles")
    take(town.signe, packed(town.palle))

    def only(header: object) -> bool:
        return getattr(header, "cid", b"") != first.cid

    monkeypatch.setattr(packing, "withheld", lambda _control, _space: only)
    raw = packed(town.signe)
    assert next(each for each in given_of(raw) if each.space == town.space).loose == 1


def test_a_key_that_is_not_here_is_named(town: Town) -> None:
    """A provisioning bundle without the key says so instead of being called complete."""
    second = town.client(town.palle.user)
    town.add_device(second)
    town.palle.sync()
    town.vouch(town.palle, second)
    town.signe.sync()
    town.palle.sync()
    wish = Wish("provision", devices=(second.keys.device_id,))
    keyed = packing.Packing(round_of(town.signe), wish)
    list(keyed.items())
    assert (keyed.boxes > 0, keyed.keyless) == (True, [town.org])  # only administrators hand out that one
    keyless = packing.Packing(round_of(town.admin), wish)
    list(keyless.items())
    assert town.space not in keyless.keyless  # it is not a space of his
    ring = town.palle.journal.keyring(town.space)
    ring.keys.clear()
    ring.good.clear()
    lacking = packing.Packing(round_of(town.palle), wish)
    list(lacking.items())
    assert set(lacking.keyless) == {town.org, town.space}


def test_a_bundle_verifies_by_itself(town: Town, endpoint: LocalEndpoint) -> None:
    """From a client and from the endpoint: signed, its ops from the genesis on, each entry under a head."""
    notes(town)
    town.signe.save(town.space, REC, "x")
    for raw, loose in ((packed(town.signe), 1), (of_endpoint(endpoint, town.org), 0)):
        found = ended(Verifying(Bundle(io.BytesIO(raw))).steps())
        assert found.whole, found
        assert (found.ops, found.entries >= 3, found.loose) == (town.log.head.cseq, True, loose)
        assert found.others >= 1
        cut = ended(Verifying(Bundle(io.BytesIO(raw[:-40]))).steps())
        assert not cut.whole


def test_what_does_not_verify_by_itself_is_counted(town: Town) -> None:
    """No ops at all, an op that does not hold, an entry without a head, a commit nobody signed, a start of another."""
    (commit,) = notes(town, 1)
    start = GenStart.parse(town.palle.journal.start(town.space))
    entry = packed_entry(town.space, start.gen, 1, 7, commit.raw())
    bare = ended(Verifying(Bundle(io.BytesIO(by_hand(town.signe, [entry])))).steps())
    assert (bare.signed, bare.unproved, bare.bad, bare.whole) == (False, 1, 1, False)
    ops = [OpItem(op, head).packed() for op, head in town.log.ops]
    odd = [
        packed_loose(Commit(commit.header, bytes(64), commit.bodies).raw()),
        packed_loose(encode([commit.header.raw, commit.sig, [b"other"]])),
        HeadItem(b"none").packed(),
        HeadItem(Head(town.org, town.space, 1, 1, bytes(32), 5, bytes(64)).raw()).packed(),
        StartItem(replace(start, sig=bytes(64)).raw()).packed(),
        OpItem(b"op", b"head").packed(),
        OpItem(b"op", b"head").packed(),
        encode([77]),
    ]
    found = ended(Verifying(Bundle(io.BytesIO(by_hand(town.signe, [*ops, *odd])))).steps())
    assert (found.signed, found.bad, found.malformed, found.newer) == (True, 2, 1, 1)
    assert found.ops_reason
    assert Entry.from_value([1, 5, commit.value()]).cid == commit.cid


def test_what_nobody_can_read_is_neither_packed_nor_believed(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unreadable commit here ends what is packed of one's own; one in a bundle is counted, and no maker is known
    where there is no control log."""
    odd = Stored(b"c" * 32, b"x", 0, 0, b"", "unknown", "")
    monkeypatch.setattr(town.signe.journal, "commits_of", lambda _space, _device: [odd])
    raw = packed(town.signe)
    assert next(each for each in given_of(raw) if each.space == town.space).loose == 0
    entry = packed_entry(town.space, 1, 1, 5, encode([b"no header", b"", []]))
    seen = look(town.palle, by_hand(town.signe, [entry]))
    assert seen.spaces[town.space].unreadable == 1
    nobody = town.client()
    found = look(nobody, by_hand(town.signe, [entry]))
    assert (found.maker, found.spaces[town.space].usable) == ("", False)
    nobody.transport.close()
