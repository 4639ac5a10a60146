"""What can be done with a folder that does not open, and that a way back loses nothing that was sent."""

from collections.abc import Iterator

import pytest
from helpers.town import PHRASES, Town

from desktop.assembly import Locked
from desktop.services.errors import StoreTrouble, WrongPassphrase
from desktop.services.rescue import STEPS, Rescue
from desktop.store import errors as store
from desktop.texts import Texts


@pytest.fixture
def rescue(town: Town) -> Rescue:
    """Signe's folder, closed, with a backup of today."""
    app = town.app("signe")
    app.health.backup()
    app.close()
    return Locked(town.folder / "signe", town.clock, "da", town.line.connect).rescue


def _kinds(error: type[store.StoreError]) -> Iterator[str]:
    # those of the vault's further slots have a page of their own on the lock screen
    if error.__module__ == store.__name__:
        yield error.kind
    for below in error.__subclasses__():
        yield from _kinds(below)


def test_every_way_a_store_can_fail_to_open_has_a_next_step(rescue: Rescue) -> None:
    """Each kind of error of the store is answered, or is one that the lock screen answers by itself."""
    by_itself = {"store", "vault", "tried", "wrong-passphrase", "must-wait", "already-open", "vault-exists"}
    later = {"store-gone", "read-log-broken", "backup-damaged"}
    assert set(_kinds(store.StoreError)) - by_itself - later <= STEPS.keys()
    assert rescue.steps("store-damaged") == ("again", "restore", "enrol")
    assert rescue.steps("disk-full") == ("again",)
    assert rescue.steps("wrong-passphrase") == ()


def test_without_a_backup_none_is_offered(town: Town) -> None:
    """Only what can be done is offered."""
    rescue = Locked(town.folder / "palle", town.clock, "da", town.line.connect).rescue
    assert rescue.steps("store-damaged") == ("again", "enrol")
    assert rescue.steps("vault-missing") == ()


def test_backups_are_told_with_date_reason_and_size(rescue: Rescue, town: Town) -> None:
    """As somebody chooses among them."""
    (backup,) = rescue.backups()
    assert backup.made == town.clock.now().astimezone(backup.made.tzinfo)
    assert Texts("da")(backup.why) == "lavet da du bad om det"
    assert backup.size > 100_000


def test_a_wrong_passphrase_is_told_as_one(rescue: Rescue) -> None:
    """With the number of the try."""
    with pytest.raises(WrongPassphrase) as raised:
        rescue.restore(rescue.backups()[0].name, "forkert")
    assert raised.value.tries == 1


def test_a_damaged_backup_is_told(rescue: Rescue) -> None:
    """In the store's words, with another one as the next step."""
    name = rescue.backups()[0].name
    (rescue.folder / "backups" / name / "store.db").write_bytes(b"x")
    with pytest.raises(StoreTrouble) as raised:
        rescue.restore(name, PHRASES["signe"])
    assert raised.value.kind == "backup-damaged"


def test_a_pc_that_is_put_aside_can_be_set_up_anew(rescue: Rescue, town: Town) -> None:
    """Everything is in the folder that is named, and the folder asks for a backup or for an invite."""
    kept = rescue.set_aside()
    assert {path.name for path in kept.iterdir()} == {"store.db", "vault"}
    again = Locked(rescue.folder, town.clock, "da", town.line.connect)
    assert not again.status().exists
    assert again.rescue.steps("vault-missing") == ("restore",)
