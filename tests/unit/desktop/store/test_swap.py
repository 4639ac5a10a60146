"""The exchange of a folder's files: decided by one file, carried out whole, and nothing thrown away."""

import errno
from pathlib import Path
from typing import NoReturn

import pytest
from helpers.stores import NOON

from desktop.store import swap
from desktop.store.errors import StoreFailed
from desktop.store.swap import FILES


def _filled(folder: Path) -> dict[str, bytes]:
    for name in FILES:
        (folder / name).write_bytes(b"old " + name.encode())
    return _contents(folder)


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def _come_in(room: Path) -> None:
    for name in ("store.db", "vault"):
        (room / name).write_bytes(b"new " + name.encode())


def test_the_new_files_take_the_place_and_the_old_are_kept(tmp_path: Path) -> None:
    """Twice in one second: each time what lay there has a folder of its own."""
    old = _filled(tmp_path)
    new = {name: b"new " + name.encode() for name in ("store.db", "vault")}
    _come_in(swap.room(tmp_path))
    assert swap.exchange(tmp_path, NOON) == "aside/20261121T083320Z"
    assert _contents(tmp_path) == new
    assert _contents(tmp_path / "aside" / "20261121T083320Z") == old
    _come_in(swap.room(tmp_path))
    assert swap.exchange(tmp_path, NOON) == "aside/20261121T083320Z-2"
    assert _contents(tmp_path / "aside" / "20261121T083320Z-2") == new
    assert not swap.under_way(tmp_path)


def test_a_disk_that_answers_nothing_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stick that was pulled out: an error of the store, with a sentence for people."""

    def gone(_path: Path) -> NoReturn:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(Path, "is_dir", gone)
    with pytest.raises(StoreFailed):
        swap.under_way(tmp_path)


def test_files_put_aside_leave_an_empty_folder(tmp_path: Path) -> None:
    """Where nothing comes in, nothing is left, but what is not ours to move."""
    old = _filled(tmp_path)
    (tmp_path / "settings.toml").write_bytes(b"text_size = 150\n")
    kept = swap.put_aside(tmp_path, NOON)
    assert _contents(tmp_path) == {"settings.toml": b"text_size = 150\n"}
    assert _contents(tmp_path / kept) == old


def test_what_was_never_decided_is_as_if_it_had_not_begun(tmp_path: Path) -> None:
    """A copy without a plan goes; the files stay."""
    old = _filled(tmp_path)
    _come_in(swap.room(tmp_path))
    swap.finish(tmp_path)
    assert _contents(tmp_path) == old
    assert not swap.under_way(tmp_path)
    swap.finish(tmp_path)


def test_half_a_plan_decides_nothing(tmp_path: Path) -> None:
    """A plan that does not say what and where is none."""
    old = _filled(tmp_path)
    room = swap.room(tmp_path)
    _come_in(room)
    (room / "plan").write_bytes(b"put")
    swap.finish(tmp_path)
    assert _contents(tmp_path) == old
