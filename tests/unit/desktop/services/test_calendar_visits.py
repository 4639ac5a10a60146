"""Visits out of a calendar file: at places that are known, once, and without what they are called."""

from pathlib import Path

import pytest
from helpers.notes import school
from helpers.town import Town

from desktop.assembly import App
from desktop.services.calendar_visits import NoCalendarFile

AT_SCHOOL = "Fiktivby Skole"
HEAD, END = "BEGIN:VCALENDAR\r\n", "END:VCALENDAR\r\n"


def _event(uid: str, begins: str, where: str, what: str = "Møde om Mikkel") -> str:
    times = f"DTSTART:{begins}00Z\r\nDTEND:{begins[:9]}{int(begins[9:11]) + 1:02}3000Z\r\n"
    return f"BEGIN:VEVENT\r\nUID:{uid}\r\n{times}SUMMARY:{what}\r\nLOCATION:{where}\r\nEND:VEVENT\r\n"


def _file(folder: Path, *events: str) -> Path:
    path = folder / "kalender.ics"
    path.write_text(HEAD + "".join(events) + END, encoding="utf-8", newline="")
    return path


def test_only_appointments_at_places_are_offered(signe: App, tmp_path: Path) -> None:
    """By name in any case, by street, or in what it is called; not the dentist, what is over or far off."""
    there = signe.contacts.save_institution({"name": "Prøven", "type": "school", "address": "Prøvevej 14, 0000 By"}).rec
    path = _file(
        tmp_path,
        _event("a", "20261124T0800", "fiktivby skole\\, lokale 2"),
        _event("b", "20261125T0800", "Prøvevej 14"),
        _event("c", "20261126T0800", "", "Tværs på Fiktivby Skole"),
        _event("d", "20261124T1000", "Tandlægen"),
        _event("e", "20261120T0600", "Fiktivby Skole"),
        _event("f", "20270301T0800", "Fiktivby Skole"),
        "BEGIN:VEVENT\r\nDTSTART:i morgen\r\nEND:VEVENT\r\n",
        "BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261125\r\nSUMMARY:Temadag\r\nLOCATION:Fiktivby Skole\r\nEND:VEVENT\r\n",
        "BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261126\r\nSUMMARY:Ferie\r\nEND:VEVENT\r\n",
    )
    preview = signe.calendar_visits.preview(path)
    assert [(row.key, row.place) for row in preview.rows] == [("a", school(signe)), ("b", there), ("c", school(signe))]
    assert (preview.elsewhere, preview.unread, preview.whole_days) == (1, 1, 1), "a holiday is nobody's visit"
    assert {row.state for row in preview.rows} == {"new"} and not preview.cut
    path.write_bytes(path.read_bytes()[: -len(END) - 20])
    assert signe.calendar_visits.preview(path).cut, "the end of the file is not there"


def test_planned_once_moved_when_the_calendar_moves_and_undone_whole(signe: App, tmp_path: Path) -> None:
    """Twice the same file changes nothing; what was moved moves; one undo takes the whole file back, without drafts."""
    rec = school(signe)
    path = _file(tmp_path, _event("a", "20261124T0800", AT_SCHOOL), _event("b", "20261125T0800", "Fiktivby Skole"))
    (saved,) = signe.calendar_visits.plan(signe.calendar_visits.preview(path).rows)
    assert [f"{visit.starts_at:%d %H:%M}" for visit in signe.visits.ahead(rec)] == ["24 09:00", "25 09:00"]
    assert {row.state for row in signe.calendar_visits.preview(path).rows} == {"known"}
    assert signe.calendar_visits.plan(signe.calendar_visits.preview(path).rows) == ()
    moved = _file(tmp_path, _event("a", "20261126T1200", AT_SCHOOL), _event("b", "20261125T0800", "Fiktivby Skole"))
    rows = signe.calendar_visits.preview(moved).rows
    assert [(row.key, row.state) for row in rows] == [("b", "known"), ("a", "moved")]
    (again,) = signe.calendar_visits.plan(rows)
    assert [f"{visit.starts_at:%d %H:%M}" for visit in signe.visits.ahead(rec)] == ["25 09:00", "26 13:00"]
    assert signe.undo.undo(again.undo) is None and signe.undo.undo(saved.undo) is None
    assert not signe.visits.ahead(rec) and not signe.drafts.list()


