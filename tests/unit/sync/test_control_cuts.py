"""Cuts in the control log: from where work of a machine or a user no longer counts, and when it counts again."""

import pytest
from helpers.chains import Chain
from helpers.organisation import ADMIN, MIDT, PALLE, Organisation, founded

from sync.codec import decode, encode
from sync.control import Verdict
from sync.control_bodies import AdminSet
from sync.control_rows import RIGHTS, Cut
from sync.control_space_bodies import DeviceRevoke, MemberSet
from sync.model import Header, PurgeEntry


@pytest.mark.parametrize("how", ["removed", "lost", "lowered"])
def test_a_cut(how: str) -> None:
    """Up to the cut everything stands; beyond it only what the op leaves, whatever the commit cites."""
    org, _, palle = founded()
    chain = Chain(org, palle)
    old = org.log.head.cseq
    for _ in range(4):
        chain.write()
    cuts = (chain.cut(3),)
    org.do(
        org.admin,
        {
            "removed": MemberSet(MIDT, PALLE, "none", cuts),
            "lost": DeviceRevoke(palle.device_id, "lost", cuts),
            "lowered": MemberSet(MIDT, PALLE, "read", cuts),
        }[how],
    )
    backdated, today, inc2 = chain.write(old), chain.write(), Chain(org, palle, inc=b"2" * 8).write(old)
    verdicts = [org.log.judge(header, chain.lineage) for header in chain.headers]
    assert [verdict.kind for verdict in verdicts] == ["ok"] * 3 + ["quarantine"] * 3
    assert verdicts[3].reason == org.log.judge(backdated, chain.lineage).reason == "beyond the cut"
    assert org.log.judge(today, chain.lineage).reason == "no right to write"
    assert org.log.judge(inc2, chain.lineage).reason == "beyond the cut"


def test_a_cut_that_cannot_be_followed_yet() -> None:
    """Without the commits between, the answer waits; it is the same once they are here, in any order."""
    org, _, palle = founded()
    chain = Chain(org, palle)
    for _ in range(4):
        chain.write()
    org.do(org.admin, MemberSet(MIDT, PALLE, "none", (chain.cut(4),)))
    first, last = chain.headers[0], chain.headers[3]
    assert org.log.judge(first).reason == "cut cannot be followed yet"
    held = {header.cid: header for header in chain.headers[1:]}
    gap = {cid: header for cid, header in held.items() if header.dseq != 3}
    assert org.log.judge(first, gap.get).kind == "held"
    assert org.log.judge(last, gap.get).ok
    assert org.log.judge(first, chain.lineage).ok
    assert org.log.judge(chain.headers[1], chain.lineage).ok


def test_a_fork_of_a_cut_chain() -> None:
    """On a fork only the branch that the cut names counts; a chain of another incarnation is not followed."""
    org, _, palle = founded()
    chain, fork = Chain(org, palle), Chain(org, palle)
    shared = chain.write()
    fork.headers.append(shared)
    chain.write()
    chain.write()
    branch = fork.write(salt=b"f" * 16)
    org.do(org.admin, MemberSet(MIDT, PALLE, "none", (chain.cut(3),)))
    held = {header.cid: header for header in (*chain.headers, branch)}
    assert org.log.judge(branch, held.get).reason == "beyond the cut"
    assert org.log.judge(shared, held.get).ok
    assert org.log.judge(branch, held.get).reason == "beyond the cut", "asked again, when all of it was followed"
    elsewhere = Chain(org, palle, inc=b"2" * 8)
    elsewhere.headers.append(shared)
    elsewhere.write()
    org2, _, palle2 = founded()
    row = Cut(MIDT, palle2.device_id, b"2" * 8, 2, elsewhere.headers[1].cid)
    org2.do(org2.admin, MemberSet(MIDT, PALLE, "none", (row,)))
    lost = Chain(org2, palle2, inc=b"2" * 8).write(org2.log.head.cseq - 1, salt=b"z" * 16)
    held = {header.cid: header for header in (*elsewhere.headers, lost)}
    assert org2.log.judge(lost, held.get).reason == "beyond the cut"


def test_given_back_later() -> None:
    """A new role does not heal what lay beyond the cut, and counts from its own op on."""
    org, signe, palle = founded()
    chain = Chain(org, palle)
    chain.write()
    lost = chain.write()
    org.do(org.admin, MemberSet(MIDT, PALLE, "none", (chain.cut(1),)))
    org.do(org.admin, MemberSet(MIDT, PALLE, "finalise"))
    fresh = chain.write()
    assert org.log.judge(lost, chain.lineage).reason == "beyond the cut"
    assert org.log.judge(fresh, chain.lineage) == Verdict("ok", "", PALLE, RIGHTS["finalise"])
    assert org.log.judge(chain.headers[0], chain.lineage).ok
    assert org.log.judge(Chain(org, signe).write()).ok


def test_purges_and_newer_headers_are_not_judged_by_cuts() -> None:
    """A purge that was allowed when it was made stays; what is unknown is unknown before any cut is asked."""
    org, _, palle = founded()
    org.do(org.root, MemberSet(MIDT, PALLE, "archivist"))
    chain = Chain(org, palle)
    purge = chain.write(purge=[PurgeEntry(bytes(32), 0, bytes(32))])
    newer = Header.parse(encode([2, *decode(chain.write().raw, 1 << 16)[1:]]))  # type: ignore[index,misc]
    org.do(org.admin, MemberSet(MIDT, PALLE, "none"))
    assert org.log.judge(purge).ok
    assert org.log.judge(newer).kind == "unknown"
    assert org.log.judge(newer, understand=False).reason == "beyond the cut"


def test_a_row_without_a_loss_lowers_nothing() -> None:
    """A member_set that leaves the same rights takes nothing, even with a cut."""
    org, _, palle = founded()
    chain = Chain(org, palle)
    chain.write()
    later = chain.write()
    org.do(org.admin, MemberSet(MIDT, PALLE, "write", (chain.cut(1),)))
    assert org.log.judge(later, chain.lineage).ok
    assert org.log.judge(chain.headers[0]).ok


def test_an_administrator_who_was_ended() -> None:
    """What he wrote in the organisation space up to his cut stays."""
    org = Organisation()
    chain = Chain(org, org.admin, org.org)
    kept, lost = chain.write(), chain.write()
    org.do(org.root, AdminSet(ADMIN, 0, None, (chain.cut(1),)))
    assert org.log.judge(kept, chain.lineage).ok
    assert org.log.judge(lost, chain.lineage).reason == "beyond the cut"
