"""The key store's slot and the recovery slot: what opens, what does not, what is kept, and vector V9."""

import hmac
import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
from helpers.key_stores import MemoryBackend, in_memory
from helpers.stores import CHEAP, NOON, PASSPHRASE, made

from desktop.store import vault, vault_file, vault_slots, vault_words
from desktop.store.errors import StoreForeign, VaultMissing, WrongPassphrase
from desktop.store.vault import Keys
from desktop.store.vault_errors import KeyStoreGone, NoKeyStore, WrongWords

V9 = json.loads((Path(__file__).parents[3] / "vectors" / "v9.json").read_text(encoding="utf-8"))


@pytest.fixture
def opened(tmp_path: Path) -> tuple[Path, Keys]:
    """A finished data folder and its keys."""
    store, keys = made(tmp_path / "data")
    store.close()
    return tmp_path / "data", keys


def _words(folder: Path, keys: Keys, secret: bytes = bytes(range(32))) -> str:
    vault_slots.make_recovery(folder, keys, secret, NOON)
    return " ".join(vault_words.words_of(secret))


def test_the_key_store_opens_until_it_is_removed(opened: tuple[Path, Keys]) -> None:
    """Made: the same keys and when the passphrase was typed. Removed: neither slot nor entry. Made again: opens."""
    folder, keys = opened
    backend = MemoryBackend()
    store = in_memory(backend)
    for now in (NOON, NOON + 5000):
        vault_slots.make_key_store(folder, keys, store, now)
        assert vault_slots.open_by_key_store(folder, store) == (keys, now)
        assert len(backend.kept) == 1
    vault_slots.drop_key_store(folder, store)
    assert backend.kept == {}
    with pytest.raises(KeyStoreGone):
        vault_slots.open_by_key_store(folder, store)
    assert vault.unlock(folder, PASSPHRASE, NOON) == keys


@pytest.mark.parametrize("fault", ["gone", "emptied", "changed", "another's"])
def test_fault_16_a_key_store_gone_or_changed_leaves_the_passphrase(opened: tuple[Path, Keys], fault: str) -> None:
    """Each is told as gone; the vault is as it was, no try is counted, and the passphrase opens."""
    folder, keys = opened
    backend = MemoryBackend()
    store = in_memory(backend)
    vault_slots.make_key_store(folder, keys, store, NOON)
    before = (folder / "vault").read_bytes()
    entry = next(iter(backend.kept))
    if fault == "gone":
        backend.broken = True
    elif fault == "emptied":
        backend.kept.clear()
    else:
        backend.kept[entry] = ("é" if fault == "another's" else "00" * 32)  # fmt: skip
    with pytest.raises(KeyStoreGone):
        vault_slots.open_by_key_store(folder, store)
    assert (folder / "vault").read_bytes() == before
    assert vault.unlock(folder, PASSPHRASE, NOON) == keys


def test_where_the_key_store_cannot_be_used_nothing_is_made(opened: tuple[Path, Keys]) -> None:
    """No slot that nothing opens."""
    folder, keys = opened
    backend = MemoryBackend()
    backend.broken = True
    before = (folder / "vault").read_bytes()
    with pytest.raises(NoKeyStore):
        vault_slots.make_key_store(folder, keys, in_memory(backend), NOON)
    assert (folder / "vault").read_bytes() == before


