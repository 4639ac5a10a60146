"""Contacts from a file: reads it, plans it, writes it in small batches and takes a whole import back.

Long work is handed out in steps, so that whoever runs it can show how far it is, stop it, and let a save go first.
"""

import os
import time
from pathlib import Path

from desktop.domain import columns as headings
from desktop.domain.columns import Columns
from desktop.domain.registry import kind as kind_of
from desktop.domain.tabular import MAX_BYTES, NotATable, open_table
from desktop.services import chosen_files
from desktop.services.clock import Clock
from desktop.services.errors import NoSpace, NotAllowed, told
from desktop.services.field_words import FieldWords, hidden
from desktop.services.import_log import Batch, Earlier, ImportLog
from desktop.services.import_plan import Choice, Planner, RowPlan, open_groups, same
from desktop.services.import_work import BadImport, Opened, Plan, Returning, Running
from desktop.services.spaces import Spaces
from desktop.services.undo import Undo
from desktop.services.values import Option
from desktop.services.wording import Wording
from desktop.services.writing import Change, Writing, edits
from desktop.store.records import Records
from desktop.texts import Message, _
from sync.model import Commit

#: A batch may hold the writer for 50 ms, and aims at less. Fewer records than the first number gain nothing, for a
#: commit costs its part whatever is in it; more than the second might not fit one.
AIM_S, FEWEST_RECORDS, MOST_RECORDS = 0.035, 8, 192
NO_ROLE = Message(
    _(
        "An administrator cannot read or write contacts. Somebody who may write in the district must import them,"
        " with their own data folder and passphrase."
    )
)


