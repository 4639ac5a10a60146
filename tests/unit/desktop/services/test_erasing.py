"""What an archivist names, what comes along, what the second one refuses, and what is left to see."""

from collections import Counter
from collections.abc import Iterator

import pytest
from helpers.notes import agreement, note
from helpers.town import Town

from desktop.assembly import App
from desktop.services.errors import NotAllowed, NotFound, NotYet
from sync.codec import encode
from sync.control_space_bodies import MemberSet
from sync.model import Dot
from sync.purging import WINDOW_MS, Tomb


@pytest.fixture
def archive(town: Town) -> Iterator[Town]:
    """Signe and Palle are the archivists of Midt."""
    assert town.kit is not None
    with town.office("asta") as asta:
        asta.desk.refresh()
        for name in ("Signe", "Palle"):
            body = MemberSet(town.space, asta.membership.find(name), "archivist")
            asta.desk.post(lambda _roster, body=body: body, by=town.kit.root)
    yield town


def test_older_words_are_named_along_and_nothing_older_returns(archive: Town, signe: App, palle: App) -> None:
    """Of three texts the second is chosen: the first goes with it, the third stays; a form opened on the first goes."""
    rec = agreement(signe, "Første")
    for text in ("Andet", "Tredje"):
        signe.agreements.save(rec, {"text": text})
    archive.sync(signe, palle)
    lines = palle.erasing.changes(archive.space, "agreement", rec)
    assert [line.what for line in lines] == ["skrev det", "rettede det: hvad er aftalt", "rettede det: hvad er aftalt"]
    for id, line in (("gammel", lines[0]), ("kladde", lines[2])):
        shown = encode({"text": [list(line.dot)]})
        palle.machine.drafts.put(id, "agreement", {"rec": rec, "base": shown, "text": "Skrevet om"}, {}, 1)
    assert signe.erasing.name(archive.space, "agreement", rec, [lines[1].dot]) == (2, 1)
    with pytest.raises(NotYet):
        signe.erasing.name(archive.space, "agreement", rec, [lines[1].dot])
    archive.sync(signe, palle)
    (waiting,) = palle.erasing.proposals()
    assert (waiting.who, waiting.mine, len(waiting.dots)) == ("Signe Prøvested", False, 2)
    with pytest.raises(NotAllowed):
        signe.erasing.agree(signe.erasing.proposals()[0])
    assert palle.erasing.agree(waiting) == 2
    (erased,) = palle.erasing.erased()
    assert (erased.count, erased.gone_from, erased.gone) == (2, None, False)
    archive.sync(palle, signe)
    page = signe.agreements.read(rec)
    assert Counter(line.what for line in page.history) == {
        "Slettet": 4, "Skrev noget der er slettet nu": 2, "Skrev: »Tredje«": 1,
    }  # fmt: skip
    assert not any("Første" in line.what or "Andet" in line.what for line in page.history)
    assert [line.erased for line in signe.erasing.changes(archive.space, "agreement", rec)].count(True) == 2
    archive.clock.forward(WINDOW_MS / 1000)
    archive.endpoint.clock.ms += WINDOW_MS + 60_000  # type: ignore[union-attr]  # in this process
    archive.sync(palle, signe)
    assert palle.erasing.erased()[0].gone
    assert [draft.id for draft in palle.machine.drafts.list()] == ["kladde"]


def test_the_second_one_erases_only_what_he_reads_himself(archive: Town, signe: App, palle: App) -> None:
    """Another tombstone than his own is told apart and nothing is erased; nor where he cannot read it."""
    rec = note(signe).rec
    archive.sync(signe, palle)
    (line,) = palle.erasing.changes(archive.space, "consultation", rec)
    signe.erasing._write(archive.space, [(line.dot, Tomb(rec, "consultation", "edit"))])
    archive.sync(signe, palle)
    (waiting,) = palle.erasing.proposals()
    with pytest.raises(NotYet) as raised:
        palle.erasing.agree(waiting)
    assert raised.value.sentence.args == {"n": 1, "all": 1}
    assert palle.records.get("consultation", rec) is not None
    with pytest.raises(NotYet):
        palle.erasing._tombs(archive.space, [Dot(b"x" * 32, 0)])
    with pytest.raises(NotFound):
        palle.erasing.changes(archive.space, "consultation", b"x" * 16)
    with pytest.raises(NotFound):
        palle.erasing.name(archive.space, "consultation", rec, [Dot(b"x" * 32, 0)])
