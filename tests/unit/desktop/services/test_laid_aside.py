"""What does not count is told by whom, why and what can be done; own work that lost its right is written once more."""

from datetime import timedelta

import pytest
from helpers.notes import note
from helpers.town import Town

from desktop.assembly import App
from desktop.services.errors import NotAllowed
from desktop.services.laid_aside import ALARMS, REASONS
from desktop.store.alarms import Aside
from desktop.texts import Texts
from sync.client.incarnations import EQUIVOCATION
from sync.client.judging import OFF_CHAIN
from sync.client.taking import GAP
from sync.control_space_bodies import MemberSet
from sync.crypto.envelope import seal_commit
from sync.crypto.keys import DeviceKeys
from sync.log import Judged
from sync.model import NO_WITNESS, ZERO32, Commit, CtlRef

texts = Texts("da")


def role(town: Town, signe: App, name: str) -> None:
    """Asta gives Signe another role in Midt, with no row for what she wrote."""
    with town.office("asta") as office:
        user = signe.machine.identity.user
        office.desk.refresh()
        office.desk.post(lambda _roster: MemberSet(town.space, user, name))


def test_nothing_is_said_where_nothing_is_wrong(signe: App) -> None:
    """Two empty lists."""
    assert (signe.laid_aside.noticed().aside, signe.laid_aside.noticed().alarms) == ((), ())


def test_work_beyond_a_cut_is_told_to_all_and_can_be_written_again(signe: App, palle: App, town: Town) -> None:
    """It leaves every list; its author, who may write again, gets it back by one act, once."""
    town.line.up = True
    saved = note(signe)
    town.sync(signe, palle)
    role(town, signe, "read")
    town.sync(signe, palle)
    assert palle.consultations.page().rows == ()
    (row,) = palle.laid_aside.noticed().aside
    assert (row.who, texts(row.why), row.count, row.again) == (
        "Signe Prøvested", "Skrevet efter at adgangen blev taget", 1, False,
    )  # fmt: skip
    (mine,) = signe.laid_aside.noticed().aside
    assert (mine.who, mine.again) == ("Denne pc", False)
    with pytest.raises(NotAllowed):
        signe.laid_aside.write_again(town.space)
    role(town, signe, "write")
    town.sync(signe, palle)
    assert signe.laid_aside.noticed().aside[0].again
    assert signe.laid_aside.write_again(town.space) == 1
    assert signe.laid_aside.noticed().aside == ()
    town.sync(signe, palle)
    for app in (signe, palle):
        assert [row.rec for row in app.consultations.page().rows] == [saved.rec]
    with pytest.raises(NotAllowed):
        signe.laid_aside.write_again(town.space)


def _held(signe: App, town: Town, reason: str, verdict: str = "held", number: int = 1) -> Commit:
    """Something that came from Palle's pc and got that verdict."""
    commit = _commit(signe, town, number)
    entry = Judged(commit.cid, commit.raw(), commit, 0, signe.clock.now_ms(), b"", verdict, reason, b"", ())  # type: ignore[arg-type]
    signe.machine.journal.take(town.space, [entry])
    return commit


def _commit(signe: App, town: Town, number: int) -> Commit:
    return seal_commit(
        DeviceKeys.generate(), org=signe.machine.identity.org, space=town.space, inc=b"i" * 8, dseq=number,
        dprev=ZERO32, ctl=CtlRef(1, ZERO32), epoch=1, epoch_key=bytes(32), wit=NO_WITNESS, revisions=[b"\x80"],
    )  # fmt: skip


def test_what_waits_is_told_by_its_pc_and_marked_after_thirty_days(signe: App, town: Town) -> None:
    """M10: one row a pc and reason, the oldest first, in words, and what can be done."""
    _held(signe, town, "no key")
    town.clock.forward(timedelta(days=31).total_seconds())
    _held(signe, town, "kind of a newer version", "unknown")
    town.clock.forward(1)
    _held(signe, town, "damaged: bad signature", "quarantine")
    town.clock.forward(1)
    _held(signe, town, "body does not open", "quarantine")
    rows = signe.laid_aside.noticed().aside
    assert [(texts(row.why), row.long) for row in rows] == [
        ("Venter på en nøgle fra en kollega", True),
        ("Skrevet af en nyere udgave af Rød Tråd", False),
        ("Den kom ikke hel frem og bliver hentet igen", False),
        ("Den kunne ikke bekræftes, så den tæller ikke med", False),
    ]
    assert {row.who for row in rows} == {"En pc der ikke er kendt"}


def test_alarms_are_told_until_they_are_over(signe: App, palle: App, town: Town) -> None:
    """A gap that was filled, and a claim that is settled, are told no more; what happened stays told."""
    journal, device = signe.machine.journal, palle.machine.keys.device_id
    for reason in (GAP, OFF_CHAIN, EQUIVOCATION, "of tomorrow"):
        journal.alarm(town.space, reason, device)
    journal.alarm(town.space, "endpoint lost a commit", b"")
    assert [texts(row.what) for row in signe.laid_aside.noticed().alarms] == [
        texts(ALARMS["endpoint lost a commit"][0]),
        "Noget ved dette kunne ikke bekræftes.",
        texts(ALARMS[EQUIVOCATION][0]),
    ]
    missing = _held(signe, town, OFF_CHAIN, number=4)
    journal.alarm(town.space, GAP, missing.header.device)
    journal.alarm(town.space, OFF_CHAIN, missing.header.device)
    told = {texts(row.what): row.missing for row in signe.laid_aside.noticed().alarms}
    assert told[texts(ALARMS[GAP][0])] == 3
    assert told[texts(REASONS[OFF_CHAIN][0])] == 0


def test_what_was_laid_aside_is_read_once(signe: App, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many alarms are about it."""
    journal, asked, aside = signe.machine.journal, [], signe.machine.journal.aside
    for number in range(1, 4):
        held = _held(signe, town, OFF_CHAIN, number=number)
        journal.alarm(town.space, OFF_CHAIN, held.header.device)

    def read(limit: int = 100) -> tuple[Aside, ...]:
        asked.append(limit)
        return aside(limit)

    monkeypatch.setattr(journal, "aside", read)
    noticed = signe.laid_aside.noticed()
    assert (len(noticed.alarms), len(noticed.aside), len(asked)) == (3, 3, 1)
