"""Erasure from end to end: hidden when two archivists agree, gone from every copy when the window is over (I14)."""

from dataclasses import replace

import pytest
from helpers.archivists import join, make_archivists, name, tombs
from helpers.wire import Client, LocalEndpoint, Town

from sync.client.erased import outstanding
from sync.client.purges import hide
from sync.control import ControlLog
from sync.heads import Beat
from sync.model import Commit, Dot
from sync.purging import WINDOW_MS, Naming, Tomb
from sync.server.database.tables import beats, log
from sync.server.purging import Erasing

REC = b"r" * 16
CANARY = "Kanarien i kommentaren"


@pytest.fixture
def archive(town: Town) -> Town:
    """Signe and Palle are the archivists of their space."""
    make_archivists(town, town.signe, town.palle)
    both(town)
    return town


def later(endpoint: LocalEndpoint, town: Town, ms: int) -> None:
    """Time passes for everybody."""
    endpoint.clock.ms += ms
    for client in town.clients:
        client.clock.sleep(60)


def bodies(journal_of: Client, space: bytes, cid: bytes) -> tuple[bytes, ...]:
    """What a client holds of a commit."""
    return Commit.parse(journal_of.journal.commit(space, cid) or b"").bodies


def held(endpoint: LocalEndpoint) -> bytes:
    """Every raw commit in the endpoint's log."""
    with endpoint.database.reading() as conn:
        return b"".join(bytes(row[0]) for row in conn.exec_driver_sql("SELECT raw FROM log"))


def both(town: Town) -> None:
    """Signe and Palle have what the other one had."""
    for client in (town.palle, town.signe, town.palle):
        client.sync()
        client.clock.sleep(6)


def agreed(town: Town, dot: Dot) -> None:
    """Signe names it, Palle sees that and names it too."""
    name(town, town.signe, [dot])
    town.signe.sync()
    town.palle.sync()
    name(town, town.palle, [dot])
    town.palle.sync()
    town.signe.sync()


def test_two_archivists_erase_what_one_cannot(archive: Town, endpoint: LocalEndpoint) -> None:
    """One name alone changes nothing; the second hides the words everywhere at once, and they stay hidden."""
    town, space = archive, archive.space
    commit = town.palle.save(space, REC, CANARY)
    both(town)
    dot = Dot(commit.cid, 0)
    name(town, town.signe, [dot])
    both(town)
    assert town.palle.texts(space) == [CANARY] == town.signe.texts(space)
    assert [one.dot for one in town.palle.journal.half_named(space)] == [dot]
    name(town, town.palle, [dot])
    both(town)
    for client in (town.signe, town.palle):
        erased = client.journal.space(space).revisions[dot].revision
        assert (erased.erased, erased.set, erased.did) == (True, {}, "create")
        assert client.journal.half_named(space) == []
        assert bodies(client, space, commit.cid)[0], "the bytes stay for the window"


def test_the_bytes_go_when_the_window_is_over(archive: Town, endpoint: LocalEndpoint) -> None:
    """Endpoint and clients empty the body by the endpoint's time; the header stays and the chain verifies on."""
    town, space = archive, archive.space
    commit = town.palle.save(space, REC, CANARY)
    both(town)
    agreed(town, Dot(commit.cid, 0))
    erasing = Erasing(endpoint.database, endpoint.clock.now_ms)
    assert erasing.sweep() == 0
    later(endpoint, town, WINDOW_MS - 10_000_000)
    both(town)
    assert bodies(town.signe, space, commit.cid) == commit.bodies
    assert commit.bodies[0] in held(endpoint)
    later(endpoint, town, 20_000_000)
    assert erasing.sweep() == 1
    assert erasing.sweep() == 0
    both(town)
    assert commit.bodies[0] not in held(endpoint)
    assert bodies(town.signe, space, commit.cid) == (b"",) == bodies(town.palle, space, commit.cid)
    town.signe.save(space, b"s" * 16, "livet går videre")
    both(town)
    assert town.palle.engine.state.kind == "idle"
    assert "livet går videre" in town.palle.texts(space)[-1:]


