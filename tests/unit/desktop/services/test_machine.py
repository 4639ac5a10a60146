"""A data folder: made once, opened by its passphrase, by one program at a time."""

from pathlib import Path

import pytest
from helpers.stores import CHEAP
from helpers.town import PHRASES, HandClock, Town

from desktop.services.errors import (
    AlreadyOpen,
    FolderInUse,
    MustWait,
    NoStore,
    NotYet,
    StoreTrouble,
    WeakPassphrase,
    WrongPassphrase,
)
from desktop.services.machine import Machine

PHRASE = "fire cykler i regnvejr"


def test_a_wrong_passphrase_is_counted_and_waits_longer(tmp_path: Path) -> None:
    """From the fourth wrong try 2, 4, 8 s, at most 60, never for good; the right one resets."""
    clock = HandClock()
    Machine.create(tmp_path / "m", PHRASE, CHEAP).close()
    waits = []
    for _n in range(11):
        with pytest.raises(WrongPassphrase) as refused:
            Machine.open(tmp_path / "m", "forkert", clock)
        waits.append(refused.value.wait_s)
        if refused.value.wait_s:
            with pytest.raises(MustWait):
                Machine.open(tmp_path / "m", PHRASE, clock)
        clock.forward(refused.value.wait_s + 0.01)
    assert waits == [0, 0, 0, 2, 4, 8, 16, 32, 60, 60, 60]
    Machine.open(tmp_path / "m", PHRASE, clock).close()
    with pytest.raises(WrongPassphrase) as refused:
        Machine.open(tmp_path / "m", "forkert", clock)
    assert refused.value.tries == 1


def test_what_cannot_be_opened_is_said(tmp_path: Path, town: Town) -> None:
    """No folder, a folder in use, a damaged vault."""
    clock = HandClock()
    with pytest.raises(NoStore):
        Machine.open(tmp_path / "nothing", PHRASE, clock)
    with Machine.open(town.folder / "signe", PHRASES["signe"], clock), pytest.raises(AlreadyOpen):
        Machine.open(town.folder / "signe", PHRASES["signe"], clock)
    (town.folder / "signe" / "vault").write_bytes(b"RTV1" + bytes(100))
    with pytest.raises(StoreTrouble):
        Machine.open(town.folder / "signe", PHRASES["signe"], clock)


def test_a_folder_is_made_once_and_not_weakly(tmp_path: Path) -> None:
    """A weak passphrase makes nothing; a second machine in the folder is refused."""
    with pytest.raises(WeakPassphrase):
        Machine.create(tmp_path / "m", "kort", CHEAP)
    assert not (tmp_path / "m").exists()
    Machine.create(tmp_path / "m", PHRASE, CHEAP).close()
    with pytest.raises(FolderInUse):
        Machine.create(tmp_path / "m", PHRASE, CHEAP)


def test_before_enrolment_there_is_no_identity(tmp_path: Path) -> None:
    """And no space can be used."""
    with Machine.create(tmp_path / "m", PHRASE, CHEAP) as machine:
        assert not machine.enrolled and not machine.usable(b"s" * 16)
        with pytest.raises(NotYet):
            _ = machine.identity
