"""`contacts import` as a person or a program uses it."""

import json

import pytest
from helpers.commands import Command
from helpers.lists import HEAD, schools
from helpers.town import Town


@pytest.fixture
def command(town: Town, command: Command) -> Command:
    """Runs `contacts import` of such a list on one person's folder."""

    def play(who: str, text: str, *options: str) -> tuple[int, str, str]:
        file = town.folder / "liste.csv"
        file.write_text(text, encoding="utf-8")
        return command(who, "contacts", "import", str(file), *options)

    return play


def test_a_dry_run_changes_nothing(command: Command, town: Town) -> None:
    """It says what would happen, row by row, and the places are as they were."""
    code, said, _complained = command("signe", HEAD + "1;Solen;Vej 1;;SFO\nx;Månen;;;SFO\n", "--dry-run")
    assert code == 0
    assert "Række 3, Månen: udeladt. »x« er ikke et institutionsnummer." in said
    assert "Ville blive tilføjet: 1." in said and "Intet blev ændret." in said
    assert len(town.app("signe").contacts.institutions()) == 1


def test_an_import_and_the_same_again(command: Command, town: Town) -> None:
    """What was taken in figures, as JSON too; it is at the endpoint; a second run takes nothing."""
    code, said, _complained = command("signe", schools(3), "--json")
    facts = json.loads(said)
    assert (code, facts["kind"], facts["written"], facts["encoding"], facts["delimiter"]) == (
        0, "institution", True, "utf-8", ";",
    )  # fmt: skip
    assert facts["columns"]["institution_no"] == "INST_NR"
    assert facts["counts"] == {"add": 3, "change": 0, "same": 0, "skip": 0}
    assert [row["name"] for row in facts["rows"]] == ["Skole 1", "Skole 2", "Skole 3"]
    code, said, _complained = command("signe", schools(3, "Nyvej"), "--json")
    assert json.loads(said)["rows"][0]["changes"] == [["Adresse", "Prøvevej 1", "Nyvej 1"]]
    assert "Tilføjet: 0. Rettet: 0. Uændret: 3." in command("signe", schools(3, "Nyvej"))[1]
    palle = town.app("palle")
    town.sync(palle)
    assert len(palle.contacts.institutions()) == 4


def test_without_a_connection_it_is_kept(command: Command, town: Town) -> None:
    """The import needs no server."""
    town.line.up = False
    code, said, _complained = command("signe", schools(2))
    assert code == 0
    assert "Tilføjet: 2." in said and "Det sendes når der er forbindelse." in said


def test_an_administrator_is_refused(command: Command) -> None:
    """With a sentence that says why, and who must do it."""
    code, said, complained = command("asta", schools(2))
    assert (code, said) == (1, "")
    assert "En administrator kan hverken læse eller skrive kontakter." in complained


@pytest.mark.parametrize(
    ("options", "text", "code", "sentence"),
    [
        (("--kind", "x"), "a;b\n1;2\n", 2, "x er hverken institution eller person."),
        (("--district", "Nord"), "a;b\n1;2\n", 2, "Du kan ikke skrive i noget distrikt der hedder Nord."),
        (("--type", "x"), "a;b\n1;2\n", 2, "Der er ingen type der hedder x. Der er: Vuggestue, Børnehave,"),
        ((), "a;b\n1;2\n", 1, "Overskrifterne er »a«, »b«. Kolonnerne kan vælges i Rød Tråd: Kontakter"),
        ((), "", 1, "Filen indeholder ingen tabel"),
    ],
)
def test_refusals_are_sentences(
    command: Command, options: tuple[str, ...], text: str, code: int, sentence: str
) -> None:
    """Wrong words, a list that is none: one line, the right exit code."""
    found, said, complained = command("signe", text, *options)
    assert (found, said) == (code, "")
    assert sentence in complained


def test_what_is_left_out_of_a_row_is_told(command: Command) -> None:
    """Also of rows that are taken; and how places without a type get one."""
    people = "Navn;E-mail;Telefon\nLis Leder;ikke-mail;00 00 00 12 lokal 4\n"
    said = command("signe", people, "--dry-run")[1]
    assert "Række 2, Lis Leder: »ikke-mail« er ikke en mailadresse og udelades." in said
    assert "Det ligner ikke et telefonnummer." in said
    said = command("signe", HEAD + "1;Huset;;;Rumskib\n", "--dry-run")[1]
    assert "Række 2, Huset: udeladt. »Rumskib« er ikke en type der kendes." in said
    assert "--type siger hvad steder uden type er: Vuggestue, Børnehave," in said
    assert "--type" not in command("signe", HEAD + "1;Huset;;;\n", "--dry-run", "--type", "Folkeskole")[1]


def test_the_district_and_the_type_can_be_said(command: Command, town: Town) -> None:
    """By the district's short name; the type is for places that say none."""
    rows = HEAD + "1;Huset;;;\n"
    assert command("signe", rows, "--district", "midt", "--type", "fritidsklub", "--kind", "institution")[0] == 0
    assert [row.type_label for row in town.app("signe").contacts.institutions() if row.name == "Huset"] == [
        "Fritidsklub"
    ]
