"""How far entries are proved: by the newest start and by heads of their own generation alone."""

from helpers.commits import commit

from sync.bundle import Given
from sync.bundle_chain import Stretch
from sync.crypto.keys import SigningKey
from sync.heads import Entry, GenStart, Head, next_chain
from sync.model import NO_WITNESS, Witness

SERVER = SigningKey(b"s" * 32)
ORG, SPACE = b"o" * 16, b"p" * 16
START = GenStart(ORG, SPACE, 2, NO_WITNESS, 5).signed(SERVER)
ENTRY = Entry.from_value([1, 7, commit(1).value()])
CHAIN = next_chain(START.chain, ENTRY.cid, 7)
HEAD = Head(ORG, SPACE, 2, 1, CHAIN, 9).signed(SERVER)


def stretch(*starts: GenStart) -> Stretch:
    """The entries of generation 2, which begins with the first."""
    made = Stretch(Given(SPACE, 2, 1, 1, 0, NO_WITNESS, (Witness(2, 1, CHAIN),)))
    for start in starts:
        made.begin(start)
    return made


def test_a_chain_from_the_start_to_a_head_is_proved() -> None:
    """An older start before or after it changes nothing; neither does a head of another generation."""
    older = GenStart(ORG, SPACE, 1, NO_WITNESS, 5).signed(SERVER)
    for starts in ((START,), (older, START), (START, older)):
        made = stretch(*starts)
        made.sign(HEAD)
        made.sign(Head(ORG, SPACE, 1, 1, CHAIN, 9).signed(SERVER))
        made.follow(2, ENTRY)
        assert made.proved() == HEAD
        assert made.base == Witness(2, 0, START.chain)


def test_without_start_head_or_order_nothing_is_proved() -> None:
    """Another generation's start, another chain's head, an entry that comes too early."""
    older = GenStart(ORG, SPACE, 1, NO_WITNESS, 5).signed(SERVER)
    lost = stretch(older)
    lost.sign(HEAD)
    lost.follow(2, ENTRY)
    assert lost.proved() is None
    headless = stretch(START)
    headless.follow(2, ENTRY)
    assert headless.proved() is None
    early = stretch(START)
    early.sign(HEAD)
    early.follow(2, Entry.from_value([2, 7, commit(1).value()]))
    early.follow(1, ENTRY)
    assert early.proved() is None
    assert early.base == NO_WITNESS
