"""What the endpoint takes out of a bundle and leaves in it, and what it packs while its log goes on."""

import shutil
from pathlib import Path

import pytest
from helpers.carried import by_hand, endpoint_takes, items_of, notes, of_endpoint, packed, round_of
from helpers.wire import LocalEndpoint, Town

from sync.bundle import BeatItem, BoxItem, OpItem, packed_entry, packed_loose
from sync.client import beating
from sync.client.packing import Wish
from sync.codec import Value, decode, encode
from sync.control import ControlLog, build_op
from sync.control_space_bodies import SpaceNew
from sync.errors import Refused
from sync.server import bundles
from sync.server.bundles import Packing as EndpointPacking
from sync.server.database import rows as db

REC = b"r" * 16


def test_boxes_and_beats_are_kept_by_the_endpoint_once(town: Town, endpoint: LocalEndpoint) -> None:
    """What a stick brings for a new machine lies there as if it had been put; forged ones do not."""
    second = town.client(town.palle.user)
    town.add_device(second)
    town.palle.sync()
    town.vouch(town.palle, second)
    town.signe.journal.append_control(town.log.ops, 0)
    raw = packed(town.signe, Wish("provision", devices=(second.keys.device_id,)))
    looked = endpoint_takes(endpoint, raw, look=True)
    assert looked.boxes >= 1
    taken = endpoint_takes(endpoint, raw)
    assert (taken.boxes, taken.beats) == (looked.boxes, looked.beats), "looking changes nothing and promises the same"
    for look in (True, False):
        again = endpoint_takes(endpoint, raw, look=look)
        assert (again.boxes, again.beats) == (0, 0)
    boxes = [item for item in items_of(raw) if item[1] == 6]
    box: list[Value] = decode(decode(boxes[0], 1 << 20)[1], 1 << 20)  # type: ignore[index,arg-type,assignment]
    forgeries = [[*box[:8], bytes(64)], [*box[:8], 5], [*box[:1], b"x" * 16, *box[2:]]]
    beat = beating.made(round_of(town.signe), town.space)
    fields: list[Value] = decode(beat, 1 << 16)  # type: ignore[assignment]
    nobody = encode([*fields[:3], b"s" * 16, *fields[4:]])
    bad = [BoxItem(encode(forged)).packed() for forged in forgeries] + [BeatItem(nobody).packed()]
    found = endpoint_takes(endpoint, by_hand(town.signe, bad))
    assert found.refused == {"bad key box": 2, "bytes expected": 1, "bad beat": 1}


def test_a_space_that_came_by_the_same_bundle(town: Town, endpoint: LocalEndpoint) -> None:
    """Looked at before the op is here, its beat is counted as it will be taken; one of no space never is."""
    log, space = ControlLog.load(town.org, town.log.ops), b"n" * 16
    op = build_op(town.admin.keys, town.org, log.head, SpaceNew(space), 5)
    _, head = log.accept(op, endpoint.key, 5)
    new, nowhere = (beating.made(round_of(town.admin), where) for where in (space, b"?" * 16))
    raw = by_hand(town.admin, [OpItem(op, head).packed(), BeatItem(new).packed(), BeatItem(nowhere).packed()])
    for look in (True, False):
        brought = endpoint_takes(endpoint, raw, look=look)
        assert (brought.ops, brought.beats) == (1, 1)


def test_what_may_not_enter_is_counted_by_its_reason(town: Town, endpoint: LocalEndpoint) -> None:
    """A gap, a header that is none, an op that does not hold; also when only looked at."""
    town.signe.save(town.space, b"1" * 16, "en")
    second = town.signe.save(town.space, b"2" * 16, "to")
    items = [
        OpItem(b"op", b"head").packed(),
        packed_loose(second.raw()),
        packed_loose(encode([b"no header", b"", []])),
        packed_entry(town.space, 1, 1, 5, encode([second.header.raw, b"", []])),
    ]
    raw = by_hand(town.signe, items)
    looked = endpoint_takes(endpoint, raw, look=True)
    assert looked.refused["not msgpack"] + looked.refused["bytes expected"] >= 1
    found = endpoint_takes(endpoint, raw)
    assert (found.fresh, sum(found.refused.values())) == (0, 4)
    assert any(reason.startswith("expected") for reason in found.refused)
    cut = endpoint_takes(endpoint, raw[:-3])
    assert [fault.number for fault in cut.faults] == [0]


def test_an_endpoint_put_back_from_a_backup_is_filled_by_hand(
    town: Town, endpoint: LocalEndpoint, tmp_path: Path
) -> None:
    """I20 without a network: the bundle's Head says that entries were lost; a new generation begins, and they are
    stored again. Nobody is frozen."""
    endpoint.database.close()
    old = tmp_path / "old"
    old.mkdir()
    shutil.copy(tmp_path / "endpoint.db", old / "endpoint.db")
    again = LocalEndpoint(tmp_path, key=endpoint.key)
    later = town.cloned(again.transport)
    notes(later)
    raw = of_endpoint(again, town.org)
    later.close()
    again.close()
    restored = LocalEndpoint(old, key=endpoint.key)
    brought = endpoint_takes(restored, raw)
    assert brought.fresh == 3
    third = town.cloned(restored.transport)
    third.palle.sync()
    third.palle.sync()
    assert third.palle.texts(town.space) == ["note 0", "note 1", "note 2"]
    assert third.palle.journal.frozen() == ""
    third.close()
    restored.close()


def test_a_log_that_grows_under_the_export_is_cut_at_its_beginning(town: Town, endpoint: LocalEndpoint) -> None:
    """The endpoint packs the log as long as it was when its space began."""
    notes(town)
    one = EndpointPacking(endpoint.endpoint, endpoint.key, town.org, 0)
    list(one.items())
    before, _sig = one.signed(())
    town.palle.save(town.space, REC, "y")
    town.palle.sync()
    two = EndpointPacking(endpoint.endpoint, endpoint.key, town.org, 0)
    list(two.items())
    after, _sig = two.signed(())
    lasts = [next(each.last for each in made.given if each.space == town.space) for made in (before, after)]
    assert lasts[1] == lasts[0] + 1


def test_a_log_without_a_row_or_that_changes_is_no_export(
    town: Town, endpoint: LocalEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A space that has not begun is left out; one that begins anew in the middle ends the export. Of very many heads
    the last one is given."""
    notes(town)

    def made() -> EndpointPacking:
        packing_ = EndpointPacking(endpoint.endpoint, endpoint.key, town.org, 0)
        list(packing_.items())
        return packing_

    with monkeypatch.context() as patch:
        patch.setattr(db, "space_row", lambda *_asked, **_more: None)
        assert made().signed(())[0].given == ()
    with monkeypatch.context() as patch:
        patch.setattr(db, "page", lambda *_asked: [])
        with pytest.raises(Refused, match="changed"):
            made()
    with monkeypatch.context() as patch:
        patch.setattr(bundles, "MAX_PULL", 1)
        patch.setattr(bundles, "MOST_HEADS", 2)
        for given in made().signed(())[0].given:
            assert not given.last or given.heads[-1].seq == given.last
            assert len(given.heads) == min(2, given.last)