def test_the_beat_says_who_has_erased(archive: Town, endpoint: LocalEndpoint) -> None:
    """A machine that was away is named by its beat until it has erased too."""
    town, space = archive, archive.space
    commit = town.palle.save(space, REC, CANARY)
    both(town)
    agreed(town, Dot(commit.cid, 0))
    (purge,) = town.signe.journal.purges(space)
    later(endpoint, town, WINDOW_MS + 1)
    town.signe.sync()
    town.signe.clock.sleep(6)
    town.signe.sync()
    said = {device: Beat.parse(raw) for device, raw in town.signe.journal.beats(space).items()}
    assert said[town.signe.keys.device_id].purged >= purge.seq
    assert said[town.palle.keys.device_id].purged < purge.seq
    both(town)
    said = {device: Beat.parse(raw) for device, raw in town.signe.journal.beats(space).items()}
    assert said[town.palle.keys.device_id].purged >= purge.seq


def test_who_comes_late_sees_nothing_older_and_no_alarm(archive: Town, endpoint: LocalEndpoint) -> None:
    """The log gives an empty body first and says why further on: the view is everybody's, and nobody cries wolf."""
    town, space = archive, archive.space
    first = town.palle.save(space, REC, "ældre")
    second = town.palle.save(space, REC, CANARY, act="edit", over={"text": [Dot(first.cid, 0)]})
    both(town)
    agreed(town, Dot(second.cid, 0))
    later(endpoint, town, WINDOW_MS + 1)
    Erasing(endpoint.database, endpoint.clock.now_ms).sweep()
    both(town)
    late = join(town)
    both(town)
    late.sync()
    dot = Dot(second.cid, 0)
    assert late.journal.space(space).revisions[dot].revision == town.signe.journal.space(space).revisions[dot].revision
    assert late.journal.alarms == []
    assert set(late.journal.space(space).revisions) == set(town.signe.journal.space(space).revisions)
    assert late.journal.purged(space) == town.signe.journal.cursor(space).seq  # type: ignore[union-attr]


def test_a_body_that_is_missing_without_a_purge_is_an_alarm(archive: Town, endpoint: LocalEndpoint) -> None:
    """An endpoint that empties a body by itself withholds it: held, alarmed at the end of the log, nothing hidden."""
    town, space = archive, archive.space
    commit = town.palle.save(space, REC, CANARY)
    other = town.palle.save(space, b"o" * 16, "andet")
    town.palle.sync()
    hollow = Commit(commit.header, commit.sig, (b"",)).raw()
    with endpoint.database.writing() as conn:
        conn.execute(log.update().where(log.c.cid == commit.cid).values(raw=hollow))
        spoilt = Commit(other.header, bytes(64), other.bodies).raw()
        conn.execute(log.update().where(log.c.cid == other.cid).values(raw=spoilt))
    town.signe.sync()
    assert town.signe.texts(space) == []
    assert [(reason, device) for _space, reason, device in town.signe.journal.alarms] == [
        ("damaged: body is missing", town.palle.keys.device_id)
    ]


def test_what_both_named_is_read_even_where_it_is_not_true(archive: Town) -> None:
    """Two archivists who agree on a wrong tombstone: all read it, also who has the bytes, so that all see the same."""
    town, space = archive, archive.space
    commit = town.palle.save(space, REC, CANARY)
    both(town)
    dot = Dot(commit.cid, 0)
    for client in (town.signe, town.palle):
        name(town, client, [dot], [(dot, Tomb(REC, "consultation", "edit"))])
    both(town)
    views = [client.journal.space(space).revisions[dot].revision for client in (town.signe, town.palle)]
    assert [view.did for view in views] == ["edit", "edit"], "what both named is what is read, though it is not true"


