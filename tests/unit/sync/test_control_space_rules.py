"""Ops of a space's own people, and recovery: what each takes, and what it gives."""

import pytest
from helpers.organisation import ADMIN, BENTE, MIDT, PALLE, PPR, SIGNE, Organisation, device, founded, row

from sync.client.sealing import new_epoch
from sync.control import ControlLog
from sync.control_facts import Adoption
from sync.control_rows import Box
from sync.control_space_bodies import (
    Adopt,
    DeviceAdd,
    DeviceRevoke,
    EpochNew,
    MemberSet,
    RecoveryUsed,
    SpaceNew,
    Unvouch,
    Vouch,
)
from sync.crypto.keys import BOX_LEN, DeviceKeys
from sync.errors import Refused

NOBODY = b"?" * 16


def refused(org: Organisation, *op: object) -> str:
    """Why an op is refused; nothing of it may stick."""
    before = org.log.head
    with pytest.raises(Refused) as caught:
        org.do(*op)  # type: ignore[arg-type]
    assert org.log.head == before
    return caught.value.reason


def lost_all() -> tuple[Organisation, DeviceKeys, DeviceKeys, DeviceKeys]:
    """Signe's only pc is gone, and her next one is entered; Palle still works."""
    org, signe, palle = founded()
    org.do(org.admin, DeviceRevoke(signe.device_id, "lost"))
    return org, signe, palle, org.enter(SIGNE, "signe two")


def epoch_by(org: Organisation, keys: DeviceKeys, space: bytes = MIDT) -> EpochNew:
    """The next epoch with a box for each machine entitled and for the maker; only its outside is real."""
    roster = org.log.roster()
    last = roster.epoch(space)
    assert last is not None
    machines = sorted({*roster.devices_entitled(space), keys.device_id})
    boxes = tuple(Box(machine, 1, bytes(BOX_LEN)) for machine in machines)
    return EpochNew(space, last.epoch + 1, last.epoch, bytes([last.epoch + 1]) * 32, boxes, bytes(BOX_LEN), bytes(48))


def test_recovery_is_the_roots_word_for_a_machine_that_stands_alone() -> None:
    """By the root alone; for a machine that is there, of a user who may write there and has no other that works."""
    org, signe, palle, fresh = lost_all()
    used = RecoveryUsed(fresh.device_id, (MIDT,))
    assert refused(org, org.admin, used) == "needs the root alone"
    assert refused(org, org.root, used, org.admin) == "needs the root alone"
    assert refused(org, org.root, RecoveryUsed(NOBODY, (MIDT,))) == "no such machine"
    assert refused(org, org.root, RecoveryUsed(signe.device_id, (MIDT,))) == "no such machine"
    assert refused(org, org.root, RecoveryUsed(fresh.device_id, (NOBODY,))) == "no such space"
    assert refused(org, org.root, RecoveryUsed(palle.device_id, (MIDT,))) == "its user has a working machine there"
    other = org.enter(PALLE, "palle two")
    assert refused(org, org.root, RecoveryUsed(other.device_id, (MIDT,))) == "its user has a working machine there"
    org.do(org.admin, SpaceNew(PPR))
    assert refused(org, org.root, RecoveryUsed(fresh.device_id, (PPR,))) == "its user may not write there"
    org.do(org.admin, MemberSet(PPR, SIGNE, "write"))
    assert refused(org, org.root, RecoveryUsed(fresh.device_id, (PPR,))) == "the space has no key yet"
    org.do(org.root, used)
    assert org.log.roster().recovered(fresh.device_id, MIDT) == org.log.head.cseq
    assert org.log.roster().recovered(fresh.device_id, PPR) is None


def test_a_recovered_machine_makes_an_epoch_and_by_that_is_let_in() -> None:
    """Before it, it is entitled to nothing and vouches for nobody; with it, it is vouched by itself."""
    org, _, palle, fresh = lost_all()
    bente = org.enter(BENTE, "bente")
    org.do(org.admin, MemberSet(MIDT, BENTE, "write"))
    vouch = Vouch(bente.device_id, bente.device_id * 2, (MIDT,))
    assert refused(org, fresh, epoch_by(org, fresh)) == "not a vouched machine with write"
    org.do(org.root, RecoveryUsed(fresh.device_id, (MIDT,)))
    assert fresh.device_id not in org.log.roster().devices_entitled(MIDT)
    assert org.log.roster().rights(fresh.device_id, MIDT) == frozenset()
    assert refused(org, fresh, vouch) == "not a vouched machine with write"
    without = epoch_by(org, palle)
    own = EpochNew(**{**vars(without), "boxes": without.boxes})
    assert refused(org, fresh, own) == "boxes are not for exactly the machines entitled"
    org.do(fresh, epoch_by(org, fresh))
    roster = org.log.roster()
    assert roster.vouched_by(fresh.device_id, MIDT) == fresh.device_id
    assert roster.rights(fresh.device_id, MIDT) == {"r", "w", "f"}
    org.do(fresh, vouch)
    roster = org.log.roster()
    assert roster.recovery_behind(bente.device_id, MIDT) == fresh.device_id
    assert roster.recovery_behind(fresh.device_id, MIDT) == fresh.device_id
    assert roster.recovery_behind(palle.device_id, MIDT) is None
    assert roster.recovery_behind(NOBODY, MIDT) is None


