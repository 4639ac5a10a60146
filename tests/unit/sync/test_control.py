"""The control log as a chain, vector V5, and rule V: which commits count."""

import json
from pathlib import Path

import pytest
from helpers.chains import Chain
from helpers.organisation import ADMIN, BENTE, MIDT, NOW, PALLE, PPR, SIGNE, Organisation, device, founded, seed

from sync.codec import decode, encode
from sync.control import ControlLog, Roster, Verdict, build_op, make_ctlhead
from sync.control_bodies import ServerKey
from sync.control_ops import MAX_OP, Op
from sync.control_rows import RIGHTS
from sync.control_space_bodies import MemberSet, SpaceNew
from sync.crypto.keys import SigningKey
from sync.errors import Held, Refused
from sync.model import ZERO32, Commit, CtlRef, Header, PurgeEntry

V5 = json.loads((Path(__file__).parents[2] / "vectors" / "v5.json").read_text(encoding="utf-8"))


def _facts(roster: Roster) -> dict[str, object]:
    return {
        "cseq": roster.cseq,
        "server_pk": roster.server_pk.hex(),
        "policy": roster.policy,
        "admins": sorted(user.hex() for user in roster.admins),
        "devices": {d.device.hex(): {"user": d.user.hex(), "trusted": int(d.trusted)} for d in roster.devices},
        "spaces": {
            space.hex(): {
                "members": {user.hex(): "".join(sorted(has)) for user, has in roster.members(space).items()},
                "entitled": [d.hex() for d in roster.devices_entitled(space)],
                "epochs": [
                    {"epoch": e.epoch, "from": e.from_epoch, "kcommit": e.kcommit.hex(), "maker": e.maker.hex()}
                    for e in roster.epochs(space)
                ],
            }
            for space in roster.spaces
        },
    }


def test_vector_v5() -> None:
    """Fourteen ops, each once wrongly signed and once under a foreign head, give the rosters written down."""
    log = ControlLog(bytes.fromhex(V5["org"]))
    for row in V5["ops"]:
        raw, head = bytes.fromhex(row["op"]), bytes.fromhex(row["head"])
        payload, _, _ = decode(raw, MAX_OP)  # type: ignore[misc]
        wrong = encode([payload, bytes.fromhex(row["wrong_sig"]), bytes.fromhex(row["wrong_cosig"])])
        for op, over, reason in (
            (wrong, head, row["reason"]),
            (raw, bytes.fromhex(row["wrong_head"]), row["head_reason"]),
        ):
            with pytest.raises(Refused) as caught:
                log.add(op, over)
            assert caught.value.reason == reason
        assert log.add(raw, head).ophash.hex() == row["ophash"]
    assert len(log.ops) == 14
    assert [_facts(log.roster(10)), _facts(log.roster())] == V5["rosters"]
    assert [_facts(ControlLog.load(log.org or b"", log.ops).roster())] == V5["rosters"][1:]


def test_the_same_op_twice_changes_nothing() -> None:
    """A client that gets an op again, and an endpoint that is sent it again, stay where they are."""
    org, _, _ = founded()
    log = ControlLog()
    for raw, head in org.log.ops:
        log.add(raw, head)
        log.add(raw, head)
    assert (log.org, log.head, log.ops) == (org.org, org.log.head, org.log.ops)
    op, head = org.log.accept(org.log.op(2).raw, org.server, NOW + 99)
    assert (op.cseq, head) == (2, org.log.ops[1][1])
    assert log.received_ms(2) == NOW + 1
    assert log.after(log.head.cseq - 1) == log.ops[-1:]


def test_a_gap_waits() -> None:
    """An op whose forerunner is missing is held, not refused."""
    org, _, _ = founded()
    with pytest.raises(Held):
        ControlLog(org.org).add(*org.log.ops[1])


def test_a_fork_is_told_from_noise() -> None:
    """Another op under the endpoint's own signature is a fork; under anybody else's it is nothing."""
    org, _, _ = founded()
    at = CtlRef(2, org.log.op(2).ophash)
    other = Op.parse(build_op(org.admin, org.org, at, SpaceNew(PPR), NOW))
    with pytest.raises(Refused, match="control log forked"):
        org.log.add(other.raw, make_ctlhead(org.server, org.org, other.ref, NOW))
    with pytest.raises(Refused, match="head not signed by the endpoint"):
        org.log.add(other.raw, make_ctlhead(SigningKey(seed("thief", 32)), org.org, other.ref, NOW))
    loose = Op.parse(build_op(org.admin, org.org, CtlRef(org.log.head.cseq, ZERO32), SpaceNew(PPR), NOW))
    with pytest.raises(Refused, match="control log forked"):
        org.log.add(loose.raw, make_ctlhead(org.server, org.org, loose.ref, NOW))


def test_head_and_op_belong_together() -> None:
    """A head over another op, or of another organisation, makes nothing count."""
    org, _, _ = founded()
    log = ControlLog(org.org)
    with pytest.raises(Refused, match="head is over another op"):
        log.add(org.log.ops[0][0], org.log.ops[1][1])
    with pytest.raises(Refused, match="another organisation"):
        ControlLog(b"?" * 16).add(*org.log.ops[0])
    with pytest.raises(Refused, match="another organisation"):
        log.add(org.log.ops[0][0], make_ctlhead(org.server, b"?" * 16, org.log.op(1).ref, NOW))


