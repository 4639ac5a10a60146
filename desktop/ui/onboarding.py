"""Between the card of the first-run wizard and its machine: files and paper are asked for here, the rest is its own.

It runs the acts on the reader and shows the page that came of them.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.texts import Texts, _
from desktop.ui import files
from desktop.ui.lock import LockScreen
from desktop.ui.tasks import Tasks

if TYPE_CHECKING:
    from desktop.locked import Locked
    from desktop.services.errors import AppError
    from desktop.services.first_run import FirstRun
    from desktop.services.first_run_pages import Offered
    from desktop.ui.forms.long_work import LongWork


class Onboarding(QObject):
    """Lives as long as its lock screen. `again` looks at the folder once more: the wizard is done, or left."""

    def __init__(
        self,
        screen: LockScreen,
        texts: Texts,
        locked: "Callable[[], Locked | None]",
        tasks: Callable[[], Tasks],
        again: Callable[[], object],
    ) -> None:
        super().__init__(screen)
        self._screen, self._texts, self._locked, self._tasks, self._again = screen, texts, locked, tasks, again
        self._card = screen.first_run
        self._work: LongWork | None = None
        screen.escaped.connect(self._back)
        self._card.pressed.connect(self._pressed)

    def begin(self) -> None:
        """Shows the step at which the wizard stands, instead of the field for the passphrase."""
        wizard = self._wizard
        if wizard is not None:
            self._screen.set_up(True)
            self._card.show_page(wizard.page)

    @property
    def _wizard(self) -> "FirstRun | None":
        locked = self._locked()
        return None if locked is None else locked.first_run

    def _pressed(self, offer: "Offered", typed: dict[str, str]) -> None:
        match offer.how:
            case "leave":
                self._leave()
            case "make":
                self._make()
            case "open":
                self._open(offer, typed)
            case "save" | "print":
                self._hand_out(offer, typed)
            case _:
                self._do(offer.act, typed)

    def _do(self, act: str, typed: dict[str, str], file: bytes = b"") -> None:
        wizard = self._wizard
        if wizard is not None:
            self._card.busy(self._texts(_("One moment …")))
            self._tasks().read(lambda: wizard.do(act, typed, file), self._done, self._card.refused)

    def _done(self, _none: object) -> None:
        wizard = self._wizard
        if wizard is not None:
            self._card.busy("")
            self._card.show_page(wizard.page)

    def _open(self, offer: "Offered", typed: dict[str, str]) -> None:
        path = files.choose_file(self._card, self._texts(offer.words), f"{self._texts(_('All files'))} (*)")
        wizard = self._wizard
        if path is None or wizard is None:
            return
        self._card.busy(self._texts(_("One moment …")))
        act = offer.act
        self._tasks().read(lambda: wizard.do_file(act, typed, path), self._done, self._card.refused)

    def _hand_out(self, offer: "Offered", typed: dict[str, str]) -> None:
        """A file of one's own, or paper: only when that was done, the act is."""
        wizard = self._wizard
        if wizard is None:
            return
        act, words = offer.act, self._texts(offer.words)
        if offer.how == "print":
            from desktop.ui import printing  # not at the top: the lock screen is painted first

            if printing.print_page(self._card, wizard.file(act).decode()):
                self._do(act, typed)
            return
        path = files.choose_new_file(self._card, words, offer.file)
        if path is not None:
            self._card.busy(self._texts(_("One moment …")))
            self._tasks().read(lambda: wizard.save(act, typed, path), self._done, self._card.refused)

    def _leave(self) -> None:
        wizard = self._wizard
        if wizard is None:
            return

        def left(_none: object) -> None:
            self._card.hide()
            self._screen.set_up(False)
            self._again()

        self._tasks().read(wizard.close, left, self._card.refused)

    def _back(self) -> None:
        """Esc: stops what is being made, or goes back where the step offers it."""
        wizard = self._wizard
        if self._work is not None:
            self._work.stop()
        elif wizard is not None and self._card.isVisible() and any(o.act == "back" for o in wizard.page.offers):
            self._do("back", {})

    # the demo takes its time

    def _make(self) -> None:
        wizard = self._wizard
        if wizard is None:
            return
        from desktop.ui.forms.long_work import LongWork  # not at the top: the lock screen is painted first

        demo = wizard.demo
        work = LongWork(
            self._texts,
            self._texts(_("The demo is being made")),
            self._tasks().look_after,
            demo.step,
            lambda: (demo.share, self._texts(_("It takes about a minute."))),
            self._made,
            self._not_made,
        )
        self._card.hide()
        self._screen.below(work)
        self._work = work
        work.start()
        work.stop_button.setFocus()

    def _made(self, whole: bool) -> None:
        wizard = self._wizard
        self._take_work_away()
        if wizard is None:
            return
        if whole:
            self._do("demo", {})
        else:
            self._tasks().read(wizard.demo.stop, self._done, self._card.refused)

    def _not_made(self, error: "AppError") -> None:
        self._take_work_away()
        self._done(None)
        self._card.refused(error)

    def _take_work_away(self) -> None:
        work, self._work = self._work, None
        if work is not None:
            work.hide()
            work.deleteLater()