def test_a_recovered_machine_that_was_shut_out_does_not_come_back_by_itself() -> None:
    """Two people end its vouch: the recovery that let it make one epoch does not let it make a second."""
    org, _, palle, fresh = lost_all()
    bente = org.enter(BENTE, "bente")
    org.do(org.admin, MemberSet(MIDT, BENTE, "write"))
    org.do(palle, Vouch(bente.device_id, bente.device_id * 2, (MIDT,)))
    org.do(org.root, RecoveryUsed(fresh.device_id, (MIDT,)))
    org.do(fresh, epoch_by(org, fresh))
    org.do(palle, Unvouch(fresh.device_id, (MIDT,)), bente)
    assert refused(org, fresh, epoch_by(org, fresh)) == "not a vouched machine with write"


def test_a_recovered_machine_whose_user_lost_his_role_makes_nothing() -> None:
    """The recovery is of the space's key, not of a right."""
    org, _, _, fresh = lost_all()
    org.do(org.root, RecoveryUsed(fresh.device_id, (MIDT,)))
    org.do(org.admin, MemberSet(MIDT, SIGNE, "read"))
    assert refused(org, fresh, epoch_by(org, fresh)) == "not a vouched machine with write"


def test_recovery_in_the_organisation_space() -> None:
    """An administrator's machine needs no vouch there; beside another working one of his it is refused."""
    org, *_ = founded()
    body, _ = new_epoch(org.log.roster(), org.admin, org.org, {})
    org.do(org.admin, body)
    org.do(org.root, RecoveryUsed(org.admin.device_id, (org.org,)))
    spare = device("spare")
    org.do(org.admin, DeviceAdd(row(ADMIN, spare)))
    assert refused(org, org.root, RecoveryUsed(spare.device_id, (org.org,))) == "its user has a working machine there"


def test_adoption_needs_an_administrator_and_somebody_who_may_approve() -> None:
    """Both, and a machine and a space that exist; then the chain is noted where rule V finds it."""
    org, signe, palle = founded()
    adopt = Adopt(MIDT, palle.device_id, b"i" * 8, 2, b"c" * 32)
    reason = "needs a cosignature with finalise"
    assert refused(org, org.admin, adopt) == reason
    assert refused(org, org.admin, adopt, palle) == reason
    assert refused(org, org.admin, adopt, org.root) == reason
    assert refused(org, palle, adopt, signe) == "not signed by an administrator"
    assert refused(org, org.admin, Adopt(NOBODY, palle.device_id, b"i" * 8, 1, bytes(32)), signe) == "no such space"
    assert refused(org, org.admin, Adopt(MIDT, NOBODY, b"i" * 8, 1, bytes(32)), signe) == "no such machine"
    before = org.log.head.cseq
    org.do(org.admin, adopt, signe)
    roster = org.log.roster()
    assert roster.adoptions(palle.device_id, MIDT) == (Adoption(before + 1, b"i" * 8, 2, b"c" * 32),)
    assert org.log.roster(before).adoptions(palle.device_id, MIDT) == ()


def test_which_commits_an_op_may_judge_otherwise() -> None:
    """Cuts and adoptions, each named once with its place; a vouch or a new role changes nothing that was judged."""
    org, signe, palle = founded()
    start = org.log.head.cseq
    org.do(org.admin, MemberSet(MIDT, PALLE, "finalise"))
    org.enter(BENTE, "bente")
    assert org.log.touched(start) == frozenset()
    org.do(org.admin, MemberSet(MIDT, PALLE, "read"))
    lowered = org.log.head.cseq
    org.do(org.admin, Adopt(MIDT, signe.device_id, b"i" * 8, 1, b"c" * 32), signe)
    both = {(MIDT, palle.device_id), (MIDT, signe.device_id)}
    assert org.log.touched(0) == org.log.touched(lowered - 1) == both
    assert org.log.touched(lowered) == {(MIDT, signe.device_id)}
    assert org.log.touched(org.log.head.cseq) == frozenset()
    assert ControlLog.load(org.org, org.log.ops).touched(0) == both


def test_how_a_machine_ended() -> None:
    """Left may become lost, lost may get its second signature; nothing else is said twice."""
    org, signe, palle = founded()
    for machine, first, again in (
        (palle, "left", [("left", False), ("lost", True), ("lost", False), ("left", False)]),
        (signe, "lost", [("left", False), ("lost", False)]),
    ):
        org.do(org.admin, DeviceRevoke(machine.device_id, first))
        for reason, allowed in again:
            body = DeviceRevoke(machine.device_id, reason)
            if allowed:
                org.do(org.admin, body)
            else:
                assert refused(org, org.admin, body) == "no such machine"
    assert refused(org, org.admin, DeviceRevoke(NOBODY, "lost")) == "no such machine"
    org.do(org.admin, DeviceRevoke(palle.device_id, "lost"), org.root)
    ended = org.log.roster().revocation(palle.device_id)
    assert ended is not None
    assert (ended.lost, ended.first, ended.second, ended.cosigned) == (True, org.admin.device_id, None, True)
    assert refused(org, org.admin, DeviceRevoke(palle.device_id, "lost"), org.root) == "no such machine"
    assert org.log.roster(org.log.head.cseq - 1).revoked(palle.device_id)
    assert [found.device for found in org.log.machines] == [org.admin.device_id, signe.device_id, palle.device_id]
