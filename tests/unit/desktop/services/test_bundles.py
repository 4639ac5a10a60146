"""Saving, looking and reading in as work in steps; and every way a file can be wrong, in words."""

import errno
import os
from pathlib import Path

import pytest
from helpers.notes import note
from helpers.town import NAMES, PHRASES, ROLES, Town, let_in, newcomer

from desktop.assembly import App
from desktop.services.bundle_words import OTHERS, CannotRead, CannotWrite
from desktop.services.bundles import SUFFIX
from desktop.services.chosen_files import CannotOpen
from desktop.services.errors import AppError, NoRoom
from desktop.texts import Texts
from sync import bundle_file, bundle_writing
from sync.bundle import PROVISION
from sync.log import JournalFull

DA = Texts("da")


def texts(app: App) -> list[str]:
    """The notes that a pc can read."""
    return sorted(str(row.values["text"]) for row in app.records.all("consultation"))


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """Where files are carried."""
    made = tmp_path / "stick"
    made.mkdir()
    return made


def test_what_is_saved_is_looked_at_and_read_in(signe: App, palle: App, stick: Path) -> None:
    """Signe's note by name, space and number; after reading it in it is there, and the next look finds nothing new."""
    note(signe, text="båret")
    path = stick / signe.bundles.name()
    assert path.suffix == SUFFIX
    saved = signe.bundles.save(path).end()
    assert (saved.path, saved.keyless) == (path, ())
    looked = palle.bundles.look(path).end()
    preview = looked.preview
    assert (preview.maker, preview.verified, preview.fresh, preview.missing) == ("Signe Prøvested", True, 1, 0)
    assert [(who.name, who.changes) for who in preview.people] == [("Signe Prøvested", 1)]
    assert ("Deles i distrikt Midt", 1) in [(space.name, space.fresh) for space in preview.spaces]
    assert preview.known > 0
    assert preview.newest is None  # no server has seen it
    assert texts(palle) == []
    palle.bundles.take(looked).end()
    assert texts(palle) == ["båret"]
    assert palle.bundles.look(path).end().preview.fresh == 0


