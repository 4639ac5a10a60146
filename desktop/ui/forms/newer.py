"""That a record holds more than this version of the program shows: the same sentence on every page of it."""

from PySide6.QtWidgets import QVBoxLayout

from desktop.texts import _
from desktop.ui.forms.surfaces import InlineMessage
from desktop.ui.shell import Shell

MORE = _("A newer version of Rød Tråd wrote more in it than is shown here. Update the program to read all of it.")


def say_newer(shell: Shell, newer: bool, body: QVBoxLayout) -> None:
    """Says it at the end of what stands in `body` so far, where it is true."""
    if newer:
        body.addWidget(InlineMessage("warn", shell.texts(MORE)))
