"""10,000 damaged lists: a refusal with a reason or a correct import; never an exception, and never a wrong record.

What is correct is told by Python's own reader of CSV up to the first row that cannot be read, and by the text of the
file itself everywhere: no value stands in a record that does not stand, in that order, in the file.
"""

import csv
import io
import random
import re
import subprocess
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from helpers.mutations import damaged

from desktop.domain import columns, rules
from desktop.domain.kind import Kind
from desktop.domain.registry import kind as kind_of
from desktop.domain.tabular import NotATable, Table, open_table, text_of
from desktop.services.clock import COPENHAGEN, Clock
from desktop.services.import_plan import Choice, Planner, RowPlan
from desktop.store.records import Row

DEMO = Path(__file__).parents[2] / "resources" / "demo"
FILES, EACH, ROWS, SPACE = ("institutionsregister", "dagtilbud", "kontaktpersoner"), 3334, 4, b"s" * 16
CLOCK = Clock(datetime(2026, 11, 20, 8, tzinfo=COPENHAGEN), lambda: 0.0)
#: What a person or a spreadsheet does to a file, beside what wires do.
HABITS = (
    '"', ";", ",", "\t", "\n", "\r", '""', "=1+1;", "'", "\0", "æ", "😀", "\u202e", "\ufeff", "000", "1,5", " ",
    "010872-0003", "x" * 300,
)  # fmt: skip


@dataclass
class Contacts:
    """Places and people without a store."""

    rows: Mapping[str, tuple[Row, ...]]

    def all(self, kind: str) -> tuple[Row, ...]:
        """Every row."""
        return self.rows.get(kind, ())


def here() -> Contacts:
    """The places of the example files, so that people find where they work and some rows are known."""
    rows = []
    for name in FILES[:2]:
        table, reading = open_table((DEMO / f"{name}.csv").read_bytes())
        list(reading)
        found = columns.guess("institution", table.header, [])
        for n, row in enumerate(table.rows[: 3 * ROWS]):
            number = row.cells[found["institution_no"]].rjust(6, "0")
            values = {"name": row.cells[found["name"]], "type": "school", "institution_no": number}
            rec = f"{name[:6]}{n}".encode().ljust(16, b"-")
            rows.append(Row(rec, SPACE, "institution", values, b"u" * 16, datetime(2026, 1, 1, tzinfo=UTC), 0))
    return Contacts({"institution": tuple(rows[::2]), "person": ()})


def sample(name: str) -> bytes:
    """The headings and the first rows of an example file, one of them with a newline between quotation marks."""
    data = (DEMO / f"{name}.csv").read_bytes()
    encoding = "cp1252" if name == FILES[0] else "utf-8"
    rows = list(csv.reader(io.StringIO(data.decode(encoding), newline=""), delimiter=";,\t"[FILES.index(name)]))
    made = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if name == FILES[1] else csv.QUOTE_MINIMAL
    csv.writer(made, delimiter=";,\t"[FILES.index(name)], quoting=quoting).writerows([*rows[: ROWS - 1], rows[8]])
    return made.getvalue().encode(encoding)


def mutated(rng: random.Random, data: bytes, encoding: str) -> bytes:
    """One to three kinds of damage, of wires or of people."""
    for _time in range(rng.randint(1, 3)):
        if rng.random() < 0.5:
            data = damaged(rng, data)
        else:
            at = rng.randrange(len(data) + 1)
            data = data[:at] + rng.choice(HABITS).encode(encoding, "replace") + data[at:]
    return data


def read(data: bytes) -> Table | None:
    """The table, or None for a refusal with a reason."""
    try:
        table, reading = open_table(data)
        for _share in reading:
            pass
    except NotATable as refusal:
        assert refusal.reason.msgid
        return None
    return table


