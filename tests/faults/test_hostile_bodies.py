"""A member's pc that seals and signs rightly but writes nonsense inside: every reader sees it, and lays it aside."""

import json
from pathlib import Path

import pytest
from helpers.notes import note
from helpers.stage import Stage, says
from helpers.town import PHRASES

from desktop.assembly import App
from desktop.locked import Locked
from desktop.services.clock import Clock
from sync.crypto import envelope
from sync.errors import Malformed
from sync.model import Commit
from sync.revision import Revision

VECTORS = json.loads((Path(__file__).resolve().parents[1] / "vectors" / "v2.json").read_text(encoding="utf-8"))
NOT_REVISIONS = {"nan": b"\x81\xa1v\xcb\x7f\xf8" + bytes(6), "nil": b"\x81\xa1v\xc0", "bytes key": b"\x81\xc4\x01v\x01"}
GOOD = "Aftalt at vi følger op sammen"


def plaintexts() -> dict[str, bytes]:
    """What a body may never hold: V2's invalid paddings and frames, and well padded bytes that are no revision."""
    made = {case["what"]: bytes.fromhex(case["plaintext"]) for case in VECTORS["invalid"]}
    made = {what: plain for what, plain in made.items() if len(plain) >= 256 and len(plain) % 256 == 0}
    return made | {what: envelope.pad(raw) for what, raw in NOT_REVISIONS.items()}


def seal(app: App, space: bytes, plain: bytes, monkeypatch: pytest.MonkeyPatch) -> Commit:
    """A commit over `plain` as it stands, kept in the outbox as if it were one of the pc's own."""
    machine, now = app.machine, Clock().now_ms()
    looks_like = Revision.build(
        rec=plain[:16].ljust(16, b"\1"), kind="agreement", schema=1, act="create", set={"text": {"text": "x"}},
        hlc=now << 16, at=(now, 60), author=machine.identity.user,
    )  # fmt: skip
    with machine.store.transaction(), monkeypatch.context() as hostile:
        hostile.setattr(envelope, "pad", lambda content: content)
        state = machine.journal.write_state(space)
        commit = envelope.seal_commit(
            machine.keys, org=machine.identity.org, space=space, inc=state.inc, dseq=state.dseq, dprev=state.dprev,
            ctl=state.ctl, epoch=state.epoch, epoch_key=state.key, wit=state.witness, revisions=[plain],
        )  # fmt: skip
        machine.journal.save_local(commit, [looks_like])
    return commit


def test_nonsense_inside_a_body_is_laid_aside_with_its_reason(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Second frames, padding that is not zero, NaN, nil, bytes keys: each alone; the note after them is read."""
    stage.connect()
    signe = Locked(stage.folder / "signe", Clock()).unlock(PHRASES["signe"])
    (space,) = [one.id for one in signe.spaces.all()]
    bad = {what: seal(signe, space, plain, monkeypatch) for what, plain in plaintexts().items()}
    assert {"padding that is not zero", "zstd: two frames", *NOT_REVISIONS} <= bad.keys()
    note(signe, text=GOOD)
    while signe.syncing.step() <= 0:
        pass
    assert signe.syncing.overview().waiting == (), "the endpoint takes what it cannot read"
    signe.close()

    palle = stage.unlocked("palle")
    palle.keys("Ctrl+2 F8")
    palle.wait(GOOD)
    palle.keys("Ctrl+8")
    says(palle, "Den kunne ikke bekræftes, så den tæller ikke med")
    palle.stop()
    assert "Traceback" not in stage.log("palle").read_text(encoding="utf-8")
    reader = Locked(stage.folder / "palle", Clock()).unlock(PHRASES["palle"])
    reasons = {row.cid: row.reason for row in reader.machine.journal.aside() if row.verdict == "quarantine"}
    assert reasons.keys() == {commit.cid for commit in bad.values()}
    for what, commit in bad.items():
        if what not in NOT_REVISIONS:
            with pytest.raises(Malformed) as caught:
                envelope.open_bodies(commit, reader.machine.journal.epoch_key(space, commit.header.epoch) or b"")
            assert reasons[commit.cid] == caught.value.reason
    assert [row.excerpt for row in reader.consultations.page(None).rows] == [GOOD]
    reader.close()
