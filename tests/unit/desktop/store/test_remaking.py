"""Tables of records are made anew where a version declares a kind otherwise, and only there."""

from dataclasses import replace

from helpers.stores import device, revision, save

from desktop.domain.fields import Text
from desktop.domain.registry import kinds
from desktop.store import remaking
from desktop.store.journal import StoreJournal
from desktop.store.store import Store

ME = device("signe")
NEW = Text("new_field", "New", "new")


def test_only_what_is_declared_otherwise_is_made_anew(store: Store, journal: StoreJournal) -> None:
    """A hundred thousand notes are not read again because a place has one more field; what is read is said."""
    save(store, journal, ME, revision(b"\1" * 16, {"name": {"name": "Skolen"}}, kind="institution", act="create"))
    save(store, journal, ME, revision(b"\2" * 16, {"text": {"text": "Uro"}}, kind="consultation", act="create"))
    remaking.prepare(store, kinds())
    with store.transaction() as db:
        db.execute("UPDATE v_consultation SET f_text = 'as it stood'")
        db.execute("UPDATE v_institution SET f_name = 'as it stood'")
    place = kinds()["institution"]
    later = {**kinds(), "institution": replace(place, fields=(*place.fields, NEW))}
    said: list[tuple[int, int]] = []
    remaking.prepare(store, later, lambda done, of: said.append((done, of)))
    assert store.query("SELECT f_name, f_new_field FROM v_institution") == [("Skolen", "")]
    assert store.query("SELECT f_text FROM v_consultation") == [("as it stood",)]
    assert said == [(1, 1)]
    said.clear()
    remaking.prepare(store, later, lambda done, of: said.append((done, of)))
    assert said == []


def test_tables_of_a_kind_that_is_gone_go(store: Store, journal: StoreJournal) -> None:
    """Of a kind that no version knows any more nothing is found; its revisions stay, and a version that knows it reads
    them again."""
    save(store, journal, ME, revision(b"\1" * 16, {"name": {"name": "Skolen"}}, kind="institution", act="create"))
    remaking.prepare(store, kinds())
    remaking.prepare(store, {name: kind for name, kind in kinds().items() if name != "institution"})
    left = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('v_institution', 'search_institution')"
    assert store.query(left) == [(0,)]
    remaking.prepare(store, kinds())
    assert store.query("SELECT f_name FROM v_institution") == [("Skolen",)]


def test_a_store_of_before_is_made_anew_once(store: Store, journal: StoreJournal) -> None:
    """Earlier versions wrote down one mark for all kinds; every table is made again from the revisions."""
    save(store, journal, ME, revision(b"\1" * 16, {"name": {"name": "Skolen"}}, kind="institution", act="create"))
    with store.transaction() as db:
        remaking.forget(db)
        db.execute("INSERT INTO meta (name, value) VALUES ('views', 'older')")
        db.execute("CREATE TABLE v_gone (rec BLOB) STRICT")
        db.execute("UPDATE v_institution SET f_name = 'as it stood'")
    remaking.prepare(store, kinds())
    assert store.query("SELECT f_name FROM v_institution") == [("Skolen",)]
    assert store.query("SELECT count(*) FROM sqlite_master WHERE name = 'v_gone'") == [(0,)]
    assert store.query("SELECT count(*) FROM meta WHERE name = 'views'") == [(0,)]
