"""Reads a table out of a text file as registers and Excel export it; it knows cells, not what they mean.

Limits are judged before and while it is read. A row that cannot be read is a row with a reason; it stops no other.
"""

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from desktop.texts import Message, _

#: What one file may hold. The whole of Denmark's registers of institutions is a tenth of this.
MAX_BYTES, MAX_ROWS, MAX_CELLS = 24_000_000, 100_000, 2_000_000
MAX_COLUMNS, MAX_ROW, MAX_CELL = 200, 40_000, 10_000
DELIMITERS = (";", ",", "\t")
_SNIFFED_ROWS, _SNIFFED_CHARACTERS = 60, 200_000
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LETTERS = "æøåÆØÅéöäü"
_ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd-\uffff]")
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")

NOT_CLOSED = Message(_("A quotation mark in the row is never closed."))
MISPLACED = Message(_("Something stands behind a closing quotation mark."))
TOO_LONG = Message(_("The row is too long."))
ODD_CHARACTER = Message(_("The row holds characters that are no text."))


class NotATable(ValueError):
    """The file cannot be read as a table; `reason` says why and what to do."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.msgid)
        self.reason = reason


@dataclass(frozen=True)
class TableRow:
    """One row: its number as a spreadsheet counts, the headings being 1; and its cells, or why there are none."""

    line: int
    cells: tuple[str, ...]
    problem: Message | None = None


@dataclass
class Table:
    """A file that is being read. `header` is known at once; `rows` fill while `read` is stepped through."""

    encoding: str
    delimiter: str
    header: tuple[str, ...]
    rows: list[TableRow] = field(default_factory=list)
    share: float = 0.0


def text_of(data: bytes) -> tuple[str, str]:
    """The text of a file and its encoding. Raises NotATable."""
    if len(data) > MAX_BYTES:
        raise NotATable(
            Message(_("The file is too big: at most {most} MB. Divide it in two."), {"most": MAX_BYTES // 1_000_000})
        )
    if data.startswith(_WORKBOOKS):
        raise NotATable(Message(_("This is a workbook. Open it in Excel and save it as »CSV UTF-8« first.")))
    encoding, text = _decoded(data)
    damage = text.count("\ufffd") + text.count("\0")
    if damage > 3 + len(text) // 50:
        raise NotATable(_NO_TEXT)
    return text, encoding


def _decoded(data: bytes) -> tuple[str, str]:
    """Encoding and text; a byte that is none in it becomes U+FFFD, and its row is refused."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return encoding, data[len(bom) :].decode(encoding, "replace")
    try:
        return "utf-8", data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    text = data.decode("utf-8", "replace")
    letters = sum(map(text.count, _LETTERS))
    if letters > text.count("\ufffd"):
        # UTF-8 with damage: to read all of it as Windows-1252 would spoil every æ, ø and å
        return "utf-8", text
    return "cp1252", data.decode("cp1252", "replace")


_NO_TEXT = Message(_("The file is no text that can be read here. Save it as »CSV UTF-8« in Excel."))
_EMPTY = Message(_("The file holds no table: a row of headings and at least one row below it."))


def open_table(data: bytes) -> tuple[Table, Iterator[float]]:
    """The table with its header, and what reads its rows: each step some hundred rows. Raises NotATable."""
    text, encoding = text_of(data)
    text = text.lstrip("\ufeff")
    start, said = _declared(text)
    delimiter = said or _sniffed(text[start : start + _SNIFFED_CHARACTERS])
    reader = _Reader(text, start, delimiter)
    header: tuple[str, ...] = ()
    for row in reader.rows():
        if row.problem is not None:
            raise NotATable(Message(_("The row of headings cannot be read: {why}"), {"why": row.problem}))
        header = tuple(" ".join(cell.split()) for cell in row.cells)
        break
    if not any(header):
        raise NotATable(_EMPTY)
    while not header[-1]:
        header = header[:-1]
    if len(header) > MAX_COLUMNS:
        raise NotATable(Message(_("The file has too many columns: at most {most}."), {"most": MAX_COLUMNS}))
    table = Table(encoding, delimiter, header)
    return table, _fill(table, reader, len(text))


def _fill(table: Table, reader: "_Reader", length: int) -> Iterator[float]:
    """Reads on, some hundred rows a step; yields how far it is. Raises NotATable where there are too many."""
    cells, broken = 0, False
    for number, row in enumerate(reader.rows(), 1):
        made = _fitted(row, len(table.header), broken)
        # after a row whose quotation marks are wrong, what follows may be the rest of it
        broken = row.problem is not None or (broken and made.problem is not None)
        table.rows.append(made)
        cells += len(made.cells)
        if number > MAX_ROWS or cells > MAX_CELLS:
            raise NotATable(
                Message(_("The file holds too much: at most {rows} rows. Divide it in two."), {"rows": MAX_ROWS})
            )
        if number % 500 == 0:
            table.share = reader.at / max(1, length)
            yield table.share
    if not table.rows:
        raise NotATable(_EMPTY)
    table.share = 1.0
    yield 1.0