def test_what_was_removed_by_hand_is_said_and_comes_back_as_itself(signe: App, tmp_path: Path) -> None:
    """At the next reading it is known as removed; taken along all the same it is the same visit, where it is now."""
    rec = school(signe)
    signe.calendar_visits.plan(
        signe.calendar_visits.preview(_file(tmp_path, _event("a", "20261124T0800", AT_SCHOOL))).rows
    )
    (visit,) = signe.visits.ahead(rec)
    signe.removing.remove("visit", visit.rec)
    rows = signe.calendar_visits.preview(_file(tmp_path, _event("a", "20261126T0800", AT_SCHOOL))).rows
    assert [row.state for row in rows] == ["removed"]
    (saved,) = signe.calendar_visits.plan(rows)
    assert [(one.rec, f"{one.starts_at:%d %H:%M}") for one in signe.visits.ahead(rec)] == [(visit.rec, "26 09:00")]
    signe.undo.undo(saved.undo)
    assert signe.visits.ahead(rec) == ()


def test_what_an_undo_took_back_is_offered_again_as_itself(signe: App, tmp_path: Path) -> None:
    """Nobody removed it by hand: the file is new again, twice; what was removed by hand since is said to be so."""
    rec = school(signe)
    path = _file(tmp_path, _event("a", "20261124T0800", AT_SCHOOL), _event("b", "20261125T0800", AT_SCHOOL))
    made = set()
    for _round in range(2):
        rows = signe.calendar_visits.preview(path).rows
        assert [(row.key, row.state) for row in rows] == [("a", "new"), ("b", "new")]
        (saved,) = signe.calendar_visits.plan(rows)
        assert [f"{visit.starts_at:%d}" for visit in signe.visits.ahead(rec)] == ["24", "25"]
        made |= {visit.rec for visit in signe.visits.ahead(rec)}
        assert signe.calendar_visits.plan(signe.calendar_visits.preview(path).rows) == ()
        signe.undo.undo(saved.undo)
        assert signe.visits.ahead(rec) == ()
    assert len(made) == 2, "the visits that were taken back stand again, and no others"
    signe.calendar_visits.plan(signe.calendar_visits.preview(path).rows)
    signe.removing.remove("visit", signe.visits.ahead(rec)[0].rec)
    rows = signe.calendar_visits.preview(path).rows
    assert [row.state for row in rows] == ["removed", "known"]
    (saved,) = signe.calendar_visits.plan(rows)
    signe.undo.undo(saved.undo)
    assert [row.state for row in signe.calendar_visits.preview(path).rows] == ["removed", "known"]


def test_what_it_is_called_is_kept_nowhere(signe: App, tmp_path: Path) -> None:
    """Not in the record, nor in any file of the store; the street of a protected place tells nothing."""
    signe.contacts.save_institution(
        {"name": "Krisehuset", "type": "school", "address": "Hemmelig Vej 3", "protected": "protected"}
    )
    path = _file(tmp_path, _event("a", "20261124T0800", AT_SCHOOL), _event("b", "20261125T0800", "Hemmelig Vej 3"))
    preview = signe.calendar_visits.preview(path)
    assert [row.key for row in preview.rows] == ["a"] and preview.rows[0].summary == "Møde om Mikkel"
    signe.calendar_visits.plan(preview.rows)
    (visit,) = signe.visits.ahead(school(signe))
    assert visit.purpose == "" and "Mikkel" not in repr(signe.visits.read(visit.rec))
    assert "Mikkel" not in repr(signe.history.read("visit", visit.rec))


def test_what_is_at_a_place_one_may_only_read_is_left_out_alone(town: Town, tmp_path: Path) -> None:
    """Lene reads Midt and writes in Syd: the one is said to stay out, the other is planned."""
    town.space_for("lene", "Deles i distrikt Syd", "Syd")
    with town.office("lene") as office:
        lene = office.app
        there = lene.contacts.save_institution({"name": "Sydskolen", "type": "school", "district": "Syd"}).rec
        path = _file(tmp_path, _event("a", "20261124T0800", AT_SCHOOL), _event("b", "20261125T0800", "Sydskolen"))
        rows = lene.calendar_visits.preview(path).rows
        assert [(row.key, row.state) for row in rows] == [("a", "readonly"), ("b", "new")]
        assert len(lene.calendar_visits.plan([row for row in rows if row.state == "new"])) == 1
        assert len(lene.visits.ahead(there)) == 1 and not lene.visits.ahead(school(lene))
        assert [row.state for row in lene.calendar_visits.preview(path).rows] == ["readonly", "known"]


@pytest.mark.parametrize("data", [b"", b"Navn;Nr\r\n", b"PK\x03\x04" * 100])
def test_what_is_no_calendar_is_said(signe: App, tmp_path: Path, data: bytes) -> None:
    """Nothing is planned, and the sentence says what to do."""
    path = tmp_path / "fil.ics"
    path.write_bytes(data)
    with pytest.raises(NoCalendarFile) as refused:
        signe.calendar_visits.preview(path)
    assert str(refused.value.kind) == "bad_file"
