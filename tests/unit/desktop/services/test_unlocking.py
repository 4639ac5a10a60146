"""The ways into a folder of a real town: key store under a policy, words, PIN, and what each leaves on the disk."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from helpers.key_stores import MemoryBackend, in_memory, real_keyring
from helpers.memory import bytes_under
from helpers.stores import CHEAP
from helpers.town import PHRASES, Town

from desktop.assembly import App
from desktop.locked import Locked
from desktop.services import policies
from desktop.services.access import NotTheSame
from desktop.services.errors import AppError, NotAllowed, StoreTrouble, WeakPassphrase, WrongPassphrase
from desktop.services.pins import PinOver, WrongPin
from desktop.store import vault_file, vault_slots
from desktop.store.vault_keystore import KeyStore

PIN = "481516"
HOUR = 3600.0


class Pc:
    """Signe's folder and her key store; `locked` is the program started anew."""

    def __init__(self, town: Town, key_store: KeyStore | None = None) -> None:
        self.town, self.backend = town, MemoryBackend()
        self.key_store = key_store or in_memory(self.backend)
        self.folder = town.folder / "signe"

    def locked(self) -> Locked:
        """Another process."""
        return Locked(self.folder, self.town.clock, "da", self.town.line.connect, self.key_store, CHEAP)

    @contextmanager
    def unlocked(self, locked: Locked | None = None) -> Iterator[App]:
        """Opened by passphrase; closed, not locked, afterwards."""
        app = (locked or self.locked()).unlock(PHRASES["signe"])
        try:
            yield app
        finally:
            app.close()

    def opens(self, way: Callable[[Locked], App], locked: Locked | None = None) -> bool:
        """Whether a way opens; what it opens is closed again."""
        try:
            way(locked or self.locked()).close()
        except AppError:
            return False
        return True

    @property
    def slot(self) -> vault_slots.KeyStoreSlot | None:
        """The key store's slot as it lies on the disk."""
        return vault_slots.key_store_slot(vault_file.read(self.folder))


def decide(town: Town, opens: bool) -> None:
    """The municipality decides, and Signe's pc hears of it."""
    with town.office("asta") as asta:
        policies.set_key_store(asta.desk, opens, town.kit if opens else None)
    with town.office("signe") as signe:
        signe.desk.refresh()


def by_key_store(locked: Locked) -> App:
    """The way."""
    return locked.unlock_by_key_store()


@pytest.fixture
def pc(town: Town) -> Pc:
    """Signe's pc in a town that says nothing of key stores."""
    return Pc(town)


@pytest.fixture
def ringed(pc: Pc) -> Pc:
    """The same where the key store is allowed and in use."""
    decide(pc.town, True)
    with pc.unlocked() as app:
        app.access.make_key_store(PHRASES["signe"])
    return pc


def test_where_the_municipality_says_nothing_the_passphrase_is_asked_for(pc: Pc) -> None:
    """The slot is refused, and nothing is put into the key store."""
    with pc.unlocked() as app:
        assert not app.access.standing().key_store_allowed
        with pytest.raises(NotAllowed):
            app.access.make_key_store(PHRASES["signe"])
    assert pc.backend.kept == {}
    assert not pc.locked().status().key_store


def test_an_allowed_key_store_opens_at_the_start(ringed: Pc) -> None:
    """Without a passphrase; the settings say since when; what opens is the whole app."""
    locked = ringed.locked()
    assert locked.status().key_store
    app = locked.unlock_by_key_store()
    assert app.me.name == "Signe Prøvested"
    assert app.access.standing().key_store is not None
    app.close()


def test_making_it_wants_the_right_passphrase(ringed: Pc) -> None:
    """A wrong one is counted as at the lock screen."""
    with ringed.unlocked() as app:
        for make in (
            lambda: app.access.make_key_store("en helt anden sætning"),
            lambda: app.access.new_words("en helt anden sætning"),
            lambda: app.access.set_pin("en helt anden sætning", PIN),
        ):
            with pytest.raises(WrongPassphrase):
                make()
    assert ringed.locked().status().tries == 3


