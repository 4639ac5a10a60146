"""A control log as our endpoint would never give it: what holds is taken, the rest is refused with its reason."""

from helpers.between import REC, Between, answered, next_op, reason_of
from helpers.wire import LocalEndpoint, Town

from sync.client.calls import drain
from sync.client.events import Idle
from sync.control import build_op
from sync.control_ops import make_ctlhead
from sync.control_space_bodies import SpaceNew
from sync.crypto.keys import SigningKey
from sync.errors import SyncError
from sync.log import op_ref
from sync.model import CtlRef
from sync.protocol import Answer, CtlPage, Request, parse_refill


def test_an_op_of_a_newer_version_stops_the_control_log_only(town: Town, endpoint: LocalEndpoint) -> None:
    """BEHIND: what this version does not know is not skipped; records go on."""
    op = next_op(town, "from_the_future")
    page = CtlPage(((op, make_ctlhead(endpoint.key, town.org, op_ref(op), 1)),), b"").raw()
    town.palle.save(town.space, REC, "x")
    town.palle.sync()
    town.signe.engine.nudge()
    drain(town.signe.engine, Between(town.signe, "ctl", lambda _, __: answered(page)))
    assert (town.signe.engine.state.kind, town.signe.engine.state.reason) == ("behind", "newer version")
    assert town.signe.texts(town.space) == ["x"]
    assert town.signe.engine.control.head == town.log.head


def test_ops_that_do_not_hold(town: Town, endpoint: LocalEndpoint) -> None:
    """Nonsense, a head that another signed, an op from nowhere: offline, and the good ones before them are kept."""
    good = next_op(town)
    good_head = make_ctlhead(endpoint.key, town.org, op_ref(good), 1)
    far = build_op(town.admin.keys, town.org, CtlRef(town.log.head.cseq + 5, b"h" * 32), SpaceNew(b"m" * 16), 1)
    cases = [
        ("not msgpack", (b"\xc1", b"\xc1")),
        ("op out of order", (far, make_ctlhead(endpoint.key, town.org, op_ref(far), 1))),
        (
            "head not signed by the endpoint",
            (good, make_ctlhead(SigningKey.generate(), town.org, op_ref(good), 1)),
        ),
    ]
    for reason, pair in cases:
        page = CtlPage((pair,), b"").raw()
        assert reason_of(town.signe, "ctl", lambda _, __, page=page: answered(page)) == reason  # type: ignore[misc]
        assert town.signe.engine.control.head == town.log.head
    page = CtlPage(((good, good_head), (b"\xc1", b"\xc1")), b"").raw()
    assert reason_of(town.signe, "ctl", lambda _, __: answered(page)) == "not msgpack"
    assert town.signe.journal.control_length() == town.log.head.cseq + 1
    assert town.signe.engine.control.head == op_ref(good)


def test_a_fork_that_comes_as_an_op(town: Town, endpoint: LocalEndpoint) -> None:
    """The next op follows another op than mine, under the endpoint's signature: FROZEN."""
    before = town.log.op(town.log.head.cseq - 1).ref
    forked = CtlRef(
        town.log.head.cseq, op_ref(build_op(town.admin.keys, town.org, before, SpaceNew(b"f" * 16), 9)).ophash
    )
    op = build_op(town.admin.keys, town.org, forked, SpaceNew(b"g" * 16), 9)
    page = CtlPage(((op, make_ctlhead(endpoint.key, town.org, op_ref(op), 1)),), b"").raw()
    town.signe.engine.nudge()
    drain(town.signe.engine, Between(town.signe, "ctl", lambda _, __: answered(page)))
    assert (town.signe.engine.state.kind, town.signe.engine.state.reason) == ("frozen", "control log forked")
    assert town.signe.engine.next() == Idle(60.0)


def test_control_heads_that_lie_or_lag(town: Town, endpoint: LocalEndpoint) -> None:
    """A head nobody signed is damage; an older one lost ops, which are brought back; a newer one is normal."""
    head = town.log.head
    odd = make_ctlhead(SigningKey.generate(), town.org, CtlRef(head.cseq, b"x" * 32), 1)
    older = make_ctlhead(endpoint.key, town.org, town.log.op(head.cseq - 1).ref, 1)
    newer = make_ctlhead(endpoint.key, town.org, CtlRef(head.cseq + 1, b"x" * 32), 1)
    page = CtlPage((), odd).raw()
    assert reason_of(town.signe, "ctl", lambda _, __: answered(page)) == "control head is wrong"
    sent: list[bytes] = []

    def told(request: Request, answer: Answer) -> Answer:
        sent.append(request.body)
        return answered(CtlPage((), older).raw()) if request.kind == "ctl" else answer

    town.signe.engine.nudge()
    drain(town.signe.engine, Between(town.signe, "ctl refill", told))
    assert parse_refill(sent[1]) == town.log.ops[-1:]
    town.signe.engine.nudge()
    page = CtlPage((), newer).raw()
    drain(town.signe.engine, Between(town.signe, "ctl", lambda _, __: answered(page)))
    assert town.signe.engine.state.kind == "idle"


def test_a_journal_that_fails_under_control_ops_is_not_overtaken(town: Town) -> None:
    """What memory verified but the disk did not take is fetched again, not skipped."""
    town.post(town.admin, SpaceNew(b"n" * 16))
    plain = town.signe.journal.append_control

    def full(*_: object) -> None:
        raise SyncError("disk trouble")

    town.signe.journal.append_control = full  # type: ignore[method-assign,assignment]
    town.signe.sync()
    assert town.signe.engine.control.head.cseq == town.log.head.cseq - 1
    town.signe.journal.append_control = plain  # type: ignore[method-assign]
    town.signe.sync()
    assert town.signe.journal.control_length() == town.log.head.cseq


def test_ops_that_another_part_of_the_program_stored_are_taken_up(town: Town) -> None:
    """Enrolment writes ops into the journal; the engine's next round knows them."""
    town.post(town.admin, SpaceNew(b"n" * 16))
    town.signe.journal.append_control(town.log.after(town.log.head.cseq - 1), town.log.head.cseq - 1)
    town.signe.sync()
    assert town.signe.engine.control.head == town.log.head
