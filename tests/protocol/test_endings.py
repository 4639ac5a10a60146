"""Whose word ends a machine, and how: erased on the word of two, locked on one, given time where it was handed back."""

from helpers.wire import Client, Town

from sync.client.ending import End, end_of
from sync.control import build_op
from sync.control_bodies import AdminSet
from sync.control_ops import Op, Signer, cosign
from sync.control_rows import DeviceRow
from sync.control_space_bodies import DeviceRevoke, MemberSet

NOBODY: frozenset[bytes] = frozenset()


def revoked(town: Town, who: Client, reason: str, by: Signer, beside: Signer | None = None) -> None:
    """The op that ends a machine, signed by one, or by two at once."""
    town._refresh(town.admin)
    body = DeviceRevoke(who.keys.device_id, reason)  # type: ignore[arg-type]
    op = build_op(by, town.org, town.log.head, body, town.admin.clock.now_ms())
    town._send(cosign(Op.parse(op), beside) if beside else op)


def end(town: Town, who: Client, *confirmed: Client) -> End | None:
    """What the log orders for it, if its user once confirmed these."""
    return end_of(town.log, who.keys.device_id, {one.keys.device_id for one in confirmed})


def kind(town: Town, who: Client, *confirmed: Client) -> str:
    """How it ends."""
    found = end(town, who, *confirmed)
    assert found is not None
    assert found.cseq == town.log.head.cseq
    assert found.received_ms == town.log.received_ms(found.cseq)
    return found.kind


def test_a_machine_at_work_has_no_end(town: Town) -> None:
    """Nothing was said of it."""
    assert end(town, town.palle, town.signe) is None


def test_handed_back_it_has_its_time(town: Town) -> None:
    """One administrator's word will do."""
    revoked(town, town.palle, "left", town.admin.keys)
    assert kind(town, town.palle) == "left"


def test_one_administrator_alone_only_locks(town: Town) -> None:
    """Lost on one word: locked, whomever its user confirmed."""
    revoked(town, town.palle, "lost", town.admin.keys)
    assert kind(town, town.palle, town.signe) == "lock"


def test_the_root_alone_erases(town: Town) -> None:
    """Its word is that of two people who put their pages together."""
    revoked(town, town.palle, "lost", town.root)
    assert kind(town, town.palle) == "erase"


def test_the_root_beside_an_administrator_erases(town: Town) -> None:
    """The same where it signs as the second."""
    revoked(town, town.palle, "lost", town.admin.keys, town.root)
    assert kind(town, town.palle) == "erase"


def test_a_colleague_counts_who_was_confirmed(town: Town) -> None:
    """Signe let Palle's machine in, and he typed her words back. To a machine that never did, her word is none."""
    revoked(town, town.palle, "lost", town.admin.keys, town.signe.keys)
    assert kind(town, town.palle, town.signe) == "erase"
    assert kind(town, town.palle) == "lock"


def test_a_colleague_who_lost_access_counts_no_more(town: Town) -> None:
    """No space is left in which Signe is vouched for."""
    town.post(town.admin, MemberSet(town.space, town.signe.user, "none"))
    revoked(town, town.palle, "lost", town.admin.keys, town.signe.keys)
    assert kind(town, town.palle, town.signe) == "lock"


def test_ones_own_other_machine_is_no_second_person(town: Town) -> None:
    """Whoever took one of Palle's machines must not erase the other with an administrator's help."""
    other = town.client(town.palle.user)
    town.add_device(other)
    town.vouch(town.palle, other)
    revoked(town, town.palle, "lost", town.admin.keys, other.keys)
    assert kind(town, town.palle, other) == "lock"


def _second(town: Town, who: Client) -> None:
    row = DeviceRow(who.user, who.keys.sign_pk, who.keys.kem_pk, bytes(16) + who.keys.device_id)
    town._refresh(town.admin)
    town._send(build_op(town.root, town.org, town.log.head, AdminSet(who.user, 1, row), town.admin.clock.now_ms()))


def test_a_second_administrator_erases_and_a_second_machine_of_the_first_does_not(town: Town) -> None:
    """Two people: by user, not by machine."""
    another, same = town.client(), town.client(town.admin.user)
    _second(town, another)
    _second(town, same)
    revoked(town, town.palle, "lost", town.admin.keys, another.keys)
    assert kind(town, town.palle) == "erase"
    revoked(town, town.signe, "lost", town.admin.keys, same.keys)
    assert kind(town, town.signe) == "lock"
