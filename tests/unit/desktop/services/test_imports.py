"""Imports through the service: written in batches, twice is once, stopped, taken back, by whom."""

from pathlib import Path

import pytest
from helpers.lists import HEAD, PEOPLE, acts, back, opened, plan, run, schools
from helpers.notes import note, school
from helpers.town import Town

from desktop.assembly import App
from desktop.domain.tabular import MAX_BYTES
from desktop.services.chosen_files import CannotOpen
from desktop.services.errors import NotAllowed, StoreTrouble
from desktop.services.import_plan import Choice
from desktop.services.import_work import BadImport, facts
from desktop.services.imports import FEWEST_RECORDS, MOST_RECORDS, NO_ROLE, sized
from desktop.store.errors import StoreFailed

DEMO = Path(__file__).parents[4] / "resources" / "demo"


def names(app: App) -> list[str]:
    """The places."""
    return [row.name for row in app.contacts.institutions()]


def test_twice_is_once(signe: App) -> None:
    """What was added stands as the file says, and the same file changes nothing a second time."""
    rows = HEAD + "101;Solen;Vej 1;00000001;Folkeskoler\n;Månen;Vej 2;;SFO\n"
    running = run(signe, rows)
    assert (running.added, running.changed, running.skipped) == (2, 0, [])
    assert names(signe) == ["Fiktivby Skole", "Månen", "Solen"]
    again = run(signe, rows)
    assert (acts(again.plan), again.total) == ("..", 0)


@pytest.mark.parametrize("order", [("institutionsregister", "dagtilbud", "kontaktpersoner")])
def test_the_example_files(signe: App, order: tuple[str, ...]) -> None:
    """Three differently shaped files of about 300 rows: nearly all is taken, the rest has its reason; twice is once."""
    shapes = set()
    for name in order:
        data = (DEMO / f"{name}.csv").read_bytes()
        first = run(signe, data)
        table = first.plan.opened.table
        shapes.add((table.encoding, table.delimiter))
        counts = facts(first.plan)
        assert 290 < len(first.plan.rows) < 310
        assert counts["add"] + counts["change"] == len(first.plan.rows) - 2
        assert all(row.notes for row in first.plan.rows if row.act == "skip")
        assert set(acts(plan(signe, data))) == {".", "s"}
    assert shapes == {("cp1252", ";"), ("utf-8", ","), ("utf-8", "\t")}
    person = signe.contacts.people()[0]
    assert person.name and person.institution


def test_an_import_is_few_commits_and_reaches_the_others(signe: App, palle: App, town: Town) -> None:
    """Batches grow while there is time; a colleague's pc has all of it."""
    before = len(signe.machine.store.query("SELECT 1 FROM commits WHERE own = 1"))
    running = run(signe, schools(150), size=100)
    made = len(signe.machine.store.query("SELECT 1 FROM commits WHERE own = 1")) - before
    assert running.added == 150
    assert made == running.batch < 40
    town.sync(signe, palle)
    assert names(palle) == names(signe)


def test_the_next_batch_follows_the_clock() -> None:
    """Slow ones make the next smaller, fast ones at most twice as big, within what pays and what a commit holds."""
    assert sized(100, 0.070) == 50
    assert sized(30, 0.0) == 60
    assert sized(150, 0.0001) == MOST_RECORDS
    assert sized(40, 9.0) == FEWEST_RECORDS


def test_stopped_halfway_leaves_whole_batches(signe: App) -> None:
    """What was taken stays and can be taken back; the rest comes with the same file."""
    running = run(signe, schools(30), steps=2, size=5)
    assert running.added == len(names(signe)) - 1 < 30
    assert len(running.left) == 30 - running.added
    assert signe.imports.earlier()[0].added == running.added
    rest = run(signe, schools(30))
    assert running.added + rest.added == 30
    back(signe, running.id)
    assert len(names(signe)) == 1 + rest.added


def test_a_whole_import_is_taken_back_after_a_restart(signe: App, town: Town) -> None:
    """Places that were made go, what was changed holds its former values, and the import leaves the list."""
    rec = school(signe)
    signe.contacts.save_institution({"phone": "00 00 00 09"}, rec)
    id = run(signe, HEAD + ";Fiktivby Skole;Vej 9;00000007;\n1;Solen;;;SFO\n2;Månen;;;SFO\n", size=1).id
    assert signe.contacts.place(rec).phone == "00 00 00 07"
    signe.close()
    again = town.app("signe")
    earlier = again.imports.earlier()[0]
    assert (earlier.id, earlier.file, earlier.added, earlier.changed) == (id, "liste.csv", 2, 1)
    returning = back(again, earlier.id)
    assert (returning.done, returning.stays, again.imports.earlier()) == (3, 0, ())
    page = again.contacts.place(rec)
    assert (names(again), page.phone, page.address) == (["Fiktivby Skole"], "00 00 00 09", "")


