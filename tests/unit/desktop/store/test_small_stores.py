"""Settings, secrets, files and the errors' words."""

import errno
from pathlib import Path

import pytest
from helpers.stores import made

from desktop.store.errors import DiskFull, ReadOnlyFolder, StoreError, StoreFailed, Tried
from desktop.store.files import make_folder, told_plainly, write_whole
from desktop.store.secrets import DEVICE, Secrets
from desktop.store.settings import Settings
from desktop.store.store import Store
from desktop.texts import Texts


def test_settings_keep_what_json_holds(store: Store) -> None:
    """Set, set again, ask for what was never set."""
    settings = Settings(store)
    settings.set("discreet", True)
    settings.set("places", ["å", 1, None])
    settings.set("discreet", False)
    assert (settings.get("discreet"), settings.get("places"), settings.get("none", 7)) == (False, ["å", 1, None], 7)


def test_secrets_are_kept_replaced_and_forgotten(tmp_path: Path) -> None:
    """Byte strings by name; the bytes are found in no file, also after they were dropped."""
    with made(tmp_path)[0] as store:
        secrets = Secrets(store)
        assert secrets.get(DEVICE) is None
        secrets.put(DEVICE, b"old")
        secrets.put(DEVICE, b"private key of a device")
        assert secrets.get(DEVICE) == b"private key of a device"
        assert all(b"private key" not in file.read_bytes() for file in tmp_path.iterdir())
        secrets.drop(DEVICE)
        assert secrets.get(DEVICE) is None


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


def _tree(error: type[StoreError]) -> list[type[StoreError]]:
    return [error, *(leaf for child in error.__subclasses__() for leaf in _tree(child))]


def test_every_error_speaks_danish() -> None:
    """Each error of the tree has a title and a sentence, and both are translated."""
    danish = Texts("da")
    for kind in _tree(StoreError):
        found = [kind(5, 4.0), kind(1, 0.0)] if issubclass(kind, Tried) else [kind()]
        for error in found:
            for message in (error.title, error.sentence):
                assert danish(message) not in ("", message.msgid), (kind, message.msgid)
            assert error.kind


def test_the_kinds_of_errors_are_distinct() -> None:
    """A machine can tell the errors apart."""
    kinds = [kind.kind for kind in _tree(StoreError)]
    assert len(set(kinds)) == len(kinds)
