"""A log's headers for whoever holds no key: each page counts under the endpoint's Head and the chain, or not at all."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qsl

import pytest
from helpers.chains import Chain
from helpers.organisation import MIDT, NOW, PPR, Organisation, founded

from sync.client.headers import Listed, listed
from sync.client.transport import Unreachable
from sync.codec import Value
from sync.crypto.keys import DeviceKeys, SigningKey
from sync.errors import Malformed, Refused
from sync.heads import GenStart, Head, next_chain
from sync.model import NO_WITNESS, Commit, digest, without_bodies
from sync.protocol import Answer, Hello, Problem, Request, log_page


class Served:
    """One space's log as an endpoint serves it, two entries a page; what it says can be spoilt."""

    def __init__(self, org: Organisation, commits: list[bytes], server: SigningKey | None = None) -> None:
        self.org, self.server = org, server or org.server
        self.start = GenStart(org.org, MIDT, 1, NO_WITNESS, NOW).signed(self.server)
        self.commits = commits
        self.heads: Callable[[Head], Head] = lambda head: head
        self.asked: list[str] = []

    def send(self, request: Request) -> Answer:
        """GenStart, or a page."""
        self.asked.append(request.query)
        if request.kind == "gen":
            return Answer(200, True, self.start.raw())
        query = dict(parse_qsl(request.query))
        assert query["headers"] == "1"
        after, seq, chain, rows = int(query["after"]), 0, self.start.chain, []
        for seq, raw in enumerate(self.commits[: after + 2], 1):
            chain = next_chain(chain, Commit.parse(raw).cid if raw != NOISE else NOISE_CID, NOW + seq)
            if seq > after:
                rows.append((seq, NOW + seq, raw if raw == NOISE else without_bodies(raw)))
        head = Head(self.org.org, MIDT, 1, len(self.commits[: after + 2]), chain, NOW).signed(self.server)
        return Answer(200, True, log_page(rows, self.heads(head), len(self.commits)))

    def hello(self) -> Hello:
        """Not asked here."""
        raise Unreachable("not asked")

    def close(self) -> None:
        """Nothing to close."""


NOISE = b"\x93\xc4\x01x\xc4\x00\x90"
NOISE_CID = digest("rt1/commit", b"x")


def _commits(org: Organisation, keys: DeviceKeys, count: int) -> list[bytes]:
    chain = Chain(org, keys)
    return [Commit(h, keys.sign("rt1/commit", h.raw), (b"",)).raw() for h in (chain.write() for _ in range(count))]


def _all(served: Served) -> list[Listed]:
    return list(listed(served, served.org.log, MIDT))


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_every_header_in_order(count: int) -> None:
    """Whole, over as many pages as it takes, with the author's signature beside it."""
    org, signe, _ = founded()
    raws = _commits(org, signe, count)
    served = Served(org, raws)
    rows = _all(served)
    commits = [Commit.parse(raw) for raw in raws]
    assert [(row.seq, row.header, row.sig) for row in rows] == [
        (n, commit.header, commit.sig) for n, commit in enumerate(commits, 1)
    ]
    assert [row.received_ms for row in rows] == [NOW + n for n in range(1, count + 1)]
    assert len(served.asked) == 1 + max(1, -(-count // 2))


def test_what_is_no_header_is_chained_and_passed_over() -> None:
    """A commit that nobody can read keeps its place in the chain; those around it are given."""
    org, signe, _ = founded()
    one, two = _commits(org, signe, 2)
    assert [row.seq for row in _all(Served(org, [one, NOISE, two]))] == [1, 3]


def test_a_log_that_is_not_signed_by_the_endpoint() -> None:
    """Neither a generation nor a page under another key, and no generation of another space or organisation."""
    org, signe, _ = founded()
    thief = SigningKey(b"t" * 32)
    served = Served(org, _commits(org, signe, 2))
    served.heads = lambda head: replace(head, sig=b"").signed(thief)
    with pytest.raises(Refused, match="head is not signed"):
        _all(served)
    with pytest.raises(Refused, match="generation is not signed"):
        _all(Served(org, [], thief))
    for other in (replace(served.start, space=PPR), replace(served.start, org=b"?" * 16)):
        served.start = other.signed(org.server)
        with pytest.raises(Refused, match="generation is not signed"):
            _all(served)


@pytest.mark.parametrize(
    "change", [{"chain": b"?" * 32}, {"seq": 9}, {"gen": 2}, {"space": PPR}, {"org": b"?" * 16}], ids=str
)
def test_a_page_that_does_not_end_where_its_head_says(change: dict[str, Value]) -> None:
    """Whichever of its fields is another's, nothing of that page is given."""
    org, signe, _ = founded()
    served = Served(org, _commits(org, signe, 2))
    served.heads = lambda head: replace(head, **change).signed(org.server)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="page does not chain"):
        _all(served)


def test_entries_out_of_order_and_answers_that_are_none() -> None:
    """A page that skips an entry; an answer that is not ours; a refusal in the endpoint's words; damage."""
    org, signe, _ = founded()
    served = Served(org, _commits(org, signe, 3))
    send = served.send

    def skipping(request: Request) -> Answer:
        return send(replace(request, query=request.query.replace("after=0", "after=1")))

    def answering(answer: Answer) -> Callable[[Request], Answer]:
        return lambda request: answer if request.kind == "log" else send(request)

    for spoilt, error in (
        (skipping, Refused),
        (answering(Answer(200, False, b"<html>")), Unreachable),
        (answering(Answer(503, True, Problem("endpoint is busy").raw())), Unreachable),
        (answering(Answer(409, True, Problem("generation", [2]).raw())), Refused),
        (answering(Answer(200, True, b"noise")), Malformed),
    ):
        served.send = spoilt  # type: ignore[method-assign]
        with pytest.raises(error):
            _all(served)
