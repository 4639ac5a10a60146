"""The line under a child's name that says there is a consent already, and takes it: a value a draft keeps."""

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.services.known_children import Known, KnownChildren
from desktop.texts import Texts, _
from desktop.ui.forms.line import Line
from desktop.ui.forms.note_part import column
from desktop.ui.forms.widgets import LineField, button, text
from desktop.ui.tasks import Tasks

SOON_MS = 200


class KnownChild(Line):
    """Offers a consent for what stands in `name`. `rest` is what need not be asked while it is used."""

    changed = Signal()
    correcting = Signal(bytes)  # the child whose name or consent is to be corrected

    def __init__(self, known: KnownChildren, tasks: Tasks, texts: Texts, name: LineField) -> None:
        self._words = text("", "second", "muted")
        self._button = button("", "link")
        self._correct = button(texts(_("Correct name and consent …")), "link", clicked=self._ask_correction)
        self._correct.hide()
        for link in (self._button, self._correct):
            link.setProperty("edge", "left")
        whole, _inside = column(self._words, Line(self._button, self._correct, QWidget(), equal=False, narrow=320))
        super().__init__(whole)
        self._kept = False
        self._known, self._tasks, self._texts, self._name = known, tasks, texts, name
        self._found: Known | None = None
        self._used: bytes | None = None
        self.rest: tuple[QWidget, ...] = ()
        self._button.clicked.connect(self._press)
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self._look)
        name.textChanged.connect(lambda _words: self._typed())
        self.hide()

    def keep(self) -> None:
        """The note that is corrected is about this child, whether or not the consent holds still."""
        self._kept = True

    def draft_value(self) -> object:
        """The child whose consent is used, or None."""
        return self._used

    def put_draft_value(self, value: object) -> None:
        """Uses it again."""
        self._used = value if isinstance(value, bytes) else None
        self._show()
        if self._used is not None:
            used, known, kept = self._used, self._known, self._kept
            self._tasks.read(lambda: known.told_of(used, kept), self._told)

    def when_changed(self, act: Callable[[], None]) -> None:
        """Calls `act` after every change."""
        self.changed.connect(act)

    def _typed(self) -> None:
        if self._used is None:
            if self._found is not None:  # it was another name's, or another note's
                self._found = None
                self._show()
            self._soon.start()

    def _look(self) -> None:
        name, known = self._name.value(), self._known
        self._tasks.read(lambda: (name, known.called(name)), self._looked)

    def _looked(self, answer: tuple[str, Known | None]) -> None:
        name, found = answer
        if self._used is None and name == self._name.value():
            self._found = found
            self._show()

    def _told(self, found: Known | None) -> None:
        if found is None:  # the consent has ended since, or was taken back
            self._used = None
            self.changed.emit()
        self._found = found
        self._show()

    def _press(self) -> None:
        if self._used is not None:
            self._used = None
        elif self._found is not None:
            rec, known = self._found.rec, self._known
            self._used = rec
            self._tasks.write(lambda: known.use(rec))
        self._show()
        self.changed.emit()

    def _ask_correction(self) -> None:
        if self._used is not None:
            self.correcting.emit(self._used)

    def _show(self) -> None:
        used = self._used is not None
        self._correct.setVisible(used and self._kept)
        self._words.setText(self._found.words if self._found else "")
        self._button.set_words(self._texts(_("Record a new consent") if used else _("Use this consent")))
        self._name.setReadOnly(used)
        self.setVisible(used or self._found is not None)
        for asked in self.rest:
            asked.setVisible(not used)
