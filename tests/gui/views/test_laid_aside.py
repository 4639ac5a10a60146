"""What was laid aside, and what was noticed, on the page Synkronisering: in words, and the way back by keyboard."""

import os
from collections.abc import Callable

from helpers.desks import Desks
from helpers.town import Town
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from sync.client.incarnations import OLDER
from sync.control_space_bodies import MemberSet
from sync.crypto.envelope import seal_commit
from sync.crypto.keys import DeviceKeys
from sync.log import Judged
from sync.model import NO_WITNESS, ZERO32

MakeDesks = Callable[..., Desks]


def role(town: Town, user: bytes, name: str) -> None:
    """Asta gives another role, and the server has it."""
    with town.office("asta") as office:
        office.desk.refresh()
        office.desk.post(lambda _roster: MemberSet(town.space, user, name))


def happened(town: Town) -> None:
    """What Signe's pc has before its window opens: work beyond a cut, something forty days old, an alarm."""
    town.line.up = True
    app = town.app("signe")
    machine = app.machine
    user = machine.identity.user
    app.agreements.save(None, {"text": "Ring til skolen", "owner": user})
    town.sync(app)
    role(town, user, "read")
    role(town, user, "write")
    town.sync(app)
    stranger = seal_commit(
        DeviceKeys.generate(), org=machine.identity.org, space=town.space, inc=b"i" * 8, dseq=1, dprev=ZERO32,
        ctl=machine.control.head, epoch=1, epoch_key=bytes(32), wit=NO_WITNESS, revisions=[b"\x80"],
    )  # fmt: skip
    old = app.clock.now_ms() - 40 * 86_400_000
    late = Judged(stranger.cid, stranger.raw(), stranger, 0, old, b"", "held", "no key", b"", ())
    machine.journal.take(town.space, [late])
    machine.journal.alarm(town.space, OLDER, machine.keys.device_id)
    app.close()
    town.line.up = False


def test_own_work_that_lost_its_right_is_written_again(unlock: MakeDesks, town: Town, qtbot: QtBot) -> None:
    """The page says from whom and why, and its button brings one's own words back."""
    happened(town)
    looks = os.environ.get("LOOK", "light 100").split()
    signe = unlock("signe", colour=looks[0], text_size=int(looks[1]))
    signe.open("sync")
    signe.shot(f"laid-aside-{looks[0]}-{looks[1]}")
    words = " ".join(signe.words().replace("\u200b", "").split())
    for said in (
        "Denne pc: Skrevet efter at adgangen blev taget",
        "En pc der ikke er kendt: Skrevet på en pc som kommunen ikke kender",
        "Over 30 dage",
        "Bemærket Denne pc blev sat tilbage til en ældre kopi.",
    ):
        assert said in words
    signe.tab_to("Skriv det igen")
    signe.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Skrevet efter at adgangen blev taget" not in signe.words(), timeout=10_000)
    assert "1 ændring er skrevet igen." in signe.words()
    assert [row.values["text"] for row in signe.app.records.page("agreement").rows] == ["Ring til skolen"]