def check_rows(table: Table, text: str) -> None:
    """Every cell stands in the text, in order; and until the first bad row they are what another reader reads."""
    at = 0
    for row in table.rows:
        for cell in row.cells:
            if cell:
                found = [place for place in (text.find(cell, at), text.find(cell.replace('"', '""'), at)) if place >= 0]
                assert found, "a cell that is not in the file"
                at = min(found) + len(cell)
    good = []
    for row in table.rows:
        if row.problem is not None:
            break
        good.append(row.cells)
    start = text.lstrip("\ufeff")
    if re.match(r"sep=[;,\t]", start, re.IGNORECASE):
        start = start.partition("\n")[2]
    theirs = []
    try:
        for cells in csv.reader(io.StringIO(start, newline=""), delimiter=table.delimiter, strict=True):
            if any(cell.strip() for cell in cells):
                theirs.append(tuple(cells))
    except csv.Error:
        pass
    for mine, other in zip(good, theirs[1:], strict=False):
        width = max(len(mine), len(other))
        assert mine + ("",) * (width - len(mine)) == other + ("",) * (width - len(other))


def check_plan(kind: Kind, plan: RowPlan, cells: Sequence[str]) -> None:
    """What is written keeps the rules, is text, and comes of the row's own cells."""
    if plan.act == "skip":
        assert plan.notes and all(note.msgid for note in plan.notes)
        return
    kind.to_wire(plan.values)
    wrong = [problem for problem in rules.problems(kind, plan.values, clock=CLOCK) if problem.severity == "error"]
    assert not [problem for problem in wrong if problem.field in plan.values]
    said = columns.fold(" ".join(cells))
    for name, value in plan.values.items():
        if not isinstance(value, str):
            continue
        assert not any(unicodedata.category(letter) == "Cc" for letter in value)
        if name == "institution_no":
            assert re.fullmatch(r"[0-9A-Z]{6}", value) and value.lstrip("0").lower() in said
        elif name == "phone":
            assert columns.fold(value) in said
        elif name not in ("type", "ownership"):
            assert all(columns.fold(word) in said for word in value.split())


@pytest.mark.parametrize("name", FILES)
def test_damaged_lists_are_refused_or_right(name: str) -> None:
    """A third of the 10,000 for each example file."""
    rng, good, contacts = random.Random(f"csv/{name}"), sample(name), here()
    encoding = "cp1252" if name == FILES[0] else "utf-8"
    outcomes = {"refused": 0, "add": 0, "change": 0, "same": 0, "skip": 0}
    for _mutation in range(EACH):
        data = mutated(rng, good, encoding)
        table = read(data)
        if table is None:
            outcomes["refused"] += 1
            continue
        check_rows(table, text_of(data)[0])
        examples = [row.cells for row in table.rows if row.problem is None]
        sort = columns.kind_of(table.header, examples)
        found = columns.guess(sort, table.header, examples)
        if not columns.is_named(sort, found):
            outcomes["refused"] += 1
            continue
        planner = Planner(contacts, CLOCK, [SPACE], Choice(sort, found, SPACE))  # type: ignore[arg-type]
        planner.shared(table.rows)
        for row in table.rows:
            plan = planner.row(row)
            check_plan(kind_of(sort), plan, row.cells)
            outcomes[plan.act] += 1
    assert min(outcomes["refused"], outcomes["skip"], outcomes["add"] + outcomes["change"]) > 100, outcomes


def test_the_worst_files_need_less_than_300_mb() -> None:
    """Files as big as they may be, made to hurt: all cells, one cell, quotation marks only, one emoji among letters."""
    script = """
import re
from pathlib import Path
from desktop.domain.tabular import MAX_BYTES, NotATable, open_table
n = MAX_BYTES - 100
for body in (b"aa;" * 19 + b"aa\\n", b'"', b"x" * 9000 + b";1\\n"):
    data = (b"a;b" + b";c" * 18 + b"\\n" + "\\U0001f600".encode() + body * (n // len(body)))[:n]
    try:
        table, reading = open_table(data)
        for share in reading:
            pass
    except NotATable:
        pass
    table = reading = None
# not ru_maxrss: that begins with what the process took that started this one
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""
    made = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=100, check=True)
    assert int(made.stdout) < 300
