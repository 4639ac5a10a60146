"""The one place that asks for a file; it knows the system's dialog and nothing of what is in the file."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget


def choose_file(parent: QWidget, title: str, sorts: str) -> Path | None:
    """The file that the person chose, None for none; `sorts` as Qt writes them: »Words (*.csv *.txt)«."""
    name, _sort = QFileDialog.getOpenFileName(parent, title, "", sorts)
    return Path(name) if name else None


def choose_new_file(parent: QWidget, title: str, name: str) -> Path | None:
    """Where the person wants a new file, None for nowhere; `name` is what it is called unless it is changed."""
    # Not asked about writing over: nothing is ever written over, and that is said then.
    options = QFileDialog.Option.DontConfirmOverwrite
    chosen, _sort = QFileDialog.getSaveFileName(parent, title, name, "", "", options)
    return Path(chosen) if chosen else None
