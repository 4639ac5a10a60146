"""The endpoint's routes where a log has a hole, a space is nobody's, or an answer would be too long."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from helpers.wire import LocalEndpoint, Town, town_on

from sync.control_rows import Cut
from sync.control_space_bodies import DeviceRevoke
from sync.errors import Refused
from sync.heads import Head
from sync.protocol import DENIED, CtlPage, PushAnswer, push_body
from sync.server import admission
from sync.server import endpoint as module
from sync.server.database.tables import log
from sync.server.endpoint import Caller, Missing
from sync.server.generations import named_in

NOBODYS = b"?" * 16


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalEndpoint]:
    """An endpoint on SQLite."""
    made = LocalEndpoint(tmp_path_factory.mktemp("endpoint"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def town(local: LocalEndpoint) -> Iterator[Town]:
    """Its organisation."""
    made = town_on(local)
    made.sync_all(1)
    yield made
    made.close()


def test_a_long_control_log_comes_page_by_page(
    local: LocalEndpoint, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At least one op a page, and the head of the newest with each."""
    who = Caller(town.org, town.signe.keys.device_id)
    whole = [op for op, _head in CtlPage.parse(local.endpoint.get_ctl(who, 0)).ops]
    monkeypatch.setattr(module, "MAX_PULL", 1)
    found: list[bytes] = []
    while ops := CtlPage.parse(local.endpoint.get_ctl(who, len(found))).ops:
        assert len(ops) == 1
        found.append(ops[0][0])
    assert found == whole
    ours = [op for op, _head in town.log.ops]  # other tests write further ones
    assert whole[: len(ours)] == ours


def test_a_space_that_is_nobodys(local: LocalEndpoint, town: Town) -> None:
    """It has no beats, takes no commit whoever brings it, and lost nothing."""
    who = Caller(town.org, town.signe.keys.device_id, NOBODYS)
    with pytest.raises(Missing, match="unknown space"):
        local.endpoint.get_beats(who)
    commit = town.signe.commit(town.space, town.signe.revision(b"r" * 16, "x"))
    with pytest.raises(Missing, match="unknown space"):
        local.endpoint.push(who, 0, 0, push_body([commit.value()]))
    with local.database.writing() as conn:
        (result,) = local.endpoint.append(who, [admission.read(commit.value())], conn)
    assert (result.status, result.reason) == (DENIED, "unknown space")
    head = Head(town.org, NOBODYS, 1, 5, b"c" * 32, 7).signed(local.key)
    with pytest.raises(Refused, match="no such space"):
        local.endpoint.generations.lost(town.org, NOBODYS, head.raw())


def test_a_fork_below_a_cut_is_judged_by_what_the_log_holds(local: LocalEndpoint, town: Town) -> None:
    """Palle's second commit stands in the log and a cut names it. Another first one, signed before the cut, is none
    of its ancestors: found by the log's own commits, and denied."""
    state = town.palle.journal.write_state(town.space)
    first = town.palle.commit(town.space, town.palle.revision(b"f" * 16, "gren"))
    assert state.dseq == first.header.dseq == 1
    made = [town.palle.save(town.space, bytes([n]) * 16, str(n)) for n in (1, 2)]
    town.palle.sync()
    last = made[-1].header
    cut = Cut(town.space, last.device, last.inc, last.dseq, last.cid)
    town.post(town.admin, DeviceRevoke(last.device, "lost", (cut,)))
    who = Caller(town.org, town.palle.keys.device_id, town.space)
    answer = PushAnswer.parse(local.endpoint.push(who, 0, 0, push_body([first.value()])))
    assert [(result.status, result.reason) for result in answer.results] == [(DENIED, "beyond the cut")]


def test_a_log_with_a_hole_says_so(local: LocalEndpoint, town: Town) -> None:
    """An entry fell out of the database: the page behind it is refused, not made up."""
    for n in (7, 8, 9):
        town.signe.save(town.space, bytes([n]) * 16, str(n))
    town.signe.sync()
    who = Caller(town.org, town.signe.keys.device_id, town.space)
    with local.database.writing() as conn:
        last = conn.execute(sa.select(sa.func.max(log.c.seq))).scalar_one()
        conn.execute(log.delete().where(log.c.seq == last - 1))
    with pytest.raises(Missing, match="no such entry"):
        local.endpoint.log(who, 1, last - 1, 0)


def test_nobody_is_named_in_nonsense() -> None:
    """A refill that cannot be read brings no machine that may speak."""
    assert named_in(b"\xc1") == {}
