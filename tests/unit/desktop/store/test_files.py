"""Files are whole and private, and what the system refuses is said in our words."""

import errno
from pathlib import Path

import pytest

from desktop.store.errors import DiskFull, ReadOnlyFolder, StoreError, StoreFailed
from desktop.store.files import make_folder, told_plainly, write_whole


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    """The new bytes stand, and no part file is left."""
    write_whole(tmp_path / "f", b"one")
    write_whole(tmp_path / "f", b"two")
    assert (tmp_path / "f").read_bytes() == b"two"
    assert [path.name for path in tmp_path.iterdir()] == ["f"]


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk fills while the new bytes are written: the old ones stand, the part file is gone."""
    write_whole(tmp_path / "f", b"one")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(DiskFull):
        write_whole(tmp_path / "f", b"two")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("f", b"one")]


def test_a_virus_scanner_that_holds_the_file_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows refuses the replace while somebody reads the file; we try again."""
    refusals = iter([PermissionError(errno.EACCES, "held")] * 2)
    replace = Path.replace

    def held(self: Path, target: Path) -> Path:
        for refusal in refusals:
            raise refusal
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", held)
    write_whole(tmp_path / "f", b"one")
    assert (tmp_path / "f").read_bytes() == b"one"


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (errno.ENOSPC, DiskFull),
        (errno.EDQUOT, DiskFull),
        (errno.EROFS, ReadOnlyFolder),
        (errno.EACCES, ReadOnlyFolder),
        (errno.EIO, StoreFailed),
    ],
)
def test_what_the_system_says_in_our_words(code: int, error: type[StoreError]) -> None:
    """Each kind of refusal by the operating system has its own error."""
    with pytest.raises(error), told_plainly():
        raise OSError(code, "whatever")


def test_a_folder_others_could_read_is_closed(tmp_path: Path) -> None:
    """An existing folder with open rights gets 0700."""
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True, mode=0o755)
    make_folder(folder)
    assert folder.stat().st_mode & 0o077 == 0
