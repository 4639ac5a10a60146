"""The rows of a file that is to be imported, each with what will happen to it and why; all, or those of one sort.

It shows a plan; it changes nothing.
"""

from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.services.import_plan import Act, Choice, RowPlan
from desktop.services.import_work import Plan
from desktop.texts import _
from desktop.ui import theme as look
from desktop.ui.forms.widgets import Card, Chips, text
from desktop.ui.list_rows import ListRow
from desktop.ui.shell import Shell
from desktop.ui.tables import ListView

PAGE: Final = 200
ACTS: Final[tuple[tuple[Act, str, str, str], ...]] = (
    ("add", _("To be added · {n}"), _("new"), "ok"),
    ("change", _("To be changed · {n}"), _("changed"), "neutral"),
    ("same", _("As they are · {n}"), _("as it is"), "neutral"),
    ("skip", _("To be left out · {n}"), _("left out"), "warn"),
)
#: The rows that were left out, when the import is done.
LEFT_OUT: Final = _("Left out · {n}")


class PlanRows(QWidget):
    """The list under its filter. With `only`, after the import, the rows of that sort alone."""

    def __init__(self, shell: Shell, plan: Plan, choice: Choice, only: Act | None = None) -> None:
        super().__init__()
        self._shell, self._plan, self._choice, self._only = shell, plan, choice, only
        self._shown: list[RowPlan] = []
        t, number = shell.texts, shell.formats.number
        told = [(act, t(words, n=number(plan.count(act)))) for act, words, _tag, _tone in ACTS if only in (None, act)]
        self.filter = Chips(told, name=t(_("Show")))
        self.filter.changed.connect(self._filtered)
        self.list = ListView(t(_("Rows of the file")))
        self.list.setObjectName("rows")
        self.list.rows.wanted.connect(self._more)
        self.list.setMinimumHeight(look.current().px(160))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.current().gap(16))
        if only is None:
            column.addWidget(self.filter)
        else:
            self.filter.setParent(self)
            self.filter.hide()
            column.addWidget(text(t(LEFT_OUT, n=number(plan.count(only))), "card"))
        column.addWidget(Card.around(self.list), 1)
        self._filtered()

    def _filtered(self) -> None:
        only = self._only or self.filter.value()
        self._shown = [one for one in self._plan.rows if not only or one.act == only]
        self.list.show_rows([])
        self._more()

    def _more(self) -> None:
        shown, choice, imports = self._shown, self._choice, self._shell.app.imports
        begin = len(self.list.rows.rows)
        part = shown[begin : begin + PAGE]

        def words() -> list[ListRow]:
            return [self._row(one, *imports.words(choice, one)) for one in part]

        def arrived(rows: list[ListRow]) -> None:
            if self._shown is shown:
                self.list.rows.append(rows, more=begin + len(rows) < len(shown))

        self._shell.tasks.read(words, arrived, key=f"rows-{id(self)}")

    def _row(self, one: RowPlan, detail: str, extra: str) -> ListRow:
        t = self._shell.texts
        _act, _words, tag, tone = next(row for row in ACTS if row[0] == one.act)
        title = one.title or t(_("Without a name"))
        where = t(_("Row {n}"), n=one.line)
        if one.act == "change":
            detail, extra = extra, detail
        return ListRow(one.line.to_bytes(8), title, " · ".join(p for p in (where, detail) if p), extra, t(tag), tone)