def test_fault_16_gone_or_changed_it_says_so_and_the_passphrase_opens(ringed: Pc) -> None:
    """A sentence, no count of tries, and the passphrase as ever; then it can be made again."""
    ringed.backend.kept.clear()
    with pytest.raises(StoreTrouble) as caught:
        ringed.locked().unlock_by_key_store()
    assert caught.value.kind == "key-store-gone"
    assert ringed.locked().status().tries == 0
    with ringed.unlocked() as app:
        app.access.make_key_store(PHRASES["signe"])
    assert ringed.opens(by_key_store)


def test_after_twelve_hours_the_passphrase_is_due(ringed: Pc) -> None:
    """Opening by the key store does not put it off; typing it does."""
    ringed.town.clock.forward(11 * HOUR)
    assert ringed.opens(by_key_store)
    ringed.town.clock.forward(HOUR)
    assert not ringed.locked().status().key_store
    assert not ringed.opens(by_key_store)
    with ringed.unlocked():
        pass
    assert ringed.opens(by_key_store)


def test_locked_means_locked(ringed: Pc) -> None:
    """A window that was locked and killed is not opened by the key store; the PIN and the passphrase let it again."""
    locked = ringed.locked()
    with ringed.unlocked(locked) as app:
        app.access.set_pin(PHRASES["signe"], PIN)
    locked.ways.locked()
    assert ringed.slot is not None
    assert ringed.slot.since_ms == 0
    assert not ringed.opens(by_key_store)
    locked.unlock_by_pin(PIN).close()
    assert ringed.opens(by_key_store)


def test_a_rule_that_changed_takes_the_slot_away(ringed: Pc) -> None:
    """The municipality asks for the passphrase again: the key store opens nothing, slot and entry are gone."""
    decide(ringed.town, False)
    assert not ringed.opens(by_key_store)
    assert ringed.slot is None
    assert ringed.backend.kept == {}
    with ringed.unlocked() as app:
        assert not app.access.standing().key_store_allowed


def test_allowing_it_wants_the_kit(town: Town) -> None:
    """An administrator alone cannot weaken; a colleague cannot even strengthen."""
    with town.office("asta") as asta:
        with pytest.raises(NotAllowed):
            policies.set_key_store(asta.desk, True)
        policies.set_key_store(asta.desk, False)
    with town.office("palle") as palle, pytest.raises(NotAllowed):
        policies.set_key_store(palle.desk, False)


def test_removing_it_leaves_nothing(ringed: Pc) -> None:
    """No slot, no entry; twice is as once."""
    with ringed.unlocked() as app:
        for _again in range(2):
            app.access.drop_key_store()
    assert (ringed.slot, ringed.backend.kept) == (None, {})


