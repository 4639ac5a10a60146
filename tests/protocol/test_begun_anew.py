"""A log that begins anew for ever, or meanwhile, and what nobody will have of what is offered again."""

from helpers.lies import Answering, forged_start, moved
from helpers.restored import notes
from helpers.wire import LocalEndpoint, Town

from sync.client.calls import drain
from sync.codec import as_list, decode, encode
from sync.control_space_bodies import SpaceNew
from sync.heads import Head
from sync.log import Judged
from sync.log_places import FIRST
from sync.model import NO_WITNESS, Commit
from sync.protocol import Answer, Request, log_page


def loose(commit: Commit) -> Judged:
    """As it is kept when it came by hand."""
    return Judged(commit.cid, commit.raw(), commit, 0, 0, b"", "ok", "", b"", ())


def commit_like(commit: Commit) -> Commit:
    """Another at the same place, under a signature that is none."""
    fields = list(as_list(decode(commit.header.raw, 1 << 16)))
    fields[9] = b"?" * 16
    return Commit.from_value([encode(fields), bytes(64), list(commit.bodies)])


def test_a_log_that_begins_anew_for_ever_is_offline(town: Town, endpoint: LocalEndpoint) -> None:
    """Every answer names a later generation: after a few the round ends, and nothing of it is lost."""
    notes(town.signe, town, "a")
    town.sync_all()
    starts = [forged_start(town, endpoint, gen, NO_WITNESS) for gen in range(2, 20)]

    def log(request: Request) -> Answer | None:
        if request.space != town.space:
            return None
        if "max_bytes=0" in request.query:
            start = next(s for s in starts if f"gen={s.gen}&" in request.query)
            head = Head(town.org, town.space, start.gen, 0, start.chain, 5).signed(endpoint.key)
            return Answer(200, True, log_page([], head, 0))
        return moved(99)

    def gen(request: Request) -> Answer | None:
        cursor = town.signe.journal.cursor(town.space)
        assert cursor is not None
        return Answer(200, True, starts[cursor.gen - 1].raw()) if request.space == town.space else None

    town.signe.engine.nudge()
    drain(town.signe.engine, Answering(town.signe, log=log, gen=gen, push=log))  # type: ignore[arg-type]
    assert (town.signe.engine.state.kind, town.signe.engine.state.reason) == ("offline", "endpoint was restored")
    assert town.signe.texts(town.space) == ["a"]


def test_a_page_that_does_not_chain_over_a_log_that_is_shorter(town: Town, endpoint: LocalEndpoint) -> None:
    """The Head at my own place says that there is less: the endpoint is shown mine, and has not lost it after all."""
    notes(town.signe, town, "a", "b")
    town.sync_all()
    chain = town.palle.journal.chain_at(town.space, 1, 1)
    assert chain is not None
    less = Head(town.org, town.space, 1, 1, chain, 5).signed(endpoint.key)
    odd = Head(town.org, town.space, 1, 3, b"?" * 32, 5).signed(endpoint.key)
    notes(town.signe, town, "c")
    town.signe.sync()
    raw = list(town.signe.journal.space(town.space).own.values())[-1].commit.raw()

    def log(request: Request) -> Answer | None:
        if request.space != town.space:
            return None
        page = log_page([], less, 1) if "max_bytes=0" in request.query else log_page([(3, 5, raw)], odd, 3)
        return Answer(200, True, page)

    town.palle.engine.nudge()
    drain(town.palle.engine, Answering(town.palle, log=log))  # type: ignore[arg-type]
    assert (town.palle.engine.state.kind, town.palle.engine.state.reason) == ("offline", "endpoint was restored")
    assert town.palle.texts(town.space) == ["a", "b"]


def test_what_nobody_will_have_is_offered_once(town: Town, endpoint: LocalEndpoint) -> None:
    """By hand came what the endpoint lacks: it is brought. What it refuses is offered again when there is cause."""
    notes(town.signe, town, "a", "b")
    first, second = (own.commit for own in town.signe.journal.space(town.space).own.values())
    forged = commit_like(first)
    for commit in (second, forged):
        town.palle.journal.take(town.space, [loose(commit)])
    pushed: list[bytes] = []

    def push(request: Request) -> Answer | None:
        if request.space == town.space:
            pushed.append(request.body)
        return None

    def palle() -> None:
        town.palle.engine.nudge()
        drain(town.palle.engine, Answering(town.palle, push=push))  # type: ignore[arg-type]

    palle()
    palle()
    assert len(pushed) == 1, "a gap, and a signature that is none"
    town.signe.sync()
    palle()
    assert town.palle.journal.unplaced(town.space, FIRST)[0].key.cid == forged.cid
    assert len(pushed) == 1, "placed by the log itself"
    town.post(town.admin, SpaceNew(b"y" * 16))
    palle()
    assert len(pushed) == 2, "the control log has grown: the forged one is offered again"


def test_a_refill_over_a_log_that_begins_anew_meanwhile(town: Town, endpoint: LocalEndpoint) -> None:
    """409 to what is brought back: nothing was taken, and the next round sees to it."""
    notes(town.signe, town, "a")
    (own,) = town.signe.journal.space(town.space).own.values()
    town.palle.journal.take(town.space, [loose(own.commit)])
    town.palle.engine.nudge()
    drain(town.palle.engine, Answering(town.palle, push=lambda _: moved(7)))  # type: ignore[arg-type]
    assert town.palle.engine.state.kind == "idle"
    assert len(town.palle.journal.unplaced(town.space, FIRST)) == 1
    town.palle.sync()
    assert town.palle.journal.unplaced(town.space, FIRST) == []
