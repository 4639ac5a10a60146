"""Marks of approved notes: kept over a restart, one a note, gone when they are dropped."""

from datetime import timedelta

from helpers.town import Town

from desktop.services.approval_marks import Mark, Marks
from desktop.store.settings import Settings


def test_marks_are_kept_one_a_note(town: Town) -> None:
    """A second approval of a note takes the place of the first; what is dropped is gone, the other stays."""
    now = town.clock.now()
    first, other = Mark("consultation", b"r" * 16, now, b"\x01\x02"), Mark("ppr_consultation", b"s" * 16, now, b"")
    signe = town.app("signe")
    Marks(Settings(signe.machine.store)).keep([first, other])
    again = Mark(first.kind, first.rec, now + timedelta(minutes=1), b"\x03")
    Marks(Settings(signe.machine.store)).keep([again])
    signe.close()
    marks = Marks(Settings(town.app("signe").machine.store))
    assert sorted(marks.all(), key=lambda mark: mark.kind) == [again, other]
    marks.drop([(again.kind, again.rec)])
    assert marks.all() == [other]
    marks.drop([])
    assert marks.all() == [other]
