"""The roster: the organisation at any place of the log, and what a right is made of."""

from helpers.organisation import ADMIN, BENTE, MIDT, PALLE, PPR, SIGNE, founded, row

from sync.control_bodies import CarrierSet, DpoSet, PolicySet
from sync.control_roster import Facts, Roster, Timeline
from sync.control_rows import RIGHTS
from sync.control_space_bodies import Adopt, DeviceRevoke, MemberSet


def test_timeline() -> None:
    """A value holds from its place on; what was before can still be asked for."""
    line: Timeline[str, int] = Timeline()
    line.set(2, "a", 1)
    line.set(5, "a", 0)
    assert [line.at(cseq, "a") for cseq in (1, 2, 4, 5, 9)] == [None, 1, 1, 0, 0]
    assert line.at(9, "b") is None
    assert (list(line.items(1)), list(line.items(4))) == ([], [("a", 1)])


def test_before_genesis() -> None:
    """An empty log gives a roster of nothing, not an error."""
    roster = Roster(Facts(), 0)
    assert (roster.org, roster.root_pk, roster.server_pk, roster.recovery_kem_pk, roster.dpo) == (b"",) * 4 + (None,)
    assert (roster.devices, roster.spaces, roster.policy, roster.demo, roster.admins) == ((), (), {}, False, ())
    assert roster.epoch(MIDT) is None
    assert roster.role(SIGNE, MIDT) == frozenset()


def test_an_old_roster_never_changes() -> None:
    """A roster taken before an op says the same after it."""
    org, signe, palle = founded()
    before = org.log.roster()
    org.do(org.admin, MemberSet(MIDT, PALLE, "none"))
    org.do(org.admin, DeviceRevoke(signe.device_id, "lost"))
    org.do(org.root, PolicySet("demo", 1))
    now = org.log.roster()
    assert before.rights(palle.device_id, MIDT) == RIGHTS["write"]
    assert before.rights(signe.device_id, MIDT) == RIGHTS["finalise"]
    assert now.rights(palle.device_id, MIDT) == now.rights(signe.device_id, MIDT) == frozenset()
    assert (before.demo, now.demo, now.policy) == (False, True, {"demo": 1})
    assert (before.devices_of(SIGNE), now.devices_of(SIGNE)) == ((signe.device_id,), ())
    assert org.log.roster(1).device(signe.device_id) is None
    assert org.log.roster(1).devices_of(SIGNE) == ()
    assert org.log.roster(1).spaces == (org.org,)


def test_who_is_who() -> None:
    """Machines, users and administrators as the log names them."""
    org, signe, _ = founded()
    roster = org.log.roster()
    found = roster.device(signe.device_id)
    assert found is not None
    assert (found.user, found.sign_pk, found.kem_pk) == (SIGNE, signe.sign_pk, signe.kem_pk)
    assert found.request == row(SIGNE, signe).request
    assert (roster.user_of(signe.device_id), roster.user_of(bytes(16))) == (SIGNE, None)
    assert (roster.admins, roster.is_admin(ADMIN), roster.is_admin(SIGNE)) == ((ADMIN,), True, False)
    assert (roster.root_pk, roster.server_pk) == (org.root.pk, org.server.pk)
    assert roster.recovery_kem_pk == org.recovery.pk
    org.do(org.root, DpoSet(BENTE))
    assert org.log.roster().dpo == BENTE
    org.do(org.root, DpoSet(b""))
    assert org.log.roster().dpo is None


def test_the_organisation_space() -> None:
    """Whoever has a machine reads it, administrators write it, and every machine is entitled to its key."""
    org, signe, palle = founded()
    roster = org.log.roster()
    assert roster.members(org.org) == {ADMIN: RIGHTS["write"], PALLE: RIGHTS["read"], SIGNE: RIGHTS["read"]}
    assert roster.rights(org.admin.device_id, org.org) == RIGHTS["write"]
    assert roster.rights(signe.device_id, org.org) == RIGHTS["read"]
    assert roster.role(BENTE, org.org) == frozenset()
    machines = {org.admin.device_id, signe.device_id, palle.device_id}
    assert roster.devices_entitled(org.org) == tuple(sorted(machines))
    org.do(org.root, MemberSet(org.org, SIGNE, "archivist"))
    assert org.log.roster().rights(signe.device_id, org.org) == RIGHTS["archivist"]


