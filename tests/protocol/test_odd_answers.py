"""Answers in our protocol that our endpoint would never give: each is refused with its reason, and nothing is lost."""

import random

from helpers.between import REC, Between, answered, head_of, reason_of
from helpers.hostile import seal_anything
from helpers.wire import LocalEndpoint, Town

from sync.client.calls import drain
from sync.client.events import Alarm, RecordsChanged
from sync.codec import decode, encode
from sync.crypto.keys import SigningKey
from sync.heads import GenStart
from sync.model import NO_WITNESS
from sync.protocol import Answer, LogPage, Problem, Request, log_page
from sync.revision import Revision


def test_heads_that_are_not_this_logs(town: Town, endpoint: LocalEndpoint) -> None:
    """Another space's Head, another's signature, one that is ahead of its own page: nothing is believed."""
    other = SigningKey.generate()
    cases = {
        "head of another log": head_of(town, endpoint.key, space=town.org),
        "head is not signed by the endpoint": head_of(town, other),
        "page does not chain": head_of(town, endpoint.key, seq=5),
    }
    for reason, head in cases.items():
        page = answered(log_page([], head, head.seq))

        def spoil(request: Request, answer: Answer, page: Answer = page) -> Answer:
            return page if request.space == town.space else answer

        assert reason_of(town.signe, "log", spoil) == reason
    assert town.signe.journal.frozen() == ""


def test_entries_out_of_order(town: Town, endpoint: LocalEndpoint) -> None:
    """A page that leaves a number out is no page."""
    town.palle.save(town.space, REC, "x")
    town.palle.sync()

    def spoil(request: Request, answer: Answer) -> Answer:
        page = LogPage.parse(answer.body)
        rows = [(e.seq + 1, e.received_ms, e.raw) for e in page.entries]
        return answered(log_page(rows, page.head, page.top)) if rows else answer

    assert reason_of(town.signe, "log", spoil) == "entries are not in order"
    assert town.signe.texts(town.space) == []


def test_a_generation_that_another_signed(town: Town) -> None:
    """The first GenStart is believed only under the endpoint's key that the control log names."""
    newcomer = town.client(town.signe.user)
    town.add_device(newcomer)
    start = GenStart(town.org, town.org, 1, NO_WITNESS, 1).signed(SigningKey.generate()).raw()
    assert reason_of(newcomer, "gen", lambda _, __: answered(start)) == "generation is not signed by the endpoint"
    assert newcomer.journal.cursor(town.org) is None
    newcomer.transport.close()


def test_another_generation_is_a_restored_endpoint(town: Town) -> None:
    """409 for a generation: offline, everything kept (the refill comes later)."""
    moved = Answer(409, True, Problem("generation", [2]).raw())
    assert reason_of(town.signe, "log", lambda _, __: moved) == "endpoint was restored"


def test_a_space_that_refuses_leaves_the_others(town: Town) -> None:
    """403 for one space is told, and the round goes on."""
    town.admin.save(town.org, REC, "Navn", kind="member")
    town.admin.sync()

    def spoil(request: Request, answer: Answer) -> Answer:
        return Answer(403, True, Problem("no role in this space").raw()) if request.space == town.space else answer

    town.signe.engine.nudge()
    events = drain(town.signe.engine, Between(town.signe, "log", spoil))
    assert Alarm(town.space, "no role in this space", b"") in events
    assert town.signe.engine.state.kind == "idle"
    assert town.signe.texts(town.org) == ["Navn"]
    teapot = Answer(418, True, Problem("teapot").raw())
    assert reason_of(town.signe, "log", lambda _, __: teapot) == "teapot"
    assert reason_of(town.signe, "ctl", lambda _, __: teapot) == "teapot"


