"""The end of a pc: on whose word it is erased, that one word only locks, and thirty days for who leaves."""

import pytest
from helpers.town import NAMES, PHRASES, Town

from desktop.assembly import App
from desktop.cli.state import Office
from desktop.locked import Locked
from desktop.services import ending
from desktop.services.ending import Erased, LockedOut
from desktop.services.events import Event, MachineEnded
from desktop.services.machine import Machine
from desktop.services.notices import KIT_REPLACED, LEAVING
from desktop.store import ended, vault, vault_file
from desktop.store.backup import Backups
from sync.client.ending import end_of
from sync.control import ControlLog, Op, build_op, make_ctlhead
from sync.control_bodies import AdminSet, RecoveryKey
from sync.control_rows import DeviceRow
from sync.control_space_bodies import DeviceAdd, DeviceRevoke
from sync.crypto.keys import DeviceKeys, KemKey, SigningKey

DAY_S = 86_400


def revoke(town: Town, who: str, reason: str, by: SigningKey | None = None, beside: str = "") -> None:
    """Asta ends somebody's pc; `beside` signs too, or the root signs instead."""
    with town.office("asta") as asta:
        user = asta.membership.find(NAMES[who])
        (device,) = asta.desk.refresh().devices_of(user)
        if not beside:
            asta.desk.post(lambda _roster: DeviceRevoke(device, reason), by)
            return
        op = asta.desk.propose(lambda _roster: DeviceRevoke(device, reason))
    with town.office(beside) as other:
        other.desk.refresh()
        other.desk.cosign(Op.parse(op))


def locked(town: Town, who: str) -> Locked:
    """Somebody's folder before it is unlocked."""
    return Locked(town.folder / who, town.clock, "da", town.line.connect)


def heard(app: App) -> list[Event]:
    """What the app tells from now on."""
    told: list[Event] = []
    app.events.subscribe(told.append)
    return told


def test_one_word_locks_and_keeps(town: Town) -> None:
    """A pc said to be lost by one administrator: it closes, refuses the passphrase, and every file is still there."""
    signe = town.app("signe")
    told = heard(signe)
    slots = vault_file.read(town.folder / "signe").slots
    revoke(town, "signe", "lost")
    town.sync(signe)
    assert MachineEnded() in told
    signe.close()
    for _try in range(2):
        with pytest.raises(LockedOut):
            locked(town, "signe").status()
    ended.forget(town.folder / "signe")
    with pytest.raises(LockedOut):
        locked(town, "signe").unlock(PHRASES["signe"])
    assert vault_file.read(town.folder / "signe").slots == slots
    assert locked(town, "signe").rescue.steps(LockedOut.kind) == ("enrol",)


def test_two_words_erase(town: Town) -> None:
    """Asta and Palle, who let Signe's pc in: no key file is left, not in backups either, and nothing opens."""
    signe, folder = town.app("signe"), town.folder / "signe"
    keys = vault.unlock(folder, PHRASES["signe"], town.clock.now_ms())
    Backups(folder).make(keys, "asked", town.clock.now_ms())
    (folder / "vault.ab12.part").write_bytes(b"halv")
    told = heard(signe)
    revoke(town, "signe", "lost", beside="palle")
    town.sync(signe)
    assert MachineEnded() in told
    signe.close()
    assert len(list(folder.rglob("vault"))) == 2
    ended.note(folder, "lock")  # a later word takes nothing back
    for _try in range(2):
        with pytest.raises(Erased):
            locked(town, "signe").status()
        assert not list(folder.rglob("vault*"))[1:]
    assert (folder / "store.db").exists()
    assert locked(town, "signe").rescue.steps(Erased.kind) == ("enrol",)
    locked(town, "signe").rescue.set_aside()
    assert not locked(town, "signe").status().exists


def test_a_pc_that_learns_at_the_next_start(town: Town) -> None:
    """The op lies in its log, and the program stopped before it acted: nothing opens, by no way."""
    revoke(town, "signe", "lost", beside="palle")
    with town.office("palle") as palle:
        ops = palle.machine.journal.control_ops()
    with Machine.open(town.folder / "signe", PHRASES["signe"], town.clock) as machine:
        machine.journal.append_control(ops[machine.journal.control_length() :], machine.journal.control_length())
    phrase = town.folder / "phrase"
    phrase.write_text(PHRASES["signe"], encoding="utf-8")
    for _try in range(2):
        with pytest.raises(Erased), town.state.office(town.folder / "signe", phrase):
            pass
    with pytest.raises(Erased):
        locked(town, "signe").unlock(PHRASES["signe"])


