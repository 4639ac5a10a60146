"""Imports the pages' modules while a passphrase is typed: here and not on the worker, for they hold Qt's classes."""

from collections.abc import Callable
from importlib import import_module
from typing import Final

from PySide6.QtCore import QObject, QTimer

AHEAD: Final = tuple(
    f"desktop.ui.{name}"
    for name in (
        "bridge", "formats", "forms.record_rows", "tables", "navigation", "topbar", "desk", "views.today",
        "forms.more_chips", "forms.when", "views.quick_note", "views.consultations", "views.reading",
    )
)  # fmt: skip
# so long between two of them
BETWEEN_MS: Final = 5


def import_ahead(owner: QObject, wanted: Callable[[], bool], modules: tuple[str, ...] = AHEAD) -> None:
    """One module and then the keys that were typed meanwhile, until all are there or they are not `wanted` any more."""
    if modules and wanted():
        import_module(modules[0])
        QTimer.singleShot(BETWEEN_MS, owner, lambda: import_ahead(owner, wanted, modules[1:]))
