"""Two versions of one agreement: chosen, both kept, written anew, put off; in every order the same, and taken back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.concerns import concern
from helpers.notes import agreement, note
from helpers.torn import PALLES, SIGNES, corrected, rewritten
from helpers.town import Town
from helpers.wire import LocalEndpoint

from desktop.assembly import App
from desktop.services.errors import Invalid, NotYet, Settled
from desktop.services.settling import later_id
from desktop.services.settling_values import SettlePage


@pytest.fixture
def town(torn_model: tuple[Town, bytes], tmp_path: Path) -> Iterator[Town]:
    """A town where Signe and Palle rewrote one agreement apart."""
    with torn_model[0].twin(tmp_path) as twin:
        yield twin


@pytest.fixture
def rec(torn_model: tuple[Town, bytes]) -> bytes:
    """That agreement."""
    return torn_model[1]


def test_the_versions_stand_by_name_beside_what_stood_before(signe: App, palle: App, town: Town, rec: bytes) -> None:
    """S6: both texts, authors, the common version; Palle's note elsewhere came in quietly; nothing is chosen."""
    for app, names in ((signe, ("du", "Palle")), (palle, ("du", "Signe"))):
        page = app.to_settle.open("agreement", rec)
        assert (page.what, page.names, page.left, page.both) == ("den samme aftale", names, 0, True)
        assert page.before is not None and page.before.parts[0].text == "Aftale møde"
        both = [("Signe Prøvested", SIGNES), ("Palle Pseudonym", PALLES)]
        assert [(side.who, side.parts[0].text) for side in page.sides] == both[:: 1 if app is signe else -1]
        assert [side.mine for side in page.sides] == [True, False]
        assert page.can_choose and page.put_off is None
    assert [also.text for also in signe.to_settle.read("agreement", rec).also] == [
        "Palle har også rettet: hvem gør det (Lone Leder). Det er kommet med."
    ]
    (row,) = signe.to_settle.rows()
    assert (row.kind, row.rec, row.title) == ("agreement", rec, "En aftale er rettet to steder")
    assert row.detail == "Fiktivby Skole · Du og Palle har skrevet hver sin tekst"


def test_three_versions_are_counted_wherever_they_stand(town: Town) -> None:
    """S17: not »two places« of what three people rewrote, all three by name, and who closed it with what that means.

    The same of a note: in its list, on the thread of its concern, and in why it can be neither approved nor copied.
    """
    with town.office("asta") as asta:
        asta.membership.set_role(town.space, asta.membership.find("lene"), "write")
        asta.desk.sync()
    signe, _palle, lene = apps = [town.app(who) for who in ("signe", "palle", "lene")]
    town.sync(*apps)
    rec = agreement(signe, "Møde")
    told = note(signe, concern=(about := concern(signe).rec), subject="child", subject_label="").rec
    town.sync(*apps)
    for number, app in enumerate(apps):
        rewritten(rec, (app, f"Møde hos {number}"))
        corrected(app, told, f"Rettet af {number}")
    lene.agreements.save(rec, {"status": "done"})
    town.sync(*apps)
    asked = (signe, "Lene", "den lukket som Lene skrev", "Lene Palle"), (lene, "Du", "din egen lukket", "Palle Signe")
    for app, who, alone, others in asked:
        (row,) = [row for row in app.to_settle.rows() if row.rec == rec]
        assert row.title == "En aftale er rettet tre steder"
        assert app.agreements.read(rec).row.divided == 3
        page = app.to_settle.read("agreement", rec)
        said = f"{who} har lukket den: Gennemført. Det gælder uanset hvilken tekst der beholdes."
        assert [closed.text for closed in page.also] == [f"{said} Beholder du flere, er kun {alone}."]
        assert " ".join(side.called for side in page.sides[1:]) == others
    (row,) = [row for row in signe.to_settle.rows() if row.rec == rec]
    assert row.detail.endswith("Du, Lene og Palle har skrevet hver sin tekst")
    assert [shown.divided for shown in signe.consultations.page().rows] == [3]
    assert [knot.mark for knot in signe.concerns.read(about).thread if knot.target == told] == ["rettet tre steder"]
    said = "Det er rettet tre steder. Afklar det først."
    assert signe.approving.page().rows[0].problem == said
    with pytest.raises(NotYet) as refused:
        signe.copying.text(signe.consultations.read(told), signe.approving.standing("consultation", told))
    assert signe.texts(refused.value.sentence) == said
    assert signe.settling.later("agreement", rec).left == 1
    assert signe.agreements.read(later_id(rec, signe.me.user)).values["reason"] == "den er rettet tre steder"


