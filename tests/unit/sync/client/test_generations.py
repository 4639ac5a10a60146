"""What a client makes of GenStarts and Heads, answer by answer, without an endpoint."""

from collections.abc import Callable, Generator
from types import SimpleNamespace
from typing import TypeVar

import pytest

from sync.client import generations, taking
from sync.client.asking import Offline
from sync.crypto.keys import SigningKey
from sync.heads import GenStart, Head, next_chain
from sync.log import Cursor
from sync.log_places import Placed
from sync.memory import MemoryJournal
from sync.model import NO_WITNESS, Witness
from sync.protocol import Answer, Request, log_page

ORG, SPACE = b"o" * 16, b"s" * 16
KEY = SigningKey(b"k" * 32)
T = TypeVar("T")


def start_of(gen: int, prev: Witness = NO_WITNESS) -> GenStart:
    """A GenStart under the endpoint's key."""
    return GenStart(ORG, SPACE, gen, prev, gen).signed(KEY)


def head_of(gen: int, seq: int, chain: bytes) -> Answer:
    """A page without entries."""
    return Answer(200, True, log_page([], Head(ORG, SPACE, gen, seq, chain, 5).signed(KEY), seq))


def answered(start: GenStart) -> Answer:
    """A GenStart as the endpoint gives it."""
    return Answer(200, True, start.raw())


class Rounds:
    """What the steps need of a round: a journal with three entries in generation 1, and the endpoint's key."""

    def __init__(self) -> None:
        self.org, self.journal = ORG, MemoryJournal()
        self.unread: set[bytes] = set()
        self.alarms: list[tuple[bytes, str, bytes]] = []
        self.control = SimpleNamespace(roster=lambda: SimpleNamespace(server_pk=KEY.pk, start=lambda _space: None))
        first = start_of(1)
        self.journal.place(SPACE, 1, [Placed(0, b"", 0, first.chain)])
        chain = first.chain
        for seq in (1, 2, 3):
            cid = bytes([seq]) * 32
            chain = next_chain(chain, cid, seq)
            self.journal.place(SPACE, 1, [Placed(seq, cid, seq, chain)])
        self.cursor = Cursor(1, 3, chain)
        self.journal.begin_generation(SPACE, first.raw(), Witness(1, 3, chain), b"")

    def alarm(self, *said: object) -> None:
        """Kept for nobody."""

    def tell(self, _event: object) -> None:
        """Heard by nobody."""

    def chained(self, start: GenStart, base: int) -> bytes:
        """The chain of the first entries behind another beginning."""
        chain = start.chain
        for one in self.journal.places(SPACE, 1, 0, base):
            chain = next_chain(chain, one.cid, one.received_ms)
        return chain


def run(steps: Generator[Request, Answer, T], *answers: Answer | Callable[[Request], Answer]) -> T:
    """Drives the steps with these answers, in order; the last again and again if it is a function."""
    request = next(steps)
    given = list(answers)
    try:
        while True:
            answer = given[0] if len(given) == 1 and callable(given[0]) else given.pop(0)
            request = steps.send(answer(request) if callable(answer) else answer)
    except StopIteration as done:
        value: T = done.value
        return value


def moved(round_: Rounds, *answers: Answer | Callable[[Request], Answer]) -> Cursor:
    """Where a client goes whose endpoint speaks of another generation."""
    return run(generations.moved(round_, SPACE, round_.cursor), *answers)  # type: ignore[arg-type]


def test_it_goes_on_behind_what_both_have() -> None:
    """Two entries are shared: they are chained behind the new beginning here, and the third has no place any more."""
    round_ = Rounds()
    two = round_.journal.places(SPACE, 1, 1, 1)[0]
    start = start_of(9, Witness(1, 2, two.chain))
    chain = round_.chained(start, 2)
    at = moved(round_, answered(start), head_of(9, 2, chain))
    assert at == Cursor(9, 2, chain) == round_.journal.cursor(SPACE)
    assert [one.seq for one in round_.journal.places(SPACE, 9, 0, 9)] == [1, 2]
    assert round_.journal.chain_at(SPACE, 1, 3) == round_.cursor.chain, "what was known of the former stays"
    assert round_.journal.start(SPACE) == start.raw()
    assert round_.journal.head(SPACE)


