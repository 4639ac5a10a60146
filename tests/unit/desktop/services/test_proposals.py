"""Ops that two people sign, carried between them as a file."""

import pytest
from helpers.town import Town

from desktop.services import proposals
from desktop.services.errors import BadFile, NotAllowed, NotYet, Overtaken, Refused
from sync.codec import decode, encode
from sync.control import NO_HEAD, Op, build_op
from sync.control_ops import MAX_OP
from sync.control_space_bodies import SpaceNew
from sync.crypto.keys import SigningKey


def test_a_second_person_reads_signs_and_carries_it_out(town: Town) -> None:
    """A pc is lost: Asta signs, Palle signs beside her, and the log says that both did."""
    with town.office("asta") as asta, town.office("palle") as palle:
        device = asta.membership.find_machine("Signe Prøvested: pc")
        before = asta.desk.refresh().cseq
        raw = asta.desk.propose(asta.membership.cutting.revoke(device, "lost"))
        assert asta.desk.refresh().cseq == before, "a proposal changes nothing"
        op = proposals.opened(palle.desk, palle.machine, raw, "f")
        assert op.kind == "device_revoke"
        proposals.cosign(palle.desk, palle.machine, op)
        ended = asta.desk.refresh().revocation(device)
        assert ended is not None
        assert (ended.lost, ended.first, ended.second, ended.cosigned) == (
            True,
            asta.machine.keys.device_id,
            palle.machine.keys.device_id,
            True,
        )
        with pytest.raises(NotYet):
            proposals.opened(palle.desk, palle.machine, raw, "f")


def test_the_first_does_not_sign_twice(town: Town) -> None:
    """Not with his own pc again, and nobody signs where two have."""
    with town.office("asta") as asta, town.office("palle") as palle:
        op = Op.parse(asta.desk.propose(lambda _roster: SpaceNew(b"n" * 16)))
        with pytest.raises(NotAllowed):
            proposals.cosign(asta.desk, asta.machine, op)
        payload, sig, _ = decode(op.raw, MAX_OP)  # type: ignore[misc]
        twice = Op.parse(encode([payload, sig, palle.machine.keys.device_id + bytes(64)]))
        with pytest.raises(NotYet):
            proposals.cosign(palle.desk, palle.machine, twice)


def test_what_somebody_else_overtook_is_not_signed(town: Town) -> None:
    """Whether it is seen on opening or only when it is posted, nothing is changed by it."""
    with town.office("asta") as asta, town.office("palle") as palle:
        raw = asta.desk.propose(lambda _roster: SpaceNew(b"n" * 16))
        op = proposals.opened(palle.desk, palle.machine, raw, "f")
        asta.membership.new_space()
        asta.membership.new_space()
        with pytest.raises(Overtaken) as caught:
            proposals.cosign(palle.desk, palle.machine, op)
        assert caught.value.changes == 2
        with pytest.raises(Overtaken):
            proposals.opened(palle.desk, palle.machine, raw, "f")
        assert not palle.desk.refresh().has_space(b"n" * 16)


def test_files_that_are_no_proposal(town: Town) -> None:
    """Noise, another organisation's op, one on a log nobody has, and one that a stranger signed in Asta's name."""
    with town.office("asta") as asta, town.office("palle") as palle:
        asta.desk.refresh()
        keys, org, head = asta.machine.keys, asta.machine.identity.org, asta.machine.control.head
        body = SpaceNew(b"n" * 16)
        elsewhere = head._replace(ophash=b"?" * 32)
        for raw in (
            b"noise",
            build_op(keys, b"?" * 16, head, body, 0),
            build_op(keys, org, elsewhere, body, 0),
            build_op(keys, org, head._replace(cseq=head.cseq + 1), body, 0),
        ):
            with pytest.raises(BadFile):
                proposals.opened(palle.desk, palle.machine, raw, "f")
        with pytest.raises(Overtaken):
            proposals.opened(palle.desk, palle.machine, build_op(keys, org, NO_HEAD, body, 0), "f")
        payload, _, _ = decode(build_op(keys, org, head, body, 0), MAX_OP)  # type: ignore[misc]
        forged = encode([payload, SigningKey(b"t" * 32).sign("rt1/ctl", payload), b""])  # type: ignore[arg-type]
        with pytest.raises(Refused):
            proposals.opened(palle.desk, palle.machine, forged, "f")


def test_what_came_first_is_shown_before_signing_anew(town: Town) -> None:
    """Fault 32: the second gets to see the op he did not know of; told no, his own is not posted."""
    with town.office("asta") as asta, town.office("palle") as palle:
        seen: list[tuple[str, ...]] = []

        def asked(answer: bool) -> None:
            palle_space = asta.membership.new_space()
            asta.membership.set_role(palle_space, asta.membership.find("palle"), "write")
            known = palle.machine.control.head.cseq

            def agree(came: tuple[Op, ...]) -> bool:
                seen.append(tuple(op.kind for op in came))
                return answer

            with pytest.raises(Refused if answer else Overtaken):
                palle.desk.post(lambda _roster: SpaceNew(b"n" * 16), agree=agree)
            assert palle.machine.control.head.cseq == known + 2

        asked(False)
        asked(True)
        assert seen == [("space_new", "member_set")] * 2
