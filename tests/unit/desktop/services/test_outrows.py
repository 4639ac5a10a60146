"""The page Synkronisering names one's own changes without a word that was typed about a child."""

from helpers.notes import agreement, note, school
from helpers.town import Town

from desktop.assembly import App
from desktop.domain.fields import Text
from desktop.domain.kind import Kind
from desktop.services.outrows import Titles
from desktop.services.session import Names
from desktop.services.wording import Wording
from desktop.services.writing import Change


def _waiting(app: App) -> list[str]:
    return [row.title for row in app.syncing.overview().waiting]


def _titles(app: App) -> Titles:
    return Titles(app.records, Names(app.records, app.texts, app.events), Wording(app.texts))


def test_each_kind_has_its_title(signe: App, town: Town) -> None:
    """A class by its name, a child without one, an agreement by its place, a contact by name."""
    town.line.up = False
    note(signe)
    note(signe, subject="anonymous_child", subject_label="Emil", age_band="6-9")
    agreement(signe)
    signe.agreements.save(None, {"text": "Uden sted"})
    signe.contacts.save_person({"name": "Lone Leder", "institution": school(signe)})
    assert _waiting(signe) == [
        "Kontaktperson: Lone Leder",
        "Aftale",
        "Aftale, Fiktivby Skole",
        "Sparring, anonymt barn, 6–9 år",
        "Sparring, 3.b (klasse)",
    ]


def test_a_kind_of_a_newer_version_is_a_change(signe: App) -> None:
    """It has no words here; nor has a commit without a record."""
    titles = _titles(signe)
    assert titles.of([]) == titles.of([("hologram", bytes(16))]) == "En ændring"


def test_what_a_newer_version_wrote_here_waits_beside_the_rest(signe: App, town: Town) -> None:
    """It was written on this pc before the program was put back to this one: the page lists it, and all others."""
    town.line.up = False
    note(signe)
    newer = Kind("hologram", "Hologram", "Holograms", (Text("name", "Name"),))
    (space,) = signe.spaces.writable()
    signe.writing.commit(space.id, [Change(newer, b"h" * 16, "create", {"name": {"name": "Ukendt"}})])
    assert _waiting(signe) == ["En ændring", "Sparring, 3.b (klasse)"]


def test_a_pc_is_named_by_whose_it_is(signe: App) -> None:
    """Several pc's may be called the same."""
    device = signe.machine.keys.device_id
    assert _titles(signe).of([("machine", device)]) == "Pc: Signe Prøvested"


def test_several_records_are_counted(signe: App) -> None:
    """The first is named, the others are a number."""
    places = [("institution", school(signe)), ("person", bytes(16)), ("person", bytes([1]) * 16)]
    assert _titles(signe).of(places) == "Sted: Fiktivby Skole og 2 mere"
