"""A pc that the control log ends while it is open: it closes by itself, and the lock screen says what became of it."""

from helpers.desks import Desks
from helpers.town import NAMES, Town
from pytestqt.qtbot import QtBot

from desktop.services import ending
from desktop.services.events import MachineEnded
from sync.control import Op
from sync.control_bodies import RecoveryKey
from sync.control_space_bodies import DeviceRevoke
from sync.crypto.keys import KemKey


def test_a_pc_that_is_ended_while_it_is_open(signe: Desks, town: Town, qtbot: QtBot) -> None:
    """Told on Synkronisering that the kit was replaced; then two people end the pc, and its keys are gone."""
    assert town.kit is not None
    root = town.kit.root
    machine = signe.app.machine
    town.line.up = True
    with town.office("asta") as asta:
        asta.desk.post(lambda _roster: RecoveryKey(KemKey.generate().pk), root)
        machine.learn(asta.machine.control.ops)
        (device,) = asta.machine.control.roster().devices_of(asta.membership.find(NAMES["signe"]))
        op = asta.desk.propose(lambda _roster: DeviceRevoke(device, "lost"))
    signe.open("sync")
    assert "Gendannelsesarket er afløst af et nyt." in signe.words()
    with town.office("palle") as palle:
        palle.desk.refresh()
        palle.desk.cosign(Op.parse(op))
        machine.learn(palle.machine.control.ops)
    town.line.up = False
    assert ending.heed(machine, town.clock)
    signe.app.events.emit(MachineEnded())
    qtbot.waitUntil(lambda: "Denne pc er taget ud af Rød Tråd" in signe.words(), timeout=15_000)
    assert "Dens nøgler er slettet" in signe.words()
    assert not list((town.folder / "signe").rglob("vault"))
