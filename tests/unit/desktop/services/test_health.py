"""The check after a crash: when it is due, and what it says."""

import shutil
from pathlib import Path

import pytest
from helpers.stores import NOON, made
from helpers.town import PHRASES, Town

from desktop.assembly import Locked
from desktop.services.errors import Damaged
from desktop.services.health import Health
from desktop.store.drafts import Drafts
from desktop.store.store import Store


def test_it_is_due_after_a_run_that_was_cut_off(town: Town, tmp_path: Path) -> None:
    """A folder copied while it is open is what kill -9 leaves; one that was closed needs no check."""
    app = town.app("signe")
    assert not app.health.due
    app.settings.set("discreet", False)
    left = tmp_path / "left"
    shutil.copytree(town.folder / "signe", left, ignore=shutil.ignore_patterns("*.lock"))
    again = Locked(left, town.clock, "da", town.line.connect).unlock(PHRASES["signe"])
    assert again.health.due
    again.health.check()
    again.close()


def test_damage_is_told_in_words(tmp_path: Path) -> None:
    """One flipped byte in a page: the error has a title and a sentence, and the store goes on."""
    store, keys = made(tmp_path)
    Drafts(store).put("d", "consultation", {"text": "ord " * 20_000}, {}, NOON)
    store.close()
    path = store.folder / "store.db"
    raw = bytearray(path.read_bytes())
    raw[-3 * 4096 + 50] ^= 1
    path.write_bytes(raw)
    with Store(store.folder, keys) as again, pytest.raises(Damaged) as raised:
        Health(again).check()
    assert raised.value.title.msgid and raised.value.sentence.msgid
