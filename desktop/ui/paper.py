"""A page of words on paper: its title, and each part under its heading. It knows neither records nor who printed it."""

from html import escape

from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QWidget

from desktop.services.family_sheet import Paper
from desktop.texts import Texts
from desktop.ui import on_paper
from desktop.ui.printing import Choose, choose_printer


def print_paper(parent: QWidget, texts: Texts, paper: Paper, choose: Choose = choose_printer) -> bool:
    """Prints it, its title on every page so that loose ones find together; whether a printer was chosen."""
    printer = choose(parent)
    if printer is None:
        return False
    on_paper.lay(document(paper), printer, texts, paper.title)
    return True


def document(paper: Paper) -> QTextDocument:
    """The page: title, line, and each section under its heading."""
    sections = "".join(f"<h3>{escape(heading)}</h3><p>{_lines(words)}</p>" for heading, words in paper.sections)
    return on_paper.document(f"<h2>{escape(paper.title)}</h2><p>{escape(paper.under)}</p>{sections}")


def _lines(words: str) -> str:
    return escape(words).replace("\n", "<br>")
