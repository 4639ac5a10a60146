"""A sheet whose words are never lost: it drafts on every pause, restores with the cursor, and saves on Ctrl+S.

It knows fields by name and how to keep and check them; what is being written, and where it is saved, is the view's.
"""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from desktop.services.drafts import DraftValues
from desktop.services.errors import AppError, Invalid
from desktop.services.values import Problem, Saved
from desktop.texts import _
from desktop.ui.accessibility import announce
from desktop.ui.forms import binding
from desktop.ui.forms.drafting import Drafting, Values, same, telling
from desktop.ui.forms.fields import NEEDED
from desktop.ui.forms.growing import grow_with_content
from desktop.ui.forms.offering import Offering
from desktop.ui.forms.problems import errors_as_read, half_typed, too_much
from desktop.ui.forms.saving import Saving
from desktop.ui.forms.when import is_dated
from desktop.ui.forms.widgets import LabelledField, LineField, Sheet, TextArea, button, text
from desktop.ui.shell import Shell, ViewBase
from desktop.ui.tab_order import follow_layout

CHECK_MS = 150
BESIDE = ("rec", "base")  # which record is edited, and what of it was in front of the person


class DraftSheet(ViewBase):
    """The common part. A view says its `fields`, `check` and `store`; the rest is here."""

    kind = ""

    def __init__(
        self, shell: Shell, title: str, *, draft: str | None = None, rec: bytes | None = None, **target: object
    ) -> None:
        super().__init__(shell, **target)
        self.draft, self.words = draft, title
        self.beside: Values = {"rec": rec} if rec is not None else {}
        self.fields: dict[str, tuple[QWidget, LabelledField | None]] = {}
        self.kept = text("", "second", "muted", wrap=False)
        close = button(shell.texts(_("Close, the draft stays")), "link", "Esc", self.close_sheet)
        self.sheet = Sheet(title, [self.kept, close])
        self.fill(self.sheet)
        grow_with_content(self, self.sheet)
        self.offering = Offering(shell, self, self.sheet, lambda: self.draft is not None)
        self._loading, self._tried = True, frozenset[str]()
        self._refused: dict[str, Problem] = {}
        self._cursor, self._untouched, self._first = Values(), Values(), ""
        self.drafting = Drafting(self, self.kind, self._collect, self._write_draft, shell.app.clock.now, draft)
        self.saving = Saving(shell, self.drafting, self.values)
        self.drafting.kept.connect(self._draft_kept)
        self.drafting.mended.connect(shell.mended)
        self._checking = QTimer(self, singleShot=True, interval=CHECK_MS)
        self._checking.timeout.connect(self._check_while_typing)

    # what a view fills in

    def check(self) -> Sequence[Problem]:
        """What must or might be mended before saving."""
        return ()

    @abstractmethod
    def store(self) -> Callable[[str | None], Saved]:
        """Takes the values as they are now; the answer runs on the writer with the draft's id and saves them."""

    def saved(self, saved: Saved) -> None:
        """What happens after a save; back to where the person came from, with a way to undo."""
        if self.isVisible():  # else the person has already gone on to another page
            self.shell.back()
        self.saving.tell(saved)

    @property
    def rec(self) -> bytes | None:
        """The record that is edited, or None for a new one."""
        rec = self.beside.get("rec")
        return rec if isinstance(rec, bytes) else None

    @property
    def base(self) -> bytes:
        """What of the record was in front of the person; goes back with the save."""
        base = self.beside.get("base")
        return base if isinstance(base, bytes) else b""

    # what the window asks

    def title(self) -> str:
        """The name of the sheet."""
        return self.words

    def target(self) -> dict[str, object]:
        """The draft it is writing, so that a lock opens it again."""
        draft = {"draft": self.drafting.id} if self.drafting.exists or self.drafting.dirty or self.busy else {}
        rec = {} if self.rec is None else {"rec": self.rec}
        return super().target() | rec | draft

    @property
    def busy(self) -> bool:
        """While a save is under way; the draft goes with it."""
        return self.saving.under_way

    def ends(self) -> str:
        """The draft of a save."""
        return self.drafting.id if self.busy else ""

    def act(self, action: str) -> bool:
        """Ctrl+S saves, Esc closes."""
        match action:
            case "save":
                self.save()
            case "close":
                self.close_sheet()
            case _:
                return False
        return True

    def refresh(self) -> None:
        """What was typed as »today« is shown by its day when that is over."""
        self.put({n: binding.read(w) for n, (w, _of) in self.fields.items() if is_dated(w)})

    def focus(self) -> None:
        """Where the cursor was, else the first field to fill in; before there is any, where keys are kept for it."""
        if self.offering.focus():
            return
        self.go_to(str(self._cursor.get("field") or self._first), self._cursor.get("at"))

    # building

    def bind(self, name: str, widget: QWidget, label: str = "", required: bool = False, help: str = "") -> QWidget:
        """Registers a field; with a label the answer is the labelled widget to place."""
        widget.setObjectName(name)
        wrapper = LabelledField(label, widget, required, help, self.shell.texts(NEEDED)) if label else None
        self.fields[name] = (widget, wrapper)
        binding.on_change(widget, lambda: self.changed(name))
        binding.on_left(widget, self._checking.start)
        if isinstance(widget, LineField | TextArea):
            widget.refused.connect(lambda most: self._too_much(name, most))
        return wrapper or widget

    def hand_over(self, name: str, wrapper: LabelledField) -> None:
        """Lets the problems of field `name` show beside another one."""
        self.fields[name] = (self.fields[name][0], wrapper)

    def widget(self, name: str) -> QWidget:
        """The widget of a field."""
        return self.fields[name][0]

    def loaded(self, values: Values, cursor: Values | None = None, first: str = "") -> None:
        """The form has its choices: puts in `values`, the cursor where it was, and begins to draft."""
        self.put(values)
        self.nothing_written_yet()
        self._loading = False
        follow_layout(self.sheet)
        self._cursor, self._first = dict(cursor or {}), first
        if self.isVisible():
            self.focus()
        if self.draft is not None:
            self._tried = frozenset(self.fields)
            self._check_while_typing()

    def emptied(self) -> bool:
        """Nothing of what was written is left; False while a save is under way, or before there are fields."""
        if self.busy or self._loading:
            return False
        self._loading = True
        self.drafting.start_over()
        self._checking.stop()
        self.draft, self.beside, self._tried = None, {}, frozenset()
        self._refused, self._cursor, self._untouched, self._first = {}, {}, {}, ""
        self.put(dict.fromkeys(self.fields))
        self.show_problems(())
        self.kept.clear()
        self.sheet.area.verticalScrollBar().setValue(0)
        return True

    def nothing_written_yet(self) -> None:
        """The form as it stands is as it was given to the person."""
        self._untouched = self.values()

    def put(self, values: Values) -> None:
        """Writes `values` into the fields that exist; nothing is taken for typed."""
        before, self._loading = self._loading, True
        self.beside |= {name: values[name] for name in BESIDE if values.get(name)}
        for name, value in values.items():
            if name in self.fields:
                binding.write(self.fields[name][0], value)
        self._loading = before

    def values(self) -> Values:
        """Every field as it stands, and what the draft must remember beside them."""
        return self.beside | {name: binding.read(widget) for name, (widget, _wrapper) in self.fields.items()}

    def go_to(self, name: str, at: object = None) -> None:
        """Goes to a field, with the cursor at a character of it, and scrolls it into sight."""
        if name not in self.fields:
            return
        widget, wrapper = self.fields[name]
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        binding.place_cursor(widget, at)
        self.sheet.into_sight(wrapper, widget)

    # drafting

    def changed(self, name: str) -> None:
        """Something was typed or chosen in a field."""
        if not self._loading:
            self.sheet.rest()
            self._refused.pop(name, None)
            self.drafting.touch()
            self._checking.start()

    def flush(self) -> None:
        """The lock or the end is coming: what is typed goes to the writer now."""
        self.offering.settle()
        self.drafting.flush()

    def close_sheet(self) -> None:
        """Leaves; the draft stays, unless the form stands as it was given: nothing written and nothing chosen."""
        self.offering.leave()
        self.flush()
        if self.drafting.exists and self.draft is None and same(self.values(), self._untouched):
            self.shell.tasks.write(partial(self.shell.app.drafts.drop, self.drafting.id))
        self.shell.back()

    def _collect(self) -> tuple[Values, Values]:
        focused = QApplication.focusWidget()
        for name, (widget, _wrapper) in self.fields.items():
            if focused is not None and (widget is focused or widget.isAncestorOf(focused)):
                self._cursor = {"field": name, "at": binding.cursor_of(widget)}
        return self.values(), dict(self._cursor)

    def _write_draft(self, draft: DraftValues, done: Callable[[object], None], fault: Callable[[str], None]) -> None:
        self.shell.tasks.write(partial(self.shell.app.drafts.put, draft), done, telling(self.shell.failed, fault))

    def _draft_kept(self, moment: datetime) -> None:
        self.kept.setText(self.shell.texts(_("The draft is kept {time}"), time=self.shell.formats.time(moment)))

    def _too_much(self, name: str, most: int) -> None:
        """Not all that was pasted fits: said beside the field until it is changed."""
        self._refused = {name: too_much(name, self.widget(name), most, self.shell)}
        self.show_problems(self.check(), self._tried)

    def _check_while_typing(self) -> None:
        if not self.busy:
            self.show_problems(self.check(), self._tried)

    def show_problems(self, problems: Sequence[Problem], tried: frozenset[str] | None = None) -> None:
        """Puts each problem beside its field; outside `tried` an empty one, or half typed, is left in peace."""
        values, said = self.values(), dict[LabelledField, tuple[str, QWidget | None]]()
        for problem in (*reversed(problems), *self._refused.values()):
            widget, wrapper = self.fields.get(problem.field, (None, None))
            at_once = tried is None or problem.field in tried or problem.field in self._refused
            if wrapper is not None and (at_once or (values.get(problem.field) and not half_typed(widget))):
                said[wrapper] = problem.text, widget
        for _widget, wrapper in self.fields.values():
            if wrapper is not None:
                wrapper.problem(*said.get(wrapper, ("", None)))

    def save(self) -> None:
        """Saves, or says beside the fields what is missing and goes to the first."""
        if not self.offering.keep(self.save):
            self.save_then(self.saved)

    def save_then(self, then: Callable[[Saved], None]) -> None:
        """Saves and goes on with `then`."""
        if self.busy or self._loading:
            return
        problems = self.check()
        if any(problem.severity == "error" for problem in problems):
            self._refuse(problems)
            return

        def done(saved: Saved) -> None:
            self._tried = frozenset()
            self.kept.clear()
            then(saved)

        self.saving.ask(self.store(), done, self._not_saved)

    def _not_saved(self, error: AppError) -> None:
        self.offering.let_go()
        if isinstance(error, Invalid) and self.isVisible():
            self._refuse(error.problems)
        else:
            self.shell.failed(error)

    def _refuse(self, problems: Sequence[Problem]) -> None:
        self._tried = frozenset(name for name, (made, _wrapper) in self.fields.items() if made.isVisibleTo(self))
        self.show_problems(problems)
        self.shell.refused()
        wrong = errors_as_read(problems, {name: made for name, (made, _wrapper) in self.fields.items()})
        if wrong:
            self.go_to(wrong[0].field)
            announce(self, wrong[0].text)  # where the focus was there already, nothing else is heard
