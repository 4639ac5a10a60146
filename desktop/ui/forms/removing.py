"""»Fjern«: a record leaves every list at once, without a question, and the way back is offered in the same moment."""

from collections.abc import Callable

from desktop.services.values import Saved
from desktop.texts import _
from desktop.ui.shell import Shell


def take_away(shell: Shell, kind: str, rec: bytes, then: Callable[[], object] | None = None) -> None:
    """Removes the record and says so, with Undo; `then` runs first, e.g. to leave its page. What hinders it is said."""
    remove = shell.app.removing.remove

    def removed(saved: Saved) -> None:
        if then is not None:
            then()
        shell.saved(saved, shell.texts(_("Removed. It stands under »Removed«, and can be brought back.")))

    shell.tasks.write(lambda: remove(kind, rec), removed)
