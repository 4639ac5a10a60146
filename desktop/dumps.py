"""What a fault may leave outside the store: its kind and its place. Never what it says, and never a dump of memory."""

import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from traceback import extract_tb
from types import TracebackType

Heard = Callable[[], object]


def where(error: BaseException) -> str:
    """The kind of an error and the last places it went through; its own words could quote a note."""
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in extract_tb(error.__traceback__)[-4:]]
    return f"{type(error).__name__} at {' '.join(places)}"


def forbid(heard: Heard | None = None) -> None:
    """No core file of this process and those it starts, and no traceback; called before a key is in memory.

    An error that nobody took is one line on standard error, and `heard` is called. Windows has no limit of that kind:
    there it is the policy of the machine that keeps dumps small or off.
    """
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def told(error: BaseException | None) -> None:
        if error is not None and not isinstance(error, (KeyboardInterrupt, SystemExit)):
            print(where(error), file=sys.stderr)  # noqa: T201 - the last door, where no logging may be set up
            if heard is not None:
                with suppress(RuntimeError):  # the window is gone already
                    heard()

    def hook(_kind: type[BaseException], error: BaseException, _place: TracebackType | None) -> None:
        told(error)

    sys.excepthook = hook
    threading.excepthook = lambda thrown: told(thrown.exc_value)
    sys.unraisablehook = lambda thrown: told(thrown.exc_value)