def test_when_a_text_reached_the_server_is_said_not_why(signe: App, palle: App, town: Town) -> None:
    """Three hours from the clock of its pc, by the server's own: a line that was cut and a wrong clock look alike."""
    endpoint = town.endpoint
    assert isinstance(endpoint, LocalEndpoint)
    rec = agreement(signe, "Møde")
    town.sync(signe, palle)
    rewritten(rec, (signe, SIGNES), (palle, PALLES))
    endpoint.clock.ms = town.clock.now_ms() + 60_000
    town.sync(signe)
    endpoint.clock.ms = arrived = town.clock.now_ms() + 3 * 3_600_000
    town.sync(palle, signe)
    mine, other = signe.to_settle.read("agreement", rec).sides
    assert (mine.who, mine.received) == ("Signe Prøvested", None)
    assert other.received is not None and abs(other.received.timestamp() * 1000 - arrived) < 60_000


def test_one_is_kept_and_the_choice_can_be_undone(signe: App, palle: App, town: Town, rec: bytes) -> None:
    """Palle's text holds everywhere, Signe's is in the history; undone, both stand again in their authors' names."""
    page = signe.to_settle.read("agreement", rec)
    choice = signe.settling.keep("agreement", rec, page.seen, side_of(page, PALLES))
    assert choice.left == 0
    town.sync(signe, palle)
    for app in (signe, palle):
        assert texts(app, rec) == [PALLES]
        assert app.to_settle.rows() == ()
        assert any(SIGNES in line.what for line in app.agreements.read(rec).history)
    assert signe.today.load().replaced == (), "nobody is told of what he has chosen himself"
    with pytest.raises(Settled):
        palle.settling.keep("agreement", rec, page.seen, side_of(page, SIGNES))
    signe.settling.undo(choice.undo)
    town.sync(signe, palle)
    for app in (signe, palle):
        again = app.to_settle.read("agreement", rec)
        assert sorted((side.who, side.parts[0].text) for side in again.sides) == [
            ("Palle Pseudonym", PALLES),
            ("Signe Prøvested", SIGNES),
        ]
        assert again.before is not None and again.before.parts[0].text == "Aftale møde"


def test_both_are_kept_as_two_agreements_whoever_does_it_and_however_often(
    signe: App, palle: App, town: Town, rec: bytes
) -> None:
    """S6: two agreements. Both keep both without a connection: still two, and the same two on every pc."""
    for app in (signe, palle):
        app.settling.keep_both("agreement", rec, app.to_settle.read("agreement", rec).seen)
    town.sync(palle, signe)
    for app in (signe, palle):
        found = {row.texts[0].text: row for row in app.agreements.list()}
        assert set(found) == {SIGNES, PALLES}
        assert found[SIGNES].rec == rec
        assert found[PALLES].owner == "Lone Leder"
        assert app.to_settle.rows() == ()


