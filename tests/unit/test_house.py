"""The house keeps its own rules: where a module may be named, how long a file may grow, what must never be written."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted([*ROOT.glob("sync/**/*.py"), *ROOT.glob("desktop/**/*.py"), *ROOT.glob("resources/**/*.py")])


def _offenders(pattern: str, *, but: tuple[str, ...] = ()) -> list[str]:
    found = re.compile(pattern, re.MULTILINE)
    return [
        name
        for path in SOURCES
        if (name := path.relative_to(ROOT).as_posix()) not in but and found.search(path.read_text(encoding="utf-8"))
    ]


def test_no_file_outgrows_its_noun() -> None:
    """No module is longer than 500 lines."""
    assert [str(p) for p in SOURCES if len(p.read_text(encoding="utf-8").splitlines()) > 500] == []


def test_nothing_assumes_posix() -> None:
    """Most pc's run Windows: no module uses what only POSIX has, but those named for a platform."""
    pattern = r"^\s*(import|from) (fcntl|pwd|grp|resource|termios)\b|os\.(fork|getuid|geteuid|killpg)\("
    assert _offenders(pattern, but=("desktop/dumps.py", "sync/server/serving.py")) == []


def test_one_place_opens_the_database() -> None:
    """Only `desktop/store/connect.py` makes a connection, and nobody opens a plaintext file by its path."""
    assert _offenders(r"sqlcipher3\.connect\(|dbapi2\.connect\(", but=("desktop/store/connect.py",)) == []
    assert _offenders(r"\bDatabase\(\s*f?[\"']") == []
    assert _offenders(r"^\s*(import sqlite3|from sqlite3)\b") == []


def test_text_files_are_opened_with_an_encoding() -> None:
    """`read_text` and `write_text` always name their encoding: Windows would choose another."""
    assert _offenders(r"\.(read_text|write_text)\((?![^)\n]*encoding)[^)\n]*\)") == []


def test_threads_live_in_one_file() -> None:
    """Of the window's packages only `desktop/ui/tasks.py` starts threads."""
    found = _offenders(r"threading\.Thread\(|ThreadPoolExecutor\(|QThread\b", but=("desktop/ui/tasks.py",))
    assert [name for name in found if name.startswith("desktop/")] == []


def test_nothing_is_swallowed() -> None:
    """No bare except, and no exception passed over in silence."""
    assert _offenders(r"except\s*:|except (Base)?Exception[^\n]*:\s*\n\s*(pass|\.\.\.)\s*$") == []


@pytest.mark.parametrize("word", ["TODO", "FIXME", "NotImplementedError"])
def test_nothing_is_left_for_later(word: str) -> None:
    """No stub and no promise in a comment."""
    assert _offenders(rf"\b{word}\b") == []


def test_a_rule_is_switched_off_with_its_reason_beside_it() -> None:
    """Every `noqa` names its rule and says why; every `type: ignore` names its error."""
    assert _offenders(r"# noqa(?!: [A-Z]+\d+(, [A-Z]+\d+)* +(-|#) \w)") == []
    assert _offenders(r"# type: ignore(?!\[)") == []


def test_what_is_abstract_is_marked_so() -> None:
    """Outside a Protocol no method is left without a body: only `abstractmethod` may be."""
    hollow = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and not any("Protocol" in ast.unparse(base) for base in node.bases):
                methods = [part for part in node.body if isinstance(part, ast.FunctionDef)]
                hollow += [f"{path.name}: {node.name}.{method.name}" for method in methods if _is_hollow(method)]
    assert hollow == []


def _is_hollow(method: ast.FunctionDef) -> bool:
    marked = any("abstractmethod" in ast.unparse(decorator) for decorator in method.decorator_list)
    says = [part for part in method.body if not (isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant))]
    gives = method.returns is not None and ast.unparse(method.returns) != "None"
    return not marked and gives and not says
