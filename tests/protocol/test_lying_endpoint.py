"""What a client does when the endpoint, or somebody on the way, tells it something else than was said."""

from collections.abc import Callable

import pytest
from helpers.hostile import LyingEndpoint, flip
from helpers.listening import Row, listen, second, three, with_field
from helpers.wire import LocalEndpoint, Town

from sync.client.calls import drain
from sync.client.events import Alarm, RecordsChanged
from sync.codec import Value, encode
from sync.control import ControlLog, build_op
from sync.control_ops import make_ctlhead
from sync.control_space_bodies import SpaceNew
from sync.heads import Head
from sync.log import op_ref
from sync.protocol import Answer, CtlPage, LogPage, Request, log_page

REC = b"r" * 16


def test_a_page_altered_on_the_way_changes_nothing(town: Town, endpoint: LocalEndpoint) -> None:
    """Fault 5: without the endpoint's signature over it, an edited page is not applied; the next try is."""
    three(town)
    listen(town.palle, endpoint, second(with_field(town, 9, b"s" * 16)), resign=False)
    assert town.palle.engine.state.kind == "offline"
    assert town.palle.journal.frozen() == ""
    assert town.palle.texts(town.space) == []
    town.palle.sync()
    assert town.palle.texts(town.space) == ["0", "1", "2"]


def test_a_fork_under_the_endpoints_signature_freezes_and_keeps_the_proof(town: Town, endpoint: LocalEndpoint) -> None:
    """Fault 21: Palle was told a log without Signe's second note; when he hears the other one he believes neither."""
    three(town)
    listen(town.palle, endpoint, lambda rows: renumbered([r for n, r in enumerate(rows) if n != 1]))
    assert town.palle.texts(town.space) == ["0", "2"]
    town.palle.save(town.space, REC, "mit eget")
    town.palle.sync()
    assert town.palle.engine.state.kind == "frozen"
    ((reason, mine, theirs),) = town.palle.journal.proofs
    assert reason == "log forked"
    heads = [Head.parse(raw) for raw in (mine, theirs)]
    assert all(head.verify(endpoint.key.pk) for head in heads)
    assert heads[0].seq == heads[1].seq
    assert heads[0].chain != heads[1].chain
    town.palle.restart()
    assert town.palle.engine.state.kind == "frozen"
    town.palle.save(town.space, REC, "kan stadig skrive")
    assert town.palle.journal.outbox_count(town.space) >= 1


def renumbered(rows: list[Row]) -> list[Row]:
    """Rows as if they were the whole log."""
    return [[n + 1, row[1], row[2]] for n, row in enumerate(rows)]


def test_an_omitted_commit_is_an_alarm_and_hides_nothing_else(town: Town, endpoint: LocalEndpoint) -> None:
    """The one after it names it: that is told once, and what verifies is read."""
    three(town)
    edit = lambda rows: renumbered([r for n, r in enumerate(rows) if len(rows) != 3 or n != 1])  # noqa: E731
    events = listen(town.palle, endpoint, edit)
    assert town.palle.texts(town.space) == ["0", "2"]
    assert events.count(Alarm(town.space, "a commit is missing", town.signe.keys.device_id)) == 1


def test_another_order_changes_nothing(town: Town, endpoint: LocalEndpoint) -> None:
    """Reordered under the endpoint's signature: the same is read; only Signe's beat tells that she saw another log."""
    three(town)
    events = listen(town.palle, endpoint, lambda rows: renumbered(rows[::-1]))
    assert town.palle.texts(town.space) == ["0", "1", "2"]
    assert {event.reason for event in events if isinstance(event, Alarm)} == {"witness is off the chain"}


def test_the_same_commit_twice_is_one(town: Town, endpoint: LocalEndpoint) -> None:
    """I6: repeated in the log, under the endpoint's signature, it is stored and applied once."""
    three(town)
    listen(town.palle, endpoint, lambda rows: renumbered([*rows, *rows[:2]]))
    held = town.palle.journal.space(town.space)
    assert town.palle.texts(town.space) == ["0", "1", "2"]
    assert len(held.entries) == 3
    assert held.cursor is not None and held.cursor.seq == 5


def test_a_withheld_body_is_an_alarm_and_blocks_nothing(town: Town, endpoint: LocalEndpoint) -> None:
    """Emptied by the endpoint: held, told, and the others are read."""
    three(town)
    town.palle.engine.nudge()
    spoiling = Spoiling(town.palle.transport, endpoint.key, second(SPOILT["emptied"]))
    events = drain(town.palle.engine, spoiling)
    assert town.palle.texts(town.space) == ["0", "2"]
    assert Alarm(town.space, "damaged: body is missing", town.signe.keys.device_id) in events
    held = [(s.verdict, s.reason) for s in town.palle.journal.pending(town.space)]
    assert held == [("held", "damaged: body is missing")]


SPOILT: dict[str, Callable[[list[Value]], list[Value]]] = {
    "signature": lambda c: [c[0], flip(c[1]), c[2]],  # type: ignore[arg-type]
    "no signature": lambda c: [c[0], b"", c[2]],
    "body": lambda c: [c[0], c[1], [flip(c[2][0], 30)]],  # type: ignore[arg-type,index]
    "emptied": lambda c: [c[0], c[1], [b""]],
    "no bodies": lambda c: [c[0], c[1], []],
    "a body more": lambda c: [c[0], c[1], [*c[2], b""]],  # type: ignore[misc]
}