def test_different_tombstones_are_no_agreement(archive: Town) -> None:
    """Two names with two hashes have no effect: the second archivist's client sees the difference."""
    town, space = archive, archive.space
    commit = town.palle.save(space, REC, CANARY)
    both(town)
    dot = Dot(commit.cid, 0)
    name(town, town.signe, [dot], [(dot, Tomb(REC, "consultation", "edit"))])
    both(town)
    ((_dot, mine),) = tombs(town, town.palle, [dot])
    assert mine.th != town.palle.journal.half_named(space)[0].th
    name(town, town.palle, [dot])
    both(town)
    assert town.signe.texts(space) == [CANARY]


def test_the_same_person_twice_is_one_archivist(archive: Town) -> None:
    """Two commits of one user name nothing together."""
    town, space = archive, archive.space
    commit = town.palle.save(space, REC, CANARY)
    both(town)
    for _ in range(2):
        name(town, town.signe, [Dot(commit.cid, 0)])
        both(town)
    assert town.palle.texts(space) == [CANARY]


def test_a_restored_backup_of_the_endpoint_erases_before_it_serves(archive: Town, endpoint: LocalEndpoint) -> None:
    """The bytes that a backup brings back go with the first sweep: what was named stands in the same backup."""
    town, space = archive, archive.space
    commit = town.palle.save(space, REC, CANARY)
    both(town)
    agreed(town, Dot(commit.cid, 0))
    later(endpoint, town, 2 * WINDOW_MS)
    assert commit.bodies[0] in held(endpoint), "a backup of long ago"
    Erasing(endpoint.database, endpoint.clock.now_ms).sweep()
    assert commit.bodies[0] not in held(endpoint)


def test_an_administrator_sees_who_has_not_erased(archive: Town, endpoint: LocalEndpoint) -> None:
    """From headers and beats alone; a damaged or a forged beat says nothing, nor does a name without the right."""
    town, space = archive, archive.space
    commit = town.palle.save(space, REC, CANARY)
    both(town)
    agreed(town, Dot(commit.cid, 0))
    town.admin.sync()
    (one,) = outstanding(town.admin.transport, town.admin.engine.control, space)
    two = {town.signe.keys.device_id, town.palle.keys.device_id}
    assert (one.purge.dot, one.due, set(one.devices)) == (Dot(commit.cid, 0), False, two)
    later(endpoint, town, WINDOW_MS + 1)
    both(town)
    (one,) = outstanding(town.admin.transport, town.admin.engine.control, space)
    assert (one.due, one.devices) == (True, ())
    mine = Beat.parse(town.signe.journal.beats(space)[town.signe.keys.device_id])
    forged = replace(mine, n=mine.n + 9, purged=1 << 40).signed(town.palle.keys)
    with endpoint.database.writing() as conn:
        for device, raw in ((town.signe.keys.device_id, forged), (town.palle.keys.device_id, b"\xc1")):
            conn.execute(beats.update().where(beats.c.device == device).values(raw=raw))
    (one,) = outstanding(town.admin.transport, town.admin.engine.control, space)
    assert set(one.devices) == two
    ops = town.admin.engine.control.ops
    before = ControlLog.load(town.org, ops[: len(ops) - 1])
    assert outstanding(town.admin.transport, before, space) == [], "Palle is no archivist in this one"


def test_what_is_not_sent_yet_is_hidden_too(archive: Town) -> None:
    """A stick carried it to two archivists before it was sent from here."""
    town, space = archive, archive.space
    commit = town.palle.save(space, REC, CANARY)
    ((dot, tomb),) = tombs(town, town.palle, [Dot(commit.cid, 0)])
    for client in (town.signe, town.palle):
        naming = Naming(*dot, tomb.th, client.user, client.user * 2)
        town.palle.journal.space(space).named[naming] = None
    hide(town.palle.engine._round, space)
    assert town.palle.texts(space) == []
    assert town.palle.journal.outbox_count(space) == 1, "its header is part of the chain"
