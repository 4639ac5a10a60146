"""The lock of a data folder: one holder, from whichever thread, and asking for it leaves nothing behind."""

from pathlib import Path
from threading import Thread

import pytest

from desktop.store.errors import AlreadyOpen
from desktop.store.folder_lock import in_use, taken


def test_one_holds_a_folder_until_he_lets_go(tmp_path: Path) -> None:
    """The second is told at once; who let go, on another thread, holds it no more."""
    lock = taken(tmp_path)
    assert in_use(tmp_path)
    with pytest.raises(AlreadyOpen):
        taken(tmp_path)
    freeing = Thread(target=lock.release)
    freeing.start()
    freeing.join()
    assert not in_use(tmp_path)
    taken(tmp_path).release()


def test_asking_who_holds_a_folder_makes_nothing(tmp_path: Path) -> None:
    """A folder that is not there is not in use, and is still not there."""
    assert not in_use(tmp_path / "none")
    assert not (tmp_path / "none").exists()
