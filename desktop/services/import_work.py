"""Long work of an import in hand: a file being read, a plan being made, an import being written or taken back.

Each is stepped through by whoever runs it; these values hold how far it is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from desktop.domain.tabular import NotATable, Table
from desktop.services.errors import AppError, told
from desktop.services.import_log import Batch
from desktop.services.import_plan import Act, Choice, Planner, RowPlan
from desktop.texts import Message, _

PLANNED_AT_ONCE, EXAMPLES = 250, 30


class BadImport(AppError):
    """The file cannot be read as a table."""

    kind = "bad_import"
    title = Message(_("The file cannot be imported"))


@dataclass
class Opened:
    """A file that was opened; its rows come while `read` is stepped through."""

    name: str
    table: Table
    reading: Iterator[float]

    def read(self) -> bool:
        """Reads some hundred rows; False when all are here. Raises BadImport."""
        try:
            return next(self.reading, None) is not None
        except NotATable as problem:
            raise BadImport(problem.reason) from problem

    @property
    def examples(self) -> list[tuple[str, ...]]:
        """The first rows that can be read."""
        return [row.cells for row in self.table.rows[: EXAMPLES * 4] if row.problem is None][:EXAMPLES]


@dataclass
class Plan:
    """What an import would do; its rows come while it is made."""

    opened: Opened
    choice: Choice
    planner: Planner
    rows: list[RowPlan] = field(default_factory=list)

    def count(self, act: Act) -> int:
        """How many rows come to that."""
        return sum(row.act == act for row in self.rows)

    @property
    def share(self) -> float:
        """How much of it is made."""
        return len(self.rows) / max(1, len(self.opened.table.rows))

    def step(self) -> bool:
        """Plans some more rows; False when all are planned; (R)."""
        begin = len(self.rows)
        with told():
            rows = self.opened.table.rows
            self.rows += [self.planner.row(row) for row in rows[begin : begin + PLANNED_AT_ONCE]]
        return len(self.rows) < len(rows)


@dataclass
class Running:
    """An import under way: what is left to do, and what came of the rest."""

    id: str
    plan: Plan
    left: list[RowPlan]
    total: int
    added: int = 0
    changed: int = 0
    skipped: list[tuple[int, Message]] = field(default_factory=list)
    batch: int = 0
    size: int = 24

    @property
    def done(self) -> int:
        """How many records have been seen to."""
        return self.total - len(self.left)


@dataclass
class Returning:
    """An import that is being taken back: what stays because it was changed or used since."""

    id: str
    batches: list[Batch]
    total: int
    done: int = 0
    stays: int = 0
    size: int = 24


def facts(plan: Plan) -> Mapping[str, int]:
    """The plan in figures, for programs."""
    acts: tuple[Act, ...] = ("add", "change", "same", "skip")
    return {act: plan.count(act) for act in acts}
