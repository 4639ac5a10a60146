"""Where a cut is drawn, and what lies beyond one: from headers alone, in any order, whatever a machine forked."""

import random

from helpers.chains import Chain
from helpers.organisation import MIDT, PALLE, PPR, Organisation, founded

from sync.client.cuts import Chains
from sync.client.headers import Listed
from sync.control_rows import Cut
from sync.control_space_bodies import MemberSet
from sync.crypto.keys import DeviceKeys
from sync.model import Header


def _row(header: Header, keys: DeviceKeys, seq: int = 1) -> Listed:
    return Listed(seq, 1000 + seq, header, keys.sign("rt1/commit", header.raw))


def _chains(org: Organisation, keys: DeviceKeys) -> Chains:
    device = org.log.roster().device(keys.device_id)
    assert device is not None
    return Chains(MIDT, device)


def test_the_end_of_each_unbroken_chain() -> None:
    """One row an incarnation, in any order of arrival, a row given twice counting once."""
    org, _, palle = founded()
    one, two = Chain(org, palle), Chain(org, palle, inc=b"2" * 8)
    rows = [_row(chain.write(), palle, n) for n, chain in enumerate([one, two, one, one, two])]
    for seed in range(6):
        random.Random(seed).shuffle(rows)
        made = _chains(org, palle).take([*rows, rows[0]])
        assert made.cuts() == (two.cut(2), one.cut(3))
        assert not made.forked
    assert _chains(org, palle).cuts() == ()


def test_what_is_behind_a_gap_is_not_named() -> None:
    """Without the second there is no third; without the first there is nothing."""
    org, _, palle = founded()
    chain = Chain(org, palle)
    first, second, third = (_row(chain.write(), palle) for _ in range(3))
    assert _chains(org, palle).take([first, third]).cuts() == (chain.cut(1),)
    assert _chains(org, palle).take([second, third]).cuts() == ()


def test_others_and_forged_ones_are_left_out() -> None:
    """Another machine's, another space's, and one that the endpoint made up in the machine's name."""
    org, signe, palle = founded()
    chain, elsewhere, hers = Chain(org, palle), Chain(org, palle, PPR), Chain(org, signe)
    mine = _row(chain.write(), palle)
    forged = _row(chain.write(), signe)
    made = _chains(org, palle).take([mine, forged, _row(elsewhere.write(), palle), _row(hers.write(), signe)])
    assert made.cuts() == (chain.cut(1),)
    assert made.lineage(mine.header.cid) == mine.header
    assert made.lineage(forged.header.cid) is None


def test_on_a_fork_the_longest_branch() -> None:
    """Only one can be named; of two equally long the one that came first."""
    org, _, palle = founded()
    chain, fork = Chain(org, palle), Chain(org, palle)
    fork.headers.append(chain.write())
    rows = [_row(header, palle) for header in (chain.headers[0], fork.write(salt=b"f" * 16), chain.write())]
    made = _chains(org, palle).take(rows)
    assert made.forked
    assert made.cuts() == (fork.cut(2),)
    assert made.take([_row(chain.write(), palle)]).cuts() == (chain.cut(3),)


def test_what_lies_beyond_the_cut() -> None:
    """The stretch that was set aside, ready to be adopted: from its first commit to the end of the chain."""
    org, _, palle = founded()
    old = org.log.head.cseq
    one, two = Chain(org, palle), Chain(org, palle, inc=b"2" * 8)
    headers = [one.write(old), one.write(old), one.write(old), two.write(old)]
    made = _chains(org, palle).take(_row(header, palle, n) for n, header in enumerate(headers))
    assert made.beyond(org.log) == ()
    org.do(org.admin, MemberSet(MIDT, PALLE, "none", (one.cut(1),)))
    late, after = made.beyond(org.log)
    assert (late.adopt.inc, late.adopt.from_dseq, late.adopt.to_cid, late.commits) == (two.inc, 1, headers[3].cid, 1)
    assert (after.adopt.inc, after.adopt.from_dseq, after.adopt.to_cid) == (one.inc, 2, headers[2].cid)
    assert (after.commits, after.first_ms, after.last_ms) == (2, 1001, 1002)
    assert after.adopt.space == MIDT
    assert after.adopt.device == palle.device_id
    assert Cut(MIDT, palle.device_id, one.inc, 1, headers[0].cid) == one.cut(1)
