"""A list on paper, A4, black on white, its headings on every page, with who printed it and when; it keeps no copy."""

from html import escape

from PySide6.QtGui import QPageSize, QTextDocument
from PySide6.QtWidgets import QWidget

from desktop.services.contact_lists import Table
from desktop.ui.printing import Choose, choose_printer


def print_table(parent: QWidget, table: Table, under: str, choose: Choose = choose_printer) -> bool:
    """Prints it; whether a printer was chosen."""
    printer = choose(parent)
    if printer is None:
        return False
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    document(table, under).print_(printer)
    return True


def document(table: Table, under: str) -> QTextDocument:
    """The list under its title and a line."""
    head = "".join(f"<th align='left'>{escape(heading)}</th>" for heading in table.headings)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in line)}</tr>" for line in table.rows)
    made = QTextDocument()
    made.setDefaultStyleSheet("th, td { padding: 2px 8px 2px 0; font-size: 8pt; }")
    made.setHtml(
        f"<h2>{escape(table.title)}</h2><p>{escape(under)}</p>"
        f"<table width='100%'><thead><tr>{head}</tr></thead>{body}</table>"
    )
    return made
