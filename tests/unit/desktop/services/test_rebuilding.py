"""Everything shown comes again from the signed commits: rows that were lost, revisions that were lost, and no more."""

from helpers.notes import note
from helpers.town import Town

from desktop.assembly import App
from desktop.services.events import Event, RecordsChanged


def test_lists_come_again_from_the_commits(signe: App, palle: App, town: Town) -> None:
    """Rows and revisions that fell out, and words of no commit at all: afterwards all is as it was before."""
    saved = note(signe)
    town.sync(signe, palle)
    store = palle.machine.store
    shown = _everything(palle)
    with store.transaction() as db:
        db.execute("DELETE FROM v_consultation")
        db.execute("DELETE FROM revisions WHERE rowid % 2 = 0")
        db.execute("UPDATE revisions SET cid = randomblob(32) WHERE rowid IN (SELECT max(rowid) FROM revisions)")
    assert palle.consultations.page().rows == ()
    heard: list[Event] = []
    palle.events.subscribe(heard.append)
    told: list[tuple[int, int]] = []
    rebuilt = palle.rebuilding.rebuild(lambda done, total: told.append((done, total)))
    assert _everything(palle) == shown
    assert [row.rec for row in palle.consultations.page().rows] == [saved.rec]
    assert told[-1] == (rebuilt.commits, rebuilt.commits) and rebuilt.aside == 0
    assert any(isinstance(event, RecordsChanged) for event in heard)
    town.sync(palle)
    assert _everything(palle) == shown


def _everything(app: App) -> list[list[tuple[object, ...]]]:
    store = app.machine.store
    asked = ["SELECT cid, i, space, rec, kind, user, device, received_ms, raw, standing FROM revisions ORDER BY cid, i"]
    asked += ["SELECT * FROM v_consultation ORDER BY rec", "SELECT * FROM v_institution ORDER BY rec"]
    asked += ["SELECT cid, own, state, verdict, reason, seq, received_ms, chain, raw FROM commits ORDER BY cid"]
    return [store.query(sql) for sql in asked]
