"""Search finds exactly what a person reading every word would find, and no text at all makes it fail."""

import random
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from helpers.stores import NOON, SPACE, device, made, ready, revision, save

from desktop.domain import catalogues, searching
from desktop.store.errors import StoreFailed
from desktop.store.journal import StoreJournal
from desktop.store.search import COUNTED, Finder, Superseded
from desktop.store.store import Store
from sync.model import Dot

SEED = 20261120
ME = device("signe")
PIECES = (
    "får", "far", "faar", "får", "børn", "boern", "barn", "Ågård", "Aagaard", "æble", "aeble", "Ebbe", "3.b", "3b",
    "3.a", "André", "andre", "Øst", "oest", "ost", "TEST-Alfa", "a\u030abner", "åbner", "é", "Ζώη", "ζωη", "мама",
    "naïv", "12", "1234", "12345678", "x", "ø", "uro", "uroen", "URO", "skole", "skoler", "😀", "straße", "strasse",
    "co\u00adop", "½", "٣", "under_streg", "»citat«",
)  # fmt: skip
DAY = 86_400_000


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An open store."""
    with made(tmp_path)[0] as opened:
        yield opened


def _answers(asked: str, texts: list[str], labels: list[str]) -> bool:
    """What a reader with patience says: each word that is asked for begins a word that stands there."""
    have = [word for text in (*texts, *labels) for word in searching.words(text)]
    return all(
        any(word == one if len(one) == 1 else word.startswith(one) for word in have)
        for one in dict.fromkeys(searching.words(asked))
    )


def test_found_is_what_a_reader_would_find(store: Store) -> None:
    """Notes and places of random words, some edited, some removed: every query finds just its own, newest first."""
    rng = random.Random(SEED)
    journal = StoreJournal(store, ME.device_id)
    ready(journal)
    labels = [catalogues.load("forms").label("sparring")]
    notes: dict[bytes, tuple[int, str]] = {}
    for n in range(1, 70):
        rec, text = rng.randbytes(16), " ".join(rng.choices(PIECES, k=rng.randint(1, 6)))
        day = rng.randrange(400)
        dots = _create(store, journal, rec, text, NOON + day * DAY, n)
        chance = rng.random()
        if chance < 0.2:
            text = " ".join(rng.choices(PIECES, k=3))
            group = {"text": {"text": text}}
            save(store, journal, ME, revision(rec, group, kind="consultation", hlc=n + 1000, over={"text": dots}))
        elif chance < 0.3:
            gone = {"withdrawn": {"at": [NOON, 60], "by": b"x" * 16, "reason": ""}}
            save(store, journal, ME, revision(rec, gone, kind="consultation", hlc=n + 1000))
            continue
        notes[rec] = (day, text)
    finder = Finder(store)
    for _round in range(120):
        asked = " ".join(rng.choice(PIECES)[: rng.randint(1, 6)] for _word in range(rng.randint(1, 3)))
        query = searching.query(asked)
        found = finder.find("consultation", query, COUNTED, finder.supersede())
        expected = {rec for rec, (_day, text) in notes.items() if query and _answers(asked, [text], labels)}
        assert {rec for rec, _space in found.places} == expected, asked
        assert found.count == len(expected)
        days = [notes[rec][0] for rec, _space in found.places]
        assert days == sorted(days, reverse=True)
    with store.transaction() as db:
        db.execute("INSERT INTO words_consultation (words_consultation, rank) VALUES ('integrity-check', 1)")


def _create(store: Store, journal: StoreJournal, rec: bytes, text: str, at: int, n: int) -> list[Dot]:
    groups = {
        "form": {"form": "sparring"},
        "when": {"occurred_at": [at, 60]},
        "text": {"text": text},
    }
    commit = save(store, journal, ME, revision(rec, groups, kind="consultation", act="create", at=at, hlc=n))
    return [Dot(commit.cid, 0)]


def test_no_text_makes_it_fail(store: Store) -> None:
    """10,000 queries of FTS5's words, quotes, signs and anything Unicode has: all are answered, none is an error."""
    rng = random.Random(SEED)
    journal = StoreJournal(store, ME.device_id)
    ready(journal)
    place = {"name": {"name": "Uroskolen 1e9 å"}}
    save(store, journal, ME, revision(b"r" * 16, place, kind="institution", act="create"))
    finder = Finder(store)
    answered = 0
    syntax = (
        '"', "'", "*", "(", ")", "AND", "OR", "NOT", "NEAR(", "^", ":", "words:", "{", "}", "+", "-", ",", "\0", "--",
        ";", "%", "_", "\\", "\ud800", "\U0010ffff", "uro", " ", "\n", "å", "\u030a", "😀", "𐍈", "ﷺ", "1e9",
    )  # fmt: skip
    for n in range(10_000):
        if n % 3:
            text = "".join(rng.choices(syntax, k=rng.randint(0, 12)))
        else:
            text = "".join(chr(rng.randrange(0x11_0000)) for _letter in range(rng.randint(0, 12)))
        found = finder.find("institution", searching.query(text), 5, finder.supersede())
        assert found.count == int(found.places == ((b"r" * 16, SPACE),))
        answered += found.count
    assert answered > 100
    assert finder.find("institution", searching.query("x" * 1_000_000 + " uro"), 5, finder.supersede()).count == 0


def test_a_search_that_is_under_way_is_stopped_and_nothing_else(store: Store) -> None:
    """Superseded in the middle of a statement: it ends at once; lists and saves go on, and so does the next search."""
    journal = StoreJournal(store, ME.device_id)
    ready(journal)
    _create(store, journal, b"r" * 16, "uro", NOON, 1)
    finder = Finder(store)
    turn = finder.supersede()
    ended: list[str] = []

    def endless() -> None:
        try:
            finder._read(
                turn, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n", ()
            )
        except Superseded:
            ended.append("superseded")
        except StoreFailed:
            ended.append("failed")

    thread = Thread(target=endless)
    thread.start()
    while thread.is_alive():
        assert store.query("SELECT count(*) FROM revisions") == [(1,)]
        newest = finder.supersede()
        time.sleep(0.01)
    assert ended == ["superseded"]
    assert finder.find("consultation", searching.query("uro"), 5, newest).places == ((b"r" * 16, SPACE),)
    with pytest.raises(Superseded):
        finder.find("consultation", searching.query("uro"), 5, turn)


def test_a_removed_word_is_gone_from_the_file(tmp_path: Path) -> None:
    """Taken away, its words stand in no page of the index: FTS5 would otherwise keep them until it tidies up."""
    with made(tmp_path)[0] as store:
        journal = StoreJournal(store, ME.device_id)
        ready(journal)
        for n, text in enumerate(("kanariefugl sang", "kanin", "kat")):
            _create(store, journal, bytes([n]) * 16, text, NOON, n + 1)
        gone = {"withdrawn": {"at": [NOON, 60], "by": b"x" * 16, "reason": ""}}
        save(store, journal, ME, revision(bytes([0]) * 16, gone, kind="consultation", hlc=99))
        kept = b"".join(bytes(block) for (block,) in store.query("SELECT block FROM words_consultation_data"))
        assert b"kanin" in kept
        assert b"ariefugl" not in kept
        assert store.query("SELECT count(*) FROM search_consultation WHERE words LIKE '%ariefugl%'") == [(0,)]
