"""What the endpoint refuses, and with which word. Nothing refused leaves a trace in the log."""

from collections.abc import Callable
from urllib.parse import quote

import msgspec
import pytest
from helpers.hostile import flip, header_with
from helpers.wire import Client, LocalEndpoint, Town

from sync.client.writing import commit_of
from sync.codec import Value, encode
from sync.crypto.keys import DeviceKeys
from sync.log import WriteState
from sync.model import ZERO32, Commit, CtlRef
from sync.protocol import Answer, Problem, PushAnswer, PushResult, Request, push_body, space_path
from sync.server.database import rows as db

REC = b"r" * 16


def push(client: Client, space: bytes, *commits: Value) -> list[PushResult]:
    """Pushes untyped commits as they are."""
    answer = push_raw(client, space, encode(list(commits)))
    assert answer.status == 200, Problem.parse(answer.body)
    return list(PushAnswer.parse(answer.body).results)


def push_raw(client: Client, space: bytes, body: bytes) -> Answer:
    """Pushes any bytes."""
    path = space_path(client.org, space, "push")
    return client.transport.send(Request("push", "POST", path, body=body, space=space))


def length(endpoint: LocalEndpoint, town: Town) -> int:
    """How long the space's log is."""
    with endpoint.database.reading() as conn:
        row = db.space_row(conn, town.org, town.space)
        assert row is not None
        assert len(db.page(conn, row.id, 0, 1 << 30)) == row.seq
        return row.seq


def fresh(town: Town, **changes: object) -> Commit:
    """A commit of Signe's whose place in the world is altered before she signs it."""
    signe = town.signe
    state = signe.journal.write_state(town.space)
    fields = {**state.__dict__, **changes}
    space = fields.pop("space", town.space)
    org = fields.pop("org", town.org)
    keys = fields.pop("keys", signe.keys)
    return commit_of(keys, org, space, WriteState(**fields), [signe.revision(REC, "x")])


def test_the_log_is_gapless_and_a_second_push_is_dup(town: Town, endpoint: LocalEndpoint) -> None:
    """stored with a rising seq; the same again is dup with the same seq."""
    commits = []
    for n in range(5):
        commits.append(town.signe.save(town.space, bytes([n]) * 16, "x"))
    values = [commit.value() for commit in commits]
    assert push(town.signe, town.space, *values) == [PushResult("stored", n) for n in range(1, 6)]
    assert push(town.palle, town.space, *values) == [PushResult("dup", n) for n in range(1, 6)]
    assert length(endpoint, town) == 5


def _stranger(town: Town) -> list[Value]:
    return fresh(town, keys=DeviceKeys.generate()).value()


def _wrong_signature(town: Town) -> list[Value]:
    header, sig, bodies = fresh(town).value()
    return [header, flip(sig), bodies]  # type: ignore[arg-type]


def _flipped_body(town: Town) -> list[Value]:
    header, sig, bodies = fresh(town).value()
    return [header, sig, [flip(bodies[0], 40)]]  # type: ignore[arg-type,index]


def _flipped_header(town: Town) -> list[Value]:
    header, sig, bodies = fresh(town).value()
    return [flip(header, 40), sig, bodies]  # type: ignore[arg-type]


def _other_space(town: Town) -> list[Value]:
    return fresh(town, space=town.org).value()


def _other_org(town: Town) -> list[Value]:
    return fresh(town, org=b"o" * 16).value()


def _missing_body(town: Town) -> list[Value]:
    header, sig, _ = fresh(town).value()
    return [header, sig, [b""]]


def _gap(town: Town) -> list[Value]:
    return fresh(town, dseq=3).value()


def _ctl_ahead(town: Town) -> list[Value]:
    return fresh(town, ctl=CtlRef(town.log.head.cseq + 1, b"h" * 32)).value()


def _ctl_elsewhere(town: Town) -> list[Value]:
    return fresh(town, ctl=CtlRef(town.log.head.cseq, b"h" * 32)).value()


def _before_membership(town: Town) -> list[Value]:
    return fresh(town, ctl=town.log.op(1).ref).value()


def _nan_header(town: Town) -> list[Value]:
    commit = fresh(town)
    return [*header_with(town.signe.keys, commit.header.raw, 13, {"x": float("nan")}), list(commit.bodies)]  # type: ignore[list-item]


def _nil_header(town: Town) -> list[Value]:
    commit = fresh(town)
    return [*header_with(town.signe.keys, commit.header.raw, 13, {"x": None}), list(commit.bodies)]  # type: ignore[list-item]


def _bytes_key_header(town: Town) -> list[Value]:
    commit = fresh(town)
    return [*header_with(town.signe.keys, commit.header.raw, 13, {b"x": 1}), list(commit.bodies)]  # type: ignore[list-item]


def _no_commit(town: Town) -> list[Value]:
    return [1, 2]


def _long_header(town: Town) -> list[Value]:
    return [b"x" * (300 << 10), bytes(64), [b"x"]]