def test_a_log_of_many_pages(town: Town) -> None:
    """More than a page of commits: several requests, each verified by itself, and one log in the end."""
    chance = random.Random(7)  # words that do not compress
    for n in range(30):
        town.signe.save(town.space, bytes([n + 1]) * 16, chance.randbytes(60_000).hex())
    town.signe.sync()
    asked: list[str] = []

    def count(request: Request, answer: Answer) -> Answer:
        if request.space == town.space:
            asked.append(request.query)
        return answer

    town.palle.engine.nudge()
    drain(town.palle.engine, Between(town.palle, "log", count))
    assert len(town.palle.texts(town.space)) == 30
    assert len(asked) >= 2
    assert town.palle.journal.cursor(town.space) == town.signe.journal.cursor(town.space)


def test_kinds_acts_and_must_of_a_later_version_wait_for_it(town: Town) -> None:
    """UNKNOWN is kept, and applied when an engine that knows it starts on the same journal."""
    town.palle.engine = type(town.palle.engine)(
        town.palle.journal, town.palle.keys, town.org, town.palle.clock, kinds=frozenset({"consultation"})
    )
    revisions = [
        town.signe.revision(REC, "ny slags", kind="hologram"),
        town.signe.revision(b"m" * 16, "skal forstås", must=["later"]),
        with_value(town.signe.revision(b"a" * 16, "ny handling"), act="teleport"),
        with_value(town.signe.revision(b"v" * 16, "ny version"), v=2),
        town.signe.revision(b"k" * 16, "kendt"),
    ]
    for revision in revisions:
        raw = revision if isinstance(revision, bytes) else revision.raw
        commit = seal_anything(town.signe, town.space, raw)
        town.signe.journal.save_local(commit, [])
    town.signe.sync()
    town.palle.sync()
    verdicts = [e.reason for e in town.palle.journal.space(town.space).entries.values() if e.verdict == "unknown"]
    assert sorted(verdicts) == [
        "act of a newer version",
        "kind of a newer version",
        "must understand",
        "newer revision version",
    ]
    assert town.palle.texts(town.space) == ["kendt"]
    town.palle.restart()
    events = town.palle.sync()
    assert town.palle.texts(town.space) == ["kendt", "ny slags"]
    assert any(isinstance(event, RecordsChanged) and REC in event.recs for event in events)


def test_a_version_that_knows_them_needs_no_connection_for_it(town: Town) -> None:
    """An update on a pc without any way to the endpoint: the first round reads what waited, before it is answered."""
    palle = town.palle
    palle.engine = type(palle.engine)(palle.journal, palle.keys, town.org, palle.clock, kinds=frozenset({"other"}))
    town.signe.save(town.space, REC, "ny slags")
    town.signe.sync()
    palle.sync()
    assert palle.texts(town.space) == []
    palle.restart()
    request = palle.engine.next()
    assert isinstance(request, Request)
    events = palle.engine.failed(request, "no connection")
    assert palle.texts(town.space) == ["ny slags"]
    assert any(isinstance(event, RecordsChanged) and REC in event.recs for event in events)


def with_value(revision: Revision, **changes: object) -> bytes:
    """The raw revision with other values in it."""
    fields = decode(revision.raw, 1 << 20)
    return encode({**fields, **changes})  # type: ignore[dict-item]


def test_a_log_that_is_damaged_leaves_the_others_what_they_are(town: Town) -> None:
    """The first space's pages never chain: offline, and tried again; what is in the second arrives all the same."""
    town.admin.save(town.org, REC, "Navn", kind="member")
    town.admin.sync()
    town.palle.save(town.space, REC, "note")
    town.palle.sync()
    first, second = town.signe.engine.control.roster().spaces_of(town.signe.keys.device_id)
    wanted = {town.org: "Navn", town.space: "note"}

    def spoil(request: Request, answer: Answer) -> Answer:
        return Answer(200, True, b"\x80") if request.space == first else answer

    assert reason_of(town.signe, "log", spoil) == "answer is damaged"
    assert town.signe.texts(second) == [wanted[second]]
    assert town.signe.texts(first) == []
    town.signe.clock.sleep(9)
    drain(town.signe.engine, town.signe.transport)
    assert town.signe.engine.state.kind == "idle"
    assert town.signe.texts(first) == [wanted[first]]