def test_a_new_server_key_signs_from_its_own_op_on() -> None:
    """`server_key` counts under the key it names, later ops too; the old key signs nothing any more."""
    org = Organisation()
    fresh = SigningKey(seed("fresh", 32))
    raw = org.build(org.root, ServerKey(fresh.pk))
    with pytest.raises(Refused, match="head not signed by the endpoint"):
        org.log.accept(raw, org.server, NOW)
    org.log.accept(raw, fresh, NOW)
    later = org.build(org.admin, SpaceNew(MIDT))
    with pytest.raises(Refused, match="head not signed by the endpoint"):
        org.log.accept(later, org.server, NOW)
    org.log.accept(later, fresh, NOW)


def test_a_roster_of_the_future_is_held() -> None:
    """Nobody can say who may what beyond the newest op."""
    with pytest.raises(Held):
        ControlLog().roster(1)


def test_an_ordinary_commit_counts() -> None:
    """A vouched machine with write counts, with the rights of its role."""
    org, signe, palle = founded()
    assert org.log.judge(Chain(org, signe).write()) == Verdict("ok", "", SIGNE, RIGHTS["finalise"])
    assert org.log.judge(Chain(org, palle).write()) == Verdict("ok", "", PALLE, RIGHTS["write"])


def test_what_does_not_count() -> None:
    """Each refusal of rule V with its reason; what only a longer log could tell is held."""
    org, signe, palle = founded()
    bente = org.enter(BENTE, "bente")
    org.do(org.admin, MemberSet(MIDT, BENTE, "write"))
    head = org.log.head.cseq
    cases = {
        ("quarantine", "another organisation"): Chain(org, signe).write(org=b"?" * 16),
        ("held", "control log is behind"): Chain(org, signe).write(ctl=CtlRef(head + 1, ZERO32)),
        ("held", "cites another control log"): Chain(org, signe).write(ctl=CtlRef(head, ZERO32)),
        ("quarantine", "machine is not in the control log"): Chain(org, device("thief")).write(),
        ("quarantine", "no such space"): Chain(org, signe, b"?" * 16).write(),
        ("quarantine", "no right to write"): Chain(org, bente).write(),
        ("quarantine", "no right to purge"): Chain(org, palle).write(purge=[PurgeEntry(bytes(32), 0, bytes(32))]),
    }
    for (kind, reason), header in cases.items():
        verdict = org.log.judge(header)
        assert (verdict.kind, verdict.reason, verdict.ok) == (kind, reason, False)
    early = org.log.judge(Chain(org, signe).write(1))
    assert (early.kind, early.reason) == ("quarantine", "machine is not in the control log")
    assert org.log.judge(Chain(org, org.admin).write()).kind == "quarantine"
    assert org.log.judge(Chain(org, org.admin, org.org).write()) == Verdict("ok", "", ADMIN, RIGHTS["write"])
    assert ControlLog().judge(Chain(org, signe).write()).kind == "quarantine"


def test_rights_are_those_at_the_cited_op() -> None:
    """A right that came later does not reach back to a commit that cites an older op."""
    org, signe, palle = founded()
    before = org.log.head.cseq
    org.do(org.admin, MemberSet(MIDT, PALLE, "finalise"))
    assert org.log.judge(Chain(org, palle).write(before)).rights == RIGHTS["write"]
    assert org.log.judge(Chain(org, palle).write()).rights == RIGHTS["finalise"]
    vouched = next(op.cseq for op in map(org.log.op, range(1, before + 1)) if op.kind == "vouch")
    assert org.log.judge(Chain(org, palle).write(vouched - 1)).reason == "no right to write"
    assert org.log.judge(Chain(org, signe).write(vouched - 1)).ok


def test_newer_headers() -> None:
    """A newer header is unknown to a client and admitted by the endpoint, but only from who may write."""
    org, signe, _ = founded()
    fields = decode(Chain(org, signe).write().raw, 1 << 16)
    newer = Header.parse(encode([2, *fields[1:], "more"]))  # type: ignore[index,misc]
    assert org.log.judge(newer).kind == "unknown"
    assert org.log.judge(newer, understand=False).ok
    must = Header.parse(encode([*fields[:13], {"!seal": 1}]))  # type: ignore[index,misc]
    assert org.log.judge(must).kind == "unknown"
    thief = Header.parse(encode([2, *decode(Chain(org, device("thief")).write().raw, 1 << 16)[1:]]))  # type: ignore[index,misc]
    assert org.log.judge(thief, understand=False).kind == "quarantine"


def test_the_signature() -> None:
    """A commit that its own machine did not sign is set aside; an unknown machine keeps its own reason."""
    org, signe, palle = founded()
    header = Chain(org, signe).write()
    assert org.log.judge_commit(Commit(header, signe.sign("rt1/commit", header.raw), (b"",))).ok
    forged = org.log.judge_commit(Commit(header, palle.sign("rt1/commit", header.raw), (b"",)))
    assert (forged.kind, forged.reason) == ("quarantine", "bad signature")
    stranger = Chain(org, device("thief")).write()
    unknown = org.log.judge_commit(Commit(stranger, device("thief").sign("rt1/commit", stranger.raw), (b"",)))
    assert unknown.reason == "machine is not in the control log"