@pytest.mark.parametrize(
    ("make", "status", "reason"),
    [
        (_stranger, "denied", "machine is not in the control log"),
        (_wrong_signature, "denied", "bad signature"),
        (_flipped_body, "malformed", "body is not the one the header names"),
        (_other_space, "denied", "made for another space"),
        (_other_org, "denied", "made for another space"),
        (_missing_body, "malformed", "body is missing"),
        (_gap, "gap", "expected 1"),
        (_ctl_ahead, "ctl_behind", "control log is behind"),
        (_ctl_elsewhere, "denied", "cites another control log"),
        (_before_membership, "denied", "machine is not in the control log"),
        (_nan_header, "malformed", "type not allowed"),
        (_nil_header, "malformed", "type not allowed"),
        (_bytes_key_header, "malformed", "map key is not text"),
        (_no_commit, "malformed", "array expected"),
        (_long_header, "malformed", "bytes too long"),
    ],
)
def test_what_is_refused_and_why(
    town: Town, endpoint: LocalEndpoint, make: Callable[[Town], list[Value]], status: str, reason: str
) -> None:
    """Each fault has its word, and the log stays as it was."""
    (result,) = push(town.signe, town.space, make(town))
    assert (result.status, result.reason) == (status, reason)
    assert length(endpoint, town) == 0


def test_a_flipped_header_is_refused(town: Town, endpoint: LocalEndpoint) -> None:
    """Whatever the bit made of it, the signature no longer fits."""
    (result,) = push(town.signe, town.space, _flipped_header(town))
    assert result.status in ("denied", "malformed")
    assert length(endpoint, town) == 0


def test_the_longest_valid_prefix_is_taken(town: Town, endpoint: LocalEndpoint) -> None:
    """A bad commit stops its own device's run, and no other's."""
    mine = [town.signe.save(town.space, bytes([n]) * 16, "x").value() for n in range(3)]
    his = town.palle.save(town.space, REC, "y").value()
    mine[1] = [mine[1][0], flip(mine[1][1]), mine[1][2]]  # type: ignore[arg-type]
    results = push(town.signe, town.space, *mine, his)
    assert [r.status for r in results] == ["stored", "denied", "gap", "stored"]
    assert length(endpoint, town) == 2


def test_equivocation_is_refused(town: Town, endpoint: LocalEndpoint) -> None:
    """Two commits of one device at one place: the second is named, and does not enter."""
    first, second = fresh(town), fresh(town)
    assert push(town.signe, town.space, first.value())[0].status == "stored"
    assert push(town.signe, town.space, second.value())[0].status == "equivocation"
    fork = fresh(town, dseq=2, dprev=ZERO32)
    assert push(town.signe, town.space, fork.value())[0].status == "equivocation"
    assert length(endpoint, town) == 1


@pytest.mark.parametrize(
    "body",
    [
        msgspec.msgpack.encode([float("nan")]),
        msgspec.msgpack.encode([None]),
        msgspec.msgpack.encode([{b"bytes": 1}]),
        msgspec.msgpack.encode([True]),
        b"\x91\xd1\x00\x01",
        encode([]) + b"\x00",
        b"\xc1",
        b"",
        b"<html></html>",
        b"\x91" * 40 + b"\x01",
    ],
    ids=["nan", "nil", "bytes key", "bool", "long integer", "trailing byte", "reserved", "empty", "html", "deep"],
)
def test_bytes_that_are_not_canonical_are_400(town: Town, endpoint: LocalEndpoint, body: bytes) -> None:
    """Nothing but the one encoding is read, and the answer is in our protocol."""
    answer = push_raw(town.signe, town.space, body)
    assert (answer.status, answer.ours) == (400, True)
    assert length(endpoint, town) == 0


def test_a_body_over_the_limit_is_413_before_it_is_parsed(town: Town) -> None:
    """5 MiB of anything."""
    answer = push_raw(town.signe, town.space, bytes(5 << 20))
    assert (answer.status, answer.ours) == (413, True)


def test_only_members_read(town: Town) -> None:
    """A machine without a role in the space gets neither log nor beats, and cannot push there."""
    other = town.client()
    town.add_device(other)
    for request in (
        Request("log", "GET", space_path(town.org, town.space, "log"), "gen=1&after=0"),
        Request("beats", "GET", space_path(town.org, town.space, "beat")),
        Request("push", "POST", space_path(town.org, town.space, "push"), body=push_body([])),
    ):
        assert other.transport.send(request).status == 403
    other.transport.close()


@pytest.mark.parametrize("number", ["x", "-1", "²", "9" * 30, "9" * 5000])
def test_a_generation_that_is_no_number_is_400(town: Town, number: str) -> None:
    """As in a query: signed nonsense is nonsense, and no failure of the endpoint."""
    path = space_path(town.org, town.space, "gen", quote(number))
    assert town.signe.transport.send(Request("gen", "GET", path)).status == 400


@pytest.mark.parametrize("query", ["gen=x&after=0", "gen=1&after=-1", "gen=1&after=9999999999999999999"])
def test_a_query_that_is_no_number_is_400(town: Town, query: str) -> None:
    """Signed nonsense is nonsense."""
    request = Request("log", "GET", space_path(town.org, town.space, "log"), query)
    assert town.signe.transport.send(request).status == 400


def test_another_generation_is_409_and_an_unknown_space_403(town: Town) -> None:
    """The endpoint names the generation that stands; a space it does not know has no readers."""
    request = Request("log", "GET", space_path(town.org, town.space, "log"), "gen=7&after=0")
    answer = town.signe.transport.send(request)
    assert (answer.status, Problem.parse(answer.body)) == (409, Problem("generation", [1]))
    request = Request("gen", "GET", space_path(town.org, town.space, "gen", "7"))
    assert town.signe.transport.send(request).status == 404
    request = Request("log", "GET", space_path(town.org, b"?" * 16, "log"), "gen=1&after=0")
    assert town.signe.transport.send(request).status == 403
