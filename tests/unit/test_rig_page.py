"""docs/rig.md says of every invariant who proves it, and every generator and test it names is there."""

import re
from pathlib import Path

from helpers.rig.generators import GENERATORS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "rig.md").read_text(encoding="utf-8")
INVARIANTS = [f"I{number}" for number in range(1, 23)]


def _rows(heading: str) -> list[list[str]]:
    part = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line[:1] == "|"]
    return rows[2:]


def test_every_invariant_has_its_row_and_its_proofs() -> None:
    """In order, and each is proved by a generator that says so, or at least by a test that is there."""
    rows = {row[0]: row for row in _rows("Invariants")}
    assert list(rows) == INVARIANTS
    for name, (_, _, generators, tests) in rows.items():
        for generator in filter(None, generators.split(", ")):
            assert name in GENERATORS[generator].proves, f"{generator} does not prove {name}"
        found = re.findall(r"`(\w+(?:/\w+)+\.py)::(\w+)`", tests)
        assert found, name
        for file, test in found:
            assert f"def {test}(" in (ROOT / "tests" / file).read_text(encoding="utf-8"), f"{file}::{test}"


def test_every_generator_stands_there_with_what_it_proves() -> None:
    """The list of the page is the list that is run; what a generator claims stands in the invariants' rows too."""
    said = {row[0]: tuple(row[2].split()) for row in _rows("Generators")}
    assert said == {name: tuple(sorted(g.proves, key=INVARIANTS.index)) for name, g in GENERATORS.items()}
    rows = {row[0]: row[2].split(", ") for row in _rows("Invariants")}
    for name, generator in GENERATORS.items():
        assert all(name in rows[invariant] for invariant in generator.proves)
