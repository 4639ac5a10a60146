"""Erasure in the endpoint's log, on both databases: what goes, what stays, what a refill may leave out."""

import logging
import threading
from functools import partial

import pytest
from helpers.archivists import join, make_archivists, name, tombs
from helpers.wire import LocalEndpoint, Town

from sync.errors import Refused
from sync.model import Commit, Dot
from sync.protocol import PushResult
from sync.purging import WINDOW_MS
from sync.server import admission
from sync.server.database.tables import log
from sync.server.endpoint import Caller
from sync.server.purging import Erasing

REC = b"r" * 16


@pytest.fixture
def archive(town: Town) -> Town:
    """Signe and Palle are the archivists of their space."""
    make_archivists(town, town.signe, town.palle)
    for client in (town.signe, town.palle):
        client.sync()
    return town


def bodies(endpoint: LocalEndpoint, cid: bytes) -> tuple[bytes, ...]:
    """What the log holds of a commit."""
    with endpoint.database.reading() as conn:
        raw = conn.execute(log.select().where(log.c.cid == cid)).one().raw
    return Commit.parse(raw).bodies


def brought(endpoint: LocalEndpoint, town: Town, commit: Commit, *, refill: bool = True) -> PushResult:
    """What the endpoint says to a commit."""
    run = [admission.read(commit.value())] * 2
    who = Caller(town.org, town.signe.keys.device_id, town.space)
    result, again = endpoint.database.write(partial(endpoint.endpoint.append, who, run, refill=refill))
    assert again.status in ("dup", "malformed")
    return result


def test_what_is_due_goes_and_a_refill_brings_it_in_vain(archive: Town, endpoint: LocalEndpoint) -> None:
    """Emptied once, in its own time; the quota gets its bytes back; the body comes back by no way."""
    town, space = archive, archive.space
    commit = town.signe.save(space, REC, "ord " * 400)
    spare = town.signe.save(space, REC, "mere")
    dots = [Dot(commit.cid, 0)]
    made = tombs(town, town.signe, dots)
    own = name(town, town.signe, dots, made)
    town.signe.sync()
    town.palle.sync()
    more = [(Dot(own.cid, 0), made[0][1]), (Dot(b"x" * 32, 0), made[0][1])]
    theirs = name(town, town.palle, [], [*made, *more])
    name(town, town.signe, [], more)
    town.palle.sync()
    town.signe.sync()
    erasing = Erasing(endpoint.database, endpoint.clock.now_ms)
    assert erasing.sweep() == 0
    endpoint.clock.ms += WINDOW_MS + 1
    assert (erasing.sweep(), erasing.sweep()) == (1, 0)
    assert bodies(endpoint, commit.cid) == (b"",)
    assert bodies(endpoint, spare.cid) == spare.bodies
    assert all(bodies(endpoint, own.cid)), "a purge cannot be purged"
    assert all(bodies(endpoint, theirs.cid))
    assert brought(endpoint, town, commit).status == "dup"
    assert bodies(endpoint, commit.cid) == (b"",)
    with endpoint.database.writing() as conn:
        for table in (log,):
            conn.execute(table.delete().where(log.c.cid == spare.cid))
            conn.execute(table.delete().where(log.c.dseq >= commit.header.dseq, log.c.inc == commit.header.inc))
    assert brought(endpoint, town, commit).status == "stored", "the second name was lost with the log"


def test_a_refill_may_leave_bodies_out_and_fill_them_in(archive: Town, endpoint: LocalEndpoint) -> None:
    """Not outside of one; what is due is dropped on the way in, and is no gap."""
    town, space = archive, archive.space
    commit = town.signe.save(space, REC, "ord")
    hollow = Commit(commit.header, commit.sig, (b"",))
    assert brought(endpoint, town, hollow, refill=False).status == "malformed"
    assert brought(endpoint, town, hollow).status == "stored"
    assert brought(endpoint, town, hollow).status == "dup"
    assert bodies(endpoint, commit.cid) == (b"",)
    assert brought(endpoint, town, commit).status == "dup"
    assert bodies(endpoint, commit.cid) == commit.bodies


def test_who_comes_after_the_window_brings_it_without_its_words(archive: Town, endpoint: LocalEndpoint) -> None:
    """A stick carried it to two archivists before its own machine was online: in the log it never had a body."""
    town, space = archive, archive.space
    bo = join(town)
    make_archivists(town, bo)
    town.signe.sync()
    bo.sync()
    commit = town.signe.save(space, REC, "ord")
    made = tombs(town, town.signe, [Dot(commit.cid, 0)])
    for archivist in (town.palle, bo):
        name(town, archivist, [], made)
        archivist.sync()
    assert brought(endpoint, town, commit).status == "stored", "the window is open"
    endpoint.clock.ms += WINDOW_MS + 1
    with endpoint.database.writing() as conn:
        conn.execute(log.delete().where(log.c.cid == commit.cid))
    result = brought(endpoint, town, commit)
    assert (result.status, bodies(endpoint, commit.cid)) == ("purged", (b"",))
    assert Erasing(endpoint.database, endpoint.clock.now_ms).sweep() == 1, "it is noted, and nothing is left to do"
    bo.transport.close()


def test_each_hour_and_what_fails_is_said_without_a_word_of_it(
    archive: Town, endpoint: LocalEndpoint, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The first time the database is busy, the next time it is swept."""
    erasing = Erasing(endpoint.database, endpoint.clock.now_ms)
    times: list[str] = []

    def sweep() -> int:
        times.append("swept")
        if len(times) == 1:
            raise Refused("endpoint is busy")
        return 0

    class Twice(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            assert timeout == 3600
            return len(times) == 2

    monkeypatch.setattr(erasing, "sweep", sweep)
    with caplog.at_level(logging.ERROR):
        erasing.each_hour(Twice())
    assert len(times) == 2
    assert [record.getMessage() for record in caplog.records] == ['{"task": "erase", "failed": "Refused"}']
