"""Looking after the store: when it is due, what it does, and what it says."""

import shutil
from pathlib import Path

import pytest
from helpers.stores import NOON
from helpers.town import NAMES, Town

from desktop.assembly import App
from desktop.locked import Locked
from desktop.services.errors import Damaged
from desktop.services.health import Looked
from desktop.services.machine import Machine
from desktop.store.backup import Backup, Backups
from desktop.store.drafts import Drafts
from desktop.store.errors import NoRoomForBackup, StoreDamaged, StoreFailed

PHRASE = "fire cykler i regnvejr"
DAY_S = 86_400


def _left(town: Town, folder: Path) -> App:
    """Signe's app on a copy of her open folder, which is what kill -9 leaves."""
    shutil.copytree(town.folder / "signe", folder, ignore=shutil.ignore_patterns("*.lock"))
    return Locked(folder, town.clock, "da", town.line.connect).unlock(PHRASE)


def test_it_is_due_at_first_then_each_day_and_each_week(town: Town, signe: App) -> None:
    """Checked and copied; the next day only copied; after a week both; in between nothing."""
    health = signe.health
    assert health.due
    assert health.look_after() == Looked(checked=True, cut_off=False, backed_up=True)
    assert not health.due
    assert health.look_after() == Looked(False, False, False)
    town.clock.forward(DAY_S + 1)
    assert health.look_after() == Looked(checked=False, cut_off=False, backed_up=True)
    town.clock.forward(6 * DAY_S)
    assert health.look_after() == Looked(checked=True, cut_off=False, backed_up=True)


def test_a_clock_that_was_wrong_puts_nothing_off(town: Town, signe: App) -> None:
    """Noted ten years ahead, and the clock is put right: it is due at once."""
    town.clock.forward(3650 * DAY_S)
    signe.health.look_after()
    town.clock.forward(-3650 * DAY_S)
    assert signe.health.look_after() == Looked(checked=True, cut_off=False, backed_up=True)


def test_it_is_due_after_a_run_that_was_cut_off(town: Town, signe: App, tmp_path: Path) -> None:
    """Checked yesterday and killed today: checked again, once."""
    signe.health.look_after()
    signe.settings.set("discreet", False)
    again = _left(town, tmp_path / "left")
    assert again.health.due
    assert again.health.look_after() == Looked(checked=True, cut_off=True, backed_up=False)
    assert not again.health.due
    again.close()


