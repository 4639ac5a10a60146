"""Beats: hears how far others have read, and says how far this machine has. That is what makes a note "seen"."""

from collections.abc import Generator, Iterable
from typing import TYPE_CHECKING

from sync.client import health
from sync.client.asking import Refusal, ask, get, parsed, put
from sync.client.events import Alarm
from sync.client.judging import OFF_CHAIN
from sync.errors import SyncError
from sync.heads import MAX_LASTS, Beat
from sync.model import NO_WITNESS, Witness
from sync.protocol import BEAT_EVERY_S, Answer, Request, parse_raws, space_path

if TYPE_CHECKING:
    from sync.client.rounds import Round

IN_TOUCH_MS = 20 * 3600 * 1000
"""A machine that is in touch says so once a day, also where nobody wrote: else colleagues would call it silent."""
AHEAD_PULLS = 2
"""After so many whole pulls, what somebody else has seen should be here."""


def hear(round_: "Round", space: bytes) -> Generator[Request, Answer, None]:
    """Stores the newer beats of others, marks what they have seen, and notes whether one of one's own is owed."""
    body = yield from ask(get("beats", space_path(round_.org, space, "beat"), space=space))
    known = take(round_, space, parsed(parse_raws, body))
    journal, me = round_.journal, round_.keys.device_id
    for beat in known.values():
        _check_ahead(round_, space, beat)
    cursor = journal.cursor(space)
    if cursor is not None and cursor.seq and (me not in known or _old(round_, known[me], cursor.witness)):
        round_.beats_owed.add(space)
    if cursor is not None and health.owed(round_, space):
        round_.beats_owed.add(space)


def _old(round_: "Round", beat: Beat, witness: Witness) -> bool:
    """Whether one's own last beat says less than the truth: how far this machine is, that it is still in touch, or that
    it has heard of the newest removal anywhere (an administrator hears beats in the organisation space alone).

    By the pc's own clock, in either direction: a beat of a clock that ran ahead is old when the clock was set.
    """
    if beat.wit != witness or beat.ctl.cseq < round_.control.roster().removal()[0]:
        return True
    return abs(round_.clock.now_ms() - beat.claimed_ms) > IN_TOUCH_MS


def take(round_: "Round", space: bytes, raws: Iterable[bytes]) -> dict[bytes, Beat]:
    """Beats of others, by whatever way they came: the newer ones are kept, and what they have seen is marked.

    The newest of each device, one's own too.
    """
    known = {device: Beat.parse(raw) for device, raw in round_.journal.beats(space).items()}
    newer: dict[bytes, bytes] = {}
    for raw in raws:
        beat = _verified(round_, space, raw)
        if beat is None or beat.device == round_.keys.device_id:
            continue
        before = known.get(beat.device)
        if before is None or beat.n > before.n:
            newer[beat.device] = raw
            known[beat.device] = beat
    if newer:
        round_.journal.put_beats(space, newer)
    for beat in known.values():
        _check_witness(round_, space, beat)
    round_.mark_seen(space, _witnessed(round_, space, known.values()))
    return known


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
    """Whether the beat's witness is on the log here; None where nothing is known of its place."""
    chain = round_.journal.chain_at(space, beat.wit.gen, beat.wit.seq)
    return None if chain is None else chain == beat.wit.chain


def _check_witness(round_: "Round", space: bytes, beat: Beat) -> None:
    """Once for each beat: when this machine has come as far as its witness."""
    if round_.weighed.get((space, beat.device)) == beat.n:
        return
    stands = _stands(round_, space, beat)
    if stands is not None:
        round_.weighed[space, beat.device] = beat.n
    if stands is False:
        round_.alarm(space, OFF_CHAIN, beat.device)


def _check_ahead(round_: "Round", space: bytes, beat: Beat) -> None:
    """A beat that is still ahead after another whole pull saw entries that the endpoint keeps back here."""
    cursor = round_.journal.cursor(space)
    if cursor is None or beat.wit.gen != cursor.gen or beat.wit.seq <= cursor.seq:
        return
    n, pulls = round_.ahead.get((space, beat.device), (beat.n, 0))
    pulls = pulls + 1 if n == beat.n else 1
    round_.ahead[space, beat.device] = beat.n, pulls
    if pulls == AHEAD_PULLS:
        round_.alarm(space, "log is kept back", beat.device)


def _witnessed(round_: "Round", space: bytes, beats: Iterable[Beat]) -> int:
    """The highest seq of this log that a machine of another user with a role here says it has verified."""
    cursor = round_.journal.cursor(space)
    best = 0
    for beat in beats:
        if cursor is None or beat.wit.gen != cursor.gen:
            continue
        if beat.wit.seq > best and round_.other_reader(space, beat.device) and _stands(round_, space, beat):
            best = beat.wit.seq
    return best


def due(round_: "Round", space: bytes, now: float) -> float:
    """When the next beat of the space may go, monotonic seconds."""
    return round_.last_beat.get(space, now - BEAT_EVERY_S) + BEAT_EVERY_S


def made(round_: "Round", space: bytes) -> bytes:
    """A new beat: how far this machine has read and written."""
    cursor = round_.journal.cursor(space)
    number = round_.journal.next_beat(space)
    return Beat(
        org=round_.org,
        space=space,
        device=round_.keys.device_id,
        n=number,
        lasts=tuple(round_.journal.lasts(space)[-MAX_LASTS:]),
        wit=NO_WITNESS if cursor is None else cursor.witness,
        ctl=round_.control.head,
        purged=round_.journal.purged(space),
        health=health.seal(round_, space, number),
        claimed_ms=max(0, round_.clock.now_ms()),
    ).signed(round_.keys)


def send(round_: "Round", space: bytes) -> Generator[Request, Answer, None]:
    """Says how far this machine has read and written, if its time has come."""
    now = round_.clock.monotonic()
    if round_.journal.cursor(space) is None or due(round_, space, now) > now:
        return
    beat = made(round_, space)
    round_.last_beat[space] = now
    round_.beats_owed.discard(space)
    try:
        yield from ask(put("beat", space_path(round_.org, space, "beat"), beat, space))
    except Refusal as error:
        round_.tell(Alarm(space, error.problem.reason, b""))
        return
    round_.journal.put_beats(space, {round_.keys.device_id: beat})
