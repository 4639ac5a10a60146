"""What an import would do, row by row: who is meant, what differs, what is left out and why."""

from helpers.lists import HEAD, PEOPLE, acts, plan, run
from helpers.notes import school
from helpers.town import Town

from desktop.assembly import App
from desktop.texts import Texts


def why(made: object, number: int = -1) -> str:
    """The reasons of a row in Danish."""
    return " ".join(Texts("da")(note) for note in made.rows[number].notes)  # type: ignore[attr-defined]


def test_places_are_known_by_number_else_by_name_and_address(signe: App) -> None:
    """A number decides; without one the name and the street do, up to the town; zeros eaten by Excel are no change."""
    rec = signe.contacts.save_institution(
        {"name": "Solen", "type": "school", "institution_no": "000101", "address": "Vej 1", "phone": "00 00 00 01"}
    ).rec
    made = plan(signe, HEAD + "101;Solen;Vej 1;00000001;Folkeskoler\n")
    assert acts(made) == "."
    made = plan(
        signe, HEAD + "101;Solen Ny;Vej 1;;\n;SOLEN;Vej 1, 0000 By;;\n;Solen;Vej 2;;Folkeskole\n102;Solen;Vej 1;;SFO\n"
    )
    assert acts(made) == "csaa", "renamed by number; then nobody is called that any more"
    made = plan(signe, HEAD + ";solen;Vej 1, 0000 By;;\n")
    assert (acts(made), made.rows[0].rec) == ("c", rec)


def test_a_change_says_what_becomes_what(signe: App) -> None:
    """From and to, in words; what is empty in the file changes nothing."""
    rec = school(signe)
    made = plan(signe, HEAD + "101;Fiktivby Skole;;;Specialskoler\n")
    assert made.rows[0].rec == rec
    assert signe.imports.words(made.choice, made.rows[0])[0] == (
        "Institutionsnummer: »000101« · Type: »Folkeskole« bliver til »Specialskole«"
    )
    assert acts(plan(signe, HEAD + ";Fiktivby Skole;;;\n")) == "."


def test_new_places_need_a_name_and_a_type(signe: App) -> None:
    """The name may tell the type; else the row is left out, unless the person chose one for such rows."""
    rows = HEAD + "1;Månen;;;\n2;Månens Skole;;;\n3;;;;Folkeskole\n"
    made = plan(signe, rows)
    assert (acts(made), why(made, 0), why(made, 2)) == (
        "sas",
        "Vælg institutionens type.",
        "Skriv institutionens navn.",
    )
    assert acts(plan(signe, rows, otherwise="sfo")) == "aas"
    strange = HEAD + "4;Kort;;;Rumskib\n"
    assert why(plan(signe, strange)) == "»Rumskib« er ikke en type der kendes."
    assert acts(plan(signe, strange, otherwise="sfo")) == "a"


def test_the_same_twice_in_the_file(signe: App) -> None:
    """The first row counts, the second says where the first is."""
    made = plan(signe, HEAD + "1;Solen;Vej 1;;SFO\n1;Solen;Vej 1;;SFO\n;Solen;Vej 1;;SFO\n2;Solen;Vej 1;;Folkeskole\n")
    assert acts(made) == "assa", "two numbers at one address are two places"
    assert why(made, 1) == "Samme sted (000001) står i række 2."
    assert why(made, 2) == "Det samme står i række 2."
    made = plan(signe, HEAD + "951;Solen;;;SFO\n951;Månen;;;SFO\n")
    assert (acts(made), why(made, 1)) == ("as", "Samme sted (000951) står i række 2.")


def test_a_row_that_is_left_out_is_known_by_its_whole_name(signe: App) -> None:
    """First and last name stand in two columns."""
    made = plan(signe, "Fornavn;Efternavn;Institution\nBo;Berg;Ingensteds\n")
    assert (acts(made), made.rows[0].title) == ("s", "Bo Berg")


def test_several_that_could_be_meant(signe: App) -> None:
    """Nothing is guessed."""
    for street in ("Vej 1", "Vej 2"):
        signe.contacts.save_institution({"name": "Solen", "type": "sfo", "address": street})
    made = plan(signe, HEAD + ";Solen;;12345678;SFO\n;Solen;Vej 2;12345678;SFO\n")
    assert (acts(made), why(made, 0)) == ("sc", "Flere steder her hedder »Solen«.")