def test_thirty_days_for_who_leaves_in_good_order(town: Town) -> None:
    """What was not sent goes out, to be taken over; the page says until when; then the keys are erased."""
    signe = town.app("signe")
    town.line.up = False
    rec = signe.contacts.save_institution({"name": "Sent sted", "type": "school", "district": "Midt"}).rec
    assert signe.syncing.overview().waiting
    town.line.up = True
    revoke(town, "signe", "left")
    told = heard(signe)
    town.sync(signe)
    assert MachineEnded() not in told
    overview = signe.syncing.overview()
    assert overview.waiting == ()
    (notice,) = overview.notices
    assert notice.sentence == LEAVING
    assert (notice.when - town.clock.now()).days == 29
    signe.close()
    town.clock.forward(29 * DAY_S)
    again = locked(town, "signe").unlock(PHRASES["signe"])
    assert again.syncing.overview().notices == (notice,)
    again.close()
    with town.office("palle") as palle:
        palle.desk.sync()
        assert palle.app.records.get("institution", rec, town.space) is None  # beyond the cut until it is adopted
    town.clock.forward(2 * DAY_S)
    with pytest.raises(Erased):
        locked(town, "signe").unlock(PHRASES["signe"])
    assert not (town.folder / "signe" / "vault").exists()


def test_thirty_days_begin_when_it_is_heard(town: Town) -> None:
    """A pc that was offline for forty days is not erased in the moment it comes back."""
    revoke(town, "signe", "left")
    town.clock.forward(40 * DAY_S)
    signe = town.app("signe")
    town.sync(signe)
    assert ending.hand_over_until(signe.machine) is not None
    assert not ending.heed(signe.machine, town.clock)
    signe.close()


def test_an_answer_of_the_server_ends_nothing(town: Town) -> None:
    """401 and 403 to everything: the pc goes on, its keys too."""
    signe = town.app("signe")
    with town.office("asta") as asta:
        assert ending.hand_over_until(asta.machine) is None
    told = heard(signe)
    town.endpoint.close()
    town.sync(signe)
    assert MachineEnded() not in told
    assert ended.noted(town.folder / "signe") is None
    assert signe.syncing.overview().notices == ()
    signe.close()


def test_everybody_is_told_that_the_kit_was_replaced(town: Town) -> None:
    """On the page Synkronisering, for ever."""
    assert town.kit is not None
    with town.office("asta") as asta:
        asta.desk.post(lambda _roster: RecoveryKey(KemKey.generate().pk), town.kit.root)
    signe = town.app("signe")
    town.sync(signe)
    assert [notice.sentence for notice in signe.syncing.overview().notices] == [KIT_REPLACED]


def test_whose_word_counts(town: Town) -> None:
    """Root; a second administrator; a colleague it once accepted. Not: its own user, a stranger, one alone."""
    assert town.kit is not None
    root = town.kit.root
    with town.office("asta") as asta:
        desk, machine = asta.desk, asta.machine
        device = desk.refresh().devices_of(asta.membership.find("signe"))[0]
        second, own, alone = DeviceKeys.generate(), DeviceKeys.generate(), DeviceKeys.generate()
        user = machine.control.roster().user_of(device) or b""
        desk.post(lambda _roster: AdminSet(b"2" * 16, 1, _row(b"2" * 16, second)), root)
        desk.post(lambda _roster: DeviceAdd(_row(user, own)))
        desk.post(lambda _roster: DeviceAdd(_row(b"3" * 16, alone)))
        twin = DeviceKeys.generate()
        desk.post(lambda _roster: DeviceAdd(_row(machine.identity.user, twin)))
        palle = Machine.open(town.folder / "palle", PHRASES["palle"], town.clock)
        confirmed = {palle.keys.device_id}
        assert end_of(machine.control, device, confirmed) is None
        for cosigner, kind in (
            (second, "erase"),
            (palle.keys, "erase"),
            (own, "lock"),
            (alone, "lock"),
            (None, "lock"),
        ):
            assert _ended(asta, device, cosigner, confirmed) == kind
        assert _ended(asta, device, palle.keys, set()) == "lock"
        assert _ended(asta, device, root, confirmed) == "erase"
        assert _ended(asta, device, None, confirmed, by=root) == "erase"
        palle.close()


def _row(user: bytes, keys: DeviceKeys) -> DeviceRow:
    return DeviceRow(user, keys.sign_pk, keys.kem_pk, bytes(32))


def _ended(
    asta: Office,
    device: bytes,
    cosigner: DeviceKeys | SigningKey | None,
    confirmed: set[bytes],
    by: SigningKey | None = None,
) -> str:
    """What the machine would do if this op stood next."""
    control = ControlLog.load(asta.machine.identity.org, asta.machine.control.ops)
    op = build_op(by or asta.machine.keys, asta.desk.org, control.head, DeviceRevoke(device, "lost"), 5, cosigner)
    control = _with(control, op)
    end = end_of(control, device, confirmed)
    assert end is not None
    assert end.cseq == control.head.cseq
    return end.kind


def _with(control: ControlLog, op: bytes) -> ControlLog:
    """The log with an op behind it, as if the endpoint had taken it."""
    parsed = Op.parse(op)
    head = make_ctlhead(SigningKey.generate(), parsed.org, parsed.ref, 5)
    return ControlLog.load(parsed.org, [*control.ops, (op, head)])
