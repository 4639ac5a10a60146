"""Who may sign which op: each rule of docs/format.md kept once and broken once."""

from collections.abc import Callable

import pytest
from helpers.organisation import ADMIN, BENTE, MIDT, NOW, PALLE, PPR, SIGNE, Organisation, device, founded, row, seed
from helpers.refusals import NOBODY, refused

from sync.control import build_genesis, build_op
from sync.control_bodies import AdminSet, Body, CarrierSet, DpoSet, PolicySet, RecoveryKey, ServerKey
from sync.control_ops import NO_HEAD, Signer
from sync.control_rows import Cut, Start
from sync.control_space_bodies import (
    DeviceAdd,
    DeviceRevoke,
    MemberSet,
    SpaceNew,
    Unvouch,
    Vouch,
)
from sync.crypto.keys import DeviceKeys, SigningKey
from sync.errors import Refused
from sync.model import CtlRef

NOT_ADMIN = "not signed by an administrator"
NOT_STRONG = "needs the root or two administrators"


def two_admins() -> tuple[Organisation, DeviceKeys]:
    """An organisation whose root named Bente a second administrator."""
    org = Organisation()
    bente = device("bente")
    org.do(org.root, AdminSet(BENTE, 1, row(BENTE, bente)))
    return org, bente


ONE_ADMIN: dict[str, Callable[[DeviceKeys], Body]] = {
    "device_add": lambda _: DeviceAdd(row(BENTE, device("new"))),
    "space_new": lambda _: SpaceNew(PPR),
    "member_set": lambda _: MemberSet(MIDT, BENTE, "finalise"),
    "carrier_set": lambda _: CarrierSet(BENTE, 1),
    "device_revoke": lambda palle: DeviceRevoke(palle.device_id, "lost"),
    "policy": lambda _: PolicySet("idle_minutes", 5),
    "demo ended": lambda _: PolicySet("demo", 0),
}


@pytest.mark.parametrize("name", ONE_ADMIN)
def test_one_administrator(name: str) -> None:
    """An administrator or the root may; a member of a space may not."""
    org, signe, palle = founded()
    body = ONE_ADMIN[name](palle)
    assert refused(org, signe, body) == NOT_ADMIN
    org.do(org.admin, body)
    other, _, palle = founded()
    other.do(other.root, ONE_ADMIN[name](palle))


STRONG: dict[str, Callable[[], Body]] = {
    "admin_set": lambda: AdminSet(PALLE, 1, row(PALLE, device("new"))),
    "server_key": lambda: ServerKey(SigningKey(seed("server", 32)).pk),
    "dpo_set": lambda: DpoSet(PALLE),
    "recovery_key": lambda: RecoveryKey(device("new").kem_pk),
    "demo": lambda: PolicySet("demo", 1),
    "archivist": lambda: MemberSet(MIDT, SIGNE, "archivist"),
}


@pytest.mark.parametrize("name", STRONG)
def test_two_administrators(name: str) -> None:
    """The root may, two administrators may, one administrator with the root may; one alone may not."""
    for signer, cosigner in (("root", None), ("admin", "bente"), ("admin", "root")):
        org, bente = two_admins()
        org.do(org.admin, SpaceNew(MIDT))
        by: dict[str | None, Signer | None] = {"root": org.root, "admin": org.admin, "bente": bente, None: None}
        assert refused(org, org.admin, STRONG[name]()) == NOT_STRONG
        first = by[signer]
        assert first is not None
        org.do(first, STRONG[name](), by[cosigner])


def test_two_machines_of_one_administrator_are_one() -> None:
    """The second signature has to be another person's."""
    org = Organisation()
    second = device("second")
    org.do(org.root, DeviceAdd(row(ADMIN, second)))
    assert refused(org, org.admin, DpoSet(SIGNE), second) == NOT_STRONG


def test_a_machine_that_one_administrator_entered_does_not_count_as_a_second() -> None:
    """An administrator cannot make himself two by entering a machine under a colleague's name."""
    org, _ = two_admins()
    planted = device("planted")
    org.do(org.admin, DeviceAdd(row(BENTE, planted)))
    assert refused(org, org.admin, DpoSet(SIGNE), planted) == NOT_STRONG


def test_a_machine_that_two_administrators_entered_counts() -> None:
    """Two administrators may enter a machine that is as good as one that the root entered."""
    org, bente = two_admins()
    spare = device("spare")
    org.do(org.admin, DeviceAdd(row(BENTE, spare)), bente)
    org.do(org.admin, DpoSet(SIGNE), spare)