@pytest.mark.parametrize("both", [False, True])
def test_the_other_author_is_told_also_on_a_first_day(
    signe: App, palle: App, town: Town, rec: bytes, both: bool
) -> None:
    """S6: on I dag, by whom, before there is any »last« to be since; whoever chose is not told of himself."""
    page = signe.to_settle.read("agreement", rec)
    if both:
        signe.settling.keep_both("agreement", rec, page.seen)
    else:
        signe.settling.keep("agreement", rec, page.seen, side_of(page, SIGNES))
    assert palle.today.load().replaced == ()
    town.sync(signe, palle)
    page_of_palle = palle.today.load()
    assert page_of_palle.first_day
    (told,) = page_of_palle.replaced
    assert (told.rec, told.detail) == (rec, "Signe Prøvested har afklaret hvilken tekst der gælder · i dag 08.18")
    assert not any("afklaret" in row.detail for row in signe.today.load().replaced)


def test_keeping_both_is_taken_back_whole(signe: App, palle: App, town: Town, rec: bytes) -> None:
    """The second agreement leaves the lists, and the two texts stand against each other as before."""
    choice = signe.settling.keep_both("agreement", rec, signe.to_settle.read("agreement", rec).seen)
    assert len(signe.agreements.list()) == 2
    signe.settling.undo(choice.undo)
    (row,) = signe.agreements.list()
    assert row.divided == 2
    assert {version.text for version in row.texts} == {SIGNES, PALLES}


def test_a_new_text_takes_the_place_of_both_and_can_be_taken_back(
    signe: App, palle: App, town: Town, rec: bytes
) -> None:
    """What is missing is refused beside its field; the new text stands alone; undone, it is gone and both are back."""
    page = signe.to_settle.read("agreement", rec)
    assert [(one.name, one.sort, one.required) for one in page.asked] == [("text", "long", True)]
    with pytest.raises(Invalid):
        signe.settling.write("agreement", rec, page.seen, {"text": " "})
    choice = signe.settling.write("agreement", rec, page.seen, {"text": "Begge dele, i den rækkefølge"})
    town.sync(signe, palle)
    assert texts(palle, rec) == ["Begge dele, i den rækkefølge"]
    signe.settling.undo(choice.undo)
    town.sync(signe, palle)
    for app in (signe, palle):
        assert sorted(texts(app, rec)) == sorted([SIGNES, PALLES])


def test_put_off_it_is_a_follow_up_of_ones_own_until_it_is_settled(
    signe: App, palle: App, town: Town, rec: bytes
) -> None:
    """In a week, with the reason; it does not answer for the other; settling it makes the follow-up done."""
    later = signe.settling.later("agreement", rec)
    assert str(signe.to_settle.rows()[0].put_off) == "2026-11-27"
    signe.settling.undo(later.undo)
    assert signe.to_settle.rows()[0].put_off is None
    assert len(signe.agreements.list()) == 1
    signe.settling.later("agreement", rec)
    assert str(signe.to_settle.rows()[0].put_off) == "2026-11-27"
    assert len(signe.agreements.list()) == 2
    town.sync(signe, palle)
    assert signe.today.load().replaced == (), "both texts stand, also while it is put off"
    assert palle.to_settle.rows()[0].put_off is None
    rec_later = later_id(rec, signe.me.user)
    followup = signe.agreements.read(rec_later)
    assert (followup.row.owner, followup.row.status.code) == ("Du", "open")
    assert followup.row.place == ""
    place = signe.agreements.read(rec).row.place_rec
    for app in (signe, palle):
        assert place and [row.rec for row in app.agreements.at(place, 50)[0]] == [rec], "nobody agreed on it"
    page = palle.to_settle.read("agreement", rec)
    choice = palle.settling.keep("agreement", rec, page.seen, side_of(page, SIGNES))
    town.sync(palle, signe)
    assert signe.agreements.read(rec_later).row.status.code == "done"
    assert [row.rec for row in signe.today.load().replaced] == [rec], "of the choice, not of the follow-up too"
    palle.settling.undo(choice.undo)
    town.sync(palle, signe)
    assert signe.agreements.read(rec_later).row.status.code == "open"
    assert signe.today.load().replaced == ()
    assert len(signe.to_settle.rows()) == 1