def test_under_a_real_secret_service(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """gnome-keyring: made, opened by another start, the daemon gone, back, removed."""
    with real_keyring(monkeypatch) as keyring:
        pc = Pc(town, KeyStore())
        decide(town, True)
        with pc.unlocked() as app:
            assert app.access.standing().key_store_here
            app.access.make_key_store(PHRASES["signe"])
        assert pc.opens(by_key_store)
        keyring.stop()
        with pytest.raises(StoreTrouble) as caught:
            pc.locked().unlock_by_key_store()
        assert caught.value.kind == "key-store-gone"
        with pc.unlocked() as app:
            assert not app.access.standing().key_store_here
        keyring.start()
        assert pc.opens(by_key_store)
        with pc.unlocked() as app:
            app.access.drop_key_store()
        assert not pc.opens(by_key_store)


def test_the_words_open_and_change_the_passphrase(pc: Pc) -> None:
    """Not before they were typed back; then for a forgotten passphrase, with a new one that is good enough."""
    with pc.unlocked() as app:
        made = app.access.new_words(PHRASES["signe"])
        assert not pc.locked().status().words
        with pytest.raises(NotTheSame):
            app.access.keep_words(made, " ".join(app.access.new_words(PHRASES["signe"]).words))
        app.access.keep_words(made, " ".join(made.words))
        assert app.access.standing().recovery is not None
        assert not any(word in repr(made) for word in made.words)
    paper, locked = " ".join(made.words), pc.locked()
    assert locked.status().words
    with pytest.raises(WeakPassphrase):
        locked.recover(paper, "kort")
    with pytest.raises(StoreTrouble):
        locked.recover(paper.replace(made.words[3], made.words[4]), "en helt ny lang sætning")
    assert pc.opens(lambda one: one.unlock(PHRASES["signe"]))
    locked.recover(paper, "en helt ny lang sætning").close()
    assert not pc.opens(lambda one: one.unlock(PHRASES["signe"]))
    assert pc.opens(lambda one: one.unlock("en helt ny lang sætning"))
    assert pc.opens(lambda one: one.recover(paper, "en tredje lang sætning"))


def test_recovering_forgets_wrong_tries_and_the_pin(pc: Pc) -> None:
    """Whoever has forgotten the passphrase has tried it; nobody waits after the words."""
    locked = pc.locked()
    with pc.unlocked(locked) as app:
        made = app.access.new_words(PHRASES["signe"])
        app.access.keep_words(made, " ".join(made.words))
        app.access.set_pin(PHRASES["signe"], PIN)
    for _wrong in range(4):
        assert not pc.opens(lambda one: one.unlock("forkert"))
    locked.recover(" ".join(made.words), "en helt ny lang sætning").close()
    assert locked.status().tries == 0
    assert not locked.ways.pins.ready


def test_a_new_passphrase_is_measured_and_wants_the_old_one(pc: Pc) -> None:
    """Weak, a demo's, or with a wrong old one: the old one stays."""
    with pc.unlocked() as app:
        for old, new, problem in (
            (PHRASES["signe"], "kort", WeakPassphrase),
            (PHRASES["signe"], "rødgrød med fløde på", None),
            ("forkert sætning", "en helt ny lang sætning", WrongPassphrase),
        ):
            if problem is None:
                app.access.change_passphrase(old, new)
                app.access.change_passphrase(new, old)
                continue
            with pytest.raises(problem):
                app.access.change_passphrase(old, new)
    assert pc.opens(lambda one: one.unlock(PHRASES["signe"]))


def test_nothing_of_a_pin_is_on_the_disk(pc: Pc) -> None:
    """No file changes by a PIN but for the one setting that one was used; another start knows none."""
    locked = pc.locked()
    with pc.unlocked(locked) as app:
        before = (pc.folder / "vault").read_bytes()
        app.access.set_pin(PHRASES["signe"], PIN)
        assert (pc.folder / "vault").read_bytes() == before
        assert not app.access.wants_pin
    assert not any(PIN.encode() in path.read_bytes() for path in pc.folder.iterdir() if path.is_file())
    assert pc.opens(lambda one: one.unlock_by_pin(PIN), locked)
    with pytest.raises(PinOver):
        pc.locked().unlock_by_pin(PIN)
    with pc.unlocked() as app:
        assert app.access.wants_pin
        app.access.drop_pin()
        assert not app.access.wants_pin


def test_what_stays_in_memory_over_a_lock_is_the_wrapped_key(pc: Pc) -> None:
    """Nothing that the locked folder reaches holds the key itself, before and after a PIN was used."""
    locked = pc.locked()
    with pc.unlocked(locked) as app:
        key = app.access._prove(PHRASES["signe"]).store
        app.access.set_pin(PHRASES["signe"], PIN)
    locked.ways.locked()
    assert key not in bytes_under(locked)
    locked.unlock_by_pin(PIN).close()
    with pytest.raises(WrongPin):
        locked.unlock_by_pin("000009")
    assert key not in bytes_under(locked)