def test_damage_is_told_in_words_and_nothing_is_copied(
    town: Town, signe: App, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """One flipped byte in a page nobody reads at the start: title and sentence, a line in the log, no backup of it."""
    Drafts(signe.machine.store).put("d", "consultation", {"text": "ord " * 20_000}, {}, NOON)
    signe.close()
    folder = town.folder / "signe"
    path = folder / "store.db"
    raw = bytearray(path.read_bytes())
    raw[-3 * 4096 + 50] ^= 1
    path.write_bytes(raw)
    again = Locked(folder, town.clock, "da", town.line.connect).unlock(PHRASE)
    for work in (again.health.look_after, again.health.check, again.health.backup):
        with pytest.raises(Damaged) as raised:
            work()
        assert raised.value.title.msgid and raised.value.sentence == Damaged.sentence
    assert "damaged" in caplog.text
    assert again.health.kept().backups == 0
    again.close()


def test_only_after_a_run_that_was_cut_off_the_pc_stopped(
    town: Town, signe: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reason is told where it is known."""
    signe.settings.set("discreet", False)
    again = _left(town, tmp_path / "left")

    def damaged() -> None:
        raise StoreDamaged("check")

    monkeypatch.setattr(again.machine.store, "check", damaged)
    with pytest.raises(Damaged) as raised:
        again.health.look_after()
    assert raised.value.sentence == Damaged.cut_off != Damaged.sentence
    again.close()


def test_a_check_that_is_stopped_is_done_again(signe: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """Locked in the middle of it: no error, and it is still due."""
    check = signe.machine.store.check

    def stopped() -> None:
        signe.health.stop()
        raise StoreFailed("SQLITE_INTERRUPT")

    monkeypatch.setattr(signe.machine.store, "check", stopped)
    assert signe.health.look_after() == Looked(False, False, False)
    monkeypatch.setattr(signe.machine.store, "check", check)
    assert signe.health.due


def test_what_is_kept_is_told(town: Town, signe: App) -> None:
    """When it was found whole, how many backups, the newest, and what they take."""
    assert (signe.health.kept().checked, signe.health.kept().newest, signe.health.kept().size) == (None, None, 0)
    signe.health.look_after()
    signe.health.backup()
    kept = signe.health.kept()
    assert kept.checked == kept.newest == town.clock.now()
    assert kept.backups == 2
    assert kept.size > 2 * 100_000


def _take_out(town: Town, who: str) -> None:
    """Asta ends somebody's pc in good order."""
    with town.office("asta") as asta:
        (device,) = asta.desk.refresh().devices_of(asta.membership.find(NAMES[who]))
        asta.desk.post(asta.membership.cutting.revoke(device, "left"))


def _rotations(folder: Path) -> list[Backup]:
    return [backup for backup in Backups(folder).list() if backup.reason == "rotation"]


def test_a_copy_is_made_before_keys_change(town: Town, signe: App, tmp_path: Path) -> None:
    """Lene is taken out: Signe's pc has a copy without the new key. Palle an hour later: that copy will do."""
    folder = town.folder / "signe"
    _take_out(town, "lene")
    town.sync(signe)
    assert signe.machine.journal.epochs(town.space) == {1, 2}
    (copy,) = _rotations(folder)
    other = tmp_path / "copy"
    shutil.copytree(Backups(folder).path(copy.name), other)
    with Machine.open(other, PHRASE, town.clock) as machine:
        assert machine.journal.epochs(town.space) == {1}
    town.clock.forward(3600)
    _take_out(town, "palle")
    town.sync(signe)
    assert signe.machine.journal.epochs(town.space) == {1, 2, 3}
    assert _rotations(folder) == [copy]


def _cut_short(signe: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """Her pc is locked in the middle of the next copy."""

    def stopped(*_args: object) -> None:
        signe.health.stop()
        raise StoreFailed("stopped")

    monkeypatch.setattr(signe.machine.store, "backup", stopped)


def test_a_copy_is_made_before_unsent_work_is_signed_anew(
    town: Town, signe: App, palle: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Signe writes knowing that Lene is out, and Palle's pc makes the key: hers copies before she signs under it."""
    _cut_short(signe, monkeypatch)
    _take_out(town, "lene")
    town.sync(signe)
    signe.contacts.save_institution({"name": "Efter nyheden", "type": "school", "district": "Midt"})
    (before,) = signe.machine.journal.unsent(town.space)
    signe.close()
    town.sync(palle)
    again = town.app("signe")
    town.sync(again)
    assert len(_rotations(town.folder / "palle")) == len(_rotations(town.folder / "signe")) == 1
    assert again.machine.journal.commit(town.space, before.cid) is None
    assert again.syncing.overview().waiting == ()


def test_a_disk_without_room_puts_no_key_off(
    town: Town, signe: App, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Who was taken out reads no further although there is no room for a copy; the log says that there is none."""

    def full(*_args: object) -> None:
        raise NoRoomForBackup

    monkeypatch.setattr(signe.machine.store, "backup", full)
    _take_out(town, "lene")
    town.sync(signe)
    assert signe.machine.journal.epochs(town.space) == {1, 2}
    assert "no copy" in caplog.text
    assert _rotations(town.folder / "signe") == []


def test_a_damaged_store_puts_no_key_off(town: Town, signe: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """The damage is in the log, and is told where the store is gone through."""

    def damaged(*_args: object) -> None:
        raise StoreDamaged("check")

    monkeypatch.setattr(signe.machine.store, "backup", damaged)
    assert signe.health.before_keys_change()


def test_a_copy_that_is_cut_short_puts_the_key_off(town: Town, signe: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """Locked in the middle of it: no key is made, and after the next unlocking there are copy and key."""
    _cut_short(signe, monkeypatch)
    _take_out(town, "lene")
    town.sync(signe)
    assert signe.machine.journal.epochs(town.space) == {1}
    signe.close()
    again = town.app("signe")
    town.sync(again)
    assert again.machine.journal.epochs(town.space) == {1, 2}
    assert len(_rotations(town.folder / "signe")) == 1
