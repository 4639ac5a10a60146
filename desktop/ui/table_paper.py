"""A list on paper: across it where it has many columns, its headings on every page, with who printed it and when."""

from html import escape

from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QWidget

from desktop.services.contact_lists import Table
from desktop.texts import Texts
from desktop.ui import on_paper
from desktop.ui.printing import Choose, choose_printer

#: More columns than this stand across the paper.
UPRIGHT = 4
#: A cell is given room for so many letters on one line; longer ones go on below.
LONGEST = 30
_STYLE = (
    "th, td { padding: 3px 10px 3px 0; font-size: 8.5pt; border-bottom-style: solid; border-bottom-width: 1px; }"
    " th { font-weight: 600; border-bottom-color: #000000; } td { border-bottom-color: #c8c8c8; }"
)


def print_table(parent: QWidget, texts: Texts, table: Table, under: str, choose: Choose = choose_printer) -> bool:
    """Prints it; whether a printer was chosen."""
    printer = choose(parent)
    if printer is None:
        return False
    head = f"{table.title} · {under}"
    on_paper.lay(document(table), printer, texts, head, wide=len(table.headings) > UPRIGHT)
    return True


def document(table: Table) -> QTextDocument:
    """The list under its title; each column as wide as what stands in it asks for."""
    widths = shares(table)
    head = "".join(
        f"<th align='left' width='{width}%'>{escape(heading)}</th>"
        for heading, width in zip(table.headings, widths, strict=True)
    )
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in line)}</tr>" for line in table.rows)
    return on_paper.document(
        f"<h2>{escape(table.title)}</h2>"
        f"<table width='100%' cellspacing='0'><thead><tr>{head}</tr></thead>{body}</table>",
        _STYLE,
    )


def shares(table: Table) -> tuple[int, ...]:
    """How much of the width each column has, in per cent: as its longest words and its usual cells ask for."""
    wanted = []
    for number, heading in enumerate(table.headings):
        cells = [heading, *(line[number] for line in table.rows)]
        word = max((len(word) for cell in cells for word in cell.split()), default=1)
        wanted.append(max(word + 2, min(LONGEST, max(map(len, cells)))))
    return tuple(round(100 * one / sum(wanted)) for one in wanted)
