"""Faults 17 and 18: a store that was restored from a backup, on a real endpoint, is one with its past after a sync."""

from pathlib import Path

from helpers.notes import note
from helpers.town import PHRASES, Town

from desktop.assembly import App
from desktop.locked import Locked
from desktop.store.restore import BEATS_AHEAD
from sync.heads import Beat


def _texts(app: App) -> list[str]:
    return sorted(str(row.values["text"]) for row in app.records.all("consultation"))


def _said(app: App, text: str) -> None:
    note(app, text=text)


def _numbers(app: App, device: bytes) -> list[tuple[bytes, int]]:
    """(inc, dseq) of every commit of a device, as this pc has them."""
    return app.machine.store.query("SELECT inc, dseq FROM commits WHERE device = ? ORDER BY inc, dseq", (device,))


def _space(app: App) -> bytes:
    return bytes(app.machine.store.query("SELECT space FROM commits ORDER BY pos DESC LIMIT 1")[0][0])


def _locked(town: Town) -> Locked:
    return Locked(town.folder / "signe", town.clock, "da", town.line.connect)


def _spoiled(folder: Path) -> None:
    path = folder / "store.db"
    path.write_bytes(path.read_bytes()[: 5 * 4096])


def test_a_restored_store_reaches_the_same_state_without_a_number_given_twice(town: Town) -> None:
    """Sent before and after the backup, unsent in it, unsent after it, and a note before the first sync: all but
    the one that was only in the lost store is with everybody, once; the lost store's files are kept as they were."""
    palle, signe = town.app("palle"), town.app("signe")
    device, folder = signe.machine.keys.device_id, town.folder / "signe"
    _said(signe, "sendt før kopien")
    town.sync(signe, palle)
    town.line.up = False
    _said(signe, "ikke sendt, og med i kopien")
    signe.health.backup()
    town.line.up = True
    _said(signe, "sendt efter kopien")
    town.sync(signe, palle, signe)
    town.line.up = False
    _said(signe, "ikke sendt, og ikke med i kopien")
    signe.close()
    _spoiled(folder)

    town.line.up = True
    locked = _locked(town)
    kept = locked.rescue.restore(locked.rescue.backups()[0].name, PHRASES["signe"])
    signe = town.app("signe")
    assert _texts(signe) == ["ikke sendt, og med i kopien", "sendt før kopien"]
    _said(signe, "skrevet før første synkronisering")
    town.sync(signe, palle, signe, palle, signe)

    everybody = sorted(
        ["sendt før kopien", "ikke sendt, og med i kopien", "sendt efter kopien", "skrevet før første synkronisering"]
    )
    assert _texts(signe) == _texts(palle) == everybody
    numbers = _numbers(palle, device)
    assert numbers == _numbers(signe, device)
    assert len(set(numbers)) == len(numbers)
    assert len({inc for inc, _dseq in numbers}) == 2
    for app in (signe, palle):
        assert app.machine.journal.alarms() == ()
        assert app.machine.journal.aside() == ()
        assert app.machine.journal.frozen() == ""
        app.machine.store.check()
    overview = signe.syncing.overview()
    assert overview.waiting == ()
    assert signe.machine.store.query("SELECT DISTINCT state FROM commits WHERE own = 1") == [("seen",)]
    beat = Beat.parse(palle.machine.journal.beats(_space(palle))[device])
    assert beat.n > BEATS_AHEAD
    assert {(inc, dseq) for inc, dseq, _cid in beat.lasts} == {
        (inc, max(dseq for other, dseq in numbers if other == inc)) for inc, _dseq in numbers
    }
    assert (kept / "store.db").stat().st_size == 5 * 4096
    assert (kept / "vault").is_file()


def test_restored_twice_each_time_begins_anew(town: Town) -> None:
    """The same backup put back again after work was sent: three incarnations, no number twice, nothing lost."""
    palle, signe = town.app("palle"), town.app("signe")
    device = signe.machine.keys.device_id
    _said(signe, "før")
    signe.health.backup()
    signe.close()
    for number in range(2):
        _spoiled(town.folder / "signe")
        locked = _locked(town)
        locked.rescue.restore(locked.rescue.backups()[0].name, PHRASES["signe"])
        signe = town.app("signe")
        _said(signe, f"efter nr. {number}")
        town.sync(signe, palle)
        signe.close()
    signe = town.app("signe")
    town.sync(signe, palle, signe)
    assert _texts(signe) == _texts(palle) == ["efter nr. 0", "efter nr. 1", "før"]
    numbers = _numbers(palle, device)
    assert sorted(dseq for _inc, dseq in numbers) == [1, 1, 1]
    assert palle.machine.journal.alarms() == ()
