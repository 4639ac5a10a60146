"""The key file: right and wrong passphrases, waiting, damage, and that nothing in it is readable."""

import stat
from pathlib import Path

import pytest
from helpers.stores import CHEAP, NOON, PASSPHRASE, made

from desktop.store import vault
from desktop.store.errors import MustWait, StoreForeign, VaultDamaged, VaultExists, VaultLost, VaultMissing, VaultTooNew
from desktop.store.errors import WrongPassphrase as Wrong
from desktop.store.vault import Argon2Params, Keys
from desktop.store.vault_file import Head


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder that is set up."""
    made(tmp_path / "data")[0].close()
    return tmp_path / "data"


def _fail(folder: Path, now_ms: int) -> Wrong:
    with pytest.raises(Wrong) as caught:
        vault.unlock(folder, "forkert", now_ms)
    return caught.value


def test_the_passphrase_opens_and_gives_the_same_key(tmp_path: Path) -> None:
    """What unlocking gives is the key that was made, 32 bytes."""
    store, keys = made(tmp_path)
    store.close()
    assert vault.unlock(tmp_path, PASSPHRASE, NOON) == keys
    assert len(keys.store) == 32


def test_the_default_cost_is_the_promised_one() -> None:
    """Argon2id with 64 MiB and three passes unless told otherwise."""
    assert Argon2Params() == Argon2Params(memory_kib=65_536, iterations=3, lanes=4)


def test_the_real_cost_opens_too(tmp_path: Path) -> None:
    """A vault made with the default figures opens with them read from the file."""
    keys = vault.create(tmp_path, PASSPHRASE)
    vault.finish(tmp_path, b"s" * 16, Head())
    assert vault.unlock(tmp_path, PASSPHRASE, NOON) == keys


def test_an_aa_is_an_aa_however_it_is_composed(tmp_path: Path) -> None:
    """The passphrase is normalised, so another keyboard's way of making å opens as well."""
    keys = vault.create(tmp_path, "å".encode().decode(), CHEAP)
    vault.finish(tmp_path, b"s" * 16, Head())
    assert vault.unlock(tmp_path, "å", NOON) == keys


def test_wrong_tries_are_counted_and_wait_from_the_fourth(folder: Path) -> None:
    """The first three cost nothing; then 2, 4, 8 … seconds, never more than a minute, and never for good."""
    now, waits = NOON, []
    for n in range(1, 12):
        error = _fail(folder, now)
        assert error.tries == n
        waits.append(error.wait)
        now += int(error.wait * 1000)
    assert waits == [0, 0, 0, 2, 4, 8, 16, 32, 60, 60, 60]
    vault.unlock(folder, PASSPHRASE, now)
    assert vault.status(folder, now) == vault.Status(True, 0, 0.0)


def test_while_waiting_the_passphrase_is_not_tried(folder: Path) -> None:
    """Also the right one is refused, uncounted, until the time is over; the count survives a restart (it is a file)."""
    for _ in range(4):
        _fail(folder, NOON)
    with pytest.raises(MustWait) as caught:
        vault.unlock(folder, PASSPHRASE, NOON + 500)
    assert (caught.value.tries, caught.value.wait) == (4, 1.5)
    assert vault.status(folder, NOON + 500) == vault.Status(True, 4, 1.5)
    vault.unlock(folder, PASSPHRASE, NOON + 2000)


def test_a_clock_set_back_ten_years_locks_nobody_out(folder: Path) -> None:
    """The wait starts over once, and then runs by the new clock."""
    for _ in range(5):
        _fail(folder, NOON) if _ < 4 else _fail(folder, NOON + 2000)
    then = NOON - 10 * 365 * 86_400_000
    assert vault.wait(folder, then) == 4.0
    assert vault.wait(folder, then + 4000) == 0.0
    vault.unlock(folder, PASSPHRASE, then + 4000)


@pytest.mark.parametrize("tries", [1, 2, 3])
def test_few_wrong_tries_and_a_clock_set_back_cost_nothing(folder: Path, tries: int) -> None:
    """The free tries stay free: the time since them, which is less than nothing, is not waited for."""
    for _ in range(tries):
        _fail(folder, NOON)
    then = NOON - 10 * 365 * 86_400_000
    assert vault.status(folder, then) == vault.Status(True, tries, 0.0)
    vault.unlock(folder, PASSPHRASE, then)


