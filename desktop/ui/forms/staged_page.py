"""A page that goes through stages, one after the other: a question, long work, what came of it.

At most two buttons lead on; what the stages are is the view's.
"""

from abc import abstractmethod
from collections.abc import Callable

from PySide6.QtCore import Qt

from desktop.services.errors import AppError
from desktop.texts import _
from desktop.ui.forms.long_work import LongWork, Submit
from desktop.ui.forms.widgets import Page, button
from desktop.ui.shell import Shell, ViewBase


class StagedPage(ViewBase):
    """`stage` empties the page for the next one; Esc stops long work."""

    def __init__(self, shell: Shell, **target: object) -> None:
        super().__init__(shell, **target)
        self._next = button("", "primary", clicked=lambda: self._go())
        self._other = button("", clicked=lambda: self._go_other())
        self._go: Callable[[], object] = lambda: None
        self._go_other: Callable[[], object] = lambda: None
        self._work: LongWork | None = None
        self.page = Page(self.title(), " ", [self._other, self._next])
        self.fill(self.page)

    @abstractmethod
    def begin_again(self) -> None:
        """Back to the first stage: work broke off, and the person was told."""

    def focus(self) -> None:
        """What comes next."""
        if self._next.isVisible():
            self._next.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._work is not None:
            self._work.stop_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def act(self, action: str) -> bool:
        """Esc stops what is under way; without any it closes the page."""
        if action == "close" and self._work is not None:
            self._work.stop()
            return True
        return False

    def stage(
        self,
        under: str,
        next_words: str,
        go: Callable[[], object] | None,
        other_words: str = "",
        go_other: Callable[[], object] | None = None,
    ) -> None:
        """Empties the page; the primary button does `go`, the other one `go_other`; None for no button."""
        self.page.clear()
        self._work = None
        self.page.body.fills = False
        self.page.set_title(self.title(), under or " ")
        for made, words, act in ((self._next, next_words, go), (self._other, other_words, go_other)):
            made.setVisible(act is not None)
            made.setEnabled(True)
            if act is not None:
                made.set_words(words)
        self._go, self._go_other = go or (lambda: None), go_other or (lambda: None)

    def wait(self) -> None:
        """The primary button is not pressed twice."""
        self._next.setEnabled(False)

    def run(
        self,
        title: str,
        submit: Submit,
        step: Callable[[], bool],
        progress: Callable[[], tuple[float, str]],
        done: Callable[[bool], object],
    ) -> None:
        """A stage of long work: `step` by `step` as `submit` has them done, until `done` or stopped."""
        self.stage("", "", None)

        def broke(error: AppError) -> None:
            self._work = None
            self.shell.failed(error)
            self.begin_again()

        self._work = LongWork(self.shell.texts, title, submit, step, progress, done, broke)
        self.page.body.addWidget(self._work)
        self._work.start()
        self.focus()

    def how_far(self, n: int, whole: int) -> tuple[float, str]:
        """A share and its words: »120 af 300«."""
        number = self.shell.formats.number
        return n / max(1, whole), self.shell.texts(_("{n} of {whole}"), n=number(n), whole=number(whole))
