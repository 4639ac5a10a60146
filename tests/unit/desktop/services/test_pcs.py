"""Which pc's are in the district, and when each was last in contact, as far as this one can know."""

from dataclasses import replace

import pytest
from helpers.notes import note
from helpers.town import Town, let_in
from helpers.wire import LocalEndpoint

from desktop.assembly import App
from desktop.services.clock import from_ms
from sync.control import ControlLog
from sync.heads import Beat

DAY = 24 * 3600


def told(app: App) -> list[tuple[str, int, bool]]:
    """Who, how many days silent, and whether that is said."""
    return [(row.who, row.days, row.silent) for row in app.pcs.rows()]


def test_this_pc_is_first_then_who_was_in_contact_last(signe: App, palle: App, town: Town) -> None:
    """With its version; a pc that only reads is one of them, an administrator's is not; days are counted."""
    assert isinstance(town.endpoint, LocalEndpoint)
    town.clock.forward((town.endpoint.clock.ms - town.clock.now_ms()) / 1000)  # both clocks are right
    town.sync(palle, signe)
    town.clock.forward(9 * DAY)
    note(palle)
    town.sync(palle, signe)
    assert told(signe) == [("Signe Prøvested", 0, False), ("Palle Pseudonym", 0, False), ("Lene Eksempel", 9, True)]
    here = signe.pcs.rows()[0]
    assert here.here and here.version and here.last == signe.syncing.last_contact()
    assert [row.here for row in signe.pcs.rows()[1:]] == [False, False]


def test_a_pc_that_synced_at_the_command_line_was_in_contact(town: Town) -> None:
    """An administrator works there: her own pc, and whom she heard of, are not »not in contact yet«."""
    with town.office("asta") as asta:
        asta.desk.sync()
        here, *others = asta.app.pcs.rows()
        assert here.here and here.last is not None
        assert all(row.last is not None for row in others)


def test_a_pc_that_was_away_itself_calls_nobody_silent(signe: App, palle: App, town: Town) -> None:
    """A month without a connection: what it knows ends at its own last contact."""
    town.sync(palle, signe)
    town.clock.forward(30 * DAY)
    assert [days for _who, days, _silent in told(signe)] == [0, 0, 0]


def test_a_pc_in_touch_is_heard_of_also_where_nobody_wrote(signe: App, palle: App, town: Town) -> None:
    """Once a day, no more: three days in a row nobody writes, and both were in contact today."""
    town.sync(palle, signe)
    for _day in range(3):
        town.clock.forward(DAY)
        town.sync(palle, signe)
        space, me = town.space, palle.machine.keys.device_id
        beat = Beat.parse(palle.machine.journal.beats(space)[me]).n
        town.clock.forward(3600)
        town.sync(palle, signe)
        assert Beat.parse(palle.machine.journal.beats(space)[me]).n == beat, "and not again within the day"
    assert told(signe)[:2] == [("Signe Prøvested", 0, False), ("Palle Pseudonym", 0, False)]


@pytest.mark.parametrize("ahead_s", [3 * 3600, 400 * DAY])
def test_a_clock_that_runs_ahead_is_not_believed(signe: App, palle: App, town: Town, ahead_s: int) -> None:
    """What a pc claims lies no later than the last time it could have been heard of."""
    town.sync(palle, signe)
    me, journal = palle.machine.keys.device_id, signe.machine.journal
    beat = Beat.parse(journal.beats(town.space)[me])
    ahead = replace(beat, n=beat.n + 1, claimed_ms=beat.claimed_ms + ahead_s * 1000)
    journal.put_beats(town.space, {me: ahead.signed(palle.machine.keys)})
    row = next(row for row in signe.pcs.rows() if row.who == "Palle Pseudonym")
    assert (row.last, row.days) == (signe.syncing.last_contact(), 0)