class Imports:
    """Institutions and contact persons from CSV."""

    def __init__(
        self,
        records: Records,
        writing: Writing,
        undo: Undo,
        spaces: Spaces,
        log: ImportLog,
        words: Wording,
        fields: FieldWords,
        clock: Clock,
        me: bytes,
    ) -> None:
        self._records, self._writing, self._undo, self._spaces = records, writing, undo, spaces
        self._log, self._words, self._fields, self._clock, self._me = log, words, fields, clock, me

    # the file

    def open(self, path: Path) -> Opened:
        """Opens a file and reads its headings; any thread. Raises CannotOpen, BadImport."""
        data = chosen_files.read(path, MAX_BYTES)
        if len(data) > MAX_BYTES:
            told = _("The file is too big: at most {most} MB. Divide it in two.")
            raise BadImport(Message(told, {"most": MAX_BYTES // 1_000_000}))
        return self.take(path.name, data)

    def take(self, name: str, data: bytes) -> Opened:
        """The same for bytes in hand. Raises BadImport."""
        try:
            return Opened(name, *open_table(data))
        except NotATable as problem:
            raise BadImport(problem.reason) from problem

    def kind(self, opened: Opened) -> str:
        """ "institution" or "person", by the headings."""
        return headings.kind_of(opened.table.header, opened.examples)

    @told()
    def columns(self, opened: Opened, kind: str) -> dict[str, int]:
        """Which column is what: as it was corrected last for a file of this shape, else guessed; (R)."""
        header = opened.table.header
        known = headings.kept(kind, header, self._log.columns(headings.shape(kind, header)))
        return headings.guess(kind, header, opened.examples) if known is None else known

    # the plan

    def spaces(self) -> tuple[Option, ...]:
        """Where new contacts can go; (R). Raises NotAllowed, NoSpace."""
        writable = self._spaces.writable()
        if self._spaces.administers and not writable:
            raise NotAllowed(NO_ROLE)
        if not writable:
            raise NotAllowed if self._spaces.all() else NoSpace
        return tuple(space.option for space in writable)

    def usual_space(self, spaces: tuple[Option, ...]) -> str:
        """The one of `spaces` where most places of this pc live, which is where contacts belong; (R)."""
        with told():
            counts = {
                space.code: self._records.count("institution", {"space": bytes.fromhex(space.code)}) for space in spaces
            }
        return max(spaces, key=lambda space: counts[space.code]).code

    def types(self) -> tuple[Option, ...]:
        """The types of institution."""
        return self._words.options("institution_types")

    @told()
    def plan(self, opened: Opened, choice: Choice) -> Plan:
        """Begins a plan; (R). Its rows come with `Plan.step`."""
        if not headings.is_named(choice.kind, choice.columns):
            raise BadImport(Message(_("Say which column holds the name.")))
        writable = [space.id for space in self._spaces.writable()]
        planner = Planner(self._records, self._clock, writable, choice)
        planner.shared(opened.table.rows)
        return Plan(opened, choice, planner)

    def named(self, kind: str, columns: Columns) -> bool:
        """Whether the columns a record cannot do without are chosen."""
        return headings.is_named(kind, columns)

    def moved(self, choice: Choice, row: RowPlan) -> tuple[tuple[str, str, str], ...]:
        """(field, from, to) of what a row changes, in words; of what is protected only that it is; (R)."""
        kept = self._kept(choice, row)
        return tuple(
            (self._label(choice, one.field), self._word(choice, one.field, one.before, kept),
             self._word(choice, one.field, one.after, kept))
            for one in row.moved
        )  # fmt: skip

    @told()
    def words(self, choice: Choice, row: RowPlan) -> tuple[str, str]:
        """What becomes of a row, and what there is to say about it, in words; (R)."""
        t = self._words.text
        notes = " ".join(t(note) for note in row.notes)
        if row.act == "skip":
            return notes, ""
        if row.act == "change":
            said = [
                t(_("{field}: »{before}« becomes »{after}«"), field=field, before=before, after=after)
                if before
                else t(_("{field}: »{after}«"), field=field, after=after)
                for field, before, after in self.moved(choice, row)
            ]
            return " · ".join(said), notes
        kept = self._kept(choice, row)
        told_of = (self._word(choice, name, value, kept) for name, value in row.values.items() if name != "name")
        return " · ".join(word for word in told_of if word), notes

    def _label(self, choice: Choice, name: str) -> str:
        return self._words.text(kind_of(choice.kind).field(name).label)

    def _kept(self, choice: Choice, row: RowPlan) -> frozenset[str]:
        """What of a row is not shown: the record is protected, or becomes so."""
        known = self._records.row(choice.kind, row.rec) if row.rec is not None else None
        return hidden(choice.kind, row.values) | hidden(choice.kind, known.values if known is not None else {})

    def _word(self, choice: Choice, name: str, value: object, kept: frozenset[str]) -> str:
        if name in kept and value:
            return self._words.text(_("protected"))
        return self._fields.value(kind_of(choice.kind).field(name), value)

    # the import

    @told()
    def begin(self, plan: Plan) -> Running:
        """Remembers the columns and notes that an import begins; (W)."""
        opened, choice = plan.opened, plan.choice
        todo = [row for row in plan.rows if row.act in ("add", "change")]
        todo.sort(key=lambda row: row.space)  # a commit lives in one space
        self._log.remember(headings.shape(choice.kind, opened.table.header), choice.columns)
        id = self._log.begin(self._clock.now(), opened.name, choice.kind)
        return Running(id, plan, todo, len(todo))

    @told()
    def step(self, running: Running) -> bool:
        """Writes the next batch; False when nothing is left; (W).

        What is written stays, also if the rest is never asked for.
        """
        if not running.left:
            return False
        space = running.left[0].space
        batch = [row for row in running.left[: running.size] if row.space == space]
        began = time.perf_counter()
        pairs = [(row, change) for row in batch if (change := self._change(running, row)) is not None]
        acts = sum(row.act == "add" for row, _c in pairs), sum(row.act == "change" for row, _c in pairs)

        def beside(commit: Commit) -> None:
            self._log.add(running.id, running.batch, space, commit.cid, acts)

        if pairs:
            self._writing.commit(space, [change for _row, change in pairs], beside=beside)
        running.size = sized(running.size, time.perf_counter() - began)
        running.added, running.changed = running.added + acts[0], running.changed + acts[1]
        running.batch += 1
        del running.left[: len(batch)]
        return bool(running.left)

    def _change(self, running: Running, row: RowPlan) -> Change | None:
        """What the row writes now; None, with a reason, where the record is another than the plan showed."""
        kind = kind_of(running.plan.choice.kind)
        if row.rec is None:
            return Change(kind, os.urandom(16), "create", kind.to_wire(row.values))
        found = self._records.get(kind.name, row.rec, row.space)
        if found is not None and not found.view.withdrawn:
            now = kind.from_wire({group: dict(shown.value) for group, shown in found.view.groups.items()})
            apart = open_groups(kind, found.view.groups)
            if all(
                same(one.field, now.get(one.field), one.before) and kind.field(one.field).group not in apart
                for one in row.moved
            ):
                return edits(kind, found.view, row.values, b"", self._me)
        running.skipped.append((row.line, Message(_("It was changed while the import ran, and is left as it is."))))
        return None

    # taking back

    @told()
    def earlier(self) -> tuple[Earlier, ...]:
        """The imports that can be taken back, the newest first; (R)."""
        return self._log.earlier()

    @told()
    def take_back(self, id: str) -> Returning:
        """Begins to take an import back; (R)."""
        batches = list(self._log.batches(id))
        return Returning(id, batches, sum(batch.left for batch in batches))

    @told()
    def step_back(self, returning: Returning) -> bool:
        """Takes some records back; False when all are; (W). What others changed or use since stays."""
        if not returning.batches:
            self._log.forget(returning.id)
            return False
        batch = returning.batches[0]
        named = self._records.of_commit(batch.space, batch.cid)[: batch.left][-returning.size :]
        left = batch.left - len(named) if named else 0
        began = time.perf_counter()
        changes, stays = self._undo.backs(batch.space, batch.cid, named)
        if changes:
            self._writing.commit(batch.space, changes, beside=lambda _commit: self._log.took_back(batch, left))
        else:
            self._log.took_back(batch, left)
        returning.size = sized(returning.size, time.perf_counter() - began)
        returning.done, returning.stays = returning.done + len(named), returning.stays + stays
        returning.batches[:1] = [Batch(batch.name, batch.space, batch.cid, left)] if left else []
        return True


def sized(size: int, took: float) -> int:
    """How many records the next batch holds, after one of `size` took so long."""
    fits = int(size * AIM_S / max(took, 0.001))
    return max(FEWEST_RECORDS, min(fits, size * 2, MOST_RECORDS))
