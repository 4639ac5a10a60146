"""What SQLCipher says becomes one of the store's errors, and never quotes a value."""

from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from desktop.store import problems
from desktop.store.errors import DiskFull, ReadOnlyFolder, StoreDamaged, StoreError, StoreFailed

IOERR = 10


def _said(code: int, name: str = "") -> sqlcipher.Error:
    problem = sqlcipher.OperationalError('near "Emil": kanariefugl')
    problem.sqlite_errorcode, problem.sqlite_errorname = code, name
    return problem


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (8, ReadOnlyFolder),
        (13, DiskFull),
        (11, StoreDamaged),
        (26, StoreDamaged),
        (IOERR, StoreFailed),
        (1, StoreFailed),
        (IOERR | 22 << 8, StoreFailed),
    ],
)
def test_each_result_code_has_its_error(code: int, error: type[StoreError]) -> None:
    """The primary code decides; what the message quotes stays behind."""
    found = problems.told(_said(code, "SQLITE_X"))
    assert type(found) is error
    assert "Emil" not in f"{found} {found.reason}"


def test_an_unnamed_problem_is_named_by_its_class() -> None:
    """The log has something to go by."""
    assert problems.told(sqlcipher.OperationalError("x")).reason == "OperationalError"


def test_an_input_error_on_a_full_disk_is_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only where the folder is known and has no room; a folder that is gone tells nothing."""
    assert type(problems.told(_said(IOERR), tmp_path)) is StoreFailed
    assert type(problems.told(_said(IOERR), tmp_path / "gone")) is StoreFailed
    monkeypatch.setattr(problems, "_ROOM", 1 << 60)
    assert type(problems.told(_said(IOERR), tmp_path)) is DiskFull


def test_nothing_else_is_caught() -> None:
    """A slip of the program stays one."""
    with pytest.raises(KeyError), problems.plainly():
        raise KeyError("x")
