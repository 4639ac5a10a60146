"""What was asked for without a connection: kept, carried out with the cuts of then, after what changed was shown."""

import pytest
from helpers import notes
from helpers.town import Town

from desktop.assembly import App
from desktop.services.errands import Errand, Errands
from desktop.services.errors import Overtaken, Refused, Unreachable
from sync.control import RIGHTS, Op
from sync.control_space_bodies import DeviceRevoke, MemberSet


def _yes(_came: tuple[Op, ...]) -> bool:
    return True


def test_they_wait_in_order_and_outlive_the_program(town: Town) -> None:
    """Two are kept, and are there after the folder was closed; dropped, they are gone."""
    with town.office("asta") as asta:
        user = asta.membership.find("lene")
        device, cseq = asta.membership.find_machine("Signe Prøvested: pc"), asta.machine.control.head.cseq
        bodies = (DeviceRevoke(device, "lost"), MemberSet(town.space, user, "none"))
        assert asta.errands.waiting() == ()
        for body in bodies:
            asta.errands.keep(body)
    with town.office("asta") as asta:
        assert asta.errands.waiting() == tuple(Errand(cseq, body) for body in bodies)
        town.line.up = False
        assert not asta.reached()
        with pytest.raises(Unreachable):
            asta.errands.send(_yes)
        assert len(asta.errands.waiting()) == 2
        assert asta.errands.drop() == 2
        assert asta.errands.waiting() == ()


def test_the_cuts_are_those_of_the_day_it_is_carried_out(town: Town, signe: App) -> None:
    """Fault 32, an op made offline: what Signe sent in between still counts."""
    with town.office("asta") as asta:
        device = signe.machine.keys.device_id
        asta.desk.sync()
        asta.errands.keep(DeviceRevoke(device, "left"))
        asta.errands.keep(MemberSet(town.space, asta.membership.find("lene"), "write"))
        notes.note(signe, text="Sendt imens")
        town.sync(signe)
        assert asta.reached()
        assert asta.errands.send(_yes) == 2
        roster = asta.machine.control.roster()
        (lowering,) = roster.lowerings(device, town.space, 0)
        inc, dseq, cid = signe.machine.journal.lasts(town.space)[0]
        assert lowering.cuts[inc][3:] == (dseq, cid)
        assert roster.role(asta.membership.find("lene"), town.space) == RIGHTS["write"]
        assert asta.errands.waiting() == ()


def test_what_others_changed_meanwhile_is_shown_and_may_stop_it(town: Town) -> None:
    """Told no, it is kept; told yes, it goes; what the rules refuse is kept for the person to drop."""
    with town.office("asta") as asta:
        asta.desk.sync()
        lene = asta.membership.find("lene")
        errands: Errands = asta.errands
        errands.keep(MemberSet(town.space, lene, "finalise"))
        asta.membership.new_space()
        seen: list[str] = []

        def asked(came: tuple[Op, ...], answer: bool) -> bool:
            seen.extend(op.kind for op in came)
            return answer

        with pytest.raises(Overtaken):
            errands.send(lambda came: asked(came, False))
        assert len(errands.waiting()) == 1
        assert errands.send(lambda came: asked(came, True)) == 1
        assert seen == ["space_new", "space_new"]
        errands.keep(MemberSet(town.space, lene, "archivist"))
        with pytest.raises(Refused):
            errands.send(_yes)
        assert len(errands.waiting()) == 1
