"""Rule V: vector V6, adoptions, what the endpoint takes though it does not count, and every order of arrival."""

import itertools
import json
import random
from pathlib import Path

import pytest
from helpers.chains import Chain
from helpers.organisation import ADMIN, MIDT, NOW, PALLE, Organisation, founded

from sync.control import BEYOND_CUT, CUT_UNKNOWN, HANDOVER_DAYS, ControlLog
from sync.control_bodies import AdminSet
from sync.control_space_bodies import Adopt, DeviceRevoke, MemberSet, Unvouch
from sync.crypto.keys import DeviceKeys
from sync.model import ZERO32, Commit, Header

V6 = json.loads((Path(__file__).parents[2] / "vectors" / "v6.json").read_text(encoding="utf-8"))
DAY_MS = 86_400_000


def _logs(name: str) -> tuple[ControlLog, list[tuple[Header, dict[str, object]]]]:
    scenario = V6["scenarios"][name]
    log = ControlLog(bytes.fromhex(V6["org"]))
    for row in scenario["ops"]:
        log.add(bytes.fromhex(row["op"]), bytes.fromhex(row["head"]))
    return log, [(Header.parse(bytes.fromhex(row["header"])), row) for row in scenario["commits"]]


def _said(log: ControlLog, header: Header, held: dict[bytes, Header]) -> list[str]:
    verdict = log.judge(header, held.get)
    return [verdict.kind, verdict.reason, "".join(sorted(verdict.rights, key="rwfp".index))]


@pytest.mark.parametrize("name", V6["scenarios"])
def test_vector_v6(name: str) -> None:
    """Each commit with all headers here, alone, and under another device's signature."""
    log, rows = _logs(name)
    held = {header.cid: header for header, _ in rows}
    assert len(held) == 16
    for header, row in rows:
        assert header.cid.hex() == row["cid"]
        sig, wrong = (bytes.fromhex(str(row[which])) for which in ("sig", "wrong_sig"))
        assert _said(ControlLog.load(log.org or b"", log.ops), header, {}) == row["alone"]
        assert _said(log, header, held) == row["verdict"]
        assert log.judge_commit(Commit(header, sig, (b"",)), held.get).reason == row["verdict"][1]  # type: ignore[index]
        assert log.judge_commit(Commit(header, wrong, (b"",)), held.get).reason == "bad signature"


@pytest.mark.parametrize("name", V6["scenarios"])
def test_every_order_of_arrival_ends_in_the_same_verdicts(name: str) -> None:
    """I11: what was judged with less is held or the same, and asked again with all of it is what V6 says."""
    log, rows = _logs(name)
    for seed in range(12):
        rng, mine, held = random.Random(seed), ControlLog.load(log.org or b"", log.ops), {}
        order = list(rows)
        rng.shuffle(order)
        for header, row in order:
            held[header.cid] = header
            early = _said(mine, header, held)
            assert early == row["verdict"] or early[0] == "held"
        assert [_said(mine, header, held) for header, _ in rows] == [row["verdict"] for _, row in rows]


def _away(org: Organisation, palle: DeviceKeys, count: int) -> Chain:
    chain = Chain(org, palle)
    old = org.log.head.cseq
    for _ in range(count):
        chain.write(old)
    return chain


def _kinds(org: Organisation, chain: Chain) -> str:
    return "".join(org.log.judge(header, chain.lineage).kind[0] for header in chain.headers)


def _adopt(org: Organisation, signe: DeviceKeys, chain: Chain, first: int, last: int) -> None:
    cid = chain.headers[last - 1].cid
    org.do(org.admin, Adopt(MIDT, chain.keys.device_id, chain.inc, first, cid), signe)


def test_what_is_adopted_lies_within_every_cut_earlier_or_later() -> None:
    """Two cuts before and one after the adoption; beyond its end and below its floor nothing changes."""
    org, signe, palle = founded()
    chain = _away(org, palle, 6)
    org.do(org.admin, MemberSet(MIDT, PALLE, "none", (chain.cut(1),)))
    org.do(org.admin, MemberSet(MIDT, PALLE, "write"))
    org.do(org.admin, MemberSet(MIDT, PALLE, "none"))
    assert _kinds(org, chain) == "qqqqqq"
    _adopt(org, signe, chain, 3, 4)
    assert _kinds(org, chain) == "qqooqq"
    _adopt(org, signe, chain, 1, 2)
    assert _kinds(org, chain) == "ooooqq"
    org.do(org.admin, DeviceRevoke(palle.device_id, "lost"))
    assert _kinds(org, chain) == "ooooqq"