def test_signatures() -> None:
    """Unknown, revoked and doubled signers, and the wrong key under a right name."""
    org, signe, palle = founded()
    assert refused(org, device("thief"), SpaceNew(PPR)) == "signer is not in the control log"
    assert refused(org, org.admin, SpaceNew(PPR), org.admin) == "cosigned by the same key"
    assert refused(org, org.admin, SpaceNew(PPR), device("thief")) == "signer is not in the control log"
    assert refused(org, SigningKey(seed("thief", 32)), SpaceNew(PPR)) == "wrong signature"
    org.do(org.admin, DeviceRevoke(signe.device_id, "lost"))
    assert refused(org, signe, Vouch(palle.device_id, palle.device_id * 2, (MIDT,))) == "signer is revoked"


def test_genesis_stands_once_and_first() -> None:
    """No second genesis, none of another root, and nothing before it."""
    org = Organisation()
    with pytest.raises(Refused, match="the first op is not genesis"):
        type(org.log)().accept(build_op(org.root, org.org, NO_HEAD, ServerKey(org.server.pk), NOW), org.server, NOW)
    assert refused(org, org.root, org.log.op(1).body) == "a second genesis"
    thief = SigningKey(seed("thief", 32))
    other = build_op(thief, org.org, NO_HEAD, org.log.op(1).body, NOW)
    with pytest.raises(Refused, match="wrong signature"):
        type(org.log)(org.org).accept(other, org.server, NOW)
    foreign = build_op(org.admin, org.org, NO_HEAD, org.log.op(1).body, NOW)
    with pytest.raises(Refused, match="genesis of another root"):
        type(org.log)(org.org).accept(foreign, org.server, NOW)
    theirs = build_genesis(thief, org.server.pk, org.recovery.pk, ADMIN, org.admin, NOW)
    with pytest.raises(Refused, match="another organisation"):
        type(org.log)(org.org).accept(theirs, org.server, NOW)


def test_a_device_enters_once() -> None:
    """A machine's id stands in the log once: not again for another user, not after it was revoked (T3)."""
    org, signe, _ = founded()
    assert refused(org, org.admin, DeviceAdd(row(PALLE, signe))) == "machine is already in the control log"
    org.do(org.admin, DeviceRevoke(signe.device_id, "lost"))
    assert refused(org, org.admin, DeviceAdd(row(SIGNE, signe))) == "machine is already in the control log"
    assert refused(org, org.root, AdminSet(SIGNE, 1, row(SIGNE, signe))) == "machine is already in the control log"
    assert refused(org, org.admin, DeviceRevoke(signe.device_id, "lost")) == "no such machine"


def test_no_administrator_or_carrier_has_a_role() -> None:
    """T1 from both sides: no role for who is one, and no such office for who has a role."""
    org, signe, _ = founded()
    reason = "an administrator or carrier has no role in a space"
    assert refused(org, org.admin, MemberSet(MIDT, ADMIN, "read")) == reason
    org.do(org.admin, CarrierSet(BENTE, 1))
    assert refused(org, org.admin, MemberSet(MIDT, BENTE, "read")) == reason
    org.do(org.admin, MemberSet(MIDT, BENTE, "none"))
    assert refused(org, org.root, AdminSet(SIGNE, 1, None)) == "has a role in a space"
    assert refused(org, org.admin, CarrierSet(SIGNE, 1)) == "has a role in a space"
    org.do(org.admin, MemberSet(MIDT, SIGNE, "none"))
    org.do(org.root, AdminSet(SIGNE, 1, None))
    assert org.log.roster().rights(signe.device_id, org.org) == {"r", "w"}
    org.do(org.admin, CarrierSet(BENTE, 0))
    org.do(org.admin, MemberSet(MIDT, BENTE, "read"))


def test_spaces() -> None:
    """A space is made once; nobody gets a role in one that is not there, nor writes the organisation's."""
    org, _, _ = founded()
    assert refused(org, org.admin, SpaceNew(MIDT)) == "space exists"
    assert refused(org, org.admin, SpaceNew(org.org)) == "space exists"
    assert refused(org, org.admin, MemberSet(NOBODY, SIGNE, "read")) == "no such space"
    reason = "the organisation space has administrators and archivists only"
    assert refused(org, org.admin, MemberSet(org.org, SIGNE, "write")) == reason
    assert refused(org, org.root, ServerKey(org.server.pk, (Start(NOBODY, 1, bytes(32)),))) == "no such space"