@pytest.mark.parametrize("name", SPOILT)
def test_what_was_spoilt_on_the_way_is_fetched_again(town: Town, endpoint: LocalEndpoint, name: str) -> None:
    """The chain covers headers: a proxy can spoil the rest of a commit under a page that verifies, but not for good."""
    three(town)
    listen(town.palle, endpoint, second(SPOILT[name]), resign=False)
    assert town.palle.texts(town.space) == ["0", "1", "2"]
    assert town.palle.journal.damaged(town.space) == []


@pytest.mark.parametrize("name", SPOILT)
def test_what_the_endpoint_spoils_is_mended_when_it_gives_the_whole(
    town: Town, endpoint: LocalEndpoint, name: str
) -> None:
    """Again and again the spoilt one: set aside alone. The next time the log moves it is whole, and it is read."""
    three(town)
    edit = second(SPOILT[name])
    town.palle.engine.nudge()
    drain(town.palle.engine, Spoiling(town.palle.transport, endpoint.key, edit, resign=False))
    assert town.palle.texts(town.space) == ["0", "2"]
    (stored,) = town.palle.journal.damaged(town.space)
    assert stored.verdict in ("quarantine", "held")
    assert stored.reason.startswith("damaged: ")
    town.signe.save(town.space, REC, "3")
    town.signe.sync()
    events = town.palle.sync()
    assert town.palle.texts(town.space) == ["0", "1", "2", "3"]
    assert town.palle.journal.damaged(town.space) == []
    assert any(isinstance(event, RecordsChanged) and bytes([2]) * 16 in event.recs for event in events)


class Spoiling(LyingEndpoint):
    """Spoils the second entry also where it is asked for alone."""

    def send(self, request: Request) -> Answer:
        """The answer, with the edited entry."""
        if request.kind != "log" or "after=1&" not in request.query:
            return super().send(request)
        page = LogPage.parse(self.inner.send(request).body)
        rows = [[e.seq, e.received_ms, e.commit] for e in page.entries]
        edited = self.edit([rows[0], rows[0], rows[0]])[1] if rows and rows[0][0] == 2 else rows[0]
        return Answer(200, True, log_page([(edited[0], edited[1], encode(edited[2]))], page.head, page.top))  # type: ignore[list-item]


def test_a_forked_control_log_freezes(town: Town, endpoint: LocalEndpoint) -> None:
    """Another op at a place that I hold, under the endpoint's signature: FROZEN, with both heads."""
    other = build_op(town.admin.keys, town.org, town.log.op(town.log.head.cseq - 1).ref, SpaceNew(b"z" * 16), 5)
    forked = ControlLog.load(town.org, town.log.ops[:-1])
    forked.add(other, make_ctlhead(endpoint.key, town.org, op_ref(other), 5))
    plain = town.palle.transport

    class Forked:
        def send(self, request: Request) -> Answer:
            if request.kind == "ctl":
                return Answer(200, True, CtlPage((), forked.ops[-1][1]).raw())
            return plain.send(request)

    town.palle.engine.nudge()
    drain(town.palle.engine, Forked())  # type: ignore[arg-type]
    assert town.palle.engine.state.kind == "frozen"
    assert town.palle.journal.frozen() == "control log forked"


def test_an_older_log_than_mine_is_a_restored_endpoint_not_a_lie(town: Town, endpoint: LocalEndpoint) -> None:
    """Fault 20: nothing is pushed, nothing is frozen, everything is kept."""
    three(town)
    town.palle.sync()
    early = []
    plain = town.palle.transport

    class Early:
        def send(self, request: Request) -> Answer:
            answer = plain.send(request)
            if request.kind == "log" and request.space == town.space:
                page = LogPage.parse(answer.body)
                chain = town.palle.journal.chain_at(town.space, 1, 2)
                assert chain is not None
                head = Head(town.org, town.space, 1, 2, chain, page.head.time_ms).signed(endpoint.key)
                early.append(head)
                return Answer(200, True, log_page([], head, 2))
            return answer

    town.palle.engine.nudge()
    drain(town.palle.engine, Early())  # type: ignore[arg-type]
    assert early
    assert (town.palle.engine.state.kind, town.palle.engine.state.reason) == ("offline", "endpoint was restored")
    assert town.palle.texts(town.space) == ["0", "1", "2"]


def test_a_beat_that_saw_another_log_marks_nothing_seen(town: Town, endpoint: LocalEndpoint) -> None:
    """Palle's witness off my chain raises an alarm; Signe's note stays "Sendt"."""
    three(town)
    listen(town.palle, endpoint, lambda rows: renumbered([r for n, r in enumerate(rows) if n != 1]))
    town.palle.clock.sleep(6)
    drain(town.palle.engine, town.palle.transport)
    town.signe.sync()
    assert "seen" not in town.signe.states(town.space)
    assert (town.space, "witness is off the chain", town.palle.keys.device_id) in town.signe.journal.alarms
