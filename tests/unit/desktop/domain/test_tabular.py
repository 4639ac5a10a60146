"""Tables out of text files: encodings, delimiters, quotation marks, rows that cannot be read, limits."""

import pytest

from desktop.domain import tabular
from desktop.domain.tabular import MISPLACED, NOT_CLOSED, ODD_CHARACTER, TOO_LONG, NotATable, Table, open_table

ROWS = "Navn;Nr;Adresse\nÆblehøj Skole;000101;Å 1\nØst;2;B\n"


def table(data: bytes | str) -> Table:
    """The whole table."""
    made, reading = open_table(data.encode() if isinstance(data, str) else data)
    for _share in reading:
        pass
    return made


def cells(data: bytes | str) -> list[tuple[str, ...]]:
    """The cells of the rows that can be read."""
    return [row.cells for row in table(data).rows if row.problem is None]


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("cp1252", "cp1252"), ("utf-16", "utf-16-le")],
)
def test_every_encoding_that_excel_writes(encoding: str, said: str) -> None:
    """Æ, ø and å come through, with or without a mark of order, and no mark is left in a heading."""
    made = table(ROWS.encode(encoding))
    assert (made.encoding, made.header) == (said, ("Navn", "Nr", "Adresse"))
    assert made.rows[0].cells == ("Æblehøj Skole", "000101", "Å 1")


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_delimiters_are_told_apart_by_structure(delimiter: str) -> None:
    """Decimal commas, and delimiters between quotation marks, fool nobody."""
    other = "," if delimiter != "," else ";"
    head = delimiter.join(("Navn", "Geo", "Note"))
    rows = [delimiter.join((f"Skole {n}", f'"55{other}6{n}"', f'"a{other}b{other}c{delimiter} d"')) for n in range(9)]
    made = table("\n".join((head, *rows)))
    assert made.delimiter == delimiter
    assert made.rows[3].cells == ("Skole 3", f"55{other}63", f"a{other}b{other}c{delimiter} d")


def test_a_decimal_comma_without_quotation_marks_is_no_delimiter() -> None:
    """Every row has one comma and one semicolon more than the headings have commas."""
    assert table("Navn;Bredde\nA;55,1\nB;55,2\n").delimiter == ";"


def test_excels_own_first_line_is_followed() -> None:
    """`sep=` names the delimiter and is no heading."""
    made = table("sep=,\r\na,b\r\n1,2\r\n")
    assert (made.header, made.rows[0].cells) == (("a", "b"), ("1", "2"))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_quoted_newlines_and_every_end_of_line(end: str) -> None:
    """A newline between quotation marks belongs to the cell; rows are numbered as a spreadsheet does."""
    made = table(end.join(("Navn;Note", f'"A";"to{end}linjer, ""ja"""', "B;b")))
    assert made.rows[0].cells == ("A", f'to{end}linjer, "ja"')
    assert [(row.line, row.cells[0]) for row in made.rows] == [(2, "A"), (3, "B")]


def test_short_rows_are_filled_and_empty_ends_cut() -> None:
    """Excel leaves empty cells at the end out, or adds some; cells that say something are never cut."""
    made = table("a;b;c\n1\n1;2;3;;\n1;2;3;4\n")
    assert [row.cells for row in made.rows] == [("1", "", ""), ("1", "2", "3"), ()]
    assert made.rows[2].problem is not None
    assert made.rows[2].problem.args == {"cells": 4, "width": 3}


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ('"åben;x', NOT_CLOSED),
        ('"lukket"x;1', MISPLACED),
        ("nul\0;1", ODD_CHARACTER),
        ("x" * (tabular.MAX_ROW + 1), TOO_LONG),
        ("x" * (tabular.MAX_CELL + 1) + ";1", TOO_LONG),
    ],
)
def test_a_bad_row_never_stops_the_good(bad: str, why: object) -> None:
    """The row has its reason, and the rows around it are read."""
    made = table(f"a;b\nfør;1\n{bad}\nefter;2\n")
    assert [row.problem for row in made.rows] == [None, why, None]
    assert made.rows[2].cells == ("efter", "2")


def test_the_rest_of_a_broken_row_is_no_row() -> None:
    """What follows a quotation mark in the wrong place is not read as a short row of its own."""
    made = table('a;b;c\n1;"to\nlinjer" x;3\nrest\n4;5;6\n')
    assert [row.cells for row in made.rows if row.problem is None] == [("4", "5", "6")]


def test_one_damaged_letter_spoils_one_row() -> None:
    """UTF-8 with a wrong byte is not read as Windows-1252, which would spoil every æ, ø and å."""
    data = ("a;b\n" + "Æblehøj;1\n" * 20).encode()
    at = data.rindex("ø".encode())
    made = table(data[:at] + b"\xff" + data[at + 1 :])
    assert [row.problem for row in made.rows] == [None] * 19 + [ODD_CHARACTER]
    assert made.rows[0].cells[0] == "Æblehøj"


@pytest.mark.parametrize(
    "data",
    [b"", b"\n\n", b"a;b\n", b"PK\x03\x04workbook", b"\xd0\xcf\x11\xe0", bytes(range(256)) * 9, b'"a;b\n', b";" * 400],
)
def test_what_is_no_table_is_refused(data: bytes) -> None:
    """Nothing, headings alone, workbooks, pictures: each with a reason."""
    with pytest.raises(NotATable) as refusal:
        table(data)
    assert refusal.value.reason.msgid


def test_limits_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes are judged before anything is read, rows and cells while it is."""
    monkeypatch.setattr(tabular, "MAX_BYTES", 20)
    with pytest.raises(NotATable):
        table(ROWS)
    monkeypatch.undo()
    for name in ("MAX_ROWS", "MAX_CELLS"):
        monkeypatch.setattr(tabular, name, 3)
        with pytest.raises(NotATable):
            table("a;b\n" + "1;2\n" * 9)
        monkeypatch.undo()


def test_cells_that_look_like_formulas_are_text() -> None:
    """A spreadsheet formula is what it says, nothing more."""
    assert cells("a;b\n=1+1;@SUM(A1)\n")[0] == ("=1+1", "@SUM(A1)")