def test_people_are_known_by_email_else_by_name_and_place(signe: App) -> None:
    """A new name behind the same address is a change; an address that several use tells nobody from another."""
    lis = signe.contacts.save_person({"name": "Lis Leder", "institution": school(signe), "email": "lis@a.example"}).rec
    made = plan(signe, PEOPLE + "Lis Holm;;Fiktivby Skole;LIS@a.example;\n")
    assert (acts(made), made.rows[0].rec) == ("c", lis)
    assert signe.imports.words(made.choice, made.rows[0])[0] == "Navn: »Lis Leder« bliver til »Lis Holm«"
    made = plan(signe, PEOPLE + "Lis Leder;Skoleleder;Fiktivby Skole;;\nLis Leder;;;;\n")
    assert (acts(made), made.rows[0].rec) == ("ca", lis)
    shared = "Bo;;Fiktivby Skole;kontor@a.example;\nIb;;Fiktivby Skole;kontor@a.example;\n"
    assert acts(plan(signe, PEOPLE + shared)) == "aa"
    run(signe, PEOPLE + shared)
    assert acts(plan(signe, PEOPLE + shared)) == ".."


def test_a_place_of_work_must_be_here(signe: App) -> None:
    """By number or by name; one that is not here is a reason, not a person without a place."""
    signe.contacts.save_institution({"name": "Solen", "type": "sfo", "institution_no": "000007"})
    head = "Fornavn;Efternavn;Arbejdssted;Inst.nr.\n"
    made = plan(signe, head + "Bo;Bred;;7\nIb;Ø;Solen;\nEa;Å;Månen;\nUd;En;;\nIl;Al;Solen;8\n")
    assert acts(made) == "aasas"
    assert "»Månen« er ikke blandt stederne her" in why(made, 2)
    assert made.rows[0].values["institution"] == made.rows[1].values["institution"]


def test_rules_hold_for_rows_as_for_forms(signe: App) -> None:
    """A personal number anywhere and a text that is too long refuse the row; what is odd is said and kept."""
    made = plan(signe, PEOPLE + f"Bo 010872-0003;;;;\nIb;{'x' * 300};;;\nEa;;;;lok. 12\n")
    assert acts(made) == "ssa"
    assert "telefonnummer" in why(made, 2)


def test_formulas_are_text(signe: App) -> None:
    """A cell that a spreadsheet would calculate is kept as it stands."""
    made = plan(signe, PEOPLE + "=1+1;@SUM(A1);;;\n")
    assert made.rows[0].values == {"name": "=1+1", "role_title": "@SUM(A1)"}


def test_what_stands_in_two_versions_is_left_alone(signe: App, palle: App, town: Town) -> None:
    """A field that must be settled is skipped with a word; the other fields of the row are changed."""
    rec = school(signe)
    seen, his = signe.contacts.place(rec), palle.contacts.place(rec)
    town.line.up = False
    signe.contacts.save_institution({**seen.values, "address": "Vej 1"}, rec, base=seen.base)
    palle.contacts.save_institution({**his.values, "address": "Vej 2"}, rec, base=his.base)
    town.line.up = True
    town.sync(signe, palle, signe)
    other = "Vej 2" if signe.contacts.place(rec).address == "Vej 1" else "Vej 1"
    rows = "INST_NR;INST_NAVN;INST_ADR;TLF_NR\n"
    signe.contacts.save_institution({"institution_no": "000101"}, rec)
    made = plan(signe, rows + f"101;Fiktivby Skole;{other};12345678\n")
    assert [one.field for one in made.rows[0].moved] == ["phone"]
    assert "skal afklares først" in why(made)
    assert acts(plan(signe, rows + f"101;Fiktivby Skole;{other};\n")) == "s"


def test_what_is_protected_stands_in_no_preview(signe: App) -> None:
    """A new address of a protected place and a number of a protected person: that they change is said, not to what."""
    signe.contacts.save_institution(
        {
            "name": "Krisehuset",
            "type": "school",
            "institution_no": "000101",
            "address": "Vej 1",
            "protected": "protected",
        }
    )
    made = plan(signe, HEAD + "101;Krisehuset;Vej 2;;Folkeskoler\n")
    words, _notes = signe.imports.words(made.choice, made.rows[0])
    assert words == "Adresse: »beskyttet« bliver til »beskyttet«"