def test_what_came_after_the_page_was_read_is_not_chosen_away(signe: App, palle: App, town: Town, rec: bytes) -> None:
    """Palle corrects his text once more while Signe looks: her choice is not done, and his new text stands."""
    page = signe.to_settle.read("agreement", rec)
    palle.agreements.save(rec, {"text": "Observation 12. december"})
    town.sync(palle, signe)
    with pytest.raises(Settled):
        signe.settling.keep("agreement", rec, page.seen, side_of(page, PALLES))
    assert "Observation 12. december" in texts(signe, rec)


def test_different_choices_are_two_versions_again(signe: App, palle: App, town: Town, rec: bytes) -> None:
    """Fault 8: each keeps the other's; whoever syncs first, both see two versions by the name of who wrote them."""
    for app, kept in ((signe, PALLES), (palle, SIGNES)):
        page = app.to_settle.read("agreement", rec)
        app.settling.keep("agreement", rec, page.seen, side_of(page, kept))
    town.sync(palle, signe)
    for app in (signe, palle):
        again = app.to_settle.read("agreement", rec)
        assert {(side.who, side.parts[0].text) for side in again.sides} == {
            ("Signe Prøvested", SIGNES),
            ("Palle Pseudonym", PALLES),
        }


def test_a_note_cannot_be_kept_as_both(signe: App, palle: App, town: Town) -> None:
    """Two notes of one talk are none; opening the versions of a note about a class is in the read log."""
    rec = note(signe).rec
    town.sync(signe, palle)
    corrected(palle, rec)
    corrected(signe, rec, "Rettet af Signe")
    town.sync(palle, signe)
    page = signe.to_settle.open("consultation", rec)
    assert not page.both and len(page.sides) == 2
    assert len(signe.readlog.lines()) == 1
    with pytest.raises(Settled):
        signe.settling.keep_both("consultation", rec, page.seen)


def test_what_the_other_wrote_about_the_child_is_told(signe: App, palle: App, town: Town) -> None:
    """S6: a note elsewhere came in quietly; it is told, and opened from there, of the concern as of its agreements."""
    rec = concern(signe).rec
    agreed = agreement(signe, "Møde", concern=rec)
    town.sync(signe, palle)
    for app in (signe, palle):
        app.concerns.save(rec, {"next_steps": f"Skridt af {app.me.name}"})
        rewritten(agreed, (app, f"Aftalt af {app.me.name}"))
    town.clock.forward(60)
    told = note(palle, concern=rec, subject="anonymous_child", subject_label="", age_band="3-5").rec
    town.sync(palle, signe)
    for kind, torn in (("concern", rec), ("agreement", agreed)):
        (also,) = signe.to_settle.read(kind, torn).also
        assert also.text == "Palle har også skrevet et notat om barnet. Det er kommet med."
        assert (also.view, also.rec) == ("reading", told)


def side_of(page: SettlePage, text: str) -> bytes:
    """The key of the version that says `text`."""
    return next(side.key for side in page.sides if side.parts[0].text == text)


def texts(app: App, rec: bytes) -> list[str]:
    """Every text that stands."""
    return [version.text for version in app.agreements.read(rec).row.texts]


def test_what_is_protected_is_not_shown_between_versions(signe: App, palle: App, town: Town) -> None:
    """Two addresses of a protected place: by name and time, and neither is to be read there."""
    place = {"name": "Krisehuset", "type": "school", "address": "Vej 1", "protected": "protected"}
    rec = signe.contacts.save_institution(place).rec
    town.sync(signe, palle)
    for app, address in ((signe, "Vej 2"), (palle, "Vej 3")):
        app.contacts.save_institution({"address": address}, rec=rec)
    town.sync(signe, palle, signe)
    page = signe.to_settle.read("institution", rec)
    shown = [*page.sides, page.before]
    assert {part.text for side in shown if side for part in side.parts} == {"beskyttet"} and len(page.sides) == 2
