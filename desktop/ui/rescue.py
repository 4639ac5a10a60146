"""What can be done on the lock screen where the data folder does not open: a few steps, one at a time.

It holds no key: the passphrase that a backup asks for is handed on and forgotten.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from desktop.services.clock import Clock
from desktop.texts import Texts, _
from desktop.ui import files, theme
from desktop.ui.accessibility import announce
from desktop.ui.formats import Formats
from desktop.ui.forms.widgets import Button, Card, LabelledField, LineField, button, row, rule, text

if TYPE_CHECKING:
    from desktop.services.errors import AppError
    from desktop.services.rescue import BackupRow, Step

NOT_SENT: Final = "roedtraad-ikke-sendt.roedtraad"
MEGABYTE: Final = 1_000_000
STEPS: Final = {
    "again": (
        _("Try again"),
        _("When there is room on the disk, or the files are back where they were. Nothing is changed by trying."),
        _("Try again"),
    ),
    "restore": (
        _("Put a backup back"),
        _("What lies in the folder now is kept. What you have sent since comes back by itself."),
        _("Choose backup"),
    ),
    "carry": (
        _("Save what was not sent"),
        _("What only this pc has goes to a file on a USB stick. A colleague's pc or the server can read it in."),
        _("Save it …"),
    ),
    "enrol": (
        _("Have this pc let in anew"),
        _("If no backup can be used: the notes come from the municipality's server, and the old files are kept."),
        _("See how"),
    ),
}
# where no backup is offered
ONLY_ENROL: Final = _("The notes come from the municipality's server, and the old files are kept.")


class RescueCard(Card):
    """Emits what is chosen: `again`, `restore` (backup, passphrase), `carry` (new file, passphrase), `aside`."""

    again = Signal()
    restore = Signal(str, str)
    carry = Signal(str, str)
    aside = Signal()
    turned = Signal()  # another page of it is shown

    def __init__(self, texts: Texts, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._texts, self._formats = texts, Formats(texts, clock)
        self._steps: tuple[Step, ...] = ()
        self._backups: tuple[BackupRow, ...] = ()
        self._folder = self._file = Path()
        self._chosen: BackupRow | None = None
        self.field: LabelledField | None = None
        self.put_back: Button | None = None
        self.body.setSpacing(theme.current().gap(12))
        self.hide()

    def offer(self, steps: "tuple[Step, ...]", backups: "tuple[BackupRow, ...]", folder: Path) -> None:
        """The steps that can be taken; none: the card goes."""
        self._steps, self._backups, self._folder = steps, backups, folder
        if steps:
            self._show_steps()
        else:
            self.hide()

    def _begin(self, title: str) -> None:
        self.clear()
        self.field = self.put_back = None
        self.setAccessibleName(title)
        self.body.addWidget(text(title, "card"))
        self.show()
        announce(self, title)
        self.turned.emit()

    def _show_steps(self) -> None:
        self._begin(self._texts(_("What you can do")))
        work = {
            "again": self.again.emit,
            "restore": self._show_backups,
            "carry": self._show_carry,
            "enrol": self._show_enrolment,
        }
        first: Button | None = None
        for number, step in enumerate(self._steps):
            title, why, words = (self._texts(part) for part in STEPS[step])
            if step == "enrol" and "restore" not in self._steps:
                why = self._texts(ONLY_ENROL)
            if number:
                self.body.addWidget(rule())
            made = button(words, "plain", clicked=work[step])
            first = first or made
            self.body.addWidget(row(title, why, button=made))
        self._focus(first)

    def _show_backups(self) -> None:
        self._begin(self._texts(_("Which backup?")))
        first: QWidget | None = None
        for backup in self._backups:
            size = self._texts(_("{n} MB"), n=self._formats.number(backup.size / MEGABYTE, 1))
            line = row(
                self._formats.sentence(self._formats.exact(backup.made)),
                f"{self._texts(backup.why)} · {size}",
                activated=partial(self._show_confirm, backup),
            )
            first = first or line
            self.body.addWidget(line)
        self._buttons(self._show_steps)
        self._focus(first)

    def _show_confirm(self, backup: "BackupRow") -> None:
        self._chosen = backup
        self._begin(self._texts(_("Put back the backup from {when}"), when=self._formats.exact(backup.made)))
        self.body.addWidget(
            text(self._texts(_("What lies in the folder now is kept in a folder beside it; nothing is deleted.")))
        )
        self.body.addWidget(
            text(
                self._texts(
                    _(
                        "What you have sent since the backup comes back by itself. What you wrote after it and had not"
                        " sent is then only in the folder that is kept."
                    )
                )
            )
        )
        self._ask_passphrase(self._texts(_("Put it back")), self._show_backups)

    def _show_carry(self) -> None:
        path = files.choose_new_file(self, self._texts(_("Save what was not sent")), NOT_SENT)
        if path is None:
            return
        self._chosen, self._file = None, path
        self._begin(self._texts(_("Save what was not sent")))
        for words in (
            _("The file is sealed: whoever finds the stick can read none of it."),
            _("The files in the data folder stay as they are."),
        ):
            self.body.addWidget(text(self._texts(words)))
        self._ask_passphrase(self._texts(_("Save it")), self._show_steps)

    def _ask_passphrase(self, words: str, back: Callable[[], object]) -> None:
        passphrase = LineField()
        passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        passphrase.returnPressed.connect(self._press)
        self.field = LabelledField(self._texts(_("Your passphrase")), passphrase)
        self.body.addWidget(self.field)
        self.put_back = button(words, "primary", clicked=self._press)
        self._buttons(back, self.put_back)
        self._focus(passphrase)

    def carried(self, file: str, changes: int, lost: int) -> None:
        """What was not sent is in that file; some of it may be lost."""
        self._begin(self._texts(_("Save what was not sent")))
        said = _("{changes} changes are saved in {file}. Have them read in on a colleague's pc.")
        self.body.addWidget(text(self._texts(said, changes=changes, file=file)))
        if lost:
            self.body.addWidget(text(self._texts(_("At most {n} cannot be read any more."), n=lost)))
        last = button(self._texts(_("Back")), "plain", clicked=self._show_steps)
        self._buttons(None, last)
        self._focus(last)

    def _press(self) -> None:
        field, chosen = self.field, self._chosen
        if field is None or self.put_back is None or not self.put_back.isEnabled():
            return
        passphrase = field.widget
        typed = passphrase.text() if isinstance(passphrase, LineField) else ""
        if not typed:
            field.problem(self._texts(_("Type your passphrase.")))
            passphrase.setFocus()
            return
        field.problem("")
        if isinstance(passphrase, LineField):
            passphrase.setReadOnly(True)
        field.set_help(self._texts(_("Putting the backup back …") if chosen else _("Reading what can be read …")))
        self.put_back.setEnabled(False)
        if chosen:
            self.restore.emit(chosen.name, typed)
        else:
            self.carry.emit(str(self._file), typed)

    def refused(self, error: "AppError") -> None:
        """The backup was not put back, or the files not kept aside: why, and what to do."""
        words = f"{self._texts(error.title)}. {self._texts(error.sentence)}"
        if self.field is None or self.put_back is None:
            self.body.insertWidget(1, text(words, "body", "thread"))
        else:
            self.field.set_help("")
            self.field.problem(words)
            self.put_back.setEnabled(True)
            if isinstance(self.field.widget, LineField):
                self.field.widget.setReadOnly(False)
                self.field.widget.clear()
            self.field.widget.setFocus()
        announce(self, words)

    def _show_enrolment(self) -> None:
        self._enrolment(None)

    def put_aside(self, kept: Path) -> None:
        """The old files are kept there; what is left to do."""
        self._enrolment(kept)

    def _enrolment(self, kept: Path | None) -> None:
        self._begin(self._texts(_("How the pc is let in anew")))
        for words in (
            _("1. Ask your administrator for an invite to this pc: a small file."),
            _(
                "2. Put the old files aside with the button below. They are kept in the data folder."
                " Nothing is deleted."
            ),
        ):
            self.body.addWidget(text(self._texts(words)))
        if kept is not None:
            self.body.addWidget(text(self._texts(_("Done. They are kept in {folder}."), folder=kept), "body"))
        self.body.addWidget(
            text(self._texts(_("3. Go on with the invite, as on a new pc. You are led through it here.")))
        )
        self.body.addWidget(
            text(
                self._texts(_("The notes then come from the municipality's server. Your drafts do not.")), tone="muted"
            )
        )
        if kept is None:
            made = button(self._texts(_("Put the old files aside")), "plain", clicked=self.aside.emit)
            self._buttons(self._show_steps, made)
        else:
            made = button(self._texts(_("Go on with the invite")), "primary", clicked=self.again.emit)
            self._buttons(None, made)
        self._focus(made if kept is not None else None)

    def _buttons(self, back: Callable[[], object] | None, *others: Button) -> None:
        line = QHBoxLayout()
        if back is not None:
            line.addWidget(button(self._texts(_("Back")), "link", clicked=back))
        line.addStretch(1)
        for made in others:
            line.addWidget(made)
        self.body.addLayout(line)

    def _focus(self, widget: QWidget | None) -> None:
        # after the layout has shown it
        if widget is not None:
            QTimer.singleShot(0, widget, widget.setFocus)
