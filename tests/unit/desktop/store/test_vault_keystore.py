"""The key store of the operating system: gnome-keyring for real, the other classes, and key stores that fail."""

import importlib.util
import sys
import time
from pathlib import Path

import pytest
from helpers.key_stores import Forgetful, MemoryBackend, Silent, in_memory, real_keyring

from desktop.store import vault_keystore
from desktop.store.vault_errors import NoKeyStore
from desktop.store.vault_keystore import BACKENDS, KeyStore, of_this_system

SECRET, PATIENT_S = bytes(range(32)), 60.0
"""Seconds: a key store that is open answers at once, but the machine may be busy."""


def test_a_real_secret_service_keeps_and_forgets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Under gnome-keyring: a round trip, another process's view (a new connection), dropping."""
    with real_keyring(monkeypatch):
        store = KeyStore(patience_s=PATIENT_S)
        assert store.usable()
        store.put("entry", SECRET)
        assert KeyStore(patience_s=PATIENT_S).get("entry") == SECRET
        assert store.drop("entry")
        assert store.get("entry") is None
        assert not store.drop("entry")


def test_a_secret_service_that_ended_is_no_key_store(monkeypatch: pytest.MonkeyPatch) -> None:
    """The daemon is gone: it says so at once, and what it kept is there again when it is back."""
    with real_keyring(monkeypatch) as keyring:
        store = KeyStore(patience_s=PATIENT_S)
        store.put("entry", SECRET)
        keyring.stop()
        assert store.get("entry") is None
        assert not store.usable()
        with pytest.raises(NoKeyStore):
            store.put("other", SECRET)
        keyring.start()
        assert store.get("entry") == SECRET


def test_a_locked_key_ring_asks_nobody_for_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the key ring is closed it counts as gone: no prompt opens, and the passphrase is asked for at once."""
    with real_keyring(monkeypatch) as keyring:
        store = KeyStore(patience_s=PATIENT_S)
        store.put("entry", SECRET)
        keyring.lock()
        begun = time.monotonic()
        assert store.get("entry") is None
        assert not store.usable()
        assert time.monotonic() - begun < PATIENT_S


def test_without_a_session_bus_there_is_no_key_store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A server or a bare X session: no bus, no key store, no error."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'none'}")
    assert not KeyStore().usable()


@pytest.mark.parametrize("platform", sorted(BACKENDS))
def test_each_system_has_its_own_class(platform: str) -> None:
    """The class of each system exists in the library that is locked, and is none that writes a file."""
    module, name = BACKENDS[platform]
    found = importlib.util.find_spec(module)
    assert found is not None
    assert found.origin is not None
    assert f"class {name}(" in Path(found.origin).read_text(encoding="utf-8")
    assert module.startswith("keyring.backends.")


def test_a_system_we_do_not_know_has_none() -> None:
    """Nothing is guessed."""
    with pytest.raises(NoKeyStore):
        of_this_system("plan9")


def test_the_library_never_chooses(monkeypatch: pytest.MonkeyPatch) -> None:
    """`keyring.get_keyring()` might pick a file in plain: it is not called by any of this."""
    import keyring

    def refuse() -> None:
        raise AssertionError("get_keyring was called")

    monkeypatch.setattr(keyring, "get_keyring", refuse)
    monkeypatch.setattr("keyring.core.get_keyring", refuse)
    with real_keyring(monkeypatch):
        assert KeyStore(patience_s=PATIENT_S).usable()
    source = Path(vault_keystore.__file__).read_text(encoding="utf-8")
    assert "import keyring" not in source
    assert sys.platform in BACKENDS


@pytest.mark.parametrize("backend", [Forgetful(), MemoryBackend()])
def test_only_a_round_trip_proves_it(backend: MemoryBackend) -> None:
    """A key store that takes everything and keeps nothing is none."""
    assert in_memory(backend).usable() is not isinstance(backend, Forgetful)
    assert backend.kept == {}


def test_a_key_store_that_asks_for_a_password_is_not_waited_for() -> None:
    """The person can type the passphrase instead."""
    store = KeyStore(Silent, patience_s=0.1)
    begun = time.monotonic()
    assert store.get("entry") is None
    assert time.monotonic() - begun < Silent.WAITS_S


@pytest.mark.parametrize("text", ["", "nothing hexadecimal", "00" * 31, "00" * 33])
def test_something_else_in_its_place_is_no_secret(text: str) -> None:
    """What another program put there is passed over."""
    backend = MemoryBackend()
    backend.kept[vault_keystore.SERVICE, "entry"] = text
    assert in_memory(backend).get("entry") is None


def test_errors_of_a_backend_are_not_told_in_its_words(caplog: pytest.LogCaptureFixture) -> None:
    """The log gets the kind of error and nothing it says."""
    backend = MemoryBackend()
    backend.broken = True
    assert in_memory(backend).get("entry") is None
    assert "no daemon" not in caplog.text