def test_work_goes_by_steps_and_can_be_stopped(
    signe: App, palle: App, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between two steps others have their turn; what is stopped leaves no file, and what was read in stays."""
    monkeypatch.setattr(bundle_writing, "ABOUT", 2000)
    for n in range(4):
        note(signe, text=f"nr. {n}")
    stopped = signe.bundles.save(stick / "a")
    assert stopped.step()
    stopped.stop()
    assert not stopped.step()
    assert list(stick.iterdir()) == []
    with pytest.raises(AppError):
        stopped.end()

    work = signe.bundles.save(stick / "b")
    done = []
    while work.step():
        done.append(work.done)
    assert done == sorted(done)
    assert len(done) > 5
    assert work.done == work.total
    looked = palle.bundles.look(stick / "b").end()
    taking = palle.bundles.take(looked)
    while not texts(palle):
        assert taking.step()
    taking.stop()
    some = len(texts(palle))
    palle.bundles.take(looked).end()
    assert (1 <= some <= 4, len(texts(palle))) == (True, 4)


def test_a_small_file_of_ones_own(signe: App, stick: Path) -> None:
    """Only what could not be sent, and a receipt: smaller than everything."""
    note(signe, text="kun min")
    whole = signe.bundles.save(stick / "alt").end()
    own = signe.bundles.save(stick / "eget", own=True, days=0).end()
    assert (own.changes, own.manifest.expires_ms) == (1, 0)
    assert whole.changes > own.changes
    assert whole.manifest.expires_ms > 0


def test_a_closed_file_opens_on_its_pc_alone(signe: App, palle: App, stick: Path) -> None:
    """Another pc says so; a pc that nobody knows cannot be named."""
    signe.bundles.save(stick / "x", devices=(palle.machine.keys.device_id,)).end()
    assert palle.bundles.look(stick / "x").end().preview.maker == "Signe Prøvested"
    with pytest.raises(CannotRead) as raised:
        signe.bundles.look(stick / "x")
    assert "kun en anden pc" in DA(raised.value.sentence)
    with pytest.raises(CannotWrite):
        signe.bundles.save(stick / "y", devices=(b"n" * 16,))


def test_every_wrong_file_has_its_sentence(signe: App, palle: App, stick: Path) -> None:
    """No bundle, none at all, another under the same name since; and one that may not be written over."""
    (stick / "liste").write_bytes(b"maelk")
    for name, refusal in (("liste", CannotRead), ("findes ikke", CannotOpen)):
        with pytest.raises(refusal):
            palle.bundles.look(stick / name)
    signe.bundles.save(stick / "a").end()
    looked = palle.bundles.look(stick / "a").end()
    (stick / "a").unlink()
    note(signe)
    signe.bundles.save(stick / "a").end()
    with pytest.raises(CannotRead):
        palle.bundles.take(looked)
    with pytest.raises(CannotWrite) as raised:
        signe.bundles.save(stick / "a").end()
    assert "allerede en fil" in DA(raised.value.sentence)


def test_what_is_damaged_late_or_of_somebody_unknown_is_warned_of(
    signe: App, palle: App, town: Town, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A damaged part, a missing end, an expiry that has passed: said before anything is read in."""
    monkeypatch.setattr(bundle_writing, "ABOUT", 2000)
    note(signe, text="x")
    signe.bundles.save(stick / "a", days=1).end()
    raw = (stick / "a").read_bytes()
    (stick / "b").write_bytes(raw[:-2500] + bytes([raw[-2500] ^ 1]) + raw[-2499:])
    (stick / "c").write_bytes(raw[:-2])
    town.clock.forward(2 * 86_400)
    said = {
        name: " ".join(DA(words) for words in palle.bundles.look(stick / name).end().preview.warnings)
        for name in ("b", "c")
    }
    assert "dele er beskadiget eller mangler." in said["b"]
    assert "slutning mangler" in said["c"]
    assert all("ældre" in words for words in said.values())


def test_a_full_stick_and_a_full_disk_are_told_apart(
    signe: App, palle: App, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stick: try another. This pc: nothing was changed, and there is no room."""

    def full(*_asked: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    note(signe)
    signe.bundles.save(stick / "a").end()
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(CannotWrite):
            signe.bundles.save(stick / "b").end()
    with monkeypatch.context() as patch:
        patch.setattr(bundle_file, "_hash_of", lambda _path: b"other")
        with pytest.raises(CannotWrite):
            signe.bundles.save(stick / "c").end()
    looked = palle.bundles.look(stick / "a").end()

    def no_room(*_asked: object) -> None:
        raise JournalFull("disk full")

    monkeypatch.setattr(palle.machine.journal, "take", no_room)
    with pytest.raises(NoRoom):
        palle.bundles.take(looked).end()


def test_who_can_hand_on_a_key_is_named(signe: App, town: Town) -> None:
    """Colleagues of the space; for the organisation's own, the administrator."""
    assert signe.bundles.who_has_key(town.space) == ("Lene Eksempel", "Palle Pseudonym")
    assert signe.bundles.who_has_key(signe.machine.identity.org) == ("Asta Afprøver",)


def test_a_file_is_closed_for_the_pcs_chosen(town: Town, signe: App, palle: App, stick: Path) -> None:
    """Everybody of Midt but oneself can be chosen, by name; who was not chosen is told that it is closed."""
    lene, its = town.app("lene"), palle.machine.keys.device_id
    offered = signe.bundles.receivers()
    assert [(one.who, one.new) for one in offered] == [("Lene Eksempel", True), ("Palle Pseudonym", False)]
    assert offered[1].device == its
    note(signe, text="lukket")
    saved = signe.bundles.save(stick / "a", devices=(its,)).end()
    assert saved.manifest.purpose == PROVISION
    assert palle.bundles.look(stick / "a").end().preview.fresh == 1
    with pytest.raises(CannotRead) as refused:
        lene.bundles.look(stick / "a")
    assert refused.value.sentence == OTHERS
    town.sync(lene, signe)
    assert not any(one.new for one in signe.bundles.receivers())


def test_who_can_give_the_key_that_is_missing(
    town: Town, signe: App, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The municipality's own key comes from an administrator alone: named in the answer, and not called complete."""
    for table, said in ((NAMES, "Bente Opdigtet"), (ROLES, "family_adviser"), (PHRASES, "seks gule støvler ved døren")):
        monkeypatch.setitem(table, "bente", said)
    with town.office("asta") as asta:
        newcomer(town, asta, "bente")
        (device,) = (pc.device for pc in asta.membership.machines() if pc.name == NAMES["bente"])
    with town.office("palle") as palle:
        let_in(town, palle, "bente")
    town.sync(signe)
    saved = signe.bundles.save(stick / "a", devices=(device,)).end()
    assert saved.keyless == (signe.machine.identity.org,)
    assert saved.holders == ((NAMES["asta"],),)
    assert saved.keys == 1
