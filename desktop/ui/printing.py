"""Words on paper: one page, by the printer the person chooses. It keeps no copy."""

from collections.abc import Callable, Sequence
from html import escape

from PySide6.QtGui import QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from desktop.texts import Texts, _
from desktop.ui import on_paper

Choose = Callable[[QWidget], QPrinter | None]


def choose_printer(parent: QWidget) -> QPrinter | None:
    """The printer of the system's own dialog; None when it was closed."""
    printer = QPrinter()
    return printer if QPrintDialog(printer, parent).exec() == QDialog.DialogCode.Accepted else None


def print_words(
    parent: QWidget, texts: Texts, date: str, words: Sequence[str], choose: Choose = choose_printer
) -> bool:
    """Prints the 24 words with what they are for; whether a printer was chosen."""
    printer = choose(parent)
    if printer is None:
        return False
    on_paper.lay(words_document(texts, date, words), printer)
    return True


def print_page(parent: QWidget, page: str, choose: Choose = choose_printer) -> bool:
    """Prints a page of numbered lines as they stand; whether a printer was chosen."""
    printer = choose(parent)
    if printer is None:
        return False
    on_paper.lay(page_document(page), printer)
    return True


def page_document(page: str) -> QTextDocument:
    """The lines as they stand; one that is wider than the paper goes on below."""
    style = "font-family: monospace; font-size: 9pt; white-space: pre-wrap"
    return on_paper.document(f"<p style='{style}'>{escape(page)}</p>")


def words_document(texts: Texts, date: str, words: Sequence[str]) -> QTextDocument:
    """The page: no name, no address, nothing that says whose pc it is."""
    rows = -(-len(words) // 3)
    cells = "".join(
        "<tr>"
        + "".join(
            f"<td style='padding: 4px 28px 4px 0'>{n + 1}. <b>{escape(words[n])}</b></td>"
            for n in range(row, len(words), rows)
        )
        + "</tr>"
        for row in range(rows)
    )
    title = escape(texts(_("Rød Tråd · 24 recovery words")))
    why = escape(
        texts(
            _("They open the pc they were made on if the passphrase is forgotten. Keep them away from it, locked up.")
        )
    )
    made = escape(texts(_("Made {when}."), when=date))
    return on_paper.document(f"<h2>{title}</h2><p>{why}</p><p>{made}</p><table>{cells}</table>")
