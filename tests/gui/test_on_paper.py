"""What is printed: A4, as many pages as it takes, a line on each, and columns wide enough for their words."""

from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPixmap, QTextBlock, QTextDocument
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from desktop.services.contact_lists import Table
from desktop.services.family_sheet import Paper
from desktop.texts import Texts
from desktop.ui import on_paper, paper, printing, table_paper, theme


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


def test_nothing_of_a_recovery_page_lies_beside_the_paper(qtbot: QtBot, tmp_path: Path) -> None:
    """Its sentences are longer than a line of the paper; the numbered lines keep their places."""
    sentence = (
        "Gemmes af én person, adskilt fra den anden side: den der har begge, kan læse alt og udpege administratorer."
    )
    made = printing.page_document(f"Side A\n\n{sentence}\n\n 1  stød rigtig\n10  267d e5f2")
    assert on_paper.lay(made, pdf(tmp_path / "side.pdf")) == 1
    assert f"{sentence}\n\n 1  stød rigtig\n10  267d e5f2" in made.toPlainText()
    layouts = [block.layout() for block in _blocks(made)]
    widths = [layout.lineAt(n).naturalTextWidth() for layout in layouts for n in range(layout.lineCount())]
    assert len(widths) > 1 and max(widths) <= made.pageSize().width()


def test_a_long_name_does_not_run_into_the_number_of_the_page(qtbot: QtBot, tmp_path: Path) -> None:
    """What stands over a page ends before the number does."""
    drawn: list[QRectF] = []

    class Paint(QPainter):
        """Tells where words are put."""

        def drawText(self, line: QRectF, flags: Qt.AlignmentFlag, words: str) -> None:  # type: ignore[override]
            """Kept, not drawn."""
            drawn.append(self.fontMetrics().boundingRect(line.toRect(), int(flags), words).toRectF())

    picture = QPixmap(600, 100)
    paint = Paint(picture)
    on_paper._head(paint, 600, "Udskrevet af " + "Anne-Charlotte " * 30, "side 1 af 1")
    paint.end()
    assert len(drawn) == 2 and drawn[0].right() < drawn[1].left()


def _blocks(made: QTextDocument) -> list[QTextBlock]:
    block, found = made.begin(), []
    while block.isValid():
        found.append(block)
        block = block.next()
    return found


def _lines_of(made: QTextDocument, words: str) -> int:
    return next(block for block in _blocks(made) if block.text() == words).layout().lineCount()