def test_a_generation_that_was_named_with_a_new_key_begins_with_nothing_shared() -> None:
    """It goes on from a log that forked off this one: no lie any more, for root named it; nothing is kept of mine."""
    round_ = Rounds()
    start = start_of(9, Witness(1, 2, b"?" * 32))
    named = SimpleNamespace(gen=9, chain=start.chain)
    round_.control = SimpleNamespace(roster=lambda: SimpleNamespace(server_pk=KEY.pk, start=lambda _space: named))
    assert moved(round_, answered(start), head_of(9, 0, start.chain)) == Cursor(9, 0, start.chain)
    assert round_.journal.frozen() == ""
    assert round_.journal.places(SPACE, 9, 0, 9) == []


def test_through_generations_that_were_missed_the_least_is_shared() -> None:
    """The line of GenStarts is asked for one by one; the lowest prev on it is what is left of this log."""
    round_ = Rounds()
    first = start_of(5, Witness(1, 2, round_.journal.places(SPACE, 1, 1, 1)[0].chain))
    second = start_of(7, Witness(5, 9, b"?" * 32))
    third = start_of(9, Witness(7, 1, b"!" * 32))
    chain = round_.chained(third, 1)
    at = moved(round_, answered(third), answered(second), answered(first), head_of(9, 1, chain))
    assert at == Cursor(9, 1, chain)


@pytest.mark.parametrize("prev", [NO_WITNESS, Witness(1, 0, start_of(1).chain)])
def test_nothing_shared_begins_at_the_beginning(prev: Witness) -> None:
    """An emptied endpoint, or one that only knows where the log began."""
    round_ = Rounds()
    start = start_of(9, prev)
    assert moved(round_, answered(start), head_of(9, 0, start.chain)) == Cursor(9, 0, start.chain)


def test_a_generation_between_that_nobody_here_knows() -> None:
    """Its prev names a generation that is earlier than mine and was never here: nothing is taken as shared."""
    round_ = Rounds()
    start = start_of(9, Witness(1, 3, round_.cursor.chain))
    moved(round_, answered(start), head_of(9, 3, round_.chained(start, 3)))
    round_.cursor = round_.journal.cursor(SPACE) or round_.cursor
    again = start_of(12, Witness(4, 3, b"?" * 32))
    assert moved(round_, answered(again), head_of(12, 0, again.chain)) == Cursor(12, 0, again.chain)


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        (lambda r: [answered(start_of(9)), head_of(9, 1, b"c" * 32)], generations.RESTORED),
        (
            lambda r: [answered(start_of(9, Witness(7, 1, bytes(32)))), answered(start_of(6))],
            "generation of another number",
        ),
        (lambda r: [_line], "too many generations"),
        (lambda r: [answered(start_of(1))], generations.RESTORED),
    ],
)
def test_what_is_no_answer_is_offline(answers: Callable[[Rounds], list[Answer]], reason: str) -> None:
    """A Head elsewhere, a GenStart that was not asked for, a line without end, the generation that is here."""
    round_ = Rounds()
    before = round_.cursor
    with pytest.raises(Offline, match=reason):
        moved(round_, *answers(round_))
    assert round_.journal.cursor(SPACE) == before
    assert not round_.journal.frozen()


def _line(request: Request) -> Answer:
    """A GenStart behind each GenStart."""
    gen = int(request.path.rpartition("/")[2]) or 10_000
    return answered(start_of(gen, Witness(gen - 1, 1, bytes(32))))


def test_a_hole_in_the_log_here_is_not_bridged() -> None:
    """A place is missing: nothing is chained over it."""
    round_ = Rounds()
    del round_.journal.space(SPACE).places[1, 2]
    start = start_of(9, Witness(1, 3, round_.cursor.chain))
    with pytest.raises(Offline, match="hole"):
        moved(round_, answered(start))


def test_without_a_head_nothing_is_shown() -> None:
    """Who holds no Head of the endpoint has nothing to prove a loss with."""
    round_ = Rounds()
    with pytest.raises(Offline, match=generations.RESTORED):
        run(generations.lost(round_, SPACE, round_.cursor))  # type: ignore[arg-type]


def test_a_start_of_another_log_or_key() -> None:
    """Refused, whoever brings it."""
    round_ = Rounds()
    other = GenStart(ORG, b"t" * 16, 2, NO_WITNESS, 5).signed(KEY)
    forged = GenStart(ORG, SPACE, 2, NO_WITNESS, 5).signed(SigningKey.generate())
    for start, reason in ((other, "another log"), (forged, "not signed")):
        with pytest.raises(taking.Refused, match=reason):
            taking.started(round_, SPACE, start.raw())  # type: ignore[arg-type]
