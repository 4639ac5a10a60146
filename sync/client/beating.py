"""Beats: hears how far others have read, and says how far this machine has. That is what makes a note "seen"."""

from collections.abc import Generator, Iterable
from typing import TYPE_CHECKING

from sync.client.asking import Refusal, ask, get, put
from sync.client.events import Alarm
from sync.client.pulling import parsed
from sync.errors import SyncError
from sync.heads import MAX_LASTS, Beat
from sync.protocol import BEAT_EVERY_S, Answer, Request, parse_raws, space_path

if TYPE_CHECKING:
    from sync.client.rounds import Round


def hear(round_: "Round", space: bytes) -> Generator[Request, Answer, None]:
    """Stores the newer beats of others, marks what they have seen, and notes whether one of one's own is owed."""
    body = yield from ask(get("beats", space_path(round_.org, space, "beat"), space=space))
    journal, me = round_.journal, round_.keys.device_id
    known = {device: Beat.parse(raw) for device, raw in journal.beats(space).items()}
    newer: dict[bytes, bytes] = {}
    for raw in parsed(parse_raws, body):
        beat = _verified(round_, space, raw)
        if beat is None or beat.device == me:
            continue
        before = known.get(beat.device)
        if before is None or beat.n > before.n:
            newer[beat.device] = raw
            known[beat.device] = beat
            _check_witness(round_, space, beat)
    if newer:
        journal.put_beats(space, newer)
    round_.mark_seen(space, _witnessed(round_, space, known.values()))
    cursor = journal.cursor(space)
    if cursor is not None and cursor.seq and (me not in known or known[me].wit != cursor.witness):
        round_.beats_owed.add(space)


def _verified(round_: "Round", space: bytes, raw: bytes) -> Beat | None:
    """A beat that is what it says it is, else None."""
    try:
        beat = Beat.parse(raw)
    except SyncError:
        return None
    device = round_.control.roster().device(beat.device)
    right = (beat.org, beat.space) == (round_.org, space)
    return beat if right and device is not None and beat.verify(device.sign_pk) else None


def _stands(round_: "Round", space: bytes, beat: Beat) -> bool | None:
    """Whether the beat's witness is on the log here; None where this machine has not come so far."""
    cursor = round_.journal.cursor(space)
    wit = beat.wit
    if cursor is None or wit.gen != cursor.gen or wit.seq > cursor.seq:
        return None
    return round_.journal.chain_at(space, wit.gen, wit.seq) == wit.chain


def _check_witness(round_: "Round", space: bytes, beat: Beat) -> None:
    if _stands(round_, space, beat) is False:
        round_.alarm(space, "witness is off the chain", beat.device)


def _witnessed(round_: "Round", space: bytes, beats: Iterable[Beat]) -> int:
    """The highest seq that a machine of another user with a role in the space says it has verified."""
    best = 0
    for beat in beats:
        if beat.wit.seq > best and round_.other_reader(space, beat.device) and _stands(round_, space, beat):
            best = beat.wit.seq
    return best


def due(round_: "Round", space: bytes, now: float) -> float:
    """When the next beat of the space may go, monotonic seconds."""
    return round_.last_beat.get(space, now - BEAT_EVERY_S) + BEAT_EVERY_S


def send(round_: "Round", space: bytes) -> Generator[Request, Answer, None]:
    """Says how far this machine has read and written, if its time has come."""
    now = round_.clock.monotonic()
    cursor = round_.journal.cursor(space)
    if cursor is None or due(round_, space, now) > now:
        return
    beat = Beat(
        org=round_.org,
        space=space,
        device=round_.keys.device_id,
        n=round_.journal.next_beat(space),
        lasts=tuple(round_.journal.lasts(space)[-MAX_LASTS:]),
        wit=cursor.witness,
        ctl=round_.control.head,
        purged=0,
        health=b"",
        claimed_ms=max(0, round_.clock.now_ms()),
    ).signed(round_.keys)
    round_.last_beat[space] = now
    round_.beats_owed.discard(space)
    try:
        yield from ask(put("beat", space_path(round_.org, space, "beat"), beat, space))
    except Refusal as error:
        round_.tell(Alarm(space, error.problem.reason, b""))
        return
    round_.journal.put_beats(space, {round_.keys.device_id: beat})