def test_an_undo_that_was_broken_off_goes_on(signe: App) -> None:
    """Half of it taken back, then the rest: nothing is counted as staying."""
    id = run(signe, schools(20), size=20).id
    half = signe.imports.take_back(id)
    half.size = 5
    signe.imports.step_back(half)
    assert len(names(signe)) == 16
    rest = back(signe, id)
    assert (rest.total, rest.stays, names(signe)) == (15, 0, ["Fiktivby Skole"])


def test_what_was_changed_or_is_used_since_stays(signe: App) -> None:
    """A place with a note, and one that was edited, are not taken from under anybody."""
    id = run(signe, schools(4)).id
    rows = {row.name: row.rec for row in signe.contacts.institutions()}
    note(signe, institution=rows["Skole 1"])
    signe.contacts.save_institution({"district": "Nord"}, rows["Skole 2"])
    returning = back(signe, id)
    assert (returning.stays, names(signe)) == (2, ["Fiktivby Skole", "Skole 1", "Skole 2"])


def test_imports_are_undone_one_after_the_other(signe: App) -> None:
    """A second import over the first, undone, leaves the first free to be undone."""
    first = run(signe, schools(5)).id
    second = run(signe, schools(5, "Nyvej")).id
    assert back(signe, second).stays == 0
    assert back(signe, first).stays == 0
    assert names(signe) == ["Fiktivby Skole"]


def test_a_record_that_changed_after_the_preview_is_left(signe: App) -> None:
    """The import writes over what it showed and nothing newer."""
    rec = school(signe)
    made = plan(signe, HEAD + ";Fiktivby Skole;Vej 9;;\n1;Solen;;;SFO\n")
    signe.contacts.save_institution({"address": "Vej 5"}, rec)
    running = signe.imports.begin(made)
    while signe.imports.step(running):
        pass
    assert [line for line, _why in running.skipped] == [2]
    assert (running.added, running.changed, signe.contacts.place(rec).address) == (1, 0, "Vej 5")


def test_a_batch_and_its_note_are_kept_together_or_not_at_all(signe: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fails while the batch is noted takes the batch back too."""
    running = signe.imports.begin(plan(signe, schools(3)))

    def fails(*_arguments: object) -> None:
        raise StoreFailed("test")

    monkeypatch.setattr("desktop.services.import_log.ImportLog.add", fails)
    with pytest.raises(StoreTrouble):
        signe.imports.step(running)
    assert names(signe) == ["Fiktivby Skole"]
    monkeypatch.undo()
    while signe.imports.step(running):
        pass
    assert running.added == 3


def test_corrected_columns_are_remembered(signe: App) -> None:
    """The next file of the same headings is read the same way; another shape is guessed anew."""
    text = "Kaldenavn;Navn;Type\nS;Solen;SFO\n"
    file = opened(signe, text)
    assert signe.imports.columns(file, "institution") == {"name": 1, "type": 2}
    space = bytes.fromhex(signe.imports.usual_space(signe.imports.spaces()))
    made = signe.imports.plan(file, Choice("institution", {"name": 0, "type": 2}, space))
    while made.step():
        pass
    signe.imports.begin(made)
    assert signe.imports.columns(opened(signe, text), "institution") == {"name": 0, "type": 2}
    assert signe.imports.columns(opened(signe, text.replace("Kalde", "K")), "institution") == {"name": 1, "type": 2}


def test_who_may_import(town: Town) -> None:
    """An administrator has no role in the district and is told so; one who reads only may not either."""
    for who, sentence in (("asta", NO_ROLE), ("lene", NotAllowed.sentence)):
        app = town.app(who)
        with pytest.raises(NotAllowed) as refusal:
            app.imports.spaces()
        assert refusal.value.sentence == sentence


def test_files_that_cannot_be_read(signe: App, tmp_path: Path) -> None:
    """One that is too big (no more of it is read), a workbook, a list without a name; one that is gone is told so."""
    big = tmp_path / "stor.csv"
    with big.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    book = tmp_path / "bog.xlsx"
    book.write_bytes(b"PK\x03\x04")
    for path, refusal in ((tmp_path / "ingen.csv", CannotOpen), (big, BadImport), (book, BadImport)):
        with pytest.raises(refusal):
            signe.imports.open(path)
    with pytest.raises(BadImport):
        plan(signe, "a;b\n1;2\n", "person")


def test_people_come_after_their_places(signe: App) -> None:
    """Two imports; undoing the places leaves the one where somebody works."""
    places = run(signe, HEAD + "1;Solen;;;SFO\n2;Månen;;;SFO\n").id
    people = run(signe, PEOPLE + "Bo Bred;Pædagog;Solen;;\n").id
    assert back(signe, places).stays == 1
    assert back(signe, people).stays == 0
    assert (names(signe), signe.contacts.people()) == (["Fiktivby Skole", "Solen"], ())
