"""docs/faults.md names tests that exist."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROOF = r"`((?:faults|gui|property|protocol|stores|unit)/[\w/]+\.py)?(?:::(\w+))?`"


def named() -> list[tuple[str, str]]:
    """Each (file, test) on the page; a test without a file belongs to the file named before it."""
    found, file = [], ""
    for path, test in re.findall(PROOF, (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")):
        file = path or file
        if path or test:
            found.append((file, test))
    return found


def test_every_proof_is_there() -> None:
    """The file, and in it the test."""
    assert len(named()) > 40
    for file, test in named():
        source = (ROOT / "tests" / file).read_text(encoding="utf-8")
        assert not test or f"def {test}(" in source, f"{file}::{test}"


def test_every_fault_has_its_number_and_a_test() -> None:
    """One to thirty-six, in order, each with a test by name."""
    part = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8").partition("## By number\n")[2]
    rows = [line.strip("|").split("|") for line in part.splitlines() if re.match(r"\| \d", line)]
    assert [int(row[0]) for row in rows] == list(range(1, 37))
    assert all("::test_" in row[-1] for row in rows)


def test_every_fault_test_is_on_the_page() -> None:
    """A file under tests/faults that proves no promise here would be proving something nobody made."""
    files = {path.name for path in (ROOT / "tests" / "faults").glob("test_*.py")}
    assert {Path(file).name for file, _test in named() if file.startswith("faults/")} == files
