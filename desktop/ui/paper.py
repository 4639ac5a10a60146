"""A page of words on paper, A4, black on white. It knows neither records nor who printed it, and keeps no copy."""

from html import escape

from PySide6.QtGui import QPageSize, QTextDocument
from PySide6.QtWidgets import QWidget

from desktop.services.family_sheet import Paper
from desktop.ui.printing import Choose, choose_printer


def print_paper(parent: QWidget, paper: Paper, choose: Choose = choose_printer) -> bool:
    """Prints it; whether a printer was chosen."""
    printer = choose(parent)
    if printer is None:
        return False
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    document(paper).print_(printer)
    return True


def document(paper: Paper) -> QTextDocument:
    """The page: title, line, and each section under its heading."""
    sections = "".join(f"<h3>{escape(heading)}</h3><p>{_lines(words)}</p>" for heading, words in paper.sections)
    made = QTextDocument()
    made.setHtml(f"<h2>{escape(paper.title)}</h2><p>{escape(paper.under)}</p>{sections}")
    return made


def _lines(words: str) -> str:
    return escape(words).replace("\n", "<br>")
