"""An error that nobody took leaves its kind and its place, and nothing of what it says."""

import subprocess
import sys

import pytest

CANARY = "Kanariefuglen"
START = "import sys, threading\nfrom desktop import dumps\ndumps.forbid(lambda: print('heard'))\n"


def ended(code: str) -> subprocess.CompletedProcess[str]:
    """Runs `code` after `forbid` in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", START + code], capture_output=True, encoding="utf-8", timeout=120, check=False
    )


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (f"raise ValueError('{CANARY}')", 1),
        (f"def work():\n    int('{CANARY}')\nt = threading.Thread(target=work)\nt.start()\nt.join()", 0),
        (f"class Late:\n    def __del__(self):\n        raise KeyError('{CANARY}')\nLate()", 0),
    ],
    ids=["main", "thread", "destructor"],
)
def test_one_line_without_content(code: str, status: int) -> None:
    """On the main thread, on another, and where Python can raise nothing."""
    process = ended(code)
    assert process.returncode == status
    (line,) = process.stderr.splitlines()
    assert "Error at " in line
    assert "<string>:" in line
    assert CANARY not in line
    assert process.stdout == "heard\n"


def test_a_fault_in_a_slot_is_one_line() -> None:
    """What Qt calls is no other: the window goes on, and is told."""
    slot = f"""
from PySide6.QtCore import QCoreApplication, QTimer
app = QCoreApplication([])
def slot():
    QTimer.singleShot(0, app.quit)
    raise ValueError('{CANARY}')
QTimer.singleShot(0, slot)
app.exec()
"""
    process = ended(slot)
    assert (process.returncode, process.stdout) == (0, "heard\n")
    (line,) = process.stderr.splitlines()
    assert line.startswith("ValueError at <string>:")


# Core files are a thing of POSIX: `desktop.dumps` asks the system for nothing on Windows, and there is nothing to read.
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_no_core_file() -> None:
    """For this process, and it cannot be taken back."""
    process = ended("import resource\nprint(resource.getrlimit(resource.RLIMIT_CORE))")
    assert process.stdout == "(0, 0)\n"


def test_ending_is_no_fault() -> None:
    """Ctrl+C and an exit are not told."""
    assert ended("raise KeyboardInterrupt").stderr == ""
    assert ended("sys.exit(3)").returncode == 3