def test_success_resets_the_count(folder: Path) -> None:
    """Three wrong, one right, three wrong: no wait."""
    for _ in range(3):
        _fail(folder, NOON)
    vault.unlock(folder, PASSPHRASE, NOON)
    assert [_fail(folder, NOON).tries for _ in range(3)] == [1, 2, 3]


def test_every_flipped_byte_is_damage_and_never_a_wrong_passphrase(folder: Path) -> None:
    """A damaged vault says so, is not counted as a try and is not written over."""
    path = folder / "vault"
    whole = path.read_bytes()
    for place in range(len(whole)):
        flipped = bytearray(whole)
        flipped[place] ^= 1
        path.write_bytes(flipped)
        with pytest.raises((VaultDamaged, VaultTooNew)):
            vault.unlock(folder, PASSPHRASE, NOON)
        assert path.read_bytes() == flipped
    for length in (0, 1, 4, 36, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(VaultDamaged):
            vault.unlock(folder, PASSPHRASE, NOON)


def test_a_newer_vault_is_left_alone(folder: Path) -> None:
    """A vault of format 2 asks for a newer program."""
    path = folder / "vault"
    path.write_bytes(b"RTV2" + path.read_bytes()[4:])
    with pytest.raises(VaultTooNew):
        vault.status(folder, NOON)


def test_a_folder_that_is_not_set_up(tmp_path: Path) -> None:
    """Nothing there: status says so, unlocking says so, and nothing is made."""
    assert vault.status(tmp_path / "none", NOON) == vault.Status(False, 0, 0.0)
    with pytest.raises(VaultMissing):
        vault.unlock(tmp_path / "none", PASSPHRASE, NOON)
    assert not (tmp_path / "none").exists()


def test_an_interrupted_set_up_can_be_done_again(tmp_path: Path) -> None:
    """A vault whose database was never made does not count, and is replaced."""
    vault.create(tmp_path, "første", CHEAP)
    assert not vault.status(tmp_path, NOON).exists
    with pytest.raises(VaultMissing):
        vault.unlock(tmp_path, "første", NOON)
    made(tmp_path)[0].close()
    with pytest.raises(VaultExists):
        vault.create(tmp_path, "tredje", CHEAP)


def test_a_lost_vault_is_never_made_anew(folder: Path) -> None:
    """The database of a vault that is gone is said to be there, and is not set up over."""
    (folder / "vault").unlink()
    before = (folder / "store.db").read_bytes()
    with pytest.raises(VaultLost):
        vault.status(folder, NOON)
    with pytest.raises(VaultLost):
        vault.unlock(folder, PASSPHRASE, NOON)
    with pytest.raises(VaultLost):
        made(folder)
    assert (folder / "store.db").read_bytes() == before
    assert not (folder / "vault").exists()


def test_a_folder_in_the_place_of_the_vault_is_damage(folder: Path) -> None:
    """It is told as what it is."""
    (folder / "vault").unlink()
    (folder / "vault").mkdir()
    with pytest.raises(VaultDamaged):
        vault.unlock(folder, PASSPHRASE, NOON)


def test_the_folder_and_the_file_are_closed_to_others(folder: Path) -> None:
    """0700 on the folder, 0600 on everything in it."""
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for path in folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name


def test_neither_key_nor_passphrase_is_in_the_file_or_in_a_repr(tmp_path: Path) -> None:
    """Only the wrapped key is kept, and a key that is printed by accident shows nothing."""
    store, keys = made(tmp_path)
    store.close()
    raw = (tmp_path / "vault").read_bytes()
    assert keys.store not in raw
    assert PASSPHRASE.encode() not in raw
    assert keys.store.hex() not in repr(keys)
    assert repr(keys.store) not in repr(keys)


def test_a_foreign_key_is_told_by_the_check_outside_the_database(folder: Path) -> None:
    """A key that is not this vault's is foreign, not damage."""
    with pytest.raises(StoreForeign):
        vault.read(folder, Keys(b"x" * 32))


def test_the_head_only_moves_on(folder: Path) -> None:
    """An older head never replaces a newer one."""
    keys = vault.unlock(folder, PASSPHRASE, NOON)
    vault.keep_head(folder, Head(7, b"7" * 32))
    vault.keep_head(folder, Head(3, b"3" * 32))
    assert vault.read(folder, keys).head == Head(7, b"7" * 32)
