"""The index stands in the transaction of its records, keeps a record's number, and is made anew from the revisions."""

import random

from helpers.stores import NOON, SPACE, device, revision, save

from desktop.domain import searching
from desktop.domain.registry import kinds
from desktop.store import remaking, search_index
from desktop.store.journal import StoreJournal
from desktop.store.search import Finder
from desktop.store.search_index import Entry
from desktop.store.store import Store

ME = device("signe")
KIND = kinds()["consultation"]


def entry(rec: int, day: int, words: str) -> Entry:
    """What one note is found by."""
    return Entry("consultation", SPACE, bytes([rec]) * 16, day, words)


def put(store: Store, *entries: Entry) -> None:
    """Writes them."""
    with store.transaction() as db:
        search_index.write(db, kinds(), entries)


def found(store: Store, text: str) -> list[int]:
    """The notes that a text finds."""
    finder = Finder(store)
    matches = finder.find("consultation", searching.query(text), 50, finder.supersede())
    return [rec[0] for rec, _space in matches.places]


def numbers(store: Store) -> dict[int, int]:
    """The number of each record."""
    return {rec[0]: number for number, rec in store.query("SELECT id, rec FROM search_consultation")}


def test_a_record_keeps_its_number_until_its_day_changes(store: Store, journal: StoreJournal) -> None:
    """New words leave the order alone; another day moves it; no words take it away."""
    put(store, entry(1, 20, "uro"), entry(2, 20, "uro"), entry(3, 21, "uro"))
    before = numbers(store)
    put(store, entry(1, 20, "ro"), entry(4, 20, "uro"))
    assert {rec: number for rec, number in numbers(store).items() if rec != 4} == before
    assert (found(store, "uro"), found(store, "ro")) == ([3, 4, 2], [1])
    put(store, entry(2, 30, "uro"), entry(3, 21, ""))
    assert found(store, "uro") == [2, 4]
    assert 3 not in numbers(store)


def test_the_last_word_about_a_record_counts(store: Store, journal: StoreJournal) -> None:
    """Twice in one batch, and in another space the same id: one row each."""
    other = Entry("consultation", b"T" * 16, bytes([1]) * 16, 20, "uro")
    put(store, entry(1, 20, "kat"), entry(1, 20, "hund"), other)
    assert found(store, "kat") == []
    assert found(store, "hund") == [1]
    assert found(store, "uro") == [1]


def test_every_record_is_found_whatever_is_written_beside_it(store: Store, journal: StoreJournal) -> None:
    """Records changed, added and taken away together, many times: each word finds exactly those that hold it."""
    dice, kept = random.Random(5), dict[int, str]()
    words = ("aftale", "december", "hjelm", "observation", "ro", "uro")
    for _step in range(20):
        some = {dice.randrange(60): " ".join(sorted(dice.sample(words, dice.randint(0, 3)))) for _one in range(4)}
        put(store, *(entry(rec, 20, said) for rec, said in some.items()))
        kept |= some
        for word in words:
            assert sorted(found(store, word)) == sorted(rec for rec, said in kept.items() if word in said.split())


def test_what_fails_leaves_the_index_as_it_was(store: Store, journal: StoreJournal) -> None:
    """The index goes back with the records that were not saved."""
    put(store, entry(1, 20, "uro"))
    try:
        with store.transaction() as db:
            search_index.write(db, kinds(), [entry(1, 20, "ro"), entry(2, 20, "uro")])
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        pass
    assert found(store, "uro") == [1]
    assert found(store, "ro") == []


def test_it_is_made_anew_with_the_rows(store: Store, journal: StoreJournal) -> None:
    """A store from before search, or of other declarations: every record is found when it has been opened once."""
    groups = {"text": {"text": "Uro"}, "when": {"occurred_at": [NOON, 60]}}
    save(store, journal, ME, revision(b"\x01" * 16, groups, kind="consultation", act="create"))
    before = store.query("SELECT id, rec, space, words FROM search_consultation")
    with store.transaction() as db:
        search_index.drop(db, "consultation")
        db.execute("UPDATE meta SET value = 'older' WHERE name = 'views:consultation'")
    assert store.query("SELECT name FROM sqlite_master WHERE name = 'words_consultation'") == []
    remaking.prepare(store, kinds())
    assert store.query("SELECT id, rec, space, words FROM search_consultation") == before
    assert found(store, "uro") == [1]


def test_kinds_that_only_name_others_have_no_index(store: Store, journal: StoreJournal) -> None:
    """Colleagues, pc's and spaces are found by nobody."""
    tables = {name for (name,) in store.query("SELECT name FROM sqlite_master WHERE substr(name, 1, 7) = 'search_'")}
    assert {f"search_{kind.name}" for kind in kinds().values() if kind.searchable} <= tables
    assert not {"search_member", "search_machine", "search_space_info"} & tables
