"""One save of a sheet: asked for once, and its words are a draft where it fails, whoever waits for the answer.

What is typed while it is under way is not in it: that becomes a draft, and is said.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Final

from desktop.services.errors import AppError
from desktop.services.values import Saved
from desktop.texts import _
from desktop.ui.forms.answers import Answer
from desktop.ui.forms.drafting import Drafting, Values, same
from desktop.ui.shell import Shell

SINCE: Final = _("Saved on this pc. What you wrote after that is a draft.")


class Saving:
    """Of one sheet. `values` are its fields as they stand."""

    def __init__(self, shell: Shell, drafting: Drafting, values: Callable[[], Values]) -> None:
        self._shell, self._drafting, self._values = shell, drafting, values
        self._answer: Answer[Saved] | None = None
        self._late = False  # something was typed after the last save was asked for; it is a draft

    @property
    def under_way(self) -> bool:
        """Whether the answer to one is on its way."""
        return self._answer is not None

    def ask(
        self,
        store: Callable[[str | None], Saved],
        then: Callable[[Saved], object],
        failed: Callable[[AppError], object],
    ) -> None:
        """Saves, and goes on with one of them. `store` runs on the writer."""
        drafting, drafts, tasks = self._drafting, self._shell.app.drafts, self._shell.tasks
        draft = drafting.id if drafting.exists else None
        kept = drafting.hand_over()

        def work() -> Saved:
            try:
                return store(draft)
            except Exception:
                with suppress(AppError):  # what went wrong is told of by the save
                    drafts.put(kept)
                raise

        def done(saved: Saved) -> None:
            self._answer = None
            self._late = (drafting.exists or drafting.dirty) and not same(self._values(), kept.values)
            if self._late:
                drafting.flush()
            elif drafting.exists:  # typed and taken away again
                tasks.write(partial(drafts.drop, kept.id))
            drafting.start_over()
            then(saved)

        def not_done(error: AppError) -> None:
            self._answer = None
            drafting.take_back()
            failed(error)

        self._answer = Answer(done, drafting)
        tasks.write(self._answer.asking(work), self._answer.take, not_done)

    def tell(self, saved: Saved) -> None:
        """That it is saved, and what became of what was typed since."""
        self._shell.saved(saved, self._shell.texts(SINCE) if self._late else "")

    def wait(self) -> None:
        """The form goes, and what was typed since is meant for what comes after the save."""
        if self._answer is not None:
            self._answer.wait()
