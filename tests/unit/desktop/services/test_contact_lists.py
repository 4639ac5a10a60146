"""Lists that leave the window: whole, without formulas, and without what is protected."""

import csv
import os
from pathlib import Path

import pytest
from helpers.disks import room_for
from helpers.notes import note, school

from desktop.assembly import App
from desktop.services.contact_lists import NotWritten, Table, as_csv, as_plain


def _place(app: App, **more: object) -> bytes:
    return app.contacts.save_institution({"name": "Børnehuset Prøven", "type": "school", **more}).rec


def test_a_list_holds_those_that_were_shown(signe: App) -> None:
    """With the day of the last contact; a place that the filter left out is not in it."""
    rec, other = school(signe), _place(signe, address="Prøvevej 14", phone="00 00 00 12", institution_no="001234")
    note(signe, institution=rec)
    table = signe.contact_lists.places({rec, other})
    assert table.headings[0] == "Navn" and [line[0] for line in table.rows] == ["Børnehuset Prøven", "Fiktivby Skole"]
    assert table.rows[0][3:] == ("001234", "00 00 00 12", "Prøvevej 14", "")
    assert table.rows[1][6] == "20-11-2026"
    assert [line[0] for line in signe.contact_lists.places({rec}).rows] == ["Fiktivby Skole"]


def test_what_is_protected_leaves_nowhere(signe: App) -> None:
    """Not in the rows, the page, the list, the file or the copy, nor by search; that it is protected is said."""
    rec = _place(signe, address="Hemmelig Vej 3", protected="protected")
    person = {"name": "Lis Leder", "phone": "00 00 00 99", "email": "lis@hemmelig.example", "institution": rec}
    who = signe.contacts.save_person({**person, "protected": "protected"}).rec
    page = signe.contacts.place(rec)
    places, people = signe.contact_lists.places({rec}), signe.contact_lists.people({who})
    shown = (page.row, page.address, page.people, signe.contacts.people(), as_csv(places), as_plain(people))
    assert not any(word in repr(shown) for word in ("Hemmelig", "hemmelig", "00 00 00 99"))
    assert places.rows[0][5] == people.rows[0][3] == people.rows[0][4] == "beskyttet"
    assert page.protected and page.people[0].protected
    for words in ("hemmelig", "Vej 3", "00 00 00 99", "00000099", "lis@hemmelig"):
        answer = signe.search.ask(words, {})()
        assert answer is not None and not [group for group in answer.groups if group.hits], words


@pytest.mark.parametrize(
    "cell", ["=1+1", "+45 00 00 00 12", "-2", "@SUM(A1)", " =cmd|' /C calc'!A0", "\t=1", "a\r\n=1", '"=1;"']
)
def test_no_cell_is_a_formula_or_breaks_its_line(cell: str) -> None:
    """Read back there is one row of two cells, and none begins as a formula does."""
    table = Table("Steder", ("Navn", "Telefon"), ((cell, "x"),))
    back = list(csv.reader(as_csv(table).splitlines(), delimiter=";"))
    assert len(back) == 2 and len(back[1]) == 2
    assert not back[1][0].lstrip().startswith(("=", "+", "-", "@", "\t", "\r"))
    lines = as_plain(table).split("\n")
    assert [line.count("\t") for line in lines] == [1, 1] and "\r" not in lines[1]


def test_a_file_is_new_and_excel_reads_it(signe: App, tmp_path: Path) -> None:
    """With the mark that tells Excel it is UTF-8; another file of that name stays as it is."""
    table, path = signe.contact_lists.places({_place(signe)}), tmp_path / "steder.csv"
    signe.contact_lists.write(table, path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf") and "Børnehuset Prøven" in path.read_text("utf-8-sig")
    before = path.read_bytes()
    with pytest.raises(NotWritten):
        signe.contact_lists.write(table, path)
    assert path.read_bytes() == before
    with pytest.raises(NotWritten):
        signe.contact_lists.write(table, tmp_path / "nowhere" / "steder.csv")


def test_a_list_that_finds_no_room_is_no_file(signe: App, tmp_path: Path) -> None:
    """Half of it, under the name of the whole, would be believed; with room again the same name is free."""
    table = Table("Steder", ("Navn",), tuple((f"Sted {n} " + "x" * 500,) for n in range(40)))
    stick = tmp_path / "stick"
    stick.mkdir()
    with room_for(4096), pytest.raises(NotWritten):
        signe.contact_lists.write(table, stick / "steder.csv")
    assert list(stick.iterdir()) == []
    signe.contact_lists.write(table, stick / "steder.csv")


def test_what_was_begun_is_closed_before_it_is_taken_away(
    signe: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows takes away no file that is open, so half of the list would stay there."""
    unlink, path = Path.unlink, tmp_path / "steder.csv"

    def as_windows_does(self: Path, missing_ok: bool = False) -> None:
        if any(os.path.realpath(one) == str(self) for one in Path("/proc/self/fd").iterdir()):
            raise PermissionError
        unlink(self, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", as_windows_does)
    table = Table("Steder", ("Navn",), (("x" * 20_000,),))
    with room_for(4096), pytest.raises(NotWritten):
        signe.contact_lists.write(table, path)
    assert not path.exists()
