"""Whoever opened a record about a child stands in a list, and the list tells when it was tampered with."""

from helpers.notes import note

from desktop.assembly import App


def test_opening_is_a_line_without_a_typed_word(signe: App) -> None:
    """The newest first: when, who, and a title that names no child."""
    rec = note(signe, subject="anonymous_child", subject_label="Emil").rec
    signe.consultations.read(rec)
    signe.consultations.read(note(signe).rec)
    lines = signe.readlog.lines()
    assert [line.title for line in lines] == ["Sparring, 3.b (klasse)", "Sparring, anonymt barn"]
    assert {line.who for line in lines} == {"Signe Prøvested"}
    assert lines[0].when == signe.clock.now()


def test_a_line_that_was_changed_is_noticed(signe: App) -> None:
    """Somebody with the key and a tool: the chain no longer holds."""
    signe.consultations.read(note(signe).rec)
    assert signe.readlog.intact()
    with signe.machine.store.transaction() as db:
        db.execute("DROP TRIGGER readlog_fixed")
        db.execute("UPDATE readlog SET who = x'00'")
    assert not signe.readlog.intact()
