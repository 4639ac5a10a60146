"""The page for one change of what opens this pc: passphrase, PIN, key ring or recovery words.

What is typed is handed to the service once; the words are on the page only while it is open.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QWidget

from desktop.services.errors import AppError
from desktop.texts import _
from desktop.ui import theme
from desktop.ui.forms.pages import at_most
from desktop.ui.forms.widgets import Button, Card, LabelledField, Page, TextArea, button, text
from desktop.ui.printing import print_words
from desktop.ui.recovery import secret_field, typed
from desktop.ui.shell import Shell, ViewBase

if TYPE_CHECKING:
    from desktop.services.access import NewWords

TITLES: Final = {
    "passphrase": (_("Change passphrase"), _("The new one counts from now, on this pc.")),
    "pin": (_("Choose PIN"), _("It opens after a pause, until you close Rød Tråd, at most 12 hours.")),
    "key_store": (
        _("Use the pc's key ring"),
        _("Rød Tråd then opens at the start for whoever is logged in to this pc as you."),
    ),
    "words": (_("24 recovery words"), _("They open this pc when you have forgotten your passphrase.")),
    "drop_words": (_("Remove the recovery words"), _("The words on paper then open nothing any more.")),
}
COLUMNS: Final = 4
# which field an error is about
_PASSPHRASE = {"wrong-passphrase", "must-wait"}
_NEW = {"weak_passphrase", "weak_pin"}
_WORDS = {"not_the_same", "unreadable-words"}


class View(ViewBase):
    """One act, named by `act`; it closes when it is done."""

    belongs = "settings"

    def __init__(self, shell: Shell, act: str = "passphrase", **target: object) -> None:
        super().__init__(shell, act=act, **target)
        self._kind = act if act in TITLES else "passphrase"
        texts = shell.texts
        title, why = TITLES[self._kind]
        self._title = texts(title)
        self.page = Page(self._title, texts(why))
        self.card = Card()
        self.page.body.addLayout(at_most(self.card, theme.current().px(760)))
        self.fill(self.page)
        self.passphrase: LabelledField | None = None
        self.new: LabelledField | None = None
        self.again: LabelledField | None = None
        self.words: LabelledField | None = None
        self.go: Button | None = None
        self._made: NewWords | None = None
        self._begin()

    def title(self) -> str:
        """What is done here."""
        return self._title

    def focus(self) -> None:
        """On the first field, else on the button."""
        first = self.passphrase or self.words
        target = first.widget if first is not None else self.go
        if target is not None:
            target.setFocus()

    def _begin(self) -> None:
        texts, access = self.shell.texts, self.shell.app.access
        if self._kind == "drop_words":
            self._foot(_("Remove words"), lambda: self._do(access.drop_words, _("The recovery words are removed.")))
            return
        self.passphrase = self._secret(_("Your passphrase"))
        if self._kind == "passphrase":
            self.new = self._secret(_("New passphrase"), _("At least 12 characters, such as four words."))
            self.again = self._secret(_("The same again"))
            self._foot(_("Change passphrase"), self._change_passphrase)
        elif self._kind == "pin":
            self.new = self._secret(_("New PIN"), _("At least 6 digits, not in a row."))
            self.again = self._secret(_("The same again"))
            self._foot(_("Choose PIN"), self._set_pin)
        elif self._kind == "key_store":
            self._foot(_("Use key ring"), self._make_key_store)
        else:
            note = _("You write them down or print them, and type them once to show that you have them.")
            self.card.body.addWidget(text(texts(note)))
            self._foot(_("Show the words"), self._show_words)

    def _secret(self, words: str, help: str = "") -> LabelledField:
        texts = self.shell.texts
        field = secret_field(texts(words), texts(help) if help else "")
        if isinstance(field.widget, QLineEdit):
            field.widget.returnPressed.connect(self._press)
        self.card.body.addWidget(field)
        return field

    def _foot(self, words: str, work: Callable[[], object], *more: QWidget) -> None:
        texts = self.shell.texts
        self.go = button(texts(words), "primary", clicked=work)
        line = QHBoxLayout()
        line.setSpacing(theme.current().gap(10))
        line.addWidget(button(texts(_("Cancel")), clicked=self.shell.back))
        for extra in more:
            line.addWidget(extra)
        line.addStretch(1)
        line.addWidget(self.go)
        self.card.body.addLayout(line)

    def _press(self) -> None:
        if self.go is not None and self.go.isEnabled():
            self.go.click()

    # what is typed

    def _ready(self) -> bool:
        """Whether every field is filled; says what is missing beside the first that is not."""
        texts = self.shell.texts
        passphrase, new, again = self.passphrase, self.new, self.again
        checks = (
            (passphrase, passphrase is not None and not typed(passphrase), _("Type your passphrase.")),
            (new, new is not None and not typed(new), _("It is empty.")),
            (
                again,
                new is not None and again is not None and typed(again) != typed(new),
                _("The two are not the same."),
            ),
        )
        first: QWidget | None = None
        for field, bad, words in checks:
            if field is not None:
                field.problem(texts(words) if bad else "")
                first = first or (field.widget if bad else None)
        if first is not None:
            first.setFocus()
        return first is None

    def _values(self) -> tuple[str, str]:
        passphrase, new = self.passphrase, self.new
        return typed(passphrase) if passphrase else "", typed(new) if new else ""

    def _change_passphrase(self) -> None:
        old, new = self._values()
        if self._ready():
            access = self.shell.app.access
            self._do(lambda: access.change_passphrase(old, new), _("Your new passphrase counts from now."))

    def _set_pin(self) -> None:
        passphrase, pin = self._values()
        if self._ready():
            access = self.shell.app.access
            self._do(lambda: access.set_pin(passphrase, pin), _("The PIN opens after a pause from now."))

    def _make_key_store(self) -> None:
        passphrase, _new = self._values()
        if self._ready():
            access = self.shell.app.access
            self._do(lambda: access.make_key_store(passphrase), _("The key ring opens Rød Tråd from now."))

    def _do(self, work: Callable[[], None], words: str) -> None:
        def done(_none: None) -> None:
            if self.isVisible():  # not when the person has gone on to another page meanwhile
                self.shell.back()
            self.shell.message(self.shell.texts(words), "ok")

        self._busy(True)
        self.shell.tasks.write(work, done, self._failed)

    def _busy(self, on: bool) -> None:
        if self.go is not None:
            self.go.setEnabled(not on)

    def _failed(self, error: AppError) -> None:
        self._busy(False)
        field = next(
            (
                field
                for kinds, field in ((_PASSPHRASE, self.passphrase), (_NEW, self.new), (_WORDS, self.words))
                if error.kind in kinds
            ),
            None,
        )
        if field is None:
            self.shell.failed(error)
            return
        texts = self.shell.texts
        field.problem(f"{texts(error.title)}. {texts(error.sentence)}")
        field.widget.setFocus()

    # the words

    def _show_words(self) -> None:
        passphrase, _new = self._values()
        if self._ready():
            access = self.shell.app.access
            self._busy(True)
            self.shell.tasks.write(lambda: access.new_words(passphrase), self._words_made, self._failed)

    def _words_made(self, made: "NewWords") -> None:
        self._made = made
        self._write_words()

    def _write_words(self) -> None:
        made, texts = self._made, self.shell.texts
        if made is None:
            return
        self._empty()
        self.page.set_title(
            self._title, texts(_("Step 1 of 2: write them down or print them. They are shown only now."))
        )
        # in a widget of its own, which takes every word with it when it goes
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.current().gap(24))
        grid.setVerticalSpacing(theme.current().gap(10))
        rows = -(-len(made.words) // COLUMNS)
        for number, word in enumerate(made.words):
            shown = text(f"{number + 1}. {word}", "strong", wrap=False)
            grid.addWidget(shown, number % rows, number // rows)
        self.card.body.addWidget(holder)
        self.card.body.addWidget(
            text(
                texts(_("Keep the paper away from the pc. Whoever has it opens your notes on this pc.")),
                "second",
                "muted",
            )
        )
        paper = button(texts(_("Print")), clicked=self._print)
        self._foot(_("I have them"), self._ask_back, paper)
        self._focus_soon()

    def _print(self) -> None:
        if self._made is not None:
            print_words(self, self.shell.texts, self.shell.formats.date(self.shell.formats.today()), self._made.words)

    def _ask_back(self) -> None:
        texts = self.shell.texts
        self._empty()
        self.page.set_title(
            self._title, texts(_("Step 2 of 2: type them from the paper, so that you know they are right."))
        )
        self.words = LabelledField(
            texts(_("The 24 words")),
            TextArea(lines=4),
            help=texts(_("In their order. The first four letters of each will do.")),
        )
        self.card.body.addWidget(self.words)
        self._foot(
            _("Use these words"), self._keep_words, button(texts(_("See the words again")), clicked=self._write_words)
        )
        self._focus_soon()

    def _keep_words(self) -> None:
        made, field = self._made, self.words
        if made is None or field is None or not isinstance(field.widget, TextArea):
            return
        said = field.widget.value()
        access = self.shell.app.access
        self._do(lambda: access.keep_words(made, said), _("The words open this pc from now. Older ones do not."))

    def _focus_soon(self) -> None:
        # what was just laid out is shown by an event to come, and a hidden widget takes no focus
        QTimer.singleShot(0, self, self.focus)

    def _empty(self) -> None:
        self.card.clear()
        self.passphrase = self.new = self.again = self.words = None
        self.go = None
