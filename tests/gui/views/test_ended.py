"""A pc that the control log ends while it is open: it closes by itself, and the lock screen says what became of it."""

from helpers.desks import Desks
from helpers.town import NAMES, Town
from pytestqt.qtbot import QtBot

from sync.control import Op
from sync.control_bodies import RecoveryKey
from sync.control_space_bodies import DeviceRevoke
from sync.crypto.keys import KemKey


def test_a_pc_that_is_ended_while_it_is_open(signe: Desks, town: Town, qtbot: QtBot) -> None:
    """Told on Synkronisering that the kit was replaced; then two people end the pc, and its keys are gone."""
    assert town.kit is not None
    town.line.up = True
    root = town.kit.root
    with town.office("asta") as asta:
        asta.desk.post(lambda _roster: RecoveryKey(KemKey.generate().pk), root)
    signe.app.syncing.nudge()
    signe.open("sync")
    qtbot.waitUntil(lambda: bool(signe.app.syncing.overview().notices), timeout=15_000)
    signe.open("sync")
    assert "Gendannelsesarket er afløst af et nyt." in signe.words()
    with town.office("asta") as asta:
        (device,) = asta.desk.refresh().devices_of(asta.membership.find(NAMES["signe"]))
        op = asta.desk.propose(lambda _roster: DeviceRevoke(device, "lost"))
    with town.office("palle") as palle:
        palle.desk.refresh()
        palle.desk.cosign(Op.parse(op))
    signe.app.syncing.nudge()
    qtbot.waitUntil(lambda: "Denne pc er taget ud af Rød Tråd" in signe.words(), timeout=15_000)
    assert "Dens nøgler er slettet" in signe.words()
    assert not list((town.folder / "signe").rglob("vault"))
