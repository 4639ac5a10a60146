"""The seam between the window and its views: what a view may ask of the window, and what it must offer.

A view never imports the window nor another view; it is given a `Shell`.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, Final, Protocol

from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from desktop.services.errors import AppError
from desktop.services.values import Saved
from desktop.texts import Texts
from desktop.ui.bridge import Bridge
from desktop.ui.formats import Formats
from desktop.ui.tasks import Tasks
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from desktop.assembly import App


#: The action of correcting what a page shows, and the name of the page's button for it.
EDIT: Final = "edit"


class Shell(Protocol):
    """What a view is given."""

    @property
    def app(self) -> "App":
        """The services, unlocked."""

    @property
    def tasks(self) -> Tasks:
        """Reader, writer, network."""

    @property
    def bridge(self) -> Bridge:
        """Signals of what changed."""

    @property
    def texts(self) -> Texts:
        """Message ids to sentences."""

    @property
    def formats(self) -> Formats:
        """Dates, times and numbers in words."""

    @property
    def theme(self) -> Theme:
        """Colours and lengths."""

    @property
    def discreet(self) -> bool:
        """Whether lists hide who and what until a row is opened."""

    def open(self, view: str, **target: object) -> None:
        """Shows a view by name, e.g. `open("consultations", rec=…)`; where one was is kept for `back`."""

    def back(self) -> None:
        """Closes the view and returns to the one before, focus where it was."""

    def new_note(self, **prefill: object) -> None:
        """Opens the quick note, e.g. about a place."""

    def message(
        self, text: str, tone: str = "neutral", button: str = "", action: Callable[[], object] | None = None
    ) -> None:
        """A sentence in the messages area; tone neutral, ok, warn or thread."""

    def saved(self, saved: Saved, words: str = "") -> None:
        """Says "Gemt på denne pc" or `words`, with Undo as button and Ctrl+Z where there is a way back."""

    def refused(self) -> None:
        """A save was refused: the word of the one before would be taken for this one's, and goes."""

    def undo(self) -> None:
        """What Ctrl+Z does: takes the newest save or act back."""

    def undoable(self, act: Callable[[], object], words: str = "", tone: str = "ok") -> None:
        """Lets Ctrl+Z do `act`; `words` say what was done, with Undo as button; without them the page says so."""

    def failed(self, error: AppError) -> None:
        """The one door for errors."""

    def mended(self, kind: str) -> None:
        """What `failed` told of errors of this kind holds no more."""

    def set_setting(self, name: str, value: object) -> None:
        """Keeps a setting and lets the window follow it at once."""


class ViewBase(QWidget):
    """What the window needs of every view. A view's module holds `class View(ViewBase)`."""

    # the place of the navigation it belongs to; None: the one it was opened from, "": none
    belongs: ClassVar[str | None] = None

    def __init__(self, shell: Shell, **target: object) -> None:
        super().__init__()
        self.shell = shell
        self._target = target

    def fill(self, page: QWidget) -> None:
        """Makes `page` the whole of this view."""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(page)

    def title(self) -> str:
        """Its name for a screen reader; never a person's."""
        return ""

    def refresh(self) -> None:
        """Reads anew what is shown; called when the view is shown again and when discreet view changes."""

    def target(self) -> dict[str, object]:
        """What to open the view with again after a lock, e.g. the draft it is writing; ids only."""
        return dict(self._target)

    def flush(self) -> None:
        """Puts what is being typed into a draft at once, by `tasks.write`; called before a lock."""

    @property
    def busy(self) -> bool:
        """Whether an answer is on its way that must be told of: it lives so long, also when it was left."""
        return False

    def ends(self) -> str:
        """The draft that will be gone when all goes well with what is under way; then it is not opened again."""
        return ""

    def rest(self) -> bool:
        """It was closed. Whether it can serve again, which is many times quicker than a new one: then nothing of what
        was in it is left."""
        return False

    def wake(self, **target: object) -> bool:
        """Serves again, as if it had been opened with `target`; False: not for that."""
        return False

    def act(self, action: str) -> bool:
        """Does an action of the table in its own way (`save`, `save_next`, `new_note`, `close`); False: not mine.

        Ctrl+E presses the page's »Ret«, the button of that name, where it has one.
        """
        made = self.findChild(QAbstractButton, EDIT) if action == EDIT else None
        if made is None or not made.isVisible():
            return False
        made.click()
        return True

    def focus(self) -> None:
        """Puts the focus where work begins; called when the view is opened."""