def test_an_adoption_of_a_chain_that_is_not_here_is_waited_for() -> None:
    """What it may cover is held, the rest is not; when the chain comes it is decided, either way."""
    org, signe, palle = founded()
    chain = _away(org, palle, 4)
    other = Chain(org, palle, inc=b"2" * 8)
    elsewhere = other.write(org.log.head.cseq)
    org.do(org.admin, MemberSet(MIDT, PALLE, "none", (chain.cut(1),)))
    _adopt(org, signe, chain, 3, 4)
    first, second, third, last = chain.headers
    log = org.log
    assert log.judge(third).reason == CUT_UNKNOWN
    assert log.judge(last).ok
    assert log.judge(second).reason == BEYOND_CUT, "below the floor"
    assert log.judge(elsewhere).reason == BEYOND_CUT, "another incarnation"
    assert log.judge(third, {last.cid: last}.get).ok
    org.do(org.admin, Adopt(MIDT, palle.device_id, chain.inc, 2, b"?" * 32), signe)
    assert log.judge(second, chain.lineage).reason == CUT_UNKNOWN
    assert log.judge(first, chain.lineage).ok


def test_an_adoption_that_names_another_chain_adopts_nothing() -> None:
    """The cid of another incarnation's commit is not followed, nor one below the floor; both are decided at once."""
    org, signe, palle = founded()
    chain, other = _away(org, palle, 3), Chain(org, palle, inc=b"2" * 8)
    foreign = other.write(org.log.head.cseq)
    org.do(org.admin, MemberSet(MIDT, PALLE, "none"))
    org.do(org.admin, Adopt(MIDT, palle.device_id, chain.inc, 1, foreign.cid), signe)
    org.do(org.admin, Adopt(MIDT, palle.device_id, chain.inc, 3, chain.headers[0].cid), signe)
    held = {header.cid: header for header in (*chain.headers, foreign)}
    assert [org.log.judge(header, held.get).reason for header in chain.headers] == [BEYOND_CUT] * 3


def test_a_right_that_only_an_unfollowed_cut_takes_is_waited_for() -> None:
    """Down from finalise to write: the commit may write either way, but whether it may approve is not known yet."""
    org, _, palle = founded()
    org.do(org.admin, MemberSet(MIDT, PALLE, "finalise"))
    chain = _away(org, palle, 3)
    org.do(org.admin, MemberSet(MIDT, PALLE, "write", (chain.cut(3),)))
    assert org.log.judge(chain.headers[0]).reason == CUT_UNKNOWN
    assert org.log.judge(chain.headers[0], chain.lineage).rights == {"r", "w", "f"}
    org.do(org.admin, MemberSet(MIDT, PALLE, "none", (chain.cut(1),)))
    assert org.log.judge(chain.headers[1]).reason == BEYOND_CUT, "decided by the second, whatever the first says"


def _commit(header: Header, keys: DeviceKeys) -> Commit:
    return Commit(header, keys.sign("rt1/commit", header.raw), (b"",))


