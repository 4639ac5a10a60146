"""Folders are closed to others unless they were somebody else's, and what cannot be written is found out first."""

import errno
from pathlib import Path

import pytest

from desktop import paths


def _rights(folder: Path) -> int:
    return folder.stat().st_mode & 0o777


def test_a_new_folder_is_its_owners_alone(tmp_path: Path) -> None:
    """Also one that holds a key file."""
    assert _rights(paths.prepare(tmp_path / "a" / "b")) == 0o700
    (tmp_path / "used").mkdir(mode=0o755)
    paths.vault(tmp_path / "used").write_bytes(b"key")
    assert _rights(paths.prepare(tmp_path / "used")) == 0o700


def test_a_folder_of_others_keeps_its_rights(tmp_path: Path) -> None:
    """The name may have been mistyped; an empty one too."""
    folder = tmp_path / "letters"
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    assert _rights(paths.prepare(folder)) == 0o755
    (folder / "letter.txt").write_text("kære", encoding="utf-8")
    assert _rights(paths.prepare(folder)) == 0o755


@pytest.mark.parametrize(("code", "told"), [(errno.EROFS, True), (errno.EACCES, True), (errno.ENOSPC, False)])
def test_a_folder_that_cannot_be_written_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, told: bool
) -> None:
    """A full disk can still be read, so it is no reason to stay shut; nothing is left behind."""
    paths.probe(tmp_path)
    assert list(tmp_path.iterdir()) == []

    def refused(*_: object, **__: object) -> None:
        raise OSError(code, "refused")

    monkeypatch.setattr(Path, "touch", refused)
    if told:
        with pytest.raises(OSError):
            paths.probe(tmp_path)
    else:
        paths.probe(tmp_path)


def test_the_usual_folder_bears_the_apps_name() -> None:
    """Where nobody names one."""
    assert paths.default_data().name == "roedtraad"