def test_a_right_needs_role_and_vouch() -> None:
    """A role without a vouch, and a vouch without a role, give nothing."""
    org, signe, palle = founded()
    bente = org.enter(BENTE, "bente")
    org.do(org.admin, MemberSet(MIDT, BENTE, "write"))
    assert org.log.roster().rights(bente.device_id, MIDT) == frozenset()
    org.vouch(signe, bente, MIDT)
    assert org.log.roster().rights(bente.device_id, MIDT) == RIGHTS["write"]
    assert org.log.roster().vouched_by(bente.device_id, MIDT) == signe.device_id
    org.do(org.admin, MemberSet(MIDT, BENTE, "none"))
    assert not org.log.roster().vouched(bente.device_id, MIDT)
    assert org.log.roster().devices_entitled(MIDT) == tuple(sorted((signe.device_id, palle.device_id)))


def test_a_vouch_ends_with_the_first_epoch_after_the_role() -> None:
    """Back in the space before a new key the vouch counts again; after one it does not."""
    org, signe, palle = founded()
    org.do(org.admin, MemberSet(MIDT, PALLE, "none"))
    org.do(org.admin, MemberSet(MIDT, PALLE, "read"))
    assert org.log.roster().vouched(palle.device_id, MIDT)
    org.do(org.admin, MemberSet(MIDT, PALLE, "none"))
    org.epoch(signe, MIDT)
    org.do(org.admin, MemberSet(MIDT, PALLE, "read"))
    assert not org.log.roster().vouched(palle.device_id, MIDT)


def test_spaces_of_a_machine() -> None:
    """A machine follows the spaces where its user has a role; an administrator the organisation's alone."""
    org, signe, _ = founded()
    org.space(PPR, palle="read")
    roster = org.log.roster()
    assert roster.spaces == (org.org, MIDT, PPR)
    assert roster.spaces_of(signe.device_id) == (org.org, MIDT)
    assert roster.spaces_of(org.admin.device_id) == (org.org,)
    assert roster.spaces_of(bytes(16)) == ()
    org.do(org.admin, DeviceRevoke(signe.device_id, "left"))
    assert org.log.roster().spaces_of(signe.device_id) == ()


def test_who_may_fetch() -> None:
    """Sealed logs go to members, administrators and carriers with a machine in force, and to nobody else."""
    org, signe, palle = founded()
    org.space(PPR, palle="read")
    bente = org.enter(BENTE, "bente")
    roster = org.log.roster()
    who = {keys.device_id: roster.may_fetch(keys.device_id, PPR) for keys in (signe, palle, bente, org.admin)}
    assert list(who.values()) == [False, True, False, True]
    assert not roster.may_fetch(palle.device_id, b"?" * 16)
    org.do(org.admin, CarrierSet(BENTE, 1))
    assert org.log.roster().is_carrier(BENTE)
    assert org.log.roster().may_fetch(bente.device_id, PPR)
    org.do(org.admin, DeviceRevoke(bente.device_id, "left"))
    assert not org.log.roster().may_fetch(bente.device_id, PPR)


def test_epochs() -> None:
    """Every generation can be asked for by its number, the newest by none."""
    org, signe, _ = founded()
    org.epoch(signe, MIDT)
    roster = org.log.roster()
    assert [info.epoch for info in roster.epochs(MIDT)] == [1, 2]
    newest, first = roster.epoch(MIDT), roster.epoch(MIDT, 1)
    assert newest is not None
    assert first is not None
    assert (newest.epoch, newest.from_epoch, newest.maker) == (2, 1, signe.device_id)
    assert roster.epoch(MIDT, 3) is None
    assert org.log.roster(first.cseq - 1).epoch(MIDT) is None


def test_the_newest_removal() -> None:
    """In one space or anywhere, as of a place of the log; a lower role that still reads is none, nor is an adoption."""
    org, signe, palle = founded()
    assert org.log.roster().removal() == (0, b"")
    org.do(org.admin, MemberSet(MIDT, PALLE, "read"))
    assert org.log.roster().removal(MIDT) == (0, b"")
    gone = org.do(org.admin, MemberSet(MIDT, PALLE, "none")).cseq
    assert org.log.roster().removal(MIDT) == org.log.roster().removal() == (gone, palle.device_id)
    assert org.log.roster(gone - 1).removal() == (0, b"")
    org.do(org.admin, Adopt(MIDT, palle.device_id, b"i" * 8, 1, b"c" * 32), signe)
    assert org.log.roster().removal(MIDT) == (gone, palle.device_id)
    lost = org.do(org.admin, DeviceRevoke(palle.device_id, "lost")).cseq
    assert org.log.roster().removal(MIDT) == (gone, palle.device_id), "there was nothing left to take there"
    assert org.log.roster().removal() == org.log.roster().removal(org.org) == (lost, palle.device_id)