def test_a_vault_that_cannot_be_written_leaves_no_entry(
    opened: tuple[Path, Keys], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The secret goes from the key store again when the slot found no room."""
    folder, keys = opened
    backend = MemoryBackend()

    def full(*_args: object) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(vault_file, "write_whole", full)
    with pytest.raises(OSError, match="full"):
        vault_slots.make_key_store(folder, keys, in_memory(backend), NOON)
    assert backend.kept == {}


def test_foreign_keys_make_no_slot(opened: tuple[Path, Keys]) -> None:
    """A key that is not this vault's is refused before anything is written."""
    folder, _keys = opened
    other = Keys(b"x" * 32)
    for make in (
        lambda: vault_slots.make_recovery(folder, other, bytes(32), NOON),
        lambda: vault_slots.make_key_store(folder, other, in_memory(), NOON),
        lambda: vault.set_passphrase(folder, other, "noget helt andet", CHEAP),
    ):
        with pytest.raises(StoreForeign):
            make()


def test_locking_is_noted_and_typing_too(opened: tuple[Path, Keys]) -> None:
    """`since_ms` follows; without a slot nothing is written; without a vault nothing fails."""
    folder, keys = opened
    before = (folder / "vault").read_bytes()
    vault_slots.note_passphrase(folder, NOON)
    assert (folder / "vault").read_bytes() == before
    store = in_memory()
    vault_slots.make_key_store(folder, keys, store, NOON)
    vault_slots.note_passphrase(folder, 0)
    assert vault_slots.open_by_key_store(folder, store) == (keys, 0)
    vault_slots.note_passphrase(folder, NOON + 9)
    assert vault_slots.open_by_key_store(folder, store) == (keys, NOON + 9)
    vault_slots.note_passphrase(folder / "none", NOON)


def test_the_words_open_until_they_are_removed_or_made_anew(opened: tuple[Path, Keys]) -> None:
    """Old words open nothing once there are new ones."""
    folder, keys = opened
    first = _words(folder, keys)
    assert vault_slots.open_by_words(folder, first) == keys
    second = _words(folder, keys, bytes(reversed(range(32))))
    with pytest.raises(WrongWords):
        vault_slots.open_by_words(folder, first)
    assert vault_slots.open_by_words(folder, second) == keys
    vault_slots.drop_recovery(folder)
    with pytest.raises(WrongWords):
        vault_slots.open_by_words(folder, second)
    with pytest.raises(VaultMissing):
        vault_slots.open_by_words(folder / "none", second)


def test_every_slot_that_is_not_ours_is_kept(opened: tuple[Path, Keys]) -> None:
    """Kinds to come, and kinds 2 and 3 with other fields, stay through every change here and open nothing."""
    folder, keys = opened
    strange: list[object] = [[7, b"later"], [2, b"other"], [3, 1, 2, 3, 4], [], "text", 5, [b"1"], {"k": 1}]
    known = vault_file.read(folder)
    vault_file.write(folder, replace(known, slots=(*known.slots, *strange)))  # type: ignore[arg-type]
    assert vault_slots.key_store_slot(vault_file.read(folder)) is None
    assert vault_slots.recovery_slot(vault_file.read(folder)) is None
    vault.set_passphrase(folder, keys, "en ny lang sætning", CHEAP)
    with pytest.raises(WrongPassphrase):
        vault.unlock(folder, PASSPHRASE, NOON)
    assert vault.unlock(folder, "en ny lang sætning", NOON) == keys
    slots = vault_file.read(folder).slots
    assert all(slot in slots for slot in strange)
    _words(folder, keys)
    assert [7, b"later"] in vault_file.read(folder).slots


@pytest.mark.parametrize("seed", range(3))
def test_the_matrix_of_ways(tmp_path: Path, seed: int) -> None:
    """Random acts on the slots: what a small model says opens, and nothing else does."""
    dice = random.Random(seed)
    store, keys = made(tmp_path)
    store.close()
    backend = MemoryBackend()
    key_store = in_memory(backend)
    phrase, phrases = PASSPHRASE, [PASSPHRASE]
    words: bytes | None = None
    papers: list[bytes] = []
    slot = False
    for step in range(8):
        act = dice.choice(["passphrase", "words", "no words", "key store", "no key store", "loses"])
        if act == "passphrase":
            phrase = f"sætning nummer {step}"
            phrases.append(phrase)
            vault.change(tmp_path, phrases[-2], phrase, NOON, CHEAP)
        elif act == "words":
            words = dice.randbytes(32)
            papers.append(words)
            vault_slots.make_recovery(tmp_path, keys, words, NOON)
        elif act == "no words":
            words = None
            vault_slots.drop_recovery(tmp_path)
        elif act == "key store":
            slot = True
            vault_slots.make_key_store(tmp_path, keys, key_store, NOON)
        elif act == "no key store":
            slot = False
            vault_slots.drop_key_store(tmp_path, key_store)
        else:
            slot = False
            backend.kept.clear()
        assert vault.unlock(tmp_path, phrase, NOON) == keys
        old = dice.choice(phrases)
        if old != phrase:
            with pytest.raises(WrongPassphrase):
                vault.unlock(tmp_path, old, NOON)
            vault.unlock(tmp_path, phrase, NOON)
        for paper in papers:
            typed = " ".join(vault_words.words_of(paper))
            if paper == words:
                assert vault_slots.open_by_words(tmp_path, typed) == keys
            else:
                with pytest.raises(WrongWords):
                    vault_slots.open_by_words(tmp_path, typed)
        if slot:
            assert vault_slots.open_by_key_store(tmp_path, key_store)[0] == keys
        else:
            with pytest.raises(KeyStoreGone):
                vault_slots.open_by_key_store(tmp_path, key_store)


def test_a_changed_passphrase_wants_the_old_one(opened: tuple[Path, Keys]) -> None:
    """A wrong one is counted as at the lock, and nothing is changed."""
    folder, keys = opened
    with pytest.raises(WrongPassphrase):
        vault.change(folder, "forkert", "en ny lang sætning", NOON, CHEAP)
    assert vault.status(folder, NOON).tries == 1
    assert vault.unlock(folder, PASSPHRASE, NOON) == keys


def test_nothing_that_opens_lies_in_the_vault(opened: tuple[Path, Keys]) -> None:
    """Neither the key, the secret of the words nor what the key store holds."""
    folder, keys = opened
    backend = MemoryBackend()
    secret = bytes(range(32))
    _words(folder, keys, secret)
    vault_slots.make_key_store(folder, keys, in_memory(backend), NOON)
    raw = (folder / "vault").read_bytes()
    kept = bytes.fromhex(next(iter(backend.kept.values())))
    assert not any(part in raw for part in (keys.store, secret, kept, kept.hex().encode()))


def test_vector_v9(tmp_path: Path) -> None:
    """The bytes of a vault with every slot are read: passphrase, key store and words give the same key."""
    (tmp_path / "vault").write_bytes(bytes.fromhex(V9["vault"]))
    keys = Keys(bytes.fromhex(V9["store_key"]))
    assert vault.unlock(tmp_path, V9["passphrase"], NOON) == keys
    backend = MemoryBackend()
    backend.kept[V9["service"], V9["entry"]] = V9["kept"]
    assert vault_slots.open_by_key_store(tmp_path, in_memory(backend)) == (keys, V9["since_ms"])
    assert vault_slots.open_by_words(tmp_path, " ".join(V9["words"])) == keys
    assert list(vault_words.words_of(bytes.fromhex(V9["recovery_secret"]))) == V9["words"]
    known = vault_file.read(tmp_path)
    slot, words = vault_slots.key_store_slot(known), vault_slots.recovery_slot(known)
    assert slot is not None
    assert words is not None
    assert (slot.made_ms, words.made_ms) == (V9["made_ms"], V9["made_ms"])
    assert vault_file.bytes_of(known).hex() == V9["vault"]
    # by hand, from docs/format.md
    kek = hmac.digest(bytes.fromhex(V9["recovery_secret"]), b"roedtraad recovery slot", "sha256")
    assert kek.hex() == V9["recovery_kek"]


def test_what_is_removed_opens_no_backup_either(tmp_path: Path) -> None:
    """A backup's vault follows: the new passphrase opens it, what was removed does not."""
    folder = tmp_path / "data"
    store, keys = made(folder)
    paper = _words(folder, keys)
    backup = store.backup("asked", NOON)
    store.close()
    path = folder / "backups" / backup.name
    foreign = folder / "backups" / "000009-20261120T071800Z-asked"
    other = tmp_path / "other"
    made(other)[0].close()
    foreign.mkdir()
    before = (other / "vault").read_bytes()
    (foreign / "vault").write_bytes(before)
    assert vault_slots.open_by_words(path, paper) == keys
    vault.change(folder, PASSPHRASE, "en helt ny lang sætning", NOON, CHEAP)
    vault_slots.drop_recovery(folder)
    assert vault.unlock(path, "en helt ny lang sætning", NOON) == keys
    with pytest.raises(WrongPassphrase):
        vault.unlock(path, PASSPHRASE, NOON)
    with pytest.raises(WrongWords):
        vault_slots.open_by_words(path, paper)
    assert (foreign / "vault").read_bytes() == before
