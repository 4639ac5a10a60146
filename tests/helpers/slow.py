"""A disk that takes its time, in a window on real services."""

from threading import Event, Timer

from helpers.desks import Desks
from helpers.note_form import begin, fill_in

from desktop.ui.views.quick_note import View as Note


class Slow:
    """The writer, or the reader, does nothing before it is let go."""

    def __init__(self, desks: Desks) -> None:
        self._desks, self._let_go = desks, Event()

    def hold(self) -> None:
        """From now on what is to be written waits."""
        self._desks.desk.tasks.write(lambda: self._let_go.wait(20), told=True)

    def hold_reader(self) -> None:
        """From now on what is to be read waits."""
        self._desks.desk.tasks.read(lambda: self._let_go.wait(20), lambda _none: None)

    def go(self) -> None:
        """All that waited is done."""
        self.end()
        self._desks.settle()

    def end(self) -> None:
        """All that waited is done by and by."""
        self._let_go.set()

    def go_soon(self) -> None:
        """The same a little later, while the window may stand still."""
        Timer(0.2, self._let_go.set).start()

    def lock_and_unlock(self) -> None:
        """It locks while all that waits is done, and is opened again."""
        self.go_soon()
        self._desks.lock()
        self._desks.unlock()


def written(desks: Desks, slow: Slow) -> Note:
    """A note with all it needs and the focus in its text; from now on the disk takes its time."""
    view = begin(desks)
    fill_in(desks)
    view.go_to("text")
    slow.hold()
    return view
