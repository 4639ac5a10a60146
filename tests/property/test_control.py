"""P5 for the control log: any byte or field of any op changed is refused with a reason and changes nothing.

`SEEDS=from:to` chooses the seeds; a failure names its seed.
"""

import os
import random

from helpers.controls import SPACE, Line, control_log
from helpers.mutations import changed, damaged

from sync.codec import Value, as_bytes, as_list, decode, encode
from sync.control import ControlLog, make_ctlhead
from sync.control_ops import Op, Signer, signer_id
from sync.errors import SyncError
from sync.model import CtlRef, digest

FIRST, _, LAST = os.environ.get("SEEDS", "0:400").partition(":")
SEEDS = range(int(FIRST), int(LAST))
MADE = control_log()


def test_the_log_itself_is_good() -> None:
    """The log that is damaged below is taken whole, and once more without a change."""
    log = ControlLog(MADE.org)
    for line in [*MADE.lines, *MADE.lines]:
        log.add(line.raw, line.head)
    assert log.ops == [(line.raw, line.head) for line in MADE.lines]


def test_damage_on_the_way_is_refused_and_changes_nothing() -> None:
    """Flipped, cut or spliced bytes of an op or its head: refused with a reason; the true op is still taken after."""
    for seed in SEEDS[::2]:
        rng = random.Random(seed)
        log = ControlLog(MADE.org)
        for line in MADE.lines:
            op = damaged(rng, line.raw) if rng.random() < 0.7 else line.raw
            head = damaged(rng, line.head) if op == line.raw or rng.random() < 0.3 else line.head
            if (op, head) != (line.raw, line.head):
                _refused(log, op, head, seed)
            log.add(line.raw, line.head)
        assert log.ops == [(line.raw, line.head) for line in MADE.lines], f"seed {seed}"


def test_a_changed_field_without_its_signature_is_refused() -> None:
    """One field of the payload replaced, the endpoint's head made for it, the signatures left: refused."""
    for seed in SEEDS:
        rng = random.Random(seed)
        place = rng.randrange(len(MADE.lines))
        line, log = MADE.lines[place], MADE.until(place)
        payload, sig, cosig = as_list(decode(line.raw, 1 << 20), 3)
        other = encode(changed(rng, decode(as_bytes(payload), 1 << 20)))
        if other != payload:
            raw = encode([other, sig, cosig])
            _refused(log, raw, _head(line, other, place), seed)
            log.add(line.raw, line.head)


def test_a_changed_field_signed_anew_is_judged_or_refused() -> None:
    """A signer may sign anything: the op is taken under the rules, or refused with a reason and without a trace."""
    taken = 0
    for seed in SEEDS[::4]:
        rng = random.Random(seed)
        place = rng.randrange(len(MADE.lines))
        line = MADE.lines[place]
        fields = as_list(decode(Op.parse(line.raw).payload, 1 << 20))
        for _ in range(4):
            log = MADE.until(place)
            if rng.random() < 0.7:
                other = encode([*fields[:5], changed(rng, fields[5]), *fields[6:]])
            else:
                other = encode(changed(rng, fields))
            raw = encode([other, line.signer.sign("rt1/ctl", other), _cosig(line.cosigner, other)])
            try:
                log.add(raw, _head(line, other, place))
                taken += 1
            except SyncError as error:
                assert error.reason, f"seed {seed}"
                log.add(line.raw, line.head)
            log.roster().devices_entitled(SPACE)
    assert taken


def test_anybody_elses_signature_is_refused() -> None:
    """Every op signed by every other key of the log, in its own name: taken only where that key has the right too."""
    signers = list({signer_id(line.signer, MADE.org): line.signer for line in MADE.lines}.values())
    for place, line in enumerate(MADE.lines):
        fields = as_list(decode(Op.parse(line.raw).payload, 1 << 20))
        for signer in signers:
            log = MADE.until(place)
            forged = encode(
                [as_list(decode(line.raw, 1 << 20))[0], signer.sign("rt1/ctl", Op.parse(line.raw).payload), b""]
            )
            if signer is not line.signer:
                _refused(log, forged, line.head, place)
            own = encode([*fields[:6], signer_id(signer, MADE.org), fields[7]])
            raw = encode([own, signer.sign("rt1/ctl", own), b""])
            try:
                op = log.add(raw, _head(line, own, place))
            except SyncError as error:
                assert error.reason
            else:
                assert op.by == signer_id(signer, MADE.org)


def _refused(log: ControlLog, op: bytes, head: bytes, seed: int) -> None:
    before = log.head
    try:
        log.add(op, head)
    except SyncError as error:
        assert error.reason, f"seed {seed}"
        assert log.head == before, f"seed {seed}"
    else:
        assert log.head == before, f"seed {seed}: taken"


def _head(line: Line, payload: bytes, place: int) -> bytes:
    return make_ctlhead(line.server, MADE.org, CtlRef(place + 1, digest("rt1/ctl", payload)), 1)


def _cosig(cosigner: Signer | None, payload: bytes) -> Value:
    return b"" if cosigner is None else signer_id(cosigner, MADE.org) + cosigner.sign("rt1/ctl", payload)
