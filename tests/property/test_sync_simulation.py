"""Whole-system simulation: whatever network, crashes, clocks and a hostile member do, in the end all have the same.

`SEEDS=from:to` chooses the seeds; a failure names its seed, and the seed replays it: keys and salts come from it too.
"""

import os
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.fragile import Pc
from helpers.simulation import RULE, Simulation
from helpers.wire import LocalEndpoint, Town, town_on

from sync.heads import GenStart, next_chain
from sync.log import Journal
from sync.merge import RecordView, fold
from sync.model import Commit, Dot
from sync.protocol import PushAnswer, Request, push_body, space_path
from sync.server.database import rows as db

FIRST, _, LAST = os.environ.get("SEEDS", "0:12").partition(":")
SEEDS = range(int(FIRST), int(LAST))
STEPS = 120


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> tuple[LocalEndpoint, Town, Path]:
    """The town that every seed begins with."""
    folder = tmp_path_factory.mktemp("model")
    with pytest.MonkeyPatch.context() as seeded:
        seeded.setattr(os, "urandom", random.Random(0).randbytes)
        local = LocalEndpoint(folder)
        town = town_on(local)
        town.sync_all()
        town.close()
        local.close()
    return local, town, folder


@pytest.fixture(params=SEEDS)
def ended(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    model: tuple[LocalEndpoint, Town, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Simulation]:
    """A simulation that ran its steps, and then had a fair network."""
    monkeypatch.setattr(os, "urandom", random.Random(request.param).randbytes)
    simulation = Simulation(request.param, tmp_path, model)
    for _step in range(STEPS):
        simulation.act()
    simulation.fair()
    yield simulation
    simulation.close()


def journal(pc: Pc) -> Journal:
    """The journal without its fuse."""
    return pc.journal.inner


def entries(simulation: Simulation) -> list[db.LogRow]:
    """The log as the endpoint has it."""
    with simulation.endpoint.database.reading() as conn:
        row = db.space_row(conn, simulation.org, simulation.space)
        assert row is not None
        return db.page(conn, row.id, 0, 1 << 40)


def views(pc: Pc) -> dict[bytes, RecordView]:
    """Every record as this pc shows it."""
    revs = pc.revs().values()
    return {rec: fold(RULE, [r for r in revs if r.revision.rec == rec]) for rec in {r.revision.rec for r in revs}}


def test_everything_honest_is_everywhere_and_nothing_twice(ended: Simulation) -> None:
    """I1, I2, I6, I8, I9, I17: and no poison is applied, no salt used twice, nobody frozen, no false alarm."""
    log = entries(ended)
    saved = [c for pc in ended.pcs for c in pc.sealed if journal(pc).commit(ended.space, c.cid) is not None]
    assert len(saved) > 8
    assert Counter(row.cid for row in log) == Counter(commit.cid for commit in saved)
    _whole_log(ended, log)
    _same_views(ended, saved)
    _nothing_lost(ended, saved)
    _quiet(ended)
    _replayed(ended, log)


def _whole_log(ended: Simulation, log: list[db.LogRow]) -> None:
    """I8, I9: the log is gapless, each device's numbering too, and every pc holds all of it under the same chain."""
    assert [row.seq for row in log] == list(range(1, len(log) + 1))
    runs: dict[tuple[bytes, bytes], list[int]] = {}
    for row in log:
        runs.setdefault((row.device, row.inc), []).append(row.dseq)
    assert all(run == list(range(1, len(run) + 1)) for run in runs.values())
    with ended.endpoint.database.reading() as conn:
        space = db.space_row(conn, ended.org, ended.space)
        assert space is not None
        chain = GenStart.parse(db.gen_start(conn, space.id, 1) or b"").chain
    for row in log:
        chain = next_chain(chain, row.cid, row.received_ms)
        for pc in ended.pcs:
            assert journal(pc).chain_at(ended.space, 1, row.seq) == chain
            assert journal(pc).commit(ended.space, row.cid) == row.raw
    for pc in ended.pcs:
        cursor = journal(pc).cursor(ended.space)
        assert cursor is not None
        assert (cursor.seq, cursor.chain) == (len(log), chain)


def _same_views(ended: Simulation, saved: list[Commit]) -> None:
    """I1: the same revisions, the same views; each saved revision once, and nothing of the hostile member."""
    honest = {commit.cid: len(commit.bodies) for commit in saved if commit.cid not in ended.poison}
    dots = {(cid, i) for cid, count in honest.items() for i in range(count)}
    first, *others = ended.pcs
    assert set(first.revs()) == dots
    for pc in others:
        assert pc.revs() == first.revs(), pc.name
        assert views(pc) == views(first), pc.name


def _nothing_lost(ended: Simulation, saved: list[Commit]) -> None:
    """I2: every saved value stands in its record, or another write names it as replaced."""
    shown = views(ended.lene)
    for dot, rev in ended.lene.revs().items():
        view = shown[rev.revision.rec]
        for group in rev.revision.set:
            stands = group in view.groups and any(dot in s.dots for s in view.groups[group].survivors)
            assert stands or (group, dot) in view.replaced
    salts = [commit.header.salt for pc in ended.pcs for commit in pc.sealed]
    assert len(set(salts)) == len(salts)
    for pc in ended.pcs:
        revs = pc.revs()
        stamps = [revs[d].revision.hlc for c in pc.sealed for i in range(len(c.bodies)) if (d := Dot(c.cid, i)) in revs]
        assert stamps == sorted(set(stamps)), pc.name


def _quiet(ended: Simulation) -> None:
    """Outboxes are empty and all is seen; nothing is held or frozen; no alarm; poison is set aside by the others."""
    for pc in ended.pcs:
        kept = journal(pc)
        assert pc.engine.state.kind == "idle", pc.name
        assert kept.outbox_count(ended.space) == 0
        assert kept.pending(ended.space) == []
        assert kept.missing(ended.space) == []
        assert kept.frozen() == ""
        assert set(_alarms(pc)) <= {"endpoint lost a commit"}, pc.name  # an old answer to a push, given again
        assert kept.damaged(ended.space) == []
        assert kept.control_ops() == ended.log.ops
        assert _unseen(ended, pc) == 0, pc.name
        if pc is not ended.palle:
            assert not ended.poison & kept.settled(ended.space, sorted(ended.poison))


def _alarms(pc: Pc) -> list[str]:
    if pc.store is not None:
        return [reason for (reason,) in pc.store.query("SELECT reason FROM alarms")]
    return [reason for _, reason, _ in pc.journal.inner.alarms]  # type: ignore[union-attr]


def _unseen(ended: Simulation, pc: Pc) -> int:
    if pc.store is not None:
        return len(pc.store.query("SELECT 1 FROM commits WHERE own = 1 AND state <> 'seen'"))
    own = pc.journal.inner.space(ended.space).own.values()  # type: ignore[union-attr]
    return sum(mine.state != "seen" for mine in own)


def _replayed(ended: Simulation, log: list[db.LogRow]) -> None:
    """I6: every request that is still under way, and every commit once more, changes nothing."""
    for late in ended.late:
        ended.arrive(late)
    commits = [Commit.parse(row.raw).value() for row in log]
    path = space_path(ended.org, ended.space, "push")
    answer = ended.serve(ended.palle, Request("push", "POST", path, body=push_body(commits), space=ended.space))
    results = PushAnswer.parse(answer.body).results
    assert [(r.status, r.seq) for r in results] == [("dup", row.seq) for row in log]
    before = {pc.name: pc.revs() for pc in ended.pcs}
    ended.fair(rounds=1)
    assert entries(ended) == log
    assert {pc.name: pc.revs() for pc in ended.pcs} == before