@pytest.mark.parametrize("how", ["none", "read", "left", "lost", "unvouched", "left, then lost"])
def test_what_the_endpoint_takes_to_be_handed_over(how: str) -> None:
    """Beyond a cut of somebody nobody suspects for 30 days, of anybody else never; it counts for nobody meanwhile."""
    org, signe, palle = founded()
    third = org.enter(b"c" * 16, "third")
    org.do(org.admin, MemberSet(MIDT, b"c" * 16, "write"))
    org.vouch(signe, third, MIDT)
    chain = _away(org, palle, 2)
    ops = {
        "none": [(MemberSet(MIDT, PALLE, "none", (chain.cut(1),)), None)],
        "read": [(MemberSet(MIDT, PALLE, "read", (chain.cut(1),)), None)],
        "left": [(DeviceRevoke(palle.device_id, "left", (chain.cut(1),)), None)],
        "lost": [(DeviceRevoke(palle.device_id, "lost", (chain.cut(1),)), None)],
        "unvouched": [(Unvouch(palle.device_id, (MIDT,), (chain.cut(1),)), third)],
        "left, then lost": [
            (DeviceRevoke(palle.device_id, "left", (chain.cut(1),)), None),
            (DeviceRevoke(palle.device_id, "lost"), None),
        ],
    }[how]
    assert not org.log.hands_over(palle.device_id, MIDT, NOW)
    for body, second in ops:
        org.do(signe if second else org.admin, body, second)
    late, taken = _commit(chain.headers[1], palle), how in ("none", "read", "left")
    lowered = org.log.received_ms(org.log.head.cseq)
    for now, due in ((lowered, taken), (lowered + HANDOVER_DAYS * DAY_MS, False)):
        assert org.log.admits(late, chain.lineage, now).ok == due
        assert org.log.hands_over(palle.device_id, MIDT, now) == due
    assert org.log.admits(_commit(chain.headers[0], palle), chain.lineage, lowered + 99 * DAY_MS).ok
    assert org.log.judge_commit(late, chain.lineage).reason == BEYOND_CUT
    today = _commit(chain.write(), palle)
    assert org.log.admits(today, chain.lineage, lowered).reason == "no right to write"


def test_an_ended_administrator_hands_nothing_over() -> None:
    """What he signed in the organisation's name beyond his cut is not taken."""
    org = Organisation()
    chain = Chain(org, org.admin, org.org)
    late = _commit(chain.write(), org.admin)
    org.do(org.root, AdminSet(ADMIN, 0, None))
    assert org.log.admits(late, chain.lineage, NOW).reason == BEYOND_CUT
    assert not org.log.hands_over(org.admin.device_id, org.org, NOW)


def test_the_endpoint_takes_what_waits_for_its_chain() -> None:
    """A restored endpoint is refilled from dseq 1 though it cannot follow the cut that names the end."""
    org, _, palle = founded()
    chain = _away(org, palle, 3)
    org.do(org.admin, DeviceRevoke(palle.device_id, "lost", (chain.cut(3),)))
    first = _commit(chain.headers[0], palle)
    nothing: dict[bytes, Header] = {}
    assert org.log.judge_commit(first, nothing.get).reason == CUT_UNKNOWN
    assert org.log.admits(first, nothing.get, NOW).ok
    forged = Commit(first.header, b"s" * 64, (b"",))
    assert org.log.admits(forged, nothing.get, NOW).reason == "bad signature"


def test_what_is_remembered_of_the_log_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rights worked out for one place of the log are forgotten for others, and are the same worked out again."""
    monkeypatch.setattr("sync.control_verdicts.MOST_STANDINGS", 1)
    org, _, palle = founded()
    chain, first = Chain(org, palle), org.log.head.cseq
    org.do(org.admin, MemberSet(MIDT, PALLE, "finalise"))
    headers = [chain.write(first), chain.write(), chain.write(first)]
    assert ["f" in org.log.judge(header).rights for header in headers] == [False, True, False]


def test_every_subset_of_a_chain_is_held_or_right() -> None:
    """All 2^5 sets of headers that may be here: a verdict is never one that more headers would turn round."""
    org, signe, palle = founded()
    chain = _away(org, palle, 5)
    org.do(org.admin, MemberSet(MIDT, PALLE, "none", (chain.cut(3),)))
    _adopt(org, signe, chain, 4, 5)
    final = [org.log.judge(header, chain.lineage).kind for header in chain.headers]
    assert final == ["ok"] * 5
    for count in range(6):
        for here in itertools.combinations(chain.headers, count):
            log, held = ControlLog.load(org.org, org.log.ops), {header.cid: header for header in here}
            kinds = [log.judge(header, held.get).kind for header in chain.headers]
            assert all(kind in ("held", whole) for kind, whole in zip(kinds, final, strict=True))
    assert chain.headers[0].dprev == ZERO32
