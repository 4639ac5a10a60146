"""The demo that the first-run wizard makes: step by step, whole or not at all."""

import sys
from pathlib import Path

import pytest

from desktop.services.demo_making import DemoFailed, DemoMaking
from desktop.services.errors import AppError
from desktop.services.passphrases import is_demo


def stand_in(folder: Path, code: str) -> DemoMaking:
    """A demo whose command is a few lines of Python; argument 5 is the folder."""
    script = folder.parent / "demo_command.py"
    script.write_text(f"import sys, pathlib\nfolder = pathlib.Path(sys.argv[5])\n{code}\n", encoding="utf-8")
    return DemoMaking(folder, (sys.executable, str(script)))


def test_the_demo_is_made_step_by_step_and_kept(tmp_path: Path) -> None:
    """It says how far it is, is there at the end, and is not made twice."""
    demo = stand_in(tmp_path / "demo", "[(folder / n).mkdir() for n in ('asta', 'signe')]; (folder / 'port').touch()")
    while demo.step():
        assert 0 <= demo.share < 1
    assert demo.made
    assert not demo.step()
    assert is_demo(demo.person[1])


def test_a_demo_that_fails_or_is_stopped_leaves_nothing(tmp_path: Path) -> None:
    """Half a demo is taken away, so that it can be tried again."""
    demo = stand_in(tmp_path / "demo", "(folder / 'asta').mkdir(); sys.exit(1)")
    with pytest.raises(DemoFailed) as failed:
        while demo.step():
            pass
    assert isinstance(failed.value, AppError)
    assert not demo.folder.exists()
    slow = stand_in(tmp_path / "demo", "import time; (folder / 'asta').mkdir(); time.sleep(60)")
    assert slow.step()
    slow.stop()
    assert not slow.folder.exists()
