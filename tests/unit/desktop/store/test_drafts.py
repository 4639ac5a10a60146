"""Drafts come back as they were left."""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from helpers.stores import NOON, PASSPHRASE, made

from desktop.store import vault
from desktop.store.drafts import Draft, Drafts, Unwritten
from desktop.store.errors import DiskFull, StoreGone
from desktop.store.store import Store


@pytest.fixture
def drafts(store: Store) -> Drafts:
    """The drafts of an open store."""
    return Drafts(store)


def test_a_draft_is_kept_valid_or_not(drafts: Drafts) -> None:
    """Whatever stands in the form is kept, with where the cursor was."""
    values = {
        "institution": b"i" * 16,
        "occurred_at": datetime(2026, 11, 20, 8, 18, tzinfo=timezone(timedelta(hours=1))),
        "followup_on": date(2026, 11, 27),
        "themes": ["trivsel", "sorg"],
        "text": "",
        "duration_min": None,
        "age_band": "ikke en kode",
        "$": {"$": "bytes", "v": "12"},
    }
    drafts.put("d1", "consultation", values, {"field": "text", "at": 3}, NOON)
    assert drafts.get("d1") == Draft("d1", "consultation", values, {"field": "text", "at": 3}, NOON)


def test_the_newest_first_and_the_last_word_counts(drafts: Drafts) -> None:
    """Saving again replaces; the list begins with what was touched last."""
    drafts.put("a", "consultation", {"text": "1"}, {}, NOON)
    drafts.put("b", "agreement", {}, {}, NOON + 1)
    drafts.put("a", "consultation", {"text": "2"}, {}, NOON + 2)
    assert [(draft.id, draft.saved_ms) for draft in drafts.list()] == [("a", NOON + 2), ("b", NOON + 1)]
    found = drafts.get("a")
    assert found is not None
    assert found.values == {"text": "2"}


def test_dropping(drafts: Drafts) -> None:
    """A dropped draft is gone; dropping what is not there is nothing."""
    drafts.put("a", "consultation", {}, {}, NOON)
    drafts.delete("a")
    drafts.delete("a")
    assert drafts.get("a") is None
    assert drafts.list() == ()


def test_half_a_surrogate_pair_survives(drafts: Drafts) -> None:
    """What a window hands over in the middle of an emoji is no error."""
    drafts.put("a", "consultation", {"text": "hej \ud83d"}, {}, NOON)
    found = drafts.get("a")
    assert found is not None
    assert found.values["text"] == "hej \ud83d"


def test_a_draft_that_cannot_be_kept_is_no_half_draft(drafts: Drafts) -> None:
    """A value of an unknown type is refused, and the older draft stands."""
    drafts.put("a", "consultation", {"text": "før"}, {}, NOON)
    with pytest.raises(TypeError):
        drafts.put("a", "consultation", {"text": object()}, {}, NOON)
    found = drafts.get("a")
    assert found is not None
    assert found.values == {"text": "før"}


def test_drafts_never_expire(tmp_path: Path) -> None:
    """Years later, after a restart, it is still there."""
    store, _ = made(tmp_path)
    Drafts(store).put("a", "consultation", {"at": datetime(1970, 1, 1, tzinfo=UTC)}, {}, 0)
    store.close()
    with Store(tmp_path, vault.unlock(tmp_path, PASSPHRASE, 2**45)) as again:
        assert [draft.id for draft in Drafts(again).list()] == ["a"]


def test_what_cannot_be_written_is_kept_until_it_can(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told of, shown as the newest, handed on to the next opening, and written with the next that can be."""
    unwritten: Unwritten = {}
    drafts = Drafts(store, unwritten)
    drafts.put("a", "consultation", {"text": "gammel"}, {}, 1)

    def full() -> None:
        raise DiskFull

    with monkeypatch.context() as no_room:
        no_room.setattr(store, "_in_place", full)
        with pytest.raises(DiskFull):
            drafts.put("a", "consultation", {"text": "ny"}, {}, 2)
        Drafts(store, unwritten).write_left()
        assert not drafts.written("a")
    again = Drafts(store, unwritten)
    assert [draft.values["text"] for draft in again.list()] == ["ny"]
    assert again.get("a") == again.list()[0]
    assert [draft.values["text"] for draft in Drafts(store).list()] == ["gammel"]
    again.put("b", "consultation", {}, {}, 3)
    assert again.written("a") and unwritten == {}
    assert [draft.id for draft in Drafts(store).list()] == ["b", "a"]


def test_a_draft_that_is_dropped_is_gone_from_memory_too(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also one that never reached the disk."""
    unwritten: Unwritten = {}
    drafts = Drafts(store, unwritten)
    with monkeypatch.context() as gone, pytest.raises(StoreGone):
        gone.setattr(store, "_place", None)
        drafts.put("a", "consultation", {}, {}, 1)
    drafts.delete("a")
    drafts.forget("a")
    assert drafts.list() == () and unwritten == {}