def _fitted(row: TableRow, width: int, broken: bool) -> TableRow:
    """The row with as many cells as there are headings; Excel leaves empty cells at the end out, or adds some."""
    if row.problem is not None:
        return row
    cells = row.cells
    if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
        cells = cells[:width]
    if len(cells) > width or (broken and len(cells) < width):
        why = Message(
            _("The row has {cells} cells, but there are {width} headings."), {"cells": len(cells), "width": width}
        )
        return TableRow(row.line, (), why)
    return TableRow(row.line, cells + ("",) * (width - len(cells)))


def _declared(text: str) -> tuple[int, str]:
    """Where the table begins, and the delimiter that Excel's own first line `sep=;` names."""
    line = text[:10].splitlines()[:1]
    if line and line[0].lower().startswith("sep=") and line[0][4:] in DELIMITERS:
        start = text.find("\n")
        return (start + 1, line[0][4:]) if start >= 0 else (0, "")
    return 0, ""


def _sniffed(text: str) -> str:
    """The delimiter that makes the first rows equally wide; what stands between quotation marks does not count."""
    best, chosen = (0.0, 0), DELIMITERS[0]
    for delimiter in DELIMITERS:
        widths = []
        for row in _Reader(text, 0, delimiter).rows():
            if row.problem is None:
                widths.append(len(row.cells))
            if len(widths) == _SNIFFED_ROWS:
                break
        if not widths or widths[0] < 2:
            continue
        # as wide as the headings, or narrower where empty cells at the end were left out
        alike = sum(width == widths[0] for width in widths)
        common = Counter(widths).most_common(1)[0][0]
        score = (alike / len(widths) + (0.5 if common == widths[0] else 0.0), widths[0])
        if score > best:
            best, chosen = score, delimiter
    return chosen


class _Reader:
    """Rows of a text, one after the other; `at` is how far it has come. Lines end as Windows, Unix or old Macs do."""

    def __init__(self, text: str, at: int, delimiter: str) -> None:
        self._text, self.at, self._line, self._delimiter = text, at, 1, delimiter
        self._feed = -1

    def rows(self) -> Iterator[TableRow]:
        """Every row that is not blank."""
        text, delimiter = self._text, self._delimiter
        while self.at < len(text):
            line, end, after = self._line, *self._line_end(self.at)
            if end - self.at > MAX_ROW:
                row = TableRow(line, (), TOO_LONG)
            elif text.find('"', self.at, end) < 0:
                row = _checked(TableRow(line, tuple(text[self.at : end].split(delimiter))))
            else:
                row, after = self._quoted(line, end, after)
            self.at = after
            self._line += 1
            if row.problem is not None or any(cell.strip() for cell in row.cells):
                yield row

    def _line_end(self, start: int) -> tuple[int, int]:
        """Where the line ends, and where the next begins."""
        text = self._text
        if self._feed < start:
            # looked for once: a file without line feeds would else be searched to its end for every row
            found = text.find("\n", start)
            self._feed = len(text) if found < 0 else found
        end = self._feed
        lone = text.find("\r", start, end)
        if lone < 0:
            return end, min(end + 1, len(text))
        if lone == end - 1 and end < len(text):
            return lone, end + 1
        return lone, lone + 1

    def _quoted(self, line: int, end: int, after: int) -> tuple[TableRow, int]:
        """A row with quotation marks, which may go on over several lines; a bad one ends with its first line."""
        text, at, start, cells = self._text, self.at, self.at, []
        while True:
            if at < len(text) and text[at] == '"':
                cell, stop, problem = self._cell(at + 1)
                if problem is not None:
                    return TableRow(line, (), problem), after
                if stop > end:
                    end, _next = self._line_end(stop)
                at = stop
            else:
                stop = text.find(self._delimiter, at, end)
                stop = end if stop < 0 else stop
                cell, at = text[at:stop], stop
            cells.append(cell)
            if end - start > MAX_ROW:
                return TableRow(line, (), TOO_LONG), after
            if at >= end:
                break
            if text[at] != self._delimiter:
                return TableRow(line, (), MISPLACED), after
            at += 1
        return _checked(TableRow(line, tuple(cells))), self._line_end(at)[1]

    def _cell(self, at: int) -> tuple[str, int, Message | None]:
        """What stands from here to the closing quotation mark, and where that ends."""
        text, parts, start = self._text, [], at
        while True:
            stop = text.find('"', at, start + MAX_CELL + 1)
            if stop < 0:
                return "", at, NOT_CLOSED
            parts.append(text[at:stop])
            if text[stop + 1 : stop + 2] != '"':
                return '"'.join(parts), stop + 1, None
            at = stop + 2


def _checked(row: TableRow) -> TableRow:
    for cell in row.cells:
        if len(cell) > MAX_CELL:
            return TableRow(row.line, (), TOO_LONG)
        if _ODD.search(cell):
            return TableRow(row.line, (), ODD_CHARACTER)
    return row
