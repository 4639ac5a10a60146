"""Importing places or people from a file: choose it, see which column is what, see what will happen, do it, undo it.

It shows what the service of imports found; it reads no file and decides no row.
"""

from collections.abc import Callable
from functools import partial

from desktop.services.chosen_files import CannotOpen
from desktop.services.errors import AppError
from desktop.services.import_log import Earlier
from desktop.services.import_plan import Act, Choice
from desktop.services.import_work import BadImport, Opened, Plan, Returning, Running
from desktop.services.values import Option
from desktop.texts import _
from desktop.ui import files
from desktop.ui.forms.import_columns import ImportColumns
from desktop.ui.forms.plan_rows import PAGE, PlanRows
from desktop.ui.forms.staged_page import StagedPage
from desktop.ui.forms.widgets import Card, button, row, text
from desktop.ui.shell import Shell

Begun = tuple[tuple[Option, ...], tuple[Earlier, ...]]
Looked = tuple[str, dict[str, int], str]


class View(StagedPage):
    """`undo` takes that import back at once."""

    belongs = "contacts"

    def __init__(self, shell: Shell, undo: str = "", **target: object) -> None:
        super().__init__(shell, **target)
        self._undo_at_once = undo
        self._written = partial(shell.tasks.write, told=True)  # a bar and »Stop« stand here, whatever one batch takes
        self._spaces: tuple[Option, ...] = ()
        self._opened: Opened | None = None
        self._plan: Plan | None = None
        self._choice: Choice | None = None
        self._columns: ImportColumns | None = None
        self.rows: PlanRows | None = None
        self.stage("", "", None)
        self.begin_again()

    def title(self) -> str:
        """Indlæs fra fil."""
        return self.shell.texts(_("Import from a file"))

    def stage(
        self,
        under: str,
        next_words: str,
        go: Callable[[], object] | None,
        other_words: str = "",
        go_other: Callable[[], object] | None = None,
    ) -> None:
        """The rows and the columns of the former stage are gone."""
        self.rows = self._columns = None
        super().stage(under, next_words, go, other_words, go_other)

    def begin_again(self) -> None:
        """To the choice of a file."""
        self.shell.tasks.read(self._begin, self._begun, self._refused)

    # which file

    def _begin(self) -> Begun:
        imports = self.shell.app.imports
        return imports.spaces(), imports.earlier()

    def _refused(self, error: AppError) -> None:
        t = self.shell.texts
        self.stage("", t(_("To the contacts")), self.shell.back)
        card = Card(t(error.title))
        card.body.addWidget(text(t(error.sentence)))
        self.page.body.addWidget(card)
        self.focus()

    def _begun(self, begun: Begun) -> None:
        self._spaces, earlier = begun
        if self._undo_at_once:
            id, self._undo_at_once = self._undo_at_once, ""
            self._take_back(id)
            return
        t, formats = self.shell.texts, self.shell.formats
        self.stage(t(_("Places or people from a list")), t(_("Choose a file …")), self._choose)
        card = Card(t(_("What can be imported")))
        for words in (
            t(_("A list saved as CSV: from the registers of institutions, or from Excel with »Save as: CSV UTF-8«.")),
            t(_("One row for each place or each person. You see what will happen before anything is changed.")),
            t(_("Only people who are met in their work. Parents and children do not belong here.")),
        ):
            card.body.addWidget(text(words))
        self.page.body.addWidget(card)
        if earlier:
            before = Card(t(_("Imported before")))
            for one in earlier:
                undo = button(t(_("Undo")), clicked=partial(self._take_back, one.id))
                undo.setObjectName(f"undo-{one.id}")
                undo.setAccessibleDescription(one.file)
                detail = t(
                    _("{when} · {added} added, {changed} changed"),
                    when=formats.sentence(formats.exact(one.at)),
                    added=formats.number(one.added),
                    changed=formats.number(one.changed),
                )
                before.body.addWidget(row(one.file, detail, button=undo))
            self.page.body.addWidget(before)
        self.focus()

    def _choose(self) -> None:
        t = self.shell.texts
        sorts = f"{t(_('Lists'))} (*.csv *.txt *.tsv);;{t(_('All files'))} (*)"
        path = files.choose_file(self, t(_("Choose a list")), sorts)
        if path is None:
            return
        imports = self.shell.app.imports
        self.shell.tasks.read(lambda: imports.open(path), self._read, self.shell.failed)

    def _read(self, opened: Opened) -> None:
        self._opened = opened
        for fault in (BadImport, CannotOpen):
            self.shell.mended(fault.kind)
        t = self.shell.texts
        rows = self.shell.formats.number

        def progress() -> tuple[float, str]:
            n = len(opened.table.rows)
            return opened.table.share, t.plural(_("{count} row"), _("{count} rows"), n, count=rows(n))

        self.run(
            t(_("The file is read")), self.shell.tasks.read, opened.read, progress,
            lambda whole: self._look() if whole else self.begin_again(),
        )  # fmt: skip

    # which column is what

    def _look(self, kind: str = "") -> None:
        opened, imports, spaces = self._opened, self.shell.app.imports, self._spaces

        def look_at() -> Looked:
            if opened is None:
                raise AppError
            sort = kind or imports.kind(opened)
            return sort, imports.columns(opened, sort), imports.usual_space(spaces)

        self.shell.tasks.read(look_at, self._show_columns)

    def _show_columns(self, looked: Looked) -> None:
        kind, columns, space = looked
        opened, t = self._opened, self.shell.texts
        if opened is None:
            return
        kept = self._choice if self._choice is not None and self._choice.kind == kind else None
        n = len(opened.table.rows)
        rows = t.plural(_("{count} row"), _("{count} rows"), n, count=self.shell.formats.number(n))
        self.stage(
            f"{opened.name} · {rows}",
            t(_("Show what will happen")),
            self._make_plan,
            t(_("Another file")),
            self.begin_again,
        )
        self._columns = ImportColumns(
            t,
            opened,
            kind,
            kept.columns if kept else columns,
            kept.space.hex() if kept else space,
            kept.otherwise if kept else "",
            self._spaces,
            self.shell.app.imports.types(),
        )
        self._columns.kind_changed.connect(self._look)
        self.page.body.addWidget(self._columns)
        self.focus()

    def _make_plan(self) -> None:
        opened, asked, imports = self._opened, self._columns, self.shell.app.imports
        if opened is None or asked is None:
            return
        choice = asked.value()
        if not imports.named(choice.kind, choice.columns):
            asked.columns.problem("name", self.shell.texts(_("Say which column holds the name.")))
            return
        self._choice = choice
        self.shell.tasks.read(lambda: imports.plan(opened, choice), self._planning)

    def _planning(self, plan: Plan) -> None:
        self._plan = plan
        whole = len(plan.opened.table.rows)
        self.run(
            self.shell.texts(_("What will happen is worked out")), self.shell.tasks.read, plan.step,
            lambda: self.how_far(len(plan.rows), whole), lambda done: self._show_plan() if done else self._look(),
        )  # fmt: skip

    # what will happen

    def _show_plan(self) -> None:
        plan, t = self._plan, self.shell.texts
        if plan is None:
            return
        number = self.shell.formats.number
        todo = plan.count("add") + plan.count("change")
        words = t.plural(_("Import {count} row"), _("Import {count} rows"), todo, count=number(todo))
        under = plan.opened.name if todo else t(_("Everything in the file is here already, or is left out."))
        self.stage(
            under, words if todo else t(_("To the contacts")), self._import if todo else self.shell.back,
            t(_("Mend the columns")), self._look,
        )  # fmt: skip
        self._show_rows(plan)
        self.focus()

    def _show_rows(self, plan: Plan, only: Act | None = None) -> None:
        self.rows = PlanRows(self.shell, plan, plan.choice, only)
        self.page.body.fills = True
        self.page.body.addWidget(self.rows, 1)

    # doing it

    def _import(self) -> None:
        plan, imports = self._plan, self.shell.app.imports
        if plan is None:
            return
        self.wait()  # until the writer has begun
        self.shell.tasks.write(lambda: imports.begin(plan), self._importing, self._not_begun)

    def _not_begun(self, error: AppError) -> None:
        self._show_plan()
        self.shell.failed(error)

    def _importing(self, running: Running) -> None:
        imports = self.shell.app.imports
        self.run(
            self.shell.texts(_("The contacts are imported")), self._written, lambda: imports.step(running),
            lambda: self.how_far(running.done, running.total), lambda _whole: self._imported(running),
        )  # fmt: skip

    def _imported(self, running: Running) -> None:
        t, formats = self.shell.texts, self.shell.formats
        undo = partial(self._take_back, running.id)
        any_done = running.added + running.changed > 0
        self.stage(
            running.plan.opened.name, t(_("To the contacts")), self.shell.back,
            t(_("Undo the import")), undo if any_done else None,
        )  # fmt: skip
        stopped = bool(running.left)
        card = Card(t(_("Stopped")) if stopped else t(_("Imported")))
        counts = {"added": formats.number(running.added), "changed": formats.number(running.changed)}
        card.body.addWidget(
            text(
                t(_("{added} added, {changed} changed. They are kept on this pc and are sent by themselves."), **counts)
            )
        )
        if stopped:
            rest = formats.number(len(running.left))
            card.body.addWidget(
                text(
                    t(
                        _("{rest} rows were not reached. Import the file again to go on, or undo what was taken."),
                        rest=rest,
                    )
                )
            )
        for line, reason in running.skipped[:PAGE]:
            card.body.addWidget(text(t(_("Row {line}: {why}"), line=line, why=t(reason)), "second", "muted"))
        self.page.body.addWidget(card)
        if running.plan.count("skip"):
            self._show_rows(running.plan, "skip")
        if any_done:
            self.shell.undoable(partial(self.shell.open, "contacts_import", undo=running.id))
        self.focus()

    # taking it back

    def _take_back(self, id: str) -> None:
        imports = self.shell.app.imports
        self.shell.tasks.read(lambda: imports.take_back(id), self._taking_back)

    def _taking_back(self, returning: Returning) -> None:
        imports = self.shell.app.imports
        self.run(
            self.shell.texts(_("The import is undone")), self._written, lambda: imports.step_back(returning),
            lambda: self.how_far(returning.done, returning.total), lambda whole: self._taken_back(returning, whole),
        )  # fmt: skip

    def _taken_back(self, returning: Returning, whole: bool) -> None:
        t, number = self.shell.texts, self.shell.formats.number
        self.stage("", t(_("To the contacts")), self.shell.back, t(_("Another file")), self.begin_again)
        card = Card(t(_("Undone")) if whole else t(_("Stopped")))
        gone = number(returning.done - returning.stays)
        card.body.addWidget(text(t(_("{n} contacts are as they were before the import."), n=gone)))
        if returning.stays:
            words = _("{n} stay: they were changed since, or others use them.")
            card.body.addWidget(text(t(words, n=number(returning.stays))))
        if not whole:
            card.body.addWidget(text(t(_("The rest stands. Undo it in the list of imports."))))
        self.page.body.addWidget(card)
        self.focus()
