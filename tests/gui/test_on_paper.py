"""What is printed: A4, as many pages as it takes, a line on each, and columns wide enough for their words."""

from pathlib import Path

from PySide6.QtGui import QFont, QTextBlock, QTextDocument
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from desktop.services.contact_lists import Table
from desktop.services.family_sheet import Paper
from desktop.texts import Texts
from desktop.ui import on_paper, paper, table_paper, theme


def pdf(file: Path) -> QPrinter:
    """A printer that writes a file."""
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(file))
    return printer


def test_a_long_list_lies_across_the_paper_with_no_word_broken(qtbot: QtBot, tmp_path: Path) -> None:
    """Eighty places take three pages; a heading of nineteen letters has room on one line; what is protected says so."""
    headings = ("Navn", "Type", "Distrikt", "Institutionsnummer", "Telefon", "Adresse", "Sidst i kontakt")
    row = ("Børnehuset Prøvemarken", "Daginstitution", "Midt", "100001", "00 00 00 01", "beskyttet", "12-11-2026")
    table, printer = Table("Steder", headings, (row,) * 80), pdf(tmp_path / "steder.pdf")
    assert sum(table_paper.shares(table)) in range(97, 104)
    made = table_paper.document(table)
    assert on_paper.lay(made, printer, Texts("da"), "Steder · Udskrevet af Signe", wide=True) == 3
    assert (tmp_path / "steder.pdf").read_bytes().startswith(b"%PDF")
    assert printer.pageLayout().fullRect().width() > printer.pageLayout().fullRect().height()
    assert _lines_of(made, "Institutionsnummer") == _lines_of(made, "Daginstitution") == 1


def test_a_heading_goes_along_with_what_it_is_over(qtbot: QtBot, tmp_path: Path) -> None:
    """Wherever a page ends, no heading stands last on it; letters are as small on paper at 200 % on the screen."""
    for lines in range(40, 60, 3):
        sheet = Paper("Samtaleark", "Samtale 5 af 5", (("Først", "Ord\n" * lines), ("Så", "Flere ord\n" * 3)))
        made = paper.document(sheet)
        on_paper.lay(made, pdf(tmp_path / "ark.pdf"), Texts("da"), sheet.title)
        heading = next(block for block in _blocks(made) if block.text() == "Så")
        height, layout = made.pageSize().height(), made.documentLayout()
        pages = [int(layout.blockBoundingRect(block).top() // height) for block in (heading, heading.next())]
        assert pages[0] == pages[1], lines
    assert QFont(made.defaultFont()).pointSizeF() == on_paper.POINTS and made.defaultFont().family() == theme.family()


def _blocks(made: QTextDocument) -> list[QTextBlock]:
    block, found = made.begin(), []
    while block.isValid():
        found.append(block)
        block = block.next()
    return found


def _lines_of(made: QTextDocument, words: str) -> int:
    return next(block for block in _blocks(made) if block.text() == words).layout().lineCount()
