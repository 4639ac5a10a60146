"""The tests run in forked processes: each is run once and heard of, whatever becomes of the process that runs it."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TESTS = """
import os
import warnings
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def process(tmp_path_factory):
    yield tmp_path_factory.mktemp("one")
    with (HERE / "ended").open("a") as ended:
        ended.write(f"{os.getpid()} ")


@pytest.mark.parametrize("number", range(20))
def test_whole(process, tmp_path, number):
    with (HERE / "ran").open("a") as ran:
        ran.write(f"{number} ")


def test_fails():
    print("a word before")
    assert 1 + 1 == 3


def test_ends_its_process():
    os.kill(os.getpid(), 9)


def test_warns():
    warnings.warn("look here")
"""


def test_every_test_is_run_once_and_heard_of(tmp_path: Path) -> None:
    """One that fails says why, one that kills its process is told as such, and the others go on in another."""
    (tmp_path / "test_some.py").write_text(TESTS, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "helpers.forks", "-p", "no:cacheprovider", "--forks", "2"]
    alone = {"PYTHONPATH": str(ROOT / "tests"), "PYTEST_ADDOPTS": "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    around = os.environ | alone
    ended = subprocess.run([*command, str(tmp_path)], cwd=tmp_path, env=around, capture_output=True, text=True)
    assert ended.returncode == 1, ended.stderr
    assert "2 failed, 21 passed, 1 warning" in ended.stdout, ended.stdout
    for words in ("assert (1 + 1) == 3", "a word before", "ended with -9", "UserWarning: look here"):
        assert words in ended.stdout, ended.stdout
    assert sorted(map(int, (tmp_path / "ran").read_text(encoding="utf-8").split())) == list(range(20))
    processes = (tmp_path / "ended").read_text(encoding="utf-8").split()
    assert 1 <= len(processes) == len(set(processes)) <= 2, "what lasts a session is ended once by whoever made it"