def test_a_clock_that_is_behind_calls_nobody_silent(signe: App, palle: App, town: Town) -> None:
    """What its pc had read came to the server not long ago: it was in contact since, whatever its clock says."""
    note(palle)
    town.sync(palle, signe, palle, signe)
    me, journal = palle.machine.keys.device_id, signe.machine.journal
    beat = Beat.parse(journal.beats(town.space)[me])
    received = journal.received_at(town.space, beat.wit.gen, beat.wit.seq)
    assert received is not None and journal.received_at(town.space, beat.wit.gen, beat.wit.seq + 99) is None
    behind = replace(beat, n=beat.n + 1, claimed_ms=received - 3_650 * DAY * 1000)
    journal.put_beats(town.space, {me: behind.signed(palle.machine.keys)})
    row = next(row for row in signe.pcs.rows() if row.who == "Palle Pseudonym")
    known = signe.syncing.last_contact()
    assert known is not None and (row.last, row.silent) == (min(from_ms(received), known), False)


def test_a_pc_that_nobody_heard_of_stands_last(signe: App, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a moment, and without being called silent."""
    town.sync(signe)
    monkeypatch.setattr(signe.machine.journal, "beats", lambda _space: {})
    others = signe.pcs.rows()[1:]
    assert [(row.who, row.last, row.silent) for row in others] == [
        ("Lene Eksempel", None, False), ("Palle Pseudonym", None, False),
    ]  # fmt: skip


def removed(town: Town, who: str) -> None:
    """The administrator takes somebody's role in the town's space."""
    with town.office("asta") as asta:
        asta.desk.sync()
        asta.membership.set_role(town.space, asta.membership.find(who), "none")
        asta.desk.sync()


def unheard(app: App) -> dict[str, str]:
    """Whose pc has not heard that somebody lost access, and who that is."""
    return {row.who: row.unheard for row in app.pcs.rows() if row.unheard}


def test_who_has_not_heard_of_a_removal_is_named(signe: App, palle: App, town: Town) -> None:
    """To colleagues and to the administrator, until its next beat, which goes at once though nobody wrote."""
    town.sync(palle, signe)
    removed(town, "lene")
    town.sync(signe)
    assert unheard(signe) == {"Palle Pseudonym": "Lene Eksempel"}
    with town.office("asta") as asta:
        asta.desk.sync()
        rows = asta.app.pcs.rows()
        assert [row.who for row in rows if row.here] == ["Asta Afprøver"]
        assert len(rows) == 4, "the municipality's, though an administrator has a key of none"
        assert unheard(asta.app) == {"Palle Pseudonym": "Lene Eksempel"}
    town.sync(palle)
    town.sync(signe)
    assert unheard(signe) == {}
    with town.office("asta") as asta:
        asta.desk.sync()
        assert unheard(asta.app) == {}


def test_a_removal_elsewhere_is_no_matter(signe: App, town: Town) -> None:
    """A pc without the key of the space that somebody lost has nothing to hear."""
    town.sync(signe)
    other = town.space_for("palle", "Kun PPR, Midt", "PPR")
    with town.office("asta") as asta:
        asta.desk.sync()
        asta.membership.set_role(other, asta.membership.find("palle"), "none")
        assert asta.desk.refresh().removal(other)[0] > 0
    town.sync(signe)
    assert unheard(signe) == {}


def test_a_space_on_one_pc_is_warned_of(signe: App, town: Town) -> None:
    """From the day it is opened until a second pc has the key; members are told its name, the administrator whose."""
    town.sync(signe)
    assert signe.pcs.alone() == ()
    signe.close()
    with town.office("asta") as asta:
        other = asta.membership.new_space()
        for who in ("signe", "palle"):
            asta.membership.set_role(other, asta.membership.find(who), "write")
        assert asta.app.pcs.alone() == (), "it was not opened yet"
        asta.desk.sync()
    with town.office("signe") as office:
        office.membership.open_space(other, "Kun PPR, Midt", "PPR")
        assert office.app.pcs.alone() == ("»Kun PPR, Midt«",)
    with town.office("asta") as asta:
        asta.desk.sync()
        assert asta.app.pcs.alone() == ("1 fællesskab du ikke har adgang til (hos Signe Prøvested)",)
    with town.office("signe") as office:
        let_in(town, office, "palle")
        assert office.app.pcs.alone() == ()


def test_before_an_organisation_there_is_nothing_to_say(signe: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """No pc and no space."""
    monkeypatch.setattr(signe.machine, "control", ControlLog())
    assert (signe.pcs.rows(), signe.pcs.alone()) == ((), ())
