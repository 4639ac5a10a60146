"""A bundle as a file: whole or not there, never over another, read back; opened in either form."""

import errno
import os
from pathlib import Path

import pytest
from helpers.bundles import LOOSE, signed
from helpers.commits import keys

from sync import bundle_file
from sync.bundle import Segment
from sync.bundle_file import NotReadBack, opened, save
from sync.crypto.keys import DeviceKeys
from sync.errors import Malformed, Refused

ME = [(keys().device_id, keys().kem_pk)]


def names(folder: Path) -> list[str]:
    """What lies in a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_it_is_written_and_opened(tmp_path: Path) -> None:
    """Nothing but the file is left, closed to others."""
    path = tmp_path / "til-signe.rtb"
    made = save(path, [LOOSE], signed)
    with opened(path) as bundle:
        assert bundle.manifest == made
        assert all(isinstance(item, Segment) for _number, item in bundle.segments())
    assert names(tmp_path) == ["til-signe.rtb"]
    assert path.stat().st_mode & 0o077 == 0


def test_a_sealed_one_opens_for_its_device_alone(tmp_path: Path) -> None:
    """Without keys and with others' it says so."""
    path = tmp_path / "x.rtb"
    made = save(path, [LOOSE], signed, ME)
    with opened(path, keys()) as bundle:
        assert bundle.manifest == made
        assert all(isinstance(item, Segment) for _number, item in bundle.segments())
    for nobody in (None, DeviceKeys.generate()):
        with pytest.raises(Refused), opened(path, nobody):
            pass
    assert names(tmp_path) == ["x.rtb"]


def test_another_file_is_never_written_over(tmp_path: Path) -> None:
    """Also not one that is no bundle."""
    path = tmp_path / "x.rtb"
    path.write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        save(path, [LOOSE], signed)
    assert path.read_bytes() == b"mine"
    with pytest.raises(Malformed, match="not a bundle"), opened(path):
        pass


def test_a_stick_that_is_full_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The part is removed; the next try writes anew, over a part that a crash left."""
    path = tmp_path / "x.rtb"

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="full"):
            save(path, [LOOSE], signed)
    assert names(tmp_path) == []
    (tmp_path / "x.rtb.part").write_bytes(b"left by a crash, and longer than what is to come" * 200)
    save(path, [LOOSE], signed)
    assert names(tmp_path) == ["x.rtb"]


def test_what_does_not_read_back_is_no_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stick that lies about its size: the file is removed and it is said."""
    path = tmp_path / "x.rtb"
    monkeypatch.setattr(bundle_file, "_hash_of", lambda _path: b"other")
    with pytest.raises(NotReadBack):
        save(path, [LOOSE], signed)
    assert names(tmp_path) == []


def test_a_folder_that_cannot_be_synced_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some sticks and Windows cannot open a folder; the file itself was synced before."""
    opens = os.open

    def picky(path: str | Path, flags: int, mode: int = 0o777) -> int:
        if Path(path).is_dir():
            raise PermissionError
        return opens(path, flags, mode)

    monkeypatch.setattr(os, "open", picky)
    monkeypatch.setattr(bundle_file, "TemporaryFile", _spool)
    save(tmp_path / "x.rtb", [LOOSE], signed)
    assert (tmp_path / "x.rtb").exists()


def _spool(dir: Path) -> object:
    return (dir.parent / f"spool-{os.urandom(4).hex()}").open("w+b")