def test_vouching() -> None:
    """A vouch names the request that the machine came with, and comes from a vouched machine with write."""
    org, signe, palle = founded()
    bente = org.enter(BENTE, "bente")
    org.do(org.admin, MemberSet(MIDT, BENTE, "read"))
    vouch = Vouch(bente.device_id, bente.device_id * 2, (MIDT,))
    no_write = "not a vouched machine with write"
    assert refused(org, org.admin, vouch) == no_write
    assert refused(org, org.root, vouch) == "the root has no role in a space"
    assert refused(org, bente, vouch) == "a machine cannot vouch for itself"
    assert refused(org, signe, Vouch(bente.device_id, bytes(32), (MIDT,))) == "vouch for another request"
    assert refused(org, signe, Vouch(NOBODY, bytes(32), (MIDT,))) == "no such machine"
    assert refused(org, signe, Vouch(bente.device_id, vouch.request, (NOBODY,))) == "no such space"
    both = tuple(sorted((MIDT, org.org)))
    reason = "nobody vouches in the organisation space"
    assert refused(org, signe, Vouch(bente.device_id, vouch.request, both)) == reason
    org.do(palle, vouch)
    assert refused(org, signe, vouch) == "machine is already vouched there"
    other = org.enter(SIGNE, "other")
    assert refused(org, bente, Vouch(other.device_id, other.device_id * 2, (MIDT,))) == (
        "only the user's own machine vouches for his next"
    )


def test_ones_own_next_machine() -> None:
    """While a user has a vouched machine that one alone vouches for the next, and read is enough."""
    org, signe, palle = founded()
    org.do(org.admin, MemberSet(MIDT, PALLE, "read"))
    second = org.enter(PALLE, "second")
    vouch = Vouch(second.device_id, second.device_id * 2, (MIDT,))
    assert refused(org, signe, vouch) == "only the user's own machine vouches for his next"
    org.do(palle, vouch)
    third = org.enter(PALLE, "third")
    org.do(org.admin, DeviceRevoke(palle.device_id, "lost"))
    org.do(org.admin, DeviceRevoke(second.device_id, "lost"))
    org.vouch(signe, third, MIDT)
    assert org.log.roster().vouched(third.device_id, MIDT)


def test_a_vouch_in_several_spaces_needs_write_in_each() -> None:
    """Write in one of two spaces is not enough, and nothing of the op counts."""
    org, signe, _ = founded()
    org.space(PPR, bente="read")
    org.do(org.admin, MemberSet(MIDT, BENTE, "read"))
    bente = org.enter(BENTE, "bente")
    vouch = Vouch(bente.device_id, bente.device_id * 2, (MIDT, PPR))
    assert refused(org, signe, vouch) == "not a vouched machine with write"
    assert not org.log.roster().vouched(bente.device_id, MIDT)


def test_ending_a_vouch() -> None:
    """Two people of the space end a vouch; one alone, or an outsider with one, does not."""
    org, signe, palle = founded()
    bente = org.enter(BENTE, "bente")
    org.do(org.admin, MemberSet(MIDT, BENTE, "write"))
    org.vouch(signe, bente, MIDT)
    end = Unvouch(bente.device_id, (MIDT,))
    assert refused(org, signe, end) == "needs two people of the space"
    assert refused(org, signe, end, org.root) == "needs two people of the space"
    assert refused(org, signe, end, org.admin) == "not a vouched machine with write"
    org.do(signe, end, palle)
    assert not org.log.roster().vouched(bente.device_id, MIDT)
    assert refused(org, signe, end, palle) == "machine is not vouched there"
    assert refused(org, signe, Unvouch(bente.device_id, (NOBODY,)), palle) == "no such space"


def test_cuts_are_for_the_machines_that_the_op_is_about() -> None:
    """A cut for somebody else's machine, or in another space, makes the op refused."""
    org, signe, palle = founded()
    org.space(PPR)
    reason = "cut of another machine"
    foreign = (Cut(MIDT, signe.device_id, b"i" * 8, 1, bytes(32)),)
    assert refused(org, org.admin, MemberSet(MIDT, PALLE, "none", foreign)) == reason
    assert refused(org, org.root, AdminSet(ADMIN, 0, None, foreign)) == reason
    nowhere = (Cut(NOBODY, palle.device_id, b"i" * 8, 1, bytes(32)),)
    assert refused(org, org.admin, DeviceRevoke(palle.device_id, "lost", nowhere)) == reason


def test_an_administrator_who_is_none_any_more() -> None:
    """After admin_set with 0 his machine reads the organisation space and signs nothing."""
    org, bente = two_admins()
    org.do(org.root, AdminSet(BENTE, 0, None))
    assert refused(org, bente, SpaceNew(MIDT)) == NOT_ADMIN
    assert org.log.roster().rights(bente.device_id, org.org) == {"r"}
    assert org.log.roster().admins == (ADMIN,)


def test_an_op_on_an_old_head_is_not_taken() -> None:
    """What was signed on an older log is signed anew, never applied where it was not meant."""
    org, _, _ = founded()
    raw = build_op(org.admin, org.org, CtlRef(3, org.log.op(3).ophash), SpaceNew(PPR), NOW)
    with pytest.raises(Refused, match="head moved"):
        org.log.accept(raw, org.server, NOW)
