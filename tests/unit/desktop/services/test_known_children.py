"""A consent that holds is found by the whole name of the child, and by nothing less."""

from datetime import date

import pytest
from helpers.concerns import NAMED, concern
from helpers.notes import note
from helpers.town import Town

from desktop.assembly import App


@pytest.fixture
def name(signe: App) -> str:
    """A named child with a consent, known by a concern."""
    concern(signe, **NAMED)
    return str(NAMED["name"])


def test_the_whole_name_finds_the_consent(signe: App, name: str) -> None:
    """Half a name, another case and no name find nobody: there is no list of names to look through."""
    known = signe.known_children.called(f" {name} ")
    assert known is not None
    assert known.words.startswith("Der er et samtykke fra ")
    assert signe.known_children.told_of(known.rec) == known
    for other in (name[:-1], name.upper(), "", "   "):
        assert signe.known_children.called(other) is None


def test_a_consent_that_ended_is_none(town: Town, signe: App, name: str) -> None:
    """The day after it ended it is asked for anew."""
    known = signe.known_children.called(name)
    assert known is not None
    values = signe.children.values(known.rec)
    assert values is not None
    ends = values["consent_expires_on"]
    assert isinstance(ends, date)
    town.clock.forward(((ends - town.clock.now().date()).days + 1) * 86_400)
    assert signe.known_children.called(name) is None
    assert signe.known_children.told_of(known.rec) is None


def test_a_note_refers_to_the_child_that_is_known(signe: App, name: str) -> None:
    """No second child is made, nothing of a consent is asked, and that it was looked up stands in the read log."""
    known = signe.known_children.called(name)
    assert known is not None
    before = len(signe.readlog.lines())
    signe.known_children.use(known.rec)
    rec = note(signe, subject="child", subject_label="", child=known.rec).rec
    assert signe.consultations.read(rec).title.endswith(signe.children.title(known.rec))
    assert len(signe.records.all("child")) == 1
    assert len(signe.readlog.lines()) == before + 2
